//! Settings from environment variables, as in jobs of GitHub Actions and GitHub's command line tool.

use crate::client::builder::ClientBuilder;
use crate::client::service::ServiceClient;

const TOKENS: [&str; 2] = ["GH_TOKEN", "GITHUB_TOKEN"];
const API_URL: &str = "GITHUB_API_URL";
const SERVER_URL: &str = "GITHUB_SERVER_URL";

impl<C: ServiceClient> ClientBuilder<C> {
    /// Creates a builder with the token from the environment variable `GH_TOKEN` or else `GITHUB_TOKEN`, the base URL from `GITHUB_API_URL`,
    /// and the [`web_url`](ClientBuilder::web_url) from `GITHUB_SERVER_URL`. Variables that are missing or empty are ignored, and all of them by
    /// clients of other services.
    ///
    /// Jobs of GitHub Actions have both URLs. The workflow has to pass the token: `env: { GITHUB_TOKEN: "${{ github.token }}" }`.
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
            // `build` rejects a value that isn't UTF-8.
            Some(value.to_string_lossy().into_owned())
        })
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let mut settings = Self::default();
        let is_known = C::SERVICE.has_variables;
        let variable = |name| variable(name).filter(|value| is_known && !value.trim().is_empty());
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
    use std::time::Duration;

    use http::{Request, Response};

    use super::*;
    use crate::call::engine::Engine;
    use crate::call::error::Error;
    use crate::client::bare_client::BareClient;
    use crate::request::endpoint::Endpoint;
    use octoscribe_transport::{BoxFuture, RequestBody, ResponseBody, Transport, TransportError};

    struct Offline;

    impl Transport for Offline {
        fn call(&self, _: Request<RequestBody>) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
            Box::pin(std::future::pending())
        }

        fn sleep(&self, _: Duration) -> BoxFuture<()> {
            Box::pin(std::future::pending())
        }
    }

    static ANY: Endpoint = Endpoint::get("meta.root", "/");

    fn client(variables: &[(&str, &str)]) -> Result<Engine, Error> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let builder = ClientBuilder::<BareClient>::from_variables(variable).transport(Offline);
        Ok((*builder.build()?).clone())
    }

    fn token(client: &Engine) -> Option<String> {
        let headers = client.headers(&ANY);
        headers
            .get("authorization")
            .map(|value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_job_has_all_of_them() {
        let client = client(&[
            ("GITHUB_TOKEN", "ghs_job\n"),
            ("GITHUB_API_URL", "https://api.github.com"),
            ("GITHUB_SERVER_URL", "https://github.com"),
        ]);
        let client = client.unwrap();
        assert_eq!(token(&client).unwrap(), "Bearer ghs_job");
        let settings = client.settings();
        let bases = [&settings.api, &settings.uploads, &settings.web].map(ToString::to_string);
        let expected = [
            "https://api.github.com",
            "https://uploads.github.com",
            "https://github.com",
        ];
        assert_eq!(bases, expected);
    }

    #[test]
    fn the_tools_own_token_comes_first_and_empty_ones_are_none() {
        let both = client(&[("GITHUB_TOKEN", "ghs_job"), ("GH_TOKEN", "gho_tool")]).unwrap();
        assert_eq!(token(&both).unwrap(), "Bearer gho_tool");
        let empty = client(&[("GH_TOKEN", ""), ("GITHUB_TOKEN", " "), ("GITHUB_API_URL", "")]).unwrap();
        assert_eq!(token(&empty), None);
        assert!(client(&[("GH_TOKEN", "\u{fffd}")]).is_err());
    }
}
