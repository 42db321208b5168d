//! A lock: what a source said when it was last imported, as text that a version control system shows the changes of.
//!
//! ```text
//! # api.github.com 23.0.2
//!
//! endpoints/issues/create
//!   @route  POST /repos/{owner}/{repo}/issues
//!   title   body  yes  string | integer
//! ```
//!
//! Facts only, tabs between them: name, location, required, type, constraints, default. What is empty at the end of a line is left out.

use std::fmt::Write as _;

use octoscribe_generator::config::Config;
use octoscribe_generator::ir::Api;
use octoscribe_generator::page::document::Row;
use octoscribe_generator::source::Source;

use crate::error::Error;
use crate::rows::{self, FACTS, Page, Pages};
use crate::source::{self, Said};
use crate::write;

/// Writes a lock for what a source says.
pub(crate) fn write(source: &str, release: &str, api: &Api) -> String {
    let mut lock = format!("# {source} {release}\n");
    for (path, page) in rows::pages(api) {
        let _ = write!(lock, "\n{path}\n");
        let mut lines: Vec<String> = page.iter().map(|(name, row)| line(name, row)).collect();
        lines.sort_unstable();
        lock.extend(lines);
    }
    lock
}

fn line(name: &str, row: &Row) -> String {
    let mut line = format!("  {name}");
    for column in FACTS {
        line.push('\t');
        let text = row
            .get(&column)
            .map_or_else(String::new, |text| text.replace('\\', "\\\\"));
        line.push_str(&text.replace('\t', "\\t").replace('\n', "\\n"));
    }
    line.truncate(line.trim_end_matches('\t').len());
    line.push('\n');
    line
}

/// What the lock of a source says.
pub(crate) fn read(name: &str, lock: &str) -> Result<Said, Error> {
    let broken = |line: usize, cause: &str| Error::at(format_args!("line {line} of the lock"), cause);
    let head = lock
        .lines()
        .next()
        .and_then(|head| head.strip_prefix("# ")?.split_once(' '));
    let (_, release) = head.ok_or_else(|| broken(1, "expected a head such as `# api.github.com 23.0.2`"))?;
    let mut pages = Pages::new();
    let mut current: Option<&mut Page> = None;
    for (number, line) in lock.lines().enumerate().skip(1) {
        let broken = |cause: &str| broken(number + 1, cause);
        if let Some(line) = line.strip_prefix("  ") {
            let mut cells = line.split('\t').map(unescaped);
            let name = cells.next().unwrap_or_default();
            let row: Row = FACTS
                .into_iter()
                .zip(cells)
                .filter(|(_, text)| !text.is_empty())
                .collect();
            let page = current.as_mut().ok_or_else(|| broken("a row before the first page"))?;
            if page.insert(name, row).is_some() {
                return Err(broken("a row that the page has already"));
            }
        } else if !line.is_empty() {
            current = Some(pages.entry(line.to_owned()).or_default());
        }
    }
    let config = Config::default();
    let sources = pages.iter().map(|(path, page)| Source {
        path: format!("{path}.md"),
        text: write::new(path, page, &config.example, &|_| String::new())
            .render()
            .into(),
    });
    let api = source::analyse(sources.collect(), &config, |path, cause| {
        let page = path.trim_end_matches(".md");
        let line = lock.lines().position(|line| line == page).map_or(1, |line| line + 1);
        broken(line, &format!("{page}: {cause}"))
    })?;
    Ok(Said {
        source: name.to_owned(),
        release: release.to_owned(),
        api,
    })
}

fn unescaped(cell: &str) -> String {
    if !cell.contains('\\') {
        return cell.to_owned();
    }
    let parts = cell
        .split("\\\\")
        .map(|part| part.replace("\\t", "\t").replace("\\n", "\n"));
    parts.collect::<Vec<_>>().join("\\")
}
