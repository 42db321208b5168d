//! Values that may be null.

use crate::request::encode::{Encode, Encoder};

/// A value or an explicit null.
///
/// A nullable parameter has three states: not set, which sends nothing; set to [`Nullable::Null`] or `None`, which sends null and usually
/// clears a setting; set to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nullable<T> {
    /// Null.
    Null,
    /// A value.
    Value(T),
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` is null.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl From<&str> for Nullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl From<&String> for Nullable<String> {
    fn from(value: &String) -> Self {
        Self::Value(value.clone())
    }
}

/// For number literals, which are `i32` by default.
impl From<i32> for Nullable<i64> {
    fn from(value: i32) -> Self {
        Self::Value(value.into())
    }
}

/// For number literals, which are `i32` by default.
impl From<i32> for Nullable<f64> {
    fn from(value: i32) -> Self {
        Self::Value(value.into())
    }
}

impl<T: Encode> Encode for Nullable<T> {
    fn encode(&self, out: &mut dyn Encoder) {
        match self {
            Self::Null => out.null(),
            Self::Value(value) => value.encode(out),
        }
    }
}
