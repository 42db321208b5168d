//! Small trees of pages, and what two of them differ in.

use std::fmt::Write;

use octoscribe_generator::diff::{Difference, compare};
use octoscribe_generator::source::Source;
use octoscribe_generator::{Analysis, analyse};

use crate::support;

/// A tree of pages without errors.
pub(crate) fn tree(text: &str) -> Analysis {
    let pages: Vec<Source> = support::sources(text).iter().map(|(_, page)| page.clone()).collect();
    let analysis = analyse(pages);
    let shown = support::show(&analysis.diagnostics, &analysis.sources);
    assert!(!analysis.has_errors(), "{shown}");
    analysis
}

/// What is different between two texts of pages.
pub(crate) fn compared(old: &str, new: &str) -> Difference {
    compare(&tree(old), &tree(new), false)
}

/// The same, a line each: kind, id and parameter, what was and what is.
pub(crate) fn changes(old: &str, new: &str) -> String {
    lines(&compared(old, new))
}

/// The changes, a line each.
pub(crate) fn lines(difference: &Difference) -> String {
    let mut text = String::new();
    for change in &difference.changes {
        let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "-".to_owned());
        let path = change
            .parameter
            .as_ref()
            .map_or(String::new(), |path| format!(" {path}"));
        let (kind, from, to) = (change.kind.as_str(), word(&change.old), word(&change.new));
        let inferred = if change.is_inferred { " (inferred)" } else { "" };
        writeln!(text, "{kind} {}{path}: {from} -> {to}{inferred}", change.id).unwrap();
    }
    text
}

/// A page `zoo/act.md` with rows of `name; required; type; constraints; default; description`, trailing cells left out.
pub(crate) fn page(route: &str, rows: &[&str]) -> String {
    full("act", route, "", rows, &[])
}

/// A page with responses: rows of `status; required; type; description`.
pub(crate) fn responding(rows: &[&str]) -> String {
    full("act", "GET /zoo", "", &[], rows)
}

pub(crate) fn full(name: &str, route: &str, front_matter: &str, rows: &[&str], responses: &[&str]) -> String {
    let cells = |row: &str, number: usize| -> Vec<String> {
        let cells = row.split(';').map(|cell| cell.trim().replace('|', "\\|"));
        cells.chain(std::iter::repeat(String::new())).take(number).collect()
    };
    let table = |rows: &[&str], header: &str| -> String {
        let number = header.matches('|').count() - 1;
        let rows = rows
            .iter()
            .map(|row| format!("| {} |\n", cells(row, number).join(" | ")));
        format!("{header}\n{}|\n{}", "|---".repeat(number), rows.collect::<String>())
    };
    let required = rows.iter().map(|row| cells(row, 2)).filter(|row| row[1] == "yes");
    let names: Vec<String> = required
        .map(|row| row[0].clone())
        .filter(|name| !name.contains(['.', '[']))
        .collect();
    let call = if names.is_empty() {
        String::new()
    } else {
        format!("{{ {} }}", names.join(", "))
    };
    let parameters = if rows.is_empty() {
        "This endpoint has no parameters\n".to_owned()
    } else {
        table(rows, "| name | required | type | constraints | default | description |")
    };
    let responses = if responses.is_empty() {
        String::new()
    } else {
        format!(
            "\n## Responses\n\n{}",
            table(responses, "| status | required | type | description |")
        )
    };
    format!(
        "=== endpoints/zoo/{name}.md\n---\nname: Act\nexample: octokit.rest.zoo.{name}({call})\nroute: {route}\nscope: zoo\n\
         type: API method\n{front_matter}---\n\n# Act\n\nDoes something.\n\n## Parameters\n\n{parameters}{responses}\n"
    )
}

/// A schema page with rows of `name; required; type`, and a page that sends or gets its values.
pub(crate) fn shared(name: &str, rows: &[&str], users: &[&str]) -> String {
    let mut table = "| name | required | type | description |\n|---|---|---|---|\n".to_owned();
    for row in rows {
        writeln!(table, "| {} | |", row.replace('|', "\\|").replace(';', " | ")).unwrap();
    }
    let send = users.contains(&"request").then(|| format!("frog; no; {name}"));
    let get = users.contains(&"response").then(|| format!("200; ; {name}"));
    let (send, get): (Vec<&str>, Vec<&str>) = (
        send.as_deref().into_iter().collect(),
        get.as_deref()
            .into_iter()
            .chain((!users.contains(&"response")).then_some("204"))
            .collect(),
    );
    support::schema(name, "", &table) + &full("act", "POST /zoo", "", &send, &get)
}

pub(crate) fn alias(is: &str) -> String {
    support::schema("Colour", is, "") + &full("act", "GET /zoo", "", &["colour; no; Colour"], &["204"])
}
