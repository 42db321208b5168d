//! Reports names that yield to others or can't be spelled, pages whose names collide, and pages that nobody can walk over.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Declaration, DeclaredType, Endpoint, Member, Model, Schema, Scope, Side, Walk, names};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::source::Span;

/// Checks every name of the API that becomes an identifier.
pub(crate) fn check(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut report = Report::default();
    for scope in &model.scopes {
        check_scope(scope, &mut report);
    }
    check_schemas(("schema", &[]), model.schemas.iter(), &mut report);
    let payloads = model.webhooks.iter().map(|webhook| &webhook.payload);
    check_schemas(("webhook event", &["event", "unknown"]), payloads, &mut report);
    let endpoints = model.scopes.par_iter().flat_map(|scope| &scope.endpoints);
    let of_endpoints = endpoints.flat_map_iter(|endpoint| {
        let mut report = Report::default();
        report.check_endpoint(endpoint);
        report.0.finish()
    });
    let mut diagnostics = report.0.finish();
    diagnostics.par_extend(of_endpoints);
    diagnostics
}

/// Checks the names of a scope and its methods.
fn check_scope(scope: &Scope<'_>, report: &mut Report) {
    let Some(span) = scope.endpoints.first().map(|first| first.origin.span) else {
        return;
    };
    report.check_word(("scope", "module"), (scope.page, scope.yields_to), &scope.module, span);
    for endpoint in &scope.endpoints {
        let (name, span) = (&endpoint.origin.name, endpoint.origin.span);
        // Where the function has its plain name, the type yields.
        let (kind, own) = if endpoint.yields_to.is_some() && endpoint.name == names::method(name) {
            ("type", endpoint.alias.as_ref().unwrap_or(&endpoint.request))
        } else {
            ("function", &endpoint.name)
        };
        report.check_word(("method", kind), (name, endpoint.yields_to), own, span);
    }
}

/// Checks the names of schemas or payloads and of what they declare.
fn check_schemas<'m, 'a: 'm>(
    (what, taken): (&'static str, &[&str]),
    schemas: impl Iterator<Item = &'m Schema<'a>>,
    report: &mut Report,
) {
    let (mut modules, mut types) = (Names::new(what, "module"), Names::new(what, "type"));
    for schema in schemas {
        let (name, span) = (schema.page, schema.origin.span);
        if taken.contains(&schema.module.as_str()) {
            let message = format!("`{name}` would become the Rust module `{}`", schema.module);
            let finding = report.0.add(Code::NameCollision, span, message);
            finding
                .label("the module around it uses this name itself")
                .help("rename it");
        }
        let is_own = modules.add(name, &schema.module, span, report);
        if is_own && schema.is_reexported {
            types.add(name, &names::declared(name), span, report);
        }
        schema.declared.iter().for_each(|ty| report.check_type(ty));
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
        let seen = BTreeMap::new();
        Self { what, kind, seen }
    }

    /// Adds a name; false when it clashes with an earlier one.
    fn add(&mut self, word: &str, identifier: &str, span: Span, report: &mut Report) -> bool {
        let Self { what, kind, seen } = self;
        if let Some((first, other)) = seen.get(identifier) {
            let message =
                format!("the {what}s `{first}` and `{word}` would both become the Rust {kind} `{identifier}`");
            report
                .0
                .add(Code::NameCollision, span, message)
                .related(*other, format!("`{first}` is here"))
                .help("rename one of them");
            return false;
        }
        seen.insert(identifier.to_owned(), (word.to_owned(), span));
        true
    }
}

/// What was found.
#[derive(Default)]
struct Report(Findings);

impl Report {
    /// Checks a word of the docs, which is called `name` in Rust and may yield to another one.
    fn check_word(&mut self, (what, kind): (&str, &str), (word, other): (&str, Option<&str>), name: &str, span: Span) {
        if let Some(other) = other {
            let message =
                format!("`{other}` and `{word}` have the same Rust name; the {kind} for `{word}` is `{name}`");
            self.0.add(Code::NumberedName, span, message);
        } else if !names::is_spelled(word) {
            let message = format!("the {what} `{word}` can't be spelled in ASCII; the {kind} for it is `{name}`");
            self.0.add(Code::UnnameableWord, span, message);
        }
    }

    fn check_endpoint(&mut self, endpoint: &Endpoint<'_>) {
        if endpoint.forwards_to.is_some() {
            return;
        }
        for parameter in endpoint.arguments.iter().chain(&endpoint.setters) {
            self.check_member(&parameter.member, "parameter", Side::Request);
        }
        let types = endpoint.types.iter().chain(&endpoint.responses.types);
        types.for_each(|ty| self.check_type(ty));
        self.check_walk(endpoint);
    }

    /// Reports pages that nobody can walk over.
    fn check_walk(&mut self, endpoint: &Endpoint<'_>) {
        let (code, message) = match endpoint.responses.walk {
            Walk::Nothing | Walk::Items(_) => return,
            Walk::NoList => (
                Code::NoItems,
                "the endpoint has pages, but which list they are made of isn't plain",
            ),
            Walk::NoPages => (
                Code::InvalidItems,
                "`items` is about the pages of a response, but the endpoint has no parameter for pages",
            ),
            Walk::OtherField => (Code::InvalidItems, "`items` names no list of the response"),
            Walk::OtherList => (
                Code::InvalidItems,
                "another page walks over another list of this response",
            ),
        };
        let found = self.0.add(code, endpoint.origin.span, message);
        found.help(match endpoint.responses.walk {
            Walk::NoPages => "leave `items` out",
            _ => "write `items:` and the name of the field into the front-matter, or `items: none`",
        });
    }

    fn check_member(&mut self, member: &Member<'_>, what: &str, side: Side) {
        let kind = match side {
            Side::Response => "field",
            Side::Request if member.required => "argument",
            Side::Request => "setter",
        };
        let word = (member.wire, member.yields_to);
        self.check_word((what, kind), word, &member.name, member.field.span);
    }

    /// Lowering bounds how deeply types nest.
    fn check_type(&mut self, ty: &DeclaredType<'_>) {
        match &ty.kind {
            Declaration::Enum(variants) => {
                for variant in variants {
                    let word = (variant.value, variant.yields_to);
                    self.check_word(("value", "variant"), word, &variant.name, ty.span);
                }
            }
            Declaration::Object(members) => {
                for member in members {
                    self.check_member(member, "field", ty.side);
                }
            }
            Declaration::Union(_) => {}
        }
        ty.inner.iter().for_each(|inner| self.check_type(inner));
    }
}
