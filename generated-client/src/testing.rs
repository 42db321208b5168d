//! A GitHub without a network, for tests of programs that use this crate (feature `testing`).
//!
//! A [`FakeGitHub`] is a transport that answers from stubs. A stub is described by the same request that the program under test makes, and
//! answers with the same types:
//!
//! ```
//! use octoscribe::schemas::Issue;
//! use octoscribe::testing::FakeGitHub;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! let client = github.client()?;
//! let wanted = client.issues().get("octocat", "hello-world", 42);
//! github.when(&wanted).answer(&Issue { title: "Found a bug".to_owned(), ..Issue::default() });
//!
//! // What a program does with the client:
//! let issue = client.issues().get("octocat", "hello-world", 42).send().await?;
//! assert_eq!(issue.title, "Found a bug");
//!
//! // What it has called, and that every stub was called:
//! assert_eq!(github.calls()[0].endpoint(), Some("issues.get"));
//! assert_eq!(github.calls()[0].path("issue_number"), Some("42"));
//! github.verify()?;
//! # Ok(())
//! # }
//! ```
//!
//! A call is answered by the stub that looks at most of its parameters, the newest one of several; parameters that the description doesn't
//! name may have any value. A call that no stub is for fails with an error that names the stub that comes nearest, and says why it isn't
//! for the call.
//!
//! # Faults
//!
//! Answers come one after the other, the last one for ever; [`Answer`] has all kinds of faults too. Waits cost no time: the double has a
//! clock of its own, which jumps to the end of the shortest wait when nothing else goes on. It knows of the client's waits and of its own, but
//! not of those of other libraries, so a test that also waits for something else should have a client without a timeout.
//!
//! ```
//! use std::time::Duration;
//! use octoscribe::Error;
//! use octoscribe::http::StatusCode;
//! use octoscribe::testing::{Answer, FakeGitHub};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! let client = github.builder().timeout(Duration::from_secs(60)).retries(0).build()?;
//! github
//!     .when(&client.meta().get_zen())
//!     .respond(Answer::error(StatusCode::GONE, "no more wisdom"))
//!     .respond(Answer::bytes("text/plain", "Keep it logically awesome.").after(Duration::from_secs(59)))
//!     .respond(Answer::silent());
//!
//! assert!(matches!(client.meta().get_zen().send().await, Err(Error::Api(error)) if error.message == "no more wisdom"));
//! assert_eq!(client.meta().get_zen().send().await?, "Keep it logically awesome.");
//! let before = github.now();
//! assert!(matches!(client.meta().get_zen().send().await, Err(Error::Transport(error)) if error.is_timeout()));
//! assert_eq!(github.now().duration_since(before).as_secs(), 60);
//! # Ok(())
//! # }
//! ```
//!
//! # Pages, entity tags and limits
//!
//! Lists come in pages with links ([`When::pages`]). Every body has an entity tag, and a caller that knows it gets 304. Both of GitHub's limits
//! can be put in force ([`primary_limit`](octoscribe_runtime::testing::FakeGitHub::primary_limit),
//! [`secondary_limit`](octoscribe_runtime::testing::FakeGitHub::secondary_limit)).
//!
//! ```
//! use octoscribe::schemas::Issue;
//! use octoscribe::testing::FakeGitHub;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! let client = github.client()?;
//! let issues: Vec<Issue> = (1..=250).map(|number| Issue { number, ..Issue::default() }).collect();
//! github.when(&client.issues().list_for_repo("octocat", "hello-world")).pages(&issues);
//!
//! let all = client.issues().list_for_repo("octocat", "hello-world").per_page(100).items().all().await?;
//! assert_eq!(all, issues);
//! assert_eq!(github.calls().len(), 3);
//! # Ok(())
//! # }
//! ```

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use jiff::Timestamp;

use crate::transport::{BoxFuture, RequestBody, ResponseBody, Transport, TransportError};
use crate::{Client, ClientBuilder, Error};

pub use octoscribe_runtime::testing::{Answer, Call, Unmet, When};

/// A GitHub without a network, see the [module](self). Clones are the same one.
#[derive(Clone, Default)]
pub struct FakeGitHub(octoscribe_runtime::testing::FakeGitHub);

impl FakeGitHub {
    /// A GitHub that knows of nothing. Its clock begins at 2026-01-01T00:00:00Z.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A client of this GitHub.
    ///
    /// # Errors
    ///
    /// None, as the settings are the default ones; see [`ClientBuilder::build`].
    pub fn client(&self) -> Result<Client, Error> {
        self.builder().build()
    }

    /// Settings for a client of this GitHub.
    pub fn builder(&self) -> ClientBuilder {
        ClientBuilder::default().transport(self.0.clone())
    }
}

impl Deref for FakeGitHub {
    type Target = octoscribe_runtime::testing::FakeGitHub;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Transport for FakeGitHub {
    fn call(
        &self,
        request: http::Request<RequestBody>,
    ) -> BoxFuture<Result<http::Response<ResponseBody>, TransportError>> {
        self.0.call(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        self.0.sleep(duration)
    }

    fn now(&self) -> Timestamp {
        Transport::now(&self.0)
    }
}

/// Shows how many stubs and calls there are.
impl fmt::Debug for FakeGitHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
