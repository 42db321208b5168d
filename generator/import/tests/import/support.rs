//! A small description to change, and trees as text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use octoscribe_generator::source::Source;
use octoscribe_import::{Input, Options, Outcome, Prose, Side, Tree, import};
use serde_json::{Value, json};

/// A description with one endpoint and two components.
pub(crate) fn ponds() -> Value {
    json!({
        "info": { "version": "1.0.0", "x-github-plan": "ponds" },
        "paths": { "/ponds/{pond}/frogs": { "post": {
            "operationId": "frogs/feed",
            "summary": "Feed a frog",
            "description": "Upstream's words.",
            "externalDocs": { "url": "https://docs.github.com/rest/frogs#feed" },
            "parameters": [{ "name": "pond", "in": "path", "required": true, "schema": { "type": "string" } }],
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object",
                "required": ["food"],
                "properties": {
                    "food": { "type": "string", "enum": ["fly", "cricket"] },
                    "count": { "type": "integer", "minimum": 1, "default": 1 }
                }
            } } } },
            "responses": {
                "200": { "description": "Fed", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/frog" } } } },
                "404": { "description": "No frog" }
            }
        } } },
        "components": { "schemas": {
            "frog": {
                "type": "object",
                "required": ["id"],
                "properties": { "id": { "type": "integer" }, "friend": { "$ref": "#/components/schemas/nullable-frog" } }
            },
            "nullable-frog": { "type": "object", "nullable": true, "properties": { "id": { "type": "integer" } } }
        } }
    })
}

/// The description with one value put in at a JSON pointer, or taken out.
pub(crate) fn with(mut description: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    let parent = description.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        parent.remove(&key).unwrap();
    } else {
        parent.insert(key, value);
    }
    description
}

pub(crate) const BODY: &str = "/paths/~1ponds~1{pond}~1frogs/post/requestBody/content/application~1json/schema";

/// Imports a description.
pub(crate) fn run(tree: &Tree, description: &Value) -> Outcome {
    taking(tree, description, &[])
}

/// Imports a description with some conflicts settled.
pub(crate) fn taking(tree: &Tree, description: &Value, take: &[(&str, Side)]) -> Outcome {
    let take: BTreeMap<String, Side> = take.iter().map(|(place, side)| ((*place).to_owned(), *side)).collect();
    let options = Options {
        base: None,
        take,
        prose: Prose::Todo,
        version: "0.1.0",
        today: "2026-01-01",
        remove_overdue: false,
    };
    import(tree, &Input::OpenApi(description.to_string()), &options).unwrap()
}

/// The tree after an import.
pub(crate) fn imported(tree: &Tree, description: &Value) -> Tree {
    let outcome = run(tree, description);
    assert_eq!(outcome.conflicts, []);
    tree.with(&outcome.files)
}

/// The error of an import.
pub(crate) fn error(tree: &Tree, json: &str) -> String {
    let options = Options {
        base: None,
        take: BTreeMap::new(),
        prose: Prose::Todo,
        version: "0.1.0",
        today: "2026-01-01",
        remove_overdue: false,
    };
    import(tree, &Input::OpenApi(json.to_owned()), &options)
        .unwrap_err()
        .to_string()
}

/// The tree with a text in one of its pages replaced.
pub(crate) fn edited(tree: &Tree, page: &str, old: &str, new: &str) -> Tree {
    let mut tree = tree.clone();
    let source = tree.pages.iter_mut().find(|source| source.path == page).unwrap();
    assert!(source.text.contains(old), "{}", source.text);
    source.text = source.text.replacen(old, new, 1).into();
    tree
}

/// The text of a page.
pub(crate) fn page(tree: &Tree, path: &str) -> String {
    tree.pages
        .iter()
        .find(|source| source.path == path)
        .map_or_else(String::new, |source| source.text.to_string())
}

/// The cells of a page's tables, row by row.
pub(crate) fn rows(tree: &Tree, path: &str) -> String {
    let page = page(tree, path);
    let rows = page.split("<tr><td>").skip(1).map(|row| {
        let row = row.split("</td></tr>").next().unwrap();
        let cells: Vec<&str> = row.split("</td><td>").map(str::trim).collect();
        cells.join(" | ") + "\n"
    });
    rows.collect()
}

/// The workspace's own tree.
pub(crate) fn spec() -> Tree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    let mut tree = Tree {
        corrections: std::fs::read_to_string(root.join("CORRECTIONS.md")).unwrap(),
        ..Tree::default()
    };
    for directory in ["endpoints", "schemas", "webhooks"] {
        tree.pages
            .extend(read(&root.join(directory)).into_iter().map(|(path, text)| Source {
                path: path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"),
                text: text.into(),
            }));
    }
    for (path, text) in read(&root.join("upstream")) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        tree.locks.insert(name, text);
    }
    tree
}

/// The files below a directory.
pub(crate) fn read(directory: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(read(&path));
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            files.push((path, text));
        }
    }
    files.sort();
    files
}

/// GitHub's description of an edition (`api.github.com-23.0.2`), where the machine has them.
pub(crate) fn description(name: &str) -> Option<String> {
    let Some(directory) = std::env::var_os("OPENAPI_DESCRIPTIONS") else {
        eprintln!("skipped: OPENAPI_DESCRIPTIONS is not set");
        return None;
    };
    Some(std::fs::read_to_string(Path::new(&directory).join(format!("{name}.json"))).unwrap())
}
