//! A typed, validating client for the whole GitHub REST API.
