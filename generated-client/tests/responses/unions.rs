//! Values of several types: what fits is taken, what fits nothing is kept.

use octoscribe::schemas::RepositoryRule;
use octoscribe::{Body, Decode};
use serde_json::{Value, json};

use crate::{client, response, user};

fn rule(json: &Value) -> RepositoryRule {
    RepositoryRule::decode(&mut Body::from_json(json.to_string())).unwrap()
}

#[test]
fn a_literal_tells_variants_apart() {
    assert!(matches!(
        rule(&json!({"type": "creation"})),
        RepositoryRule::RepositoryRuleCreation(_)
    ));
    assert!(matches!(
        rule(&json!({"type": "deletion"})),
        RepositoryRule::RepositoryRuleDeletion(_)
    ));
    let update = rule(&json!({"type": "update", "parameters": {"update_allows_fetch_and_merge": true}}));
    let RepositoryRule::RepositoryRuleUpdate(update) = update else {
        panic!("{update:?}")
    };
    assert!(
        update
            .parameters
            .is_some_and(|parameters| parameters.update_allows_fetch_and_merge)
    );
}

#[test]
fn what_fits_nothing_is_kept() {
    let json = json!({"type": "tomorrow", "parameters": {"x": 1}});
    let unknown = rule(&json);
    assert_eq!(unknown, RepositoryRule::Unknown(json.clone()));
    assert_eq!(serde_json::to_value(&unknown).unwrap(), json);
}

#[test]
fn scalars_are_told_apart_by_their_type() {
    use octoscribe::schemas::issue_field_value::Value as FieldValue;
    let value = |value: Value| {
        let json = json!([{"issue_field_id": 1, "node_id": "F", "data_type": "text", "value": value}]);
        let mut values = response(&client().issues().list_issue_field_values_for_issue("o", "r", 1), &json);
        values.remove(0).value
    };
    assert_eq!(value(json!(null)), None);
    assert_eq!(value(json!("x")), Some(FieldValue::String("x".to_owned())));
    assert_eq!(value(json!(2.5)), Some(FieldValue::Number(2.5)));
    assert_eq!(value(json!([1])), Some(FieldValue::Unknown(json!([1]))));
}

#[test]
fn a_value_is_never_another_variant_than_its_literal_says() {
    let json = json!({"type": "update", "parameters": {"update_allows_fetch_and_merge": "sometimes"}});
    let mut body = Body::from_json(json.to_string());
    let RepositoryRule::RepositoryRuleUpdate(update) = RepositoryRule::decode(&mut body).unwrap() else {
        panic!("the literal says `update`")
    };
    assert!(update.parameters.is_none());
    insta::assert_snapshot!(body.notes().problems()[0], @"parameters.update_allows_fetch_and_merge: expected a boolean, found a string (read as absent)");
    body.set_reading(octoscribe::Reading::Strict);
    assert!(RepositoryRule::decode(&mut body).is_err());
}

#[test]
fn required_fields_decide_between_many_variants() {
    use octoscribe::schemas::TimelineIssueEvents;
    let event = |name: &str, rest: Value| {
        let mut json = json!({
            "id": 1, "node_id": "E", "url": "u", "actor": user("a"), "event": name, "commit_id": null, "commit_url": null,
            "created_at": "2024-01-01T00:00:00Z", "performed_via_github_app": null,
        });
        json.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        TimelineIssueEvents::decode(&mut Body::from_json(json.to_string())).unwrap()
    };
    let labeled = event("labeled", json!({"label": {"name": "bug", "color": "d73a4a"}}));
    assert!(
        matches!(labeled, TimelineIssueEvents::LabeledIssueEvent(_)),
        "{labeled:?}"
    );
    let milestoned = event("milestoned", json!({"milestone": {"title": "v1"}}));
    assert!(
        matches!(milestoned, TimelineIssueEvents::MilestonedIssueEvent(_)),
        "{milestoned:?}"
    );
}
