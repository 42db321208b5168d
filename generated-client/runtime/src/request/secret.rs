//! What is secret by its name or value: the one policy for violations, `Debug` output and errors. What a page types `secret` is a
//! [`SecretString`](secrecy::SecretString), which nothing shows whatever its name.

use std::fmt;

use http::header::{LINK, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderName};
use serde_json::Value;

/// Last words of the names of secrets, in the singular. `secret_name`, `token_id` and the like are no secrets.
const WORDS: [&str; 6] = ["credential", "passphrase", "password", "pem", "secret", "token"];
/// Names, or ends of names, that the last word alone doesn't tell.
const ENDS: [&str; 8] = [
    "private_key",
    "secret_key",
    "access_key",
    "api_key",
    "authorization",
    "device_code",
    "encoded_jit_config",
    "sas_url",
];
/// The beginnings of GitHub's tokens.
const TOKENS: [&str; 6] = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"];

/// The length from which a word of a text without names may be a token.
const LONG_WORD: usize = 16;

/// Shown in place of a secret.
pub(crate) const HIDDEN: &str = "(hidden)";

/// Whether a parameter or field of this name holds a secret.
#[doc(hidden)]
#[must_use]
pub fn is_secret(name: &str) -> bool {
    // Headers have hyphens: `x-api-key`.
    let name = name.to_ascii_lowercase().replace('-', "_");
    let last_word = name.rsplit('_').next().unwrap_or(&name);
    let last_word = last_word.strip_suffix('s').unwrap_or(last_word);
    // `ends_with` for `accessToken`.
    WORDS.iter().any(|word| last_word.ends_with(word))
        || ENDS.iter().any(|end| name.ends_with(end))
        || name.starts_with("encrypted_")
}

/// Whether a string is a secret, whatever its name: a token, a private key, or a URL with a token in its query.
pub(crate) fn is_secret_text(text: &str) -> bool {
    TOKENS.iter().any(|token| text.starts_with(token))
        || text.contains("PRIVATE KEY-----")
        || (text.contains("://") && has_secret_query(text))
}

fn has_secret_query(url: &str) -> bool {
    let (_, query) = url.split_once('?').unwrap_or_default();
    let mut names = query
        .split('&')
        .map(|parameter| parameter.split('=').next().unwrap_or_default());
    names.any(|name| is_secret(name) || name.eq_ignore_ascii_case("sig") || name.ends_with("ignature"))
}

/// Replaces the values of all secret members.
pub(crate) fn hide_secrets(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(hide_secrets),
        Value::Object(members) => {
            for (name, member) in members {
                if is_secret(name) && !matches!(member, Value::Null | Value::Bool(_)) {
                    *member = Value::from(HIDDEN);
                } else {
                    hide_secrets(member);
                }
            }
        }
        Value::String(text) if is_secret_text(text) => *value = Value::from(HIDDEN),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A text with `…` in place of long words, which may be tokens.
pub(crate) fn without_long_words(text: &str) -> String {
    let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+' | '/' | '=');
    let (mut shown, mut word) = (String::new(), String::new());
    for c in text.chars().map(Some).chain([None]) {
        match c {
            Some(c) if is_inside(c) => word.push(c),
            end => {
                shown.push_str(if word.len() < LONG_WORD { &word } else { "…" });
                word.clear();
                shown.extend(end);
            }
        }
    }
    shown
}

/// Shows headers without secrets.
pub(crate) struct ShownHeaders<'h>(pub(crate) &'h HeaderMap);

impl fmt::Debug for ShownHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_hidden = |name: &HeaderName| [LINK, LOCATION, SET_COOKIE].contains(name) || is_secret(name.as_str());
        let entries = self.0.iter().map(|(name, value)| {
            let value: &dyn fmt::Debug = if is_hidden(name) { &HIDDEN } else { value };
            (name, value)
        });
        f.debug_map().entries(entries).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_secrets() {
        for name in [
            "token",
            "access_token",
            "client_secret",
            "vcs_password",
            "credentials",
            "encrypted_value",
            "private_key",
            "x-api-key",
            "oidc-token",
            "hashed_token",
            "encoded_jit_config",
            "webhook_secret",
            "temp_download_token",
            "pem",
            "accessToken",
            "Authorization",
            "encrypted_token",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "secret_name",
            "secret_id",
            "token_id",
            "token_last_eight",
            "key_id",
            "public_key",
            "key",
            "has_secrets_enabled",
            "system",
            "name",
            "",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn values_tell_secrets() {
        for text in [
            "ghs_abc",
            "-----BEGIN RSA PRIVATE KEY-----",
            "https://raw.example/a/b?token=ABC",
            "https://blob.example/x?se=1&sig=ABC",
        ] {
            assert!(is_secret_text(text), "{text}");
        }
        for text in [
            "ghs",
            "token",
            "https://h/a?page=2",
            "what?token=x",
            "-----BEGIN PUBLIC KEY-----",
        ] {
            assert!(!is_secret_text(text), "{text}");
        }
    }

    #[test]
    fn secrets_are_hidden_at_any_depth() {
        let mut value = serde_json::json!({"a": [{"secret": "x", "name": "y"}], "token": {"b": 1}});
        hide_secrets(&mut value);
        assert_eq!(
            value.to_string(),
            r#"{"a":[{"name":"y","secret":"(hidden)"}],"token":"(hidden)"}"#
        );
    }
}
