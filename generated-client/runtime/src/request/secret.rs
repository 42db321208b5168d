//! Recognizes secret parameters by name. Their values never appear in violations or `Debug` output.

use serde_json::Value;

/// Last words of the names of secrets, in the singular. `secret_name`, `token_id` and the like are no secrets.
const WORDS: [&str; 6] = ["credential", "passphrase", "password", "pem", "secret", "token"];

/// Shown in place of a secret.
const HIDDEN: &str = "(hidden)";

/// Whether a parameter of this name holds a secret.
#[doc(hidden)]
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let last_word = name.rsplit(['_', '-']).next().unwrap_or(name);
    let last_word = last_word.strip_suffix(['s', 'S']).unwrap_or(last_word);
    WORDS.iter().any(|word| last_word.eq_ignore_ascii_case(word))
        || matches!(name, "encrypted_value" | "authorization")
        || name.ends_with("private_key")
}

/// Replaces the values of all secret members.
pub(crate) fn hide_secrets(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(hide_secrets),
        Value::Object(members) => {
            for (name, member) in members {
                if is_secret(name) {
                    *member = Value::from(HIDDEN);
                } else {
                    hide_secrets(member);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
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
            "oidc-token",
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
            "name",
            "",
        ] {
            assert!(!is_secret(name), "{name}");
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
