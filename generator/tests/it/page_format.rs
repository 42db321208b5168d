//! Formatting pages: one spelling for each page, and what it says stays.

use std::path::Path;

use insta::assert_snapshot;
use octoscribe_generator::config::Config;
use octoscribe_generator::ir::Api;
use octoscribe_generator::page::document::format;
use octoscribe_generator::source::{Source, Sources};
use serde_json::Value;

use crate::support;
use crate::support::spec;

fn formatted(text: &str) -> String {
    let source = Source {
        path: "spec/page.md".to_owned(),
        text: text.into(),
    };
    match format(&source, &Config::default()) {
        Ok(text) => text,
        Err(found) => {
            let messages: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
            messages.join("\n")
        }
    }
}

#[test]
fn pipe_tables_become_html_and_keys_are_put_in_order() {
    assert_snapshot!(formatted(r#"---
type: API method
scope: frogs
route: "GET /ponds/{pond}/frogs"
any-of:
  - [size]
  - [length]
name: "List: frogs"
example: octokit.rest.frogs.list({ pond })
---
# List: frogs

Lists  the frogs of a *pond*.

## Parameters
| required | description | name | constraints | type | default |
|-|-|-|-|-|-|
| yes | Name of the pond. | `pond` | 1.., /a\|b&c/ | string | |
| no | | size | | "small" \| "large" | small |
| no | | length | 1..100 | (integer\|string)[] | |

## Responses
| status | description |
|-|-|
| 200 | Has `markup`. |
| 204 | Nothing. |

See also: [Frogs](https://docs.github.com/frogs).
"#), @r#"
    ---
    name: 'List: frogs'
    example: octokit.rest.frogs.list({ pond })
    route: GET /ponds/{pond}/frogs
    scope: frogs
    type: API method
    any-of: [[size], [length]]
    ---

    # List: frogs

    Lists  the frogs of a *pond*.

    ## Parameters

    <table>
      <thead>
        <tr>
          <th>name</th>
          <th>required</th>
          <th>type</th>
          <th>constraints</th>
          <th>default</th>
          <th>description</th>
        </tr>
      </thead>
      <tbody>
        <tr><td>pond</td><td>yes</td><td>string</td><td>1.., /a|b&amp;c/</td><td></td><td>

    Name of the pond.

    </td></tr>
    <tr><td>size</td><td>no</td><td>"small" | "large"</td><td></td><td>small</td><td></td></tr>
    <tr><td>length</td><td>no</td><td>(integer | string)[]</td><td>1..=99</td><td></td><td></td></tr>
      </tbody>
    </table>

    ## Responses

    <table>
      <thead>
        <tr>
          <th>status</th>
          <th>required</th>
          <th>type</th>
          <th>description</th>
        </tr>
      </thead>
      <tbody>
        <tr><td>200</td><td></td><td></td><td>

    Has `markup`.

    </td></tr>
    <tr><td>204</td><td></td><td></td><td>Nothing.</td></tr>
      </tbody>
    </table>

    See also: [Frogs](https://docs.github.com/frogs).
    "#);
}

#[test]
fn cells_have_one_spelling() {
    assert_snapshot!(formatted(r#"---
name: Frog
type: Schema
is: "object"
---
# Frog
## Fields
<table class="wide">
<tr><th>Name</th><th>required</th><th>constraints</th><th>type</th><th>default</th><th>description</th></tr>
<tr><td>`size`</td><td>yes</td><td>..=10,/^a&amp;b&lt;c$/</td><td>( string|null )[]</td><td></td><td>Plain.</td></tr>
<tr>
  <td>sounds</td>
  <td> no </td>
  <td></td>
  <td>(("loud"|"low"))[]|map( (A|B)[] )</td>
  <td></td>
  <td>

First *line*.
Second.

  </td>
</tr>
</table>
"#), @r#"
    ---
    name: Frog
    type: Schema
    is: object
    ---

    # Frog
    ## Fields

    <table>
      <thead>
        <tr>
          <th>name</th>
          <th>required</th>
          <th>type</th>
          <th>constraints</th>
          <th>description</th>
        </tr>
      </thead>
      <tbody>
        <tr><td>size</td><td>yes</td><td>(string | null)[]</td><td>..=10, /^a&amp;b&lt;c$/</td><td>Plain.</td></tr>
    <tr><td>sounds</td><td>no</td><td>("loud" | "low")[] | map((A | B)[])</td><td></td><td>

    First *line*.
    Second.

    </td></tr>
      </tbody>
    </table>
    "#);
}

#[test]
fn pages_of_the_specification_are_canonical() {
    for source in spec::spec() {
        assert!(
            format(&source, &Config::default()).as_deref() == Ok(&*source.text),
            "run `cargo xtask fmt`: {}",
            source.path
        );
    }
}

/// Every fixture is formatted, and both trees are lowered.
#[test]
fn a_formatted_page_says_the_same() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/emit");
    let before = Sources::new(spec::pages(Path::new(directory), &["endpoints", "schemas"]));
    let pages = before.iter().map(|(_, source)| Source {
        path: source.path.clone(),
        text: format(source, &Config::default()).unwrap().into(),
    });
    let after = Sources::new(pages.collect());
    for (_, source) in after.iter() {
        assert_eq!(format(source, &Config::default()).as_deref(), Ok(&*source.text));
    }
    let ((before, _), (after, _)) = (support::run(&before), support::run(&after));
    assert!(!before.endpoints.is_empty());
    assert!(without_lines(&before) == without_lines(&after));
}

/// An API as JSON without the lines of its pages.
fn without_lines(api: &Api) -> Value {
    fn drop_lines(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|name, _| name != "line");
                fields.values_mut().for_each(drop_lines);
            }
            Value::Array(items) => items.iter_mut().for_each(drop_lines),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(api).unwrap();
    drop_lines(&mut value);
    value
}

#[test]
fn comments_that_would_be_lost_keep_a_page_as_it_is() {
    assert_snapshot!(formatted("---\nname: Frog # green\ntype: Schema\n---\n# Frog\n## Fields\n<table>\n\
        <tr><th>name</th><th>required</th><th>description</th></tr>\n<!-- to do -->\n\
        <tr><td>a</td><td>no</td><td>A <!-- kept -->.</td></tr>\n</table>\n"), @"
    formatting would drop a comment in the front-matter
    formatting would drop a comment in this table
    ");
}

#[test]
fn a_page_with_errors_is_left_alone() {
    assert_snapshot!(formatted("---\nname: Frog\ntype: Schema\n---\n\n# Frog\n\n## Fields\n\n| name | required | description |\n|-|-|-|\n| size | maybe | |\n"), @"`maybe` is neither `yes` nor `no`");
}
