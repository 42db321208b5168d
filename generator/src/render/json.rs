//! Diagnostics as JSON lines.

use serde::Serialize;

use super::place::{Place, Places};
use super::{clip, severity_word};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

#[derive(Serialize)]
struct Line<'a> {
    code: &'static str,
    severity: &'static str,
    message: String,
    #[serde(flatten)]
    place: PlaceView<'a>,
    label: String,
    help: Option<String>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct PlaceView<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: PlaceView<'a>,
    label: String,
}

/// Prints one object a line.
pub(super) fn render(diagnostics: &[&Diagnostic], places: &mut Places<'_>) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let related = diagnostic.related.iter().map(|(span, label)| Related {
            place: view(*span, places),
            label: clip(label),
        });
        let related = related.collect();
        let line = Line {
            code: diagnostic.code.as_str(),
            severity: severity_word(diagnostic.severity()),
            message: clip(&diagnostic.message),
            place: view(diagnostic.span, places),
            label: clip(&diagnostic.label),
            help: diagnostic.help.as_deref().map(clip),
            related,
        };
        // Texts and numbers under fixed keys can always be written.
        text.push_str(&serde_json::to_string(&line).unwrap_or_default());
        text.push('\n');
    }
    text
}

fn view<'a>(span: Span, places: &mut Places<'a>) -> PlaceView<'a> {
    let Place { file, start, end } = places.place(span);
    PlaceView {
        file,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
