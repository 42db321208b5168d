//! Tests of normalized prose.
