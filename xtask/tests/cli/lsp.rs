//! The language server, in a scripted session over standard input and output.

#![allow(
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a session that goes wrong fails the test"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::world::World;

/// A session with the server.
struct Session {
    server: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    next_id: u32,
    /// The last diagnostics of each page, by the end of its address.
    published: Vec<(String, Value)>,
}

impl Session {
    fn start(world: &World) -> Self {
        let mut server = world
            .command(&["lsp", "--spec", "spec"])
            .stdin(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let (input, output) = (server.stdin.take(), BufReader::new(server.stdout.take().unwrap()));
        let mut session = Self {
            server,
            input,
            output,
            next_id: 0,
            published: Vec::new(),
        };
        let started = session.ask("initialize", json!({"capabilities": {}}));
        assert_eq!(started["capabilities"]["hoverProvider"], true, "{started}");
        session.tell("initialized", json!({}));
        session
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(
            self.input.as_mut().unwrap(),
            "Content-Length: {}\r\n\r\n{text}",
            text.len()
        )
        .unwrap();
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// The result of a request. Takes note of what is published until then.
    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.receive();
            if message["method"] == "textDocument/publishDiagnostics" {
                let uri = message["params"]["uri"].as_str().unwrap().to_owned();
                self.published.retain(|(known, _)| *known != uri);
                self.published.push((uri, message["params"]["diagnostics"].clone()));
            } else if message["id"] == id {
                assert!(message["error"].is_null(), "{message}");
                return message["result"].clone();
            }
        }
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).unwrap();
            match line.trim().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    /// The codes and lines of what was last published for a page.
    fn found(&self, page: &str) -> Vec<String> {
        let (_, found) = self.published.iter().find(|(uri, _)| uri.ends_with(page)).unwrap();
        let line = |found: &Value| {
            format!(
                "{} {}",
                found["range"]["start"]["line"],
                found["code"].as_str().unwrap()
            )
        };
        found.as_array().unwrap().iter().map(line).collect()
    }

    fn end(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        drop(self.input.take());
        assert!(self.server.wait().unwrap().success());
    }
}

const PAGE: &str = "---
name: Feed a frog
example: octokit.rest.frogs.feed({ frog_id })
route: POST /frogs/{frog_id}/meals
scope: frogs
type: API method
---

# Feed a frog

Gives a frog a meal.

## Parameters

| name | required | type | description |
|---|---|---|---|
| frog_id | yes | integer | Nümber of the frog. |
| note | no | string | What is said. |

## Responses

| status | required | type | description |
|---|---|---|---|
| 200 | | Frog | The frog. |
";

const FROG: &str = "---
name: Frog
type: Schema
---

# Frog

A frog.

## Fields

| name | required | type | description |
|---|---|---|---|
| id | yes | integer | Number of the frog. |
";

#[test]
fn an_editor_is_told_helped_and_answered() {
    let world = World::new();
    world.write("spec/endpoints/frogs/feed.md", PAGE);
    world.write("spec/schemas/Frog.md", FROG);
    let uri = format!(
        "file://{}",
        world
            .path("spec/endpoints/frogs/feed.md")
            .canonicalize()
            .unwrap()
            .display()
    );
    let mut session = Session::start(&world);
    let document = json!({"uri": uri});
    let at = |line: u32, character: u32| json!({"textDocument": document, "position": {"line": line, "character": character}});

    session.tell(
        "textDocument/didOpen",
        json!({"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": PAGE}}),
    );
    let hover = session.ask("textDocument/hover", at(17, 4));
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(
        text.contains("note: optional, body") && text.contains("pub fn note(self"),
        "{text}"
    );
    assert!(session.published.is_empty(), "{:?}", session.published);

    // A mistake that isn't saved, and its fix.
    let slip = PAGE.replace("| string |", "| string? |");
    let change = |text: &str| json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": text}]});
    session.tell("textDocument/didChange", change(&slip));
    let range = json!({"start": {"line": 17, "character": 0}, "end": {"line": 17, "character": 30}});
    let actions = session.ask(
        "textDocument/codeAction",
        json!({"textDocument": document, "range": range, "context": {"diagnostics": []}}),
    );
    assert_eq!(session.found("feed.md"), ["17 invalid-type"]);
    assert_eq!(actions[0]["title"], "write `string | null`");
    let edit = &actions[0]["edit"]["changes"][&uri][0];
    assert_eq!(edit["newText"], "string \\| null");
    assert_eq!(
        edit["range"],
        json!({"start": {"line": 17, "character": 14}, "end": {"line": 17, "character": 21}})
    );

    session.tell("textDocument/didChange", change(PAGE));
    let formatted = session.ask(
        "textDocument/formatting",
        json!({"textDocument": document, "options": {"tabSize": 4, "insertSpaces": true}}),
    );
    assert!(
        formatted[0]["newText"].as_str().unwrap().contains("<td>frog_id</td>"),
        "{formatted}"
    );
    assert_eq!(session.found("feed.md"), Vec::<String>::new());

    let labels = |items: &Value| -> Vec<String> {
        items
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["label"].as_str().unwrap().to_owned())
            .collect()
    };
    let types = labels(&session.ask("textDocument/completion", at(17, 20)));
    assert!(
        types.contains(&"Frog".to_owned()) && types.contains(&"date-time".to_owned()),
        "{types:?}"
    );
    let keys = labels(&session.ask("textDocument/completion", at(5, 2)));
    assert!(keys.contains(&"renamed-from".to_owned()), "{keys:?}");

    let definition = session.ask("textDocument/definition", at(23, 12));
    assert!(
        definition["uri"].as_str().unwrap().ends_with("spec/schemas/Frog.md"),
        "{definition}"
    );
    assert_eq!(definition["range"]["start"], json!({"line": 1, "character": 6}));

    // What happens to one page is told of another.
    world.remove("spec/schemas/Frog.md");
    session.tell("textDocument/didSave", json!({"textDocument": document}));
    assert!(session.ask("textDocument/hover", at(0, 0)).is_null());
    assert_eq!(session.found("feed.md"), ["23 unknown-schema"]);
    session.end();
}
