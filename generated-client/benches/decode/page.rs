//! Pages as GitHub sends them: 30 issues (about 190 KB), 100 repositories (about 600 KB) and 200 events of timelines (about 400 KB).

use octoscribe::schemas::{
    ClosedIssueEvent, Issue, LabeledIssueEvent, Milestone, MilestonedIssueEvent, MinimalRepository, SimpleUser,
    TimelineAssignedIssueEvent, TimelineCommentEvent,
};
use serde::Serialize;
use serde_json::{Value, json};

/// Thirty issues, some with assignees and milestones, all with labels and a body of a few paragraphs.
pub(crate) fn thirty_issues() -> String {
    (1..=30).map(issue).collect::<Value>().to_string()
}

/// A hundred repositories as in a list.
pub(crate) fn hundred_repositories() -> String {
    (1..=100).map(repository).collect::<Value>().to_string()
}

/// Two hundred events of five kinds, as in a timeline.
pub(crate) fn two_hundred_events() -> String {
    (1..=200).map(event).collect::<Value>().to_string()
}

fn issue(number: i64) -> Value {
    let url = format!("https://api.github.com/repos/octocat/hello-world/issues/{number}");
    let paragraph = "The build stops at the linker with \"undefined reference\", but only with the second target.\r\n\r\n```\ncargo build --target b\n```\n";
    let assignee = (number % 2 == 0).then(|| user(7));
    let milestone = (number % 3 == 0).then(|| {
        let own = json!({"number": 1, "title": "v1.0", "state": "open", "creator": user(9), "due_on": "2024-10-09T23:39:01Z"});
        filled(&Milestone::default(), "https://api.github.com/repos/octocat/hello-world/milestones/1", own)
    });
    let own = json!({
        "id": 2_100_000_000_i64 + number, "number": number, "title": format!("The linker gives up on target {number} — « encore »"),
        "user": user(number), "labels": [label(1, "bug"), label(2, "needs: triage"), label(3, "A-linkage")],
        "state": "open", "created_at": "2024-03-01T08:15:30Z", "updated_at": "2024-05-17T21:01:02Z",
        "author_association": "CONTRIBUTOR", "active_lock_reason": null, "body": paragraph.repeat(12), "closed_by": null,
        "timeline_url": format!("{url}/timeline"), "performed_via_github_app": null, "state_reason": null, "draft": false,
        "sub_issues_summary": {"total": 0, "completed": 0, "percent_completed": 0},
        "issue_dependencies_summary": {"blocked_by": 0, "total_blocked_by": 0, "blocking": 0, "total_blocking": 0},
        "reactions": {
            "url": format!("{url}/reactions"), "total_count": 3, "+1": 2, "-1": 0, "laugh": 0, "hooray": 1, "confused": 0,
            "heart": 0, "rocket": 0, "eyes": 0,
        },
        "score": 1.0, "assignees": assignee.as_slice(), "assignee": assignee, "milestone": milestone,
    });
    filled(&Issue::default(), &url, own)
}

fn user(id: i64) -> Value {
    let own = json!({"login": format!("person-{id}"), "id": 1000 + id, "gravatar_id": "", "type": "User", "user_view_type": "public"});
    filled(
        &SimpleUser::default(),
        &format!("https://api.github.com/users/person-{id}"),
        own,
    )
}

fn label(id: i64, name: &str) -> Value {
    json!({
        "id": id, "node_id": format!("LA_{id}"), "url": format!("https://api.github.com/repos/octocat/hello-world/labels/{name}"),
        "name": name, "color": "d73a4a", "default": id == 1, "description": "Set by whoever looks at it first",
    })
}

fn repository(number: i64) -> Value {
    let own = json!({
        "id": 1_000_000 + number, "name": format!("repository-{number}"), "full_name": format!("octocat/repository-{number}"),
        "owner": user(number), "description": "A repository with a description of usual length", "language": "Rust",
        "fork": number % 2 == 0, "size": 108 * number, "stargazers_count": 80, "watchers_count": 80, "forks_count": 9,
        "created_at": "2024-03-01T08:15:30Z", "updated_at": "2024-05-17T21:01:02Z", "pushed_at": "2024-05-17T21:01:02Z",
        "homepage": null, "mirror_url": null, "archived": false, "disabled": false, "open_issues_count": 7, "has_issues": true,
        "has_projects": true, "has_downloads": true, "has_wiki": false, "has_pages": false, "has_discussions": false,
        "license": {"key": "mit", "name": "MIT License", "spdx_id": "MIT", "url": "https://api.github.com/licenses/mit", "node_id": "MDc6"},
        "allow_forking": true, "is_template": false, "web_commit_signoff_required": false, "topics": ["api", "client", "rust"],
        "visibility": "public", "forks": 9, "open_issues": 7, "watchers": 80, "default_branch": "main",
        "permissions": {"admin": false, "maintain": false, "push": false, "triage": false, "pull": true},
    });
    let url = format!("https://api.github.com/repos/octocat/repository-{number}");
    filled(&MinimalRepository::default(), &url, own)
}

fn event(number: i64) -> Value {
    let url = format!("https://api.github.com/repos/octocat/hello-world/issues/events/{number}");
    let event = |name: &str, rest: Value| {
        let mut own = json!({
            "id": 9_000_000 + number, "event": name, "actor": user(number), "commit_id": null, "commit_url": null,
            "created_at": "2024-03-01T08:15:30Z", "performed_via_github_app": null,
        });
        if let (Value::Object(own), Value::Object(rest)) = (&mut own, rest) {
            own.extend(rest);
        }
        own
    };
    match number % 5 {
        0 => {
            let own = json!({"label": {"name": "bug", "color": "d73a4a"}});
            filled(&LabeledIssueEvent::default(), &url, event("labeled", own))
        }
        1 => {
            let own = json!({"state_reason": "completed"});
            filled(&ClosedIssueEvent::default(), &url, event("closed", own))
        }
        2 => {
            let own = json!({"milestone": {"title": "v1.0"}});
            filled(&MilestonedIssueEvent::default(), &url, event("milestoned", own))
        }
        3 => {
            let own = json!({"assignee": user(7)});
            filled(&TimelineAssignedIssueEvent::default(), &url, event("assigned", own))
        }
        _ => {
            let own = json!({
                "id": 9_000_000 + number, "event": "commented", "actor": user(number), "user": user(number),
                "created_at": "2024-03-01T08:15:30Z", "updated_at": "2024-03-01T08:15:30Z",
                "author_association": "CONTRIBUTOR", "body": "The second target still fails.\r\n".repeat(12),
            });
            filled(&TimelineCommentEvent::default(), &url, own)
        }
    }
}

/// A value as JSON, its empty strings filled with URLs, and with its own members in place of others.
fn filled(value: &impl Serialize, url: &str, own: Value) -> Value {
    let mut filled = serde_json::to_value(value).unwrap_or_default();
    if let (Value::Object(members), Value::Object(own)) = (&mut filled, own) {
        for (name, value) in members.iter_mut().filter(|(_, value)| *value == "") {
            *value = Value::from(format!("{url}/{name}{{/sha}}"));
        }
        members.extend(own);
    }
    filled
}
