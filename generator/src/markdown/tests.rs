//! Tests of normalized prose: what becomes of each construct, and what holds for any input.

use insta::assert_snapshot;
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag};

use super::{escape_inline, inert};

#[path = "../../tests/oracle/rustdoc.rs"]
mod rustdoc;

use rustdoc::{RUSTDOC, objections};

fn check(markdown: &str) -> String {
    inert(markdown, "https://docs.github.com", &|_| false, &mut |_, _| {})
}

/// Breaks a line at every space outside of code spans, which is the most that an emitter may do.
fn broken(line: &str) -> String {
    let mut in_code = false;
    line.chars()
        .map(|c| {
            in_code ^= c == '`';
            if c == ' ' && !in_code { '\n' } else { c }
        })
        .collect()
}

#[test]
fn paragraphs_are_lines() {
    assert_snapshot!(check("One\ntwo  \nthree\\\nfour.\n\n\n   Five *six* __seven__ ~~eight~~ `nine ten`."), @r"
    One two three four.

    Five *six* **seven** ~~eight~~ `nine ten`.
    ");
}

#[test]
fn lists_and_quotes() {
    assert_snapshot!(check("Text:\n* one\n* two\n  - three\n    more\n\nThen\n\n7) a\n\n   b\n8) c\n\n> quoted\n> > twice\n\nend"), @r"
    Text:

    - one
    - two
      - three more

    Then

    7. a

       b

    8. c

    > quoted
    >
    > > twice

    end
    ");
}

#[test]
fn alerts_become_bold_words() {
    assert_snapshot!(check("> [!NOTE]\n> Mind\n> this.\n\n> [!WARNING]  \n> - one\n\n> [!TIP]\n> ```\n> x\n> ```"), @r"
    > **Note:** Mind this.

    > - **Warning:** one

    > **Tip:**
    >
    > ```text
    > x
    > ```
    ");
}

#[test]
fn code_is_never_rust() {
    assert_snapshot!(check("```\nfn main() {}\n```\n\n~~~rust,no_run\na ``` b\n\nc\n~~~\n\n    indented\n\n- x\n\n      deep\n\n```rust\nunclosed"), @r"
    ```text
    fn main() {}
    ```

    ````text
    a ``` b

    c
    ````

    ```text
    indented
    ```

    - x

      ```text
      deep
      ```

    ```text
    unclosed
    ```
    ");
}

#[test]
fn html_becomes_text() {
    assert_snapshot!(check("Give <branch name> or <b>bold</b> &lt;i&gt;.\n\n<script>\nalert(1)\n</script>\n\n<!-- a comment -->\n\na < b, x <- y, a <<b"), @r"
    Give \<branch name> or \<b>bold\</b> \<i>.

    \<script> alert(1) \</script>

    a < b, x \<- y, a \<\<b
    ");
}

#[test]
fn links_are_absolute_or_text() {
    assert_snapshot!(check(
        "[a](https://example.com/x_y?a=1&b=2) [b](/rest/repos#x) [`c`](javascript:alert(1)) [d](#e) [f](g.md) [h](<https://example.com/a b(c)>) \
         <https://example.com/z> <me@example.com> [m](mailto:me@example.com) ![i](https://example.com/i.png) \
         [![j](k.png)](https://example.com/l) ![](https://example.com/n) [o](//example.com) !\\[p] [q][r] [s]\n\n[r]: https://example.com/r"
    ), @r"[a](https://example.com/x_y?a=1&amp;b=2) [b](https://docs.github.com/rest/repos#x) `c` d f [h](https://example.com/a%20b%28c%29) <https://example.com/z> me@example.com [m](mailto:me@example.com) [i](https://example.com/i.png) [j](https://example.com/l) <https://example.com/n> o !\[p\] [q](https://example.com/r) \[s\]");
}

#[test]
fn bare_urls_become_links() {
    assert_snapshot!(check("See https://example.com/a_b?c=d. Or (http://example.com), xhttps://example.com/* and https:// alone. https://HOST/{a}"),
        @r"See <https://example.com/a_b?c=d>. Or (<http://example.com>), x<https://example.com/>\* and https:// alone. <https://HOST/>{a}");
}

/// A backtick in code makes a text of it.
#[test]
fn urls_in_code_with_backticks_become_links_too() {
    assert_snapshot!(check("`` ` https://example.com/a ``"), @"&#96; <https://example.com/a>");
}

#[test]
fn a_mark_that_opens_is_no_list_item() {
    assert_snapshot!(check("*\\\n_* **\\\na** ~~\\\nb~~"), @r"*\_* **a** ~~b~~");
}

#[test]
fn text_is_no_markup() {
    assert_snapshot!(check("\\`a\\` \\*b\\* [Vec] c_d _ &amp;amp; &copy; a|b \\~c \\\\d ``e`f`` `` `g`` ``h```i``"),
        @r"&#96;a&#96; \*b\* \[Vec\] c_d \_ &amp;amp; © a\|b \~c \\d e&#96;f &#96;g h&#96;&#96;&#96;i");
}

#[test]
fn no_word_starts_a_block() {
    let text = "a - b + c * d # e ## f 1. g 23) h > i >j === k --- l ::: m ~~~ n | o \\`\\`\\` p";
    let line = check(text);
    assert_snapshot!(line, @r"a \- b \+ c \* d \# e \## f 1\. g 23\) h \> i \>j \=== k \--- l \::: m \~\~\~ n \| o &#96;&#96;&#96; p");
    let starts = Parser::new_ext(&broken(&line), RUSTDOC)
        .filter(|event| matches!(event, Event::Start(_)))
        .count();
    assert_eq!(starts, 1);
}

#[test]
fn headings_rules_footnotes_tasks_and_tables() {
    assert_snapshot!(check("## A **b** `c`\n\nSetext\n---\n\n***\n\nx[^1]\n\n[^1]: note\n\n- [x] done\n\n| a | b |\n|:-:|---|\n| `c\\|d` | e <f> |\n| g |"), @r"
    **A b `c`**

    **Setext**

    x\[1\]

    \[1\]: note

    - \[x\] done

    | a | b |
    | --- | --- |
    | `c\|d` | e \<f> |
    | g |  |
    ");
}

#[test]
fn empty_marks_vanish() {
    assert_snapshot!(check("~~![](x)~~ a **[](y)** b"), @"a b");
}

#[test]
fn what_vanishes_parts_no_url() {
    assert_snapshot!(check("[http://](x)www.a.bc"), @"<http://www.a.bc>");
    assert_snapshot!(check("http:~~![](x)~~//www.a.bc"), @"<http://www.a.bc>");
    assert_snapshot!(check("http:` `//www.a.bc"), @"<http://www.a.bc>");
    assert_snapshot!(check("# http:**//www**.a.bc"), @"**<http://www.a.bc>**");
}

#[test]
fn deep_nesting_stays_small() {
    let deep = check(&">".repeat(20_000));
    assert!(deep.len() < 100, "{deep}");
    let deep = check(&format!("{}x", "- ".repeat(5_000)));
    assert!(deep.len() < 100, "{deep}");
}

#[test]
fn plain_text_is_escaped() {
    assert_snapshot!(escape_inline("1. *List* `x` <b>\u{202e} [a](b)\nhttps://example.com"), @r"1\. \*List\* &#96;x&#96; \<b> \[a\](b) <https://example.com>");
}

/// Pieces that mean something to Markdown, HTML or rustdoc.
const PIECES: &str = r#"
` `` ``` ```` ~ ~~ ~~~ * ** _ __ [ ] ( ) ![ ]( ](x) ](https://a.bc) ](javascript:x) < > <b> </b> <!-- --> <script> <? <a~href=" " ' & &#96; &lt;
&#x202e; &#0; # #~ ##~ - -~ +~ 1.~ 2)~ >~ >~[!NOTE]\n>~ ~~~~ \t \n \n\n \r\n ~ ~~\n \ \\n --- \n---\n === \n===\n | |~a~|~b~|\n|---|---|\n :- : [^1]
[^1]:~ \n[a]:~https://b.cd\n [a] [x]~ https://a.bc http:// https:// www.a.bc a@b.cd <a@b.cd> <https://a.bc> <ftp://a.bc> a b Vec é 😀 0 9. rust ```rust\n
! { } $ ^ = \n~~~~ \n>~ \n-~ \n<div>\n
"#;

fn piece() -> impl Strategy<Value = String> {
    // A `~` stands for a space here; real tildes and odd characters come on top.
    let mut pieces: Vec<String> = PIECES
        .split_whitespace()
        .map(|piece| {
            piece
                .replace('~', " ")
                .replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\\t", "\t")
        })
        .collect();
    pieces.extend(["~", "~~", "~~~", "~~~\n", "\u{202e}", "\u{0}", "\u{a0}", "\u{85}"].map(str::to_owned));
    prop_oneof![9 => prop::sample::select(pieces), 1 => "[ -~\n]{0,6}"]
}

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..25).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_gets_through(markdown in hostile()) {
        let safe = check(&markdown);
        prop_assert_eq!(objections(&safe), Vec::<String>::new(), "{:?} became {:?}", markdown, safe);
        prop_assert!(!safe.contains(crate::source::is_forbidden));
    }

    #[test]
    fn lines_may_be_broken(markdown in hostile()) {
        let safe = check(&markdown);
        for block in safe.split("\n\n").filter(|_| !safe.contains("```")) {
            // Paragraphs without anything in front.
            if block.contains('\n') || block.starts_with(['-', '>', ' ', '|', '`']) || block.starts_with(|c: char| c.is_ascii_digit()) {
                continue;
            }
            let broken = broken(block);
            prop_assert_eq!(objections(&broken), Vec::<String>::new(), "{:?} became {:?}", markdown, broken);
            let is_block = |event: &Event<'_>| {
                matches!(event, Event::Start(Tag::Heading { .. } | Tag::List(_) | Tag::BlockQuote(_) | Tag::Table(_) | Tag::CodeBlock(_)))
            };
            prop_assert!(!Parser::new_ext(&broken, RUSTDOC).any(|event| is_block(&event)), "{:?} became {:?}", markdown, broken);
        }
    }

    #[test]
    fn plain_text_never_gets_through(text in hostile()) {
        let safe = escape_inline(&text);
        prop_assert!(!safe.contains('\n'));
        prop_assert_eq!(objections(&safe), Vec::<String>::new(), "{:?} became {:?}", text, safe);
    }
}
