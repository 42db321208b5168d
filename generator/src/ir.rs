//! The intermediate representation: what the pages say, in types that any emitter could use.
//!
//! Names are spelled as the docs spell them; Rust identifiers come into being in `names`. Nothing here depends on `syn`, `quote` or
//! the file system. Texts are normalized Markdown that is safe inside rustdoc (see `page::prose`).

use serde::{Deserialize, Serialize};

use crate::source::Span;

/// A whole API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Api {
    /// All endpoints, sorted by scope and name.
    pub endpoints: Vec<Endpoint>,
    /// All schema pages, sorted by name.
    pub schemas: Vec<Schema>,
}

/// One endpoint: a page of `spec/endpoints`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    pub route: Route,
    /// Whether the page calls the endpoint deprecated.
    pub deprecated: bool,
    /// The endpoint that replaces this one under another name.
    pub renamed_to: Option<EndpointId>,
    /// The page of the official documentation.
    pub docs_url: Option<String>,
    /// Media type of the request body where it is not JSON.
    pub content_type: Option<String>,
    /// Groups of parameters that belong together.
    pub groups: Vec<GroupRule>,
    /// The scopes that a classic token needs for sure: one of each group.
    pub token_scopes: Vec<Vec<String>>,
    /// Paths of other routes with the same method that values of this one could reach, such as `/gists/starred` of `/gists/{gist_id}`.
    pub rivals: Vec<String>,
    /// Parameters: those of the path in route order, then the others in table order.
    pub parameters: Vec<Parameter>,
    /// Responses in the order of the page; empty where the page has no such section.
    pub responses: Vec<Response>,
    /// Where the page is.
    pub source: Location,
    /// The page's route line.
    pub span: Span,
}

impl Endpoint {
    /// Scope and name.
    #[must_use]
    pub fn id(&self) -> EndpointId {
        EndpointId {
            scope: self.scope.clone(),
            name: self.name.clone(),
        }
    }
}

/// Scope and name of an endpoint; displayed as `scope.name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EndpointId {
    /// Scope, as the docs spell it.
    pub scope: String,
    /// Name within the scope.
    pub name: String,
}

impl std::fmt::Display for EndpointId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.scope, self.name)
    }
}

/// A place in the docs, for people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    /// Path of the page as the sources name it.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
}

/// HTTP methods that GitHub's API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The method's name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A route: the host it is on, its segments, and the query parameters that it names itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Route {
    /// Whether the route is on the uploads host (`{origin}` in the docs).
    pub uploads: bool,
    /// The parts of the path, in order. Literals keep their slashes.
    pub parts: Vec<RoutePart>,
    /// Names inside `{?…}`.
    pub query: Vec<String>,
}

impl Route {
    /// The path without host and query, with its parameters in braces: `/repos/{owner}/{repo}/git/ref/{+ref}`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut path = String::new();
        for part in &self.parts {
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
}

/// A part of a route's path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RoutePart {
    /// Text that is the same in every request.
    Literal(String),
    /// The place of a parameter's value.
    Parameter {
        /// Name of the parameter.
        name: String,
        /// Whether the value may span several segments (`{+name}`): its `/` are kept.
        multi_segment: bool,
    },
}

/// Groups of parameters of which some must be given.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GroupRule {
    /// How many of the groups must be given.
    pub kind: GroupKind,
    /// The groups; a group counts as given when all its parameters are.
    pub groups: Vec<Vec<String>>,
    /// Where the rule stands.
    pub span: Span,
}

/// How many groups of a [`GroupRule`] must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GroupKind {
    /// `any-of`: one or more.
    AtLeastOne,
    /// `one-of`: exactly one, and nothing of the others.
    ExactlyOne,
}

/// A parameter of an endpoint, or a field of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Parameter {
    /// The parameter's own name: the last word of its path (`path` in `output.annotations[].path`), as the docs spell it.
    pub name: String,
    /// Where it goes in the request; nested fields and fields of schemas and responses are in the body.
    pub location: ParameterLocation,
    /// Whether it must be given; for a nested one, when its parent is.
    pub required: bool,
    /// Its type. [`Type::Open`] where the page states none and none could be inferred.
    pub ty: Type,
    /// What values must satisfy.
    pub constraints: Constraints,
    /// The value that the server takes when none is given, as the page writes it.
    pub default: Option<String>,
    /// Prose; may be empty.
    pub description: String,
    /// Whether the prose calls it deprecated or closing down.
    pub deprecated: bool,
    /// Why the type is what it is.
    pub evidence: Vec<Evidence>,
    /// Fields of the one `object` inside `ty`, wherever it is in there.
    pub fields: Vec<Parameter>,
    /// What rows of their own say about the items of the lists and the values of the maps inside `ty`: `sort_by[]` is an element of
    /// `sort_by` called `[]`, `inputs.*` one of `inputs` called `*`, `matrix[][]` one of `matrix` called `[][]`. They have neither
    /// fields nor elements, and may be empty.
    pub elements: Vec<Parameter>,
    /// The row's name cell.
    pub span: Span,
}

impl Parameter {
    /// How many lists and maps deep the rows about what is inside this value go.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.elements.iter().map(Self::element_depth).max().unwrap_or(0)
    }

    /// What a row says about the values that are `depth` lists and maps inside this one; nothing where there is no such row.
    #[must_use]
    pub fn inside(&self, depth: usize) -> &Constraints {
        let mut elements = self.elements.iter().filter(|element| element.element_depth() == depth);
        let element = elements.find(|element| !element.constraints.is_empty());
        element.map_or(Constraints::FREE, |element| &element.constraints)
    }

    /// The lists and maps in the name of an element: two of `[][]`, one of `*`.
    fn element_depth(&self) -> usize {
        self.name.chars().filter(|c| matches!(c, '[' | '*')).count()
    }
}

/// Where a parameter goes in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ParameterLocation {
    /// Into the route.
    Path,
    /// Behind the `?`.
    Query,
    /// A member of the JSON body.
    Body,
    /// The whole body (a body parameter called `data`).
    WholeBody,
}

/// Why a parameter has its type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// What kind of reason it is.
    pub kind: EvidenceKind,
    /// Where it stands.
    pub source: Location,
    /// What stands there: the type cell, the name of a nested row, words of the description, or the type that other pages state.
    pub text: String,
}

/// Kinds of evidence, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EvidenceKind {
    /// The page's own `type` column.
    Stated,
    /// A typed page of the same route.
    Route,
    /// Typed pages whose routes begin alike, up to and with the parameter.
    Place,
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
            Self::Place => "place",
            Self::Text => "text",
            Self::Scope => "scope",
            Self::Name => "name",
            Self::Word => "word",
            Self::Nested => "nested",
            Self::Prose => "prose",
        }
    }
}

/// Types.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Type {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// True or false.
    Boolean,
    /// A calendar date.
    Date,
    /// A moment (RFC 3339).
    DateTime,
    /// A URI, kept as text.
    Uri,
    /// Raw bytes.
    Binary,
    /// A JSON object. Its fields are those of the parameter around it; without fields, any members.
    Object,
    /// Any JSON value.
    Any,
    /// JSON's null.
    Null,
    /// One of several texts.
    Enum(Vec<String>),
    /// A list.
    List(Box<Type>),
    /// A map from text to values.
    Map(Box<Type>),
    /// Any of several types; two or more, flat, with at most one [`Type::Enum`].
    Union(Vec<Type>),
    /// A schema page.
    Ref(String),
    /// Not known: every value is accepted.
    Open,
}

impl Type {
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

/// What a value must satisfy. The bounds hold for the value of a number, the characters of a text, the items of a list and the
/// entries of a map.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Constraints {
    /// Lower bound, included.
    pub min: Option<i64>,
    /// Upper bound, included.
    pub max: Option<i64>,
    /// A regular expression that a text must match somewhere, without its slashes.
    pub pattern: Option<String>,
}

impl Constraints {
    /// Those that every value satisfies.
    pub const FREE: &Self = &Self {
        min: None,
        max: None,
        pattern: None,
    };

    /// Whether every value satisfies them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A response that the page lists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Type of the body; `None` for a response without one.
    pub ty: Option<Type>,
    /// Prose; may be empty.
    pub description: String,
    /// Fields of the one `object` inside `ty`.
    pub fields: Vec<Parameter>,
    /// The row's status cell.
    pub span: Span,
}

/// A shared type: a page of `spec/schemas`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Schema {
    /// Name, as pages refer to it.
    pub name: String,
    /// Prose; may be empty.
    pub description: String,
    /// What it is; [`Type::Object`] unless the page says something else.
    pub ty: Type,
    /// Fields of the one `object` inside `ty`.
    pub fields: Vec<Parameter>,
    /// Where the page is.
    pub source: Location,
    /// The page's `name` line.
    pub span: Span,
}
