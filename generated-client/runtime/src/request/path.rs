//! Path values: encoding, and the checks that keep a value from changing the route.
//!
//! **Invariant:** a value never changes the route. Everything outside RFC 3986's unreserved characters is percent-encoded, so that no value
//! contributes a separator. Dot segments are rejected, because normalizing the URL (RFC 3986, section 5.2.4) would remove them together with
//! the segment before; empty values are rejected, because they leave the route of the collection. Only where the docs allow it, and no other
//! route is meant, may the last value be empty or end in a slash.

use std::borrow::Cow;
use std::iter::successors;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How often intermediaries may decode a path. A value is checked after each round.
const DECODING_ROUNDS: usize = 2;

const EMPTY: &str = "a value that is not empty";
const EMPTY_SEGMENT: &str = "a path without empty segments";
const DOTS: &str = "a value without `.` and `..` as segments, percent-encoded or not";

/// Appends a path value. With `multi_segment`, the slashes of the value are kept. With `may_be_empty`, nothing may follow the last slash.
///
/// # Errors
///
/// The rule that the value breaks; it is appended all the same.
pub(crate) fn append(
    path: &mut String,
    value: &str,
    multi_segment: bool,
    may_be_empty: bool,
) -> Result<(), &'static str> {
    if multi_segment {
        for (index, segment) in value.split('/').enumerate() {
            if index > 0 {
                path.push('/');
            }
            push_encoded(path, segment);
        }
    } else {
        push_encoded(path, value);
    }
    match value {
        "" if may_be_empty => Ok(()),
        value if may_be_empty && multi_segment => check(value.strip_suffix('/').unwrap_or(value), true),
        value => check(value, multi_segment),
    }
}

/// Appends a string with all reserved characters encoded.
pub(crate) fn push_encoded(out: &mut String, text: &str) {
    out.extend(utf8_percent_encode(text, RESERVED));
}

/// Whether a path matches a route's template. Segments match as they are or decoded.
pub(crate) fn is_of(path: &str, template: &str) -> bool {
    let (mut segments, mut parts) = (path.split('/'), template.split('/'));
    loop {
        match (segments.next(), parts.next()) {
            (None, None) => return true,
            (Some(_), Some(part)) if part.starts_with("{+") => {
                // What follows such a parameter is at the end of the path.
                let (before, after) = (segments.clone().count(), parts.clone().count());
                let Some(surplus) = before.checked_sub(after) else {
                    return false;
                };
                for _ in 0..surplus {
                    segments.next();
                }
            }
            (Some(segment), Some(part)) if part.starts_with('{') || is_literal(segment, part) => {}
            _ => return false,
        }
    }
}

/// Whether a segment, which is percent-encoded, is a literal one to a server that decodes it.
fn is_literal(segment: &str, literal: &str) -> bool {
    decodings(segment).take(DECODING_ROUNDS + 2).any(|text| text == literal)
}

/// A text as it is, decoded, decoded twice, and so on.
fn decodings(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let decoded = |text: &Cow<'_, str>| Cow::Owned(percent_decode_str(text).decode_utf8_lossy().into_owned());
    successors(Some(Cow::Borrowed(text)), move |text| {
        text.contains('%').then(|| decoded(text))
    })
}

fn check(value: &str, multi_segment: bool) -> Result<(), &'static str> {
    if value.is_empty() {
        return Err(EMPTY);
    }
    if multi_segment && value.split('/').any(str::is_empty) {
        return Err(EMPTY_SEGMENT);
    }
    if has_dot_segment(value) { Err(DOTS) } else { Ok(()) }
}

/// Whether a path has a dot segment, percent-encoded or not.
pub(crate) fn has_dot_segment(path: &str) -> bool {
    if !path.bytes().any(|byte| matches!(byte, b'.' | b'%')) {
        return false;
    }
    let mut texts = decodings(path).take(DECODING_ROUNDS + 1);
    texts.any(|text| text.split(['/', '\\']).any(|segment| matches!(segment, "." | "..")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn encode(value: &str, multi_segment: bool) -> Result<String, &'static str> {
        let mut path = String::new();
        append(&mut path, value, multi_segment, false).map(|()| path)
    }

    #[test]
    fn unreserved_characters_are_kept_and_all_others_encoded() {
        assert_eq!(encode("aZ09-._~", false).unwrap(), "aZ09-._~");
        assert_eq!(
            encode("@scope/pkg ü?#%;\\\0", false).unwrap(),
            "%40scope%2Fpkg%20%C3%BC%3F%23%25%3B%5C%00"
        );
        assert_eq!(encode("heads/a b/ü", true).unwrap(), "heads/a%20b/%C3%BC");
    }

    #[test]
    fn places_are_rejected() {
        for value in [
            "",
            ".",
            "..",
            "%2e",
            "%2E%2e",
            ".%2e",
            "%2e.",
            "%252e%252E",
            "a/..",
            "../a",
            "a\\..\\b",
            "a%2f..%2fb",
        ] {
            assert!(encode(value, false).is_err(), "{value}");
            assert!(encode(value, true).is_err(), "{value}");
        }
        for value in ["/", "/a", "a/", "a//b"] {
            assert_eq!(encode(value, true), Err(EMPTY_SEGMENT), "{value}");
        }
    }

    #[test]
    fn the_last_value_may_be_empty_where_the_docs_say_so() {
        let encode = |value, multi_segment| append(&mut String::new(), value, multi_segment, true);
        for value in ["", "heads/", "heads/v1/", "a"] {
            assert_eq!(encode(value, true), Ok(()), "{value}");
        }
        assert_eq!(encode("", false), Ok(()));
        for value in ["/", "//", "/heads", "heads//", "./", "../", "a/../", "%2e%2e/"] {
            assert!(encode(value, true).is_err(), "{value}");
        }
        assert!(encode("..", false).is_err());
    }

    #[test]
    fn dots_inside_names_are_fine() {
        for value in [
            "...",
            "a..b",
            "v1.0",
            ".github",
            "main...topic",
            "%",
            "%zz",
            "100%25",
            "%2e%2e%2e",
        ] {
            assert!(encode(value, false).is_ok(), "{value}");
            assert!(encode(value, true).is_ok(), "{value}");
        }
        assert!(encode(".github/workflows/ci.yml", true).is_ok());
    }

    /// What RFC 3986 (section 5.2.4) makes of a path, on its segments.
    fn without_dots(path: &str) -> Vec<&str> {
        let mut segments = Vec::new();
        for segment in path.split('/') {
            match segment {
                "." => {}
                ".." => drop(segments.pop()),
                other => segments.push(other),
            }
        }
        segments
    }

    proptest! {
        #[test]
        fn encoding_is_reversible_and_stays_in_its_segment(value in any::<String>()) {
            if let Ok(encoded) = encode(&value, false) {
                prop_assert_eq!(percent_decode_str(&encoded).decode_utf8().unwrap(), value.as_str());
                prop_assert!(!encoded.contains(['/', '?', '#']));
                prop_assert!(encoded.is_ascii());
            }
        }

        #[test]
        fn no_value_changes_the_route(value in r"[./%\\2eEfFa5c?#\x00]{0,12}", multi_segment in any::<bool>()) {
            if let Ok(encoded) = encode(&value, multi_segment) {
                let mut path = format!("repos/o/{encoded}/last");
                for _ in 0..=DECODING_ROUNDS {
                    let segments = without_dots(&path);
                    prop_assert_eq!(&segments[..2], ["repos", "o"]);
                    prop_assert_eq!(segments.last(), Some(&"last"));
                    if multi_segment {
                        let names = segments.len();
                        prop_assert_eq!(names, path.split('/').count());
                    }
                    path = percent_decode_str(&path).decode_utf8_lossy().into_owned();
                }
            }
        }

        #[test]
        fn multi_segment_values_keep_their_segments(value in "[a-z./ ]{1,12}") {
            if let Ok(encoded) = encode(&value, true) {
                prop_assert_eq!(encoded.split('/').count(), value.split('/').count());
                prop_assert_eq!(percent_decode_str(&encoded).decode_utf8().unwrap(), value.as_str());
            }
        }
    }
}
