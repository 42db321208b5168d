//! What is the same in every request to an endpoint.

use std::fmt;

use http::{HeaderValue, Method};

/// Names of parameters that belong together; a group counts as given when all its parameters are.
pub(crate) type Groups = &'static [&'static [&'static str]];

/// Groups of scopes of classic tokens; one of each group is needed.
pub(crate) type TokenScopes = &'static [&'static [&'static str]];

/// The hosts of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// The API.
    Api,
    /// Where files are uploaded.
    Uploads,
    /// Where people log in.
    Web,
}

/// An endpoint: its name, method and route, and what its page says about all its parameters together.
///
/// Endpoints that the docs don't have yet can be made and called too, see [`Request::new`](crate::Request::new).
#[derive(Clone)]
pub struct Endpoint {
    id: &'static str,
    method: Method,
    path: &'static str,
    host: Host,
    content_type: Option<&'static str>,
    any_of: Groups,
    one_of: Groups,
    token_scopes: TokenScopes,
    rivals: &'static [&'static str],
}

impl Endpoint {
    /// An endpoint that is called with GET. `id` is scope and name (`issues.listForRepo`), `path` a template with the names of the path
    /// parameters in braces, `{+name}` where the value may have several segments.
    #[must_use]
    pub const fn get(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::GET, id, path)
    }

    /// The same for HEAD.
    #[must_use]
    pub const fn head(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::HEAD, id, path)
    }

    /// The same for POST.
    #[must_use]
    pub const fn post(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::POST, id, path)
    }

    /// The same for PUT.
    #[must_use]
    pub const fn put(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::PUT, id, path)
    }

    /// The same for PATCH.
    #[must_use]
    pub const fn patch(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::PATCH, id, path)
    }

    /// The same for DELETE.
    #[must_use]
    pub const fn delete(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::DELETE, id, path)
    }

    /// An endpoint of OAuth: a form that is posted to where people log in.
    pub(crate) const fn oauth(id: &'static str, path: &'static str) -> Self {
        let mut endpoint = Self::post(id, path).content_type("application/x-www-form-urlencoded");
        endpoint.host = Host::Web;
        endpoint
    }

    const fn new(method: Method, id: &'static str, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            host: Host::Api,
            content_type: None,
            any_of: &[],
            one_of: &[],
            token_scopes: &[],
            rivals: &[],
        }
    }

    /// The endpoint is on the uploads host.
    #[must_use]
    pub const fn uploads(mut self) -> Self {
        self.host = Host::Uploads;
        self
    }

    /// The media type of the request's body where it isn't JSON.
    ///
    /// # Panics
    ///
    /// When the text can't be a header's value; in a `static`, that is an error of the compiler.
    #[must_use]
    pub const fn content_type(mut self, media_type: &'static str) -> Self {
        // Checks the text while compiling; nothing is left to go wrong when it is sent.
        std::mem::forget(HeaderValue::from_static(media_type));
        self.content_type = Some(media_type);
        self
    }

    /// At least one of these groups of parameters must be given.
    #[must_use]
    pub const fn any_of(mut self, groups: Groups) -> Self {
        self.any_of = groups;
        self
    }

    /// Exactly one of these groups of parameters must be given, and nothing of the others.
    #[must_use]
    pub const fn one_of(mut self, groups: Groups) -> Self {
        self.one_of = groups;
        self
    }

    /// The scopes that a classic token needs: of each group at least one. They are for hints in errors; nothing is refused for them.
    #[must_use]
    pub const fn scopes(mut self, groups: TokenScopes) -> Self {
        self.token_scopes = groups;
        self
    }

    /// Paths of other routes that no value may turn this one into: `/gists/starred`, where this one is `/gists/{gist_id}`.
    #[must_use]
    pub const fn apart_from(mut self, rivals: &'static [&'static str]) -> Self {
        self.rivals = rivals;
        self
    }

    /// Scope and name, as the docs spell them: `packages.deletePackageForUser`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The template of the path, without the base URL's.
    #[must_use]
    pub fn path(&self) -> &'static str {
        self.path
    }

    /// Whether the endpoint is on the uploads host.
    #[must_use]
    pub fn is_upload(&self) -> bool {
        self.host == Host::Uploads
    }

    /// The host that the endpoint is on.
    pub(crate) fn host(&self) -> Host {
        self.host
    }

    /// The media type of the body where it isn't JSON.
    pub(crate) fn media_type(&self) -> Option<&'static str> {
        self.content_type
    }

    /// The scopes that a classic token needs: of each group at least one. Empty where the docs don't say for sure.
    #[must_use]
    pub fn token_scopes(&self) -> TokenScopes {
        self.token_scopes
    }

    /// The name of the route's last parameter.
    pub(crate) fn last_parameter(&self) -> &'static str {
        let last = self.path.rsplit_once('{').and_then(|(_, rest)| rest.split_once('}'));
        last.map_or("", |(name, _)| name.trim_start_matches('+'))
    }

    pub(crate) fn rivals(&self) -> &'static [&'static str] {
        self.rivals
    }

    pub(crate) fn has_groups(&self) -> bool {
        !(self.any_of.is_empty() && self.one_of.is_empty())
    }

    pub(crate) fn groups(&self) -> (Groups, Groups) {
        (self.any_of, self.one_of)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.id, self.method, self.path)
    }
}
