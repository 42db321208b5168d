//! What is wrong with bodies, and what one can do with what was read.

use octoscribe::schemas::{SimpleUser, TeamMembership};
use octoscribe::{Body, Decode, Error};
use serde_json::json;

use crate::{client, response, try_response, user};

#[test]
fn all_problems_are_listed_with_their_paths() {
    let client = client();
    let (mut second, mut third) = (user("b"), user("c"));
    second["id"] = json!("seven");
    second.as_object_mut().unwrap().remove("node_id");
    third["login"] = json!(null);
    let body = json!([user("a"), second, third, 5]);
    let Err(Error::Decode(error)) = try_response(&client.users().list(), &body) else {
        panic!("the body has problems");
    };
    let shown: Vec<String> = error.problems().iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    [1].id: expected an integer, found a string
    [3]: expected an object, found a number
    [1].node_id: expected a string, found nothing (read as empty)
    [2].login: expected a string, found null (read as empty)
    ");
    assert_eq!(error.body().bytes(), body.to_string().as_bytes());
}

#[test]
fn what_is_not_json_is_an_error() {
    for text in [
        "",
        "{",
        "[}",
        "[1,]",
        "[1 2]",
        "nul",
        "\"\\x\"",
        "[01]",
        "{\"a\" 1}",
        "[\"\u{1}\"]",
        "[] []",
        "[1.]",
        "\"a",
    ] {
        let read = Vec::<i64>::decode(&mut Body::from_json(text.to_owned()));
        assert!(read.is_err(), "{text:?}");
        assert!(
            octoscribe::JsonObject::decode(&mut Body::from_json(text.to_owned())).is_err(),
            "{text:?}"
        );
    }
    assert!(Vec::<i64>::decode(&mut Body::from_json(&b"[1, \"\xff\"]"[..])).is_err());
}

#[test]
fn hostile_nesting_ends() {
    let deep = format!("{{\"login\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(SimpleUser::decode(&mut Body::from_json(deep)).is_err());
    let many = format!("[{}0]", "0,".repeat(1_000_000));
    let Err(Error::Decode(error)) = Vec::<SimpleUser>::decode(&mut Body::from_json(many)) else {
        panic!("numbers are no users");
    };
    assert_eq!((error.count(), error.problems().len()), (1_000_001, 100));
}

#[test]
fn numbers_and_texts_are_what_they_are() {
    let read = |json: &str| Vec::<i64>::decode(&mut Body::from_json(json.to_owned()));
    assert_eq!(
        read("[ 1 , -2,\t3.0, 4e2 , 9223372036854775807 ]").unwrap(),
        [1, -2, 3, 400, i64::MAX]
    );
    for json in ["[1.5]", "[9223372036854775808]", "[1e400]", "[\"1\"]", "[true]"] {
        assert!(read(json).is_err(), "{json}");
    }
    let text = r#"["a\"b\\\u00e9\ud83d\ude00\n", "ünïcode 😀 in the middle of a longer text"]"#;
    let texts = Vec::<String>::decode(&mut Body::from_json(text.to_owned())).unwrap();
    assert_eq!(texts, ["a\"b\\é😀\n", "ünïcode 😀 in the middle of a longer text"]);
}

#[test]
fn types_serialize_deserialize_compare_and_show() {
    let client = client();
    let body = json!({"url": "https://x", "role": "new role", "state": "active"});
    let membership = response(&client.teams().get_membership_for_user_in_org("o", "t", "u"), &body);
    assert_eq!(membership.role, "new role");
    assert_eq!(serde_json::to_value(&membership).unwrap(), body);
    let again: TeamMembership = serde_json::from_value(body).unwrap();
    assert_eq!(again, membership);
    insta::assert_snapshot!(format!("{membership:?}"), @r#"TeamMembership { url: "https://x", role: "new role", state: "active" }"#);
    assert_ne!(TeamMembership::default(), membership);
    let error = serde_json::from_value::<TeamMembership>(json!({"url": 1, "role": "member"})).unwrap_err();
    insta::assert_snapshot!(error, @r"
    url: expected a string, found a number
    state: expected a string, found nothing
    ");
    let octocat: SimpleUser = serde_json::from_value(user("octocat")).unwrap();
    assert_eq!(serde_json::to_value(octocat).unwrap(), user("octocat"));
}
