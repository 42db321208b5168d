//! A difference as text: for people, as a section of a changelog, and as JSON lines.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::Difference;
use super::entries::{Entry, Filter, entries};
use super::kind::{Class, Kind};
use super::record::{Change, Migration, Reach};
use super::version::next_version;
use crate::emit::code;

/// How a difference is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people who want to know what to do: counts, then sentence, position, call before and after.
    Human,
    /// A section for a changelog.
    Markdown,
    /// One object a line.
    Json,
}

/// The version of the JSON lines. It is raised when a key goes or means something else.
const JSON_FORMAT: u32 = 1;

/// A report with more entries than these is brief: without positions, and with a line for each kind of additive changes.
const BRIEF: usize = 40;

/// Characters of a line that lists names.
const WIDTH: usize = 110;

/// What is in place of a call that nothing replaces.
const NOTHING: &str = "nothing takes its place";

const CLASSES: [Class; 3] = [Class::Breaking, Class::Additive, Class::Docs];

/// Writes a difference. `version` is that of the crate of the old pages; what the filter leaves out counts for the next one, too.
#[must_use]
pub fn report(difference: &Difference, version: &str, format: Format, filter: &Filter) -> String {
    let shown: Vec<&Change> = difference
        .changes
        .iter()
        .filter(|change| filter.shows(change))
        .collect();
    let worst = difference.changes.iter().map(Change::class).min();
    let next = worst.and_then(|worst| next_version(version, worst));
    match format {
        Format::Human => human(difference, &shown, version, next, filter),
        Format::Markdown => markdown(&shown, &next.map_or_else(|| version.to_owned(), |(_, next)| next)),
        Format::Json => json(&shown, version, next.as_ref().map(|(_, next)| next.as_str())),
    }
}

// Writing into a `String` can't fail, so the results of `writeln!` are let go below.

fn human(
    difference: &Difference,
    shown: &[&Change],
    version: &str,
    next: Option<(&str, String)>,
    filter: &Filter,
) -> String {
    let mut text = summary(difference, version, next);
    let tells_docs = filter.classes.contains(&Class::Docs) || !filter.kinds.is_empty();
    let told = shown
        .iter()
        .filter(|change| tells_docs || change.class() != Class::Docs);
    let entries = entries(told.copied());
    let is_brief = filter.is_empty() && entries.len() > BRIEF;
    for entry in &entries {
        if !is_brief {
            text.push('\n');
        } else if entry.first.class() != Class::Breaking {
            break;
        }
        let (class, kind) = (entry.first.class().as_str(), entry.first.kind.as_str());
        let _ = writeln!(text, "{class}[{kind}] {}: {}", who(entry, 3), sentence(entry, code));
        if !is_brief {
            let _ = writeln!(text, "  --> {}", entry.first.source);
        }
        text += &calls(entry, is_brief);
    }
    if is_brief {
        text += &folded(&entries);
        text += "`--class`, `--kind` and `--scope` show entries in full\n";
    }
    text
}

/// Counts by class and kind, the next version, and what is suspect.
fn summary(difference: &Difference, version: &str, next: Option<(&str, String)>) -> String {
    let of_class = |class| difference.changes.iter().filter(move |change| change.class() == class);
    let counts = CLASSES.map(|class| format!("{} {}", of_class(class).count(), class.as_str()));
    let proposal = match next {
        _ if difference.changes.is_empty() => format!("{version} stays as it is"),
        Some((bump, next)) => format!("{version} -> {next} ({bump})"),
        None => format!("{version} is not a version of the form 1.2.3"),
    };
    let mut text = format!("{}; {proposal}\n", counts.join(", "));
    for class in CLASSES {
        let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
        of_class(class).for_each(|change| *kinds.entry(change.kind).or_default() += 1);
        let mut kinds: Vec<(Kind, usize)> = kinds.into_iter().collect();
        kinds.sort_by_key(|(kind, count)| (usize::MAX - count, *kind));
        if !kinds.is_empty() {
            let kinds: Vec<String> = kinds
                .iter()
                .map(|(kind, count)| format!("{count} {}", kind.as_str()))
                .collect();
            let _ = writeln!(text, "  {}: {}", class.as_str(), kinds.join(", "));
        }
    }
    if difference.is_partial {
        text += "pages that can't speak of types, constraints or responses are compared without them\n";
    }
    let mut suspects: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (who, what) in &difference.suspects {
        suspects.entry(what).or_default().push(who);
    }
    for (what, who) in suspects {
        let _ = writeln!(text, "suspect: {}: {what}", listed(&who, 3));
    }
    text
}

/// Additive entries, a line for each kind: how many changes, and of whom.
fn folded(entries: &[Entry<'_>]) -> String {
    let mut kinds: BTreeMap<Kind, Vec<&str>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.first.class() == Class::Additive) {
        kinds.entry(entry.first.kind).or_default().extend(&entry.ids);
    }
    let mut text = String::new();
    for (kind, mut ids) in kinds {
        let mut seen = std::collections::HashSet::new();
        ids.retain(|id| seen.insert(*id));
        let (mut length, mut count) = (kind.as_str().len(), 0);
        for id in &ids {
            length += id.len() + 2;
            count += usize::from(length < WIDTH);
        }
        let _ = writeln!(text, "additive[{}] {}", kind.as_str(), listed(&ids, count.max(1)));
    }
    text
}

/// The call before and after. A brief report leaves out what the sentence says already.
fn calls(entry: &Entry<'_>, is_brief: bool) -> String {
    let notice = entry.first.notice.as_ref();
    let quoted = |page: &str| notice.map(|notice| format!("{page} says: \"{notice}\""));
    let Some(Migration { old_call, new_call }) = &entry.first.migration else {
        return quoted("the page").map_or_else(String::new, |quoted| format!("  {quoted}\n"));
    };
    let call = |text: &str| text.split(" // ").next().map(str::to_owned);
    let is_told = new_call
        .as_ref()
        .is_none_or(|new_call| call(new_call) == call(old_call));
    match (new_call.as_ref(), quoted("the old page")) {
        (None, Some(quoted)) if is_brief => format!("  {quoted}\n"),
        _ if is_brief && is_told => String::new(),
        (new_call, quoted) => {
            let new_call = new_call.cloned().or(quoted);
            let new_call = new_call.as_deref().unwrap_or(NOTHING);
            format!("  old: {old_call}\n  new: {new_call}\n")
        }
    }
}

/// Whom an entry is about: endpoints, or schemas with the endpoints that they reach.
fn who(entry: &Entry<'_>, most: usize) -> String {
    let names = listed(&entry.ids, most);
    if entry.ids.iter().any(|id| id.contains('.')) || entry.reach == 0 {
        return names;
    }
    let first = entry.first.reach.first.join(", ");
    let more = if entry.reach > entry.first.reach.first.len() {
        ", …"
    } else {
        ""
    };
    match entry.reach {
        1 => format!("{names} (1 endpoint: {first})"),
        reach => format!("{names} ({reach} endpoints: {first}{more})"),
    }
}

/// Names with commas, or the first of them and how many others there are.
fn listed(names: &[&str], most: usize) -> String {
    match names.split_at_checked(most) {
        Some((first, [_, _, ..])) => format!("{} and {} others", first.join(", "), names.len() - first.len()),
        _ => names.join(", "),
    }
}

fn markdown(changes: &[&Change], next: &str) -> String {
    let mut text = format!("## {next}\n");
    if changes.is_empty() {
        text.push_str("\nNothing has changed for callers.\n");
    }
    let (docs, told): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.class() == Class::Docs);
    let entries = entries(told);
    for (class, heading) in [(Class::Breaking, "Breaking"), (Class::Additive, "Added")] {
        let mut entries = entries.iter().filter(|entry| entry.first.class() == class).peekable();
        if entries.peek().is_some() {
            let _ = writeln!(text, "\n### {heading}\n");
        }
        entries.for_each(|entry| text += &item(entry));
    }
    if !docs.is_empty() {
        let changes = if docs.len() == 1 { "change" } else { "changes" };
        let _ = writeln!(
            text,
            "\n### Documentation\n\n{} {changes} of the documentation alone.",
            docs.len()
        );
    }
    text
}

/// An entry of a changelog.
fn item(entry: &Entry<'_>) -> String {
    let names: Vec<String> = entry.ids.iter().map(|id| code(id)).collect();
    let is_schema = entry.ids.iter().all(|id| !id.contains('.')) && entry.reach > 1;
    let best = entry.first.reach.first.first().filter(|_| is_schema);
    let reach = best.map_or_else(String::new, |best| {
        format!(" ({} endpoints, {} among them)", entry.reach, code(best))
    });
    let mut text = format!("- {}{reach}: {}.\n", names.join(", "), sentence(entry, code));
    let notice = entry
        .first
        .notice
        .as_ref()
        .map(|notice| format!("the page says: {}", code(notice)));
    match (&entry.first.migration, notice) {
        (Some(migration), notice) => {
            let new_call = migration.new_call.as_deref().map(code).or(notice);
            let new_call = new_call.as_deref().unwrap_or(NOTHING);
            let _ = writeln!(text, "  - before: {}\n  - now: {new_call}", code(&migration.old_call));
        }
        (None, Some(notice)) => _ = writeln!(text, "  - {notice}"),
        (None, None) => {}
    }
    text
}

/// A change with what is worked out for it, in the order of the keys.
#[derive(Serialize)]
struct View<'a> {
    format: u32,
    version: Versions<'a>,
    id: &'a str,
    change: &'static str,
    class: &'static str,
    parameter: &'a Option<String>,
    old: &'a Option<String>,
    new: &'a Option<String>,
    sentence: String,
    notice: &'a Option<String>,
    inferred: bool,
    calls: &'a Option<Migration>,
    reach: &'a Reach,
    source: String,
}

#[derive(Clone, Copy, Serialize)]
struct Versions<'a> {
    old: &'a str,
    next: Option<&'a str>,
}

fn json(changes: &[&Change], old: &str, next: Option<&str>) -> String {
    let line = |change: &&Change| {
        let parameters: Vec<&str> = change.parameter.as_deref().into_iter().collect();
        let view = View {
            format: JSON_FORMAT,
            version: Versions { old, next },
            id: &change.id,
            change: change.kind.as_str(),
            class: change.class().as_str(),
            parameter: &change.parameter,
            old: &change.old,
            new: &change.new,
            sentence: words(change, &parameters, |text| format!("`{text}`")),
            notice: &change.notice,
            inferred: change.is_inferred,
            calls: &change.migration,
            reach: &change.reach,
            source: change.source.to_string(),
        };
        // Texts and nulls are always JSON.
        serde_json::to_string(&view).unwrap_or_default() + "\n"
    };
    changes.iter().map(line).collect()
}

/// The sentence about an entry, with `code` around the names and values in it.
fn sentence(entry: &Entry<'_>, code: impl Fn(&str) -> String) -> String {
    words(entry.first, &entry.parameters, code)
}

fn words(change: &Change, parameters: &[&str], code: impl Fn(&str) -> String) -> String {
    let value = |text: &Option<String>| text.as_deref().map_or_else(|| "nothing".to_owned(), &code);
    let mut rest = change.kind.sentence();
    let mut sentence = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let text = match (name, parameters) {
            ("parameter", []) => "the type itself".to_owned(),
            ("parameter", [parameter]) => code(parameter),
            ("parameter", parameters) => {
                let parameters: Vec<String> = parameters.iter().map(|parameter| code(parameter)).collect();
                format!("each of {}", parameters.join(", "))
            }
            ("old", _) => value(&change.old),
            _ => value(&change.new),
        };
        let _ = write!(sentence, "{before}{text}");
        rest = after;
    }
    sentence += rest;
    if change.is_inferred {
        sentence += " (no page states the type: it is inferred)";
    }
    sentence
}
