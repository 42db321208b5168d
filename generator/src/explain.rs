//! Why parameters have their types: the page's line, the evidence, and the signature that comes of it, for people.

use crate::Analysis;
use crate::emit::{field_signature, member_signature, setter_signature, signature};
use crate::infer::Row;
use crate::ir::{EndpointId, Field, ParameterLocation, Schema, SourceLine, Type};
use crate::rust_model::{self as model, Declaration, DeclaredType, Model, ShapeKind, Side, names};
use crate::source::{SourceId, Span};

/// Explains an endpoint with all its parameters, or one parameter of it (`output.annotations[].path`; lists and maps may be left out).
///
/// # Errors
/// [`Unknown`] when there is no such endpoint or parameter.
pub fn explain(analysis: &Analysis, id: &EndpointId, path: Option<&str>) -> Result<String, Unknown> {
    let api = analysis.api.select(id).ok_or(Unknown::Endpoint)?;
    let endpoint = api.endpoints.first().ok_or(Unknown::Endpoint)?;
    let rows = Row::all(endpoint);
    let model = Model::new(&api);
    let (_, emitted) = model.endpoint(&id.to_string()).ok_or(Unknown::Endpoint)?;
    let mut lines = Vec::new();
    let is_asked = |row: &&Row<'_>| path.is_none_or(|path| row.path == path || plain(&row.path) == plain(path));
    let asked: Vec<&Row<'_>> = rows.iter().filter(is_asked).collect();
    if path.is_some() && asked.is_empty() {
        return Err(Unknown::Parameter(rows.iter().map(|row| row.path.clone()).collect()));
    }
    let SourceLine { file, line } = &endpoint.source;
    let (method, route) = (endpoint.method.as_str(), endpoint.route.path());
    lines.push(format!("{id}: {method} {route}\n  page       {file}:{line}"));
    lines.extend(endpoint.edition.iter().map(|edition| format!("  edition    {edition}")));
    lines.extend(endpoint.sunset.iter().map(|day| format!("  sunset     {day}")));
    if path.is_none() {
        lines.push(indented(&signature(emitted)));
    }
    for row in asked {
        lines.extend(parameter(row, analysis));
        // The method's signature shows its arguments.
        if path.is_some() || !row.field.required || row.path != row.field.name {
            let signatures = signatures(emitted, row.location, &plain(&row.path));
            lines.extend(signatures.iter().map(|signature| indented(signature)));
        }
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

/// Explains a webhook event (`issues.opened`) with all fields of its payload, or those at a path (`issues.opened.issue`), and names its page in
/// the tree. `None` when there is no such event or field.
#[must_use]
pub fn explain_event(analysis: &Analysis, name: &str) -> Option<(String, String)> {
    let found = analysis.api.webhooks.iter().filter_map(|webhook| {
        let rest = name.strip_prefix(&webhook.id())?;
        (rest.is_empty() || rest.starts_with('.')).then_some((webhook, rest.trim_start_matches('.')))
    });
    let (webhook, path) = found.min_by_key(|(_, path)| path.len())?;
    let Schema { name, source, .. } = &webhook.payload;
    let mut lines = vec![
        format!("{}: webhook event", webhook.id()),
        format!("  page       {}:{}", source.file, source.line),
        format!("  receivers  {}", webhook.receivers.join(", ")),
    ];
    lines.extend(webhook.edition.iter().map(|edition| format!("  edition    {edition}")));
    lines.push(format!("  type       webhooks::{}", names::declared(name)));
    let heads = lines.len();
    let mut waiting = vec![(String::new(), &webhook.payload.value.ty)];
    while let Some((outer, ty)) = waiting.pop() {
        for field in ty.object().map_or(&[][..], |object| &object.fields) {
            let inner = format!("{outer}{}", field.name);
            if path.is_empty() && outer.is_empty() || inner == path {
                lines.extend(described(field, &inner, None, analysis));
            }
            waiting.push((inner + ".", &field.value.ty));
        }
    }
    let is_found = path.is_empty() || lines.len() > heads;
    lines.push(String::new());
    is_found.then(|| (lines.join("\n"), webhook.path()))
}

/// What the row at an offset becomes in Rust, and what its type is drawn from, as Markdown; `None` where there is no row.
#[must_use]
pub fn at(analysis: &Analysis, source: SourceId, offset: usize) -> Option<String> {
    let line = |span: Span| analysis.sources.line(span);
    let start = u32::try_from(offset).ok()?;
    let asked = Span {
        source,
        start,
        end: start,
    };
    let is_at = |field: &Field| field.span.source == source && line(field.span) == line(asked);
    let in_page = |source_line: &SourceLine| source_line.file == analysis.sources.path(asked);
    let api = &analysis.api;
    if let Some(endpoint) = api
        .endpoints
        .iter()
        .find(|page| page.renamed_to.is_none() && in_page(&page.source))
    {
        let rows = Row::all(endpoint);
        if let Some(row) = rows.iter().find(|row| is_at(row.field)) {
            let text = explain(analysis, &endpoint.id(), Some(&row.path)).ok()?;
            let (_, about) = text.split_once("\n\n")?;
            return Some(format!("```text\n{}\n```", about.trim_end()));
        }
    }
    let model = Model::new(api);
    let endpoints = model.scopes.iter().flat_map(|scope| &scope.endpoints);
    let of_endpoints = endpoints
        .filter(|endpoint| in_page(&endpoint.origin.source))
        .flat_map(|endpoint| &endpoint.responses.types);
    let of_schemas = model
        .schemas
        .iter()
        .filter(|schema| in_page(&schema.origin.source))
        .flat_map(|schema| &schema.declared);
    let mut types: Vec<&DeclaredType<'_>> = of_endpoints.chain(of_schemas).collect();
    while let Some(ty) = types.pop() {
        if let Declaration::Object(members) = &ty.kind
            && let Some(member) = members.iter().find(|member| is_at(member.field.0))
        {
            let signature = match ty.side {
                Side::Response => field_signature(ty, member),
                Side::Request => member_signature(ty, members, member),
            };
            return Some(format!("`{}`\n\n```rust\n{signature}\n```", type_of(member.field.0)));
        }
        types.extend(&ty.inner);
    }
    None
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

/// The signatures of the functions that take a parameter, given by its name path without lists and maps.
fn signatures(endpoint: &model::Endpoint<'_>, location: ParameterLocation, path: &str) -> Vec<String> {
    let mut names = path.split('.');
    let first = names.next();
    let mut parameters = endpoint.arguments.iter().chain(&endpoint.setters);
    let is_asked =
        |parameter: &&model::Parameter<'_>| Some(parameter.member.wire) == first && parameter.location == location;
    let Some(parameter) = parameters.find(is_asked) else {
        return Vec::new();
    };
    let mut signatures = vec![if parameter.member.required {
        signature(endpoint)
    } else {
        setter_signature(endpoint, parameter)
    }];
    let mut around = vec![&parameter.member.shape.kind];
    for name in names {
        let (mut functions, mut shapes) = (Vec::new(), Vec::new());
        for object in around.into_iter().flat_map(|kind| objects(&endpoint.types, kind)) {
            let Declaration::Object(members) = &object.kind else {
                continue;
            };
            for member in members.iter().filter(|member| member.wire == name) {
                functions.push(member_signature(object, members, member));
                shapes.push(&member.shape.kind);
            }
        }
        (signatures, around) = (functions, shapes);
    }
    signatures
}

/// The objects that a module declares for a shape, in lists, maps and unions or not.
fn objects<'m, 'a>(types: &'m [DeclaredType<'a>], kind: &ShapeKind<'a>) -> Vec<&'m DeclaredType<'a>> {
    match kind {
        ShapeKind::List(inside) | ShapeKind::Map(inside) => objects(types, &inside.kind),
        ShapeKind::Local(path, _) => {
            let declared = types.iter().find_map(|ty| ty.find(path));
            let inside = |ty: &'m DeclaredType<'a>| match &ty.kind {
                Declaration::Union(cases) => cases.iter().flat_map(|case| objects(types, &case.shape.kind)).collect(),
                _ => vec![ty],
            };
            declared.map_or_else(Vec::new, inside)
        }
        _ => Vec::new(),
    }
}

/// What a page says about a parameter, and what its type is drawn from.
fn parameter(row: &Row<'_>, analysis: &Analysis) -> Vec<String> {
    let field = row.field;
    let location = match row.location {
        ParameterLocation::WholeBody if row.path == field.name => "whole body",
        location => row.style.of(location),
    };
    let evidence = field.evidence.iter().map(|evidence| {
        let (kind, source) = (evidence.kind.as_str(), &evidence.source);
        let quoted = evidence.text.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("  {kind:<9}  {}:{}  {quoted}", source.file, source.line)
    });
    let described = described(field, &row.path, Some(location), analysis);
    described.into_iter().chain(evidence).collect()
}

/// What a page says about a parameter or field: its name path, whether it is required, where it is, its type.
fn described(field: &Field, path: &str, location: Option<&str>, analysis: &Analysis) -> [String; 3] {
    let required = if field.required { "required" } else { "optional" };
    let location = location.map_or_else(String::new, |location| format!(", {location}"));
    let (file, line) = (analysis.sources.path(field.span), analysis.sources.line(field.span));
    [
        format!("\n{path}: {required}{location}"),
        format!("  page       {file}:{line}"),
        format!("  type       {}", type_of(field)),
    ]
}

/// Type, constraints and default, as far as there are any.
fn type_of(field: &Field) -> String {
    let constraints = &field.value.constraints;
    let ty = match &field.value.ty {
        Type::Open => "not known, so any value is taken".to_owned(),
        ty => ty.to_string(),
    };
    let constraints = (!constraints.is_empty()).then(|| constraints.to_string());
    let default = field.default.as_ref().map(|default| format!("default {default}"));
    let parts: Vec<String> = [ty].into_iter().chain(constraints).chain(default).collect();
    parts.join(", ")
}

/// The lines of a signature.
fn indented(signature: &str) -> String {
    format!("  signature  {}", signature.replace('\n', "\n             "))
}
