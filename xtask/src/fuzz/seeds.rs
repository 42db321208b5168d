//! Where fuzzing starts from: the workspace's own pages, whole and cut up, so that seeds never fall behind the dialect.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use octoscribe_generator::page::{self, Page, TypeExpression};
use octoscribe_generator::source::{Source, SourceId, Spanned};

use crate::paths;
use crate::spec_files::SpecFiles;

/// Seeds of a target. All of them are run before the first mutation.
const MOST: usize = 200;

/// What clients of the runtime are told by servers.
const LINKS: &[&str] = &[
    r#"<https://git.example.com/api/v3/licenses?page=2>; rel="next", <https://git.example.com/api/v3/licenses?page=9>; rel="last""#,
    r#"<https://git.example.com/api/v3/licenses?page=1&q=a,b>; title="a, b"; rel="prev first", <https://git.example.com/>; rel=next"#,
];

/// The first character stands for the status.
const ANSWERS: &[&str] = &[
    r#"0{"key":"mit","name":"MIT License","spdx_id":"MIT","url":null,"node_id":"a","html_url":"b","description":"c","implementation":"d","permissions":["e"],"conditions":[],"limitations":[],"body":"f","featured":true}"#,
    r#"2{"message":"Validation Failed","documentation_url":"https://docs.example.com","errors":[{"resource":"Issue","field":"title","code":"missing_field"},"text"]}"#,
    r#"3{"message":"Not Found","errors":{"code":1}}"#,
    "3<html>",
];

/// The pages that seeds are made of.
pub(super) struct Seeds {
    pages: BTreeMap<String, Source>,
}

impl Seeds {
    /// Reads the workspace's pages and the fixtures of the emitters.
    ///
    /// # Errors
    /// When a page can't be read.
    pub(super) fn read() -> Result<Self> {
        let fixtures = paths::workspace().join("generator/tests/fixtures/emit");
        let pages = SpecFiles::read(&[paths::default_spec(), fixtures])?.into_sources();
        Ok(Self {
            pages: pages.into_iter().map(|page| (page.path.clone(), page)).collect(),
        })
    }

    /// The seeds of a target, none longer than `longest` bytes.
    pub(super) fn of(&self, target: &str, longest: usize) -> Vec<String> {
        let pages = self.pages.values();
        let seeds: BTreeSet<String> = match target {
            "page" => pages.map(|page| page.text.to_string()).collect(),
            "front_matter" => pages.filter_map(|page| front_matter(&page.text)).collect(),
            "route" => pages.filter_map(route).collect(),
            "type_expression" => pages.flat_map(types).collect(),
            "pipeline" => pages.map(|page| self.tree(page)).collect(),
            "link" => LINKS.iter().map(|&seed| seed.to_owned()).collect(),
            "answer" => ANSWERS.iter().map(|&seed| seed.to_owned()).collect(),
            _ => BTreeSet::new(),
        };
        let seeds: Vec<String> = seeds.into_iter().filter(|seed| seed.len() <= longest).collect();
        // Taken from everywhere, for neighbours are alike.
        let step = seeds.len().div_ceil(MOST).max(1);
        seeds.into_iter().step_by(step).collect()
    }

    /// A page with the schema pages that it names, and those that they name.
    fn tree(&self, page: &Source) -> String {
        let mut tree: BTreeMap<&str, &Source> = BTreeMap::new();
        let mut open = vec![page];
        while let Some(page) = open.pop() {
            if tree.insert(&page.path, page).is_none() {
                let root = page
                    .path
                    .split("/endpoints/")
                    .next()
                    .and_then(|root| root.split("/schemas/").next());
                let words = page.text.split(|c: char| !c.is_ascii_alphanumeric());
                let named = words.map(|word| format!("{}/schemas/{word}.md", root.unwrap_or_default()));
                open.extend(named.filter_map(|path| self.pages.get(&path)));
            }
        }
        let pages = tree.values();
        let texts = pages.flat_map(|page| ["=== ", &page.path, "\n", &page.text]);
        texts.collect()
    }
}

fn front_matter(page: &str) -> Option<String> {
    page.split("---\n").nth(1).map(str::to_owned)
}

fn read(source: &Source) -> Option<Page> {
    page::read(SourceId(0), source, &mut Vec::new())
}

fn route(source: &Source) -> Option<String> {
    match read(source)? {
        Page::Endpoint(page) => text_of(source, &page.route),
        Page::Schema(_) => None,
    }
}

fn types(source: &Source) -> Vec<String> {
    let (is, rows, responses) = match read(source) {
        None => return Vec::new(),
        Some(Page::Endpoint(page)) => (None, page.parameters, page.responses),
        Some(Page::Schema(page)) => (page.is, page.fields, Vec::new()),
    };
    let of_rows = rows.into_iter().filter_map(|row| row.ty);
    let of_responses = responses.into_iter().filter_map(|row| row.ty);
    let types = is.into_iter().chain(of_rows).chain(of_responses);
    let written = types.filter_map(|ty: Spanned<TypeExpression>| text_of(source, &ty));
    // In tables they are escaped.
    written
        .map(|ty| ty.replace("\\|", "|").replace("&quot;", "\""))
        .collect()
}

fn text_of<T>(source: &Source, written: &Spanned<T>) -> Option<String> {
    let range = written.span.start as usize..written.span.end as usize;
    source.text.get(range).map(str::to_owned)
}
