//! Warns where a description names another bound, default or value than the table beside it.
//!
//! Only forms count that leave no doubt about what they are about. A row whose table says nothing can't disagree.

use std::sync::LazyLock;

use rayon::prelude::*;
use regex_lite::Regex;

use super::values;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Api, Endpoint, Field, Type, Value};

/// Words before an upper bound.
const BOUNDS: &[&str] = &[
    "max ",
    "max: ",
    "max. ",
    "maximum ",
    "maximum: ",
    "maximum of ",
    "at most ",
    "up to ",
];

/// Words before a lower bound.
const LOWER_BOUNDS: &[&str] = &[
    "min ",
    "min: ",
    "min. ",
    "minimum ",
    "minimum: ",
    "minimum of ",
    "at least ",
];

/// Words before a default.
const DEFAULTS: &[&str] = &["default: ", "defaults to ", "default is ", "default value is "];

/// How descriptions begin that say whether a value must be given.
static REQUIRED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let (yes, no) = ("Required|required|REQUIRED", "Optional|optional|OPTIONAL");
    Regex::new(&format!(r"^[*_(\[]*(?:(?<yes>{yes})|{no})[*_)\]]*[.:]")).ok()
});

/// Compares the rows of all parameters, responses, schemas and payloads with their descriptions.
pub(crate) fn check(api: &Api) -> Vec<Diagnostic> {
    let endpoints = api
        .endpoints
        .par_iter()
        .filter(|endpoint| endpoint.renamed_to.is_none());
    let of_endpoints = endpoints.flat_map_iter(|endpoint: &Endpoint| {
        let parameters = endpoint.parameters.iter().map(|parameter| &parameter.field);
        let bodies = endpoint.responses.iter().filter_map(|response| response.body.as_ref());
        let bodies = bodies.flat_map(|body| body.ty.fields());
        found(parameters.chain(bodies))
    });
    let payloads = api.webhooks.par_iter().map(|webhook| &webhook.payload);
    let schemas = api.schemas.par_iter().chain(payloads);
    let of_schemas = schemas.flat_map_iter(|schema| found(schema.value.ty.fields().iter()));
    of_endpoints.chain(of_schemas).collect()
}

fn found<'f>(fields: impl Iterator<Item = &'f Field>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for field in fields {
        let said = bound(field)
            .or_else(|| default(field))
            .or_else(|| values(field))
            .or_else(|| required(field));
        if let Some((prose, table)) = said {
            let message = format!(
                "the description of `{}` says {prose}, but the table says {table}",
                field.name
            );
            let mut found = Diagnostic::new(Code::ProseDisagrees, field.span, message);
            found.help("correct the one that is wrong");
            diagnostics.push(found);
        }
        diagnostics.extend(found(field.fields().iter()));
    }
    diagnostics
}

/// What the description and the table say about the bounds, if they differ: "(max 100)" beside `1..=1000`.
fn bound(field: &Field) -> Option<(String, String)> {
    let Value { ty, constraints } = &field.value;
    let differs = |words: &'static [&'static str], stated: Option<i64>, side: &str| {
        let stated = stated?;
        let (number, after) = after_words(&field.description, words).find_map(|rest| {
            let digits = rest.trim_start_matches('`');
            let end = digits
                .find(|c: char| !(c.is_ascii_digit() || c == ','))
                .unwrap_or(digits.len());
            let (number, after) = digits.split_at(end);
            let number: i64 = number.trim_end_matches(',').replace(',', "").parse().ok()?;
            // Markdown escapes the full stop after a number.
            Some((number, after.trim_start_matches(['`', '\\'])))
        })?;
        let unit = after.trim_start().to_ascii_lowercase();
        let is_about_it = match ty.without_null()? {
            Type::Integer | Type::Number => {
                after.is_empty() || after.starts_with([')', '.', ';', ',']) && !after.starts_with("..")
            }
            Type::String => unit.starts_with("char"),
            Type::List(_) => unit.starts_with("items") || unit.starts_with("entries") || unit.starts_with("elements"),
            _ => false,
        };
        (is_about_it && number != stated).then(|| (format!("{side} {number}"), format!("`{constraints}`")))
    };
    differs(BOUNDS, constraints.max, "at most").or_else(|| differs(LOWER_BOUNDS, constraints.min, "at least"))
}

/// The same for whether the value must be given: "Required." beside `no`.
fn required(field: &Field) -> Option<(String, String)> {
    let found = REQUIRED.as_ref()?.captures(&field.description)?;
    let is_required = found.name("yes").is_some();
    let says = if is_required {
        "that it is required"
    } else {
        "that it is optional"
    };
    let table = if field.required { "`yes`" } else { "`no`" };
    (is_required != field.required).then(|| (says.to_owned(), table.to_owned()))
}

/// The same for the default: "Default: 50" beside `30`.
fn default(field: &Field) -> Option<(String, String)> {
    let stated = field.default.as_deref()?.trim_matches('"');
    let said = after_words(&field.description, DEFAULTS).find_map(|rest| {
        if let Some(code) = rest.strip_prefix('`') {
            return code.split_once('`').map(|(value, _)| value);
        }
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let ends = after.is_empty() || after.starts_with(['.', ')', ';', ',', '\n']);
        (ends
            && !word.is_empty()
            && (word.starts_with(|c: char| c.is_ascii_digit()) || matches!(word, "true" | "false")))
        .then_some(word)
    })?;
    let said = said.trim_matches('"');
    (said != stated).then(|| (format!("the default is `{said}`"), format!("`{stated}`")))
}

/// The same for the values of an enum: "Can be one of `a` or `b`" beside `"a" | "c"`.
fn values(field: &Field) -> Option<(String, String)> {
    let stated = enum_values(&field.value.ty)?;
    let listed = values::listed(&field.description).filter(|listed| listed.closed)?;
    let said = |value: &String| listed.values.contains(value) || value.is_empty();
    let is_other = |value: &&String| !stated.iter().any(|known| known == value.trim_matches('"')) && *value != "null";
    if let Some(other) = listed.values.iter().find(is_other) {
        return Some((format!("it can be `{other}`"), "that it can't".to_owned()));
    }
    let missing = stated.iter().find(|value| !said(value))?;
    Some((format!("nothing of `{missing}`"), "that it can be".to_owned()))
}

/// The values of an enum, which may be null besides.
fn enum_values(ty: &Type) -> Option<&[String]> {
    match ty.only_variant().unwrap_or(ty) {
        Type::Enum(values) => Some(values),
        _ => None,
    }
}

/// What follows each of some words in a text, except after a condition in the same sentence.
fn after_words<'t>(text: &'t str, words: &'static [&'static str]) -> impl Iterator<Item = &'t str> {
    let lower = text.to_ascii_lowercase();
    words.iter().filter_map(move |word| {
        let at = lower.find(word)?;
        let before = lower.get(..at)?;
        let begins = !before.ends_with(|c: char| c.is_alphanumeric());
        let sentence = format!(" {}", before.rsplit(['.', '\n']).next().unwrap_or_default());
        let conditions = [" where ", " if ", " when ", " unless "];
        let is_conditional = conditions.iter().any(|word| sentence.contains(word));
        text.get(at + word.len()..).filter(|_| begins && !is_conditional)
    })
}
