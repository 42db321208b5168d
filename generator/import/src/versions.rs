//! Date versions of the API: a description is that of its first version, with patches that make later ones of it.
//!
//! One client serves all of them, so what a source says is what either version says: a row that one version lacks is optional and says
//! which, an enum has the values of both.

use std::collections::BTreeSet;

use octoscribe_generator::ir::{Api, Endpoint, Field, Form, Parameter, Response, Value};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::combine::either;
use crate::error::Error;
use crate::openapi::Description;

/// The version that a description is of.
const FIRST: &str = "2022-11-28";

/// What a description says of a row that only Enterprise Cloud has, of an endpoint that all editions have.
pub(crate) const ONLY_CLOUD: &str = "Enterprise Cloud only.";

/// Where the patches are: on each path item's operations and on each component.
const PATCHES: &str = "x-github-breaking-changes";

/// The later versions of a description, in order.
pub(crate) fn later(json: &str) -> Result<Vec<(String, Description)>, Error> {
    if !json.contains(PATCHES) {
        return Ok(Vec::new());
    }
    let mut json = serde_json::from_str(json).map_err(|error| Error::not_openapi("the top", &error))?;
    let mut versions = BTreeSet::new();
    find(&json, &mut versions);
    let mut descriptions = Vec::new();
    for version in versions {
        patch(&mut json, &version, "#")?;
        let description = Description::deserialize(&json)
            .map_err(|error| Error::not_openapi(&format!("version {version}"), &error))?;
        descriptions.push((version, description));
    }
    Ok(descriptions)
}

/// Finds the versions that there are patches for.
fn find(json: &Json, versions: &mut BTreeSet<String>) {
    match json {
        Json::Object(entries) => {
            let changes = entries.get(PATCHES).and_then(Json::as_array);
            let named = changes
                .into_iter()
                .flatten()
                .filter_map(|change| change.get("version")?.as_str());
            versions.extend(named.map(str::to_owned));
            entries.values().for_each(|entry| find(entry, versions));
        }
        Json::Array(items) => items.iter().for_each(|item| find(item, versions)),
        _ => {}
    }
}

/// Applies the patches that make a version of the one before it: JSON merge patches (RFC 7396), or JSON patches (RFC 6902).
fn patch(json: &mut Json, version: &str, pointer: &str) -> Result<(), Error> {
    let entries = match json {
        Json::Object(entries) => entries,
        Json::Array(items) => {
            let patch = |(number, item): (usize, &mut Json)| patch(item, version, &format!("{pointer}/{number}"));
            return items.iter_mut().enumerate().try_for_each(patch);
        }
        _ => return Ok(()),
    };
    let changes = entries.get(PATCHES).cloned();
    for (name, entry) in entries.iter_mut() {
        patch(
            entry,
            version,
            &format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")),
        )?;
    }
    for change in changes.as_ref().and_then(Json::as_array).into_iter().flatten() {
        let is_due = change
            .get("version")
            .and_then(Json::as_str)
            .is_some_and(|due| due == version);
        match change.get("patch") {
            Some(steps @ Json::Array(_)) if is_due => {
                let applied = serde_json::from_value::<json_patch::Patch>(steps.clone())
                    .map_err(|error| error.to_string())
                    .and_then(|steps| json_patch::patch(json, &steps).map_err(|error| error.to_string()));
                applied.map_err(|cause| Error::Unsupported {
                    pointer: format!("{pointer}/{PATCHES}"),
                    cause: format!("the patch for version {version} can't be applied: {cause}"),
                })?;
            }
            Some(merged) if is_due => json_patch::merge(json, merged),
            _ => {}
        }
    }
    Ok(())
}

/// What either of two versions says.
pub(crate) fn join(one: &mut Api, later: Api, version: &str) {
    for endpoint in later.endpoints {
        match one.endpoints.iter_mut().find(|known| known.id() == endpoint.id()) {
            Some(known) => join_endpoints(known, endpoint, version),
            None => one.endpoints.push(endpoint),
        }
    }
    one.endpoints.sort_by_key(Endpoint::id);
    for webhook in later.webhooks {
        match one.webhooks.iter_mut().find(|known| known.id() == webhook.id()) {
            Some(known) => join_values(&mut known.payload.value, webhook.payload.value, version),
            None => one.webhooks.push(webhook),
        }
    }
    for schema in later.schemas {
        match one.schemas.binary_search_by(|known| known.name.cmp(&schema.name)) {
            Ok(at) => {
                if let Some(known) = one.schemas.get_mut(at) {
                    join_values(&mut known.value, schema.value, version);
                }
            }
            Err(at) => one.schemas.insert(at, schema),
        }
    }
}

fn join_endpoints(one: &mut Endpoint, later: Endpoint, version: &str) {
    let same =
        |one: &Parameter, other: &Parameter| one.location == other.location && one.field.name == other.field.name;
    for known in &mut one.parameters {
        if !later.parameters.iter().any(|parameter| same(parameter, known)) {
            lacks(&mut known.field, version);
        }
    }
    for mut parameter in later.parameters {
        if let Some(known) = one.parameters.iter_mut().find(|known| same(known, &parameter)) {
            known.field.required &= parameter.field.required;
            join_values(&mut known.field.value, parameter.field.value, version);
        } else {
            lacks(&mut parameter.field, FIRST);
            one.parameters.push(parameter);
        }
    }
    for known in &mut one.responses {
        if !later.responses.iter().any(|response| response.status == known.status) {
            say(&mut known.description, version);
        }
    }
    for mut response in later.responses {
        match one.responses.iter_mut().find(|known| known.status == response.status) {
            Some(Response { body: Some(body), .. }) => {
                if let Some(other) = response.body {
                    join_values(body, other, version);
                }
            }
            Some(known) => known.body = response.body,
            None => {
                say(&mut response.description, FIRST);
                one.responses.push(response);
            }
        }
    }
    one.responses.sort_by_key(|response| response.status);
    let is_new = |form: &Form| one.forms.iter().all(|known| known.written() != form.written());
    let new: Vec<Form> = later.forms.into_iter().filter(is_new).collect();
    one.forms.extend(new);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

    use std::collections::BTreeMap;
    use std::collections::btree_map::Entry;

    use serde_json::{Map, json};

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
        patch(&mut small, version, "#").unwrap();
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
