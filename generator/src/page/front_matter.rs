//! Reads the YAML between the two `---` lines at the start of a page.
//!
//! serde knows what the values are, but not where they are, so the lines are searched once more for the keys: a key of the
//! outermost mapping starts its line. A value that is written in an unusual way (over several lines, say) still has the right
//! text, and its spans then cover all of it.

use std::cell::Cell;
use std::fmt;
use std::ops::Range;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::diagnostic::Code;
use crate::page::context::Context;
use crate::page::text::{Escapes, Text};
use crate::source::{Span, Spanned};
use crate::suggest::{quoted, shortened};

/// Bytes of front-matter that are read. GitHub's longest takes 2 KB.
const MAX_BYTES: usize = 64 * 1024;

/// Values that front-matter may have, counting each use of a YAML alias.
const MAX_VALUES: usize = 5_000;

/// The front-matter of a page.
pub(crate) struct FrontMatter<'a> {
    /// Keys and values in the order of the page. Empty when the YAML can't be read.
    pub(crate) entries: Vec<Entry<'a>>,
    /// Whether the YAML could be read.
    pub(crate) is_valid: bool,
    /// The line that opens it.
    pub(crate) opening: Range<usize>,
    /// Where the body starts.
    pub(crate) body: usize,
}

/// A key with its value.
pub(crate) struct Entry<'a> {
    /// The key.
    pub(crate) key: Spanned<String>,
    /// The value.
    pub(crate) value: Value<'a>,
    /// Where the value is.
    pub(crate) span: Span,
}

/// What the dialect's keys take.
pub(crate) enum Value<'a> {
    /// Text.
    Text(Text<'a>),
    /// A list of lists of texts.
    Groups(Vec<Vec<Spanned<String>>>),
    /// Something that no key takes; says what it is.
    Other(&'static str),
}

/// Reads the front-matter; `None` when the page has none.
pub(crate) fn read<'a>(ctx: &mut Context<'a>) -> Option<FrontMatter<'a>> {
    // A byte order mark in front of everything is what some editors write.
    let start = if ctx.text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let (range, body) = find(ctx, start)?;
    let mut front_matter = FrontMatter {
        entries: Vec::new(),
        is_valid: false,
        opening: start..start + 3,
        body,
    };
    if range.len() > MAX_BYTES {
        let message = format!("front-matter can't be longer than {MAX_BYTES} bytes");
        let span = ctx.span(range.start..range.start + 1);
        ctx.add(Code::TooLarge, span, message);
        return Some(front_matter);
    }
    let yaml = ctx.slice(range.clone());
    let budget = Cell::new(MAX_VALUES);
    match Mapping(&budget).deserialize(serde_yaml::Deserializer::from_str(yaml)) {
        Ok(values) => {
            front_matter.is_valid = true;
            front_matter.entries = locate(ctx, &range, values);
        }
        Err(_) if budget.get() == 0 => {
            let message = format!("front-matter can't have more than {MAX_VALUES} values");
            let span = ctx.span(front_matter.opening.clone());
            ctx.add(Code::TooLarge, span, message);
        }
        Err(error) => report_yaml(ctx, &range, &error),
    }
    Some(front_matter)
}

/// Finds the two `---` lines: gives what is between them, and the start of the body.
fn find(ctx: &mut Context<'_>, start: usize) -> Option<(Range<usize>, usize)> {
    let text = ctx.slice(start..ctx.text.len());
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or("");
    if first.trim_end() != "---" {
        let message = "the page doesn't start with front-matter";
        let span = ctx.span(start..start + first.trim_end().len());
        ctx.add(Code::MissingFrontMatter, span, message)
            .label("expected `---`")
            .help("the first line is `---`, then come `key: value` lines, then another `---`");
        return None;
    }
    let yaml_start = start + first.len();
    let mut at = yaml_start;
    for line in lines {
        if line.trim_end() == "---" {
            return Some((yaml_start..at, at + line.len()));
        }
        at += line.len();
    }
    let message = "the front-matter is never closed";
    ctx.add(Code::MissingFrontMatter, ctx.span(start..start + 3), message)
        .label("opened here")
        .help("write a line `---` after the last key");
    None
}

fn report_yaml(ctx: &mut Context<'_>, range: &Range<usize>, error: &serde_yaml::Error) {
    let yaml = ctx.slice(range.clone());
    let span = match error.location() {
        Some(place) => {
            let (at, c) = yaml.char_indices().nth(place.index()).unwrap_or((yaml.len(), '\n'));
            let width = if matches!(c, '\n' | '\r') { 0 } else { c.len_utf8() };
            range.start + at..range.start + at + width
        }
        None => range.start..range.start + yaml.lines().next().unwrap_or("").len(),
    };
    // The library appends the place, which the diagnostic shows in a better way.
    let message = error.to_string();
    let message = shortened(message.split(" at line ").next().unwrap_or(""));
    ctx.add(Code::InvalidFrontMatter, ctx.span(span), format!("the front-matter can't be read: {message}")).help("front-matter is YAML: `key: value` lines; a value with `: `, `#`, or a quote at its start needs quotes around it");
}

/// A value as serde sees it.
enum Raw {
    Text(String),
    List(Vec<Raw>),
    Other(&'static str),
}

/// Reads the outermost mapping as pairs, so that duplicates are seen. The budget is of values.
struct Mapping<'b>(&'b Cell<usize>);

impl<'de> DeserializeSeed<'de> for Mapping<'_> {
    type Value = Vec<(String, Raw)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Mapping<'_> {
    type Value = Vec<(String, Raw)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`key: value` lines")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(key) = map.next_key()? {
            pairs.push((key, map.next_value_seed(Any(self.0))?));
        }
        Ok(pairs)
    }
}

/// Reads any value.
struct Any<'b>(&'b Cell<usize>);

impl<'de> DeserializeSeed<'de> for Any<'_> {
    type Value = Raw;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        let left = self
            .0
            .get()
            .checked_sub(1)
            .ok_or_else(|| de::Error::custom("too many values"))?;
        self.0.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any<'_> {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a list")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Other("a boolean"))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Other("a number"))
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Other("a number"))
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Other("a number"))
    }

    fn visit_u128<E: de::Error>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Other("a number"))
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Other("a number"))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Other("nothing"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Any(self.0))? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Raw::Other("a mapping"))
    }
}

/// A line that starts with a key, as the page has it.
struct KeyLine<'a> {
    key: &'a str,
    range: Range<usize>,
    /// What is between this key and the next one, trimmed.
    value: Range<usize>,
}

fn key_lines<'a>(ctx: &Context<'a>, range: &Range<usize>) -> Vec<KeyLine<'a>> {
    let mut found: Vec<KeyLine<'a>> = Vec::new();
    let mut at = range.start;
    for line in ctx.slice(range.clone()).split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some((key, after)) = line.trim_end().split_once(':') else {
            continue;
        };
        let ends = after.is_empty() || after.starts_with([' ', '\t']);
        if !ends || key.starts_with([' ', '\t', '#', '-']) {
            continue;
        }
        if let Some(last) = found.last_mut() {
            last.value.end = start;
        }
        let name = key.trim_end();
        found.push(KeyLine {
            key: name.trim_matches(['"', '\'']),
            range: start..start + name.len(),
            value: start + key.len() + 1..range.end,
        });
    }
    for line in &mut found {
        line.value = ctx.trim(line.value.clone());
    }
    found
}

/// Brings the values together with their places.
fn locate<'a>(ctx: &mut Context<'a>, range: &Range<usize>, values: Vec<(String, Raw)>) -> Vec<Entry<'a>> {
    let mut lines = key_lines(ctx, range);
    let mut entries: Vec<Entry<'a>> = Vec::new();
    for (key, raw) in values {
        let (key_range, value_range) = match lines.iter().position(|line| line.key == key) {
            Some(at) => {
                let line = lines.remove(at);
                (line.range, line.value)
            }
            None => (range.clone(), range.clone()),
        };
        let key = Spanned::new(key, ctx.span(key_range));
        if let Some(first) = entries.iter().find(|entry| entry.key == key) {
            let message = format!("duplicate key {}", quoted(&key.value));
            ctx.add(Code::Duplicate, key.span, message)
                .related(first.key.span, "first here");
            continue;
        }
        let span = ctx.span(value_range.clone());
        let value = match raw {
            Raw::Text(text) => Value::Text(place_text(ctx, text, value_range).at(Escapes::Yaml)),
            Raw::List(items) => match place_groups(ctx, items, &value_range) {
                Some(groups) => Value::Groups(groups),
                None => Value::Other("a list"),
            },
            Raw::Other(what) => Value::Other(what),
        };
        entries.push(Entry { key, value, span });
    }
    entries
}

/// Finds out how a text is written: plain, in single or double quotes, or in a way that isn't traced byte by byte.
fn place_text<'a>(ctx: &Context<'a>, value: String, range: Range<usize>) -> Text<'a> {
    let written = ctx.slice(range.clone());
    let inside = range.start + 1;
    let traced = match written.chars().next() {
        Some('\'') => trace(ctx, written, inside, "'", "''"),
        Some('"') => trace(ctx, written, inside, "\"", "\\\""),
        _ if written.starts_with(&value) => return ctx.plain(range.start..range.start + value.len()),
        _ => None,
    };
    traced
        .filter(|text| text.as_str() == value)
        .unwrap_or_else(|| Text::opaque(ctx.id, value, range))
}

/// Follows a quoted text to its end, with the one escape, which means the quote itself.
fn trace<'a>(ctx: &Context<'a>, written: &str, start: usize, quote: &str, escaped: &str) -> Option<Text<'a>> {
    let mut rest = written.get(1..)?;
    let mut text = Text::empty(ctx.id, start);
    loop {
        if let Some(after) = rest.strip_prefix(escaped) {
            text.replace(quote, escaped.len());
            rest = after;
        } else if rest.starts_with(quote) {
            return Some(text);
        } else {
            let mut chars = rest.chars();
            let c = chars.next()?;
            text.push(rest.get(..c.len_utf8())?);
            rest = chars.as_str();
        }
    }
}

/// Takes a list of lists of texts apart, and finds each text in the page.
fn place_groups(ctx: &Context<'_>, items: Vec<Raw>, range: &Range<usize>) -> Option<Vec<Vec<Spanned<String>>>> {
    let written = ctx.slice(range.clone());
    let mut at = 0;
    let mut groups = Vec::new();
    for group in items {
        let Raw::List(names) = group else { return None };
        let mut placed = Vec::new();
        for name in names {
            let Raw::Text(name) = name else { return None };
            let found = written.get(at..).and_then(|rest| rest.find(&name));
            let span = match found {
                Some(offset) if !name.is_empty() => {
                    let start = range.start + at + offset;
                    at += offset + name.len();
                    ctx.span(start..start + name.len())
                }
                _ => ctx.span(range.clone()),
            };
            placed.push(Spanned::new(name, span));
        }
        groups.push(placed);
    }
    Some(groups)
}
