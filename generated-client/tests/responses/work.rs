//! Work on code: issues, projects, automation, agents, environments.

use octoscribe::schemas::{ForkApprovalPolicy, ProjectItemType, ReactionContent};
use serde_json::json;

use crate::{client, public_key, response, user};

#[test]
#[expect(deprecated, reason = "what GitHub deprecates still works")]
fn issues_and_projects() {
    let client = client();
    let labels = json!([{
        "id": 208_045_946, "node_id": "MDU6TGFiZWwyMDgwNDU5NDY=", "url": "https://api.github.com/repos/o/r/labels/bug", "name": "bug",
        "description": "Something isn't working", "color": "f29513", "default": true,
    }]);
    assert_eq!(
        response(&client.issues().list_labels_for_repo("o", "r"), &labels)[0].color,
        "f29513"
    );
    let issue = json!({
        "id": 1, "node_id": "MDU6SXNzdWUx", "url": "https://api.github.com/repos/o/r/issues/1347", "repository_url": "https://api.github.com/repos/o/r",
        "labels_url": "l", "comments_url": "c", "events_url": "e", "html_url": "h", "number": 1347, "state": "open", "title": "Found a bug",
        "body": null, "user": user("octocat"), "labels": ["plain", {"id": 1, "name": "bug", "color": null}], "assignee": null,
        "assignees": [], "milestone": null, "locked": true, "active_lock_reason": "too heated", "comments": 0, "closed_at": null,
        "created_at": "2011-04-22T13:33:48Z", "updated_at": "2011-04-22T13:33:48Z", "author_association": "COLLABORATOR",
        "state_reason": "a reason of tomorrow",
    });
    let issue = response(&client.issues().get("o", "r", 1347), &issue);
    assert_eq!(issue.user.as_ref().map(|user| user.login.as_str()), Some("octocat"));
    assert_eq!(
        issue.state_reason.as_ref().map(octoscribe::StringEnum::as_str),
        Some("a reason of tomorrow")
    );
    assert_eq!(issue.created_at.to_string(), "2011-04-22T13:33:48Z");
    let item = json!({
        "id": 13, "node_id": "PVTI_", "content_type": "PullRequest", "created_at": "2022-04-28T12:00:00Z", "updated_at": "2022-04-28T12:00:00Z",
        "archived_at": null, "creator": user("octocat"),
    });
    let item = response(
        &client.projects().add_item_for_org("o", 1, ProjectItemType::PullRequest),
        &item,
    );
    assert_eq!(item.archived_at, None);
    let reaction = json!({"id": 1, "node_id": "R", "user": user("octocat"), "content": "+1", "created_at": "2016-05-20T20:09:31Z"});
    let reaction = response(
        &client.reactions().create_for_issue("o", "r", 1, ReactionContent::Plus1),
        &reaction,
    );
    assert_eq!(reaction.content, ReactionContent::Plus1);
    let labels = json!({"total_count": 1, "incomplete_results": false, "items": [{
        "id": 418_327_088, "node_id": "L", "url": "https://x", "name": "enhancement", "color": "84b6eb", "default": true, "description": null, "score": 1.0,
    }]});
    let labels = response(&client.search().labels(1, "bug"), &labels);
    assert_eq!(labels.items[0].name, "enhancement");
    let campaign = json!({
        "number": 3, "created_at": "2024-02-14T12:29:18Z", "updated_at": "2024-02-14T12:29:18Z", "name": "Critical alerts",
        "description": "Address critical alerts before they are exploited", "managers": [user("octocat")], "team_managers": [],
        "published_at": "2024-02-14T12:29:18Z", "ends_at": "2024-03-14T12:29:18Z", "closed_at": null, "contact_link": null,
        "state": "open",
    });
    let campaign = response(&client.campaigns().get_campaign_summary("octo-org", 3), &campaign);
    assert_eq!(campaign.managers[0].login, "octocat");
    let classrooms = json!([{"id": 1_296_269, "name": "Programming Elixir", "archived": false, "url": "https://classroom.github.com/classrooms/1"}]);
    assert_eq!(
        response(&client.classroom().list_classrooms(), &classrooms)[0].name,
        "Programming Elixir"
    );
}

#[test]
fn automation() {
    let client = client();
    let request = client
        .actions()
        .get_fork_pr_contributor_approval_permissions_organization("octo-org");
    let policy = response(&request, &json!({"approval_policy": "first_time_contributors"})).approval_policy;
    assert_eq!(policy, ForkApprovalPolicy::FirstTimeContributors);
    let key = response(
        &client.actions().get_repo_public_key("octo-org", "hello"),
        &public_key(),
    );
    assert_eq!((key.key_id.as_str(), key.title), ("012345678912345678", None));
    let secrets = json!({"total_count": 2, "secrets": [
        {"name": "GH_TOKEN", "created_at": "2019-08-10T14:59:22Z", "updated_at": "2020-01-10T14:59:22Z"},
        {"name": "GIST_ID", "created_at": "2020-01-10T10:59:22Z", "updated_at": "2020-01-11T11:59:22+02:00"},
    ]});
    let secrets = response(&client.actions().list_repo_secrets("octo-org", "hello"), &secrets);
    assert_eq!(secrets.total_count, 2);
    assert_eq!(secrets.secrets[1].updated_at.to_string(), "2020-01-11T09:59:22Z");
    assert_eq!(
        response(&client.agents().get_org_public_key("octo-org"), &public_key()).key_id,
        "012345678912345678"
    );
    let task = json!({
        "id": "b0d1", "state": "in_progress", "created_at": "2026-01-02T03:04:05Z", "session_count": 1, "archived_at": null,
        "creator": {"id": 1},
    });
    let task = response(&client.agent_tasks().get_task_by_id("b0d1"), &task);
    assert_eq!(
        (task.id.as_str(), task.session_count, task.archived_at),
        ("b0d1", Some(1), None)
    );
    let inclusion = json!({"custom_property_name": "environment"});
    let request = client
        .oidc()
        .create_oidc_custom_property_inclusion_for_org("o", "environment");
    assert_eq!(response(&request, &inclusion).custom_property_name, "environment");
    let records = json!({"total_count": 1, "storage_records": [{"name": "libfoo", "digest": "sha256:1bb1"}]});
    let request = client
        .orgs()
        .create_artifact_storage_record("o", "libfoo", "sha256:1bb1", "https://r");
    assert_eq!(response(&request, &records).total_count, 1);
    let deliveries = json!([{
        "id": 12_345_678, "guid": "0b98", "delivered_at": "2019-06-03T00:57:16Z", "redelivery": false, "duration": 0.27, "status": "OK",
        "status_code": 200, "event": "issues", "action": null, "installation_id": 123, "repository_id": null, "throttled_at": null,
    }]);
    let deliveries = response(&client.orgs().list_webhook_deliveries("o", 1), &deliveries);
    assert!((deliveries[0].duration - 0.27).abs() < 1e-9);
    let network = json!({"id": "123ABC", "name": "my-net", "compute_service": "actions", "network_settings_ids": ["23456"], "created_on": null});
    assert_eq!(
        response(
            &client.hosted_compute().get_network_configuration_for_org("o", "123ABC"),
            &network
        )
        .name,
        "my-net"
    );
}

#[test]
fn copilot_and_codespaces() {
    let client = client();
    let request = client
        .codespaces()
        .check_permissions_for_devcontainer("o", "r", "main", ".devcontainer");
    assert!(response(&request, &json!({"accepted": true})).accepted);
    let request = client
        .copilot()
        .cancel_copilot_seat_assignment_for_users("o", ["octocat"]);
    assert_eq!(response(&request, &json!({"seats_cancelled": 1})).seats_cancelled, 1);
    let resource = json!({
        "id": 7, "resource_type": "repository", "copilot_chat_attachment_id": null, "metadata": {"repository_id": 1},
        "created_at": "2025-01-01T00:00:00Z", "updated_at": "2025-01-01T00:00:00Z",
    });
    assert_eq!(
        response(&client.copilot_spaces().get_resource_for_org("o", 1, 7), &resource).id,
        7
    );
}
