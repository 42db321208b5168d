//! Fuzzes routes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use octoscribe_generator_fuzz::{one_thread, route};

fuzz_target!(init: one_thread(), |data: &[u8]| route(data));
