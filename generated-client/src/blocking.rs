//! Calls that the calling thread waits for (feature `blocking`).

use std::fmt;
use std::pin::{Pin, pin};

use futures_core::Stream;

use crate::body::{Body, Decode};
use crate::download::Download;
use crate::error::Error;
use crate::paginate::{ItemStream, Items, Pages};
use crate::pending::{Answer, Pending};
use crate::response::Response;
use crate::transport::block_on;

impl<T> Pending<T> {
    /// Waits for the answer on this thread (feature `blocking`).
    ///
    /// It needs no async runtime: a thread of the crate's own drives the connections. It works inside of one too, where it holds up the other
    /// tasks of the thread, as any wait does there. Connections that reqwest opened for async calls on a runtime with a single thread don't
    /// go on while that thread waits; hyper, the default, has connections of their own for calls that are waited for.
    ///
    /// ```
    /// use octoscribe::schemas::Issue;
    /// use octoscribe::testing::FakeGitHub;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// github.when(&client.issues().get("octocat", "hello-world", 42)).answer(&Issue { number: 42, ..Issue::default() });
    ///
    /// let issue = client.issues().get("octocat", "hello-world", 42).send().wait()?;
    /// assert_eq!(issue.number, 42);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The same as when awaiting it, and [`Error::Transport`] when the thread can't be started.
    #[inline]
    pub fn wait(self) -> Result<T, Error> {
        let (answer, finish) = self.into_parts();
        finish(wait(answer)?)
    }
}

fn wait(mut answer: Answer) -> Result<Response<Body>, Error> {
    block_on(|context| answer.poll(context))?
}

/// Waits on this thread for anything of this crate that is not a [`Pending`]: [`Request::download`](crate::Request::download), a login, a search for an
/// installation (feature `blocking`).
///
/// ```
/// use octoscribe::testing::{Answer, FakeGitHub};
/// use octoscribe::wait_for;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let github = FakeGitHub::new();
/// let client = github.client()?;
/// let archive = client.repos().download_zipball_archive("octocat", "hello-world", "main");
/// github.when(&archive).respond(Answer::bytes("application/zip", "PK"));
///
/// let mut whole = Vec::new();
/// for piece in wait_for(archive.download())?.wait() {
///     whole.extend_from_slice(&piece?);
/// }
/// assert_eq!(whole, b"PK");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// The same as when awaiting it, and [`Error::Transport`] when the thread that drives connections can't be started.
pub fn wait_for<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut work = pin!(work);
    block_on(|context| work.as_mut().poll(context))?
}

impl Download {
    /// The pieces as an iterator, which waits for each of them on the calling thread (feature `blocking`).
    pub fn wait(self) -> Waiting<Self> {
        Waiting::new(self)
    }
}

impl<T: Decode> Pages<T> {
    /// The pages as an iterator, which waits for each of them on the calling thread, see [`Pending::wait`] (feature `blocking`).
    pub fn wait(self) -> Waiting<Self> {
        Waiting::new(self)
    }
}

impl<T: Items + Decode> ItemStream<T> {
    /// The items as an iterator, which waits for each page on the calling thread, see [`Pending::wait`] (feature `blocking`).
    ///
    /// ```
    /// use octoscribe::schemas::Issue;
    /// use octoscribe::testing::FakeGitHub;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let github = FakeGitHub::new();
    /// # let client = github.client()?;
    /// # github.when(&client.issues().list_for_repo("octocat", "hello-world")).pages(&vec![Issue::default(); 45]);
    /// let issues = client.issues().list_for_repo("octocat", "hello-world").items();
    /// let issues: Vec<Issue> = issues.wait().collect::<Result<_, _>>()?;
    /// assert_eq!(issues.len(), 45);
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait(self) -> Waiting<Self> {
        Waiting::new(self)
    }
}

/// A stream as an iterator: the calling thread waits for what comes (feature `blocking`).
#[must_use = "nothing is sent until this is iterated over"]
pub struct Waiting<S> {
    /// Gone after an error of the wait itself.
    stream: Option<S>,
}

impl<S> Waiting<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream: Some(stream) }
    }
}

impl<S, T> Iterator for Waiting<S>
where
    S: Stream<Item = Result<T, Error>> + Unpin,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let stream = self.stream.as_mut()?;
        match block_on(|context| Pin::new(&mut *stream).poll_next(context)) {
            Ok(next) => next,
            Err(error) => {
                self.stream = None;
                Some(Err(error.into()))
            }
        }
    }
}

impl<S: fmt::Debug> fmt::Debug for Waiting<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Waiting").field(&self.stream).finish()
    }
}
