//! A directory with pages and a crate, and the tool run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use tempfile::TempDir;

/// What every emitted file carries.
pub(crate) use octoscribe_generator::HEADER;

/// `spec/` with two pages, `client/` with a manifest, and the target directory.
pub(crate) struct World {
    directory: TempDir,
}

/// What a run of the tool came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The numbers of a closing line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) endpoints: usize,
    pub(crate) written: usize,
    pub(crate) unchanged: usize,
    pub(crate) removed: usize,
}

/// Files by path.
pub(crate) type Tree = BTreeMap<String, File>;

/// What is in a file, and what tells whether it was written since.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) text: String,
    modified: SystemTime,
    inode: u64,
}

impl World {
    pub(crate) fn new() -> Self {
        let world = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        world.write("client/Cargo.toml", "[package]\nname = \"client\"\n");
        world.write_page("gists", "get", "Returns one gist.");
        world.write_page("emojis", "list", "Returns all emojis.");
        fs::create_dir(world.path("client/src")).unwrap();
        world
    }

    /// A world in which the client has been generated.
    pub(crate) fn generated() -> Self {
        let world = Self::new();
        let run = world.generate();
        assert_eq!(run.code, Some(0), "{run:?}");
        world
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    /// The directory that `generate` writes to.
    pub(crate) fn out(&self) -> PathBuf {
        self.path("client/src/generated")
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn write_page(&self, scope: &str, method: &str, description: &str) {
        self.write(
            &format!("spec/endpoints/{scope}/{method}.md"),
            page(scope, method, description),
        );
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .args(arguments)
            .current_dir(self.directory.path())
            .env("CARGO_TARGET_DIR", self.path("target"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.command(arguments).output().unwrap().into()
    }

    pub(crate) fn generate(&self) -> Run {
        self.run(&GENERATE)
    }

    pub(crate) fn check(&self) -> Run {
        self.run(&[&GENERATE[..], &["--check"]].concat())
    }

    /// All files of the output directory.
    pub(crate) fn output(&self) -> Tree {
        tree(&self.out())
    }

    /// All files of all directories.
    pub(crate) fn everything(&self) -> Tree {
        tree(self.directory.path())
    }

    /// Some emitted file, relative to the output directory.
    pub(crate) fn some_emitted_file(&self) -> String {
        self.output().into_keys().next().unwrap()
    }

    /// Names of what is beside the output directory.
    pub(crate) fn beside_output(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.path("client/src"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// Arguments that generate a world's client.
pub(crate) const GENERATE: [&str; 5] = ["generate", "--spec", "spec", "--out", "client/src/generated"];

impl File {
    fn read(path: &Path) -> Self {
        let metadata = fs::metadata(path).unwrap();
        Self {
            text: String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned(),
            modified: metadata.modified().unwrap(),
            #[cfg(unix)]
            inode: std::os::unix::fs::MetadataExt::ino(&metadata),
            #[cfg(not(unix))]
            inode: 0,
        }
    }
}

impl From<std::process::Output> for Run {
    fn from(output: std::process::Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    /// The numbers of the closing line; the run must have succeeded.
    pub(crate) fn summary(&self) -> Summary {
        assert_eq!(self.code, Some(0), "{self:?}");
        let line = self.stdout.lines().last().unwrap();
        let numbers: Vec<usize> = line
            .split(|character: char| !character.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        let &[endpoints, _schemas, written, unchanged, removed, _milliseconds] = &numbers[..] else {
            panic!("{line}");
        };
        Summary {
            endpoints,
            written,
            unchanged,
            removed,
        }
    }

    /// Standard error of a run that has failed.
    pub(crate) fn complaint(&self) -> &str {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert!(!self.stderr.contains("panicked"), "{self:?}");
        &self.stderr
    }
}

/// Fails unless both have the same files, unwritten since.
pub(crate) fn assert_untouched(old: &Tree, new: &Tree) {
    assert_eq!(touched(old, new), Vec::<&str>::new());
    assert!(old.keys().eq(new.keys()), "{:?} became {:?}", old.keys(), new.keys());
}

/// Paths in `new` that `old` does not have, or has with another content or time.
pub(crate) fn touched<'a>(old: &Tree, new: &'a Tree) -> Vec<&'a str> {
    let differs = |path: &&String| old.get(*path) != new.get(*path);
    new.keys().filter(differs).map(String::as_str).collect()
}

fn tree(directory: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(next) = directories.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let entry = entry.unwrap();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                directories.push(entry.path());
            } else if kind.is_file() {
                let path = entry.path();
                let name = path.strip_prefix(directory).unwrap().to_string_lossy().into_owned();
                tree.insert(name, File::read(&entry.path()));
            }
        }
    }
    tree
}

/// A page without faults.
pub(crate) fn page(scope: &str, method: &str, description: &str) -> String {
    format!(
        "---
name: What {method} does
example: octokit.rest.{scope}.{method}({{ item_id }})
route: GET /{scope}/{{item_id}}/{method}
scope: {scope}
type: API method
---

# What {method} does

{description}

```js
octokit.rest.{scope}.{method}({{
  item_id,
}});
```

## Parameters

| name | required | type | description |
|---|---|---|---|
| item_id | yes | integer | Number of the item. |

See also: [GitHub Developer Guide documentation](https://docs.github.com/rest/{scope}).
"
    )
}
