//! A Markdown page as it was written: every element that the dialect knows, with its span.
//!
//! Reading never fails as a whole: what can't be understood becomes a diagnostic, and the rest of the page is read on. Nothing here looks
//! at another page; cross-page checks are in `lower`.

mod characters;
mod columns;
mod constraints;
mod context;
pub mod document;
mod example;
mod fault;
mod front_matter;
mod html_table;
mod name_path;
mod notice;
pub mod place;
mod prose;
mod reader;
mod route;
mod sections;
mod slips;
mod table;
mod text;
mod token_scopes;
pub(crate) mod type_expression;

use crate::ir::{self, Constraints, EndpointId, GroupKind, Items, Method, ParameterLocation, Style, Type};
use crate::source::{SourceId, Span, Spanned};

pub use reader::{Kind, TO_DESCRIBE, is_date, read};
pub use sections::{FIELDS, PARAMETERS, RESPONSES};
pub use type_expression::words as type_words;

/// A page.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "most pages are of the large kind")]
pub enum Page {
    /// `type: API method`.
    Endpoint(EndpointPage),
    /// `type: Schema`.
    Schema(SchemaPage),
    /// `type: Webhook event`.
    Webhook(WebhookPage),
}

impl Page {
    /// The source that the page was read from.
    #[must_use]
    pub fn source(&self) -> SourceId {
        match self {
            Self::Endpoint(page) => page.name.span.source,
            Self::Schema(page) => page.name.span.source,
            Self::Webhook(page) => page.name.span.source,
        }
    }
}

/// The page of an endpoint.
#[derive(Clone, Debug)]
pub struct EndpointPage {
    /// `name` of the front-matter: the title.
    pub name: Spanned<String>,
    /// `example` of the front-matter.
    pub example: Option<Spanned<Example>>,
    /// `route` of the front-matter.
    pub route: Spanned<Route>,
    /// `scope` of the front-matter.
    pub scope: Spanned<String>,
    /// `content-type` of the front-matter.
    pub content_type: Option<Spanned<String>>,
    /// `edition` of the front-matter: the edition of GitHub that alone has the endpoint.
    pub edition: Option<String>,
    /// `sunset` of the front-matter: the day from which GitHub may remove the endpoint.
    pub sunset: Option<String>,
    /// `any-of` and `one-of` of the front-matter.
    pub groups: Vec<Groups>,
    /// `items` of the front-matter: the list that walking over pages yields.
    pub items: Option<Spanned<Items>>,
    /// Prose between the title and the parameters without the `js` example, normalized and safe (see `markdown`).
    pub description: String,
    /// The scopes that a classic token needs, by the prose: one of each group.
    pub token_scopes: Vec<Vec<String>>,
    /// The deprecation notice in the prose.
    pub deprecated: Option<Span>,
    /// The method named by a renaming notice in the prose.
    pub renamed_to: Option<Spanned<EndpointId>>,
    /// `renamed-from` of the front-matter: names that this endpoint had, and that callers may still use.
    pub renamed_from: Vec<OldName>,
    /// The link after `See also:`.
    pub see_also: Option<Spanned<String>>,
    /// The rows of the parameter table.
    pub parameters: Vec<Row>,
    /// The rows of the response table.
    pub responses: Vec<ResponseRow>,
}

/// A name that an endpoint had.
#[derive(Clone, Debug)]
pub struct OldName {
    /// The name.
    pub id: Spanned<EndpointId>,
    /// The version that drops it.
    pub until: Option<String>,
}

/// The page of a schema.
#[derive(Clone, Debug)]
pub struct SchemaPage {
    /// `name` of the front-matter.
    pub name: Spanned<String>,
    /// `is` of the front-matter.
    pub is: Option<Spanned<TypeExpression>>,
    /// Prose, normalized and safe.
    pub description: String,
    /// The rows of the field table.
    pub fields: Vec<Row>,
}

/// The page of a webhook event.
#[derive(Clone, Debug)]
pub struct WebhookPage {
    /// `name` of the front-matter: the title.
    pub name: Spanned<String>,
    /// `event` of the front-matter: the value of the header `X-GitHub-Event`.
    pub event: Spanned<String>,
    /// `action` of the front-matter: the payload's own `action`.
    pub action: Option<Spanned<String>>,
    /// `receivers` of the front-matter: what can have a webhook for the event.
    pub receivers: Vec<String>,
    /// `edition` of the front-matter: the edition of GitHub that alone has the event.
    pub edition: Option<String>,
    /// Prose, normalized and safe.
    pub description: String,
    /// The link after `See also:`.
    pub see_also: Option<Spanned<String>>,
    /// The rows of the field table: the payload.
    pub fields: Vec<Row>,
}

/// The call that a page's `example` shows: `octokit.rest.scope.method({ a, b.c })`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The scope in the call.
    pub scope: Spanned<String>,
    /// The method in the call.
    pub method: Spanned<String>,
    /// The names between the braces, as written.
    pub names: Vec<Spanned<String>>,
}

/// A route as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// HTTP method.
    pub method: Method,
    /// Host and path.
    pub route: ir::Route,
    /// The names in the path, in order.
    pub path: Vec<Spanned<String>>,
    /// The names inside `{?…}`.
    pub query: Vec<Spanned<String>>,
}

/// `any-of` or `one-of`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    /// Which of the two.
    pub kind: GroupKind,
    /// The groups, each a list of parameter names.
    pub groups: Vec<Vec<Spanned<String>>>,
    /// The value of the key.
    pub span: Span,
}

/// A row of a parameter or field table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The name cell, from the outside in.
    pub name: Spanned<Vec<Step>>,
    /// The `required` cell.
    pub required: bool,
    /// The `in` cell.
    pub location: Option<Spanned<ParameterLocation>>,
    /// What the `in` cell says of how the value is written.
    pub style: Style,
    /// The `type` cell; `None` when there is no such column or the cell is empty.
    pub ty: Option<Spanned<TypeExpression>>,
    /// The `constraints` cell.
    pub constraints: Option<Spanned<Constraints>>,
    /// The `default` cell as written.
    pub default: Option<Spanned<String>>,
    /// The description, normalized and safe; may be empty.
    pub description: String,
    /// Whether the description says `**Deprecated.**` or "closing down".
    pub deprecated: bool,
}

impl Row {
    /// The steps of its name.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.name.value
    }

    /// Its name, when it is at the top of the table.
    #[must_use]
    pub fn top_name(&self) -> Option<&str> {
        match self.steps() {
            [Step::Field(name)] => Some(name),
            _ => None,
        }
    }

    /// Where it says that its parameter goes.
    #[must_use]
    pub fn stated_location(&self) -> Option<ParameterLocation> {
        self.location.as_ref().map(|location| location.value)
    }
}

/// A row of a response table.
#[derive(Clone, Debug)]
pub struct ResponseRow {
    /// The HTTP status at the root of the row's name.
    pub status: Spanned<u16>,
    /// The media type after the status: another form of the response.
    pub media_type: Option<String>,
    /// The row, named by what follows the status: nothing for the row of the response itself (`200`), `[]` and `id` for `200[].id`.
    pub row: Row,
}

/// A step of a nested name such as `output.annotations[].path`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A field of an object.
    Field(String),
    /// The items of a list (`[]`).
    Items,
    /// The values of a map (`.*`).
    Values,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeExpression {
    /// One of the words that the dialect defines, as the type that it means.
    Primitive(Type),
    /// A text in quotes.
    Literal(String),
    /// The name of a schema page.
    Name(Spanned<String>),
    /// `T[]`
    List(Box<TypeExpression>),
    /// `map(T)`
    Map(Box<TypeExpression>),
    /// `A | B`
    Union(Vec<TypeExpression>),
}
