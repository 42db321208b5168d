//! What serde_json says about a body, without values of the body.

use std::error::Error as StdError;
use std::fmt::{self, Display};

use crate::request::shown::{Shown, WORDS};

/// Why JSON doesn't fit a type of the program.
#[derive(Clone, Debug)]
pub(crate) struct JsonError(String);

impl JsonError {
    /// Values are omitted, since they may be secret. They are in messages in quotes or backticks, or anywhere in those of a type's own
    /// `Deserialize`.
    pub(crate) fn new(error: &serde_json::Error) -> Self {
        let message = error.to_string();
        if !error.is_data() {
            return Self(message);
        }
        // A `Value` has no lines.
        let at = match error.line() {
            0 => String::new(),
            line => format!(" at line {line} column {}", error.column()),
        };
        let message = message.strip_suffix(&at).unwrap_or(&message);
        let without_value = |(found, expected): (&str, &str), separator: &str| {
            let found = found.split(['"', '`']).next().unwrap_or_default().trim_end();
            format!("{found}{separator}{expected}")
        };
        let starts = |starts: &[&str]| starts.iter().any(|start| message.starts_with(start));
        let shown = if starts(&["missing field `", "duplicate field `"]) {
            message.to_owned()
        } else if starts(&[
            "invalid type: ",
            "invalid value: ",
            "invalid length ",
            "unknown variant `",
            "unknown field `",
        ]) {
            match message.rsplit_once(", expected ") {
                Some(parts) => without_value(parts, ", expected "),
                None => without_value((message, ""), ""),
            }
        } else if is_of_the_docs(message) {
            message.to_owned()
        } else {
            "a value doesn't fit the type".to_owned()
        };
        Self(shown + &at)
    }
}

/// Whether a type of the docs says what it found, which never has a value: "name: expected a string, found null".
fn is_of_the_docs(message: &str) -> bool {
    const FOUND: &[&str] = &[
        "null",
        "nothing",
        "a string",
        "an object",
        "a list",
        "a number",
        "a boolean",
    ];
    message
        .rsplit_once(", found ")
        .is_some_and(|(before, found)| before.contains("expected a") && FOUND.contains(&found))
}

impl Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Shown(&self.0, WORDS))
    }
}

impl StdError for JsonError {}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    use super::*;

    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only deserialized")]
    struct Account {
        id: u64,
        kind: Kind,
        address: std::net::IpAddr,
    }

    #[derive(Deserialize)]
    enum Kind {
        User,
    }

    fn shown<T: DeserializeOwned>(json: &str) -> String {
        format!("{}\n", JsonError::new(&serde_json::from_str::<T>(json).err().unwrap()))
    }

    #[test]
    fn values_are_omitted() {
        let messages = [
            shown::<Account>(r#"{"id": "ghs_secret, expected nothing"}"#),
            shown::<Account>(r#"{"id": 1, "kind": "hunter2"}"#),
            shown::<Account>(r#"{"id": 1, "kind": "User", "address": "hunter2"}"#),
            shown::<Account>("{}"),
            shown::<Account>("{"),
            shown::<u8>("777"),
        ];
        insta::assert_snapshot!(messages.concat(), @r"
        invalid type: string, expected u64 at line 1 column 37
        unknown variant, expected `User` at line 1 column 27
        a value doesn't fit the type at line 1 column 46
        missing field `id` at line 1 column 2
        EOF while parsing an object at line 1 column 1
        invalid value: integer, expected u8 at line 1 column 3
        ");
    }
}
