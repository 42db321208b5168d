//! Scopes from `gists` to `orgs`.

use serde_json::json;

use crate::{answer, client, user};

#[test]
fn gists_and_git() {
    let client = client();
    let gist = json!({
        "url": "https://api.github.com/gists/aa5a", "id": "aa5a", "public": true, "comments": 0, "truncated": false,
        "files": {"hello.rb": {"filename": "hello.rb", "type": "application/x-ruby", "size": 167, "raw_url": "https://x", "content": "puts 1"}},
    });
    let gist = answer(&client.gists().get("aa5a"), &gist);
    assert_eq!((gist.id.as_deref(), gist.public), (Some("aa5a"), Some(true)));
    let blob = json!({"url": "https://api.github.com/repos/o/r/git/blobs/3a0f", "sha": "3a0f"});
    assert_eq!(answer(&client.git().create_blob("o", "r", "text"), &blob).sha, "3a0f");
    let blob = json!({"content": "Q29udGVudA==\n", "encoding": "base64", "url": "https://x", "sha": "3a0f", "size": 19, "node_id": "B"});
    assert_eq!(answer(&client.git().get_blob("o", "r", "3a0f"), &blob).size, Some(19));
}

#[test]
fn gitignore_to_interactions() {
    let client = client();
    let names = answer(
        &client.gitignore().get_all_templates(),
        &json!(["Actionscript", "Android", "Rust"]),
    );
    assert_eq!(names[2], "Rust");
    let template = answer(
        &client.gitignore().get_template("C"),
        &json!({"name": "C", "source": "# Object files\n*.o\n"}),
    );
    assert_eq!(template.source, "# Object files\n*.o\n");
    let network = json!({"id": "123ABC", "name": "my-net", "compute_service": "actions", "network_settings_ids": ["23456"], "created_on": null});
    assert_eq!(
        answer(
            &client.hosted_compute().get_network_configuration_for_org("o", "123ABC"),
            &network
        )
        .name,
        "my-net"
    );
    let cap = answer(
        &client.interactions().get_pull_request_creation_cap_for_org("o"),
        &json!({"enabled": true, "max_open_pull_requests": 5}),
    );
    assert_eq!(cap.max_open_pull_requests, 5);
}

#[test]
fn issues() {
    let client = client();
    let labels = json!([{
        "id": 208_045_946, "node_id": "MDU6TGFiZWwyMDgwNDU5NDY=", "url": "https://api.github.com/repos/o/r/labels/bug", "name": "bug",
        "description": "Something isn't working", "color": "f29513", "default": true,
    }]);
    assert_eq!(
        answer(&client.issues().list_labels_for_repo("o", "r"), &labels)[0].color,
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
    let issue = answer(&client.issues().get("o", "r", 1347), &issue);
    assert_eq!(issue.user.as_ref().map(|user| user.login.as_str()), Some("octocat"));
    assert_eq!(
        issue
            .state_reason
            .as_ref()
            .map(octoscribe::schemas::IssueStateReason::as_str),
        Some("a reason of tomorrow")
    );
    assert_eq!(issue.created_at.to_string(), "2011-04-22T13:33:48Z");
}

#[test]
#[expect(deprecated, reason = "what GitHub deprecates still works")]
fn licenses_to_migrations() {
    let client = client();
    let license = json!({
        "key": "mit", "name": "MIT License", "spdx_id": "MIT", "url": "https://api.github.com/licenses/mit", "node_id": "MDc6", "html_url": "https://h",
        "description": "short", "implementation": "Create a file", "permissions": ["commercial-use"], "conditions": ["include-copyright"],
        "limitations": ["no-liability"], "body": "The MIT License (MIT)", "featured": true,
    });
    assert_eq!(
        answer(&client.licenses().get("mit"), &license).permissions,
        ["commercial-use"]
    );
    assert_eq!(
        answer(&client.markdown().render("*x*"), &json!("<p><em>x</em></p>")),
        "<p><em>x</em></p>"
    );
    assert_eq!(
        answer(&client.meta().get_zen(), &json!("Keep it logically awesome.")),
        "Keep it logically awesome."
    );
    let meta = json!({"verifiable_password_authentication": true, "hooks": ["192.30.252.0/22"], "domains": {"website": ["*.github.com"]}});
    assert_eq!(
        answer(&client.meta().get(), &meta).hooks,
        Some(vec!["192.30.252.0/22".to_owned()])
    );
    let files = json!([{"ref_name": "refs/heads/main", "path": "a.iso", "oid": "d3d9", "size": 10_485_760_000_i64}]);
    assert_eq!(
        answer(&client.migrations().get_large_files("o", "r"), &files)[0].size,
        10_485_760_000
    );
}

#[test]
fn oidc_and_orgs() {
    let client = client();
    let inclusion = json!({"custom_property_name": "environment"});
    let request = client
        .oidc()
        .create_oidc_custom_property_inclusion_for_org("o", "environment");
    assert_eq!(answer(&request, &inclusion).custom_property_name, "environment");
    let records = json!({"total_count": 1, "storage_records": [{"name": "libfoo", "digest": "sha256:1bb1"}]});
    let request = client
        .orgs()
        .create_artifact_storage_record("o", "libfoo", "sha256:1bb1", "https://r");
    assert_eq!(answer(&request, &records).total_count, 1);
    let deliveries = json!([{
        "id": 12_345_678, "guid": "0b98", "delivered_at": "2019-06-03T00:57:16Z", "redelivery": false, "duration": 0.27, "status": "OK",
        "status_code": 200, "event": "issues", "action": null, "installation_id": 123, "repository_id": null, "throttled_at": null,
    }]);
    let deliveries = answer(&client.orgs().list_webhook_deliveries("o", 1), &deliveries);
    assert!((deliveries[0].duration - 0.27).abs() < 1e-9);
}
