//! Bodies such as GitHub sends, read as what the endpoints' methods say that they give.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like tests")]

mod a_to_e;
mod g_to_o;
mod p_to_u;
mod tolerance;
mod unions;

use octoscribe::{Body, Client, Decode, Error, Request};
use serde_json::{Value, json};

fn client() -> Client {
    Client::builder().base_url("https://api.example.com").build().unwrap()
}

/// Reads a body as the answer to a request.
fn answer<T: Decode, P>(request: &Request<T, P>, json: &Value) -> T {
    match try_answer(request, json) {
        Ok(answer) => answer,
        Err(Error::Decode(error)) => panic!("{}: {error}", request.endpoint().id()),
        Err(error) => panic!("{error}"),
    }
}

fn try_answer<T: Decode, P>(_: &Request<T, P>, json: &Value) -> Result<T, Error> {
    T::decode(&mut Body::from_json(json.to_string()))
}

/// An account, as it stands in most answers.
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
