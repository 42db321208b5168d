//! An OpenAPI 3.0 description as GitHub writes it: the parts that pages can say, as serde reads them.
//!
//! Examples and all other keys are passed over.

use indexmap::IndexMap;
use octoscribe_generator::ir::Method;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Number, Value};

use crate::error::Error;

/// A description.
#[derive(Debug, Deserialize)]
pub(crate) struct Description {
    pub(crate) info: Info,
    pub(crate) paths: IndexMap<String, PathItem>,
    #[serde(rename = "x-webhooks", alias = "webhooks", default)]
    pub(crate) webhooks: IndexMap<String, PathItem>,
    #[serde(default)]
    pub(crate) components: Components,
}

impl Description {
    /// Takes over the path items and components of another one.
    pub(crate) fn extend(&mut self, other: Self) {
        self.paths.extend(other.paths);
        self.webhooks.extend(other.webhooks);
        self.components.schemas.extend(other.components.schemas);
        self.components.parameters.extend(other.components.parameters);
        self.components.responses.extend(other.components.responses);
    }

    /// Reads a description from JSON.
    pub(crate) fn read(json: &str) -> Result<Self, Error> {
        // The deserializer that keeps track of the path is slower, and only errors need it.
        serde_json::from_str(json).or_else(|_| {
            let mut deserializer = serde_json::Deserializer::from_str(json);
            serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
                let path = error.path().to_string();
                Error::not_openapi(if path == "." { "the top" } else { &path }, error.inner())
            })
        })
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Info {
    pub(crate) version: String,
    #[serde(rename = "x-github-plan")]
    plan: Option<String>,
    #[serde(rename = "x-github-release")]
    release: Option<Number>,
}

impl Info {
    /// The edition's name: `api.github.com`, `ghec`, `ghes-3.19`.
    pub(crate) fn source(&self) -> String {
        let plan = self.plan.as_deref().unwrap_or("openapi");
        let mut source = plan.replace(|c: char| !c.is_ascii_alphanumeric() && !"-._".contains(c), "");
        source.extend(self.release.iter().map(|release| format!("-{release}")));
        source
    }
}

/// What operations refer to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Components {
    pub(crate) schemas: IndexMap<String, Schema>,
    pub(crate) parameters: IndexMap<String, Parameter>,
    pub(crate) responses: IndexMap<String, Response>,
}

/// The operations of a path.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PathItem {
    get: Option<Operation>,
    head: Option<Operation>,
    post: Option<Operation>,
    put: Option<Operation>,
    patch: Option<Operation>,
    delete: Option<Operation>,
    pub(crate) parameters: Vec<Parameter>,
}

impl PathItem {
    /// The operations with their methods.
    pub(crate) fn operations(&self) -> impl Iterator<Item = (Method, &Operation)> {
        let all = [
            (Method::Get, &self.get),
            (Method::Head, &self.head),
            (Method::Post, &self.post),
            (Method::Put, &self.put),
            (Method::Patch, &self.patch),
            (Method::Delete, &self.delete),
        ];
        all.into_iter()
            .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
    }
}

/// An operation.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Operation {
    #[serde(rename = "operationId")]
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) summary: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) request_body: Option<RequestBody>,
    #[serde(default)]
    pub(crate) responses: IndexMap<String, Response>,
    #[serde(default)]
    pub(crate) deprecated: bool,
    pub(crate) external_docs: Option<Link>,
    pub(crate) servers: Option<Vec<Link>>,
    #[serde(rename = "x-github", default)]
    pub(crate) github: GitHub,
}

/// A server, or a page of the official documentation.
#[derive(Debug, Deserialize)]
pub(crate) struct Link {
    pub(crate) url: String,
}

/// What GitHub adds to an operation.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct GitHub {
    pub(crate) request_body_parameter_name: Option<String>,
    pub(crate) removal_date: Option<String>,
    /// The event of a webhook.
    pub(crate) subcategory: Option<String>,
    #[serde(rename = "supported-webhook-types")]
    pub(crate) receivers: Vec<String>,
}

/// A parameter, or a reference to one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Parameter {
    #[serde(rename = "$ref")]
    pub(crate) reference: Option<String>,
    pub(crate) name: String,
    #[serde(rename = "in")]
    pub(crate) location: String,
    pub(crate) description: String,
    pub(crate) required: bool,
    pub(crate) schema: Schema,
    pub(crate) deprecated: bool,
    #[serde(rename = "x-multi-segment")]
    pub(crate) multi_segment: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct RequestBody {
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) content: IndexMap<String, MediaType>,
}

/// A response, or a reference to one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Response {
    #[serde(rename = "$ref")]
    pub(crate) reference: Option<String>,
    pub(crate) description: String,
    pub(crate) content: IndexMap<String, MediaType>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct MediaType {
    pub(crate) schema: Option<Schema>,
}

/// A schema, or a reference to one.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Schema {
    #[serde(rename = "$ref")]
    pub(crate) reference: Option<String>,
    pub(crate) title: String,
    #[serde(rename = "type")]
    pub(crate) ty: Option<OneOrMany>,
    pub(crate) format: Option<String>,
    pub(crate) nullable: bool,
    #[serde(rename = "enum")]
    pub(crate) values: Option<Vec<Value>>,
    pub(crate) properties: IndexMap<String, Schema>,
    pub(crate) required: Vec<String>,
    pub(crate) items: Option<Box<Schema>>,
    pub(crate) additional_properties: Option<Additional>,
    pub(crate) one_of: Vec<Schema>,
    pub(crate) any_of: Vec<Schema>,
    pub(crate) all_of: Vec<Schema>,
    pub(crate) default: Option<Value>,
    pub(crate) description: String,
    pub(crate) deprecated: bool,
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    pub(crate) min_length: Option<i64>,
    pub(crate) max_length: Option<i64>,
    pub(crate) min_items: Option<i64>,
    pub(crate) max_items: Option<i64>,
    pub(crate) min_properties: Option<i64>,
    pub(crate) max_properties: Option<i64>,
    pub(crate) pattern: Option<String>,
    #[serde(rename = "x-multi-segment")]
    pub(crate) multi_segment: bool,
}

/// The key `type`: one name, or the list of names that OpenAPI 3.1 allows.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(crate) fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Many(names) => names,
        }
    }
}

/// The key `additionalProperties`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Additional {
    Schema(Box<Schema>),
    /// `true` or `false`, which pages don't tell apart.
    Allowed(IgnoredAny),
}

/// Whether a media type is one of JSON.
pub(crate) fn is_json(media_type: &str) -> bool {
    media_type.ends_with("json")
}

/// The media type that pages speak of: JSON, or else the first.
pub(crate) fn preferred(content: &IndexMap<String, MediaType>) -> Option<(&str, &MediaType)> {
    let json = content.get_key_value("application/json");
    let json = json.or_else(|| content.iter().find(|(media_type, _)| is_json(media_type)));
    json.or_else(|| content.first())
        .map(|(media_type, content)| (media_type.as_str(), content))
}
