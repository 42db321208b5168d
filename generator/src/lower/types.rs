//! Type expressions -> types: unions become flat, literals become one enumeration, names are looked up.

use std::collections::HashSet;

use super::report::Report;
use crate::diagnostic::{Code, Help};
use crate::ir::Type;
use crate::page::{TypeExpression, type_expression};
use crate::source::{Span, Spanned};
use crate::suggest::{self, quoted};

/// The names that type expressions may refer to.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    /// The names of the schema pages.
    pub(super) known: HashSet<&'a str>,
    /// Paths of the pages that could not be read. What they would have declared is not reported as unknown as well.
    pub(super) unread: Vec<&'a str>,
}

impl Names<'_> {
    /// Whether a page that could not be read ends in this path, such as `Issue.md` or `issues/create.md`.
    pub(super) fn is_unread(&self, tail: &str) -> bool {
        self.unread
            .iter()
            .filter_map(|path| path.strip_suffix(tail))
            .any(|rest| rest.is_empty() || rest.ends_with('/'))
    }
}

/// Lowers one type cell.
pub(super) fn lower_type(expression: &Spanned<TypeExpression>, names: &Names<'_>, report: &mut Report<'_>) -> Type {
    Lowering {
        cell: expression.span,
        names,
        report,
        duplicate: None,
    }
    .run(&expression.value)
}

struct Lowering<'c, 'r> {
    cell: Span,
    names: &'c Names<'c>,
    report: &'c mut Report<'r>,
    /// The first member that occurs twice in a union, as written.
    duplicate: Option<String>,
}

impl Lowering<'_, '_> {
    fn run(mut self, expression: &TypeExpression) -> Type {
        let ty = self.lower(expression);
        if let Some(member) = self.duplicate.take() {
            let span = self.second_occurrence(&member);
            let message = format!("`{member}` occurs twice in the same union");
            self.report
                .add(Code::Duplicate, span, message)
                .label("the second time")
                .help("leave one of them out");
        }
        ty
    }

    fn lower(&mut self, expression: &TypeExpression) -> Type {
        match expression {
            TypeExpression::Primitive(ty) => ty.clone(),
            TypeExpression::Literal(text) => Type::Enum(vec![text.clone()]),
            TypeExpression::Name(name) => {
                self.check_name(name);
                Type::Ref(name.value.clone())
            }
            TypeExpression::List(items) => self.lower(items).list(),
            TypeExpression::Map(values) => self.lower(values).map(),
            TypeExpression::Union(members) => {
                let mut flat = Vec::new();
                flatten(members, &mut flat);
                self.union(&flat)
            }
        }
    }

    fn union(&mut self, members: &[&TypeExpression]) -> Type {
        let mut texts: Vec<String> = Vec::new();
        let mut seen_texts = HashSet::new();
        let mut variants: Vec<Type> = Vec::new();
        let mut seen = HashSet::new();
        let mut place_of_texts = None;
        for member in members {
            if let TypeExpression::Literal(text) = member {
                if seen_texts.insert(text.as_str()) {
                    place_of_texts.get_or_insert(variants.len());
                    texts.push(text.clone());
                } else {
                    self.duplicate.get_or_insert_with(|| format!("\"{text}\""));
                }
            } else {
                let ty = self.lower(member);
                if seen.insert(ty.clone()) {
                    variants.push(ty);
                } else {
                    self.duplicate.get_or_insert_with(|| ty.to_string());
                }
            }
        }
        if let Some(place) = place_of_texts {
            variants.insert(place, Type::Enum(texts));
        }
        if variants.len() == 1 {
            variants.pop().unwrap_or(Type::Open)
        } else {
            Type::Union(variants)
        }
    }

    fn check_name(&mut self, name: &Spanned<String>) {
        let word = name.value.as_str();
        if self.names.known.contains(word) || self.names.is_unread(&format!("{word}.md")) {
            return;
        }
        let known = self.names.known.iter().copied();
        if !word.starts_with(|c: char| c.is_ascii_uppercase()) {
            // The name of a schema has a capital; one in other letters may be meant.
            let meant = self.report.nearest(word, known);
            let help = meant.map_or_else(|| type_expression::unknown_word(word), Help::did_you_mean);
            let message = format!("{} is not a type", quoted(word));
            self.report.add(Code::InvalidType, name.span, message).help(help);
            return;
        }
        let meant = suggest::synonym(word, &type_expression::words()).or_else(|| self.report.nearest(word, known));
        let help = meant.map_or_else(
            || format!("write a page `{word}.md` of `type: Schema`, or use a word such as `string` or `object`").into(),
            Help::did_you_mean,
        );
        let message = format!("no schema page is called `{word}`");
        let found = self.report.add(Code::UnknownSchema, name.span, message);
        found.label("not found").help(help);
    }

    /// The span of the second occurrence of a text in the cell; the whole cell when it is written in another way.
    fn second_occurrence(&self, text: &str) -> Span {
        match self.report.sources.text(self.cell).match_indices(text).nth(1) {
            Some((at, _)) => {
                let start = self.cell.start as usize + at;
                Span::new(self.cell.source, start..start + text.len())
            }
            None => self.cell,
        }
    }
}

/// Collects the members of a union and of the unions directly inside it.
fn flatten<'e>(members: &'e [TypeExpression], flat: &mut Vec<&'e TypeExpression>) {
    for member in members {
        if let TypeExpression::Union(inner) = member {
            flatten(inner, flat);
        } else {
            flat.push(member);
        }
    }
}
