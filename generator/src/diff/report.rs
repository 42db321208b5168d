//! Changes as text: for people, as a section of a changelog, and as JSON lines.

use std::fmt::Write;

use serde::Serialize;

use super::kind::Class;
use super::record::{Change, Position};
use super::version::next_version;
use crate::emit::code;

/// How changes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people who want to know what to do: sentence, position, call before and after.
    Human,
    /// A section for a changelog.
    Markdown,
    /// One object a line.
    Json,
}

/// Writes changes, as [`super::compare`] gives them. `version` is that of the crate of the old pages.
#[must_use]
pub fn report(changes: &[Change], version: &str, format: Format) -> String {
    match format {
        Format::Human => human(changes, version),
        Format::Markdown => markdown(changes, version),
        Format::Json => json(changes),
    }
}

const CLASSES: [Class; 3] = [Class::Breaking, Class::Additive, Class::Docs];

fn of_class(changes: &[Change], class: Class) -> impl Iterator<Item = &Change> {
    changes.iter().filter(move |change| change.class() == class)
}

// Writing into a `String` can't fail, so the results of `writeln!` are let go below.

fn human(changes: &[Change], version: &str) -> String {
    let mut text = String::new();
    for change in changes {
        let sentence = sentence(change, code);
        let class = change.class().as_str();
        let _ = writeln!(text, "{class}[{}] {}: {sentence}", change.kind.as_str(), change.id);
        let _ = writeln!(text, "  --> {}", change.source);
        if let Some(migration) = &change.migration {
            let new_call = migration.new_call.as_deref().unwrap_or("nothing takes its place");
            let _ = writeln!(text, "  old: {}\n  new: {new_call}", migration.old_call);
        }
        text.push('\n');
    }
    let counts = CLASSES.map(|class| format!("{} {}", of_class(changes, class).count(), class.as_str()));
    let _ = writeln!(text, "{}; {}", counts.join(", "), proposal(changes, version));
    text
}

/// Which version to release.
fn proposal(changes: &[Change], version: &str) -> String {
    let Some(worst) = changes.iter().map(Change::class).min() else {
        return format!("{version} stays as it is");
    };
    match next_version(version, worst) {
        Some((bump, next)) => format!("{version} -> {next} ({})", bump.as_str()),
        None => format!("{version} is not a version of the form 1.2.3"),
    }
}

fn markdown(changes: &[Change], version: &str) -> String {
    let worst = changes.iter().map(Change::class).min();
    let next = worst.and_then(|worst| next_version(version, worst));
    let mut text = format!("## {}\n", next.map_or_else(|| version.to_owned(), |(_, next)| next));
    if changes.is_empty() {
        text.push_str("\nNothing has changed for callers.\n");
    }
    for class in CLASSES {
        let mut changes = of_class(changes, class).peekable();
        if changes.peek().is_none() {
            continue;
        }
        let heading = match class {
            Class::Breaking => "Breaking",
            Class::Additive => "Added",
            Class::Docs => "Documentation",
        };
        let _ = writeln!(text, "\n### {heading}\n");
        for change in changes {
            let _ = writeln!(text, "- {}: {}.", code(&change.id), sentence(change, code));
            if let Some(migration) = &change.migration {
                let new_call = migration
                    .new_call
                    .as_deref()
                    .map_or_else(|| "nothing takes its place".to_owned(), code);
                let _ = writeln!(text, "  - before: {}\n  - now: {new_call}", code(&migration.old_call));
            }
        }
    }
    text
}

#[derive(Serialize)]
struct View<'a> {
    id: &'a str,
    change: &'static str,
    class: &'static str,
    parameter: Option<&'a str>,
    old: Option<&'a str>,
    new: Option<&'a str>,
    source: String,
}

fn json(changes: &[Change]) -> String {
    let mut text = String::new();
    for change in changes {
        let Position { file, line, column } = &change.source;
        let view = View {
            id: &change.id,
            change: change.kind.as_str(),
            class: change.class().as_str(),
            parameter: change.parameter.as_deref(),
            old: change.old.as_deref(),
            new: change.new.as_deref(),
            source: format!("{file}:{line}:{column}"),
        };
        // Texts and nulls are always JSON.
        text += &serde_json::to_string(&view).unwrap_or_default();
        text.push('\n');
    }
    text
}

/// The sentence about a change, with `code` around the names and values in it.
fn sentence(change: &Change, code: impl Fn(&str) -> String) -> String {
    let value = |text: &Option<String>| text.as_deref().map_or_else(|| "nothing".to_owned(), &code);
    let mut rest = change.kind.sentence();
    let mut sentence = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let text = match name {
            "parameter" if change.parameter.is_none() => "the type itself".to_owned(),
            "parameter" => value(&change.parameter),
            "old" => value(&change.old),
            _ => value(&change.new),
        };
        // Writing into a `String` can't fail.
        let _ = write!(sentence, "{before}{text}");
        rest = after;
    }
    sentence + rest
}
