//! Requests under construction: what every emitted endpoint returns.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::body::{Body, Decode};
use crate::client::BareClient;
use crate::download::Download;
use crate::draft::Draft;
use crate::encode::Encode;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::media_type::MediaType;
use crate::paginate::{ItemStream, Items, Pages};
use crate::pending::Pending;
use crate::response::Response;
use crate::rule::Rule;
use crate::transport::{BoxFuture, RequestBody};
use crate::violation::Violations;

/// A request to an endpoint whose answer has a body of type `T`.
///
/// It can be sent any number of times. Everything that takes part in it has been encoded already; it borrows nothing. `P` is [`Paged`] where
/// the answers come in pages.
#[must_use = "a request does nothing until it is sent"]
pub struct Request<T, P = Single> {
    draft: Box<Draft>,
    answer: PhantomData<fn() -> (T, P)>,
}

/// Marks requests of which one has one answer.
#[derive(Clone, Copy, Debug)]
pub struct Single;

/// Marks requests whose answers come in pages.
#[derive(Clone, Copy, Debug)]
pub struct Paged;

impl<T: Decode> Request<T, Paged> {
    /// A stream of all pages, beginning with this request's. Each next page is asked for when the stream is polled for it, by the link that the
    /// answer before it holds. The stream ends with the page without such a link, with one whose link has been followed already, or with
    /// an error.
    ///
    /// A link to another host is an error: no request, and no token, ever goes there.
    pub fn pages(&self) -> Pages<T> {
        Pages::new(self.draft.clone())
    }

    /// A stream of the items of all pages.
    pub fn items(&self) -> ItemStream<T>
    where
        T: Items,
    {
        ItemStream::new(self.pages())
    }
}

impl<T: Decode, P> Request<T, P> {
    /// Sends the request; awaiting gives the body of a successful answer. What is wrong with the request comes up when awaiting, and
    /// then nothing is sent.
    #[inline]
    pub fn send(&self) -> Pending<T> {
        Pending::new(self.draft.start(), |response| {
            Ok(Response::decode(response)?.into_body())
        })
    }

    /// Sends the request like [`Request::send`]; awaiting gives the whole answer.
    #[inline]
    pub fn response(&self) -> Pending<Response<T>> {
        Pending::new(self.draft.start(), Response::decode)
    }
}

impl<T, P> Request<T, P> {
    /// The request as it would be sent, headers and token included.
    ///
    /// # Errors
    ///
    /// [`Error::Validation`] with all that is wrong with it.
    #[inline]
    pub fn request(&self) -> Result<http::Request<RequestBody>, Error> {
        Ok(self.draft.finish()?)
    }

    /// Checks the request without sending it.
    ///
    /// # Errors
    ///
    /// All that is wrong with it.
    #[inline]
    pub fn validate(&self) -> Result<(), Violations> {
        self.draft.validate()
    }

    /// The same request, sent even when it breaks the rules of the docs, for values that GitHub takes and the docs don't know yet.
    /// What could turn it into a request to another route is rejected all the same.
    #[inline]
    pub fn skip_validation(&self) -> Self {
        let mut request = self.clone();
        request.draft.skip_validation();
        request
    }

    /// The same request, whose answer's body is left as it came: its bytes cost no decoding.
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
            draft: self.draft.clone(),
            answer: PhantomData,
        }
    }

    /// Sends the request like [`Request::send`]; awaiting gives the body as a type of your own. With [`Request::raw`] the rest of the answer
    /// comes too: its body has [`Body::json`].
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
        Pending::new(self.draft.start(), |response| response.body().json())
    }

    /// The same request, which asks for another form of the answer: the diff of a pull request, the content of a file. The body is left as it
    /// comes, for [`Body::text`], [`Body::bytes`] or [`Body::json`].
    ///
    /// ```
    /// use octoscribe::MediaType;
    /// use octoscribe::testing::{Answer, FakeGitHub};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// let pull = client.pulls().get("octocat", "hello-world", 7);
    /// github
    ///     .when(&pull)
    ///     .header("accept", "application/vnd.github.diff")
    ///     .respond(Answer::bytes("application/vnd.github.diff", "+ Hello\n"));
    ///
    /// let diff = pull.media_type(MediaType::DIFF).text().await?;
    /// assert_eq!(diff, "+ Hello\n");
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn media_type(&self, media_type: MediaType) -> Request<Body, P> {
        let mut request = self.raw();
        request.draft.media_type(media_type);
        request
    }

    /// Sends the request like [`Request::send`]; awaiting gives the body as a text. What is not UTF-8 becomes U+FFFD.
    #[inline]
    pub fn text(&self) -> Pending<String> {
        Pending::new(self.draft.start(), |response| Ok(response.body().text().into_owned()))
    }

    /// Sends the request; awaiting gives status and headers as soon as they are there, and the body as a stream: for archives, logs, assets.
    ///
    /// Until the answer begins, this is a call like any other; redirections are followed, without the token. From then on, what counts for
    /// the client's [`timeout`](crate::ClientBuilder::timeout) is the time until the next piece, and nothing is repeated.
    ///
    /// ```
    /// use std::io::Write;
    /// use octoscribe::testing::{Answer, FakeGitHub};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// let archive = client.repos().download_tarball_archive("octocat", "hello-world", "main");
    /// github.when(&archive).respond(Answer::bytes("application/x-gzip", vec![0; 100_000]));
    ///
    /// let mut archive = archive.download().await?;
    /// let mut file = Vec::new();
    /// while let Some(piece) = archive.next().await {
    ///     file.write_all(&piece?)?;
    /// }
    /// assert_eq!(archive.received(), 100_000);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A release's asset is asked for with [`MediaType::OCTETS`].
    ///
    /// # Errors
    ///
    /// As for [`Request::send`].
    #[inline]
    #[must_use = "nothing is sent until this is awaited"]
    pub fn download(&self) -> BoxFuture<Result<Download, Error>> {
        self.draft.download()
    }

    /// The same request, whose answer is taken even when it isn't what the docs say: a field that must be there and isn't, or that has a value
    /// of another type, gets the default of its type. [`Response::forgiven`] tells which.
    #[inline]
    pub fn lenient(&self) -> Self {
        let mut request = self.clone();
        request.draft.options().is_lenient = true;
        request
    }

    /// The same request, repeated so often at most when it fails; 0 for never. Default: what
    /// [the client's settings](crate::ClientBuilder::retries) say, where it is also told what is repeated.
    #[inline]
    pub fn retries(&self, retries: u32) -> Self {
        let mut request = self.clone();
        request.draft.options().retries = Some(retries);
        request
    }

    /// The same request, which may be repeated like a GET request even though it changes something: the caller knows that it does no
    /// harm when GitHub acts on it twice. Without this, a write is never sent again once GitHub may have seen it.
    #[inline]
    pub fn repeatable(&self) -> Self {
        let mut request = self.clone();
        request.draft.options().is_repeatable = true;
        request
    }

    /// The endpoint.
    #[inline]
    #[must_use]
    pub fn endpoint(&self) -> &'static Endpoint {
        self.draft.endpoint()
    }

    /// A request without parameters: what emitted methods begin with. With it, endpoints that the docs don't have yet can be called too.
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
    pub fn new(client: &BareClient, endpoint: &'static Endpoint) -> Self {
        Self {
            draft: Box::new(Draft::new(client, endpoint)),
            answer: PhantomData,
        }
    }

    /// Sets the next path parameter of the route.
    #[inline]
    pub fn path(mut self, name: &'static str, value: impl Encode) -> Self {
        self.draft.path(name, &value);
        self
    }

    /// Sets a query parameter.
    #[inline]
    pub fn query(mut self, name: &'static str, value: impl Encode) -> Self {
        self.draft.query(name, &value);
        self
    }

    /// Sets a member of the JSON body.
    #[inline]
    pub fn body(mut self, name: &'static str, value: impl Encode) -> Self {
        self.draft.body(name, &value);
        self
    }

    /// Sets the whole JSON body; `name` is what the docs call it.
    #[inline]
    pub fn whole_body(mut self, name: &'static str, value: impl Encode) -> Self {
        self.draft.whole_body(name, &value);
        self
    }

    /// Sets a body that isn't JSON; `name` is what the docs call it. A [stream](RequestBody::stream) makes a request that can be sent once;
    /// for the client's [`timeout`](crate::ClientBuilder::timeout), what counts is that it moves.
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
    /// github.when(&upload).answer(&ReleaseAsset { size: 12, ..ReleaseAsset::default() });
    ///
    /// // Any stream of pieces, such as tokio-util's `ReaderStream` of a file.
    /// let pieces = futures_util::stream::iter([Ok("first "), Ok::<_, std::io::Error>("second")]);
    /// let asset = upload.data(RequestBody::stream(pieces, 12)).send().await?;
    /// assert_eq!(asset.size, 12);
    /// assert_eq!(github.calls()[0].bytes(), "first second");
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn raw_body(mut self, name: &'static str, data: impl Into<RequestBody>) -> Self {
        self.draft.raw_body(name, data.into());
        self
    }

    /// Checks the value that a parameter is about to get. Comes before the call that sets it.
    #[inline]
    pub fn check(mut self, name: &'static str, value: &(impl Encode + ?Sized), rule: &Rule) -> Self {
        self.draft.check(name, &value, rule);
        self
    }
}

impl<T, P> Clone for Request<T, P> {
    fn clone(&self) -> Self {
        Self {
            draft: self.draft.clone(),
            answer: PhantomData,
        }
    }
}

/// Shows the endpoint and which parameters are given, without their values: they may be secret.
impl<T, P> fmt::Debug for Request<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.draft, f)
    }
}
