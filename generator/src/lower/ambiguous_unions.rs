//! Warns of unions in responses whose variants a value can't tell apart. Literals tell them apart; without one, a variant needs a required
//! field, and of several that fit, the one that knows most of the value's fields is read.

use std::collections::HashSet;

use super::report::Report;
use crate::diagnostic::Code;
use crate::ir::{Api, Field, Object, Type};
use crate::source::Span;

/// How many aliases of schemas are followed.
const MAX_ALIASES: usize = 8;

/// Reports unions inside of what is read. In requests the caller chooses.
pub(super) fn check(api: &Api, report: &mut Report<'_>) {
    let endpoints = api.endpoints.iter().filter(|endpoint| endpoint.renamed_to.is_none());
    let responses = endpoints.flat_map(|endpoint| &endpoint.responses);
    let bodies = responses.filter_map(|response| Some((&response.body.as_ref()?.ty, response.span)));
    let payloads = api.webhooks.iter().map(|webhook| &webhook.payload);
    let payloads = payloads.map(|payload| (&payload.value.ty, payload.span));
    let bodies: Vec<(&Type, Span)> = bodies.chain(payloads).collect();
    let reached = api.reached(bodies.iter().map(|(body, _)| *body));
    let schemas = api
        .schemas
        .iter()
        .filter(|schema| reached.contains(schema.name.as_str()));
    let mut unions = Unions {
        api,
        report,
        seen: HashSet::new(),
    };
    for (ty, span) in bodies
        .into_iter()
        .chain(schemas.map(|schema| (&schema.value.ty, schema.span)))
    {
        unions.inside(ty, span);
    }
}

struct Unions<'a, 'r, 's> {
    api: &'a Api,
    report: &'r mut Report<'s>,
    /// The unions that have been looked at; many places name the same schemas.
    seen: HashSet<&'a [Type]>,
}

impl<'a> Unions<'a, '_, '_> {
    fn inside(&mut self, ty: &'a Type, span: Span) {
        match ty {
            Type::List(inside) | Type::Map(inside) => self.inside(&inside.ty, span),
            Type::Object(object) => {
                for field in &object.fields {
                    self.inside(&field.value.ty, field.span);
                }
            }
            Type::Union(variants) => {
                for variant in variants {
                    self.inside(variant, span);
                }
                if self.seen.insert(variants) {
                    self.union(variants, span);
                }
            }
            _ => {}
        }
    }

    fn union(&mut self, variants: &'a [Type], span: Span) {
        let records: Vec<(&Type, &Object)> = variants.iter().filter_map(|ty| Some((ty, self.record(ty)?))).collect();
        let has_required = |object: &Object| object.fields.iter().any(|field| field.required);
        for (number, (ty, one)) in records.iter().enumerate() {
            let others = records.get(number + 1..).unwrap_or_default();
            let is_same = |other: &Type, object: &'a Object| self.overlap(ty, other) && !self.are_apart(one, object);
            if !has_required(one) && records.len() > 1 {
                let message = format!("no field of `{ty}` is required, so every object could be one");
                self.say(span, message);
            } else if let Some((other, _)) = others
                .iter()
                .find(|(ty, other)| has_required(other) && is_same(ty, other))
            {
                self.say(span, format!("nothing tells `{ty}` and `{other}` apart"));
            }
        }
    }

    fn say(&mut self, span: Span, message: String) {
        let finding = self.report.add(Code::AmbiguousUnion, span, message);
        finding.help(
            "make the field that names the kind a literal, such as `\"labeled\"`, or require a field that the other lacks; \
             where one type takes both, name only that one",
        );
    }

    /// The object of a variant, or of its items where it is a list.
    fn record(&self, ty: &'a Type) -> Option<&'a Object> {
        match self.followed(ty) {
            Type::Object(object) if !object.fields.is_empty() => Some(object),
            Type::List(items) => self.record(&items.ty),
            _ => None,
        }
    }

    fn followed(&self, mut ty: &'a Type) -> &'a Type {
        for _ in 0..MAX_ALIASES {
            ty = ty.only_variant().unwrap_or(ty);
            let Some(schema) = ty.schema_name().and_then(|name| self.api.schema(name)) else {
                break;
            };
            ty = &schema.value.ty;
        }
        ty
    }

    /// Whether every value that fits both has more of its fields known to one of them, or a literal that only one of them has.
    fn are_apart(&self, one: &'a Object, other: &'a Object) -> bool {
        let has = |object: &'a Object, name: &str| object.fields.iter().find(|field| field.name == name);
        let mut shared = one
            .fields
            .iter()
            .filter_map(|field| Some((field, has(other, &field.name)?)));
        let lacks = |object: &'a Object, required: &'a Object| {
            let mut required = required.fields.iter().filter(|field| field.required);
            required.any(|field| has(object, &field.name).is_none())
        };
        lacks(one, other)
            || lacks(other, one)
            || shared
                .any(|(one, other)| literal(one) != literal(other) || !self.overlap(&one.value.ty, &other.value.ty))
    }

    /// Whether a value may be of both types. Enums are open: they take what any string takes.
    fn overlap(&self, one: &'a Type, other: &'a Type) -> bool {
        let (one, other) = (self.followed(one), self.followed(other));
        match (one, other) {
            (Type::Union(variants), ty) | (ty, Type::Union(variants)) => {
                variants.iter().any(|variant| self.overlap(variant, ty))
            }
            (Type::Any | Type::Open, _) | (_, Type::Any | Type::Open) => true,
            (Type::List(one), Type::List(other)) => self.overlap(&one.ty, &other.ty),
            _ => kind(one) == kind(other),
        }
    }
}

/// The one value of a field.
fn literal(field: &Field) -> Option<&str> {
    match field.value.ty.only_variant().unwrap_or(&field.value.ty) {
        Type::Enum(values) if values.len() == 1 => values.first().map(String::as_str),
        _ => None,
    }
}

/// What a value is in JSON.
fn kind(ty: &Type) -> u8 {
    match ty {
        Type::Null => 0,
        Type::Boolean => 1,
        Type::Integer | Type::Number => 2,
        Type::List(_) => 3,
        Type::Object(_) | Type::Map(_) => 4,
        _ => 5,
    }
}
