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
        let parameters = self.parameters.iter().map(|parameter| &parameter.field.value);
        let bodies = self.responses.iter().filter_map(|response| response.body.as_ref());
        let forms = self.forms.iter().map(|form| &form.body);
        parameters.chain(bodies).chain(forms).map(|value| &value.ty)
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

/// A line of the docs, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SourceLine {
    /// Path of the page as the sources name it.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
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

/// A route: the host it is on, its segments, and the query parameters that it names itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Route {
    /// Whether the route is on the uploads host (`{origin}` in the docs).
    pub uploads: bool,
    /// The parts of the path, in order. Literals keep their slashes.
    #[serde(rename = "path", serialize_with = "as_path")]
    pub parts: Vec<RoutePart>,
    /// Names inside `{?…}`.
    #[serde(skip)]
    pub query: Vec<String>,
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
pub enum RoutePart<N = String> {
    /// Text that is the same in every request.
    Literal(String),
    /// The value of a parameter.
    Parameter {
        /// Name of the parameter.
        name: N,
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

/// A named value: a parameter, or a field of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Field {
    /// The last word of its path (`path` in `output.annotations[].path`), as the docs spell it.
    pub name: String,
    /// Whether it must be given; for a field, when its object is.
    pub required: bool,
    /// What it may be. [`Type::Open`] where the page states no type and none could be inferred.
    #[serde(flatten)]
    pub value: Value,
    /// The value that the server takes when none is given, as the page writes it.
    pub default: Option<String>,
    /// Prose; may be empty.
    pub description: String,
    /// Whether the prose calls it deprecated or closing down.
    pub deprecated: bool,
    /// Why the type is what it is.
    pub evidence: Vec<Evidence>,
    /// The row's name cell.
    #[serde(skip)]
    pub span: Span,
}

impl Field {
    /// The fields of the one object inside its type; none where there is no such object.
    #[must_use]
    pub fn fields(&self) -> &[Self] {
        self.value.ty.object().map_or(&[], |object| &object.fields)
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

/// Why a parameter has its type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Evidence {
    /// What kind of reason it is.
    pub kind: EvidenceKind,
    /// Where it is.
    #[serde(flatten)]
    pub source: SourceLine,
    /// What is written there: the type cell, the name of a nested row, words of the description, or the type that other pages state.
    pub text: String,
}

/// Kinds of evidence, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceKind {
    /// The page's own `type` column.
    Stated,
    /// A typed page of the same route.
    Route,
    /// Typed pages whose routes begin alike, up to and with the parameter.
    Prefix,
    /// Typed pages that say the same of a parameter of the same name.
    Text,
    /// Typed pages of the same scope that have a parameter of the same name.
    Scope,
    /// Typed pages that have a parameter of the same name.
    Name,
    /// Typed pages that have a parameter or field whose last word is the same.
    Word,
    /// The rows below.
    Nested,
    /// The parameter's description.
    Prose,
}

impl EvidenceKind {
    /// The word for it in the IR's JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Route => "route",
            Self::Prefix => "prefix",
            Self::Text => "text",
            Self::Scope => "scope",
            Self::Name => "name",
            Self::Word => "word",
            Self::Nested => "nested",
            Self::Prose => "prose",
        }
    }
}

/// A type together with the constraints that its values must satisfy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Value {
    /// The type.
    #[serde(rename = "type")]
    pub ty: Type,
    /// What values must satisfy.
    #[serde(skip_serializing_if = "Constraints::is_empty")]
    pub constraints: Constraints,
}

impl From<Type> for Value {
    /// The type without constraints.
    fn from(ty: Type) -> Self {
        Self {
            ty,
            constraints: Constraints::default(),
        }
    }
}

/// Types.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "kind", content = "of", rename_all = "kebab-case")]
pub enum Type {
    /// A string.
    String,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// True or false.
    Boolean,
    /// A calendar date.
    Date,
    /// A point in time (RFC 3339).
    DateTime,
    /// A URI, kept as a string.
    Uri,
    /// Bytes, as a string in Base64.
    Base64,
    /// A string that nothing shows.
    Secret,
    /// Raw bytes.
    Binary,
    /// A JSON object.
    Object(Object),
    /// Any JSON value.
    Any,
    /// JSON's null.
    Null,
    /// One of several strings.
    Enum(Vec<String>),
    /// A list of such values.
    List(Box<Value>),
    /// A map from strings to such values.
    Map(Box<Value>),
    /// Any of several types; two or more, flat, with at most one [`Type::Enum`] and at most one [`Type::Object`].
    Union(Vec<Type>),
    /// A schema page.
    Ref(String),
    /// Not known: every value is accepted.
    #[default]
    Open,
}

/// An object type: its named fields, and what other entries may hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Object {
    /// The fields, in the order of the page; empty where the page lists none, which means any object.
    pub fields: Vec<Field>,
    /// What entries beside the named fields hold, as a field called `*`; `None` where the page doesn't speak of others.
    pub rest: Option<Box<Field>>,
}

impl Type {
    /// A list of values of this type.
    #[must_use]
    pub fn list(self) -> Self {
        Self::List(Box::new(self.into()))
    }

    /// A map of values of this type.
    #[must_use]
    pub fn map(self) -> Self {
        Self::Map(Box::new(self.into()))
    }

    /// Calls `found` for this type and for every type inside it, outer ones first. What a schema page says is not inside.
    pub fn visit<'a>(&'a self, found: &mut dyn FnMut(&'a Self)) {
        found(self);
        match self {
            Self::Object(object) => {
                let rest = object.rest.iter().map(|rest| &rest.value.ty);
                let fields = object.fields.iter().map(|field| &field.value.ty);
                fields.chain(rest).for_each(|ty| ty.visit(found));
            }
            Self::List(inside) | Self::Map(inside) => inside.ty.visit(found),
            Self::Union(variants) => variants.iter().for_each(|variant| variant.visit(found)),
            _ => {}
        }
    }

    /// The schema that this is a reference to.
    #[must_use]
    pub fn schema_name(&self) -> Option<&str> {
        if let Self::Ref(name) = self { Some(name) } else { None }
    }

    /// The first object in the type, in lists, maps and unions too. A type whose object has fields has no other object.
    #[must_use]
    pub fn object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            Self::List(inside) | Self::Map(inside) => inside.ty.object(),
            Self::Union(variants) => variants.iter().find_map(Self::object),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn object_mut(&mut self) -> Option<&mut Object> {
        match self {
            Self::Object(object) => Some(object),
            Self::List(inside) | Self::Map(inside) => inside.ty.object_mut(),
            Self::Union(variants) => variants.iter_mut().find_map(Self::object_mut),
            _ => None,
        }
    }

    /// The type with nothing inside its objects, and without constraints of items and values.
    #[must_use]
    pub fn bare(&self) -> Self {
        match self {
            Self::Object(_) => Self::Object(Object::default()),
            Self::List(inside) => inside.ty.bare().list(),
            Self::Map(inside) => inside.ty.bare().map(),
            Self::Union(variants) => Self::Union(variants.iter().map(Self::bare).collect()),
            other => other.clone(),
        }
    }

    /// Whether null is one of the values.
    #[must_use]
    pub fn is_nullable(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Union(variants) => variants.contains(&Self::Null),
            _ => false,
        }
    }

    /// The type without null; `None` when nothing else is left.
    #[must_use]
    pub fn without_null(&self) -> Option<Self> {
        match self {
            Self::Null => None,
            Self::Union(variants) => {
                let mut rest: Vec<Self> = variants.iter().filter(|ty| **ty != Self::Null).cloned().collect();
                if rest.len() == 1 {
                    rest.pop()
                } else {
                    Some(Self::Union(rest))
                }
            }
            other => Some(other.clone()),
        }
    }

    /// The type that a union has besides null; `None` when it has several, or this is no union.
    #[must_use]
    pub fn only_variant(&self) -> Option<&Self> {
        let Self::Union(variants) = self else { return None };
        let mut rest = variants.iter().filter(|ty| **ty != Self::Null);
        rest.next().filter(|_| rest.next().is_none())
    }
}

impl fmt::Display for Type {
    /// Writes the type in the dialect's own notation: `(string | null)[]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::Uri => "uri",
            Self::Base64 => "base64",
            Self::Secret => "secret",
            Self::Binary => "binary",
            Self::Object(_) => "object",
            Self::Any | Self::Open => "any",
            Self::Null => "null",
            Self::Ref(name) => name,
            Self::Enum(values) => return alternatives(f, values.iter().map(|value| format!("\"{value}\""))),
            Self::Union(variants) => return alternatives(f, variants),
            Self::Map(values) => return write!(f, "map({})", values.ty),
            Self::List(items) if matches!(items.ty, Self::Enum(_) | Self::Union(_)) => {
                return write!(f, "({})[]", items.ty);
            }
            Self::List(items) => return write!(f, "{}[]", items.ty),
        };
        f.write_str(word)
    }
}

/// Writes the members of a union.
fn alternatives(f: &mut fmt::Formatter<'_>, members: impl IntoIterator<Item: fmt::Display>) -> fmt::Result {
    for (number, member) in members.into_iter().enumerate() {
        let separator = if number == 0 { "" } else { " | " };
        write!(f, "{separator}{member}")?;
    }
    Ok(())
}

/// What a value must satisfy. The bounds hold for the value of a number, the characters of a string, the items of a list and the
/// entries of a map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Constraints {
    /// Lower bound, included.
    pub min: Option<i64>,
    /// Upper bound, included.
    pub max: Option<i64>,
    /// A regular expression that a string must match somewhere, without its slashes.
    pub pattern: Option<String>,
}

impl Constraints {
    /// Whether every value satisfies them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Constraints {
    /// Writes them as pages do: `1..=100, /^[a-z]+$/`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => write!(f, "{min}")?,
            (Some(min), Some(max)) => write!(f, "{min}..={max}")?,
            (Some(min), None) => write!(f, "{min}..")?,
            (None, Some(max)) => write!(f, "..={max}")?,
            (None, None) => {}
        }
        let has_range = self.min.is_some() || self.max.is_some();
        let separator = if has_range { ", " } else { "" };
        self.pattern
            .iter()
            .try_for_each(|pattern| write!(f, "{separator}/{pattern}/"))
    }
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
