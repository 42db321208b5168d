//! Repositories and their code: git, pull requests, analyses, packages, dependencies.

use octoscribe::schemas::{PackageType, RuleSeverity};
use serde_json::json;

use crate::{client, public_key, response, user};

#[test]
#[expect(deprecated, reason = "what GitHub deprecates still works")]
fn repositories() {
    let client = client();
    let topics = response(
        &client.repos().get_all_topics("o", "r"),
        &json!({"names": ["octocat", "atom"]}),
    );
    assert_eq!(topics.names, ["octocat", "atom"]);
    let tags = json!([{
        "name": "v0.1", "commit": {"sha": "c5b9", "url": "https://x"}, "zipball_url": "https://z", "tarball_url": "https://t", "node_id": "T",
    }]);
    assert_eq!(
        response(&client.repos().list_tags("o", "r"), &tags)[0].commit.sha,
        "c5b9"
    );
    let readme = json!({
        "type": "file", "encoding": "base64", "size": 5362, "name": "README.md", "path": "README.md", "content": "IyBI", "sha": "3d21",
        "url": "https://u", "git_url": "https://g", "html_url": null, "download_url": "https://d",
        "_links": {"self": "https://s", "git": "https://g", "html": null},
    });
    let readme = response(&client.repos().get_readme("o", "r"), &readme);
    assert_eq!((readme.size, readme.html_url.as_deref()), (5362, None));
    assert_eq!(readme.links.self_, "https://s");
    let blob = json!({"url": "https://api.github.com/repos/o/r/git/blobs/3a0f", "sha": "3a0f"});
    assert_eq!(response(&client.git().create_blob("o", "r", "text"), &blob).sha, "3a0f");
    let blob = json!({"content": "Q29udGVudA==\n", "encoding": "base64", "url": "https://x", "sha": "3a0f", "size": 19, "node_id": "B"});
    assert_eq!(response(&client.git().get_blob("o", "r", "3a0f"), &blob).size, Some(19));
    let gist = json!({
        "url": "https://api.github.com/gists/aa5a", "id": "aa5a", "public": true, "comments": 0, "truncated": false,
        "files": {"hello.rb": {"filename": "hello.rb", "type": "application/x-ruby", "size": 167, "raw_url": "https://x", "content": "puts 1"}},
    });
    let gist = response(&client.gists().get("aa5a"), &gist);
    assert_eq!((gist.id.as_deref(), gist.public), (Some("aa5a"), Some(true)));
    let names = response(
        &client.gitignore().get_all_templates(),
        &json!(["Actionscript", "Android", "Rust"]),
    );
    assert_eq!(names[2], "Rust");
    let template = response(
        &client.gitignore().get_template("C"),
        &json!({"name": "C", "source": "# Object files\n*.o\n"}),
    );
    assert_eq!(template.source, "# Object files\n*.o\n");
    let license = json!({
        "key": "mit", "name": "MIT License", "spdx_id": "MIT", "url": "https://api.github.com/licenses/mit", "node_id": "MDc6", "html_url": "https://h",
        "description": "short", "implementation": "Create a file", "permissions": ["commercial-use"], "conditions": ["include-copyright"],
        "limitations": ["no-liability"], "body": "The MIT License (MIT)", "featured": true,
    });
    assert_eq!(
        response(&client.licenses().get("mit"), &license).permissions,
        ["commercial-use"]
    );
    let files = json!([{"ref_name": "refs/heads/main", "path": "a.iso", "oid": "d3d9", "size": 10_485_760_000_i64}]);
    assert_eq!(
        response(&client.migrations().get_large_files("o", "r"), &files)[0].size,
        10_485_760_000
    );
}

#[test]
fn pull_requests() {
    let client = client();
    let merge = json!({"status": "merged", "details": {"message": "done"}});
    assert_eq!(
        response(&client.pulls().get_merge_async_result("o", "r", 1, "u"), &merge)
            .details
            .message,
        "done"
    );
    let stacks = json!([{
        "id": 1, "number": 2, "node_id": "S", "url": "https://x", "base": {"ref": "main"}, "open": true, "created_at": "2026-01-01T00:00:00Z",
        "pull_requests": [{"number": 3, "state": "open", "draft": false, "merged_at": null, "head": {"ref": "b", "sha": "abc"}}],
    }]);
    let stacks = response(&client.pull_request_stacks().list("o", "r"), &stacks);
    assert_eq!(stacks[0].pull_requests[0].head.r#ref, "b");
    let cap = response(
        &client.interactions().get_pull_request_creation_cap_for_org("o"),
        &json!({"enabled": true, "max_open_pull_requests": 5}),
    );
    assert_eq!(cap.max_open_pull_requests, 5);
}

#[test]
fn analyses() {
    let client = client();
    let finding = json!({
        "number": 42, "state": "open", "url": "https://api.github.com/repos/o/r/code-quality/findings/42",
        "rule": {"id": "rb/useless", "title": "Useless", "description": "…", "severity": "error", "category": "maintainability"},
        "location": {"path": "a.rb"}, "message": {"text": "t", "markdown": "*t*"},
    });
    let finding = response(&client.code_quality().get_finding("o", "r", 42), &finding);
    assert_eq!(finding.rule.severity, RuleSeverity::Error);
    let deletion = json!({"next_analysis_url": null, "confirm_delete_url": "https://api.github.com/repos/o/r/code-scanning/analyses/1?confirm_delete"});
    assert_eq!(
        response(&client.code_scanning().delete_analysis("o", "r", 1), &deletion).next_analysis_url,
        None
    );
    let autofix = json!({"status": "success", "description": null, "started_at": "2024-02-14T12:29:18Z"});
    assert_eq!(
        response(&client.code_scanning().create_autofix("o", "r", 1), &autofix).description,
        None
    );
    let configuration = json!({"id": 1325, "name": "High risk", "dependency_graph": "enabled"});
    assert_eq!(
        response(
            &client.code_security().create_configuration("o", "High risk"),
            &configuration
        )
        .id,
        Some(1325)
    );
    let alert = json!({"number": 42, "created_at": "2020-11-06T18:18:30Z", "state": "open", "secret_type": "x", "resolved_by": user("octocat")});
    assert_eq!(
        response(&client.secret_scanning().get_alert("o", "r", 42), &alert).number,
        Some(42)
    );
    let annotations = json!([{
        "path": "README.md", "start_line": 2, "end_line": 2, "start_column": 5, "end_column": 10, "annotation_level": "warning",
        "title": "Spell checker", "message": "Check your spelling for 'banaas'.", "raw_details": null,
        "blob_href": "https://api.github.com/repos/github/rest/git/blobs/abc",
    }]);
    let annotations = response(&client.checks().list_annotations("octocat", "hello", 1), &annotations);
    assert_eq!(
        (annotations[0].start_column, annotations[0].raw_details.as_deref()),
        (Some(5), None)
    );
}

#[test]
fn packages_and_dependencies() {
    let client = client();
    let versions = json!([{
        "id": 45_763, "name": "0.1", "url": "https://x", "package_html_url": "https://y", "created_at": "2020-09-11T21:56:40Z",
        "updated_at": "2021-02-05T21:32:32Z", "metadata": {"package_type": "docker", "container": {"tags": ["latest"]}},
    }]);
    let request =
        client
            .packages()
            .get_all_package_versions_for_package_owned_by_org("o", PackageType::Container, "hello");
    let versions = response(&request, &versions);
    assert_eq!(versions[0].name, "0.1");
    let key = response(
        &client.private_registries().get_org_public_key("o"),
        &json!({"key_id": "1", "key": "k"}),
    );
    assert_eq!(key.key, "k");
    assert_eq!(
        response(&client.dependabot().get_org_public_key("o"), &public_key()).key_id,
        "012345678912345678"
    );
    let sbom = json!({"sbom": {
        "SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3", "creationInfo": {"created": "2021-09-01T00:00:00Z", "creators": ["Tool: GitHub"]},
        "name": "o/r", "dataLicense": "CC0-1.0", "documentNamespace": "https://spdx.org/x", "packages": [{"name": "rails", "versionInfo": "1.0.0"}],
    }});
    let sbom = response(&client.dependency_graph().export_sbom("o", "r"), &sbom).sbom;
    assert_eq!(
        (sbom.spdxid.as_str(), sbom.spdx_version.as_str()),
        ("SPDXRef-DOCUMENT", "SPDX-2.3")
    );
    let diff = json!([{
        "change_type": "removed", "manifest": "package.json", "ecosystem": "npm", "name": "helmet", "version": "4.6.0",
        "package_url": "pkg:npm/helmet@4.6.0", "license": "MIT", "source_repository_url": null, "vulnerabilities": [],
    }]);
    assert_eq!(
        response(&client.dependency_graph().diff_range("o", "r", "a...b"), &diff)[0].name,
        "helmet"
    );
}
