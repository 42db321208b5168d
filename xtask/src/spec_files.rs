//! Pages: found under the spec folders, read, and analysed.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use octoscribe_generator::diagnostic::{Code, Diagnostic};
use octoscribe_generator::source::{Source, SourceId, Span};
use octoscribe_generator::{Analysis, Session, analyse_with};
use rayon::iter::Either;
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::cli::Pages;
use crate::paths;

/// The pages of a run.
#[derive(Clone, Debug)]
pub(crate) struct SpecFiles {
    own: Tree,
    /// Pages that only teach the types of others.
    types: Tree,
}

/// The pages of one or several folders, sorted by path.
#[derive(Clone, Debug, Default)]
struct Tree {
    sources: Vec<Source>,
    /// Where the first byte that is not UTF-8 stands, for each page that has one.
    not_utf8: Vec<Option<usize>>,
}

impl SpecFiles {
    /// Reads every `.md` file under the folders, except for those called `README.md` and hidden ones.
    ///
    /// # Errors
    /// When a folder or file can't be read, when there is a symbolic link, or no page at all. All such places are named.
    pub(crate) fn read(spec: &[PathBuf]) -> Result<Self> {
        Self::read_with(spec, &[])
    }

    /// Like [`Self::read`], with the pages under `types` to teach the types of the others.
    ///
    /// # Errors
    /// As those of [`Self::read`].
    pub(crate) fn read_with(spec: &[PathBuf], types: &[PathBuf]) -> Result<Self> {
        Ok(Self {
            own: Tree::read(spec)?,
            types: if types.is_empty() {
                Tree::default()
            } else {
                Tree::read(types)?
            },
        })
    }

    /// The pages' texts.
    pub(crate) fn into_sources(self) -> Vec<Source> {
        self.own.sources
    }

    /// A number that changes when a page changes, comes or goes.
    pub(crate) fn digest(&self) -> u64 {
        let digests = [self.own.digest(), self.types.digest()];
        rapidhash::v3::rapidhash_v3(&digests.map(u64::to_le_bytes).concat())
    }

    /// What the pages say. A page that is not UTF-8 is an error among the others, found at the byte in question.
    pub(crate) fn analyse(self) -> Analysis {
        let mut analysis = analyse_with(self.own.sources, self.types.sources);
        let places = self.own.not_utf8.iter().chain(&self.types.not_utf8);
        report_not_utf8(places, &mut analysis);
        analysis
    }

    /// The same by way of a session, which has less to do when it has seen most of the pages before.
    pub(crate) fn analyse_in(self, session: &mut Session) -> &Analysis {
        let analysis = session.update_with(self.own.sources, self.types.sources);
        let places = self.own.not_utf8.iter().chain(&self.types.not_utf8);
        report_not_utf8(places, analysis);
        analysis
    }

    /// The same with pages that are needed again.
    pub(crate) fn analyse_again<'s>(&self, session: &'s mut Session) -> &'s Analysis {
        self.clone().analyse_in(session)
    }

    /// Reads one page again that has been saved since. `false` when it isn't among the pages, or is no longer a page: then all have to be read.
    pub(crate) fn reread(&mut self, pages: &Pages, page: &Path) -> bool {
        self.own.reread(&pages.spec, page) || self.types.reread(&pages.types, page)
    }
}

impl Tree {
    fn read(folders: &[PathBuf]) -> Result<Self> {
        let mut files = BTreeMap::new();
        let mut problems = Vec::new();
        for folder in folders {
            find(folder, &mut files, &mut problems)?;
        }
        let (mut pages, unreadable): (Vec<_>, Vec<_>) =
            files.into_par_iter().partition_map(|file| match read_page(file) {
                Ok(page) => Either::Left(page),
                Err(problem) => Either::Right(format!("{problem:#}")),
            });
        problems.extend(unreadable);
        ensure!(problems.is_empty(), "{}", problems.join("\nerror: "));
        if pages.is_empty() {
            let folders: Vec<_> = folders.iter().map(|folder| folder.display().to_string()).collect();
            bail!("there is no page under {}", folders.join(", "));
        }
        pages.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        let (sources, not_utf8) = pages.into_iter().unzip();
        Ok(Self { sources, not_utf8 })
    }

    /// Reads one of the pages again; `false` when it is none of them, or no page any more.
    fn reread(&mut self, folders: &[PathBuf], page: &Path) -> bool {
        let shown = folders.iter().find_map(|folder| {
            let (root, shown_root) = roots(folder).ok()?;
            Some(paths::slashed(&shown_root.join(page.strip_prefix(&root).ok()?)))
        });
        let is_file = page.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
        let Some(shown) = shown.filter(|_| is_file) else {
            return false;
        };
        let place = self.sources.binary_search_by(|source| source.path.cmp(&shown));
        let (Ok(at), Ok((source, wrong))) = (place, read_page((page.as_os_str().to_owned(), shown))) else {
            return false;
        };
        match (self.sources.get_mut(at), self.not_utf8.get_mut(at)) {
            (Some(old), Some(old_wrong)) => {
                (*old, *old_wrong) = (source, wrong);
                true
            }
            _ => false,
        }
    }

    /// A number that changes when a page changes, comes or goes.
    fn digest(&self) -> u64 {
        let digests: Vec<u8> = self
            .sources
            .par_iter()
            .flat_map_iter(|source| [source.path.as_bytes(), source.text.as_bytes()])
            .flat_map_iter(|text| rapidhash::v3::rapidhash_v3(text).to_le_bytes())
            .collect();
        rapidhash::v3::rapidhash_v3(&digests)
    }
}

/// Adds the findings about pages that are not UTF-8. Pages are in the same order here and there.
fn report_not_utf8<'p>(places: impl Iterator<Item = &'p Option<usize>>, analysis: &mut Analysis) {
    for (id, start) in (0..).map(SourceId).zip(places) {
        let Some(start) = start.and_then(|start| u32::try_from(start).ok()) else {
            continue;
        };
        let replacement = u32::try_from(char::REPLACEMENT_CHARACTER.len_utf8()).unwrap_or_default();
        let span = Span {
            source: id,
            start,
            end: start.saturating_add(replacement),
        };
        let found = Diagnostic::new(Code::NotUtf8, span, "the page is not UTF-8").help("save it in the encoding UTF-8");
        analysis.diagnostics.push(found);
    }
}

/// Adds the pages under a folder to `files`: where they are, and how that is shown.
fn find(folder: &Path, files: &mut BTreeMap<OsString, String>, problems: &mut Vec<String>) -> Result<()> {
    let (root, shown_root) = roots(folder)?;
    let show = |path: &Path| paths::slashed(&shown_root.join(path.strip_prefix(&root).unwrap_or(path)));

    let entries = WalkDir::new(&root).into_iter();
    for entry in entries.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
        match entry {
            Ok(entry) if entry.path_is_symlink() => problems.push(format!("{} {}", show(entry.path()), paths::IS_LINK)),
            Ok(entry) if is_page(&entry) => {
                let shown = show(entry.path());
                files.insert(entry.into_path().into_os_string(), shown);
            }
            Ok(_) => {}
            Err(error) => problems.push(error.to_string()),
        }
    }
    Ok(())
}

/// Where a folder with pages is, free of links, and how that is shown.
fn roots(folder: &Path) -> Result<(PathBuf, PathBuf)> {
    // A trailing slash would make the system follow a link, so the path is put together anew.
    let folder: PathBuf = folder.components().collect();
    let about = || format!("can't read the pages in {}", folder.display());
    if folder.symlink_metadata().with_context(about)?.is_symlink() {
        bail!("{} {}", folder.display(), paths::IS_LINK);
    }
    let root = folder.canonicalize().with_context(about)?;
    ensure!(root.is_dir(), "{} is not a folder", folder.display());
    let shown_root = paths::relative(&root).unwrap_or(folder);
    Ok((root, shown_root))
}

/// Whether it is one of the files that editors and file managers leave beside a page.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn is_page(entry: &DirEntry) -> bool {
    entry.file_type().is_file() && has_page_name(entry.path())
}

/// Whether a file of this name is a page, unless a folder around it is hidden.
pub(crate) fn has_page_name(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
        && path
            .file_name()
            .is_some_and(|name| name != "README.md" && !name.as_encoded_bytes().starts_with(b"."))
}

/// Reads a page. What is not UTF-8 in it is replaced, and the first such byte's place returned.
fn read_page((path, shown): (OsString, String)) -> Result<(Source, Option<usize>)> {
    let bytes = fs::read(&path).with_context(|| format!("can't read {shown}"))?;
    let (text, wrong) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(start))
        }
    };
    let text = text.into();
    Ok((Source { path: shown, text }, wrong))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paths of the pages under a folder, relative to it.
    fn names(folder: &Path) -> Vec<String> {
        let pages = SpecFiles::read(&[folder.to_owned()]).unwrap();
        let strip = |source: &Source| source.path.rsplit_once("spec/").unwrap().1.to_owned();
        pages.own.sources.iter().map(strip).collect()
    }

    fn spec() -> (tempfile::TempDir, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let spec = root.path().join("spec");
        fs::create_dir_all(spec.join("endpoints/gists")).unwrap();
        fs::write(spec.join("endpoints/gists/get.md"), "page").unwrap();
        (root, spec)
    }

    #[test]
    fn pages_are_markdown_files_that_are_neither_readme_nor_hidden() {
        let (_root, spec) = spec();
        for name in [
            "README.md",
            "notes.txt",
            ".get.md",
            "endpoints/gists/README.md",
            "endpoints/list.md",
        ] {
            fs::write(spec.join(name), "text").unwrap();
        }
        assert_eq!(names(&spec), ["endpoints/gists/get.md", "endpoints/list.md"]);
    }

    #[test]
    fn a_page_under_two_of_the_folders_is_read_once() {
        let (_root, spec) = spec();
        let pages = SpecFiles::read(&[spec.clone(), spec.join("endpoints/../endpoints")]).unwrap();
        assert_eq!(pages.own.sources.len(), 1);
    }

    #[test]
    fn the_digest_changes_with_a_text_and_with_a_name() {
        let (_root, spec) = spec();
        let digest = || SpecFiles::read(std::slice::from_ref(&spec)).unwrap().digest();
        let first = digest();
        assert_eq!(digest(), first);
        fs::write(spec.join("endpoints/gists/get.md"), "Page").unwrap();
        let second = digest();
        assert_ne!(second, first);
        fs::rename(spec.join("endpoints/gists/get.md"), spec.join("endpoints/gists/got.md")).unwrap();
        assert_ne!(digest(), second);
    }

    #[test]
    fn a_byte_that_is_not_utf8_is_a_finding_at_its_place() {
        let (_root, spec) = spec();
        fs::write(spec.join("endpoints/gists/get.md"), b"---\nname: \xff\n---\n").unwrap();
        let analysis = SpecFiles::read(&[spec]).unwrap().analyse();
        let found = analysis
            .diagnostics
            .iter()
            .find(|found| found.code == Code::NotUtf8)
            .unwrap();
        let place = analysis.sources.line_column(found.span);
        assert_eq!((place.line, place.column), (2, 7));
    }

    #[test]
    fn folders_without_pages_are_an_error_that_names_them() {
        let root = tempfile::tempdir().unwrap();
        let error = SpecFiles::read(&[root.path().to_owned()]).unwrap_err().to_string();
        assert_eq!(error, format!("there is no page under {}", root.path().display()));
    }
}
