//! The program works on the crate around the current directory.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

const PAGE: &str = "---\nname: List pets\nexample: shop.pets.list()\nroute: GET /pets\nscope: pets\ntype: API method\n---\n\n# List pets\n\n## Parameters\n\nThis endpoint has no parameters\n";

/// Runs the program, which must succeed; what it prints.
fn octoscribe(arguments: &[&str], directory: &Path) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_octoscribe"));
    let output = program
        .args(arguments)
        .current_dir(directory)
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

#[test]
fn a_crate_is_made_and_kept_up_to_date() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("pages")).unwrap();
    fs::write(root.path().join("pages/anything.md"), PAGE).unwrap();
    octoscribe(
        &["init", "shop", "--spec", "pages", "--base-url", "https://shop.example"],
        root.path(),
    );

    let inside = root.path().join("shop/src");
    assert_eq!(octoscribe(&["lint"], &inside), "1 page, no errors or warnings");
    assert_eq!(octoscribe(&["fmt", "--check"], &inside), "1 page in canonical form");
    assert_eq!(octoscribe(&["generate", "--check"], &inside), "7 files up to date");
    let page = root.path().join("shop/spec/endpoints/pets/list.md");
    fs::write(
        &page,
        fs::read_to_string(&page).unwrap().replace("List pets", "List all pets"),
    )
    .unwrap();
    let generated = octoscribe(&["generate"], &inside);
    assert!(
        generated.starts_with("1 endpoint, 0 schemas: 2 files written, 5 unchanged, 0 removed in "),
        "{generated}"
    );
    let names = fs::read_dir(root.path().join("shop")).unwrap();
    let mut names: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "Cargo.toml",
            "README.md",
            "octoscribe.toml",
            "spec",
            "src",
            "target",
            "tests"
        ]
    );
}
