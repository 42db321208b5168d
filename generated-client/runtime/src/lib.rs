//! The runtime of `octoscribe`: everything of the client that doesn't depend on the docs.
//!
//! Programs use `octoscribe`, which exports all of this under the same names. It is a crate of its own because it changes for other reasons
//! than the emitted code: when pages change, it isn't compiled again.
//!
//! Modules import downwards only, in this order: `client`, `auth`, `webhook`, `send`, `call`, `response`, `request`.

pub mod auth;
mod call;
mod client;
mod request;
mod response;
mod send;
#[cfg(feature = "webhooks")]
pub mod webhook;

pub use crate::call::cache::{Cache, CacheKey, CachedResponse, MemoryCache};
pub use crate::call::engine::Engine;
pub use crate::call::error::Error;
pub use crate::call::hooks::{Hook, Sending};
pub use crate::call::settings::ConfigError;
pub use crate::call::shared::{
    Identity, LimitFacts, LimitWindow, SharedAttempt, SharedLimits, SharedToken, SharedTokens,
};
pub use crate::call::wait::{LimitError, Wait, WaitReason};
pub use crate::client::bare_client::BareClient;
pub use crate::client::builder::ClientBuilder;
pub use crate::client::service::{Service, ServiceClient};
pub use crate::request::arguments::{IntoList, IntoNullable, List};
pub use crate::request::base::LinkError;
pub use crate::request::base64::{Base64, InvalidBase64};
pub use crate::request::encode::{self, JsonObject};
pub use crate::request::endpoint::Endpoint;
pub use crate::request::nullable::Nullable;
pub use crate::request::object::Object;
pub use crate::request::rules::{Pattern, Rule};
#[doc(hidden)]
pub use crate::request::secret::is_secret;
pub use crate::request::string_enum::{StringEnum, UnknownValue};
pub use crate::request::violations::{Violation, Violations};
pub use crate::response::api_error::{ApiError, FieldError, GraphQlError, GraphQlErrors};
pub use crate::response::body::{Body, DecodeError, StatusError};
pub use crate::response::collect::SizeError;
pub use crate::response::links::Links;
pub use crate::response::media_type::MediaType;
pub use crate::response::model::notes::Notes;
pub use crate::response::model::policy::{Reading, Resolution};
pub use crate::response::model::{self, Problem};
pub use crate::response::response::{RateLimit, Response};
#[cfg(feature = "blocking")]
pub use crate::send::blocking::{Reader, Waiting, block_on};
pub use crate::send::decode::Decode;
pub use crate::send::download::{Download, PendingDownload};
pub use crate::send::graphql::{GRAPHQL, GraphQl, GraphQlPages};
pub use crate::send::pages::{ItemStream, Items, Pages};
pub use crate::send::pending::Pending;
pub use crate::send::request::{BareRequest, Paged, RequestBuilder, Single};

pub use octoscribe_transport as transport;
pub use octoscribe_transport::RequestBody;
pub use secrecy;
