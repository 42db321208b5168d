//! `lsp`: a language server for pages, over standard input and output.
//!
//! After each change it reads the changed page, unsaved ones as the editor has them, and analyses all pages.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use gen_lsp_types as lsp;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use octoscribe_generator::config::Config;
use octoscribe_generator::diagnostic::{Diagnostic, Severity};
use octoscribe_generator::ir::Style;
use octoscribe_generator::page::place::{self, Place};
use octoscribe_generator::page::{self, document};
use octoscribe_generator::source::{SourceId, Span, path_in_uri};
use octoscribe_generator::{Analysis, ReadPages, explain};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::cli::{Outcome, Pages};
use crate::config;
use crate::paths;
use crate::spec_files::{self, PageFile, SpecFiles};

/// Serves one editor until it says goodbye.
///
/// # Errors
/// When the pages can't be read, or the editor breaks the protocol.
pub(crate) fn serve(pages: &Pages) -> Result<Outcome> {
    let (connection, threads) = Connection::stdio();
    let (id, parameters) = connection.initialize_start()?;
    let encodings = parameters.pointer("/capabilities/general/positionEncodings");
    let counts_bytes = encodings
        .and_then(Value::as_array)
        .is_some_and(|known| known.contains(&json!("utf-8")));
    let capabilities = json!({
        "positionEncoding": if counts_bytes { "utf-8" } else { "utf-16" },
        "textDocumentSync": lsp::TextDocumentSyncKind::Full,
        "completionProvider": { "triggerCharacters": [">", "|", " ", "("] },
        "hoverProvider": true,
        "definitionProvider": true,
        "codeActionProvider": true,
        "documentFormattingProvider": true,
    });
    let result = json!({ "capabilities": capabilities, "serverInfo": { "name": "octoscribe" } });
    connection.initialize_finish(id, result)?;
    let mut server = Server::new(pages, counts_bytes)?;
    server.run(&connection)?;
    drop(connection);
    threads.join()?;
    Ok(Outcome::Good)
}

/// The pages as the editor has them, and what is wrong with them.
struct Server<'a> {
    pages: &'a Pages,
    config: Config,
    /// All pages by their path on disk.
    files: BTreeMap<PathBuf, PageFile>,
    /// The URIs of the pages that the editor has opened, as the editor spells them.
    open: HashMap<PathBuf, String>,
    analysis: Analysis,
    /// The pages of the analysis.
    known: ReadPages,
    /// What the editor has been told about each page.
    told: HashMap<String, Vec<Value>>,
    is_stale: bool,
    /// Whether columns count bytes; they count UTF-16 units otherwise.
    counts_bytes: bool,
}

impl<'a> Server<'a> {
    fn new(pages: &'a Pages, counts_bytes: bool) -> Result<Self> {
        Ok(Self {
            pages,
            config: config::of(&pages.spec)?,
            files: in_order(spec_files::read(&pages.spec)?),
            open: HashMap::new(),
            analysis: Analysis::default(),
            known: ReadPages::default(),
            told: HashMap::new(),
            is_stale: true,
            counts_bytes,
        })
    }

    /// Reads all pages from disk but those that the editor has opened. Where that fails, all stay as they are until the next save.
    fn read(&mut self) {
        let Ok(files) = spec_files::read(&self.pages.spec) else {
            return;
        };
        if let Ok(config) = config::of(&self.pages.spec) {
            self.config = config;
        }
        let mut files = in_order(files);
        for path in self.open.keys() {
            files.extend(self.files.remove_entry(path));
        }
        self.files = files;
        self.is_stale = true;
    }

    fn run(&mut self, connection: &Connection) -> Result<()> {
        loop {
            // Of several changes that wait, only the last one is analysed.
            let message = if self.is_stale {
                connection.receiver.try_recv().ok()
            } else {
                Some(match connection.receiver.recv() {
                    Ok(message) => message,
                    Err(_) => return Ok(()),
                })
            };
            match message {
                None => self.analyse(connection)?,
                Some(Message::Request(request)) => {
                    if connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    self.analyse(connection)?;
                    let response = self.respond(request);
                    connection.sender.send(response.into())?;
                }
                Some(Message::Notification(notification)) => self.take(notification)?,
                Some(Message::Response(_)) => {}
            }
        }
    }

    /// Takes note of what the editor does.
    fn take(&mut self, Notification { method, params }: Notification) -> Result<()> {
        use lsp::TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument as Whole;
        match method.as_str() {
            "textDocument/didOpen" => {
                let lsp::DidOpenTextDocumentParams { text_document } = serde_json::from_value(params)?;
                self.edit(&text_document.uri, text_document.text);
            }
            "textDocument/didChange" => {
                let changed: lsp::DidChangeTextDocumentParams = serde_json::from_value(params)?;
                let uri = changed.text_document.text_document_identifier.uri;
                if let Some(Whole(whole)) = changed.content_changes.into_iter().next_back() {
                    self.edit(&uri, whole.text);
                }
            }
            "textDocument/didClose" => {
                let lsp::DidCloseTextDocumentParams { text_document } = serde_json::from_value(params)?;
                self.open.remove(&path(&text_document.uri.0));
                self.read();
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => self.read(),
            _ => {}
        }
        Ok(())
    }

    /// Puts the text that the editor has in place of a page's.
    fn edit(&mut self, uri: &lsp::Uri, text: String) {
        let path = path(&uri.0);
        let known = self.files.get(&path);
        let shown = known.map_or_else(|| paths::show(&path), |page| page.source.path.clone());
        let is_in = |root: &PathBuf| root.canonicalize().is_ok_and(|root| path.starts_with(root));
        if known.is_some() || spec_files::has_page_name(&path) && self.pages.spec.iter().any(is_in) {
            self.open.insert(path.clone(), uri.0.clone());
            let page = spec_files::page(path.clone(), shown, text.into_bytes(), false);
            self.files.insert(path, page);
            self.is_stale = true;
        }
    }

    /// Analyses all pages if one has changed, and tells the editor what is new about each.
    fn analyse(&mut self, connection: &Connection) -> Result<()> {
        if !std::mem::take(&mut self.is_stale) {
            return Ok(());
        }
        let files = self.files.values().cloned().collect();
        let pages = SpecFiles::of(files, &self.pages.types, self.config.clone())?;
        self.analysis = pages.analyse_again(Some(&mut self.known));
        let told = self.told.keys().map(|uri| (uri.clone(), Vec::new()));
        let mut news: HashMap<String, Vec<Value>> = told.collect();
        for found in &self.analysis.diagnostics {
            let uri = self.uri(found.span.source);
            news.entry(uri).or_default().push(self.diagnostic(found));
        }
        for (uri, diagnostics) in news {
            if self.told.get(&uri).is_none_or(|told| *told != diagnostics) {
                let parameters = json!({ "uri": uri, "diagnostics": diagnostics });
                let notification = Notification::new("textDocument/publishDiagnostics".to_owned(), parameters);
                connection.sender.send(notification.into())?;
                self.told.insert(uri, diagnostics);
            }
        }
        Ok(())
    }

    fn diagnostic(&self, found: &Diagnostic) -> Value {
        let help = found.help.as_ref().map_or_else(String::new, |help| format!("\n{help}"));
        let related = found.related.iter();
        let related = related.map(|(span, label)| json!({ "location": self.location(*span), "message": label }));
        json!({
            "range": self.range(found.span),
            "severity": match found.severity() {
                Severity::Error => lsp::DiagnosticSeverity::Error,
                Severity::Warning => lsp::DiagnosticSeverity::Warning,
            },
            "code": found.code.as_str(),
            "source": "octoscribe",
            "message": format!("{}{help}", found.message),
            "relatedInformation": related.collect::<Vec<_>>(),
        })
    }

    fn respond(&self, request: Request) -> Response {
        let Request { id, method, params } = request;
        let response = match method.as_str() {
            "textDocument/codeAction" => with(params, |asked| self.actions(&asked)),
            "textDocument/formatting" => with(params, |asked: lsp::DocumentFormattingParams| {
                self.formatted(&asked.text_document.uri)
            }),
            "textDocument/completion" => self.at(params, |id, offset| self.completions(id, offset)),
            "textDocument/hover" => self.at(params, |id, offset| {
                let text = explain::at(&self.analysis, id, offset)?;
                Some(json!({"contents": {"kind": "markdown", "value": text}}))
            }),
            "textDocument/definition" => self.at(params, |id, offset| {
                let word = word_at(&self.analysis.sources.get(id)?.text, offset);
                Some(self.location(self.analysis.api.schema(word)?.span))
            }),
            _ => {
                let message = format!("{method} is not supported");
                return Response::new_err(id, ErrorCode::MethodNotFound as i32, message);
            }
        };
        match response {
            Ok(value) => Response::new_ok(id, value),
            Err(error) => Response::new_err(id, ErrorCode::InvalidParams as i32, format!("{error:#}")),
        }
    }

    /// The fixes of findings in a range.
    fn actions(&self, asked: &lsp::CodeActionParams) -> Option<Value> {
        let id = self.source(&asked.text_document.uri)?;
        let is_asked = |found: &&Diagnostic| {
            let range = self.range(found.span);
            found.span.source == id
                && !found.fix.is_empty()
                && range.start <= asked.range.end
                && asked.range.start <= range.end
        };
        let action = |found: &Diagnostic| {
            let mut changes: HashMap<String, Vec<Value>> = HashMap::new();
            for edit in &found.fix {
                let change = json!({ "range": self.range(edit.span), "newText": edit.text });
                changes.entry(self.uri(edit.span.source)).or_default().push(change);
            }
            json!({
                "title": found.help.as_ref().unwrap_or(&found.message),
                "kind": lsp::CodeActionKind::QuickFix,
                "diagnostics": [self.diagnostic(found)],
                "isPreferred": true,
                "edit": { "changes": changes },
            })
        };
        let asked = self.analysis.diagnostics.iter().filter(is_asked);
        Some(asked.map(action).collect())
    }

    /// The page in its canonical form; nothing for a page that has errors.
    fn formatted(&self, uri: &lsp::Uri) -> Option<Value> {
        let id = self.source(uri)?;
        let source = self.analysis.sources.get(id)?;
        let new_text = document::format(source, &self.config).ok()?;
        let whole = Span {
            source: id,
            start: 0,
            end: u32::try_from(source.text.len()).ok()?,
        };
        let is_formatted = new_text == *source.text;
        let edit = json!({ "range": self.range(whole), "newText": new_text });
        Some((!is_formatted).then_some(edit).into_iter().collect())
    }

    /// The words that may be at a place: keys of the front-matter, types, and what the other columns take.
    fn completions(&self, id: SourceId, offset: usize) -> Option<Value> {
        use lsp::CompletionItemKind::{Keyword, Struct};
        let text = &self.analysis.sources.get(id)?.text;
        let words = |words: &[&str]| -> Vec<Value> {
            let word = |word| json!({ "label": word, "kind": Keyword });
            words.iter().map(word).collect()
        };
        let types = || {
            let mut types = words(&page::type_words());
            let schemas = self.analysis.api.schemas.iter();
            types.extend(schemas.map(|schema| json!({ "label": schema.name, "kind": Struct })));
            types
        };
        let words = match place::at(text, offset)? {
            Place::Key(kind) => words(kind.keys()),
            Place::Value("is") | Place::Cell("type") => types(),
            Place::Value("type") => words(&page::Kind::ALL.map(page::Kind::name)),
            Place::Cell("required") => words(&["yes", "no"]),
            Place::Cell("in") => words(&Style::WRITTEN.map(|(word, ..)| word)),
            Place::Value(_) | Place::Cell(_) => return None,
        };
        Some(json!(words))
    }

    /// What a function says to the page and the offset that a request is about.
    fn at(&self, params: Value, respond: impl FnOnce(SourceId, usize) -> Option<Value>) -> Result<Value> {
        with(params, |asked: lsp::TextDocumentPositionParams| {
            let id = self.source(&asked.text_document.uri)?;
            let text = &self.analysis.sources.get(id)?.text;
            let before = text.split_inclusive('\n').take(asked.position.line as usize);
            let mut offset: usize = before.map(str::len).sum();
            let line = text.get(offset..)?.split('\n').next()?;
            let mut left = asked.position.character as usize;
            for c in line.chars() {
                let Some(rest) = left.checked_sub(self.columns(c.encode_utf8(&mut [0; 4]))) else {
                    break;
                };
                left = rest;
                offset += c.len_utf8();
            }
            respond(id, offset)
        })
    }

    /// How many columns a text takes.
    fn columns(&self, text: &str) -> usize {
        if self.counts_bytes {
            text.len()
        } else {
            text.encode_utf16().count()
        }
    }

    /// The page at an address.
    fn source(&self, uri: &lsp::Uri) -> Option<SourceId> {
        let shown = &self.files.get(&path(&uri.0))?.source.path;
        let mut sources = self.analysis.sources.iter();
        sources.find(|(_, source)| source.path == *shown).map(|(id, _)| id)
    }

    /// The address of a page.
    fn uri(&self, id: SourceId) -> String {
        let shown = self.analysis.sources.get(id).map_or("", |source| source.path.as_str());
        let path = self.files.iter().find(|(_, page)| page.source.path == shown);
        path.map_or_else(String::new, |(path, _)| {
            self.open.get(path).cloned().unwrap_or_else(|| uri(path))
        })
    }

    fn location(&self, span: Span) -> Value {
        json!({ "uri": self.uri(span.source), "range": self.range(span) })
    }

    fn range(&self, span: Span) -> lsp::Range {
        lsp::Range {
            start: self.position(span, span.start),
            end: self.position(span, span.end.max(span.start)),
        }
    }

    fn position(&self, span: Span, offset: u32) -> lsp::Position {
        let before = self.analysis.sources.text(Span {
            start: 0,
            end: offset,
            ..span
        });
        let column = self.columns(before.rsplit('\n').next().unwrap_or(""));
        lsp::Position {
            line: u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX),
            character: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }
}

/// What a function says to the parameters of a request; null where it has nothing to say.
fn with<P: DeserializeOwned>(params: Value, respond: impl FnOnce(P) -> Option<Value>) -> Result<Value> {
    let params = serde_json::from_value(params).map_err(|error| anyhow!("the parameters can't be read: {error}"))?;
    Ok(respond(params).unwrap_or(Value::Null))
}

/// Pages by their path on disk.
fn in_order(pages: Vec<PageFile>) -> BTreeMap<PathBuf, PageFile> {
    pages.into_iter().map(|page| (page.path.clone(), page)).collect()
}

/// The word around an offset.
fn word_at(text: &str, offset: usize) -> &str {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (before, after) = text.split_at_checked(offset).unwrap_or_default();
    let start = before.trim_end_matches(is_part).len();
    let end = text.len() - after.trim_start_matches(is_part).len();
    text.get(start..end).unwrap_or("")
}

/// The file at an address.
fn path(uri: &str) -> PathBuf {
    let path = uri.strip_prefix("file://").unwrap_or(uri);
    PathBuf::from(percent_decode_str(path).decode_utf8_lossy().into_owned())
}

fn uri(path: &Path) -> String {
    format!("file://{}", path_in_uri(&paths::slashed(path)))
}
