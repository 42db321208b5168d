//! Base URLs: where a client's requests go, and nowhere else.

use std::net::IpAddr;

use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use crate::error::{ConfigError, LinkError};
use crate::path::has_dot_segment;

/// A checked base URL, in the parts that requests are put together from.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    scheme: Scheme,
    authority: Authority,
    /// The path without a slash at its end.
    prefix: String,
}

impl Base {
    /// Reads the value of a setting.
    ///
    /// # Errors
    ///
    /// When the text is not a URL, or has what a base URL must not have.
    pub(crate) fn parse(setting: &'static str, url: &str) -> Result<Self, ConfigError> {
        let error = |problem| Err(ConfigError::new(setting, problem));
        let Ok(uri) = url.parse::<Uri>() else {
            return error("not a URL");
        };
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return error("not a URL with scheme and host");
        };
        if *scheme != Scheme::HTTPS && *scheme != Scheme::HTTP {
            return error("neither https nor http");
        }
        if authority.as_str().contains('@') {
            return error("a base URL has no user name or password");
        }
        if url.contains(['?', '#']) {
            return error("a base URL has no query or fragment");
        }
        Ok(Self {
            scheme: scheme.clone(),
            authority: authority.clone(),
            prefix: uri.path().trim_end_matches('/').to_owned(),
        })
    }

    /// The uploads host that belongs to a base URL: on GitHub Enterprise Server `/api/uploads` beside `/api/v3`, on github.com and ghe.com
    /// `uploads.` instead of `api.`, else the same.
    pub(crate) fn uploads(&self) -> Self {
        self.sibling("uploads.", "/api/uploads")
    }

    /// The host for people that belongs to a base URL: on GitHub Enterprise Server without `/api/v3`, on github.com and ghe.com without
    /// `api.`, else the same.
    pub(crate) fn web(&self) -> Self {
        self.sibling("", "")
    }

    /// Another host of the same server: by the beginning of its name in the cloud, by its path elsewhere.
    fn sibling(&self, name: &str, path: &str) -> Self {
        let mut sibling = self.clone();
        if let Some(root) = self.prefix.strip_suffix("/api/v3") {
            sibling.prefix = format!("{root}{path}");
        } else if let Some(domain) = self.authority.as_str().strip_prefix("api.")
            && (domain == "github.com" || domain.ends_with(".ghe.com"))
            && let Ok(authority) = format!("{name}{domain}").parse()
        {
            sibling.authority = authority;
        }
        sibling
    }

    /// Whether a token may be sent there: everywhere with https, else only to this very machine.
    pub(crate) fn keeps_secrets(&self) -> bool {
        let host = self.authority.host();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        self.scheme == Scheme::HTTPS || host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    /// The URL of a request; `None` when it is longer than URLs can be.
    pub(crate) fn uri<'q>(&self, path: &str, query: impl Iterator<Item = &'q str> + Clone) -> Option<Uri> {
        let query_len: usize = query.clone().map(|parameter| parameter.len() + 1).sum();
        let mut target = String::with_capacity(self.prefix.len() + path.len() + query_len);
        target.push_str(&self.prefix);
        target.push_str(path);
        let mut separator = '?';
        for parameter in query {
            target.push(separator);
            target.push_str(parameter);
            separator = '&';
        }
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(PathAndQuery::from_maybe_shared(Bytes::from(target)).ok()?);
        Uri::from_parts(parts).ok()
    }
}

impl Base {
    /// The URL that a link of the server leads to.
    ///
    /// # Errors
    ///
    /// When it isn't a URL, or leads away from this base.
    pub(crate) fn follow(&self, link: &str) -> Result<Uri, LinkError> {
        let error = |problem| Err(LinkError::new(link, problem));
        let Ok(uri) = link.parse::<Uri>() else {
            return error("not a URL");
        };
        let is_here = uri.scheme() == Some(&self.scheme) && uri.authority() == Some(&self.authority);
        if !is_here || !is_below(uri.path(), &self.prefix) {
            return error("leads away from the base URL");
        }
        Ok(uri)
    }
}

/// Whether a path is below another, also for servers that resolve dots.
fn is_below(path: &str, prefix: &str) -> bool {
    let rest = path.strip_prefix(prefix);
    rest.is_some_and(|rest| rest.starts_with('/') && !has_dot_segment(rest))
}

impl std::fmt::Display for Base {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<Base, String> {
        Base::parse("base_url", url).map_err(|error| error.to_string())
    }

    #[test]
    fn what_a_base_url_must_not_have() {
        let problems: Vec<String> = [
            "",
            "api.github.com",
            "/x",
            "ftp://h/",
            "https://u:p@h/",
            "https://h/?q=1",
            "https://h/#f",
        ]
        .into_iter()
        .map(|url| format!("{url:?} {}", parse(url).unwrap_err()))
        .collect();
        insta::assert_snapshot!(problems.join("\n"), @r#"
        "" base_url: not a URL
        "api.github.com" base_url: not a URL with scheme and host
        "/x" base_url: not a URL with scheme and host
        "ftp://h/" base_url: neither https nor http
        "https://u:p@h/" base_url: a base URL has no user name or password
        "https://h/?q=1" base_url: a base URL has no query or fragment
        "https://h/#f" base_url: a base URL has no query or fragment
        "#);
    }

    #[test]
    fn uploads_belong_to_their_base() {
        let uploads = |url| parse(url).unwrap().uploads().to_string();
        assert_eq!(
            uploads("https://ghes.example/api/v3/"),
            "https://ghes.example/api/uploads"
        );
        assert_eq!(uploads("https://proxy.example/github"), "https://proxy.example/github");
        assert_eq!(uploads("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
        assert_eq!(uploads("https://api.github.com"), "https://uploads.github.com");
        assert_eq!(uploads("https://api.octo.ghe.com/"), "https://uploads.octo.ghe.com");
    }

    #[test]
    fn people_log_in_beside_the_api() {
        let web = |url| parse(url).unwrap().web().to_string();
        assert_eq!(web("https://api.github.com"), "https://github.com");
        assert_eq!(web("https://api.octo.ghe.com"), "https://octo.ghe.com");
        assert_eq!(web("https://ghes.example/api/v3"), "https://ghes.example");
        assert_eq!(web("https://api.example"), "https://api.example");
    }

    #[test]
    fn secrets_stay_on_https_or_this_machine() {
        for url in [
            "https://h",
            "http://localhost:1",
            "http://127.0.0.1",
            "http://[::1]:80",
            "http://127.1.2.3/x",
        ] {
            assert!(parse(url).unwrap().keeps_secrets(), "{url}");
        }
        for url in [
            "http://h",
            "http://localhost.example",
            "http://10.0.0.1",
            "http://127.0.0.1.example",
        ] {
            assert!(!parse(url).unwrap().keeps_secrets(), "{url}");
        }
    }

    #[test]
    fn links_stay_below_the_base() {
        let base = parse("https://h/api/v3").unwrap();
        let follows = |link: &str| base.follow(link).is_ok();
        assert!(follows("https://h/api/v3/repos?page=2&q=.."));
        assert!(follows("https://H/api/v3/a/b.c"));
        for link in [
            "https://h/api/v3/../admin",
            "https://h/api/v3/%2e%2E/admin",
            "https://h/api/v3",
            "https://h/api/v33/x",
            "https://i/api/v3/x",
            "http://h/api/v3/x",
            "/api/v3/x",
        ] {
            assert!(!follows(link), "{link}");
        }
    }

    #[test]
    fn urls_are_put_together() {
        let base = parse("https://h:8443/api/v3/").unwrap();
        let uri = |query: &[&str]| base.uri("/a/b%2Fc", query.iter().copied()).unwrap().to_string();
        assert_eq!(uri(&[]), "https://h:8443/api/v3/a/b%2Fc");
        assert_eq!(uri(&["x=1", "y=%20"]), "https://h:8443/api/v3/a/b%2Fc?x=1&y=%20");
        assert!(base.uri(&"/a".repeat(40_000), std::iter::empty()).is_none());
    }
}
