//! The gate: limits the number of attempts in flight.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_channel::oneshot;

/// Lets a number of attempts pass; the others queue in order.
#[derive(Clone, Debug)]
pub(crate) struct Gate(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    free: usize,
    waiting: VecDeque<oneshot::Sender<Permit>>,
}

/// Permission to pass; dropping it admits the next attempt.
#[derive(Debug)]
pub(crate) struct Permit(Option<Gate>);

/// A permit, or the promise of one.
pub(crate) enum Entry {
    Free(Permit),
    Queued(oneshot::Receiver<Permit>),
}

impl Gate {
    pub(crate) fn new(permits: usize) -> Self {
        Self(Arc::new(Mutex::new(State {
            free: permits,
            waiting: VecDeque::new(),
        })))
    }

    pub(crate) fn enter(&self) -> Entry {
        let mut state = self.lock();
        if let Some(free) = state.free.checked_sub(1) {
            state.free = free;
            return Entry::Free(Permit(Some(self.clone())));
        }
        let (sender, receiver) = oneshot::channel();
        state.waiting.push_back(sender);
        Entry::Queued(receiver)
    }

    /// Hands a permit to the next call that still waits.
    fn pass_on(&self) {
        while let Some(next) = self.next() {
            match next.send(Permit(Some(self.clone()))) {
                Ok(()) => return,
                // That call was dropped. Its permit is void, or it would be passed on twice.
                Err(mut void) => void.0 = None,
            }
        }
    }

    fn next(&self) -> Option<oneshot::Sender<Permit>> {
        let mut state = self.lock();
        let next = state.waiting.pop_front();
        if next.is_none() {
            state.free += 1;
        }
        next
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(gate) = self.0.take() {
            gate.pass_on();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queued(gate: &Gate) -> oneshot::Receiver<Permit> {
        match gate.enter() {
            Entry::Queued(receiver) => receiver,
            Entry::Free(_) => panic!("a free place"),
        }
    }

    #[test]
    fn places_go_to_those_that_still_wait() {
        let gate = Gate::new(1);
        let Entry::Free(permit) = gate.enter() else {
            panic!("no place");
        };
        let (given_up, mut second, third) = (queued(&gate), queued(&gate), queued(&gate));
        drop(given_up);
        assert!(second.try_recv().unwrap().is_none());
        drop(permit);
        let permit = second.try_recv().unwrap().unwrap();
        drop(permit);
        // The place was handed over, and is not lost when nobody takes it.
        drop(third);
        assert!(matches!(gate.enter(), Entry::Free(_)));
        assert_eq!(gate.lock().free, 1);
    }
}
