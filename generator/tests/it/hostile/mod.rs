//! Pages that try to break out: whatever stands in whichever field, the outcome is a diagnostic or inert text.

mod fields;
mod limits;
mod pages;
mod payloads;
