//! Accounts: users, teams, organizations, enterprises, apps; and GitHub itself.

use serde_json::json;

use crate::{client, response, user};

#[test]
fn users_and_teams() {
    let client = client();
    let accounts = json!([{"provider": "twitter", "url": "https://twitter.com/github"}]);
    assert_eq!(
        response(&client.users().list_social_accounts_for_authenticated_user(), &accounts)[0].provider,
        "twitter"
    );
    let followers = json!([user("a"), user("b")]);
    assert_eq!(
        response(&client.users().list_followers_for_user("octocat"), &followers)[1].login,
        "b"
    );
    assert_eq!(response(&client.users().list(), &followers).len(), 2);
    let membership = json!({"url": "https://x", "role": "maintainer", "state": "pending"});
    let membership = response(
        &client.teams().get_membership_for_user_in_org("o", "t", "octocat"),
        &membership,
    );
    assert_eq!(membership.role.as_str(), "maintainer");
    let stars = response(
        &client.activity().get_stargazer_count_for_repo("octocat", "hello"),
        &json!({"count": 81}),
    );
    assert_eq!(stars.count, 81);
    assert_eq!(response(&client.credentials().revoke(["ghp_x"]), &json!(null)), None);
}

#[test]
fn organizations_and_enterprises() {
    let client = client();
    assert_eq!(
        response(
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
        response(&client.enterprise_team_organizations().add("e", "t", "github"), &org).description,
        None
    );
    let team = json!({
        "id": 1, "name": "Justice League", "slug": "justice-league", "url": "https://api.github.com/enterprises/e/teams/1", "group_id": null,
        "html_url": "https://github.com/enterprises/e/teams/justice-league", "members_url": "m", "created_at": "2019-01-26T19:01:12Z",
        "updated_at": "2019-01-26T19:14:43Z",
    });
    assert_eq!(
        response(&client.enterprise_teams().get("e", "justice-league"), &team).slug,
        "justice-league"
    );
    let deleted = json!({"message": "Budget successfully deleted.", "id": "2c1feb79"});
    assert_eq!(
        response(&client.billing().delete_budget_org("octo-org", "2c1feb79"), &deleted)
            .id
            .as_deref(),
        Some("2c1feb79")
    );
    let stats = json!({"total_request_count": 34_225, "rate_limited_request_count": 23});
    let stats = response(
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
    let token = response(&client.apps().create_installation_access_token(1), &token);
    assert_eq!(token.expires_at, "2016-07-11T22:14:10Z");
}

#[test]
fn github_itself() {
    let client = client();
    assert_eq!(
        response(&client.meta().get_zen(), &json!("Keep it logically awesome.")),
        "Keep it logically awesome."
    );
    let meta = json!({"verifiable_password_authentication": true, "hooks": ["192.30.252.0/22"], "domains": {"website": ["*.github.com"]}});
    assert_eq!(
        response(&client.meta().get(), &meta).hooks,
        Some(vec!["192.30.252.0/22".to_owned()])
    );
    let rate = json!({"limit": 5000, "remaining": 4999, "reset": 1_372_700_873, "used": 1});
    let limits = json!({"resources": {"core": rate, "search": rate, "graphql": rate}, "rate": rate});
    assert_eq!(
        response(&client.rate_limit().get(), &limits).resources.core.remaining,
        4999
    );
    let emojis = response(
        &client.emojis().get(),
        &json!({"+1": "https://github.githubassets.com/images/icons/emoji/unicode/1f44d.png?v8"}),
    );
    assert!(emojis["+1"].ends_with("?v8"));
    assert_eq!(
        response(&client.markdown().render("*x*"), &json!("<p><em>x</em></p>")),
        "<p><em>x</em></p>"
    );
    let codes = json!([{"key": "citizen", "name": "Citizen", "url": "https://api.github.com/codes_of_conduct/citizen", "html_url": null}]);
    assert_eq!(
        response(&client.codes_of_conduct().get_all_codes_of_conduct(), &codes)[0].key,
        "citizen"
    );
}
