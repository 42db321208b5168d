//! How bodies are read: the policy row by row, unions, what is hostile, and what is written again.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::Timestamp;
use octoscribe_runtime::model::{Keyword, Record, Union};
use octoscribe_runtime::{Body, Decode, Error, Reading, StringEnum};
use serde_json::{Value, json};

#[derive(Record)]
struct Frog {
    id: i64,
    name: String,
    #[field(required)]
    pond: Option<Box<Pond>>,
    mood: Option<StringEnum<Mood>>,
    toads: Option<Vec<String>>,
}

#[derive(Record)]
struct Pond {
    depth: f64,
    owner: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Keyword)]
enum Mood {
    #[value = "calm"]
    Calm,
}

/// A record with a field of each type.
#[derive(Record)]
struct All {
    string: String,
    boolean: bool,
    keyword: StringEnum<Mood>,
    list: Vec<i64>,
    map: BTreeMap<String, i64>,
    integer: i64,
    number: f64,
    time: Timestamp,
    object: Pond,
    #[field(required)]
    nullable: Option<String>,
    optional: Option<i64>,
    optional_object: Option<Pond>,
    any: Value,
}

fn all() -> Value {
    json!({
        "string": "s", "boolean": true, "keyword": "calm", "list": [1], "map": {"a": 1}, "integer": 1, "number": 1.5,
        "time": "2024-01-01T00:00:00Z", "object": {"depth": 1.0}, "nullable": null, "any": [1],
    })
}

const POLICIES: [Reading; 3] = [Reading::Strict, Reading::Tolerant, Reading::Lenient];

fn read<T: Decode>(json: &str, reading: Reading) -> (Result<T, Error>, Body) {
    let mut body = Body::from_json(json.to_owned());
    body.set_reading(reading);
    (T::decode(&mut body), body)
}

fn tolerant<T: Decode>(json: &Value) -> (T, Vec<String>) {
    let (value, body) = read(&json.to_string(), Reading::Tolerant);
    let notes = body.notes().problems().iter().map(ToString::to_string);
    (value.unwrap(), notes.collect())
}

/// What the three policies make of a body: the error, or what is written again, with notes.
fn policies<T: Decode + serde::Serialize>(json: &str) -> String {
    let lines = POLICIES.map(|reading| {
        let (read, body) = read::<T>(json, reading);
        let notes: Vec<String> = body.notes().problems().iter().map(ToString::to_string).collect();
        match read {
            Ok(value) if notes.is_empty() => format!("{reading:?}: {}", serde_json::to_string(&value).unwrap()),
            Ok(value) => format!(
                "{reading:?}: {} | {}",
                serde_json::to_string(&value).unwrap(),
                notes.join("; ")
            ),
            Err(error) => format!("{reading:?}: {error}"),
        }
    });
    lines.join("\n")
}

/// What the three policies make of a field: error, value and note.
fn field(name: &str, value: Option<Value>) -> String {
    let mut json = all();
    match value {
        Some(value) => json[name] = value,
        None => drop(json.as_object_mut().unwrap().remove(name)),
    }
    let lines = POLICIES.map(|reading| {
        let (read, body) = read::<All>(&json.to_string(), reading);
        match read {
            Ok(all) => {
                let notes = body.notes().problems().iter().map(|note| format!(" | {note}"));
                let written = serde_json::to_value(&all).unwrap();
                format!(
                    "{}{}",
                    written.get(name).unwrap_or(&json!("-")),
                    notes.collect::<String>()
                )
            }
            Err(Error::Decode(error)) => format!("error: {}", error.problems()[0]),
            Err(error) => panic!("{error}"),
        }
    });
    format!("{name}: {}", lines.join("\n    "))
}

#[test]
fn plain_fields_that_are_null_or_missing() {
    let shown = ["string", "boolean", "keyword", "list", "map", "any"].map(|name| field(name, None));
    insta::assert_snapshot!(shown.join("\n"), @r#"
    string: error: string: expected a string, found nothing
        "" | string: expected a string, found nothing (read as empty)
        "" | string: expected a string, found nothing (read as empty)
    boolean: error: boolean: expected a boolean, found nothing
        false | boolean: expected a boolean, found nothing (read as empty)
        false | boolean: expected a boolean, found nothing (read as empty)
    keyword: error: keyword: expected a string, found nothing
        "" | keyword: expected a string, found nothing (read as empty)
        "" | keyword: expected a string, found nothing (read as empty)
    list: error: list: expected a list, found nothing
        [] | list: expected a list, found nothing (read as empty)
        [] | list: expected a list, found nothing (read as empty)
    map: error: map: expected an object, found nothing
        {} | map: expected an object, found nothing (read as empty)
        {} | map: expected an object, found nothing (read as empty)
    any: error: any: expected a value, found nothing
        null | any: expected a value, found nothing (read as empty)
        null | any: expected a value, found nothing (read as empty)
    "#);
    let shown = ["string", "boolean", "keyword", "list", "map"].map(|name| field(name, Some(Value::Null)));
    insta::assert_snapshot!(shown.join("\n"), @r#"
    string: error: string: expected a string, found null
        "" | string: expected a string, found null (read as empty)
        "" | string: expected a string, found null (read as empty)
    boolean: error: boolean: expected a boolean, found null
        false | boolean: expected a boolean, found null (read as empty)
        false | boolean: expected a boolean, found null (read as empty)
    keyword: error: keyword: expected a string, found null
        "" | keyword: expected a string, found null (read as empty)
        "" | keyword: expected a string, found null (read as empty)
    list: error: list: expected a list, found null
        [] | list: expected a list, found null (read as empty)
        [] | list: expected a list, found null (read as empty)
    map: error: map: expected an object, found null
        {} | map: expected an object, found null (read as empty)
        {} | map: expected an object, found null (read as empty)
    "#);
}

#[test]
fn numbers_times_and_objects_that_are_null_or_missing() {
    let shown = ["integer", "number", "time", "object"].map(|name| field(name, None));
    insta::assert_snapshot!(shown.join("\n"), @r#"
    integer: error: integer: expected an integer, found nothing
        error: integer: expected an integer, found nothing
        0 | integer: expected an integer, found nothing (made up)
    number: error: number: expected a number, found nothing
        error: number: expected a number, found nothing
        0.0 | number: expected a number, found nothing (made up)
    time: error: time: expected a timestamp (RFC 3339), found nothing
        error: time: expected a timestamp (RFC 3339), found nothing
        "1970-01-01T00:00:00Z" | time: expected a timestamp (RFC 3339), found nothing (made up)
    object: error: object: expected an object, found nothing
        error: object: expected an object, found nothing
        {"depth":0.0} | object: expected an object, found nothing (made up)
    "#);
    let shown = ["integer", "number", "time", "object"].map(|name| field(name, Some(Value::Null)));
    insta::assert_snapshot!(shown.join("\n"), @r#"
    integer: error: integer: expected an integer, found null
        error: integer: expected an integer, found null
        0 | integer: expected an integer, found null (made up)
    number: error: number: expected a number, found null
        error: number: expected a number, found null
        0.0 | number: expected a number, found null (made up)
    time: error: time: expected a timestamp (RFC 3339), found null
        error: time: expected a timestamp (RFC 3339), found null
        "1970-01-01T00:00:00Z" | time: expected a timestamp (RFC 3339), found null (made up)
    object: error: object: expected an object, found null
        error: object: expected an object, found null
        {"depth":0.0} | object: expected an object, found null (made up)
    "#);
}

#[test]
fn required_fields_of_another_type() {
    let shown = [
        ("string", json!(5)),
        ("list", json!({})),
        ("map", json!([])),
        ("keyword", json!(5)),
        ("integer", json!(1.5)),
        ("time", json!("yesterday")),
        ("object", json!("pond")),
        ("object", json!({"depth": "deep"})),
    ];
    let shown = shown.map(|(name, value)| field(name, Some(value)));
    insta::assert_snapshot!(shown.join("\n"), @r#"
    string: error: string: expected a string, found a number
        error: string: expected a string, found a number
        "" | string: expected a string, found a number (made up)
    list: error: list: expected a list, found an object
        error: list: expected a list, found an object
        [] | list: expected a list, found an object (made up)
    map: error: map: expected an object, found a list
        error: map: expected an object, found a list
        {} | map: expected an object, found a list (made up)
    keyword: error: keyword: expected a string, found a number
        error: keyword: expected a string, found a number
        "" | keyword: expected a string, found a number (made up)
    integer: error: integer: expected an integer, found a number
        error: integer: expected an integer, found a number
        0 | integer: expected an integer, found a number (made up)
    time: error: time: expected a timestamp (RFC 3339), found another string
        error: time: expected a timestamp (RFC 3339), found another string
        "1970-01-01T00:00:00Z" | time: expected a timestamp (RFC 3339), found another string (made up)
    object: error: object: expected an object, found a string
        error: object: expected an object, found a string
        {"depth":0.0} | object: expected an object, found a string (made up)
    object: error: object.depth: expected a number, found a string
        error: object.depth: expected a number, found a string
        {"depth":0.0} | object.depth: expected a number, found a string (made up)
    "#);
}

#[test]
fn optional_fields() {
    let shown = [
        ("optional", Some(json!("five"))),
        ("optional_object", Some(json!([]))),
        ("optional_object", Some(json!({"depth": "deep"}))),
        ("optional_object", Some(json!({"depth": 1.0, "owner": 5}))),
        ("nullable", Some(json!(5))),
        ("nullable", None),
    ];
    let shown = shown.map(|(name, value)| field(name, value));
    insta::assert_snapshot!(shown.join("\n"), @r#"
    optional: error: optional: expected an integer, found a string
        "-" | optional: expected an integer, found a string (read as absent)
        "-" | optional: expected an integer, found a string (read as absent)
    optional_object: error: optional_object: expected an object, found a list
        "-" | optional_object: expected an object, found a list (read as absent)
        "-" | optional_object: expected an object, found a list (read as absent)
    optional_object: error: optional_object.depth: expected a number, found a string
        "-" | optional_object.depth: expected a number, found a string (read as absent)
        "-" | optional_object.depth: expected a number, found a string (read as absent)
    optional_object: error: optional_object.owner: expected a string, found a number
        {"depth":1.0} | optional_object.owner: expected a string, found a number (read as absent)
        {"depth":1.0} | optional_object.owner: expected a string, found a number (read as absent)
    nullable: error: nullable: expected a string, found a number
        null | nullable: expected a string, found a number (read as absent)
        null | nullable: expected a string, found a number (read as absent)
    nullable: error: nullable: expected a value, found nothing
        null | nullable: expected a value, found nothing (read as absent)
        null | nullable: expected a value, found nothing (read as absent)
    "#);
}

#[test]
fn items_of_lists_and_maps() {
    let shown = [
        ("list", json!([1, null, 2])),
        ("list", json!([1, "x", 2])),
        ("map", json!({"a": null, "b": 2})),
        ("map", json!({"a": "x", "b": 2})),
    ];
    let shown = shown.map(|(name, value)| field(name, Some(value)));
    insta::assert_snapshot!(shown.join("\n"), @r#"
    list: error: list[1]: expected an integer, found null
        [1,2] | list[1]: expected an integer, found null (left out)
        [1,2] | list[1]: expected an integer, found null (left out)
    list: error: list[1]: expected an integer, found a string
        error: list[1]: expected an integer, found a string
        [1,2] | list[1]: expected an integer, found a string (left out)
    map: error: map["a"]: expected an integer, found null
        {"b":2} | map["a"]: expected an integer, found null (left out)
        {"b":2} | map["a"]: expected an integer, found null (left out)
    map: error: map["a"]: expected an integer, found a string
        error: map["a"]: expected an integer, found a string
        {"b":2} | map["a"]: expected an integer, found a string (left out)
    "#);
    insta::assert_snapshot!(policies::<Vec<Option<i64>>>("[1, null, 2]"), @"
    Strict: [1,null,2]
    Tolerant: [1,null,2]
    Lenient: [1,null,2]
    ");
    insta::assert_snapshot!(policies::<Vec<Option<i64>>>("[1, \"x\"]"), @"
    Strict: unexpected response: body: [1]: expected an integer, found a string
    Tolerant: unexpected response: body: [1]: expected an integer, found a string
    Lenient: [1] | [1]: expected an integer, found a string (left out)
    ");
    insta::assert_snapshot!(policies::<Vec<Pond>>(r#"[{"depth": 1}, null, {"depth": null}]"#), @r#"
    Strict: unexpected response: body:
    [1]: expected an object, found null
    [2].depth: expected a number, found null
    Tolerant: unexpected response: body: [2].depth: expected a number, found null
    Lenient: [{"depth":1.0},{"depth":0.0}] | [1]: expected an object, found null (left out); [2].depth: expected a number, found null (made up)
    "#);
}

#[test]
fn roots() {
    for json in ["{}", "[1", "[1] x", "null", "", "5"] {
        let outcomes = POLICIES.map(|reading| read::<Vec<i64>>(json, reading).0.unwrap_err().to_string());
        assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]), "{outcomes:?}");
    }
    insta::assert_snapshot!(policies::<Option<Pond>>("5"), @"
    Strict: unexpected response: body: expected an object, found a number
    Tolerant: unexpected response: body: expected an object, found a number
    Lenient: unexpected response: body: expected an object, found a number
    ");
    insta::assert_snapshot!(policies::<Option<Pond>>(r#"{"depth": null}"#), @r#"
    Strict: unexpected response: body: depth: expected a number, found null
    Tolerant: unexpected response: body: depth: expected a number, found null
    Lenient: {"depth":0.0} | depth: expected a number, found null (made up)
    "#);
    insta::assert_snapshot!(policies::<Option<Pond>>(""), @"
    Strict: null
    Tolerant: null
    Lenient: null
    ");
}

#[test]
fn unknown_fields_and_values_are_no_notes() {
    let mut json = all();
    json["tomorrow"] = json!({"x": 1});
    json["keyword"] = json!("wild");
    let (strict, body) = read::<All>(&json.to_string(), Reading::Strict);
    assert_eq!(strict.unwrap().keyword, "wild");
    assert!(body.notes().is_empty());
}

#[test]
fn all_problems_are_counted() {
    let frogs: Vec<Value> = (0..100).map(|_| json!({"toads": 5})).collect();
    let (read, body) = read::<Vec<Frog>>(&Value::from(frogs).to_string(), Reading::Lenient);
    assert_eq!(read.unwrap().len(), 100);
    assert_eq!((body.notes().count(), body.notes().problems().len()), (400, 100));
    let wrong = format!("[{}0]", "0,".repeat(999));
    let Err(Error::Decode(error)) = self::read::<Vec<Frog>>(&wrong, Reading::Tolerant).0 else {
        panic!("numbers are no frogs");
    };
    assert_eq!((error.count(), error.problems().len()), (1000, 100));
    assert!(error.to_string().ends_with("and 900 more"));
}

fn response(status: u16, content_type: Option<&'static str>, body: &'static [u8]) -> Body {
    let mut headers = HeaderMap::new();
    if let Some(content_type) = content_type {
        headers.insert("content-type", HeaderValue::from_static(content_type));
    }
    let status = StatusCode::from_u16(status).unwrap();
    Body::new("frogs.list", status, &headers, body.into())
}

#[test]
fn errors_at_the_root_say_what_came() {
    let bodies = [
        response(
            200,
            Some("text/html; charset=utf-8"),
            b"<html>Sign in\n abcdefghijklmnopqrstuvwxyz0123",
        ),
        response(200, None, b"<html>Sign in"),
        response(200, Some("application/json"), b"gateway says no"),
        response(200, Some("application/json"), b""),
        response(200, Some("application/json"), br#"{"message": "x", "token": "secret"}"#),
        response(200, Some("application/x-www-form-urlencoded"), b"access_token=secret"),
    ];
    let shown = bodies.map(|mut body| {
        body.set_reading(Reading::Lenient);
        Vec::<Frog>::decode(&mut body).unwrap_err().to_string()
    });
    insta::assert_snapshot!(shown.join("\n"), @r#"
    unexpected response: frogs.list: status 200, text/html; charset=utf-8, begins "<html>Sign in\n …": expected a list, found a string
    unexpected response: frogs.list: status 200, no content type, begins "<html>Sign in": expected a value, found something else at byte 0
    unexpected response: frogs.list: status 200, application/json, begins "gateway says no": expected a value, found something else at byte 0
    unexpected response: frogs.list: status 200, application/json: expected a list, found nothing
    unexpected response: frogs.list: status 200, application/json: expected a list, found an object
    unexpected response: frogs.list: status 200, application/x-www-form-urlencoded: expected a list, found a string
    "#);
    let mut marked = response(200, None, b"\xef\xbb\xbf[1]");
    assert_eq!(Vec::<i64>::decode(&mut marked).unwrap(), [1]);
    assert_eq!(marked.json::<Vec<i64>>().unwrap(), [1]);
}

#[test]
fn errors_of_own_types_show_no_values() {
    #[derive(serde::Deserialize, Debug)]
    #[serde(rename_all = "lowercase")]
    enum Color {
        Red,
    }
    let error = |error: octoscribe_runtime::DecodeError| format!("{error} {error:?}");
    let body = Body::from_json(r#"["a secret, expected \"x\""]"#);
    let shown = error(body.json::<Vec<i64>>().unwrap_err()) + &error(body.json::<Vec<Color>>().unwrap_err());
    assert!(!shown.contains("secret"), "{shown}");
}

/// A union that literals decide.
#[derive(Clone, Union)]
enum Event {
    Hop(Box<Hop>),
    Croak(Box<Croak>),
    Open(Box<Open>),
    Unknown(Value),
}

#[derive(Record)]
struct Hop {
    #[field(literal = "hop")]
    event: String,
    height: i64,
    frog: Option<Box<Frog>>,
}

#[derive(Record)]
struct Croak {
    #[field(literal = "croak")]
    event: String,
    volume: Option<i64>,
    note: String,
}

/// Without a required field: it must not take everything.
#[derive(Record)]
struct Open {
    event: Option<String>,
    notes: Option<Vec<String>>,
}

#[test]
fn literals_decide() {
    let (events, notes) = tolerant::<Vec<Event>>(&json!([
        {"event": "hop", "height": 3, "unknown": 1},
        {"volume": 1, "event": "croak", "note": null},
        {"event": "croak", "volume": "loud", "note": "c"},
        {"event": "hop", "height": null, "frog": 1},
        {"event": "hop", "frog": 1},
        {"event": "croak"},
        {"event": "tomorrow"},
        {"foo": 1},
        {},
        5,
        null,
    ]));
    let shown: Vec<String> = events.iter().map(|event| format!("{event:?}")).collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    Hop { event: "hop", height: 3, frog: None }
    Croak { event: "croak", volume: 1, note: "" }
    Croak { event: "croak", volume: None, note: "c" }
    {"event":"hop","frog":1,"height":null}
    {"event":"hop","frog":1}
    Croak { event: "croak", volume: None, note: "" }
    {"event":"tomorrow"}
    {"foo":1}
    {}
    5
    "#);
    insta::assert_snapshot!(notes.join("\n"), @"
    [1].note: expected a string, found null (read as empty)
    [2].volume: expected an integer, found a string (read as absent)
    [3].height: expected an integer, found null (kept as `Unknown`)
    [4].height: expected an integer, found nothing (kept as `Unknown`)
    [5].note: expected a string, found nothing (read as empty)
    [10]: expected a value, found null (left out)
    ");
    insta::assert_snapshot!(policies::<Event>(r#"{"event": "hop", "height": null}"#), @r#"
    Strict: unexpected response: body: height: expected an integer, found null
    Tolerant: {"event":"hop","height":null} | height: expected an integer, found null (kept as `Unknown`)
    Lenient: {"event":"hop","height":0} | height: expected an integer, found null (made up)
    "#);
    insta::assert_snapshot!(policies::<Event>(r#"{"foo": 1}"#), @r#"
    Strict: {"foo":1}
    Tolerant: {"foo":1}
    Lenient: {"foo":1}
    "#);
}

/// A union that required fields decide, and how much of the value is kept.
#[derive(Clone, Union)]
enum Animal {
    Small(Box<Small>),
    Large(Box<Large>),
    Deep(Box<Deep>),
    Name(String),
    Names(Vec<String>),
    Unknown(Value),
}

#[derive(Record)]
struct Small {
    id: i64,
}

#[derive(Record)]
struct Large {
    id: i64,
    weight: Option<i64>,
    home: Option<Box<Small>>,
}

#[derive(Record)]
struct Deep {
    id: i64,
    weight: Option<i64>,
    home: Option<Box<Large>>,
}

#[test]
fn of_several_variants_the_one_that_keeps_most() {
    let name = |json: Value| match tolerant::<Animal>(&json).0 {
        Animal::Small(_) => "small",
        Animal::Large(_) => "large",
        Animal::Deep(_) => "deep",
        Animal::Name(_) => "name",
        Animal::Names(_) => "names",
        Animal::Unknown(value) => {
            assert_eq!(value, json);
            "unknown"
        }
    };
    assert_eq!(name(json!({"id": 1})), "small");
    assert_eq!(name(json!({"id": 1, "weight": 2})), "large");
    assert_eq!(name(json!({"id": 1, "home": {"id": 2}})), "large");
    assert_eq!(name(json!({"id": 1, "home": {"id": 2, "weight": 3}})), "deep");
    assert_eq!(name(json!({"id": "one"})), "unknown");
    assert_eq!(name(json!({"weight": 1})), "unknown");
    assert_eq!(name(json!("x")), "name");
    assert_eq!(name(json!(["x"])), "names");
    assert_eq!(name(json!([1])), "unknown");
    assert_eq!(name(json!(true)), "unknown");
}

/// Unions in unions, nullable variants, and an object beside scalars.
#[derive(Clone, Union)]
enum Nested {
    Event(Box<Event>),
    Animal(Option<Animal>),
    Unknown(Value),
}

#[derive(Clone, Union)]
enum Label {
    Name(String),
    Object(Box<Open>),
    Unknown(Value),
}

#[test]
fn unions_in_unions() {
    let shown = |json: Value| format!("{:?}", tolerant::<Nested>(&json).0);
    let values = [
        json!({"event": "hop", "height": 3}),
        json!({"id": 1, "weight": 2}),
        json!(null),
        json!("x"),
        json!({"foo": 1}),
        json!(true),
    ];
    insta::assert_snapshot!(values.map(shown).join("\n"), @r#"
    Hop { event: "hop", height: 3, frog: None }
    Large { id: 1, weight: 2, home: None }
    None
    "x"
    {"foo":1}
    true
    "#);
    let shown = |json: Value| format!("{:?}", tolerant::<Label>(&json).0);
    let values = [
        json!("x"),
        json!({"event": "e", "id": 1}),
        json!({}),
        json!({"foo": 1}),
        json!([1]),
    ];
    insta::assert_snapshot!(values.map(shown).join("\n"), @r#"
    "x"
    Open { event: "e", notes: None }
    Open { event: None, notes: None }
    {"foo":1}
    [1]
    "#);
}

/// A recursive union, which tells its variants apart only by reading them.
#[derive(Clone, Union)]
enum Tree {
    Left(Box<Left>),
    Right(Box<Right>),
    Unknown(Value),
}

#[derive(Record)]
struct Left {
    child: Option<Box<Tree>>,
    value: i64,
}

#[derive(Record)]
struct Right {
    child: Option<Box<Tree>>,
    value: String,
}

#[test]
fn nested_unions_are_read_in_bounded_time() {
    let mut json = r#"{"value":"x"}"#.to_owned();
    for level in 0..126 {
        let value = if level % 2 == 0 { "1" } else { "\"x\"" };
        json = format!(r#"{{"child":{json},"value":{value},"more":[1,2,3]}}"#);
    }
    let (read, body) = read::<Tree>(&json, Reading::Tolerant);
    let mut tree = read.unwrap();
    for level in (0..126).rev() {
        let child = match tree {
            Tree::Left(left) if level % 2 == 0 => left.child,
            Tree::Right(right) if level % 2 == 1 => right.child,
            other => panic!("{level}: {other:?}"),
        };
        tree = *child.unwrap();
    }
    assert!(body.notes().is_empty());
}

#[test]
fn numbers_and_strings() {
    let read = |json: &str| read::<Vec<i64>>(json, Reading::Tolerant).0;
    assert_eq!(
        read("[1, -2, 3.0, 4e2, 9223372036854775807]").unwrap(),
        [1, -2, 3, 400, i64::MAX]
    );
    for json in [
        "[1.5]",
        "[9223372036854775808]",
        "[1e400]",
        "[1.]",
        "[9007199254740993.5]",
    ] {
        assert!(read(json).is_err(), "{json}");
    }
    let (pond, notes) =
        tolerant::<Pond>(&serde_json::from_str(r#"{"depth": 1, "x": [18446744073709551617]}"#).unwrap());
    assert_eq!((pond.depth, notes.len()), (1.0, 0));
    let (pond, body) = self::read::<Pond>(r#"{"x": [1e400, {"y": -1e999}], "depth": 2}"#, Reading::Strict);
    assert!(pond.is_ok() && body.notes().is_empty());
    insta::assert_snapshot!(policies::<Vec<Value>>(r#"[{"a": [1e400]}, 18446744073709551615]"#), @r#"
    Strict: unexpected response: body: [0]["a"][0]: expected a number of 64 bits, found a number
    Tolerant: [{"a":[null]},18446744073709551615] | [0]["a"][0]: expected a number of 64 bits, found a number (read as absent)
    Lenient: [{"a":[null]},18446744073709551615] | [0]["a"][0]: expected a number of 64 bits, found a number (read as absent)
    "#);
    let strings = r#"["\ud83dx", "\udc00\ud83d\ude00\ud83d", "\\ud800", "\ud800\u0041"]"#;
    let strings = self::read::<Vec<String>>(strings, Reading::Strict).0.unwrap();
    assert_eq!(
        strings,
        ["\u{fffd}x", "\u{fffd}\u{1f600}\u{fffd}", "\\ud800", "\u{fffd}A"]
    );
    let (value, _) = self::read::<BTreeMap<String, Value>>(r#"{"\ud800": "\udfff"}"#, Reading::Strict);
    assert_eq!(value.unwrap()["\u{fffd}"], "\u{fffd}");
    assert!(self::read::<Vec<String>>(r#"["\u12"]"#, Reading::Lenient).0.is_err());
}

#[test]
fn nesting_and_memory_are_bounded() {
    let deep = format!("{{\"x\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read::<Value>(&deep, Reading::Lenient).0.is_err());
    // Passed over without recursion.
    let skipped = format!(
        "{{\"depth\": 1, \"x\": {}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(read::<Pond>(&skipped, Reading::Strict).0.is_ok());
    let many = format!("[{}{{}}]", "{},".repeat(1_000_000));
    for reading in POLICIES {
        let error = read::<Vec<Wide>>(&many, reading).0.unwrap_err();
        insta::allow_duplicates! {
            insta::assert_snapshot!(error, @"unexpected response: body: [391588]: expected a value within the memory limit, found more than 56388672 bytes (8 MiB and 16 times the body)");
        }
    }
    assert!(read::<Vec<Open>>("[{}]", Reading::Strict).0.is_ok());
}

/// A large record without required fields.
#[derive(Record)]
struct Wide {
    a: Option<Timestamp>,
    b: Option<Timestamp>,
    c: Option<String>,
    d: Option<String>,
    e: Option<Vec<i64>>,
    f: Option<Vec<i64>>,
}

#[test]
fn what_is_read_is_written_again() {
    let json = json!([{"id": 1, "name": "f", "pond": {"depth": 1.5}, "mood": "wild", "toads": ["t"]}, {"id": 2, "name": "", "pond": null}]);
    assert_eq!(serde_json::to_value(tolerant::<Vec<Frog>>(&json).0).unwrap(), json);
    assert_eq!(
        serde_json::to_string(&tolerant::<Vec<Small>>(&json!([{"id": 2.0}])).0).unwrap(),
        r#"[{"id":2}]"#
    );
    for json in [json!({"event": "hop", "height": 3}), json!({"foo": [1, null]})] {
        assert_eq!(serde_json::to_value(tolerant::<Event>(&json).0).unwrap(), json);
    }
}

#[test]
fn types_of_the_docs_inside_others_are_read_by_the_policy() {
    let json = r#"{"frog": {"id": 1, "name": null, "pond": null}}"#;
    let outcomes = POLICIES.map(|reading| {
        let mut body = Body::from_json(json);
        body.set_reading(reading);
        let read = body.json::<BTreeMap<String, Frog>>();
        read.map_or_else(|error| error.to_string(), |frogs| frogs["frog"].id.to_string())
    });
    assert_eq!(outcomes[1..], ["1", "1"]);
    insta::assert_snapshot!(outcomes[0], @"body: name: expected a string, found null at line 1 column 47");
    assert!(
        serde_json::from_str::<BTreeMap<String, Frog>>(json).is_err(),
        "outside of calls, reading is strict"
    );
}
