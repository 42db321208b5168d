//! Fuzzes the bodies of answers: those of errors, and those that are read into emitted types.
#![no_main]

use libfuzzer_sys::fuzz_target;
use octoscribe_fuzz::answer;

fuzz_target!(|data: &[u8]| answer(data));
