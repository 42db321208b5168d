//! What the bodies of responses are read as.

use crate::call::error::Error;
use crate::response::body::{Body, DecodeError, StatusError};
use crate::response::model::Model;
use crate::response::response::Response;

/// What the body of a response can be read as: every type that endpoints name, [`Body`] itself, and `()`.
pub trait Decode: Sized {
    /// Reads the body of a successful response.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] when the body doesn't fit the type.
    fn decode(body: &mut Body) -> Result<Self, Error>;
}

impl Decode for Body {
    fn decode(body: &mut Body) -> Result<Self, Error> {
        Ok(std::mem::take(body))
    }
}

/// Ignores the body.
impl Decode for () {
    fn decode(_: &mut Body) -> Result<Self, Error> {
        Ok(())
    }
}

impl<T: Model + Default> Decode for T {
    fn decode(body: &mut Body) -> Result<Self, Error> {
        body.read()
    }
}

impl Body {
    /// Reads the body as a type of the docs, as the [policy](crate::Reading) says. A body that isn't JSON reads as a string.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] with all places where the body isn't what the type says; [`Error::Status`] when the docs don't list the status.
    pub fn read<T: Model + Default>(&mut self) -> Result<T, Error> {
        let mut value = T::default();
        if !self.has_documented_status() {
            return Err(self.undocumented());
        }
        self.fill(&mut value)?;
        Ok(value)
    }

    /// The error of a status that the docs don't list.
    #[must_use]
    pub fn undocumented(&self) -> Error {
        Error::Status(StatusError::new(self))
    }
}

/// A page, and the items of its list that couldn't be read, each with the number of good items before it.
pub(super) struct Isolated<T> {
    pub(super) page: T,
    pub(super) bad_items: Vec<(usize, DecodeError)>,
}

impl<T: Decode> Decode for Isolated<T> {
    fn decode(body: &mut Body) -> Result<Self, Error> {
        body.isolates = true;
        let page = T::decode(body)?;
        let bad_items = body.take_bad_items();
        Ok(Self { page, bad_items })
    }
}

/// Reads the body of a response.
pub(super) fn decode<T: Decode>(response: Response<Body>) -> Result<Response<T>, Error> {
    response.try_map(|mut body| Ok((T::decode(&mut body)?, body.notes)))
}
