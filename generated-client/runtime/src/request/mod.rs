//! Requests: endpoints, parameters, rules, and what they become on the wire. Nothing here sends anything.

pub(crate) mod arguments;
pub(crate) mod base;
pub(crate) mod base64;
pub(crate) mod draft;
pub mod encode;
pub(crate) mod endpoint;
pub(crate) mod groups;
pub(crate) mod json;
pub(crate) mod nullable;
pub(crate) mod object;
pub(crate) mod own_header;
pub(crate) mod path;
pub(crate) mod rules;
pub(crate) mod secret;
pub(crate) mod shown;
pub(crate) mod string_enum;
pub(crate) mod text;
pub(crate) mod violations;
