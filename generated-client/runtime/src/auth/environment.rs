//! Settings from the environment, as jobs of GitHub Actions and GitHub's command line tool have them.

use crate::client::ClientBuilder;

const TOKENS: [&str; 2] = ["GH_TOKEN", "GITHUB_TOKEN"];
const API_URL: &str = "GITHUB_API_URL";
const SERVER_URL: &str = "GITHUB_SERVER_URL";

impl<C> ClientBuilder<C> {
    /// Settings with the token of the environment variable `GH_TOKEN` or else `GITHUB_TOKEN`, the base URL of `GITHUB_API_URL`, and the
    /// [`web_url`](ClientBuilder::web_url) of `GITHUB_SERVER_URL`; what isn't there, or is empty, has its default.
    ///
    /// The jobs of GitHub Actions have both URLs. The token is the workflow's to hand over: `env: { GITHUB_TOKEN: "${{ github.token }}" }`.
    ///
    /// ```
    /// # fn main() -> Result<(), octoscribe::Error> {
    /// # #[cfg(feature = "hyper")]
    /// let client = octoscribe::ClientBuilder::from_env().build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_env() -> Self {
        Self::from_variables(|name| {
            let value = std::env::var_os(name)?;
            // A value that isn't UTF-8 is neither a token nor a URL, as `build` will say.
            Some(value.to_string_lossy().into_owned())
        })
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let mut settings = Self::default();
        let variable = |name| variable(name).filter(|value| !value.trim().is_empty());
        if let Some(token) = TOKENS.into_iter().find_map(&variable) {
            settings = settings.token(token.trim());
        }
        if let Some(url) = variable(API_URL) {
            settings = settings.base_url(url);
        }
        if let Some(url) = variable(SERVER_URL) {
            settings = settings.web_url(url);
        }
        settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::BareClient;
    use crate::endpoint::Host;
    use crate::testing::FakeGitHub;

    fn client(variables: &[(&str, &str)]) -> Result<BareClient, crate::Error> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        ClientBuilder::from_variables(variable)
            .transport(FakeGitHub::new())
            .build()
    }

    fn token(client: &BareClient) -> Option<&str> {
        client
            .headers()
            .get("authorization")
            .map(|value| value.to_str().unwrap())
    }

    #[test]
    fn a_job_has_all_of_them() {
        let client = client(&[
            ("GITHUB_TOKEN", "ghs_job\n"),
            ("GITHUB_API_URL", "https://api.github.com"),
            ("GITHUB_SERVER_URL", "https://github.com"),
        ]);
        let client = client.unwrap();
        assert_eq!(token(&client), Some("Bearer ghs_job"));
        let bases = [Host::Api, Host::Uploads, Host::Web].map(|host| client.base(host).to_string());
        assert_eq!(
            bases,
            [
                "https://api.github.com",
                "https://uploads.github.com",
                "https://github.com"
            ]
        );
    }

    #[test]
    fn the_tools_own_token_comes_first_and_empty_ones_are_none() {
        let both = client(&[("GITHUB_TOKEN", "ghs_job"), ("GH_TOKEN", "gho_tool")]).unwrap();
        assert_eq!(token(&both), Some("Bearer gho_tool"));
        let empty = client(&[("GH_TOKEN", ""), ("GITHUB_TOKEN", " "), ("GITHUB_API_URL", "")]).unwrap();
        assert_eq!(token(&empty), None);
        assert!(client(&[("GH_TOKEN", "\u{fffd}")]).is_err());
    }
}
