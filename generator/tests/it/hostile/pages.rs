//! Pages of every kind with a mark at each of their fields, and how a text gets there.
//!
//! A mark is `«class:name|word»`: the word stands there on the harmless page.

use std::ops::Range;

use octoscribe_generator::source::Source;

/// What may come of a text in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Text for people: no token of the code may differ from that of the harmless page.
    Prose,
    /// A value: identifiers and literals may differ, nothing else.
    Value,
    /// Something that the dialect gives a meaning: the code may be another, of the same vocabulary.
    Dialect,
}

/// How a text is put into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As it is.
    Raw,
    /// As one would write it for the field to have exactly this value: quoted in YAML, as character references in HTML and prose.
    Escaped,
}

/// A mark.
#[derive(Clone, Debug)]
struct Mark {
    /// The page that it is on.
    page: usize,
    /// Its range in the page's template.
    range: Range<usize>,
    class: Class,
    name: &'static str,
    word: &'static str,
}

/// A field: all marks of one name, or one of several.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// The name in the marks.
    pub(crate) name: &'static str,
    /// Which of the marks of this name, if not all.
    pub(crate) only: Option<usize>,
    /// What may come of it.
    pub(crate) class: Class,
    /// Whether it is between the `---` lines.
    pub(crate) is_front_matter: bool,
}

/// The templates, taken apart.
pub(crate) struct Template {
    pages: Vec<&'static str>,
    marks: Vec<Mark>,
}

const TEMPLATE: &str = include_str!("template.txt");

impl Template {
    pub(crate) fn new() -> Self {
        let pages: Vec<&'static str> = TEMPLATE.split("=== ").skip(1).collect();
        let marks = pages
            .iter()
            .enumerate()
            .flat_map(|(page, text)| marks(page, text))
            .collect();
        Self { pages, marks }
    }

    /// All fields: each by itself and, where a word stands in several places, all of these at once.
    pub(crate) fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        for mark in &self.marks {
            let same: Vec<&Mark> = self.marks.iter().filter(|other| other.name == mark.name).collect();
            let Mark { name, class, .. } = *mark;
            let is_front_matter = is_front_matter(&self.pages[mark.page][..mark.range.start]);
            let field = |only| Field {
                name,
                only,
                class,
                is_front_matter,
            };
            let place = same
                .iter()
                .position(|other| other.page == mark.page && other.range == mark.range);
            if same.len() > 1 {
                fields.push(field(place));
            }
            if place == Some(0) {
                fields.push(field(None));
            }
        }
        fields
    }

    /// The harmless pages.
    pub(crate) fn harmless(&self) -> Vec<Source> {
        self.render(|_, mark, _| mark.word.to_owned())
    }

    /// The pages with a text in a field.
    pub(crate) fn with(&self, field: &Field, text: &str, spelling: Spelling) -> Vec<Source> {
        self.render(|place, mark, template| {
            let is_meant = mark.name == field.name && field.only.is_none_or(|only| only == place);
            match (is_meant, spelling) {
                (false, _) => mark.word.to_owned(),
                (true, Spelling::Raw) => text.to_owned(),
                (true, Spelling::Escaped) => escaped(text, mark, template),
            }
        })
    }

    fn render(&self, text: impl Fn(usize, &Mark, &str) -> String) -> Vec<Source> {
        let page = |(page, template): (usize, &&'static str)| {
            let mut rendered = String::new();
            let (mut at, mut path_end) = (0, 0);
            let line_end = template.find('\n').unwrap();
            for mark in self.marks.iter().filter(|mark| mark.page == page) {
                if mark.range.start > line_end && path_end == 0 {
                    rendered += &template[at..line_end];
                    (at, path_end) = (line_end, rendered.len());
                }
                let same = self.marks.iter().filter(|other| other.name == mark.name);
                let place = same.take_while(|other| (other.page, other.range.start) != (page, mark.range.start));
                rendered += &template[at..mark.range.start];
                rendered += &text(place.count(), mark, template);
                at = mark.range.end;
            }
            if path_end == 0 {
                rendered += &template[at..line_end];
                (at, path_end) = (line_end, rendered.len());
            }
            rendered += &template[at..];
            Source {
                path: rendered[..path_end].to_owned(),
                text: rendered[path_end + 1..].into(),
            }
        };
        self.pages.iter().enumerate().map(page).collect()
    }
}

fn marks(page: usize, text: &'static str) -> Vec<Mark> {
    let starts = text.match_indices('«').map(|(start, _)| start);
    let mark = |start: usize| {
        let length = text[start..].find('»').unwrap();
        let (class, rest) = text[start + '«'.len_utf8()..start + length].split_once(':').unwrap();
        let (name, word) = rest.split_once('|').unwrap();
        let class = match class {
            "p" => Class::Prose,
            "v" => Class::Value,
            "d" => Class::Dialect,
            other => panic!("{other}"),
        };
        Mark {
            page,
            range: start..start + length + '»'.len_utf8(),
            class,
            name,
            word,
        }
    };
    starts.map(mark).collect()
}

/// Whether what comes next is between the `---` lines.
fn is_front_matter(before: &str) -> bool {
    before.matches("\n---\n").count() == 1
}

/// The text as it is written at a mark for the field to have this value.
fn escaped(text: &str, mark: &Mark, template: &str) -> String {
    let line_start = template[..mark.range.start].rfind('\n').map_or(0, |at| at + 1);
    let before = &template[..mark.range.start];
    let line = &template[line_start..];
    if line_start == 0 {
        text.to_owned()
    } else if is_front_matter(before) {
        // The template quotes what isn't a whole value.
        let quoted = serde_json::to_string(text).unwrap();
        let is_in_quotes = before.ends_with(|c: char| !matches!(c, ' ' | '[' | '\n'));
        if is_in_quotes {
            quoted[1..quoted.len() - 1].to_owned()
        } else {
            quoted
        }
    } else if line.starts_with('|') {
        text.replace('|', "\\|").replace(['\n', '\r'], " ")
    } else {
        let reference = |c: char| {
            if c.is_ascii_alphanumeric() || c == ' ' {
                c.to_string()
            } else {
                format!("&#x{:X};", u32::from(c))
            }
        };
        text.chars().map(reference).collect()
    }
}
