//! What is noted about a response that is read although it differs from the docs.

use std::collections::HashSet;

use tracing::warn;

use crate::response::model::problem::{MAX_KEPT, Problem};
use octoscribe_transport::Mutex;

/// Differences and deprecations that a client reports.
const MAX_REPORTED: usize = 1000;

/// Where a response that could be read differs from the docs: the first 100 problems, and the number of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    pub(super) problems: Vec<Problem>,
    count: usize,
}

impl Notes {
    pub(crate) fn new(mut problems: Vec<Problem>, count: usize) -> Self {
        problems.truncate(MAX_KEPT);
        Self { problems, count }
    }

    /// The first 100 problems.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The number of all problems.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether the response is what the docs say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds the notes about another page.
    pub(crate) fn extend(&mut self, other: &Self) {
        let free = MAX_KEPT.saturating_sub(self.problems.len());
        self.problems.extend(other.problems.iter().take(free).cloned());
        self.count += other.count;
    }
}

/// What has been reported of endpoints, or events.
#[derive(Debug, Default)]
pub(crate) struct Reported(Mutex<HashSet<(String, String)>>);

impl Reported {
    /// Whether something has not been reported of an endpoint; from now on it has.
    pub(crate) fn is_new(&self, endpoint: &str, what: &str) -> bool {
        let mut reported = self.0.lock();
        reported.len() < MAX_REPORTED && reported.insert((endpoint.to_owned(), what.to_owned()))
    }

    /// Reports each endpoint and path once.
    pub(crate) fn report(&self, endpoint: &str, notes: &Notes) {
        for problem in notes.problems() {
            let path = problem.general_path();
            if self.is_new(endpoint, &path) {
                let (expected, found) = (problem.expected, problem.found.as_str());
                warn!(
                    github.endpoint = endpoint,
                    path, expected, found, "the response differs from the docs"
                );
            }
        }
    }
}
