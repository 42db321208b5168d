//! Small Rust expressions, as tokens for emitted files and as lines for documentation.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::arguments::number;
use crate::names;

/// An expression. Text from the docs is in it as literals and checked identifiers only.
#[derive(Clone, Debug)]
pub(crate) enum Expression {
    /// `"text"`, `42`, `0.5`
    Literal(Literal),
    /// `true`, `PackageType::Npm`
    Path(Vec<Ident>),
    /// `Output::new("title")`
    Call(Vec<Ident>, Vec<Expression>),
    /// `output.text("text")`
    Method(Box<Expression>, Ident, Vec<Expression>),
    /// `["a", "b"]`
    Array(Vec<Expression>),
    /// `("key", "value")`
    Tuple(Vec<Expression>),
    /// `Rule { name: String::from("a"), ..Rule::default() }`; the rest is there when not all fields are given.
    Record {
        /// The type.
        path: Vec<Ident>,
        /// The fields that are given.
        fields: Vec<(Ident, Expression)>,
        /// Whether there are others.
        has_rest: bool,
    },
}

/// Widest line of code in documentation.
const WIDTH: usize = 90;

impl Expression {
    /// `"text"`
    pub(crate) fn text(text: &str) -> Self {
        Self::Literal(Literal::string(text))
    }

    /// `42`, `1_706_702_400`. Beyond 32 bits the type is stated, for nothing else might say it.
    pub(crate) fn integer(value: i64) -> Self {
        let literal = number(value);
        if i32::try_from(value).is_ok() {
            return Self::Literal(literal);
        }
        let typed = format!("{literal}_i64").parse();
        Self::Literal(typed.unwrap_or(literal))
    }

    /// A path from its words: the generator's own, or names that `names` made.
    pub(crate) fn path(words: &[&str]) -> Self {
        Self::Path(words.iter().map(|word| names::identifier(word)).collect())
    }

    /// `true` or `false`
    pub(crate) fn boolean(value: bool) -> Self {
        Self::Path(vec![Ident::new(
            if value { "true" } else { "false" },
            Span::call_site(),
        )])
    }

    /// A call of the function at a path.
    pub(crate) fn call(words: &[&str], arguments: Vec<Self>) -> Self {
        Self::Call(words.iter().map(|word| names::identifier(word)).collect(), arguments)
    }

    /// A method call on this.
    pub(crate) fn method(self, name: Ident, arguments: Vec<Self>) -> Self {
        Self::Method(Box::new(self), name, arguments)
    }

    /// The tokens of the expression.
    pub(crate) fn tokens(&self) -> TokenStream {
        let list = |expressions: &[Self]| -> TokenStream {
            let tokens = expressions.iter().map(Self::tokens);
            quote!(#(#tokens),*)
        };
        match self {
            Self::Literal(literal) => quote!(#literal),
            Self::Path(path) => quote!(#(#path)::*),
            Self::Call(path, arguments) => {
                let arguments = list(arguments);
                quote!(#(#path)::*(#arguments))
            }
            Self::Method(receiver, name, arguments) => {
                let receiver = receiver.tokens();
                let arguments = list(arguments);
                quote!(#receiver.#name(#arguments))
            }
            Self::Array(items) => {
                let items = list(items);
                quote!([#items])
            }
            Self::Tuple(items) => {
                let items = list(items);
                quote!((#items))
            }
            Self::Record { path, fields, has_rest } => {
                let names = fields.iter().map(|(name, _)| name);
                let values = fields.iter().map(|(_, value)| value.tokens());
                let rest = has_rest.then(|| quote!(..#(#path)::*::default()));
                quote!(#(#path)::* { #(#names: #values,)* #rest })
            }
        }
    }

    /// The expression on one line.
    pub(crate) fn line(&self) -> String {
        let list = |expressions: &[Self]| expressions.iter().map(Self::line).collect::<Vec<_>>().join(", ");
        match self {
            Self::Literal(literal) => literal.to_string(),
            Self::Path(path) => joined(path),
            Self::Call(path, arguments) => format!("{}({})", joined(path), list(arguments)),
            Self::Method(receiver, name, arguments) => format!("{}.{name}({})", receiver.line(), list(arguments)),
            Self::Array(items) => format!("[{}]", list(items)),
            Self::Tuple(items) => format!("({})", list(items)),
            Self::Record { path, fields, has_rest } => {
                let fields = fields.iter().map(|(name, value)| format!("{name}: {}", value.line()));
                let parts: Vec<String> = fields.chain(rest(path, *has_rest)).collect();
                format!("{} {{ {} }}", joined(path), parts.join(", "))
            }
        }
    }

    /// The expression laid out as rustfmt would, `ending` behind it, at an indentation of `indent` spaces.
    pub(crate) fn layout(&self, indent: usize, ending: &str, lines: &mut Vec<String>) {
        let one_line = self.line();
        if indent + one_line.chars().count() + ending.len() <= WIDTH {
            lines.push(format!("{}{one_line}{ending}", " ".repeat(indent)));
            return;
        }
        match self {
            Self::Literal(_) | Self::Path(_) => lines.push(format!("{}{one_line}{ending}", " ".repeat(indent))),
            Self::Call(path, arguments) => {
                bracketed(&format!("{}(", joined(path)), arguments, ")", indent, ending, lines);
            }
            Self::Array(items) => bracketed("[", items, "]", indent, ending, lines),
            Self::Tuple(items) => bracketed("(", items, ")", indent, ending, lines),
            Self::Method(..) => self.layout_chain(indent, ending, lines),
            Self::Record { path, fields, has_rest } => {
                let space = " ".repeat(indent);
                lines.push(format!("{space}{} {{", joined(path)));
                for (name, value) in fields {
                    value.layout_field(name, indent + 4, lines);
                }
                lines.extend(rest(path, *has_rest).map(|rest| format!("{space}    {rest}")));
                lines.push(format!("{space}}}{ending}"));
            }
        }
    }

    /// A field of a record: its name stands before the first line of its value.
    fn layout_field(&self, name: &Ident, indent: usize, lines: &mut Vec<String>) {
        let first = lines.len();
        self.layout(indent, ",", lines);
        if let Some(line) = lines.get_mut(first) {
            line.insert_str(indent, &format!("{name}: "));
        }
    }

    /// A call on each line, and `.await?` on one of its own.
    fn layout_chain(&self, indent: usize, ending: &str, lines: &mut Vec<String>) {
        let mut calls = Vec::new();
        let mut root = self;
        while let Self::Method(receiver, name, arguments) = root {
            calls.push((name, arguments));
            root = receiver;
        }
        root.layout(indent, "", lines);
        let last = calls.len().saturating_sub(1);
        let (ending, own_line) = if ending.starts_with('.') {
            ("", ending)
        } else {
            (ending, "")
        };
        for (n, (name, arguments)) in calls.into_iter().rev().enumerate() {
            let ending = if n == last { ending } else { "" };
            bracketed(&format!(".{name}("), arguments, ")", indent + 4, ending, lines);
        }
        if !own_line.is_empty() {
            lines.push(format!("{}{own_line}", " ".repeat(indent + 4)));
        }
    }
}

/// `..Rule::default()`
fn rest(path: &[Ident], has_rest: bool) -> Option<String> {
    has_rest.then(|| format!("..{}::default()", joined(path)))
}

fn joined(path: &[Ident]) -> String {
    path.iter().map(ToString::to_string).collect::<Vec<_>>().join("::")
}

/// Items between brackets: on one line where they fit, else a line each.
fn bracketed(open: &str, items: &[Expression], close: &str, indent: usize, ending: &str, lines: &mut Vec<String>) {
    let space = " ".repeat(indent);
    let inline = items.iter().map(Expression::line).collect::<Vec<_>>().join(", ");
    if items.is_empty() || indent + open.len() + inline.chars().count() + close.len() + ending.len() <= WIDTH {
        lines.push(format!("{space}{open}{inline}{close}{ending}"));
        return;
    }
    lines.push(format!("{space}{open}"));
    for item in items {
        item.layout(indent + 4, ",", lines);
    }
    lines.push(format!("{space}{close}{ending}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_calls_are_broken_as_rustfmt_breaks_them() {
        let long = "x".repeat(40);
        let call = Expression::path(&["client"])
            .method(names::identifier("checks"), vec![])
            .method(
                names::identifier("create"),
                vec![
                    Expression::text(&long),
                    Expression::text(&long),
                    Expression::Array(vec![Expression::text("a")]),
                ],
            )
            .method(names::identifier("send"), vec![]);
        let mut lines = Vec::new();
        call.layout(0, ".await?;", &mut lines);
        insta::assert_snapshot!(lines.join("\n"), @r#"
        client
            .checks()
            .create(
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                ["a"],
            )
            .send()
            .await?;
        "#);
    }
}
