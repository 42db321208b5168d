//! The IR as JSON, for people and for programs that are not written in Rust.
//!
//! The document is one object. Keys come in the order given here, none is ever left out, and what is not there is `null`:
//!
//! ```json
//! {
//!   "endpoints": [{
//!     "id": "issues.create", "scope": "issues", "name": "create", "title": "Create an issue",
//!     "method": "POST", "path": "/repos/{owner}/{repo}/issues",
//!     "deprecated": false, "renamed_to": null,
//!     "source": {"file": "spec/endpoints/issues/create.md", "line": 4},
//!     "parameters": [{
//!       "name": "owner", "in": "path", "required": true, "type": {"kind": "string"},
//!       "constraints": null, "default": null, "description": "…",
//!       "evidence": [{"kind": "stated", "file": "spec/endpoints/issues/create.md", "line": 31, "text": "string"}],
//!       "fields": []
//!     }],
//!     "responses": [{"status": 201, "type": {"kind": "ref", "name": "Issue"}, "description": "Created.", "fields": []}],
//!     "description": "…", "docs_url": "https://docs.github.com/…", "uploads": false, "content_type": null,
//!     "groups": [{"kind": "one-of", "groups": [["id"], ["owner", "repo", "number"]]}],
//!     "token_scopes": [["repo", "public_repo"]]
//!   }],
//!   "schemas": [{
//!     "name": "Issue", "type": {"kind": "object"}, "description": "…",
//!     "source": {"file": "spec/schemas/Issue.md", "line": 2}, "fields": []
//!   }]
//! }
//! ```
//!
//! - `path` has neither host nor query; `{+name}` keeps the slashes of its value. With `uploads` it is on the uploads host.
//! - `renamed_to` is the `id` of another endpoint. `deprecated` holds for renamed endpoints as well.
//! - `in` is `path`, `query` or `body`. A body parameter `data` is the whole body if it is the only one in the body.
//! - `fields` are parameters themselves, with the `in` of the one at the top; `required` then means: when the parent is given. They are
//!   the fields of the one object inside `type`, wherever it is. Before them come rows about the items of a list or the values of a map,
//!   whose `name` is the rest of their path: `[]` in `sort_by` for the row `sort_by[]`, `*` in `inputs` for `inputs.*`.
//! - `constraints` is `{"min", "max", "pattern"}` with `null` for what is not bounded, or `null` when nothing is. The bounds are
//!   included; they hold for the value of a number, the characters of a text, the items of a list and the entries of a map.
//! - `default` is a value of the type: `30`, `"desc"`, `["push"]`.
//! - The `type` of a response is `null` when it has no body.
//! - `evidence` says why a type is what it is; empty for `open`. Its `kind` is `stated` (the type cell) or, for an inferred type, `route`,
//!   `place`, `text`, `scope`, `name`, `word` (what typed pages have in common with the parameter), `nested` (rows) or `prose`.
//!
//! A type is an object with a `kind`: `string`, `integer`, `number`, `boolean`, `date`, `date-time`, `uri`, `binary`, `object`, `any`,
//! `null` and `open` (not known) stand alone; `enum` has `values` (texts), `list` has `items` (a type), `map` has `values` (a type), `union`
//! has `variants` (types), and `ref` has the `name` of a schema.

use std::io::Write;

use serde::Serialize;
use serde_json::Value;

use crate::ir::{
    Api, Constraints, Endpoint, Evidence, GroupKind, GroupRule, Location, Parameter, ParameterLocation, Response,
    Schema, Type,
};
use crate::lower::{Schemas, typed_default};

/// Writes an API as indented JSON that ends in a newline.
///
/// # Errors
/// Whatever the writer answers.
pub fn write(api: &Api, mut out: impl Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut out, &view(api, &Schemas::of(api)))?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct ApiView<'a> {
    endpoints: Vec<EndpointView<'a>>,
    schemas: Vec<SchemaView<'a>>,
}

#[derive(Serialize)]
struct EndpointView<'a> {
    id: String,
    scope: &'a str,
    name: &'a str,
    title: &'a str,
    method: &'static str,
    path: String,
    deprecated: bool,
    renamed_to: Option<String>,
    source: SourceView<'a>,
    parameters: Vec<ParameterView<'a>>,
    responses: Vec<ResponseView<'a>>,
    description: &'a str,
    docs_url: Option<&'a str>,
    uploads: bool,
    content_type: Option<&'a str>,
    groups: Vec<GroupView<'a>>,
    token_scopes: &'a [Vec<String>],
}

#[derive(Serialize)]
struct SourceView<'a> {
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct GroupView<'a> {
    kind: &'static str,
    groups: &'a [Vec<String>],
}

#[derive(Serialize)]
struct ParameterView<'a> {
    name: &'a str,
    r#in: &'static str,
    required: bool,
    r#type: TypeView<'a>,
    constraints: Option<ConstraintsView<'a>>,
    default: Option<Value>,
    description: &'a str,
    evidence: Vec<EvidenceView<'a>>,
    fields: Vec<ParameterView<'a>>,
}

#[derive(Serialize)]
struct ConstraintsView<'a> {
    min: Option<i64>,
    max: Option<i64>,
    pattern: Option<&'a str>,
}

#[derive(Serialize)]
struct EvidenceView<'a> {
    kind: &'static str,
    file: &'a str,
    line: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct ResponseView<'a> {
    status: u16,
    r#type: Option<TypeView<'a>>,
    description: &'a str,
    fields: Vec<ParameterView<'a>>,
}

#[derive(Serialize)]
struct SchemaView<'a> {
    name: &'a str,
    r#type: TypeView<'a>,
    description: &'a str,
    source: SourceView<'a>,
    fields: Vec<ParameterView<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum TypeView<'a> {
    String,
    Integer,
    Number,
    Boolean,
    Date,
    DateTime,
    Uri,
    Binary,
    Object,
    Any,
    Null,
    Enum { values: &'a [String] },
    List { items: Box<TypeView<'a>> },
    Map { values: Box<TypeView<'a>> },
    Union { variants: Vec<TypeView<'a>> },
    Ref { name: &'a str },
    Open,
}

fn view<'a>(api: &'a Api, schemas: &Schemas<'_>) -> ApiView<'a> {
    ApiView {
        endpoints: api
            .endpoints
            .iter()
            .map(|endpoint| endpoint_view(endpoint, schemas))
            .collect(),
        schemas: api.schemas.iter().map(|schema| schema_view(schema, schemas)).collect(),
    }
}

fn endpoint_view<'a>(endpoint: &'a Endpoint, schemas: &Schemas<'_>) -> EndpointView<'a> {
    EndpointView {
        id: endpoint.id().to_string(),
        scope: &endpoint.scope,
        name: &endpoint.name,
        title: &endpoint.title,
        method: endpoint.method.as_str(),
        path: endpoint.route.path(),
        deprecated: endpoint.deprecated,
        renamed_to: endpoint.renamed_to.as_ref().map(ToString::to_string),
        source: source_view(&endpoint.source),
        parameters: endpoint
            .parameters
            .iter()
            .map(|parameter| parameter_view(parameter, schemas))
            .collect(),
        responses: endpoint
            .responses
            .iter()
            .map(|response| response_view(response, schemas))
            .collect(),
        description: &endpoint.description,
        docs_url: endpoint.docs_url.as_deref(),
        uploads: endpoint.route.uploads,
        content_type: endpoint.content_type.as_deref(),
        groups: endpoint.groups.iter().map(group_view).collect(),
        token_scopes: &endpoint.token_scopes,
    }
}

fn schema_view<'a>(schema: &'a Schema, schemas: &Schemas<'_>) -> SchemaView<'a> {
    SchemaView {
        name: &schema.name,
        r#type: type_view(&schema.ty),
        description: &schema.description,
        source: source_view(&schema.source),
        fields: schema
            .fields
            .iter()
            .map(|field| parameter_view(field, schemas))
            .collect(),
    }
}

fn response_view<'a>(response: &'a Response, schemas: &Schemas<'_>) -> ResponseView<'a> {
    ResponseView {
        status: response.status,
        r#type: response.ty.as_ref().map(type_view),
        description: &response.description,
        fields: response
            .fields
            .iter()
            .map(|field| parameter_view(field, schemas))
            .collect(),
    }
}

fn parameter_view<'a>(parameter: &'a Parameter, schemas: &Schemas<'_>) -> ParameterView<'a> {
    let default = parameter.default.as_deref();
    ParameterView {
        name: &parameter.name,
        r#in: match parameter.location {
            ParameterLocation::Path => "path",
            ParameterLocation::Query => "query",
            ParameterLocation::Body | ParameterLocation::WholeBody => "body",
        },
        required: parameter.required,
        r#type: type_view(&parameter.ty),
        constraints: constraints_view(&parameter.constraints),
        default: default.and_then(|text| typed_default(text, &parameter.ty, schemas)),
        description: &parameter.description,
        evidence: parameter.evidence.iter().map(evidence_view).collect(),
        fields: parameter
            .elements
            .iter()
            .chain(&parameter.fields)
            .map(|field| parameter_view(field, schemas))
            .collect(),
    }
}

fn constraints_view(constraints: &Constraints) -> Option<ConstraintsView<'_>> {
    (!constraints.is_empty()).then_some(ConstraintsView {
        min: constraints.min,
        max: constraints.max,
        pattern: constraints.pattern.as_deref(),
    })
}

fn evidence_view(evidence: &Evidence) -> EvidenceView<'_> {
    EvidenceView {
        kind: evidence.kind.as_str(),
        file: &evidence.source.file,
        line: evidence.source.line,
        text: &evidence.text,
    }
}

fn source_view(location: &Location) -> SourceView<'_> {
    SourceView {
        file: &location.file,
        line: location.line,
    }
}

fn group_view(rule: &GroupRule) -> GroupView<'_> {
    GroupView {
        kind: match rule.kind {
            GroupKind::AtLeastOne => "any-of",
            GroupKind::ExactlyOne => "one-of",
        },
        groups: &rule.groups,
    }
}

fn type_view(ty: &Type) -> TypeView<'_> {
    match ty {
        Type::String => TypeView::String,
        Type::Integer => TypeView::Integer,
        Type::Number => TypeView::Number,
        Type::Boolean => TypeView::Boolean,
        Type::Date => TypeView::Date,
        Type::DateTime => TypeView::DateTime,
        Type::Uri => TypeView::Uri,
        Type::Binary => TypeView::Binary,
        Type::Object => TypeView::Object,
        Type::Any => TypeView::Any,
        Type::Null => TypeView::Null,
        Type::Enum(values) => TypeView::Enum { values },
        Type::List(items) => TypeView::List {
            items: Box::new(type_view(items)),
        },
        Type::Map(values) => TypeView::Map {
            values: Box::new(type_view(values)),
        },
        Type::Union(variants) => TypeView::Union {
            variants: variants.iter().map(type_view).collect(),
        },
        Type::Ref(name) => TypeView::Ref { name },
        Type::Open => TypeView::Open,
    }
}
