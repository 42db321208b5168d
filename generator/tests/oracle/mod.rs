//! What holds of every input, whatever it is. Tests and fuzz targets share it, and each uses its part.
#![allow(dead_code, reason = "every user of it has its own part")]

pub(crate) mod doctest;
pub(crate) mod findings;
pub(crate) mod items;
pub(crate) mod pipeline;
pub(crate) mod reading;
pub(crate) mod rustdoc;
pub(crate) mod tokens;
pub(crate) mod twin;
pub(crate) mod vocabulary;
