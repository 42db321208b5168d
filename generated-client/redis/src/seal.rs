//! Encryption of what is kept in Redis: AES-256-GCM with a key that is derived from the secret (HKDF-SHA256).

use octoscribe_runtime::secrecy::{ExposeSecret, SecretString};
use redis::{ErrorKind, RedisError};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use ring::rand::{SecureRandom, SystemRandom};

/// The minimum length of the secret, in bytes.
const MIN_SECRET: usize = 16;

pub(crate) struct Seal(LessSafeKey);

impl Seal {
    pub(crate) fn new(secret: &SecretString) -> Result<Self, RedisError> {
        let secret = secret.expose_secret().as_bytes();
        let invalid = |what| RedisError::from((ErrorKind::InvalidClientConfig, what));
        if secret.len() < MIN_SECRET {
            return Err(invalid("the secret is shorter than 16 bytes"));
        }
        let key = Salt::new(HKDF_SHA256, b"octoscribe-redis").extract(secret);
        let key = key
            .expand(&[b"values 1"], &AES_256_GCM)
            .map_err(|_| invalid("no key can be derived from the secret"))?;
        Ok(Self(LessSafeKey::new(UnboundKey::from(key))))
    }

    /// Encrypts a value. It can be read under its own key only.
    pub(crate) fn close(&self, key: &str, value: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).ok()?;
        let mut sealed = Vec::with_capacity(NONCE_LEN + value.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(value);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let prefix = *nonce.as_ref();
        self.0
            .seal_in_place_append_tag(nonce, Aad::from(key), &mut sealed)
            .ok()?;
        sealed.splice(..0, prefix);
        Some(sealed)
    }

    /// Decrypts a value; `None` for what has another key or was changed.
    pub(crate) fn open(&self, key: &str, mut sealed: Vec<u8>) -> Option<Vec<u8>> {
        let (nonce, value) = sealed.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let value = self.0.open_in_place(nonce, Aad::from(key), value).ok()?;
        Some(value.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_with_their_own_key_only() {
        let seal = |secret: &str| Seal::new(&secret.into()).unwrap();
        let own = seal("0123456789abcdef");
        let sealed = own.close("a", b"ghs_token").unwrap();
        assert!(!sealed.windows(4).any(|part| part == b"ghs_"));
        assert_eq!(own.open("a", sealed.clone()).as_deref(), Some(&b"ghs_token"[..]));
        assert_eq!(own.open("b", sealed.clone()), None);
        assert_eq!(seal("another 16 bytes").open("a", sealed.clone()), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(own.open("a", changed), None);
        }
        assert_eq!(own.open("a", b"short".to_vec()), None);
        assert!(Seal::new(&"0123456789abcde".into()).is_err());
    }
}
