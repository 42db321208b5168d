//! Whatever the text is: reading ends, doesn't panic, and every span lies in the page.

use proptest::prelude::*;

use crate::oracle;

const SEED: &str = include_str!("../fixtures/seed.md");

/// A page with everything that the seed doesn't have.
const TYPED: &str = r#"---
name: 'Feed a frog''s friend'
example: octokit.rest.frogs.feed({ frog_id, food[].name, })
route: POST {origin}/frogs/{frog_id}/{+path}{?at}
scope: frogs
type: API method
content-type: text/plain
any-of: [[food], ["at", data]]
---

# Feed a *frog*

**Deprecated:** This method has been renamed to frogs.nourish

> [!NOTE]
> Mind [this](/rest/frogs) and <https://example.com>[^1].

[^1]: A note with `code`.

```js
feed();
```

## Parameters

| name | required | in | type | constraints | default | description |
|---|---|---|---|---|---|---|
| frog_id | yes | path | integer | 1..=100 | 1 | Text. |
| food | no | body | (map("a \| b" \| null)[] \| Food)[] | ..3, /^[a-z]{1,2}$/ | | **Deprecated.** |
| food[].*.name | no | | string | | | |

## Responses

<table><thead><tr><th>status</th><th>description</th><th>type</th></tr></thead>
<tr><td>200</td><td>

- OK &amp; `</td>`

</td><td>&quot;a&quot; | Frog[]</td></tr>
<tr><td>200[].id</td><td></td><td>date-time</td></tr>
</table>

See also: [docs](https://example.com).
"#;

const SCHEMA: &str = "---\nname: Frog\ntype: Schema\nis: '\"a\" | object[] | null'\n---\n\n# Frog\n\n## Fields\n\n| name | required | description |\n|---|---|---|\n| [].id | yes | ä |\n";

fn check(text: &str) {
    oracle::reading::page(text);
}

#[test]
fn truncated_pages() {
    for page in [SEED, TYPED, SCHEMA] {
        for (end, _) in page.char_indices() {
            check(&page[..end]);
            check(&page[end..]);
        }
    }
}

/// Text that tempts a reader to do more than linear work.
#[test]
fn long_pages_are_read_to_their_end() {
    let pieces = [
        "<table>",
        "<td>",
        "</td>",
        "<tr><td>a</td>\n\n",
        "## Parameters\n",
        "## Parameters\n\n<table></table>\n\n",
        "[",
        "![",
        "`",
        "* ",
        "> ",
        "~~~\n",
        "a|",
        "|\n",
        "&",
        "&amp;",
        "http",
        "https://a.b ",
        "\u{202e}a",
        "**",
        "_a_",
        "[a](",
        "<a ",
        "\\",
        "((",
        "[]",
        "1..",
        "See also: x\n\n",
        "a\n===\n",
        "- ",
    ];
    let (head, tail) = TYPED.split_once("Text.").unwrap();
    let intro = TYPED.find("Mind").unwrap();
    let cell = TYPED.find("integer").unwrap();
    // Work that grows with the square of a page's length would take an hour.
    for piece in pieces {
        let long = piece.repeat(100_000 / piece.len());
        check(&long);
        check(&format!("{head}{long}{tail}"));
        check(&format!("{}{long}{}", &TYPED[..intro], &TYPED[intro..]));
        check(&format!("{}{long}{}", &TYPED[..cell], &TYPED[cell..]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spliced_pages(
        which in 0..3_usize,
        splices in prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, any::<prop::sample::Index>(), 0..60_usize, "\\PC{0,3}|[\\x00-\\x7f]{0,4}"), 1..6),
    ) {
        let mut chars: Vec<char> = [SEED, TYPED, SCHEMA][which].chars().collect();
        let donor: Vec<char> = TYPED.chars().collect();
        for (at, cut, from, length, extra) in splices {
            let at = at.index(chars.len() + 1);
            let from = from.index(donor.len());
            let end = (at + cut).min(chars.len());
            let piece = donor[from..(from + length).min(donor.len())].iter().copied().chain(extra.chars());
            chars.splice(at..end, piece);
        }
        check(&chars.into_iter().collect::<String>());
    }

    #[test]
    fn any_text(text in "\\PC{0,200}|(---|\n|name: |type: |[&*!{}\\[\\],'\"|>%@`:#-]|\\PC){0,60}") {
        check(&text);
        check(&format!("---\n{text}\n---\n\n{text}"));
    }
}
