//! Calls that a thread waits for: without a runtime, within one, from many threads, over HTTP and on the test double.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use octoscribe::http::StatusCode;
use octoscribe::schemas::Issue;
use octoscribe::testing::{FakeGitHub, StubResponse};
use octoscribe::{Client, Error, block_on};

/// A server on threads of its own, so that no runtime has to go on for it. It takes every connection, keeps it open, and tells how many requests
/// came on each.
fn server() -> (String, Requests) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let requests = Requests::default();
    let counts = Arc::clone(&requests);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let count = Arc::default();
            counts.lock().unwrap().push(Arc::clone(&count));
            thread::spawn(move || serve(&stream.unwrap(), &count));
        }
    });
    (url, requests)
}

/// How many requests came on each connection.
type Requests = Arc<Mutex<Vec<Arc<AtomicUsize>>>>;

fn counts(requests: &Requests) -> Vec<usize> {
    let requests = requests.lock().unwrap();
    requests.iter().map(|count| count.load(Ordering::SeqCst)).collect()
}

/// Responds to all requests of a connection, and counts them.
fn serve(mut stream: &TcpStream, count: &AtomicUsize) {
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        if line.is_empty() {
            count.fetch_add(1, Ordering::SeqCst);
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 3\r\n\r\nzen")
                .unwrap();
        }
    }
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
    let (url, requests) = server();
    let client = client(&url);
    for _ in 0..3 {
        assert_eq!(client.meta().get_zen().send().wait().unwrap(), "zen");
    }
    assert_eq!(client.meta().get_zen().response().wait().unwrap().status(), 200);
    assert_eq!(counts(&requests).iter().sum::<usize>(), 4);
}

#[test]
fn connections_are_used_again() {
    let (url, requests) = server();
    let client = client(&url);
    // A call that begins before the thread behind the waits has put the connection back opens another one, so a single pair of calls may
    // not share theirs.
    let shares = (0..1000).any(|_| {
        assert_eq!(client.meta().get_zen().send().wait().unwrap(), "zen");
        counts(&requests).iter().any(|&count| count > 1)
    });
    assert!(shares, "{:?}", counts(&requests));
}

#[tokio::test]
async fn a_runtime_is_no_obstacle() {
    let (url, requests) = server();
    let client = client(&url);
    // This runtime has a single thread, so the connection that it opens does not go on while the thread waits.
    assert_eq!(client.meta().get_zen().send().await.unwrap(), "zen");
    assert_eq!(client.meta().get_zen().send().wait().unwrap(), "zen");
    assert_eq!(client.meta().get_zen().send().await.unwrap(), "zen");
    assert_eq!(counts(&requests).iter().sum::<usize>(), 3);
}

#[test]
fn many_threads_wait_at_once() {
    let (url, _) = server();
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
    let pieces = StubResponse::bytes("text/plain", "0123456789").in_chunks(4, Duration::from_secs(1));
    github
        .when(&zen)
        .respond(pieces)
        .respond(StubResponse::bytes("text/plain", "0123456789").cut_after(4));
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
        .map(|number| {
            let mut issue = Issue::default();
            issue.number = number;
            issue
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
        .respond(StubResponse::error(StatusCode::GONE, "moved on"));
    let mut items = request.items().wait();
    assert_eq!(items.by_ref().take(2).flatten().count(), 2);
    assert!(matches!(items.next(), Some(Err(Error::Api(error))) if error.status == 410));
    assert!(items.next().is_none());
    github.verify().unwrap();
}
