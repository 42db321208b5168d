//! Two folders exchanged for each other, in one step where the system and the file system can.

use std::fs;
use std::io;
use std::path::Path;

/// Exchanges two folders in one step. `false` when the file system can't.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
pub(crate) fn at_once(new: &Path, out: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    match renameat_with(CWD, new, CWD, out, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Exchanges two folders in one step. `false` when the system can't.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
pub(crate) fn at_once(_new: &Path, _out: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Exchanges two folders by way of a third name. A failure is taken back; so is a kill between the steps, by the next run.
pub(crate) fn in_two_steps(new: &Path, out: &Path, old: &Path) -> io::Result<()> {
    fs::rename(out, old)?;
    fs::rename(new, out).or_else(|error| fs::rename(old, out).and(Err(error)))
}

/// Exchanges folders in one step, where [`is_possible`] has said that it can be done.
pub(crate) fn at_once_or_fail(new: &Path, out: &Path) -> io::Result<()> {
    if at_once(new, out)? {
        return Ok(());
    }
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Whether folders beside the output folder can be exchanged in one step, tried with two of this run's own.
pub(crate) fn is_possible(staging: &Path) -> bool {
    let (one, other) = (staging.join("one"), staging.join("other"));
    let made = fs::create_dir(&one).and_then(|()| fs::create_dir(&other));
    made.is_ok() && at_once(&one, &other).unwrap_or(false)
}
