//! One row -> one field, with every check that needs no other row.

use super::report::Report;
use super::types::{self, Names};
use super::{constraints, defaults};
use crate::diagnostic::Code;
use crate::ir::{Evidence, EvidenceKind, Field, ParameterLocation, Schemas, Type, Value};
use crate::page::{Row, Step, TypeExpression};
use crate::source::Spanned;
use crate::suggest::short;

/// A row that a page without types lacks: that of a parent of this one.
pub(super) fn made_up_parent(row: &Row, steps: &[Step]) -> Row {
    Row {
        name: Spanned::new(steps.to_vec(), row.name.span),
        location: row.location.clone(),
        style: row.style,
        ..Row::default()
    }
}

/// What rows are read against.
pub(super) struct Shared<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) schemas: &'a Schemas<'a>,
    /// Whether the rows describe a request, in which raw bytes are a whole body or nothing.
    pub(super) request: bool,
}

impl Shared<'_> {
    /// Lowers a type cell; a row without one is open.
    pub(super) fn ty(&self, cell: Option<&Spanned<TypeExpression>>, report: &mut Report<'_>) -> Type {
        cell.map_or(Type::Open, |cell| types::lower_type(cell, self.names, report))
    }

    /// Lowers a row and checks it by itself.
    pub(super) fn field(&self, row: &Row, name: &str, location: ParameterLocation, report: &mut Report<'_>) -> Field {
        let ty = self.ty(row.ty.as_ref(), report);
        if let Some(constraints) = &row.constraints {
            constraints::check(constraints, &ty, self.schemas, report);
        }
        let constraints = row
            .constraints
            .as_ref()
            .map(|constraints| constraints.value.clone())
            .unwrap_or_default();
        if let Some(default) = &row.default {
            defaults::check(default, &ty, &constraints, self.schemas, report);
        }
        self.check_location(row, &ty, location, report);
        let evidence = row.ty.as_ref().map(|cell| Evidence {
            kind: EvidenceKind::Stated,
            source: report.location(cell.span),
            // In a pipe table the bars of a union are escaped.
            text: report.sources.text(cell.span).replace("\\|", "|"),
        });
        Field {
            name: name.to_owned(),
            required: row.required,
            value: Value { ty, constraints },
            default: row.default.as_ref().map(|default| default.value.clone()),
            description: row.description.clone(),
            deprecated: row.deprecated,
            evidence: evidence.into_iter().collect(),
            span: row.name.span,
        }
    }

    /// Reports a type that can't travel where the row goes.
    fn check_location(&self, row: &Row, ty: &Type, location: ParameterLocation, report: &mut Report<'_>) {
        let carrier = match location {
            ParameterLocation::Path => "the path",
            ParameterLocation::Query => "the query",
            // Whether bytes may be the whole body is known when all rows are.
            _ if self.request && row.top_name() == Some("data") => return,
            ParameterLocation::Body | ParameterLocation::WholeBody => "JSON",
        };
        let Some(culprit) = self.unfit(ty, location) else {
            return;
        };
        let help = match culprit {
            Type::Binary if self.request => {
                "raw bytes are a body of their own: a parameter `data` on a page with a `content-type`"
            }
            Type::Binary => "write `base64` or `string`; raw bytes are a whole response",
            _ => "correct the type, or say in an `in` column that it is in the body",
        };
        let message = format!("{carrier} can't carry `{}`", short(&culprit.to_string()));
        let span = row.ty.as_ref().map_or(row.name.span, |cell| cell.span);
        report.add(Code::TypeNotForLocation, span, message).help(help);
    }

    /// The part of a type that can't travel in a location.
    fn unfit<'t>(&'t self, ty: &'t Type, location: ParameterLocation) -> Option<&'t Type> {
        let in_url = matches!(location, ParameterLocation::Path | ParameterLocation::Query);
        self.schemas.variants(ty).into_iter().find_map(|ty| match ty {
            Type::Binary => Some(ty),
            Type::Object(_) | Type::Map(_) | Type::Base64 if in_url => Some(ty),
            Type::List(_) if location == ParameterLocation::Path => Some(ty),
            // A query repeats or joins the items of a list; lists inside lists have no such form.
            Type::List(items) => self
                .schemas
                .variants(&items.ty)
                .into_iter()
                .find(|inside| match inside {
                    Type::Binary => true,
                    Type::Object(_) | Type::Map(_) | Type::List(_) => in_url,
                    _ => false,
                }),
            _ => None,
        })
    }
}
