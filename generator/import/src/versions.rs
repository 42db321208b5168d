//! Date versions of the API: a description is that of its first version, with patches that make later ones of it.
//!
//! One client serves all of them, so what a source says is what either version says: a row that one version lacks is optional and says
//! which, an enum has the values of both.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use octoscribe_generator::ir::{Api, Endpoint, Field, Form, Parameter, Response, Value};
use octoscribe_generator::page::document::{Column, Row};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};

use crate::combine::{Only, either, merge};
use crate::error::Error;
use crate::openapi::Description;
use crate::rows;
use crate::values::At;

/// The version that a description is of.
const FIRST: &str = "2022-11-28";

/// What a description says of a row that only Enterprise Cloud has, of an endpoint that all editions have.
pub(crate) const ONLY_CLOUD: &str = "Enterprise Cloud only.";

/// Where the patches are: on each path item's operations and on each component.
const PATCHES: &str = "x-github-breaking-changes";

/// The later versions of a description, in order: of each, the path items and components that have patches.
pub(crate) fn later(json: &str) -> Result<Vec<(String, Description)>, Error> {
    if !json.contains(PATCHES) {
        return Ok(Vec::new());
    }
    let patched = serde_json::from_str(json).and_then(|json| patched(json, 0));
    let mut patched = patched.map_err(|error| Error::not_openapi("the top", &error))?;
    let mut versions = BTreeSet::new();
    find(&patched, &mut versions);
    let mut descriptions = Vec::new();
    for version in versions {
        patch(&mut patched, &version, &At::Top)?;
        let description = Description::deserialize(&patched)
            .map_err(|error| Error::not_openapi(&format!("version {version}"), &error))?;
        descriptions.push((version, description));
    }
    Ok(descriptions)
}

/// The parts of a description that have patches, with what it says of itself. The whole would take ten times the memory.
fn patched(json: &RawValue, depth: usize) -> Result<Json, serde_json::Error> {
    let entries: BTreeMap<String, &RawValue> = serde_json::from_str(json.get())?;
    let is_needed = |name: &str| depth == 0 && ["info", "paths"].contains(&name);
    let wanted = entries
        .into_iter()
        .filter(|(name, part)| is_needed(name) || part.get().contains(PATCHES));
    let parts = wanted.map(|(name, part)| {
        let is_open = match depth {
            0 => ["components", "paths", "webhooks", "x-webhooks"].contains(&name.as_str()),
            _ => depth == 1 && ["schemas", "parameters", "responses"].contains(&name.as_str()),
        };
        let part = if is_open {
            patched(part, depth + 1)?
        } else {
            serde_json::from_str(part.get())?
        };
        Ok((name, part))
    });
    parts.collect()
}

/// Finds the versions that there are patches for.
fn find(json: &Json, versions: &mut BTreeSet<String>) {
    match json {
        Json::Object(entries) => {
            let named = changes(entries)
                .iter()
                .filter_map(|change| change.get("version")?.as_str());
            versions.extend(named.map(str::to_owned));
            entries.values().for_each(|entry| find(entry, versions));
        }
        Json::Array(items) => items.iter().for_each(|item| find(item, versions)),
        _ => {}
    }
}

/// The patches of a path item's operation or of a component.
fn changes(entries: &Map<String, Json>) -> &[Json] {
    entries.get(PATCHES).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

/// Applies the patches that make a version of the one before it: JSON merge patches (RFC 7396), or JSON patches (RFC 6902).
fn patch(json: &mut Json, version: &str, at: &At<'_>) -> Result<(), Error> {
    let entries = match json {
        Json::Object(entries) => entries,
        Json::Array(items) => {
            let mut items = items.iter_mut().enumerate();
            return items.try_for_each(|(number, item)| patch(item, version, &At::In(at, &number.to_string())));
        }
        _ => return Ok(()),
    };
    let changes = changes(entries).to_vec();
    for (name, entry) in entries.iter_mut() {
        patch(entry, version, &At::In(at, name))?;
    }
    for change in changes {
        let is_due = change.get("version").and_then(Json::as_str) == Some(version);
        match change.get("patch").filter(|_| is_due) {
            Some(steps @ Json::Array(_)) => {
                let broken = |cause: &dyn Display| {
                    let cause = format_args!("the patch for version {version} can't be applied: {cause}");
                    Error::at(At::In(at, PATCHES), cause)
                };
                let steps = json_patch::Patch::deserialize(steps).map_err(|error| broken(&error))?;
                json_patch::patch(json, &steps).map_err(|error| broken(&error))?;
            }
            Some(merged) => json_patch::merge(json, merged),
            None => {}
        }
    }
    Ok(())
}

/// What either of two versions says.
pub(crate) fn join(one: &mut Api, later: Api, version: &str) {
    merge(
        &mut one.endpoints,
        later.endpoints,
        |one, other| one.name == other.name && one.scope == other.scope,
        |known, endpoint| join_endpoints(known, endpoint, version),
        |_, _| {},
    );
    one.endpoints.sort_by_key(Endpoint::id);
    merge(
        &mut one.webhooks,
        later.webhooks,
        |one, other| one.event == other.event && one.action == other.action,
        |known, webhook| join_values(&mut known.payload.value, webhook.payload.value, version),
        |_, _| {},
    );
    merge(
        &mut one.schemas,
        later.schemas,
        |one, other| one.name == other.name,
        |known, schema| join_values(&mut known.value, schema.value, version),
        |_, _| {},
    );
    one.schemas.sort_by(|one, other| one.name.cmp(&other.name));
}

fn join_endpoints(one: &mut Endpoint, later: Endpoint, version: &str) {
    let same =
        |one: &Parameter, other: &Parameter| one.location == other.location && one.field.name == other.field.name;
    let lacking = |only| if only == Only::One { version } else { FIRST };
    let join = |known: &mut Parameter, parameter: Parameter| {
        known.field.required &= parameter.field.required;
        join_values(&mut known.field.value, parameter.field.value, version);
    };
    let lone = |lone: &mut Parameter, only| lacks(&mut lone.field, lacking(only));
    merge(&mut one.parameters, later.parameters, same, join, lone);
    let same = |one: &Response, other: &Response| one.status == other.status;
    let join = |known: &mut Response, response: Response| match (&mut known.body, response.body) {
        (Some(body), Some(other)) => join_values(body, other, version),
        (Some(_), None) => {}
        (body, other) => *body = other,
    };
    let lone = |lone: &mut Response, only| say(&mut lone.description, lacking(only));
    merge(&mut one.responses, later.responses, same, join, lone);
    one.responses.sort_by_key(|response| response.status);
    let same = |one: &Form, other: &Form| one.status == other.status && one.media_type == other.media_type;
    merge(&mut one.forms, later.forms, same, |_, _| {}, |_, _| {});
}

/// Makes a value take what the later version takes, too. Fields that either lacks say so.
fn join_values(one: &mut Value, mut later: Value, version: &str) {
    if *one != later {
        mark(one, &later, version);
        mark(&mut later, one, FIRST);
        *one = either(one.clone(), later);
    }
}

/// Marks the fields of a value's object that the other one's lacks.
fn mark(value: &mut Value, other: &Value, version: &str) {
    let (Some(object), Some(other)) = (value.ty.object_mut(), other.ty.object()) else {
        return;
    };
    for field in &mut object.fields {
        match other.fields.iter().find(|candidate| candidate.name == field.name) {
            Some(other) => mark(&mut field.value, &other.value, version),
            None => lacks(field, version),
        }
    }
}

/// Says that a version lacks a field or parameter, which is optional then.
fn lacks(field: &mut Field, version: &str) {
    field.required = false;
    say(&mut field.description, version);
}

fn say(description: &mut String, version: &str) {
    *description = with_sentence(description, &format!("Not in version {version}."));
}

/// A description with a sentence of its own at the end.
pub(crate) fn with_sentence(description: &str, sentence: &str) -> String {
    let gap = if description.is_empty() { "" } else { "\n\n" };
    format!("{}{gap}{sentence}", description.trim_end())
}

/// The sentence at the end of a description about the version that lacks a row, or the edition that alone has it.
pub(crate) fn said(description: &str) -> Option<&str> {
    let last = description.lines().last()?;
    if last == ONLY_CLOUD {
        return Some(last);
    }
    let version = last.strip_prefix("Not in version ")?.strip_suffix('.')?;
    (version.len() == FIRST.len()).then_some(last)
}

/// Adds the sentence that a source's row ends with to a row that doesn't have it, and returns it then.
pub(crate) fn note<'r>(row: &mut Row, theirs: &'r Row) -> Option<&'r str> {
    let prose = rows::prose(row);
    let sentence = said(rows::prose(theirs)).filter(|sentence| !prose.contains(sentence))?;
    row.insert(Column::Description, with_sentence(prose, sentence));
    Some(sentence)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

    use std::collections::BTreeMap;
    use std::collections::btree_map::Entry;

    use serde_json::json;

    use super::*;
    use crate::describe::describe;

    type Components = Map<String, Json>;

    /// The patches of a description: the pointer's steps to what each is about, and the patch.
    fn patches<'j>(json: &'j Json, steps: &[&'j str], found: &mut Vec<(Vec<String>, &'j Json)>) {
        let Json::Object(entries) = json else { return };
        for change in entries.get(PATCHES).and_then(Json::as_array).into_iter().flatten() {
            found.push((steps.iter().map(ToString::to_string).collect(), change));
        }
        for (name, entry) in entries {
            patches(entry, &[steps, &[name]].concat(), found);
        }
    }

    /// Adds the components that a value refers to.
    fn close(value: &Json, all: &Json, closed: &mut BTreeMap<(String, String), Json>) {
        match value {
            Json::Object(entries) => {
                if let Some(reference) = entries.get("$ref").and_then(Json::as_str) {
                    let mut steps = reference.rsplit('/');
                    let (name, kind) = (steps.next().unwrap(), steps.next().unwrap());
                    let key = (kind.to_owned(), name.to_owned());
                    if let Entry::Vacant(vacant) = closed.entry(key) {
                        let component = &all["components"][kind][name];
                        vacant.insert(component.clone());
                        close(component, all, closed);
                    }
                }
                let inside = entries.iter().filter(|(name, _)| *name != PATCHES);
                inside.for_each(|(_, entry)| close(entry, all, closed));
            }
            Json::Array(items) => items.iter().for_each(|item| close(item, all, closed)),
            _ => {}
        }
    }

    fn without_patches(value: &mut Json) {
        match value {
            Json::Object(entries) => {
                entries.remove(PATCHES);
                entries.values_mut().for_each(without_patches);
            }
            Json::Array(items) => items.iter_mut().for_each(without_patches),
            _ => {}
        }
    }

    /// Whether a description says something else with one of its patches than without any.
    fn has_effect(all: &Json, steps: &[String], change: &Json) -> bool {
        let operation = json!({ "operationId": "a/b", "responses": { "200": { "description": "", "content": { "application/json": {
            "schema": { "$ref": format!("#/components/schemas/{}", steps[2]) }
        } } } } });
        let is_component = steps[0] == "components";
        let paths = if is_component {
            json!({ "/a": { "get": operation } })
        } else {
            json!({ &steps[1]: { &steps[2]: all["paths"][&steps[1]][&steps[2]].clone() } })
        };
        let mut closed = BTreeMap::new();
        close(&paths, all, &mut closed);
        close(&change["patch"], all, &mut closed);
        let mut components: BTreeMap<String, Components> = BTreeMap::new();
        for ((kind, name), component) in closed {
            components.entry(kind).or_default().insert(name, component);
        }
        let mut small = json!({ "info": { "version": "1" }, "paths": paths, "components": components });
        without_patches(&mut small);
        let read = |json: &Json| describe(&Description::deserialize(json).unwrap(), &BTreeMap::new()).unwrap();
        let before = read(&small);
        let owner = steps.iter().fold(&mut small, |json, step| json.get_mut(step).unwrap());
        owner
            .as_object_mut()
            .unwrap()
            .insert(PATCHES.to_owned(), json!([change]));
        let version = change["version"].as_str().unwrap();
        patch(&mut small, version, &At::Top).unwrap();
        let mut joined = before.clone();
        join(&mut joined, read(&small), version);
        joined != before
    }

    #[test]
    fn each_patch_of_githubs_description_has_its_effect_or_a_reason() {
        let Some(directory) = std::env::var_os("OPENAPI_DESCRIPTIONS") else {
            eprintln!("skipped: OPENAPI_DESCRIPTIONS is not set");
            return;
        };
        let path = std::path::Path::new(&directory).join("api.github.com-23.0.2.json");
        let all: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let mut found = Vec::new();
        patches(&all, &[], &mut found);
        let mut used = BTreeMap::new();
        close(&all["paths"], &all, &mut used);
        close(&all["x-webhooks"], &all, &mut used);
        let no_page = |steps: &[String]| match steps {
            [_, schemas, name] if !used.contains_key(&(schemas.clone(), name.clone())) && steps[0] == "components" => {
                Some("nothing has it")
            }
            [.., name] if name.starts_with("nullable-") => Some("the component without `nullable-` says it"),
            _ => None,
        };
        let no_effect = |steps: &[String], change: &Json| match (steps.last()?.as_str(), change["changeset"].as_str()?)
        {
            ("code-scanning-default-setup", "remove_single_js_ts") => Some("an enum has the values of all versions"),
            ("issue", "deprecate_beta_media_type") => Some("what is null in one version may be null"),
            ("get", "restrict_repo_fields_in_migration_resource") => Some("only its examples change"),
            ("get", "return_submodule_type_for_submodules_in_directory_lists") => Some("only its prose changes"),
            _ => None,
        };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut unexplained = Vec::new();
        for (steps, change) in &found {
            let effect = || has_effect(&all, steps, change).then_some("effect");
            match no_page(steps).or_else(effect).or_else(|| no_effect(steps, change)) {
                Some(reason) => *counts.entry(reason).or_default() += 1,
                None => unexplained.push(format!("{} {}", steps.join(" "), change["changeset"])),
            }
        }
        assert_eq!(unexplained, [""; 0]);
        insta::assert_debug_snapshot!(counts, @r#"
        {
            "an enum has the values of all versions": 1,
            "effect": 87,
            "only its examples change": 2,
            "only its prose changes": 1,
            "the component without `nullable-` says it": 8,
            "what is null in one version may be null": 1,
        }
        "#);
    }
}
