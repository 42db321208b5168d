//! Example values for parameters: what the documentation shows, and what the tests of the emitted client send.

use std::collections::BTreeMap;

use crate::ir::{Api, Constraints, Endpoint, GroupKind, Parameter, Schema, Type};

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
/// The moment that every example time names.
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
    schemas: BTreeMap<&'a str, &'a Schema>,
    purpose: Purpose,
}

/// Types can refer to themselves; below this depth optional fields are left out and lists are empty.
const MAX_DEPTH: usize = 8;

impl<'a> Examples<'a> {
    /// Examples for one purpose.
    #[must_use]
    pub fn new(api: &'a Api, purpose: Purpose) -> Self {
        Self {
            schemas: api
                .schemas
                .iter()
                .map(|schema| (schema.name.as_str(), schema))
                .collect(),
            purpose,
        }
    }

    /// A value for a parameter or field.
    #[must_use]
    pub fn parameter(&self, parameter: &Parameter) -> Example {
        self.member(parameter, 0)
    }

    fn member(&self, parameter: &Parameter, depth: usize) -> Example {
        let of = Of {
            name: &parameter.name,
            constraints: &parameter.constraints,
            fields: &parameter.fields,
            elements: &parameter.elements,
        };
        self.value(&parameter.ty, &of, depth)
    }

    fn value(&self, ty: &Type, of: &Of<'_>, depth: usize) -> Example {
        match ty {
            Type::String | Type::Open => Example::Text(self.text(of.name, of.constraints)),
            Type::Uri => Example::Text("https://example.com/".to_owned()),
            Type::Integer => Example::Integer(integer(of.constraints)),
            #[allow(clippy::cast_precision_loss, reason = "the bounds of numbers are small")]
            Type::Number => Example::Number(
                of.constraints
                    .min
                    .or(of.constraints.max)
                    .map_or(0.5, |bound| bound as f64),
            ),
            Type::Boolean => Example::Boolean(true),
            Type::Date => Example::Date,
            Type::DateTime => Example::DateTime,
            Type::Binary => Example::Bytes("Hello".to_owned()),
            Type::Any => Example::Any(of.name.to_owned()),
            Type::Null => Example::Null,
            Type::Enum(values) => Example::Keyword(values.first().cloned().unwrap_or_default()),
            Type::Object if of.fields.is_empty() => Example::AnyObject(of.name.to_owned()),
            Type::Object => self.object(of.fields, depth),
            Type::List(items) => {
                let count = if depth > MAX_DEPTH { 0 } else { count(of.constraints) };
                let singular = crate::names::singular(of.name);
                let item = self.value(items, &of.inside(&singular), depth + 1);
                Example::List(vec![item; count])
            }
            Type::Map(values) => {
                let value = self.value(values, &of.inside(of.name), depth + 1);
                Example::Map((0..count(of.constraints)).map(|n| (key(n), value.clone())).collect())
            }
            Type::Union(_) => self.union(ty, of, depth),
            Type::Ref(schema) => match self.schemas.get(schema.as_str()) {
                Some(schema) if depth <= MAX_DEPTH => self.value(
                    &schema.ty,
                    &Of {
                        fields: &schema.fields,
                        ..*of
                    },
                    depth + 1,
                ),
                _ => Example::Any(of.name.to_owned()),
            },
        }
    }

    fn object(&self, fields: &[Parameter], depth: usize) -> Example {
        let all = self.purpose == Purpose::Test && depth <= MAX_DEPTH;
        let wanted = |required: bool| {
            fields
                .iter()
                .filter(move |field| field.required == required && (required || all))
        };
        let example = |field: &Parameter| (field.name.clone(), self.member(field, depth + 1));
        Example::Object(wanted(true).chain(wanted(false)).map(example).collect())
    }

    fn union(&self, ty: &Type, of: &Of<'_>, depth: usize) -> Example {
        match ty.without_null() {
            None => Example::Null,
            Some(Type::Union(variants)) => match variants.first() {
                Some(first) => Example::Variant(0, Box::new(self.value(first, of, depth))),
                None => Example::Null,
            },
            Some(single) => self.value(&single, of, depth),
        }
    }

    fn text(&self, name: &str, constraints: &Constraints) -> String {
        let plain = match self.purpose {
            Purpose::Documentation => familiar(name).to_owned(),
            Purpose::Test => format!("{name} ä/1"),
        };
        fitting(plain, constraints)
    }
}

/// The parameter that a value is for, as far as the value depends on it.
#[derive(Clone, Copy)]
struct Of<'p> {
    name: &'p str,
    constraints: &'p Constraints,
    fields: &'p [Parameter],
    elements: &'p [Parameter],
}

impl<'p> Of<'p> {
    /// The same for what is inside a list or map.
    fn inside(&self, name: &'p str) -> Self {
        const FREE: &Constraints = &Constraints {
            min: None,
            max: None,
            pattern: None,
        };
        let (constraints, elements) = match self.elements.split_first() {
            Some((first, rest)) => (&first.constraints, rest),
            None => (FREE, self.elements),
        };
        Self {
            name,
            constraints,
            fields: self.fields,
            elements,
        }
    }
}

/// The parameters that can be given together: all but those of the alternatives that a `one-of` excludes once its first is chosen.
#[must_use]
pub fn compatible(endpoint: &Endpoint) -> Vec<&Parameter> {
    let is_excluded = |parameter: &Parameter| {
        let exclusive = endpoint.groups.iter().filter(|rule| rule.kind == GroupKind::ExactlyOne);
        exclusive.into_iter().any(|rule| {
            let mut groups = rule.groups.iter();
            let in_first = groups.next().is_some_and(|first| first.contains(&parameter.name));
            !in_first && groups.any(|group| group.contains(&parameter.name))
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
