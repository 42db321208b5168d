//! `renamed-from`: what pages may say, and what is emitted for an old name.

use insta::assert_snapshot;
use octoscribe_generator::{analyse, emit};

use crate::support;

/// A page `scope/name.md` with one argument and one setter.
fn page(scope: &str, name: &str, front_matter: &str) -> String {
    format!(
        "=== spec/endpoints/{scope}/{name}.md\n---\nname: Feed\nexample: octokit.rest.{scope}.{name}({{ id }})\n\
         route: POST /zoo/{{id}}/{name}\nscope: {scope}\ntype: API method\n{front_matter}---\n\n# Feed\n\nFeeds one.\n\n## Parameters\n\n\
         | name | required | type | description |\n|---|---|---|---|\n| id | yes | integer | |\n\
         | food | no | \"fly\" \\| \"ant\" | |\n\n## Responses\n\n| status | description |\n|---|---|\n| 204 | Fed. |\n\n"
    )
}

/// The items of an emitted file behind its imports.
fn file(pages: &str, path: &str) -> String {
    let pages = support::sources(pages).iter().map(|(_, page)| page.clone()).collect();
    let analysis = analyse(pages);
    assert!(analysis.diagnostics.is_empty(), "{:?}", analysis.diagnostics);
    let files = emit(&analysis.api, None, &|_, _| false);
    let text = files
        .into_iter()
        .find(|file| file.path == path)
        .unwrap()
        .content
        .unwrap();
    text.split_once("\n\n").unwrap().1.to_owned()
}

/// What is wrong with two pages.
fn check(first: &str, second: &str) -> String {
    support::check(&(page("zoo", "feed", first) + &page("zoo", "nourish", second)))
}

#[test]
fn an_old_name_in_the_same_scope_forwards_and_keeps_the_types_in_reach() {
    let text = file(&page("zoo", "nourish", "renamed-from: zoo.feed\n"), "zoo/feed.rs");
    assert_snapshot!(text, @r#"
    //! Feed: `POST /zoo/{id}/nourish`.

    use super::Zoo;
    pub use super::nourish::*;

    /// Old name of [`Nourish`].
    #[deprecated = "renamed to `zoo.nourish`"]
    pub type Feed = Nourish;

    impl Zoo<'_> {
        /// Old name of [`Zoo::nourish`].
        #[deprecated = "renamed to `zoo.nourish`"]
        #[inline]
        pub fn feed(&self, id: i64) -> Nourish {
            self.nourish(id)
        }
    }
    "#);
}

#[test]
fn an_old_name_in_another_scope_is_a_method_there() {
    let pages = page("zoo", "nourish", "renamed-from: ponds.feed\n");
    let text = file(&pages, "ponds/feed.rs");
    let method = text
        .split("impl Ponds")
        .nth(1)
        .unwrap()
        .split("/// Request of")
        .next()
        .unwrap();
    assert_snapshot!(method, @r#"
    <'_> {
        /// Feed.
        ///
        /// `POST /zoo/{id}/nourish`
        ///
        /// Feeds one.
        ///
        /// # Errors
        /// Sending fails as [`Error`](crate::Error) says. The docs list no statuses.
        ///
        /// # Example
        /// ```
        /// # async fn example(client: octoscribe::Client) -> Result<(), octoscribe::Error> {
        /// client.ponds().feed(42).send().await?;
        /// # Ok(())
        /// # }
        /// ```
        #[doc(alias = "Feed")]
        #[doc(alias = "ponds.feed")]
        #[deprecated = "renamed to `zoo.nourish`"]
        #[inline]
        pub fn feed(&self, id: i64) -> Feed {
            Request(RequestBuilder::new(self.client, &ENDPOINT).path("id", id))
        }
    }
    "#);
    // The scope has no page of its own left, and is a module all the same.
    assert!(file(&pages, "mod.rs").contains("pub mod ponds;"));
}

#[test]
fn several_old_names_and_the_versions_that_drop_them() {
    let names = "renamed-from: zoo.feed until 9.0.0, `zoo.eat()`\n";
    let note = |path| {
        let text = file(&page("zoo", "nourish", names), path);
        text.lines()
            .find(|line| line.contains("deprecated"))
            .unwrap()
            .trim()
            .to_owned()
    };
    assert_snapshot!(note("zoo/feed.rs"), @r#"#[deprecated = "renamed to `zoo.nourish`; version 9.0.0 drops this name"]"#);
    assert_snapshot!(note("zoo/eat.rs"), @r#"#[deprecated = "renamed to `zoo.nourish`"]"#);
    assert_snapshot!(check("", "renamed-from: zoo.eat until 0.0.1, zoo.gulp until soon, zoo.eat,\n"), @"
    warning[overdue-name] nourish.md:7:29 `0.0.1`
      the old name `zoo.eat` was to go in version 0.0.1
      help: delete it from `renamed-from`
    error[invalid-value] nourish.md:7:51 `soon`
      `soon` is not a version
      help: write the version that drops the old name as three numbers: `until 0.3.0`
    error[invalid-value] nourish.md:7:65 ``
      `` is not the name of a method
      help: write the old scope and method as `scope.method`
    error[rename-clash] nourish.md:7:57 `zoo.eat`
      `zoo.eat` is the old name of two endpoints
      related: nourish.md:7:15 `zoo.eat` the other one
      help: calls of the old name can go to one of them only
    ");
}

#[test]
fn a_value_that_names_no_method() {
    assert_snapshot!(check("renamed-from: feed\n", "renamed-from: [zoo.feed]\n"), @r"
    error[invalid-value] feed.md:7:15 `feed`
      `feed` is not the name of a method
      help: write the old scope and method as `scope.method`
    error[invalid-value] nourish.md:7:15 `[zoo.feed]`
      `renamed-from` takes a string, but this is a list
      help: quote a string that looks like another type
    ");
}

#[test]
fn a_name_that_still_has_a_page() {
    assert_snapshot!(check("", "renamed-from: zoo.feed\n"), @r"
    error[rename-clash] nourish.md:7:15 `zoo.feed`
      the endpoint `zoo.feed` still has a page
      related: feed.md:4:8 `POST /zoo/{id}/feed` here
      help: delete the old page, or leave the line out
    ");
}

#[test]
fn its_own_name() {
    assert_snapshot!(check("renamed-from: zoo.feed\n", ""), @r"
    error[rename-clash] feed.md:7:15 `zoo.feed`
      this is the name that the endpoint has now
      help: write the name that it had before, or leave the line out
    ");
}

#[test]
fn one_name_of_two_pages() {
    assert_snapshot!(check("renamed-from: zoo.eat\n", "renamed-from: zoo.eat\n"), @r"
    error[rename-clash] nourish.md:7:15 `zoo.eat`
      `zoo.eat` is the old name of two endpoints
      related: feed.md:7:15 `zoo.eat` the other one
      help: calls of the old name can go to one of them only
    ");
}

#[test]
fn a_name_that_rust_cant_tell_from_another() {
    let pages = page("zoo", "feedOne", "") + &page("zoo", "nourish", "renamed-from: zoo.feed_one\n");
    let sources: Vec<_> = support::sources(&pages).iter().map(|(_, page)| page.clone()).collect();
    let analysis = analyse(sources);
    assert_snapshot!(support::show(&analysis.diagnostics, &analysis.sources), @"
    warning[numbered-name] feedOne.md:4:8 `POST /zoo/{id}/feedOne`
      `feed_one` and `feedOne` have the same Rust name; the function for `feedOne` is `feed_one_2`
    ");
}

#[test]
fn a_key_of_endpoints_only() {
    let schema = support::schema("Frog", "string\nrenamed-from: zoo.toad", "");
    let found = support::check(&(schema + &page("zoo", "feed", "")));
    let unknown: Vec<&str> = found.lines().filter(|line| line.contains("unknown-key")).collect();
    assert_snapshot!(unknown.join("\n"), @"error[unknown-key] Frog.md:5:1 `renamed-from`");
}
