//! Checks that payloads are read as what the pages say: values of every page as its own event, and bodies that differ from the pages.

use serde_json::{Value, json};

use super::api;
use super::responses::{UNKNOWN, samples};
use crate::Reading;
use crate::schemas::inner::webhook_repository::{CreatedAt, PushedAt};
use crate::webhook::{self, Events, Payload};
use crate::webhooks::{Event, IssuesOpened, Push};

#[test]
fn every_event_reads_the_payload_of_its_page() {
    let is_here = |edition: &Option<String>| edition.is_none() || cfg!(feature = "enterprise-cloud");
    for page in api().webhooks.iter().filter(|page| is_here(&page.edition)) {
        for json in samples(&page.payload.value.ty) {
            let read = Event::read(&page.event, json.to_string().as_bytes(), Reading::Strict);
            let read = match read {
                Ok((event, _)) => format!("{event:?}"),
                Err(error) => panic!("{}: {error}\n{json}", page.id()),
            };
            let word: String = read.chars().take_while(char::is_ascii_alphanumeric).collect();
            let is_own = word.to_lowercase() == page.payload.name.replace('_', "");
            assert!(is_own && !read.contains(UNKNOWN), "{}\n{json}\n{read}", page.id());
        }
    }
}

/// A payload with what every repository and account has, as GitHub sends it; `more` replaces and adds members.
fn payload(more: Value) -> Vec<u8> {
    let user = json!({ "login": "octocat", "id": 1, "site_admin": false, "type": "User" });
    let repository = json!({
        "id": 2, "name": "hello", "full_name": "octocat/hello", "owner": user, "private": false, "fork": false,
        "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:05Z", "pushed_at": "2026-01-02T03:04:05Z",
        "size": 0, "stargazers_count": 0, "watchers_count": 0, "forks_count": 0, "open_issues_count": 0, "forks": 0,
        "open_issues": 0, "watchers": 0
    });
    let mut payload = json!({ "repository": repository, "sender": user });
    merge(&mut payload, more);
    payload.to_string().into_bytes()
}

fn merge(into: &mut Value, more: Value) {
    match (into.as_object_mut(), more) {
        (Some(members), Value::Object(more)) => {
            for (name, value) in more {
                merge(members.entry(name).or_insert(Value::Null), value);
            }
        }
        (_, more) => *into = more,
    }
}

#[test]
fn push_has_numbers_for_times() {
    let body = payload(json!({
        "ref": "refs/heads/main", "repository": { "created_at": 1_767_322_245, "pushed_at": 1_767_322_246 }, "commits": [],
        "pusher": { "name": "octocat" }
    }));
    let (push, _) = webhook::read::<Push>(&body, Reading::Tolerant).unwrap();
    assert_eq!(push.repository.created_at, Some(CreatedAt::Integer(1_767_322_245)));
    assert_eq!(push.repository.pushed_at, Some(PushedAt::Integer(1_767_322_246)));
    assert_eq!(push.r#ref, "refs/heads/main");
}

#[test]
fn an_unknown_event_or_action_keeps_its_json() {
    let json = json!({ "action": "teleported", "issue": { "id": 1 } });
    let known = Event::read("issues", json.to_string().as_bytes(), Reading::Strict).unwrap();
    assert_eq!(known.0, Event::Unknown(json.clone()));
    let unknown = Event::read("volcano", json.to_string().as_bytes(), Reading::Strict).unwrap();
    assert_eq!(unknown.0, Event::Unknown(json));
    assert!(Event::read("volcano", b"no JSON", Reading::Lenient).is_err());
}

#[test]
fn an_event_without_an_action_is_read_whatever_its_action_is() {
    let body = payload(json!({
        "action": "my own word", "branch": "main", "client_payload": { "a": 1 }, "installation": { "id": 3, "node_id": "x" }
    }));
    let (event, _) = Event::read("repository_dispatch", &body, Reading::Tolerant).unwrap();
    let Event::RepositoryDispatch(dispatch) = event else {
        panic!("{event:?}");
    };
    assert_eq!(dispatch.action, "my own word");
}

#[test]
fn a_payload_says_what_event_it_is_of() {
    assert_eq!((IssuesOpened::EVENT, IssuesOpened::ACTION), ("issues", Some("opened")));
    assert_eq!((Push::EVENT, Push::ACTION), ("push", None));
}
