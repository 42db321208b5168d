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
#[must_use]
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
    pub const fn headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        self.headers = headers;
        self
    }

    /// Sets the header of the credentials, and the scheme before the token: nothing for the bare token.
    pub const fn credentials(mut self, header: &'static str, scheme: &'static str) -> Self {
        self.credentials = (header, scheme);
        self
    }
}

#[cfg(test)]
#[cfg(feature = "hyper")]
mod tests {
    use super::*;
    use crate::client::builder::ClientBuilder;
    use crate::request::endpoint::Endpoint;

    struct Shop(Engine);

    impl From<Engine> for Shop {
        fn from(engine: Engine) -> Self {
            Self(engine)
        }
    }

    impl ServiceClient for Shop {
        const SERVICE: Service = Service::new("https://shop.example/v1")
            .headers(&[("accept", "application/json")])
            .credentials("x-api-key", "");
    }

    #[test]
    fn a_service_has_nothing_of_githubs() {
        static ANY: Endpoint = Endpoint::get("pets.list", "/pets");
        let shop = ClientBuilder::<Shop>::from_env().token("secret").build().unwrap();
        let headers = shop.0.headers(&ANY);
        insta::assert_snapshot!(format!("{headers:?}"), @r#"{"accept": "application/json", "x-api-key": Sensitive}"#);
        assert_eq!(headers["x-api-key"], "secret");
        let settings = shop.0.settings();
        assert_eq!(settings.api.to_string(), "https://shop.example/v1");
        assert_eq!(settings.uploads.to_string(), "https://shop.example/v1");
        assert_eq!(settings.write_spacing, Duration::ZERO);
    }

    #[test]
    fn a_service_that_takes_no_such_header_is_an_error() {
        struct Odd;
        impl From<Engine> for Odd {
            fn from(_: Engine) -> Self {
                Self
            }
        }
        impl ServiceClient for Odd {
            const SERVICE: Service = Service::new("https://shop.example").credentials("x api key", "");
        }
        let error = ClientBuilder::<Odd>::default().build().map(drop).unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid setting of the client: service: not a valid header name"
        );
    }
}
