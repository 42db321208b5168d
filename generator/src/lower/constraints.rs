//! Whether constraints make sense for a type, and whether a value satisfies them.

use regex_lite::Regex;
use serde_json::Value;

use super::report::Report;
use crate::diagnostic::Code;
use crate::ir::{Constraints, Schemas, Type};
use crate::sample;
use crate::source::Spanned;
use crate::suggest::short;

/// Reports constraints that the type can't have or that no value satisfies.
pub(super) fn check(constraints: &Spanned<Constraints>, ty: &Type, schemas: &Schemas<'_>, report: &mut Report<'_>) {
    let Constraints { min, max, pattern } = &constraints.value;
    let mut complain = |message: &str, help: &str| {
        report
            .add(Code::MeaninglessConstraints, constraints.span, message)
            .help(help);
    };
    let variants = schemas.variants(ty);
    if variants.is_empty() {
        // The type is an unknown schema, which has been reported.
        return;
    }
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        complain(
            &format!("no value is both at least {min} and at most {max}"),
            "swap the two bounds",
        );
    }
    if min.is_some() || max.is_some() {
        if !variants.iter().any(|ty| has_size(ty) || has_value(ty)) {
            complain(
                "a range needs a number, string, list or map",
                "leave the range out, or correct the type",
            );
        } else if [min, max].iter().any(|bound| bound.is_some_and(|bound| bound < 0))
            && !variants.iter().any(|ty| has_value(ty))
        {
            complain("no length is below zero", "correct the bounds, or the type");
        }
    }
    let takes_text = variants.iter().any(|ty| is_text(ty));
    if pattern.is_some() && !takes_text {
        complain("a pattern needs a string", "leave the pattern out, or correct the type");
    }
    // Without a sample, the emitted example and test would break the rule.
    let has_length = variants.iter().all(|ty| has_size(ty) && !is_text(ty));
    let most = if has_length {
        sample::MOST_ITEMS
    } else {
        sample::MOST_CHARACTERS
    };
    if min.is_some_and(|min| min > most) && !variants.iter().any(|ty| has_value(ty)) {
        let message = format!(
            "no example has more than {most} {}",
            if has_length { "items" } else { "characters" }
        );
        complain(&message, "correct the lower bound");
    } else if let Some(pattern) = pattern
        && takes_text
        && !sample::has_text(&constraints.value)
    {
        let message = format!("found no string that matches `/{}/` and the range", short(pattern));
        complain(
            &message,
            "correct the pattern or the bounds, or say the rule in the description",
        );
    }
}

/// What a range bounds by its value.
fn has_value(ty: &Type) -> bool {
    matches!(ty, Type::Integer | Type::Number | Type::Any | Type::Open)
}

/// What a range bounds by its length or by its number of items or entries.
fn has_size(ty: &Type) -> bool {
    matches!(
        ty,
        Type::String | Type::Secret | Type::Uri | Type::List(_) | Type::Map(_) | Type::Object(_)
    )
}

/// What a pattern bounds.
fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Secret | Type::Uri | Type::Any | Type::Open)
}

/// The first constraint that a value breaks, in words.
#[must_use]
pub fn broken_by(value: &Value, constraints: &Constraints) -> Option<String> {
    let in_range = |size: usize| whole_fits(i64::try_from(size).unwrap_or(i64::MAX), constraints);
    let (fits, what) = match value {
        Value::Number(number) => (number_fits(number, constraints), "value"),
        Value::String(text) => (in_range(text.chars().count()), "length"),
        Value::Array(items) => (in_range(items.len()), "number of items"),
        Value::Object(entries) => (in_range(entries.len()), "number of entries"),
        Value::Null | Value::Bool(_) => (true, ""),
    };
    if !fits {
        let range = Constraints {
            pattern: None,
            ..constraints.clone()
        };
        return Some(format!("its {what} is not in `{range}`"));
    }
    let pattern = constraints.pattern.as_deref()?;
    let regex = Regex::new(pattern).ok()?;
    (!regex.is_match(value.as_str()?)).then(|| format!("it does not match `/{}/`", short(pattern)))
}

fn whole_fits(number: i64, constraints: &Constraints) -> bool {
    constraints.min.is_none_or(|min| number >= min) && constraints.max.is_none_or(|max| number <= max)
}

fn number_fits(number: &serde_json::Number, constraints: &Constraints) -> bool {
    if let Some(whole) = number.as_i64() {
        whole_fits(whole, constraints)
    } else if number.is_u64() {
        // Larger than any upper bound can be.
        constraints.max.is_none()
    } else {
        #[allow(
            clippy::cast_precision_loss,
            reason = "a fraction that near to a bound this large is no real default"
        )]
        number.as_f64().is_some_and(|number| {
            constraints.min.is_none_or(|min| number >= min as f64)
                && constraints.max.is_none_or(|max| number <= max as f64)
        })
    }
}
