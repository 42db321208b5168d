//! Edits a zoo of eight pages in many ways, and compiles an old caller of each against the new crate: `diff` and the compiler agree, or the list
//! says why they don't.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use octoscribe_generator::diff::{Change, Class, Difference, Kind, compare};
use octoscribe_generator::source::Source;
use octoscribe_generator::{Analysis, analyse};

use crate::edits::{DIFFERENT, EDITS, Edit, SEMVER_ONLY};
use crate::{COMPILING, cargo, copy_runtime, run, write};

const ZOO: &str = include_str!("zoo.txt");
const CALLER: &str = include_str!("zoo_caller.rs");

/// The kinds that no edit brings about: callers of an endpoint of one edition would need its feature before, and the zoo has no webhooks.
const NOT_EDITED: &[Kind] = &[Kind::EditionRemoved, Kind::EventRemoved, Kind::EventAdded];

/// A name with the number of a copy: scopes, routes and schemas of copies don't meet.
fn numbered(text: &str, number: usize) -> String {
    let mut text = text.to_owned();
    for (word, with) in [
        ("zoo", "zoo{}"),
        ("Zoo", "Zoo{}"),
        ("Frog", "Frog{}"),
        ("Toad", "Toad{}"),
        ("Colour", "Colour{}"),
        ("schemas::frog:", "schemas::frog{}:"),
    ] {
        text = text.replace(word, &with.replace("{}", &number.to_string()));
    }
    text
}

/// The pages of the zoo by their paths.
fn zoo() -> BTreeMap<String, String> {
    let pages = ZOO.split("=== ").skip(1).map(|page| page.split_once('\n').unwrap());
    pages
        .map(|(path, text)| (path.to_owned(), format!("{}\n", text.trim_end())))
        .collect()
}

/// The zoo after an edit. A page that begins with `-` is removed, one that begins with `+` is added.
fn edited(edit: &Edit) -> BTreeMap<String, String> {
    let mut pages = zoo();
    for (page, from, to) in edit.changes {
        if let Some(page) = page.strip_prefix('-') {
            pages.remove(page).unwrap();
        } else if let Some(page) = page.strip_prefix('+') {
            pages.insert(page.to_owned(), (*to).to_owned());
        } else {
            let text = pages
                .get_mut(*page)
                .unwrap_or_else(|| panic!("{}: no page {page}", edit.name));
            assert_eq!(text.matches(from).count(), 1, "{}: {from}", edit.name);
            *text = text.replacen(from, to, 1);
        }
    }
    pages
}

fn analysed(pages: &BTreeMap<String, String>, number: usize) -> Analysis {
    let source = |(path, text): (&String, &String)| Source {
        path: numbered(path, number),
        text: numbered(text, number).as_str().into(),
    };
    let analysis = analyse(pages.iter().map(source).collect());
    let messages: Vec<&str> = analysis
        .diagnostics
        .iter()
        .map(|found| found.message.as_str())
        .collect();
    assert!(!analysis.has_errors(), "edit{number}: {messages:?}");
    analysis
}

/// The doc examples below a directory, each in a module of its own.
fn examples(directory: &Path) -> String {
    let mut files: Vec<PathBuf> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let (mut text, mut number) = (String::new(), 0);
    for file in files {
        let mut is_inside = false;
        for line in fs::read_to_string(file).unwrap().lines() {
            let Some(line) = line.trim_start().strip_prefix("///") else {
                continue;
            };
            let line = line.trim_start();
            if line == "```" {
                is_inside = !is_inside;
                number += usize::from(is_inside);
                if is_inside {
                    writeln!(text, "mod example{number} {{").unwrap();
                } else {
                    text.push_str("}\n");
                }
            } else if is_inside {
                writeln!(text, "{}", line.strip_prefix("# ").unwrap_or(line)).unwrap();
            }
        }
    }
    assert!(number > 5, "{number} examples");
    text
}

/// Generates the client of all copies of the zoo.
fn generate(directory: &Path, pages: impl Fn(usize) -> BTreeMap<String, String>) {
    let spec = directory.join("spec");
    if spec.exists() {
        fs::remove_dir_all(&spec).unwrap();
    }
    for number in 0..EDITS.len() {
        for (path, text) in pages(number) {
            write(&spec.join(numbered(&path, number)), &numbered(&text, number));
        }
    }
    let mut generate = Command::new(env!("CARGO_BIN_EXE_xtask"));
    generate.args(["generate", "--spec", "spec", "--out", "client/src/generated"]);
    run(generate.current_dir(directory));
}

/// The callers that don't compile against the client, by their numbers.
fn broken(directory: &Path) -> Vec<usize> {
    let mut check = cargo(directory);
    let output = check
        .env_remove("RUSTFLAGS")
        .args([
            "check",
            "--offline",
            "--quiet",
            "--keep-going",
            "--package",
            "callers",
            "--bins",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let failed = said
        .lines()
        .filter(|line| line.starts_with("error: could not compile "));
    let names = failed.map(|line| {
        let name = line.split("\"edit").nth(1).unwrap_or_else(|| panic!("{said}"));
        name.split('"').next().unwrap().parse().unwrap()
    });
    names.collect()
}

/// The copies that cargo-semver-checks finds items missing of; none where it isn't installed.
fn semver_checks(before: &Path, after: &Path) -> BTreeSet<usize> {
    if !cargo(after)
        .args(["semver-checks", "--version"])
        .output()
        .unwrap()
        .status
        .success()
    {
        eprintln!("skipped: cargo-semver-checks isn't installed");
        return BTreeSet::new();
    }
    let mut check = cargo(after);
    check.env_remove("RUSTFLAGS").args([
        "semver-checks",
        "--package",
        "octoscribe",
        "--release-type",
        "minor",
        "--baseline-root",
    ]);
    let output = check.arg(before).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let copies = said
        .split("zoo")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
    copies.filter_map(|number| number?.parse().ok()).collect()
}

fn worst(difference: &Difference) -> Option<Class> {
    difference.changes.iter().map(Change::class).min()
}

#[test]
#[ignore = "slow: compiles a client"]
fn diff_and_the_compiler_agree_on_what_breaks_callers() {
    let _guard = COMPILING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let [before, directory] =
        ["callers-before", "callers"].map(|name| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name));
    for directory in [&before, &directory] {
        if directory.exists() {
            fs::remove_dir_all(directory).unwrap();
        }
        copy_runtime(directory);
    }
    let manifest = fs::read_to_string(directory.join("Cargo.toml")).unwrap();
    write(
        &directory.join("Cargo.toml"),
        &manifest.replace(r#"["client"]"#, r#"["client", "callers"]"#),
    );
    write(
        &directory.join("callers/Cargo.toml"),
        "[package]\nname = \"callers\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         octoscribe = { path = \"../client\", default-features = false, features = [\"all-scopes\"] }\n",
    );
    generate(&before, |_| zoo());
    for number in 0..EDITS.len() {
        let examples = examples(&before.join(format!("client/src/generated/zoo{number}")));
        let caller = format!("{}\n{examples}\nfn main() {{}}\n", numbered(CALLER, number));
        write(&directory.join(format!("callers/src/bin/edit{number}.rs")), &caller);
    }
    generate(&directory, |number| edited(&EDITS[number]));
    let broken = broken(&directory);
    let missed = semver_checks(&before, &directory);

    let mut wrong = String::new();
    let mut kinds = BTreeSet::new();
    for (number, edit) in EDITS.iter().enumerate() {
        let (old, new) = (analysed(&zoo(), number), analysed(&edited(edit), number));
        let difference = compare(&old, &new, false);
        kinds.extend(difference.changes.iter().map(|change| change.kind));
        let (compiles, breaks) = (!broken.contains(&number), worst(&difference) == Some(Class::Breaking));
        let is_listed = DIFFERENT.iter().any(|(name, _)| *name == edit.name);
        if (compiles == breaks) != is_listed {
            let found: Vec<&str> = difference.changes.iter().map(|change| change.kind.as_str()).collect();
            writeln!(
                wrong,
                "edit{number} {}: compiles: {compiles}, diff: {found:?}, listed: {is_listed}",
                edit.name
            )
            .unwrap();
        }
        let is_known = SEMVER_ONLY.iter().any(|(name, _)| *name == edit.name);
        if missed.contains(&number) && !breaks && !is_known {
            writeln!(
                wrong,
                "edit{number} {}: cargo-semver-checks calls it breaking",
                edit.name
            )
            .unwrap();
        }
    }
    assert_eq!(wrong, "");
    let missing: Vec<&str> = Kind::ALL
        .iter()
        .filter(|kind| !kinds.contains(kind) && !NOT_EDITED.contains(kind))
        .map(|kind| kind.as_str())
        .collect();
    assert_eq!(missing, [""; 0]);
    assert!(
        DIFFERENT
            .iter()
            .all(|(name, _)| EDITS.iter().any(|edit| edit.name == *name))
    );
}
