//! Calls that a thread waits for: without a runtime, within one, from many threads, over HTTP and on the test double.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use octoscribe::http::StatusCode;
use octoscribe::schemas::Issue;
use octoscribe::testing::{Answer, FakeGitHub};
use octoscribe::{Client, Error, block_on};

/// A server on threads of its own, so that no runtime has to go on for it. It keeps connections open, and ends with the last of so many.
fn server(connections: usize) -> (String, thread::JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let mut serving = Vec::new();
        for stream in listener.incoming().take(connections) {
            let stream = stream.unwrap();
            serving.push(thread::spawn(move || serve(&stream)));
        }
        serving.into_iter().map(|connection| connection.join().unwrap()).sum()
    });
    (url, server)
}

/// Answers all requests of a connection, and counts them.
fn serve(mut stream: &TcpStream) -> usize {
    let mut count = 0;
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        if line.is_empty() {
            count += 1;
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 3\r\n\r\nzen")
                .unwrap();
        }
    }
    count
}

fn client(url: &str) -> Client {
    Client::builder()
        .base_url(url)
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

#[test]
fn no_runtime_is_needed() {
    let (url, server) = server(1);
    let client = client(&url);
    for _ in 0..3 {
        assert_eq!(client.meta().get_zen().send().wait().unwrap(), "zen");
    }
    assert_eq!(client.meta().get_zen().response().wait().unwrap().status(), 200);
    drop(client);
    assert_eq!(server.join().unwrap(), 4, "on one connection");
}

#[tokio::test]
async fn a_runtime_is_no_obstacle() {
    let (url, server) = server(2);
    let client = client(&url);
    // This runtime has a single thread, so the connection that it opens does not go on while the thread waits.
    assert_eq!(client.meta().get_zen().send().await.unwrap(), "zen");
    assert_eq!(client.meta().get_zen().send().wait().unwrap(), "zen");
    assert_eq!(client.meta().get_zen().send().await.unwrap(), "zen");
    drop(client);
    tokio::task::yield_now().await;
    assert_eq!(tokio::task::spawn_blocking(|| server.join().unwrap()).await.unwrap(), 3);
}

#[test]
fn many_threads_wait_at_once() {
    let (url, _) = server(usize::MAX);
    let client = client(&url);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert_eq!(client.meta().get_zen().send().wait().unwrap(), "zen");
                }
            });
        }
    });
}

#[test]
fn timeouts_and_refusals_come_too() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let silent = Client::builder()
        .base_url(url)
        .timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let outcome = silent.meta().get_zen().send().wait();
    assert!(matches!(outcome, Err(Error::Transport(error)) if error.is_timeout()));
    let outcome = silent.issues().get("..", "r", 1).send().wait();
    assert!(matches!(outcome, Err(Error::Validation(_))));
}

#[test]
fn downloads_are_readers_and_iterators() {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let zen = client.meta().get_zen();
    let pieces = Answer::bytes("text/plain", "0123456789").in_pieces(4, Duration::from_secs(1));
    github
        .when(&zen)
        .respond(pieces)
        .respond(Answer::bytes("text/plain", "0123456789").cut_after(4));
    let mut text = String::new();
    block_on(zen.download())
        .unwrap()
        .reader()
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "0123456789");
    let mut pieces = block_on(zen.download()).unwrap().wait();
    assert_eq!(pieces.next().unwrap().unwrap(), "0123");
    assert!(matches!(pieces.next(), Some(Err(Error::Transport(_)))));
    assert!(pieces.next().is_none());
    let mut broken = block_on(zen.download()).unwrap().reader();
    assert!(broken.read_to_string(&mut text).is_err());
    assert!(matches!(
        block_on(client.issues().get("", "r", 1).download()),
        Err(Error::Validation(_))
    ));
}

#[test]
fn pages_and_items_are_iterators() {
    let github = FakeGitHub::new();
    let client = github.client().unwrap();
    let issues: Vec<Issue> = (1..=5)
        .map(|number| Issue {
            number,
            ..Issue::default()
        })
        .collect();
    github.when(&client.issues().list_for_repo("o", "r")).pages(&issues);
    let request = client.issues().list_for_repo("o", "r").per_page(2);
    let sizes: Vec<usize> = request.pages().wait().map(|page| page.unwrap().body().len()).collect();
    assert_eq!(sizes, [2, 2, 1]);
    let items: Result<Vec<Issue>, Error> = request.items().wait().collect();
    assert_eq!(items.unwrap(), issues);

    github
        .when(&client.issues().list_for_repo("o", "r").page(2))
        .respond(Answer::error(StatusCode::GONE, "moved on"));
    let mut items = request.items().wait();
    assert_eq!(items.by_ref().take(2).flatten().count(), 2);
    assert!(matches!(items.next(), Some(Err(Error::Api(error))) if error.status == 410));
    assert!(items.next().is_none());
    github.verify().unwrap();
}
