//! Defaults: the value that a default cell means, given the type.

use regex_lite::Regex;
use serde_json::Value;

use super::constraints;
use super::report::Report;
use crate::diagnostic::{Code, Help};
use crate::ir::{Constraints, Schemas, Type};
use crate::source::Spanned;
use crate::suggest::short;

/// The value that a default means; `None` when the type has no such value.
///
/// Texts are written without quotes (`desc`), everything else as JSON (`30`, `true`, `["push"]`). Where a type could take both, a
/// value of its enumeration comes first, then JSON, then text: `30` is a number for `string | integer`.
#[must_use]
pub fn typed_default(text: &str, ty: &Type, schemas: &Schemas<'_>) -> Option<Value> {
    let variants = schemas.variants(ty);
    let as_text = || Some(Value::String(text.to_owned()));
    if variants
        .iter()
        .any(|ty| matches!(ty, Type::Enum(values) if values.iter().any(|value| value == text)))
    {
        return as_text();
    }
    if let Ok(value) = serde_json::from_str::<Value>(text)
        && !value.is_string()
        && variants.iter().any(|ty| accepts(ty, &value, schemas))
    {
        return Some(value);
    }
    let takes_text = |ty: &&Type| match ty {
        Type::Enum(_) => false,
        other => accepts(other, &Value::String(text.to_owned()), schemas),
    };
    if variants.iter().any(takes_text) {
        as_text()
    } else {
        None
    }
}

/// Whether a JSON value is one of a type's values. The depth is bounded by that of the value, not by that of the schemas.
fn accepts(ty: &Type, value: &Value, schemas: &Schemas<'_>) -> bool {
    match ty {
        Type::String | Type::Uri => value.is_string(),
        Type::Integer => value.is_i64() || value.is_u64(),
        Type::Number => value.is_number(),
        Type::Boolean => value.is_boolean(),
        Type::Date => value.as_str().is_some_and(|text| matches(text, DATE)),
        Type::DateTime => value.as_str().is_some_and(|text| matches(text, DATE_TIME)),
        Type::Object(_) => value.is_object(),
        Type::Any | Type::Open => true,
        Type::Null => value.is_null(),
        Type::Base64 | Type::Secret | Type::Binary => false,
        Type::Enum(values) => value
            .as_str()
            .is_some_and(|text| values.iter().any(|value| value == text)),
        Type::List(items) => value
            .as_array()
            .is_some_and(|values| values.iter().all(|value| accepts(&items.ty, value, schemas))),
        Type::Map(values) => value
            .as_object()
            .is_some_and(|entries| entries.values().all(|value| accepts(&values.ty, value, schemas))),
        Type::Union(_) | Type::Ref(_) => schemas.variants(ty).iter().any(|ty| accepts(ty, value, schemas)),
    }
}

const DATE: &str = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$";
const DATE_TIME: &str = r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt ]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$";

fn matches(text: &str, pattern: &str) -> bool {
    Regex::new(pattern).is_ok_and(|regex| regex.is_match(text))
}

/// Reports a default that is not a value of its type, or that breaks the constraints beside it.
pub(super) fn check(
    default: &Spanned<String>,
    ty: &Type,
    constraints: &Constraints,
    schemas: &Schemas<'_>,
    report: &mut Report<'_>,
) {
    let text = default.value.as_str();
    let shown = short(text);
    let variants = schemas.variants(ty);
    if variants.is_empty() {
        // The type is an unknown schema, which has been reported.
        return;
    }
    let Some(value) = typed_default(text, ty, schemas) else {
        let members = variants.iter().flat_map(|ty| match ty {
            Type::Enum(members) => members.as_slice(),
            _ => &[],
        });
        let unquoted = text.trim_matches(['"', '\'']);
        let members: Vec<&str> = members.map(String::as_str).collect();
        let exact = members
            .iter()
            .find(|member| member.eq_ignore_ascii_case(unquoted))
            .copied();
        let nearest = exact.or_else(|| report.nearest(text, members.iter().copied()));
        let message = format!("the default `{shown}` is not a value of the type");
        let found = report.add(Code::DefaultOutsideType, default.span, message);
        found.label(format!("the type is `{}`", short(&ty.to_string())));
        if let Some(name) = nearest {
            found.help(Help::did_you_mean(name));
        }
        return;
    };
    let is_text = value.as_str() == Some(text);
    let unquoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    if let Some(unquoted) = unquoted.filter(|_| is_text) {
        let message = format!("the default is `{shown}`, quotes included");
        let found = report.add(Code::SuspectValue, default.span, message);
        found.help(Help::write(unquoted));
    } else if is_text && ["null", "-", "n/a", "undefined", "nil"].contains(&text.to_lowercase().as_str()) {
        let message = format!("the default is the string `{shown}`");
        let found = report.add(Code::SuspectValue, default.span, message);
        found.help("leave the cell empty where there is no default");
        found.edit(default.span, "");
    }
    if let Some(reason) = constraints::broken_by(&value, constraints) {
        let message = format!("the default `{shown}` breaks the constraints: {reason}");
        report.add(Code::DefaultOutsideConstraints, default.span, message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_the_value_that_its_type_makes_of_it() {
        let direction = Type::Enum(vec!["asc".to_owned(), "desc".to_owned()]);
        let named = [
            ("Direction", direction.clone()),
            ("Again", Type::Ref("Again".to_owned())),
        ];
        let schemas: Schemas<'_> = named.iter().map(|(name, ty)| (*name, ty)).collect();
        let cases = [
            ("30", Type::Integer, Some("30")),
            ("thirty", Type::Integer, None),
            ("1.5", Type::Integer, None),
            ("1.5", Type::Number, Some("1.5")),
            ("true", Type::Boolean, Some("true")),
            ("yes", Type::Boolean, None),
            ("true", Type::Enum(vec!["true".to_owned()]), Some(r#""true""#)),
            ("30", Type::String, Some(r#""30""#)),
            ("null", Type::Union(vec![Type::Integer, Type::Null]), Some("null")),
            ("desc", Type::Ref("Direction".to_owned()), Some(r#""desc""#)),
            ("down", Type::Ref("Direction".to_owned()), None),
            ("down", Type::Ref("Again".to_owned()), None),
            (
                r#"["asc"]"#,
                Type::Ref("Direction".to_owned()).list(),
                Some(r#"["asc"]"#),
            ),
            (r#"["push", 1]"#, Type::String.list(), None),
            ("push", Type::String.list(), None),
            (r#"{"a":1}"#, Type::Integer.map(), Some(r#"{"a":1}"#)),
            ("2024-02-30T25:00:00Z", Type::DateTime, None),
            (
                "2024-02-29T12:00:00+01:00",
                Type::DateTime,
                Some(r#""2024-02-29T12:00:00+01:00""#),
            ),
            ("2024-13-01", Type::Date, None),
        ];
        for (text, ty, expected) in cases {
            let found = typed_default(text, &ty, &schemas).map(|value| value.to_string());
            assert_eq!(found.as_deref(), expected, "{text} as {ty:?}");
        }
    }
}
