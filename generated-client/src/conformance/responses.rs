//! Checks that the types of responses read what the pages say: bodies are made from the pages' intermediate representation, without the emitter.

use std::collections::BTreeSet;
use std::fmt::Debug;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use octoscribe_generator::ir::{Api, Object, Response, Type};
use octoscribe_generator::sample::{DATE, DATE_TIME};
use serde_json::{Map, Value, json};

use super::{api, endpoint};
use crate::Error;
use crate::{Body, Decode, Reading, Request, Route};

/// A member that the docs don't know. It is passed over where a type is read, and kept with the JSON of a union that nothing fits.
pub(super) const UNKNOWN: &str = "a member that the docs do not know";

/// How deep objects inside of objects have all their fields; below, they have what they require.
const FULL_DEPTH: usize = 3;

/// How deep objects inside of objects have items and alternatives that are objects.
const DEEPEST: usize = 6;

/// Checks that every successful response that an endpoint's page lists can be read.
pub(crate) fn check_responses<E: Route<Response: Debug>>(id: &str, _: &Request<E>) {
    check_decoding::<E::Response>(id);
}

fn check_decoding<T: Decode + Debug>(id: &str) {
    let endpoint = endpoint(id);
    let successes = endpoint
        .responses
        .iter()
        .filter(|response| (200..300).contains(&response.status));
    for response in successes {
        let Some(ty) = response.body.as_ref().map(|body| &body.ty) else {
            let read = T::decode(&mut body(response, Bytes::new()));
            assert!(read.is_ok(), "{id} {}: {}", response.status, shown(read.err()));
            continue;
        };
        for json in samples(ty) {
            let mut body = body(response, json.to_string().into());
            body.set_reading(Reading::Strict);
            let read = match T::decode(&mut body) {
                Ok(read) => format!("{read:?}"),
                Err(error) => panic!("{id} {}: {}\n{json}", response.status, shown(Some(error))),
            };
            let is_kept = read.contains(UNKNOWN) && !read.starts_with("Body(");
            assert!(
                !is_kept,
                "{id} {}: an alternative doesn't fit\n{json}\n{read}",
                response.status
            );
        }
        check_missing::<T>(id, response);
    }
}

/// Values of a type: all alternatives of unions, and different subsets of the optional fields.
pub(super) fn samples(ty: &Type) -> impl Iterator<Item = Value> {
    let picks = 0..variants(ty, &mut BTreeSet::new()).max(4);
    picks.map(|pick| Maker { api: api(), pick }.value(ty, 0))
}

/// Checks that a required field that is not there is an error with its path, which a lenient request makes up.
fn check_missing<T: Decode>(id: &str, response: &Response) {
    let Some(Type::Object(object)) = response.body.as_ref().map(|body| &body.ty) else {
        return;
    };
    let Some(required) = object.fields.iter().find(|field| field.required) else {
        return;
    };
    let maker = Maker { api: api(), pick: 0 };
    let mut json = maker.object(object, 0);
    json.as_object_mut().unwrap().remove(&required.name);
    let mut body = body(response, json.to_string().into());
    body.set_reading(Reading::Strict);
    let Err(Error::Decode(error)) = T::decode(&mut body) else {
        panic!("{id}: read without {}", required.name);
    };
    assert_eq!(error.problems().len(), 1, "{id}: {error}");
    assert_eq!(error.problems()[0].path, required.name, "{id}");
    assert_eq!(error.endpoint(), "test.endpoint");
    assert_eq!(error.request_id(), Some("ABCD:1234"));
    assert_eq!(error.body().bytes(), json.to_string().as_bytes());
    body.set_reading(Reading::Lenient);
    assert!(T::decode(&mut body).is_ok(), "{id}: a lenient request makes it up");
    assert_eq!(body.notes().count(), 1, "{id}");
}

/// The most alternatives that a union among these types has.
fn variants<'t>(ty: &'t Type, seen: &mut BTreeSet<&'t str>) -> usize {
    let mut most = 0;
    let mut schemas = Vec::new();
    ty.visit(&mut |ty| match ty {
        Type::Union(variants) => most = most.max(variants.len()),
        Type::Ref(name) => schemas.push(name.as_str()),
        _ => {}
    });
    for name in schemas {
        if seen.insert(name) {
            most = most.max(variants(&api().schema(name).unwrap().value.ty, seen));
        }
    }
    most
}

fn shown(error: Option<Error>) -> String {
    match error {
        Some(Error::Decode(error)) => error.to_string(),
        other => format!("{other:?}"),
    }
}

fn body(response: &Response, json: Bytes) -> Body {
    let mut headers = HeaderMap::new();
    headers.insert(
        "content-type",
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    headers.insert("x-github-request-id", HeaderValue::from_static("ABCD:1234"));
    let status = StatusCode::from_u16(response.status).unwrap();
    Body::new("test.endpoint", status, &headers, json)
}

/// Makes values that fit types.
struct Maker<'a> {
    api: &'a Api,
    /// Which alternatives and optional fields.
    pick: usize,
}

impl Maker<'_> {
    fn value(&self, ty: &Type, depth: usize) -> Value {
        match ty {
            Type::String | Type::Secret | Type::Binary => json!("some \"text\" — ünïcode \u{1f600}"),
            Type::Uri => json!("https://api.github.com/x{/y}"),
            Type::Integer => json!(2_147_483_648_u64),
            Type::Number => json!(1.25),
            Type::Boolean => json!(true),
            Type::Base64 => json!("SGVs\nbG8=\n"),
            Type::Date => json!(DATE),
            Type::DateTime => json!(DATE_TIME),
            Type::Any | Type::Open => json!({"any": [1, null]}),
            Type::Null => Value::Null,
            // The last pick is a value that the docs don't list, but for literals, which tell the alternatives of unions apart.
            Type::Enum(values) if self.pick == 3 && values.len() > 1 => json!("not_in_the_docs"),
            Type::Enum(values) => json!(values[self.pick % values.len()]),
            // Types may hold themselves.
            Type::List(_) if depth > DEEPEST => json!([]),
            Type::Map(_) if depth > DEEPEST => json!({}),
            Type::List(items) => json!([self.value(&items.ty, depth), self.value(&items.ty, depth)]),
            Type::Map(values) => json!({"some key": self.value(&values.ty, depth)}),
            Type::Union(variants) => {
                let told_apart: Vec<&Type> = variants
                    .iter()
                    .filter(|variant| self.is_told_apart(variant, variants))
                    .collect();
                let is_leaf = |variant: &&&Type| !matches!(variant, Type::Ref(_) | Type::Object(_));
                let leaf = told_apart.iter().find(is_leaf).filter(|_| depth > DEEPEST);
                self.value(leaf.unwrap_or(&told_apart[self.pick % told_apart.len()]), depth)
            }
            Type::Ref(name) => self.value(&self.api.schema(name).unwrap().value.ty, depth + 1),
            Type::Object(object) => self.object(object, depth),
        }
    }

    /// Whether a variant can be chosen: among several objects, one without required fields can't.
    fn is_told_apart(&self, variant: &Type, variants: &[Type]) -> bool {
        let others = variants.iter().filter(|other| self.as_object(other).is_some()).count() > 1;
        let object = self.as_object(variant).filter(|object| !object.fields.is_empty());
        !others || object.is_none_or(|object| object.fields.iter().any(|field| field.required))
    }

    fn as_object<'t>(&'t self, ty: &'t Type) -> Option<&'t Object> {
        match ty {
            Type::Object(object) => Some(object),
            Type::Ref(name) => self.as_object(&self.api.schema(name)?.value.ty),
            _ => None,
        }
    }

    fn object(&self, object: &Object, depth: usize) -> Value {
        let fields = &object.fields;
        let mut members = Map::new();
        assert!(depth < 12, "an object requires itself");
        for (index, field) in fields.iter().enumerate() {
            let is_given = field.required || (depth < FULL_DEPTH && (index + self.pick).is_multiple_of(2));
            if is_given {
                members.insert(field.name.clone(), self.value(&field.value.ty, depth + 1));
            }
        }
        if let Some(rest) = &object.rest {
            members.insert("a further entry".to_owned(), self.value(&rest.value.ty, depth + 1));
        } else if !members.is_empty() {
            members.insert(UNKNOWN.to_owned(), json!({"x": [1.5e3, "\u{e9}\\", false]}));
        }
        Value::Object(members)
    }
}
