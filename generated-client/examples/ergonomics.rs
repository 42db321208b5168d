//! Every form in which arguments, options, enums and requests can be written.
//!
//! ```sh
//! cargo run -p octoscribe --example ergonomics
//! ```

use std::error::Error;

use clap::{Arg, Command, value_parser};
use octoscribe::issues::{Create, ListForRepo};
use octoscribe::schemas::{CheckRunAnnotation, Issue, OpenState, OpenStateFilter};
use octoscribe::testing::FakeGitHub;
use octoscribe::{BareRequest, Items, Nullable, Paged, Request, Route, StringEnum, checks};

/// A request as a part of a program's own types.
#[derive(Clone, Debug)]
struct Job {
    request: Create,
}

/// Works with any endpoint that lists something.
async fn count<E: Route<Paging = Paged, Response: Items>>(list: &Request<E>) -> Result<usize, octoscribe::Error> {
    let mut items = list.items();
    let mut count = 0;
    while let Some(item) = items.next().await {
        item?;
        count += 1;
    }
    Ok(count)
}

/// Both requests of check runs take the same annotations.
fn annotations(path: &str) -> Vec<CheckRunAnnotation> {
    vec![CheckRunAnnotation::new(path, 1, 2, "warning", "a message")]
}

/// The body that a request sends.
fn body<T>(request: &BareRequest<T>) -> Result<String, octoscribe::Error> {
    let request = request.request()?;
    let bytes = request.body().as_bytes().cloned().unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A test calls this too.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let github = FakeGitHub::new();
    let client = github.client()?;
    let issues = client.issues();
    let string = String::from("open");

    // Enums: the plain enum, any string, and what a command line has.
    let list = issues.list_for_repo("octocat", &string);
    let list = list
        .state(OpenStateFilter::All)
        .state("open")
        .state(&string)
        .state(string.clone());
    let parsed: OpenState = "open".parse()?;
    assert!("opne".parse::<OpenState>().is_err());
    let argument = Arg::new("state").long("state").value_parser(value_parser!(OpenState));
    let given = Command::new("issues")
        .arg(argument)
        .try_get_matches_from(["issues", "--state", "closed"])?;
    let given: OpenState = *given.get_one("state").unwrap_or(&parsed);
    assert_eq!(given, OpenState::Closed);
    match StringEnum::<OpenState>::from("open").known() {
        Some(OpenState::Open) => println!("open"),
        Some(other) => println!("{other}"),
        None => println!("undocumented"),
    }

    // Optional values, a line each, and each form of them.
    let (login, state): (Option<String>, Option<OpenState>) = (Some("octocat".to_owned()), Some(given));
    let list = list
        .maybe(login.clone(), ListForRepo::assignee)
        .maybe(login.as_deref(), ListForRepo::creator)
        .maybe(state.map(OpenState::as_str), ListForRepo::state)
        .maybe(Some(100), ListForRepo::per_page)
        .maybe(None::<i64>, ListForRepo::page);
    let uri = list.request()?.uri().to_string();
    assert!(
        uri.ends_with("?state=closed&assignee=octocat&creator=octocat&per_page=100"),
        "{uri}"
    );

    // Lists and values that may be null.
    let labels = vec![string.clone()];
    let create = issues.create("octocat", "hello-world", &string);
    let create = create
        .labels(&labels)
        .labels(["a"])
        .labels(&["a", "b"])
        .assignees(&labels);
    let create = create
        .milestone(3)
        .milestone(Some(3))
        .milestone(None::<i64>)
        .milestone(Nullable::Null)
        .r#type(login.as_deref())
        .maybe(login.clone(), Create::r#type)
        .maybe(Some(["a", "b"]), Create::labels);
    let update = issues
        .update("octocat", "hello-world", 1)
        .maybe(state, octoscribe::issues::Update::state);
    assert_eq!(body(update.as_ref())?, r#"{"state":"closed"}"#);
    let ids: &[i64] = &[1, 2];
    let installed = client
        .actions()
        .set_selected_repositories_enabled_github_actions_organization("octo-org", ids);
    assert!(installed.validate().is_ok());

    // Options keep the request, in any order; a request is a value like others.
    let create = create.lenient().body("x").retries(3).body(&string).skip_validation();
    let job = Job { request: create };
    let copy = job.clone().request.body(string);
    assert_eq!(body(&copy.into())?, body(job.request.as_ref())?);
    println!("{job:?}");

    // One helper for two endpoints.
    let checks = client.checks();
    let output = checks::create::Output::new("title", "summary").annotations(annotations("src/lib.rs"));
    let created = checks
        .create("octocat", "hello-world", "lint", "6dcb09b")
        .output(output);
    let output = checks::update::Output::new("summary").annotations(annotations("src/lib.rs"));
    let updated = checks.update("octocat", "hello-world", 7).output(output);
    assert!(created.validate().is_ok() && updated.validate().is_ok());

    // Values for tests, by assignment.
    let mut issue = Issue::default();
    issue.number = 42;
    github.when(&list).pages(&vec![issue; 150]);
    assert_eq!(count(&list).await?, 150);
    Ok(())
}
