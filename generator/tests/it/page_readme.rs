//! The reference for people who write pages shows pages; they are read like any other.

use octoscribe_generator::config::Config;
use octoscribe_generator::page::{self, Page, document};
use octoscribe_generator::source::{Source, SourceId};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

const README: &str = include_str!("../../../spec/README.md");

/// The pages between the fences of the reference.
fn examples() -> Vec<String> {
    let mut pages = Vec::new();
    let mut is_page = false;
    for event in Parser::new(README) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                is_page = &*info == "markdown";
                pages.extend(is_page.then(String::new));
            }
            Event::Text(text) if is_page => pages
                .iter_mut()
                .last()
                .into_iter()
                .for_each(|page| page.push_str(&text)),
            Event::End(_) => is_page = false,
            _ => {}
        }
    }
    pages
}

#[test]
fn the_examples_are_read_without_findings() {
    let mut names = Vec::new();
    for text in examples() {
        let source = Source {
            path: "README.md".to_owned(),
            text: text.into(),
        };
        let mut found = Vec::new();
        let page = page::read(SourceId(0), &source, &Config::default(), &mut found);
        assert!(found.is_empty(), "{found:#?} in {}", source.text);
        names.extend(page.map(|page| match page {
            Page::Endpoint(page) => page.name.value,
            Page::Schema(page) => page.name.value,
            Page::Webhook(page) => page.name.value,
        }));
    }
    assert_eq!(
        names,
        [
            "Feed a frog",
            "List all ponds",
            "List frogs",
            "Frog",
            "FrogColour",
            "frog.escaped"
        ]
    );
}

#[test]
fn the_first_example_is_canonical() {
    let source = Source {
        path: "README.md".to_owned(),
        text: examples().swap_remove(0).into(),
    };
    assert_eq!(
        document::format(&source, &Config::default()).as_deref(),
        Ok(&*source.text)
    );
}

/// The cells of the first column in the table with this header, without backticks.
fn first_column(header: &str) -> Vec<String> {
    let mut lines = README
        .lines()
        .skip_while(|line| !line.starts_with(&format!("| {header} |")))
        .skip(2);
    let mut cells = Vec::new();
    while let Some(row) = lines.next().and_then(|line| line.strip_prefix("| ")) {
        let cell = row.replace("\\|", "¦");
        let cell = cell.split(" |").next().unwrap_or("").replace('¦', "|");
        cells.extend(cell.split(", `").map(|word| word.trim_matches('`').to_owned()));
    }
    cells
}

/// Reads an endpoint with one row.
fn findings(name: &str, ty: &str, constraints: &str) -> usize {
    let source = Source {
        path: String::new(),
        text: format!(
            "---\nname: x\nexample: octokit.rest.x.x()\nroute: GET /\nscope: x\ntype: API method\n---\n\n## Parameters\n\n| name | required | type | constraints | description |\n|---|---|---|---|---|\n| {name} | no | {} | {constraints} | |\n",
            ty.replace('|', "\\|")
        )
        .into(),
    };
    let mut found = Vec::new();
    page::read(SourceId(0), &source, &Config::default(), &mut found);
    found.len()
}

#[test]
fn every_form_in_the_tables_is_read() {
    let types = first_column("expression");
    assert_eq!(types.len(), 19);
    for ty in types {
        // `A`, `B` and `T` are names of schemas as far as the reader knows.
        assert_eq!(findings("x", &ty, ""), 0, "{ty}");
    }
    let constraints = first_column("constraints");
    assert_eq!(constraints.len(), 8);
    for constraint in constraints {
        assert_eq!(findings("x", "string", &constraint), 0, "{constraint}");
    }
    let names = first_column("name | describes");
    assert_eq!(names.len(), 12);
    for name in names {
        assert_eq!(findings(&name, "", ""), 0, "{name}");
    }
}
