//! Webhooks: deliveries that are verified, read as typed payloads, and routed to handlers.
//!
//! | what | |
//! |---|---|
//! | [`Secrets`] | the secrets of the webhook, and the signatures that they make |
//! | [`Delivery`] | a delivery whose signature is right |
//! | [`Router`] | handlers by payload type, for any server |
//! | [`DeliveryStore`] | remembers deliveries, so that none is handled twice |
//!
//! A delivery is an [`http::Request`] with a whole body; the server that receives it is the program's. GitHub waits 10 s for a response.

mod delivery;
mod error;
mod payload;
mod replays;
mod router;
mod secrets;

pub use self::delivery::{Delivery, MAX_SIZE};
pub use self::error::{DeliveryError, RouterError};
pub use self::payload::{Events, Payload, read};
#[doc(hidden)]
pub use self::payload::{action, read_event, read_unknown};
pub use self::replays::{DeliveryStore, MemoryDeliveries};
pub use self::router::{Accepted, Handled, HandlerResult, Router};
pub use self::secrets::Secrets;
