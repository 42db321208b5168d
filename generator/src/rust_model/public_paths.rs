//! The public paths of the emitted modules.

use std::collections::BTreeSet;

use super::{Declaration, DeclaredType, Endpoint, Member, Model, Schema, Side, Success};
use crate::ir::Api;

/// The path of everything that users of the emitted crate can name, below that crate: `checks::create::output::Annotation::title`.
#[must_use]
pub fn public_paths(api: &Api) -> BTreeSet<String> {
    Model::new(api).public_paths()
}

impl Model<'_> {
    fn public_paths(&self) -> BTreeSet<String> {
        let mut paths = BTreeSet::new();
        for scope in &self.scopes {
            paths.insert(format!("{}::{}", scope.module, scope.handle));
            for endpoint in &scope.endpoints {
                paths.insert(format!("{}::{}::{}", scope.module, scope.handle, endpoint.name));
                add_endpoint(&format!("{}::{}", scope.module, endpoint.name), endpoint, &mut paths);
            }
        }
        for schema in &self.schemas {
            add_schema("schemas", schema, &mut paths);
        }
        for webhook in &self.webhooks {
            add_schema("webhooks", &webhook.payload, &mut paths);
            if let Some(declared) = &webhook.payload.declared {
                paths.insert(format!("webhooks::Event::{}", declared.name()));
            }
        }
        paths
    }
}

fn add_schema(room: &str, schema: &Schema<'_>, paths: &mut BTreeSet<String>) {
    let Some(declared) = schema.declared.as_ref().filter(|_| !schema.gates.is_empty()) else {
        return;
    };
    add_type(&format!("{room}::{}", schema.module), declared, paths);
    if schema.is_reexported {
        paths.insert(format!("{room}::{}", declared.name()));
    }
}

fn add_endpoint(module: &str, endpoint: &Endpoint<'_>, paths: &mut BTreeSet<String>) {
    let request = format!("{module}::{}", endpoint.alias.as_ref().unwrap_or(&endpoint.request));
    let setters = endpoint.setters.iter();
    paths.extend(setters.map(|setter| format!("{request}::{}", setter.member.name)));
    paths.insert(request);
    if let Success::ByStatus { bodies, .. } = &endpoint.responses.success {
        let by_status = format!("{module}::response::ByStatus");
        paths.extend(bodies.iter().map(|body| format!("{by_status}::{}", body.variant)));
        paths.insert(by_status);
    }
    let types = endpoint.types.iter().chain(&endpoint.responses.types);
    types.for_each(|ty| add_type(module, ty, paths));
}

fn add_type(module: &str, ty: &DeclaredType<'_>, paths: &mut BTreeSet<String>) {
    let path = format!("{module}::{}", ty.path.join("::"));
    let is_named = |member: &&Member<'_>| ty.side == Side::Response || !member.required;
    match &ty.kind {
        Declaration::Enum(variants) => paths.extend(variants.iter().map(|variant| format!("{path}::{}", variant.name))),
        Declaration::Union(cases) => paths.extend(cases.iter().map(|case| format!("{path}::{}", case.name))),
        Declaration::Object(members) => {
            let members = members.iter().filter(is_named);
            paths.extend(members.map(|member| format!("{path}::{}", member.name)));
        }
    }
    paths.insert(path);
    ty.inner.iter().for_each(|inner| add_type(module, inner, paths));
}
