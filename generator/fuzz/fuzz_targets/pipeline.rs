//! Fuzzes whole trees of pages.
#![no_main]

use libfuzzer_sys::fuzz_target;
use octoscribe_generator_fuzz::{pipeline, one_thread};

fuzz_target!(init: one_thread(), |data: &[u8]| pipeline(data));
