//! Emitted methods, called as a user's program calls them, against a server on this machine: what each kind of parameter is on the wire.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong fails the test")]

use std::future::Future;

use octoscribe::checks::create::Output;
use octoscribe::copilot::set_copilot_content_exclusion_for_organization::{Data, data};
use octoscribe::gists::update::File;
use octoscribe::issues::create::{Label, Milestone, label};
use octoscribe::issues::update::{self, Title};
use octoscribe::jiff::civil::date;
use octoscribe::schemas::{
    AnnotationLevel, CheckRunAction, CheckRunAnnotation, Direction, IssueSort, OpenStateFilter, PackageType,
    ProjectItemType,
};
use octoscribe::{Client, Error, Nullable};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const TOKEN: &str = "ghp_thisIsNoRealToken";

/// A server that says yes to everything and remembers it.
async fn server() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200))
        .mount(&server)
        .await;
    server
}

fn client(server: &MockServer) -> Client {
    Client::builder().base_url(server.uri()).token(TOKEN).build().unwrap()
}

/// The requests that a server has received: method, path and query, and the body below them.
async fn received(server: &MockServer) -> String {
    let requests = server.received_requests().await.unwrap();
    let shown = requests.iter().map(|request| {
        let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let line = format!("{} {}{query}", request.method, request.url.path());
        match String::from_utf8_lossy(&request.body) {
            body if body.is_empty() => line,
            body => format!("{line}\n{body}"),
        }
    });
    shown.collect::<Vec<_>>().join("\n")
}

/// Makes calls to a server that takes every one of them, and shows what it received.
async fn wire<C: Future<Output = Result<(), Error>>>(calls: impl FnOnce(Client) -> C) -> String {
    let server = server().await;
    calls(client(&server)).await.unwrap();
    received(&server).await
}

/// Makes a call to a server that must not hear of it, and shows why it was refused.
async fn refused<C: Future<Output = Result<(), Error>>>(call: impl FnOnce(Client) -> C) -> String {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200))
        .expect(0)
        .mount(&server)
        .await;
    let error = call(client(&server)).await.unwrap_err();
    server.verify().await;
    match error {
        Error::Validation(violations) => violations.to_string(),
        other => panic!("refused for another reason: {other:?}"),
    }
}

#[tokio::test]
async fn path_values_are_encoded() {
    let received = wire(async |client| {
        client
            .packages()
            .delete_package_for_user("octocat", PackageType::Npm, "@octo/hello world?")
            .send()
            .await
    });
    insta::assert_snapshot!(received.await, @"DELETE /users/octocat/packages/npm/%40octo%2Fhello%20world%3F");
}

#[tokio::test]
async fn paths_and_refs_keep_their_slashes() {
    let received = wire(async |client| {
        client
            .git()
            .get_ref("octocat", "hello-world", "heads/feature/größe 1")
            .raw()
            .send()
            .await?;
        client
            .repos()
            .get_content("octocat", "hello-world", "docs/#1.md")
            .r#ref("v1.0/rc")
            .raw()
            .send()
            .await?;
        Ok(())
    });
    insta::assert_snapshot!(received.await, @r"
    GET /repos/octocat/hello-world/git/ref/heads/feature/gr%C3%B6%C3%9Fe%201
    GET /repos/octocat/hello-world/contents/docs/%231.md?ref=v1.0%2Frc
    ");
}

#[tokio::test]
async fn texts_numbers_enums_and_times_in_the_query() {
    let received = wire(async |client| {
        client
            .issues()
            .list_for_repo("octocat", "hello-world")
            .state(OpenStateFilter::All)
            .labels("bug,needs review")
            .sort(IssueSort::Comments)
            .direction(Direction::Asc)
            .since("2024-02-29T22:59:59.5Z".parse().unwrap())
            .per_page(100)
            .raw()
            .send()
            .await?;
        client
            .copilot()
            .copilot_organization_one_day_usage_metrics("octo-org", date(2024, 2, 29))
            .raw()
            .send()
            .await?;
        Ok(())
    });
    insta::assert_snapshot!(received.await, @r"
    GET /repos/octocat/hello-world/issues?state=all&labels=bug%2Cneeds%20review&sort=comments&direction=asc&since=2024-02-29T22%3A59%3A59Z&per_page=100
    GET /orgs/octo-org/copilot/metrics/reports/organization-1-day?day=2024-02-29
    ");
}

#[tokio::test]
async fn lists_in_the_query() {
    let received = wire(async |client| {
        client
            .projects()
            .list_items_for_org("octo-org", 5)
            .fields(["123", "4,5"])
            .raw()
            .send()
            .await?;
        Ok(())
    });
    insta::assert_snapshot!(received.await, @"GET /orgs/octo-org/projectsV2/5/items?fields=123%2C4%2C5");
}

#[tokio::test]
async fn objects_and_lists_of_objects_in_the_body() {
    let received = wire(async |client| {
        let annotation = |line| {
            CheckRunAnnotation::new(
                "src/main.rs",
                line,
                line,
                AnnotationLevel::Warning,
                "Never \"reached\".",
            )
        };
        client
            .checks()
            .create(
                "octocat",
                "hello-world",
                "lint",
                "6dcb09b5b57875f334f61aebed695e2e4193db5e",
            )
            .started_at("2024-02-29T23:59:59+01:00".parse().unwrap())
            .output(
                Output::new("2 warnings", "Two lines are never reached.")
                    .annotations([annotation(3), annotation(14).title("Unreachable")]),
            )
            .actions([CheckRunAction::new("Fix", "Removes the lines", "fix")])
            .raw()
            .send()
            .await?;
        Ok(())
    });
    insta::assert_snapshot!(received.await, @r#"
    POST /repos/octocat/hello-world/check-runs
    {"name":"lint","head_sha":"6dcb09b5b57875f334f61aebed695e2e4193db5e","started_at":"2024-02-29T22:59:59Z","output":{"title":"2 warnings","summary":"Two lines are never reached.","annotations":[{"path":"src/main.rs","start_line":3,"end_line":3,"annotation_level":"warning","message":"Never \"reached\"."},{"path":"src/main.rs","start_line":14,"end_line":14,"annotation_level":"warning","message":"Never \"reached\".","title":"Unreachable"}]},"actions":[{"label":"Fix","description":"Removes the lines","identifier":"fix"}]}
    "#);
}

#[tokio::test]
async fn maps_in_the_body() {
    let received = wire(async |client| {
        let files = [
            ("hello.rs", File::new().content("fn main() {}")),
            ("old.rs", File::new().filename(Nullable::Null)),
        ];
        client
            .gists()
            .update("aa5a315d61ae9438b18d")
            .files(files)
            .raw()
            .send()
            .await?;
        Ok(())
    });
    insta::assert_snapshot!(received.await, @r#"
    PATCH /gists/aa5a315d61ae9438b18d
    {"files":{"hello.rs":{"content":"fn main() {}"},"old.rs":{"filename":null}}}
    "#);
}

#[tokio::test]
async fn unions_are_sent_as_what_they_hold() {
    let received = wire(async |client| {
        let labels = [
            Label::from("bug"),
            label::Object::new().name("ui").color(Nullable::Null).into(),
        ];
        let issues = client.issues();
        issues
            .create("octocat", "hello-world", "A text")
            .labels(labels)
            .raw()
            .send()
            .await?;
        issues
            .create("octocat", "hello-world", 404)
            .milestone(Milestone::from(7))
            .raw()
            .send()
            .await?;
        Ok(())
    });
    insta::assert_snapshot!(received.await, @r#"
    POST /repos/octocat/hello-world/issues
    {"title":"A text","labels":["bug",{"name":"ui","color":null}]}
    POST /repos/octocat/hello-world/issues
    {"title":404,"milestone":7}
    "#);
}

#[tokio::test]
async fn nullable_parameters_have_three_states() {
    let received = wire(async |client| {
        let update = || {
            client
                .issues()
                .update("octocat", "hello-world", 42)
                .title(Title::from("Found a bug"))
        };
        update().raw().send().await?;
        update().milestone(Nullable::Null).raw().send().await?;
        update().milestone(update::Milestone::from(7)).raw().send().await?;
        Ok(())
    });
    insta::assert_snapshot!(received.await, @r#"
    PATCH /repos/octocat/hello-world/issues/42
    {"title":"Found a bug"}
    PATCH /repos/octocat/hello-world/issues/42
    {"title":"Found a bug","milestone":null}
    PATCH /repos/octocat/hello-world/issues/42
    {"title":"Found a bug","milestone":7}
    "#);
}

#[tokio::test]
async fn a_parameter_can_be_the_whole_body() {
    let received = wire(async |client| {
        let rules = [
            ("octo-repo", vec![Data::from("/src/secrets/**")]),
            ("*", vec![data::Object::new().if_any_match(["*.env", "*.key"]).into()]),
        ];
        client
            .copilot()
            .set_copilot_content_exclusion_for_organization("octo-org", rules)
            .raw()
            .send()
            .await?;
        Ok(())
    });
    insta::assert_snapshot!(received.await, @r#"
    PUT /orgs/octo-org/copilot/content_exclusion
    {"*":[{"ifAnyMatch":["*.env","*.key"]}],"octo-repo":["/src/secrets/**"]}
    "#);
}

#[tokio::test]
async fn texts_are_sent_as_they_are_where_the_page_says_so() {
    let server = server().await;
    let render = client(&server);
    render
        .markdown()
        .render_raw()
        .data("# \"Größe\"\n")
        .raw()
        .send()
        .await
        .unwrap();
    insta::assert_snapshot!(received(&server).await, @r#"
    POST /markdown/raw
    # "Größe"
    "#);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].headers["content-type"], "text/plain");
}

#[tokio::test]
async fn uploads_go_to_the_uploads_host_as_they_are() {
    let (api, uploads) = (server().await, server().await);
    let client = Client::builder()
        .base_url(api.uri())
        .uploads_url(uploads.uri())
        .token(TOKEN)
        .build()
        .unwrap();
    let archive = vec![0x1f, 0x8b, 0, 255];
    client
        .repos()
        .upload_release_asset("octocat", "hello-world", 7, "hello world.tgz")
        .data(archive.clone())
        .raw()
        .send()
        .await
        .unwrap();
    assert_eq!(received(&api).await, "");
    let requests = uploads.received_requests().await.unwrap();
    assert_eq!(requests[0].url.path(), "/repos/octocat/hello-world/releases/7/assets");
    assert_eq!(requests[0].url.query(), Some("name=hello%20world.tgz"));
    assert_eq!(requests[0].headers["content-type"], "application/octet-stream");
    assert_eq!(requests[0].headers["authorization"], format!("Bearer {TOKEN}"));
    assert_eq!(requests[0].body, archive);
}

#[tokio::test]
async fn githubs_headers_are_on_every_request() {
    let server = server().await;
    let client = Client::builder()
        .base_url(server.uri())
        .token(TOKEN)
        .user_agent("octo-app/1.0")
        .build()
        .unwrap();
    client
        .issues()
        .add_labels("octocat", "hello-world", 42)
        .raw()
        .send()
        .await
        .unwrap();
    let requests = server.received_requests().await.unwrap();
    let mut headers: Vec<String> = requests[0]
        .headers
        .iter()
        .filter(|(name, _)| *name != "host")
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    insta::assert_snapshot!(headers.join("\n"), @"
    accept-encoding: gzip
    accept: application/vnd.github+json
    authorization: Bearer ghp_thisIsNoRealToken
    content-length: 0
    user-agent: octo-app/1.0
    x-github-api-version: 2022-11-28
    ");
}

#[tokio::test]
async fn parameters_that_exclude_each_other_are_not_sent() {
    let refusal = refused(async |client| {
        let add = client
            .projects()
            .add_item_for_org("octo-org", 5, ProjectItemType::Issue);
        add.id(42).owner("octocat").raw().send().await?;
        Ok(())
    });
    insta::assert_snapshot!(refusal.await, @"id, owner + repo + number: expected exactly one of these, got id, owner");
}

#[tokio::test]
async fn values_that_the_docs_do_not_list_can_be_sent_on_purpose() {
    let delete = |client: &Client| client.packages().delete_package_for_user("octocat", "swift", "hello");
    let refusal = refused(async |client| delete(&client).send().await);
    insta::assert_snapshot!(refusal.await, @r#"package_type: expected `npm`, `maven`, `rubygems`, `docker`, `nuget` or `container`, got "swift""#);
    let received = wire(async |client| delete(&client).skip_validation().send().await);
    insta::assert_snapshot!(received.await, @"DELETE /users/octocat/packages/swift/hello");
    let refusal = refused(async |client| {
        let list = client.issues().list_for_repo("octocat", "hello-world");
        list.state("half-open").raw().send().await.map(drop)
    });
    insta::assert_snapshot!(refusal.await, @r#"state: expected `open`, `closed` or `all`, got "half-open""#);
}

#[tokio::test]
async fn rules_can_be_skipped_on_purpose() {
    let action = || CheckRunAction::new("Fix", "Removes the line", "fix");
    let too_many = |client: &Client| {
        client
            .checks()
            .create("octocat", "hello-world", "lint", "6dcb09b")
            .actions([action(), action(), action(), action()])
    };
    let refusal = refused(async |client| too_many(&client).raw().send().await.map(drop));
    insta::assert_snapshot!(refusal.await, @"actions: expected at most 3 items, got 4 items");
    let received = wire(async |client| too_many(&client).skip_validation().raw().send().await.map(drop));
    assert_eq!(received.await.matches(r#""label":"Fix""#).count(), 4);
}

#[tokio::test]
async fn the_safety_of_paths_can_not_be_skipped() {
    for name in ["", ".", "..", "%2e%2E", "..%2f", "../../../repos/octocat/hello-world"] {
        let refusal = refused(async |client| {
            client
                .packages()
                .delete_package_for_user("octocat", PackageType::Npm, name)
                .skip_validation()
                .send()
                .await
        });
        let refusal = refusal.await;
        assert!(refusal.starts_with("package_name: expected "), "{name:?}: {refusal}");
    }
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once_in_the_words_of_the_docs() {
    let refusal = refused(async |client| {
        let annotation = CheckRunAnnotation::new("src/main.rs", 1, 1, AnnotationLevel::Notice, "Look here.");
        client
            .checks()
            .create("..", "", "lint", "6dcb09b")
            .output(Output::new("Too much", &"x".repeat(65_536)).annotations(vec![annotation; 51]))
            .actions([
                CheckRunAction::new("Fix", "Removes the line", "fix"),
                CheckRunAction::new("A label that is too long", "Fine", "an identifier, too long"),
            ])
            .raw()
            .send()
            .await?;
        Ok(())
    });
    insta::assert_snapshot!(refusal.await, @r#"
    owner: expected a value without `.` and `..` as segments, percent-encoded or not, got ".."
    repo: expected a value that is not empty, got ""
    output.summary: expected at most 65535 characters, got "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" (65536 characters)
    output.annotations: expected at most 50 items, got 51 items
    actions[1].label: expected at most 20 characters, got "A label that is too long"
    actions[1].identifier: expected at most 20 characters, got "an identifier, too long"
    "#);
}

#[tokio::test]
async fn patterns_hold_for_path_and_body_alike_and_secrets_are_not_shown() {
    let refusal = refused(async |client| {
        client
            .actions()
            .get_custom_image_version_for_org("octo-org", 7, "1.x")
            .raw()
            .send()
            .await?;
        Ok(())
    });
    insta::assert_snapshot!(refusal.await, @r#"version: expected a match of /^\d+\.\d+\.\d+$/, got "1.x""#);
    let refusal = refused(async |client| {
        client
            .actions()
            .create_or_update_repo_secret("octocat", "hello-world", "TOKEN", "not base64!", "568250167242549743")
            .raw()
            .send()
            .await?;
        Ok(())
    });
    insta::assert_snapshot!(refusal.await, @"encrypted_value: expected a match of /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/");
}
