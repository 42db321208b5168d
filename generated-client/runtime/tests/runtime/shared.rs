//! Clients share limits, tokens and cached responses through stores in memory. Each client plays the part of a process.

use std::collections::HashMap;
use std::future::ready;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::auth::{CREATE_TOKEN, LIST, authorizations, call, calls_of, give_tokens};
use crate::{Builder, FakeGitHub};
use octoscribe_runtime::auth::{AuthContext, AuthError, AuthProvider, Authorization};
use octoscribe_runtime::transport::BoxFuture;
use octoscribe_runtime::{
    BareClient, Identity, LimitFacts, MemoryCache, SharedAttempt, SharedLimits, SharedToken, SharedTokens, WaitReason,
};
use octoscribe_testing::StubResponse;
use serde_json::json;

/// What processes share.
#[derive(Clone, Default)]
struct Store(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    tokens: HashMap<Identity, SharedToken>,
    claims: Vec<Identity>,
    /// Who asked to call what, and what became of it.
    log: Vec<String>,
    /// How often an attempt has to ask again.
    held: u32,
}

impl SharedTokens for Store {
    fn get(&self, installation: &Identity) -> BoxFuture<Option<SharedToken>> {
        Box::pin(ready(self.0.lock().unwrap().tokens.get(installation).cloned()))
    }

    fn claim(&self, installation: &Identity) -> BoxFuture<bool> {
        let mut state = self.0.lock().unwrap();
        let is_free = !state.claims.contains(installation);
        if is_free {
            state.claims.push(*installation);
        }
        Box::pin(ready(is_free))
    }

    fn put(&self, installation: &Identity, token: SharedToken) -> BoxFuture<()> {
        let mut state = self.0.lock().unwrap();
        state.claims.retain(|claim| claim != installation);
        state.tokens.insert(*installation, token);
        Box::pin(ready(()))
    }
}

impl SharedLimits for Store {
    fn admit(&self, attempt: &SharedAttempt) -> BoxFuture<Option<(WaitReason, Duration)>> {
        let mut state = self.0.lock().unwrap();
        let (endpoint, spacing) = (attempt.endpoint, attempt.spacing.as_secs());
        state.log.push(format!("{endpoint}, {spacing} s between writes"));
        let is_held = state.held > 0;
        state.held = state.held.saturating_sub(1);
        let held = is_held.then_some((WaitReason::SecondaryLimit, Duration::from_secs(30)));
        Box::pin(ready(held))
    }

    fn finish(&self, attempt: &SharedAttempt, facts: Option<LimitFacts>) -> BoxFuture<()> {
        let shown = facts.map_or("no response".to_owned(), |facts| {
            let window = facts.window.map(|window| {
                let left = window.left.as_secs();
                format!(
                    "{} {}/{}, {left} s left",
                    window.resource, window.remaining, window.limit
                )
            });
            format!("window {window:?}, pause {:?}", facts.pause)
        });
        let line = format!("{}: {shown}", attempt.endpoint);
        self.0.lock().unwrap().log.push(line);
        Box::pin(ready(()))
    }
}

/// An app whose token doesn't change.
struct App;

impl AuthProvider for App {
    fn authorize(&self, _: &AuthContext<'_>) -> BoxFuture<Result<Option<Authorization>, AuthError>> {
        Box::pin(ready(Authorization::bearer(&"app".into()).map(Some)))
    }

    fn identity(&self) -> Option<String> {
        Some("app 1".to_owned())
    }
}

fn process(github: &FakeGitHub, settings: impl FnOnce(Builder) -> Builder) -> BareClient {
    let builder = github.builder().auth(App).write_spacing(Duration::ZERO);
    settings(builder).build().unwrap().as_installation(7).unwrap()
}

fn tokens(github: &FakeGitHub) -> usize {
    calls_of(github, &CREATE_TOKEN).len()
}

#[tokio::test]
async fn processes_share_a_token_and_its_renewal() {
    let (github, store) = (FakeGitHub::new(), Store::default());
    give_tokens(&github);
    github.when_endpoint(&LIST).respond(StubResponse::json(&json!([])));
    let [one, other] = [(); 2].map(|()| process(&github, |builder| builder.shared_tokens(store.clone())));
    let (first, second) = futures_util::join!(call(&one), call(&other));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(tokens(&github), 1);
    github.advance(Duration::from_secs(3600));
    let (first, second) = futures_util::join!(call(&one), call(&other));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(tokens(&github), 2);
    // Another process learns of it; a token that this one forgot is not taken back.
    call(&process(&github, |builder| builder.shared_tokens(store.clone())))
        .await
        .unwrap();
    assert_eq!(tokens(&github), 2);
    one.forget_token();
    call(&one).await.unwrap();
    assert_eq!(tokens(&github), 3);
}

#[tokio::test]
async fn a_rejected_token_is_renewed_for_all() {
    let (github, store) = (FakeGitHub::new(), Store::default());
    give_tokens(&github);
    github
        .when_endpoint(&LIST)
        .respond_with(|call| match call.header("authorization") {
            Some("Bearer ghs_1") => StubResponse::error(http::StatusCode::UNAUTHORIZED, "Bad credentials"),
            _ => StubResponse::json(&json!([])),
        });
    let [one, other] = [(); 2].map(|()| process(&github, |builder| builder.shared_tokens(store.clone()).retries(0)));
    call(&one).await.unwrap();
    call(&other).await.unwrap();
    assert_eq!(tokens(&github), 2);
    let lists = calls_of(&github, &LIST);
    assert_eq!(authorizations(&lists), ["Bearer ghs_1", "Bearer ghs_2", "Bearer ghs_2"]);
}

#[tokio::test]
async fn cached_responses_outlive_the_token_of_their_installation() {
    let github = FakeGitHub::new();
    give_tokens(&github);
    github.when_endpoint(&LIST).respond(StubResponse::json(&json!([])));
    let client = process(&github, |builder| builder.cache(MemoryCache::default()));
    call(&client).await.unwrap();
    client.forget_token();
    call(&client).await.unwrap();
    let lists = calls_of(&github, &LIST);
    assert_eq!(authorizations(&lists), ["Bearer ghs_1", "Bearer ghs_2"]);
    assert!(lists[1].header("if-none-match").is_some());
    // Another installation is somebody else.
    let app = github
        .builder()
        .auth(App)
        .cache(MemoryCache::default())
        .build()
        .unwrap();
    for installation in [7, 8] {
        call(&app.as_installation(installation).unwrap()).await.unwrap();
    }
    assert!(calls_of(&github, &LIST)[3].header("if-none-match").is_none());
}

#[tokio::test]
async fn attempts_ask_what_shares_the_limits_and_tell_what_they_learn() {
    // Waits are random to a second and a half in all, and the log has whole seconds.
    fastrand::seed(10);
    let (github, store) = (FakeGitHub::new(), Store::default());
    github.primary_limit("core", 5000, Duration::from_secs(3600));
    let limited = StubResponse::secondary_limit(Some(Duration::from_secs(9)));
    github
        .when_endpoint(&LIST)
        .respond(limited)
        .respond(StubResponse::no_connection())
        .respond(StubResponse::json(&json!([])));
    let client = github
        .builder()
        .token("t")
        .shared_limits(store.clone())
        .build()
        .unwrap();
    store.0.lock().unwrap().held = 2;
    let before = github.now();
    call(&client).await.unwrap();
    assert!(github.now().duration_since(before).as_secs() >= 69);
    insta::assert_snapshot!(store.0.lock().unwrap().log.join("\n"), @r#"
    issues.listForRepo, 0 s between writes
    issues.listForRepo, 0 s between writes
    issues.listForRepo, 0 s between writes
    issues.listForRepo: window Some("core 4999/5000, 3602 s left"), pause Some(9s)
    issues.listForRepo, 0 s between writes
    issues.listForRepo: no response
    issues.listForRepo, 0 s between writes
    issues.listForRepo: window Some("core 4997/5000, 3592 s left"), pause None
    "#);

    // Nobody is asked who heeds no limits, and nobody knows who calls without a token.
    let careless = github
        .builder()
        .token("t")
        .heed_limits(false)
        .shared_limits(store.clone())
        .build()
        .unwrap();
    let nobody = github.builder().shared_limits(store.clone()).build().unwrap();
    store.0.lock().unwrap().log.clear();
    for client in [careless, nobody] {
        call(&client).await.unwrap();
    }
    assert!(store.0.lock().unwrap().log.is_empty());
}

#[tokio::test]
async fn shared_limits_end_with_the_patience_of_a_call() {
    let (github, store) = (FakeGitHub::new(), Store::default());
    let client = github
        .builder()
        .token("t")
        .shared_limits(store.clone())
        .max_wait(Duration::from_secs(10));
    store.0.lock().unwrap().held = 1;
    let error = call(&client.build().unwrap()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "request not sent: issues.listForRepo: secondary rate limit hit, for 30 s"
    );
}
