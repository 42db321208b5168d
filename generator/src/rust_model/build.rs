//! From types of the IR to shapes and declared types.

use std::borrow::Cow;

use super::names::{self, Distinct};
use super::types::{
    Case, Conversion, Declaration, DeclaredKind, DeclaredType, Member, Origin, SchemaType, Shape, ShapeKind, Side,
    Variant,
};
use crate::ir::{self, Api, Constraints, Field, Object, ParameterLocation, REST, Type, Value};
use crate::source::Span;

/// How far aliases of aliases are followed; lowering reports cycles.
const MAX_ALIASES: usize = 16;

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
        if self.module.is_some() {
            &[]
        } else {
            std::slice::from_ref(&self.name)
        }
    }
}

/// A row of a page that becomes a member.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    /// What the page says.
    pub(super) field: &'a Field,
    /// The word that its names are made of.
    pub(super) word: Cow<'a, str>,
    /// Where it goes.
    pub(super) location: ParameterLocation,
}

/// Where the types are declared that a shape needs.
#[derive(Clone, Debug)]
pub(super) enum Declared<'a> {
    /// Nowhere: the type needs none.
    Nowhere,
    /// In this file, under this name.
    Here(TypeName),
    /// In the module of a schema page, as this type.
    There(SchemaType<'a>, DeclaredKind),
}

/// The prose about what a declared type belongs to, and where that is.
pub(super) type Owner<'a> = (&'a str, Span);

/// Works out shapes, and collects the types that they declare.
#[derive(Clone, Copy, Debug)]
pub(super) struct Builder<'a> {
    api: &'a Api,
    side: Side,
    /// How far aliases of aliases are still followed.
    aliases_left: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(api: &'a Api, side: Side) -> Self {
        Self {
            api,
            side,
            aliases_left: MAX_ALIASES,
        }
    }

    /// The members of an object, whose types are declared inside `outer`.
    fn fields(self, object: &'a Object, outer: &TypeName) -> (Vec<Member<'a>>, Vec<DeclaredType<'a>>) {
        let row = |field: &'a Field| Row {
            field,
            word: if field.name == REST { names::REST } else { &field.name }.into(),
            location: ParameterLocation::Body,
        };
        let rows: Vec<Row<'a>> = object.fields.iter().chain(object.rest.as_deref()).map(row).collect();
        self.members(&rows, names::object_setter, &outer.inner(), outer.taken())
    }

    /// The members for some rows, whose setters get their names from `setter`, and whose types are declared in the module `parent`, which
    /// has the types `taken`.
    pub(super) fn members(
        self,
        rows: &[Row<'a>],
        setter: fn(&str) -> String,
        parent: &[String],
        taken: &[String],
    ) -> (Vec<Member<'a>>, Vec<DeclaredType<'a>>) {
        let mut types = Vec::new();
        let mut members = Vec::with_capacity(rows.len());
        let names = self
            .member_names(rows, setter)
            .into_iter()
            .zip(self.type_names(rows, parent, taken));
        for (row, (name, declared)) in rows.iter().zip(names) {
            let field = row.field;
            let owner = (field.description.as_str(), field.span);
            let mut shape = self.shape(&field.value.ty, &declared, owner, &mut types);
            let is_rest = field.name == REST;
            if is_rest {
                shape = Shape {
                    kind: ShapeKind::Map(Box::new(shape)),
                    nullable: false,
                };
            }
            let other = name.yields_to.and_then(|place| rows.get(place));
            members.push(Member {
                wire: &field.name,
                name: name.name,
                yields_to: other.map(|other| other.field.name.as_str()),
                word: row.word.clone(),
                // A map of further entries is always there in responses.
                required: field.required || (is_rest && self.side == Side::Response),
                conversion: conversion(&shape, row.location, field.required),
                is_boxed: false,
                shape,
                rules: if is_rest { Vec::new() } else { rules(&field.value) },
                literal: literal(&field.value.ty),
                deprecated: field.deprecated,
                field: Origin(field),
            });
        }
        (members, types)
    }

    /// The names of members: of arguments and setters, which are apart, or of public fields.
    fn member_names(self, rows: &[Row<'_>], setter: fn(&str) -> String) -> Vec<Distinct> {
        let of = |wanted: &dyn Fn(&Field) -> bool, name: fn(&str) -> String| {
            let words = rows.iter().map(|row| wanted(row.field).then_some(&*row.word));
            names::distinct(&words.collect::<Vec<_>>(), name, "_").into_iter()
        };
        if self.side == Side::Response {
            return of(&|_| true, names::snake).flatten().collect();
        }
        let arguments = of(&|field| field.required, names::argument);
        let setters = of(&|field| !field.required, setter);
        let names = arguments.zip(setters);
        names.filter_map(|(argument, setter)| argument.or(setter)).collect()
    }

    /// Where the types of rows are declared, and under which names.
    fn type_names(self, rows: &[Row<'a>], parent: &[String], taken: &[String]) -> Vec<Declared<'a>> {
        let word = |row: &Row<'a>| {
            let ty = &row.field.value.ty;
            let word = if is_plural(ty) {
                names::singular(&row.word).into()
            } else {
                row.word.clone()
            };
            self.declares(ty).then_some(word)
        };
        let words: Vec<Option<Cow<'_, str>>> = rows.iter().map(word).collect();
        let words: Vec<Option<&str>> = words.iter().map(Option::as_deref).collect();
        type_names(&words, parent, taken)
    }

    /// Whether a type needs a declaration. In responses a single literal is a plain string.
    pub(super) fn declares(self, ty: &Type) -> bool {
        match declared_kind(ty) {
            Some(DeclaredKind::Enum) => self.side == Side::Request || literal_inside(ty).is_none(),
            other => other.is_some(),
        }
    }

    /// What a schema's name stands for: the type that its module declares, or what it is an alias of.
    pub(super) fn schema(self, name: &str) -> Shape<'a> {
        let (Some(page), Some(aliases_left)) = (self.api.schema(name), self.aliases_left.checked_sub(1)) else {
            return Shape {
                kind: ShapeKind::Any,
                nullable: false,
            };
        };
        Self { aliases_left, ..self }.of_page(page)
    }

    /// What the name of a page stands for.
    pub(super) fn of_page(self, page: &'a ir::Schema) -> Shape<'a> {
        let declared = schema_type(page).map_or(Declared::Nowhere, |(ty, kind)| Declared::There(ty, kind));
        let owner = (page.description.as_str(), page.span);
        self.shape(&page.value.ty, &declared, owner, &mut Vec::new())
    }

    /// The shape of a type. What it declares here goes to `types`.
    pub(super) fn shape(
        self,
        ty: &'a Type,
        declared: &Declared<'a>,
        owner: Owner<'a>,
        types: &mut Vec<DeclaredType<'a>>,
    ) -> Shape<'a> {
        let kind = match (ty, declared) {
            (Type::Union(variants), _) => return self.union(variants, declared, owner, types),
            (Type::List(items), _) => ShapeKind::List(Box::new(self.shape(&items.ty, declared, owner, types))),
            (Type::Map(values), _) => ShapeKind::Map(Box::new(self.shape(&values.ty, declared, owner, types))),
            (Type::Ref(schema), _) => return self.schema(schema),
            (ty, Declared::There(schema, kind)) if declared_kind(ty).is_some() => {
                ShapeKind::Schema(schema.clone(), *kind)
            }
            (Type::Object(object), Declared::Here(name)) if !object.fields.is_empty() => {
                let (members, inner) = self.fields(object, name);
                types.push(self.declared(name, owner, Declaration::Object(members), inner));
                ShapeKind::Local(name.path(), DeclaredKind::Object)
            }
            (Type::Enum(values), Declared::Here(name)) => {
                types.push(self.declared(name, owner, Declaration::Enum(variants(values)), Vec::new()));
                ShapeKind::Local(name.path(), DeclaredKind::Enum)
            }
            (Type::Enum(_), _) => ShapeKind::String,
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
        (description, span): Owner<'a>,
        kind: Declaration<'a>,
        inner: Vec<DeclaredType<'a>>,
    ) -> DeclaredType<'a> {
        DeclaredType {
            side: self.side,
            path: name.path(),
            description: Origin(description),
            kind,
            inner,
            module: name.module.clone(),
            items: None,
            span,
        }
    }

    /// One variant besides null is that variant; several are a declared union.
    fn union(
        self,
        variants: &'a [Type],
        declared: &Declared<'a>,
        owner: Owner<'a>,
        types: &mut Vec<DeclaredType<'a>>,
    ) -> Shape<'a> {
        let present: Vec<&'a Type> = variants.iter().filter(|variant| **variant != Type::Null).collect();
        let nullable = present.len() < variants.len();
        if let [single] = present.as_slice() {
            let shape = self.shape(single, declared, owner, types);
            return Shape {
                nullable: nullable || shape.nullable,
                ..shape
            };
        }
        let name = match declared {
            Declared::Here(name) => name,
            Declared::There(schema, kind) => {
                let kind = ShapeKind::Schema(schema.clone(), *kind);
                return Shape { kind, nullable };
            }
            Declared::Nowhere => {
                let kind = ShapeKind::Any;
                return Shape { kind, nullable };
            }
        };
        let mut inner = Vec::new();
        let mut cases: Vec<Case<'a>> = Vec::with_capacity(present.len());
        for (place, (variant, own)) in present.iter().zip(self.variant_names(&present, name)).enumerate() {
            let shape = self.shape(variant, &own, owner, &mut inner);
            // A string and a URI, say, are the same in Rust.
            if cases.iter().all(|other| other.shape != shape) {
                cases.push(Case {
                    name: case_name(&shape),
                    shape,
                    place,
                });
            }
        }
        let plain = cases.iter().map(|case| case.name.as_str());
        let own: Vec<Distinct> = names::all_distinct(plain, str::to_owned, "").collect();
        for (case, own) in cases.iter_mut().zip(own) {
            case.name = own.name;
        }
        types.push(self.declared(name, owner, Declaration::Union(cases), inner));
        Shape {
            kind: ShapeKind::Local(name.path(), DeclaredKind::Union),
            nullable,
        }
    }

    /// Where the types of a union's variants are declared, and under which names.
    fn variant_names(self, variants: &[&Type], outer: &TypeName) -> Vec<Declared<'a>> {
        let word = |ty: &&Type| match ty {
            Type::Enum(_) => "keyword",
            Type::Object(_) => "object",
            Type::Map(_) => "entry",
            _ => "item",
        };
        let words = variants
            .iter()
            .map(|variant| self.declares(variant).then(|| word(variant)));
        type_names(&words.collect::<Vec<_>>(), &outer.inner(), outer.taken())
    }
}

/// The names for the types of some words, in the module `parent`, which has the types `taken`.
fn type_names<'a>(words: &[Option<&str>], parent: &[String], taken: &[String]) -> Vec<Declared<'a>> {
    let types = names::distinct(
        words,
        |word| names::apart_from(names::declared(word), taken, "Value"),
        "",
    );
    let modules = names::distinct(words, names::inner_module, "_");
    let names = types.into_iter().zip(modules).map(|(name, module)| match name {
        Some(name) => Declared::Here(TypeName {
            parent: parent.to_vec(),
            name: name.name,
            module: module.map(|module| module.name),
        }),
        None => Declared::Nowhere,
    });
    names.collect()
}

/// What types without anything inside them are in Rust.
fn scalar<'a>(ty: &Type) -> ShapeKind<'a> {
    match ty {
        Type::String | Type::Uri => ShapeKind::String,
        Type::Integer => ShapeKind::Integer,
        Type::Number => ShapeKind::Number,
        Type::Boolean => ShapeKind::Boolean,
        Type::Date => ShapeKind::Date,
        Type::DateTime => ShapeKind::DateTime,
        Type::Base64 => ShapeKind::Base64,
        Type::Secret => ShapeKind::Secret,
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
    let names = names::all_distinct(values.iter().map(String::as_str), names::variant, "");
    let variants = names.zip(values).map(|(Distinct { name, yields_to }, value)| Variant {
        name,
        value,
        yields_to: yields_to.and_then(|place| Some(values.get(place)?.as_str())),
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

/// Whether a type is a list or map, or null.
pub(super) fn is_plural(ty: &Type) -> bool {
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

/// How a request takes a value. Positional strings are `&str`: a generic argument for each costs compile time and helps nobody.
pub(super) fn conversion(shape: &Shape<'_>, location: ParameterLocation, required: bool) -> Conversion {
    use ShapeKind::{
        Any, Base64, Boolean, Bytes, Date, DateTime, Integer, JsonObject, List, Local, Map, Number, Open, Schema,
        Secret, String,
    };
    let in_body = matches!(location, ParameterLocation::Body | ParameterLocation::WholeBody);
    match &shape.kind {
        // Any value may be null already.
        Any | Open if shape.nullable => Conversion::Into,
        _ if shape.nullable => Conversion::Nullable,
        // The body is sent later, so the request owns what it sends.
        String if location == ParameterLocation::WholeBody => Conversion::Into,
        String if required => Conversion::Borrowed,
        String => Conversion::Text,
        Local(_, DeclaredKind::Union | DeclaredKind::Enum)
        | Schema(_, DeclaredKind::Union | DeclaredKind::Enum)
        | Any
        | Base64
        | Secret => Conversion::Into,
        Open if in_body => Conversion::Into,
        Integer | Number | Boolean | Date | DateTime | JsonObject | Local(..) | Schema(..) => Conversion::Exact,
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
        ShapeKind::Base64 => "Base64".to_owned(),
        ShapeKind::Secret => "Secret".to_owned(),
        ShapeKind::Bytes => "Bytes".to_owned(),
        ShapeKind::Any | ShapeKind::Open => "Any".to_owned(),
        ShapeKind::JsonObject | ShapeKind::Local(_, DeclaredKind::Object) => "Object".to_owned(),
        ShapeKind::Local(_, DeclaredKind::Enum) => "Keyword".to_owned(),
        ShapeKind::Local(_, DeclaredKind::Union) => "Union".to_owned(),
        ShapeKind::Schema(schema, _) => names::case(schema.page),
        ShapeKind::List(items) => format!("{}List", case_name(items)),
        ShapeKind::Map(values) => format!("{}Map", case_name(values)),
    }
}

/// The type that a schema's module declares, and its kind; `None` for an alias of what needs no declaration.
pub(super) fn schema_type(page: &ir::Schema) -> Option<(SchemaType<'_>, DeclaredKind)> {
    let ty = SchemaType {
        page: &page.name,
        is_item: is_plural(&page.value.ty),
    };
    Some((ty, declared_kind(&page.value.ty)?))
}
