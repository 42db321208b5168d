//! The visitor of the emitted types: fills their fields from JSON, or takes the values out of them.

use std::cmp::Reverse;
use std::fmt;

use serde_json::Value;

use crate::response::model::field::Field;
use crate::response::model::problem::Problem;
use crate::response::model::reader::{Member, Reader};
use crate::response::model::tree::Tree;

/// Fields of a record whose presence is recorded; the largest record of the docs has 120.
const MAX_FIELDS: usize = 256;

/// A value of a response: a scalar, a list, a map, or an emitted type. Not to be implemented elsewhere.
pub trait Model {
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
    /// Finds out which fields a value has; `None` unless it is a record.
    Fields(Option<&'static [&'static str]>),
}

impl<'v> Visitor<'v> {
    /// Visits the fields of a record: `!name` for a required one, `?name` for an optional one, followed by a NUL and the value for a literal.
    pub fn record(&mut self, name: &'static str, fields: &'static [&'static str], slots: &mut [&mut dyn Model]) {
        match &mut self.0 {
            Mode::Read(_) => self.read_record(fields, slots),
            Mode::Take(_) => {
                let pairs = fields.iter().zip(slots);
                let values = pairs.map(|(field, slot)| (Field(field), self.taken(*slot))).collect();
                self.0 = Mode::Take(Tree::Record(name, values));
            }
            Mode::Fields(found) => *found = Some(fields),
        }
    }

    /// Begins the choice between the variants of a union that is to be filled.
    pub fn choice<U: 'static>(&mut self) -> Option<Choice<'_, 'v, U>> {
        let reader = self.reader()?;
        let (start, members) = (reader.offset(), reader.members());
        Some(Choice {
            visitor: self,
            start,
            members,
            candidates: Vec::new(),
        })
    }

    /// Fills the fields of a record. The members of most objects come in the order of the docs: the field after the last one is tried first.
    fn read_record(&mut self, fields: &'static [&'static str], slots: &mut [&mut dyn Model]) {
        let (mut seen, mut expected) = ([false; MAX_FIELDS], 0);
        let is_object = self.read_members(|visitor, key| {
            let is_it = |field: &&'static str| Field(field).is(key);
            let index = match fields.get(expected) {
                Some(field) if is_it(field) => Some(expected),
                _ => fields.iter().position(is_it),
            };
            let found = index.and_then(|index| Some((index, fields.get(index)?, slots.get_mut(index)?)));
            let Some((index, field, slot)) = found else {
                match (fields.last(), slots.last_mut()) {
                    (Some(last), Some(rest)) if Field(last).is_rest() => {
                        visitor.with_reader(|reader| reader.entry = Some(key.to_owned()));
                        rest.visit(visitor);
                    }
                    _ => visitor.with_reader(Reader::skip),
                }
                return;
            };
            expected = index + 1;
            seen.iter_mut().skip(index).take(1).for_each(|seen| *seen = true);
            visitor.with_reader(|reader| reader.check_literal(Field(field)));
            slot.visit(visitor);
        });
        if !is_object {
            return;
        }
        let is_missing = |(field, seen): &(Field, bool)| field.is_required() && !seen;
        let fields = fields.iter().map(|field| Field(field)).zip(seen);
        for (field, _) in fields.filter(is_missing) {
            let mut problem = Problem::mismatch("a value", "nothing");
            problem.within(field.name());
            self.with_reader(|reader| reader.note(problem));
        }
    }

    /// Reads the members of the object ahead: calls `read` for each, which reads its value. Returns whether it is an object.
    pub(super) fn read_members(&mut self, mut read: impl FnMut(&mut Self, &str)) -> bool {
        let mut is_first = true;
        if !self.reader().is_some_and(|reader| reader.open(b'{', "an object")) {
            return false;
        }
        while let Some(reader) = self.reader()
            && reader.next(&mut is_first, b'}')
        {
            let (key, before) = (reader.key(), reader.problems());
            read(self, &key);
            self.with_reader(|reader| reader.place_problems(before, |problem| problem.within(&key)));
        }
        true
    }

    /// Reads the items of the list ahead: calls `read` for each.
    pub(super) fn read_items(&mut self, mut read: impl FnMut(&mut Self)) {
        let (mut is_first, mut index) = (true, 0);
        if !self.reader().is_some_and(|reader| reader.open(b'[', "a list")) {
            return;
        }
        while let Some(reader) = self.reader()
            && reader.next(&mut is_first, b']')
        {
            let before = reader.problems();
            read(self);
            self.with_reader(|reader| reader.place_problems(before, |problem| problem.within(&format!("[{index}]"))));
            index += 1;
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
            Mode::Fields(_) => {}
        }
    }

    /// Takes out a value.
    pub(super) fn taken(&mut self, value: &mut dyn Model) -> Tree {
        self.0 = Mode::Take(Tree::Null);
        value.visit(self);
        match &mut self.0 {
            Mode::Take(tree) => std::mem::replace(tree, Tree::Null),
            Mode::Read(_) | Mode::Fields(_) => Tree::Null,
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
            Mode::Take(_) | Mode::Fields(_) => None,
        }
    }

    fn with_reader(&mut self, act: impl FnOnce(&mut Reader<'v>)) {
        if let Some(reader) = self.reader() {
            act(reader);
        }
    }
}

/// Fills a value from JSON. Whatever is missing or of another type keeps its default and is reported.
pub(crate) fn fill(value: &mut dyn Model, json: &[u8]) -> Vec<Problem> {
    let text = match std::str::from_utf8(json) {
        Ok(text) => text,
        Err(error) => return vec![Problem::syntax("UTF-8", error.valid_up_to())],
    };
    let mut visitor = Visitor(Mode::Read(Reader::new(text)));
    value.visit(&mut visitor);
    match visitor.0 {
        Mode::Read(reader) => reader.finish(),
        Mode::Take(_) | Mode::Fields(_) => Vec::new(),
    }
}

/// Takes out a copy of a value.
pub(super) fn tree<T: Model + Clone>(value: &T) -> Tree {
    Visitor(Mode::Take(Tree::Null)).taken(&mut value.clone())
}

/// The choice between the variants of a union. Names rule most of them out before a value is read: a literal must have its value, and required
/// fields must be there. The others are tried in order: those with a matching literal first, then those that have most of the value's fields.
/// The first one that the value fits without a problem is chosen; after a matching literal only such variants are tried.
///
/// Every value fits a union inside a variant. Such a union is skipped while the variant is tried, and read when the variant is chosen:
/// however deeply unions nest, the time for a value grows only with its length, its depth and the number of variants.
#[doc(hidden)]
pub struct Choice<'c, 'v, U> {
    visitor: &'c mut Visitor<'v>,
    /// Where the value begins.
    start: usize,
    /// The members of the value; `None` when it is no object.
    members: Option<Vec<Member<'v>>>,
    candidates: Vec<Candidate<U>>,
}

struct Candidate<U> {
    fit: Fit,
    try_variant: Box<TryVariant<U>>,
}

/// Reads the value at an offset if it fits the variant.
type TryVariant<U> = dyn Fn(&mut Visitor<'_>, usize) -> Option<U>;

/// How well a variant fits a value, as far as names tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    has_literal: bool,
    /// How many of the value's members are fields of the variant.
    known: usize,
}

impl<U: 'static> Choice<'_, '_, U> {
    /// Adds a variant.
    #[must_use]
    pub fn or<T: Model + Default + 'static>(mut self, make: fn(T) -> U) -> Self {
        if self.visitor.reader().is_none_or(|reader| reader.is_trial()) {
            return self;
        }
        let mut visitor = Visitor(Mode::Fields(None));
        T::default().visit(&mut visitor);
        let fields = match visitor.0 {
            Mode::Fields(fields) => fields,
            Mode::Read(_) | Mode::Take(_) => None,
        };
        let fit = match (fields, &self.members) {
            (Some(fields), Some(members)) => fit(members, fields),
            (Some(_), None) => None,
            (None, _) => Some(Fit::default()),
        };
        self.candidates.extend(fit.map(|fit| Candidate {
            fit,
            try_variant: Box::new(move |visitor, start| try_variant(visitor, start).map(make)),
        }));
        self
    }

    /// Returns the variant that the value fits, or keeps the JSON when it fits none.
    pub fn end(self, unknown: fn(Value) -> U) -> U {
        let Self {
            visitor,
            start,
            mut candidates,
            ..
        } = self;
        candidates.sort_by_key(|candidate| Reverse(candidate.fit));
        let has_literal = candidates.first().is_some_and(|first| first.fit.has_literal);
        let mut fitting = candidates
            .iter()
            .filter(|candidate| candidate.fit.has_literal == has_literal);
        let chosen = fitting.find_map(|candidate| (candidate.try_variant)(visitor, start));
        chosen.unwrap_or_else(|| {
            visitor.with_reader(|reader| reader.go_to(start));
            unknown(visitor.reader().map(Reader::union_json).unwrap_or_default())
        })
    }
}

/// Reads the value at `start` if it fits the variant without a problem.
fn try_variant<T: Model + Default>(visitor: &mut Visitor<'_>, start: usize) -> Option<T> {
    let trial = visitor.reader()?.trial(start)?;
    let (mut value, mut tried) = (T::default(), Visitor(Mode::Read(trial)));
    value.visit(&mut tried);
    let trial = tried.reader().filter(|trial| trial.problems() == 0)?;
    let (end, has_unions) = (trial.offset(), trial.has_unions);
    if has_unions {
        value = T::default();
        visitor.with_reader(|reader| reader.go_to(start));
        value.visit(visitor);
    } else {
        visitor.with_reader(|reader| reader.go_to(end));
    }
    Some(value)
}

/// How well a record with these fields fits an object; `None` if it doesn't. Most members come in the order of the docs, so each search goes on
/// after the last one found.
fn fit(members: &[Member<'_>], fields: &'static [&'static str]) -> Option<Fit> {
    let (mut fit, mut next) = (Fit::default(), 0);
    for field in fields.iter().map(|field| Field(field)) {
        let (before, after) = members.split_at_checked(next).unwrap_or_default();
        let mut in_turn = after.iter().chain(before).enumerate();
        let Some((distance, member)) = in_turn.find(|(_, member)| field.is(&member.name)) else {
            if field.is_required() {
                return None;
            }
            continue;
        };
        next = (next + distance) % members.len() + 1;
        fit.known += 1;
        if let Some(literal) = field.literal() {
            if !member.is_string(literal) {
                return None;
            }
            fit.has_literal = true;
        }
    }
    Some(fit)
}

impl<U> fmt::Debug for Choice<'_, '_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Choice")
    }
}
