//! The intermediate representation: what the pages say, in types that any emitter could use.
//!
//! Names are spelled as the docs spell them; nothing here knows Rust. Prose is normalized Markdown that is safe inside rustdoc (see
//! `markdown`). The types serialize to what `cargo xtask ir` prints:
//!
//! ```text
//! {"endpoints": [{"scope", "name", "title", "description", "method", "uploads", "path",
//!                 "deprecated", "renamed_to", "dropped_in", "edition", "sunset", "docs_url", "content_type",
//!                 "groups": [{"kind", "groups"}], "token_scopes", "overlapping_routes",
//!                 "parameters": [{"in", "style", "name", "required", "type", "constraints",
//!                                 "default", "description", "deprecated", "evidence"}],
//!                 "items": null or {"field", "page_size"},
//!                 "responses": [{"status", "type", "description"}],
//!                 "forms": [{"status", "media_type", "type", "description"}],
//!                 "source": {"file", "line"}}],
//!  "schemas": [{"name", "description", "type", "source"}],
//!  "webhooks": [{"event", "action", "title", "receivers", "edition", "docs_url",
//!                "name", "description", "type", "source"}]}
//! ```
//!
//! `in` is `path`, `query` or `body`, and `style` is left out or `trimmed`, `repeated` or `brackets`;
//! `renamed_to` is `scope.method`, `dropped_in` a version, `sunset` a day. A `type` is `{"kind": K}` for
//! `string`, `integer`, `number`, `boolean`, `date`, `date-time`, `uri`, `base64`, `secret`, `binary`, `any`, `null`
//! and `open` (not known), or `{"kind": K, "of": X}`: X is the values of an `enum`, the
//! name of a schema for a `ref`, the types of a `union`, `{"type", "constraints"}` for the items of a
//! `list` and the values of a `map`, and `{"fields", "rest"}` for an `object`. Fields have the keys of
//! parameters but for `in` and `style`, inside the type that they belong to; `rest` is a field `*` for further
//! entries, or null. `constraints` is `{"min", "max", "pattern"}`, left out where nothing is demanded; `default`
//! is a string as the page writes it. `evidence` is a list of `{"kind", "file", "line", "text"}`, whose
//! `kind` is `stated` or names what an inferred type is drawn from.

mod types;

pub use types::{Constraints, Evidence, EvidenceKind, Field, Object, SourceLine, Type, Value};

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;

use serde::{Serialize, Serializer};

use crate::source::Span;

/// The name of the field for entries beside the named ones.
pub const REST: &str = "*";

/// How deep schemas inside schemas are spelled out; they may refer to themselves.
const MAX_SPELLED: usize = 8;

/// A whole API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Api {
    /// All endpoints, sorted by scope and name.
    pub endpoints: Vec<Endpoint>,
    /// All schema pages, sorted by name.
    pub schemas: Vec<Schema>,
    /// All webhook events, sorted by event and action.
    pub webhooks: Vec<Webhook>,
}

impl Api {
    /// The endpoint with this scope and name.
    #[must_use]
    pub fn endpoint(&self, id: &EndpointId) -> Option<&Endpoint> {
        let key = |endpoint: &Endpoint| (endpoint.scope.as_str(), endpoint.name.as_str()).cmp(&(&id.scope, &id.name));
        self.endpoints.get(self.endpoints.binary_search_by(key).ok()?)
    }

    /// The schema with this name.
    #[must_use]
    pub fn schema(&self, name: &str) -> Option<&Schema> {
        let found = self.schemas.binary_search_by(|schema| schema.name.as_str().cmp(name));
        self.schemas.get(found.ok()?)
    }

    /// The webhook with this id, as [`Webhook::id`] gives it.
    #[must_use]
    pub fn webhook(&self, id: &str) -> Option<&Webhook> {
        self.webhooks.iter().find(|webhook| webhook.id() == id)
    }

    /// The types of all endpoints and webhooks: what schemas are there for.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let payloads = self.webhooks.iter().map(|webhook| &webhook.payload.value.ty);
        self.endpoints.iter().flat_map(Endpoint::types).chain(payloads)
    }

    /// A copy in which parameters hold the objects of the schemas that only requests use, instead of their names: the rows of pages that know no
    /// schemas.
    #[must_use]
    pub fn spelled_out(&self) -> Self {
        let responses = self.endpoints.iter().flat_map(|endpoint| &endpoint.responses);
        let bodies = responses.filter_map(|response| response.body.as_ref());
        let payloads = self.webhooks.iter().map(|webhook| &webhook.payload.value);
        let received = self.reached(bodies.chain(payloads).map(|value| &value.ty));
        let mut spelled = self.clone();
        let endpoints = spelled.endpoints.iter_mut();
        for parameter in endpoints.flat_map(|endpoint| &mut endpoint.parameters) {
            self.spell_out(&mut parameter.field.value.ty, &received, MAX_SPELLED);
        }
        spelled
    }

    fn spell_out(&self, ty: &mut Type, received: &BTreeSet<&str>, depth_left: usize) {
        match ty {
            Type::Ref(name) => {
                let schema = self.schema(name).filter(|_| !received.contains(name.as_str()));
                if let Some(Type::Object(object)) = schema.map(|schema| &schema.value.ty)
                    && let Some(depth_left) = depth_left.checked_sub(1)
                {
                    *ty = Type::Object(object.clone());
                    self.spell_out(ty, received, depth_left);
                }
            }
            Type::Object(object) => {
                let rest = object.rest.as_deref_mut();
                let values = object.fields.iter_mut().chain(rest).map(|field| &mut field.value.ty);
                values.for_each(|ty| self.spell_out(ty, received, depth_left));
            }
            Type::List(inside) | Type::Map(inside) => self.spell_out(&mut inside.ty, received, depth_left),
            Type::Union(variants) => variants
                .iter_mut()
                .for_each(|ty| self.spell_out(ty, received, depth_left)),
            _ => {}
        }
    }

    /// The names of the schemas that types refer to, directly or through other schemas.
    #[must_use]
    pub fn reached<'a>(&'a self, types: impl IntoIterator<Item = &'a Type>) -> BTreeSet<&'a str> {
        let mut waiting: Vec<&'a str> = Vec::new();
        for ty in types {
            ty.visit(&mut |ty| waiting.extend(ty.schema_name()));
        }
        let mut reached = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            if !reached.contains(name)
                && let Some(schema) = self.schema(name)
            {
                reached.insert(name);
                schema.value.ty.visit(&mut |ty| waiting.extend(ty.schema_name()));
            }
        }
        reached
    }

    /// The part of the API that one endpoint or webhook needs: itself and the schemas that it reaches; `None` when there is no such one.
    #[must_use]
    pub fn select(&self, id: &EndpointId) -> Option<Self> {
        let mut part = Self::default();
        match self.endpoint(id) {
            Some(endpoint) => part.endpoints.push(endpoint.clone()),
            None => part
                .webhooks
                .push(self.webhook(id.to_string().trim_end_matches('.'))?.clone()),
        }
        let names = self.reached(part.types());
        let schemas = self
            .schemas
            .iter()
            .filter(|schema| names.contains(schema.name.as_str()));
        part.schemas = schemas.cloned().collect();
        Some(part)
    }
}

/// One endpoint: a page of `spec/endpoints`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Endpoint {
    /// Group of endpoints, as the docs spell it (`codeScanning`).
    pub scope: String,
    /// Name within the scope (`deletePackageForUser`).
    pub name: String,
    /// One line that says what the endpoint does.
    pub title: String,
    /// Prose between the title and the example; may be empty.
    pub description: String,
    /// HTTP method.
    pub method: Method,
    /// The route.
    #[serde(flatten)]
    pub route: Route,
    /// Whether the page calls the endpoint deprecated.
    pub deprecated: bool,
    /// The endpoint that replaces this one under another name.
    pub renamed_to: Option<EndpointId>,
    /// The version of the client that drops this old name.
    pub dropped_in: Option<String>,
    /// The edition of GitHub that alone has the endpoint; `None` where all have it.
    pub edition: Option<String>,
    /// The day from which GitHub may remove the endpoint.
    pub sunset: Option<String>,
    /// The page of the official documentation.
    pub docs_url: Option<String>,
    /// Media type of the request body where it is not JSON.
    pub content_type: Option<String>,
    /// Groups of parameters that belong together.
    pub groups: Vec<GroupRule>,
    /// What the page says about walking over the pages of its responses.
    pub items: Option<Items>,
    /// The scopes that a classic token needs for sure: one of each group.
    pub token_scopes: Vec<Vec<String>>,
    /// Paths of other routes with the same method that a value of this one could reach: `/gists/starred` for `/gists/{gist_id}`.
    pub overlapping_routes: Vec<String>,
    /// Parameters: those of the path in route order, then the others in table order.
    pub parameters: Vec<Parameter>,
    /// Responses in the order of the page; empty where the page has no such section.
    pub responses: Vec<Response>,
    /// Other forms of responses, in the order of the page.
    pub forms: Vec<Form>,
    /// Where the page is.
    pub source: SourceLine,
    /// The page's route line.
    #[serde(skip)]
    pub span: Span,
}

impl Endpoint {
    /// Scope and name.
    #[must_use]
    pub fn id(&self) -> EndpointId {
        EndpointId::new(&self.scope, &self.name)
    }

    /// The types of the parameters and of the responses' bodies.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.sent_types().chain(self.received_types())
    }

    /// The types of the parameters.
    pub(crate) fn sent_types(&self) -> impl Iterator<Item = &Type> {
        self.parameters.iter().map(|parameter| &parameter.field.value.ty)
    }

    /// The types of the responses' bodies, in all their forms.
    pub(crate) fn received_types(&self) -> impl Iterator<Item = &Type> {
        let bodies = self.responses.iter().filter_map(|response| response.body.as_ref());
        let forms = self.forms.iter().map(|form| &form.body);
        bodies.chain(forms).map(|value| &value.ty)
    }

    /// Whether the value at the end of the route may be empty: its constraint is `0..`.
    #[must_use]
    pub fn may_end_empty(&self) -> bool {
        let Some(RoutePart::Parameter { name, .. }) = self.route.parts.last() else {
            return false;
        };
        let is_last =
            |parameter: &&Parameter| parameter.location == ParameterLocation::Path && parameter.field.name == *name;
        let last = self.parameters.iter().find(is_last);
        last.is_some_and(|last| last.field.value.constraints.min == Some(0))
    }

    /// Method, host and path without the names of parameters, which don't tell requests apart: `GET /repos/{}/{}/git/ref/{}`.
    #[must_use]
    pub fn route_key(&self) -> String {
        let host = if self.route.uploads { "{origin}" } else { "" };
        let mut key = format!("{} {host}", self.method.as_str());
        for part in &self.route.parts {
            match part {
                RoutePart::Literal(literal) => key.push_str(literal),
                RoutePart::Parameter { .. } => key.push_str("{}"),
            }
        }
        key
    }
}

/// Scope and name of an endpoint; displayed as `scope.name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EndpointId {
    /// Scope, as the docs spell it.
    pub scope: String,
    /// Name within the scope.
    pub name: String,
}

impl EndpointId {
    /// The id of an endpoint with this scope and name.
    #[must_use]
    pub fn new(scope: &str, name: &str) -> Self {
        Self {
            scope: scope.to_owned(),
            name: name.to_owned(),
        }
    }
}

impl fmt::Display for EndpointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.scope, self.name)
    }
}

impl Serialize for EndpointId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// HTTP methods that GitHub's API uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Method {
    #[default]
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// All methods with their names on the wire.
    pub const ALL: [(&'static str, Self); 6] = [
        ("GET", Self::Get),
        ("HEAD", Self::Head),
        ("POST", Self::Post),
        ("PUT", Self::Put),
        ("PATCH", Self::Patch),
        ("DELETE", Self::Delete),
    ];

    /// The method's name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let own = Self::ALL.iter().find(|(_, method)| *method == self);
        own.map_or("", |(name, _)| name)
    }
}

/// A route: the host it is on, and its segments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Route {
    /// Whether the route is on the uploads host (`{origin}` in the docs).
    pub uploads: bool,
    /// The parts of the path, in order. Literals keep their slashes.
    #[serde(rename = "path", serialize_with = "as_path")]
    pub parts: Vec<RoutePart>,
}

impl Route {
    /// The path without host and query, with its parameters in braces: `/repos/{owner}/{repo}/git/ref/{+ref}`.
    #[must_use]
    pub fn path(&self) -> String {
        path_of(&self.parts)
    }
}

fn path_of(parts: &[RoutePart]) -> String {
    let mut path = String::new();
    for part in parts {
        match part {
            RoutePart::Literal(text) => path.push_str(text),
            RoutePart::Parameter { name, multi_segment } => {
                path.push_str(if *multi_segment { "{+" } else { "{" });
                path.push_str(name);
                path.push('}');
            }
        }
    }
    path
}

fn as_path<S: Serializer>(parts: &[RoutePart], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path_of(parts))
}

/// A part of a route's path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RoutePart {
    /// Text that is the same in every request.
    Literal(String),
    /// The value of a parameter.
    Parameter {
        /// Name of the parameter.
        name: String,
        /// Whether the value may span several segments (`{+name}`): its `/` are kept.
        multi_segment: bool,
    },
}

/// What a page says about walking over the pages of a response.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Items {
    /// The field with the list; `None` where there is none to walk over.
    pub field: Option<String>,
    /// How many items a page has; stated where the server sends one page unless it is asked for several.
    pub page_size: Option<u16>,
}

/// Groups of parameters of which some must be given.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct GroupRule {
    /// How many of the groups must be given.
    pub kind: GroupKind,
    /// The groups; a group counts as given when all its parameters are.
    pub groups: Vec<Vec<String>>,
    /// Where the rule is.
    #[serde(skip)]
    pub span: Span,
}

impl GroupRule {
    /// The groups as a page writes them: `[[a], [b, c]]`.
    #[must_use]
    pub fn written(&self) -> String {
        let groups: Vec<String> = self
            .groups
            .iter()
            .map(|group| format!("[{}]", group.join(", ")))
            .collect();
        format!("[{}]", groups.join(", "))
    }

    /// Whether a parameter can't be given once all of the first group is.
    #[must_use]
    pub fn excludes(&self, name: &str) -> bool {
        let mut groups = self.groups.iter().map(|group| group.iter().any(|other| other == name));
        self.kind == GroupKind::ExactlyOne && groups.next() != Some(true) && groups.any(|has_it| has_it)
    }
}

/// How many groups of a [`GroupRule`] must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum GroupKind {
    /// `any-of`: one or more.
    #[serde(rename = "any-of")]
    AtLeastOne,
    /// `one-of`: exactly one, and nothing of the others.
    #[serde(rename = "one-of")]
    ExactlyOne,
}

impl GroupKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::AtLeastOne, Self::ExactlyOne];

    /// The key of the front-matter.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::AtLeastOne => "any-of",
            Self::ExactlyOne => "one-of",
        }
    }
}

/// A parameter of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Parameter {
    /// Where it goes in the request.
    #[serde(rename = "in")]
    pub location: ParameterLocation,
    /// How its value is written there.
    #[serde(skip_serializing_if = "is_plain")]
    pub style: Style,
    /// Its name, its value, and what the page says of them.
    #[serde(flatten)]
    pub field: Field,
}

impl Parameter {
    /// A parameter whose value is written as it is.
    #[must_use]
    pub fn new(location: ParameterLocation, field: Field) -> Self {
        Self {
            location,
            style: Style::Plain,
            field,
        }
    }

    /// Location and style, as pages write them: `query, brackets`.
    #[must_use]
    pub fn written(&self) -> &'static str {
        self.style.of(self.location)
    }
}

/// Where a parameter goes in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterLocation {
    /// Into the route.
    Path,
    /// After the `?`.
    Query,
    /// A member of the JSON body.
    Body,
    /// The whole body (a body parameter called `data`).
    #[serde(rename = "body")]
    WholeBody,
}

/// How a value is written into the route or the query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    /// As it is; the items of a list are joined with commas.
    #[default]
    Plain,
    /// Into the route without the slashes at its ends.
    Trimmed,
    /// A list into the query, item by item: `a=1&a=2`.
    Repeated,
    /// The same with brackets: `a[]=1&a[]=2`.
    Brackets,
}

impl Style {
    /// What pages say: a location in a style.
    pub const WRITTEN: [(&'static str, ParameterLocation, Self); 6] = [
        ("path", ParameterLocation::Path, Self::Plain),
        ("query", ParameterLocation::Query, Self::Plain),
        ("body", ParameterLocation::Body, Self::Plain),
        ("path, trimmed", ParameterLocation::Path, Self::Trimmed),
        ("query, repeated", ParameterLocation::Query, Self::Repeated),
        ("query, brackets", ParameterLocation::Query, Self::Brackets),
    ];

    /// A location in this style, as pages write it: `query, brackets`.
    #[must_use]
    pub fn of(self, location: ParameterLocation) -> &'static str {
        let is_own = |(_, other, style): &&(_, ParameterLocation, Self)| *other == location && *style == self;
        Self::WRITTEN
            .iter()
            .find(is_own)
            .map_or("body", |(written, ..)| written)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_plain(style: &Style) -> bool {
    *style == Style::Plain
}

/// A response that the page lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The body; `None` for a response without one.
    #[serde(flatten)]
    pub body: Option<Value>,
    /// Prose; may be empty.
    pub description: String,
    /// The row's status cell.
    #[serde(skip)]
    pub span: Span,
}

/// Another form of a response, which callers get when they ask for its media type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Form {
    /// HTTP status.
    pub status: u16,
    /// The media type.
    pub media_type: String,
    /// The body.
    #[serde(flatten)]
    pub body: Value,
    /// Prose; may be empty.
    pub description: String,
    /// The row's status cell.
    #[serde(skip)]
    pub span: Span,
}

impl Form {
    /// Status and media type, as pages write them.
    #[must_use]
    pub fn written(&self) -> String {
        format!("{} {}", self.status, self.media_type)
    }
}

/// A shared type: a page of `spec/schemas`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Schema {
    /// Name, as pages refer to it.
    pub name: String,
    /// Prose; may be empty.
    pub description: String,
    /// What it is; an object unless the page says something else.
    #[serde(flatten)]
    pub value: Value,
    /// Where the page is.
    pub source: SourceLine,
    /// The page's `name` line.
    #[serde(skip)]
    pub span: Span,
}

/// A webhook event with one action, or without: a page of `spec/webhooks`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Webhook {
    /// The value of the header `X-GitHub-Event` (`pull_request`).
    pub event: String,
    /// The `action` of the payload (`opened`); `None` for events whose payloads have none, or any.
    pub action: Option<String>,
    /// One line.
    pub title: String,
    /// What can have a webhook for it: `repository`, `app`.
    pub receivers: Vec<String>,
    /// The edition of GitHub that alone has the event; `None` where all have it.
    pub edition: Option<String>,
    /// The page of the official documentation.
    pub docs_url: Option<String>,
    /// What the page says of the payload, as a schema that is called [`Webhook::word`].
    #[serde(flatten)]
    pub payload: Schema,
}

impl Webhook {
    /// Event and action: `pull_request.opened`, `push`.
    #[must_use]
    pub fn id(&self) -> String {
        self.joined(".")
    }

    /// The word that names of its types are made of: `pull_request_opened`.
    #[must_use]
    pub fn word(&self) -> String {
        self.joined("_")
    }

    /// Its page in the tree, without `.md`: `webhooks/pull_request/opened`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("webhooks/{}", self.joined("/"))
    }

    fn joined(&self, separator: &str) -> String {
        let action = self.action.iter().flat_map(|action| [separator, action]);
        std::iter::once(self.event.as_str()).chain(action).collect()
    }
}

/// The types of schemas by their names, so that references can be followed.
#[derive(Clone, Debug, Default)]
pub struct Schemas<'a>(HashMap<&'a str, &'a Type>);

impl<'a> Schemas<'a> {
    /// The schemas of an API.
    #[must_use]
    pub fn of(api: &'a Api) -> Self {
        api.schemas
            .iter()
            .map(|schema| (schema.name.as_str(), &schema.value.ty))
            .collect()
    }

    /// The type of a schema.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a Type> {
        self.0.get(name).copied()
    }

    /// What a type comes down to once unions and references are followed: neither a [`Type::Union`] nor a known [`Type::Ref`] is among
    /// the result. A reference to no schema, or one that only leads back to itself, comes down to nothing.
    #[must_use]
    pub fn variants<'t>(&'t self, ty: &'t Type) -> Vec<&'t Type> {
        let mut found = Vec::new();
        let mut waiting = vec![ty];
        let mut seen = HashSet::new();
        while let Some(ty) = waiting.pop() {
            match ty {
                Type::Union(variants) => waiting.extend(variants.iter().rev()),
                Type::Ref(name) => {
                    if seen.insert(name.as_str()) {
                        waiting.extend(self.get(name));
                    }
                }
                other => found.push(other),
            }
        }
        found
    }
}

impl<'a> FromIterator<(&'a str, &'a Type)> for Schemas<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a Type)>>(types: I) -> Self {
        Self(types.into_iter().collect())
    }
}
