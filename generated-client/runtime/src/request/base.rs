//! Base URLs: the roots below which all requests of a client go.

use std::fmt;
use std::net::IpAddr;

use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};

use crate::request::path::has_dot_segment;
use crate::request::shown::{Shown, WORDS};

/// A checked base URL, in the parts that make up the URLs of requests.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    scheme: Scheme,
    authority: Authority,
    /// The path without a trailing slash.
    pub(crate) prefix: String,
}

impl Base {
    /// The API of github.com.
    pub(crate) fn github() -> Self {
        Self {
            scheme: Scheme::HTTPS,
            authority: Authority::from_static("api.github.com"),
            prefix: String::new(),
        }
    }

    /// Parses a base URL.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(crate) fn parse(url: &str) -> Result<Self, &'static str> {
        let uri = url.parse::<Uri>().map_err(|_| "not a URL")?;
        let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else {
            return Err("not a URL with scheme and host");
        };
        if *scheme != Scheme::HTTPS && *scheme != Scheme::HTTP {
            return Err("neither https nor http");
        }
        if authority.as_str().contains('@') {
            return Err("a base URL has no user name or password");
        }
        if url.contains(['?', '#']) {
            return Err("a base URL has no query or fragment");
        }
        Ok(Self {
            scheme: scheme.clone(),
            authority: authority.clone(),
            prefix: uri.path().trim_end_matches('/').to_owned(),
        })
    }

    /// The uploads URL of the same server: `/api/uploads` instead of `/api/v3` on GitHub Enterprise Server, `uploads.` instead of `api.` on
    /// github.com and ghe.com, otherwise the base URL itself.
    pub(crate) fn uploads(&self) -> Self {
        self.sibling("uploads.", "/api/uploads")
    }

    /// The website of the same server: without `/api/v3` on GitHub Enterprise Server, without `api.` on github.com and ghe.com, otherwise
    /// the base URL itself.
    pub(crate) fn web(&self) -> Self {
        self.sibling("", "")
    }

    /// The root of GraphQL on the same server: `/api` on GitHub Enterprise Server, otherwise the base URL itself.
    pub(crate) fn graphql(&self) -> Self {
        self.sibling("api.", "/api")
    }

    /// Another root of the same server: by its host name in the cloud, by its path elsewhere.
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

    /// Whether secrets may be sent there: by https, or to this machine.
    pub(crate) fn keeps_secrets(&self) -> bool {
        let host = self.authority.host();
        let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        self.scheme == Scheme::HTTPS || host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    /// The URL of a request; `None` when it exceeds the 64 KiB that [`Uri`] allows.
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
        self.with(PathAndQuery::from_maybe_shared(Bytes::from(target)).ok())
    }

    fn with(&self, target: Option<PathAndQuery>) -> Option<Uri> {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(target?);
        Uri::from_parts(parts).ok()
    }

    /// The URL of a server's link. With `rebases`, a link to another host below the same path leads to this one.
    ///
    /// # Errors
    ///
    /// When the link isn't a URL, or isn't below this base.
    pub(crate) fn follow(&self, link: &str, rebases: bool) -> Result<Uri, LinkError> {
        let error = |problem| LinkError {
            link: link.to_owned(),
            problem,
        };
        if link.contains(['{', '}']) {
            return Err(error("a template of URLs, not a URL"));
        }
        let uri = link.parse::<Uri>().map_err(|_| error("not a URL"))?;
        let is_here = uri.scheme() == Some(&self.scheme) && uri.authority() == Some(&self.authority);
        let may_follow = is_here || (rebases && uri.authority().is_some());
        if !may_follow || !is_below(uri.path(), &self.prefix) {
            return Err(error("leads away from the base URL"));
        }
        self.with(uri.into_parts().path_and_query)
            .ok_or_else(|| error("not a URL"))
    }
}

/// Whether a path is below another, even on servers that resolve dot segments.
fn is_below(path: &str, prefix: &str) -> bool {
    let rest = path.strip_prefix(prefix);
    rest.is_some_and(|rest| rest.starts_with('/') && !has_dot_segment(rest))
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.prefix)
    }
}

/// A link that is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkError {
    link: String,
    problem: &'static str,
}

impl LinkError {
    /// The link as the server gave it.
    #[must_use]
    pub fn link(&self) -> &str {
        &self.link
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\": {}", Shown(&self.link, WORDS), self.problem)
    }
}

impl std::error::Error for LinkError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<Base, &'static str> {
        Base::parse(url)
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
        "" not a URL
        "api.github.com" not a URL with scheme and host
        "/x" not a URL with scheme and host
        "ftp://h/" neither https nor http
        "https://u:p@h/" a base URL has no user name or password
        "https://h/?q=1" a base URL has no query or fragment
        "https://h/#f" a base URL has no query or fragment
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
        let follows = |link: &str| base.follow(link, false).is_ok();
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
    fn links_of_another_name_lead_here_if_asked_for() {
        let base = parse("http://127.0.0.1:8080/api/v3").unwrap();
        let rebased = |link: &str| base.follow(link, true).ok().map(|uri| uri.to_string());
        let here = "http://127.0.0.1:8080/api/v3/repos?page=2";
        assert_eq!(
            rebased("https://ghe.example.com/api/v3/repos?page=2").as_deref(),
            Some(here)
        );
        for link in [
            "https://ghe.example.com/repos",
            "https://h/api/v3/../admin",
            "/api/v3/x",
        ] {
            assert_eq!(rebased(link), None, "{link}");
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
