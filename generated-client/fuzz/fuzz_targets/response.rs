//! Fuzzes the bodies of responses: those of errors, and those that are read into emitted types.
#![no_main]

use libfuzzer_sys::fuzz_target;
use octoscribe_fuzz::response;

fuzz_target!(|data: &[u8]| response(data));
