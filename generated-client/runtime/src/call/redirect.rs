//! Redirects: which are followed, and with which headers.

use http::header::{ACCEPT, IF_RANGE, LOCATION, RANGE, USER_AGENT};
use http::uri::Scheme;
use http::{Extensions, HeaderMap, Method, Request, StatusCode, Uri};

use octoscribe_transport::RequestBody;

/// Maximum number of redirects of one attempt.
pub(crate) const MAX_REDIRECTS: u32 = 10;

/// What a response asks for.
pub(crate) enum Step {
    /// Nothing: it is no redirect.
    Stay,
    /// Following it.
    Follow(Uri),
    /// A redirect that is not followed.
    Refuse(&'static str),
}

/// Decides about a response. Writes follow redirects only when the method stays the same (307 and 308, which GitHub sends for a renamed
/// repository), and only on the same origin.
pub(crate) fn step(method: &Method, from: &Uri, status: StatusCode, headers: &HeaderMap) -> Step {
    let keeps_method = match status.as_u16() {
        307 | 308 => true,
        301..=303 => false,
        _ => return Step::Stay,
    };
    let is_safe = *method == Method::GET || *method == Method::HEAD;
    if !is_safe && !keeps_method {
        return Step::Refuse("redirect that may change the method");
    }
    let location = headers.get(LOCATION).and_then(|location| location.to_str().ok());
    let Some(to) = location.filter(|location| !location.is_empty()) else {
        return Step::Refuse("redirect without a `Location` header");
    };
    let Some(to) = resolve(from, to) else {
        return Step::Refuse("redirect to a URL that is neither http nor https");
    };
    if !is_safe && !is_same_origin(from, &to) {
        return Step::Refuse("redirect of a write to another host");
    }
    Step::Follow(to)
}

/// Redirects a request. On another origin, it keeps only the headers `accept` and `user-agent`, and those for a part of a body: no token leaves
/// the origin.
pub(crate) fn redirected(mut request: Request<RequestBody>, to: Uri, is_home: bool) -> Request<RequestBody> {
    *request.uri_mut() = to;
    *request.extensions_mut() = Extensions::new();
    if !is_home {
        let headers = std::mem::take(request.headers_mut());
        for name in [ACCEPT, USER_AGENT, RANGE, IF_RANGE] {
            if let Some(value) = headers.get(&name) {
                request.headers_mut().insert(name, value.clone());
            }
        }
    }
    request
}

/// Whether two URLs have the same scheme, host and port.
pub(crate) fn is_same_origin(one: &Uri, other: &Uri) -> bool {
    let same_host = match (one.host(), other.host()) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => false,
    };
    same_host && one.scheme() == other.scheme() && port(one) == port(other)
}

/// The port, stated or by default.
pub(crate) fn port(uri: &Uri) -> Option<u16> {
    let default = || Some(if uri.scheme() == Some(&Scheme::HTTPS) { 443 } else { 80 });
    uri.port_u16().or_else(default)
}

/// Resolves a reference (RFC 3986, section 5.2).
fn resolve(from: &Uri, reference: &str) -> Option<Uri> {
    let reference = reference.trim();
    let (reference, _) = reference.split_once('#').unwrap_or((reference, ""));
    let (scheme, authority) = (from.scheme_str()?, from.authority()?.as_str());
    let (first_segment, _) = reference.split_once(['/', '?']).unwrap_or((reference, ""));
    let absolute = if first_segment.contains(':') {
        reference.to_owned()
    } else if reference.starts_with("//") {
        format!("{scheme}:{reference}")
    } else if reference.starts_with('/') {
        format!("{scheme}://{authority}{reference}")
    } else if reference.starts_with('?') {
        format!("{scheme}://{authority}{}{reference}", from.path())
    } else {
        let (directory, _) = from.path().rsplit_once('/')?;
        format!("{scheme}://{authority}{directory}/{reference}")
    };
    let uri: Uri = absolute.parse().ok()?;
    let is_http = uri.scheme() == Some(&Scheme::HTTPS) || uri.scheme() == Some(&Scheme::HTTP);
    let authority = uri.authority()?.as_str();
    (is_http && !authority.contains('@')).then_some(uri)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn references_are_resolved() {
        let from: Uri = "https://h:8443/a/b?c=d".parse().unwrap();
        let shown = |reference: &str| {
            let to = resolve(&from, reference).map(|uri| uri.to_string());
            format!("{reference:?} {}\n", to.as_deref().unwrap_or("-"))
        };
        let references = [
            "https://other/x?y#z",
            "http://h:8443/x",
            "//other/x",
            "/x?y=https://z",
            "x",
            "?y",
            "x?u=https://z",
            "ftp://h/x",
            "https://user:pass@h/x",
            "https://",
            "mailto:x",
            "/x y",
        ];
        insta::assert_snapshot!(references.map(shown).concat(), @r#"
        "https://other/x?y#z" https://other/x?y
        "http://h:8443/x" http://h:8443/x
        "//other/x" https://other/x
        "/x?y=https://z" https://h:8443/x?y=https://z
        "x" https://h:8443/a/x
        "?y" https://h:8443/a/b?y
        "x?u=https://z" https://h:8443/a/x?u=https://z
        "ftp://h/x" -
        "https://user:pass@h/x" -
        "https://" -
        "mailto:x" -
        "/x y" -
        "#);
    }

    #[test]
    fn origins_are_scheme_host_and_port() {
        let same = |one: &str, other: &str| is_same_origin(&one.parse().unwrap(), &other.parse().unwrap());
        assert!(same("https://h/a", "https://H:443/b"));
        assert!(!same("https://h", "http://h"));
        assert!(!same("https://h", "https://h:8443"));
        assert!(!same("https://h", "https://h.example"));
        assert!(!same("http://h:443", "https://h"));
    }

    #[test]
    fn steps_by_method_and_status() {
        let from: Uri = "https://h/a".parse().unwrap();
        let shown = |(method, status, location): (Method, u16, &str)| {
            let headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_str(location).unwrap())]);
            let step = match step(&method, &from, StatusCode::from_u16(status).unwrap(), &headers) {
                Step::Stay => "no redirect".to_owned(),
                Step::Follow(to) => to.to_string(),
                Step::Refuse(why) => why.to_owned(),
            };
            format!("{method} {status} {location}: {step}\n")
        };
        let (get, post) = (Method::GET, Method::POST);
        let cases = [
            (get.clone(), 200, "/b"),
            (get.clone(), 304, "/b"),
            (get.clone(), 301, "/b"),
            (get.clone(), 302, "https://other/b"),
            (get.clone(), 303, "http://h/b"),
            (Method::HEAD, 308, "/b"),
            (get, 302, "gopher://h/"),
            (post.clone(), 302, "/b"),
            (post.clone(), 307, "/b"),
            (Method::PATCH, 308, "/b"),
            (Method::DELETE, 307, "https://other/b"),
            (post, 307, "http://h/a"),
        ];
        insta::assert_snapshot!(cases.map(shown).concat(), @r"
        GET 200 /b: no redirect
        GET 304 /b: no redirect
        GET 301 /b: https://h/b
        GET 302 https://other/b: https://other/b
        GET 303 http://h/b: http://h/b
        HEAD 308 /b: https://h/b
        GET 302 gopher://h/: redirect to a URL that is neither http nor https
        POST 302 /b: redirect that may change the method
        POST 307 /b: https://h/b
        PATCH 308 /b: https://h/b
        DELETE 307 https://other/b: redirect of a write to another host
        POST 307 http://h/a: redirect of a write to another host
        ");
    }
}
