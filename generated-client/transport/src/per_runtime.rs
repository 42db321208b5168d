//! One client for each Tokio runtime: a connection belongs to the runtime that opened it, and stalls while nobody drives that runtime.

use std::sync::Arc;

use tokio::runtime::{Handle, Id};

use crate::error::TransportError;
use crate::mutex::Mutex;

/// Runtimes whose clients are kept.
const MAX_RUNTIMES: usize = 16;

/// The clients of the runtimes that used one last. Clones share them.
#[derive(Clone)]
pub(crate) struct PerRuntime<C>(Arc<Mutex<Vec<(Id, C)>>>);

impl<C: Clone> PerRuntime<C> {
    /// Returns the client of the current runtime, which `make` makes for its first call.
    ///
    /// # Errors
    ///
    /// When there is no runtime, and those of `make`.
    pub(crate) fn get(&self, make: impl FnOnce() -> Result<C, TransportError>) -> Result<C, TransportError> {
        let id = Handle::try_current().map_err(TransportError::refused)?.id();
        let mut clients = self.0.lock();
        let client = match clients.iter().position(|(known, _)| *known == id) {
            Some(index) => clients.remove(index).1,
            None => make()?,
        };
        if clients.len() >= MAX_RUNTIMES {
            clients.remove(0);
        }
        clients.push((id, client.clone()));
        Ok(client)
    }
}

impl<C> Default for PerRuntime<C> {
    fn default() -> Self {
        Self(Arc::default())
    }
}
