//! `new`: writes a page that has what must be said, to be completed.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, bail, ensure};
use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::Severity;
use octoscribe_generator::ir::{Api, Method};
use octoscribe_generator::page::document::{Column, Document, Key, Part, Row, Table};
use octoscribe_generator::page::{self, EndpointPage, FIELDS, PARAMETERS, Page, RESPONSES, TO_DESCRIBE};
use octoscribe_generator::source::{Source, SourceId, Sources};

use crate::cli::{New, Outcome, Pages};
use crate::spec_files::{self, SpecFiles};
use crate::{config, paths, terminal};

/// Writes the page, unless there is one, and prints its path.
///
/// # Errors
/// When there is such a page, when the other pages can't be read, or when the page can't be written.
pub(crate) fn new(what: &New) -> Result<Outcome> {
    match what {
        New::Endpoint { name, route, spec } => {
            let Some((scope, method)) = name.split_once('.').filter(|(scope, _)| !scope.is_empty()) else {
                bail!("{name} doesn't name a scope and a method; write it as scope.method");
            };
            let path = format!("endpoints/{scope}/{method}.md");
            write(spec, &path, |api, config| endpoint(scope, method, route, api, config))
        }
        New::Schema { name, is, spec } => {
            write(spec, &format!("schemas/{name}.md"), |_, _| schema(name, is.as_deref()))
        }
    }
}

fn write(spec: &Path, path: &str, page: impl FnOnce(&Api, &Config) -> Document) -> Result<Outcome> {
    let file = spec.join(path);
    ensure!(!file.exists(), "{} exists already", paths::show(&file));
    let config = config::of([spec])?;
    // The first page of a tree has no others to learn from.
    let others = SpecFiles::read(&Pages::of(spec));
    let api = others.map_or_else(|_| Api::default(), |pages| pages.analyse().api);
    let source = Source {
        path: paths::show(&file),
        text: page(&api, &config).render().into(),
    };
    let mut found = Vec::new();
    page::read(SourceId(0), &source, &config, &mut found);
    found.retain(|found| found.severity() == Severity::Error);
    if !found.is_empty() {
        terminal::show(&found, &Sources::new(vec![source]));
        return Ok(Outcome::Bad);
    }
    spec_files::write(&file, &source.text)?;
    terminal::print(&format!(
        "{}: write what `{TO_DESCRIBE}` marks, then run `{} lint`",
        source.path,
        paths::project().command
    ))?;
    Ok(Outcome::Good)
}

/// The page of an endpoint. Rows of the route say what most rows of their name say in other pages.
fn endpoint(scope: &str, method: &str, route: &str, api: &Api, config: &Config) -> Document {
    let (title, prefix) = (titled(method), &config.example);
    let page = |rows: Vec<Row>, required: &[&str]| {
        let names = match required {
            [] => String::new(),
            names => format!("{{ {} }}", names.join(", ")),
        };
        let call = format!("{prefix}{scope}.{method}({names})");
        let keys = [
            ("name", title.as_str()),
            ("example", &call),
            ("route", route),
            ("scope", scope),
            ("type", "API method"),
        ];
        let prose = format!("# {title}\n\n{TO_DESCRIBE}\n\n```js\n{call};\n```");
        let parameters = if rows.is_empty() {
            Part::Text("This endpoint has no parameters".to_owned())
        } else {
            table(PARAMETERS, rows)
        };
        let responses = table(RESPONSES, vec![response(route)]);
        let [prose, heading] = [format!("{prose}\n\n## {PARAMETERS}"), format!("## {RESPONSES}")].map(Part::Text);
        document(&keys, vec![prose, parameters, heading, responses])
    };
    let without_rows = Source {
        path: String::new(),
        text: page(Vec::new(), &[]).render().into(),
    };
    let Some(Page::Endpoint(EndpointPage { route, .. })) =
        page::read(SourceId(0), &without_rows, config, &mut Vec::new())
    else {
        return page(Vec::new(), &[]);
    };
    let in_path: Vec<&str> = route.value.path.iter().map(|name| name.value.as_str()).collect();
    let in_query = route.value.query.iter().map(|name| row(&name.value, "no", api));
    let rows = in_path.iter().map(|name| row(name, "yes", api)).chain(in_query);
    page(rows.collect(), &in_path)
}

fn table(section: &'static str, rows: Vec<Row>) -> Part {
    Part::Table(Table { section, rows })
}

/// The title of a method: `Feed all` for `feedAll`.
fn titled(method: &str) -> String {
    let mut title = String::new();
    for c in method.chars() {
        if title.is_empty() {
            title.extend(c.to_uppercase());
        } else if c.is_uppercase() {
            title.push(' ');
            title.extend(c.to_lowercase());
        } else {
            title.push(c);
        }
    }
    title
}

/// A row that says what most rows of this name say.
fn row(name: &str, required: &str, api: &Api) -> Row {
    let parameters = api.endpoints.iter().flat_map(|endpoint| &endpoint.parameters);
    let mut said: BTreeMap<(String, String, &str), usize> = BTreeMap::new();
    for field in parameters
        .map(|parameter| &parameter.field)
        .filter(|field| field.name == name)
    {
        let [ty, constraints] = [field.value.ty.to_string(), field.value.constraints.to_string()];
        *said.entry((ty, constraints, &field.description)).or_default() += 1;
    }
    let most = said.into_iter().max_by_key(|(_, count)| *count).map(|(said, _)| said);
    let (ty, constraints, description) = most.unwrap_or_else(|| ("string".to_owned(), String::new(), TO_DESCRIBE));
    cells(&[
        (Column::Name, name),
        (Column::Required, required),
        (Column::Type, &ty),
        (Column::Constraints, &constraints),
        (Column::Description, description),
    ])
}

/// The response that most calls of a method have.
fn response(route: &str) -> Row {
    let method = route.split(' ').next().unwrap_or_default();
    let (status, ty) = match Method::ALL.iter().find(|(word, _)| *word == method) {
        Some((_, Method::Post)) => ("201", "any"),
        Some((_, Method::Delete)) => ("204", ""),
        _ => ("200", "any"),
    };
    cells(&[
        (Column::Name, status),
        (Column::Type, ty),
        (Column::Description, TO_DESCRIBE),
    ])
}

fn schema(name: &str, is: Option<&str>) -> Document {
    let mut keys = vec![("name", name), ("type", "Schema")];
    keys.extend(is.map(|is| ("is", is)));
    let prose = format!("# {name}\n\n{TO_DESCRIBE}");
    if is.is_some() {
        return document(&keys, vec![Part::Text(prose)]);
    }
    let row = cells(&[
        (Column::Name, "id"),
        (Column::Required, "yes"),
        (Column::Type, "integer"),
        (Column::Description, TO_DESCRIBE),
    ]);
    let prose = Part::Text(format!("{prose}\n\n## {FIELDS}"));
    document(&keys, vec![prose, table(FIELDS, vec![row])])
}

fn document(keys: &[(&str, &str)], body: Vec<Part>) -> Document {
    let key = |(name, value): &(&str, &str)| ((*name).to_owned(), Key::Text((*value).to_owned()));
    Document {
        keys: keys.iter().map(key).collect(),
        body,
    }
}

fn cells(cells: &[(Column, &str)]) -> Row {
    let filled = cells.iter().filter(|(_, text)| !text.is_empty());
    filled.map(|(column, text)| (*column, (*text).to_owned())).collect()
}
