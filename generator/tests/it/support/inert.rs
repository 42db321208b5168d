//! What emitted files may consist of, whatever their pages say: tells whether text of the docs has become anything but text.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::str::FromStr;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag};

/// The attributes that emitters write.
const ATTRIBUTES: &[&str] = &[
    "cfg",
    "deprecated",
    "derive",
    "doc",
    "expect",
    "field",
    "inline",
    "must_use",
    "non_exhaustive",
    "record",
    "test",
    "value",
];

/// The macros that emitters call.
const MACROS: &[&str] = &[];

/// Keywords of which an emitter has no use.
const FORBIDDEN_WORDS: &[&str] = &["extern", "macro_rules", "trait", "union", "unsafe"];

/// How the example of a method starts and ends.
const EXAMPLE_START: &str = "# async fn example(client: octoscribe::Client) -> Result<(), octoscribe::Error> {\n";
const EXAMPLE_END: &str = "# Ok(())\n# }\n";

/// The options that rustdoc reads documentation with.
const RUSTDOC: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// What an emitted file consists of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    /// All tokens but documentation.
    pub(crate) code: String,
    /// The items with their nesting, with `x` for every name and `1` for every literal; sorted.
    pub(crate) shape: Vec<String>,
    /// The code blocks of the documentation that rustdoc runs.
    pub(crate) examples: Vec<String>,
    /// The links of the documentation that rustdoc resolves to items.
    pub(crate) item_links: BTreeSet<String>,
    /// What no emitted file may have.
    pub(crate) problems: Vec<String>,
}

/// Takes an emitted file apart.
pub(crate) fn contents(text: &str) -> Contents {
    let mut contents = Contents::default();
    if let Err(error) = syn::parse_file(text) {
        contents.problems.push(format!("not Rust: {error}"));
        return contents;
    }
    let hidden = text.chars().find(|c| is_hidden(*c));
    contents.problems.extend(hidden.map(|c| format!("the character {c:?}")));
    let tokens = TokenStream::from_str(text).unwrap();
    let mut shape = String::new();
    contents.tokens(tokens, &mut shape);
    // Items end with `;` or a block, and stand at the outermost level of the shape.
    contents.shape = shape.lines().map(str::to_owned).collect();
    contents.shape.sort();
    contents
}

/// Whether it is a character that no text file shows.
fn is_hidden(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{61c}' | '\u{feff}')
}

/// Whether a path is one that an emitter gives a file: it stays below the output folder, and reads the same on all systems.
pub(crate) fn is_emitted_path(path: &str) -> bool {
    let is_stem = |stem: &str| {
        stem.starts_with(|c: char| c.is_ascii_lowercase())
            && stem
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    path.strip_suffix(".rs")
        .is_some_and(|path| path.split('/').count() <= 2 && path.split('/').all(is_stem))
}

impl Contents {
    fn tokens(&mut self, tokens: TokenStream, shape: &mut String) {
        self.stream(tokens, 0, shape);
    }

    fn stream(&mut self, tokens: TokenStream, depth: usize, shape: &mut String) {
        let mut documentation = String::new();
        let mut tokens = tokens.into_iter().peekable();
        let mut before = TokenKind::Other;
        while let Some(token) = tokens.next() {
            if let TokenTree::Punct(sign) = &token
                && sign.as_char() == '#'
            {
                let mut next = tokens.peek().cloned();
                if matches!(&next, Some(TokenTree::Punct(sign)) if sign.as_char() == '!') {
                    tokens.next();
                    next = tokens.peek().cloned();
                }
                if let Some(TokenTree::Group(attribute)) = next
                    && attribute.delimiter() == Delimiter::Bracket
                {
                    tokens.next();
                    self.attribute(&attribute, &mut documentation, depth, shape);
                    continue;
                }
            }
            if !documentation.is_empty() {
                self.documentation(&std::mem::take(&mut documentation));
            }
            before = self.token(token, before, depth, shape);
        }
        if !documentation.is_empty() {
            self.documentation(&documentation);
        }
    }

    fn token(&mut self, token: TokenTree, before: TokenKind, depth: usize, shape: &mut String) -> TokenKind {
        match token {
            TokenTree::Group(group) => {
                if let TokenKind::Called(name) = before
                    && !MACROS.contains(&name.as_str())
                {
                    self.problems.push(format!("a call of the macro `{name}`"));
                }
                // A long arm of a `match` is broken into braces, a short one ends in a comma: both are the same code.
                if group.delimiter() == Delimiter::Brace && shape.ends_with("=>") {
                    self.stream(group.stream(), depth + 1, shape);
                    self.push(',', shape);
                    return TokenKind::Other;
                }
                let (open, close) = match group.delimiter() {
                    Delimiter::Brace => ('{', '}'),
                    Delimiter::Bracket => ('[', ']'),
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::None => (' ', ' '),
                };
                self.push(open, shape);
                self.stream(group.stream(), depth + 1, shape);
                // Whether a comma stands behind the last one depends on the width of the line.
                for text in [&mut self.code, &mut *shape] {
                    text.truncate(text.trim_end_matches(',').len());
                }
                self.push(close, shape);
                if depth == 0 && open == '{' {
                    shape.push('\n');
                }
                TokenKind::Other
            }
            TokenTree::Ident(word) => {
                let word = word.to_string();
                if FORBIDDEN_WORDS.contains(&word.as_str()) {
                    self.problems.push(format!("the word `{word}`"));
                }
                let _ = write!(self.code, "{word} ");
                let is_keyword = syn::parse_str::<syn::Ident>(&word).is_err();
                shape.push_str(if is_keyword { &word } else { "x" });
                shape.push(' ');
                TokenKind::Word(word)
            }
            TokenTree::Literal(literal) => {
                let _ = write!(self.code, "{literal} ");
                shape.push_str("1 ");
                TokenKind::Other
            }
            TokenTree::Punct(sign) => {
                self.push(sign.as_char(), shape);
                if depth == 0 && sign.as_char() == ';' {
                    shape.push('\n');
                }
                match before {
                    TokenKind::Word(name) if sign.as_char() == '!' && sign.spacing() == Spacing::Alone => {
                        TokenKind::Called(name)
                    }
                    _ => TokenKind::Other,
                }
            }
        }
    }

    fn push(&mut self, sign: char, shape: &mut String) {
        self.code.push(sign);
        shape.push(sign);
    }

    fn attribute(&mut self, attribute: &Group, documentation: &mut String, depth: usize, shape: &mut String) {
        let mut tokens = attribute.stream().into_iter();
        let name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
        if !ATTRIBUTES.contains(&name.as_str()) {
            self.problems.push(format!("the attribute `{name}`"));
        }
        let is_hidden = attribute.to_string().replace(' ', "") == "[doc(hidden)]";
        if name != "doc" || is_hidden {
            self.code.push('#');
            shape.push('#');
            self.stream(attribute.stream(), depth + 1, shape);
            return;
        }
        let mut tokens = tokens.peekable();
        if let Some(TokenTree::Group(inside)) = tokens.peek() {
            // Aliases differ with the text, but not in what they are.
            match alias(inside) {
                Some(alias) => self.check_alias(&alias),
                None => self.stream(inside.stream(), depth + 1, shape),
            }
            return;
        }
        match syn::parse2::<syn::LitStr>(tokens.skip(1).collect()) {
            Ok(line) => {
                documentation.push_str(&line.value());
                documentation.push('\n');
            }
            Err(error) => self
                .problems
                .push(format!("an attribute `doc` that is no text: {error}")),
        }
    }

    /// rustdoc refuses an alias that is empty, has quotes, or has whitespace other than single spaces inside.
    fn check_alias(&mut self, alias: &str) {
        let is_refused = |c: char| "\"'".contains(c) || c.is_control() || (c.is_whitespace() && c != ' ');
        if alias.is_empty() || alias.trim() != alias || alias.contains(is_refused) {
            self.problems.push(format!("the alias {alias:?}"));
        }
    }

    /// Reads documentation as rustdoc does.
    fn documentation(&mut self, lines: &str) {
        let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let used = lines.lines().filter(|line| !line.trim().is_empty());
        let common = used.map(indentation).min().unwrap_or(0);
        let text: String = lines
            .lines()
            .map(|line| line.get(common..).unwrap_or("").to_owned() + "\n")
            .collect();
        let mut item_links = BTreeSet::new();
        let mut resolve = |link: BrokenLink<'_>| {
            item_links.insert(link.reference.to_string());
            Some((CowStr::from("item"), CowStr::from("")))
        };
        let mut code = None;
        for event in Parser::new_with_broken_link_callback(&text, RUSTDOC, Some(&mut resolve)) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &*info == "text" => {}
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if info.is_empty() => {
                    code = Some(String::new());
                }
                Event::Start(Tag::CodeBlock(kind)) => self.problems.push(format!("the code block {kind:?}")),
                Event::Text(text) => {
                    if let Some(code) = &mut code {
                        code.push_str(&text);
                    }
                }
                Event::End(_) => {
                    if let Some(code) = code.take() {
                        self.example(code);
                    }
                }
                Event::Html(html) | Event::InlineHtml(html) => self.problems.push(format!("the HTML {html:?}")),
                Event::FootnoteReference(name) => self.problems.push(format!("the footnote {name:?}")),
                Event::Start(Tag::Image { dest_url, .. }) => self.problems.push(format!("the image {dest_url:?}")),
                Event::Start(Tag::Link { dest_url, .. }) if !is_own_link(&dest_url) => {
                    self.problems.push(format!("the link {dest_url:?}"));
                }
                _ => {}
            }
        }
        self.item_links.extend(item_links);
    }

    /// A code block that rustdoc runs.
    fn example(&mut self, code: String) {
        let body = code
            .strip_prefix(EXAMPLE_START)
            .and_then(|code| code.strip_suffix(EXAMPLE_END));
        let statements = body.map(|body| format!("fn example() {{\n{body}\n}}"));
        match statements.map(|statements| (syn::parse_file(&statements), TokenStream::from_str(&statements))) {
            Some((Ok(_), Ok(tokens))) => {
                let code_before = std::mem::take(&mut self.code);
                self.tokens(tokens, &mut String::new());
                self.code = code_before;
            }
            _ => self.problems.push(format!("the example {code:?}")),
        }
        self.examples.push(code);
    }
}

/// Whether a link leads to where links in documentation may lead: the web, a page, or an item.
fn is_own_link(url: &str) -> bool {
    let is_path = |url: &str| !url.is_empty() && url.chars().all(|c| c.is_ascii_alphanumeric() || "_:".contains(c));
    let is_page = |path: &str| !path.contains(|c: char| !c.is_ascii_graphic() || "<>\"'`\\:()".contains(c));
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
        || url.strip_prefix("../../../../").is_some_and(is_page)
        || is_path(url)
}

/// What the token before was.
enum TokenKind {
    Word(String),
    /// A word and an exclamation mark.
    Called(String),
    Other,
}

/// The text in `(alias = "text")`.
fn alias(inside: &Group) -> Option<String> {
    let mut tokens = inside.stream().into_iter();
    let is_alias = tokens.next()?.to_string() == "alias";
    let text: syn::LitStr = syn::parse2(tokens.skip(1).collect()).ok()?;
    is_alias.then(|| text.value())
}
