//! What a record knows of its fields besides their types.

/// A field of a record, as one text: `!name` for one that must be there, `?name` for one that may be missing, and `!name\0text` for one whose
/// value is always this text. A text apiece is what costs the compiler least: a type for it took a tenth of the crate's compile time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Field(pub(super) &'static str);

impl Field {
    /// The name in JSON.
    pub(super) fn name(self) -> &'static str {
        self.parts().0
    }

    /// Whether this is the field of a name.
    #[inline]
    pub(super) fn is(self, name: &str) -> bool {
        let (own, end) = (self.0.as_bytes(), name.len() + 1);
        own.get(1..end) == Some(name.as_bytes()) && own.get(end).is_none_or(|after| *after == 0)
    }

    pub(super) fn is_required(self) -> bool {
        self.0.starts_with('!')
    }

    /// The one text that the field has.
    pub(super) fn literal(self) -> Option<&'static str> {
        self.parts().1
    }

    fn parts(self) -> (&'static str, Option<&'static str>) {
        let own = self.0.get(1..).unwrap_or_default();
        own.split_once('\0')
            .map_or((own, None), |(name, literal)| (name, Some(literal)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_from_their_texts() {
        let field = Field("!type\0User");
        assert_eq!((field.name(), field.literal()), ("type", Some("User")));
        assert!(field.is("type") && field.is_required());
        assert!(!field.is("typ") && !field.is("types") && !field.is("type\0User "));
        let field = Field("?url");
        assert_eq!((field.name(), field.literal()), ("url", None));
        assert!(field.is("url") && !field.is_required() && !field.is(""));
    }
}
