//! Symbolic links are named and not followed.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;

use crate::world::{World, page};

/// Runs `generate`, which must fail, name the link, and change nothing.
fn check(world: &World, link: &str) {
    let before = world.everything();
    let run = world.generate();
    let expected = format!("error: {link} is a symbolic link, and those are not followed\n");
    assert_eq!(run.complaint(), expected);
    let mut after = world.everything();
    after.retain(|path, _| !path.starts_with("target"));
    assert!(after.iter().all(|(path, file)| before.get(path) == Some(file)));
}

#[test]
fn a_linked_page() {
    let world = World::new();
    world.write("elsewhere.md", page("gists", "star", "Text."));
    symlink(world.path("elsewhere.md"), world.path("spec/endpoints/gists/star.md")).unwrap();
    check(&world, "spec/endpoints/gists/star.md");
}

#[test]
fn a_linked_directory_of_pages() {
    let world = World::new();
    symlink(world.path("spec/endpoints"), world.path("spec/more")).unwrap();
    check(&world, "spec/more");
}

#[test]
fn a_linked_spec_directory() {
    let world = World::new();
    fs::rename(world.path("spec"), world.path("pages")).unwrap();
    symlink(world.path("pages"), world.path("spec")).unwrap();
    check(&world, "spec");
    let run = world.run(&["lint", "--spec", "spec/"]);
    assert!(run.complaint().contains("symbolic link"), "{run:?}");
}

#[test]
fn a_linked_output_directory() {
    let world = World::new();
    fs::create_dir(world.path("elsewhere")).unwrap();
    symlink(world.path("elsewhere"), world.out()).unwrap();
    check(&world, "client/src/generated");
}

#[test]
fn a_link_in_the_output_directory() {
    let world = World::generated();
    world.write("elsewhere.rs", "// by hand");
    symlink(world.path("elsewhere.rs"), world.out().join("linked.rs")).unwrap();
    world.write_page("gists", "get", "Another text.");
    check(&world, "client/src/generated/linked.rs");
}
