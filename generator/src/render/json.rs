//! Diagnostics as JSON lines.

use serde::Serialize;

use super::positions::{Position, position};
use crate::diagnostic::Diagnostic;
use crate::source::{Sources, Span};
use crate::suggest::clip;

#[derive(Serialize)]
struct Line<'a> {
    code: &'static str,
    severity: &'static str,
    message: String,
    #[serde(flatten)]
    position: PositionView<'a>,
    label: String,
    help: Option<String>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct PositionView<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    position: PositionView<'a>,
    label: String,
}

/// Prints one object a line.
pub(super) fn render(diagnostics: &[&Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let related = diagnostic.related.iter().map(|(span, label)| Related {
            position: view(*span, sources),
            label: clip(label),
        });
        let related = related.collect();
        let line = Line {
            code: diagnostic.code.as_str(),
            severity: diagnostic.severity().as_str(),
            message: clip(&diagnostic.message),
            position: view(diagnostic.span, sources),
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

fn view(span: Span, sources: &Sources) -> PositionView<'_> {
    let Position { file, start, end } = position(span, sources);
    PositionView {
        file,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
