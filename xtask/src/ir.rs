//! `ir`: prints what the pages say as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Result, anyhow};
use octoscribe_generator::ir::{Api, Endpoint, Parameter, Schema, Type};
use octoscribe_generator::ir_json;

use crate::Outcome;
use crate::spec_files::SpecFiles;
use crate::terminal;

/// Prints the whole API, or one endpoint (`scope.method`) and the schemas that it reaches.
///
/// # Errors
/// When a page can't be read, or there is no such endpoint.
pub(crate) fn print(spec: &[PathBuf], endpoint: Option<&str>) -> Result<Outcome> {
    let analysis = SpecFiles::read(spec)?.analyse();
    terminal::report(&analysis);
    if analysis.has_errors() {
        return Ok(Outcome::Bad);
    }
    let api = match endpoint {
        Some(id) => only(&analysis.api, id)?,
        None => analysis.api,
    };
    terminal::print(&serde_json::to_string_pretty(&ir_json::to_json(&api))?)?;
    Ok(Outcome::Good)
}

/// The part of an API that one endpoint needs.
fn only(api: &Api, id: &str) -> Result<Api> {
    let Some(endpoint) = api.endpoints.iter().find(|endpoint| endpoint.id().to_string() == id) else {
        return Err(unknown(api, id));
    };
    let reached = reached(endpoint, &api.schemas);
    let schemas = api
        .schemas
        .iter()
        .filter(|schema| reached.contains(schema.name.as_str()));
    Ok(Api {
        endpoints: vec![endpoint.clone()],
        schemas: schemas.cloned().collect(),
    })
}

fn unknown(api: &Api, id: &str) -> anyhow::Error {
    let ids = api.endpoints.iter().map(|endpoint| endpoint.id().to_string());
    let nearest = ids.min_by_key(|known| strsim::damerau_levenshtein(known, id));
    let help = nearest.map_or_else(String::new, |nearest| format!("; the nearest is {nearest}"));
    anyhow!("there is no endpoint {id}{help}")
}

/// Names of the schemas that an endpoint refers to, and of those that these refer to.
fn reached<'a>(endpoint: &'a Endpoint, schemas: &'a [Schema]) -> BTreeSet<&'a str> {
    let schemas: BTreeMap<&str, &Schema> = schemas.iter().map(|schema| (schema.name.as_str(), schema)).collect();
    let mut names = Vec::new();
    in_parameters(&endpoint.parameters, &mut names);
    for response in &endpoint.responses {
        response.ty.iter().for_each(|ty| in_type(ty, &mut names));
        in_parameters(&response.fields, &mut names);
    }
    let mut reached = BTreeSet::new();
    while let Some(name) = names.pop() {
        if reached.insert(name)
            && let Some(schema) = schemas.get(name)
        {
            in_type(&schema.ty, &mut names);
            in_parameters(&schema.fields, &mut names);
        }
    }
    reached
}

fn in_parameters<'a>(parameters: &'a [Parameter], names: &mut Vec<&'a str>) {
    for parameter in parameters {
        in_type(&parameter.ty, names);
        in_parameters(&parameter.fields, names);
    }
}

fn in_type<'a>(ty: &'a Type, names: &mut Vec<&'a str>) {
    match ty {
        Type::Ref(name) => names.push(name),
        Type::List(inner) | Type::Map(inner) => in_type(inner, names),
        Type::Union(variants) => variants.iter().for_each(|variant| in_type(variant, names)),
        _ => {}
    }
}
