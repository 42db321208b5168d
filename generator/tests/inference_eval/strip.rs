//! A typed page, rewritten the way upstream's pages look: names, `required` and descriptions, and nothing else.

use std::fmt::Write;

use octoscribe_generator::page::{self, EndpointPage, NamePath, Page, Row};
use octoscribe_generator::source::{Source, SourceId};

/// Rewrites the page of an endpoint; `None` when it can't be read.
pub(crate) fn page(id: SourceId, source: &Source) -> Option<Source> {
    let Page::Endpoint(page) = page::read(id, source, &mut Vec::new())? else {
        return None;
    };
    Some(Source {
        path: source.path.clone(),
        text: text(&page, source)?.into(),
    })
}

fn text(page: &EndpointPage, source: &Source) -> Option<String> {
    let written = |span: octoscribe_generator::source::Span| source.text.get(span.start as usize..span.end as usize);
    let mut text = String::from("---\n");
    let keys = ["name:", "example:", "route:", "scope:", "type:"];
    for line in source.text.lines().skip(1).take_while(|line| *line != "---") {
        if keys.iter().any(|key| line.starts_with(key)) {
            // What may hold slashes is not upstream's to say.
            let line = if line.starts_with("route:") {
                line.replace("{+", "{")
            } else {
                line.to_owned()
            };
            text += &line;
            text.push('\n');
        }
    }
    write!(
        text,
        "---\n\n# {}\n\n{}\n\n## Parameters\n\n",
        page.name.value, page.description
    )
    .ok()?;
    if page.parameters.is_empty() {
        text += "This endpoint has no parameters\n";
        return Some(text);
    }
    text += "<table>\n<thead>\n<tr><th>name</th><th>required</th><th>description</th></tr>\n</thead>\n<tbody>\n";
    for row in rows(page) {
        let required = if row.required { "yes" } else { "no" };
        let name = written(row.name.span)?;
        write!(
            text,
            "<tr><td>{name}</td><td>{required}</td><td>\n\n{}\n\n</td></tr>\n",
            row.description
        )
        .ok()?;
    }
    text += "</tbody>\n</table>\n";
    Some(text)
}

/// The rows of the table. Of two with the same name, one in the path and one in the body, upstream has one.
fn rows(page: &EndpointPage) -> Vec<&Row> {
    let mut seen: Vec<&NamePath> = Vec::new();
    let mut rows = Vec::new();
    for row in &page.parameters {
        if !seen.contains(&&row.name.value) {
            seen.push(&row.name.value);
            rows.push(row);
        }
    }
    rows
}
