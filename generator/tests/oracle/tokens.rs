//! Emitted files taken apart: the tokens that the compiler acts on, and the doc comments.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// An emitted file.
#[derive(Debug, Default)]
pub(crate) struct File {
    /// All tokens but those of doc comments and the texts of aliases.
    pub(crate) code: Vec<String>,
    /// The doc comments, each as the Markdown that rustdoc sees.
    pub(crate) docs: Vec<String>,
}

impl File {
    /// Takes a text apart; `None` when the compiler could not.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut file = Self::default();
        file.add(text.parse().ok()?);
        Some(file)
    }

    fn add(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        let mut in_doc = false;
        while let Some(token) = tokens.next() {
            if let TokenTree::Punct(sign) = &token
                && sign.as_char() == '#'
            {
                let inner = tokens.next_if(|next| matches!(next, TokenTree::Punct(sign) if sign.as_char() == '!'));
                if let Some(line) = tokens.peek().and_then(doc_line) {
                    tokens.next();
                    self.add_line(line, in_doc);
                    in_doc = true;
                    continue;
                }
                self.code.push("#".to_owned());
                self.code.extend(inner.map(|sign| sign.to_string()));
                in_doc = false;
                continue;
            }
            in_doc = false;
            self.add_code(token);
        }
    }

    fn add_line(&mut self, line: String, continues: bool) {
        match self.docs.last_mut().filter(|_| continues) {
            Some(doc) => {
                doc.push('\n');
                doc.push_str(&line);
            }
            None => self.docs.push(line),
        }
    }

    fn add_code(&mut self, token: TokenTree) {
        let TokenTree::Group(group) = token else {
            self.code.push(token.to_string());
            return;
        };
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => ("", ""),
        };
        self.code.push(open.to_owned());
        if let Some(alias) = alias(&group) {
            assert!(
                !alias.is_empty() && alias.trim() == alias && !alias.contains(['"', '\'']),
                "the alias {alias:?}"
            );
            self.code.push("alias".to_owned());
        } else {
            self.add(group.stream());
        }
        self.code.push(close.to_owned());
    }
}

/// The text in `(alias = "text")`, which rustdoc's search finds an item by.
fn alias(group: &proc_macro2::Group) -> Option<String> {
    let mut inside = group.stream().into_iter();
    let is_alias = matches!(inside.next()?, TokenTree::Ident(name) if name == "alias");
    let is_value = matches!(inside.next()?, TokenTree::Punct(sign) if sign.as_char() == '=');
    let text: syn::LitStr = syn::parse2(inside.collect()).ok()?;
    (is_alias && is_value).then(|| text.value())
}

/// The line in the brackets of `#[doc = "line"]`, without the space that emitted lines begin with.
fn doc_line(token: &TokenTree) -> Option<String> {
    let TokenTree::Group(group) = token else { return None };
    let mut inside = group.stream().into_iter();
    let is_doc = matches!(inside.next()?, TokenTree::Ident(name) if name == "doc");
    let is_value = matches!(inside.next()?, TokenTree::Punct(sign) if sign.as_char() == '=');
    let text: syn::LitStr = syn::parse2(inside.collect()).ok()?;
    let text = text.value();
    (is_doc && is_value).then(|| text.strip_prefix(' ').unwrap_or(&text).to_owned())
}
