//! Fuzzes requests that may be deliveries of webhooks.
#![no_main]

use libfuzzer_sys::fuzz_target;
use octoscribe_fuzz::delivery;

fuzz_target!(|data: &[u8]| delivery(data));
