//! `init`: writes a crate around pages.

use std::collections::BTreeMap;
use std::fs;
use std::iter;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use octoscribe_generator::config::{Config, Docs, Service};
use octoscribe_generator::ir::{Api, Endpoint, Method};
use octoscribe_generator::{Analysis, example};

use crate::cli::{Init, Outcome, Pages};
use crate::spec_files::{self, PageFile, SpecFiles};
use crate::terminal::{self, count};
use crate::{config, generate, paths};

const MANIFEST: &str = include_str!("init/Cargo.toml.txt");
const SETTINGS: &str = include_str!("init/octoscribe.toml.txt");
const LIBRARY: &str = include_str!("init/lib.rs.txt");
const README: &str = include_str!("init/README.md.txt");
const CALLS: &str = include_str!("init/calls.rs.txt");

/// The service where nobody names one.
const GITHUB: &str = "https://api.github.com";

/// Writes a crate, unless a page has an error.
///
/// # Errors
/// When there is a crate already, when the name or the settings are wrong, or when something can't be read or written.
pub(crate) fn init(arguments: &Init) -> Result<Outcome> {
    let directory = std::path::absolute(&arguments.directory)?;
    let pages = spec_files::read(&arguments.spec)?;
    let known = directory.join(config::FILE);
    let (settings, default_name) = if known.is_file() {
        (
            fs::read_to_string(&known).with_context(|| format!("can't read {}", paths::show(&known)))?,
            None,
        )
    } else {
        let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = arguments.name.clone().unwrap_or(name);
        (settings(&name, &arguments.base_url, &pages), Some(name))
    };
    let config = Config::parse(&settings).map_err(|problem| anyhow!("{}: {problem}", config::FILE))?;
    let package = arguments
        .name
        .as_deref()
        .or(default_name.as_deref())
        .unwrap_or(&config.name);
    let is_same = package.replace('-', "_") == config.name;
    ensure!(
        is_same,
        "the name is `{package}`, but `{}` in {}",
        config.name,
        config::FILE
    );
    let service = config.service.as_ref();
    let service = service.with_context(|| format!("{} has no section `[service]`", config::FILE))?;
    let texts = pages
        .iter()
        .map(|page| (page.source.path.clone(), page.source.text.to_string()));
    let texts: BTreeMap<String, String> = texts.collect();
    let analysis = SpecFiles::of(pages, &[], config.clone())?.analyse();
    if terminal::reports_errors(&analysis) {
        return Ok(Outcome::Bad);
    }
    let first = first(&analysis.api).context("the pages describe no endpoint")?;
    let mut files = BTreeMap::from([(config::FILE.to_owned(), settings)]);
    let values = values(package, &config, service, &analysis.api, first, &directory);
    for (file, template) in [
        ("Cargo.toml", MANIFEST),
        ("src/lib.rs", LIBRARY),
        ("README.md", README),
        ("tests/calls.rs", CALLS),
    ] {
        let path = directory.join(file);
        ensure!(
            !path.exists(),
            "{} exists already: `init` writes new crates only",
            paths::show(&path)
        );
        files.insert(file.to_owned(), filled(template, &values));
    }
    files.extend(copies(&analysis, &texts));
    for (file, text) in &files {
        spec_files::write(&directory.join(file), text)?;
    }
    let number = count(files.len(), "file");
    terminal::print(&format!("{number} written to {}", paths::show(&directory)))?;
    generate::generate(
        &Pages::of(directory.join("spec")),
        &directory.join("src").join("generated"),
    )
}

/// The settings of a new crate.
fn settings(package: &str, base_url: &str, pages: &[PageFile]) -> String {
    let Config { docs, example, .. } = Config::default();
    let Docs { host, link } = docs;
    let is_github = base_url == GITHUB;
    let headers = if is_github {
        "accept = \"application/vnd.github+json\"\nx-github-api-version = \"2022-11-28\""
    } else {
        "accept = \"application/json\""
    };
    let values = [
        ("name", package.replace('-', "_")),
        ("example", pages.iter().find_map(prefix).unwrap_or(example)),
        ("docs_host", if is_github { host } else { base_url.to_owned() }),
        ("docs_link", if is_github { link } else { "Documentation".to_owned() }),
        ("base_url", base_url.to_owned()),
        ("headers", format!("{headers}\nuser-agent = \"{package}/0.1.0\"")),
    ];
    filled(SETTINGS, &values)
}

/// What the example call of a page has before its scope.
fn prefix(page: &PageFile) -> Option<String> {
    let value = |key: &str| page.source.text.lines().find_map(|line| line.strip_prefix(key));
    let (scope, call) = (value("scope: ")?, value("example: ")?);
    let (path, _) = call.split_once('(')?;
    let (path, _) = path.rsplit_once('.')?;
    path.strip_suffix(scope.trim()).map(str::to_owned)
}

/// The endpoint that the README shows and the test calls.
fn first(api: &Api) -> Option<&Endpoint> {
    let is_plain = |endpoint: &&Endpoint| !endpoint.deprecated && !endpoint.route.uploads && endpoint.edition.is_none();
    let plain = api.endpoints.iter().filter(is_plain);
    let first = plain.min_by_key(|endpoint| endpoint.method != Method::Get);
    first.or_else(|| api.endpoints.first())
}

/// The values of the templates, by the names that the templates have for them.
fn values(
    package: &str,
    config: &Config,
    service: &Service,
    api: &Api,
    first: &Endpoint,
    directory: &Path,
) -> Vec<(&'static str, String)> {
    let (uses, call) = example(api, config, &first.id()).unwrap_or_default();
    let status = first.responses.iter().map(|response| response.status);
    let status = status.filter(|status| (200..300).contains(status)).min().unwrap_or(204);
    let credentials = [&service.credentials.scheme, "example"].map(str::to_owned).join(" ");
    let dependency = |name: &str, more: &str| {
        let version = env!("CARGO_PKG_VERSION");
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../generated-client")
            .join(name);
        // A tool that was built from the workspace takes the crates beside it.
        match path.canonicalize() {
            Ok(path) => format!(
                "{{ path = {:?}, version = \"{version}\"{more} }}",
                relative(&path, directory)
            ),
            Err(_) => format!("{{ version = \"{version}\"{more} }}"),
        }
    };
    vec![
        ("package", package.to_owned()),
        ("name", config.name.clone()),
        ("base_url", service.base_url.clone()),
        ("uses", uses.iter().flat_map(|line| [line, "\n"]).collect()),
        ("call", call),
        ("status", status.to_string()),
        ("method", first.method.as_str().to_owned()),
        (
            "credentials",
            format!("{}: {}", service.credentials.header, credentials.trim_start()),
        ),
        ("runtime", dependency("runtime", "")),
        ("testing", dependency("testing", ", optional = true")),
    ]
}

/// A path relative to a directory that may not exist yet.
fn relative(path: &Path, directory: &Path) -> String {
    let real = |around: &Path| Some(around.canonicalize().ok()?.join(directory.strip_prefix(around).ok()?));
    let directory = directory
        .ancestors()
        .find_map(real)
        .unwrap_or_else(|| directory.to_owned());
    let common = directory.ancestors().find(|around| path.starts_with(around));
    let rest = |path: &'_ Path| common.and_then(|common| path.strip_prefix(common).ok().map(Path::to_owned));
    let up = rest(&directory).map_or(0, |rest| rest.components().count());
    let down = rest(path).unwrap_or_else(|| path.to_owned());
    paths::slashed(
        &iter::repeat_n(PathBuf::from(".."), up)
            .chain([down])
            .collect::<PathBuf>(),
    )
}

/// The pages where a crate has them.
fn copies(analysis: &Analysis, texts: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let endpoints = analysis.api.endpoints.iter();
    let endpoints = endpoints
        .filter(|endpoint| endpoint.dropped_in.is_none())
        .map(|endpoint| {
            let path = format!("spec/endpoints/{}/{}.md", endpoint.scope, endpoint.name);
            (path, &endpoint.source.file)
        });
    let schemas = analysis.api.schemas.iter();
    let schemas = schemas.map(|schema| (format!("spec/schemas/{}.md", schema.name), &schema.source.file));
    let webhooks = analysis.api.webhooks.iter();
    let webhooks = webhooks.map(|webhook| (format!("spec/{}.md", webhook.path()), &webhook.payload.source.file));
    let pages = endpoints.chain(schemas).chain(webhooks);
    pages
        .filter_map(|(path, page)| Some((path, texts.get(page)?.clone())))
        .collect()
}

/// A template with its values in place of their names in braces.
fn filled(template: &str, values: &[(&'static str, String)]) -> String {
    let fill = |text: String, (name, value): &(&str, String)| text.replace(&format!("{{{name}}}"), value);
    values.iter().fold(template.to_owned(), fill)
}
