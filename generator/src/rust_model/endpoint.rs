//! An endpoint in Rust: its method, its request, and what its responses become.

use super::types::{DeclaredType, Member, Origin, Shape};
use crate::ir::{self, GroupRule, Method, ParameterLocation};

/// An endpoint.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Endpoint<'a> {
    /// Its id, as the docs spell it: `checks.create`.
    pub(crate) id: String,
    /// The method's name, which is the module's name too: `create`.
    pub(crate) name: String,
    /// The type of its requests: `Create`. Emitted when there are setters.
    pub(crate) request: String,
    /// One line that says what it does.
    pub(crate) title: &'a str,
    /// Prose; may be empty.
    pub(crate) description: &'a str,
    /// HTTP method.
    pub(crate) method: Method,
    /// The route: `/repos/{owner}/{repo}/check-runs`.
    pub(crate) route: String,
    /// Whether the route is on the uploads host.
    pub(crate) uploads: bool,
    /// Media type of the request body where it isn't JSON.
    pub(crate) content_type: Option<&'a str>,
    /// Groups of parameters that belong together.
    pub(crate) groups: &'a [GroupRule],
    /// The scopes that a classic token needs: one of each group.
    pub(crate) token_scopes: &'a [Vec<String>],
    /// Overlapping routes of the same method.
    pub(crate) overlapping: &'a [String],
    /// Why callers shouldn't use it.
    pub(crate) deprecated: Option<String>,
    /// Path of the page.
    pub(crate) page: &'a str,
    /// The page of the official documentation.
    pub(crate) docs_url: Option<&'a str>,
    /// The method of the same scope that takes the calls of this renamed endpoint. Arguments, setters and responses are those of that
    /// method, and the module declares nothing of its own.
    pub(crate) forwards_to: Option<String>,
    /// The positional arguments: those of the path in route order, then the others in the order of the page.
    pub(crate) arguments: Vec<Parameter<'a>>,
    /// The setters, in the order of the page.
    pub(crate) setters: Vec<Parameter<'a>>,
    /// The types that the request declares.
    pub(crate) types: Vec<DeclaredType<'a>>,
    /// What its responses become.
    pub(crate) responses: Responses<'a>,
    /// What the page says.
    pub(crate) origin: Origin<'a, ir::Endpoint>,
}

/// A parameter of a request.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Parameter<'a> {
    /// Name, shape and checks.
    pub(crate) member: Member<'a>,
    /// Where it goes.
    pub(crate) location: ParameterLocation,
    /// Whether it is a whole body that goes out as it is rather than as JSON.
    pub(crate) is_raw: bool,
}

/// What the responses of an endpoint become.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Responses<'a> {
    /// What a successful call returns.
    pub(crate) success: Success<'a>,
    /// Whether the responses come in pages.
    pub(crate) is_paged: bool,
    /// The bodies of errors, in the order of the page.
    pub(crate) errors: Vec<(u16, Shape<'a>)>,
    /// The types that the module `response` declares.
    pub(crate) types: Vec<DeclaredType<'a>>,
}

/// What a successful call returns.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Success<'a> {
    /// `()`: no successful status has a body.
    Empty,
    /// `Body`: bytes, or the page lists no successful status.
    Raw,
    /// One body.
    One {
        /// Its shape.
        shape: Shape<'a>,
        /// Whether another successful status has no body.
        may_miss: bool,
    },
    /// Several bodies: the enum `response::ByStatus`.
    ByStatus {
        /// The bodies.
        bodies: Vec<StatusBody<'a>>,
        /// Whether another successful status has no body.
        may_miss: bool,
    },
}

/// The body of one status among several.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StatusBody<'a> {
    /// The status.
    pub(crate) status: u16,
    /// The variant: `Created`.
    pub(crate) variant: String,
    /// What it holds.
    pub(crate) shape: Shape<'a>,
}
