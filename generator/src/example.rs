//! Example values for parameters: what the documentation shows, and what the tests of the emitted client send.

use crate::ir::{Api, Constraints, Endpoint, Field, GroupKind, Object, Parameter, Type, Value};

/// A value of a parameter's type.
#[derive(Clone, Debug, PartialEq)]
pub enum Example {
    /// A text or URI.
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
    /// Raw bytes.
    Bytes(String),
    /// The value of an enum.
    Keyword(String),
    /// Items.
    List(Vec<Example>),
    /// Keys and values.
    Map(Vec<(String, Example)>),
    /// Fields by name, the required ones first.
    Object(Vec<(String, Example)>),
    /// The variant of a union, counted without null.
    Variant(usize, Box<Example>),
    /// A JSON value of any kind: this text.
    Any(String),
    /// A JSON object of any kind, with one member.
    AnyObject(String),
    /// Null: the type has no other value.
    Null,
}

/// The day that every example date names.
pub const DATE: &str = "2024-01-31";
/// The point in time that every example names.
pub const DATE_TIME: &str = "2024-01-31T12:00:00Z";

/// What examples are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be read: only what is required.
    Documentation,
    /// To be sent by tests: everything, with characters that must be encoded.
    Test,
}

/// Makes example values; knows the schema pages that types refer to.
#[derive(Debug)]
pub struct Examples<'a> {
    api: &'a Api,
    purpose: Purpose,
}

/// Below this depth optional fields are left out and lists are empty.
const MAX_DEPTH: usize = 8;

/// No value is deeper, whatever types require.
const DEEPEST: usize = 64;

/// The most values that an example is made of; beyond that, a page asks for more than anybody would read.
const MAX_VALUES: usize = 10_000;

/// How far an example has come.
struct Progress<'p> {
    depth: usize,
    /// The schemas around the value.
    around: Vec<&'p str>,
    values_left: usize,
}

impl Progress<'_> {
    /// Whether only what has to be there is put in: deep down, and inside of types that repeat themselves.
    fn is_sparse(&self) -> bool {
        self.depth > MAX_DEPTH
            || self
                .around
                .split_last()
                .is_some_and(|(last, around)| around.contains(last))
    }
}

impl<'a> Examples<'a> {
    /// Examples for one purpose.
    #[must_use]
    pub fn new(api: &'a Api, purpose: Purpose) -> Self {
        Self { api, purpose }
    }

    /// A value for a parameter or field.
    #[must_use]
    pub fn field(&self, field: &Field) -> Example {
        let mut progress = Progress {
            depth: 0,
            around: Vec::new(),
            values_left: MAX_VALUES,
        };
        self.value(&field.value, &field.name, &mut progress)
    }

    fn value<'s>(&'s self, value: &'s Value, name: &str, progress: &mut Progress<'s>) -> Example {
        self.of_type(&value.ty, name, &value.constraints, progress)
    }

    /// A value one step further in.
    fn deeper<'s>(&'s self, value: &'s Value, name: &str, progress: &mut Progress<'s>) -> Example {
        progress.depth += 1;
        let value = self.value(value, name, progress);
        progress.depth -= 1;
        value
    }

    fn of_type<'s>(
        &'s self,
        ty: &'s Type,
        name: &str,
        constraints: &Constraints,
        progress: &mut Progress<'s>,
    ) -> Example {
        let Some(values_left) = progress.values_left.checked_sub(1) else {
            return Example::Null;
        };
        if progress.depth > DEEPEST {
            return Example::Null;
        }
        progress.values_left = values_left;
        match ty {
            Type::String | Type::Open => Example::Text(self.text(name, constraints)),
            Type::Uri => Example::Text("https://example.com/".to_owned()),
            Type::Integer => Example::Integer(integer(constraints)),
            #[allow(clippy::cast_precision_loss, reason = "the bounds of numbers are small")]
            Type::Number => Example::Number(constraints.min.or(constraints.max).map_or(0.5, |bound| bound as f64)),
            Type::Boolean => Example::Boolean(true),
            Type::Date => Example::Date,
            Type::DateTime => Example::DateTime,
            Type::Binary => Example::Bytes("Hello".to_owned()),
            Type::Any => Example::Any(name.to_owned()),
            Type::Null => Example::Null,
            Type::Enum(values) => Example::Keyword(values.first().cloned().unwrap_or_default()),
            Type::Object(object) if object.fields.is_empty() => Example::AnyObject(name.to_owned()),
            Type::Object(object) => self.object(object, progress),
            Type::List(items) => {
                let count = if progress.is_sparse() { 0 } else { count(constraints) };
                let singular = crate::rust_model::names::singular(name);
                let item = self.deeper(items, &singular, progress);
                Example::List(vec![item; count])
            }
            Type::Map(values) => {
                let value = self.deeper(values, name, progress);
                Example::Map((0..count(constraints)).map(|n| (key(n), value.clone())).collect())
            }
            Type::Union(variants) => self.union(variants, name, constraints, progress),
            Type::Ref(schema) => self.reference(schema, name, constraints, progress),
        }
    }

    fn object<'s>(&'s self, object: &'s Object, progress: &mut Progress<'s>) -> Example {
        let all = self.purpose == Purpose::Test && !progress.is_sparse();
        let wanted = |required: bool| {
            let fields = object.fields.iter();
            fields.filter(move |field| field.required == required && (required || all))
        };
        progress.depth += 1;
        let mut example = |field: &'s Field| (field.name.clone(), self.value(&field.value, &field.name, progress));
        let object = Example::Object(wanted(true).chain(wanted(false)).map(&mut example).collect());
        progress.depth -= 1;
        object
    }

    fn union<'s>(
        &'s self,
        variants: &'s [Type],
        name: &str,
        constraints: &Constraints,
        progress: &mut Progress<'s>,
    ) -> Example {
        let present: Vec<&Type> = variants.iter().filter(|variant| **variant != Type::Null).collect();
        let is_nullable = present.len() < variants.len();
        let is_sparse = progress.is_sparse();
        match present.as_slice() {
            [] => Example::Null,
            [_] if is_nullable && is_sparse => Example::Null,
            [single] => self.of_type(single, name, constraints, progress),
            several => {
                // A variant that ends the repetition, if there is one.
                let ends = |variant: &&Type| !is_sparse || !matches!(variant, Type::Ref(_));
                let chosen = several.iter().position(ends).unwrap_or(0);
                let value = several
                    .get(chosen)
                    .map(|variant| self.of_type(variant, name, constraints, progress));
                Example::Variant(chosen, Box::new(value.unwrap_or(Example::Null)))
            }
        }
    }

    fn reference<'s>(
        &'s self,
        schema: &'s str,
        name: &str,
        constraints: &Constraints,
        progress: &mut Progress<'s>,
    ) -> Example {
        let Some(known) = self.api.schema(schema) else {
            return Example::Any(name.to_owned());
        };
        progress.around.push(schema);
        progress.depth += 1;
        let value = self.of_type(&known.value.ty, name, constraints, progress);
        progress.depth -= 1;
        progress.around.pop();
        value
    }

    fn text(&self, name: &str, constraints: &Constraints) -> String {
        let plain = match self.purpose {
            Purpose::Documentation => familiar(name).to_owned(),
            Purpose::Test => format!("{name} ä/1"),
        };
        fitting(plain, constraints)
    }
}

/// The parameters that can be given together: all but those of the alternatives that a `one-of` excludes once its first is chosen.
#[must_use]
pub fn compatible(endpoint: &Endpoint) -> Vec<&Parameter> {
    let is_excluded = |parameter: &Parameter| {
        let exclusive = endpoint.groups.iter().filter(|rule| rule.kind == GroupKind::ExactlyOne);
        exclusive.into_iter().any(|rule| {
            let mut groups = rule.groups.iter();
            let in_first = groups.next().is_some_and(|first| first.contains(&parameter.field.name));
            !in_first && groups.any(|group| group.contains(&parameter.field.name))
        })
    };
    endpoint
        .parameters
        .iter()
        .filter(|parameter| !is_excluded(parameter))
        .collect()
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

/// How many items to show: one, or the least number allowed; never more than a few hundred, whatever the page demands.
fn count(constraints: &Constraints) -> usize {
    let least = constraints
        .min
        .unwrap_or(1)
        .max(1)
        .min(constraints.max.unwrap_or(1).max(1));
    usize::try_from(least.min(200)).unwrap_or(1)
}

/// The text, or another one where the constraints don't allow it.
fn fitting(plain: String, constraints: &Constraints) -> String {
    if constraints.is_empty() {
        return plain;
    }
    let pattern = constraints.pattern.as_deref();
    let from_pattern = pattern.and_then(crate::pattern_example::matching);
    let matches = pattern.and_then(|pattern| regex_lite::Regex::new(pattern).ok());
    let candidates = [
        Some(resized(&plain, constraints)),
        from_pattern.clone(),
        from_pattern.map(|text| resized(&text, constraints)),
    ];
    candidates
        .into_iter()
        .flatten()
        .find(|text| length_fits(text, constraints) && matches.as_ref().is_none_or(|regex| regex.is_match(text)))
        .unwrap_or(plain)
}

fn length_fits(text: &str, constraints: &Constraints) -> bool {
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    constraints.min.is_none_or(|min| length >= min) && constraints.max.is_none_or(|max| length <= max)
}

/// The text cut or repeated so that its length fits; at most 100,000 characters.
fn resized(text: &str, constraints: &Constraints) -> String {
    let bound = |bound: i64| usize::try_from(bound.clamp(0, 100_000)).unwrap_or(0);
    let length = text.chars().count();
    let wanted = length
        .max(constraints.min.map_or(0, bound))
        .min(constraints.max.map_or(usize::MAX, bound));
    let source = if text.is_empty() { "a" } else { text };
    source.chars().cycle().take(wanted).collect()
}
