//! Bodies as GitHub sends them. Each is read without a problem, and written again it says the same.
//!
//! A body has the name of its request (`== pulls::List`), a line that says what is special about it, a link to a public report or to the
//! page of GitHub's docs that shows the shape, and its JSON. `{"$": "user", "login": "eve", "-": ["site_admin"]}` is the part `user` of
//! `parts.json` with another `login` and without `site_admin`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like tests")]

mod synthesized;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use octoscribe::{Body, Decode, Error, Reading, Request, Route};
use serde::Serialize;
use serde_json::{Map, Value};

/// Reads a body and writes it again.
type Read = fn(&str) -> Result<Value, Error>;

/// The endpoints that have bodies here: scopes with the names of requests.
macro_rules! endpoints {
    ($($scope:ident: $($name:ident)+;)+) => {
        &[$($((concat!(stringify!($scope), "::", stringify!($name)), read::<octoscribe::$scope::$name>)),+),+]
    };
}

#[allow(deprecated, reason = "what GitHub deprecates still works")]
const ENDPOINTS: &[(&str, Read)] = endpoints! {
    actions: GetEnvironmentPublicKey GetForkPrContributorApprovalPermissionsOrganization GetRepoPublicKey ListArtifactsForRepo ListJobsForWorkflowRun ListRepoSecrets ListSelfHostedRunnersForOrg ListWorkflowRunsForRepo;
    activity: GetRepoSubscription GetStargazerCountForRepo GetThread ListNotificationsForAuthenticatedUser ListPublicEvents ListWatchersForRepo;
    agent_tasks: GetTaskById ListTasks;
    agents: GetOrgPublicKey ListOrgSecrets;
    api_insights: GetRouteStatsByActor GetSummaryStats;
    apps: CreateInstallationAccessToken GetBySlug GetInstallation GetWebhookConfigForApp ListInstallations ListPlans;
    billing: DeleteBudgetOrg GetAllBudgetsOrg GetGithubBillingUsageReportOrg;
    campaigns: GetCampaignSummary ListOrgCampaigns;
    checks: GetSuite ListAnnotations ListForRef ListSuitesForRef;
    classroom: GetAssignmentGrades ListAssignmentsForAClassroom ListClassrooms;
    code_quality: GetFinding GetSetup;
    code_scanning: CreateAutofix DeleteAnalysis GetAlert GetSarif ListAlertsForOrg ListAlertsForRepo ListRecentAnalyses;
    code_security: CreateConfiguration GetConfigurationsForOrg;
    codes_of_conduct: GetAllCodesOfConduct GetConductCode;
    codespaces: CheckPermissionsForDevcontainer GetForAuthenticatedUser ListRepoSecrets;
    copilot: CancelCopilotSeatAssignmentForUsers GetCopilotOrganizationDetails ListCopilotSeats;
    copilot_spaces: GetResourceForOrg ListForOrg;
    credentials: Revoke;
    dependabot: GetOrgPublicKey ListOrgSecrets;
    dependency_graph: CreateRepositorySnapshot DiffRange ExportSbom;
    emojis: Get;
    enterprise_team_memberships: Add List;
    enterprise_team_organizations: Add;
    enterprise_teams: Get List;
    gists: Get List ListCommits;
    git: CreateBlob GetBlob GetTag GetTree ListMatchingRefs;
    gitignore: GetAllTemplates GetTemplate;
    hosted_compute: GetNetworkConfigurationForOrg GetNetworkSettingsForOrg ListNetworkConfigurationsForOrg;
    interactions: GetPullRequestCreationCapForOrg GetRestrictionsForRepo SetRestrictionsForOrg;
    issues: Get ListAssignees ListComments ListEvents ListEventsForRepo ListEventsForTimeline ListForRepo ListLabelsForRepo ListMilestones;
    licenses: Get GetAllCommonlyUsed GetForRepo;
    markdown: Render;
    meta: Get GetAllVersions GetZen Root;
    migrations: GetImportStatus GetLargeFiles ListForOrg;
    oidc: CreateOidcCustomPropertyInclusionForOrg GetOidcCustomSubTemplateForOrg;
    orgs: CreateArtifactStorageRecord CustomPropertiesForReposGetOrganizationDefinitions Get ListMembers ListPatGrants ListPendingInvitations ListWebhookDeliveries;
    packages: GetAllPackageVersionsForPackageOwnedByOrg GetPackageForOrganization;
    private_registries: GetOrgPublicKey ListOrgPrivateRegistries;
    projects: AddItemForOrg ListFieldsForOrg ListItemsForUser;
    pull_request_stacks: List;
    pulls: Get GetMergeAsyncResult List ListCommits ListFiles ListRequestedReviewers ListReviewComments ListReviews Merge;
    rate_limit: Get;
    reactions: CreateForIssue ListForIssue ListForIssueComment;
    repos: Get GetAllEnvironments GetAllTopics GetBranch GetBranchProtection GetBranchRules GetClones GetCommit GetCommunityProfileMetrics GetContent GetPages GetReadme ListCommitCommentsForRepo ListCommits ListDeployments ListForOrg ListInvitations ListPublic ListReleases ListTags ListWebhooks;
    search: Code Commits IssuesAndPullRequests Labels Repos Topics Users;
    secret_scanning: GetAlert ListAlertsForOrg ListLocationsForAlert;
    security_advisories: GetRepositoryAdvisory;
    teams: GetByName GetMembershipForUserInOrg List ListMembersInOrg ListPendingInvitationsInOrg;
    users: GetAuthenticated GetByUsername GetContextForUser List ListEmailsForAuthenticatedUser ListFollowersForUser ListGpgKeysForAuthenticatedUser ListSocialAccountsForAuthenticatedUser ListSshSigningKeysForUser;
};

struct Sample {
    name: String,
    about: String,
    link: String,
    json: String,
}

#[test]
fn bodies_are_read_and_written_again() {
    let parts = parts();
    let mut problems = Vec::new();
    for sample in samples() {
        let body = expanded(&serde_json::from_str(&sample.json).unwrap(), &parts);
        let Some((_, read)) = ENDPOINTS.iter().find(|(name, _)| *name == sample.name) else {
            panic!("{} is not among the endpoints", sample.name);
        };
        let mut say = |problem: String| problems.push(format!("{} ({}): {problem}", sample.name, sample.about));
        match read(&body.to_string()) {
            Ok(written) => compare(&body, &written, "", &mut say),
            Err(Error::Decode(error)) => error.problems().iter().for_each(|problem| say(problem.to_string())),
            Err(error) => say(error.to_string()),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_scope_has_bodies_and_every_body_a_source() {
    let samples = samples();
    assert!(samples.len() >= 150, "{}", samples.len());
    for sample in &samples {
        assert!(sample.link.starts_with("https://"), "{}: {}", sample.name, sample.link);
        serde_json::from_str::<Value>(&sample.json).unwrap_or_else(|error| panic!("{}: {error}", sample.name));
    }
    let scopes: BTreeSet<&str> = samples
        .iter()
        .filter_map(|sample| sample.name.split("::").next())
        .collect();
    // Whoever has only GitHub.com can't call the others.
    let is_of_all = |scope: &fs::DirEntry| {
        let mut pages = fs::read_dir(scope.path()).unwrap();
        pages.any(|page| {
            !fs::read_to_string(page.unwrap().path())
                .unwrap()
                .contains("\nedition: ")
        })
    };
    let pages = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/endpoints")).unwrap();
    let pages = pages.filter(|scope| is_of_all(scope.as_ref().unwrap()));
    assert_eq!(scopes.len(), pages.count());
    let named: BTreeSet<&str> = samples.iter().map(|sample| sample.name.as_str()).collect();
    assert_eq!(named, ENDPOINTS.iter().map(|(name, _)| *name).collect());
}

/// What an endpoint responds with, by the name of its request.
trait Responds {
    type Response;
}

impl<E: Route> Responds for Request<E> {
    type Response = E::Response;
}

fn read<R: Responds<Response: Decode + Serialize>>(json: &str) -> Result<Value, Error> {
    let mut body = Body::from_json(json.to_owned());
    body.set_reading(Reading::Strict);
    let response = R::Response::decode(&mut body)?;
    Ok(serde_json::to_value(response).unwrap())
}

/// The bodies of all files.
fn samples() -> Vec<Sample> {
    let files = fs::read_dir(directory()).unwrap().map(|file| file.unwrap().path());
    let texts = files.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    let texts: Vec<String> = texts.map(|path| fs::read_to_string(path).unwrap()).collect();
    let bodies = texts
        .iter()
        .flat_map(|text| text.trim_start_matches("== ").split("\n== "));
    let sample = |text: &str| {
        let mut lines = text.splitn(4, '\n').map(str::to_owned);
        Sample {
            name: lines.next().unwrap(),
            about: lines.next().unwrap(),
            link: lines.next().unwrap(),
            json: lines.next().unwrap(),
        }
    };
    bodies.map(sample).collect()
}

fn parts() -> Map<String, Value> {
    serde_json::from_str(&fs::read_to_string(directory().join("parts.json")).unwrap()).unwrap()
}

fn directory() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conformance"))
}

/// A body with its parts filled in.
fn expanded(json: &Value, parts: &Map<String, Value>) -> Value {
    let Value::Object(members) = json else {
        return match json {
            Value::Array(items) => items.iter().map(|item| expanded(item, parts)).collect(),
            other => other.clone(),
        };
    };
    let mut object = Map::new();
    if let Some(Value::String(part)) = members.get("$") {
        let part = parts.get(part).unwrap_or_else(|| panic!("no part `{part}`"));
        object.extend(expanded(part, parts).as_object().unwrap().clone());
    }
    let left_out = members.get("-").and_then(Value::as_array).into_iter().flatten();
    for name in left_out.filter_map(Value::as_str) {
        object
            .remove(name)
            .unwrap_or_else(|| panic!("nothing called `{name}` to leave out"));
    }
    let own = members.iter().filter(|(name, _)| !["$", "-"].contains(&name.as_str()));
    object.extend(own.map(|(name, value)| (name.clone(), expanded(value, parts))));
    Value::Object(object)
}

/// Reports where two values differ. A member that is null may as well be missing.
fn compare(read: &Value, written: &Value, path: &str, say: &mut dyn FnMut(String)) {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            let names: BTreeSet<&String> = read.keys().chain(written.keys()).collect();
            for name in names {
                let of = |object: &Map<String, Value>| object.get(name).cloned().unwrap_or_default();
                compare(&of(read), &of(written), &format!("{path}.{name}"), say);
            }
        }
        (Value::Array(read), Value::Array(written)) if read.len() == written.len() => {
            for (index, (read, written)) in read.iter().zip(written).enumerate() {
                compare(read, written, &format!("{path}[{index}]"), say);
            }
        }
        _ if read == written || read.as_f64().is_some() && read.as_f64() == written.as_f64() => {}
        _ => say(format!("{path}: read {read}, written {written}")),
    }
}
