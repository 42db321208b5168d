//! Whether one field takes every value that another one takes.

use std::collections::HashSet;

use octoscribe_generator::analyse;
use octoscribe_generator::ir::{Constraints, Field, Schemas, Type};
use octoscribe_generator::lower::broken_by;
use octoscribe_generator::source::Source;

/// How deep lists and maps are compared before they count as different; schemas may contain themselves.
const MAX_DEPTH: usize = 64;

/// Names something that `narrow` takes (a value, or being left out) and that `wide` rejects; `None` when there is nothing of the kind.
///
/// Nested fields are compared by themselves. Two schemas of different names are taken to be different objects.
pub(crate) fn rejected(wide: &Field, narrow: &Field, schemas: &Schemas<'_>) -> Option<String> {
    if wide.required && !narrow.required {
        return Some("leaving it out".to_owned());
    }
    let check = Check {
        schemas,
        takes_any_member: wide.fields().is_empty(),
    };
    let (wide, narrow) = (&wide.value, &narrow.value);
    check.types(&wide.ty.bare(), &narrow.ty.bare(), 0).or_else(|| {
        let members = check.members(&narrow.ty);
        let mut outside = members
            .iter()
            .map(|member| outside(member.ty, &wide.constraints, &narrow.constraints));
        outside.find_map(|outside| outside)
    })
}

struct Check<'s> {
    schemas: &'s Schemas<'s>,
    /// Whether an object of the wide side lists no fields, so that every object will do.
    takes_any_member: bool,
}

/// A member of a union, with schemas followed.
#[derive(Clone, Copy)]
struct Member<'t> {
    ty: &'t Type,
    /// The schema that it is, if it is one.
    schema: Option<&'t str>,
}

impl Check<'_> {
    fn types(&self, wide: &Type, narrow: &Type, depth: usize) -> Option<String> {
        if wide == narrow {
            return None;
        }
        if depth > MAX_DEPTH {
            return Some(narrow.to_string());
        }
        let wides = self.members(wide);
        let narrows = self.members(narrow);
        let rejected = |member: &Member<'_>| {
            if let Type::Enum(values) = member.ty {
                return value_outside(values, &wides);
            }
            let fits = wides.iter().any(|wide| self.accepts(*wide, *member, depth));
            (!fits).then(|| member.schema.map_or_else(|| member.ty.to_string(), str::to_owned))
        };
        narrows.iter().find_map(rejected)
    }

    fn accepts(&self, wide: Member<'_>, narrow: Member<'_>, depth: usize) -> bool {
        match (wide.ty, narrow.ty) {
            (Type::Any | Type::Open, _)
            | (Type::String, Type::Uri | Type::Date | Type::DateTime | Type::Base64)
            | (Type::Number, Type::Integer) => true,
            (Type::Object(_), Type::Object(_)) => {
                wide.schema == narrow.schema || wide.schema.is_none() && self.takes_any_member
            }
            (Type::Object(_), Type::Map(_)) => wide.schema.is_none() && self.takes_any_member,
            (Type::List(wide), Type::List(narrow)) | (Type::Map(wide), Type::Map(narrow)) => {
                self.types(&wide.ty, &narrow.ty, depth + 1).is_none()
            }
            (wide, narrow) => wide == narrow,
        }
    }

    /// What a type comes down to. Objects keep the name of their schema.
    fn members<'t>(&'t self, ty: &'t Type) -> Vec<Member<'t>> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut waiting = vec![Member { ty, schema: None }];
        while let Some(member) = waiting.pop() {
            match member.ty {
                Type::Union(variants) => waiting.extend(variants.iter().map(|ty| Member { ty, ..member })),
                Type::Ref(name) => {
                    if let Some(ty) = self.schemas.get(name).filter(|_| seen.insert(name)) {
                        waiting.push(Member { ty, schema: Some(name) });
                    }
                }
                _ => found.push(member),
            }
        }
        found
    }
}

/// The first value that no text of the wide side is.
fn value_outside(values: &[String], wides: &[Member<'_>]) -> Option<String> {
    let takes = |value: &String| {
        wides.iter().any(|wide| match wide.ty {
            Type::Enum(known) => known.contains(value),
            Type::String | Type::Any | Type::Open => true,
            _ => false,
        })
    };
    values
        .iter()
        .find(|value| !takes(value))
        .map(|value| format!("\"{value}\""))
}

/// A value of a type that the narrow constraints allow and the wide ones don't.
fn outside(ty: &Type, wide: &Constraints, narrow: &Constraints) -> Option<String> {
    let text = |value: &String| serde_json::Value::String(value.clone());
    match ty {
        Type::Enum(values) => values
            .iter()
            .find_map(|value| broken_by(&text(value), wide).map(|_| format!("\"{value}\""))),
        Type::Null | Type::Boolean | Type::Date | Type::DateTime | Type::Binary => None,
        _ => {
            let (low, high) = (
                wide.min.filter(|min| narrow.min.is_none_or(|other| other < *min)),
                wide.max.filter(|max| narrow.max.is_none_or(|other| other > *max)),
            );
            low.map(|min| format!("less than {min}"))
                .or_else(|| high.map(|max| format!("more than {max}")))
                .or_else(|| {
                    let pattern = wide
                        .pattern
                        .as_ref()
                        .filter(|pattern| narrow.pattern.as_ref() != Some(pattern))?;
                    let is_text = matches!(ty, Type::String | Type::Uri | Type::Any | Type::Open);
                    is_text.then(|| format!("texts other than /{pattern}/"))
                })
        }
    }
}

/// Compares two parameters, written as cells: required, type, constraints.
fn check(wide: &str, narrow: &str) -> String {
    let page = |method: &str, cells: &str| {
        let cells: Vec<&str> = cells.split(',').map(str::trim).collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or("").replace('|', "\\|");
        Source {
            path: format!("spec/endpoints/zoo/{method}.md"),
            text: format!(
                "---\nname: Act\nexample: octokit.rest.zoo.{method}()\nroute: POST /{method}\nscope: zoo\ntype: API method\n---\n\n\
                 # Act\n\n## Parameters\n\n| name | required | type | constraints | description |\n|---|---|---|---|---|\n\
                 | it | {} | {} | {} | |\n| other | no | string | | |\n",
                cell(0),
                cell(1),
                cell(2)
            )
            .into(),
        }
    };
    let schema = |name: &str, is: &str| Source {
        path: format!("spec/schemas/{name}.md"),
        text: format!("---\nname: {name}\ntype: Schema\nis: '{is}'\n---\n\n# {name}\n").into(),
    };
    let api = analyse(vec![
        page("wide", wide),
        page("narrow", narrow),
        schema("State", "\"open\" | \"closed\""),
        schema("Frog", "object"),
        schema("Toad", "object"),
    ])
    .api;
    let [narrow, wide] = &api.endpoints[..] else {
        panic!("{api:?}");
    };
    let schemas = Schemas::of(&api);
    rejected(&wide.parameters[0].field, &narrow.parameters[0].field, &schemas).unwrap_or_else(|| "-".to_owned())
}

#[test]
fn types() {
    assert_eq!(check("no, string", "no, uri"), "-");
    assert_eq!(check("no, uri", "no, string"), "string");
    assert_eq!(check("no, string", "no, \"a\" | \"b\""), "-");
    assert_eq!(check("no, \"a\"", "no, \"a\" | \"b\""), "\"b\"");
    assert_eq!(check("no, State", "no, \"open\""), "-");
    assert_eq!(check("no, \"open\"", "no, State"), "\"closed\"");
    assert_eq!(check("no, string", "no, string | null"), "null");
    assert_eq!(check("no, integer | string", "no, integer"), "-");
    assert_eq!(check("no, integer", "no, number"), "number");
    assert_eq!(check("no, string[]", "no, State[]"), "-");
    assert_eq!(
        check("no, integer[]", "no, (integer | string)[]"),
        "(integer | string)[]"
    );
    assert_eq!(check("no, any", "no, Frog"), "-");
    assert_eq!(check("no, object", "no, Frog"), "-");
    assert_eq!(check("no, object", "no, map(string)"), "-");
    assert_eq!(check("no, Frog", "no, Frog"), "-");
    assert_eq!(check("no, Frog", "no, Toad"), "Toad");
    assert_eq!(check("no, Frog", "no, object"), "object");
}

#[test]
fn requiredness() {
    assert_eq!(check("yes, string", "no, string"), "leaving it out");
    assert_eq!(check("no, string", "yes, string"), "-");
}

#[test]
fn constraints() {
    assert_eq!(check("no, integer, 1..=100", "no, integer, 1..=50"), "-");
    assert_eq!(check("no, integer, 1..=100", "no, integer, ..=50"), "less than 1");
    assert_eq!(check("no, integer, 1..=100", "no, integer"), "less than 1");
    assert_eq!(check("no, string, ..=3", "no, string, ..=5"), "more than 3");
    assert_eq!(check("no, string, ..=3", "no, \"a\" | \"four\""), "\"four\"");
    assert_eq!(check("no, string, /^a/", "no, string, /^a/"), "-");
    assert_eq!(check("no, string, /^a/", "no, string"), "texts other than /^a/");
    assert_eq!(check("no, string | null, ..=3", "no, null"), "-");
}
