//! The pages of a git revision, as the program `git` gives them.

use std::io::{ErrorKind, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, bail, ensure};

use crate::paths;
use crate::spec_files::{self, PageFile};

/// Reads the pages that a revision has in a directory of the working tree, which may be gone since. They are shown as git names them:
/// `v1.2.0:spec/endpoints/issues/create.md`.
///
/// # Errors
/// When `git` can't be run, the directory is in no repository, there is no such revision, or it has no pages there.
pub(crate) fn read(revision: &str, spec: &Path) -> Result<Vec<PageFile>> {
    let spec = std::path::absolute(spec)?;
    let base = spec.ancestors().find(|path| path.is_dir()).unwrap_or(&spec);
    let rest = spec.strip_prefix(base).unwrap_or(Path::new(""));
    let prefix = git(base, &["rev-parse", "--show-prefix"], Stdio::null()).with_context(|| {
        let (spec, command) = (paths::show(&spec), paths::project().command);
        format!("{spec} is in no git repository: name two directories, as in `{command} diff OLD NEW`")
    })?;
    let prefix = String::from_utf8_lossy(&prefix).trim_end_matches('\n').to_owned();
    let commit = format!("{revision}^{{commit}}");
    let commit = git(base, &["rev-parse", "--verify", "--quiet", &commit], Stdio::null()).map_err(|_| {
        let help = "`git tag` lists tags, and `git fetch --tags` gets those of the remote";
        anyhow!("{revision} is neither a directory nor a revision of the git repository: {help}")
    })?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let rest = paths::slashed(rest);
    let mut arguments = vec!["ls-tree", "-r", "-z", &commit];
    if !rest.is_empty() {
        arguments.extend(["--", &rest]);
    }
    let listing = git(base, &arguments, Stdio::null())?;
    let mut files: Vec<(String, String)> = Vec::new();
    for entry in String::from_utf8_lossy(&listing).split_terminator('\0') {
        let (head, path) = entry.split_once('\t').context("git lists files in an unknown form")?;
        let is_hidden = path.split('/').any(|part| part.starts_with('.'));
        if is_hidden || !spec_files::has_page_name(Path::new(path)) {
            continue;
        }
        let path = format!("{revision}:{prefix}{path}");
        ensure!(!head.starts_with("120000"), "{path} {}", paths::IS_LINK);
        let id = head.split(' ').nth(2).context("git lists files in an unknown form")?;
        files.push((path, id.to_owned()));
    }
    if files.is_empty() {
        bail!("no pages in {revision}:{prefix}{rest}");
    }
    // In a file: git writes before it has read all.
    let mut ids = tempfile::tempfile()?;
    for (_, id) in &files {
        writeln!(ids, "{id}")?;
    }
    ids.rewind()?;
    let blobs = git(base, &["cat-file", "--batch"], ids.into())?;
    let mut blobs = blobs.as_slice();
    let mut pages = Vec::new();
    for (path, _) in files {
        let (bytes, rest) = blob(blobs).with_context(|| format!("git doesn't give {path}"))?;
        pages.push(spec_files::page(PathBuf::from(&path), path, bytes.to_vec(), false));
        blobs = rest;
    }
    Ok(pages)
}

/// The first object of a batch, and what comes after it: `ID blob SIZE`, the content, a line break.
fn blob(batch: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = batch.iter().position(|byte| *byte == b'\n')?;
    let (head, rest) = batch.split_at_checked(end)?;
    let (_, size) = std::str::from_utf8(head).ok()?.rsplit_once(' ')?;
    let size = size.parse().ok()?;
    let (content, rest) = rest.get(1..)?.split_at_checked(size)?;
    Some((content, rest.get(1..)?))
}

/// What `git` prints in a directory.
fn git(directory: &Path, arguments: &[&str], input: Stdio) -> Result<Vec<u8>> {
    let mut command = Command::new("git");
    let output = command.arg("-C").arg(directory).args(arguments).stdin(input).output();
    let output = output.map_err(|error| match error.kind() {
        ErrorKind::NotFound => anyhow!("can't run git: install it, or compare two directories"),
        _ => anyhow!(error).context("can't run git"),
    })?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "git {}: {}", arguments.join(" "), said.trim());
    Ok(output.stdout)
}
