//! Diagnostics as JSON lines.

use serde::Serialize;

use super::positions::{Position, position};
use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};
use crate::suggest::clip;

/// The number of the schema. It is raised when a key goes or means something else.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Line<'a> {
    format: u32,
    code: &'static str,
    severity: &'static str,
    message: String,
    #[serde(flatten)]
    place: Place<'a>,
    help: Option<String>,
    related: Vec<Place<'a>>,
    fix: Vec<Change<'a>>,
}

/// A text to write in place of another one.
#[derive(Serialize)]
struct Change<'a> {
    #[serde(flatten)]
    position: Position<'a>,
    text: &'a str,
}

/// A place with what is said of it.
#[derive(Serialize)]
struct Place<'a> {
    #[serde(flatten)]
    position: Position<'a>,
    label: String,
}

/// Prints one object a line.
pub(super) fn render(diagnostics: &[&Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let related = diagnostic.related.iter();
        let fix = diagnostic.fix.iter().map(|edit| Change {
            position: position(edit.span, sources),
            text: &edit.text,
        });
        let line = Line {
            format: FORMAT,
            code: diagnostic.code.as_str(),
            severity: diagnostic.severity().as_str(),
            message: clip(&diagnostic.message),
            place: place(diagnostic.span, &diagnostic.label, sources),
            help: diagnostic.help.as_deref().map(clip),
            related: related.map(|(span, label)| place(*span, label, sources)).collect(),
            fix: fix.collect(),
        };
        // Texts and numbers under fixed keys can always be written.
        text.push_str(&serde_json::to_string(&line).unwrap_or_default());
        text.push('\n');
    }
    text
}

fn place<'a>(span: Span, label: &str, sources: &'a Sources) -> Place<'a> {
    Place {
        position: position(span, sources),
        label: clip(label),
    }
}
