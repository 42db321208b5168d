//! Bodies as GitHub sends them, read as the types of the endpoints.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like tests")]

mod events;
mod tolerance;
mod unions;

use octoscribe::{Body, Client, Decode, Error, Request, Route};
use serde_json::{Value, json};

fn client() -> Client {
    Client::builder().base_url("https://api.example.com").build().unwrap()
}

/// Reads a body as the response to a request.
fn response<E: Route>(request: &Request<E>, json: &Value) -> E::Response {
    match try_response(request, json) {
        Ok(response) => response,
        Err(Error::Decode(error)) => panic!("{}: {error}", request.endpoint().id()),
        Err(error) => panic!("{error}"),
    }
}

fn try_response<E: Route>(_: &Request<E>, json: &Value) -> Result<E::Response, Error> {
    E::Response::decode(&mut Body::from_json(json.to_string()))
}

/// An account, as in most responses.
fn user(login: &str) -> Value {
    let url = format!("https://api.github.com/users/{login}");
    json!({
        "login": login, "id": 583_231, "node_id": "MDQ6VXNlcjU4MzIzMQ==", "avatar_url": "https://avatars.githubusercontent.com/u/583231?v=4",
        "gravatar_id": "", "url": url, "html_url": format!("https://github.com/{login}"), "followers_url": format!("{url}/followers"),
        "following_url": format!("{url}/following{{/other_user}}"), "gists_url": format!("{url}/gists{{/gist_id}}"),
        "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"), "subscriptions_url": format!("{url}/subscriptions"),
        "organizations_url": format!("{url}/orgs"), "repos_url": format!("{url}/repos"), "events_url": format!("{url}/events{{/privacy}}"),
        "received_events_url": format!("{url}/received_events"), "type": "User", "user_view_type": "public", "site_admin": false,
    })
}
