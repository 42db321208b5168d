//! GitHub's own descriptions.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use octoscribe_import::{Finding, Input, Options, Outcome, Prose, Tree, check, import};

use crate::support::{description, spec};

fn run(tree: &Tree, json: &str, prose: Prose) -> Outcome {
    let options = Options {
        base: None,
        take: BTreeMap::new(),
        prose,
        version: "0.1.0",
        today: "2026-01-01",
        remove_overdue: false,
    };
    import(tree, &Input::OpenApi(json.to_owned()), &options).unwrap()
}

/// The codes of what lint says of a tree.
fn lints(tree: &Tree) -> Vec<String> {
    let analysis = octoscribe_generator::analyse(tree.pages.clone());
    let mut found: Vec<String> = analysis
        .diagnostics
        .iter()
        .map(|found| format!("{} {}", found.code.as_str(), found.message))
        // What a person does afterwards: a name for `*` beside `star`, descriptions, schema pages for what requests share, and what GitHub's description doesn't tell: which
        // list is walked over, and what tells the variants of a union apart.
        .filter(|found| {
            let left = [
                "numbered-name `star` and `*`",
                "undescribed",
                "same-shape",
                "no-items",
                "ambiguous-union",
                "prose-disagrees",
            ];
            !left.iter().any(|code| found.starts_with(code))
        })
        .collect();
    found.dedup();
    found
}

#[test]
fn every_difference_between_spec_and_its_locks_is_explained() {
    let tree = spec();
    assert_eq!(check(&tree).unwrap(), []);
    // Without a row, the place is named.
    let (place, mut rest) = ("schemas/Team type required", tree.clone());
    rest.corrections = tree
        .corrections
        .lines()
        .filter(|line| !line.contains(place))
        .map(|line| format!("{line}\n"))
        .collect();
    let findings = check(&rest).unwrap();
    let [Finding::Unexplained(difference)] = findings.as_slice() else {
        panic!("{findings:?}")
    };
    assert_eq!(difference.place.to_string(), place);
}

#[test]
fn the_release_that_spec_is_made_from_changes_nothing() {
    let Some(json) = description("api.github.com-23.0.2") else {
        return;
    };
    let outcome = run(&spec(), &json, Prose::Todo);
    assert!(
        outcome.files.is_empty() && outcome.findings.is_empty() && outcome.conflicts.is_empty(),
        "{outcome}"
    );
    // A value more and a parameter less: exactly those rows change.
    let less = json.replacen("\"milestone\":{\"oneOf\"", "\"milestone_\":{\"oneOf\"", 1);
    assert_ne!(less, json);
    let outcome = run(&spec(), &less, Prose::Todo);
    let places: Vec<String> = outcome.changes.iter().map(|change| change.place.to_string()).collect();
    assert_eq!(
        places,
        [
            "endpoints/issues/create milestone",
            "endpoints/issues/create milestone_"
        ]
    );
    assert_eq!(outcome.files.len(), 2, "{:?}", outcome.files.keys());
}

/// Rows on which clients have failed, where public reports show what GitHub sends or takes.
#[test]
fn telling_rows_say_what_github_does() {
    let facts = octoscribe_import::lock(&spec(), "pages", "1").unwrap();
    let says = |place: &str| {
        let (page, row) = place.split_once(' ').unwrap();
        let mut lines = facts.lines().skip_while(|line| *line != page).skip(1);
        let line = lines
            .find(|line| line.trim_start().split('\t').next() == Some(row))
            .unwrap_or_default();
        let mut cells = line.split('\t').skip(2);
        let [required, ty] = [cells.next(), cells.next()].map(Option::unwrap_or_default);
        format!("{required} {ty}").trim().to_owned()
    };
    let rows = [
        ("schemas/PullRequestBranch repo", "yes Repository | null"),
        ("schemas/PullRequestSimpleBranch repo", "yes Repository | null"),
        ("schemas/PullRequestSimple labels[].description", "yes string | null"),
        ("schemas/AutoMerge commit_title", "yes string | null"),
        ("schemas/DiffEntry blob_url", "yes uri | null"),
        ("schemas/Verification verified_at", "no string | null"),
        ("schemas/WorkflowRun head_repository", "yes MinimalRepository | null"),
        ("schemas/Thread subject.url", "yes string | null"),
        ("schemas/ProjectsV2 id", "yes integer"),
        ("schemas/LabeledIssueEvent event", r#"yes "labeled""#),
        ("schemas/LabeledIssueEvent actor", "yes SimpleUser | null"),
        ("endpoints/repos/listPublic 200", "(MinimalRepository | null)[]"),
        ("endpoints/apps/listInstallations 200", "Installation[]"),
        ("endpoints/gists/update files", "no map(object | null)"),
        ("endpoints/codeScanning/listAlertsForRepo pr", "no integer"),
        ("endpoints/repos/getPunchCardStats 202", "object | null"),
        (
            "endpoints/orgs/deleteAttestationsBulk @one-of",
            "[[subject_digests], [attestation_ids]]",
        ),
        ("schemas/Commit author", "yes SimpleUser | EmptyObject | null"),
        ("schemas/GitTree tree[].size", "no integer"),
        (
            "schemas/CheckSuite conclusion",
            r#"yes "success" | "failure" | "neutral" | "cancelled" | "skipped" | "timed_out" | "action_required" | "startup_failure" | "stale" | null"#,
        ),
        ("schemas/ReleaseAsset uploader", "yes SimpleUser | null"),
        ("schemas/Milestone creator", "yes SimpleUser | null"),
        ("schemas/Installation target_type", "yes string"),
        ("schemas/WorkflowRun conclusion", "yes string | null"),
        ("endpoints/git/createTree tree[].sha", "no string | null"),
        ("endpoints/repos/addCollaborator permission", "no string"),
        ("endpoints/repos/getLatestRelease 404", "BasicError"),
    ];
    for (place, expected) in rows {
        assert_eq!(says(place), expected, "{place}");
    }
}

#[test]
fn pages_say_what_a_version_lacks() {
    let rows = spec().pages.into_iter().filter_map(|page| {
        let count = page.text.matches("Not in version 20").count();
        (count > 0).then(|| format!("{} {count}\n", page.path))
    });
    assert_snapshot!(rows.collect::<String>(), @"
    endpoints/actions/createWorkflowDispatch.md 2
    endpoints/apps/deleteInstallation.md 2
    endpoints/issues/create.md 1
    endpoints/issues/update.md 2
    endpoints/orgs/delete.md 1
    endpoints/orgs/listAttestations.md 1
    endpoints/orgs/listCustomRoles.md 2
    endpoints/orgs/removeMember.md 1
    endpoints/orgs/setMembershipForUser.md 1
    endpoints/orgs/update.md 1
    endpoints/repos/acceptInvitationForAuthenticatedUser.md 1
    endpoints/repos/createForAuthenticatedUser.md 1
    endpoints/repos/createInOrg.md 1
    endpoints/teams/create.md 1
    schemas/Attestation.md 1
    schemas/AttestationsByDigest.md 1
    schemas/BaseGist.md 3
    schemas/DependabotAlertSecurityAdvisory.md 1
    schemas/FullRepository.md 2
    schemas/GistSimple.md 2
    schemas/GlobalAdvisory.md 1
    schemas/InstallationRepository.md 3
    schemas/Issue.md 1
    schemas/IssueSearchResultItem.md 1
    schemas/MinimalRepository.md 1
    schemas/OrganizationFull.md 1
    schemas/PullRequest.md 2
    schemas/PullRequestSimple.md 2
    schemas/RateLimitOverview.md 1
    schemas/Repository.md 3
    schemas/RepositoryAdvisory.md 1
    schemas/Root.md 2
    schemas/TeamRepository.md 1
    schemas/WebhookPullRequest.md 1
    schemas/WebhookPullRequestReviewCommentPullRequest.md 1
    schemas/WebhookRepository.md 1
    schemas/WebhookSecurityAdvisory.md 1
    schemas/WebhookSimplePullRequest.md 1
    webhooks/security_advisory/withdrawn.md 1
    ");
}

#[test]
#[ignore = "slow: five releases one after the other"]
fn releases_follow_one_another_without_a_conflict_and_end_where_spec_is() {
    let mut tree = Tree::default();
    for release in ["19.1.0", "20.0.0", "21.0.0", "22.0.0", "23.0.2"] {
        let Some(json) = description(&format!("api.github.com-{release}")) else {
            return;
        };
        let outcome = run(&tree, &json, Prose::Todo);
        assert!(
            outcome.conflicts.is_empty() && outcome.findings.is_empty(),
            "{release}: {outcome}"
        );
        tree = tree.with(&outcome.files);
        assert_eq!(lints(&tree), [""; 0], "{release}");
    }
    // Laid out as spec is, the last tree says what spec says, but for the corrections.
    let mut ours = spec();
    let source = "api.github.com";
    let lock = octoscribe_import::lock(&tree, source, "1").unwrap();
    ours.locks.insert(source.to_owned(), lock);
    // No page of ours refers to the first one there, and the others are schemas of operations that came after the payloads which have their
    // fields: this tree's lock keeps what it had for them.
    let is_known = |finding: &Finding| {
        let text = format!("{finding:?}");
        ["CommitSearchResultItem", "WebhookIntegration", "Some(\"ProjectsV2"]
            .iter()
            .any(|name| text.contains(name))
    };
    let mut findings = check(&ours).unwrap();
    findings.retain(|finding| !is_known(finding));
    assert_eq!(findings, []);
}

#[test]
#[ignore = "slow: a whole edition"]
fn enterprise_cloud_imports_whole() {
    let Some(json) = description("ghec-23.0.2") else { return };
    for prose in [Prose::Todo, Prose::Upstream] {
        let outcome = run(&Tree::default(), &json, prose);
        assert!(outcome.findings.is_empty(), "{outcome}");
        let tree = Tree::default().with(&outcome.files);
        assert_eq!(lints(&tree), [""; 0]);
        assert!(run(&tree, &json, prose).files.is_empty());
    }
}
