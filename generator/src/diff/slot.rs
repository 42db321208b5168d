//! What is compared: anything that has values, and who has them.

use crate::ir::{Constraints, EvidenceKind, ParameterLocation, Style, Type};
use crate::rust_model::{DeclaredType, Member, Shape, ShapeKind};
use crate::source::Span;

/// Who has values of a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    /// Callers send them.
    pub(super) request: bool,
    /// Callers receive them.
    pub(super) response: bool,
}

impl Usage {
    pub(super) const REQUEST: Self = Self {
        request: true,
        response: false,
    };
    pub(super) const RESPONSE: Self = Self {
        request: false,
        response: true,
    };

    /// Whether anybody does.
    pub(super) fn is_any(self) -> bool {
        self.request || self.response
    }
}

/// What has values: a parameter, a field, the body of a response, or a schema.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot<'m, 'a> {
    /// Name on the wire; empty for bodies and schemas.
    pub(super) name: &'a str,
    /// The parameter or field, if it is one.
    pub(super) member: Option<&'m Member<'a>>,
    pub(super) required: bool,
    pub(super) location: ParameterLocation,
    pub(super) style: Style,
    pub(super) shape: &'m Shape<'a>,
    /// The type as the page states it.
    pub(super) ty: &'a Type,
    pub(super) description: &'a str,
    pub(super) span: Span,
    /// The types that the file declares.
    pub(super) types: &'m [DeclaredType<'a>],
    /// Whether it is the schema whose file that is.
    pub(super) is_schema: bool,
}

impl<'m, 'a> Slot<'m, 'a> {
    /// A parameter or field.
    pub(super) fn of(member: &'m Member<'a>, location: ParameterLocation, types: &'m [DeclaredType<'a>]) -> Self {
        let field = member.field.0;
        Self {
            name: member.wire,
            member: Some(member),
            required: member.required,
            location,
            ..Self::whole(&member.shape, &field.value.ty, &field.description, field.span, types)
        }
    }

    /// A body or schema, as something that is always there.
    pub(super) fn whole(
        shape: &'m Shape<'a>,
        ty: &'a Type,
        description: &'a str,
        span: Span,
        types: &'m [DeclaredType<'a>],
    ) -> Self {
        Self {
            name: "",
            member: None,
            required: true,
            location: ParameterLocation::Body,
            style: Style::Plain,
            shape,
            ty,
            description,
            span,
            types,
            is_schema: false,
        }
    }

    /// What its values must satisfy, outermost first.
    pub(super) fn rules(&self) -> &'m [&'a Constraints] {
        self.member.map_or(&[], |member| &member.rules)
    }

    /// Whether its type is drawn from something else than its page.
    pub(super) fn is_inferred(&self) -> bool {
        let evidence = self.member.map_or(&[][..], |member| &member.field.0.evidence);
        let is_stated = evidence.iter().any(|evidence| evidence.kind == EvidenceKind::Stated);
        !evidence.is_empty() && !is_stated
    }

    /// Whether it goes into the route.
    pub(super) fn in_path(&self) -> bool {
        self.location == ParameterLocation::Path
    }

    /// The type that the file declares for a shape of this slot, in lists and maps or not.
    pub(super) fn declared(&self, kind: &ShapeKind<'a>) -> Option<&'m DeclaredType<'a>> {
        match kind {
            ShapeKind::Local(path, _) => self.types.iter().find_map(|ty| ty.find(path)),
            ShapeKind::Schema(..) if self.is_schema => self.types.first(),
            ShapeKind::List(inside) | ShapeKind::Map(inside) => self.declared(&inside.kind),
            _ => None,
        }
    }
}
