//! Reports names that the naming rules can't turn into identifiers of their own, before anything is emitted.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::emit::model::{Modeller, Schemas, Side, names_of_endpoint};
use crate::ir::{Api, Endpoint, Parameter, Type};
use crate::names;
use crate::source::Span;

/// Checks every name of the API that becomes an identifier.
pub(crate) fn check(api: &Api) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let schemas = Schemas::new(api);
    let mut scopes = Names::new("scope", "module");
    let mut endpoints: BTreeMap<&str, Names> = BTreeMap::new();
    let mut requests: BTreeMap<&str, Names> = BTreeMap::new();
    for endpoint in &api.endpoints {
        let span = endpoint.span;
        scopes.add_once(&endpoint.scope, names::snake(&endpoint.scope), span, &mut diagnostics);
        let of_scope = endpoints
            .entry(&endpoint.scope)
            .or_insert_with(|| Names::new("method", "function"));
        of_scope.add(&endpoint.name, names::snake(&endpoint.name), span, &mut diagnostics);
        let of_scope = requests
            .entry(&endpoint.scope)
            .or_insert_with(|| Names::new("method", "type"));
        let request = names::camel(&endpoint.name);
        if request == names::camel(&endpoint.scope) && endpoint.parameters.iter().any(|parameter| !parameter.required) {
            diagnostics.push(taken(
                &endpoint.name,
                &request,
                span,
                "the scope's own handle has this name",
            ));
        }
        of_scope.add(&endpoint.name, request, span, &mut diagnostics);
        check_parameters(endpoint, &schemas, &mut diagnostics);
    }
    let mut types = Names::new("schema", "type");
    for schema in &api.schemas {
        let name = names::camel(&schema.name);
        if names::is_imported(&name) {
            diagnostics.push(taken(
                &schema.name,
                &name,
                schema.span,
                "emitted modules use this name for a type of the runtime",
            ));
        }
        types.add(&schema.name, name, schema.span, &mut diagnostics);
        check_values(&schema.ty, schema.span, &mut diagnostics);
        check_fields(&schema.fields, &mut diagnostics);
    }
    diagnostics
}

/// Names of one kind that must become identifiers of their own.
struct Names {
    what: &'static str,
    kind: &'static str,
    seen: BTreeMap<String, (String, Span)>,
}

impl Names {
    fn new(what: &'static str, kind: &'static str) -> Self {
        Self {
            what,
            kind,
            seen: BTreeMap::new(),
        }
    }

    /// Adds a name that may come again.
    fn add_once(&mut self, word: &str, identifier: String, span: Span, diagnostics: &mut Vec<Diagnostic>) {
        if self.seen.get(&identifier).is_none_or(|(first, _)| first != word) {
            self.add(word, identifier, span, diagnostics);
        }
    }

    fn add(&mut self, word: &str, identifier: String, span: Span, diagnostics: &mut Vec<Diagnostic>) {
        let Self { what, kind, seen } = self;
        if !names::is_nameable(word) {
            let message = format!("the {what} `{word}` can't become a Rust {kind}");
            let help = "use ASCII letters and digits";
            diagnostics.push(Diagnostic::new(Code::UnnameableWord, span, message).help(help));
            return;
        }
        if let Some((first, place)) = seen.get(&identifier) {
            let message =
                format!("the {what}s `{first}` and `{word}` would both become the Rust {kind} `{identifier}`");
            let diagnostic = Diagnostic::new(Code::NameCollision, span, message)
                .related(*place, format!("`{first}` is here"))
                .help("rename one of them");
            diagnostics.push(diagnostic);
            return;
        }
        seen.insert(identifier, (word.to_owned(), span));
    }
}

fn taken(word: &str, identifier: &str, span: Span, why: &str) -> Diagnostic {
    Diagnostic::new(
        Code::NameCollision,
        span,
        format!("`{word}` would become the Rust type `{identifier}`"),
    )
    .label(why)
    .help("rename it")
}

fn check_parameters(endpoint: &Endpoint, schemas: &Schemas<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut setters = Names::new("parameter", "setter");
    let mut arguments: BTreeMap<_, Names> = BTreeMap::new();
    for parameter in &endpoint.parameters {
        if parameter.required {
            let place = format!("{:?}", parameter.location);
            let of_place = arguments
                .entry(place)
                .or_insert_with(|| Names::new("parameter", "argument"));
            of_place.add(
                &parameter.name,
                names::snake(&parameter.name),
                parameter.span,
                diagnostics,
            );
        } else {
            setters.add(
                &parameter.name,
                names::setter(&parameter.name).to_string(),
                parameter.span,
                diagnostics,
            );
        }
        check_values(&parameter.ty, parameter.span, diagnostics);
        check_fields(&parameter.fields, diagnostics);
    }
    let mut modeller = Modeller::new(schemas, Side::Request, names_of_endpoint(endpoint, schemas));
    modeller.members(endpoint.parameters.iter(), &names::camel(&endpoint.name));
    for (parameter, name) in &modeller.clashes {
        let message = format!(
            "the type of `{}` finds no name: `{name}` and the names made from it are taken",
            parameter.name
        );
        diagnostics.push(
            Diagnostic::new(Code::NameCollision, parameter.span, message)
                .help("make the type a schema page of its own"),
        );
    }
}

/// Lowering bounds how deeply fields nest.
fn check_fields(fields: &[Parameter], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = Names::new("field", "name");
    for field in fields {
        seen.add(&field.name, names::snake(&field.name), field.span, diagnostics);
        check_values(&field.ty, field.span, diagnostics);
        check_fields(&field.fields, diagnostics);
    }
}

/// Checks the values of every enum inside a type.
fn check_values(ty: &Type, span: Span, diagnostics: &mut Vec<Diagnostic>) {
    match ty {
        Type::Enum(values) => {
            let mut seen = Names::new("value", "variant");
            for value in values {
                seen.add(value, names::variant(value).to_string(), span, diagnostics);
            }
        }
        Type::List(inner) | Type::Map(inner) => check_values(inner, span, diagnostics),
        Type::Union(variants) => variants
            .iter()
            .for_each(|variant| check_values(variant, span, diagnostics)),
        _ => {}
    }
}
