//! A typed page, rewritten the way upstream's pages look: names, `required` and descriptions, and nothing else.

use std::fmt::Write;

use octoscribe_generator::ir::{Endpoint, Field, Type};
use octoscribe_generator::source::Source;

/// Rewrites the page of an endpoint.
pub(crate) fn page(endpoint: &Endpoint, source: &Source) -> Source {
    Source {
        path: source.path.clone(),
        text: text(endpoint, source).into(),
    }
}

fn text(endpoint: &Endpoint, source: &Source) -> String {
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
        endpoint.title, endpoint.description
    )
    .unwrap();
    if endpoint.parameters.is_empty() {
        text += "This endpoint has no parameters\n";
        return text;
    }
    text += "<table>\n<thead>\n<tr><th>name</th><th>required</th><th>description</th></tr>\n</thead>\n<tbody>\n";
    for (path, field) in rows(endpoint) {
        let required = if field.required { "yes" } else { "no" };
        write!(
            text,
            "<tr><td>{path}</td><td>{required}</td><td>\n\n{}\n\n</td></tr>\n",
            field.description
        )
        .unwrap();
    }
    text += "</tbody>\n</table>\n";
    text
}

/// The rows of the table and their name paths. Of two with the same name, one in the path and one in the body, upstream has one.
fn rows(endpoint: &Endpoint) -> Vec<(String, &Field)> {
    let mut rows = Vec::new();
    for parameter in &endpoint.parameters {
        collect(parameter.field.name.clone(), &parameter.field, &mut rows);
    }
    rows
}

fn collect<'e>(path: String, field: &'e Field, rows: &mut Vec<(String, &'e Field)>) {
    if rows.iter().any(|(other, _)| *other == path) {
        return;
    }
    let inside = format!("{path}{}", steps(&field.value.ty));
    rows.push((path, field));
    for below in field.fields() {
        collect(format!("{inside}.{}", below.name), below, rows);
    }
}

/// What a name path says of the lists and maps around an object: `[]`, `.*`.
fn steps(ty: &Type) -> String {
    match ty {
        Type::List(items) => format!("[]{}", steps(&items.ty)),
        Type::Map(values) => format!(".*{}", steps(&values.ty)),
        Type::Union(variants) => {
            let with_object = variants.iter().find(|variant| variant.object().is_some());
            with_object.map_or_else(String::new, steps)
        }
        _ => String::new(),
    }
}
