//! Bringing an analysis up to date gives what a new one gives, whatever was edited before, on however many threads.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a fixture that can't be taken apart fails the test"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use octoscribe_generator::diff::{Format, compare, report};
use octoscribe_generator::render::{self, render};
use octoscribe_generator::source::Source;
use octoscribe_generator::{Analysis, EmittedFile, Session, analyse, analyse_with, emit, ir_json};
use proptest::prelude::*;
use proptest::sample::Index;

/// Texts by path.
type Tree = BTreeMap<String, String>;

/// The pages of the emitters' fixtures, and two with a renamed endpoint and a warning.
fn fixtures() -> Tree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/emit");
    let mut tree = Tree::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                tree.insert(format!("spec/{name}"), fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert!(tree.len() > 20, "{}", tree.len());
    tree
}

fn sources(tree: &Tree) -> Vec<Source> {
    let source = |(path, text): (&String, &String)| Source {
        path: path.clone(),
        text: text.as_str().into(),
    };
    tree.iter().map(source).collect()
}

/// All that can be seen of an analysis: its IR, its findings, and the files if there are no errors.
fn seen(analysis: &Analysis, files: Option<&BTreeMap<String, String>>) -> String {
    let mut ir = Vec::new();
    ir_json::write(&analysis.api, &mut ir).unwrap();
    let findings = render(&analysis.diagnostics, &analysis.sources, render::Format::Human, false);
    format!("{}\n{findings}\n{files:?}", String::from_utf8(ir).unwrap())
}

/// The files of an analysis without errors, made anew.
fn cold_files(analysis: &Analysis) -> Option<BTreeMap<String, String>> {
    let files = (!analysis.has_errors()).then(|| emit(&analysis.api, &|_, _| false))?;
    Some(
        files
            .into_iter()
            .map(|file| (file.path, file.content.unwrap()))
            .collect(),
    )
}

/// What somebody does to a page.
#[derive(Clone, Debug)]
enum Edit {
    /// Deletes it.
    Delete(Index),
    /// Puts the page back as it was at first.
    Restore(Index),
    /// Writes another text in place of one that stands in it.
    Replace(Index, &'static str, &'static str),
    /// Breaks it.
    Truncate(Index, Index),
    /// Claims an old name.
    Rename(Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let replacements = prop::sample::select(vec![
        ("string", "integer"),
        ("| yes |", "| no |"),
        ("integer", "string"),
        ("\n# ", "\n\nMore text.\n\n# "),
        ("spec", "speck"),
        ("type: Schema", "type: Schema\nis: string"),
        ("200", "201"),
        ("GET ", "POST "),
    ]);
    prop_oneof![
        1 => any::<Index>().prop_map(Edit::Delete),
        3 => any::<Index>().prop_map(Edit::Restore),
        4 => (any::<Index>(), replacements).prop_map(|(page, (from, to))| Edit::Replace(page, from, to)),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(page, at)| Edit::Truncate(page, at)),
        1 => any::<Index>().prop_map(Edit::Rename),
    ]
}

/// What becomes of what a process leaves for the next one.
#[derive(Clone, Debug)]
enum Keep {
    All,
    OfAnotherBuild,
    /// What the process before it left.
    Older,
    Cut(Index),
    /// The bits that change in one byte.
    Damaged(Index, u8),
}

fn keep() -> impl Strategy<Value = Keep> {
    prop_oneof![
        4 => Just(Keep::All),
        1 => Just(Keep::OfAnotherBuild),
        2 => Just(Keep::Older),
        1 => any::<Index>().prop_map(Keep::Cut),
        1 => (any::<Index>(), 1_u8..).prop_map(|(at, bits)| Keep::Damaged(at, bits)),
    ]
}

fn apply(edit: &Edit, tree: &mut Tree, all: &Tree) {
    let paths: Vec<String> = all.keys().cloned().collect();
    match edit {
        Edit::Delete(page) => drop(tree.remove(page.get(&paths))),
        Edit::Restore(page) => {
            let path = page.get(&paths);
            tree.insert(path.clone(), all[path].clone());
        }
        Edit::Replace(page, from, to) => {
            if let Some(text) = tree.get_mut(page.get(&paths)) {
                *text = text.replacen(from, to, 1);
            }
        }
        Edit::Truncate(page, at) => {
            if let Some(text) = tree.get_mut(page.get(&paths)) {
                let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                if !boundaries.is_empty() {
                    text.truncate(*at.get(&boundaries));
                }
            }
        }
        Edit::Rename(page) => {
            if let Some(text) = tree.get_mut(page.get(&paths)) {
                *text = text.replacen("type: API method", "renamed-from: former.name\ntype: API method", 1);
            }
        }
    }
}

/// Files as a run leaves them that only makes anew what its digests call out of date.
#[derive(Default)]
struct Output {
    files: BTreeMap<String, (u64, String)>,
}

impl Output {
    fn update(&mut self, analysis: &Analysis) -> Option<BTreeMap<String, String>> {
        if analysis.has_errors() {
            return None;
        }
        let is_current = |path: &str, digest| self.files.get(path).is_some_and(|(known, _)| *known == digest);
        let emitted = emit(&analysis.api, &is_current);
        let content = |EmittedFile { path, digest, content }: EmittedFile| {
            let content = content.or_else(|| Some(self.files.get(&path)?.1.clone())).unwrap();
            (path, (digest, content))
        };
        self.files = emitted.into_iter().map(content).collect();
        let texts = self.files.iter();
        Some(texts.map(|(path, (_, text))| (path.clone(), text.clone())).collect())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_edits_leads_to_what_a_cold_run_gives(steps in prop::collection::vec(prop::collection::vec(edit(), 1..3), 1..8)) {
        let all = fixtures();
        let (mut tree, mut session, mut output) = (all.clone(), Session::default(), Output::default());
        for edits in std::iter::once(Vec::new()).chain(steps) {
            for edit in &edits {
                apply(edit, &mut tree, &all);
            }
            let warm = session.update(sources(&tree));
            let warm = seen(warm, output.update(warm).as_ref());
            let cold = analyse(sources(&tree));
            prop_assert_eq!(warm, seen(&cold, cold_files(&cold).as_ref()));
        }
    }

    #[test]
    fn a_session_that_another_process_left_leads_to_what_a_cold_run_gives(
        steps in prop::collection::vec((prop::collection::vec(edit(), 1..3), keep()), 1..6)
    ) {
        let all = fixtures();
        let (mut tree, mut output, mut saved) = (all.clone(), Output::default(), Vec::new());
        for (edits, keep) in std::iter::once((Vec::new(), Keep::All)).chain(steps) {
            for edit in &edits {
                apply(edit, &mut tree, &all);
            }
            let mut session = Session::resume(saved.clone(), 1);
            let warm = session.update(sources(&tree));
            let warm = seen(warm, output.update(warm).as_ref());
            let cold = analyse(sources(&tree));
            prop_assert_eq!(warm, seen(&cold, cold_files(&cold).as_ref()));
            match keep {
                Keep::All => saved = session.save(1).unwrap(),
                Keep::OfAnotherBuild => saved = session.save(2).unwrap(),
                Keep::Cut(at) => saved.truncate(at.index(saved.len().max(1))),
                Keep::Damaged(at, bits) if !saved.is_empty() => {
                    let at = at.index(saved.len());
                    saved[at] ^= bits;
                }
                Keep::Older | Keep::Damaged(..) => {}
            }
        }
    }

    #[test]
    fn pages_that_teach_change_nothing_about_a_session_that_was_left(edits in prop::collection::vec(edit(), 0..4)) {
        let all = fixtures();
        let mut left = Session::default();
        left.update(sources(&all));
        let mut tree = all.clone();
        for edit in &edits {
            apply(edit, &mut tree, &all);
        }
        // The later pages are at the places that they had, but only teach.
        let places = |path: &str| all.keys().position(|other| other == path).unwrap_or_default();
        let (own, types): (Vec<Source>, Vec<Source>) = sources(&tree).into_iter().partition(|source| places(&source.path) < all.len() / 2);
        let mut session = Session::resume(left.save(1).unwrap(), 1);
        let warm = seen(session.update_with(own.clone(), types.clone()), None);
        prop_assert_eq!(warm, seen(&analyse_with(own, types), None));
        prop_assert!(session.save(1).is_none());
    }

    #[test]
    fn neither_order_nor_threads_change_a_byte(order in Just(sources(&fixtures())).prop_shuffle(), threads in 1_usize..5) {
        let run = |sources: Vec<Source>, threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let analysis = analyse(sources);
                let mut other = fixtures();
                other.retain(|path, _| !path.contains("places/read"));
                let changes = compare(&analysis, &analyse(self::sources(&other)));
                let files = cold_files(&analysis);
                seen(&analysis, files.as_ref()) + &report(&changes, "0.1.0", Format::Human)
            })
        };
        prop_assert_eq!(run(order, threads), run(sources(&fixtures()), 1));
    }
}

#[test]
fn a_session_that_was_left_spares_lowering_and_what_is_damaged_spares_nothing() {
    let all = fixtures();
    let mut session = Session::default();
    session.update(sources(&all));
    let pages = session.lowered();
    assert_eq!(pages, all.len());
    let saved = session.save(1).unwrap();
    let lowered = |saved: &[u8], build, tree: &Tree| {
        let mut session = Session::resume(saved.to_vec(), build);
        session.update(sources(tree));
        session.lowered()
    };
    let again = lowered(&saved, 1, &all);
    assert_eq!(lowered(&saved, 2, &all), pages);
    for at in (0..saved.len()).step_by(saved.len() / 20) {
        let mut damaged = saved.clone();
        damaged[at] ^= 1;
        assert_eq!(lowered(&damaged, 1, &all), pages, "{at}");
        assert_eq!(lowered(&saved[..at], 1, &all), pages, "{at}");
    }
    // Pages about which there is something to say, or without types, are lowered every time.
    assert!(again < pages / 4, "{again} of {pages}");
    let mut edited = all.clone();
    let page = edited.get_mut("spec/endpoints/places/read.md").unwrap();
    page.push_str("\n\nMore.\n");
    assert_eq!(lowered(&saved, 1, &edited), again + 1);
}
