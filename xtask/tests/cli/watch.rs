//! `generate --watch`: a real process, pages saved under it, and what is on the disk a moment later.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use crate::world::{GENERATE, World, page};

/// How long anything may take that will happen: only a test that fails waits as long.
const DEADLINE: Duration = Duration::from_secs(30);

/// A watch that runs in a world.
struct Watch {
    world: World,
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    /// Starts a watch, and waits until it has generated for the first time.
    fn start() -> Self {
        let world = World::new();
        let mut child = world.command(&[&GENERATE[..], &["--watch"]].concat()).spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        let streams: [Box<dyn std::io::Read + Send>; 2] = [
            Box::new(child.stdout.take().unwrap()),
            Box::new(child.stderr.take().unwrap()),
        ];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    // The test has ended when nobody listens.
                    drop(sender.send(line));
                }
            });
        }
        let watch = Self { world, child, lines };
        watch.expect_line("files written");
        watch
    }

    /// Waits for a line with this text in it.
    fn expect_line(&self, text: &str) -> String {
        let end = Instant::now() + DEADLINE;
        let mut seen = Vec::new();
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) if line.contains(text) => return line,
                Ok(line) => seen.push(line),
                Err(error) => panic!("no line with {text:?} ({error}) among {seen:#?}"),
            }
        }
    }

    /// Waits until the output is what a run of its own in another directory makes of the pages.
    fn expect_agreement(&self) {
        let end = Instant::now() + DEADLINE;
        loop {
            let check = self.world.check();
            if check.code == Some(0) {
                return;
            }
            assert!(Instant::now() < end, "{check:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It has ended already where the test has seen to it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_saved_page_is_written_and_ctrl_c_is_a_good_end() {
    let mut watch = Watch::start();
    watch.world.write_page("gists", "get", "Saved once.");
    watch.expect_line("1 file written");
    let file = watch.world.out().join("gists/get.rs");
    assert!(fs::read_to_string(file).unwrap().contains("Saved once."));
    watch.expect_agreement();
    watch.signal("-INT");
    assert_eq!(watch.child.wait().unwrap().code(), Some(0));
    assert_eq!(watch.world.beside_output(), ["generated"]);
}

#[test]
fn a_broken_page_is_reported_and_survived() {
    let watch = Watch::start();
    let before = watch.world.output();
    watch.world.write("spec/endpoints/gists/get.md", "no front-matter\n");
    watch.expect_line("error[missing-front-matter]");
    watch.expect_line("1 error in 1 file");
    assert_eq!(watch.world.output(), before);
    watch.world.write_page("gists", "get", "Whole again.");
    watch.expect_line("1 file written");
    watch.expect_agreement();
}

#[test]
fn pages_come_go_and_move_with_their_directories() {
    let watch = Watch::start();
    watch.world.write_page("users", "get", "A scope of its own.");
    watch.expect_line("3 endpoints");
    watch.expect_agreement();
    watch.world.remove("spec/endpoints/emojis/list.md");
    watch.expect_line("2 endpoints");
    watch.expect_agreement();
    // The pages in a directory that is renamed lie in the wrong one, until they say so themselves.
    fs::rename(
        watch.world.path("spec/endpoints/users"),
        watch.world.path("spec/endpoints/people"),
    )
    .unwrap();
    watch.expect_line("error[misplaced-page]");
    watch.world.write_page("people", "get", "The same under another name.");
    watch.expect_line("2 endpoints");
    watch.expect_agreement();
    assert!(watch.world.out().join("people/get.rs").is_file());
}

#[test]
fn editors_that_write_by_renaming_and_saves_in_a_burst() {
    let watch = Watch::start();
    let target = watch.world.path("spec/endpoints/gists/get.md");
    for round in 0..3 {
        for name in [".get.md.swp", "get.md~", "4913"] {
            let draft = watch.world.path(&format!("spec/endpoints/gists/{name}"));
            fs::write(&draft, page("gists", "get", &format!("Draft {round} of it."))).unwrap();
            fs::rename(&draft, &target).unwrap();
        }
    }
    for round in 0..50 {
        watch
            .world
            .write_page("emojis", "list", &format!("Text {round} of many."));
    }
    watch.expect_line("written");
    watch.expect_agreement();
    let text = |path: &str| fs::read_to_string(watch.world.out().join(path)).unwrap();
    assert!(text("gists/get.rs").contains("Draft 2 of it.") && text("emojis/list.rs").contains("Text 49 of many."));
}

#[test]
fn a_spec_directory_that_vanishes_and_comes_back() {
    let watch = Watch::start();
    fs::rename(watch.world.path("spec"), watch.world.path("elsewhere")).unwrap();
    watch.expect_line("error: can't read the pages in spec");
    fs::rename(watch.world.path("elsewhere"), watch.world.path("spec")).unwrap();
    watch.expect_line("2 endpoints");
    watch.world.write_page("gists", "get", "Watched again.");
    watch.expect_line("1 file written");
    fs::remove_dir_all(watch.world.path("spec")).unwrap();
    watch.expect_line("error: ");
    watch.world.write_page("gists", "star", "From nothing.");
    watch.expect_line("1 endpoint, ");
    watch.expect_agreement();
}

#[test]
fn output_that_somebody_else_changed_is_put_right_with_the_next_save() {
    let watch = Watch::start();
    let file = watch.world.out().join("emojis/list.rs");
    fs::remove_file(&file).unwrap();
    watch.world.write_page("gists", "get", "Another save.");
    watch.expect_agreement();
    assert!(file.is_file());
}
