//! Rows -> pages: a new page, or a page that is there with its facts changed and everything else as it is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use octoscribe_generator::page::document::{Column, Document, Key, Part, Row, Table};
use octoscribe_generator::page::{FIELDS, PARAMETERS, RESPONSES};

use crate::rows::{FACTS, Page, WEBHOOKS, key, name_of, section};
use crate::versions;

/// The text for a row that the page doesn't have yet.
pub(crate) type Prose<'a> = dyn Fn(&str) -> String + 'a;

/// Writes a new page.
pub(crate) fn new(path: &str, page: &Page, prose: &Prose<'_>) -> Document {
    let name = path.rsplit('/').next().unwrap_or_default();
    let text = |text: &str| Key::Text(text.to_owned());
    let mut keys = BTreeMap::new();
    let mut body = format!("# {name}\n\n");
    if path.starts_with("schemas/") {
        keys.extend([("name".to_owned(), text(name)), ("type".to_owned(), text("Schema"))]);
        body += &prose("@is");
    } else if let Some(id) = path.strip_prefix(WEBHOOKS) {
        let (event, action) = id
            .split_once('/')
            .map_or((id, None), |(event, action)| (event, Some(action)));
        let title = id.replace('/', ".");
        body = format!("# {title}\n\n{}", prose("@receivers"));
        keys.extend([
            ("name".to_owned(), text(&title)),
            ("type".to_owned(), text("Webhook event")),
            ("event".to_owned(), text(event)),
        ]);
        keys.extend(action.map(|action| ("action".to_owned(), text(action))));
    } else {
        let scope = path.split('/').nth(1).unwrap_or_default();
        keys.extend([
            ("scope".to_owned(), text(scope)),
            ("type".to_owned(), text("API method")),
        ]);
        let _ = write!(
            body,
            "{}\n\n```js\n```\n\n## Parameters\n\n{NO_PARAMETERS}\n",
            prose("@route")
        );
    }
    let mut document = Document {
        keys,
        body: vec![Part::Text(body)],
    };
    change(&mut document, path, page, prose);
    document
}

const NO_PARAMETERS: &str = "This endpoint has no parameters";
const DEPRECATED: &str = "**This method is deprecated.**";

/// Makes a page say what its rows should say. Prose stays; rows that the page doesn't have get theirs from `prose`.
pub(crate) fn change(document: &mut Document, path: &str, page: &Page, prose: &Prose<'_>) {
    for title in [PARAMETERS, FIELDS, RESPONSES] {
        change_table(document, title, path, page, prose);
    }
    let said = |name: &str| {
        page.get(name)
            .and_then(|row| row.get(&Column::Type))
            .map(String::as_str)
    };
    if path.starts_with("schemas/") {
        let is = said("@is").filter(|is| *is != "object");
        put_key(document, "is", is.map(|is| Key::Text(is.to_owned())));
        return;
    }
    if path.starts_with(WEBHOOKS) {
        for key in ["receivers", "edition"] {
            put_key(
                document,
                key,
                said(&format!("@{key}")).map(|text| Key::Text(text.to_owned())),
            );
        }
        put_docs(document, said("@docs"));
        return;
    }
    if let Some(title) = said("@title") {
        put_key(document, "name", Some(Key::Text(title.to_owned())));
        put_heading(document, title);
    }
    for key in ["content-type", "edition", "sunset"] {
        put_key(
            document,
            key,
            said(&format!("@{key}")).map(|text| Key::Text(text.to_owned())),
        );
    }
    for key in ["any-of", "one-of"] {
        put_key(document, key, said(&format!("@{key}")).map(groups));
    }
    put_deprecated(document, said("@deprecated").is_some());
    put_docs(document, said("@docs"));
    put_route(document, said("@route").unwrap_or_default(), page);
    put_example(document, path, page);
}

fn put_key(document: &mut Document, key: &str, value: Option<Key>) {
    match value {
        Some(value) => document.keys.insert(key.to_owned(), value),
        None => document.keys.remove(key),
    };
}

/// Reads `[[a], [b, c]]`.
fn groups(text: &str) -> Key {
    let inside = text.trim_start_matches("[[").trim_end_matches("]]");
    let group = |group: &str| group.split(", ").map(str::to_owned).collect();
    Key::Groups(inside.split("], [").map(group).collect())
}

fn change_table(document: &mut Document, title: &'static str, path: &str, page: &Page, prose: &Prose<'_>) {
    let old = document.body.iter().find_map(|part| match part {
        Part::Table(table) if table.section == title => Some(table.rows.clone()),
        _ => None,
    });
    let mut known: BTreeMap<String, Row> = BTreeMap::new();
    for row in old.iter().flatten() {
        let text = |column| row.get(&column).map_or("", String::as_str);
        known.insert(
            key(text(Column::Name), text(Column::In), |key| known.contains_key(key)),
            row.clone(),
        );
    }
    let is_read = page
        .get("@route")
        .and_then(|row| row.get(&Column::Type))
        .is_some_and(|route| route.starts_with("GET ") || route.starts_with("HEAD "));
    let wanted = page.iter().filter(|(name, _)| section(path, name) == Some(title));
    let has_twins = page.keys().any(|key| *key != name_of(key));
    let rows: Vec<Row> = wanted
        .map(|(name, facts)| {
            let mut row = known.get(name).cloned().unwrap_or_else(|| {
                let text = prose(name);
                let text = (!text.is_empty()).then_some((Column::Description, text));
                [(Column::Name, name_of(name))].into_iter().chain(text).collect()
            });
            let prose = |row: &Row| row.get(&Column::Description).cloned().unwrap_or_default();
            if let Some(sentence) = versions::said(&prose(facts))
                && !prose(&row).contains(sentence)
            {
                row.insert(Column::Description, versions::with_sentence(&prose(&row), sentence));
            }
            for column in FACTS {
                let fact = facts.get(&column).cloned();
                // The route says where a parameter goes; a row does only where it would be taken for another place.
                let fact = fact.filter(|fact| {
                    let is_plain = !fact.contains(',') && (!is_read || fact != "body");
                    column != Column::In || has_twins || row.contains_key(&column) || !is_plain
                });
                match fact {
                    Some(fact) => row.insert(column, fact),
                    None => row.remove(&column),
                };
            }
            row
        })
        .collect();
    if old.as_ref() == Some(&rows) || (old.is_none() && rows.is_empty()) {
        return;
    }
    let at = document
        .body
        .iter()
        .position(|part| matches!(part, Part::Table(table) if table.section == title));
    let at = at.unwrap_or_else(|| add_section(document, title));
    let part = match title {
        _ if !rows.is_empty() => Part::Table(Table { section: title, rows }),
        PARAMETERS => Part::Text(NO_PARAMETERS.to_owned()),
        _ => Part::Text(String::new()),
    };
    if let Some(place) = document.body.get_mut(at) {
        *place = part;
    }
    let heading = format!("## {title}");
    if title != PARAMETERS
        && matches!(document.body.get(at), Some(Part::Text(_)))
        && let Some(Part::Text(text)) = at.checked_sub(1).and_then(|before| document.body.get_mut(before))
        && let Some(start) = text.rfind(&heading)
    {
        text.truncate(start);
    }
}

/// Makes room for the table of a section that the page doesn't have, and returns where it goes.
fn add_section(document: &mut Document, title: &'static str) -> usize {
    let heading = format!("## {title}\n");
    let holds = |part: &Part, needle: &str| matches!(part, Part::Text(text) if text.contains(needle));
    let (needle, skip) = match title {
        PARAMETERS => (NO_PARAMETERS, NO_PARAMETERS.len()),
        _ => ("See also: ", 0),
    };
    let last = document.body.len().saturating_sub(1);
    let at = document
        .body
        .iter()
        .position(|part| holds(part, needle))
        .unwrap_or(last);
    let Some(Part::Text(text)) = document.body.get_mut(at) else {
        document.body.extend([Part::Text(heading), Part::Text(String::new())]);
        return document.body.len() - 1;
    };
    let cut = text.rfind(needle).unwrap_or(text.len());
    let after = text.split_off(cut);
    let after = after.get(skip.min(after.len())..).unwrap_or_default().to_owned();
    if title != PARAMETERS {
        let _ = write!(text, "\n\n{heading}");
    }
    document
        .body
        .splice((at + 1)..=at, [Part::Text(String::new()), Part::Text(after)]);
    at + 1
}

/// The text before the first table.
fn intro(document: &mut Document) -> Option<&mut String> {
    document
        .body
        .iter_mut()
        .find_map(|part| if let Part::Text(text) = part { Some(text) } else { None })
}

fn put_heading(document: &mut Document, title: &str) {
    let Some(text) = intro(document) else { return };
    let lines = text.lines().map(|line| {
        if line.starts_with("# ") {
            format!("# {title}")
        } else {
            line.to_owned()
        }
    });
    let lines: Vec<String> = lines.collect();
    *text = lines.join("\n") + "\n";
}

fn put_deprecated(document: &mut Document, is_deprecated: bool) {
    let Some(text) = intro(document) else { return };
    let is_marked = text.contains(DEPRECATED) || text.contains("**Deprecated:**");
    if is_deprecated && !is_marked {
        let end = text
            .find("# ")
            .and_then(|start| Some(start + text.get(start..)?.find('\n')?))
            .unwrap_or(0);
        text.insert_str(end, &format!("\n\n{DEPRECATED}"));
    } else if !is_deprecated && is_marked {
        *text = text.replace(&format!("{DEPRECATED}\n\n"), "");
    }
}

fn put_docs(document: &mut Document, url: Option<&str>) {
    const START: &str = "See also: [GitHub Developer Guide documentation](";
    let Some(url) = url else { return };
    for part in &mut document.body {
        if let Part::Text(text) = part
            && let Some(start) = text
                .find("See also: [")
                .and_then(|start| Some(start + text.get(start..)?.find("](")? + 2))
            && let Some(length) = text.get(start..).and_then(|rest| rest.find(')'))
        {
            text.replace_range(start..start + length, url);
            return;
        }
    }
    document.body.push(Part::Text(format!("{START}{url}).")));
}

/// Writes the route with the query parameters that the method would put into the body.
fn put_route(document: &mut Document, route: &str, page: &Page) {
    let stated = |name: &str| {
        let rows = document.body.iter().filter_map(|part| {
            if let Part::Table(table) = part {
                Some(&table.rows)
            } else {
                None
            }
        });
        rows.flatten()
            .any(|row| row.contains_key(&Column::In) && row.get(&Column::Name).is_some_and(|known| known == name))
    };
    let is_read = route.starts_with("GET ") || route.starts_with("HEAD ");
    let query = page.iter().filter(|(name, row)| {
        let is_query = row.get(&Column::In).is_some_and(|location| location == "query");
        is_query && !is_read && !name.contains(['.', '[', '{']) && !stated(name)
    });
    let query: Vec<&str> = query.map(|(name, _)| name.as_str()).collect();
    let query = if query.is_empty() {
        String::new()
    } else {
        format!("{{?{}}}", query.join(","))
    };
    put_key(document, "route", Some(Key::Text(format!("{route}{query}"))));
}

/// Writes the example for the parameters that must be given, where it names others.
fn put_example(document: &mut Document, path: &str, page: &Page) {
    let mut words = path.split('/').skip(1);
    let call = format!(
        "octokit.rest.{}.{}",
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default()
    );
    let is_required = |(name, row): &(&String, &Row)| {
        section(path, name) == Some(PARAMETERS)
            && !name.contains(['.', '[', '*', '{'])
            && row.get(&Column::Required).is_some_and(|required| required == "yes")
    };
    let names: Vec<&str> = page.iter().filter(is_required).map(|(name, _)| name.as_str()).collect();
    let (line, block) = if names.is_empty() {
        (format!("{call}()"), format!("{call}();"))
    } else {
        let lines = names.join(",\n  ");
        (
            format!("{call}({{ {} }})", names.join(", ")),
            format!("{call}({{\n  {lines},\n}});"),
        )
    };
    let old = document.keys.insert("example".to_owned(), Key::Text(line.clone()));
    if let Some(Key::Text(old)) = old {
        let of = |line: &str| {
            let mut names: Vec<String> = line
                .split(['{', '}', ',', '(', ')'])
                .map(|name| name.trim().to_owned())
                .collect();
            names.retain(|name| !name.is_empty() && !name.contains('['));
            names.sort();
            names
        };
        if of(&old) == of(&line) || old.contains(':') {
            document.keys.insert("example".to_owned(), Key::Text(old));
            return;
        }
    }
    if let Some(text) = intro(document)
        && let Some(start) = text.find("```js\n").map(|start| start + "```js\n".len())
        && let Some(length) = text.get(start..).and_then(|rest| rest.find("```"))
    {
        text.replace_range(start..start + length, &format!("{block}\n"));
    }
}
