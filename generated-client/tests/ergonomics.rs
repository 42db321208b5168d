//! The example of all forms does what it says.

#[path = "../examples/ergonomics.rs"]
mod ergonomics;

#[test]
fn every_form_compiles_and_runs() {
    assert_eq!(ergonomics::main().map_err(|error| error.to_string()), Ok(()));
}
