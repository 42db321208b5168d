//! What calls tell of responses that differ from the docs: notes, events, bad items, undocumented statuses.

use http::StatusCode;
use octoscribe_runtime::model::Record;
use octoscribe_runtime::{BareClient, BareRequest, Endpoint, Error, Items, Paged, Reading, RequestBuilder};
use octoscribe_testing::StubResponse;
use serde_json::{Value, json};

use crate::FakeGitHub;

static LIST: Endpoint = Endpoint::get("frogs.list", "/frogs").success(&[200], &[]);
static CREATE: Endpoint = Endpoint::post("frogs.create", "/frogs").success(&[201, 202], &[204]);

#[derive(Record)]
struct Frog {
    id: i64,
    name: String,
}

/// A page with an envelope.
#[derive(Record)]
struct Frogs {
    total_count: i64,
    frogs: Vec<Frog>,
}

impl Items for Frogs {
    type Item = Frog;

    fn into_items(self) -> Vec<Frog> {
        self.frogs
    }
}

fn list<T>(client: &BareClient) -> BareRequest<T, Paged> {
    RequestBuilder::new(client, &LIST).build()
}

fn frog(id: i64) -> Value {
    json!({"id": id, "name": "f"})
}

/// Items and errors as text.
async fn shown<T: Items<Item = Frog> + octoscribe_runtime::Decode>(request: &BareRequest<T, Paged>) -> String {
    let (mut items, mut shown) = (request.items(), Vec::new());
    while let Some(item) = items.next().await {
        shown.push(match item {
            Ok(frog) => frog.id.to_string(),
            Err(error) => error.to_string(),
        });
    }
    let notes = items.notes().problems().iter().map(|note| format!("note: {note}"));
    shown.extend(notes);
    shown.join("\n")
}

#[tokio::test]
async fn a_bad_item_is_an_error_of_its_own() {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let first = json!([frog(1), {"id": "two", "name": "f"}, null, frog(3), 4, {"id": 5}]);
    let next = "<https://api.github.com/frogs?page=2>; rel=\"next\"";
    let page = StubResponse::json(&first).header("link", next);
    github
        .when_endpoint(&LIST)
        .respond(page.clone())
        .respond(StubResponse::json(&json!([frog(6)])));
    insta::assert_snapshot!(shown(&list::<Vec<Frog>>(&client)).await, @"
    1
    unexpected response: frogs.list at api.github.com [request FAKE:0001]: [1].id: expected an integer, found a string
    3
    unexpected response: frogs.list at api.github.com [request FAKE:0001]: [4]: expected an object, found a number
    5
    6
    note: [2]: expected an object, found null (left out)
    note: [5].name: expected a string, found nothing (read as empty)
    ");
    github
        .when_endpoint(&LIST)
        .respond(page.clone())
        .respond(StubResponse::json(&json!([frog(6)])));
    insta::assert_snapshot!(shown(&list::<Vec<Frog>>(&client).strict()).await, @"
    1
    unexpected response: frogs.list at api.github.com [request FAKE:0003]: [1].id: expected an integer, found a string
    unexpected response: frogs.list at api.github.com [request FAKE:0003]: [2]: expected an object, found null
    3
    unexpected response: frogs.list at api.github.com [request FAKE:0003]: [4]: expected an object, found a number
    unexpected response: frogs.list at api.github.com [request FAKE:0003]: [5].name: expected a string, found nothing
    6
    ");
    let envelope = json!({"total_count": 2, "frogs": [frog(1), {"id": null, "name": "f"}, frog(2)]});
    github.when_endpoint(&LIST).respond(StubResponse::json(&envelope));
    insta::assert_snapshot!(shown(&list::<Frogs>(&client)).await, @"
    1
    unexpected response: frogs.list at api.github.com [request FAKE:0005]: frogs[1].id: expected an integer, found null
    2
    ");
    assert!(
        list::<Frogs>(&client).send().await.is_err(),
        "the page as a whole has an error"
    );
    assert!(matches!(
        list::<Frogs>(&client).items().all().await,
        Err(Error::Decode(_))
    ));
}

#[tokio::test]
async fn a_bad_page_ends_the_items() {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let bodies = [
        StubResponse::bytes("text/html", "<html>Sign in"),
        StubResponse::json(&json!({"message": "x"})),
        StubResponse::empty(StatusCode::OK),
    ];
    for body in bodies {
        github.when_endpoint(&LIST).respond(body);
        let mut items = list::<Vec<Frog>>(&client).lenient().items();
        assert!(matches!(items.next().await, Some(Err(Error::Decode(_)))));
        assert!(items.next().await.is_none());
    }
}

#[tokio::test]
async fn the_policy_is_a_setting_of_client_and_request() {
    let github = FakeGitHub::new();
    github
        .when_endpoint(&LIST)
        .respond(StubResponse::json(&json!([{"id": null}])));
    let reads = async |reading: Reading| {
        let client = github.builder().reading(reading).build().unwrap();
        let request = list::<Vec<Frog>>(&client);
        let outcomes = [
            request.send().await,
            request.clone().strict().send().await,
            request.lenient().send().await,
        ];
        outcomes.map(|outcome| outcome.is_ok())
    };
    assert_eq!(reads(Reading::Strict).await, [false, false, true]);
    assert_eq!(reads(Reading::Tolerant).await, [false, false, true]);
    assert_eq!(reads(Reading::Lenient).await, [true, false, true]);
}

#[tokio::test]
async fn responses_and_pages_have_notes() {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let body = json!([{"id": 1, "name": null}, {"id": 2}, null]);
    github.when_endpoint(&LIST).respond(StubResponse::json(&body));
    let response = list::<Vec<Frog>>(&client).response().await.unwrap();
    assert_eq!((response.notes().count(), response.body().len()), (3, 2));
    let page = list::<Vec<Frog>>(&client).pages().next().await.unwrap().unwrap();
    assert_eq!(page.notes(), response.notes());
}

#[tokio::test]
async fn an_undocumented_status_is_an_error_with_the_body() {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let response = |status| StubResponse::json(&frog(1)).status(StatusCode::from_u16(status).unwrap());
    for status in [202, 201, 203] {
        github.when_endpoint(&CREATE).respond(response(status));
        let sent = RequestBuilder::<Frog>::new(&client, &CREATE)
            .build()
            .lenient()
            .send()
            .await;
        assert_eq!(sent.is_ok(), status != 203);
        if let Err(error) = sent {
            insta::assert_snapshot!(error, @"unexpected response: frogs.create at api.github.com [request FAKE:0007]: status 203, which the docs don't list; `raw` returns the body undecoded");
            let Error::Status(error) = error else { panic!("{error}") };
            assert_eq!(error.body().json::<Value>().unwrap(), frog(1));
        }
        // What isn't decoded is what it is.
        assert!(RequestBuilder::<()>::new(&client, &CREATE).build().send().await.is_ok());
        assert!(
            RequestBuilder::<Frog>::new(&client, &CREATE)
                .build()
                .raw()
                .send()
                .await
                .is_ok()
        );
    }
}

#[tokio::test]
async fn errors_behind_a_byte_order_mark_are_read() {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let body = "\u{feff}{\"message\": \"no\", \"errors\": [{\"code\": \"missing\"}]}";
    let response = StubResponse::bytes("application/json", body).status(StatusCode::FORBIDDEN);
    github.when_endpoint(&LIST).respond(response);
    let Err(Error::Api(error)) = list::<Vec<Frog>>(&client).send().await else {
        panic!("the status is 403");
    };
    assert_eq!((error.message.as_str(), error.errors.len()), ("no", 1));
    assert_eq!(error.json::<Value>().unwrap()["message"], "no");
}
