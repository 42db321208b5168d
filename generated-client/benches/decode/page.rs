//! Pages as GitHub sends them: 30 issues (about 190 KB) and 100 repositories (about 600 KB).

use octoscribe::schemas::MinimalRepository;
use serde_json::{Value, json};

/// Thirty issues, some with assignees and milestones, all with labels and a text of a few paragraphs.
pub(crate) fn thirty_issues() -> String {
    let issues: Vec<Value> = (1..=30).map(issue).collect();
    Value::from(issues).to_string()
}

fn issue(number: i64) -> Value {
    let repository = "https://api.github.com/repos/octocat/hello-world";
    let url = format!("{repository}/issues/{number}");
    let html_url = format!("https://github.com/octocat/hello-world/issues/{number}");
    let paragraph = "The build stops at the linker with \"undefined reference\", but only with the second target.\r\n\r\n```\ncargo build --target b\n```\n";
    let is_assigned = number % 2 == 0;
    json!({
        "url": url, "repository_url": repository, "labels_url": format!("{url}/labels{{/name}}"),
        "comments_url": format!("{url}/comments"), "events_url": format!("{url}/events"), "html_url": html_url,
        "id": 2_100_000_000_i64 + number, "node_id": format!("I_kwDOABCD{number}"), "number": number,
        "title": format!("The linker gives up on target {number} — « encore »"),
        "user": user(number), "labels": [label(1, "bug"), label(2, "needs: triage"), label(3, "A-linkage")],
        "state": "open", "locked": false, "comments": number % 7,
        "created_at": "2024-03-01T08:15:30Z", "updated_at": "2024-05-17T21:01:02Z", "closed_at": null,
        "author_association": "CONTRIBUTOR", "active_lock_reason": null,
        "body": paragraph.repeat(12), "closed_by": null, "timeline_url": format!("{url}/timeline"),
        "performed_via_github_app": null, "state_reason": null, "draft": false,
        "sub_issues_summary": {"total": 0, "completed": 0, "percent_completed": 0},
        "issue_dependencies_summary": {"blocked_by": 0, "total_blocked_by": 0, "blocking": 0, "total_blocking": 0},
        "reactions": {
            "url": format!("{url}/reactions"), "total_count": 3, "+1": 2, "-1": 0, "laugh": 0, "hooray": 1, "confused": 0,
            "heart": 0, "rocket": 0, "eyes": 0,
        },
        "score": 1.0,
        "assignee": is_assigned.then(|| user(7)), "assignees": if is_assigned { json!([user(7)]) } else { json!([]) },
        "milestone": (number % 3 == 0).then(milestone),
    })
}

fn user(id: i64) -> Value {
    let url = format!("https://api.github.com/users/person-{id}");
    json!({
        "login": format!("person-{id}"), "id": 1000 + id, "node_id": format!("MDQ6VXNlcjEwMDA{id}"),
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"), "gravatar_id": "", "url": url,
        "html_url": format!("https://github.com/person-{id}"), "followers_url": format!("{url}/followers"),
        "following_url": format!("{url}/following{{/other_user}}"), "gists_url": format!("{url}/gists{{/gist_id}}"),
        "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"), "subscriptions_url": format!("{url}/subscriptions"),
        "organizations_url": format!("{url}/orgs"), "repos_url": format!("{url}/repos"),
        "events_url": format!("{url}/events{{/privacy}}"), "received_events_url": format!("{url}/received_events"),
        "type": "User", "user_view_type": "public", "site_admin": false,
    })
}

fn label(id: i64, name: &str) -> Value {
    json!({
        "id": id, "node_id": format!("LA_{id}"), "url": format!("https://api.github.com/repos/octocat/hello-world/labels/{name}"),
        "name": name, "color": "d73a4a", "default": id == 1, "description": "Set by whoever looks at it first",
    })
}

fn milestone() -> Value {
    let url = "https://api.github.com/repos/octocat/hello-world/milestones/1";
    json!({
        "url": url, "html_url": "https://github.com/octocat/hello-world/milestone/1", "labels_url": format!("{url}/labels"),
        "id": 1_002_604, "node_id": "MDk6TWlsZXN0b25lMTAwMjYwNA", "number": 1, "title": "v1.0", "description": null,
        "creator": user(9), "open_issues": 4, "closed_issues": 8, "state": "open", "created_at": "2023-04-10T20:09:31Z",
        "updated_at": "2024-03-03T18:58:10Z", "due_on": "2024-10-09T23:39:01Z", "closed_at": null,
    })
}

/// A hundred repositories as in a list.
pub(crate) fn hundred_repositories() -> String {
    let repositories: Vec<Value> = (1..=100).map(repository).collect();
    Value::from(repositories).to_string()
}

fn repository(number: i64) -> Value {
    let url = format!("https://api.github.com/repos/octocat/repository-{number}");
    let own = json!({
        "id": 1_000_000 + number, "node_id": format!("R_kgDOA{number}"), "name": format!("repository-{number}"),
        "full_name": format!("octocat/repository-{number}"), "private": false, "owner": user(number), "html_url": url, "url": url,
        "description": "A repository with a description of usual length", "fork": number % 2 == 0,
        "created_at": "2024-03-01T08:15:30Z", "updated_at": "2024-05-17T21:01:02Z", "pushed_at": "2024-05-17T21:01:02Z",
        "homepage": null, "size": 108 * number, "stargazers_count": 80, "watchers_count": 80, "language": "Rust",
    });
    let more = json!({
        "has_issues": true, "has_projects": true, "has_downloads": true, "has_wiki": false, "has_pages": false, "has_discussions": false,
        "forks_count": 9, "mirror_url": null, "archived": false, "disabled": false, "open_issues_count": 7,
        "license": {"key": "mit", "name": "MIT License", "spdx_id": "MIT", "url": "https://api.github.com/licenses/mit", "node_id": "MDc6"},
        "allow_forking": true, "is_template": false, "web_commit_signoff_required": false, "topics": ["api", "client", "rust"],
        "visibility": "public", "forks": 9, "open_issues": 7, "watchers": 80, "default_branch": "main",
        "permissions": {"admin": false, "maintain": false, "push": false, "triage": false, "pull": true},
    });
    let mut repository = serde_json::to_value(MinimalRepository::default()).unwrap_or_default();
    if let (Value::Object(members), Value::Object(own), Value::Object(more)) = (&mut repository, own, more) {
        for (name, value) in members.iter_mut().filter(|(_, value)| *value == "") {
            *value = Value::from(format!("{url}/{name}{{/sha}}"));
        }
        members.extend(own.into_iter().chain(more));
    }
    repository
}
