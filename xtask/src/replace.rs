//! Files that are replaced in one step: the new one is written beside the old one, then renamed.
//!
//! A run that was killed may leave the new one under a name of its own, which the next run removes.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::Path;

/// Puts a file in the place of the one at `path`, if there is one.
///
/// # Errors
/// When it can't be written; the old one is then as it was.
pub(crate) fn replace(path: &Path, content: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let mut new = tempfile::Builder::new().prefix(&prefix(path)).tempfile_in(folder)?;
    new.write_all(content)?;
    if let Some(permissions) = permissions {
        fs::set_permissions(new.path(), permissions)?;
    }
    new.persist(path)?;
    Ok(())
}

/// Removes what killed runs left of the file that was to be at `path`. Nobody else may be replacing it.
///
/// # Errors
/// When the folder can't be read, or something in it can't be removed.
pub(crate) fn tidy_up(path: &Path) -> io::Result<()> {
    let prefix = prefix(path);
    for entry in fs::read_dir(path.parent().unwrap_or(path))? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(prefix.as_bytes()) && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// What the names of new files start with.
fn prefix(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    format!(".{name}.octoscribe-")
}
