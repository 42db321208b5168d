//! What is known about the value of a union before it is read.

use std::borrow::Cow;

use crate::response::model::reader::Reader;

/// The value ahead.
#[derive(Debug)]
pub(super) struct Ahead<'v> {
    first: u8,
    /// The members of an object.
    members: Option<Vec<Member<'v>>>,
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
        let members = (first == b'{').then(|| members(reader.look())).flatten();
        Self { first, members }
    }

    /// The first byte; 0 when there is no value.
    pub(super) fn first(&self) -> u8 {
        self.first
    }

    pub(super) fn members(&self) -> Option<&[Member<'v>]> {
        self.members.as_deref()
    }
}

/// The members of an object; `None` when it isn't JSON.
fn members(mut reader: Reader<'_>) -> Option<Vec<Member<'_>>> {
    let (mut members, mut is_first) = (Vec::with_capacity(16), true);
    if !reader.open(b'{') {
        return None;
    }
    while reader.next(&mut is_first, b'}') {
        let name = reader.key();
        let json = reader.skipped();
        members.push(Member { name, json });
    }
    (!reader.has_stopped()).then_some(members)
}

impl Member<'_> {
    /// Whether the value is this string.
    pub(super) fn is_string(&self, string: &str) -> bool {
        let inner = self.json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        inner.is_some_and(|inner| {
            inner == string
                || (inner.contains('\\') && serde_json::from_str::<String>(self.json).is_ok_and(|own| own == string))
        })
    }
}
