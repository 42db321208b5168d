//! `fmt`: pages in canonical form, and what keeps a page as it is.

use crate::world::{Run, World};

const PAGE: &str = "spec/schemas/Frog.md";
const LOOSE: &str = "---\ntype: Schema\nname: Frog\nis: string|null\n---\n# Frog\n";
const CANONICAL: &str = "---\nname: Frog\ntype: Schema\nis: string | null\n---\n\n# Frog\n";

fn outcome(run: Run) -> (Option<i32>, String) {
    (run.code, run.stdout + &run.stderr)
}

fn text(world: &World, path: &str) -> String {
    std::fs::read_to_string(world.path(path)).unwrap()
}

/// A world whose pages are canonical but for one.
fn world() -> World {
    let world = World::new();
    world.run(&["fmt", "--spec", "spec"]);
    world.write(PAGE, LOOSE);
    world
}

#[test]
fn pages_are_formatted_once() {
    let world = world();
    let fmt = || outcome(world.run(&["fmt", "--spec", "spec"]));
    assert_eq!(fmt(), (Some(0), "3 pages, 1 formatted\n".to_owned()));
    assert_eq!(text(&world, PAGE), CANONICAL);
    assert_eq!(fmt(), (Some(0), "3 pages, 0 formatted\n".to_owned()));
}

#[test]
fn check_lists_pages_and_writes_nothing() {
    let world = world();
    let check = || outcome(world.run(&["fmt", "--check", "spec/schemas", "spec/endpoints"]));
    let report = format!("differs: {PAGE}\n1 of 3 pages not in canonical form; run `cargo xtask fmt`\n");
    assert_eq!(check(), (Some(1), report));
    assert_eq!(text(&world, PAGE), LOOSE);
    world.write(PAGE, CANONICAL);
    assert_eq!(check(), (Some(0), "3 pages in canonical form\n".to_owned()));
}

#[test]
fn a_page_with_an_error_stays_and_others_are_formatted() {
    let world = world();
    let broken = LOOSE.replace("string|null", "strin").replace("Frog", "Pond");
    world.write("spec/schemas/Pond.md", &broken);
    world.write("spec/schemas/Toad.md", b"\xff");
    let run = world.run(&["fmt", "--spec", "spec"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), "5 pages, 1 formatted\n"));
    assert!(
        run.stderr.contains("error[invalid-type]") && run.stderr.contains("Pond.md:4:5"),
        "{run:?}"
    );
    assert!(run.stderr.contains("error[not-utf8]"), "{run:?}");
    assert_eq!(text(&world, PAGE), CANONICAL);
    assert_eq!(text(&world, "spec/schemas/Pond.md"), broken);
}
