//! Calls every endpoint of the garden over HTTP. Not compiled here: `main.rs` puts it among the tests of the garden's crate.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread;

use garden::schemas::Habitat;
use garden::{Client, Error};

/// A request as the server has received it.
struct Received {
    line: String,
    headers: Vec<String>,
    body: Vec<u8>,
}

impl Received {
    fn has(&self, header: &str) -> bool {
        self.headers.iter().any(|other| other == header)
    }
}

/// A server that sends these responses, one on each connection, and the requests that it gets.
fn serve(responses: Vec<String>) -> (String, thread::JoinHandle<Vec<Received>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let here = url.clone();
    let server = thread::spawn(move || {
        let receive = |response: String| {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let lines = reader.by_ref().lines().map(Result::unwrap);
            let mut lines = lines.take_while(|line| !line.is_empty());
            let (line, headers) = (lines.next().unwrap(), lines.collect::<Vec<_>>());
            let length = headers.iter().find_map(|header| header.strip_prefix("content-length: "));
            let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
            reader.read_exact(&mut body).unwrap();
            stream.write_all(response.replace("{here}", &here).as_bytes()).unwrap();
            Received { line, headers, body }
        };
        responses.into_iter().map(receive).collect()
    });
    (url, server)
}

fn response(status: &str, headers: &str, body: &str) -> String {
    let length = if status.starts_with("204") { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    format!("HTTP/1.1 {status}\r\n{headers}{length}connection: close\r\n\r\n{body}")
}

#[tokio::test]
async fn every_endpoint_is_called() -> Result<(), Error> {
    const JSON: &str = "content-type: application/json\r\n";
    let (url, server) = serve(vec![
        response(
            "200 OK",
            "content-type: application/json\r\nlink: <{here}/plants?page=2>; rel=\"next\"\r\n",
            r#"[{"id": 1, "name": "Reed", "habitat": "pond"}]"#,
        ),
        response("200 OK", JSON, r#"[{"id": 2, "name": "Moss"}]"#),
        response("201 Created", JSON, r#"{"id": 3, "name": "Fern"}"#),
        response("422 Unprocessable Content", JSON, r#"{"reason": "too many ferns"}"#),
        response("201 Created", JSON, r#"{"size": 4}"#),
        response("404 Not Found", "content-type: text/plain\r\n", "gone"),
        response("204 No Content", "", ""),
    ]);
    let client = Client::builder().base_url(url).token("secret").build()?;

    let mut plants = client.plants().list().habitat(Habitat::Pond).items();
    let mut names = Vec::new();
    while let Some(plant) = plants.next().await {
        names.push(plant?.name);
    }
    assert_eq!(names, ["Reed", "Moss"]);
    assert_eq!(client.plants().create("Fern").send().await?.id, 3);
    match client.plants().create("Fern").send().await {
        Err(Error::Api(error)) => {
            assert_eq!(error.status.as_u16(), 422);
            assert!(format!("{error}").contains("422"), "{error}");
            let body: serde_json::Value = error.json()?;
            assert_eq!(body["reason"], "too many ferns");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(client.photos().upload(3, "\u{1}\u{2}\u{3}\u{4}").send().await?.size, 4);
    assert!(client.plants().get(9).send().await.is_err_and(|error| error.is_not_found()));
    #[allow(deprecated)]
    client.plants().remove(9).send().await?;

    let received = server.join().unwrap();
    let lines: Vec<&str> = received.iter().map(|request| request.line.as_str()).collect();
    assert_eq!(
        lines,
        [
            "GET /v1/plants?habitat=pond HTTP/1.1",
            "GET /v1/plants?page=2 HTTP/1.1",
            "POST /v1/plants HTTP/1.1",
            "POST /v1/plants HTTP/1.1",
            "POST /v1/plants/3/photos HTTP/1.1",
            "GET /v1/plants/9 HTTP/1.1",
            "DELETE /v1/plants/9 HTTP/1.1",
        ]
    );
    assert_eq!(received[2].body, br#"{"name":"Fern"}"#);
    assert_eq!(received[4].body, [1, 2, 3, 4]);
    assert!(received[4].has("content-type: image/png"));
    for request in &received {
        assert!(request.has("x-api-key: secret") && request.has("accept: application/json"), "{:?}", request.headers);
        let is_githubs = |header: &String| header.starts_with("x-github") || header.starts_with("authorization");
        assert!(!request.headers.iter().any(is_githubs), "{:?}", request.headers);
    }
    Ok(())
}

#[test]
fn the_service_is_the_gardens() {
    let request = Client::new().and_then(|client| client.plants().get(1).request()).unwrap();
    assert_eq!(request.uri(), "https://api.garden.example/v1/plants/1");
    assert_eq!(request.headers()["user-agent"], "garden/0.1.0");
}
