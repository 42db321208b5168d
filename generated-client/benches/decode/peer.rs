//! The types of the pages with serde's derive, with the same fields as the emitted types.

#![expect(dead_code, reason = "only the time to fill the fields matters")]
#![expect(clippy::struct_field_names, reason = "the names are GitHub's")]

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Deserialize)]
pub(crate) struct Issue {
    id: i64,
    node_id: String,
    url: String,
    repository_url: String,
    labels_url: String,
    comments_url: String,
    events_url: String,
    html_url: String,
    number: i64,
    state: String,
    state_reason: Option<Keyword>,
    title: String,
    body: Option<String>,
    user: Option<Box<SimpleUser>>,
    labels: Vec<Label>,
    assignee: Option<Box<SimpleUser>>,
    assignees: Option<Vec<SimpleUser>>,
    milestone: Option<Box<Milestone>>,
    locked: bool,
    active_lock_reason: Option<String>,
    comments: i64,
    pull_request: Option<PullRequest>,
    closed_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
    draft: Option<bool>,
    closed_by: Option<Box<SimpleUser>>,
    body_html: Option<String>,
    body_text: Option<String>,
    timeline_url: Option<String>,
    r#type: Option<Box<IssueType>>,
    repository: Option<IgnoredAny>,
    performed_via_github_app: Option<IgnoredAny>,
    author_association: Option<Keyword>,
    reactions: Option<Box<ReactionRollup>>,
    sub_issues_summary: Option<Box<SubIssuesSummary>>,
    parent_issue_url: Option<String>,
    pinned_comment: Option<IgnoredAny>,
    issue_dependencies_summary: Option<Box<IssueDependenciesSummary>>,
    issue_field_values: Option<IgnoredAny>,
}

#[derive(Deserialize)]
pub(crate) struct SimpleUser {
    name: Option<String>,
    email: Option<String>,
    login: String,
    id: i64,
    node_id: String,
    avatar_url: String,
    gravatar_id: Option<String>,
    url: String,
    html_url: String,
    followers_url: String,
    following_url: String,
    gists_url: String,
    starred_url: String,
    subscriptions_url: String,
    organizations_url: String,
    repos_url: String,
    events_url: String,
    received_events_url: String,
    r#type: String,
    site_admin: bool,
    starred_at: Option<String>,
    user_view_type: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Repository {
    id: i64,
    node_id: String,
    name: String,
    full_name: String,
    owner: SimpleUser,
    private: bool,
    html_url: String,
    description: Option<String>,
    fork: bool,
    url: String,
    archive_url: String,
    assignees_url: String,
    blobs_url: String,
    branches_url: String,
    collaborators_url: String,
    comments_url: String,
    commits_url: String,
    compare_url: String,
    contents_url: String,
    contributors_url: String,
    deployments_url: String,
    downloads_url: String,
    events_url: String,
    forks_url: String,
    git_commits_url: String,
    git_refs_url: String,
    git_tags_url: String,
    git_url: Option<String>,
    issue_comment_url: String,
    issue_events_url: String,
    issues_url: String,
    keys_url: String,
    labels_url: String,
    languages_url: String,
    merges_url: String,
    milestones_url: String,
    notifications_url: String,
    pulls_url: String,
    releases_url: String,
    ssh_url: Option<String>,
    stargazers_url: String,
    statuses_url: String,
    subscribers_url: String,
    subscription_url: String,
    tags_url: String,
    teams_url: String,
    trees_url: String,
    clone_url: Option<String>,
    mirror_url: Option<String>,
    hooks_url: String,
    svn_url: Option<String>,
    homepage: Option<String>,
    language: Option<String>,
    forks_count: Option<i64>,
    stargazers_count: Option<i64>,
    watchers_count: Option<i64>,
    size: Option<i64>,
    default_branch: Option<String>,
    open_issues_count: Option<i64>,
    is_template: Option<bool>,
    topics: Option<Vec<String>>,
    has_issues: Option<bool>,
    has_projects: Option<bool>,
    has_wiki: Option<bool>,
    has_pages: Option<bool>,
    has_downloads: Option<bool>,
    has_discussions: Option<bool>,
    has_pull_requests: Option<bool>,
    pull_request_creation_policy: Option<String>,
    archived: Option<bool>,
    disabled: Option<bool>,
    visibility: Option<String>,
    pushed_at: Option<Timestamp>,
    created_at: Option<Timestamp>,
    updated_at: Option<Timestamp>,
    permissions: Option<Permissions>,
    role_name: Option<String>,
    temp_clone_token: Option<String>,
    delete_branch_on_merge: Option<bool>,
    subscribers_count: Option<i64>,
    network_count: Option<i64>,
    code_of_conduct: Option<IgnoredAny>,
    license: Option<License>,
    forks: Option<i64>,
    open_issues: Option<i64>,
    watchers: Option<i64>,
    allow_forking: Option<bool>,
    web_commit_signoff_required: Option<bool>,
    security_and_analysis: Option<IgnoredAny>,
    custom_properties: Option<IgnoredAny>,
}

#[derive(Deserialize)]
pub(crate) struct Permissions {
    admin: Option<bool>,
    maintain: Option<bool>,
    push: Option<bool>,
    triage: Option<bool>,
    pull: Option<bool>,
}

#[derive(Deserialize)]
pub(crate) struct License {
    key: Option<String>,
    name: Option<String>,
    spdx_id: Option<String>,
    url: Option<String>,
    node_id: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Milestone {
    url: String,
    html_url: String,
    labels_url: String,
    id: i64,
    node_id: String,
    number: i64,
    state: Keyword,
    title: String,
    description: Option<String>,
    creator: Option<Box<SimpleUser>>,
    open_issues: i64,
    closed_issues: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
    closed_at: Option<Timestamp>,
    due_on: Option<Timestamp>,
}

#[derive(Deserialize)]
pub(crate) struct ReactionRollup {
    url: String,
    total_count: i64,
    #[serde(rename = "+1")]
    plus_1: i64,
    #[serde(rename = "-1")]
    minus_1: i64,
    laugh: i64,
    confused: i64,
    heart: i64,
    hooray: i64,
    eyes: i64,
    rocket: i64,
}

#[derive(Deserialize)]
pub(crate) struct IssueType {
    id: i64,
    node_id: String,
    name: String,
    description: Option<String>,
    color: Option<IgnoredAny>,
    created_at: Option<Timestamp>,
    updated_at: Option<Timestamp>,
    is_enabled: Option<bool>,
}

#[derive(Deserialize)]
pub(crate) struct SubIssuesSummary {
    total: i64,
    completed: i64,
    percent_completed: i64,
}

#[derive(Deserialize)]
pub(crate) struct IssueDependenciesSummary {
    blocked_by: i64,
    blocking: i64,
    total_blocked_by: i64,
    total_blocking: i64,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Label {
    String(String),
    Object(LabelObject),
}

#[derive(Deserialize)]
pub(crate) struct LabelObject {
    id: Option<i64>,
    node_id: Option<String>,
    url: Option<String>,
    name: Option<String>,
    description: Option<String>,
    color: Option<String>,
    default: Option<bool>,
}

#[derive(Deserialize)]
pub(crate) struct PullRequest {
    merged_at: Option<Timestamp>,
    diff_url: Option<String>,
    html_url: Option<String>,
    patch_url: Option<String>,
    url: Option<String>,
}

/// An open enum of eight values, as all of the page are about as long.
#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Keyword {
    Collaborator,
    Contributor,
    FirstTimer,
    FirstTimeContributor,
    Mannequin,
    Member,
    None,
    Owner,
    #[serde(rename = "open")]
    Open,
    #[serde(untagged)]
    Unknown(String),
}
