//! What is known about the value of a union before it is read.

use std::borrow::Cow;

use crate::response::model::field::Field;
use crate::response::model::reader::Reader;

/// The value ahead. The members of an object are looked at as far as somebody asks for them.
#[derive(Debug)]
pub(super) struct Ahead<'v> {
    /// The first byte; 0 when there is no value.
    pub(super) first: u8,
    members: Vec<Member<'v>>,
    /// Reads the members that nobody asked for yet.
    rest: Option<Reader<'v>>,
    /// The member of the last literal, and its string: the variants of a union mostly have theirs in one field.
    literal: Option<(usize, Option<Cow<'v, str>>)>,
}

/// A member of an object, and the JSON of its value.
#[derive(Debug)]
pub(super) struct Member<'v> {
    pub(super) name: Cow<'v, str>,
    json: &'v str,
}

impl<'v> Ahead<'v> {
    /// Looks at the value ahead without consuming it.
    pub(super) fn new(reader: &mut Reader<'v>) -> Self {
        let first = reader.peek();
        let rest = (first == b'{').then(|| {
            let mut rest = reader.look();
            rest.open(b'{');
            rest
        });
        Self {
            first,
            members: Vec::with_capacity(if rest.is_some() { 16 } else { 0 }),
            rest,
            literal: None,
        }
    }

    /// The members of an object, up to where it stops being JSON.
    pub(super) fn members(&mut self) -> &[Member<'v>] {
        while self.advance() {}
        &self.members
    }

    /// Whether the member of a literal field is this string; `None` without such a member.
    pub(super) fn has_literal(&mut self, field: Field, literal: &str) -> Option<bool> {
        let is_it = |member: &Member<'_>| field.is(&member.name);
        let known = self.literal.as_ref().and_then(|(index, _)| self.members.get(*index));
        if !known.is_some_and(is_it) {
            let mut found = self.members.iter().position(is_it);
            while found.is_none() && self.advance() {
                found = self
                    .members
                    .last()
                    .filter(|last| is_it(last))
                    .map(|_| self.members.len() - 1);
            }
            let index = found?;
            self.literal = Some((index, self.members.get(index)?.string()));
        }
        let (_, string) = self.literal.as_ref()?;
        Some(string.as_deref() == Some(literal))
    }

    /// Looks at one more member.
    fn advance(&mut self) -> bool {
        let Some(rest) = &mut self.rest else {
            return false;
        };
        let mut is_first = self.members.is_empty();
        if rest.next(&mut is_first, b'}') {
            let (name, json) = (rest.key(), rest.skipped());
            if !rest.has_stopped {
                self.members.push(Member { name, json });
                return true;
            }
        }
        self.rest = None;
        false
    }
}

impl<'v> Member<'v> {
    /// The value, if it is a string.
    fn string(&self) -> Option<Cow<'v, str>> {
        let inner = self.json.strip_prefix('"')?.strip_suffix('"')?;
        if inner.contains('\\') {
            serde_json::from_str(self.json).ok().map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(inner))
        }
    }
}
