//! Free text changes nothing but docs, whatever is in it.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use crate::oracle;

/// The fixtures of the emitters in one text, as the oracle takes them.
fn fixtures() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/emit");
    let (mut folders, mut pages) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                pages.push(format!("=== spec/{name}\n{}", fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(pages.len() > 20, "{}", pages.len());
    pages.concat()
}

#[test]
fn the_fixtures_are_inert() {
    assert_eq!(oracle::pipeline::check(&fixtures()), Ok(()));
}

/// A page with free text in all its places. What stands in a table stays in its cell.
fn page(texts: &[String; 4], value: &str, pattern: &str) -> String {
    let [title, prose, description, default] = texts;
    let title = serde_json::Value::from(title.replace(['\r', '\n'], " "));
    let cell = |text: &str| text.replace(['\r', '\n'], " ").replace('|', "\\|");
    let (description, default) = (cell(description), cell(default));
    let (value, pattern) = (cell(&value.replace('"', "'")), cell(pattern));
    format!(
        "=== spec/endpoints/zoo/act.md\n---\nname: {title}\nexample: octokit.rest.zoo.act({{ zoo_id, colour }})\n\
         route: POST /zoos/{{zoo_id}}\nscope: zoo\ntype: API method\n---\n\n# A title\n\n{prose}\n\n## Parameters\n\n\
         | name | required | type | constraints | default | description |\n|---|---|---|---|---|---|\n\
         | zoo_id | yes | integer | | | {description} |\n| colour | yes | \"red\" \\| \"{value}\" | | | {description} |\n\
         | name | no | string | 1.., /{pattern}/ | {default} | {description} |\n| cage | no | object | | | {description} |\n\
         | cage.size | no | integer | | | {description} |\n\n## Responses\n\n| status | description | type |\n|---|---|---|\n\
         | 200 | {description} | object |\n| 200.id | {description} | integer |\n"
    )
}

/// Pieces that mean something to Rust, rustdoc or Markdown.
const PIECES: &[&str] = &[
    "\"",
    "\\",
    "\\\"",
    "\"#",
    "r#\"",
    "'",
    "*/",
    "/*",
    "//",
    "///",
    "//!",
    "]",
    "#[",
    "#![no_std]",
    "]]",
    "{",
    "}",
    "{}",
    "(",
    ")",
    ";",
    "fn main() {}",
    "compile_error!()",
    "\");",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "```",
    "```rust\n",
    "~~~",
    "~~~\n",
    "    ",
    "\t",
    "`",
    "``",
    "<!--",
    "<script>",
    "</",
    "[a]",
    "[a](b)",
    "](",
    "![](",
    "# ",
    "\n# ",
    "#",
    "- ",
    "1. ",
    "> ",
    "|",
    "&quot;",
    "&#10;",
    "$x",
    "\u{0}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{feff}",
    "é",
    "a",
    "b c",
    ".",
    "  \n",
    "\\\n",
    "---",
    "=== ",
    "%s",
    "\u{7f}",
];

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![9 => prop::sample::select(PIECES), 1 => Just("x")], 0..12)
        .prop_map(|pieces| pieces.concat())
}

#[test]
fn the_page_of_the_property_is_sound() {
    let words = ["A title", "Some prose.", "A text.", ""].map(str::to_owned);
    assert_eq!(oracle::pipeline::check(&page(&words, "blue", "^a$")), Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn free_text_is_inert(texts in [hostile(), hostile(), hostile(), hostile()], value in hostile()) {
        let _ = oracle::pipeline::check(&page(&texts, &value, "a"));
    }

    #[test]
    fn patterns_are_inert(pattern in hostile()) {
        let words = ["A title", "Some prose.", "A text.", ""].map(str::to_owned);
        let _ = oracle::pipeline::check(&page(&words, "blue", &pattern));
    }
}
