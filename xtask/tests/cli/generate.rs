//! What `generate` writes, keeps and removes.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};

use crate::world::{File, GENERATE, HEADER, Summary, Tree, World, assert_untouched, touched};

#[test]
fn every_emitted_file_has_the_header_and_a_second_run_writes_nothing() {
    let world = World::new();
    let first = world.generate().summary();
    let files = world.output();
    assert_eq!(
        first,
        Summary {
            endpoints: 2,
            written: files.len(),
            unchanged: 0,
            removed: 0
        }
    );
    for (path, File { text, .. }) in &files {
        assert!(text.lines().take(10).any(|line| line == HEADER), "{path}: {text}");
    }
    let second = world.generate().summary();
    assert_eq!(
        second,
        Summary {
            endpoints: 2,
            written: 0,
            unchanged: files.len(),
            removed: 0
        }
    );
    assert_untouched(&files, &world.output());
    assert_eq!(world.beside_output(), ["generated"]);
}

#[test]
fn the_closing_line_reads_like_a_sentence() {
    let world = World::new();
    let stdout = world.generate().stdout;
    let expected = format!(
        "2 endpoints, 0 schemas: {} files written, 0 unchanged, 0 removed in ",
        world.output().len()
    );
    assert!(stdout.starts_with(&expected) && stdout.ends_with(" ms\n"), "{stdout}");
}

#[test]
fn an_edited_page_changes_its_own_file_and_no_other() {
    let world = World::generated();
    let before = world.output();
    world.write_page("gists", "get", "Returns one gist, starred or not.");
    assert_eq!(world.generate().summary().written, 1);
    let after = world.output();
    let [path] = touched(&before, &after)[..] else {
        panic!("{:?}", touched(&before, &after))
    };
    assert!(path.contains("gists") && path.contains("get"), "{path}");
    assert!(after[path].text.contains("starred or not"));
}

#[test]
fn a_new_page_leaves_the_files_of_others_as_they_are() {
    let world = World::generated();
    let before = world.output();
    world.write_page("gists", "star", "Stars a gist.");
    let summary = world.generate().summary();
    let after = world.output();
    assert_eq!(summary.endpoints, 3);
    assert_eq!(summary.written, touched(&before, &after).len());
    assert!(
        touched(&before, &after)
            .iter()
            .all(|path| !path.contains("emojis/list"))
    );
}

#[test]
fn what_a_removed_page_described_is_removed() {
    let world = World::generated();
    let before = world.output();
    world.remove("spec/endpoints/emojis/list.md");
    let summary = world.generate().summary();
    let after = world.output();
    assert!(summary.removed >= 1, "{summary:?}");
    assert_eq!(before.len() - after.len(), summary.removed);
    assert!(after.keys().all(|path| !path.contains("emojis")), "{:?}", after.keys());
    assert!(
        !world.out().join("emojis").exists(),
        "the directory is empty and should be gone"
    );
}

#[test]
fn a_file_edited_by_hand_is_put_right() {
    let world = World::generated();
    let before = world.output();
    let file = world.some_emitted_file();
    let text = format!("{HEADER}\n// something else\n");
    fs::write(world.out().join(&file), text).unwrap();
    assert_eq!(world.generate().summary().written, 1);
    assert_eq!(world.output()[&file].text, before[&file].text);
}

#[test]
fn foreign_files_and_directories_outlive_every_change() {
    let world = World::generated();
    world.write("client/src/generated/notes.rs", "// by hand");
    world.write("client/src/generated/by_hand/deep/mod.rs", "// by hand");
    fs::create_dir(world.out().join("empty")).unwrap();
    let before = world.output();
    world.remove("spec/endpoints/emojis/list.md");
    assert!(world.generate().summary().removed >= 1);
    let after = world.output();
    for file in ["notes.rs", "by_hand/deep/mod.rs"] {
        assert_eq!(after[file], before[file]);
    }
    assert!(world.out().join("empty").is_dir());
}

#[test]
fn a_foreign_file_in_the_way_is_named_and_nothing_is_written() {
    let world = World::generated();
    let file = world.some_emitted_file();
    fs::write(world.out().join(&file), "// by hand").unwrap();
    world.write_page("gists", "get", "Another text.");
    let before = world.output();
    let run = world.generate();
    assert!(
        run.complaint().contains(&format!("client/src/generated/{file}")),
        "{run:?}"
    );
    assert_untouched(&before, &world.output());
}

#[test]
fn an_error_in_a_page_leaves_the_old_output_whole() {
    let world = World::generated();
    world.write_page("gists", "get", "Another text.");
    world.write("spec/endpoints/gists/star.md", "no front-matter\n");
    let before = world.everything();
    let run = world.generate();
    assert!(run.complaint().contains("spec/endpoints/gists/star.md:1:1"), "{run:?}");
    assert_eq!(run.stdout, "");
    assert_untouched(&before, &world.everything());
}

#[test]
fn warnings_come_again_with_every_run_and_keep_nothing_from_being_written() {
    let world = World::new();
    world.write(
        "spec/schemas/Lonely.md",
        "---\nname: Lonely\ntype: Schema\nis: string\n---\n\n# Lonely\n\nNobody uses it.\n",
    );
    for _ in 0..2 {
        let run = world.generate();
        assert!(run.stderr.contains("warning[unreachable-schema]"), "{run:?}");
        assert_eq!(run.summary().endpoints, 2);
    }
    assert_eq!(world.check().code, Some(0));
}

#[test]
fn a_parent_that_cant_be_written_is_an_error() {
    let world = World::new();
    world.write("file", "not a directory");
    let run = world.run(&["generate", "--spec", "spec", "--out", "file/generated"]);
    assert!(run.complaint().contains("file"), "{run:?}");
}

#[test]
#[cfg(unix)]
fn a_parent_without_write_permission_leaves_the_output_whole() {
    use std::os::unix::fs::PermissionsExt;

    let world = World::generated();
    let parent = world.path("client/src");
    world.write_page("gists", "get", "Another text.");
    let before = world.output();
    fs::set_permissions(&parent, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(parent.join("probe"), "").is_ok() {
        fs::remove_file(parent.join("probe")).unwrap();
        eprintln!("skipped: permissions do not hold for this user");
        return;
    }
    let run = world.generate();
    fs::set_permissions(&parent, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(run.complaint().contains("can't write"), "{run:?}");
    assert_untouched(&before, &world.output());
}

#[test]
fn a_cache_that_is_broken_or_gone_costs_nothing_but_time() {
    let world = World::generated();
    let files = world.output();
    let cache = fs::read_dir(world.path("target/octoscribe")).unwrap().next().unwrap();
    let cache = cache.unwrap().path();
    for text in ["", "{}", "[1, 2", "\u{0}\u{ff}"] {
        fs::write(&cache, text).unwrap();
        assert_eq!(world.generate().summary().unchanged, files.len(), "{text:?}");
    }
    fs::remove_dir_all(world.path("target")).unwrap();
    assert_eq!(world.generate().summary().unchanged, files.len());
    assert_untouched(&files, &world.output());
}

#[test]
fn a_page_changed_after_another_run_leaves_what_a_cold_run_does() {
    let world = World::generated();
    let kept = world.path("target");
    for text in ["Another text.", "One more.", "Gets it."] {
        world.write_page("gists", "get", text);
        assert_eq!(world.generate().summary().written, 1, "{text}");
        let warm = world.output();
        fs::rename(&kept, world.path("kept")).unwrap();
        fs::remove_dir_all(world.path("client/src/generated")).unwrap();
        world.generate();
        assert_eq!(texts(world.output()), texts(warm), "{text}");
        fs::remove_dir_all(&kept).unwrap();
        fs::rename(world.path("kept"), &kept).unwrap();
    }
}

/// The program is started in places and at times that are as different as its environment can make them.
#[test]
fn neither_time_nor_place_change_a_byte() {
    let worlds = [
        [
            ("TZ", "Pacific/Kiritimati"),
            ("LC_ALL", "C"),
            ("SOURCE_DATE_EPOCH", "0"),
            ("COLUMNS", "20"),
        ],
        [
            ("TZ", "Etc/GMT+12"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("SOURCE_DATE_EPOCH", "4102444799"),
            ("COLUMNS", "400"),
        ],
    ]
    .map(|environment| {
        let world = World::new();
        let output = world.command(&GENERATE).envs(environment).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        // The times of files are the only time that pages have.
        let page = fs::File::options()
            .write(true)
            .open(world.path("spec/endpoints/gists/get.md"))
            .unwrap();
        page.set_modified(std::time::UNIX_EPOCH).unwrap();
        assert_eq!(world.generate().summary().written, 0);
        world
    });
    let [one, other] = worlds.map(|world| texts(world.output()));
    assert_eq!(one, other);
}

#[test]
#[cfg(unix)]
fn a_run_waits_for_the_one_before_it() {
    let world = World::generated();
    let lock = fs::File::open(world.path("client/src")).unwrap();
    lock.lock().unwrap();
    let mut child = world.command(&GENERATE).spawn().unwrap();
    let mut notice = String::new();
    BufReader::new(child.stderr.take().unwrap())
        .read_line(&mut notice)
        .unwrap();
    assert_eq!(notice, "waiting for another run that writes client/src/generated\n");
    assert_eq!(child.try_wait().unwrap(), None);
    lock.unlock().unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn runs_at_once_leave_one_sound_output() {
    let world = World::new();
    for round in 0..3 {
        world.write_page("gists", "get", &format!("Text of round {round}."));
        world.write_page("gists", &format!("round{round}"), "Only here.");
        let children: Vec<_> = (0..4).map(|_| world.command(&GENERATE).spawn().unwrap()).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{output:?}");
        }
        assert_eq!(world.check().code, Some(0));
        assert_eq!(world.beside_output(), ["generated"]);
    }
}

/// What is in files, whenever they were written.
fn texts(files: Tree) -> BTreeMap<String, String> {
    files.into_iter().map(|(path, file)| (path, file.text)).collect()
}
