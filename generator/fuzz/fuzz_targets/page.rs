//! Fuzzes a page, read alone.
#![no_main]

use libfuzzer_sys::fuzz_target;
use octoscribe_generator_fuzz::{one_thread, page};

fuzz_target!(init: one_thread(), |data: &[u8]| page(data));
