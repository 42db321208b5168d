//! Services: what a client calls when nobody says something else.

use std::time::Duration;

use crate::call::engine::Engine;

/// A client of a service.
pub trait ServiceClient: From<Engine> {
    /// The service that its builder starts from.
    const SERVICE: Service;
}

/// A service: its base URL, headers and credentials, as a client has them by default.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    pub(crate) base_url: &'static str,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) credentials: (&'static str, &'static str),
    pub(crate) write_spacing: Duration,
    pub(crate) has_variables: bool,
}

impl Service {
    /// GitHub.
    pub const GITHUB: Self = Self {
        headers: &[
            ("accept", "application/vnd.github+json"),
            ("user-agent", concat!("octoscribe/", env!("CARGO_PKG_VERSION"))),
            ("x-github-api-version", "2022-11-28"),
        ],
        write_spacing: Duration::from_secs(1),
        has_variables: true,
        ..Self::new("https://api.github.com")
    };

    /// A service without headers that takes bearer tokens.
    #[must_use]
    pub const fn new(base_url: &'static str) -> Self {
        Self {
            base_url,
            headers: &[],
            credentials: ("authorization", "Bearer"),
            write_spacing: Duration::ZERO,
            has_variables: false,
        }
    }

    /// Sets the headers of all requests.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.headers = headers;
        self
    }

    /// Sets the header of the credentials, and the scheme before the token: nothing for the bare token.
    #[must_use]
    pub const fn credentials(mut self, header: &'static str, scheme: &'static str) -> Self {
        self.credentials = (header, scheme);
        self
    }
}
