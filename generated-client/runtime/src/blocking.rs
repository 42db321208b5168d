//! Calls that the calling thread waits for (feature `blocking`).

use std::fmt;
use std::future::Future;
use std::io::{self, Read};
use std::pin::{Pin, pin};

use bytes::{Buf, Bytes};
use futures_core::Stream;

use crate::body::{Body, Decode};
use crate::download::Download;
use crate::error::Error;
use crate::paginate::{ItemStream, Items, Pages};
use crate::pending::{Answer, Pending};
use crate::response::Response;
use crate::transport;

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
        self.finish_by(wait)
    }
}

fn wait(mut answer: Answer) -> Result<Response<Body>, Error> {
    transport::block_on(|context| answer.poll(context))?
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

impl Download {
    /// The pieces as an iterator, which waits for each of them on the calling thread, see [`Pending::wait`] (feature `blocking`).
    pub fn wait(self) -> Waiting<Self> {
        Waiting::new(self)
    }

    /// The body as what [`io::copy`] and others read from, on the calling thread (feature `blocking`).
    ///
    /// ```
    /// use octoscribe::block_on;
    /// # use octoscribe::testing::{Answer, FakeGitHub};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let github = FakeGitHub::new();
    /// # let client = github.client()?;
    /// let archive = client.repos().download_tarball_archive("octocat", "hello-world", "main");
    /// # github.when(&archive).respond(Answer::bytes("application/x-gzip", "the archive"));
    /// let mut file = Vec::new();
    /// std::io::copy(&mut block_on(archive.download())?.reader(), &mut file)?;
    /// assert_eq!(file, b"the archive");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn reader(self) -> Reader {
        Reader {
            pieces: self.wait(),
            piece: Bytes::new(),
        }
    }
}

/// Waits for what has no `wait` of its own on the calling thread, see [`Pending::wait`] (feature `blocking`).
///
/// # Errors
///
/// Those of the call, and [`Error::Transport`] when the thread that drives the connections can't be started.
pub fn block_on<T>(call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut call = pin!(call);
    transport::block_on(|context| call.as_mut().poll(context))?
}

/// The body of a download as a reader, see [`Download::reader`] (feature `blocking`).
#[derive(Debug)]
pub struct Reader {
    pieces: Waiting<Download>,
    /// What is left of the last piece.
    piece: Bytes,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.pieces.next() {
                Some(piece) => self.piece = piece.map_err(io::Error::other)?,
                None => return Ok(0),
            }
        }
        let length = buffer.len().min(self.piece.len());
        let (target, _) = buffer.split_at_mut(length);
        self.piece.copy_to_slice(target);
        Ok(length)
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
        match transport::block_on(|context| Pin::new(&mut *stream).poll_next(context)) {
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
