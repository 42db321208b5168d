//! What runs leave that were killed, and what the next one makes of it.

use std::fs;

use crate::world::{World, assert_untouched};

#[test]
fn a_staging_directory_is_cleared_away() {
    let world = World::generated();
    world.write("client/src/.generated.octoscribe-aB3dE6/new/gists/get.rs", "half a fi");
    let files = world.output();
    assert_eq!(world.generate().summary().unchanged, files.len());
    assert_eq!(world.beside_output(), ["generated"]);
    assert_untouched(&files, &world.output());
}

#[test]
fn only_directories_with_the_tools_own_name_are_cleared_away() {
    let world = World::generated();
    world.write("client/src/.generated.old/mod.rs", "");
    world.write("client/src/.generated2.octoscribe-aB3dE6/mod.rs", "");
    world.write("client/src/.generated.octoscribe-notes", "a file");
    let beside = world.beside_output();
    world.generate().summary();
    assert_eq!(world.beside_output(), beside);
}

/// Where the file system can't swap directories, a kill between the two steps leaves the old one under another name.
#[test]
fn a_directory_that_was_put_aside_is_put_back() {
    for entry in ["", "gists"] {
        let world = World::generated();
        let files = world.output();
        world.write("client/src/.generated.octoscribe-aB3dE6/entry", entry);
        let old = world.path("client/src/.generated.octoscribe-aB3dE6/old");
        fs::rename(world.path(&format!("client/src/generated/{entry}")), old).unwrap();
        assert_eq!(world.generate().summary().unchanged, files.len());
        assert_eq!(world.beside_output(), ["generated"]);
        assert_untouched(&files, &world.output());
    }
}

#[test]
fn a_directory_that_was_replaced_is_not_put_back() {
    let world = World::generated();
    world.write("client/src/.generated.octoscribe-aB3dE6/entry", "gists");
    world.write("client/src/.generated.octoscribe-aB3dE6/old/get.rs", "old");
    let files = world.output();
    assert_eq!(world.generate().summary().unchanged, files.len());
    assert_eq!(world.beside_output(), ["generated"]);
    assert_untouched(&files, &world.output());
}
