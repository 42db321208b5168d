//! Diagnostics as SARIF 2.1.0.

use serde_json::{Value, json};

use super::positions::{Position, position};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::source::{Sources, Span, path_in_uri};
use crate::suggest::clip;

/// Where people find the tool and its documentation.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// Prints one run with a rule for every code.
pub(super) fn render(diagnostics: &[&Diagnostic], sources: &Sources) -> String {
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| result(diagnostic, sources))
        .collect();
    let rules: Vec<Value> = Code::ALL.iter().map(|code| rule(*code)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "octoscribe",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": REPOSITORY,
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: Code) -> Value {
    let meaning = code.meaning().trim();
    let help =
        format!("{meaning} `spec/README.md` says how pages are written, and what to do when the check complains.");
    json!({
        "id": code.as_str(),
        "name": code.as_str(),
        "shortDescription": {"text": meaning},
        "fullDescription": {"text": meaning},
        "help": {"text": help, "markdown": help},
        "defaultConfiguration": {"level": code.severity().as_str()},
    })
}

fn result(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut text = clip(&diagnostic.message);
    if let Some(help) = &diagnostic.help {
        text.push_str("\nhelp: ");
        text.push_str(&clip(help));
    }
    let related = diagnostic
        .related
        .iter()
        .enumerate()
        .map(|(number, (span, label))| with(location(*span, label, sources), "id", json!(number + 1)));
    let related: Vec<Value> = related.collect();
    let result = json!({
        "ruleId": diagnostic.code.as_str(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == diagnostic.code),
        "level": diagnostic.severity().as_str(),
        "message": {"text": text},
        "locations": [location(diagnostic.span, &diagnostic.label, sources)],
        "relatedLocations": related,
    });
    if diagnostic.fix.is_empty() {
        return result;
    }
    let help = clip(diagnostic.help.as_deref().unwrap_or(&diagnostic.message));
    let changes: Vec<Value> = diagnostic.fix.iter().map(|edit| change(edit, sources)).collect();
    let fix = json!({"description": {"text": help}, "artifactChanges": changes});
    with(result, "fixes", json!([fix]))
}

/// An object with one more key.
fn with(mut object: Value, key: &str, value: Value) -> Value {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
    object
}

fn change(edit: &Edit, sources: &Sources) -> Value {
    let position = position(edit.span, sources);
    json!({
        "artifactLocation": {"uri": path_in_uri(position.file)},
        "replacements": [{"deletedRegion": region(&position), "insertedContent": {"text": edit.text}}],
    })
}

fn region(position: &Position<'_>) -> Value {
    json!({
        "startLine": position.line,
        "startColumn": position.column,
        "endLine": position.end_line,
        "endColumn": position.end_column,
    })
}

fn location(span: Span, label: &str, sources: &Sources) -> Value {
    let position = position(span, sources);
    let location = json!({
        "physicalLocation": {
            "artifactLocation": {"uri": path_in_uri(position.file)},
            "region": region(&position),
        },
    });
    if label.is_empty() {
        return location;
    }
    with(location, "message", json!({"text": clip(label)}))
}
