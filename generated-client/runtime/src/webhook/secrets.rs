//! The secrets of a webhook, and the signatures of deliveries.

use std::fmt::{self, Write};

use ring::hmac;
use secrecy::{ExposeSecret, SecretString};

use crate::call::settings::ConfigError;
use crate::webhook::error::DeliveryError;

/// What a signature begins with.
const SCHEME: &str = "sha256=";

/// The secrets of a webhook. A delivery may be signed with any of them: to change a secret, add the new one before it is set at GitHub, and
/// remove the old one after that.
///
/// ```
/// use octoscribe::webhook::Secrets;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let secrets = Secrets::new(["It's a Secret to Everybody"])?;
/// let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
/// secrets.verify(b"Hello, World!", signature)?;
/// assert!(secrets.verify(b"Hello, Mars!", signature).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Secrets(Vec<hmac::Key>);

impl Secrets {
    /// Takes the secrets.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] without a secret, and when one is empty: everybody can sign with that.
    pub fn new(secrets: impl IntoIterator<Item = impl Into<SecretString>>) -> Result<Self, ConfigError> {
        let key = |secret: SecretString| match secret.expose_secret().as_bytes() {
            [] => Err(ConfigError::new("Secrets::new", "a secret is empty")),
            secret => Ok(hmac::Key::new(hmac::HMAC_SHA256, secret)),
        };
        let keys: Vec<_> = secrets
            .into_iter()
            .map(|secret| key(secret.into()))
            .collect::<Result<_, _>>()?;
        if keys.is_empty() {
            return Err(ConfigError::new("Secrets::new", "there is no secret"));
        }
        Ok(Self(keys))
    }

    /// Checks the signature of a body: the value of the header `X-Hub-Signature-256`. The time that it takes says nothing about the right one.
    ///
    /// # Errors
    ///
    /// [`DeliveryError::Signature`] when none of the secrets makes this signature.
    pub fn verify(&self, body: &[u8], signature: &str) -> Result<(), DeliveryError> {
        let tag = signature.strip_prefix(SCHEME).and_then(decoded);
        let is_signed = |tag: [u8; 32]| self.0.iter().any(|key| hmac::verify(key, body, &tag).is_ok());
        if tag.is_some_and(is_signed) {
            Ok(())
        } else {
            Err(DeliveryError::Signature { secrets: self.0.len() })
        }
    }

    /// The signature of a body with the first secret, as GitHub sends it: `sha256=` and 64 hexadecimal digits.
    #[must_use]
    pub fn sign(&self, body: &[u8]) -> String {
        let mut signature = SCHEME.to_owned();
        if let Some(key) = self.0.first() {
            for byte in hmac::sign(key, body).as_ref() {
                // Never fails.
                let _ = write!(signature, "{byte:02x}");
            }
        }
        signature
    }
}

/// 32 bytes from hexadecimal digits.
fn decoded(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
        for digit in pair {
            *byte = *byte << 4 | u8::try_from(char::from(*digit).to_digit(16)?).ok()?;
        }
    }
    Some(bytes)
}

/// Omits the secrets.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} hidden)", self.0.len())
    }
}
