//! Versions of the client's crate: three numbers.

/// The version of the workspace's crates, the client among them.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The numbers of a version; `None` for anything but three numbers.
pub(crate) fn numbers(version: &str) -> Option<[u64; 3]> {
    let numbers: Vec<u64> = version.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
}
