//! `edition` and `sunset`: what pages may say, and what is emitted for an endpoint that only one edition of GitHub has.

use insta::assert_snapshot;
use octoscribe_generator::config::Config;
use octoscribe_generator::provenance::{Correction, Provenance};
use octoscribe_generator::source::Source;
use octoscribe_generator::{Analysis, EmittedFile, analyse, diff, emit, generate};

use crate::support;

/// A page `scope/name.md` that responds with a schema.
fn page(scope: &str, name: &str, front_matter: &str, response: &str) -> String {
    format!(
        "=== spec/endpoints/{scope}/{name}.md\n---\nname: Look\nexample: octokit.rest.{scope}.{name}({{ id }})\n\
         route: GET /{scope}/{{id}}/{name}\nscope: {scope}\ntype: API method\n{front_matter}---\n\n# Look\n\nLooks at it.\n\n## Parameters\n\n\
         | name | required | type | description |\n|---|---|---|---|\n| id | yes | integer | Its number. |\n\n\
         ## Responses\n\n| status | required | type | description |\n|---|---|---|---|\n| 200 | | {response} | It. |\n\n"
    )
}

const CLOUD: &str = "edition: enterprise-cloud\n";

fn sources(pages: &str) -> Vec<Source> {
    support::sources(pages).iter().map(|(_, page)| page.clone()).collect()
}

fn analysis(pages: &str) -> Analysis {
    let analysis = analyse(sources(pages));
    assert!(analysis.diagnostics.is_empty(), "{:?}", analysis.diagnostics);
    analysis
}

/// The lines of an emitted file that hold one of these words.
fn lines(files: &[EmittedFile], path: &str, words: &[&str]) -> String {
    let file = files.iter().find(|file| file.path == path).unwrap();
    let lines = file.content.as_ref().unwrap().lines();
    let wanted = lines.filter(|line| words.iter().any(|word| line.contains(word)));
    wanted.fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn what_only_an_edition_has_is_behind_its_feature() {
    let schema = |name: &str| support::schema(name, "'\"a\" | \"b\"'", "");
    let pages = page("zoo", "get", "", "Ant")
        + &page("zoo", "getKeeper", CLOUD, "Bee")
        + &page("keys", "get", CLOUD, "Cat")
        + &page("keys", "list", CLOUD, "Ant")
        + &["Ant", "Bee", "Cat"].map(schema).concat();
    let files = emit(&analysis(&pages).api, None, &|_, _| false);
    assert_snapshot!(lines(&files, "mod.rs", &["cfg", "mod"]), @r#"
    //! What the endpoint docs say: a module for each scope, and the types that scopes share.
    pub mod schemas;
    #[cfg(all(doc, feature = "all-scopes"))]
    pub mod endpoints;
    #[cfg(all(feature = "enterprise-cloud", feature = "keys"))]
    pub mod keys;
    #[cfg(feature = "zoo")]
    pub mod zoo;
    "#);
    assert_snapshot!(lines(&files, "zoo/mod.rs", &["cfg", "mod", "use self"]), @r#"
    pub use self::get::Get;
    #[cfg(feature = "enterprise-cloud")]
    pub use self::get_keeper::GetKeeper;
    pub mod get;
    #[cfg(feature = "enterprise-cloud")]
    pub mod get_keeper;
    #[cfg(all(test, feature = "testing"))]
    mod tests;
    "#);
    assert_snapshot!(lines(&files, "keys/mod.rs", &["cfg", "mod"]), @r#"
    pub mod get;
    pub mod list;
    #[cfg(all(test, feature = "testing"))]
    mod tests;
    "#);
    assert_snapshot!(lines(&files, "schemas/mod.rs", &["feature", "pub mod"]), @r#"
    #[cfg(any(feature = "zoo", all(feature = "enterprise-cloud", feature = "keys")))]
    pub mod ant;
    #[cfg(all(feature = "enterprise-cloud", feature = "zoo"))]
    pub mod bee;
    #[cfg(all(feature = "enterprise-cloud", feature = "keys"))]
    pub mod cat;
    #[cfg(any(feature = "zoo", all(feature = "enterprise-cloud", feature = "keys")))]
    #[cfg(all(feature = "enterprise-cloud", feature = "zoo"))]
    #[cfg(all(feature = "enterprise-cloud", feature = "keys"))]
    "#);
    assert_snapshot!(lines(&files, "zoo/tests.rs", &["cfg", "fn"]), @r#"
    fn get() {
    #[cfg(feature = "enterprise-cloud")]
    fn get_keeper() {
    "#);
    assert_snapshot!(lines(&files, "zoo/get_keeper.rs", &["edition"]), @"    /// Only GitHub's edition `enterprise-cloud` has this endpoint; it needs the Cargo feature of that name.");
    assert_snapshot!(lines(&files, "endpoints.rs", &["cfg", "zoo"]), @"
    //! ## zoo
    //! | [`get`](crate::zoo::Zoo::get) | Look | `GET /zoo/{id}/get` |
    //! ## zoo
    //! | `get_keeper` | Look | `GET /zoo/{id}/getKeeper` |
    ");
}

#[test]
fn only_known_editions_and_days_are_taken() {
    let page = |keys: &str| support::check(&page("zoo", "get", keys, "any"));
    assert_snapshot!(page("edition: enterprise-clod\n") + &page("edition: []\n") + &page("sunset: soon\n"), @"
    error[invalid-value] get.md:7:10 `enterprise-clod`
      `enterprise-clod` is not an edition of GitHub
      help: did you mean `enterprise-cloud`?
    error[invalid-value] get.md:7:10 `[]`
      `edition` takes a string, but this is a list
      help: quote a string that looks like another type
    error[invalid-value] get.md:7:9 `soon`
      `soon` is not a date
      help: a date looks like `2026-08-28`
    ");
}

#[test]
fn an_endpoint_with_a_sunset_is_deprecated() {
    let files = emit(
        &analysis(&page("zoo", "get", "sunset: 2026-08-28\n", "any")).api,
        None,
        &|_, _| false,
    );
    assert_snapshot!(lines(&files, "zoo/get.rs", &["deprecated"]), @r#"    #[deprecated = "GitHub announced the removal of this endpoint for 2026-08-28"]"#);
}

#[test]
fn a_change_of_the_edition_is_a_change_for_callers() {
    let [all, cloud] = ["", CLOUD].map(|keys| analysis(&page("zoo", "get", keys, "any")));
    let report = |old, new| {
        diff::report(
            &diff::compare(old, new, false),
            "0.1.0",
            diff::Format::Human,
            &diff::Filter::default(),
        )
    };
    assert_snapshot!(report(&all, &cloud), @"
    1 breaking, 0 additive, 0 docs; 0.1.0 -> 0.2.0 (minor)
      breaking: 1 edition-added

    breaking[edition-added] zoo.get: only the edition `enterprise-cloud` has it now: it needs the feature of this name
      --> spec/endpoints/zoo/get.md:4:8
      old: client.zoo().get(42) // zoo.get: nothing
      new: client.zoo().get(42) // zoo.get: enterprise-cloud
    ");
    assert_snapshot!(report(&cloud, &all), @"
    0 breaking, 1 additive, 0 docs; 0.1.0 -> 0.1.1 (patch)
      additive: 1 edition-removed

    additive[edition-removed] zoo.get: all editions have it now: it no longer needs the feature `enterprise-cloud`
      --> spec/endpoints/zoo/get.md:4:8
    ");
}

#[test]
fn documentation_tells_releases_and_corrections() {
    let fields = "| name | required | type | description |\n|---|---|---|---|\n| legs | no | integer | How many. |";
    let pages = page("zoo", "get", "", "Ant") + &support::schema("Ant", "object", fields);
    let correction = |page: &str, row: &str, text: &str| Correction {
        page: page.to_owned(),
        row: row.to_owned(),
        text: text.to_owned(),
    };
    let provenance = Provenance {
        releases: vec!["zoo 1.0".to_owned()],
        corrections: vec![
            correction("schemas/Ant", "legs", "Corrected: see <https://example.com/ants>."),
            correction("endpoints/zoo/get", "id", "Corrected: <script>"),
            correction("endpoints/zoo/get", "@route", "Corrected: `GET`."),
        ],
    };
    let (_, files) = generate(
        sources(&pages),
        Vec::new(),
        Vec::new(),
        &Config::default(),
        &provenance,
        &|_, _| false,
    );
    assert_snapshot!(lines(&files, "schemas/ant.rs", &["///"]), @"
    /// How many.
    ///
    /// Corrected: see <https://example.com/ants>.
    ");
    assert_snapshot!(lines(&files, "zoo/get.rs", &["Corrected"]), @r"
    /// Corrected: \<script>
    /// Corrected: `GET`.
    ");
    assert_snapshot!(lines(&files, "endpoints.rs", &["zoo 1.0"]), @"//! The docs follow `zoo 1.0`.");
}
