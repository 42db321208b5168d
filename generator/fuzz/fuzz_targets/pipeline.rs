//! Fuzzes whole trees of pages.
#![no_main]

use libfuzzer_sys::fuzz_target;
use octoscribe_generator_fuzz::{one_thread, pipeline};

fuzz_target!(init: one_thread(), |data: &[u8]| pipeline(data));
