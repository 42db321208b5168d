//! What a type comes down to in the emitted crate, and which values that one form of a parameter took another one takes too.

use std::collections::HashMap;

use super::{Side, Sides};
use crate::ir::{Parameter, Schema, Type};

/// A type with its aliases resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) core: Core,
    pub(super) nullable: bool,
}

/// A type without null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Core {
    /// Types without anything inside them. A text and a URI are one in Rust, so neither is a [`Type::Uri`].
    Scalar(Type),
    /// An enum of the endpoint's own, whatever its values are.
    Enum,
    /// An object of the endpoint's own.
    Object,
    /// A type that a schema page declares.
    Named(String),
    List(Box<Form>),
    Map(Box<Form>),
    Union(Vec<Form>),
}

impl Form {
    /// Whether the endpoint's module declares a type for it.
    pub(super) fn has_own_type(&self) -> bool {
        match &self.core {
            Core::Enum | Core::Object | Core::Union(_) => true,
            Core::List(inside) | Core::Map(inside) => inside.has_own_type(),
            Core::Scalar(_) | Core::Named(_) => false,
        }
    }
}

/// What has become of a type, seen by those who have values of the old one (in requests) or match on them (in answers).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    Same,
    Wider,
    Changed,
}

/// How far aliases of aliases are followed; lowering reports circles.
const MAX_ALIASES: usize = 16;

/// The form of a type on one side. Schemas are called by their new names.
pub(super) fn of(ty: &Type, has_fields: bool, side: &Side<'_>, renamed: Option<&HashMap<&str, &str>>) -> Form {
    let resolver = Resolver { side, renamed };
    resolver.form(ty, Owner::Parameter { has_fields }, MAX_ALIASES)
}

/// The forms of a parameter on both sides.
pub(super) fn both(old: &Parameter, new: &Parameter, sides: &Sides<'_, '_>) -> (Form, Form) {
    (
        of(&old.ty, !old.fields.is_empty(), sides.old, Some(sides.renamed_schemas)),
        of(&new.ty, !new.fields.is_empty(), sides.new, None),
    )
}

struct Resolver<'r, 's, 'a> {
    side: &'s Side<'a>,
    renamed: Option<&'r HashMap<&'r str, &'r str>>,
}

/// Whose type it is.
#[derive(Clone, Copy)]
enum Owner<'o> {
    Parameter { has_fields: bool },
    Schema(&'o Schema),
}

impl Resolver<'_, '_, '_> {
    fn form(&self, ty: &Type, owner: Owner<'_>, aliases_left: usize) -> Form {
        let has_fields = match owner {
            Owner::Parameter { has_fields } => has_fields,
            Owner::Schema(schema) => !schema.fields.is_empty(),
        };
        let own = |core| match owner {
            Owner::Parameter { .. } => core,
            Owner::Schema(schema) => Core::Named(self.name(&schema.name)),
        };
        let core = match ty {
            Type::Object if has_fields => own(Core::Object),
            Type::Enum(_) => own(Core::Enum),
            Type::List(items) => Core::List(Box::new(self.form(items, owner, aliases_left))),
            Type::Map(values) => Core::Map(Box::new(self.form(values, owner, aliases_left))),
            Type::Union(_) => return self.union(ty, owner, aliases_left),
            Type::Ref(name) => match (self.side.schemas.get(name), aliases_left.checked_sub(1)) {
                (Some(schema), Some(left)) => return self.form(&schema.ty, Owner::Schema(schema), left),
                _ => Core::Scalar(Type::Any),
            },
            Type::Uri => Core::Scalar(Type::String),
            scalar => Core::Scalar(scalar.clone()),
        };
        Form {
            core,
            nullable: ty.is_nullable(),
        }
    }

    fn union(&self, ty: &Type, owner: Owner<'_>, aliases_left: usize) -> Form {
        let nullable = ty.is_nullable();
        let core = match (ty.without_null(), owner) {
            (Some(Type::Union(_)), Owner::Schema(schema)) => Core::Named(self.name(&schema.name)),
            (Some(Type::Union(variants)), owner) => {
                let mut forms: Vec<Form> = Vec::with_capacity(variants.len());
                for variant in &variants {
                    let form = self.form(variant, owner, aliases_left);
                    if !forms.contains(&form) {
                        forms.push(form);
                    }
                }
                Core::Union(forms)
            }
            (Some(single), owner) => {
                let form = self.form(&single, owner, aliases_left);
                return Form {
                    nullable: nullable || form.nullable,
                    ..form
                };
            }
            (None, _) => Core::Scalar(Type::Null),
        };
        Form { core, nullable }
    }

    fn name(&self, name: &str) -> String {
        let renamed = self.renamed.and_then(|renamed| renamed.get(name));
        renamed.map_or(name, |new| *new).to_owned()
    }
}

/// Whether the calls that took a parameter of the old form compile with the new one.
///
/// What counts is what the signature takes. A scalar, an enum and an object are taken as they are; a text as `&str`; unions, values
/// that may be null and values of any kind as `impl Into<…>`, so that they take what converts. `in_body` is false in a path or query, where an
/// untyped value is `impl Display`.
pub(super) fn in_request(old: &Form, new: &Form, in_body: bool) -> Verdict {
    if old == new {
        return Verdict::Same;
    }
    let takes = match (old.nullable, new.nullable) {
        (false, false) => core_in_request(&old.core, &new.core, in_body),
        // Lists, maps and the like are taken in several forms as long as they can't be null, and in one when they can.
        (false, true) if old.core == new.core => match &old.core {
            Core::Scalar(Type::Any | Type::Open | Type::Binary) | Core::List(_) | Core::Map(_) | Core::Union(_) => {
                Verdict::Changed
            }
            Core::Scalar(_) | Core::Enum | Core::Object | Core::Named(_) => Verdict::Wider,
        },
        _ => Verdict::Changed,
    };
    takes.max(Verdict::Wider)
}

fn core_in_request(old: &Core, new: &Core, in_body: bool) -> Verdict {
    use Type::{Any, Boolean, Date, DateTime, Integer, Number, Object, Open, String};
    let is_text_list = |core: &Core| matches!(core, Core::List(items) if items.core == Core::Scalar(String));
    let fits = match (old, new) {
        (old, new) if old == new => true,
        (Core::Union(old), Core::Union(new)) => old.iter().all(|form| new.contains(form)),
        // An enum or object of the endpoint's own is called something else once it is inside a union, so it doesn't fit.
        (Core::Scalar(_) | Core::Named(_), Core::Union(new)) => new.iter().any(|form| form.core == *old),
        (Core::List(_), Core::Union(new)) => is_text_list(old) && new.iter().any(|form| form.core == *old),
        (Core::Scalar(Open), Core::Scalar(Any)) => in_body,
        (Core::Scalar(old), Core::Scalar(Any | Open)) if in_body => {
            matches!(old, String | Integer | Number | Boolean | Object | Any)
        }
        (Core::Scalar(old), Core::Scalar(Open)) => {
            matches!(old, String | Integer | Number | Boolean | Date | DateTime)
        }
        (Core::List(old), Core::List(new)) | (Core::Map(old), Core::Map(new)) => {
            return in_request(old, new, true);
        }
        _ => false,
    };
    if fits { Verdict::Wider } else { Verdict::Changed }
}

/// Whether code that reads values of the old form compiles with the new one; that a value itself may be null is for the caller to compare.
pub(super) fn in_response(old: &Form, new: &Form) -> Verdict {
    match (&old.core, &new.core) {
        (old, new) if old == new => Verdict::Same,
        (Core::Union(old), Core::Union(new)) if old.iter().all(|form| new.contains(form)) => Verdict::Wider,
        _ => Verdict::Changed,
    }
}

/// The enums inside a type, in the order in which they stand there.
pub(super) fn enums<'t>(ty: &'t Type, found: &mut Vec<&'t [String]>) {
    match ty {
        Type::Enum(values) => found.push(values),
        Type::List(inside) | Type::Map(inside) => enums(inside, found),
        Type::Union(variants) => variants.iter().for_each(|variant| enums(variant, found)),
        _ => {}
    }
}

/// Whether a type is a single literal, in lists and maps or not.
pub(super) fn is_literal(ty: &Type) -> bool {
    match ty {
        Type::Enum(values) => values.len() == 1,
        Type::List(inside) | Type::Map(inside) => is_literal(inside),
        Type::Union(_) => ty
            .without_null()
            .is_some_and(|ty| !matches!(ty, Type::Union(_)) && is_literal(&ty)),
        _ => false,
    }
}

/// A type as pages write it: `("open" | "closed")[] | null`.
pub(super) fn written(ty: &Type) -> String {
    let list = |parts: Vec<String>| parts.join(" | ");
    match ty {
        Type::String => "string".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Date => "date".to_owned(),
        Type::DateTime => "date-time".to_owned(),
        Type::Uri => "uri".to_owned(),
        Type::Binary => "binary".to_owned(),
        Type::Object => "object".to_owned(),
        Type::Any => "any".to_owned(),
        Type::Null => "null".to_owned(),
        Type::Open => "open".to_owned(),
        Type::Enum(values) => list(values.iter().map(|value| format!("\"{value}\"")).collect()),
        Type::List(items) => match items.as_ref() {
            Type::Union(_) => format!("({})[]", written(items)),
            Type::Enum(values) if values.len() > 1 => format!("({})[]", written(items)),
            items => format!("{}[]", written(items)),
        },
        Type::Map(values) => format!("map({})", written(values)),
        Type::Union(variants) => list(variants.iter().map(written).collect()),
        Type::Ref(name) => name.clone(),
    }
}
