//! What a crate says about itself and the service that it calls: its `octoscribe.toml`. The default is GitHub's client.

use std::collections::BTreeMap;

use http::{HeaderName, HeaderValue, Uri};
use serde::Deserialize;

/// The settings of a crate.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Hash)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The name of the crate in Rust.
    pub name: String,
    /// What the calls in the `example` of pages begin with.
    pub example: String,
    /// The URL that the paths of pages are relative to; without it, nothing links to pages.
    pub pages_url: Option<String>,
    /// The official documentation.
    pub docs: Docs,
    /// The service; `None` where the client is written by hand.
    pub service: Option<Service>,
}

/// The official documentation.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Hash)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Docs {
    /// The root of links such as `/rest/repos` in pages.
    pub host: String,
    /// The text of links to it.
    pub link: String,
}

/// The service that a crate calls.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Hash)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Service {
    /// The base URL.
    pub base_url: String,
    /// The headers of all requests.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The credentials.
    #[serde(default)]
    pub credentials: Credentials,
}

/// How credentials are sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Hash)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Credentials {
    /// The header.
    pub header: String,
    /// What comes before the token: `Bearer`, or nothing.
    pub scheme: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            name: "octoscribe".to_owned(),
            example: "octokit.rest.".to_owned(),
            pages_url: None,
            docs: Docs::default(),
            service: None,
        }
    }
}

impl Default for Docs {
    fn default() -> Self {
        Self {
            host: "https://docs.github.com".to_owned(),
            link: "GitHub's documentation".to_owned(),
        }
    }
}

impl Default for Credentials {
    fn default() -> Self {
        Self {
            header: "authorization".to_owned(),
            scheme: "Bearer".to_owned(),
        }
    }
}

impl Config {
    /// Reads an `octoscribe.toml`.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
        config.check()?;
        Ok(config)
    }

    /// Checks what the types of the settings don't say.
    fn check(&self) -> Result<(), String> {
        let is_word = |word: &str| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        let is_crate = is_word(&self.name) && syn::parse_str::<syn::Ident>(&self.name).is_ok();
        let words = self.example.strip_suffix('.').map(|words| words.split('.'));
        let is_name = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_prefix = self.example.is_empty() || words.is_some_and(|mut words| words.all(is_name));
        let mut checks = vec![
            (
                "name",
                &self.name,
                is_crate,
                "the name of a crate in Rust, such as `pet_shop`",
            ),
            (
                "example",
                &self.example,
                is_prefix,
                "words that end in dots, such as `pets.`",
            ),
        ];
        if let Some(service) = &self.service {
            let (headers, credentials, url) = (&service.headers, &service.credentials, &service.base_url);
            let expected = "a URL such as `https://api.example.com/v1`";
            checks.push(("service.base-url", url, is_base_url(url), expected));
            for name in headers.keys().chain([&credentials.header]) {
                let is_header = HeaderName::from_lowercase(name.as_bytes()).is_ok();
                checks.push(("service.headers", name, is_header, "the name of a header in lower case"));
            }
            for value in headers.values().chain([&credentials.scheme]) {
                let is_value = HeaderValue::from_str(value).is_ok() && value.trim() == value;
                checks.push(("service.headers", value, is_value, "the value of a header"));
            }
        }
        let host = &self.docs.host;
        checks.push((
            "docs.host",
            host,
            is_base_url(host),
            "a URL such as `https://docs.example.com`",
        ));
        match checks.into_iter().find(|(_, _, is_right, _)| !is_right) {
            Some((key, value, _, expected)) => Err(format!("`{key}` is {value:?}, expected {expected}")),
            None => Ok(()),
        }
    }
}

/// Whether a URL has a scheme and a host, and no query.
fn is_base_url(url: &str) -> bool {
    let is_plain = !url.contains(['?', '#', '@']) && !url.ends_with('/');
    let is_web = |uri: Uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some();
    is_plain && url.parse().is_ok_and(is_web)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_told() {
        let wrong = [
            "nam = \"pets\"",
            "name = \"my-pets\"",
            "name = \"type\"",
            "example = \"pets\"",
            "[docs]\nhost = \"pets\"",
            "[service]\nbase-url = \"https://h/?q\"",
            "[service]\nbase-url = \"https://h\"\nheaders = { Accept = \"x\" }",
        ];
        let told = wrong.map(|text| Config::parse(text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @r#"
        TOML parse error at line 1, column 1
          |
        1 | nam = "pets"
          | ^^^
        unknown field `nam`, expected one of `name`, `example`, `pages-url`, `docs`, `service`
        `name` is "my-pets", expected the name of a crate in Rust, such as `pet_shop`
        `name` is "type", expected the name of a crate in Rust, such as `pet_shop`
        `example` is "pets", expected words that end in dots, such as `pets.`
        `docs.host` is "pets", expected a URL such as `https://docs.example.com`
        `service.base-url` is "https://h/?q", expected a URL such as `https://api.example.com/v1`
        `service.headers` is "Accept", expected the name of a header in lower case
        "#);
    }

    #[test]
    fn nothing_said_is_github() {
        let config = Config::parse("").unwrap();
        assert_eq!(
            (config.name.as_str(), config.example.as_str()),
            ("octoscribe", "octokit.rest.")
        );
        assert!(config.service.is_none());
    }
}
