//! What runs leave that were killed, and what the next one makes of it.

use std::fs;

use crate::world::{World, assert_untouched};

#[test]
fn a_staging_folder_is_cleared_away() {
    let world = World::generated();
    world.write("client/src/.generated.octoscribe-aB3dE6/new/gists/get.rs", "half a fi");
    let files = world.output();
    assert_eq!(world.generate().summary().unchanged, files.len());
    assert_eq!(world.beside_output(), ["generated"]);
    assert_untouched(&files, &world.output());
}

#[test]
fn only_folders_with_the_tools_own_name_are_cleared_away() {
    let world = World::generated();
    world.write("client/src/.generated.old/mod.rs", "");
    world.write("client/src/.generated2.octoscribe-aB3dE6/mod.rs", "");
    world.write("client/src/.generated.octoscribe-notes", "a file");
    let beside = world.beside_output();
    world.generate().summary();
    assert_eq!(world.beside_output(), beside);
}

/// Where folders can't be exchanged in one step, a kill between the two steps leaves the old output under another name.
#[test]
fn an_output_folder_that_was_put_aside_is_put_back() {
    let world = World::generated();
    let files = world.output();
    fs::create_dir_all(world.path("client/src/.generated.octoscribe-aB3dE6")).unwrap();
    fs::rename(world.out(), world.path("client/src/.generated.octoscribe-aB3dE6/old")).unwrap();
    assert_eq!(world.generate().summary().unchanged, files.len());
    assert_eq!(world.beside_output(), ["generated"]);
    assert_untouched(&files, &world.output());
}
