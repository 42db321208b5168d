//! Scopes from `actions` to `enterpriseTeams`.

use octoscribe::schemas::{ForkApprovalPolicy, RuleSeverity};
use serde_json::{Value, json};

use crate::{answer, client, user};

fn public_key() -> Value {
    json!({"key_id": "012345678912345678", "key": "2Sg8iYjAxxmI2LvUXpJjkYrMxURPc8r+dB7TJyvv1234"})
}

#[test]
fn actions() {
    let client = client();
    let request = client
        .actions()
        .get_fork_pr_contributor_approval_permissions_organization("octo-org");
    let policy = answer(&request, &json!({"approval_policy": "first_time_contributors"})).approval_policy;
    assert_eq!(policy, ForkApprovalPolicy::FirstTimeContributors);
    let key = answer(
        &client.actions().get_repo_public_key("octo-org", "hello"),
        &public_key(),
    );
    assert_eq!((key.key_id.as_str(), key.title), ("012345678912345678", None));
    let secrets = json!({"total_count": 2, "secrets": [
        {"name": "GH_TOKEN", "created_at": "2019-08-10T14:59:22Z", "updated_at": "2020-01-10T14:59:22Z"},
        {"name": "GIST_ID", "created_at": "2020-01-10T10:59:22Z", "updated_at": "2020-01-11T11:59:22+02:00"},
    ]});
    let secrets = answer(&client.actions().list_repo_secrets("octo-org", "hello"), &secrets);
    assert_eq!(secrets.total_count, 2);
    assert_eq!(secrets.secrets[1].updated_at.to_string(), "2020-01-11T09:59:22Z");
}

#[test]
fn activity_and_agents() {
    let client = client();
    let stars = answer(
        &client.activity().get_stargazer_count_for_repo("octocat", "hello"),
        &json!({"count": 81}),
    );
    assert_eq!(stars.count, 81);
    let task = json!({
        "id": "b0d1", "state": "in_progress", "created_at": "2026-01-02T03:04:05Z", "session_count": 1, "archived_at": null,
        "creator": {"id": 1},
    });
    let task = answer(&client.agent_tasks().get_task_by_id("b0d1"), &task);
    assert_eq!(
        (task.id.as_str(), task.session_count, task.archived_at),
        ("b0d1", Some(1), None)
    );
    assert_eq!(
        answer(&client.agents().get_org_public_key("octo-org"), &public_key()).key_id,
        "012345678912345678"
    );
}

#[test]
fn insights_apps_billing_campaigns() {
    let client = client();
    let stats = json!({"total_request_count": 34_225, "rate_limited_request_count": 23});
    let stats = answer(
        &client
            .api_insights()
            .get_summary_stats("octo-org", "2024-01-01T00:00:00Z"),
        &stats,
    );
    assert_eq!(stats.total_request_count, Some(34_225));
    let token = json!({
        "token": "ghs_16C7e42F292c6912E7710c838347Ae178B4a", "expires_at": "2016-07-11T22:14:10Z",
        "permissions": {"issues": "write", "contents": "read"}, "repository_selection": "selected",
    });
    let token = answer(&client.apps().create_installation_access_token(1), &token);
    assert_eq!(token.expires_at, "2016-07-11T22:14:10Z");
    let deleted = json!({"message": "Budget successfully deleted.", "id": "2c1feb79"});
    assert_eq!(
        answer(&client.billing().delete_budget_org("octo-org", "2c1feb79"), &deleted)
            .id
            .as_deref(),
        Some("2c1feb79")
    );
    let campaign = json!({
        "number": 3, "created_at": "2024-02-14T12:29:18Z", "updated_at": "2024-02-14T12:29:18Z", "name": "Critical alerts",
        "description": "Address critical alerts before they are exploited", "managers": [user("octocat")], "team_managers": [],
        "published_at": "2024-02-14T12:29:18Z", "ends_at": "2024-03-14T12:29:18Z", "closed_at": null, "contact_link": null,
        "state": "open",
    });
    let campaign = answer(&client.campaigns().get_campaign_summary("octo-org", 3), &campaign);
    assert_eq!(campaign.managers[0].login, "octocat");
}

#[test]
#[expect(deprecated, reason = "what GitHub deprecates still works")]
fn checks_and_classroom() {
    let client = client();
    let annotations = json!([{
        "path": "README.md", "start_line": 2, "end_line": 2, "start_column": 5, "end_column": 10, "annotation_level": "warning",
        "title": "Spell checker", "message": "Check your spelling for 'banaas'.", "raw_details": null,
        "blob_href": "https://api.github.com/repos/github/rest/git/blobs/abc",
    }]);
    let annotations = answer(&client.checks().list_annotations("octocat", "hello", 1), &annotations);
    assert_eq!(
        (annotations[0].start_column, annotations[0].raw_details.as_deref()),
        (Some(5), None)
    );
    let classrooms = json!([{"id": 1_296_269, "name": "Programming Elixir", "archived": false, "url": "https://classroom.github.com/classrooms/1"}]);
    assert_eq!(
        answer(&client.classroom().list_classrooms(), &classrooms)[0].name,
        "Programming Elixir"
    );
}

#[test]
fn code() {
    let client = client();
    let finding = json!({
        "number": 42, "state": "open", "url": "https://api.github.com/repos/o/r/code-quality/findings/42",
        "rule": {"id": "rb/useless", "title": "Useless", "description": "…", "severity": "error", "category": "maintainability"},
        "location": {"path": "a.rb"}, "message": {"text": "t", "markdown": "*t*"},
    });
    let finding = answer(&client.code_quality().get_finding("o", "r", 42), &finding);
    assert_eq!(finding.rule.severity, RuleSeverity::Error);
    let deletion = json!({"next_analysis_url": null, "confirm_delete_url": "https://api.github.com/repos/o/r/code-scanning/analyses/1?confirm_delete"});
    assert_eq!(
        answer(&client.code_scanning().delete_analysis("o", "r", 1), &deletion).next_analysis_url,
        None
    );
    let autofix = json!({"status": "success", "description": null, "started_at": "2024-02-14T12:29:18Z"});
    assert_eq!(
        answer(&client.code_scanning().create_autofix("o", "r", 1), &autofix).description,
        None
    );
    let configuration = json!({"id": 1325, "name": "High risk", "dependency_graph": "enabled"});
    assert_eq!(
        answer(
            &client.code_security().create_configuration("o", "High risk"),
            &configuration
        )
        .id,
        Some(1325)
    );
    let codes = json!([{"key": "citizen", "name": "Citizen", "url": "https://api.github.com/codes_of_conduct/citizen", "html_url": null}]);
    assert_eq!(
        answer(&client.codes_of_conduct().get_all_codes_of_conduct(), &codes)[0].key,
        "citizen"
    );
}

#[test]
fn codespaces_to_credentials() {
    let client = client();
    let request = client
        .codespaces()
        .check_permissions_for_devcontainer("o", "r", "main", ".devcontainer");
    assert!(answer(&request, &json!({"accepted": true})).accepted);
    let request = client
        .copilot()
        .cancel_copilot_seat_assignment_for_users("o", ["octocat"]);
    assert_eq!(answer(&request, &json!({"seats_cancelled": 1})).seats_cancelled, 1);
    let resource = json!({
        "id": 7, "resource_type": "repository", "copilot_chat_attachment_id": null, "metadata": {"repository_id": 1},
        "created_at": "2025-01-01T00:00:00Z", "updated_at": "2025-01-01T00:00:00Z",
    });
    assert_eq!(
        answer(&client.copilot_spaces().get_resource_for_org("o", 1, 7), &resource).id,
        7
    );
    assert_eq!(answer(&client.credentials().revoke(["ghp_x"]), &json!(null)), None);
}

#[test]
fn dependencies_and_emojis() {
    let client = client();
    assert_eq!(
        answer(&client.dependabot().get_org_public_key("o"), &public_key()).key_id,
        "012345678912345678"
    );
    let sbom = json!({"sbom": {
        "SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3", "creationInfo": {"created": "2021-09-01T00:00:00Z", "creators": ["Tool: GitHub"]},
        "name": "o/r", "dataLicense": "CC0-1.0", "documentNamespace": "https://spdx.org/x", "packages": [{"name": "rails", "versionInfo": "1.0.0"}],
    }});
    let sbom = answer(&client.dependency_graph().export_sbom("o", "r"), &sbom).sbom;
    assert_eq!(
        (sbom.spdxid.as_str(), sbom.spdx_version.as_str()),
        ("SPDXRef-DOCUMENT", "SPDX-2.3")
    );
    let diff = json!([{
        "change_type": "removed", "manifest": "package.json", "ecosystem": "npm", "name": "helmet", "version": "4.6.0",
        "package_url": "pkg:npm/helmet@4.6.0", "license": "MIT", "source_repository_url": null, "vulnerabilities": [],
    }]);
    assert_eq!(
        answer(&client.dependency_graph().diff_range("o", "r", "a...b"), &diff)[0].name,
        "helmet"
    );
    let emojis = answer(
        &client.emojis().get(),
        &json!({"+1": "https://github.githubassets.com/images/icons/emoji/unicode/1f44d.png?v8"}),
    );
    assert!(emojis["+1"].ends_with("?v8"));
}

#[test]
fn enterprises() {
    let client = client();
    assert_eq!(
        answer(
            &client.enterprise_team_memberships().add("e", "t", "octocat"),
            &user("octocat")
        )
        .login,
        "octocat"
    );
    let org = json!({
        "login": "github", "id": 1, "node_id": "MDEyOk9yZ2FuaXphdGlvbjE=", "url": "https://api.github.com/orgs/github",
        "repos_url": "https://api.github.com/orgs/github/repos", "events_url": "https://api.github.com/orgs/github/events",
        "hooks_url": "h", "issues_url": "i", "members_url": "m{/member}", "public_members_url": "p{/member}", "avatar_url": "a", "description": null,
    });
    assert_eq!(
        answer(&client.enterprise_team_organizations().add("e", "t", "github"), &org).description,
        None
    );
    let team = json!({
        "id": 1, "name": "Justice League", "slug": "justice-league", "url": "https://api.github.com/enterprises/e/teams/1", "group_id": null,
        "html_url": "https://github.com/enterprises/e/teams/justice-league", "members_url": "m", "created_at": "2019-01-26T19:01:12Z",
        "updated_at": "2019-01-26T19:14:43Z",
    });
    assert_eq!(
        answer(&client.enterprise_teams().get("e", "justice-league"), &team).slug,
        "justice-league"
    );
}
