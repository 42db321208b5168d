//! Pages and directories whose names try to become code, or files elsewhere.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use crate::world::{World, page};

/// Names of pages without `.md`, and of directories.
const NAMES: &[&[u8]] = &[
    b"a\nfn evil() {}",
    b"a\r#![doc = evil] fn evil() {}",
    b"\"); fn evil() {} (\"",
    b"a`\n```rust\nevil();\n```",
    b"#[doc = evil]",
    b"\\u{22}; fn evil() {}",
    b"$(evil)",
    b"-",
    b"--out=evil",
    b" ",
    b"..",
    b"...",
    b"..\\..\\evil",
    b"%2e%2e%2fevil",
    b"C:evil",
    b"CON",
    b"mod",
    b"self",
    b"crate",
    b"get.md",
    b"\xc3\xa9vil",
    b"\xe2\x80\xaeevil",
    b"\xffevil",
    &[b'x'; 250],
];

/// Generates, which must not change anything but its output; what is emitted is what the names' harmless twins are, files with plain names
/// in which nothing but comments may show a name.
fn check(world: &World, what: &str) {
    let before = world.everything();
    let run = world.generate();
    assert!(!run.stderr.contains("panicked"), "{what}: {run:?}");
    for (path, file) in world.everything() {
        if path.starts_with("target/") {
            continue;
        }
        let Some(name) = path.strip_prefix("client/src/generated/") else {
            assert_eq!(before.get(&path), Some(&file), "{what}: {path}");
            continue;
        };
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_/.".contains(c);
        assert!(name.chars().all(is_plain), "{what}: {path}");
        let code = file.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let evil: Vec<&str> = code
            .filter(|line| line.contains("fn evil") || line.contains("doc = evil"))
            .collect();
        assert_eq!(evil, Vec::<&str>::new(), "{what}: {path}");
    }
    match run.code {
        Some(0) => assert_eq!(world.check().code, Some(0), "{what}"),
        code => assert_eq!(
            (code, run.stderr.starts_with("error")),
            (Some(1), true),
            "{what}: {run:?}"
        ),
    }
}

#[test]
fn names_of_pages() {
    for name in NAMES {
        let world = World::new();
        let path = world
            .path("spec/endpoints/gists")
            .join(OsStr::from_bytes(&[name, &b".md"[..]].concat()));
        fs::write(&path, page("gists", "evil", "Text.")).unwrap();
        check(&world, &format!("{path:?}"));
    }
}

#[test]
fn names_of_directories() {
    for name in NAMES.iter().filter(|name| **name != b"..") {
        let world = World::new();
        let directory = world.path("spec/endpoints").join(OsStr::from_bytes(name));
        fs::create_dir(&directory).unwrap();
        let scope = String::from_utf8_lossy(name);
        let page = page("gists", "star", "Text.").replace("\nscope: gists\n", &format!("\nscope: {scope:?}\n"));
        fs::write(directory.join("star.md"), page).unwrap();
        check(&world, &format!("{directory:?}"));
    }
}
