//! Every text of the corpus in every field.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use octoscribe_generator::diagnostic::Severity;
use octoscribe_generator::render::{Format, render};
use octoscribe_generator::source::Source;
use octoscribe_generator::{Analysis, EmittedFile, analyse, emit, features};
use rayon::prelude::*;

use crate::hostile::pages::{Class, Field, Spelling, Template};
use crate::hostile::payloads;
use crate::support::inert::{Contents, contents, is_emitted_path};

static TEMPLATE: LazyLock<Template> = LazyLock::new(Template::new);

/// The files of the harmless pages.
static TWIN: LazyLock<BTreeMap<String, (u64, Contents)>> = LazyLock::new(|| {
    let files = files(TEMPLATE.harmless());
    files
        .into_iter()
        .map(|file| (file.path, (file.digest, contents(&file.content.unwrap()))))
        .collect()
});

fn files(pages: Vec<Source>) -> Vec<EmittedFile> {
    let analysis = analyse(pages);
    assert!(!analysis.has_errors(), "{:#?}", analysis.diagnostics);
    emit(&analysis.api, None, &|_, _| false)
}

#[test]
fn the_harmless_pages_have_nothing_to_object_to() {
    for (path, (_, contents)) in TWIN.iter() {
        assert!(is_emitted_path(path), "{path}");
        assert_eq!(contents.problems, Vec::<String>::new(), "{path}");
    }
    let examples: usize = TWIN.values().map(|(_, contents)| contents.examples.len()).sum();
    assert_eq!(examples, 4);
}

#[test]
#[ignore = "slow: each text of the corpus in each field"]
fn every_text_in_every_field_is_refused_or_inert() {
    let cases: Vec<(Field, &str, Spelling)> = TEMPLATE.fields().into_iter().flat_map(cases).collect();
    // Made before the threads need it: making it takes all of them.
    LazyLock::force(&TWIN);
    let outcomes: Vec<(&Field, Result<bool, String>)> = cases
        .par_iter()
        .map(|(field, text, spelling)| {
            let outcome = check(field, text, *spelling)
                .map_err(|problem| format!("{} {:?} {spelling:?} {text:?}: {problem}\n", field.name, field.only));
            (field, outcome)
        })
        .collect();
    let problems: Vec<&String> = outcomes
        .iter()
        .filter_map(|(_, outcome)| outcome.as_ref().err())
        .collect();
    let shown: String = problems.iter().take(10).map(|problem| problem.as_str()).collect();
    assert!(problems.is_empty(), "{} of {}:\n{shown}", problems.len(), cases.len());
    // Of a field whose every text is refused, nothing would be emitted; but some take only words that the dialect or the page has.
    let emitted: BTreeSet<&str> = outcomes
        .iter()
        .filter(|(_, outcome)| *outcome == Ok(true))
        .map(|(field, _)| field.name)
        .collect();
    let untested: BTreeSet<&str> = outcomes
        .iter()
        .map(|(field, _)| field.name)
        .filter(|name| !emitted.contains(name))
        .collect();
    insta::assert_snapshot!(
        Vec::from_iter(untested).join(" "), @"any-of column edition fields kind new-name old-version required section verb"
    );
}

/// What a field is tried with.
fn cases(field: Field) -> impl Iterator<Item = (Field, &'static str, Spelling)> {
    let texts = match &field {
        Field { only: Some(_), .. } => payloads::of_names(),
        Field {
            is_front_matter: true, ..
        } => payloads::of_front_matter(),
        Field {
            class: Class::Prose, ..
        } => payloads::of_prose(),
        _ => payloads::of_cells(),
    };
    // One of the places of a word that stands in several is mostly about the disagreement between them.
    let spellings: &[Spelling] = match field.only {
        Some(_) => &[Spelling::Raw],
        None => &[Spelling::Raw, Spelling::Escaped],
    };
    let with_text = move |text| spellings.iter().map(move |spelling| (text, *spelling));
    texts
        .into_iter()
        .flat_map(with_text)
        .map(move |(text, spelling)| (field.clone(), text, spelling))
}

/// Whether files are emitted for pages with a text in a field, or what is wrong with them or with what is said about them.
fn check(field: &Field, text: &str, spelling: Spelling) -> Result<bool, String> {
    let analysis = analyse(TEMPLATE.with(field, text, spelling));
    check_report(&analysis)?;
    if analysis.has_errors() {
        return Ok(false);
    }
    let is_feature = |name: &String| {
        name.bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if let Some(feature) = features(&analysis.api).iter().find(|name| !is_feature(name)) {
        return Err(format!("the feature {feature:?}"));
    }
    let is_known = |path: &str, digest| TWIN.get(path).is_some_and(|(known, _)| *known == digest);
    let class = if field.class == Class::Value && (spelling == Spelling::Raw || text.contains('"')) {
        Class::Dialect
    } else {
        field.class
    };
    let mut paths = BTreeSet::new();
    for file in emit(&analysis.api, None, &is_known) {
        if !is_emitted_path(&file.path) || !paths.insert(file.path.clone()) {
            return Err(format!("the path {:?}", file.path));
        }
        if let Some(content) = file.content {
            let twin = TWIN.get(&file.path).map(|(_, contents)| contents);
            check_file(&contents(&content), twin, class)
                .map_err(|problem| format!("{}: {problem}\n{content}", file.path))?;
        }
    }
    if class != Class::Dialect && !paths.iter().eq(TWIN.keys()) {
        return Err(format!("the files {paths:?}"));
    }
    Ok(true)
}

fn check_file(file: &Contents, twin: Option<&Contents>, class: Class) -> Result<(), String> {
    if !file.problems.is_empty() {
        return Err(file.problems.join(", "));
    }
    let is_item = |link: &String| link.chars().all(|c| c.is_ascii_alphanumeric() || "_:`#".contains(c));
    if let Some(link) = file.item_links.iter().find(|link| !is_item(link)) {
        return Err(format!("the link {link:?}"));
    }
    let Some(twin) = twin.filter(|_| class != Class::Dialect) else {
        return Ok(());
    };
    if class == Class::Prose
        && (&file.code, &file.examples, &file.item_links) != (&twin.code, &twin.examples, &twin.item_links)
    {
        return Err("other code than that of the harmless page".to_owned());
    }
    if file.shape != twin.shape || file.examples.len() != twin.examples.len() {
        return Err("another shape than that of the harmless page".to_owned());
    }
    Ok(())
}

/// Every finding has a place, and what is shown of it can't do anything to a terminal.
fn check_report(analysis: &Analysis) -> Result<(), String> {
    let Analysis {
        sources, diagnostics, ..
    } = analysis;
    for found in diagnostics {
        if found.severity() == Severity::Error && sources.get(found.span.source).is_none() {
            return Err(format!("nowhere: {found:?}"));
        }
        if found.message.is_empty() {
            return Err(format!("no message: {found:?}"));
        }
    }
    let is_harmful =
        |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    let shown = render(diagnostics, sources, Format::Human, false);
    match shown.chars().find(|c| is_harmful(*c)) {
        Some(c) => Err(format!("{c:?} in {shown}")),
        None => Ok(()),
    }
}
