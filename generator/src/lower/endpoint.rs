//! The page of an endpoint -> an endpoint: where its parameters go, in which order, and whether they agree with the route.

use std::collections::HashSet;

use regex_lite::Regex;

use super::report::Report;
use super::rows::Shared;
use super::tree::{self, Table};
use super::{example, groups, response};
use crate::diagnostic::{Code, Help};
use crate::ir::{Endpoint, Field, Method, Object, Parameter, ParameterLocation, Route, RoutePart, Style, Type};
use crate::page::{self, EndpointPage, Row};
use crate::source::{Span, Spanned};

/// Lowers the page of an endpoint that is called `name`.
pub(super) fn lower(page: &EndpointPage, name: &str, shared: &Shared<'_>, report: &mut Report<'_>) -> Endpoint {
    // On routes of the uploads host upstream has a row for the host itself, which is for the client to know.
    let is_host = |row: &&Row| page.route.value.route.uploads && row.top_name() == Some("origin");
    let rows: Vec<&Row> = page.parameters.iter().filter(|row| !is_host(row)).collect();
    let locations = Locations::of(page);
    let table = Table {
        root: &Type::Object(Object::default()),
        root_name: "the endpoint",
        prefix: "",
        typed: rows.iter().any(|row| row.ty.is_some()),
    };
    let parameters = tree::parameters(&rows, &table, &|row| locations.locate(row), shared, report);
    let mut parameters = in_order(parameters, &locations);
    check_route(&mut parameters, &locations, &rows, page, report);
    check_styles(&parameters, &page.route.value.route, shared, report);
    let content_type = page
        .content_type
        .as_ref()
        .filter(|media_type| !is_json(&media_type.value));
    whole_body(&mut parameters, &rows, content_type, report);
    check_body(&parameters, page, content_type, report);
    example::check(page, name, &rows, report);
    let (responses, forms) = response::lower(&page.responses, shared, report);
    Endpoint {
        scope: page.scope.value.clone(),
        name: name.to_owned(),
        title: page.name.value.clone(),
        description: page.description.clone(),
        method: page.route.value.method,
        route: page.route.value.route.clone(),
        deprecated: page.deprecated.is_some() || page.renamed_to.is_some() || page.sunset.is_some(),
        renamed_to: page.renamed_to.as_ref().map(|target| target.value.clone()),
        dropped_in: None,
        edition: page.edition.clone(),
        sunset: page.sunset.clone(),
        docs_url: page.see_also.as_ref().map(|url| url.value.clone()),
        content_type: content_type.map(|media_type| media_type.value.clone()),
        groups: groups::lower(&page.groups, &parameters, report),
        items: page.items.as_ref().map(|items| items.value.clone()),
        token_scopes: page.token_scopes.clone(),
        overlapping_routes: Vec::new(),
        parameters,
        responses,
        forms,
        source: report.location(page.route.span),
        span: page.route.span,
    }
}

/// What the route says about where parameters go.
struct Locations<'a> {
    /// Where the route is.
    span: Span,
    /// Names in the path, in its order.
    path_names: &'a [Spanned<String>],
    query_names: &'a [Spanned<String>],
    /// The fixed segments of the path.
    segments: Vec<&'a str>,
    /// Where a parameter goes that the route doesn't name.
    otherwise: ParameterLocation,
}

impl<'a> Locations<'a> {
    fn of(page: &'a EndpointPage) -> Self {
        let route = &page.route.value;
        let literals = route.route.parts.iter().filter_map(|part| match part {
            RoutePart::Literal(literal) => Some(literal.as_str()),
            RoutePart::Parameter { .. } => None,
        });
        Self {
            span: page.route.span,
            path_names: &route.path,
            query_names: &route.query,
            segments: literals.flat_map(|literal| literal.split('/')).collect(),
            otherwise: match route.method {
                Method::Get | Method::Head => ParameterLocation::Query,
                Method::Post | Method::Put | Method::Patch | Method::Delete => ParameterLocation::Body,
            },
        }
    }

    /// Where a name is among those in the path.
    fn in_path(&self, name: &str) -> Option<usize> {
        self.path_names.iter().position(|known| known.value == name)
    }

    /// Where a row at the top of the table goes: octokit's rule, unless an `in` column decides.
    fn locate(&self, row: &Row) -> ParameterLocation {
        let named = |names: &[Spanned<String>]| names.iter().any(|name| row.top_name() == Some(name.value.as_str()));
        match (row.stated_location(), row.steps().first()) {
            (Some(stated), _) => stated,
            (None, Some(page::Step::Field(name))) if self.in_path(name).is_some() => ParameterLocation::Path,
            _ if named(self.query_names) => ParameterLocation::Query,
            _ => self.otherwise,
        }
    }
}

/// Parameters of the path in route order, then the others in table order.
fn in_order(mut parameters: Vec<Parameter>, locations: &Locations<'_>) -> Vec<Parameter> {
    parameters.sort_by_key(|parameter| match parameter.location {
        ParameterLocation::Path => locations.in_path(&parameter.field.name).unwrap_or(usize::MAX - 1),
        _ => usize::MAX,
    });
    parameters
}

/// Checks route against rows both ways. What the route names in its path is required; a page that states types has to say so.
fn check_route(
    parameters: &mut [Parameter],
    locations: &Locations<'_>,
    rows: &[&Row],
    page: &EndpointPage,
    report: &mut Report<'_>,
) {
    let typed = rows.iter().any(|row| row.ty.is_some());
    let example: Vec<&str> = page
        .example
        .iter()
        .flat_map(|example| &example.value.names)
        .map(|name| name.value.as_str())
        .collect();
    for parameter in parameters
        .iter_mut()
        .filter(|parameter| parameter.location == ParameterLocation::Path)
    {
        let field = &mut parameter.field;
        let name = &field.name;
        if locations.in_path(name).is_none() {
            let help = report.did_you_mean(
                name,
                locations.path_names.iter().map(|known| known.value.as_str()),
                "name it in the route, or correct the `in` column",
            );
            let message = format!("`{name}` is in the path, but the route doesn't name it");
            report
                .add(Code::RowNotInRoute, field.span, message)
                .label(format!("not in the route as `{{{name}}}`"))
                .help(help);
        } else if !field.required && typed {
            let message = format!("`{name}` is in the path, so it is required");
            report
                .add(Code::OptionalPathParameter, field.span, message)
                .help("write `yes` in its `required` column");
        }
        field.required = true;
    }
    without_braces(parameters, locations, typed, report);
    let names_in = |location: ParameterLocation| -> HashSet<&str> {
        let there = parameters.iter().filter(|parameter| parameter.location == location);
        there.map(|parameter| parameter.field.name.as_str()).collect()
    };
    let (in_path, in_query) = (names_in(ParameterLocation::Path), names_in(ParameterLocation::Query));
    let mut missing = |name: &Spanned<String>, present: &HashSet<&str>| {
        if present.contains(name.value.as_str()) {
            return;
        }
        let known = rows.iter().filter_map(|row| row.top_name());
        let nearest = report.nearest(&name.value, known);
        let row = rows
            .iter()
            .find(|row| row.top_name().is_some() && row.top_name() == nearest);
        let message = format!("the route's `{}` has no row in the table", name.value);
        let found = report.add(Code::RouteParameterWithoutRow, name.span, message);
        match (nearest, row) {
            // The example and the route agree.
            (Some(nearest), Some(row)) if example.contains(&name.value.as_str()) => {
                found.help(format!("call the row `{}` instead of `{nearest}`", name.value));
                found.edit(row.name.span, &name.value);
            }
            (Some(nearest), _) => drop(found.help(Help::did_you_mean(nearest))),
            (None, _) => drop(found.help("add a row for it")),
        }
    };
    for name in locations.path_names {
        missing(name, &in_path);
    }
    for name in locations.query_names {
        missing(name, &in_query);
    }
}

/// Reports styles that a value can't have, and values that may be empty although something follows them.
fn check_styles(parameters: &[Parameter], route: &Route, shared: &Shared<'_>, report: &mut Report<'_>) {
    for Parameter { location, style, field } in parameters {
        let is_own = |part: &&RoutePart| matches!(part, RoutePart::Parameter { name, .. } if *name == field.name);
        let variants = shared.schemas.variants(&field.value.ty);
        let complaint = match style {
            Style::Trimmed => {
                let part = route.parts.iter().find(is_own);
                let spans = matches!(part, Some(RoutePart::Parameter { multi_segment, .. }) if *multi_segment);
                let fits = spans && field.value.ty == Type::String;
                (!fits).then_some((
                    "only a `string` that spans several segments can be `trimmed`",
                    "write `{+name}` in the route, or leave `trimmed` out",
                ))
            }
            Style::Repeated | Style::Brackets => {
                let is_list = variants.iter().any(|ty| matches!(ty, Type::List(_)));
                (!is_list).then_some((
                    "only a list is written item by item",
                    "correct the type, or leave the style out",
                ))
            }
            Style::Plain => None,
        };
        if let Some((message, help)) = complaint {
            let found = report.add(Code::TypeNotForLocation, field.span, message);
            found.help(help);
        }
        let is_last_segment = match route.parts.as_slice() {
            [.., RoutePart::Literal(before), last] => before.ends_with('/') && is_own(&last),
            _ => false,
        };
        if *location == ParameterLocation::Path
            && field.value.constraints.min == Some(0)
            && !variants.iter().all(|ty| matches!(ty, Type::Integer | Type::Number))
            && !is_last_segment
        {
            let message = format!(
                "`{}` can't be empty, since it isn't the last segment of the route",
                field.name
            );
            report
                .add(Code::MeaninglessConstraints, field.span, message)
                .help("write `1..`, or leave the bound out");
        }
    }
}

/// Reports a required string or number that isn't in the path, though the path has a segment of its name. Only a warning: GitHub Enterprise
/// Server's `POST /admin/organizations` does take an `admin`.
fn without_braces(parameters: &[Parameter], locations: &Locations<'_>, typed: bool, report: &mut Report<'_>) {
    for parameter in parameters
        .iter()
        .filter(|parameter| parameter.location != ParameterLocation::Path)
    {
        let Field { name, value, .. } = &parameter.field;
        let is_scalar = matches!(value.ty, Type::String | Type::Integer) && parameter.field.required;
        if (is_scalar || !typed && name.ends_with("_id")) && locations.segments.contains(&name.as_str()) {
            let message = format!("the route has the segment `{name}`, without braces");
            let written = report.sources.text(locations.span);
            let segment = Regex::new(&format!(r"/({})(?:[^\w-]|$)", regex_lite::escape(name)));
            let segment = segment.ok().and_then(|segment| segment.captures(written)?.get(1));
            let found = report.add(Code::MissingBraces, parameter.field.span, message);
            found.help(format!("write `{{{name}}}` in the route"));
            if let Some(segment) = segment {
                let start = locations.span.start as usize + segment.start();
                let span = Span::new(locations.span.source, start..start + name.len());
                found.edit(span, format!("{{{name}}}"));
            }
        }
    }
}

/// Makes a body parameter called `data` the whole body (octokit's rule), and reports what then has no place in it.
///
/// An `in` column that puts `data` beside other parameters of the body makes it a member like them.
fn whole_body(
    parameters: &mut [Parameter],
    rows: &[&Row],
    content_type: Option<&Spanned<String>>,
    report: &mut Report<'_>,
) {
    let is_member = |parameter: &&Parameter| parameter.location == ParameterLocation::Body;
    let members = parameters.iter().filter(is_member).count();
    let mut own = parameters.iter_mut();
    let data = own.find(|parameter| is_member(&&**parameter) && parameter.field.name == "data");
    let row = rows
        .iter()
        .find(|row| row.top_name() == Some("data") && row.stated_location() != Some(ParameterLocation::Path));
    let mut owner = None;
    if let (Some(data), Some(row)) = (data, row)
        && (members == 1 || row.location.is_none() || content_type.is_some())
    {
        data.location = ParameterLocation::WholeBody;
        owner = Some(data.field.span);
        check_raw(&data.field, row, content_type, report);
    }
    if owner.is_none() && content_type.is_none() {
        return;
    }
    // All of them have the same cause.
    if let Some(parameter) = parameters.iter().find(is_member) {
        let name = &parameter.field.name;
        let message = match owner {
            Some(_) => format!("`{name}` has no place in the body, which is `data` as a whole"),
            None => format!("`{name}` has no place in a body that is not JSON"),
        };
        let found = report.add(Code::BodyConflict, parameter.field.span, message);
        found.help(if content_type.is_some() {
            "call the body `data`, or move the parameter into the query"
        } else {
            "add an `in` column if `data` is a member of the body like any other"
        });
        if let Some(span) = owner {
            found.related(span, "this is the whole body");
        }
    }
}

/// Reports a body where a request has none, and a media type without a body.
fn check_body(
    parameters: &[Parameter],
    page: &EndpointPage,
    content_type: Option<&Spanned<String>>,
    report: &mut Report<'_>,
) {
    let is_body = |location| matches!(location, ParameterLocation::Body | ParameterLocation::WholeBody);
    let member = parameters.iter().find(|parameter| is_body(parameter.location));
    let method = page.route.value.method;
    match (member, content_type) {
        (Some(Parameter { field, .. }), _) if matches!(method, Method::Get | Method::Head) => {
            let message = format!(
                "`{}` is in the body, which a {} request doesn't have",
                field.name,
                method.as_str()
            );
            report
                .add(Code::BodyConflict, field.span, message)
                .help("correct the `in` column, or the method");
        }
        (None, Some(media_type)) => {
            let message = "the request has no body that could be of this type";
            report
                .add(Code::BodyConflict, media_type.span, message)
                .help("add a row `data` for the body, or leave the `content-type` out");
        }
        _ => {}
    }
}

/// Checks that raw bodies are text or bytes, and that bytes are sent raw.
fn check_raw(data: &Field, row: &Row, content_type: Option<&Spanned<String>>, report: &mut Report<'_>) {
    let span = row.ty.as_ref().map_or(row.name.span, |cell| cell.span);
    match (content_type, &data.value.ty) {
        (Some(_), Type::String | Type::Binary | Type::Open) => {}
        (Some(media_type), _) => {
            let message = format!("a body of `{}` is `string` or `binary`", media_type.value);
            report
                .add(Code::TypeNotForLocation, span, message)
                .related(media_type.span, "the body is not JSON")
                .help("correct the type, or leave the `content-type` out");
        }
        (None, Type::Binary) => {
            report
                .add(Code::TypeNotForLocation, span, "JSON can't carry `binary`")
                .help("add `content-type: application/octet-stream`, or what the body is, to the front-matter");
        }
        (None, _) => {}
    }
}

/// Whether a media type is JSON: `application/json`, or one that ends in `+json` (RFC 6839).
fn is_json(media_type: &str) -> bool {
    let essence = media_type.to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}
