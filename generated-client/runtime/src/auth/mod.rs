//! Credentials: tokens, GitHub Apps and their installations, OAuth, and providers of your own.
//!
//! | credentials | setting |
//! |---|---|
//! | a personal or any other token | [`ClientBuilder::token`](crate::ClientBuilder::token) |
//! | a job of GitHub Actions, or a shell | [`ClientBuilder::from_env`](crate::ClientBuilder::from_env) |
//! | a GitHub App | [`ClientBuilder::auth`](crate::ClientBuilder::auth) with [`App`] |
//! | an installation of that app | [`Client::as_installation`](crate::BareClient::as_installation) |
//! | a user, whose token is renewed | [`Client::device_flow`](crate::BareClient::device_flow), then [`UserToken`] |
//! | a user, in a browser that comes back | [`Client::web_flow`](crate::BareClient::web_flow), then [`UserToken`] |
//! | an OAuth app, for its own endpoints | [`ClientBuilder::oauth_app`](crate::ClientBuilder::oauth_app) |
//! | any other | a type that implements [`AuthProvider`] |
//!
//! No token, key or secret is in any `Debug` output, error or log.

#[cfg(feature = "app-auth")]
pub(crate) mod app;
pub(crate) mod installation;
pub(crate) mod oauth;
mod renewal;
pub(crate) mod user;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) mod web;

#[cfg(feature = "app-auth")]
pub use self::app::App;
pub use self::installation::Installation;
pub use self::oauth::{DeviceCode, DeviceFlow, OAuthToken};
pub use self::user::UserToken;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub use self::web::WebFlow;
pub use crate::call::authorization::{AuthError, Authorization};
pub use crate::call::engine::{AuthContext, AuthFuture, AuthProvider};
pub use secrecy;
