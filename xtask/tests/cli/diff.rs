//! `diff`: what it prints, and what it exits with.

use serde_json::Value;

use crate::world::World;

/// A world with a second tree of pages, `new`, in which one page is gone and one is new.
fn world() -> World {
    let world = World::new();
    for (method, description) in [("get", "Returns one gist."), ("star", "Stars a gist.")] {
        let page = crate::world::page("gists", method, description);
        world.write(&format!("new/endpoints/gists/{method}.md"), page);
    }
    world
}

#[test]
fn changes_are_printed_with_the_proposed_version() {
    let run = world().run(&["diff", "spec", "new"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
    assert!(
        run.stdout.starts_with("breaking[endpoint-removed] emojis.list: "),
        "{run:?}"
    );
    assert!(
        run.stdout.contains("\n  --> spec/endpoints/emojis/list.md:4:8\n"),
        "{run:?}"
    );
    assert!(run.stdout.contains("\n  old: client.emojis().list(42)\n"), "{run:?}");
    let last = run.stdout.lines().last().unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        last.starts_with(&format!("1 breaking, 1 additive, 0 docs; {version} -> ")),
        "{last}"
    );
}

#[test]
fn fail_on_breaking_fails_on_nothing_else() {
    let world = world();
    let code = |old: &str, new: &str| world.run(&["diff", old, new, "--fail-on", "breaking"]).code;
    assert_eq!(code("spec", "new"), Some(1));
    assert_eq!(code("spec", "spec"), Some(0));
    world.write(
        "more/endpoints/gists/get.md",
        crate::world::page("gists", "get", "Returns one gist."),
    );
    assert_eq!(code("more", "new"), Some(0), "an addition breaks nobody");
}

#[test]
fn json_is_one_record_a_line_and_nothing_where_nothing_has_changed() {
    let world = world();
    let run = world.run(&["diff", "spec", "new", "--format", "json"]);
    let records: Vec<Value> = run
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let keys = ["id", "change", "class", "parameter", "old", "new", "source"];
    for record in &records {
        let record = record.as_object().unwrap();
        assert!(
            record.len() == keys.len() && keys.iter().all(|key| record.contains_key(*key)),
            "{record:?}"
        );
    }
    assert_eq!(records.len(), 2);
    assert_eq!(world.run(&["diff", "spec", "spec", "--format", "json"]).stdout, "");
}

#[test]
fn markdown_is_a_section() {
    let run = world().run(&["diff", "spec", "new", "--format", "markdown"]);
    assert!(run.stdout.starts_with("## "), "{run:?}");
    assert!(run.stdout.contains("\n### Breaking\n\n- `emojis.list`: "), "{run:?}");
}

#[test]
fn pages_with_errors_are_reported_of_both_trees() {
    let world = world();
    world.write("spec/endpoints/gists/star.md", "no front-matter\n");
    world.write("new/endpoints/gists/fork.md", "no front-matter\n");
    let run = world.run(&["diff", "spec", "new"]);
    for page in ["spec/endpoints/gists/star.md", "new/endpoints/gists/fork.md"] {
        assert!(run.complaint().contains(page), "{run:?}");
    }
    assert_eq!(run.stdout, "");
}
