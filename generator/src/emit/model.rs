//! What an endpoint or schema is in Rust, before any token: the types that it declares, and the shape of every parameter.
//!
//! The IR says what the docs say; this says which Rust types stand for it. Emitters only spell it out.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Endpoint, Parameter, Schema, Type};
use crate::names;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// A string enum.
    Enum,
    /// An object with fields.
    Object,
    /// A union.
    Union,
}

/// Where a type is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// In requests: objects have constructors and setters.
    Request,
    /// In answers: objects have public fields.
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

/// A parameter or field together with its shape.
#[derive(Clone, Debug)]
pub(crate) struct Member<'a> {
    /// What the docs say.
    pub(crate) parameter: &'a Parameter,
    /// What it is in Rust.
    pub(crate) shape: Shape,
}

/// Schema pages by name.
#[derive(Debug)]
pub(crate) struct Schemas<'a> {
    by_name: BTreeMap<&'a str, &'a Schema>,
}

/// How far aliases of aliases are followed; lowering reports cycles.
const MAX_ALIASES: usize = 16;

impl<'a> Schemas<'a> {
    pub(crate) fn new(api: &'a Api) -> Self {
        Self {
            by_name: api
                .schemas
                .iter()
                .map(|schema| (schema.name.as_str(), schema))
                .collect(),
        }
    }

    /// The schema page of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&'a Schema> {
        self.by_name.get(name).copied()
    }

    /// The kind of type that the schema's own module declares; `None` for a mere alias.
    pub(crate) fn declared(schema: &Schema) -> Option<Named> {
        match schema.ty.without_null()? {
            Type::Enum(_) => Some(Named::Enum),
            Type::Object if !schema.fields.is_empty() => Some(Named::Object),
            Type::Union(_) => Some(Named::Union),
            _ => None,
        }
    }

    /// The name of the type that an alias's module declares for what is inside its list or map.
    pub(crate) fn item_name(schema: &Schema) -> String {
        format!("{}Item", names::camel(&schema.name))
    }

    /// The schemas that a module with these parameters depends on: those that they name, and what aliases among them stand for.
    pub(crate) fn named<'p>(&self, roots: impl Iterator<Item = &'p Parameter>) -> BTreeMap<&'a str, &'a Schema> {
        let mut open: Vec<String> = Vec::new();
        for root in roots {
            references_of_parameter(root, &mut |name| open.push(name.to_owned()));
        }
        let mut named = BTreeMap::new();
        while let Some(schema) = open.pop().and_then(|name| self.get(&name)) {
            if named.insert(schema.name.as_str(), schema).is_none() && Self::declared(schema).is_none() {
                references(&schema.ty, &mut |name| open.push(name.to_owned()));
            }
        }
        named
    }

    /// The names of all types of `crate::schemas` that a module with these parameters may import.
    pub(crate) fn imported<'p>(&self, roots: impl Iterator<Item = &'p Parameter>) -> BTreeSet<String> {
        let types = self
            .named(roots)
            .into_values()
            .map(|schema| match Self::declared(schema) {
                Some(_) => names::camel(&schema.name),
                None => Self::item_name(schema),
            });
        types.collect()
    }

    /// Names of all schemas that types refer to, through aliases, fields and variants.
    pub(crate) fn reach<'p>(&self, roots: impl Iterator<Item = &'p Parameter>) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<String> = Vec::new();
        for root in roots {
            references_of_parameter(root, &mut |name| open.push(name.to_owned()));
        }
        while let Some(name) = open.pop() {
            let Some(schema) = self.get(&name).filter(|_| !reached.contains(&name)) else {
                continue;
            };
            reached.insert(name);
            references(&schema.ty, &mut |name| open.push(name.to_owned()));
            for field in &schema.fields {
                references_of_parameter(field, &mut |name| open.push(name.to_owned()));
            }
        }
        reached
    }
}

/// Calls `found` for every schema that a parameter and its fields name.
fn references_of_parameter(parameter: &Parameter, found: &mut dyn FnMut(&str)) {
    references(&parameter.ty, found);
    for field in &parameter.fields {
        references_of_parameter(field, found);
    }
}

/// Calls `found` for every schema that a type names.
fn references(ty: &Type, found: &mut dyn FnMut(&str)) {
    match ty {
        Type::Ref(name) => found(name),
        Type::List(inner) | Type::Map(inner) => references(inner, found),
        Type::Union(variants) => variants.iter().for_each(|variant| references(variant, found)),
        _ => {}
    }
}

/// Works out the shapes of a module's parameters and collects the types that it must declare.
#[derive(Debug)]
pub(crate) struct Modeller<'a, 's> {
    schemas: &'s Schemas<'a>,
    side: Side,
    /// The names that the module uses.
    pub(crate) taken: BTreeSet<String>,
    /// The types to declare, outer ones first.
    pub(crate) declarations: Vec<Declaration<'a>>,
    /// Names that could not be told apart by the naming rules.
    pub(crate) clashes: Vec<(&'a Parameter, String)>,
}

impl<'a, 's> Modeller<'a, 's> {
    /// A modeller for a module that uses the names `taken` already.
    pub(crate) fn new(schemas: &'s Schemas<'a>, side: Side, taken: BTreeSet<String>) -> Self {
        Self {
            schemas,
            side,
            taken,
            declarations: Vec::new(),
            clashes: Vec::new(),
        }
    }

    /// The members in order. Types of outer members get their names before those of nested ones, so that the short names go to what
    /// callers see first.
    pub(crate) fn members(&mut self, parameters: impl Iterator<Item = &'a Parameter>, outer: &str) -> Vec<Member<'a>> {
        let named: Vec<(&'a Parameter, String)> = parameters
            .map(|parameter| (parameter, self.name_for(parameter, outer)))
            .collect();
        named
            .into_iter()
            .map(|(parameter, name)| self.member(parameter, &name))
            .collect()
    }

    fn member(&mut self, parameter: &'a Parameter, name: &str) -> Member<'a> {
        let shape = self.shape(&parameter.ty, parameter, name);
        Member { parameter, shape }
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
        if self.side == Side::Answer {
            // Nobody writes these names in a call, so that a number may tell them apart.
            for number in 2_u32.. {
                let candidate = format!("{outer}{own}{number}");
                if self.taken.insert(candidate.clone()) {
                    return candidate;
                }
            }
        }
        self.clashes.push((parameter, own.clone()));
        own
    }

    /// Whether a type needs a declaration of its own.
    fn declares(&self, ty: &Type, fields: &[Parameter]) -> bool {
        match ty {
            Type::Enum(values) => !self.is_literal(values),
            Type::Object => !fields.is_empty(),
            Type::List(inner) | Type::Map(inner) => self.declares(inner, fields),
            Type::Union(_) => match ty.without_null() {
                Some(Type::Union(_)) => true,
                Some(single) => self.declares(&single, fields),
                None => false,
            },
            _ => false,
        }
    }

    /// Whether an enum is a mere text: in answers a single value tells nothing.
    fn is_literal(&self, values: &[String]) -> bool {
        self.side == Side::Answer && values.len() == 1
    }

    /// The shape of a type; declares what it needs under `name`.
    fn shape(&mut self, ty: &'a Type, parameter: &'a Parameter, name: &str) -> Shape {
        let mut nullable = ty.is_nullable();
        let core = match ty {
            Type::String | Type::Uri => Core::Text,
            Type::Integer => Core::Integer,
            Type::Number => Core::Number,
            Type::Boolean => Core::Boolean,
            Type::Date => Core::Date,
            Type::DateTime => Core::DateTime,
            Type::Binary => Core::Bytes,
            Type::Any | Type::Null => Core::Any,
            Type::Open => Core::Open,
            Type::Object if parameter.fields.is_empty() => Core::JsonObject,
            Type::Object => self.object(parameter, name),
            Type::Enum(values) if self.is_literal(values) => Core::Text,
            Type::Enum(values) => self.enumeration(values, parameter, name),
            Type::List(items) => Core::List(Box::new(self.shape(items, parameter, name))),
            Type::Map(values) => Core::Map(Box::new(self.shape(values, parameter, name))),
            Type::Union(variants) => self.union(variants, parameter, name),
            Type::Ref(schema) => {
                let (core, null) = self.reference(schema, MAX_ALIASES);
                nullable |= null;
                core
            }
        };
        Shape { core, nullable }
    }

    fn object(&mut self, parameter: &'a Parameter, name: &str) -> Core {
        let place = self.declarations.len();
        self.declarations.push(Declaration {
            side: self.side,
            name: name.to_owned(),
            description: &parameter.description,
            kind: DeclarationKind::Object(Vec::new()),
        });
        let members = self.members(parameter.fields.iter(), name);
        if let Some(declaration) = self.declarations.get_mut(place) {
            declaration.kind = DeclarationKind::Object(members);
        }
        Core::Local(name.to_owned(), Named::Object)
    }

    fn enumeration(&mut self, values: &'a [String], parameter: &'a Parameter, name: &str) -> Core {
        self.declarations.push(Declaration {
            side: self.side,
            name: name.to_owned(),
            description: &parameter.description,
            kind: DeclarationKind::Enum(values),
        });
        Core::Local(name.to_owned(), Named::Enum)
    }

    /// One variant besides null is that variant; several are a declared union.
    fn union(&mut self, variants: &'a [Type], parameter: &'a Parameter, name: &str) -> Core {
        let present: Vec<&'a Type> = variants.iter().filter(|variant| **variant != Type::Null).collect();
        if let [single] = present.as_slice() {
            return self.shape(single, parameter, name).core;
        }
        let place = self.declarations.len();
        self.declarations.push(Declaration {
            side: self.side,
            name: name.to_owned(),
            description: &parameter.description,
            kind: DeclarationKind::Union(Vec::new()),
        });
        let mut cases: Vec<(String, Shape)> = Vec::with_capacity(present.len());
        for variant in present {
            let inner = self.inner_name(variant, parameter, name);
            let shape = self.shape(variant, parameter, &inner);
            // A text and a URI, say, are the same in Rust.
            if cases.iter().any(|(_, other)| *other == shape) {
                continue;
            }
            let case = case_name(&shape);
            let taken = cases.iter().filter(|(other, _)| other.starts_with(&case)).count();
            cases.push((
                if taken == 0 {
                    case
                } else {
                    format!("{case}{}", taken + 1)
                },
                shape,
            ));
        }
        if let Some(declaration) = self.declarations.get_mut(place) {
            declaration.kind = DeclarationKind::Union(cases);
        }
        Core::Local(name.to_owned(), Named::Union)
    }

    /// The name of a type that is declared for one variant of a union.
    fn inner_name(&mut self, variant: &Type, parameter: &'a Parameter, name: &str) -> String {
        if !self.declares(variant, &parameter.fields) {
            return String::new();
        }
        let ending = match variant {
            Type::Enum(_) => "Keyword",
            Type::Object => "Object",
            Type::Map(_) => "Entry",
            _ => "Item",
        };
        let inner = format!("{name}{ending}");
        if !self.taken.insert(inner.clone()) {
            self.clashes.push((parameter, inner.clone()));
        }
        inner
    }

    /// What a schema's name stands for: the type that its module declares, or what it is an alias of.
    fn reference(&self, name: &str, aliases_left: usize) -> (Core, bool) {
        let Some(schema) = self.schemas.get(name) else {
            return (Core::Any, false);
        };
        let nullable = schema.ty.is_nullable();
        if let Some(kind) = Schemas::declared(schema) {
            return (Core::Schema(names::camel(name), kind), nullable);
        }
        let Some(left) = aliases_left.checked_sub(1) else {
            return (Core::Any, nullable);
        };
        let core = match schema.ty.without_null() {
            Some(ty) => self.alias(&ty, schema, left),
            None => Core::Any,
        };
        (core, nullable)
    }

    fn alias(&self, ty: &Type, schema: &Schema, left: usize) -> Core {
        let inner = |ty: &Type| {
            Box::new(Shape {
                core: self.alias(ty, schema, left),
                nullable: ty.is_nullable(),
            })
        };
        match ty {
            Type::String | Type::Uri => Core::Text,
            Type::Integer => Core::Integer,
            Type::Number => Core::Number,
            Type::Boolean => Core::Boolean,
            Type::Date => Core::Date,
            Type::DateTime => Core::DateTime,
            Type::Binary => Core::Bytes,
            Type::Object if schema.fields.is_empty() => Core::JsonObject,
            Type::List(items) => Core::List(inner(items)),
            Type::Map(values) => Core::Map(inner(values)),
            Type::Ref(name) => self.reference(name, left).0,
            Type::Object => Core::Schema(Schemas::item_name(schema), Named::Object),
            Type::Enum(_) => Core::Schema(Schemas::item_name(schema), Named::Enum),
            Type::Union(_) => Core::Schema(Schemas::item_name(schema), Named::Union),
            Type::Any | Type::Null | Type::Open => Core::Any,
        }
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

/// The names that an endpoint's module uses before it declares types of its own.
pub(crate) fn names_of_endpoint(endpoint: &Endpoint, schemas: &Schemas<'_>) -> BTreeSet<String> {
    let mut taken = BTreeSet::from([names::camel(&endpoint.name), names::camel(&endpoint.scope)]);
    taken.extend(schemas.imported(endpoint.parameters.iter()));
    for response in &endpoint.responses {
        taken.extend(schemas.imported(std::iter::once(&super::outcome::root(response))));
    }
    taken
}
