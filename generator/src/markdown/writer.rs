//! Puts blocks of Markdown under each other, with what quotes and list items put in front of their lines.

/// Quotes and lists nested deeper than this are written at this depth, so that prefixes stay short.
const MAX_DEPTH: usize = 6;

/// Writes blocks.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
    /// Everything that is open, from the outside in.
    open: Vec<Open>,
    /// What puts something in front of lines: the outermost of the open quotes and items.
    containers: Vec<Container>,
    /// Whether the last thing written is an item of a tight list that is still open.
    after_tight_item: bool,
}

#[derive(Debug)]
enum Open {
    /// A list with the number of its next item.
    List(Option<u64>),
    /// A quote or item; `true` if it is among the containers.
    Container(bool),
}

/// A quote or item.
#[derive(Debug)]
struct Container {
    /// What the first line starts with.
    marker: String,
    /// What the other lines start with.
    continuation: String,
    has_started: bool,
}

impl Writer {
    /// Opens a quote.
    pub(super) fn start_quote(&mut self) {
        self.start("> ".to_owned(), "> ".to_owned());
    }

    /// Opens a list; an ordered one with the number of its first item.
    pub(super) fn start_list(&mut self, first: Option<u64>) {
        self.open.push(Open::List(first));
    }

    /// Opens an item of the innermost list.
    pub(super) fn start_item(&mut self) {
        let marker = match self.open.last_mut() {
            Some(Open::List(Some(next))) => {
                let marker = format!("{next}. ");
                *next = next.saturating_add(1).min(999_999_999);
                marker
            }
            _ => "- ".to_owned(),
        };
        let continuation = " ".repeat(marker.len());
        self.start(marker, continuation);
    }

    /// Closes the innermost quote, list or item.
    pub(super) fn end(&mut self) {
        match self.open.pop() {
            Some(Open::Container(true)) => drop(self.containers.pop()),
            // A list in no other list is in no item.
            Some(Open::List(_)) => self.after_tight_item &= self.open.iter().any(|open| matches!(open, Open::List(_))),
            _ => {}
        }
    }

    /// Writes a block after an empty line.
    pub(super) fn block<'l>(&mut self, lines: impl IntoIterator<Item = &'l str>) {
        self.separate(true);
        for line in lines {
            self.line(line);
        }
        self.after_tight_item = false;
    }

    /// Writes the text of a tight list's item: right after the one before.
    pub(super) fn item_text(&mut self, line: &str) {
        self.separate(!self.after_tight_item);
        self.line(line);
        self.after_tight_item = true;
    }

    /// Writes a code block.
    pub(super) fn code(&mut self, code: &str) {
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat((longest + 1).max(3));
        self.separate(true);
        self.line(&format!("{fence}text"));
        for line in code.lines() {
            self.line(line.replace('\t', "    ").replace('\r', "").trim_end());
        }
        self.line(&fence);
        self.after_tight_item = false;
    }

    /// The finished text.
    pub(super) fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end().len());
        self.out
    }

    fn start(&mut self, marker: String, continuation: String) {
        let is_shown = self.containers.len() < MAX_DEPTH;
        self.open.push(Open::Container(is_shown));
        if is_shown {
            self.containers.push(Container {
                marker,
                continuation,
                has_started: false,
            });
        }
    }

    fn separate(&mut self, with_empty_line: bool) {
        if with_empty_line && !self.out.is_empty() {
            // What isn't written yet has no line to be separated from.
            let started = self.containers.iter().take_while(|container| container.has_started);
            let prefix: String = started.map(|container| container.continuation.as_str()).collect();
            self.out.push_str(prefix.trim_end());
            self.out.push('\n');
        }
    }

    fn line(&mut self, line: &str) {
        let start = self.out.len();
        for container in &mut self.containers {
            let prefix = if container.has_started {
                &container.continuation
            } else {
                &container.marker
            };
            self.out.push_str(prefix);
            container.has_started = true;
        }
        self.out.push_str(line);
        let end = start + self.out.get(start..).unwrap_or("").trim_end().len();
        self.out.truncate(end);
        self.out.push('\n');
    }
}
