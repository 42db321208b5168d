//! A GitHub without a network: a transport that responds from stubs. `octoscribe::testing` documents it with examples.

mod call;
mod clock;
#[cfg(feature = "webhooks")]
mod delivery;
mod double;
mod limits;
mod reply;
mod route;
mod state;
mod stub;
mod stub_response;
mod when;

pub use self::call::Call;
#[cfg(feature = "webhooks")]
pub use self::delivery::{Delivered, FakeDelivery};
pub use self::double::FakeGitHub;
pub use self::state::Unmet;
pub use self::stub_response::StubResponse;
pub use self::when::When;
