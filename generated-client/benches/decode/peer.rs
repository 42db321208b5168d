//! The types of the pages with serde's derive.

#![expect(dead_code, reason = "only the time to fill the fields matters")]
#![expect(clippy::struct_field_names, reason = "the names are GitHub's")]

use jiff::Timestamp;
use serde::Deserialize;

/// Declares structs by the names of their fields, for each type of a field. Fields that the pages don't have are left out.
macro_rules! peers {
    ($($name:ident { $($ty:ty: $($field:ident)*;)* })*) => {
        $(#[derive(Deserialize)]
        pub(crate) struct $name {
            $($($field: $ty,)*)*
        })*
    };
}

peers! {
    Issue {
        i64: id number comments;
        bool: locked draft;
        String: node_id url repository_url labels_url comments_url events_url html_url timeline_url state title body;
        Timestamp: created_at updated_at;
        Option<Timestamp>: closed_at;
        Option<String>: active_lock_reason;
        Keyword: author_association;
        Box<SimpleUser>: user;
        Option<Box<SimpleUser>>: assignee closed_by;
        Vec<SimpleUser>: assignees;
        Vec<Label>: labels;
        Option<Box<Milestone>>: milestone;
        Box<ReactionRollup>: reactions;
        Box<SubIssuesSummary>: sub_issues_summary;
        Box<IssueDependenciesSummary>: issue_dependencies_summary;
    }
    SimpleUser {
        i64: id;
        bool: site_admin;
        String: login node_id avatar_url gravatar_id url html_url followers_url following_url gists_url starred_url;
        String: subscriptions_url organizations_url repos_url events_url received_events_url r#type user_view_type;
    }
    LabelObject {
        i64: id;
        bool: default;
        String: node_id url name description color;
    }
    Milestone {
        i64: id number open_issues closed_issues;
        String: url html_url labels_url node_id title;
        Keyword: state;
        Option<String>: description;
        Box<SimpleUser>: creator;
        Timestamp: created_at updated_at due_on;
        Option<Timestamp>: closed_at;
    }
    ReactionRollup {
        i64: total_count laugh confused heart hooray eyes rocket;
        String: url;
    }
    SubIssuesSummary {
        i64: total completed percent_completed;
    }
    IssueDependenciesSummary {
        i64: blocked_by blocking total_blocked_by total_blocking;
    }
    Repository {
        i64: id size forks_count stargazers_count watchers_count open_issues_count forks open_issues watchers;
        bool: private fork is_template has_issues has_projects has_wiki has_pages has_downloads has_discussions;
        bool: archived disabled allow_forking web_commit_signoff_required;
        String: node_id name full_name description language default_branch visibility;
        String: html_url url archive_url assignees_url blobs_url branches_url collaborators_url comments_url commits_url;
        String: compare_url contents_url contributors_url deployments_url downloads_url events_url forks_url;
        String: git_commits_url git_refs_url git_tags_url issue_comment_url issue_events_url issues_url keys_url;
        String: labels_url languages_url merges_url milestones_url notifications_url pulls_url releases_url;
        String: stargazers_url statuses_url subscribers_url subscription_url tags_url teams_url trees_url hooks_url;
        Option<String>: homepage mirror_url;
        Timestamp: created_at updated_at pushed_at;
        SimpleUser: owner;
        Vec<String>: topics;
        License: license;
        Permissions: permissions;
    }
    LabeledEvent {
        i64: id;
        String: node_id url created_at;
        Option<String>: commit_id commit_url;
        SimpleUser: actor;
        EventLabel: label;
    }
    StateChangeEvent {
        i64: id;
        String: node_id url created_at;
        Option<String>: commit_id commit_url state_reason;
        SimpleUser: actor;
    }
    MilestonedEvent {
        i64: id;
        String: node_id url created_at;
        Option<String>: commit_id commit_url;
        SimpleUser: actor;
        EventMilestone: milestone;
    }
    AssignedEvent {
        i64: id;
        String: node_id url created_at;
        Option<String>: commit_id commit_url;
        SimpleUser: actor assignee;
    }
    CommentEvent {
        i64: id;
        String: node_id url html_url issue_url;
        Option<String>: body;
        SimpleUser: actor user;
        Timestamp: created_at updated_at;
        Keyword: author_association;
    }
    EventLabel {
        String: name color;
    }
    EventMilestone {
        String: title;
    }
    License {
        String: key name spdx_id url node_id;
    }
    Permissions {
        bool: admin maintain push triage pull;
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Label {
    String(String),
    Object(LabelObject),
}

/// An event of a timeline: its name says which.
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub(crate) enum Event {
    Labeled(LabeledEvent),
    Closed(StateChangeEvent),
    Milestoned(MilestonedEvent),
    Assigned(AssignedEvent),
    Commented(CommentEvent),
}

/// An open enum, as all of the page are.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Keyword {
    #[serde(rename = "CONTRIBUTOR")]
    Contributor,
    Open,
    #[serde(untagged)]
    Unknown(String),
}
