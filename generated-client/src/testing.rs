//! A GitHub without a network, for tests of programs that use this crate (feature `testing`).
//!
//! A [`FakeGitHub`] is a transport that responds from stubs. A stub is described by the request that the program under test makes, and
//! responds with the type of that request:
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
//! let mut issue = Issue::default();
//! issue.title = "Found a bug".to_owned();
//! github.when(&wanted).returns(&issue);
//!
//! // What a program does with the client:
//! let issue = client.issues().get("octocat", "hello-world", 42).send().await?;
//! assert_eq!(issue.title, "Found a bug");
//!
//! // What it called, and that every stub was used:
//! assert_eq!(github.calls()[0].endpoint(), Some("issues.get"));
//! assert_eq!(github.calls()[0].path("issue_number"), Some("42"));
//! github.verify()?;
//! # Ok(())
//! # }
//! ```
//!
//! Of the stubs that match a call, the one with the most conditions responds, the newest of several; other parameters may have any value. A
//! call without a stub fails with an error that names the nearest stub and says why it doesn't match.
//!
//! # Faults
//!
//! A stub sends its responses one after the other and repeats the last one; [`StubResponse`] also has faults. Waits take no time: the double
//! has its own clock, which jumps to the end of the shortest wait when nothing else happens. It knows the waits of the client and its own,
//! but not those of other libraries: a test that waits for something else needs a client without a timeout.
//!
//! ```
//! use std::time::Duration;
//! use octoscribe::Error;
//! use octoscribe::http::StatusCode;
//! use octoscribe::testing::{FakeGitHub, StubResponse};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! let client = github.builder().timeout(Duration::from_secs(60)).retries(0).build()?;
//! github
//!     .when(&client.meta().get_zen())
//!     .respond(StubResponse::error(StatusCode::GONE, "no more wisdom"))
//!     .respond(StubResponse::bytes("text/plain", "Keep it logically awesome.").after(Duration::from_secs(59)))
//!     .respond(StubResponse::silent());
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
//! Lists come in pages with links ([`When::pages`]). Every body has an entity tag; a client that sends it back gets 304. Both of GitHub's
//! limits can be set ([`primary_limit`](octoscribe_testing::FakeGitHub::primary_limit),
//! [`secondary_limit`](octoscribe_testing::FakeGitHub::secondary_limit)).
//!
//! ```
//! use octoscribe::schemas::Issue;
//! use octoscribe::testing::FakeGitHub;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let github = FakeGitHub::new();
//! let client = github.client()?;
//! let mut issues = vec![Issue::default(); 250];
//! for (number, issue) in (1..).zip(&mut issues) {
//!     issue.number = number;
//! }
//! github.when(&client.issues().list_for_repo("octocat", "hello-world")).pages(&issues);
//!
//! let all = client.issues().list_for_repo("octocat", "hello-world").per_page(100).items().all().await?;
//! assert_eq!(all, issues);
//! assert_eq!(github.calls().len(), 3);
//! # Ok(())
//! # }
//! ```

use crate::client::Client;

pub use octoscribe_testing::{Call, StubResponse, Unmet, When};
#[cfg(feature = "webhooks")]
pub use octoscribe_testing::{Delivered, FakeDelivery};

/// A GitHub without a network, see the [module](self). Clones share everything.
pub type FakeGitHub = octoscribe_testing::FakeGitHub<Client>;
