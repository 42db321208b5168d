//! Requests: what every emitted endpoint returns.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::call::engine::Engine;
use crate::error::Error;
use crate::request::encode::Encode;
use crate::request::endpoint::Endpoint;
use crate::request::rules::Rule;
use crate::request::violations::Violations;
use crate::response::body::Body;
use crate::response::media_type::MediaType;
use crate::response::response::Response;
use crate::send::decode::{Decode, decode};
use crate::send::download::Download;
use crate::send::pages::{ItemStream, Items, Pages};
use crate::send::pending::Pending;
use crate::send::unsent::Unsent;
use octoscribe_transport::{BoxFuture, RequestBody};

/// A request to an endpoint whose response has a body of type `T`.
///
/// It can be sent any number of times. Parameters are encoded when they are set; the request borrows nothing. `P` is [`Paged`] when the
/// responses come in pages.
#[must_use = "a request does nothing until it is sent"]
pub struct Request<T, P = Single> {
    unsent: Box<Unsent>,
    response: PhantomData<fn() -> (T, P)>,
}

/// Marks requests with one response.
#[derive(Clone, Copy, Debug)]
pub struct Single;

/// Marks requests whose responses come in pages.
#[derive(Clone, Copy, Debug)]
pub struct Paged;

impl<T: Decode> Request<T, Paged> {
    /// Returns a stream of all pages, beginning with this request's. The stream requests each page when it is polled, by the link in the
    /// response before. It ends with the last page, at a link that has been followed before, or with an error.
    ///
    /// A link to another host is an error: no request and no token ever goes there.
    pub fn pages(&self) -> Pages<T> {
        Pages::new(self.unsent.clone())
    }

    /// Returns a stream of the items of all pages.
    pub fn items(&self) -> ItemStream<T>
    where
        T: Items,
    {
        ItemStream::new(self.pages())
    }
}

impl<T: Decode, P> Request<T, P> {
    /// Sends the request; awaiting returns the body of a successful response. An invalid request is not sent: awaiting returns the error.
    #[inline]
    pub fn send(&self) -> Pending<T> {
        Pending::new(
            self.unsent.send(None),
            |response| Ok(decode::<T>(response)?.into_body()),
        )
    }

    /// Sends the request like [`Request::send`]; awaiting returns the whole response.
    #[inline]
    pub fn response(&self) -> Pending<Response<T>> {
        Pending::new(self.unsent.send(None), decode)
    }
}

impl<T, P> Request<T, P> {
    /// Returns the request as it would be sent, including headers and token. The authorization of a provider is not included.
    ///
    /// # Errors
    ///
    /// [`Error::Validation`] with all violations.
    #[inline]
    pub fn request(&self) -> Result<http::Request<RequestBody>, Error> {
        Ok(self.unsent.finish()?)
    }

    /// Checks the request without sending it.
    ///
    /// # Errors
    ///
    /// All violations.
    #[inline]
    pub fn validate(&self) -> Result<(), Violations> {
        self.unsent.draft.validate()
    }

    /// Returns the request without validation, for values that GitHub accepts and the docs don't have yet. Values that could change the
    /// route are rejected all the same.
    #[inline]
    pub fn skip_validation(&self) -> Self {
        let mut request = self.clone();
        request.unsent.draft.skip_validation();
        request
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
    pub fn raw(&self) -> Request<Body, P> {
        Request {
            unsent: self.unsent.clone(),
            response: PhantomData,
        }
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
        Pending::new(self.unsent.send(None), |response| Ok(response.body().json()?))
    }

    /// Returns the request with a response in another format: the diff of a pull request, the content of a file. The body is not decoded; see
    /// [`Body::text`], [`Body::bytes`] and [`Body::json`].
    ///
    /// ```
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
    pub fn media_type(&self, media_type: MediaType) -> Request<Body, P> {
        let mut request = self.raw();
        request.unsent.draft.accept(media_type.to_header());
        request
    }

    /// Sends the request like [`Request::send`]; awaiting returns the body as a string. Invalid UTF-8 becomes U+FFFD.
    #[inline]
    pub fn text(&self) -> Pending<String> {
        Pending::new(self.unsent.send(None), |response| {
            Ok(response.body().text().into_owned())
        })
    }

    /// Sends the request; awaiting returns status and headers as soon as they arrive, and the body as a stream: for archives, logs, assets.
    ///
    /// Until the response begins, this is a call like any other. Redirects are followed, to other hosts without the token. From then on, the
    /// client's [`timeout`](crate::ClientBuilder::timeout) limits the time until the next chunk, and nothing is retried.
    ///
    /// ```
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
    /// For an asset of a release, set [`MediaType::OCTETS`].
    ///
    /// # Errors
    ///
    /// As for [`Request::send`].
    #[inline]
    #[must_use = "nothing is sent until this is awaited"]
    pub fn download(&self) -> BoxFuture<Result<Download, Error>> {
        self.unsent.download()
    }

    /// Returns the request with a response that may differ from the docs: a required field that is missing, and any field with a value of
    /// another type, gets the default of its type. [`Response::forgiven`] lists them.
    #[inline]
    pub fn lenient(&self) -> Self {
        let mut request = self.clone();
        request.unsent.options.is_lenient = true;
        request
    }

    /// Returns the request with another maximum number of retries; 0 disables them. Default: the client's
    /// [`retries`](crate::ClientBuilder::retries), where it is also documented what is retried.
    #[inline]
    pub fn retries(&self, retries: u32) -> Self {
        let mut request = self.clone();
        request.unsent.options.retries = Some(retries);
        request
    }

    /// Returns the request with retries as for GET requests, for a write that does no harm when GitHub acts on it twice. Without this, a
    /// write is never retried once GitHub may have received it.
    #[inline]
    pub fn idempotent(&self) -> Self {
        let mut request = self.clone();
        request.unsent.options.is_idempotent = true;
        request
    }

    /// The endpoint.
    #[inline]
    #[must_use]
    pub fn endpoint(&self) -> &'static Endpoint {
        self.unsent.endpoint()
    }

    /// Creates a request without parameters, as emitted methods do; a client dereferences to its engine. A program can call endpoints that
    /// the docs don't have yet:
    ///
    /// ```
    /// use octoscribe::{Body, Client, Endpoint, Request};
    ///
    /// static NEW: Endpoint = Endpoint::get("repos.listNovelties", "/repos/{owner}/{repo}/novelties");
    ///
    /// # fn main() -> Result<(), octoscribe::Error> {
    /// # #[cfg(feature = "hyper")] {
    /// let client = Client::new()?;
    /// let novelties: Request<Body> = Request::new(&client, &NEW).path("owner", "octocat").path("repo", "hello").query("per_page", &30);
    /// assert_eq!(
    ///     novelties.request()?.uri(),
    ///     "https://api.github.com/repos/octocat/hello/novelties?per_page=30"
    /// );
    /// # }
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn new(engine: &Engine, endpoint: &'static Endpoint) -> Self {
        Self {
            unsent: Box::new(Unsent::new(engine, endpoint)),
            response: PhantomData,
        }
    }

    /// Sets the next path parameter of the route.
    #[inline]
    pub fn path(mut self, name: &'static str, value: impl Encode) -> Self {
        self.unsent.draft.path(name, &value);
        self
    }

    /// Sets a query parameter.
    #[inline]
    pub fn query(mut self, name: &'static str, value: impl Encode) -> Self {
        self.unsent.draft.query(name, &value);
        self
    }

    /// Sets a member of the JSON body.
    #[inline]
    pub fn body(mut self, name: &'static str, value: impl Encode) -> Self {
        self.unsent.draft.body(name, &value);
        self
    }

    /// Sets the whole JSON body; `name` is the parameter's name in the docs.
    #[inline]
    pub fn whole_body(mut self, name: &'static str, value: impl Encode) -> Self {
        self.unsent.draft.whole_body(name, &value);
        self
    }

    /// Sets a body that isn't JSON; `name` is the parameter's name in the docs. A [stream](RequestBody::stream) can be sent only once; the
    /// client's [`timeout`](crate::ClientBuilder::timeout) limits the time without progress.
    ///
    /// ```
    /// use octoscribe::RequestBody;
    /// use octoscribe::schemas::ReleaseAsset;
    /// use octoscribe::testing::FakeGitHub;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// let upload = client.repos().upload_release_asset("octocat", "hello-world", 42, "app.zip");
    /// github.when(&upload).returns(&ReleaseAsset { size: 12, ..ReleaseAsset::default() });
    ///
    /// // Any stream of chunks, such as tokio-util's `ReaderStream` of a file.
    /// let chunks = futures_util::stream::iter([Ok("first "), Ok::<_, std::io::Error>("second")]);
    /// let asset = upload.data(RequestBody::stream(chunks, 12)).send().await?;
    /// assert_eq!(asset.size, 12);
    /// assert_eq!(github.calls()[0].bytes(), "first second");
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn raw_body(mut self, name: &'static str, data: impl Into<RequestBody>) -> Self {
        self.unsent.draft.raw_body(name, data.into());
        self
    }

    /// Checks a value that is about to be set. Violations are reported when the request is validated.
    #[inline]
    pub fn check(mut self, name: &'static str, value: &(impl Encode + ?Sized), rule: &Rule) -> Self {
        self.unsent.draft.check(name, &value, rule);
        self
    }
}

impl<T, P> Clone for Request<T, P> {
    fn clone(&self) -> Self {
        Self {
            unsent: self.unsent.clone(),
            response: PhantomData,
        }
    }
}

/// Shows the endpoint and the names of the given parameters. Their values may be secret.
impl<T, P> fmt::Debug for Request<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.unsent, f)
    }
}
