//! `diff`: what it prints, and what it exits with.

use std::process::Command;

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
        run.stdout.contains("\nbreaking[endpoint-removed] emojis.list: "),
        "{run:?}"
    );
    assert!(
        run.stdout.contains("\n  --> spec/endpoints/emojis/list.md:4:8\n"),
        "{run:?}"
    );
    assert!(run.stdout.contains("\n  old: client.emojis().list(42)\n"), "{run:?}");
    let first = run.stdout.lines().next().unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        first.starts_with(&format!("2 breaking, 1 additive, 0 docs; {version} -> ")),
        "{first}"
    );
    let only_new = world().run(&["diff", "spec", "new", "--scope", "gists"]).stdout;
    assert!(
        only_new.contains("gists.star") && !only_new.contains("] emojis"),
        "{only_new}"
    );
    let only_new = world().run(&["diff", "spec", "new", "--class", "additive"]).stdout;
    assert!(
        only_new.contains("] gists.star") && !only_new.contains("] emojis"),
        "{only_new}"
    );
    let only_gone = world().run(&["diff", "spec", "new", "--kind", "scope-removed"]).stdout;
    assert!(
        only_gone.contains("] emojis") && !only_gone.contains("] gists.star"),
        "{only_gone}"
    );
    let unknown = world().run(&["diff", "spec", "new", "--scope", "gist"]);
    assert!(unknown.complaint().contains("there are emojis, gists"), "{unknown:?}");
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
    // README has them too.
    let keys = [
        "format",
        "version",
        "id",
        "change",
        "class",
        "parameter",
        "old",
        "new",
        "sentence",
        "notice",
        "inferred",
        "calls",
        "reach",
        "source",
    ];
    for record in &records {
        let record = record.as_object().unwrap();
        assert!(
            record.len() == keys.len() && keys.iter().all(|key| record.contains_key(*key)),
            "{record:?}"
        );
    }
    assert_eq!(records.len(), 3);
    assert_eq!(records[0]["format"], 1);
    assert_eq!(world.run(&["diff", "spec", "spec", "--format", "json"]).stdout, "");
}

#[test]
fn markdown_is_a_section() {
    let run = world().run(&["diff", "spec", "new", "--format", "markdown"]);
    assert!(run.stdout.starts_with("## "), "{run:?}");
    assert!(run.stdout.contains("\n### Breaking\n\n- `emojis"), "{run:?}");
}

#[test]
fn pages_with_errors_are_left_out_of_both_trees_and_listed() {
    let world = world();
    world.write("spec/endpoints/gists/star.md", "no front-matter\n");
    world.write("new/endpoints/emojis/list.md", "no front-matter\n");
    let run = world.run(&["diff", "spec", "new"]);
    for page in [
        "spec/endpoints/gists/star.md:1:1: ",
        "new/endpoints/emojis/list.md:1:1: ",
    ] {
        assert!(
            run.stderr.contains(&format!("left out of both trees: {page}")),
            "{run:?}"
        );
    }
    assert!(
        run.code == Some(0) && run.stdout.starts_with("0 breaking, 0 additive, 0 docs"),
        "{run:?}"
    );
    world.write("new/endpoints/gists/get.md", "no front-matter\n");
    let run = world.run(&["diff", "spec", "new"]);
    assert!(
        run.complaint().contains("no page of one of the trees can be read"),
        "{run:?}"
    );
}

#[test]
fn an_old_name_that_the_old_pages_dont_have_is_an_error() {
    let world = world();
    let page = crate::world::page("gists", "fetch", "Returns one gist.");
    let page = page.replacen("\n---\n", "\nrenamed-from: gists.gett\n---\n", 1);
    world.write("new/endpoints/gists/fetch.md", page);
    world.remove("new/endpoints/gists/get.md");
    let run = world.run(&["diff", "spec", "new"]);
    let expected = "the old pages have no endpoint `gists.gett`: did you mean `gists.get`?";
    assert!(run.complaint().contains(expected), "{run:?}");
    assert_eq!(run.stdout, "");
}

/// Runs git in the world's directory.
fn git(world: &World, arguments: &[&str]) {
    let author = ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"].map(|name| (name, "Test"));
    let address = ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"].map(|name| (name, "test@example.com"));
    let output = Command::new("git")
        .arg("-C")
        .arg(world.path("."))
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .envs(author)
        .envs(address)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A world under git, with pages in a directory whose name has a space: in `v1.0.0` one page, in HEAD two, in the working tree three.
fn repository() -> World {
    let world = World::new();
    let write = |method: &str| {
        let page = crate::world::page("gists", method, "Does it.");
        world.write(&format!("my docs/pages/endpoints/gists/{method}.md"), page);
    };
    git(&world, &["init", "--quiet"]);
    for (method, tag) in [("get", "v1.0.0"), ("star", "v1.1.0")] {
        write(method);
        world.write("my docs/pages/README.md", "# No page\n");
        world.write("my docs/pages/.hidden/endpoints/gists/no.md", "no page\n");
        git(&world, &["add", "--all"]);
        git(&world, &["commit", "--quiet", "--message", method]);
        git(&world, &["tag", "--annotate", "--message", tag, tag]);
    }
    write("fork");
    world
}

#[test]
fn revisions_are_compared_with_each_other_and_with_the_working_tree() {
    let world = repository();
    let new = |arguments: &[&str]| {
        let all = [&["diff"], arguments, &["--spec", "my docs/pages", "--format", "json"]].concat();
        let run = world.run(&all);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
        let lines = run
            .stdout
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        let lines = lines.map(|line| format!("{} {}", line["id"].as_str().unwrap(), line["source"].as_str().unwrap()));
        lines.collect::<Vec<_>>().join("\n")
    };
    let fork = "gists.fork my docs/pages/endpoints/gists/fork.md:4:8";
    assert_eq!(new(&[]), fork);
    assert_eq!(
        new(&["v1.0.0"]),
        format!("{fork}\ngists.star my docs/pages/endpoints/gists/star.md:4:8")
    );
    let star = "gists.star v1.1.0:my docs/pages/endpoints/gists/star.md:4:8";
    assert_eq!(new(&["v1.0.0", "v1.1.0"]), star);
    assert_eq!(new(&["HEAD", "v1.1.0"]), "");
    // A directory wins over a revision of the same name.
    git(&world, &["branch", "other"]);
    world.write(
        "other/endpoints/gists/get.md",
        crate::world::page("gists", "get", "Does it."),
    );
    assert_eq!(new(&["other", "v1.1.0"]), star);
    // The working tree may have lost the pages.
    std::fs::rename(world.path("my docs"), world.path("moved")).unwrap();
    assert_eq!(new(&["v1.0.0", "v1.1.0"]), star);
}

#[test]
fn errors_of_revisions_say_what_to_do() {
    let world = repository();
    let run = world.run(&["diff", "v9.9.9", "--spec", "my docs/pages"]);
    assert!(
        run.complaint().contains("v9.9.9 is neither a directory nor a revision"),
        "{run:?}"
    );
    let run = world.run(&["diff", "v1.0.0", "v1.1.0", "--spec", "gone"]);
    assert!(run.complaint().contains("no pages in v1.0.0:gone"), "{run:?}");
    let run = World::new().run(&["diff", "--spec", "spec"]);
    assert!(run.complaint().contains("name two directories"), "{run:?}");
}
