//! What two trees of pages differ in, and how that is told.

mod kinds;
mod pages;
mod partial;
mod report;
