//! Examples of what a program needs to run unattended. They need neither network nor token, since they use the
//! [test double](crate::testing).
//!
//! # Credentials
//!
//! A token is a setting of the client ([`token`](crate::ClientBuilder::token)). A GitHub App calls as one of its installations, whose tokens are
//! created and renewed; [`auth`](crate::auth) lists all kinds of credentials.
//!
//! ```
//! use octoscribe::Client;
//! use octoscribe::auth::App;
//! use octoscribe::schemas::InstallationToken;
//! use octoscribe::testing::FakeGitHub;
//! use std::time::Duration;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let pem = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/runtime/tests/keys/rsa-pkcs8.pem"));
//! let github = FakeGitHub::new();
//! let app: Client = github.builder().auth(App::new("Iv23liExample", pem)?).build()?;
//! let hour = github.now() + Duration::from_secs(3600);
//! let mut token = InstallationToken::default();
//! token.token = "ghs_example".to_owned();
//! token.expires_at = hour.to_string();
//! github.when(&app.apps().create_installation_access_token(7)).returns(&token);
//! let client = app.as_installation(7)?;
//! github.when(&client.issues().lock("octocat", "hello-world", 1)).header("authorization", "Bearer ghs_example");
//!
//! // Both calls share a token; the app's own proof was needed once.
//! client.issues().lock("octocat", "hello-world", 1).send().await?;
//! client.issues().lock("octocat", "hello-world", 1).send().await?;
//! assert_eq!(github.calls().len(), 3);
//! # Ok(())
//! # }
//! ```
//!
//! A user logs in with a code, which they enter in a browser:
//!
//! ```
//! use octoscribe::auth::UserToken;
//! use octoscribe::http::Method;
//! use octoscribe::testing::{FakeGitHub, StubResponse};
//! use octoscribe::serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! github.when_url(Method::POST, "https://github.com/login/device/code").respond(StubResponse::json(&json!({
//!     "device_code": "d", "user_code": "WDJB-MJHT", "verification_uri": "https://github.com/login/device", "expires_in": 900, "interval": 5,
//! })));
//! github
//!     .when_url(Method::POST, "https://github.com/login/oauth/access_token")
//!     .respond(StubResponse::json(&json!({"error": "authorization_pending"})).times(3))
//!     .respond(StubResponse::json(&json!({"access_token": "ghu_example", "token_type": "bearer"})));
//! let client = github.client()?;
//! github.when(&client.meta().get_zen()).header("authorization", "Bearer ghu_example").respond(StubResponse::bytes("text/plain", "Hello"));
//!
//! let code = client.device_flow("Iv23liExample").start().await?;
//! println!("Enter {} at {}", code.user_code(), code.verification_uri());
//! let token = code.wait().await?;
//! let client = client.with_auth(UserToken::new("Iv23liExample", token)?)?;
//! assert_eq!(client.meta().get_zen().send().await?, "Hello");
//! # Ok(())
//! # }
//! ```
//!
//! In a program with a website, users log in [in the browser](crate::BareClient::web_flow), with PKCE. An installation's token keeps the
//! permissions that it was created with: [`forget_token`](crate::BareClient::forget_token) drops it when the installation gets new ones.
//!
//! # Limits and retries
//!
//! The client waits for rate limits, together with its clones, up to a [maximum](crate::ClientBuilder::max_wait). It retries transient
//! failures of calls that are safe to retry.
//!
//! ```
//! use octoscribe::Error;
//! use octoscribe::http::StatusCode;
//! use octoscribe::testing::{FakeGitHub, StubResponse};
//! use std::time::Duration;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! let waits = github.builder().on_wait(|wait| println!("{}: {} for {:?}", wait.endpoint.id(), wait.reason, wait.duration));
//! let client = waits.build()?;
//! let zen = client.meta().get_zen();
//! github
//!     .when(&zen)
//!     .respond(StubResponse::no_connection())
//!     .respond(StubResponse::empty(StatusCode::BAD_GATEWAY))
//!     .respond(StubResponse::secondary_limit(Some(Duration::from_secs(30))))
//!     .respond(StubResponse::bytes("text/plain", "Hello"));
//! assert_eq!(zen.send().await?, "Hello");
//! assert_eq!(github.calls().len(), 4);
//!
//! // An hour exceeds the default maximum: the call fails at once.
//! github.primary_limit("core", 1, Duration::from_secs(3600));
//! zen.send().await?;
//! assert!(matches!(zen.send().await, Err(Error::Limited(_))));
//!
//! // A write that the server may have acted on is not retried.
//! let create = client.issues().create("octocat", "hello-world", "Found a bug");
//! github.advance(Duration::from_secs(2 * 3600));
//! github.when(&create).respond(StubResponse::empty(StatusCode::BAD_GATEWAY));
//! assert!(matches!(create.send().await, Err(Error::Api(_))));
//! assert_eq!(github.calls().len(), 6);
//! # Ok(())
//! # }
//! ```
//!
//! # Responses that differ from the docs
//!
//! A response is read where nothing has to be made up; [`Reading`](crate::Reading) has the policy as a table.
//! [`Response::notes`](crate::Response::notes) and [`ItemStream::notes`](crate::ItemStream::notes) list the differences, and the client reports
//! each endpoint and path once as an event of `tracing`.
//!
//! ```
//! use octoscribe::Error;
//! use octoscribe::schemas::Issue;
//! use octoscribe::serde_json::{self, json};
//! use octoscribe::testing::{FakeGitHub, StubResponse};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! let client = github.client()?;
//! let mut untitled = serde_json::to_value(Issue::default())?;
//! untitled["title"] = json!(null);
//! let mut unnumbered = untitled.clone();
//! unnumbered["number"] = json!(null);
//! let list = client.issues().list_for_repo("octocat", "hello-world");
//! github.when(&list).respond(StubResponse::json(&[untitled, unnumbered]));
//!
//! // A title may be empty, but a number is not made up: the second issue is an error, and the stream goes on.
//! let mut issues = list.items();
//! assert_eq!(issues.next().await.transpose()?.map(|issue| issue.title), Some(String::new()));
//! assert!(matches!(issues.next().await, Some(Err(Error::Decode(_)))));
//! assert!(issues.next().await.is_none());
//! assert_eq!(issues.notes().problems()[0].to_string(), "[0].title: expected a string, found null (read as empty)");
//!
//! // Strict requests accept no difference, lenient ones make up what is missing.
//! assert!(list.clone().strict().send().await.is_err());
//! let response = list.lenient().response().await?;
//! assert_eq!((response.body()[1].number, response.notes().count()), (0, 3));
//! # Ok(())
//! # }
//! ```
//!
//! # Conditional requests
//!
//! With a [cache](crate::ClientBuilder::cache), the client asks only whether a cached response has changed. If it has not, the call doesn't count
//! against the rate limit.
//!
//! ```
//! use octoscribe::MemoryCache;
//! use octoscribe::schemas::Issue;
//! use octoscribe::testing::FakeGitHub;
//! use std::time::Duration;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! github.primary_limit("core", 5000, Duration::from_secs(3600));
//! let client = github.builder().cache(MemoryCache::default()).build()?;
//! let get = client.issues().get("octocat", "hello-world", 42);
//! let mut issue = Issue::default();
//! issue.title = "Found a bug".to_owned();
//! github.when(&get).returns(&issue);
//!
//! let first = get.response().await?;
//! let second = get.response().await?;
//! assert_eq!(first.body(), second.body());
//! assert!(github.calls()[1].header("if-none-match").is_some());
//! assert_eq!(second.rate_limit().map(|limit| limit.remaining), Some(4999));
//! # Ok(())
//! # }
//! ```
//!
//! # Long lists
//!
//! [`items`](crate::Request::items) walks over all pages. A comparison of commits is asked for in pages too, which GitHub does not send
//! otherwise. After an error, [`items_from`](crate::Request::items_from) goes on from the page that failed; its link can be kept for another
//! day. [`Items::total`](crate::Items::total) is the number that a response tells.
//!
//! ```
//! # use octoscribe::schemas::Issue;
//! # use octoscribe::testing::FakeGitHub;
//! #
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let github = FakeGitHub::new();
//! # let client = github.client()?;
//! # github.when(&client.issues().list_for_repo("octocat", "hello-world")).pages(&vec![Issue::default(); 250]);
//! let list = client.issues().list_for_repo("octocat", "hello-world").per_page(100);
//! let (mut issues, mut items) = (Vec::new(), list.items());
//! if let Err(error) = items.read_into(&mut issues).await {
//!     let Some(link) = items.next_link() else { return Err(error.into()) };
//!     list.items_from(link).read_into(&mut issues).await?;
//! }
//! assert_eq!(issues.len(), 250);
//! # Ok(())
//! # }
//! ```
//!
//! A server that is reached by another name than its own needs [`rebase_links`](crate::ClientBuilder::rebase_links). Another form of a
//! response has a method, such as `list_stargazers_for_repo(…).star_form()` for stars with their times.
//!
//! # Redirects
//!
//! The client follows redirects, such as those of a renamed repository. It sends the token to no other host.
//!
//! ```
//! use octoscribe::http::{Method, StatusCode};
//! use octoscribe::schemas::Issue;
//! use octoscribe::testing::{FakeGitHub, StubResponse};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! let client = github.builder().token("ghp_example").build()?;
//! let get = client.issues().get("octocat", "old-name", 42);
//! let renamed = "https://api.github.com/repositories/1296269/issues/42";
//! github.when(&get).respond(StubResponse::redirect(StatusCode::MOVED_PERMANENTLY, renamed));
//! let mut issue = Issue::default();
//! issue.number = 42;
//! github.when_url(Method::GET, renamed).respond(StubResponse::json(&issue));
//! assert_eq!(get.send().await?.number, 42);
//!
//! let archive = client.repos().download_tarball_archive("octocat", "hello-world", "main");
//! let elsewhere = "https://codeload.github.com/octocat/hello-world/tar.gz/main";
//! github.when(&archive).respond(StubResponse::redirect(StatusCode::FOUND, elsewhere));
//! github.when_url(Method::GET, elsewhere).respond(StubResponse::bytes("application/x-gzip", "the archive"));
//! assert_eq!(archive.raw().send().await?.text(), "the archive");
//! assert_eq!(github.calls().last().and_then(|call| call.header("authorization").map(str::to_owned)), None);
//! # Ok(())
//! # }
//! ```
//!
//! # Bodies
//!
//! Many endpoints respond in several [formats](crate::MediaType). Large bodies are streamed in both directions; bodies in memory have a
//! [maximum size](crate::ClientBuilder::max_body_size).
//!
//! ```
//! use futures_core::Stream;
//! use octoscribe::testing::{FakeGitHub, StubResponse};
//! use octoscribe::{Error, MediaType, RequestBody};
//! use std::io;
//! use std::pin::Pin;
//! use std::task::{Context, Poll};
//!
//! /// A hundred chunks of a thousand bytes; a program would use `tokio_util::io::ReaderStream` or the like.
//! struct Chunks(std::ops::Range<u8>);
//!
//! impl Stream for Chunks {
//!     type Item = io::Result<Vec<u8>>;
//!
//!     fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
//!         Poll::Ready(self.0.next().map(|chunk| Ok(vec![chunk; 1000])))
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! let client = github.builder().max_body_size(50_000).build()?;
//! let change = client.pulls().get("octocat", "hello-world", 7);
//! github.when(&change).header("accept", MediaType::DIFF.as_str()).respond(StubResponse::bytes("text/x-diff", "+ a line"));
//! assert_eq!(change.media_type(MediaType::DIFF).text().await?, "+ a line");
//!
//! let upload = client.repos().upload_release_asset("octocat", "hello-world", 1, "data.bin");
//! github.when(&upload).respond(StubResponse::json(&octoscribe::serde_json::json!({})));
//! upload.data(RequestBody::stream(Chunks(0..100), 100_000)).raw().send().await?;
//! assert_eq!(github.calls()[1].bytes().len(), 100_000);
//!
//! let asset = client.repos().get_release_asset("octocat", "hello-world", 2).media_type(MediaType::OCTETS);
//! github.when(&asset).respond(StubResponse::bytes("application/octet-stream", vec![0; 100_000]));
//! assert!(matches!(asset.send().await, Err(Error::TooLarge(_))));
//! let mut download = asset.download().await?;
//! while let Some(chunk) = download.next().await {
//!     println!("{} bytes", chunk?.len());
//! }
//! assert_eq!(download.received(), 100_000);
//! # Ok(())
//! # }
//! ```
//!
//! A download that breaks off can be [resumed](crate::PendingDownload::resume). Responses come compressed (feature `gzip`):
//! [`compressed_size`](crate::Response::compressed_size) is their size on the way.
//!
//! # Connections
//!
//! hyper has a [builder](crate::transport::HyperTransport::builder) for proxies, a private CA, a client certificate and timeouts. reqwest has its
//! own, which begins with safe settings:
//! `ReqwestTransport::from(ReqwestTransport::builder()?.connect_timeout(limit).build()?)`. With the feature `tower`, a transport can have layers:
//!
//! ```
//! use octoscribe::Client;
//! use octoscribe::transport::{HyperTransport, TowerTransport, TransportService};
//! use std::time::Duration;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let hyper = HyperTransport::builder()
//!     .proxy("http://proxy.example:3128")
//!     .connect_timeout(Duration::from_secs(5))
//!     .pool_idle_timeout(Duration::from_secs(30))
//!     .build()?;
//! // `tower::ServiceBuilder::new().layer(…).service(…)` in a program.
//! let service = TransportService::new(hyper);
//! let client = Client::builder().transport(TowerTransport::new(service)).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Headers and hooks
//!
//! A [header](crate::ClientBuilder::header) of the client, such as a gateway's key, goes to the configured hosts only. A
//! [hook](crate::ClientBuilder::hook) may change the headers of each request, respond itself, and sees each response and failure: enough for
//! metrics, and to pass a trace's context on.
//!
//! ```
//! use octoscribe::http::{Response, StatusCode};
//! use octoscribe::testing::{FakeGitHub, StubResponse};
//! use octoscribe::transport::TransportError;
//! use octoscribe::{Hook, Sending};
//! use std::collections::BTreeMap;
//! use std::sync::{Arc, Mutex};
//! use std::time::Duration;
//!
//! /// Counts requests and their time by endpoint and outcome, as a histogram would.
//! #[derive(Clone, Default)]
//! struct Metrics(Arc<Mutex<BTreeMap<(&'static str, String), (u32, Duration)>>>);
//!
//! impl Metrics {
//!     fn count(&self, sending: &Sending<'_>, outcome: String) {
//!         let mut counts = self.0.lock().unwrap();
//!         let (count, time) = counts.entry((sending.endpoint().id(), outcome)).or_default();
//!         *count += 1;
//!         *time += sending.elapsed();
//!     }
//! }
//!
//! impl Hook for Metrics {
//!     fn after(&self, sending: &Sending<'_>, response: &Response<()>) {
//!         self.count(sending, response.status().to_string());
//!     }
//!
//!     fn error(&self, sending: &Sending<'_>, error: &TransportError) {
//!         self.count(sending, if error.is_connect() { "connect" } else { "other" }.to_owned());
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let metrics = Metrics::default();
//! let github = FakeGitHub::new();
//! let client = github.builder().header("x-gateway-token", "example").hook(metrics.clone()).build()?;
//! let zen = client.meta().get_zen();
//! github
//!     .when(&zen)
//!     .header("x-gateway-token", "example")
//!     .respond(StubResponse::no_connection())
//!     .respond(StubResponse::empty(StatusCode::BAD_GATEWAY))
//!     .respond(StubResponse::bytes("text/plain", "Hello").after(Duration::from_millis(80)));
//! zen.send().await?;
//! let counts = metrics.0.lock().unwrap();
//! assert_eq!(counts[&("meta.getZen", "200 OK".to_owned())], (1, Duration::from_millis(80)));
//! assert_eq!(counts.len(), 3);
//! # Ok(())
//! # }
//! ```
//!
//! # GraphQL
//!
//! [`graphql`](crate::BareClient::graphql) sends queries, with the same credentials and limits. Errors are typed, even beside data. Queries
//! are retried like GET requests; mutations are not. The pages of a connection are a stream:
//!
//! ```
//! use octoscribe::testing::{FakeGitHub, StubResponse};
//! use octoscribe::serde_json::{Value, json};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! let client = github.client()?;
//! let query = client.graphql(
//!     "query($owner: String!, $cursor: String) { repositoryOwner(login: $owner) { repositories(first: 100, after: $cursor) {
//!         nodes { name } pageInfo { hasNextPage endCursor }
//!     } } }",
//! ).variable("owner", "octocat");
//! # let page = |names: [&str; 1], more: bool| json!({"data": {"repositoryOwner": {"repositories": {
//! #     "nodes": names.map(|name| json!({"name": name})), "pageInfo": {"hasNextPage": more, "endCursor": "two"},
//! # }}}});
//! # github.when(&query).respond(StubResponse::json(&page(["hello-world"], true)));
//! # github.when(&query.clone().variable("cursor", "two")).respond(StubResponse::json(&page(["spoon-knife"], false)));
//! let mut names = Vec::new();
//! let mut pages = query.pages::<Value>();
//! while let Some(page) = pages.next().await {
//!     for repository in page?["repositoryOwner"]["repositories"]["nodes"].as_array().into_iter().flatten() {
//!         names.push(repository["name"].clone());
//!     }
//! }
//! assert_eq!(names, ["hello-world", "spoon-knife"]);
//! # Ok(())
//! # }
//! ```
//!
//! # Routes at run time
//!
//! [`route`](crate::BareClient::route) calls any route, and [`follow`](crate::BareClient::follow) requests a URL out of a response if it is on the
//! configured hosts.
//!
//! | octokit, octocrab | here |
//! |---|---|
//! | `octokit.request("GET /repos/{owner}/{repo}", {owner, repo})` | `client.route(Method::GET, "/repos/{owner}/{repo}", [owner, repo]).json::<T>()` |
//! | `octocrab.get(url, None)` | `client.follow(url)?.json::<T>()` |
//! | `octokit.paginate(…)`, `octocrab.all_pages(page)` | [`items`](crate::Request::items) |
//! | `octokit.graphql(query, variables)` | `client.graphql(query).variables(variables).send::<T>()` |
//! | `octokit.graphql.paginate(query)` | `client.graphql(query).pages::<T>()` |
//! | `octokit.hook.before("request", …)` | [`ClientBuilder::hook`](crate::ClientBuilder::hook) |
//! | plugins `throttling` and `retry` | on by default |
//! | `octocrab.installation(id)` | [`as_installation`](crate::Client::as_installation) |
//! | octocrab's `add_header` | [`ClientBuilder::header`](crate::ClientBuilder::header) |
//! | octocrab's `with_service`, layers | [`TowerTransport`](crate::transport::TowerTransport) |
//!
//! # Observability
//!
//! Each call is a `tracing` span with the endpoint, the route's template, the status, the attempts, the waits and GitHub's request id, but no
//! value of a parameter. Waits and deprecated endpoints are events.
//!
//! ```
//! use octoscribe::testing::{FakeGitHub, StubResponse};
//! use std::sync::{Arc, Mutex};
//! use tracing::span::{Attributes, Id, Record};
//! use tracing::{Event, Metadata, Subscriber};
//!
//! /// Records the names of spans; a program would use `tracing-subscriber` or OpenTelemetry.
//! #[derive(Clone, Default)]
//! struct Names(Arc<Mutex<Vec<String>>>);
//!
//! impl Subscriber for Names {
//!     fn enabled(&self, _: &Metadata<'_>) -> bool {
//!         true
//!     }
//!     fn new_span(&self, span: &Attributes<'_>) -> Id {
//!         let shown = format!("{} {}", span.metadata().name(), span.values());
//!         self.0.lock().unwrap().push(shown);
//!         Id::from_u64(1)
//!     }
//!     fn record(&self, _: &Id, _: &Record<'_>) {}
//!     fn record_follows_from(&self, _: &Id, _: &Id) {}
//!     fn event(&self, _: &Event<'_>) {}
//!     fn enter(&self, _: &Id) {}
//!     fn exit(&self, _: &Id) {}
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let names = Names::default();
//! let _guard = tracing::subscriber::set_default(names.clone());
//! let github = FakeGitHub::new();
//! let client = github.client()?;
//! github.when(&client.users().get_by_username("octocat")).respond(StubResponse::json(&octoscribe::serde_json::json!({})));
//! client.users().get_by_username("octocat").raw().send().await?;
//!
//! let shown = names.0.lock().unwrap().join("\n");
//! assert!(shown.starts_with("github.request"));
//! assert!(shown.contains("users.getByUsername") && shown.contains("/users/{username}"));
//! assert!(!shown.contains("octocat"));
//! # Ok(())
//! # }
//! ```
//!
//! # Blocking calls
//!
//! With the feature `blocking`, [`wait`](crate::Pending::wait) replaces `await` on the same requests. Pages and items become iterators.
//!
//! ```
//! use octoscribe::schemas::Issue;
//! use octoscribe::testing::FakeGitHub;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! let client = github.client()?;
//! let list = client.issues().list_for_repo("octocat", "hello-world").per_page(100);
//! github.when(&list).pages(&vec![Issue::default(); 250]);
//!
//! assert_eq!(list.send().wait()?.len(), 100);
//! assert_eq!(list.response().wait()?.links().next.is_some(), true);
//! for issue in list.items().wait() {
//!     let issue: Issue = issue?;
//! }
//! assert_eq!(github.calls().len(), 5);
//! # Ok(())
//! # }
//! ```
//!
//! # Many processes
//!
//! GitHub's limits belong to a token, not to a process. Processes of one app share limits, tokens of installations and cached responses
//! through [`SharedLimits`](crate::SharedLimits), [`SharedTokens`](crate::SharedTokens) and [`Cache`](crate::Cache); the package
//! `octoscribe-redis` has all three over Redis. Cached responses are kept by installation, so they outlive its tokens.
//!
//! # Webhooks
//!
//! With the feature `webhooks`, a [`Router`](crate::webhook::Router) verifies deliveries and hands each to the handlers of its payload's type
//! in [`webhooks`](crate::webhooks). It
//! needs no framework: a server gives it requests and responds with the status (the examples `webhook_axum` and `webhook_hyper`). This app
//! thanks whoever opens an issue, and is tested without a network:
//!
//! ```
//! use octoscribe::Client;
//! use octoscribe::auth::App;
//! use octoscribe::schemas::{InstallationToken, IssueComment};
//! use octoscribe::testing::{Call, FakeDelivery, FakeGitHub};
//! use octoscribe::webhook::{MemoryDeliveries, Router, Secrets};
//! use octoscribe::webhooks::IssuesOpened;
//!
//! fn app(client: Client, secrets: Secrets) -> Router {
//!     Router::new(secrets).refuse_replays(MemoryDeliveries::default()).on(move |opened: IssuesOpened, delivery| {
//!         let client = client.clone();
//!         async move {
//!             let installation = delivery.installation().ok_or("the delivery has no installation")?;
//!             let client = client.as_installation(installation)?;
//!             let (owner, repo) = opened.repository.full_name.split_once('/').ok_or("the repository has no owner")?;
//!             client.issues().create_comment(owner, repo, opened.issue.number, "Thank you!").send().await?;
//!             Ok(())
//!         }
//!     })
//! }
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #   let pem = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/runtime/tests/keys/rsa-pkcs8.pem"));
//!     let github = FakeGitHub::new();
//!     let client: Client = github.builder().auth(App::new("Iv23liExample", pem)?).build()?;
//!     let mut token = InstallationToken::default();
//!     token.token = "ghs_example".to_owned();
//!     token.expires_at = "2026-01-01T01:00:00Z".to_owned();
//!     github.when(&client.apps().create_installation_access_token(7)).returns(&token);
//!     let reply = client.issues().create_comment("octocat", "hello-world", 42, "Thank you!");
//!     github.when(&reply).header("authorization", "Bearer ghs_example").returns(&IssueComment::default());
//!
//!     let mut opened = IssuesOpened::default();
//!     opened.issue.number = 42;
//!     opened.repository.full_name = "octocat/hello-world".to_owned();
//!     let secrets = Secrets::new(["secret"])?;
//!     let app = app(client, secrets.clone());
//!     let request = FakeDelivery::of(&opened).installation(7).signed(&secrets);
//!     let delivered = github.deliver(&app, &request).await;
//!     assert_eq!(delivered.status(), 200);
//!     assert_eq!(delivered.calls().last().and_then(Call::endpoint), Some("issues.createComment"));
//!
//!     // The same delivery again, and one that someone else made up.
//!     assert_eq!(github.deliver(&app, &request).await.status(), 409);
//!     let forged = FakeDelivery::of(&opened).signed(&Secrets::new(["another"])?);
//!     assert_eq!(github.deliver(&app, &forged).await.status(), 401);
//!     github.verify()?;
//!     Ok(())
//! }
//! ```
//!
//! A secret is changed without a gap by two of them: [`Secrets`](crate::webhook::Secrets) takes the next one beside the current one. The signature
//! is that of the body; the event's name and the delivery's id are in headers without one, so the id stops repeated deliveries, not someone
//! who can read the connection.
//!
//! GitHub doesn't repeat a delivery that failed. A program that runs now and then asks for those that never succeeded:
//!
//! ```
//! use std::collections::{HashMap, HashSet};
//! use octoscribe::jiff::Timestamp;
//! use octoscribe::{Client, Error};
//!
//! /// Asks for another delivery of what failed since a time; returns how many. The client is that of the app itself.
//! async fn redeliver(app: &Client, since: Timestamp) -> Result<usize, Error> {
//!     let (mut failed, mut handled) = (HashMap::new(), HashSet::new());
//!     let mut deliveries = app.apps().list_webhook_deliveries().per_page(100).items();
//!     while let Some(delivery) = deliveries.next().await.transpose()? {
//!         if delivery.delivered_at < since {
//!             break;
//!         }
//!         // A redelivery has the guid of the first one, and an id of its own.
//!         if (200..300).contains(&delivery.status_code) {
//!             handled.insert(delivery.guid);
//!         } else {
//!             failed.entry(delivery.guid).or_insert(delivery.id);
//!         }
//!     }
//!     failed.retain(|guid, _| !handled.contains(guid));
//!     for id in failed.values() {
//!         app.apps().redeliver_webhook_delivery(*id).send().await?;
//!     }
//!     Ok(failed.len())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use octoscribe::schemas::HookDeliveryItem;
//! # use octoscribe::testing::FakeGitHub;
//! # let github = FakeGitHub::new();
//! # let client = github.client()?;
//! # let now = github.now();
//! # let delivery = |id, guid: &str, status_code, at| {
//! #     let mut delivery = HookDeliveryItem::default();
//! #     (delivery.id, delivery.guid, delivery.status_code, delivery.delivered_at) = (id, guid.to_owned(), status_code, at);
//! #     delivery
//! # };
//! # let long_ago = Timestamp::UNIX_EPOCH;
//! # let deliveries = [delivery(4, "b", 200, now), delivery(3, "a", 500, now), delivery(2, "b", 500, now), delivery(1, "c", 500, long_ago)];
//! # github.when(&client.apps().list_webhook_deliveries()).pages(&deliveries);
//! # github.when(&client.apps().redeliver_webhook_delivery(3)).returns(&Some(octoscribe::JsonObject::default()));
//! # assert_eq!(redeliver(&client, now).await?, 1);
//! # github.verify()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Tests
//!
//! All examples use [`testing::FakeGitHub`](crate::testing::FakeGitHub): stubs that are written like calls, recorded calls, pages, entity tags,
//! limits and faults, with a clock on which no test waits.
