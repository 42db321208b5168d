//! Calls that GitHub takes, and ways through the pages of a list, on the test double.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use octoscribe::http::StatusCode;
use octoscribe::schemas::{Commit, CommitComparison, ContentFile, SimpleUser, Stargazer};
use octoscribe::testing::{FakeGitHub, StubResponse};
use octoscribe::{Client, Error, Items, MediaType, RequestBody};
use serde_json::{Value, json};

fn client() -> Client {
    FakeGitHub::new().client().unwrap()
}

/// Path and query of a request.
fn target(request: Result<http::Request<RequestBody>, Error>) -> String {
    request.unwrap().uri().path_and_query().unwrap().to_string()
}

#[test]
fn the_root_of_a_repository_is_an_empty_path() {
    let client = client();
    let content = |path: &str| target(client.repos().get_content("o", "r", path).request());
    for root in ["", "/"] {
        assert_eq!(content(root), "/repos/o/r/contents/");
    }
    for docs in ["docs", "docs/", "/docs", "/docs/"] {
        assert_eq!(content(docs), "/repos/o/r/contents/docs");
    }
    let archive = client.repos().download_zipball_archive("o", "r", "").request();
    assert_eq!(target(archive), "/repos/o/r/zipball/");
    for invalid in ["a//b", "..", "/../x"] {
        let request = client.repos().get_content("o", "r", invalid).skip_validation();
        assert!(request.request().is_err(), "{invalid}");
    }
}

#[test]
fn the_slash_at_the_end_of_a_prefix_counts() {
    let client = client();
    let matching = |name: &str| client.git().list_matching_refs("o", "r", name).request();
    for name in ["", "heads/v1", "heads/v1/"] {
        assert_eq!(target(matching(name)), format!("/repos/o/r/git/matching-refs/{name}"));
    }
    assert!(matching("/heads").is_err());
    // Only the last value may be empty, and only where the docs say so.
    let request = client.repos().get_content("o", "", "a").skip_validation();
    assert!(request.request().is_err());
    assert!(client.git().get_ref("o", "r", "heads/v1/").request().is_err());
}

#[tokio::test]
async fn lists_have_brackets_where_the_page_says_so() {
    let list = client()
        .orgs()
        .list_pat_grants("acme")
        .owner(["ann", "bob"])
        .token_id(["7"]);
    assert_eq!(
        target(list.request()),
        "/orgs/acme/personal-access-tokens?owner[]=ann&owner[]=bob&token_id[]=7"
    );
    let none = client().orgs().list_pat_grants("acme").owner([""; 0]);
    assert_eq!(target(none.request()), "/orgs/acme/personal-access-tokens");
    let github = FakeGitHub::new();
    let grants = github.client().unwrap();
    let grants = grants.orgs().list_pat_grants("acme").owner(["ann", "bob"]);
    github.when(&grants).returns(&Vec::new());
    assert!(grants.send().await.is_ok());
}

#[test]
fn headers_of_one_call() {
    let client = client();
    let notes = client
        .repos()
        .upload_release_asset("o", "r", 1, "notes.txt")
        .data("First.");
    let notes = notes.header("Content-Type", "text/plain").header("x-trace", "7");
    let request = notes.request().unwrap();
    assert_eq!(request.headers()["content-type"], "text/plain");
    assert_eq!(request.headers()["x-trace"], "7");
    for (name, value) in [
        ("authorization", "Bearer x"),
        ("Host", "h"),
        ("a b", "x"),
        ("x-a", "1\n2"),
    ] {
        let error = client.meta().get_zen().header(name, value).skip_validation().request();
        let error = error.unwrap_err().to_string();
        assert!(error.contains("header") && !error.contains("Bearer"), "{error}");
    }
}

#[test]
fn a_secret_header_of_one_call_is_hidden_and_never_sent_in_clear() {
    let request = client()
        .meta()
        .get_zen()
        .header("x-api-key", "hunter2hunter2")
        .request()
        .unwrap();
    assert!(!format!("{request:?}").contains("hunter2"), "{request:?}");
    let plain = Client::builder().base_url("http://github.example").build().unwrap();
    let zen = plain.meta().get_zen();
    assert!(zen.request().is_ok());
    let error = zen
        .header("x-api-key", "hunter2")
        .skip_validation()
        .request()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid request:\nheader: expected a secret only where the host is https or this machine"
    );
}

#[test]
fn an_empty_body_has_a_length() {
    let client = client();
    let asset = client.repos().upload_release_asset("o", "r", 1, "empty").data("");
    let raw = client.markdown().render_raw().data("");
    for request in [asset.request(), raw.request()] {
        assert_eq!(request.unwrap().headers()["content-length"], "0");
    }
}

#[test]
fn nullable_values_are_given_as_they_are() {
    let client = client();
    let body = |request: Result<http::Request<_>, Error>| -> Value {
        let request: http::Request<RequestBody> = request.unwrap();
        serde_json::from_slice(request.body().as_bytes().unwrap()).unwrap()
    };
    let create = |issue: octoscribe::issues::Create| body(issue.request())["milestone"].clone();
    let new = || client.issues().create("o", "r", "title");
    assert_eq!(create(new().milestone(3)), json!(3));
    assert_eq!(create(new().milestone(Some(3))), json!(3));
    assert_eq!(create(new().milestone("v1")), json!("v1"));
    let update = client.issues().update("o", "r", 1).state_reason("not_planned");
    assert_eq!(body(update.request())["state_reason"], "not_planned");
    let update = client.issues().update("o", "r", 1).state_reason(Some("reopened"));
    assert_eq!(body(update.request())["state_reason"], "reopened");
}

#[test]
fn contents_are_bytes() {
    let file = client()
        .repos()
        .create_or_update_file_contents("o", "r", "a.txt", "Add a", "plain text!");
    let request = file.request().unwrap();
    let body: Value = serde_json::from_slice(request.body().as_bytes().unwrap()).unwrap();
    assert_eq!(body["content"], "cGxhaW4gdGV4dCE=");
    let mut file = serde_json::to_value(ContentFile::default()).unwrap();
    file["content"] = json!("cGxhaW4g\ndGV4dCE=\n");
    file["type"] = json!("file");
    let file: ContentFile = serde_json::from_value(file).unwrap();
    assert_eq!(file.content.decode().unwrap(), b"plain text!");
    assert_eq!(serde_json::to_value(&file).unwrap()["content"], "cGxhaW4g\ndGV4dCE=\n");
}

#[test]
fn permissions_that_the_docs_do_not_name_are_kept() {
    let json = json!({"issues": "read", "workflows": "write"});
    let read = serde_json::from_value::<octoscribe::schemas::integration::Permissions>(json.clone()).unwrap();
    assert_eq!(read.issues.as_deref(), Some("read"));
    assert_eq!(read.additional_properties["workflows"], "write");
    assert_eq!(serde_json::to_value(&read).unwrap(), json);
}

/// A response with a link to a page.
fn with_next(body: &impl serde::Serialize, link: &str) -> StubResponse {
    StubResponse::json(body).header("link", format!("<{link}>; rel=\"next\""))
}

fn comparison(names: &[&str]) -> CommitComparison {
    let commit = |name: &&str| {
        let mut commit = Commit::default();
        (*name).clone_into(&mut commit.sha);
        commit
    };
    let mut page = CommitComparison::default();
    page.commits = names.iter().map(commit).collect();
    page
}

#[tokio::test]
async fn comparisons_are_asked_for_in_pages() {
    let github = FakeGitHub::new();
    let compare = github.client().unwrap().repos().compare_commits("o", "r", "a", "b");
    let next = "https://api.github.com/repos/o/r/compare/a...b?per_page=100&page=2";
    github
        .when(&compare)
        .respond_with(move |call| match (call.query("per_page"), call.query("page")) {
            (Some("100"), None) => with_next(&comparison(&["1", "2"]), next),
            (Some("100"), Some("2")) => StubResponse::json(&comparison(&["3"])),
            _ => StubResponse::json(&comparison(&["all"])),
        });
    let commits = compare.items().all().await.unwrap();
    let names: Vec<&str> = commits.iter().map(|commit| commit.sha.as_str()).collect();
    assert_eq!(names, ["1", "2", "3"]);
    // What the caller says counts, and a single response is asked for as it is.
    let own = compare.clone().per_page(7).items().all().await.unwrap();
    assert_eq!(own[0].sha, "all");
    assert_eq!(target(compare.request()), "/repos/o/r/compare/a...b");
}

fn user(login: &str) -> SimpleUser {
    let mut user = SimpleUser::default();
    login.clone_into(&mut user.login);
    user
}

#[tokio::test]
async fn a_list_goes_on_after_an_error() {
    let github = FakeGitHub::new();
    let client = github.builder().retries(0).build().unwrap();
    let link = "https://api.github.com/users?since=1";
    github
        .when(&client.users().list())
        .respond_with(move |call| match call.query("since") {
            None => with_next(&[user("a")], link),
            Some(_) => StubResponse::empty(StatusCode::BAD_GATEWAY),
        });
    let (list, mut users) = (client.users().list(), Vec::new());
    let mut items = list.items();
    assert!(items.read_into(&mut users).await.is_err());
    assert_eq!((users.len(), items.next_link()), (1, Some(link)));
    github
        .when(&client.users().list().since(1))
        .respond(StubResponse::json(&[user("b")]));
    let mut items = list.items_from(link);
    items.read_into(&mut users).await.unwrap();
    assert_eq!((users.len(), items.next_link()), (2, None));
    let elsewhere = list.items_from("https://evil.example/users").all().await;
    assert!(matches!(elsewhere, Err(Error::Link(_))));
}

#[tokio::test]
async fn links_to_another_name_of_the_server_are_rebased_if_asked_for() {
    for rebase in [false, true] {
        let github = FakeGitHub::new();
        let builder = github.builder().base_url("http://127.0.0.1:8080/api/v3");
        let client = builder.rebase_links(rebase).build().unwrap();
        let list = client.repos().list_public();
        github.when(&list).respond_with(|call| match call.query("since") {
            None => with_next(&[json!({})], "https://ghe.example.com/api/v3/repositories?since=7"),
            Some(_) => StubResponse::json(&[0; 0]),
        });
        let mut pages = list.raw().pages();
        assert!(pages.next().await.unwrap().is_ok());
        assert_eq!(pages.next().await.unwrap().is_ok(), rebase);
        let called: Vec<String> = github.calls().iter().map(|call| call.url().to_string()).collect();
        assert!(
            called
                .iter()
                .all(|url| url.starts_with("http://127.0.0.1:8080/api/v3/repositories")),
            "{called:?}"
        );
    }
}

#[tokio::test]
async fn every_list_can_be_walked_over() {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let search = client.search().issues_and_pull_requests("is:open");
    let found = json!({"total_count": 2, "incomplete_results": false, "items": [], "search_type": "lexical"});
    github.when(&search).respond(StubResponse::json(&found));
    assert_eq!(search.items().all().await.unwrap().len(), 0);
    assert_eq!(search.send().await.unwrap().total(), Some(2));
    let contributors = client.repos().list_contributors("o", "r");
    github
        .when(&contributors)
        .respond(StubResponse::empty(StatusCode::NO_CONTENT));
    assert_eq!(contributors.items().all().await.unwrap().len(), 0);
}

#[tokio::test]
async fn other_forms_of_a_list_have_types() {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let list = client.activity().list_stargazers_for_repo("o", "r");
    let mut star = Stargazer::default();
    star.user = Some(Box::new(user("ann")));
    github.when(&list).respond(StubResponse::json(&[user("ann")]));
    github
        .when(&list)
        .header("accept", MediaType::STAR.as_str())
        .respond(StubResponse::json(&[star.clone()]));
    assert_eq!(list.items().all().await.unwrap(), [user("ann")]);
    assert_eq!(list.star_form().items().all().await.unwrap(), [star]);
}
