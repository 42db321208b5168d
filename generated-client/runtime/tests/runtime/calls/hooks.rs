//! Hooks around requests.

use std::fmt::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use octoscribe_runtime::transport::{BoxError, TransportError};
use octoscribe_runtime::{Hook, Sending};
use octoscribe_testing::StubResponse;

use crate::FakeGitHub;
use crate::sample::HasSample;

/// Logs what it is asked.
#[derive(Clone)]
struct Log(&'static str, Arc<Mutex<String>>);

impl Log {
    fn write(&self, sending: &Sending<'_>, what: &str) {
        let (name, path, after) = (self.0, sending.url().path(), sending.elapsed().as_secs());
        writeln!(self.1.lock().unwrap(), "{name} {path} {after} s {what}").unwrap();
    }
}

impl Hook for Log {
    fn before(&self, sending: &Sending<'_>, headers: &mut HeaderMap) -> Option<Response<Bytes>> {
        self.write(sending, &format!("before, with x-hook: {:?}", headers.get("x-hook")));
        headers.insert("x-hook", HeaderValue::from_static(self.0));
        None
    }

    fn after(&self, sending: &Sending<'_>, response: &Response<()>) {
        self.write(sending, response.status().as_str());
    }

    fn error(&self, sending: &Sending<'_>, error: &TransportError) {
        self.write(sending, &error.to_string());
    }
}

#[tokio::test]
async fn hooks_are_asked_in_order() -> Result<(), BoxError> {
    let github = FakeGitHub::new();
    let log = Arc::default();
    let (first, second) = (Log("first", Arc::clone(&log)), Log("second", Arc::clone(&log)));
    let client = github.builder().hook(first).hook(second).build()?;
    let list = client.sample().list_for_repo("o", "r");
    let renamed = "https://api.github.com/repositories/1/issues";
    let elsewhere = "https://blob.example/issues";
    github
        .when(&list.bare())
        .respond(StubResponse::broken())
        .respond(StubResponse::redirect(StatusCode::MOVED_PERMANENTLY, renamed).after(Duration::from_secs(2)));
    github
        .when_url(Method::GET, renamed)
        .respond(StubResponse::redirect(StatusCode::FOUND, elsewhere));
    github
        .when_url(Method::GET, elsewhere)
        .respond(StubResponse::bytes("text/plain", "the list"));
    assert_eq!(list.send().await?.text(), "the list");
    insta::assert_snapshot!(log.lock().unwrap(), @r#"
    first /repos/o/r/issues 0 s before, with x-hook: None
    second /repos/o/r/issues 0 s before, with x-hook: Some("first")
    first /repos/o/r/issues 0 s the connection to the server broke off
    second /repos/o/r/issues 0 s the connection to the server broke off
    first /repos/o/r/issues 0 s before, with x-hook: None
    second /repos/o/r/issues 0 s before, with x-hook: Some("first")
    first /repos/o/r/issues 2 s 301
    second /repos/o/r/issues 2 s 301
    first /repositories/1/issues 0 s before, with x-hook: None
    second /repositories/1/issues 0 s before, with x-hook: Some("first")
    first /repositories/1/issues 0 s 302
    second /repositories/1/issues 0 s 302
    "#);
    let hooks: Vec<_> = github
        .calls()
        .iter()
        .map(|call| call.header("x-hook").map(str::to_owned))
        .collect();
    assert_eq!(
        hooks,
        [Some("second"), Some("second"), Some("second"), None].map(|hook| hook.map(str::to_owned))
    );
    Ok(())
}

/// Responds itself.
struct Canned;

impl Hook for Canned {
    fn before(&self, _: &Sending<'_>, _: &mut HeaderMap) -> Option<Response<Bytes>> {
        Some(Response::new(Bytes::from_static(b"canned")))
    }
}

#[tokio::test]
async fn hooks_may_respond() -> Result<(), BoxError> {
    let github = FakeGitHub::new();
    let log = Arc::default();
    let client = github
        .builder()
        .hook(Canned)
        .hook(Log("log", Arc::clone(&log)))
        .build()?;
    assert_eq!(client.sample().list_for_repo("o", "r").send().await?.text(), "canned");
    assert!(github.calls().is_empty());
    assert_eq!(*log.lock().unwrap(), "log /repos/o/r/issues 0 s 200\n");
    Ok(())
}
