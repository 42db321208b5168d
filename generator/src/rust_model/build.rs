//! From types of the IR to shapes and declared types.

use super::names;
use super::schemas::Schemas;
use super::types::{
    Case, Conversion, Declaration, DeclaredKind, DeclaredType, Member, Origin, Shape, ShapeKind, Side, Variant,
};
use crate::ir::{Constraints, Field, ParameterLocation, Type, Value};
use crate::source::Span;

/// A name for the types of something, and where they are declared.
#[derive(Clone, Debug)]
pub(super) struct TypeName {
    /// Path of the module that declares the type.
    pub(super) parent: Vec<String>,
    /// Name of the type.
    pub(super) name: String,
    /// Name of the module beside it for the types inside it; `None` where they are beside it themselves.
    pub(super) module: Option<String>,
}

impl TypeName {
    fn path(&self) -> Vec<String> {
        [self.parent.as_slice(), std::slice::from_ref(&self.name)].concat()
    }

    fn inner(&self) -> Vec<String> {
        [self.parent.as_slice(), self.module.as_slice()].concat()
    }

    /// The names that types inside it can't have.
    fn taken(&self) -> &[String] {
        if self.module.is_some() { &[] } else { std::slice::from_ref(&self.name) }
    }
}

/// What a declared type belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner<'a> {
    /// Prose about it.
    pub(super) description: &'a str,
    /// Where it is.
    pub(super) span: Span,
}

/// Works out shapes, and collects the types that they declare.
#[derive(Clone, Copy, Debug)]
pub(super) struct Builder<'a, 's> {
    pub(super) schemas: &'s Schemas<'a>,
    pub(super) side: Side,
}

impl<'a> Builder<'a, '_> {
    /// The members of an object, whose types are declared inside `outer`.
    fn fields(self, fields: &'a [Field], outer: &TypeName) -> (Vec<Member<'a>>, Vec<DeclaredType<'a>>) {
        let words: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let locations = vec![ParameterLocation::Body; fields.len()];
        let fields: Vec<&Field> = fields.iter().collect();
        self.members(&fields, &words, &locations, &outer.inner(), outer.taken())
    }

    /// The members for some fields. A field is called by its word; types are declared in the module `parent`, which has the types `taken`.
    pub(super) fn members(
        self,
        fields: &[&'a Field],
        words: &[&str],
        locations: &[ParameterLocation],
        parent: &[String],
        taken: &[String],
    ) -> (Vec<Member<'a>>, Vec<DeclaredType<'a>>) {
        let mut types = Vec::new();
        let mut type_names = self.type_names(fields, words, parent, taken).into_iter();
        let mut names = self.member_names(fields, words).into_iter();
        let mut members = Vec::with_capacity(fields.len());
        for ((field, word), location) in fields.iter().zip(words).zip(locations) {
            let owner = Owner {
                description: &field.description,
                span: field.span,
            };
            let type_name = type_names.next().flatten();
            let shape = self.shape(&field.value.ty, type_name.as_ref(), owner, &mut types);
            let (name, yields_to) = names.next().unwrap_or_default();
            members.push(Member {
                wire: &field.name,
                name,
                yields_to,
                argument: names::argument(word),
                required: field.required,
                conversion: conversion(&shape, *location),
                shape,
                rules: rules(&field.value),
                literal: literal(&field.value.ty),
                deprecated: field.deprecated,
                field: Origin(field),
            });
        }
        (members, types)
    }

    /// The names of members: of arguments and setters, which are apart, or of public fields. With each goes the field that it yields to.
    fn member_names(self, fields: &[&'a Field], words: &[&str]) -> Vec<(String, Option<&'a str>)> {
        let of = |wanted: &dyn Fn(&Field) -> bool, name: fn(&str) -> String| {
            let own = fields.iter().zip(words).filter(|(field, _)| wanted(field));
            let (own, words): (Vec<&'a Field>, Vec<&str>) = own.unzip();
            let names = names::distinct(&words, name, "_").into_iter();
            names.map(move |names::Distinct { name, yields_to }| {
                let other = yields_to.and_then(|place| own.get(place));
                (name, other.map(|other| other.name.as_str()))
            })
        };
        if self.side == Side::Response {
            return of(&|_| true, names::snake).collect();
        }
        let mut arguments = of(&|field| field.required, names::argument);
        let mut setters = of(&|field| !field.required, names::setter);
        let next = |field: &&Field| if field.required { arguments.next() } else { setters.next() };
        fields.iter().map(next).map(Option::unwrap_or_default).collect()
    }

    /// The names for the types of fields; `None` for a field that declares none.
    fn type_names(self, fields: &[&Field], words: &[&str], parent: &[String], taken: &[String]) -> Vec<Option<TypeName>> {
        let declares: Vec<bool> = fields.iter().map(|field| self.declares(&field.value.ty)).collect();
        let declaring = fields.iter().zip(words).zip(&declares).filter(|(_, declares)| **declares);
        let singular: Vec<String> = declaring
            .map(|((field, word), _)| match is_plural(&field.value.ty) {
                true => names::singular(word),
                false => (*word).to_owned(),
            })
            .collect();
        let words: Vec<&str> = singular.iter().map(String::as_str).collect();
        let type_names = names::distinct(&words, |word| apart_from(names::declared(word), taken), "");
        let modules = names::distinct(&words, names::inner_module, "_");
        let mut made = type_names.into_iter().zip(modules).map(|(name, module)| TypeName {
            parent: parent.to_vec(),
            name: name.name,
            module: Some(module.name),
        });
        declares.iter().map(|declares| declares.then(|| made.next()).flatten()).collect()
    }

    /// Whether a type needs a declaration. In responses a single literal is a plain string.
    pub(super) fn declares(self, ty: &Type) -> bool {
        match declared_kind(ty) {
            Some(DeclaredKind::Enum) => self.side == Side::Request || literal_inside(ty).is_none(),
            other => other.is_some(),
        }
    }

    /// The shape of a type. What it declares goes to `types`, under the name; without a name nothing is declared.
    pub(super) fn shape(
        self,
        ty: &'a Type,
        name: Option<&TypeName>,
        owner: Owner<'a>,
        types: &mut Vec<DeclaredType<'a>>,
    ) -> Shape<'a> {
        let kind = match (ty, name) {
            (Type::Object(object), Some(name)) if !object.fields.is_empty() => {
                let (members, inner) = self.fields(&object.fields, name);
                types.push(self.declared(name, owner, Declaration::Object(members), inner));
                ShapeKind::Local(name.path(), DeclaredKind::Object)
            }
            (Type::Enum(values), Some(name)) => {
                types.push(self.declared(name, owner, Declaration::Enum(variants(values)), Vec::new()));
                ShapeKind::Local(name.path(), DeclaredKind::Enum)
            }
            (Type::Enum(_), None) => ShapeKind::String,
            (Type::List(items), _) => ShapeKind::List(Box::new(self.shape(&items.ty, name, owner, types))),
            (Type::Map(values), _) => ShapeKind::Map(Box::new(self.shape(&values.ty, name, owner, types))),
            (Type::Union(variants), _) => return self.union(variants, name, owner, types),
            (Type::Ref(schema), _) => return self.schemas.shape(schema),
            (other, _) => scalar(other),
        };
        Shape {
            kind,
            nullable: *ty == Type::Null,
        }
    }

    fn declared(
        self,
        name: &TypeName,
        owner: Owner<'a>,
        kind: Declaration<'a>,
        inner: Vec<DeclaredType<'a>>,
    ) -> DeclaredType<'a> {
        DeclaredType {
            side: self.side,
            path: name.path(),
            description: Origin(owner.description),
            kind,
            inner,
            module: name.module.clone(),
            items: None,
            span: owner.span,
        }
    }

    /// One variant besides null is that variant; several are a declared union.
    fn union(
        self,
        variants: &'a [Type],
        name: Option<&TypeName>,
        owner: Owner<'a>,
        types: &mut Vec<DeclaredType<'a>>,
    ) -> Shape<'a> {
        let present: Vec<&'a Type> = variants.iter().filter(|variant| **variant != Type::Null).collect();
        let nullable = present.len() < variants.len();
        if let [single] = present.as_slice() {
            let shape = self.shape(single, name, owner, types);
            return Shape {
                nullable: nullable || shape.nullable,
                ..shape
            };
        }
        let Some(name) = name else {
            let kind = ShapeKind::Any;
            return Shape { kind, nullable };
        };
        let mut inner = Vec::new();
        let mut cases: Vec<Case<'a>> = Vec::with_capacity(present.len());
        for (place, (variant, own)) in present.iter().zip(self.variant_names(&present, name)).enumerate() {
            let shape = self.shape(variant, own.as_ref(), owner, &mut inner);
            // A string and a URI, say, are the same in Rust.
            if cases.iter().all(|other| other.shape != shape) {
                cases.push(Case {
                    name: case_name(&shape),
                    shape,
                    place,
                });
            }
        }
        let plain: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        let own = names::distinct(&plain, str::to_owned, "");
        cases.iter_mut().zip(own).for_each(|(case, own)| case.name = own.name);
        types.push(self.declared(name, owner, Declaration::Union(cases), inner));
        Shape {
            kind: ShapeKind::Local(name.path(), DeclaredKind::Union),
            nullable,
        }
    }

    /// The names of the types that a union's variants declare.
    fn variant_names(self, variants: &[&Type], outer: &TypeName) -> Vec<Option<TypeName>> {
        let declaring = variants.iter().filter(|variant| self.declares(variant));
        let words: Vec<&str> = declaring
            .map(|variant| match variant {
                Type::Enum(_) => "keyword",
                Type::Object(_) => "object",
                Type::Map(_) => "entry",
                _ => "item",
            })
            .collect();
        let modules = names::distinct(&words, str::to_owned, "_");
        let mut made = modules.into_iter().map(|module| TypeName {
            parent: outer.inner(),
            name: apart_from(names::camel(&module.name), outer.taken()),
            module: Some(module.name),
        });
        let names = variants.iter().map(|variant| self.declares(variant).then(|| made.next()).flatten());
        names.collect()
    }
}

/// A name that is none of those taken.
fn apart_from(name: String, taken: &[String]) -> String {
    if taken.contains(&name) { format!("{name}Value") } else { name }
}

/// What types without anything inside them are in Rust.
pub(super) fn scalar<'a>(ty: &Type) -> ShapeKind<'a> {
    match ty {
        Type::String | Type::Uri => ShapeKind::String,
        Type::Integer => ShapeKind::Integer,
        Type::Number => ShapeKind::Number,
        Type::Boolean => ShapeKind::Boolean,
        Type::Date => ShapeKind::Date,
        Type::DateTime => ShapeKind::DateTime,
        Type::Binary => ShapeKind::Bytes,
        Type::Open => ShapeKind::Open,
        Type::Object(_) => ShapeKind::JsonObject,
        _ => ShapeKind::Any,
    }
}

/// The kind of declared type that a type needs, in lists and maps or not.
pub(super) fn declared_kind(ty: &Type) -> Option<DeclaredKind> {
    match ty {
        Type::Enum(_) => Some(DeclaredKind::Enum),
        Type::Object(object) => (!object.fields.is_empty()).then_some(DeclaredKind::Object),
        Type::List(inside) | Type::Map(inside) => declared_kind(&inside.ty),
        Type::Union(_) => match ty.only_variant() {
            Some(single) => declared_kind(single),
            None => Some(DeclaredKind::Union),
        },
        _ => None,
    }
}

fn variants(values: &[String]) -> Vec<Variant<'_>> {
    let words: Vec<&str> = values.iter().map(String::as_str).collect();
    let names = names::distinct(&words, names::variant, "").into_iter();
    let variants = names.zip(&words).map(|(names::Distinct { name, yields_to }, value)| Variant {
        name,
        value,
        yields_to: yields_to.and_then(|place| words.get(place)).copied(),
    });
    variants.collect()
}

/// The one string that a value of the type is, null left out.
fn literal(ty: &Type) -> Option<&str> {
    match ty {
        Type::Enum(values) => match values.as_slice() {
            [value] => Some(value),
            _ => None,
        },
        _ => ty.only_variant().and_then(literal),
    }
}

/// The one string that a type is made of, in lists and maps or not.
fn literal_inside(ty: &Type) -> Option<&str> {
    match ty.only_variant().unwrap_or(ty) {
        Type::List(inside) | Type::Map(inside) => literal_inside(&inside.ty),
        single => literal(single),
    }
}

/// Whether a field of this type names several things.
fn is_plural(ty: &Type) -> bool {
    matches!(ty.only_variant().unwrap_or(ty), Type::List(_) | Type::Map(_))
}

/// What a value must satisfy, then its items or values, and so on inwards.
fn rules(value: &Value) -> Vec<&Constraints> {
    let mut rules = Vec::new();
    let mut next = Some(value);
    while let Some(value) = next {
        rules.push(&value.constraints);
        next = match &value.ty {
            Type::Union(variants) => variants.iter().find_map(inside),
            other => inside(other),
        };
    }
    while rules.pop_if(|rule| rule.is_empty()).is_some() {}
    rules
}

/// What a list or map holds.
fn inside(ty: &Type) -> Option<&Value> {
    match ty {
        Type::List(inside) | Type::Map(inside) => Some(inside),
        _ => None,
    }
}

/// How a request takes a value.
pub(super) fn conversion(shape: &Shape<'_>, location: ParameterLocation) -> Conversion {
    use ShapeKind::{
        Any, Boolean, Bytes, Date, DateTime, Integer, JsonObject, List, Local, Map, Number, Open, Schema, String,
    };
    let in_body = matches!(location, ParameterLocation::Body | ParameterLocation::WholeBody);
    match &shape.kind {
        _ if shape.nullable => Conversion::Into,
        // The body is sent later, so the request owns what it sends.
        String if location == ParameterLocation::WholeBody => Conversion::Into,
        String => Conversion::Borrowed,
        Integer | Number | Boolean | Date | DateTime | JsonObject => Conversion::Exact,
        Local(_, DeclaredKind::Union) | Schema(_, DeclaredKind::Union) | Any => Conversion::Into,
        Local(..) | Schema(..) => Conversion::Exact,
        Open if in_body => Conversion::Into,
        Open => Conversion::Display,
        Bytes => Conversion::Bytes,
        List(_) => Conversion::List,
        Map(_) => Conversion::Map,
    }
}

/// The name of a union's case: that of what it holds.
fn case_name(shape: &Shape<'_>) -> String {
    match &shape.kind {
        ShapeKind::String => "String".to_owned(),
        ShapeKind::Integer => "Integer".to_owned(),
        ShapeKind::Number => "Number".to_owned(),
        ShapeKind::Boolean => "Boolean".to_owned(),
        ShapeKind::Date => "Date".to_owned(),
        ShapeKind::DateTime => "Timestamp".to_owned(),
        ShapeKind::Bytes => "Bytes".to_owned(),
        ShapeKind::Any | ShapeKind::Open => "Any".to_owned(),
        ShapeKind::JsonObject | ShapeKind::Local(_, DeclaredKind::Object) => "Object".to_owned(),
        ShapeKind::Local(_, DeclaredKind::Enum) => "Keyword".to_owned(),
        ShapeKind::Local(_, DeclaredKind::Union) => "Union".to_owned(),
        ShapeKind::Schema(schema, _) => names::variant(schema.page),
        ShapeKind::List(items) => format!("{}List", case_name(items)),
        ShapeKind::Map(values) => format!("{}Map", case_name(values)),
    }
}
