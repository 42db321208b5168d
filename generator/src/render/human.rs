//! Diagnostics in rustc's manner.

use std::collections::HashSet;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::positions::{excerpt, position};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Sources, Span, is_forbidden};
use crate::suggest::clip;

/// Prints every diagnostic with its source lines, and how many there are.
pub(super) fn render(diagnostics: &[&Diagnostic], sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&renderer.render(&report(diagnostic, sources)));
        text.push_str("\n\n");
    }
    text.push_str(&summary(diagnostics, sources));
    text.push('\n');
    text
}

fn report(diagnostic: &Diagnostic, sources: &Sources) -> [Group<'static>; 1] {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(printable(&diagnostic.message))
        .id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    group = show(
        group,
        AnnotationKind::Primary,
        diagnostic.span,
        &diagnostic.label,
        sources,
    );
    for (span, label) in &diagnostic.related {
        group = show(group, AnnotationKind::Context, *span, label, sources);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    [group]
}

/// Adds the position of a span and its source line.
fn show(group: Group<'static>, kind: AnnotationKind, span: Span, label: &str, sources: &Sources) -> Group<'static> {
    let position = position(span, sources);
    let excerpt = excerpt(span, sources);
    let (file, line) = (printable(position.file), position.line as usize);
    let label = (!label.is_empty()).then(|| printable(label));
    if excerpt.from_line_start {
        let annotation = kind.span(excerpt.start..excerpt.end).label(label);
        let snippet = Snippet::source(excerpt.text).path(file).line_start(line);
        return group.element(snippet.annotation(annotation));
    }
    // The renderer counts columns in what it is given, so for a line too long to be given the position and the text are printed apart.
    let origin = Origin::path(file).line(line).char_column(position.column as usize);
    let group = group.element(origin);
    let written = excerpt.text.get(excerpt.start..excerpt.end).unwrap_or_default();
    let note = format!(
        "the line is too long to be shown; this is about `{}`",
        printable(written)
    );
    let group = group.element(Level::NOTE.message(note));
    match label {
        Some(label) => group.element(Level::NOTE.message(label)),
        None => group,
    }
}

/// How many diagnostics there are, and in how many files.
fn summary(diagnostics: &[&Diagnostic], sources: &Sources) -> String {
    if diagnostics.is_empty() {
        return "no errors, no warnings".to_owned();
    }
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity() == severity)
            .count()
    };
    let files: HashSet<&str> = diagnostics
        .iter()
        .map(|diagnostic| position(diagnostic.span, sources).file)
        .collect();
    let counts: Vec<String> = [(count(Severity::Error), "error"), (count(Severity::Warning), "warning")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    format!("{} in {}", counts.join(", "), counted(files.len(), "file"))
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// A text from a page, fit for a terminal: without control characters and without what pages may not contain.
fn printable(text: &str) -> String {
    let mut printable = String::new();
    for character in clip(text).chars() {
        if character.is_control() || is_forbidden(character) {
            printable.extend(character.escape_default());
        } else {
            printable.push(character);
        }
    }
    printable
}
