//! What the bodies of responses are read as.

use crate::error::Error;
use crate::response::body::Body;
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
    #[inline]
    fn decode(body: &mut Body) -> Result<Self, Error> {
        body.read()
    }
}

impl Body {
    /// Reads the body as a type of the docs. An empty body reads as null, and one that isn't JSON as a string.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] with all places where the body isn't what the type says.
    pub fn read<T: Model + Default>(&mut self) -> Result<T, Error> {
        let mut value = T::default();
        self.fill(&mut value)?;
        Ok(value)
    }
}

/// Reads the body of a response.
pub(super) fn decode<T: Decode>(response: Response<Body>) -> Result<Response<T>, Error> {
    response.try_map(|mut body| Ok((T::decode(&mut body)?, body.into_forgiven())))
}
