//! Reports names that the naming rules can't turn into identifiers of their own, before anything is emitted.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic};
use crate::emit::arguments::pattern_statics;
use crate::emit::digest;
use crate::emit::endpoint::EndpointModel;
use crate::emit::model::{Declaration, DeclarationKind, Member, Modeller, Owner};
use crate::emit::outline::SchemaOutline;
use crate::emit::shared_types::Schemas;
use crate::ir::{Api, Endpoint, Parameter, Schema, Type};
use crate::lower::Reused;
use crate::names;
use crate::source::Span;

const OF_THE_RUNTIME: &str = "emitted modules use this name for a type of the runtime";

/// What earlier checks found nothing wrong with.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Checked {
    /// Scope and name of each endpoint, and whether its requests have a type of their own.
    methods: Vec<(String, String, bool)>,
    /// The schemas that answers held: there, types are called otherwise.
    in_answers: BTreeSet<String>,
    /// Digest of all schemas but for their prose; `None` when something was wrong with them.
    schemas: Option<u64>,
}

/// Checks every name of the API that becomes an identifier, but for those that were checked in the same surroundings before: what was reused
/// had nothing wrong with it.
pub(crate) fn check(api: &Api, reused: &Reused, checked: &mut Checked) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let schemas = Schemas::new(api);
    let methods = || {
        let methods = api.endpoints.iter();
        methods.map(|endpoint| (&endpoint.scope, &endpoint.name, has_setters(endpoint)))
    };
    if !methods().eq(checked
        .methods
        .iter()
        .map(|(scope, name, setters)| (scope, name, *setters)))
    {
        check_scopes(api, &mut diagnostics);
        let own = methods().map(|(scope, name, setters)| (scope.clone(), name.clone(), setters));
        // What something is wrong with is checked again.
        checked.methods = if diagnostics.is_empty() {
            own.collect()
        } else {
            Vec::new()
        };
    }

    let same_answers = checked.in_answers.iter().map(String::as_str).eq(schemas.in_answers());
    if !same_answers {
        checked.in_answers = schemas.in_answers().map(str::to_owned).collect();
    }
    let outlines: Vec<u64> = api
        .schemas
        .par_iter()
        .map(|schema| digest(&SchemaOutline(schema)))
        .collect();
    let outlines = Some(digest(&outlines));
    let same_schemas = same_answers && outlines == checked.schemas;
    let is_checked = |endpoint: &Endpoint| same_schemas && reused.endpoints.contains(&endpoint.span.source);
    diagnostics.par_extend(api.endpoints.par_iter().flat_map_iter(|endpoint| {
        let mut found = Vec::new();
        if !is_checked(endpoint) {
            check_endpoint(endpoint, &schemas, &mut found);
        }
        found
    }));
    if !same_schemas {
        let before = diagnostics.len();
        check_schemas(api, &schemas, &mut diagnostics);
        checked.schemas = outlines.filter(|_| diagnostics.len() == before);
    }
    diagnostics
}

/// Whether the requests of an endpoint have a type of their own.
fn has_setters(endpoint: &Endpoint) -> bool {
    endpoint.parameters.iter().any(|parameter| !parameter.required)
}

/// Checks the names of scopes and methods.
fn check_scopes(api: &Api, diagnostics: &mut Vec<Diagnostic>) {
    let mut scopes = Names::new("scope", "module");
    let mut methods: BTreeMap<&str, (Names, Names)> = BTreeMap::new();
    for endpoint in &api.endpoints {
        let Endpoint { scope, name, span, .. } = endpoint;
        let of_scope = methods.entry(scope).or_insert_with(|| {
            let handle = names::camel(scope);
            if names::is_taken_scope(scope) {
                let why = "the runtime uses this name itself";
                diagnostics.push(taken(scope, "module", &names::snake(scope), *span, why));
            } else if names::is_imported(&handle) {
                diagnostics.push(taken(scope, "type", &handle, *span, OF_THE_RUNTIME));
            }
            scopes.add(scope, names::snake(scope), *span, diagnostics);
            (Names::new("method", "function"), Names::new("method", "type"))
        });
        if names::is_taken_method(name) {
            let why = "modules of scopes use this name themselves";
            diagnostics.push(taken(name, "module", &names::snake(name), *span, why));
        }
        let is_own = of_scope.0.add(name, names::snake(name), *span, diagnostics);
        let request = names::camel(name);
        if has_setters(endpoint) {
            if request == names::camel(scope) {
                let why = "the scope's own handle has this name";
                diagnostics.push(taken(name, "type", &request, *span, why));
            } else if names::is_imported(&request) {
                diagnostics.push(taken(name, "type", &request, *span, OF_THE_RUNTIME));
            }
        }
        if is_own {
            of_scope.1.add(name, request, *span, diagnostics);
        }
    }
}

/// Checks the names of schemas and of what they declare.
fn check_schemas(api: &Api, schemas: &Schemas<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut modules = Names::new("schema", "module");
    let mut types = Names::new("schema", "type");
    for schema in &api.schemas {
        let Schema { name, span, .. } = schema;
        if names::snake(name) == "mod" {
            let why = "the module of all schemas uses this name itself";
            diagnostics.push(taken(name, "module", "mod", *span, why));
        }
        let is_own = modules.add(name, names::snake(name), *span, diagnostics);
        let declared = Schemas::declared(schema).map_or_else(|| names::camel(name), |(declared, _)| declared);
        if names::is_imported(&declared) {
            diagnostics.push(taken(name, "type", &declared, *span, OF_THE_RUNTIME));
        }
        if is_own {
            types.add(name, declared, *span, diagnostics);
        }
        check_values(&schema.ty, *span, diagnostics);
        check_fields(&schema.fields, diagnostics);
        let modeller = Modeller::of_schema(schema, schemas);
        check_clashes(&modeller.clashes, diagnostics);
        check_patterns(&[], &modeller.declarations, diagnostics);
    }
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

    /// Adds a name; false when it clashes with an earlier one, or is none.
    fn add(&mut self, word: &str, identifier: String, span: Span, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let Self { what, kind, seen } = self;
        if !names::is_nameable(word) {
            let message = format!("the {what} `{word}` can't become a Rust {kind}");
            let help = "use ASCII letters and digits";
            diagnostics.push(Diagnostic::new(Code::UnnameableWord, span, message).help(help));
            return false;
        }
        if let Some((first, place)) = seen.get(&identifier) {
            let message =
                format!("the {what}s `{first}` and `{word}` would both become the Rust {kind} `{identifier}`");
            let diagnostic = Diagnostic::new(Code::NameCollision, span, message)
                .related(*place, format!("`{first}` is here"))
                .help("rename one of them");
            diagnostics.push(diagnostic);
            return false;
        }
        seen.insert(identifier, (word.to_owned(), span));
        true
    }
}

fn taken(word: &str, kind: &str, identifier: &str, span: Span, why: &str) -> Diagnostic {
    Diagnostic::new(
        Code::NameCollision,
        span,
        format!("`{word}` would become the Rust {kind} `{identifier}`"),
    )
    .label(why)
    .help("rename it")
}

fn check_endpoint(endpoint: &Endpoint, schemas: &Schemas<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let model = EndpointModel::new(endpoint, schemas);
    let mut arguments = Names::new("parameter", "argument");
    let mut setters = Names::new("parameter", "setter");
    for member in &model.members {
        let parameter = member.parameter;
        let (names, identifier) = if parameter.required {
            (&mut arguments, model.argument_name(member))
        } else {
            (&mut setters, names::setter(&parameter.name))
        };
        names.add(&parameter.name, identifier.to_string(), parameter.span, diagnostics);
        check_values(&parameter.ty, parameter.span, diagnostics);
        check_fields(&parameter.fields, diagnostics);
    }
    for response in &endpoint.responses {
        if let Some(ty) = &response.ty {
            check_values(ty, response.span, diagnostics);
        }
        check_values_of_fields(&response.fields, diagnostics);
    }
    check_clashes(&model.clashes, diagnostics);
    check_patterns(&model.members, &model.declarations, diagnostics);
}

fn check_clashes(clashes: &[(Owner<'_>, String)], diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(clashes.iter().map(|(owner, name)| {
        let message = format!(
            "the type of `{}` finds no name: `{name}` and the names made from it are taken",
            owner.name
        );
        Diagnostic::new(Code::NameCollision, owner.span, message).help("make the type a schema page of its own")
    }));
}

/// Checks the names of the statics that hold a module's patterns.
fn check_patterns(members: &[Member<'_>], declarations: &[Declaration<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let mut statics = Names::new("parameter", "static");
    let mut add = |member: &Member<'_>, outer: &str| {
        let Parameter { name, span, .. } = member.parameter;
        for (identifier, _) in pattern_statics(member, outer) {
            statics.add(name, identifier.to_string(), *span, diagnostics);
        }
    };
    for member in members {
        add(member, "");
    }
    for declaration in declarations {
        if let DeclarationKind::Object(fields) = &declaration.kind {
            for field in fields {
                add(field, &declaration.name);
            }
        }
    }
}

/// Lowering bounds how deeply fields nest.
fn check_fields(fields: &[Parameter], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = Names::new("field", "name");
    for field in fields {
        let name = if field.required {
            names::argument(&field.name)
        } else {
            names::setter(&field.name)
        };
        seen.add(&field.name, name.to_string(), field.span, diagnostics);
        check_values(&field.ty, field.span, diagnostics);
        check_fields(&field.fields, diagnostics);
    }
}

/// The names of an answer's fields need no check: emission tells them apart.
fn check_values_of_fields(fields: &[Parameter], diagnostics: &mut Vec<Diagnostic>) {
    for field in fields {
        check_values(&field.ty, field.span, diagnostics);
        check_values_of_fields(&field.fields, diagnostics);
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
