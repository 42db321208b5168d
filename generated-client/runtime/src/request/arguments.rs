//! What setters take: lists, and values that may be null. Markers tell the forms of an argument apart; they are inferred.

use std::fmt;

use crate::request::encode::{Encode, Encoder};
use crate::request::nullable::Nullable;

/// What an argument for a list of `T` can be: an array, a slice, a vector, a reference to one, or any iterator, of what becomes a `T` or of
/// references to `T`. A list of `str` takes everything that is a string. `M` is inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a list of `{T}`",
    label = "expected an array, a slice, a `Vec` or an iterator of what becomes a `{T}`",
    note = "for a list of one value write `[value]`"
)]
pub trait IntoList<T: ToOwned + ?Sized, M> {
    /// Returns the list.
    fn into_list(self) -> Vec<T::Owned>;
}

/// Marks arguments whose items are converted.
pub enum Converted {}

/// Marks arguments whose items are borrowed.
pub enum Borrowed {}

/// Marks arguments whose items are borrowed string literals.
pub enum Literals {}

/// Marks lists of strings.
pub enum Strings {}

impl<T: Clone, I: IntoIterator<Item: Into<T>>> IntoList<T, Converted> for I {
    fn into_list(self) -> Vec<T> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<'a, T: Clone + 'a, I: IntoIterator<Item = &'a T>> IntoList<T, Borrowed> for I {
    fn into_list(self) -> Vec<T> {
        self.into_iter().cloned().collect()
    }
}

impl<'a, 'b: 'a, T: Clone + From<&'b str>, I: IntoIterator<Item = &'a &'b str>> IntoList<T, Literals> for I {
    fn into_list(self) -> Vec<T> {
        self.into_iter().map(|value| (*value).into()).collect()
    }
}

impl<I: IntoIterator<Item: AsRef<str>>> IntoList<str, Strings> for I {
    fn into_list(self) -> Vec<String> {
        self.into_iter().map(|value| value.as_ref().to_owned()).collect()
    }
}

/// A list that may be null, as the argument of a setter: `Nullable<List<T>>` takes what a list of `T` takes.
pub struct List<T: ToOwned + ?Sized>(Vec<T::Owned>);

impl<T: ToOwned<Owned: Encode> + ?Sized> Encode for List<T> {
    fn encode(&self, out: &mut dyn Encoder) {
        self.0.encode(out);
    }
}

impl<T: ToOwned<Owned: fmt::Debug> + ?Sized> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What an argument for a `T` that may be null can be: what becomes a `T`, an `Option` of it, or [`Nullable::Null`]. `M` is inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a nullable `{T}`",
    label = "expected what becomes a `{T}`, an `Option` of it, or `Nullable::Null`"
)]
pub trait IntoNullable<T, M> {
    /// Returns the value or null.
    fn into_nullable(self) -> Nullable<T>;
}

/// Marks arguments that are a value.
pub enum Given {}

/// Marks arguments that are an `Option`.
pub enum Optional {}

/// Marks arguments that are nullable already.
pub enum Already {}

impl<T, V: Into<T>> IntoNullable<T, Given> for V {
    fn into_nullable(self) -> Nullable<T> {
        Nullable::Value(self.into())
    }
}

impl<T, V: Into<T>> IntoNullable<T, Optional> for Option<V> {
    fn into_nullable(self) -> Nullable<T> {
        self.map_or(Nullable::Null, |value| Nullable::Value(value.into()))
    }
}

impl<T> IntoNullable<T, Already> for Nullable<T> {
    fn into_nullable(self) -> Nullable<T> {
        self
    }
}

impl<T: ToOwned + ?Sized, M, V: IntoList<T, M>> IntoNullable<List<T>, (Given, M)> for V {
    fn into_nullable(self) -> Nullable<List<T>> {
        Nullable::Value(List(self.into_list()))
    }
}

impl<T: ToOwned + ?Sized, M, V: IntoList<T, M>> IntoNullable<List<T>, (Optional, M)> for Option<V> {
    fn into_nullable(self) -> Nullable<List<T>> {
        self.map_or(Nullable::Null, |value| Nullable::Value(List(value.into_list())))
    }
}
