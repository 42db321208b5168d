//! Checks between pages: where they are, what is declared twice, what renaming notices and routes say about other pages.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use super::cycles;
use super::report::Report;
use super::types::Names;
use crate::diagnostic::{Code, Help};
use crate::ir::{Endpoint, EndpointId};
use crate::page::{EndpointPage, Page, SchemaPage, WebhookPage};
use crate::source::{SourceId, Sources, Span, Spanned};

/// The pages by kind, without those that declare again what another one declares.
pub(super) struct Corpus<'a> {
    /// Endpoint pages with the names of their endpoints.
    pub(super) endpoints: Vec<(&'a EndpointPage, &'a str)>,
    /// Schema pages.
    pub(super) schemas: Vec<&'a SchemaPage>,
    /// Webhook pages.
    pub(super) webhooks: Vec<&'a WebhookPage>,
    /// What type expressions may refer to.
    pub(super) names: Names<'a>,
}

impl<'a> Corpus<'a> {
    /// Sorts the pages and checks where they are and what they are called. The tree is all sources that pages were looked for in.
    pub(super) fn of(pages: &[&'a Page], sources: &'a Sources, tree: Range<SourceId>, report: &mut Report<'_>) -> Self {
        let mut corpus = Self {
            endpoints: Vec::new(),
            schemas: Vec::new(),
            webhooks: Vec::new(),
            names: Names::default(),
        };
        let mut ids = Declared::new("endpoint");
        let mut scopes = Declared::new("scope");
        let mut schemas = Declared::new("schema");
        let mut webhooks = Declared::new("webhook event");
        let mut read: HashSet<SourceId> = HashSet::new();
        let mut misnamed: HashSet<SourceId> = HashSet::new();
        for page in pages {
            read.insert(page.source());
            match page {
                Page::Endpoint(page) => {
                    let name = check_location(page, sources, report);
                    scopes.check_spelling(&page.scope, report);
                    let span = page
                        .example
                        .as_ref()
                        .map_or(page.route.span, |example| example.value.method.span);
                    let id = Spanned::new(format!("{}.{name}", page.scope.value), span);
                    if ids.declare(&id, report) {
                        corpus.endpoints.push((page, name));
                    }
                }
                Page::Schema(page) => {
                    if !check_schema_location(page, sources, report) {
                        misnamed.insert(page.name.span.source);
                    }
                    if schemas.declare(&page.name, report) {
                        corpus.names.known.insert(&page.name.value);
                        corpus.schemas.push(page);
                    }
                }
                Page::Webhook(page) => {
                    check_webhook_location(page, sources, report);
                    let action = page.action.as_ref();
                    let id = action.map_or_else(String::new, |action| format!(".{}", action.value));
                    let id = Spanned::new(page.event.value.clone() + &id, action.unwrap_or(&page.event).span);
                    if webhooks.declare(&id, report) {
                        corpus.webhooks.push(page);
                    }
                }
            }
        }
        // The page of a schema that is called otherwise than its file has been reported.
        let is_unread = |id: &SourceId| tree.contains(id) && !read.contains(id);
        let paths = sources.iter().filter(|(id, _)| is_unread(id) || misnamed.contains(id));
        corpus.names.unread = paths.map(|(_, source)| source.path.as_str()).collect();
        corpus
    }
}

/// Names of one kind that have been declared so far.
struct Declared {
    kind: &'static str,
    /// The names by their spelling in lower case.
    names: HashMap<String, Vec<Spanned<String>>>,
}

impl Declared {
    fn new(kind: &'static str) -> Self {
        let names = HashMap::new();
        Self { kind, names }
    }

    /// Notes a declaration; false when there is one already.
    fn declare(&mut self, name: &Spanned<String>, report: &mut Report<'_>) -> bool {
        let mut alike = self.names.get(&name.value.to_lowercase()).into_iter().flatten();
        if let Some(first) = alike.find(|other| other.value == name.value) {
            let message = format!("the {} `{}` has two pages", self.kind, name.value);
            report
                .add(Code::Duplicate, name.span, message)
                .label("the second one")
                .related(first.span, "the first one")
                .help("delete or rename one of the pages");
            return false;
        }
        self.check_spelling(name, report);
        true
    }

    /// Reports a name that differs from an earlier one in nothing but upper and lower case: on some file systems both are the same file.
    fn check_spelling(&mut self, name: &Spanned<String>, report: &mut Report<'_>) {
        let alike = self.names.entry(name.value.to_lowercase()).or_default();
        if let Some(first) = alike.first().filter(|first| first.value != name.value) {
            let message = format!(
                "the {} `{}` differs from `{}` in upper and lower case only",
                self.kind, name.value, first.value
            );
            report
                .add(Code::NameCollision, name.span, message)
                .related(first.span, "the other one")
                .help("some file systems can't tell the two apart: rename one of them");
        }
        if !alike.contains(name) {
            alike.push(name.clone());
        }
    }
}

/// Directory and stem of a page's path: `issues` and `create` of `spec/endpoints/issues/create.md`.
fn location(path: &str) -> (&str, &str) {
    let (directories, file) = path.rsplit_once('/').unwrap_or(("", path));
    let directory = directories.rsplit_once('/').map_or(directories, |(_, last)| last);
    (directory, file.strip_suffix(".md").unwrap_or(file))
}

/// Whether the scope differs from the directory and the example, which agree.
pub(super) fn is_scope_alone(page: &EndpointPage, sources: &Sources) -> bool {
    let (directory, _) = location(sources.path(page.scope.span));
    let example = page.example.as_ref().map(|example| example.value.scope.value.as_str());
    page.scope.value != directory && example == Some(directory)
}

/// Checks that a page is in the directory of its scope and has the name of a method, and returns the endpoint's name: that of the file, or of
/// the example call where the file's can't be one or may be anything.
fn check_location<'a>(page: &'a EndpointPage, sources: &'a Sources, report: &mut Report<'_>) -> &'a str {
    let scope = &page.scope;
    let example = page.example.as_ref().map(|example| &example.value);
    if let Some(example) = example.filter(|_| sources.is_loose(scope.span)) {
        return &example.method.value;
    }
    let (directory, file) = location(sources.path(scope.span));
    let is_word = !file.is_empty() && file.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let name = match example {
        Some(example) if !is_word => &example.method.value,
        _ => file,
    };
    if is_scope_alone(page, sources) {
        let message = format!(
            "the scope is `{}`, but the directory and the example have `{directory}`",
            scope.value
        );
        let found = report.add(Code::MisplacedPage, scope.span, message);
        found.help(Help::write(directory));
    } else if directory != scope.value {
        let message = format!(
            "the scope is `{}`, but the page is in the directory `{directory}`",
            scope.value
        );
        let help = format!("move the page to `{}/{name}.md`, or correct the scope", scope.value);
        report.add(Code::MisplacedPage, scope.span, message).help(help);
    } else if !is_word {
        let message = format!("a page called `{file}.md` can't be that of a method");
        let help = format!("call it `{}/{name}.md`", scope.value);
        report.add(Code::MisplacedPage, scope.span, message).help(help);
    }
    name
}

/// Checks that a schema's page is called like the schema; whether it is.
fn check_schema_location(page: &SchemaPage, sources: &Sources, report: &mut Report<'_>) -> bool {
    let name = &page.name;
    let (_, stem) = location(sources.path(name.span));
    let is_right = stem == name.value || sources.is_loose(name.span);
    if !is_right {
        let message = format!("the schema `{}` has a page called `{stem}.md`", name.value);
        report.add(Code::MisplacedPage, name.span, message).help(format!(
            "rename the page to `{}.md`, or the schema to `{stem}`",
            name.value
        ));
    }
    is_right
}

/// Checks that the page of an event is called like its action and in the directory of the event, or called like an event without one.
fn check_webhook_location(page: &WebhookPage, sources: &Sources, report: &mut Report<'_>) {
    let event = &page.event;
    let path = sources.path(event.span);
    let expected = match &page.action {
        Some(action) => format!("{}/{}.md", event.value, action.value),
        None => format!("{}.md", event.value),
    };
    let (directory, stem) = location(path);
    let is_there = match &page.action {
        Some(action) => (directory, stem) == (&event.value, &action.value),
        None => stem == event.value,
    };
    if !is_there && !sources.is_loose(event.span) {
        let message = "the page is not where its event and action say";
        report
            .add(Code::MisplacedPage, event.span, message)
            .help(format!("move the page to `{expected}`, or correct the front-matter"));
    }
}

/// Checks that renaming notices name endpoints, and that following them ends.
pub(super) fn check_renames(corpus: &Corpus<'_>, report: &mut Report<'_>) {
    let id = |(page, name): &(&EndpointPage, &str)| format!("{}.{name}", page.scope.value);
    let known: BTreeMap<String, &EndpointPage> = corpus.endpoints.iter().map(|own| (id(own), own.0)).collect();
    let mut notices: BTreeMap<&str, Spanned<String>> = BTreeMap::new();
    for (from, page) in &known {
        let Some(target) = &page.renamed_to else { continue };
        let EndpointId { scope, name } = &target.value;
        let to = Spanned::new(target.value.to_string(), target.span);
        if !known.contains_key(&to.value) && !corpus.names.is_unread(&format!("{scope}/{name}.md")) {
            let otherwise = "name the scope and the method, such as `issues.create`";
            let help = report.did_you_mean(&to.value, known.keys().map(String::as_str), otherwise);
            let message = format!("no endpoint is called `{}`", to.value);
            report.add(Code::UnknownRenameTarget, to.span, message).help(help);
        }
        notices.insert(from, to);
    }
    let graph = notices
        .iter()
        .map(|(from, to)| (*from, vec![to.value.as_str()]))
        .collect();
    for cycle in cycles::find(&graph) {
        let spans: Vec<Span> = cycle
            .iter()
            .filter_map(|from| notices.get(from))
            .map(|to| to.span)
            .collect();
        let (Some(name), Some((&first, others))) = (cycle.first(), spans.split_first()) else {
            continue;
        };
        let message = format!("`{name}` is renamed to itself");
        let found = report.add(Code::UnknownRenameTarget, first, message);
        found.help("remove one of the notices");
        for &other in others {
            found.related(other, "by way of this notice");
        }
    }
}

/// Warns of routes that two endpoints have, unless one of the two is the other's old name or is on its way out.
pub(super) fn check_routes(endpoints: &[Endpoint], report: &mut Report<'_>) {
    let mut by_route: BTreeMap<String, Vec<&Endpoint>> = BTreeMap::new();
    for endpoint in endpoints.iter().filter(|endpoint| !endpoint.deprecated) {
        by_route.entry(endpoint.route_key()).or_default().push(endpoint);
    }
    for same in by_route.values() {
        let Some((first, others)) = same.split_first() else {
            continue;
        };
        for other in others {
            let message = format!("`{}` and `{}` have the same route", first.id(), other.id());
            report
                .add(Code::SameRoute, other.span, message)
                .related(first.span, "the other endpoint")
                .help("mark one of them as deprecated or renamed, or correct its route");
        }
    }
}
