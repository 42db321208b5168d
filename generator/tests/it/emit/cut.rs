//! What fixture pages become, cut into the items that a test is about.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use octoscribe_generator::source::Source;
use octoscribe_generator::{EmittedFile, analyse, emit};

use crate::support::show;

/// The pages under `tests/fixtures/emit`, one for each feature of the dialect.
pub(crate) fn pages() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/emit");
    let mut files = Vec::new();
    find(&root, &mut files);
    files.sort();
    let source = |file: &PathBuf| Source {
        path: format!("spec/{}", file.strip_prefix(&root).unwrap().to_str().unwrap()).replace('\\', "/"),
        text: std::fs::read_to_string(file).unwrap().into(),
    };
    files.iter().map(source).collect()
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The URL of the pages.
pub(crate) const URL: &str = "https://example.com/pages";

/// All files of pages that have nothing wrong with them.
pub(crate) fn emitted(pages: Vec<Source>) -> Vec<EmittedFile> {
    let analysis = analyse(pages);
    assert_eq!(show(&analysis.diagnostics, &analysis.sources), "");
    emit(&analysis.api, Some(URL), &|_, _| false)
}

/// The texts of files by path.
pub(crate) fn texts(files: Vec<EmittedFile>) -> BTreeMap<String, String> {
    files
        .into_iter()
        .map(|file| (file.path, file.content.unwrap()))
        .collect()
}

/// The text of a file that the fixture pages become.
pub(crate) fn file(path: &str) -> &'static str {
    static FILES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let files = FILES.get_or_init(|| texts(emitted(pages())));
    files
        .get(path)
        .unwrap_or_else(|| panic!("{path} is none of {:?}", files.keys()))
}

/// The items of a file in which these words first stand, without comments and `#[inline]`; ` | ` stands between the words for two.
pub(crate) fn code(path: &str, items: &str) -> String {
    let cut: Vec<String> = items.split(" | ").map(|item| cut(file(path), item)).collect();
    cut.join("\n")
}

/// The signatures of functions and the heads of types, a line each.
pub(crate) fn heads(path: &str, items: &str) -> String {
    let head = |item: &str| -> String {
        let code = cut(file(path), item);
        let lines = code.lines().map(str::trim).filter(|line| !line.starts_with("#["));
        let text = lines.collect::<Vec<_>>().join(" ");
        let head = text.split(" {").next().unwrap();
        head.replace("( ", "(").replace(", )", ")") + "\n"
    };
    items.split(" | ").map(head).collect()
}

fn cut(file: &str, item: &str) -> String {
    let lines: Vec<&str> = file.lines().collect();
    let at = position(&lines, item);
    let indent = indentation(lines[at]);
    let is_attribute = |line: &&&str| line.trim_start().starts_with("#[");
    let attributes = lines[..at].iter().rev().take_while(is_attribute).count();
    let is_statement = ["static ", "use ", "mod "].iter().any(|word| lines[at].contains(word));
    let is_last = |line: &&str| {
        let closes = indentation(line) == indent && (line.ends_with(';') || line.trim() == "}");
        closes || (is_statement && line.ends_with(';'))
    };
    let length = lines[at..].iter().position(is_last).unwrap();
    let kept = lines[at - attributes..=at + length]
        .iter()
        .filter(|line| !line.trim_start().starts_with("///") && line.trim() != "#[inline]");
    kept.map(|line| line.get(indent..).unwrap_or_default().to_owned() + "\n")
        .collect()
}

/// The rustdoc of the item in which these words first stand.
pub(crate) fn docs(path: &str, item: &str) -> String {
    let lines: Vec<&str> = file(path).lines().collect();
    let before = &lines[..position(&lines, item)];
    let is_above = |line: &&&str| ["///", "#["].iter().any(|start| line.trim_start().starts_with(start));
    let above: Vec<&str> = before.iter().rev().take_while(is_above).copied().collect();
    let comments = above
        .iter()
        .rev()
        .filter_map(|line| line.trim_start().strip_prefix("///"));
    comments
        .map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n")
        .collect()
}

/// The rustdoc of an item without its example and links.
pub(crate) fn prose(path: &str, item: &str) -> String {
    let docs = docs(path, item);
    docs.split("# Example").next().unwrap().trim_end().to_owned()
}

/// The lines of a method's example that readers see.
pub(crate) fn example(path: &str, method: &str) -> String {
    let docs = docs(path, method);
    let example = docs.rsplit_once("# Example\n").unwrap().1.split("```").nth(1).unwrap();
    let shown = example
        .lines()
        .filter(|line| !line.starts_with("# ") && !line.is_empty());
    shown.map(|line| line.to_owned() + "\n").collect()
}

fn position(lines: &[&str], item: &str) -> usize {
    let is_code = |line: &str| !line.trim_start().starts_with("//");
    let starts = |line: &&str| {
        is_code(line)
            && line.find(item).is_some_and(|at| {
                let after = line[at + item.len()..].chars().next();
                !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
            })
    };
    lines
        .iter()
        .position(starts)
        .unwrap_or_else(|| panic!("no `{item}` in\n{}", lines.join("\n")))
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
