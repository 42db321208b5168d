//! Cargo features of the scopes, in the manifest around the output directory.

use std::fs;

use crate::world::{World, assert_untouched};

const MARKED: &str =
    "[package]\nname = \"client\"\n\n[features]\n# scopes: begin (kept by cargo xtask generate)\n# scopes: end\n";

fn manifest(world: &World) -> String {
    fs::read_to_string(world.path("client/Cargo.toml")).unwrap()
}

#[test]
fn scopes_come_and_go_with_their_pages() {
    let world = World::new();
    world.write("client/Cargo.toml", MARKED);
    let summary = world.generate().summary();
    assert_eq!(summary.written, world.output().len() + 1);
    assert_eq!(
        manifest(&world).lines().skip(4).collect::<Vec<_>>(),
        [
            "# scopes: begin (kept by cargo xtask generate)",
            "all-scopes = [",
            "    \"emojis\",",
            "    \"gists\",",
            "]",
            "emojis = []",
            "gists = []",
            "# scopes: end",
        ]
    );
    world.remove("spec/endpoints/emojis/list.md");
    world.generate().summary();
    assert!(!manifest(&world).contains("emojis"));
}

#[test]
fn drift_is_named_and_mended_although_no_page_has_changed() {
    let world = World::generated();
    world.write("client/Cargo.toml", MARKED);
    let run = world.check();
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.stdout,
        "differs: client/Cargo.toml\n1 file out of date; run `cargo xtask generate`\n"
    );
    assert_eq!(manifest(&world), MARKED);
    assert_eq!(world.generate().summary().written, 1);
    assert_eq!(world.check().code, Some(0));
}

#[test]
fn half_a_pair_of_markers_is_an_error_and_nothing_is_written() {
    let world = World::generated();
    world.write("client/Cargo.toml", MARKED.replace("# scopes: end\n", ""));
    world.write_page("gists", "get", "Another text.");
    let before = world.output();
    let run = world.generate();
    assert!(run.complaint().starts_with("error: client/Cargo.toml: "), "{run:?}");
    assert_untouched(&before, &world.output());
}
