//! Schemas of a description -> values of the IR, as the description has them: components are referred to, everything else stands where it is
//! used.
//!
//! What pages can't say is passed over: formats without a type of their own. Objects of one union are one object that takes what each takes;
//! `nullable-x` is `X | null`; `allOf` is one object with the fields of all.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use indexmap::IndexMap;
use octoscribe_generator::ir::{Constraints, Field, Object, REST, Type, Value};
use serde_json::{Number, Value as Json};

use crate::combine::{add_optional, fields, merge, same_name, union};
use crate::error::Error;
use crate::names;
use crate::openapi::{self, Additional, Description};
use crate::payloads::Payloads;

/// How deep schemas may be nested in each other; references count.
const MAX_DEPTH: usize = 48;

/// Reads the schemas of a description.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) description: &'a Description,
    pub(crate) names: &'a BTreeMap<String, String>,
    /// What takes the objects of payloads, which the description spells out wherever they are.
    pub(crate) payloads: Option<&'a RefCell<Payloads>>,
}

impl<'a> Reader<'a> {
    /// The component that `nullable-x` adds null to.
    pub(crate) fn base_of(&self, component: &'a str) -> Option<&'a str> {
        let base = component.strip_prefix("nullable-")?;
        self.description.components.schemas.contains_key(base).then_some(base)
    }

    pub(crate) fn name_of(&self, component: &str) -> String {
        self.names
            .get(component)
            .cloned()
            .unwrap_or_else(|| names::schema(component))
    }

    pub(crate) fn component(&self, reference: &str, at: &At<'_>) -> Result<(&'a str, &'a openapi::Schema), Error> {
        find(&self.description.components.schemas, "schemas", reference, at)
    }

    pub(crate) fn field(
        &self,
        name: &str,
        schema: &'a openapi::Schema,
        required: bool,
        at: &At<'_>,
    ) -> Result<Field, Error> {
        let value = self.value(schema, at)?;
        let default = schema.default.as_ref().and_then(|default| match default {
            Json::Null => None,
            Json::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        });
        Ok(Field {
            default,
            description: schema.description.clone(),
            deprecated: schema.deprecated,
            ..field(name, required, value)
        })
    }

    /// The value of a schema, references to components kept.
    pub(crate) fn value(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Value, Error> {
        let value = self.spelled(schema, at)?;
        Ok(match self.payloads {
            Some(payloads) if schema.reference.is_none() => payloads.borrow_mut().take(value, self.title(schema), None),
            _ => value,
        })
    }

    /// The title of a schema, or of the first one that it adds to.
    fn title(&self, schema: &'a openapi::Schema) -> &'a str {
        let part = schema.all_of.first().filter(|_| schema.title.is_empty());
        let reference = part.and_then(|part| part.reference.as_ref());
        let referred = reference.and_then(|reference| self.component(reference, &At::Top).ok());
        let titled = referred.map(|(_, referred)| referred).or(part);
        &titled.unwrap_or(schema).title
    }

    /// The same with objects of payloads where they are.
    fn spelled(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Value, Error> {
        at.check_depth()?;
        let mut value = if let Some(reference) = &schema.reference {
            let (component, referred) = self.component(reference, at)?;
            let base = self.base_of(component);
            match base {
                _ if let Some(payloads) = self.payloads
                    && !payloads
                        .borrow()
                        .is_of_operations(&self.name_of(base.unwrap_or(component))) =>
                {
                    let value = self.spelled(referred, &At::In(at, component))?;
                    payloads.borrow_mut().take(value, self.title(referred), Some(component))
                }
                Some(base) => union([Type::Ref(self.name_of(base)), Type::Null]).into(),
                // Schema pages have no constraints of the whole, so what has some stands where it is used.
                None if referred.is_constrained() => self.value(referred, &At::In(at, component))?,
                None => Type::Ref(self.name_of(component)).into(),
            }
        } else {
            self.inline(schema, at)?
        };
        let has_null = schema.values.iter().flatten().any(Json::is_null);
        if (schema.nullable || has_null) && !value.ty.is_nullable() && !matches!(value.ty, Type::Any) {
            value.ty = union([value.ty, Type::Null]);
        }
        Ok(value)
    }

    fn inline(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Value, Error> {
        if let [only] = schema.all_of.as_slice()
            && schema.properties.is_empty()
        {
            return self.value(only, &At::In(at, "allOf"));
        }
        if !schema.all_of.is_empty() {
            return Ok(Type::Object(self.all_of(schema, at)?).into());
        }
        let variants: Vec<_> = schema
            .one_of
            .iter()
            .chain(&schema.any_of)
            .filter(|variant| !variant.is_only_required())
            .collect();
        if !variants.is_empty() {
            return self.any_of(schema, &variants, at);
        }
        let values = schema.values.iter().flatten();
        let texts: Vec<String> = values.filter_map(|value| Some(value.as_str()?.to_owned())).collect();
        if !texts.is_empty() {
            return Ok(Type::Enum(texts).into());
        }
        let is_object = !schema.properties.is_empty() || schema.additional_properties.is_some();
        match schema.ty.as_ref().map_or(&[][..], openapi::OneOrMany::names) {
            [] if is_object => self.named("object", schema, at),
            [] => Ok(Type::Any.into()),
            [name] => self.named(name, schema, at),
            names => {
                let types = names.iter().map(|name| Ok(self.named(name, schema, at)?.ty));
                Ok(union(types.collect::<Result<Vec<_>, Error>>()?).into())
            }
        }
    }

    /// The value of a schema whose `type` is `name`.
    fn named(&self, name: &str, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Value, Error> {
        let whole = |bound: &Option<Number>| bound.as_ref().and_then(Number::as_i64);
        let (ty, min, max) = match name {
            "null" => (Type::Null, None, None),
            "boolean" => (Type::Boolean, None, None),
            "integer" => (Type::Integer, whole(&schema.minimum), whole(&schema.maximum)),
            "number" => (Type::Number, whole(&schema.minimum), whole(&schema.maximum)),
            "string" => {
                let ty = match schema.format.as_deref() {
                    Some("date-time") => Type::DateTime,
                    Some("date") => Type::Date,
                    Some("uri") => Type::Uri,
                    Some("byte") => Type::Base64,
                    Some("binary") => Type::Binary,
                    _ => Type::String,
                };
                (ty, schema.min_length, schema.max_length)
            }
            "array" => {
                let items = match &schema.items {
                    Some(items) => self.value(items, &At::In(at, "items"))?,
                    None => Type::Any.into(),
                };
                (Type::List(Box::new(items)), schema.min_items, schema.max_items)
            }
            "object" => {
                let rest = match &schema.additional_properties {
                    Some(Additional::Schema(rest)) => Some(self.value(rest, &At::In(at, "additionalProperties"))?),
                    _ => None,
                };
                let ty = match rest {
                    Some(rest) if schema.properties.is_empty() => Type::Map(Box::new(rest)),
                    rest => Type::Object(Object {
                        fields: self.fields(schema, at)?,
                        rest: rest.map(|rest| Box::new(field(REST, false, rest))),
                    }),
                };
                (ty, schema.min_properties, schema.max_properties)
            }
            other => return Err(Error::at(at, format_args!("unknown type `{other}`"))),
        };
        // Some patterns are beyond what the client checks.
        let is_known = |pattern: &String| format!("/{pattern}/").parse::<Constraints>().is_ok();
        let takes_pattern = matches!(ty, Type::String | Type::Uri);
        let pattern = schema.pattern.clone();
        let pattern = pattern.filter(|pattern| takes_pattern && is_known(pattern));
        let constraints = Constraints { min, max, pattern };
        Ok(Value { ty, constraints })
    }

    fn fields(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Vec<Field>, Error> {
        let field = |(name, property): (&String, &'a openapi::Schema)| {
            self.field(name, property, schema.required.contains(name), &At::In(at, name))
        };
        schema.properties.iter().map(field).collect()
    }

    /// One object with the fields of all. Of two fields with the same name, the later one counts, in payloads the earlier one.
    fn all_of(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Object, Error> {
        let parts = schema.all_of.iter().map(|part| self.object(part, at));
        let mut parts = parts.collect::<Result<Vec<_>, _>>()?;
        parts.push(self.fields(schema, at)?);
        let mut fields = Vec::new();
        for part in parts {
            let join = |earlier: &mut Field, mut field: Field| {
                field.required |= earlier.required;
                // Copies of objects in payloads say less the second time.
                if self.payloads.is_some() {
                    std::mem::swap(&mut field.value, &mut earlier.value);
                }
                *earlier = field;
            };
            merge(&mut fields, part, same_name, join, |_, _| {});
        }
        for field in &mut fields {
            field.required |= schema.required.contains(&field.name);
        }
        Ok(Object { fields, rest: None })
    }

    /// The fields of the object that a schema is, or that it refers to.
    fn object(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Vec<Field>, Error> {
        Ok(fields(&self.followed(schema, at)?.ty).to_vec())
    }

    /// The value of a schema with what it refers to in its place.
    pub(crate) fn followed(&self, schema: &'a openapi::Schema, at: &At<'_>) -> Result<Value, Error> {
        at.check_depth()?;
        match &schema.reference {
            Some(reference) => {
                let (component, schema) = self.component(reference, at)?;
                self.followed(schema, &At::In(at, component))
            }
            None => self.spelled(schema, at),
        }
    }

    fn any_of(
        &self,
        schema: &'a openapi::Schema,
        variants: &[&'a openapi::Schema],
        at: &At<'_>,
    ) -> Result<Value, Error> {
        let values = variants.iter().map(|variant| self.value(variant, &At::In(at, "oneOf")));
        let mut values = values.collect::<Result<Vec<_>, _>>()?;
        if schema.properties.is_empty() {
            if values.len() == 1 {
                return Ok(values.remove(0));
            }
            // A bound on the one list counts where the value is that list.
            let lists = values.iter().filter(|value| matches!(value.ty, Type::List(_)));
            let bounds: Vec<Constraints> = lists.map(|value| value.constraints.clone()).collect();
            let constraints = <[_; 1]>::try_from(bounds).map_or_else(|_| Constraints::default(), |[bounds]| bounds);
            let ty = union(values.into_iter().map(|value| value.ty));
            return Ok(Value { ty, constraints });
        }
        // Variants beside properties say when more is required.
        let objects = variants
            .iter()
            .map(|variant| self.object(variant, &At::In(at, "oneOf")));
        let objects = objects.collect::<Result<Vec<_>, _>>()?;
        let mut fields = self.fields(schema, at)?;
        for object in objects {
            add_optional(&mut fields, &object);
        }
        Ok(Type::Object(Object { fields, rest: None }).into())
    }
}

#[derive(Clone, Copy)]
pub(crate) enum At<'a> {
    Top,
    In(&'a At<'a>, &'a str),
}

impl At<'_> {
    fn check_depth(&self) -> Result<(), Error> {
        let mut depth = 0;
        let mut at = self;
        while let At::In(around, _) = at {
            at = around;
            depth += 1;
        }
        if depth <= MAX_DEPTH {
            return Ok(());
        }
        let cause = format_args!("schemas nested more than {MAX_DEPTH} levels deep");
        Err(Error::at(self, cause))
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top => f.write_str("#"),
            // The names of the pointer's own parts have slashes, those of the description are escaped.
            Self::In(around, step) if step.starts_with("components/") => write!(f, "{around}/{step}"),
            Self::In(around, step) => write!(f, "{around}/{}", step.replace('~', "~0").replace('/', "~1")),
        }
    }
}

/// What is stated in a place, or the component of this kind that it refers to.
pub(crate) fn resolved<'a, T>(
    stated: &'a T,
    reference: Option<&String>,
    (kind, among): (&str, &'a IndexMap<String, T>),
    at: &At<'_>,
) -> Result<&'a T, Error> {
    reference.map_or(Ok(stated), |reference| Ok(find(among, kind, reference, at)?.1))
}

/// What a reference to a component of this kind leads to.
fn find<'a, T>(
    among: &'a IndexMap<String, T>,
    kind: &str,
    reference: &str,
    at: &At<'_>,
) -> Result<(&'a str, &'a T), Error> {
    let name = reference
        .strip_prefix("#/components/")
        .and_then(|rest| rest.strip_prefix(kind)?.strip_prefix('/'));
    let found = name.and_then(|name| among.get_key_value(name));
    found
        .map(|(name, found)| (name.as_str(), found))
        .ok_or_else(|| Error::at(at, format_args!("`{reference}` is not in the description")))
}

impl openapi::Schema {
    /// Whether values of the whole schema are bounded.
    fn is_constrained(&self) -> bool {
        let bounds = [
            self.min_length,
            self.max_length,
            self.min_properties,
            self.max_properties,
            self.min_items,
            self.max_items,
        ];
        bounds.iter().any(Option::is_some) || self.minimum.is_some() || self.maximum.is_some() || self.pattern.is_some()
    }

    /// Whether the schema says only which properties are required.
    pub(crate) fn is_only_required(&self) -> bool {
        !self.required.is_empty()
            && self.reference.is_none()
            && self.properties.is_empty()
            && self.items.is_none()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
            && self.all_of.is_empty()
    }
}

pub(crate) fn field(name: &str, required: bool, value: Value) -> Field {
    Field {
        name: name.to_owned(),
        required,
        value,
        ..Field::default()
    }
}
