//! Fuzzes type expressions.
#![no_main]

use libfuzzer_sys::fuzz_target;
use octoscribe_generator_fuzz::{one_thread, type_expression};

fuzz_target!(init: one_thread(), |data: &[u8]| type_expression(data));
