//! Rows -> pages: a new page, or a page that is there with its facts changed and everything else as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

use octoscribe_generator::ir::GroupKind;
use octoscribe_generator::page::document::{Column, Document, Key, Part, Row, Table};
use octoscribe_generator::page::{FIELDS, PARAMETERS, RESPONSES};

use crate::rows::{FACTS, Page, is_top, key, name_of, put, says, section, type_of};
use crate::versions::note;

/// The text for a row that the page doesn't have yet.
pub(crate) type Prose<'a> = dyn Fn(&str) -> String + 'a;

/// Writes a new page. Examples begin with `prefix`.
pub(crate) fn new(path: &str, page: &Page, prefix: &str, prose: &Prose<'_>) -> Document {
    let (kind, name) = path.split_once('/').unwrap_or_default();
    let mut words = name.splitn(2, '/');
    let (first, rest) = (words.next(), words.next());
    let dotted = name.replace('/', ".");
    let mut document = Document {
        keys: BTreeMap::new(),
        body: Vec::new(),
    };
    let mut put = |key, text| put_key(&mut document, key, text);
    let (title, head) = match kind {
        "schemas" => {
            put("name", Some(name));
            put("type", Some("Schema"));
            (name, "@is")
        }
        "webhooks" => {
            put("name", Some(dotted.as_str()));
            put("type", Some("Webhook event"));
            put("event", first);
            put("action", rest);
            (dotted.as_str(), "@receivers")
        }
        _ => {
            put("scope", first);
            put("type", Some("API method"));
            (rest.unwrap_or(name), "@route")
        }
    };
    let mut body = format!("# {title}\n\n{}", prose(head));
    if head == "@route" {
        let parameters = format!("## {PARAMETERS}\n\n{NO_PARAMETERS}\n");
        let _ = write!(body, "\n\n```js\n```\n\n{parameters}");
    }
    document.body.push(Part::Text(body));
    change(&mut document, path, page, prefix, prose);
    document
}

/// What a page says that has no parameters.
pub(crate) const NO_PARAMETERS: &str = "This endpoint has no parameters";
const DEPRECATED: &str = "**This method is deprecated.**";

/// Makes a page say what its rows should say. Prose stays; rows that the page doesn't have get theirs from `prose`, and an example begins with
/// `prefix`.
pub(crate) fn change(document: &mut Document, path: &str, page: &Page, prefix: &str, prose: &Prose<'_>) {
    for title in [PARAMETERS, FIELDS, RESPONSES] {
        change_table(document, title, path, page, prose);
    }
    let said = |name: &str| type_of(page, name);
    if path.starts_with("schemas/") {
        put_key(document, "is", said("@is").filter(|is| *is != "object"));
        return;
    }
    for head in ["@receivers", "@content-type", "@edition", "@sunset"] {
        put_key(document, head.trim_start_matches('@'), said(head));
    }
    put_docs(document, said("@docs"));
    let Some(route) = said("@route") else { return };
    if let Some(title) = said("@title") {
        put_key(document, "name", Some(title));
        replace_in_intro(document, "# ", "\n", title);
    }
    for kind in GroupKind::ALL {
        document.keys.remove(kind.key());
        let groups = said(&format!("@{}", kind.key())).map(groups);
        document
            .keys
            .extend(groups.map(|groups| (kind.key().to_owned(), groups)));
    }
    put_deprecated(document, page.contains_key("@deprecated"));
    put_route(document, route, page);
    put_example(document, path, page, prefix);
}

fn put_key(document: &mut Document, key: &str, text: Option<&str>) {
    match text {
        Some(text) => document.keys.insert(key.to_owned(), Key::Text(text.to_owned())),
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
    let mut parts = document.body.iter().enumerate();
    let table = parts.find_map(|(at, part)| match part {
        Part::Table(table) if table.section == title => Some((at, table.rows.clone())),
        _ => None,
    });
    let (at, old) = table.unzip();
    let mut known: BTreeMap<String, Row> = BTreeMap::new();
    for row in old.iter().flatten() {
        let text = |column| row.get(&column).map_or("", String::as_str);
        let key = key(text(Column::Name), text(Column::In), |key| known.contains_key(key));
        known.insert(key, row.clone());
    }
    let is_read = is_read(type_of(page, "@route").unwrap_or_default());
    let wanted = page.iter().filter(|(name, _)| section(path, name) == Some(title));
    let has_twins = page.keys().any(|key| *key != name_of(key));
    let rows: Vec<Row> = wanted
        .map(|(name, facts)| {
            let mut row = known.get(name).cloned().unwrap_or_else(|| {
                let mut row = Row::from([(Column::Name, name_of(name))]);
                put(&mut row, Column::Description, prose(name));
                row
            });
            note(&mut row, facts);
            for column in FACTS {
                let fact = facts.get(&column).cloned();
                // The route says where a parameter goes; a row does only where it would be taken for another place.
                let fact = fact.filter(|fact| {
                    let is_plain = !fact.contains(',') && (!is_read || fact != "body");
                    column != Column::In || has_twins || row.contains_key(&column) || !is_plain
                });
                put(&mut row, column, fact);
            }
            row
        })
        .collect();
    if old.as_ref() == Some(&rows) || (old.is_none() && rows.is_empty()) {
        return;
    }
    let at = at.unwrap_or_else(|| add_section(document, title));
    let Some((before, [part, ..])) = document.body.split_at_mut_checked(at) else {
        return;
    };
    *part = match title {
        _ if !rows.is_empty() => Part::Table(Table { section: title, rows }),
        PARAMETERS => Part::Text(NO_PARAMETERS.to_owned()),
        _ => {
            if let Some(Part::Text(text)) = before.last_mut()
                && let Some(start) = text.rfind(&format!("## {title}"))
            {
                text.truncate(start);
            }
            Part::Text(String::new())
        }
    };
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
    let mut parts = document.body.iter();
    let at = parts.position(|part| holds(part, needle)).unwrap_or(last);
    let Some(Part::Text(text)) = document.body.get_mut(at) else {
        let parts = [heading, String::new()].map(Part::Text);
        document.body.extend(parts);
        return document.body.len() - 1;
    };
    let cut = text.rfind(needle).unwrap_or(text.len());
    let after = text.split_off(cut);
    let after = after.get(skip.min(after.len())..).unwrap_or_default().to_owned();
    if title != PARAMETERS {
        let _ = write!(text, "\n\n{heading}");
    }
    let parts = [String::new(), after].map(Part::Text);
    document.body.splice((at + 1)..=at, parts);
    at + 1
}

/// The text before the first table.
fn intro(document: &mut Document) -> Option<&mut String> {
    texts(document).next()
}

fn texts(document: &mut Document) -> impl Iterator<Item = &mut String> {
    let parts = document.body.iter_mut();
    parts.filter_map(|part| match part {
        Part::Text(text) => Some(text),
        Part::Table(_) => None,
    })
}

/// Where a text is that comes after `start`, up to `end`.
fn between(text: &str, start: &str, end: &str) -> Option<Range<usize>> {
    let start = text.find(start)? + start.len();
    Some(start..start + text.get(start..)?.find(end)?)
}

/// Replaces what the intro has between two marks.
fn replace_in_intro(document: &mut Document, start: &str, end: &str, new: &str) {
    if let Some(text) = intro(document)
        && let Some(old) = between(text, start, end)
    {
        text.replace_range(old, new);
    }
}

fn put_deprecated(document: &mut Document, is_deprecated: bool) {
    let Some(text) = intro(document) else { return };
    let is_marked = text.contains(DEPRECATED) || text.contains("**Deprecated:**");
    if is_deprecated && !is_marked {
        let end = between(text, "# ", "\n").map_or(0, |heading| heading.end);
        text.insert_str(end, &format!("\n\n{DEPRECATED}"));
    } else if !is_deprecated && is_marked {
        *text = text.replace(&format!("{DEPRECATED}\n\n"), "");
    }
}

fn put_docs(document: &mut Document, url: Option<&str>) {
    let Some(url) = url else { return };
    for text in texts(document) {
        if let Some(start) = text.find("See also: [")
            && let Some(old) = text.get(start..).and_then(|rest| between(rest, "](", ")"))
        {
            text.replace_range(start + old.start..start + old.end, url);
            return;
        }
    }
    let link = format!("See also: [GitHub Developer Guide documentation]({url}).");
    document.body.push(Part::Text(link));
}

fn is_read(route: &str) -> bool {
    route.starts_with("GET ") || route.starts_with("HEAD ")
}

/// Writes the route with the query parameters that the method would put into the body.
fn put_route(document: &mut Document, route: &str, page: &Page) {
    let stated = |name: &str| {
        let mut rows = document.body.iter().flat_map(|part| match part {
            Part::Table(table) => table.rows.as_slice(),
            Part::Text(_) => &[],
        });
        rows.any(|row| row.contains_key(&Column::In) && says(row, Column::Name, name))
    };
    let query = page.iter().filter(|(name, row)| {
        !is_read(route) && says(row, Column::In, "query") && is_top(name) && *name_of(name) == **name && !stated(name)
    });
    let query: Vec<&str> = query.map(|(name, _)| name.as_str()).collect();
    let route = match query.join(",") {
        query if query.is_empty() => route.to_owned(),
        query => format!("{route}{{?{query}}}"),
    };
    put_key(document, "route", Some(&route));
}

/// Writes the example for the parameters that must be given, where it names others.
fn put_example(document: &mut Document, path: &str, page: &Page, prefix: &str) {
    let call = path.replace("endpoints/", prefix).replace('/', ".");
    let is_required = |(name, row): &(&String, &Row)| {
        section(path, name) == Some(PARAMETERS)
            && is_top(name)
            && *name_of(name) == **name
            && says(row, Column::Required, "yes")
    };
    let required = page.iter().filter(is_required);
    let names: Vec<&str> = required.map(|(name, _)| name.as_str()).collect();
    let (line, block) = match (names.join(", "), names.join(",\n  ")) {
        (names, _) if names.is_empty() => (format!("{call}()"), format!("{call}();")),
        (names, lines) => (format!("{call}({{ {names} }})"), format!("{call}({{\n  {lines},\n}});")),
    };
    if let Some(Key::Text(old)) = document.keys.get("example") {
        let of = |line: &str| {
            let words = line.split(['{', '}', ',', '(', ')']).map(|word| word.trim().to_owned());
            let names = words.filter(|word| !word.is_empty() && !word.contains('['));
            names.collect::<BTreeSet<_>>()
        };
        if of(old) == of(&line) || old.contains(':') {
            return;
        }
    }
    put_key(document, "example", Some(&line));
    replace_in_intro(document, "```js\n", "```", &format!("{block}\n"));
}
