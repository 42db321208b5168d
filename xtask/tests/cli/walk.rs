//! Walks the way that CONTRIBUTING.md describes from new docs to a release, command by command, in a small workspace.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

/// The version that `diff` starts from.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn manifest(version: &str) -> String {
    format!("[workspace.package]\nversion = \"{version}\"\n")
}

/// The shell blocks of the section, one for each step.
fn steps() -> [String; 4] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let section = text
        .split("## GitHub or octokit has released something new")
        .nth(1)
        .unwrap();
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1);
    let blocks: Vec<String> = blocks
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect();
    blocks.try_into().unwrap()
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// A description with these methods, which respond with a value of this type.
fn description(release: &str, methods: [&str; 2], ty: &str) -> String {
    let operation = |method: &str| {
        let body = json!({ "schema": { "type": ty } });
        let response = json!({ "description": "", "content": { "application/json": body } });
        let id = format!("gists/{method}");
        (
            format!("/gists/{method}"),
            json!({ "get": { "operationId": id, "summary": id, "responses": { "200": response } } }),
        )
    };
    let paths: Map<String, Value> = methods.into_iter().map(operation).collect();
    json!({ "info": { "version": release, "x-github-plan": "api.github.com" }, "paths": paths }).to_string()
}

/// A workspace, and two descriptions beside it: in the newer one a method is gone and another one is new.
fn workspace(root: &Path) {
    let work = root.join("work");
    write(&work.join("Cargo.toml"), &manifest(VERSION));
    write(
        &work.join("CHANGELOG.md"),
        "## Unreleased\n\n### Tools\n\n- Something.\n\n## 0.0.0\n\nThe first one.\n",
    );
    write(&work.join(".gitignore"), "/target\n");
    write(&work.join("spec/README.md"), "# How to write a page\n");
    write(
        &work.join("generated-client/Cargo.toml"),
        "[package]\nname = \"client\"\n",
    );
    fs::create_dir(work.join("generated-client/src")).unwrap();
    write(
        &work.join("generator/tests/fixtures/emit/page.md"),
        "No page, but a seed.",
    );
    write(
        &root.join("before.json"),
        &description("1.0.0", ["get", "list"], "integer"),
    );
    write(
        &root.join("api.github.com.json"),
        &description("1.1.0", ["get", "star"], "string"),
    );
    // `cargo xtask` is the tool, and of the rest only that it is called counts here.
    let tool = env!("CARGO_BIN_EXE_xtask");
    let cargo = root.join("bin/cargo");
    write(
        &cargo,
        &format!(
            "#!/bin/sh\necho \"$@\" >> \"{}/called\"\n[ \"$1 $2\" != \"xtask fuzz\" ] && [ \"$1\" = xtask ] || exit 0\nshift\nexec '{tool}' \"$@\"\n",
            root.display()
        ),
    );
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs a script in the workspace, which must succeed, and gives what it printed.
fn run(root: &Path, script: &str) -> String {
    let (succeeds, printed) = try_run(root, script);
    assert!(succeeds, "{printed}");
    printed
}

/// Runs a script in the workspace: whether it succeeds, and what it prints.
fn try_run(root: &Path, script: &str) -> (bool, String) {
    let path = format!("{}:{}", root.join("bin").display(), std::env::var("PATH").unwrap());
    let author = [("GIT_AUTHOR_NAME", "Test"), ("GIT_AUTHOR_EMAIL", "test@example.com")];
    let committer = [
        ("GIT_COMMITTER_NAME", "Test"),
        ("GIT_COMMITTER_EMAIL", "test@example.com"),
    ];
    let output = Command::new("sh")
        .args(["-euxc", script])
        .current_dir(root.join("work"))
        .env("PATH", path)
        .env("CARGO", root.join("bin/cargo"))
        .env("CARGO_MANIFEST_DIR", root.join("work/xtask"))
        .env("CARGO_TARGET_DIR", root.join("work/target"))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .envs(author)
        .envs(committer)
        .output()
        .unwrap();
    let printed = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.success(), printed.concat())
}

#[test]
fn every_step_from_new_docs_to_a_release_works() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    workspace(root);
    run(
        root,
        "git init --quiet --bare ../origin.git; git init --quiet; git remote add origin ../origin.git; \
         cargo xtask import ../before.json; cargo xtask generate; \
         sed -i.old 's/integer/number/' spec/endpoints/gists/get.md; rm spec/endpoints/gists/get.md.old; \
         git add --all; git commit --quiet -m 'The release before'",
    );
    let [look, settle, import, release] = steps();
    // What the page says otherwise than the source needs a reason, or has to be settled now.
    let (succeeds, printed) = try_run(root, &look);
    assert!(
        !succeeds && printed.contains("conflict: endpoints/gists/get 200 type"),
        "{printed}"
    );
    assert!(
        printed.contains("suspect: endpoints/gists/list goes without"),
        "{printed}"
    );
    let source = look.lines().find(|line| line.contains("source=")).unwrap();
    run(root, &format!("{source}\n{settle}"));
    let printed = run(root, &format!("{source}\n{import}"));
    assert!(printed.contains("TODO: describe."), "{printed}");
    run(
        root,
        "sed -i.old 's/TODO: describe./It is described./' spec/endpoints/gists/star.md; rm spec/endpoints/gists/*.old",
    );
    let printed = run(root, &release);
    assert!(printed.contains("breaking[endpoint-removed] gists.list"), "{printed}");
    let proposal = printed.split("2 breaking, 1 additive, 0 docs; ").nth(1);
    let proposal = proposal.unwrap_or_else(|| panic!("{printed}"));
    let next = proposal
        .strip_prefix(&format!("{VERSION} -> "))
        .unwrap()
        .split(' ')
        .next()
        .unwrap();

    let work = root.join("work");
    let read = |path: &str| fs::read_to_string(work.join(path)).unwrap();
    assert_eq!(read("Cargo.toml"), manifest(next));
    let changelog = read("CHANGELOG.md");
    assert!(
        changelog.starts_with(&format!("## {next}\n"))
            && changelog.ends_with("### Tools\n\n- Something.\n\n## 0.0.0\n\nThe first one.\n"),
        "{changelog}"
    );
    assert!(work.join("generated-client/src/generated/gists/star.rs").is_file());
    assert!(!work.join("generated-client/src/generated/gists/list.rs").exists());
    assert!(work.join("spec/README.md").is_file());
    let released = run(root, "git ls-remote origin 'refs/tags/*'; git status --short");
    assert!(
        released.contains(&format!("refs/tags/v{next}")) && !released.contains(" M "),
        "{released}"
    );
    let called = fs::read_to_string(root.join("called")).unwrap();
    assert!(
        called.contains("update --workspace\n") && called.contains("test --workspace\n"),
        "{called}"
    );
}
