//! The output directory: what is in it, what has to change, and how the change is written in one step.

mod cache;
mod disk;
mod manifest;
mod plan;
mod write;

pub(crate) use cache::Cache;
pub(crate) use disk::OnDisk;
pub(crate) use manifest::Drift;
pub(crate) use plan::Plan;
pub(crate) use write::Output;
