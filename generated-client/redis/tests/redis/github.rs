//! A server that counts like GitHub: a primary limit, a secondary limit, and tokens of an installation.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpListener;

#[derive(Clone)]
pub(crate) struct GitHub(Arc<Mutex<State>>);

#[derive(Clone, Debug)]
pub(crate) struct State {
    limit: u64,
    window: Duration,
    /// The end of the window in seconds since 1970, and the calls in it.
    reset: u64,
    calls: u64,
    /// After how many calls of all windows a secondary limit strikes, and for how long.
    strike: (u64, Duration),
    struck: Option<Instant>,
    pub(crate) served: u64,
    pub(crate) refused: u64,
    /// The calls that came in the pause that the server asked for, after those that were on their way.
    pub(crate) in_pause: u64,
    pub(crate) tokens: u64,
}

impl GitHub {
    pub(crate) async fn start(limit: u64, window: Duration, strike: (u64, Duration)) -> (Self, String) {
        let state = State {
            limit,
            window,
            reset: 0,
            calls: 0,
            strike,
            struck: None,
            served: 0,
            refused: 0,
            in_pause: 0,
            tokens: 0,
        };
        let github = Self(Arc::new(Mutex::new(state)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = github.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let github = server.clone();
                let service = service_fn(move |request| {
                    let response = github.respond(&request);
                    async move {
                        // The time that a call takes.
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        Ok::<_, Infallible>(response)
                    }
                });
                tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        (github, url)
    }

    pub(crate) fn state(&self) -> State {
        self.0.lock().unwrap().clone()
    }

    fn respond(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let mut state = self.0.lock().unwrap();
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        if request.uri().path().ends_with("/access_tokens") {
            state.tokens += 1;
            let end = jiff::Timestamp::now() + Duration::from_secs(3600);
            let token = json!({"token": format!("ghs_{}", state.tokens), "expires_at": end.to_string()});
            return Response::new(token.to_string().into());
        }
        if since.as_secs() >= state.reset {
            (state.reset, state.calls) = ((since + state.window).as_secs(), 0);
        }
        let (after, pause) = state.strike;
        if state.served >= after && state.struck.is_none() {
            state.struck = Some(Instant::now());
        }
        let age = state.struck.map(|struck| struck.elapsed()).filter(|age| *age < pause);
        if let Some(age) = age {
            if age > Duration::from_millis(250) {
                state.in_pause += 1;
            }
            let refused = Response::builder().status(403).header("retry-after", pause.as_secs());
            return refused
                .body(r#"{"message":"You have exceeded a secondary rate limit"}"#.into())
                .unwrap();
        }
        let is_refused = state.calls >= state.limit;
        if is_refused {
            state.refused += 1;
        } else {
            state.calls += 1;
            state.served += 1;
        }
        Response::builder()
            .status(if is_refused { 403 } else { 200 })
            .header("x-ratelimit-resource", "core")
            .header("x-ratelimit-limit", state.limit)
            .header("x-ratelimit-remaining", state.limit - state.calls)
            .header("x-ratelimit-reset", state.reset)
            .header("content-type", "application/json")
            .body(r#"{"message":"API rate limit exceeded"}"#.into())
            .unwrap()
    }
}
