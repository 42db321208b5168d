//! Transports of one's own.

use std::future::{pending, ready};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::sample::HasSample;
use bytes::Bytes;
use http::{Request, Response};
use octoscribe_runtime::transport::{BoxFuture, RequestBody, ResponseBody, Transport, TransportError};
use octoscribe_runtime::{BareClient, Error};

/// Responds at once, or never, and records the requests.
struct Canned {
    response: Option<&'static str>,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Transport for Canned {
    fn call(&self, request: Request<RequestBody>) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        self.calls.lock().unwrap().push(request.uri().to_string());
        match self.response {
            Some(text) => Box::pin(ready(Ok(Response::new(Bytes::from_static(text.as_bytes()).into())))),
            None => Box::pin(pending()),
        }
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<()> {
        assert_eq!(duration, Duration::from_secs(60), "the default timeout");
        Box::pin(ready(()))
    }
}

fn call(response: Option<&'static str>) -> (Result<String, Error>, Vec<String>) {
    let calls = Arc::default();
    let transport = Canned {
        response,
        calls: Arc::clone(&calls),
    };
    let client = BareClient::builder().transport(transport).retries(0).build().unwrap();
    let outcome = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(client.sample().list_for_repo("o", "r").send());
    let calls = calls.lock().unwrap().clone();
    (outcome.map(|body| body.text().into_owned()), calls)
}

#[test]
fn any_transport_will_do() {
    let (outcome, calls) = call(Some("[]"));
    assert_eq!(outcome.unwrap(), "[]");
    assert_eq!(calls, ["https://api.github.com/repos/o/r/issues"]);
}

#[test]
fn timeouts_go_by_the_transports_time() {
    let (outcome, calls) = call(None);
    match outcome {
        Err(Error::Transport(error)) => assert!(error.is_timeout()),
        other => panic!("{other:?}"),
    }
    assert_eq!(calls.len(), 1);
}

#[cfg(not(any(feature = "hyper", feature = "reqwest")))]
#[test]
fn without_a_built_in_transport_one_must_be_given() {
    match BareClient::new() {
        Err(Error::Config(error)) => assert_eq!(error.setting(), "transport"),
        other => panic!("{other:?}"),
    }
}
