//! Events tell their kinds apart by their names.

use octoscribe::schemas::{IssueEventForIssue, TimelineIssueEvents};
use octoscribe::{Body, Decode};
use serde_json::{Value, json};

use crate::user;

/// Reads an event with this name.
fn event<T: Decode>(name: &str, rest: &Value) -> T {
    let mut json = json!({
        "id": 1, "node_id": "E", "url": "u", "actor": user("a"), "event": name, "commit_id": null, "commit_url": null,
        "created_at": "2024-01-01T00:00:00Z", "performed_via_github_app": null,
    });
    json.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    T::decode(&mut Body::from_json(json.to_string())).unwrap()
}

#[test]
fn each_event_is_its_own_variant() {
    let no_color = json!({"label": {"name": "bug", "color": null}});
    let ghost = json!({"actor": null, "label": {"name": "bug", "color": "d73a4a"}});
    let (nothing, milestone) = (json!({}), json!({"milestone": {"title": "v1"}}));
    let cases = [
        ("labeled", &no_color, "LabeledIssueEvent"),
        ("labeled", &ghost, "LabeledIssueEvent"),
        ("unlabeled", &ghost, "UnlabeledIssueEvent"),
        ("milestoned", &milestone, "MilestonedIssueEvent"),
        ("demilestoned", &milestone, "DemilestonedIssueEvent"),
        ("closed", &nothing, "ClosedIssueEvent"),
        ("reopened", &nothing, "ReopenedIssueEvent"),
        ("added_to_project", &nothing, "AddedToProjectIssueEvent"),
        ("removed_from_project", &nothing, "RemovedFromProjectIssueEvent"),
        ("moved_columns_in_project", &nothing, "MovedColumnInProjectIssueEvent"),
        ("converted_note_to_issue", &nothing, "ConvertedNoteToIssueIssueEvent"),
    ];
    for (name, rest, expected) in cases {
        let shown = [
            format!("{:?}", event::<TimelineIssueEvents>(name, rest)),
            format!("{:?}", event::<IssueEventForIssue>(name, rest)),
        ];
        for shown in shown {
            assert!(shown.starts_with(&format!("{expected} {{")), "{name}: {shown}");
        }
    }
    for name in [
        "mentioned",
        "subscribed",
        "merged",
        "pinned",
        "referenced",
        "head_ref_deleted",
        "transferred",
    ] {
        let read: TimelineIssueEvents = event(name, &nothing);
        assert!(matches!(read, TimelineIssueEvents::Unknown(_)), "{name}: {read:?}");
    }
    // What says nothing of an event is none.
    let read = TimelineIssueEvents::decode(&mut Body::from_json(r#"{"foo": 1}"#)).unwrap();
    assert_eq!(read, TimelineIssueEvents::Unknown(json!({"foo": 1})));
}
