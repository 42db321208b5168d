//! Why parameters have their types: the page's line, the evidence, and the signature that comes of it, for people.

use std::fmt::Write;

use crate::Analysis;
use crate::infer::Row;
use crate::ir::{Constraints, Endpoint, EndpointId, Parameter, ParameterLocation, Type};
use crate::lower::{select, type_text};
use crate::signature::Signatures;

/// Explains an endpoint with all its parameters, or one parameter of it (`output.annotations[].path`; lists and maps may be left out).
///
/// # Errors
/// [`Unknown`] when there is no such endpoint or parameter.
pub fn explain(analysis: &Analysis, id: &EndpointId, path: Option<&str>) -> Result<String, Unknown> {
    let api = select(&analysis.api, id).ok_or(Unknown::Endpoint)?;
    let endpoint = api.endpoints.first().ok_or(Unknown::Endpoint)?;
    let rows = Row::all(endpoint);
    let signatures = Signatures::of(&api, endpoint);
    let mut text = String::new();
    let asked: Vec<&Row<'_>> = match path {
        None => rows.iter().collect(),
        Some(path) => rows
            .iter()
            .filter(|row| row.path == path || plain(&row.path) == plain(path))
            .collect(),
    };
    if path.is_some() && asked.is_empty() {
        return Err(Unknown::Parameter(rows.iter().map(|row| row.path.clone()).collect()));
    }
    head(&mut text, endpoint);
    if path.is_none() {
        signature(&mut text, signatures.method());
    }
    for row in asked {
        let is_argument = path.is_none() && row.parameter.required && row.path == row.parameter.name;
        let emitted = if is_argument {
            Vec::new()
        } else {
            signatures.of_parameter(&ancestry(&rows, row))
        };
        parameter(&mut text, row, analysis, &emitted);
    }
    Ok(text)
}

/// What could not be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// There is no such endpoint.
    Endpoint,
    /// The endpoint has these parameters, and not the one asked for.
    Parameter(Vec<String>),
}

/// A name path without lists and maps.
fn plain(path: &str) -> String {
    path.replace("[]", "").replace(".*", "")
}

/// The names of a row and of all that it is nested in, from the outside in.
fn ancestry<'r>(rows: &'r [Row<'r>], row: &'r Row<'r>) -> Vec<&'r str> {
    let is_around = |outer: &&Row<'_>| {
        outer.location() == row.location()
            && row
                .path
                .strip_prefix(outer.path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    rows.iter()
        .filter(is_around)
        .map(|row| row.parameter.name.as_str())
        .collect()
}

fn head(text: &mut String, endpoint: &Endpoint) {
    let place = format!("{}:{}", endpoint.source.file, endpoint.source.line);
    let route = format!("{} {}", endpoint.method.as_str(), endpoint.route.path());
    line(text, format_args!("{}: {route}\n  page       {place}", endpoint.id()));
}

fn parameter(text: &mut String, row: &Row<'_>, analysis: &Analysis, emitted: &[String]) {
    let parameter = row.parameter;
    let required = if parameter.required { "required" } else { "optional" };
    let place = match parameter.location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Body => "body",
        ParameterLocation::WholeBody => "whole body",
    };
    let at = analysis.sources.line_column(parameter.span).line;
    line(text, format_args!("\n{}: {required}, {place}", row.path));
    line(
        text,
        format_args!("  page       {}:{at}", analysis.sources.path(parameter.span)),
    );
    line(text, format_args!("  type       {}", type_of(parameter)));
    for evidence in &parameter.evidence {
        let place = format!("{}:{}", evidence.source.file, evidence.source.line);
        let quoted = evidence.text.split_whitespace().collect::<Vec<_>>().join(" ");
        line(text, format_args!("  {:<9}  {place}  {quoted}", evidence.kind.as_str()));
    }
    for emitted in emitted {
        signature(text, emitted);
    }
}

/// Type, constraints and default, as far as there are any.
fn type_of(parameter: &Parameter) -> String {
    let Constraints { min, max, pattern } = &parameter.constraints;
    let bound = |bound: &Option<i64>| bound.map_or_else(String::new, |bound| bound.to_string());
    let range = (min.is_some() || max.is_some()).then(|| {
        let inclusive = if max.is_some() { "=" } else { "" };
        format!("{}..{inclusive}{}", bound(min), bound(max))
    });
    let ty = match &parameter.ty {
        Type::Open => "not known, so any value is taken".to_owned(),
        ty => type_text(ty),
    };
    let parts = [
        Some(ty),
        range,
        pattern.as_ref().map(|pattern| format!("/{pattern}/")),
        parameter.default.as_ref().map(|default| format!("default {default}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn signature(text: &mut String, signature: &str) {
    let indented = signature.replace('\n', "\n             ");
    line(text, format_args!("  signature  {indented}"));
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing into a String can't fail.
    let _ = writeln!(text, "{line}");
}
