//! Endpoints: what all requests to one have in common.

use std::fmt;

use http::{HeaderValue, Method};

/// Groups of parameter names. A group is given when all its parameters are.
pub(crate) type Groups = &'static [&'static [&'static str]];

/// Groups of scopes of classic tokens; a token needs one of each.
pub(crate) type TokenScopes = &'static [&'static [&'static str]];

/// The hosts of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// The API.
    Api,
    /// Uploads.
    Uploads,
    /// The website, where OAuth logs in.
    Web,
    /// GraphQL.
    Graphql,
}

/// The successful statuses of the docs; none when they are not known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Successes {
    with_body: &'static [u16],
    empty: &'static [u16],
}

impl Successes {
    /// Whether the docs list a status.
    pub(crate) fn has(self, status: u16) -> bool {
        self.with_body.is_empty() || self.with_body.contains(&status) || self.empty.contains(&status)
    }

    /// Whether a response with a status has a body.
    pub(crate) fn has_body(self, status: u16) -> bool {
        self.with_body.contains(&status)
    }
}

/// An endpoint: id, method, route, and the rules for its parameters as a whole.
///
/// A program can define and call endpoints that the docs don't have yet, see [`RequestBuilder`](crate::RequestBuilder).
#[derive(Clone)]
pub struct Endpoint {
    id: &'static str,
    method: Method,
    path: &'static str,
    pub(crate) host: Host,
    /// The media type of the request's body when it isn't JSON.
    pub(crate) content_type: Option<&'static str>,
    pub(crate) any_of: Groups,
    pub(crate) one_of: Groups,
    token_scopes: TokenScopes,
    pub(crate) overlapping: &'static [&'static str],
    pub(crate) success: Successes,
    may_end_empty: bool,
    pub(crate) page_size: Option<i64>,
}

impl Endpoint {
    /// A GET endpoint. `id` is scope and name (`issues.listForRepo`); `path` is a template with path parameters in braces, `{+name}` for
    /// values of several segments.
    #[must_use]
    pub const fn get(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::GET, id, path)
    }

    /// A HEAD endpoint.
    #[must_use]
    pub const fn head(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::HEAD, id, path)
    }

    /// A POST endpoint.
    #[must_use]
    pub const fn post(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::POST, id, path)
    }

    /// A PUT endpoint.
    #[must_use]
    pub const fn put(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::PUT, id, path)
    }

    /// A PATCH endpoint.
    #[must_use]
    pub const fn patch(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::PATCH, id, path)
    }

    /// A DELETE endpoint.
    #[must_use]
    pub const fn delete(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::DELETE, id, path)
    }

    /// An endpoint of OAuth, which takes a form on the website.
    pub(crate) const fn oauth(id: &'static str, path: &'static str) -> Self {
        let mut endpoint = Self::post(id, path).content_type("application/x-www-form-urlencoded");
        endpoint.host = Host::Web;
        endpoint
    }

    /// The endpoint of GraphQL.
    pub(crate) const fn graphql(id: &'static str) -> Self {
        let mut endpoint = Self::post(id, "/graphql");
        endpoint.host = Host::Graphql;
        endpoint
    }

    pub(crate) const fn new(method: Method, id: &'static str, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            host: Host::Api,
            content_type: None,
            any_of: &[],
            one_of: &[],
            token_scopes: &[],
            overlapping: &[],
            success: Successes {
                with_body: &[],
                empty: &[],
            },
            may_end_empty: false,
            page_size: None,
        }
    }

    /// Puts the endpoint on the uploads host.
    #[must_use]
    pub const fn uploads(mut self) -> Self {
        self.host = Host::Uploads;
        self
    }

    /// Sets the media type of the request's body. Default: JSON.
    ///
    /// # Panics
    ///
    /// When the media type isn't a valid header value; in a `static`, the compiler reports it.
    #[must_use]
    pub const fn content_type(mut self, media_type: &'static str) -> Self {
        // Checks the value at compile time.
        std::mem::forget(HeaderValue::from_static(media_type));
        self.content_type = Some(media_type);
        self
    }

    /// Requires at least one of these groups of parameters.
    #[must_use]
    pub const fn any_of(mut self, groups: Groups) -> Self {
        self.any_of = groups;
        self
    }

    /// Requires exactly one of these groups of parameters, and no parameter of another.
    #[must_use]
    pub const fn one_of(mut self, groups: Groups) -> Self {
        self.one_of = groups;
        self
    }

    /// Sets the scopes that a classic token needs, one of each group. They serve hints in errors; no request is refused for them.
    #[must_use]
    pub const fn scopes(mut self, groups: TokenScopes) -> Self {
        self.token_scopes = groups;
        self
    }

    /// Sets the overlapping routes, which no value may turn this route into: `/gists/starred` for `/gists/{gist_id}`.
    #[must_use]
    pub const fn apart_from(mut self, routes: &'static [&'static str]) -> Self {
        self.overlapping = routes;
        self
    }

    /// Sets the successful statuses of the docs, with a body and without. A body with another status is not read, which is an
    /// [error](crate::Error::Status). Default: all are accepted.
    #[must_use]
    pub const fn success(mut self, with_body: &'static [u16], empty: &'static [u16]) -> Self {
        self.success = Successes { with_body, empty };
        self
    }

    /// Lets the last path parameter be empty: the path then ends in the slash before it. A value of several segments may end in a slash.
    #[must_use]
    pub const fn optional_end(mut self) -> Self {
        self.may_end_empty = true;
        self
    }

    /// Makes streams of pages ask for pages of this size, unless the request says something else: without, the server sends one page only.
    #[must_use]
    pub const fn paged_by(mut self, size: i64) -> Self {
        self.page_size = Some(size);
        self
    }

    /// The id, scope and name as the docs spell them: `packages.deletePackageForUser`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The template of the path, relative to the base URL.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.path
    }

    /// Whether the endpoint is on the uploads host.
    #[must_use]
    pub fn is_upload(&self) -> bool {
        self.host == Host::Uploads
    }

    /// The scopes that a classic token needs, one of each group. Empty when the docs are unclear.
    #[must_use]
    pub fn token_scopes(&self) -> TokenScopes {
        self.token_scopes
    }

    /// The successful statuses of the docs that have a body. Empty when they don't matter: no body is read.
    #[must_use]
    pub fn success_statuses(&self) -> &'static [u16] {
        self.success.with_body
    }

    /// The name of the route's last parameter.
    pub(crate) fn last_parameter(&self) -> &'static str {
        let last = self.path.rsplit_once('{').and_then(|(_, rest)| rest.split_once('}'));
        last.map_or("", |(name, _)| name.trim_start_matches('+'))
    }

    /// Whether the last path parameter may be empty.
    #[must_use]
    pub fn may_end_empty(&self) -> bool {
        self.may_end_empty
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.id, self.method, self.path)
    }
}
