//! Sample values for parameters: what the documentation shows, and what the tests of the emitted client send.

mod pattern;

use crate::ir::{Api, Constraints, Field, Object, Type, Value};

/// A value of a parameter's type.
#[derive(Clone, Debug, PartialEq)]
pub enum Sample {
    /// A string, a URI, the value of an enum, or a JSON value of any kind.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any number.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// 2024-01-31.
    Date,
    /// 2024-01-31T12:00:00Z.
    DateTime,
    /// These bytes, in Base64.
    Base64(String),
    /// Raw bytes.
    Bytes(String),
    /// Items.
    List(Vec<Sample>),
    /// Keys and values.
    Map(Vec<(String, Sample)>),
    /// Fields by name, the required ones first.
    Object(Vec<(String, Sample)>),
    /// The variant of a union, counted without null.
    Variant(usize, Box<Sample>),
    /// A JSON object of any kind, with one member.
    AnyObject(String),
    /// Null: the type has no other value.
    Null,
}

/// The day that every sample date names.
pub const DATE: &str = "2024-01-31";
/// The point in time that every sample names.
pub const DATE_TIME: &str = "2024-01-31T12:00:00Z";
/// What every sample in Base64 is.
pub const BASE64: &str = "SGVsbG8=";

/// What samples are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be read: only what is required.
    Documentation,
    /// To be sent by tests: everything, with characters that must be encoded.
    Test,
}

/// A value for a parameter or field of this API.
#[must_use]
pub fn sample<'s>(field: &'s Field, api: &'s Api, purpose: Purpose) -> Sample {
    let mut maker = Maker {
        api,
        purpose,
        depth: 0,
        around: Vec::new(),
        values_left: MAX_VALUES,
    };
    maker.value(&field.value, &field.name)
}

/// Below this depth optional fields are left out and lists are empty.
const MAX_DEPTH: usize = 8;

/// The most items of a list, whatever the page demands.
pub const MOST_ITEMS: i64 = 200;

/// The most characters of a string.
pub const MOST_CHARACTERS: i64 = 10_000;

/// No value is deeper, whatever types require.
const DEEPEST: usize = 64;

/// The most values that a sample is made of; beyond that, a page asks for more than anybody would read.
const MAX_VALUES: usize = 10_000;

/// Makes one sample.
struct Maker<'s> {
    api: &'s Api,
    purpose: Purpose,
    depth: usize,
    /// The schemas around the value.
    around: Vec<&'s str>,
    values_left: usize,
}

impl<'s> Maker<'s> {
    /// How many items to show: one, or the least number allowed; none deep down.
    fn count(&self, constraints: &Constraints) -> usize {
        let least = constraints.min.unwrap_or(0).clamp(0, MOST_ITEMS);
        let shown = if self.is_sparse() { least } else { least.max(1) };
        usize::try_from(constraints.max.map_or(shown, |max| shown.min(max.max(0)))).unwrap_or(1)
    }

    /// Whether only what has to be there is put in: deep down, and inside of types that repeat themselves.
    fn is_sparse(&self) -> bool {
        let repeats = |(last, around): (&&str, &[&str])| around.contains(last);
        self.depth > MAX_DEPTH || self.around.split_last().is_some_and(repeats)
    }

    fn value(&mut self, value: &'s Value, name: &str) -> Sample {
        self.of_type(&value.ty, name, &value.constraints)
    }

    /// A value one step further in.
    fn deeper(&mut self, value: &'s Value, name: &str) -> Sample {
        self.depth += 1;
        let value = self.value(value, name);
        self.depth -= 1;
        value
    }

    fn of_type(&mut self, ty: &'s Type, name: &str, constraints: &Constraints) -> Sample {
        let values_left = self.values_left.checked_sub(1);
        let Some(values_left) = values_left.filter(|_| self.depth <= DEEPEST) else {
            return Sample::Null;
        };
        self.values_left = values_left;
        match ty {
            Type::String | Type::Secret | Type::Open => Sample::Text(string(name, self.purpose, constraints)),
            Type::Uri => Sample::Text(fitting("https://example.com/".to_owned(), constraints)),
            Type::Integer => Sample::Integer(integer(constraints)),
            #[allow(clippy::cast_precision_loss, reason = "the bounds of numbers are small")]
            Type::Number => Sample::Number(constraints.min.or(constraints.max).map_or(0.5, |bound| bound as f64)),
            Type::Boolean => Sample::Boolean(true),
            Type::Date => Sample::Date,
            Type::DateTime => Sample::DateTime,
            Type::Base64 => Sample::Base64("Hello".to_owned()),
            Type::Binary => Sample::Bytes("Hello".to_owned()),
            Type::Any => Sample::Text(name.to_owned()),
            Type::Null => Sample::Null,
            Type::Enum(values) => Sample::Text(values.first().cloned().unwrap_or_default()),
            Type::Object(object) if object.fields.is_empty() => Sample::AnyObject(name.to_owned()),
            Type::Object(object) => self.object(object),
            Type::List(items) => {
                let count = self.count(constraints);
                if count == 0 {
                    return Sample::List(Vec::new());
                }
                let item = self.deeper(items, &crate::rust_model::names::singular(name));
                Sample::List(vec![item; count])
            }
            Type::Map(values) => {
                let count = self.count(constraints);
                if count == 0 {
                    return Sample::Map(Vec::new());
                }
                let value = self.deeper(values, name);
                Sample::Map((0..count).map(|n| (key(n), value.clone())).collect())
            }
            Type::Union(variants) => self.union(variants, name, constraints),
            Type::Ref(schema) => {
                let Some(known) = self.api.schema(schema) else {
                    return Sample::Text(name.to_owned());
                };
                self.around.push(schema);
                self.depth += 1;
                let value = self.of_type(&known.value.ty, name, constraints);
                self.depth -= 1;
                self.around.pop();
                value
            }
        }
    }

    fn object(&mut self, object: &'s Object) -> Sample {
        let all = self.purpose == Purpose::Test && !self.is_sparse();
        let (required, optional): (Vec<&Field>, Vec<&Field>) = object.fields.iter().partition(|field| field.required);
        let optional = optional.into_iter().filter(|_| all);
        let fields = required.into_iter().chain(optional);
        Sample::Object(
            fields
                .map(|field| (field.name.clone(), self.deeper(&field.value, &field.name)))
                .collect(),
        )
    }

    fn union(&mut self, variants: &'s [Type], name: &str, constraints: &Constraints) -> Sample {
        let is_sparse = self.is_sparse();
        let present: Vec<&'s Type> = variants.iter().filter(|variant| **variant != Type::Null).collect();
        match present.as_slice() {
            [] => Sample::Null,
            [_] if present.len() < variants.len() && is_sparse => Sample::Null,
            [single] => self.of_type(single, name, constraints),
            [first, ..] => {
                // A variant that ends the repetition, if there is one.
                let ends = |(_, variant): &(usize, &&Type)| !is_sparse || !matches!(variant, Type::Ref(_));
                let (place, variant) = present.iter().enumerate().find(ends).unwrap_or((0, first));
                Sample::Variant(place, Box::new(self.of_type(variant, name, constraints)))
            }
        }
    }
}

fn string(name: &str, purpose: Purpose, constraints: &Constraints) -> String {
    let plain = match purpose {
        Purpose::Documentation => familiar(name).to_owned(),
        Purpose::Test => format!("{name} ä/1"),
    };
    fitting(plain, constraints)
}

/// Names and values that readers of GitHub's docs know.
fn familiar(name: &str) -> &str {
    match name {
        "owner" | "username" | "user" | "login" | "org" | "account" | "account_id" | "assignee" => "octocat",
        "repo" | "repository" | "template_repo" => "hello-world",
        "branch" | "base" => "main",
        "ref" => "heads/main",
        "sha" | "commit_sha" | "head_sha" | "tree_sha" | "file_sha" | "tag_sha" => {
            "6dcb09b5b57875f334f61aebed695e2e4193db5e"
        }
        "team_slug" | "enterprise-team" => "justice-league",
        "path" => "README.md",
        "url" => "https://example.com/",
        "email" => "octocat@example.com",
        other => other,
    }
}

fn key(n: usize) -> String {
    if n == 0 { "key".to_owned() } else { format!("key{n}") }
}

fn integer(constraints: &Constraints) -> i64 {
    let wanted = 42_i64;
    let low = constraints.min.map_or(wanted, |min| wanted.max(min));
    constraints.max.map_or(low, |max| low.min(max))
}

/// The text, or another one where the constraints don't allow it.
fn fitting(plain: String, constraints: &Constraints) -> String {
    text_for(&plain, constraints).unwrap_or(plain)
}

/// Whether there is a sample for a string with these constraints.
#[must_use]
pub fn has_text(constraints: &Constraints) -> bool {
    text_for("", constraints).is_some()
}

/// What is tried before and after a match, for patterns that look around.
const AROUND: [&str; 4] = ["", "a", " ", "-"];

/// The text as far as it fits, or one that is made after the pattern.
fn text_for(plain: &str, constraints: &Constraints) -> Option<String> {
    let matches = match &constraints.pattern {
        Some(pattern) => Some(regex_lite::Regex::new(pattern).ok()?),
        None => None,
    };
    let fits =
        |text: &String| length_fits(text, constraints) && matches.as_ref().is_none_or(|regex| regex.is_match(text));
    let plain = resized(plain, constraints);
    if fits(&plain) {
        return Some(plain);
    }
    let pattern = constraints.pattern.as_deref()?;
    let least = usize::try_from(constraints.min.unwrap_or(0)).unwrap_or(0);
    for way in pattern::Way::all() {
        let shortest = pattern::matching(pattern, way, 0)?;
        let missing = least.saturating_sub(shortest.chars().count());
        let longer = pattern::matching(pattern, way, missing);
        let texts = [Some(resized(&shortest, constraints)), longer, Some(shortest)];
        for text in texts.iter().flatten() {
            let around = AROUND
                .iter()
                .flat_map(|before| AROUND.map(|after| format!("{before}{text}{after}")));
            if let Some(found) = around.into_iter().find(fits) {
                return Some(found);
            }
        }
    }
    None
}

fn length_fits(text: &str, constraints: &Constraints) -> bool {
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    constraints.min.is_none_or(|min| length >= min) && constraints.max.is_none_or(|max| length <= max)
}

/// The text cut or repeated so that its length fits.
fn resized(text: &str, constraints: &Constraints) -> String {
    let bound = |bound: i64| usize::try_from(bound.clamp(0, MOST_CHARACTERS)).unwrap_or(0);
    let length = text.chars().count();
    let wanted = length
        .max(constraints.min.map_or(0, bound))
        .min(constraints.max.map_or(usize::MAX, bound));
    let source = if text.is_empty() { "a" } else { text };
    source.chars().cycle().take(wanted).collect()
}
