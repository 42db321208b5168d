//! Text in, text out: fixtures of several pages in one text, and diagnostics a line each.

pub(crate) mod inert;
pub(crate) mod paths;
pub(crate) mod spec;

use std::fmt::Write;

use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::{Diagnostic, Severity};
use octoscribe_generator::ir::Api;
use octoscribe_generator::lower::lower;
use octoscribe_generator::page;
use octoscribe_generator::source::{Source, Sources};

/// Splits a text into pages: `=== path` starts one.
pub(crate) fn sources(text: &str) -> Sources {
    let pages = text.split("=== ").skip(1).map(|page| {
        let (path, text) = page.split_once('\n').unwrap();
        Source {
            path: path.to_owned(),
            text: text.into(),
        }
    });
    Sources::new(pages.collect())
}

/// Reads and lowers the pages.
pub(crate) fn run(sources: &Sources) -> (Api, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut pages = Vec::new();
    for (id, source) in sources.iter() {
        pages.extend(page::read(id, source, &Config::default(), &mut diagnostics));
    }
    let (api, more) = lower(&pages.iter().collect::<Vec<_>>(), sources, sources.ids());
    diagnostics.extend(more);
    (api, diagnostics)
}

/// What a text lowers to. Fails the test when there is a diagnostic.
pub(crate) fn api(text: &str) -> Api {
    let sources = sources(text);
    let (api, diagnostics) = run(&sources);
    assert_eq!(show(&diagnostics, &sources), "");
    api
}

/// What is wrong with a text.
pub(crate) fn check(text: &str) -> String {
    let sources = sources(text);
    let (_, diagnostics) = run(&sources);
    show(&diagnostics, &sources)
}

/// Code, position, text under the span, message, label, related spans and help, a line for every diagnostic.
pub(crate) fn show(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let severity = match diagnostic.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let shown = |span| {
            let start = sources.line_column(span);
            let file = sources.path(span).rsplit('/').next().unwrap();
            format!("{file}:{}:{} `{}`", start.line, start.column, sources.text(span))
        };
        writeln!(
            text,
            "{severity}[{}] {}",
            diagnostic.code.as_str(),
            shown(diagnostic.span)
        )
        .unwrap();
        writeln!(text, "  {}", diagnostic.message).unwrap();
        if !diagnostic.label.is_empty() {
            writeln!(text, "  label: {}", diagnostic.label).unwrap();
        }
        for (span, label) in &diagnostic.related {
            writeln!(text, "  related: {} {label}", shown(*span)).unwrap();
        }
        if let Some(help) = &diagnostic.help {
            writeln!(text, "  help: {help}").unwrap();
        }
    }
    text
}

/// A page `zoo/act.md` with this route, further front-matter and parameter table. The example lists what the table requires.
pub(crate) fn act(route: &str, front_matter: &str, table: &str) -> String {
    let table = table.trim_start();
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let header = cells(table.lines().next().unwrap());
    let mut names: Vec<String> = Vec::new();
    if let Some(required) = header.iter().position(|title| title == "required") {
        let rows = table.lines().map(cells).filter(|row| row[required] == "yes");
        names.extend(rows.map(|row| row[1].clone()).filter(|name| !name.contains(['.', '['])));
    }
    names.dedup();
    let names = names.join(", ");
    let call = if names.is_empty() {
        String::new()
    } else {
        format!("{{ {names} }}")
    };
    format!(
        "=== spec/endpoints/zoo/act.md\n---\nname: Act\nexample: octokit.rest.zoo.act({call})\nroute: {route}\nscope: zoo\n\
         type: API method\n{front_matter}---\n\n# Act\n\nDoes something.\n\n## Parameters\n\n{table}\n"
    )
}

/// A schema page with this `is` (none when empty) and field table.
pub(crate) fn schema(name: &str, is: &str, table: &str) -> String {
    let is = if is.is_empty() {
        String::new()
    } else {
        format!("is: {is}\n")
    };
    let fields = if table.is_empty() {
        String::new()
    } else {
        format!("\n## Fields\n\n{}\n", table.trim_start())
    };
    format!("=== spec/schemas/{name}.md\n---\nname: {name}\ntype: Schema\n{is}---\n\n# {name}\n{fields}\n")
}
