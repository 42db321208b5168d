//! Diagnostics in the three formats that they are printed in.

use octoscribe_generator::diagnostic::{Code, Diagnostic};
use octoscribe_generator::render::{Format, render};
use octoscribe_generator::source::{Source, SourceId, Sources, Span};

fn sources(pages: &[(&str, &str)]) -> Sources {
    let source = |&(path, text): &(&str, &str)| Source {
        path: path.to_owned(),
        text: text.into(),
    };
    Sources::new(pages.iter().map(source).collect())
}

/// The span of a text in the first page that has it.
fn find(sources: &Sources, text: &str) -> Span {
    let (source, start) = sources
        .iter()
        .find_map(|(id, source)| Some((id, source.text.find(text)?)))
        .unwrap();
    let offset = |at: usize| u32::try_from(at).unwrap();
    Span {
        source,
        start: offset(start),
        end: offset(start + text.len()),
    }
}

fn example() -> (Sources, Vec<Diagnostic>) {
    let sources = sources(&[
        ("spec/schemas/Zebra.md", "---\nname: Zebra\ntype: Schema\n---\n"),
        (
            "spec/endpoints/zoo/fetch.md",
            "| naïve name | `Zebro` |\n| again | again2 |\n",
        ),
    ]);
    let diagnostics = vec![
        Diagnostic::new(
            Code::UnreachableSchema,
            find(&sources, "Zebra"),
            "no endpoint or webhook reaches the schema `Zebra`",
        ),
        Diagnostic::new(Code::Duplicate, find(&sources, "again2"), "`again` has two rows")
            .label("the second one")
            .related(find(&sources, "again"), "the first one")
            .clone(),
        Diagnostic::new(
            Code::UnknownSchema,
            find(&sources, "Zebro"),
            "no schema page is called `Zebro`",
        )
        .label("not found")
        .help("did you mean `Zebra`?")
        .clone(),
    ];
    (sources, diagnostics)
}

#[test]
fn human() {
    let (sources, diagnostics) = example();
    insta::assert_snapshot!(render(&diagnostics, &sources, Format::Human, false), @r"
    error[unknown-schema]: no schema page is called `Zebro`
     --> spec/endpoints/zoo/fetch.md:1:17
      |
    1 | | naïve name | `Zebro` |
      |                 ^^^^^ not found
      |
      = help: did you mean `Zebra`?

    error[duplicate]: `again` has two rows
     --> spec/endpoints/zoo/fetch.md:2:11
      |
    2 | | again | again2 |
      |           ^^^^^^ the second one
      |
     ::: spec/endpoints/zoo/fetch.md:2:3
      |
    2 | | again | again2 |
      |   ----- the first one

    warning[unreachable-schema]: no endpoint or webhook reaches the schema `Zebra`
     --> spec/schemas/Zebra.md:2:7
      |
    2 | name: Zebra
      |       ^^^^^

    2 errors, 1 warning in 2 files
    ");
}

#[test]
fn human_with_colour_says_the_same() {
    let (sources, diagnostics) = example();
    let coloured = render(&diagnostics, &sources, Format::Human, true);
    assert!(coloured.contains("\u{1b}["), "{coloured}");
    let mut pieces = coloured.split("\u{1b}[");
    let first = pieces.next().unwrap().to_owned();
    let plain = pieces.fold(first, |plain, piece| plain + piece.split_once('m').unwrap().1);
    assert_eq!(plain, render(&diagnostics, &sources, Format::Human, false));
}

#[test]
fn json() {
    let (sources, diagnostics) = example();
    insta::assert_snapshot!(render(&diagnostics, &sources, Format::Json, false), @r#"
    {"format":1,"code":"unknown-schema","severity":"error","message":"no schema page is called `Zebro`","file":"spec/endpoints/zoo/fetch.md","line":1,"column":17,"end_line":1,"end_column":22,"label":"not found","help":"did you mean `Zebra`?","related":[],"fix":[]}
    {"format":1,"code":"duplicate","severity":"error","message":"`again` has two rows","file":"spec/endpoints/zoo/fetch.md","line":2,"column":11,"end_line":2,"end_column":17,"label":"the second one","help":null,"related":[{"file":"spec/endpoints/zoo/fetch.md","line":2,"column":3,"end_line":2,"end_column":8,"label":"the first one"}],"fix":[]}
    {"format":1,"code":"unreachable-schema","severity":"warning","message":"no endpoint or webhook reaches the schema `Zebra`","file":"spec/schemas/Zebra.md","line":2,"column":7,"end_line":2,"end_column":12,"label":"","help":null,"related":[],"fix":[]}
    "#);
}

#[test]
fn sarif() {
    let (sources, diagnostics) = example();
    let text = render(&diagnostics, &sources, Format::Sarif, false);
    let log: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&log["version"], log["runs"].as_array().unwrap().len()),
        (&"2.1.0".into(), 1)
    );
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), Code::ALL.len());
    let mut results = run["results"].clone();
    for result in results.as_array_mut().unwrap() {
        let rule = result.as_object_mut().unwrap().remove("ruleIndex").unwrap();
        let rule = usize::try_from(rule.as_u64().unwrap()).unwrap();
        assert_eq!(rules[rule]["id"], result["ruleId"]);
    }
    insta::assert_snapshot!(format!("{:#}", results[1]), @r#"
    {
      "level": "error",
      "locations": [
        {
          "message": {
            "text": "the second one"
          },
          "physicalLocation": {
            "artifactLocation": {
              "uri": "spec/endpoints/zoo/fetch.md"
            },
            "region": {
              "endColumn": 17,
              "endLine": 2,
              "startColumn": 11,
              "startLine": 2
            }
          }
        }
      ],
      "message": {
        "text": "`again` has two rows"
      },
      "relatedLocations": [
        {
          "id": 1,
          "message": {
            "text": "the first one"
          },
          "physicalLocation": {
            "artifactLocation": {
              "uri": "spec/endpoints/zoo/fetch.md"
            },
            "region": {
              "endColumn": 8,
              "endLine": 2,
              "startColumn": 3,
              "startLine": 2
            }
          }
        }
      ],
      "ruleId": "duplicate"
    }
    "#);
}

#[test]
fn nothing_to_report() {
    let sources = sources(&[]);
    assert_eq!(render(&[], &sources, Format::Human, false), "no errors, no warnings\n");
    assert_eq!(render(&[], &sources, Format::Json, false), "");
    let log: serde_json::Value = serde_json::from_str(&render(&[], &sources, Format::Sarif, false)).unwrap();
    assert_eq!(log["version"], "2.1.0");
}

#[test]
fn a_line_of_a_mebibyte_is_cut_around_the_span() {
    let line = format!("{}WRONG{}\nnext\n", "é".repeat(300_000), "x".repeat(500_000));
    let sources = sources(&[("spec/long.md", &line)]);
    let name = "n".repeat(1 << 20);
    let diagnostic = Diagnostic::new(
        Code::InvalidName,
        find(&sources, "WRONG"),
        format!("`{name}` is no name"),
    )
    .label(name.clone())
    .clone();
    let wrong = vec![diagnostic; 200];
    for format in [Format::Human, Format::Json, Format::Sarif] {
        let text = render(&wrong, &sources, format, false);
        assert!(text.len() < 200 * 4000 + 40_000, "{format:?}: {} bytes", text.len());
        assert!(
            text.contains("300001"),
            "{format:?}: the column is that of the uncut line"
        );
    }
}

#[test]
fn places_that_lie_outside_of_everything_are_printed_all_the_same() {
    let sources = sources(&[("spec/short.md", "é\r\nsecond")]);
    for (source, start, end) in [(0, 1, 2), (0, 0, 99), (0, 99, 1), (0, 4, 4), (7, 3, 9), (0, 10, 10)] {
        let span = Span {
            source: SourceId(source),
            start,
            end,
        };
        let diagnostic = [Diagnostic::new(Code::InvalidCell, span, "odd")
            .related(span, "odd too")
            .clone()];
        for format in [Format::Human, Format::Json, Format::Sarif] {
            assert!(render(&diagnostic, &sources, format, false).contains("odd"));
        }
    }
}

#[test]
fn a_terminal_sees_no_control_characters_from_pages() {
    let sources = sources(&[("spec/\u{1b}[31m.md", "\u{1b}[2J\u{202e}gnp.exe")]);
    let span = find(&sources, "gnp");
    let diagnostic = [
        Diagnostic::new(Code::InvalidCell, span, "bad \u{1b}]0;title\u{7} \u{202e}")
            .label("\u{9b}31m")
            .help("\u{2066}line\nbreak")
            .clone(),
    ];
    let text = render(&diagnostic, &sources, Format::Human, false);
    assert!(
        !text.contains(|c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{2069}').contains(&c)),
        "{text:?}"
    );
}
