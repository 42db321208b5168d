//! Compiles whole clients that are generated from other pages than `spec/`, with warnings denied.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use octoscribe_generator::analyse;
use octoscribe_generator::source::Source;

mod authors;
mod callers;
mod edits;

#[expect(dead_code, reason = "only the texts for prose are used here")]
#[path = "../../../generator/tests/it/hostile/payloads.rs"]
mod payloads;

/// The clients share a target directory, which only one cargo can use at a time.
static COMPILING: Mutex<()> = Mutex::new(());

/// Sections of a manifest that only tests need.
const LEFT_OUT: &[&str] = &["[dev-dependencies]", "[[bench]]", "[[test]]", "[[example]]"];

#[test]
#[ignore = "slow: compiles a whole client"]
fn the_fixtures_of_the_emitters_compile() {
    compile("fixtures", &root().join("generator/tests/fixtures/emit"), &[]);
}

#[test]
#[ignore = "slow: compiles a whole client"]
fn a_single_page_compiles() {
    compile("page", &root().join("generator/tests/fixtures/seed.md"), &[]);
}

#[test]
#[ignore = "slow: compiles a whole client"]
fn upstreams_own_docs_compile() {
    match env::var_os("UPSTREAM_DOCS") {
        Some(directory) => {
            compile("upstream", Path::new(&directory), &[]);
            let spec = root().join("spec");
            compile(
                "upstream-typed",
                Path::new(&directory),
                &[OsStr::new("--types"), spec.as_os_str()],
            );
        }
        None => eprintln!("skipped: UPSTREAM_DOCS is not set"),
    }
}

/// Puts every accepted text of the hostile corpus where prose is allowed; cargo must find one doctest for each method.
#[test]
#[ignore = "slow: compiles a whole client"]
fn only_the_generators_own_examples_are_doctests() {
    let _guard = COMPILING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    if directory.exists() {
        fs::remove_dir_all(&directory).unwrap();
    }
    copy_runtime(&directory);
    // The runtime has the workspace's own one among its doctests.
    write(&directory.join("README.md"), "");
    let mut methods = 0;
    for text in payloads::of_prose() {
        let path = format!("spec/endpoints/zoo/act{methods}.md");
        let page = hostile_page(methods, text);
        let source = Source {
            path: path.clone(),
            text: page.as_str().into(),
        };
        if !analyse(vec![source]).has_errors() {
            write(&directory.join(path), &page);
            methods += 1;
        }
    }
    assert!(methods > 100, "{methods}");
    let mut generate = Command::new(env!("CARGO_BIN_EXE_xtask"));
    generate.args(["generate", "--spec", "spec", "--out", "client/src/generated"]);
    run(generate.current_dir(&directory));

    let mut test = cargo(&directory);
    test.args(["test", "--doc", "--offline", "--package", "octoscribe", "src/generated"]);
    let output = test.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let doctests = said
        .lines()
        .filter(|line| line.starts_with("test ") && line.contains(" - "))
        .count();
    assert!(
        output.status.success() && doctests == methods,
        "{doctests} doctests of {methods} methods:\n{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A page with a text in its prose and in the descriptions of its parameters, required, optional and nested ones.
fn hostile_page(number: usize, text: &str) -> String {
    let row = |name: &str, required: &str, ty: &str| {
        format!("<tr><td>{name}</td><td>{required}</td><td>{ty}</td><td>\n\n{text}\n\n</td></tr>\n")
    };
    let rows = [
        row("a", "yes", "string"),
        row("b", "yes", "object"),
        row("b.c", "yes", "string"),
        row("d", "no", "string"),
    ];
    format!(
        "---\nname: Act\nexample: octokit.rest.zoo.act{number}({{ a, b, b.c }})\nroute: POST /zoo/{number}\nscope: zoo\ntype: API method\n---\n\n\
         # Act\n\n{text}\n\n## Parameters\n\n<table>\n<thead><tr><th>name</th><th>required</th><th>type</th>\
         <th>description</th></tr></thead>\n<tbody>\n{}</tbody>\n</table>\n",
        rows.concat()
    )
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Generates a client from the pages in `spec`, with further arguments, around a copy of the runtime, and checks it.
fn compile(name: &str, spec: &Path, arguments: &[&OsStr]) {
    let _guard = COMPILING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    if directory.exists() {
        fs::remove_dir_all(&directory).unwrap();
    }
    copy_runtime(&directory);

    let mut generate = Command::new(env!("CARGO_BIN_EXE_xtask"));
    generate.arg("generate").arg("--spec").arg(spec).args(arguments);
    run(generate.arg("--out").arg(directory.join("client/src/generated")));

    let mut check = cargo(&directory);
    run(check.args(["check", "--offline", "--quiet", "--package", "octoscribe"]));
}

/// Cargo in a client's workspace, with warnings denied.
fn cargo(directory: &Path) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .current_dir(directory)
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"),
        )
        .env("RUSTFLAGS", "-D warnings");
    cargo
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}:\n{error}");
}

/// Copies the hand-written client into a workspace of its own: `client/` without its tests, and the packages in it.
fn copy_runtime(directory: &Path) {
    let client = root().join("generated-client");
    let mut packages = vec![String::new()];
    for entry in fs::read_dir(&client).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name != "fuzz" && client.join(&name).join("Cargo.toml").is_file() {
            packages.push(name);
        }
    }
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let members = manifest.lines().find(|line| line.starts_with("members = ")).unwrap();
    // The packages that it depends on by path become members by themselves.
    let manifest = manifest.replace(members, r#"members = ["client"]"#);
    // The profiles name packages that this workspace doesn't have.
    let manifest = manifest.split("\n[profile").next().unwrap();
    write(&directory.join("Cargo.toml"), manifest);
    fs::copy(root().join("Cargo.lock"), directory.join("Cargo.lock")).unwrap();
    for package in packages {
        let (from, to) = (client.join(&package), directory.join("client").join(&package));
        let manifest = fs::read_to_string(from.join("Cargo.toml")).unwrap();
        write(&to.join("Cargo.toml"), &without_tests(&manifest));
        copy(&from.join("src"), &to.join("src"));
    }
}

/// Copies a directory without the emitted files.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_file() {
            fs::copy(path, target).unwrap();
        } else if entry.file_name() != "generated" {
            copy(&path, &target);
        }
    }
}

/// Removes the sections of a manifest that only tests need.
fn without_tests(manifest: &str) -> String {
    let mut left_out = false;
    let mut kept = String::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            left_out = LEFT_OUT.contains(&line.trim_end());
        }
        if !left_out {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
