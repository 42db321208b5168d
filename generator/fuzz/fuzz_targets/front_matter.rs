//! Fuzzes front-matter.
#![no_main]

use libfuzzer_sys::fuzz_target;
use octoscribe_generator_fuzz::{front_matter, one_thread};

fuzz_target!(init: one_thread(), |data: &[u8]| front_matter(data));
