//! The fields of records: name, whether required, literal.

/// A field of a record, as one string: `!name` for a required field, `?name` for an optional one, `=name\0value` and `~name\0value` for a
/// literal, `**` for the map of all other entries, which is last. One string costs the compiler least: a type for it took a tenth of the
/// crate's compile time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Field(pub(super) &'static str);

impl Field {
    /// The name in JSON.
    pub(super) fn name(self) -> &'static str {
        self.parts().0
    }

    /// Whether the field has this name.
    #[inline]
    pub(super) fn is(self, name: &str) -> bool {
        let (own, end) = (self.0.as_bytes(), name.len() + 1);
        (own.len() == end || own.get(end) == Some(&0)) && own.get(1..end) == Some(name.as_bytes())
    }

    #[inline]
    pub(super) fn is_required(self) -> bool {
        matches!(self.0.as_bytes().first(), Some(b'!' | b'='))
    }

    /// Whether it is the map of all other entries.
    pub(super) fn is_rest(self) -> bool {
        self.0.starts_with('*')
    }

    /// The value of a literal.
    #[inline]
    pub(super) fn literal(self) -> Option<&'static str> {
        matches!(self.0.as_bytes().first(), Some(b'=' | b'~')).then(|| self.parts().1)
    }

    fn parts(self) -> (&'static str, &'static str) {
        let own = self.0.get(1..).unwrap_or_default();
        match own.bytes().position(|byte| byte == 0) {
            Some(end) => (
                own.get(..end).unwrap_or_default(),
                own.get(end + 1..).unwrap_or_default(),
            ),
            None => (own, ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_from_their_strings() {
        let field = Field("=type\0User");
        assert_eq!((field.name(), field.literal()), ("type", Some("User")));
        assert!(field.is("type") && field.is_required());
        assert!(!field.is("typ") && !field.is("types") && !field.is("type\0User "));
        let field = Field("?url");
        assert_eq!((field.name(), field.literal()), ("url", None));
        assert!(field.is("url") && !field.is_required() && !field.is(""));
        assert!(!Field("~a\0").is_required() && Field("~a\0").literal() == Some(""));
    }
}
