//! Fuzzes the header that links to other pages.
#![no_main]

use libfuzzer_sys::fuzz_target;
use octoscribe_fuzz::link;

fuzz_target!(|data: &[u8]| link(data));
