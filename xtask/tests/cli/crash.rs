//! Killed runs, full disks and concurrent runs: the output directory is always whole, and the next run recovers.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::world::{GENERATE, Run, World, page};

/// The number of killed runs.
const KILLS: usize = 200;

/// A client whose manifest lists the scopes' features, and two versions of its docs.
struct Versions {
    world: World,
    /// The client that each of them describes.
    whole: [Files; 2],
}

/// Texts by path; a directory has none.
type Files = BTreeMap<String, Option<String>>;

/// The directories with the pages of the versions.
const SPECS: [&str; 2] = ["spec-0", "spec-1"];

impl Versions {
    /// Of `pages` pages, every third differs between the versions, and some are in one of them only.
    fn new(pages: usize) -> Self {
        let world = World::new();
        world.write(
            "client/Cargo.toml",
            "[package]\nname = \"client\"\n\n[features]\n# scopes: begin (kept by cargo xtask generate)\n# scopes: end\n",
        );
        for (version, spec) in SPECS.iter().enumerate() {
            for number in 0..pages {
                let (scope, method) = (format!("scope{}", number % 5), format!("method{number}"));
                let description = match number % 3 {
                    0 => format!("Text of version {version}. {}", "More of it. ".repeat(number * 20)),
                    _ => "The same.".to_owned(),
                };
                if number % 7 != version {
                    let text = page(&scope, &method, &description);
                    world.write(&format!("{spec}/endpoints/{scope}/{method}.md"), text);
                }
            }
            let extra = format!("only{version}");
            world.write(
                &format!("{spec}/endpoints/{extra}/get.md"),
                page(&extra, "get", "Here."),
            );
        }
        let mut versions = Self {
            world,
            whole: [Files::new(), Files::new()],
        };
        for version in [1, 0] {
            assert_eq!(versions.generate(version).code, Some(0));
            *versions.whole.get_mut(version).unwrap() = versions.client();
        }
        assert_ne!(versions.whole[0], versions.whole[1]);
        versions
    }

    fn command(&self, version: usize) -> Command {
        self.world.command(&[
            "generate",
            "--spec",
            SPECS.get(version).unwrap(),
            "--out",
            "client/src/generated",
        ])
    }

    fn generate(&self, version: usize) -> Run {
        self.command(version).output().unwrap().into()
    }

    /// Everything in the client's directory.
    fn client(&self) -> Files {
        files(&self.world.path("client"))
    }

    /// The version that the output directory holds.
    fn version(&self) -> Option<usize> {
        let output = files(&self.world.out());
        let is_whole = |version: &usize| output == below(self.whole.get(*version).unwrap(), "src/generated/");
        [0, 1].into_iter().find(is_whole)
    }

    /// Runs a command from a script, as `"$0" "$@"`.
    fn with_shell(&self, script: &str, command: &Command) -> Run {
        let output = Command::new("sh")
            .args(["-c", script])
            .arg(command.get_program())
            .args(command.get_args())
            .current_dir(self.world.path(""))
            .env("CARGO_TARGET_DIR", self.world.path("target"))
            .output();
        output.unwrap().into()
    }

    /// The same in a namespace where the script can mount file systems. `None` if that is not permitted.
    fn with_namespace(&self, script: &str, version: usize) -> Option<Run> {
        let unshare = |script: &str, command: &Command| {
            let quoted = script.replace('\'', "'\\''");
            self.with_shell(
                &format!("exec unshare --user --map-root-user --mount sh -c '{quoted}' \"$0\" \"$@\""),
                command,
            )
        };
        let probe = unshare("mount -t tmpfs tmpfs client", &self.command(version));
        if probe.code != Some(0) {
            eprintln!("skipped: no file system may be mounted here: {}", probe.stderr.trim());
            return None;
        }
        Some(unshare(script, &self.command(version)))
    }

    /// Runs to the end, which must recover from all earlier runs.
    fn mend(&self, version: usize) {
        let run = self.generate(version);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(&self.client(), self.whole.get(version).unwrap());
        let state = files(&self.world.path("target/octoscribe"));
        let is_cache = |name: &String| Path::new(name).extension().is_some_and(|extension| extension == "json");
        assert!(state.keys().all(is_cache), "{:?}", state.keys());
    }
}

fn files(directory: &Path) -> Files {
    let mut files = Files::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(next) = directories.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                files.insert(name, None);
                directories.push(path);
            } else {
                files.insert(
                    name,
                    Some(String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()),
                );
            }
        }
    }
    files
}

fn below(all: &Files, directory: &str) -> Files {
    let inside = all
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(directory)?.to_owned(), text.clone())));
    inside.collect()
}

/// Reproducible random numbers (Steele and others, `SplitMix64`).
struct Chance(u64);

impl Chance {
    /// A number below 1.
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        f64::from(u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap()) / 2_f64.powi(32)
    }
}

/// Identifies the output directory and the directory of a scope, to see whether they were swapped.
fn identity(out: &Path) -> [Option<u64>; 2] {
    [out, &out.join("gists")].map(|directory| fs::metadata(directory).ok().map(|metadata| metadata.ino()))
}

/// Waits until the run has made a staging directory, has swapped the `old` output directory, or has ended.
fn wait_for_staging(world: &World, old: [Option<u64>; 2], child: &mut Child) {
    while child.try_wait().unwrap().is_none()
        && world.beside_output().iter().all(|name| name == "generated")
        && identity(&world.out()) == old
    {
        std::thread::sleep(Duration::from_micros(200));
    }
}

#[test]
#[ignore = "slow: kills 200 runs"]
fn killed_runs_leave_the_old_output_or_the_new_one() {
    let versions = Versions::new(40);
    let mut chance = Chance(20);
    let start = Instant::now();
    versions.mend(1);
    versions.mend(0);
    let whole_run = start.elapsed() / 2;
    let (mut kept, mut changed, mut half_done) = (0, 0, 0);
    for round in 0..KILLS {
        let (old, new) = (round % 2, (round + 1) % 2);
        let is_first = round % 20 == 19;
        if is_first {
            fs::remove_dir_all(versions.world.out()).unwrap();
        }
        let old_directory = identity(&versions.world.out());
        let mut child = versions.command(new).spawn().unwrap();
        if round % 4 < 2 {
            // Writing takes a tenth of the time, and is the part that can go wrong.
            wait_for_staging(&versions.world, old_directory, &mut child);
            std::thread::sleep(whole_run.mul_f64(chance.part() * 0.2));
        } else {
            std::thread::sleep(whole_run.mul_f64(chance.part() * 1.1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        half_done += usize::from(versions.world.beside_output().iter().any(|name| name != "generated"));
        match versions.version() {
            Some(version) if version == new => changed += 1,
            Some(version) if version == old && !is_first => kept += 1,
            None if is_first && !versions.world.out().exists() => kept += 1,
            _ => panic!("round {round}: {:?}", files(&versions.world.out()).keys()),
        }
        versions.mend(new);
    }
    eprintln!(
        "{KILLS} kills: {kept} kept the old output, {changed} had the new one, {half_done} left a staging directory"
    );
    assert!(kept > 0 && changed > 0 && half_done > 0, "{kept} {changed} {half_done}");
}

/// A change of a type that many pages use changes many files at once.
#[test]
#[ignore = "slow: kills 20 watches"]
fn killed_watches_leave_the_old_output_or_the_new_one() {
    let world = World::new();
    for number in 0..12 {
        let method = format!("method{number}");
        let text = page("gists", &method, "Does it.").replace("| integer |", "| Item |");
        world.write(&format!("spec/endpoints/gists/{method}.md"), text);
    }
    let save = |ty: &str| {
        world.write(
            "item.md",
            format!("---\nname: Item\ntype: Schema\nis: {ty}\n---\n\n# Item\n"),
        );
        fs::create_dir_all(world.path("spec/schemas")).unwrap();
        fs::rename(world.path("item.md"), world.path("spec/schemas/Item.md")).unwrap();
    };
    let mut chance = Chance(3);
    let mut half_done = 0;
    save("integer");
    for round in 0..20 {
        assert_eq!(world.generate().code, Some(0));
        let before = files(&world.out());
        let mut child = world.command(&[&GENERATE[..], &["--watch"]].concat()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut String::new()).unwrap();
        let old_directory = identity(&world.out());
        save(["string", "integer"][round % 2]);
        wait_for_staging(&world, old_directory, &mut child);
        std::thread::sleep(Duration::from_secs_f64(chance.part() * 0.01));
        child.kill().unwrap();
        child.wait().unwrap();
        half_done += usize::from(world.beside_output().len() > 1);
        let found = files(&world.out());
        assert_eq!(world.generate().code, Some(0));
        let after = files(&world.out());
        assert!(
            before
                .iter()
                .filter(|(path, text)| after.get(*path) != Some(text))
                .count()
                > 2
        );
        assert!(found == before || found == after, "round {round}");
        assert_eq!(world.beside_output(), ["generated"]);
    }
    eprintln!("20 kills of a watch: {half_done} left a staging directory");
}

/// Runs with different target directories don't share a state directory.
#[test]
fn runs_at_once_from_different_pages_leave_one_of_the_outputs() {
    let versions = Versions::new(20);
    for round in 0..10 {
        let run = |number: usize| {
            let mut command = versions.command(number % 2);
            if round % 2 == 1 {
                command.env("CARGO_TARGET_DIR", versions.world.path(&format!("target{number}")));
            }
            command.spawn().unwrap()
        };
        let children: Vec<Child> = (0..6).map(run).collect();
        for child in children {
            let run: Run = child.wait_with_output().unwrap().into();
            assert_eq!(run.code, Some(0), "{run:?}");
        }
        let client = versions.client();
        assert!(versions.whole.contains(&client), "{:?}", client.keys());
    }
    versions.mend(0);
    versions.mend(1);
}

/// A limit on the size of files cuts a file off, as a full disk does.
#[test]
fn a_file_that_cannot_be_written_whole_leaves_the_old_output() {
    let versions = Versions::new(30);
    // In blocks of 512 bytes. The longest file has some 7 KB.
    for blocks in [1, 2, 4, 8] {
        let command = versions.command(1);
        let limited: Run = versions.with_shell(
            &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""),
            &command,
        );
        assert!(limited.complaint().contains("can't write"), "{blocks}: {limited:?}");
        assert_eq!(versions.client(), versions.whole[0]);
    }
    versions.mend(1);
}

/// Needs a namespace in which a file system can be mounted.
#[test]
fn a_full_disk_leaves_the_old_output() {
    let versions = Versions::new(30);
    let script = |size: &str, state: &str| {
        format!(
            "set -e; mount -t tmpfs tmpfs client; cp -a whole/. client; used=$(du -sk client | cut -f1); \
             mount -o remount,size={size} client; set +e; \"$0\" \"$@\"; code=$?; \
             mount -o remount,size=64m client; cp -a client {state}; \"$0\" \"$@\" >&2 || exit 99; cp -a client {state}-mended; exit $code"
        )
    };
    let world = &versions.world;
    assert!(
        Command::new("cp")
            .args(["-a", "client", "whole"])
            .current_dir(world.path(""))
            .status()
            .unwrap()
            .success()
    );
    for (number, room) in [0, 8, 32, 64].into_iter().enumerate() {
        let state = format!("state{number}");
        let Some(run) = versions.with_namespace(&script(&format!("$((used + {room}))k"), &state), 1) else {
            return;
        };
        assert!(run.complaint().contains("No space left on device"), "{run:?}");
        assert_eq!(files(&world.path(&state)), versions.whole[0]);
        assert_eq!(files(&world.path(&format!("{state}-mended"))), versions.whole[1]);
    }
}

#[test]
fn a_disk_that_is_read_only_is_named() {
    let versions = Versions::new(10);
    let script = "mount --bind client client && mount -o remount,ro,bind client && exec \"$0\" \"$@\"";
    if let Some(run) = versions.with_namespace(script, 1) {
        assert!(
            run.complaint().contains("client") && run.stderr.contains("Read-only file system"),
            "{run:?}"
        );
        assert_eq!(versions.client(), versions.whole[0]);
    }
    versions.mend(1);
}
