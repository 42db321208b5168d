//! What fuzzing has found, each as the smallest text that shows it.

use octoscribe_generator::source::Source;
use octoscribe_generator::{analyse, emit};

use crate::support;

/// A sound page.
fn page() -> String {
    support::act(
        "GET /animals",
        "",
        "| name | required | type | description |\n|---|---|---|---|",
    )
    .split_once('\n')
    .unwrap()
    .1
    .to_owned()
}

/// The findings about a page at a path, or the line of its emitted file that links to it.
fn at(path: &str) -> String {
    let analysis = analyse(vec![Source {
        path: path.to_owned(),
        text: page().into(),
    }]);
    if analysis.has_errors() {
        return support::show(&analysis.diagnostics, &analysis.sources);
    }
    let files = emit(&analysis.api, None, &|_, _| false);
    let texts: String = files.into_iter().filter_map(|file| file.content).collect();
    texts
        .lines()
        .filter(|line| line.contains("[Page]"))
        .map(str::trim_start)
        .collect()
}

#[test]
fn a_default_and_a_pattern_are_shown_on_one_line() {
    insta::assert_snapshot!(support::check(&support::act("GET /animals", "", "
| name | required | type | constraints | default | description |
|---|---|---|---|---|---|
| a | no | string | /&#10;/ | b | Text. |
")), @r"
    error[default-outside-constraints] act.md:17:31 `b`
      the default `b` breaks the constraints: it does not match `/ /`
    ");
}

#[test]
fn the_name_of_a_folder_is_no_markup() {
    insta::assert_snapshot!(at("a) <b>`/endpoints/zoo/act.md"), @"");
}

#[test]
fn the_path_of_a_page_has_no_control_characters() {
    insta::assert_snapshot!(at("spec/\n```\nfn main() {}\n/endpoints/zoo/act.md"), @"
    error[forbidden-character] act.md:1:1 ``
      the character U+000A is not allowed in the path of a page
      help: rename the file or its directory
    ");
}
