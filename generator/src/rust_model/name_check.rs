//! Reports names that can't become identifiers, and names that yield to others.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Declaration, DeclaredType, Endpoint, Member, Model, Parameter, Scope, Side, names};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::source::Span;

/// Checks every name of the API that becomes an identifier.
pub(crate) fn check(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Findings::default();
    let mut scopes = Names::new("scope", "module");
    for scope in &model.scopes {
        check_scope(scope, &mut scopes, &mut diagnostics);
    }
    check_schemas(model, &mut diagnostics);
    let endpoints = model.scopes.par_iter().flat_map(|scope| &scope.endpoints);
    let of_endpoints = endpoints.flat_map_iter(|endpoint| {
        let mut found = Findings::default();
        check_endpoint(endpoint, &mut found);
        found.finish()
    });
    let mut diagnostics = diagnostics.finish();
    diagnostics.par_extend(of_endpoints);
    diagnostics
}

/// Checks the names of a scope and its methods.
fn check_scope(scope: &Scope<'_>, scopes: &mut Names, diagnostics: &mut Findings) {
    let Some(span) = scope.endpoints.first().map(|first| first.origin.span) else {
        return;
    };
    if names::is_taken_scope(scope.page) {
        let why = "the client crate uses this name itself";
        taken(scope.page, "module", &scope.module, span, why, diagnostics);
    }
    scopes.add(scope.page, &scope.module, span, diagnostics);
    let (mut functions, mut types) = (Names::new("method", "function"), Names::new("method", "type"));
    for endpoint in &scope.endpoints {
        let (name, span) = (&endpoint.origin.name, endpoint.origin.span);
        if names::is_taken_method(name) {
            let why = "modules of scopes use this name themselves";
            taken(name, "module", &endpoint.name, span, why, diagnostics);
        }
        let is_own = functions.add(name, &endpoint.name, span, diagnostics);
        if is_own && endpoint.forwards_to.is_none() && !endpoint.setters.is_empty() {
            types.add(name, &endpoint.request, span, diagnostics);
        }
    }
}

/// Checks the names of schemas and of what they declare.
fn check_schemas(model: &Model<'_>, diagnostics: &mut Findings) {
    let mut modules = Names::new("schema", "module");
    let mut types = Names::new("schema", "type");
    for schema in &model.schemas {
        let (name, span) = (schema.page, schema.origin.span);
        if schema.module == "mod" {
            let why = "the module of all schemas uses this name itself";
            taken(name, "module", "mod", span, why, diagnostics);
        }
        let is_own = modules.add(name, &schema.module, span, diagnostics);
        if is_own && schema.is_reexported {
            types.add(name, &names::declared(name), span, diagnostics);
        }
        schema.declared.iter().for_each(|ty| check_type(ty, diagnostics));
    }
}

/// Names of pages of one kind, which must become identifiers of their own.
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

    /// Adds a name; false when it clashes with an earlier one, or can't be one.
    fn add(&mut self, word: &str, identifier: &str, span: Span, diagnostics: &mut Findings) -> bool {
        let Self { what, kind, seen } = self;
        if !is_nameable(word, what, kind, span, diagnostics) {
            return false;
        }
        if let Some((first, other)) = seen.get(identifier) {
            let message =
                format!("the {what}s `{first}` and `{word}` would both become the Rust {kind} `{identifier}`");
            diagnostics
                .add(Code::NameCollision, span, message)
                .related(*other, format!("`{first}` is here"))
                .help("rename one of them");
            return false;
        }
        seen.insert(identifier.to_owned(), (word.to_owned(), span));
        true
    }
}

fn taken(word: &str, kind: &str, identifier: &str, span: Span, why: &str, diagnostics: &mut Findings) {
    let message = format!("`{word}` would become the Rust {kind} `{identifier}`");
    diagnostics
        .add(Code::NameCollision, span, message)
        .label(why)
        .help("rename it");
}

fn is_nameable(word: &str, what: &str, kind: &str, span: Span, diagnostics: &mut Findings) -> bool {
    let is_nameable = names::is_nameable(word);
    if !is_nameable {
        let message = format!("the {what} `{word}` can't become a Rust {kind}");
        diagnostics
            .add(Code::UnnameableWord, span, message)
            .help("use ASCII letters and digits");
    }
    is_nameable
}

fn check_endpoint(endpoint: &Endpoint<'_>, diagnostics: &mut Findings) {
    if endpoint.forwards_to.is_some() {
        return;
    }
    let check = |what: &str, parameters: &[Parameter<'_>], diagnostics: &mut Findings| {
        for parameter in parameters {
            check_member(&parameter.member, "parameter", what, diagnostics);
        }
    };
    check("argument", &endpoint.arguments, diagnostics);
    check("setter", &endpoint.setters, diagnostics);
    let types = endpoint.types.iter().chain(&endpoint.responses.types);
    types.for_each(|ty| check_type(ty, diagnostics));
}

fn check_member(member: &Member<'_>, what: &str, kind: &str, diagnostics: &mut Findings) {
    let span = member.field.span;
    if is_nameable(member.wire, what, kind, span, diagnostics) {
        yields(member.wire, member.yields_to, kind, &member.name, span, diagnostics);
    }
}

/// Lowering bounds how deeply types nest.
fn check_type(ty: &DeclaredType<'_>, diagnostics: &mut Findings) {
    match &ty.kind {
        Declaration::Enum(variants) => {
            for variant in variants {
                if is_nameable(variant.value, "value", "variant", ty.span, diagnostics) {
                    yields(
                        variant.value,
                        variant.yields_to,
                        "variant",
                        &variant.name,
                        ty.span,
                        diagnostics,
                    );
                }
            }
        }
        Declaration::Object(members) => {
            let kind = |member: &Member<'_>| match ty.side {
                Side::Response => "field",
                Side::Request if member.required => "argument",
                Side::Request => "setter",
            };
            for member in members {
                check_member(member, "field", kind(member), diagnostics);
            }
        }
        Declaration::Union(_) => {}
    }
    ty.inner.iter().for_each(|inner| check_type(inner, diagnostics));
}

/// Warns of a name that yields to another.
fn yields(word: &str, other: Option<&str>, kind: &str, name: &str, span: Span, diagnostics: &mut Findings) {
    if let Some(other) = other {
        let message = format!("`{other}` and `{word}` have the same Rust name; the {kind} for `{word}` is `{name}`");
        diagnostics.add(Code::NumberedName, span, message);
    }
}
