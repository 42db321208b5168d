//! Webhooks: what is taken for a delivery, how payloads are read, and what the router does.

mod deliveries;
mod routing;

use octoscribe_runtime::model::Record;
use octoscribe_runtime::webhook::{self, Events, Payload, Secrets};
use octoscribe_runtime::{DecodeError, Notes, Reading};
use octoscribe_testing::FakeDelivery;
use serde_json::{Value, json};

const SECRET: &str = "It's a Secret to Everybody";

/// A payload in the form of emitted code.
#[derive(Record)]
pub(crate) struct Opened {
    #[field(literal = "opened")]
    pub(crate) action: String,
    pub(crate) issue: Issue,
}

#[derive(Record)]
pub(crate) struct Issue {
    pub(crate) number: i64,
    pub(crate) title: String,
}

impl Payload for Opened {
    const EVENT: &'static str = "issues";
    const ACTION: Option<&'static str> = Some("opened");
}

/// The payload of an event without actions.
#[derive(Record)]
pub(crate) struct Push {
    pub(crate) r#ref: String,
}

impl Payload for Push {
    const EVENT: &'static str = "push";
    const ACTION: Option<&'static str> = None;
}

/// All events, in the form of emitted code.
#[derive(Debug, PartialEq)]
enum Event {
    Opened(Opened),
    Push(Push),
    Unknown(Value),
}

impl Events for Event {
    fn read(event: &str, body: &[u8], reading: Reading) -> Result<(Self, Notes), DecodeError> {
        let json: Value = serde_json::from_slice(body).unwrap();
        let read = match (event, json["action"].as_str()) {
            ("issues", Some("opened")) => {
                let (payload, notes) = webhook::read(body, reading)?;
                (Self::Opened(payload), notes)
            }
            ("push", _) => {
                let (payload, notes) = webhook::read(body, reading)?;
                (Self::Push(payload), notes)
            }
            _ => (Self::Unknown(json), Notes::default()),
        };
        Ok(read)
    }
}

fn secrets() -> Secrets {
    Secrets::new([SECRET]).unwrap()
}

fn opened() -> FakeDelivery {
    let issue = Issue {
        number: 42,
        title: "Found a bug".to_owned(),
    };
    // The double adds the action.
    let action = String::new();
    FakeDelivery::of(&Opened { action, issue })
}

fn push() -> FakeDelivery {
    FakeDelivery::json("push", json!({"ref": "refs/heads/main"}))
}
