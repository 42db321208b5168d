//! Reads a declaration: its name, and its fields or variants.

use std::iter::Peekable;

use proc_macro::{Delimiter, Literal, TokenStream, TokenTree, token_stream::IntoIter};

/// A struct with named fields, or an enum.
pub(crate) struct Declaration {
    /// The type's name.
    pub(crate) name: String,
    /// Its fields or variants.
    pub(crate) members: Vec<Member>,
}

/// A field or a variant.
pub(crate) struct Member {
    /// Its name, with `r#` where it has that.
    pub(crate) name: String,
    /// A field's type, without spaces: `Option<String>`.
    pub(crate) ty: String,
    /// What its attribute says.
    pub(crate) field: Field,
}

/// The content of `#[field(…)]` or `#[value = "…"]`. The strings are between the quotes, escapes included.
#[derive(Default)]
pub(crate) struct Field {
    /// `name = "…"`, or a variant's value
    pub(crate) name: Option<String>,
    /// `literal = "…"`
    pub(crate) literal: Option<String>,
    /// `required`
    pub(crate) required: bool,
    /// `rest`: the map of entries beside the other fields.
    pub(crate) rest: bool,
}

/// Reads a declaration.
pub(crate) fn declaration(input: TokenStream) -> Declaration {
    let mut declaration = Declaration {
        name: String::new(),
        members: Vec::new(),
    };
    let mut tokens = input.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if matches!(word.to_string().as_str(), "struct" | "enum") => {
                declaration.name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                declaration.members = members(group.stream());
            }
            _ => {}
        }
    }
    declaration
}

fn members(stream: TokenStream) -> Vec<Member> {
    let mut members = Vec::new();
    let mut field = Field::default();
    let mut tokens = stream.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                if let Some(TokenTree::Group(attribute)) = tokens.next() {
                    read_attribute(attribute.stream(), &mut field);
                }
            }
            TokenTree::Ident(word) if word.to_string() == "pub" => {}
            TokenTree::Ident(name) => {
                let ty = rest_of_member(&mut tokens);
                members.push(Member {
                    name: name.to_string(),
                    ty,
                    field: std::mem::take(&mut field),
                });
            }
            _ => {}
        }
    }
    members
}

/// Goes behind the comma after a member, and gives its type.
fn rest_of_member(tokens: &mut Peekable<IntoIter>) -> String {
    let mut ty = String::new();
    let mut depth = 0_usize;
    for token in tokens.by_ref() {
        if let TokenTree::Punct(sign) = &token {
            match sign.as_char() {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => break,
                ':' if ty.is_empty() => continue,
                _ => {}
            }
        }
        ty.push_str(&token.to_string());
    }
    ty
}

fn read_attribute(stream: TokenStream, field: &mut Field) {
    let mut tokens = stream.into_iter();
    let Some(TokenTree::Ident(name)) = tokens.next() else {
        return;
    };
    let content = match (name.to_string().as_str(), tokens.next(), tokens.next()) {
        ("field", Some(TokenTree::Group(content)), _) => content.stream(),
        ("value", _, Some(TokenTree::Literal(text))) => {
            field.name = Some(unquoted(&text));
            return;
        }
        _ => return,
    };
    let mut key = String::new();
    for token in content {
        match token {
            TokenTree::Ident(word) => {
                key = word.to_string();
                field.required |= key == "required";
                field.rest |= key == "rest";
            }
            TokenTree::Literal(text) if key == "name" => field.name = Some(unquoted(&text)),
            TokenTree::Literal(text) if key == "literal" => field.literal = Some(unquoted(&text)),
            _ => {}
        }
    }
}

fn unquoted(text: &Literal) -> String {
    let text = text.to_string();
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or_default().to_owned()
}
