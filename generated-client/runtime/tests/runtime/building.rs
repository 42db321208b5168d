//! Requests are built as the docs say: route, query, body and headers.

use octoscribe_runtime::{BareClient, BareRequest, Body, Endpoint, Nullable, RequestBuilder};
use serde_json::json;

use super::{TOKEN, offline, shown};
use crate::sample::{Annotation, HasSample, Output, PackageType, Title};

fn target<T>(request: &BareRequest<T>) -> String {
    request.request().unwrap().uri().path_and_query().unwrap().to_string()
}

fn body<T>(request: &BareRequest<T>) -> String {
    String::from_utf8(request.request().unwrap().body().as_bytes().unwrap().to_vec()).unwrap()
}

#[test]
fn whole_request_with_headers() {
    let request = offline()
        .sample()
        .delete_package_for_user("octocat", PackageType::Npm, "@scope/hello world");
    insta::assert_snapshot!(shown(request.request().unwrap()), @r#"
    DELETE https://api.github.com/users/octocat/packages/npm/%40scope%2Fhello%20world
    accept: application/vnd.github+json
    authorization: Bearer ghp_verySecret
    user-agent: octoscribe/0.1.0
    x-github-api-version: 2022-11-28
    "#);
}

#[test]
fn enum_values_may_be_unknown() {
    let client = offline();
    let request = client
        .sample()
        .delete_package_for_user("o", "new/kind", "p")
        .skip_validation();
    assert_eq!(target(&request), "/users/o/packages/new%2Fkind/p");
}

#[test]
fn queries() {
    let client = offline();
    let list = || client.sample().list_for_repo("o", "r");
    assert_eq!(target(&list()), "/repos/o/r/issues");
    assert_eq!(target(&list().per_page(5)), "/repos/o/r/issues?per_page=5");
    let time = "2024-02-29T23:59:59.999Z".parse().unwrap();
    assert_eq!(
        target(&list().labels(["bug", "a&b=c ü"]).since(time)),
        "/repos/o/r/issues?labels=bug%2Ca%26b%3Dc%20%C3%BC&since=2024-02-29T23%3A59%3A59Z"
    );
    assert_eq!(target(&list().assignee(Nullable::Null)), "/repos/o/r/issues?assignee=");
    assert_eq!(target(&list().assignee("me")), "/repos/o/r/issues?assignee=me");
}

#[test]
fn the_last_value_of_a_setter_counts() {
    let client = offline();
    let request = client
        .sample()
        .list_for_repo("o", "r")
        .per_page(1000)
        .labels(["x"])
        .per_page(10);
    assert_eq!(target(&request), "/repos/o/r/issues?per_page=10&labels=x");
    let request = client
        .sample()
        .update("o", "r", 1)
        .milestone(2)
        .labels(["x"])
        .milestone(Nullable::Null);
    assert_eq!(body(&request), r#"{"milestone":null,"labels":["x"]}"#);
}

#[test]
fn nullable_parameters_have_three_states() {
    let client = offline();
    let update = || client.sample().update("o", "r", 1);
    assert_eq!(body(&update()), "");
    assert_eq!(body(&update().milestone(None::<i64>)), r#"{"milestone":null}"#);
    assert_eq!(body(&update().milestone(Some(3_i64))), r#"{"milestone":3}"#);
    assert_eq!(body(&update().milestone(3)), r#"{"milestone":3}"#);
}

#[test]
fn bodies_take_every_kind_of_value() {
    let client = offline();
    let members = json!({"a": {"b": null}}).as_object().unwrap().clone();
    let request = client
        .sample()
        .update("o", "r", 1)
        .title("say \"hi\"\n")
        .labels(Vec::<String>::new())
        .extra(json!([1, 2.5]))
        .members(members)
        .weight(0.1);
    assert_eq!(
        body(&request),
        r#"{"title":"say \"hi\"\n","labels":[],"extra":[1,2.5],"members":{"a":{"b":null}},"weight":0.1}"#
    );
    assert_eq!(
        body(&client.sample().update("o", "r", 1).title(Title::Integer(7))),
        r#"{"title":7}"#
    );
}

#[test]
fn nested_objects() {
    let digest = format!("sha256:{}", "a".repeat(64));
    let output = Output::new("t").text("short").annotations([Annotation::new("a.rs", 1)]);
    let request = offline().sample().create("o", "r", "n", &digest).output(output);
    let sent: serde_json::Value = serde_json::from_str(&body(&request)).unwrap();
    assert_eq!(
        sent["output"],
        json!({"title": "t", "text": "short", "annotations": [{"path": "a.rs", "start_line": 1}]})
    );
}

#[test]
fn several_segments_keep_their_slashes() {
    let request = offline().sample().get_ref("o", "r", "heads/feature a/b?");
    assert_eq!(target(&request), "/repos/o/r/git/ref/heads/feature%20a/b%3F");
}

#[test]
fn whole_and_raw_bodies() {
    let client = offline();
    let whole = client
        .sample()
        .set_all([("a", Output::new("t")), ("b", Output::new("u"))]);
    assert_eq!(body(&whole), r#"{"a":{"title":"t"},"b":{"title":"u"}}"#);
    assert_eq!(whole.request().unwrap().headers()["content-type"], "application/json");
    let text = client.sample().render_raw("# hé").request().unwrap();
    assert_eq!(text.headers()["content-type"], "text/plain");
    assert_eq!(text.body().as_bytes().unwrap(), "# hé".as_bytes());
}

#[test]
fn uploads_go_to_their_host() {
    let upload = |client: &BareClient| {
        let request = client
            .sample()
            .upload_release_asset("o", "r", 7, "a b.zip", vec![0_u8, 255]);
        request.request().unwrap()
    };
    let request = upload(&offline());
    assert_eq!(
        request.uri(),
        "https://uploads.github.com/repos/o/r/releases/7/assets?name=a%20b.zip"
    );
    assert_eq!(request.headers()["content-type"], "application/octet-stream");
    assert_eq!(request.body().as_bytes().unwrap(), &[0, 255][..]);
    let builder = BareClient::builder()
        .transport(super::Offline)
        .base_url("https://ghes.example/api/v3");
    let client = builder.clone().build().unwrap();
    assert_eq!(
        upload(&client).uri(),
        "https://ghes.example/api/uploads/repos/o/r/releases/7/assets?name=a%20b.zip"
    );
    let client = builder.uploads_url("https://up.example/x/").build().unwrap();
    assert_eq!(upload(&client).uri().host(), Some("up.example"));
}

#[test]
fn methods_that_expect_a_body_say_that_there_is_none() {
    static GET: Endpoint = Endpoint::get("a.get", "/");
    static PUT: Endpoint = Endpoint::put("a.put", "/");
    static DELETE: Endpoint = Endpoint::delete("a.delete", "/");
    let client = offline();
    for (endpoint, length) in [(&GET, None), (&PUT, Some("0")), (&DELETE, None)] {
        let request = RequestBuilder::<Body>::new(&client, endpoint).request().unwrap();
        let sent = request
            .headers()
            .get("content-length")
            .map(|value| value.to_str().unwrap());
        assert_eq!(sent, length, "{endpoint:?}");
        assert!(!request.headers().contains_key("content-type"));
    }
}

#[test]
fn debug_shows_no_values() {
    let client = offline();
    let request = client
        .sample()
        .restore_package_for_user("octocat", PackageType::Npm, "p")
        .token("s3cr");
    insta::assert_snapshot!(format!("{request:?}"), @r#"RestorePackageForUser(Request { endpoint: packages.restorePackageForUser (POST /users/{username}/packages/{package_type}/{package_name}/restore), given: ["token"], skip_validation: false, .. })"#);
    let finished = format!("{:?}", request.request().unwrap());
    assert!(finished.contains("Sensitive") && !finished.contains(TOKEN));
    let output = format!(
        "{:?}",
        Output::new("t").secrets([("K".to_owned(), Output::new("v"))].into())
    );
    assert_eq!(output, r#"Output({"secrets":"(hidden)","title":"t"})"#);
}

#[test]
fn requests_and_clients_can_be_shared() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    fn sent<T: Send + 'static>(_: T) {}
    let client = offline();
    let request = client.sample().list_for_repo("o", "r");
    shared(&client);
    shared(&request);
    shared(&(*request).clone());
    sent(request.send());
    sent(request.response());
}
