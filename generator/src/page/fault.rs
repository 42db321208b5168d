//! Why a text of a page can't be read as what it should be.

use std::ops::Range;

use crate::diagnostic::{Code, Help};

/// What is wrong with a text.
#[derive(Debug)]
pub(crate) struct Fault {
    /// Where in the text it is wrong.
    pub(crate) range: Range<usize>,
    /// What is wrong there.
    pub(crate) message: String,
    /// The way out, where the usual one for such texts doesn't help.
    pub(crate) help: Option<Help>,
    /// The code, where it isn't the usual one for such texts.
    pub(crate) code: Option<Code>,
}

impl Fault {
    /// A fault with the usual way out.
    pub(crate) fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            range,
            message: message.into(),
            help: None,
            code: None,
        }
    }

    /// Sets the way out.
    pub(crate) fn help(mut self, help: impl Into<Help>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Fails at a place of the text.
pub(crate) fn fail<T>(range: Range<usize>, message: impl Into<String>) -> Result<T, Fault> {
    Err(Fault::new(range, message))
}
