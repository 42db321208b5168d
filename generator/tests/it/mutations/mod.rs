//! Slips of page authors: each makes one change to good pages, and each is reported, or harmless by a stated rule.

use std::fmt::Write;

use insta::assert_snapshot;
use octoscribe_generator::diagnostic::{Diagnostic, Severity};
use octoscribe_generator::fix::fix;
use octoscribe_generator::source::Source;
use octoscribe_generator::{Analysis, analyse};
use serde_json::Value;

mod table;

use table::{MUTATIONS, PAGES};

/// The pages after a change of the first one that has the text, or of the page that the text names: `Frog.md: text`.
fn changed(from: &str, to: &str) -> Vec<Source> {
    let mut is_done = false;
    let mut sources = Vec::new();
    let (only, from) = match from.split_once(".md: ") {
        Some((page, from)) => (format!("/{page}.md"), from),
        None => (String::new(), from),
    };
    for (path, text) in PAGES {
        let is_here = !is_done && path.ends_with(&only) && text.contains(from);
        is_done |= is_here;
        let text = if is_here {
            text.replacen(from, to, 1)
        } else {
            (*text).to_owned()
        };
        sources.push(Source {
            path: format!("spec/{path}"),
            text: text.into(),
        });
    }
    assert!(is_done, "no page has {from:?}");
    sources
}

/// What the pages say, but for where they say it.
fn meaning(analysis: &Analysis) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(object) => {
                object.remove("source");
                object.remove("evidence");
                object.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(&analysis.api).unwrap();
    strip(&mut value);
    value
}

/// What is reported for a change in one line: the codes, and the way out of the first finding.
fn reported(diagnostics: &[Diagnostic]) -> String {
    let codes: Vec<&str> = diagnostics.iter().map(|found| found.code.as_str()).collect();
    let help = diagnostics
        .first()
        .and_then(|found| found.help.as_deref())
        .unwrap_or("");
    format!("{}: {help}", codes.join(" + "))
}

#[test]
fn every_change_is_reported_or_harmless() {
    let good = analyse(changed("name", "name"));
    assert_eq!(good.diagnostics, []);
    let good = meaning(&good);
    let mut wrong = String::new();
    for (from, to, expected) in MUTATIONS {
        let analysis = analyse(changed(from, to));
        let found = match analysis.diagnostics.as_slice() {
            [] if meaning(&analysis) == good => "same".to_owned(),
            [] => "ACCEPTED".to_owned(),
            diagnostics => reported(diagnostics),
        };
        let is_right = match expected.split_once(": ") {
            // What it means then is what the page says.
            Some(("means", _)) => found == "ACCEPTED",
            Some(("same", _)) => found == "same",
            Some((code, help)) if code.ends_with(" …") => {
                let code = code.trim_end_matches(" …");
                found.starts_with(code) && found.contains(help)
            }
            Some((code, help)) => found
                .split_once(": ")
                .is_some_and(|(codes, text)| codes == code && text.contains(help)),
            None => found.split(": ").next() == Some(expected),
        };
        if !is_right {
            writeln!(wrong, "({from:?}, {to:?}, {found:?}),  // not {expected:?}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(MUTATIONS.len() >= 150, "{}", MUTATIONS.len());
}

/// After its fix, a page has no finding left, and nothing else is reported.
#[test]
fn fixes_mend() {
    let mut wrong = String::new();
    let mut fixed = 0;
    for (from, to, _) in MUTATIONS {
        let analysis = analyse(changed(from, to));
        if analysis.diagnostics.iter().all(|found| found.fix.is_empty()) {
            continue;
        }
        fixed += 1;
        let mut mended = analyse(changed(from, to));
        for _ in 0..3 {
            let changes = fix(&mended.sources, &mended.diagnostics);
            let sources = mended.sources.iter().map(|(id, source)| match changes.get(&id) {
                Some((text, _)) => Source {
                    path: source.path.clone(),
                    text: text.as_str().into(),
                },
                None => source.clone(),
            });
            mended = analyse(sources.collect());
        }
        if !mended.diagnostics.is_empty() {
            let edits: Vec<_> = analysis
                .diagnostics
                .iter()
                .flat_map(|found| &found.fix)
                .map(|edit| &edit.text)
                .collect();
            writeln!(wrong, "{to:?} with {edits:?}: {}", reported(&mended.diagnostics)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(fixed > 40, "{fixed}");
}

#[test]
fn the_cause_comes_first_and_alone() {
    let shown = |from: &str, to: &str| {
        let analysis = analyse(changed(from, to));
        let lines = analysis.diagnostics.iter().map(|found| {
            let line = analysis.sources.line(found.span);
            let help = found.help.as_deref().unwrap_or_default();
            format!(
                "{}:{line} {}: {} ({help})\n",
                analysis.sources.path(found.span),
                found.code.as_str(),
                found.message
            )
        });
        lines.collect::<String>()
    };
    let html = PAGES[1].1;
    let half = &html[..html.find("Whether the frog").unwrap()];
    assert_snapshot!(shown("</tbody>\n</table>\n\n## Responses", "\n\n## Responses"), @"spec/endpoints/ponds/list.md:22 invalid-table: this table is never closed (write `</table>` after its last row)");
    assert_snapshot!(shown("\n```\n\n## Parameters", "\n\n## Parameters"), @"spec/endpoints/ponds/list.md:16 missing-section: the section `Parameters` is part of this fence (end it with ````` before the heading)");
    assert_snapshot!(shown(html, half), @"spec/endpoints/ponds/list.md:22 invalid-table: this table is never closed (write `</table>` after its last row)");
    assert_snapshot!(shown("scope: frogs", "scope: frog"), @"spec/endpoints/frogs/feed.md:5 misplaced-page: the scope is `frog`, but the directory and the example have `frogs` (write `frogs`)");
}

#[test]
fn severities_are_those_of_the_codes() {
    let analysis = analyse(changed("| 200 | | Frog |", "| 240 | | Frog |"));
    assert!(
        analysis
            .diagnostics
            .iter()
            .all(|found| found.severity() == Severity::Warning)
    );
}
