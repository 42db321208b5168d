//! Bodies made from GitHub's own description: whatever it allows is read. They need the directory with descriptions in
//! `OPENAPI_DESCRIPTIONS`.

use std::fs;

use octoscribe::Error;
use serde_json::{Map, Value, json};

use crate::{ENDPOINTS, compare};

/// Below this depth values are as small as they may be.
const DEPTH: usize = 2;

#[test]
fn whatever_the_description_allows_is_read() {
    let Ok(directory) = std::env::var("OPENAPI_DESCRIPTIONS") else {
        println!("skipped: OPENAPI_DESCRIPTIONS is not set");
        return;
    };
    let file = format!("{directory}/api.github.com-23.0.2.json");
    let description: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let (mut count, mut problems) = (0, Vec::new());
    let operations = description["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|path| path.as_object().unwrap().values());
    // The description's response of `apps/list-installations` is an old one.
    let is_current = |operation: &&Value| {
        !matches!(
            operation["operationId"].as_str(),
            None | Some("apps/list-installations")
        )
    };
    for operation in operations.filter(is_current) {
        let id = plain(operation["operationId"].as_str().unwrap());
        let Some((name, read)) = ENDPOINTS.iter().find(|(name, _)| plain(name) == id) else {
            continue;
        };
        let responses = ["200", "201"].map(|status| resolved(&operation["responses"][status], &description));
        let schemas = responses.map(|response| &response["content"]["application/json"]["schema"]);
        for schema in schemas.into_iter().filter(|schema| schema.is_object()) {
            for body in values(schema, &description, 0) {
                count += 1;
                let mut say = |problem: String| problems.push(format!("{name}: {problem}"));
                match read(&body.to_string()) {
                    Ok(written) => compare(&body, &written, "", &mut say),
                    Err(Error::Decode(error)) => error.problems().iter().for_each(|problem| say(problem.to_string())),
                    Err(error) => say(error.to_string()),
                }
            }
        }
    }
    problems.sort();
    problems.dedup();
    assert!(
        problems.is_empty(),
        "{} of {count} bodies:\n{}",
        problems.len(),
        problems.join("\n")
    );
    assert!(count > 1000, "{count}");
}

/// An operation's name without what spellings differ in.
fn plain(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_lowercase()
}

fn resolved<'a>(schema: &'a Value, description: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => resolved(description.pointer(&reference[1..]).unwrap(), description),
        None => schema,
    }
}

/// Values of a schema: the fullest one, then one for each of what may differ: a field left out or with another value, null, a variant of a
/// union, a value of an enum and one that the docs don't list.
fn values(schema: &Value, description: &Value, depth: usize) -> Vec<Value> {
    let schema = resolved(schema, description);
    let mut values = Vec::new();
    for variant in ["oneOf", "anyOf"]
        .into_iter()
        .filter_map(|kind| schema[kind].as_array())
        .flatten()
    {
        values.extend(self::values(variant, description, depth));
    }
    if schema["allOf"].is_array() || schema["properties"].is_object() {
        values.extend(objects(schema, description, depth));
    } else if let Some(known) = schema["enum"].as_array() {
        values.extend(known.iter().filter(|value| !value.is_null()).cloned());
        values.extend((known.len() > 1 && known.iter().any(Value::is_string)).then(|| json!("of_tomorrow")));
    } else if values.is_empty() {
        values.extend(plain_values(schema, description, depth));
    }
    if depth > DEPTH {
        values.truncate(1);
    }
    // What isn't an object or list at the top is an error.
    values.extend((schema["nullable"] == json!(true) && depth > 0).then_some(Value::Null));
    values
}

fn objects(schema: &Value, description: &Value, depth: usize) -> Vec<Value> {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for part in schema["allOf"].as_array().into_iter().flatten().chain([schema]) {
        let part = resolved(part, description);
        properties.extend(part["properties"].as_object().cloned().unwrap_or_default());
        required.extend(part["required"].as_array().cloned().unwrap_or_default());
    }
    let is_required = |name: &String| required.iter().any(|required| required == name.as_str());
    let (mut fullest, mut smallest, mut others) = (Map::new(), Map::new(), Vec::new());
    for (name, property) in &properties {
        if depth > DEPTH && !is_required(name) {
            continue;
        }
        let mut values = values(property, description, depth + 1);
        let first = values.remove(0);
        if is_required(name) {
            smallest.insert(name.clone(), first.clone());
        }
        fullest.insert(name.clone(), first);
        others.extend(values.into_iter().map(|value| (name, value)));
    }
    let with = |(name, value): (&String, Value)| {
        let mut object = smallest.clone();
        object.insert(name.clone(), value);
        Value::Object(object)
    };
    let mut objects = vec![Value::Object(fullest), Value::Object(smallest.clone())];
    objects.extend(others.into_iter().map(with));
    objects
}

fn plain_values(schema: &Value, description: &Value, depth: usize) -> Vec<Value> {
    let ty = schema["type"].as_str().unwrap_or_default();
    match (ty, schema["format"].as_str()) {
        ("string", Some("date-time")) => vec![json!("2024-05-06T07:08:09Z")],
        ("string", Some("date")) => vec![json!("2024-05-06")],
        ("string", _) => vec![json!("text")],
        // Some numbers of the description are whole ones by the pages.
        ("integer" | "number", _) => vec![json!(7)],
        ("boolean", _) => vec![json!(true)],
        ("array", _) => {
            let items = values(&schema["items"], description, depth);
            items.into_iter().map(|item| json!([item])).chain([json!([])]).collect()
        }
        ("object", _) if schema["additionalProperties"].is_object() => {
            let values = values(&schema["additionalProperties"], description, depth + 1);
            values
                .into_iter()
                .map(|value| json!({"key": value}))
                .chain([json!({})])
                .collect()
        }
        ("object", _) => vec![json!({})],
        _ => vec![Value::Null],
    }
}
