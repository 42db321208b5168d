//! An endpoint in Rust: its method, its request, and what its responses become.

use std::borrow::Cow;

use http::StatusCode;

use super::build::{Builder, Declared, Owner, Row, TypeName, conversion};
use super::names::{self, Distinct};
use super::types::{Conversion, DeclaredType, Member, Origin, Shape, ShapeKind, Side};
use crate::ir::{self, Api, GroupRule, Items, Method, ParameterLocation, RoutePart, Style, Type};

/// An endpoint.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Endpoint<'a> {
    /// Its id, as the docs spell it: `checks.create`.
    pub(crate) id: String,
    /// The method's name, which is the module's name too: `create`.
    pub(crate) name: String,
    /// The endpoint of the scope that has the plain name, where both would have it.
    pub(crate) yields_to: Option<&'a str>,
    /// The name of its requests' type: `Create`.
    pub(crate) request: String,
    /// The type that marks its requests: `CreateRoute`.
    pub(crate) marker: String,
    /// The route: `/repos/{owner}/{repo}/check-runs`.
    pub(crate) route: String,
    /// Groups of parameters that belong together.
    pub(crate) groups: &'a [GroupRule],
    /// Why callers shouldn't use it.
    pub(crate) deprecated: Option<String>,
    /// The method of the same scope that takes the calls of this renamed endpoint. Arguments, setters, types and responses are those of
    /// that method, and the module declares nothing of its own.
    pub(crate) forwards_to: Option<String>,
    /// The name that the requests' type of this renamed endpoint had; it stays as an alias.
    pub(crate) alias: Option<String>,
    /// The positional arguments: those of the path in route order, then the others in the order of the page.
    pub(crate) arguments: Vec<Parameter<'a>>,
    /// The setters, in the order of the page.
    pub(crate) setters: Vec<Parameter<'a>>,
    /// The types that the request declares.
    pub(crate) types: Vec<DeclaredType<'a>>,
    /// What its responses become.
    pub(crate) responses: Responses<'a>,
    /// The page, with prose, links and routing facts that the model doesn't repeat.
    pub(crate) origin: Origin<'a, ir::Endpoint>,
}

/// A parameter of a request.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Parameter<'a> {
    /// Name, shape and checks.
    pub(crate) member: Member<'a>,
    /// Where it goes.
    pub(crate) location: ParameterLocation,
    /// How its value is written there.
    pub(crate) style: Style,
    /// Whether it is a whole body that goes out as it is rather than as JSON.
    pub(crate) is_raw: bool,
}

/// What the responses of an endpoint become.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Responses<'a> {
    /// What a successful call returns.
    pub(crate) success: Success<'a>,
    /// Whether another successful status has no body, so that calls return an `Option` or a variant for it.
    pub(crate) may_miss: bool,
    /// What it returns when callers ask for another form.
    pub(crate) forms: Vec<Form<'a>>,
    /// Whether the responses come in pages.
    pub(crate) is_paged: bool,
    /// What the page says about walking over the pages.
    pub(super) items: Option<&'a Items>,
    /// Whether the items of the pages can be walked over.
    pub(crate) walk: Walk<'a>,
    /// The bodies of errors, in the order of the page.
    pub(crate) errors: Vec<StatusBody<'a>>,
    /// The types that the module `response` declares.
    pub(crate) types: Vec<DeclaredType<'a>>,
}

/// Another form of a response, and the method of requests that asks for it.
#[derive(Clone, Debug, Hash)]
pub(crate) struct Form<'a> {
    /// The method: `star_form`.
    pub(crate) method: String,
    /// What it returns.
    pub(crate) shape: Shape<'a>,
    /// What the page says.
    pub(crate) origin: Origin<'a, ir::Form>,
}

/// Whether the items of pages can be walked over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Walk<'a> {
    /// The endpoint has no pages, or its page says that there is nothing to walk over.
    Nothing,
    /// They can: the items of this field, or of the page where it is the list itself.
    Items(Option<&'a str>),
    /// The page names a list, but the endpoint has no pages.
    NoPages,
    /// The body is no list, and doesn't have exactly one.
    NoList,
    /// The field that the page names is no list.
    OtherField,
    /// Another page names another list of the same schema.
    OtherList,
}

/// What a successful call returns.
#[derive(Clone, Debug, Hash)]
pub(crate) enum Success<'a> {
    /// `()`: no successful status has a body.
    Empty,
    /// `Body`: bytes, or the page lists no successful status.
    Raw(Option<StatusBody<'a>>),
    /// One body.
    One(StatusBody<'a>),
    /// Several bodies: the enum `response::ByStatus`.
    ByStatus(Vec<StatusBody<'a>>),
}

impl<'a> Success<'a> {
    /// The bodies that calls return.
    pub(crate) fn bodies(&self) -> &[StatusBody<'a>] {
        match self {
            Self::Empty => &[],
            Self::Raw(body) => body.as_slice(),
            Self::One(body) => std::slice::from_ref(body),
            Self::ByStatus(bodies) => bodies,
        }
    }
}

/// The body of a status.
#[derive(Clone, Debug, Hash)]
pub(crate) struct StatusBody<'a> {
    /// The status.
    pub(crate) status: u16,
    /// Further statuses with the same body.
    pub(crate) also: Vec<u16>,
    /// The variant among several: `Created`.
    pub(crate) variant: String,
    /// What it is.
    pub(crate) shape: Shape<'a>,
    /// What the page says.
    pub(crate) origin: Origin<'a, ir::Response>,
}

/// Query parameters by which an endpoint has pages.
const PAGING: &[&str] = &["page", "per_page", "cursor", "after", "before"];

impl<'a> Endpoint<'a> {
    /// The successful statuses with a body, or those without.
    pub(crate) fn successes(&self, with_body: bool) -> Vec<u16> {
        let responses = self.origin.responses.iter();
        let successes =
            responses.filter(|response| (200..300).contains(&response.status) && response.body.is_some() == with_body);
        successes.map(|response| response.status).collect()
    }

    /// Builds the endpoint with this name, and this one for the type of its requests.
    pub(super) fn new(page: &'a ir::Endpoint, name: String, request: String, api: &'a Api) -> Self {
        let marker = format!("{request}Route");
        let (arguments, setters, types) = parameters(page, &[request.clone(), marker.clone()], api);
        let deprecated = match &page.renamed_to {
            Some(id) => Some(match &page.dropped_in {
                Some(version) => format!("renamed to `{id}`; version {version} drops this name"),
                None => format!("renamed to `{id}`"),
            }),
            None => page.deprecated.then(|| match &page.sunset {
                Some(day) => format!("GitHub announced the removal of this endpoint for {day}"),
                None => "GitHub calls this method deprecated".to_owned(),
            }),
        };
        Self {
            id: page.id().to_string(),
            name,
            yields_to: None,
            request,
            marker,
            route: page.route.path(),
            groups: &page.groups,
            deprecated,
            forwards_to: None,
            alias: None,
            arguments,
            setters,
            types,
            responses: Responses::new(page, api),
            origin: Origin(page),
        }
    }

    /// Makes a renamed endpoint hand its calls to the one under the new name.
    pub(super) fn forward_to(&mut self, target: Self) {
        self.forwards_to = Some(target.name);
        self.alias = Some(std::mem::replace(&mut self.request, target.request));
        self.marker = target.marker;
        self.arguments = target.arguments;
        self.setters = target.setters;
        self.types = target.types;
        self.responses = target.responses;
    }

    /// Whether a renamed endpoint takes the same arguments as the one under the new name, in the same scope.
    pub(super) fn is_forward_of(&self, target: &Self) -> bool {
        let (old, new) = (self.origin.0, target.origin.0);
        let has_object = |ty: &Type| {
            let mut found = false;
            ty.visit(&mut |ty| found |= matches!(ty, Type::Object(object) if !object.fields.is_empty()));
            found
        };
        old.scope == new.scope
            && new.renamed_to.is_none()
            && required(old).eq(required(new))
            && !required(old).any(|(_, _, ty)| has_object(ty))
    }
}

/// The location, name and type of each required parameter.
fn required(page: &ir::Endpoint) -> impl Iterator<Item = (ParameterLocation, &str, &Type)> {
    let required = page.parameters.iter().filter(|parameter| parameter.field.required);
    required.map(|parameter| {
        let ir::Field { name, value, .. } = &parameter.field;
        (parameter.location, name.as_str(), &value.ty)
    })
}

type Parameters<'a> = (Vec<Parameter<'a>>, Vec<Parameter<'a>>, Vec<DeclaredType<'a>>);

/// Arguments, setters, and the types that they declare, which aren't called like those `taken`.
fn parameters<'a>(page: &'a ir::Endpoint, taken: &[String], api: &'a Api) -> Parameters<'a> {
    let builder = Builder::new(api, Side::Request);
    let row = |parameter: &'a ir::Parameter| Row {
        field: &parameter.field,
        word: word(page, parameter),
        location: parameter.location,
    };
    let rows: Vec<Row<'a>> = page.parameters.iter().map(row).collect();
    let (members, types) = builder.members(&rows, names::setter, &[], taken);
    let parameters = members
        .into_iter()
        .zip(&page.parameters)
        .map(|(mut member, parameter)| {
            let ir::Parameter { location, style, .. } = *parameter;
            if style == Style::Trimmed {
                member.conversion = Conversion::Trimmed;
            }
            let is_other = location == ParameterLocation::WholeBody && page.content_type.is_some();
            // A body that isn't JSON and has no stated type is whatever bytes the caller has.
            if is_other && member.shape.kind == ShapeKind::Open {
                member.shape.kind = ShapeKind::Bytes;
                member.conversion = conversion(&member.shape, location, member.required);
            }
            let is_whole = location == ParameterLocation::WholeBody;
            Parameter {
                is_raw: is_whole && member.shape.kind == ShapeKind::Bytes
                    || is_other && member.shape.kind == ShapeKind::String,
                member,
                location,
                style,
            }
        });
    let (arguments, setters) = parameters.partition(|parameter| parameter.member.required);
    (arguments, setters, types)
}

/// What a parameter is called in Rust: its location goes before a name that the route has too.
fn word<'a>(page: &ir::Endpoint, parameter: &'a ir::Parameter) -> Cow<'a, str> {
    let name = &parameter.field.name;
    let in_route = |part: &RoutePart| matches!(part, RoutePart::Parameter { name: other, .. } if other == name);
    match parameter.location {
        ParameterLocation::Path => name.into(),
        _ if !page.route.parts.iter().any(in_route) => name.into(),
        ParameterLocation::Query => format!("query_{name}").into(),
        ParameterLocation::Body | ParameterLocation::WholeBody => format!("body_{name}").into(),
    }
}

impl<'a> Responses<'a> {
    fn new(page: &'a ir::Endpoint, api: &'a Api) -> Self {
        let builder = Builder::new(api, Side::Response);
        let mut types = Vec::new();
        let mut shape = |name: String, ty: &'a Type, owner: Owner<'a>| {
            let declared = if builder.declares(ty) {
                Declared::Here(TypeName {
                    parent: vec!["response".to_owned()],
                    module: Some(names::snake(&name)),
                    name,
                })
            } else {
                Declared::Nowhere
            };
            builder.shape(ty, &declared, owner, &mut types)
        };
        let (mut bodies, mut errors): (Vec<StatusBody<'a>>, _) = (Vec::new(), Vec::new());
        let with_body = page.responses.iter().filter(|response| response.status != 304);
        for (response, body) in with_body.filter_map(|response| Some((response, response.body.as_ref()?))) {
            let status = response.status;
            let owner = (response.description.as_str(), response.span);
            let body = StatusBody {
                status,
                also: Vec::new(),
                variant: names::camel(&reason(status)),
                shape: shape(body_name(status), &body.ty, owner),
                origin: Origin(response),
            };
            if status >= 300 {
                errors.push(body);
            } else if let Some(same) = bodies.iter_mut().find(|other| other.shape == body.shape) {
                same.also.push(status);
            } else {
                bodies.push(body);
            }
        }
        let is_success = |response: &&ir::Response| (200..300).contains(&response.status);
        let successes = || page.responses.iter().filter(is_success);
        let may_miss = successes().any(|response| response.body.is_none());
        let is_paged = is_paged(page) && successes().any(|response| response.body.is_some());
        let (success, may_miss) = match (bodies.len(), bodies.pop()) {
            (_, None) if may_miss => (Success::Empty, false),
            (1, Some(body)) if body.shape.kind != ShapeKind::Bytes => {
                let may_miss = may_miss && !body.shape.nullable;
                (Success::One(body), may_miss)
            }
            (0 | 1, body) => (Success::Raw(body), false),
            (_, last) => {
                bodies.extend(last);
                (Success::ByStatus(bodies), may_miss)
            }
        };
        let forms = page.forms.iter().filter(|form| (200..300).contains(&form.status));
        let words: Vec<String> = forms.clone().map(|form| form_word(&form.media_type)).collect();
        let own = names::all_distinct(words.iter().map(String::as_str), names::snake, "_");
        let form = |(form, Distinct { name: word, .. }): (&'a ir::Form, Distinct)| Form {
            method: names::form(&word),
            shape: shape(
                format!("{}Body", names::camel(&word)),
                &form.body.ty,
                (form.description.as_str(), form.span),
            ),
            origin: Origin(form),
        };
        let forms = forms.zip(own).map(form).collect();
        Self {
            success,
            may_miss,
            forms,
            is_paged,
            items: page.items.as_ref(),
            walk: Walk::Nothing,
            errors,
            types,
        }
    }
}

/// The word for a form: `star` for `application/vnd.github.star+json`.
fn form_word(media_type: &str) -> String {
    let (_, subtype) = media_type.split_once('/').unwrap_or(("", media_type));
    let subtype = subtype.split('+').next().unwrap_or_default();
    subtype.rsplit('.').next().unwrap_or_default().to_owned()
}

/// Whether the endpoint has parameters for pages. `since` is one where it is the number of the last item rather than a time.
fn is_paged(page: &ir::Endpoint) -> bool {
    let pages = |parameter: &ir::Parameter| {
        let ir::Field { name, value, .. } = &parameter.field;
        let is_since = name == "since" && value.ty == Type::Integer;
        parameter.location == ParameterLocation::Query && (is_since || PAGING.contains(&name.as_str()))
    };
    page.method == Method::Get && page.parameters.iter().any(pages)
}

/// The type of a body that the page describes itself.
fn body_name(status: u16) -> String {
    match status {
        200 => "Body".to_owned(),
        _ => format!("{}Body", names::camel(&reason(status))),
    }
}

/// The name of a status: `Not Found`.
fn reason(status: u16) -> String {
    let reason = StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason());
    reason.map_or_else(|| format!("status {status}"), str::to_owned)
}
