//! Hostile pages: whatever text a field holds, the result is a diagnostic or inert text.

mod fields;
mod limits;
mod pages;
mod payloads;
