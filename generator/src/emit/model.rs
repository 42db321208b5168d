//! What an endpoint or schema is in Rust, before any token: the types that it declares, and the shape of every parameter.
//!
//! The IR says what the docs say; this says which Rust types stand for it. Emitters only spell it out.

use std::collections::BTreeSet;

use super::shared_types::Schemas;
use crate::ir::{Endpoint, Parameter, Schema, Type};
use crate::names;
use crate::source::Span;

/// The Rust side of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The type without null.
    pub(crate) core: Core,
    /// Whether null is a value too.
    pub(crate) nullable: bool,
}

/// A type without null.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Core {
    /// Texts and URIs.
    Text,
    /// `i64`
    Integer,
    /// `f64`
    Number,
    /// `bool`
    Boolean,
    /// `jiff::civil::Date`
    Date,
    /// `jiff::Timestamp`
    DateTime,
    /// `bytes::Bytes`
    Bytes,
    /// `serde_json::Value`: the page says that any value will do.
    Any,
    /// Whatever the caller has: the page states no type.
    Open,
    /// An object whose members the page doesn't list.
    JsonObject,
    /// A type that the same module declares.
    Local(String, Named),
    /// A type of `crate::schemas`.
    Schema(String, Named),
    /// `Vec<T>`
    List(Box<Shape>),
    /// `BTreeMap<String, T>`
    Map(Box<Shape>),
}

/// Kinds of declared types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Named {
    /// A string enum.
    Enum,
    /// An object with fields.
    Object,
    /// A union.
    Union,
}

/// Where a type is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Side {
    /// In requests: objects have constructors and setters.
    Request,
    /// In answers, perhaps in requests too: objects have public fields.
    Answer,
}

/// A declared type.
#[derive(Clone, Debug)]
pub(crate) struct Declaration<'a> {
    /// Where it is used.
    pub(crate) side: Side,
    /// Its Rust name.
    pub(crate) name: String,
    /// Prose about it.
    pub(crate) description: &'a str,
    /// What it is.
    pub(crate) kind: DeclarationKind<'a>,
}

/// What a declared type is made of.
#[derive(Clone, Debug)]
pub(crate) enum DeclarationKind<'a> {
    /// The values as the docs spell them.
    Enum(&'a [String]),
    /// The fields.
    Object(Vec<Member<'a>>),
    /// Variant names and what they hold.
    Union(Vec<(String, Shape)>),
}

/// How far aliases of aliases are followed; lowering reports cycles.
const MAX_ALIASES: usize = 16;

/// A parameter or field together with its shape.
#[derive(Clone, Debug)]
pub(crate) struct Member<'a> {
    /// What the docs say.
    pub(crate) parameter: &'a Parameter,
    /// What it is in Rust.
    pub(crate) shape: Shape,
}

/// What a type belongs to: a parameter, a field, or a schema page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner<'a> {
    /// Its name in the docs.
    pub(crate) name: &'a str,
    /// Where it stands.
    pub(crate) span: Span,
    description: &'a str,
    fields: &'a [Parameter],
}

impl<'a> From<&'a Parameter> for Owner<'a> {
    fn from(parameter: &'a Parameter) -> Self {
        Self {
            name: &parameter.name,
            span: parameter.span,
            description: &parameter.description,
            fields: &parameter.fields,
        }
    }
}

impl<'a> From<&'a Schema> for Owner<'a> {
    fn from(schema: &'a Schema) -> Self {
        Self {
            name: &schema.name,
            span: schema.span,
            description: &schema.description,
            fields: &schema.fields,
        }
    }
}

/// Works out the shapes of a module's parameters and collects the types that it must declare.
#[derive(Debug)]
pub(crate) struct Modeller<'a, 's> {
    schemas: &'s Schemas<'a>,
    side: Side,
    /// The schema whose module it is, if it is one's.
    own: Option<&'a str>,
    /// The names that the module uses.
    pub(crate) taken: BTreeSet<String>,
    /// The types to declare, outer ones first.
    pub(crate) declarations: Vec<Declaration<'a>>,
    /// Names that could not be told apart by the naming rules.
    pub(crate) clashes: Vec<(Owner<'a>, String)>,
}

impl<'a, 's> Modeller<'a, 's> {
    fn new(schemas: &'s Schemas<'a>, side: Side, taken: BTreeSet<String>) -> Self {
        Self {
            schemas,
            side,
            own: None,
            taken,
            declarations: Vec::new(),
            clashes: Vec::new(),
        }
    }

    /// A modeller for the request in an endpoint's module.
    pub(crate) fn of_endpoint(endpoint: &Endpoint, schemas: &'s Schemas<'a>) -> Self {
        let mut taken = Schemas::imported(&schemas.named(endpoint.parameters.iter()));
        for response in &endpoint.responses {
            taken.extend(Schemas::imported(&schemas.named_by_response(response)));
        }
        taken.extend([names::camel(&endpoint.name), names::camel(&endpoint.scope)]);
        Self::new(schemas, Side::Request, taken)
    }

    /// A modeller for the answers in an endpoint's module, which uses the names `taken` already.
    pub(crate) fn of_answers(schemas: &'s Schemas<'a>, taken: BTreeSet<String>) -> Self {
        Self::new(schemas, Side::Answer, taken)
    }

    /// A modeller for a schema's module, with all that the module declares.
    pub(crate) fn of_schema(schema: &'a Schema, schemas: &'s Schemas<'a>) -> Self {
        let mut modeller = Self::new(
            schemas,
            schemas.side(schema),
            Schemas::imported(&schemas.named_by_schema(schema)),
        );
        modeller.own = Some(&schema.name);
        if let Some((name, _)) = Schemas::declared(schema) {
            modeller.taken.insert(name.clone());
            modeller.shape(&schema.ty, Owner::from(schema), &name);
        }
        modeller
    }

    /// The members in order. Types of outer members get their names before those of nested ones, so that the short names go to what
    /// callers see first.
    pub(crate) fn members(&mut self, parameters: impl Iterator<Item = &'a Parameter>, outer: &str) -> Vec<Member<'a>> {
        let named: Vec<(&'a Parameter, String)> = parameters
            .map(|parameter| (parameter, self.name_for(parameter, outer)))
            .collect();
        named
            .into_iter()
            .map(|(parameter, name)| Member {
                parameter,
                shape: self.shape(&parameter.ty, Owner::from(parameter), &name),
            })
            .collect()
    }

    /// The name that a type of this parameter gets: the parameter's own, else with the outer type's before it.
    fn name_for(&mut self, parameter: &'a Parameter, outer: &str) -> String {
        if !self.declares(&parameter.ty, &parameter.fields) {
            return String::new();
        }
        let own = names::camel(&parameter.name);
        let own = if is_plural(&parameter.ty) {
            names::singular(&own)
        } else {
            own
        };
        for candidate in [own.clone(), format!("{outer}{own}"), format!("{outer}{own}Value")] {
            if !names::is_imported(&candidate) && self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
        if self.side == Side::Request {
            self.clashes.push((Owner::from(parameter), own.clone()));
            return own;
        }
        self.numbered(&format!("{outer}{own}"))
    }

    /// A name that is free. Nobody writes the names of answers' types in a call, so that a number may tell them apart.
    fn numbered(&mut self, name: &str) -> String {
        let mut numbered = (2_u32..).map(|number| format!("{name}{number}"));
        let free = numbered.find(|name| self.taken.insert(name.clone()));
        free.unwrap_or_default()
    }

    /// Whether a type needs a declaration. In answers a single literal is a mere text: it tells nothing.
    fn declares(&self, ty: &Type, fields: &[Parameter]) -> bool {
        match declared_inside(ty, fields) {
            Some(Named::Enum) => self.side == Side::Request || !is_literal(ty),
            Some(_) => true,
            None => false,
        }
    }

    /// The shape of a type; declares what it needs under `name`, which is empty where nothing is to be declared.
    fn shape(&mut self, ty: &'a Type, owner: Owner<'a>, name: &str) -> Shape {
        let core = match ty {
            Type::Object if owner.fields.is_empty() => Core::JsonObject,
            Type::Object => self.object(owner, name),
            Type::Enum(_) if name.is_empty() => Core::Text,
            Type::Enum(values) => self.enumeration(values, owner, name),
            Type::List(items) => Core::List(Box::new(self.shape(items, owner, name))),
            Type::Map(values) => Core::Map(Box::new(self.shape(values, owner, name))),
            Type::Union(variants) => return self.union(variants, owner, name),
            Type::Ref(schema) => return self.reference(schema, MAX_ALIASES),
            scalar => scalar_core(scalar),
        };
        Shape {
            core,
            nullable: ty.is_nullable(),
        }
    }

    /// Takes the place of a declaration before the types inside it are known, so that outer ones come first.
    fn declare(&mut self, owner: Owner<'a>, name: &str, kind: DeclarationKind<'a>) -> usize {
        self.declarations.push(Declaration {
            side: self.side,
            name: name.to_owned(),
            description: owner.description,
            kind,
        });
        self.declarations.len() - 1
    }

    fn complete(&mut self, place: usize, kind: DeclarationKind<'a>) {
        if let Some(declaration) = self.declarations.get_mut(place) {
            declaration.kind = kind;
        }
    }

    fn object(&mut self, owner: Owner<'a>, name: &str) -> Core {
        let place = self.declare(owner, name, DeclarationKind::Object(Vec::new()));
        let members = self.members(owner.fields.iter(), name);
        self.complete(place, DeclarationKind::Object(members));
        Core::Local(name.to_owned(), Named::Object)
    }

    fn enumeration(&mut self, values: &'a [String], owner: Owner<'a>, name: &str) -> Core {
        self.declare(owner, name, DeclarationKind::Enum(values));
        Core::Local(name.to_owned(), Named::Enum)
    }

    /// One variant besides null is that variant; several are a declared union.
    fn union(&mut self, variants: &'a [Type], owner: Owner<'a>, name: &str) -> Shape {
        let present: Vec<&'a Type> = variants.iter().filter(|variant| **variant != Type::Null).collect();
        let nullable = present.len() < variants.len();
        if let [single] = present.as_slice() {
            let Shape { core, nullable: own } = self.shape(single, owner, name);
            return Shape {
                core,
                nullable: nullable || own,
            };
        }
        let place = self.declare(owner, name, DeclarationKind::Union(Vec::new()));
        let mut cases: Vec<(String, Shape)> = Vec::with_capacity(present.len());
        for variant in present {
            let inner = self.inner_name(variant, owner, name);
            let shape = self.shape(variant, owner, &inner);
            // A text and a URI, say, are the same in Rust.
            if cases.iter().any(|(_, other)| *other == shape) {
                continue;
            }
            let case = case_name(&shape);
            let taken = |name: &str| cases.iter().any(|(other, _)| other == name);
            let numbered = (2..).map(|n| format!("{case}{n}"));
            let case = std::iter::once(case.clone()).chain(numbered).find(|name| !taken(name));
            cases.push((case.unwrap_or_default(), shape));
        }
        self.complete(place, DeclarationKind::Union(cases));
        Shape {
            core: Core::Local(name.to_owned(), Named::Union),
            nullable,
        }
    }

    /// The name of a type that is declared for one variant of a union.
    fn inner_name(&mut self, variant: &Type, owner: Owner<'a>, name: &str) -> String {
        if !self.declares(variant, owner.fields) {
            return String::new();
        }
        let ending = match variant {
            Type::Enum(_) => "Keyword",
            Type::Object => "Object",
            Type::Map(_) => "Entry",
            _ => "Item",
        };
        let inner = format!("{name}{ending}");
        if self.taken.insert(inner.clone()) {
            return inner;
        }
        if self.side == Side::Answer {
            return self.numbered(&inner);
        }
        self.clashes.push((owner, inner.clone()));
        inner
    }

    /// What a schema's name stands for: the type that its module declares, or what it is an alias of.
    fn reference(&self, name: &str, aliases_left: usize) -> Shape {
        match (self.schemas.get(name), aliases_left.checked_sub(1)) {
            (Some(schema), Some(left)) => self.alias(&schema.ty, schema, left),
            _ => Shape {
                core: Core::Any,
                nullable: false,
            },
        }
    }

    /// The shape of a type inside a schema, without declaring anything: the schema's own module does.
    fn alias(&self, ty: &Type, schema: &Schema, left: usize) -> Shape {
        let core = match ty {
            Type::Ref(name) => return self.reference(name, left),
            Type::Object if schema.fields.is_empty() => Core::JsonObject,
            Type::Object | Type::Enum(_) => self.declared(schema),
            Type::List(items) => Core::List(Box::new(self.alias(items, schema, left))),
            Type::Map(values) => Core::Map(Box::new(self.alias(values, schema, left))),
            Type::Union(_) => match ty.without_null() {
                Some(Type::Union(_)) => self.declared(schema),
                Some(single) => {
                    let Shape { core, nullable } = self.alias(&single, schema, left);
                    return Shape {
                        core,
                        nullable: nullable || ty.is_nullable(),
                    };
                }
                None => Core::Any,
            },
            scalar => scalar_core(scalar),
        };
        Shape {
            core,
            nullable: ty.is_nullable(),
        }
    }

    /// The type that a schema's module declares, from where this module sees it. What an answer holds of its own type stays a shared type,
    /// which gets a box.
    fn declared(&self, schema: &Schema) -> Core {
        let is_own = self.side == Side::Request && self.own == Some(schema.name.as_str());
        match Schemas::declared(schema) {
            Some((name, kind)) if is_own => Core::Local(name, kind),
            Some((name, kind)) => Core::Schema(name, kind),
            None => Core::Any,
        }
    }
}

/// What types without anything inside them are in Rust.
fn scalar_core(ty: &Type) -> Core {
    match ty {
        Type::String | Type::Uri => Core::Text,
        Type::Integer => Core::Integer,
        Type::Number => Core::Number,
        Type::Boolean => Core::Boolean,
        Type::Date => Core::Date,
        Type::DateTime => Core::DateTime,
        Type::Binary => Core::Bytes,
        Type::Open => Core::Open,
        _ => Core::Any,
    }
}

/// The kind of declared type that a type needs, in lists and maps or not; `fields` are those of the object inside it.
pub(crate) fn declared_inside(ty: &Type, fields: &[Parameter]) -> Option<Named> {
    match ty {
        Type::Enum(_) => Some(Named::Enum),
        Type::Object if !fields.is_empty() => Some(Named::Object),
        Type::List(inner) | Type::Map(inner) => declared_inside(inner, fields),
        Type::Union(_) => match ty.only_variant() {
            Some(single) => declared_inside(single, fields),
            None => Some(Named::Union),
        },
        _ => None,
    }
}

/// Whether a type is a single literal, in lists and maps or not.
fn is_literal(ty: &Type) -> bool {
    match ty {
        Type::Enum(values) => values.len() == 1,
        Type::List(inner) | Type::Map(inner) => is_literal(inner),
        Type::Union(_) => ty.only_variant().is_some_and(is_literal),
        _ => false,
    }
}

/// Whether a parameter of this type names several things.
fn is_plural(ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::Map(_) => true,
        Type::Union(variants) => {
            let mut present = variants.iter().filter(|variant| **variant != Type::Null);
            present.next().is_some_and(is_plural) && present.next().is_none()
        }
        _ => false,
    }
}

/// The name of a union's variant: that of what it holds.
fn case_name(shape: &Shape) -> String {
    match &shape.core {
        Core::Text => "String".to_owned(),
        Core::Integer => "Integer".to_owned(),
        Core::Number => "Number".to_owned(),
        Core::Boolean => "Boolean".to_owned(),
        Core::Date => "Date".to_owned(),
        Core::DateTime => "Timestamp".to_owned(),
        Core::Bytes => "Bytes".to_owned(),
        Core::Any | Core::Open => "Any".to_owned(),
        Core::JsonObject | Core::Local(_, Named::Object) => "Object".to_owned(),
        Core::Local(_, Named::Enum) => "Keyword".to_owned(),
        Core::Local(_, Named::Union) => "Union".to_owned(),
        Core::Schema(name, _) => name.clone(),
        Core::List(items) => format!("{}List", case_name(items)),
        Core::Map(values) => format!("{}Map", case_name(values)),
    }
}
