//! The command line: commands, options, and how a command ends.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use octoscribe_generator::diff::{self, Class, Kind};
use octoscribe_generator::render;
use octoscribe_import::Prose;

use crate::paths;

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the client that the pages describe
    ///
    /// Removes files that the pages no longer describe. Never touches files without the generator's header. Writes nothing if a page has an error.
    Generate(Generate),
    /// Write a crate of one's own around the pages
    ///
    /// The directory gets a manifest, a library, a README, a test, a copy of the pages in `spec/`, and the settings `octoscribe.toml`, which
    /// are kept if they are there. From then on, `octoscribe generate` keeps the code up to date.
    Init(Init),
    /// Report errors and warnings in the pages
    ///
    /// Exits with 1 if there are errors.
    Lint(Lint),
    /// Format the pages
    ///
    /// Writes front-matter, tables and cells in their canonical form, and leaves prose alone. Never changes a page that has an error.
    Fmt(Fmt),
    /// Print the API that the pages describe as JSON
    Ir(Ir),
    /// Compare two trees of pages and report what changes for callers
    ///
    /// A tree is a directory, or what the pages are in a revision of the git repository; a directory wins over a revision of the same name.
    /// Without arguments, the working tree is compared with HEAD, and with one, with that.
    ///
    /// Each change is breaking, additive or of the docs only. A breaking change shows the call before and after. The first lines count the
    /// changes and propose the next version of the crate. A long report is brief unless a filter is given: it counts additive changes by kind.
    Diff(Diff),
    /// Explain the types of parameters and payloads: the line of the page, the evidence, and the signature
    Explain(Explain),
    /// Write a new page that has what must be said, to be completed
    #[command(subcommand)]
    New(New),
    /// Run the language server for editors, over standard input and output
    Lsp(Pages),
    /// Bring what a source of docs says into the pages
    ///
    /// The source is GitHub's OpenAPI description of an edition (a file), or a directory of octokit's Markdown docs. Takes what has changed in
    /// the source since its last import, keeps what has been edited in the pages, and reports what both have changed. Writes nothing while
    /// there are conflicts. Exits with 1 if there are conflicts, or differences without a row in CORRECTIONS.md.
    Import(Import),
}

/// The directories with pages.
#[derive(Args, Debug)]
pub struct Pages {
    /// Directory with pages, or one page under any name; can be given several times [default: the project's spec]
    #[arg(long, value_name = "DIR", default_values_os_t = [paths::default_spec()], hide_default_value = true)]
    pub spec: Vec<PathBuf>,
    /// Directory with typed pages, used only to infer the types of untyped ones; can be given several times
    #[arg(long, value_name = "DIR")]
    pub types: Vec<PathBuf>,
}

impl Pages {
    /// Those in a directory.
    pub(crate) fn of(directory: impl Into<PathBuf>) -> Self {
        Self {
            spec: vec![directory.into()],
            types: Vec::new(),
        }
    }
}

/// Arguments of `generate`.
#[derive(Args, Debug)]
pub struct Generate {
    /// The pages.
    #[command(flatten)]
    pub pages: Pages,
    /// Output directory [default: the project's generated code]
    #[arg(long, value_name = "DIR", default_value_os_t = paths::default_out(), hide_default_value = true)]
    pub out: PathBuf,
    /// Write nothing; show the differences of the files that are out of date, and exit with 1 if there are any
    #[arg(long, conflicts_with = "watch")]
    pub check: bool,
    /// Generate again whenever a page is saved, until Ctrl-C
    #[arg(long)]
    pub watch: bool,
}

/// Arguments of `init`.
#[derive(Args, Debug)]
pub struct Init {
    /// The directory of the crate
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
    /// Directory with pages, or one page under any name; can be given several times
    #[arg(long, value_name = "PAGES", required = true)]
    pub spec: Vec<PathBuf>,
    /// Name of the crate [default: that of the directory]
    #[arg(long, value_name = "CRATE")]
    pub name: Option<String>,
    /// Base URL of the service, where no `octoscribe.toml` says it
    #[arg(long, value_name = "URL", default_value = "https://api.github.com")]
    pub base_url: String,
}

/// Arguments of `lint`.
#[derive(Args, Debug)]
pub struct Lint {
    /// Only these pages, or those in these directories
    #[arg(value_name = "PATHS")]
    pub files: Vec<PathBuf>,
    /// The pages.
    #[command(flatten)]
    pub pages: Pages,
    /// Make the changes that findings propose
    #[arg(long)]
    pub fix: bool,
    /// Output format: for people, one JSON object per line, or SARIF 2.1.0 for code hosts and editors
    #[arg(long, value_parser = lint_formats(), default_value = "human")]
    pub format: render::Format,
}

/// Arguments of `fmt`.
#[derive(Args, Debug)]
pub struct Fmt {
    /// Pages or directories [default: those of --spec]
    #[arg(value_name = "PATHS")]
    pub paths: Vec<PathBuf>,
    /// Directory with pages; can be given several times [default: the project's spec]
    #[arg(long, value_name = "DIR", conflicts_with = "paths")]
    pub spec: Vec<PathBuf>,
    /// Write nothing; list the pages that are not in canonical form, and exit with 1 if there are any
    #[arg(long)]
    pub check: bool,
}

/// Arguments of `ir`.
#[derive(Args, Debug)]
pub struct Ir {
    /// The pages.
    #[command(flatten)]
    pub pages: Pages,
    /// Only this endpoint or webhook event and the schemas it uses
    #[arg(value_name = "SCOPE.METHOD")]
    pub endpoint: Option<String>,
}

/// Arguments of `diff`.
#[derive(Args, Debug)]
pub struct Diff {
    /// The old pages: a directory or a revision [default: HEAD]
    #[arg(value_name = "OLD")]
    pub old: Option<PathBuf>,
    /// The new pages: a directory or a revision [default: those of --spec]
    #[arg(value_name = "NEW")]
    pub new: Option<PathBuf>,
    /// Directory with the pages, in the working tree and in revisions [default: the project's spec]
    #[arg(long, value_name = "DIR", default_value_os_t = paths::default_spec(), hide_default_value = true)]
    pub spec: PathBuf,
    /// Directory with typed pages, used only to infer the types of untyped ones in both; can be given several times
    #[arg(long, value_name = "DIR")]
    pub types: Vec<PathBuf>,
    /// Output format: for people, a section for a changelog, or one JSON object per line
    #[arg(long, value_parser = diff_formats(), default_value = "human")]
    pub format: diff::Format,
    /// Only changes of this class: callers must change their code, can do something new, or see other documentation; can be given several times
    #[arg(long, value_parser = classes(), value_name = "CLASS")]
    pub class: Vec<Class>,
    /// Only changes of this kind, such as `endpoint-removed`; can be given several times
    #[arg(long, value_name = "KIND", value_parser = one_of(Kind::ALL.map(|kind| (kind.as_str(), kind))), hide_possible_values = true)]
    pub kind: Vec<Kind>,
    /// Only changes that concern endpoints of this scope; can be given several times
    #[arg(long, value_name = "SCOPE")]
    pub scope: Vec<String>,
    /// Compare types, constraints and responses only where the pages of both trees speak of them, as is always done where only one tree states
    /// types
    #[arg(long)]
    pub partial: bool,
    /// Exit with 1 if there is a change of this class, shown or not
    #[arg(long, value_parser = one_of([("breaking", Class::Breaking)]), value_name = "CLASS")]
    pub fail_on: Option<Class>,
}

/// Takes one of these words.
fn one_of<T, const N: usize>(words: [(&'static str, T); N]) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    PossibleValuesParser::new(words.map(|(word, _)| word)).try_map(move |said| {
        let found = words.iter().find(|(word, _)| *word == said);
        found.map(|(_, value)| *value).ok_or("no such word")
    })
}

fn lint_formats() -> impl TypedValueParser<Value = render::Format> {
    use render::Format::{Human, Json, Sarif};
    one_of([("human", Human), ("json", Json), ("sarif", Sarif)])
}

fn diff_formats() -> impl TypedValueParser<Value = diff::Format> {
    use diff::Format::{Human, Json, Markdown};
    one_of([("human", Human), ("markdown", Markdown), ("json", Json)])
}

fn classes() -> impl TypedValueParser<Value = Class> {
    one_of([Class::Breaking, Class::Additive, Class::Docs].map(|class| (class.as_str(), class)))
}

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub struct Explain {
    /// The pages.
    #[command(flatten)]
    pub pages: Pages,
    /// An endpoint or one of its parameters (`checks.create.output.annotations[].path`), a webhook event or one of its fields
    /// (`issues.opened.issue`); the scope may be left out where only one has the method
    #[arg(value_name = "[SCOPE.]METHOD[.PARAMETER]")]
    pub name: String,
}

/// What `new` writes.
#[derive(Debug, Subcommand)]
pub enum New {
    /// The page of an endpoint, with the rows that its route names
    Endpoint {
        /// Scope and method: `frogs.feed`
        #[arg(value_name = "SCOPE.METHOD")]
        name: String,
        /// HTTP method and path: `POST /ponds/{pond}/frogs/{frog_id}/meals{?dry_run}`
        #[arg(value_name = "ROUTE")]
        route: String,
        /// Directory with the pages [default: the workspace's spec]
        #[arg(long, value_name = "DIR", default_value_os_t = paths::default_spec(), hide_default_value = true)]
        spec: PathBuf,
    },
    /// The page of a schema
    Schema {
        /// Its name: `Frog`
        #[arg(value_name = "NAME")]
        name: String,
        /// What it is, if it isn't an object: `"green" | "brown"`
        #[arg(long, value_name = "TYPE")]
        is: Option<String>,
        /// Directory with the pages [default: the workspace's spec]
        #[arg(long, value_name = "DIR", default_value_os_t = paths::default_spec(), hide_default_value = true)]
        spec: PathBuf,
    },
}

/// Arguments of `import`.
#[derive(Args, Debug)]
pub struct Import {
    /// A description, or a directory of Markdown docs
    #[arg(value_name = "SOURCE")]
    pub source: PathBuf,
    /// Directory with the pages, the locks and the corrections [default: the project's spec]
    #[arg(long, value_name = "DIR", default_value_os_t = paths::default_spec(), hide_default_value = true)]
    pub spec: PathBuf,
    /// An earlier state of the source that the pages were made from, for its first import
    #[arg(long, value_name = "SOURCE")]
    pub base: Option<PathBuf>,
    /// The release of a directory of Markdown docs, which doesn't say it itself
    #[arg(long, value_name = "VERSION", default_value = "unknown")]
    pub release: String,
    /// Settle conflicts at a place and inside it: `--take theirs "endpoints/issues/create title"`; can be given several times
    #[arg(long, num_args = 2, value_names = ["SIDE", "PLACE"])]
    pub take: Vec<String>,
    /// Text for new rows: a marker that `lint` warns about, or the source's
    #[arg(long, value_parser = one_of([("todo", Prose::Todo), ("upstream", Prose::Upstream)]), default_value = "todo")]
    pub prose: Prose,
    /// Remove endpoints whose day of removal has passed, though the source still lists them
    #[arg(long)]
    pub remove_overdue: bool,
    /// Only report
    #[arg(long)]
    pub dry_run: bool,
}

/// How a command ended that didn't fail to do its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No errors found.
    Good,
    /// Errors in the pages, files out of date, or a failed step.
    Bad,
}
