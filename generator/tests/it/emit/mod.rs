//! What pages become: code, rustdoc, files, and the names that can't be.

mod arguments;
mod cut;
mod declarations;
mod docs;
mod files;
mod names;
mod requests;
mod responses;
