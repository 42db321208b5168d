//! Puts blocks of Markdown under each other, with what quotes and list items put in front of their lines.

/// Quotes and lists nested deeper than this are written at this depth, so that prefixes stay short.
const MAX_DEPTH: usize = 6;

/// Writes blocks.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
    containers: Vec<Container>,
    /// Whether the last thing written is an item of a tight list that is still open.
    after_tight_item: bool,
}

#[derive(Debug)]
enum Container {
    Quote {
        has_started: bool,
    },
    /// A list with the number of its next item.
    List(Option<u64>),
    Item {
        marker: String,
        has_started: bool,
    },
    /// One that is nested too deeply to be shown.
    Hidden,
}

impl Writer {
    /// Opens a quote.
    pub(super) fn start_quote(&mut self) {
        let quote = if self.is_deep() {
            Container::Hidden
        } else {
            Container::Quote { has_started: false }
        };
        self.containers.push(quote);
    }

    /// Closes a quote.
    pub(super) fn end_quote(&mut self) {
        self.containers.pop();
    }

    /// Opens a list; an ordered one with the number of its first item.
    pub(super) fn start_list(&mut self, first: Option<u64>) {
        self.containers.push(Container::List(first));
    }

    /// Closes a list.
    pub(super) fn end_list(&mut self) {
        self.containers.pop();
        self.after_tight_item &= self
            .containers
            .iter()
            .any(|container| matches!(container, Container::Item { .. }));
    }

    /// Opens an item of the innermost list.
    pub(super) fn start_item(&mut self) {
        let marker = match self.containers.last_mut() {
            Some(Container::List(Some(next))) => {
                let marker = format!("{next}. ");
                *next = next.saturating_add(1).min(999_999_999);
                marker
            }
            _ => "- ".to_owned(),
        };
        let item = Container::Item {
            marker,
            has_started: false,
        };
        let item = if self.is_deep() { Container::Hidden } else { item };
        self.containers.push(item);
    }

    /// Closes an item.
    pub(super) fn end_item(&mut self) {
        self.containers.pop();
    }

    /// Writes a block behind an empty line.
    pub(super) fn block<'l>(&mut self, lines: impl IntoIterator<Item = &'l str>) {
        self.separate(true);
        for line in lines {
            self.line(line);
        }
        self.after_tight_item = false;
    }

    /// Writes the text of a tight list's item: right behind the one before.
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

    fn is_deep(&self) -> bool {
        let shown = |container: &&Container| matches!(container, Container::Quote { .. } | Container::Item { .. });
        self.containers.iter().filter(shown).count() >= MAX_DEPTH
    }

    fn separate(&mut self, with_empty_line: bool) {
        if with_empty_line && !self.out.is_empty() {
            // What isn't written yet has no line to be separated from.
            let prefix: String = self
                .containers
                .iter()
                .map_while(|container| match container {
                    Container::Quote { has_started: false } | Container::Item { has_started: false, .. } => None,
                    Container::Quote { .. } => Some("> ".to_owned()),
                    Container::Item { marker, .. } => Some(" ".repeat(marker.len())),
                    Container::List(_) | Container::Hidden => Some(String::new()),
                })
                .collect();
            self.out.push_str(prefix.trim_end());
            self.out.push('\n');
        }
    }

    fn line(&mut self, line: &str) {
        let start = self.out.len();
        for container in &mut self.containers {
            match container {
                Container::Quote { has_started } => {
                    self.out.push_str("> ");
                    *has_started = true;
                }
                Container::Item { marker, has_started } if *has_started => {
                    self.out.push_str(&" ".repeat(marker.len()));
                }
                Container::Item { marker, has_started } => {
                    self.out.push_str(marker);
                    *has_started = true;
                }
                Container::List(_) | Container::Hidden => {}
            }
        }
        self.out.push_str(line);
        let end = start + self.out.get(start..).unwrap_or("").trim_end().len();
        self.out.truncate(end);
        self.out.push('\n');
    }
}
