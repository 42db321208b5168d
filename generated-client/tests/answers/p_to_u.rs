//! Scopes from `packages` to `users`.

use octoscribe::schemas::{PackageType, ProjectItemType, ReactionContent};
use serde_json::json;

use crate::{answer, client, user};

#[test]
fn packages_to_projects() {
    let client = client();
    let versions = json!([{
        "id": 45_763, "name": "0.1", "url": "https://x", "package_html_url": "https://y", "created_at": "2020-09-11T21:56:40Z",
        "updated_at": "2021-02-05T21:32:32Z", "metadata": {"package_type": "docker", "container": {"tags": ["latest"]}},
    }]);
    let request =
        client
            .packages()
            .get_all_package_versions_for_package_owned_by_org("o", PackageType::Container, "hello");
    let versions = answer(&request, &versions);
    assert_eq!(versions[0].name, "0.1");
    let key = answer(
        &client.private_registries().get_org_public_key("o"),
        &json!({"key_id": "1", "key": "k"}),
    );
    assert_eq!(key.key, "k");
    let item = json!({
        "id": 13, "node_id": "PVTI_", "content_type": "PullRequest", "created_at": "2022-04-28T12:00:00Z", "updated_at": "2022-04-28T12:00:00Z",
        "archived_at": null, "creator": user("octocat"),
    });
    let item = answer(
        &client.projects().add_item_for_org("o", 1, ProjectItemType::PullRequest),
        &item,
    );
    assert_eq!(item.archived_at, None);
}

#[test]
fn pulls_to_reactions() {
    let client = client();
    let stacks = json!([{
        "id": 1, "number": 2, "node_id": "S", "url": "https://x", "base": {"ref": "main"}, "open": true, "created_at": "2026-01-01T00:00:00Z",
        "pull_requests": [{"number": 3, "state": "open", "draft": false, "merged_at": null, "head": {"ref": "b", "sha": "abc"}}],
    }]);
    let stacks = answer(&client.pull_request_stacks().list("o", "r"), &stacks);
    assert_eq!(stacks[0].pull_requests[0].head.r#ref, "b");
    let merge = json!({"status": "merged", "details": {"message": "done"}});
    assert_eq!(
        answer(&client.pulls().get_merge_async_result("o", "r", 1, "u"), &merge)
            .details
            .message,
        "done"
    );
    let rate = json!({"limit": 5000, "remaining": 4999, "reset": 1_372_700_873, "used": 1});
    let limits = json!({"resources": {"core": rate, "search": rate, "graphql": rate}, "rate": rate});
    assert_eq!(
        answer(&client.rate_limit().get(), &limits).resources.core.remaining,
        4999
    );
    let reaction = json!({"id": 1, "node_id": "R", "user": user("octocat"), "content": "+1", "created_at": "2016-05-20T20:09:31Z"});
    let reaction = answer(
        &client.reactions().create_for_issue("o", "r", 1, ReactionContent::Plus1),
        &reaction,
    );
    assert_eq!(reaction.content, ReactionContent::Plus1);
}

#[test]
fn repos() {
    let client = client();
    let topics = answer(
        &client.repos().get_all_topics("o", "r"),
        &json!({"names": ["octocat", "atom"]}),
    );
    assert_eq!(topics.names, ["octocat", "atom"]);
    let tags = json!([{
        "name": "v0.1", "commit": {"sha": "c5b9", "url": "https://x"}, "zipball_url": "https://z", "tarball_url": "https://t", "node_id": "T",
    }]);
    assert_eq!(answer(&client.repos().list_tags("o", "r"), &tags)[0].commit.sha, "c5b9");
    let readme = json!({
        "type": "file", "encoding": "base64", "size": 5362, "name": "README.md", "path": "README.md", "content": "IyBI", "sha": "3d21",
        "url": "https://u", "git_url": "https://g", "html_url": null, "download_url": "https://d",
        "_links": {"self": "https://s", "git": "https://g", "html": null},
    });
    let readme = answer(&client.repos().get_readme("o", "r"), &readme);
    assert_eq!((readme.size, readme.html_url.as_deref()), (5362, None));
    assert_eq!(readme.links.self_, "https://s");
}

#[test]
fn search_to_users() {
    let client = client();
    let labels = json!({"total_count": 1, "incomplete_results": false, "items": [{
        "id": 418_327_088, "node_id": "L", "url": "https://x", "name": "enhancement", "color": "84b6eb", "default": true, "description": null, "score": 1.0,
    }]});
    let labels = answer(&client.search().labels(1, "bug"), &labels);
    assert_eq!(labels.items[0].name, "enhancement");
    let alert = json!({"number": 42, "created_at": "2020-11-06T18:18:30Z", "state": "open", "secret_type": "x", "resolved_by": user("octocat")});
    assert_eq!(
        answer(&client.secret_scanning().get_alert("o", "r", 42), &alert).number,
        Some(42)
    );
    let membership = json!({"url": "https://x", "role": "maintainer", "state": "pending"});
    let membership = answer(
        &client.teams().get_membership_for_user_in_org("o", "t", "octocat"),
        &membership,
    );
    assert_eq!(membership.role.as_str(), "maintainer");
    let accounts = json!([{"provider": "twitter", "url": "https://twitter.com/github"}]);
    assert_eq!(
        answer(&client.users().list_social_accounts_for_authenticated_user(), &accounts)[0].provider,
        "twitter"
    );
    let followers = json!([user("a"), user("b")]);
    assert_eq!(
        answer(&client.users().list_followers_for_user("octocat"), &followers)[1].login,
        "b"
    );
    assert_eq!(answer(&client.users().list(), &followers).len(), 2);
}
