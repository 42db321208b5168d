//! `init`: writes a crate around pages.

use std::collections::BTreeMap;
use std::fs;
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
    let name = arguments.name.as_deref();
    let default_name = directory.file_name().unwrap_or_default().to_string_lossy();
    let (settings, package) = if known.is_file() {
        let settings = fs::read_to_string(&known);
        (
            settings.with_context(|| format!("can't read {}", paths::show(&known)))?,
            name,
        )
    } else {
        let name = name.unwrap_or(&default_name);
        (settings(name, &arguments.base_url, &pages), Some(name))
    };
    let config = Config::parse(&settings).map_err(|problem| anyhow!("{}: {problem}", config::FILE))?;
    let (package, own) = (package.unwrap_or(&config.name), &config.name);
    let is_same = package.replace('-', "_") == *own;
    ensure!(is_same, "the name is `{package}`, but `{own}` in {}", config::FILE);
    let service = config.service.as_ref();
    let service = service.with_context(|| format!("{} has no section `[service]`", config::FILE))?;
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
    files.extend(copies(&analysis));
    for (file, text) in &files {
        spec_files::write(&directory.join(file), text)?;
    }
    let number = count(files.len(), "file");
    terminal::print(&format!("{number} written to {}", paths::show(&directory)))?;
    let out = directory.join("src").join("generated");
    generate::generate(&Pages::of(directory.join("spec")), &out)
}

/// The settings of a new crate.
fn settings(package: &str, base_url: &str, pages: &[PageFile]) -> String {
    let Config { docs, example, .. } = Config::default();
    let (headers, Docs { host, link }) = if base_url == GITHUB {
        let headers = "accept = \"application/vnd.github+json\"\nx-github-api-version = \"2022-11-28\"";
        (headers, docs)
    } else {
        let (host, link) = (base_url.to_owned(), "Documentation".to_owned());
        ("accept = \"application/json\"", Docs { host, link })
    };
    let values = [
        ("name", package.replace('-', "_")),
        ("example", pages.iter().find_map(prefix).unwrap_or(example)),
        ("docs_host", host),
        ("docs_link", link),
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
    let credentials = format!("{} example", service.credentials.scheme);
    let dependency = |name: &str, more: &str| {
        let version = env!("CARGO_PKG_VERSION");
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../generated-client")
            .join(name);
        // A tool that was built from the workspace takes the crates beside it.
        match path.canonicalize() {
            Ok(path) => {
                let path = relative(&path, directory);
                format!("{{ path = {path:?}, version = \"{version}\"{more} }}")
            }
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
    let Some(common) = directory.ancestors().find(|around| path.starts_with(around)) else {
        return paths::slashed(path);
    };
    let up = directory
        .strip_prefix(common)
        .into_iter()
        .flatten()
        .map(|_| Path::new(".."));
    let down = path.strip_prefix(common);
    paths::slashed(&up.chain(down).collect::<PathBuf>())
}

/// The pages where a crate has them.
fn copies(analysis: &Analysis) -> BTreeMap<String, String> {
    let texts = analysis.sources.iter().map(|(_, source)| (&source.path, &source.text));
    let texts: BTreeMap<_, _> = texts.collect();
    let Api {
        endpoints,
        schemas,
        webhooks,
    } = &analysis.api;
    let endpoints = endpoints.iter().filter(|endpoint| endpoint.dropped_in.is_none());
    let endpoints = endpoints.map(|endpoint| {
        let path = format!("endpoints/{}/{}", endpoint.scope, endpoint.name);
        (path, &endpoint.source.file)
    });
    let schemas = schemas
        .iter()
        .map(|schema| (format!("schemas/{}", schema.name), &schema.source.file));
    let webhooks = webhooks
        .iter()
        .map(|webhook| (webhook.path(), &webhook.payload.source.file));
    let pages = endpoints.chain(schemas).chain(webhooks);
    pages
        .filter_map(|(path, page)| Some((format!("spec/{path}.md"), texts.get(page)?.to_string())))
        .collect()
}

/// A template with its values in place of their names in braces.
fn filled(template: &str, values: &[(&'static str, String)]) -> String {
    let fill = |text: String, (name, value): &(&str, String)| text.replace(&format!("{{{name}}}"), value);
    values.iter().fold(template.to_owned(), fill)
}
