//! Blocking calls (feature `blocking`).

use std::future::Future;
use std::io::{self, Read};
use std::pin::{Pin, pin};

use bytes::{Buf, Bytes};
use futures_core::Stream;

use crate::call::error::Error;
use crate::send::decode::Decode;
use crate::send::download::Download;
use crate::send::pages::{ItemStream, Items, Pages};
use crate::send::pending::Pending;
use octoscribe_transport as transport;

impl<T> Pending<T> {
    /// Blocks the thread until the response arrives (feature `blocking`).
    ///
    /// No async runtime is needed: a thread of the crate drives the connections. Inside a runtime it works too, but blocks the other tasks of
    /// the thread. Blocking calls have connections of their own, but for a client of reqwest that the program made.
    ///
    /// ```
    /// use octoscribe::schemas::Issue;
    /// use octoscribe::testing::FakeGitHub;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let github = FakeGitHub::new();
    /// let client = github.client()?;
    /// let mut issue = Issue::default();
    /// issue.number = 42;
    /// github.when(&client.issues().get("octocat", "hello-world", 42)).returns(&issue);
    ///
    /// let issue = client.issues().get("octocat", "hello-world", 42).send().wait()?;
    /// assert_eq!(issue.number, 42);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for awaiting, and [`Error::Transport`] when the thread can't be started.
    pub fn wait(self) -> Result<T, Error> {
        block_on(self)
    }
}

impl<T: Decode> Pages<T> {
    /// Returns the pages as an iterator that blocks for each, see [`Pending::wait`] (feature `blocking`).
    pub fn wait(self) -> Waiting<Self> {
        Waiting(Some(self))
    }
}

impl<T: Items + Decode> ItemStream<T> {
    /// Returns the items as an iterator that blocks for each page, see [`Pending::wait`] (feature `blocking`).
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
        Waiting(Some(self))
    }
}

impl Download {
    /// Returns the chunks as an iterator that blocks for each, see [`Pending::wait`] (feature `blocking`).
    pub fn wait(self) -> Waiting<Self> {
        Waiting(Some(self))
    }

    /// Returns the body as a reader that blocks (feature `blocking`).
    ///
    /// ```
    /// use octoscribe::block_on;
    /// # use octoscribe::testing::{FakeGitHub, StubResponse};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let github = FakeGitHub::new();
    /// # let client = github.client()?;
    /// let archive = client.repos().download_tarball_archive("octocat", "hello-world", "main");
    /// # github.when(&archive).respond(StubResponse::bytes("application/x-gzip", "the archive"));
    /// let mut file = Vec::new();
    /// std::io::copy(&mut block_on(archive.download())?.reader(), &mut file)?;
    /// assert_eq!(file, b"the archive");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn reader(self) -> Reader {
        Reader {
            chunks: self.wait(),
            chunk: Bytes::new(),
        }
    }
}

/// Blocks the thread until a future completes that has no `wait` of its own, see [`Pending::wait`] (feature `blocking`).
///
/// # Errors
///
/// Those of the future, and [`Error::Transport`] when the thread that drives the connections can't be started.
pub fn block_on<T>(call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut call = pin!(call);
    transport::block_on(|context| call.as_mut().poll(context))?
}

/// The body of a download as a reader, see [`Download::reader`] (feature `blocking`).
#[derive(Debug)]
pub struct Reader {
    chunks: Waiting<Download>,
    /// What is left of the last chunk.
    chunk: Bytes,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.chunk.is_empty() {
            match self.chunks.next() {
                Some(chunk) => self.chunk = chunk.map_err(io::Error::other)?,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.chunk.len());
        let (target, _) = buffer.split_at_mut(length);
        self.chunk.copy_to_slice(target);
        Ok(length)
    }
}

/// A stream as an iterator that blocks (feature `blocking`), and ends after an error of the wait itself.
#[must_use = "nothing is sent until this is iterated over"]
#[derive(Debug)]
pub struct Waiting<S>(Option<S>);

impl<S, T> Iterator for Waiting<S>
where
    S: Stream<Item = Result<T, Error>> + Unpin,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let stream = self.0.as_mut()?;
        match transport::block_on(|context| Pin::new(&mut *stream).poll_next(context)) {
            Ok(next) => next,
            Err(error) => {
                self.0 = None;
                Some(Err(error.into()))
            }
        }
    }
}
