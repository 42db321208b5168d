//! Finds, reads and analyses pages.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::{Code, Diagnostic};
use octoscribe_generator::provenance::Provenance;
use octoscribe_generator::source::{Source, SourceId, Span};
use octoscribe_generator::{Analysis, EmittedFile, ReadPages, analyse_for, generate};
use rapidhash::fast::RapidHasher;
use rayon::iter::Either;
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::cli::Pages;
use crate::{config, paths};

/// Markdown files in a directory of pages that are not pages.
const NOT_PAGES: [&str; 2] = ["README.md", "CORRECTIONS.md"];

/// The pages of a run.
#[derive(Clone, Debug)]
pub struct SpecFiles {
    /// The pages, sorted by path.
    pub(crate) own: Vec<PageFile>,
    /// Typed pages that only help to infer the types of untyped ones.
    types: Vec<PageFile>,
    /// Where the pages come from, if documentation is to show it.
    pub(crate) provenance: Provenance,
    /// The settings of the crate around the pages, or of the one that is emitted.
    pub(crate) config: Config,
}

/// A page on disk.
#[derive(Clone, Debug)]
pub(crate) struct PageFile {
    /// Its path.
    pub(crate) path: PathBuf,
    /// Its text; bytes that are not UTF-8 are replaced.
    pub(crate) source: Source,
    /// The offset of the first byte that is not UTF-8.
    pub(crate) not_utf8: Option<usize>,
    /// Whether it was named itself, not found in a directory.
    is_loose: bool,
}

impl SpecFiles {
    /// Reads the pages in the given directories.
    ///
    /// # Errors
    /// When a page or the settings of its crate can't be read, or there is no page at all.
    pub fn read(pages: &Pages) -> Result<Self> {
        Self::of(read(&pages.spec)?, &pages.types, config::of(&pages.spec)?)
    }

    /// Pages that were read, with the directories of those that only help to infer types.
    ///
    /// # Errors
    /// Those of [`read`].
    pub(crate) fn of(pages: Vec<PageFile>, types: &[PathBuf], config: Config) -> Result<Self> {
        let types = if types.is_empty() { Vec::new() } else { read(types)? };
        Ok(Self {
            own: pages,
            types,
            provenance: Provenance::default(),
            config,
        })
    }

    /// Removes the pages whose paths say so; how many there were.
    pub(crate) fn leave_out(&mut self, is_left_out: impl Fn(&str) -> bool) -> usize {
        let before = self.own.len();
        self.own.retain(|page| !is_left_out(&page.source.path));
        before - self.own.len()
    }

    /// The texts of the pages.
    #[must_use]
    pub fn into_sources(self) -> Vec<Source> {
        sources(self.own)
    }

    /// A digest of the paths and texts of all pages, of where they come from, and of the settings.
    pub(crate) fn digest(&self) -> u64 {
        let mut hasher = RapidHasher::default_const();
        for page in self.all() {
            (&page.source.path, &page.source.text, page.is_loose).hash(&mut hasher);
        }
        (self.own.len(), &self.provenance, &self.config).hash(&mut hasher);
        hasher.finish()
    }

    /// Analyses the pages. A page that is not UTF-8 is one more error, at the first wrong byte.
    pub(crate) fn analyse(self) -> Analysis {
        self.analyse_again(None)
    }

    /// [`Self::analyse`] without reading pages that are as they were; leaves all pages in `known`.
    pub(crate) fn analyse_again(self, known: Option<&mut ReadPages>) -> Analysis {
        let (loose, wrong) = (self.loose(), self.wrong_bytes());
        let mut analysis = analyse_for(sources(self.own), sources(self.types), loose, &self.config, known);
        analysis.diagnostics.extend(wrong);
        analysis
    }

    /// Analyses the pages and emits all files, unless there are errors. `is_current` is that of [`octoscribe_generator::emit`].
    pub(crate) fn generate(self, is_current: &(dyn Fn(&str, u64) -> bool + Sync)) -> (Analysis, Vec<EmittedFile>) {
        let (loose, wrong) = (self.loose(), self.wrong_bytes());
        let (own, types) = (sources(self.own), sources(self.types));
        let (mut analysis, emitted) = generate(own, types, loose, &self.config, &self.provenance, is_current);
        analysis.diagnostics.extend(wrong);
        (analysis, emitted)
    }

    fn all(&self) -> impl Iterator<Item = &PageFile> {
        self.own.iter().chain(&self.types)
    }

    /// The paths of pages that were named themselves, which may be anywhere under any name.
    fn loose(&self) -> Vec<String> {
        let loose = self.all().filter(|page| page.is_loose);
        loose.map(|page| page.source.path.clone()).collect()
    }

    /// An error for each page that is not UTF-8, at its first wrong byte. The analysis numbers its sources in the same order.
    fn wrong_bytes(&self) -> Vec<Diagnostic> {
        let wrong = |(id, page): (u32, &PageFile)| Some(not_utf8(SourceId(id), page.not_utf8?));
        (0..).zip(self.all()).filter_map(wrong).collect()
    }
}

fn sources(pages: Vec<PageFile>) -> Vec<Source> {
    pages.into_iter().map(|page| page.source).collect()
}

/// The finding in a page whose byte at `start` is not UTF-8.
pub(crate) fn not_utf8(source: SourceId, start: usize) -> Diagnostic {
    let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
    let [start, end] = [start, end].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
    let span = Span { source, start, end };
    let mut found = Diagnostic::new(Code::NotUtf8, span, "the page is not UTF-8");
    found.help("save it as UTF-8");
    found
}

/// Reads the given pages, and every `.md` file in the given directories, except for hidden files, `README.md` and `CORRECTIONS.md`. Sorts
/// them by the path that is printed.
///
/// # Errors
/// When a directory or file can't be read, when there is a symbolic link, or no page at all. All such paths are named.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<PageFile>> {
    let mut files = BTreeMap::new();
    let mut problems = Vec::new();
    for path in paths {
        find(path, &mut files, &mut problems)?;
    }
    let (mut pages, unreadable): (Vec<_>, Vec<_>) = files.into_par_iter().partition_map(|file| match read_page(file) {
        Ok(page) => Either::Left(page),
        Err(problem) => Either::Right(format!("{problem:#}")),
    });
    problems.extend(unreadable);
    ensure!(problems.is_empty(), "{}", problems.join("\nerror: "));
    if pages.is_empty() {
        let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        bail!("no pages in {}", paths.join(", "));
    }
    pages.sort_by(|a, b| a.source.path.cmp(&b.source.path));
    Ok(pages)
}

/// A page that was found: the path that is printed, and whether the page was named itself.
type Found = (String, bool);

/// Adds a page, or the pages in a directory, to `files`.
fn find(path: &Path, files: &mut BTreeMap<OsString, Found>, problems: &mut Vec<String>) -> Result<()> {
    let (root, shown_root) = roots(path)?;
    if root.is_file() {
        let found = (paths::slashed(&shown_root), true);
        files.entry(root.into_os_string()).or_insert(found);
        return Ok(());
    }
    let is_flat = ["endpoints", "schemas"]
        .iter()
        .all(|name| !root.join(name).is_dir() && shown_root.iter().chain(root.iter()).all(|part| part != *name));
    let show = |path: &Path| paths::slashed(&shown_root.join(path.strip_prefix(&root).unwrap_or(path)));

    let entries = WalkDir::new(&root).into_iter();
    for entry in entries.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
        match entry {
            Ok(entry) if entry.path_is_symlink() => problems.push(format!("{} {}", show(entry.path()), paths::IS_LINK)),
            Ok(entry) if is_page(&entry) => {
                let found = (show(entry.path()), is_flat && entry.depth() == 1);
                files.insert(entry.into_path().into_os_string(), found);
            }
            Ok(entry) if entry.file_type().is_file() && has_near_ending(entry.path()) => {
                let problem = "is not read as a page: rename it to end in `.md`";
                problems.push(format!("{} {problem}", show(entry.path())));
            }
            Ok(_) => {}
            Err(error) => problems.push(error.to_string()),
        }
    }
    Ok(())
}

/// A path free of links, and the path that is printed.
fn roots(path: &Path) -> Result<(PathBuf, PathBuf)> {
    // A trailing slash would make the system follow a link; this removes it.
    let path: PathBuf = path.components().collect();
    let about = || format!("can't read the pages in {}", path.display());
    if path.symlink_metadata().with_context(about)?.is_symlink() {
        bail!("{} {}", path.display(), paths::IS_LINK);
    }
    let root = path.canonicalize().with_context(about)?;
    let shown_root = paths::relative(&root).unwrap_or(path);
    Ok((root, shown_root))
}

/// Replaces a file in one step, so that a killed run leaves the old or the new one. Makes the directories that it needs.
///
/// # Errors
/// When the file can't be written.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    let about = || format!("can't write {}", paths::show(path));
    let replace = || -> Result<()> {
        let directory = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory)?;
        let mut file = tempfile::Builder::new()
            .prefix(".")
            .make_in(directory, |path| fs::File::create_new(path))?;
        file.write_all(text.as_bytes())?;
        if let Ok(metadata) = fs::metadata(path) {
            fs::set_permissions(file.path(), metadata.permissions())?;
        }
        file.persist(path)?;
        Ok(())
    };
    replace().with_context(about)
}

/// Whether it is one of the hidden files that editors and file managers keep beside a page.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn is_page(entry: &DirEntry) -> bool {
    entry.file_type().is_file() && has_page_name(entry.path())
}

/// Whether a file with this name is a page, unless it is in a hidden directory.
pub(crate) fn has_page_name(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
        && path.file_name().is_some_and(|name| {
            !NOT_PAGES.iter().any(|other| name == *other) && !name.as_encoded_bytes().starts_with(b".")
        })
}

/// Whether a file has an ending of Markdown that pages don't have.
fn has_near_ending(path: &Path) -> bool {
    let endings = ["md", "markdown", "mdown", "mkd"];
    path.extension()
        .is_some_and(|own| own != "md" && endings.iter().any(|ending| own.eq_ignore_ascii_case(ending)))
}

fn read_page((path, (shown, is_loose)): (OsString, Found)) -> Result<PageFile> {
    let bytes = fs::read(&path).with_context(|| format!("can't read {shown}"))?;
    Ok(page(path.into(), shown, bytes, is_loose))
}

/// A page with these bytes.
pub(crate) fn page(path: PathBuf, shown: String, bytes: Vec<u8>, is_loose: bool) -> PageFile {
    let (text, not_utf8) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(start))
        }
    };
    PageFile {
        path,
        source: Source {
            path: shown,
            text: text.into(),
        },
        not_utf8,
        is_loose,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(spec: &[&Path]) -> Pages {
        let spec = spec.iter().map(|path| path.to_path_buf()).collect();
        Pages {
            spec,
            types: Vec::new(),
        }
    }

    fn read(directory: &Path) -> SpecFiles {
        SpecFiles::read(&pages(&[directory])).unwrap()
    }

    /// Paths of the pages under a directory, relative to it.
    fn names(directory: &Path) -> Vec<String> {
        let pages = read(directory);
        let strip = |page: &PageFile| page.source.path.rsplit_once("spec/").unwrap().1.to_owned();
        pages.own.iter().map(strip).collect()
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
            "CORRECTIONS.md",
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
    fn a_page_under_two_of_the_directories_is_read_once() {
        let (_root, spec) = spec();
        let twice = pages(&[&spec, &spec.join("endpoints/../endpoints")]);
        let pages = SpecFiles::read(&twice).unwrap();
        assert_eq!(pages.own.len(), 1);
    }

    #[test]
    fn the_digest_changes_with_a_text_and_with_a_name() {
        let (_root, spec) = spec();
        let digest = || read(&spec).digest();
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
        let analysis = read(&spec).analyse();
        let found = analysis
            .diagnostics
            .iter()
            .find(|found| found.code == Code::NotUtf8)
            .unwrap();
        let place = analysis.sources.line_column(found.span);
        assert_eq!((place.line, place.column), (2, 7));
    }

    #[test]
    fn directories_without_pages_are_an_error_that_names_them() {
        let root = tempfile::tempdir().unwrap();
        let error = SpecFiles::read(&pages(&[root.path()])).unwrap_err().to_string();
        assert_eq!(error, format!("no pages in {}", root.path().display()));
    }
}
