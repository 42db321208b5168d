//! Requests: what every method of an endpoint returns.

use std::fmt;

use octoscribe_runtime::{
    BareRequest, Body, Decode, Endpoint, Error, ItemStream, Items, MediaType, Paged, Pages, Pending, PendingDownload,
    RequestBody, RequestBuilder, Response, Violations,
};
use serde::de::DeserializeOwned;

/// What the docs say about an endpoint, as types. Each endpoint has a type that implements it; programs use it in bounds.
pub trait Route {
    /// The body of a successful response.
    type Response: Decode;
    /// [`Paged`] when the responses come in pages, otherwise [`Single`](crate::Single).
    type Paging;
}

/// A request to an endpoint. The endpoint's module has a name for it and setters for the optional parameters:
/// `issues::Create`.
///
/// It can be sent any number of times. Parameters are encoded when they are set; the request borrows nothing. As a [`BareRequest`] it has
/// a type that doesn't name the endpoint, and none of its setters.
///
/// A function over all endpoints with pages:
///
/// ```
/// use octoscribe::{Error, Items, Paged, Request, Route};
///
/// async fn first<E: Route<Paging = Paged>>(list: &Request<E>) -> Result<Option<<E::Response as Items>::Item>, Error>
/// where
///     E::Response: Items,
/// {
///     list.items().next().await.transpose()
/// }
/// ```
#[must_use = "a request does nothing until it is sent"]
pub struct Request<E: Route>(pub(crate) RequestBuilder<E::Response, E::Paging>);

impl<E: Route<Paging = Paged>> Request<E> {
    /// Returns a stream of all pages, beginning with this request's. The stream requests each page when it is polled, by the link in the
    /// response before. It ends with the last page, at a link that has been followed before, or with an error.
    ///
    /// A link to another host is an error: no request and no token ever goes there.
    #[inline]
    pub fn pages(&self) -> Pages<E::Response> {
        self.0.pages()
    }

    /// Returns a stream of the pages from a link on, as [`Pages::next_link`] gives it: to go on after an error, or another day. The request
    /// tells what the pages are; its parameters are those of the link.
    ///
    /// ```
    /// # async fn example(client: octoscribe::Client) -> Result<(), octoscribe::Error> {
    /// let list = client.issues().list_for_repo("rust-lang", "rust");
    /// let (mut issues, mut items) = (Vec::new(), list.items());
    /// if let Err(error) = items.read_into(&mut issues).await {
    ///     let Some(link) = items.next_link() else { return Err(error) };
    ///     list.items_from(link).read_into(&mut issues).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn pages_from(&self, link: impl AsRef<str>) -> Pages<E::Response> {
        self.0.pages_from(link)
    }

    /// Returns a stream of the items of the pages from a link on, see [`Request::pages_from`].
    #[inline]
    pub fn items_from(&self, link: impl AsRef<str>) -> ItemStream<E::Response>
    where
        E::Response: Items,
    {
        self.0.items_from(link)
    }

    /// Returns a stream of the items of all pages. An item that can't be read is an error, and the stream goes on; the error of a page ends it.
    #[inline]
    pub fn items(&self) -> ItemStream<E::Response>
    where
        E::Response: Items,
    {
        self.0.items()
    }
}

impl<E: Route> Request<E> {
    /// Sends the request; awaiting returns the body of a successful response. An invalid request is not sent: awaiting returns the error.
    #[inline]
    pub fn send(&self) -> Pending<E::Response> {
        self.0.send()
    }

    /// Sends the request like [`Request::send`]; awaiting returns the whole response.
    #[inline]
    pub fn response(&self) -> Pending<Response<E::Response>> {
        self.0.response()
    }

    /// Sends the request like [`Request::send`]; awaiting returns the body as a type of your own. For the rest of the response, use
    /// [`Request::raw`] and [`Body::json`].
    ///
    /// ```
    /// #[derive(serde::Deserialize)]
    /// struct Title {
    ///     title: String,
    /// }
    ///
    /// # async fn example(client: octoscribe::Client) -> Result<(), octoscribe::Error> {
    /// let titles: Vec<Title> = client.issues().list_for_repo("rust-lang", "rust").json().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn json<U: DeserializeOwned>(&self) -> Pending<U> {
        self.0.json()
    }

    /// Sends the request like [`Request::send`]; awaiting returns the body as a string. Invalid UTF-8 becomes U+FFFD.
    #[inline]
    pub fn text(&self) -> Pending<String> {
        self.0.text()
    }

    /// Sends the request; awaiting returns status and headers as soon as they arrive, and the body as a stream: for archives, logs, assets.
    ///
    /// Until the response begins, this is a call like any other. Redirects are followed, to other hosts without the token. From then on, the
    /// client's [`timeout`](crate::ClientBuilder::timeout) limits the time until the next chunk, and nothing is retried.
    ///
    #[cfg_attr(feature = "testing", doc = "```")]
    #[cfg_attr(not(feature = "testing"), doc = "```ignore")]
    /// use std::io::Write;
    /// use octoscribe::testing::{FakeGitHub, StubResponse};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// let archive = client.repos().download_tarball_archive("octocat", "hello-world", "main");
    /// github.when(&archive).respond(StubResponse::bytes("application/x-gzip", vec![0; 100_000]));
    ///
    /// let mut archive = archive.download().await?;
    /// let mut file = Vec::new();
    /// while let Some(chunk) = archive.next().await {
    ///     file.write_all(&chunk?)?;
    /// }
    /// assert_eq!(archive.received(), 100_000);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// For an asset of a release, set [`MediaType::OCTETS`]. What broke off can be [resumed](PendingDownload::resume).
    #[inline]
    pub fn download(&self) -> PendingDownload {
        self.0.download()
    }

    /// Returns the request as it would be sent, including headers and token. The authorization of a provider is not included.
    ///
    /// # Errors
    ///
    /// [`Error::Validation`] with all violations.
    #[inline]
    pub fn request(&self) -> Result<http::Request<RequestBody>, Error> {
        self.0.request()
    }

    /// Checks the request without sending it.
    ///
    /// # Errors
    ///
    /// All violations.
    #[inline]
    pub fn validate(&self) -> Result<(), Violations> {
        self.0.validate()
    }

    /// The endpoint.
    #[inline]
    #[must_use]
    pub fn endpoint(&self) -> &'static Endpoint {
        self.0.endpoint()
    }

    /// Sets an optional parameter if there is a value.
    ///
    /// ```
    /// use octoscribe::issues::ListForRepo;
    ///
    /// # fn example(client: octoscribe::Client, assignee: Option<String>) {
    /// let issues = client.issues().list_for_repo("rust-lang", "rust").maybe(assignee, ListForRepo::assignee);
    /// # drop(issues);
    /// # }
    /// ```
    #[inline]
    pub fn maybe<V>(self, value: Option<V>, set: impl FnOnce(Self, V) -> Self) -> Self {
        match value {
            Some(value) => set(self, value),
            None => self,
        }
    }

    /// Sets a header of this request, such as the `content-type` of a file that is uploaded. It replaces the client's own of that name.
    ///
    /// Credentials and what says how a message travels (`authorization`, `host`, `content-length`, …) are the client's: such a header makes
    /// the request invalid. A redirect to another host is followed without these headers, but for `accept` and `user-agent`.
    ///
    /// ```
    /// # fn example(client: octoscribe::Client) {
    /// let notes = client.repos().upload_release_asset("octocat", "hello-world", 1, "notes.txt");
    /// let notes = notes.data("First release.").header("content-type", "text/plain; charset=utf-8");
    /// # drop(notes);
    /// # }
    /// ```
    #[inline]
    pub fn header(self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        Self(self.0.header(name, value))
    }

    /// Skips validation, for values that the server accepts and the docs don't have yet. Values that could change the route are rejected
    /// all the same.
    #[inline]
    pub fn skip_validation(self) -> Self {
        Self(self.0.skip_validation())
    }

    /// Accepts nothing but a response that the docs describe: [`Reading::Strict`](crate::Reading::Strict), whatever the client's
    /// [`reading`](crate::ClientBuilder::reading).
    #[inline]
    pub fn strict(self) -> Self {
        Self(self.0.strict())
    }

    /// Accepts a response that differs from the docs, and makes up what is missing: [`Reading::Lenient`](crate::Reading::Lenient), whatever
    /// the client's [`reading`](crate::ClientBuilder::reading). [`Response::notes`] says where.
    #[inline]
    pub fn lenient(self) -> Self {
        Self(self.0.lenient())
    }

    /// Sets the maximum number of retries; 0 disables them. Default: the client's [`retries`](crate::ClientBuilder::retries), where it is
    /// also documented what is retried.
    #[inline]
    pub fn retries(self, retries: u32) -> Self {
        Self(self.0.retries(retries))
    }

    /// Retries the request like a GET request, for a write that does no harm when the server acts on it twice. Without this, a write is
    /// never retried once the server may have received it.
    #[inline]
    pub fn idempotent(self) -> Self {
        Self(self.0.idempotent())
    }

    /// Returns the request with a response whose body is not decoded.
    ///
    /// ```
    /// # async fn example(client: octoscribe::Client) -> Result<(), octoscribe::Error> {
    /// let body = client.issues().list_for_repo("rust-lang", "rust").raw().send().await?;
    /// std::fs::write("issues.json", body.bytes()).ok();
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn raw(self) -> BareRequest<Body, E::Paging> {
        self.0.raw()
    }

    /// Returns the request with a response in another format: the diff of a pull request, the content of a file. The body is not decoded; see
    /// [`Body::text`], [`Body::bytes`] and [`Body::json`].
    ///
    #[cfg_attr(feature = "testing", doc = "```")]
    #[cfg_attr(not(feature = "testing"), doc = "```ignore")]
    /// use octoscribe::MediaType;
    /// use octoscribe::testing::{FakeGitHub, StubResponse};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// let pull = client.pulls().get("octocat", "hello-world", 7);
    /// github
    ///     .when(&pull)
    ///     .header("accept", "application/vnd.github.diff")
    ///     .respond(StubResponse::bytes("application/vnd.github.diff", "+ Hello\n"));
    ///
    /// let diff = pull.media_type(MediaType::DIFF).text().await?;
    /// assert_eq!(diff, "+ Hello\n");
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn media_type(self, media_type: MediaType) -> BareRequest<Body, E::Paging> {
        self.0.media_type(media_type)
    }
}

impl<E: Route> From<Request<E>> for BareRequest<E::Response, E::Paging> {
    fn from(request: Request<E>) -> Self {
        request.0
    }
}

impl<E: Route> AsRef<BareRequest<E::Response, E::Paging>> for Request<E> {
    fn as_ref(&self) -> &BareRequest<E::Response, E::Paging> {
        &self.0
    }
}

impl<E: Route> Clone for Request<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// Shows the endpoint and the names of the given parameters. Their values may be secret.
impl<E: Route> fmt::Debug for Request<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
