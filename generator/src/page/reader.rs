//! Reads a whole page: front-matter, prose, tables.

use toml::value::Datetime;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Help};
use crate::ir::{GroupKind, Items};
use crate::page::columns::{self, FIELDS, PARAMETERS};
use crate::page::context::Context;
use crate::page::front_matter::{self, Entry, FrontMatter, Value};
use crate::page::sections::{self, Sections};
use crate::page::text::{Text, is_media_type, is_word};
use crate::page::{
    EndpointPage, Groups, Page, Row, SchemaPage, WebhookPage, characters, example, notice, prose, route, slips,
    token_scopes,
};
use crate::source::{Source, SourceId, Span, Spanned};
use crate::suggest::{self, nearest, quoted, suggestion};

/// Bytes of a page that are read. GitHub's longest takes 50 KB.
const MAX_BYTES: usize = 1024 * 1024;

/// What an import writes where a description is missing.
pub const TO_DESCRIBE: &str = "TODO: describe.";

/// The keys of each kind of page, in canonical order.
const ENDPOINT_KEYS: &[&str] = &[
    "name",
    "example",
    "route",
    "scope",
    "type",
    "content-type",
    "any-of",
    "one-of",
    "items",
    "renamed-from",
    "edition",
    "sunset",
];
const SCHEMA_KEYS: &[&str] = &["name", "type", "is"];
const WEBHOOK_KEYS: &[&str] = &["name", "type", "event", "action", "receivers", "edition"];

/// What can have a webhook.
const RECEIVERS: &[&str] = &[
    "repository",
    "organization",
    "app",
    "business",
    "marketplace",
    "sponsors_listing",
];

/// The editions of GitHub that have endpoints of their own; each is a Cargo feature, too.
const EDITIONS: &[&str] = &["enterprise-cloud"];

/// The kinds of pages, as `type` names them, with the keys of their front-matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An endpoint.
    Endpoint,
    /// A schema.
    Schema,
    /// A webhook event.
    Webhook,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Endpoint, Self::Schema, Self::Webhook];

    /// The kind as `type` names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Endpoint => "API method",
            Self::Schema => "Schema",
            Self::Webhook => "Webhook event",
        }
    }

    /// The keys that the front-matter may have.
    #[must_use]
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Endpoint => ENDPOINT_KEYS,
            Self::Schema => SCHEMA_KEYS,
            Self::Webhook => WEBHOOK_KEYS,
        }
    }

    /// The keys that the front-matter must have.
    fn required_keys(self) -> &'static [&'static str] {
        match self {
            Self::Endpoint => &["type", "name", "example", "route", "scope"],
            Self::Schema => &["type", "name"],
            Self::Webhook => &["type", "name", "event", "receivers"],
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name.trim())
    }

    /// The kind that the front-matter is of: `type` says so or, where that can't be read, the other keys do.
    fn of(ctx: &Context<'_>, front_matter: &FrontMatter<'_>) -> Self {
        let entries = &front_matter.entries;
        let has = |key: &str| entries.iter().any(|entry| entry.key.value == key);
        let ty = entries.iter().find(|entry| entry.key.value == "type").or_else(|| {
            entries
                .iter()
                .find(|entry| nearest(&entry.key.value, ["type"]).is_some())
        });
        let stated = match ty.map(|entry| &entry.value) {
            Some(Value::Text(text)) => Self::named(text.as_str()),
            _ => None,
        };
        let is_endpoint = has("route") || has("scope");
        stated.unwrap_or_else(|| match () {
            () if has("is") => Self::Schema,
            () if !is_endpoint && (has("event") || has("receivers")) => Self::Webhook,
            () if !is_endpoint && ctx.text.contains("\n## Fields") => Self::Schema,
            () => Self::Endpoint,
        })
    }
}

/// Reads one page of a crate with these settings. `None` when so little could be understood that there is no page (then there is at least one error among the
/// diagnostics).
pub fn read(id: SourceId, source: &Source, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Option<Page> {
    let mut ctx = Context::new(id, &source.text, config);
    let page = if characters::check_path(&mut ctx, &source.path) {
        read_page(&mut ctx)
    } else {
        None
    };
    diagnostics.extend(ctx.finish());
    page
}

fn read_page(ctx: &mut Context<'_>) -> Option<Page> {
    if ctx.text.len() > MAX_BYTES {
        let message = format!("a page can't be longer than {MAX_BYTES} bytes");
        ctx.add(Code::TooLarge, ctx.span(0..0), message);
        return None;
    }
    characters::check(ctx, if ctx.text.starts_with('\u{FEFF}') { 3 } else { 0 });
    if let Some(start) = ctx.text.find(TO_DESCRIBE) {
        let span = ctx.span(start..start + TO_DESCRIBE.len());
        let count = ctx.text.matches(TO_DESCRIBE).count();
        let message = format!("{count} missing descriptions in this page");
        ctx.add(Code::Undescribed, span, message);
    }
    let front_matter = front_matter::read(ctx)?;
    let mut keys = Keys::new(ctx, front_matter);
    match keys.kind {
        Kind::Endpoint => endpoint(ctx, &mut keys).map(Page::Endpoint),
        Kind::Schema => schema(ctx, &mut keys).map(Page::Schema),
        Kind::Webhook => webhook(ctx, &mut keys).map(Page::Webhook),
    }
}

/// The front-matter while its values are taken out of it.
struct Keys<'a> {
    front_matter: FrontMatter<'a>,
    kind: Kind,
}

impl<'a> Keys<'a> {
    /// Finds out what kind of page it is, and reports keys that such pages don't have.
    fn new(ctx: &mut Context<'a>, front_matter: FrontMatter<'a>) -> Self {
        let mut keys = Self {
            kind: Kind::of(ctx, &front_matter),
            front_matter,
        };
        keys.check_names(ctx);
        let is_kind = |ty: &str| Kind::named(ty).is_some();
        keys.checked(ctx, "type", is_kind, "a type of page", |ty| {
            Some(suggestion(ty, &Kind::ALL.map(Kind::name)))
        });
        keys
    }

    /// Reports unknown and missing keys. A misspelled one is then taken for the one that was meant.
    fn check_names(&mut self, ctx: &mut Context<'_>) {
        let (kind, known) = (self.kind.name(), self.kind.keys());
        let mut present: Vec<String> = self
            .front_matter
            .entries
            .iter()
            .map(|entry| entry.key.value.clone())
            .collect();
        for Entry { key, .. } in &mut self.front_matter.entries {
            let word = key.value.as_str();
            if known.contains(&word) {
                continue;
            }
            let help = if word.eq_ignore_ascii_case("deprecated") {
                "write a paragraph `**This method is deprecated.**` below the heading".into()
            } else if let Some(other) = Kind::ALL.into_iter().find(|other| other.keys().contains(&word)) {
                let other = other.name();
                format!("`{word}` belongs to pages of `type: {other}`, and this one has `type: {kind}`").into()
            } else {
                suggestion(word, known)
            };
            let message = format!("unknown key {}", quoted(word));
            ctx.add(Code::UnknownKey, key.span, message).help(help);
            let meant = suggest::meant(word, known).filter(|meant| !present.iter().any(|word| word == meant));
            if let Some(meant) = meant {
                meant.clone_into(&mut key.value);
                present.push(meant.to_owned());
            }
        }
        let is_missing = |key: &&&str| !present.iter().any(|word| word == **key);
        let missing = self.kind.required_keys().iter().filter(is_missing);
        for key in missing.filter(|_| self.front_matter.is_valid) {
            let span = ctx.span(self.front_matter.opening.clone());
            ctx.add(Code::MissingKey, span, format!("the front-matter has no `{key}`"));
        }
    }

    /// Takes the value of a key, and where it is.
    fn take(&mut self, key: &str) -> Option<(Value<'a>, Span)> {
        let entries = &mut self.front_matter.entries;
        let at = entries.iter().position(|entry| entry.key.value == key)?;
        let Entry { value, span, .. } = entries.remove(at);
        Some((value, span))
    }

    /// Takes the value of a key that takes one line of text. Reports a value of another kind.
    fn text(&mut self, ctx: &mut Context<'a>, key: &str) -> Option<Text<'a>> {
        let (value, span) = self.take(key)?;
        let what = match value {
            Value::Text(text) if text.as_str().trim().is_empty() => "nothing",
            Value::Text(text) if text.as_str().contains(['\n', '\r']) => "several lines",
            Value::Text(text) => {
                characters::check_decoded(ctx, &text);
                return Some(text);
            }
            Value::Other(what) => what,
            Value::Groups(_) => "a list",
        };
        let message = format!("`{key}` takes a string, but this is {what}");
        ctx.add(Code::InvalidValue, span, message)
            .help("quote a string that looks like another type");
        None
    }

    /// Takes the value of a key as a string without whitespace around it.
    fn name(&mut self, ctx: &mut Context<'a>, key: &str) -> Option<Spanned<String>> {
        let text = self.text(ctx, key)?;
        Some(Spanned::new(text.as_str().trim().to_owned(), text.whole()))
    }

    /// [`Self::name`], and reports a value that isn't `what` the key takes.
    fn checked(
        &mut self,
        ctx: &mut Context<'a>,
        key: &str,
        is_fine: impl Fn(&str) -> bool,
        what: &str,
        help: impl Fn(&str) -> Option<Help>,
    ) -> Option<Spanned<String>> {
        let name = self.name(ctx, key)?;
        if is_fine(&name.value) {
            return Some(name);
        }
        let message = format!("{} is not {what}", quoted(&name.value));
        let found = ctx.add(Code::InvalidValue, name.span, message);
        if let Some(help) = help(&name.value) {
            found.help(help);
        }
        None
    }

    fn edition(&mut self, ctx: &mut Context<'a>) -> Option<String> {
        let is_known = |edition: &str| EDITIONS.contains(&edition);
        let help = |edition: &str| Some(suggestion(edition, EDITIONS));
        let edition = self.checked(ctx, "edition", is_known, "an edition of GitHub", help)?;
        Some(edition.value)
    }
}

fn endpoint<'a>(ctx: &mut Context<'a>, keys: &mut Keys<'a>) -> Option<EndpointPage> {
    let name = keys.name(ctx, "name");
    let example = keys.text(ctx, "example").and_then(|text| example::read(ctx, &text));
    ctx.example_names = example
        .iter()
        .flat_map(|example| &example.value.names)
        .map(|name| name.value.clone())
        .collect();
    let route = keys.text(ctx, "route").and_then(|text| route::read(ctx, &text));
    let scope = keys.checked(
        ctx,
        "scope",
        |word| is_word(&word.replace('-', "_")),
        "a scope",
        |_| None,
    );
    // Without parameters (RFC 9110, section 8.3.1).
    let content_type = keys.checked(ctx, "content-type", is_media_type, "a media type", |_| {
        Some("a media type looks like `text/plain`".into())
    });
    let items = keys.text(ctx, "items").and_then(|text| items(ctx, &text));
    let renamed_from = keys
        .text(ctx, "renamed-from")
        .map_or_else(Vec::new, |text| notice::old_names(ctx, &text));
    let edition = keys.edition(ctx);
    let sunset = keys.checked(ctx, "sunset", is_date, "a date", |_| {
        Some("a date looks like `2026-08-28`".into())
    });
    let groups = GroupKind::ALL
        .into_iter()
        .filter_map(|kind| groups(ctx, kind, keys.take(kind.key())?))
        .collect();

    let body = keys.front_matter.body;
    let parts = sections::split(ctx, body, &[sections::PARAMETERS, sections::RESPONSES]);
    check_title(ctx, &parts, name.as_ref());
    if parts.get(sections::PARAMETERS).is_none() && !parts.is_swallowed && keys.front_matter.is_valid {
        let text = ctx.text.trim_end();
        let last_line = text.lines().last().unwrap_or("").len();
        let message = "the page has no section `Parameters`";
        let span = ctx.span(text.len() - last_line..text.len());
        ctx.add(Code::MissingSection, span, message)
            .help("add `## Parameters` with a table, or with: This endpoint has no parameters");
    }
    let table = |kind| parts.get(kind).and_then(|section| section.table.as_ref());
    let parameters = table(sections::PARAMETERS).map_or(Vec::new(), |table| columns::rows(ctx, table, PARAMETERS));
    let responses = table(sections::RESPONSES).map_or(Vec::new(), |table| columns::response_rows(ctx, table));
    if sunset.is_none() {
        notice::check_deprecated(ctx, &parts.notices);
    }
    let description = description(ctx, &parts);
    Some(EndpointPage {
        name: name?,
        example,
        route: route?,
        scope: scope?,
        content_type,
        edition,
        sunset: sunset.map(|day| day.value),
        groups,
        items,
        token_scopes: token_scopes::read(&description),
        description,
        deprecated: parts.notices.deprecated,
        renamed_to: parts.notices.renamed_to,
        renamed_from,
        see_also: parts.notices.see_also,
        parameters,
        responses,
    })
}

fn schema<'a>(ctx: &mut Context<'a>, keys: &mut Keys<'a>) -> Option<SchemaPage> {
    let is_name = |name: &str| is_word(name) && name.starts_with(|c: char| c.is_ascii_uppercase());
    let what = "the name of a schema, which starts with a capital";
    let name = keys.checked(ctx, "name", is_name, what, |_| None);
    let is = keys.text(ctx, "is").and_then(|text| slips::type_expression(ctx, &text));
    let body = keys.front_matter.body;
    let parts = sections::split(ctx, body, &[sections::FIELDS]);
    check_title(ctx, &parts, name.as_ref());
    let fields = fields(ctx, &parts);
    let description = description(ctx, &parts);
    Some(SchemaPage {
        name: name?,
        is,
        description,
        fields,
    })
}

fn webhook<'a>(ctx: &mut Context<'a>, keys: &mut Keys<'a>) -> Option<WebhookPage> {
    let name = keys.name(ctx, "name");
    let is_event = |word: &str| is_word(word) && *word == word.to_ascii_lowercase();
    let what = "the name of an event, such as `pull_request`";
    let event = keys.checked(ctx, "event", is_event, what, |_| None);
    let action = keys.checked(ctx, "action", is_event, "an action, such as `opened`", |_| None);
    let receivers = keys
        .text(ctx, "receivers")
        .map_or_else(Vec::new, |text| receivers(ctx, &text));
    let edition = keys.edition(ctx);
    let parts = sections::split(ctx, keys.front_matter.body, &[sections::FIELDS]);
    check_title(ctx, &parts, name.as_ref());
    let fields = fields(ctx, &parts);
    if fields.is_empty() {
        let opening = ctx.span(keys.front_matter.opening.clone());
        ctx.add(Code::MissingSection, opening, "the page says nothing about the payload")
            .help("add `## Fields` with a table of the payload's fields");
    }
    let description = description(ctx, &parts);
    Some(WebhookPage {
        name: name?,
        event: event?,
        action,
        receivers,
        edition,
        description,
        see_also: parts.notices.see_also,
        fields,
    })
}

/// Reads `receivers`: `repository, organization, app`.
fn receivers(ctx: &mut Context<'_>, text: &Text<'_>) -> Vec<String> {
    let receivers: Vec<String> = text.as_str().split(',').map(|word| word.trim().to_owned()).collect();
    let is_unknown = |word: &&String| !RECEIVERS.contains(&word.as_str());
    if let Some(word) = receivers.iter().find(is_unknown) {
        let message = format!("{} can't have webhooks", quoted(word));
        let help = suggestion(word, RECEIVERS);
        ctx.add(Code::InvalidValue, text.whole(), message).help(help);
    }
    receivers
}

/// The rows of the field table.
fn fields(ctx: &mut Context<'_>, parts: &Sections) -> Vec<Row> {
    let table = parts.get(sections::FIELDS).and_then(|section| section.table.as_ref());
    table.map_or(Vec::new(), |table| columns::rows(ctx, table, FIELDS))
}

fn description(ctx: &mut Context<'_>, parts: &Sections) -> String {
    let markdown = ctx.plain(parts.intro.clone());
    prose::normalize(ctx, &markdown, &parts.not_description)
}

fn check_title(ctx: &mut Context<'_>, parts: &Sections, name: Option<&Spanned<String>>) {
    if let (Some(title), Some(name)) = (&parts.title, name) {
        // Markup in the heading is gone from its text, so the page is asked as well.
        let written = ctx.slice(title.span.start as usize..title.span.end as usize);
        if title.value != name.value && !written.contains(&name.value) {
            ctx.add(Code::TitleMismatch, title.span, "this heading isn't the page's `name`")
                .related(name.span, "the name that counts");
        }
    }
}

/// Whether a string is a day such as `2026-08-28`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    let day = text.parse::<Datetime>();
    day.is_ok_and(|day| day.date.is_some() && day.time.is_none())
}

/// Reads `items`: `commits`, `commits, 100 a page` or `none`.
fn items(ctx: &mut Context<'_>, text: &Text<'_>) -> Option<Spanned<Items>> {
    let (field, size) = match text.as_str().split_once(',') {
        None => (text.as_str(), Some(None)),
        Some((field, size)) => {
            let size = size
                .trim()
                .strip_suffix(" a page")
                .and_then(|size| size.parse::<u16>().ok());
            (field, size.filter(|size| *size > 0).map(Some))
        }
    };
    let field = field.trim();
    let Some(page_size) = size.filter(|_| !field.is_empty() && !field.contains(char::is_whitespace)) else {
        let message = format!("{} doesn't name a list", quoted(text.as_str()));
        ctx.add(Code::InvalidValue, text.whole(), message)
            .help("write `items: commits`, `items: commits, 100 a page` or `items: none`");
        return None;
    };
    let field = (field != "none").then(|| field.to_owned());
    Some(Spanned::new(Items { field, page_size }, text.whole()))
}

/// Reads `any-of` or `one-of`.
fn groups(ctx: &mut Context<'_>, kind: GroupKind, (value, span): (Value<'_>, Span)) -> Option<Groups> {
    if let Value::Groups(groups) = value
        && groups.len() > 1
        && groups.iter().all(|group| !group.is_empty())
    {
        return Some(Groups { kind, groups, span });
    }
    let key = kind.key();
    let message = format!("`{key}` takes two or more groups of parameter names");
    ctx.add(Code::InvalidValue, span, message)
        .help(format!("write `{key}: [[a], [b, c]]`"));
    None
}
