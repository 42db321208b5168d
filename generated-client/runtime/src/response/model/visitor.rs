//! The visitor of the emitted types: fills their fields from JSON, or takes the values out of them.

use crate::response::model::field::Field;
use crate::response::model::notes::Notes;
use crate::response::model::policy::{Place, Reading};
use crate::response::model::reader::{BadItem, Mark, Reader};
use crate::response::model::shape::Shape;
use crate::response::model::tree::Tree;

/// Fields of a record whose presence is recorded; the largest record of the docs has 120.
const MAX_FIELDS: usize = 256;

/// A value of a response: a scalar, a list, a map, or an emitted type. Not to be implemented elsewhere.
pub trait Model {
    /// Returns what the type takes.
    #[doc(hidden)]
    fn shape() -> Shape
    where
        Self: Sized;

    /// Hands the parts of the value to a visitor, which fills them or takes them out.
    #[doc(hidden)]
    fn visit(&mut self, visitor: &mut Visitor<'_>);
}

/// Fills values from JSON, or takes them out.
#[doc(hidden)]
#[derive(Debug)]
pub struct Visitor<'v>(Mode<'v>);

#[derive(Debug)]
enum Mode<'v> {
    Read(Reader<'v>),
    Take(Tree),
}

/// What to do with an optional value.
pub(super) enum Optional {
    /// Take it out if it is there.
    Taken,
    Absent,
    /// Read it, then call [`Visitor::end_optional`] with the state before it, if it is a field.
    Value(Option<Mark>),
}

/// A list that is filled.
pub(super) trait Slots {
    /// Adds an item and reads it.
    fn read(&mut self, visitor: &mut Visitor<'_>);

    /// Drops the last item; returns its size.
    fn drop_last(&mut self) -> usize;

    fn count(&self) -> usize;
}

impl<'v> Visitor<'v> {
    pub(super) fn of(reader: Reader<'v>) -> Self {
        Self(Mode::Read(reader))
    }

    /// The reader at its end; one of nothing when values were taken out.
    pub(super) fn into_reader(self) -> Reader<'v> {
        match self.0 {
            Mode::Read(reader) => reader,
            Mode::Take(_) => Reader::new("", Reading::Strict, false),
        }
    }

    /// Visits the fields of a record: `!name` for a required one, `?name` for an optional one; `=name` and `~name` for literals, followed by
    /// a NUL and the value.
    pub fn record(&mut self, name: &'static str, shape: Shape, slots: &mut [&mut dyn Model]) {
        let Shape::Record(fields) = shape else {
            return;
        };
        match &mut self.0 {
            Mode::Read(_) => self.read_record(fields, slots),
            Mode::Take(_) => {
                let pairs = fields.iter().zip(slots);
                let values = pairs.map(|(field, slot)| (Field(field), self.taken(*slot))).collect();
                self.0 = Mode::Take(Tree::Record(name, values));
            }
        }
    }

    /// Fills the fields of a record. The members of most objects come in the order of the docs: the search goes on after the last field.
    fn read_record(&mut self, fields: &'static [&'static str], slots: &mut [&mut dyn Model]) {
        let (mut seen, mut expected) = ([0_u64; MAX_FIELDS / 64], 0);
        let is_object = self.read_members(|visitor, key| {
            let is_it = |field: &&'static str| Field(field).is(key);
            let (before, after) = fields.split_at_checked(expected).unwrap_or((fields, &[]));
            let index = match after.iter().position(is_it) {
                Some(distance) => Some(expected + distance),
                None => before.iter().position(is_it),
            };
            let found = index.and_then(|index| Some((index, fields.get(index)?, slots.get_mut(index)?)));
            let Some((index, field, slot)) = found else {
                match (fields.last(), slots.last_mut()) {
                    (Some(last), Some(rest)) if Field(last).is_rest() => {
                        let before = visitor.begin(Place::Item, None);
                        visitor.with_reader(|reader| reader.entry = Some(key.to_owned()));
                        rest.visit(visitor);
                        visitor.with_reader(|reader| reader.place_problems(before, |problem| problem.within(key)));
                    }
                    _ => visitor.with_reader(Reader::skip),
                }
                return;
            };
            expected = index + 1;
            if let Some(word) = seen.get_mut(index / 64) {
                *word |= 1 << (index % 64);
            }
            let before = visitor.begin(Place::Field, Field(field).literal());
            slot.visit(visitor);
            visitor.with_reader(|reader| {
                reader.settle(Place::Field);
                reader.place_problems(before, |problem| problem.within(key));
            });
        });
        if !is_object {
            self.with_reader(|reader| reader.mismatch("an object", false));
            return;
        }
        for (index, (field, slot)) in fields.iter().map(|field| Field(field)).zip(slots).enumerate() {
            let is_seen = seen.get(index / 64).is_none_or(|word| word & (1 << (index % 64)) != 0);
            if field.is_required() && !is_seen {
                self.read_missing(field, *slot);
            }
        }
    }

    /// Lets the value of a missing field say what is expected.
    #[cold]
    fn read_missing(&mut self, field: Field, slot: &mut dyn Model) {
        let before = self.begin(Place::Field, None);
        let Some(text) = self
            .reader()
            .filter(|reader| !reader.has_stopped)
            .map(Reader::take_text)
        else {
            return;
        };
        slot.visit(self);
        self.with_reader(|reader| {
            reader.put_text(text);
            reader.settle(Place::Field);
            reader.place_problems(before, |problem| problem.within(field.name()));
        });
    }

    /// Prepares for the value ahead. Returns the number of problems before it.
    #[inline]
    fn begin(&mut self, place: Place, literal: Option<&str>) -> usize {
        let Mode::Read(reader) = &mut self.0 else {
            return 0;
        };
        reader.place = place;
        reader.check_literal(literal);
        reader.kept()
    }

    /// Reads the members of the object ahead: calls `read` for each, which reads its value. Returns whether it is an object.
    fn read_members(&mut self, mut read: impl FnMut(&mut Self, &str)) -> bool {
        let mut is_first = true;
        if !self.reader().is_some_and(|reader| reader.open(b'{')) {
            return false;
        }
        while let Some(reader) = self.reader()
            && reader.next(&mut is_first, b'}')
        {
            let key = reader.key();
            read(self, &key);
        }
        true
    }

    /// Fills a map: `read` reads the value of each key, and ends with [`Visitor::settle_entry`].
    pub(super) fn read_entries(&mut self, mut read: impl FnMut(&mut Self, &str)) {
        let is_object = self.read_members(|visitor, key| {
            let before = visitor.begin(Place::Item, None);
            read(visitor, key);
            visitor.with_reader(|reader| reader.place_problems(before, |problem| problem.within_key(key)));
        });
        if !is_object {
            self.with_reader(|reader| reader.mismatch("an object", true));
        }
    }

    /// Ends a value of a map, which takes `size` bytes. Returns whether it is kept.
    pub(super) fn settle_entry(&mut self, size: usize) -> bool {
        self.reader().is_some_and(|reader| {
            reader.spend(size);
            !reader.settle(Place::Item)
        })
    }

    /// Fills a list.
    pub(super) fn read_items(&mut self, items: &mut dyn Slots) {
        let (mut is_first, mut index) = (true, 0);
        let Some(reader) = self.reader() else {
            return;
        };
        let isolates = reader.isolates();
        if !reader.open(b'[') {
            reader.mismatch("a list", true);
            return;
        }
        reader.isolates = false;
        while let Some(reader) = self.reader()
            && reader.next(&mut is_first, b']')
        {
            let before = reader.mark();
            let kept = self.begin(Place::Item, None);
            items.read(self);
            self.with_reader(|reader| {
                let is_out = reader.settle(Place::Item);
                reader.place_problems(kept, |problem| problem.within(&format!("[{index}]")));
                if isolates && reader.isolate(items.count() - 1, before) || is_out {
                    reader.refund(items.drop_last());
                }
            });
            index += 1;
        }
        self.with_reader(|reader| reader.isolates = isolates);
    }

    /// Begins a value that may be null or missing.
    pub(super) fn begin_optional(&mut self, is_object: bool) -> Optional {
        let Some(reader) = self.reader() else {
            return Optional::Taken;
        };
        // Elsewhere, what is around decides: another type than that of the items doesn't make an item null.
        let is_field = reader.place == Place::Field;
        if reader.is_nothing() {
            if is_field {
                reader.mismatch("a value", true);
                reader.settle(Place::Optional);
            }
            return Optional::Absent;
        }
        if reader.null() {
            return Optional::Absent;
        }
        Optional::Value(is_field.then(|| reader.enter_optional(is_object)))
    }

    /// Ends a value that isn't null. Returns whether it is absent all the same.
    pub(super) fn end_optional(&mut self, before: Option<Mark>, is_object: bool) -> bool {
        match (before, self.reader()) {
            (Some(before), Some(reader)) => reader.leave_optional(before, is_object),
            _ => false,
        }
    }

    /// Fills a scalar by `read`, or takes it out by `take`.
    pub(super) fn scalar<T>(
        &mut self,
        value: &mut T,
        read: impl FnOnce(&mut Reader<'v>) -> Option<T>,
        take: impl FnOnce(&mut T) -> Tree,
    ) {
        match &mut self.0 {
            Mode::Read(reader) => {
                if let Some(read) = read(reader) {
                    *value = read;
                }
            }
            Mode::Take(tree) => *tree = take(value),
        }
    }

    /// Takes out a value.
    pub(super) fn taken(&mut self, value: &mut dyn Model) -> Tree {
        self.0 = Mode::Take(Tree::Null);
        value.visit(self);
        match &mut self.0 {
            Mode::Take(tree) => std::mem::replace(tree, Tree::Null),
            Mode::Read(_) => Tree::Null,
        }
    }

    /// Sets what was taken out.
    pub(super) fn take(&mut self, tree: Tree) {
        self.0 = Mode::Take(tree);
    }

    /// The reader, when values are filled.
    pub(super) fn reader(&mut self) -> Option<&mut Reader<'v>> {
        match &mut self.0 {
            Mode::Read(reader) => Some(reader),
            Mode::Take(_) => None,
        }
    }

    pub(super) fn with_reader(&mut self, act: impl FnOnce(&mut Reader<'v>)) {
        if let Some(reader) = self.reader() {
            act(reader);
        }
    }
}

/// Fills a value from JSON by the policy; nothing at all is a missing value. `isolates`: whether a bad item of the outermost list is taken out
/// of it, and returned.
///
/// # Errors
///
/// The notes, when one is an error.
pub(crate) fn fill(
    value: &mut dyn Model,
    json: &[u8],
    reading: Reading,
    isolates: bool,
) -> Result<(Notes, Vec<BadItem>), Notes> {
    let text = std::str::from_utf8(json);
    let reader = Reader::new(text.unwrap_or_default(), reading, isolates);
    let mut visitor = Visitor::of(reader);
    match text {
        Ok(_) => value.visit(&mut visitor),
        Err(error) => visitor.with_reader(|reader| reader.stop_at("UTF-8", error.valid_up_to())),
    }
    visitor.into_reader().finish()
}

/// Takes out a copy of a value.
pub(super) fn tree<T: Model + Clone>(value: &T) -> Tree {
    Visitor(Mode::Take(Tree::Null)).taken(&mut value.clone())
}
