//! Diagnostics: what is wrong with a page, where, and the way out.

use std::collections::{HashMap, HashSet};

use crate::source::{SourceId, Span};

/// How bad it is. Errors keep output from being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is emitted while there is one.
    Error,
    /// Worth a look; the output is sound.
    Warning,
}

impl Severity {
    /// The severity as it is printed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code, in kebab case (`unknown-schema`).
    pub code: Code,
    /// One line that says what is wrong.
    pub message: String,
    /// Where it is wrong.
    pub span: Span,
    /// What is printed beside the carets; may be empty.
    pub label: String,
    /// Other places that belong to it (the first of two duplicates).
    pub related: Vec<(Span, String)>,
    /// The way out.
    pub help: Option<String>,
    /// Changes of the page that together are this way out, where it is plain what was meant. Tools may make them unasked.
    pub fix: Vec<Edit>,
}

/// A change of a page's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What it replaces; empty where it inserts.
    pub span: Span,
    /// What it writes there.
    pub text: String,
}

/// A way out: in words, and as what to write instead where that is plain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    text: String,
    /// What to write in place of what the finding points at.
    instead: Option<String>,
}

impl Help {
    /// "did you mean `word`?"
    pub(crate) fn did_you_mean(word: &str) -> Self {
        Self {
            text: format!("did you mean `{word}`?"),
            instead: Some(word.to_owned()),
        }
    }

    /// "write `text`"
    pub(crate) fn write(text: &str) -> Self {
        Self {
            text: format!("write `{text}`"),
            instead: Some(text.to_owned()),
        }
    }

    /// The same with what to write spelled as the page needs it, or left out.
    pub(crate) fn spelled(self, spell: impl FnOnce(&str) -> Option<String>) -> Self {
        Self {
            instead: self.instead.as_deref().and_then(spell),
            ..self
        }
    }
}

impl<T: Into<String>> From<T> for Help {
    fn from(text: T) -> Self {
        Self {
            text: text.into(),
            instead: None,
        }
    }
}

impl Diagnostic {
    /// A finding with neither label, related places nor help.
    #[must_use]
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            help: None,
            fix: Vec::new(),
        }
    }

    /// Sets what is printed beside the carets.
    pub fn label(&mut self, label: impl Into<String>) -> &mut Self {
        self.label = label.into();
        self
    }

    /// Points at another place that belongs to it.
    pub fn related(&mut self, span: Span, label: impl Into<String>) -> &mut Self {
        self.related.push((span, label.into()));
        self
    }

    /// Says the way out. What to write instead is a change of the text that the finding points at.
    pub fn help(&mut self, help: impl Into<Help>) -> &mut Self {
        let Help { text, instead } = help.into();
        self.help = Some(text);
        match instead {
            Some(text) => self.edit(self.span, text),
            None => self,
        }
    }

    /// Adds a change of the page that belongs to the way out.
    pub fn edit(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        let text = text.into();
        self.fix.push(Edit { span, text });
        self
    }

    /// The severity of its code.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// The findings so far, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Diagnostic>,
    latest: Option<Diagnostic>,
}

impl Findings {
    /// Adds a finding. Label, related places and help are set on what it returns.
    pub(crate) fn add(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.list.extend(self.latest.take());
        self.latest.insert(Diagnostic::new(code, span, message))
    }

    /// The findings.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter().chain(&self.latest)
    }

    /// Adds the findings of another list.
    pub(crate) fn append(&mut self, other: Self) {
        self.list.extend(self.latest.take());
        self.list.extend(other.finish());
    }

    /// Drops the findings after the first `length`, but for the latest.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.list.truncate(length);
    }

    /// Keeps some of the findings.
    pub(crate) fn retain(&mut self, is_kept: impl Fn(&Diagnostic) -> bool) {
        self.list.extend(self.latest.take());
        self.list.retain(is_kept);
    }

    /// All findings.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.list.extend(self.latest);
        self.list
    }
}

/// Findings after which a part of their page is missing.
const INCOMPLETE: &[Code] = &[
    Code::InvalidCell,
    Code::InvalidFrontMatter,
    Code::InvalidName,
    Code::InvalidTable,
    Code::InvalidType,
    Code::MissingColumn,
    Code::MissingSection,
    Code::NotUtf8,
    Code::StrayText,
    Code::TooLarge,
    Code::UnknownSection,
];

/// Findings that others in the same page may make, each with these others.
const FOLLOW_UPS: &[(Code, &[Code])] = &[
    (Code::AmbiguousUnion, INCOMPLETE),
    (Code::BodyConflict, INCOMPLETE),
    (Code::ExampleMismatch, INCOMPLETE),
    (Code::ExampleMismatch, &[Code::RouteParameterWithoutRow]),
    (Code::InvalidGroup, INCOMPLETE),
    (Code::InvalidItems, INCOMPLETE),
    (Code::InvalidItems, &[Code::OrphanRow, Code::UnknownSchema]),
    (Code::NoItems, INCOMPLETE),
    (Code::NoItems, &[Code::OrphanRow, Code::UnknownSchema]),
    (Code::NoSuccess, INCOMPLETE),
    (Code::NoType, INCOMPLETE),
    (Code::OrphanRow, INCOMPLETE),
    (Code::RouteParameterWithoutRow, INCOMPLETE),
    (Code::SameShape, INCOMPLETE),
    (Code::TitleMismatch, &[Code::MisplacedPage]),
];

/// Leaves out what only follows from another finding: checks against a part of a page that couldn't be read, and schemas that nothing
/// reaches while there are errors.
pub(crate) fn without_follow_ups(diagnostics: &mut Vec<Diagnostic>) {
    let mut codes: HashMap<SourceId, HashSet<Code>> = HashMap::new();
    for found in &*diagnostics {
        codes.entry(found.span.source).or_default().insert(found.code);
    }
    let has_errors = diagnostics.iter().any(|found| found.severity() == Severity::Error);
    diagnostics.retain(|found| {
        let around = codes.get(&found.span.source);
        let has = |code: &Code| around.is_some_and(|codes| codes.contains(code));
        let follows = FOLLOW_UPS
            .iter()
            .any(|(code, causes)| *code == found.code && causes.iter().any(has));
        let may_be_reached = has_errors && found.code == Code::UnreachableSchema;
        !follows && !may_be_reached
    });
}

/// Declares the codes once: variant, name, severity, and what it means.
macro_rules! codes {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal $severity:ident;)*) => {
        /// What kinds of findings there are.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])* $variant,)* }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code as it is printed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How bad a finding of this kind is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What it means, for people who look the code up.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*),)* }
            }
        }
    };
}

codes! {
    /// The page has no front-matter between two `---` lines at its start.
    MissingFrontMatter = "missing-front-matter" Error;
    /// The front-matter is not YAML, or not a mapping of keys to values.
    InvalidFrontMatter = "invalid-front-matter" Error;
    /// The front-matter lacks a key that pages of its kind must have.
    MissingKey = "missing-key" Error;
    /// The front-matter has a key that the dialect doesn't know.
    UnknownKey = "unknown-key" Error;
    /// The value of a front-matter key is not what the key takes.
    InvalidValue = "invalid-value" Error;
    /// The route is not `METHOD /path/{parameter}`.
    InvalidRoute = "invalid-route" Error;
    /// The example is not `octokit.rest.scope.method({ names })`.
    InvalidExample = "invalid-example" Error;
    /// A table's markup is broken.
    InvalidTable = "invalid-table" Error;
    /// A table lacks a column that it must have.
    MissingColumn = "missing-column" Error;
    /// A table has a column that the dialect doesn't know.
    UnknownColumn = "unknown-column" Error;
    /// A section of the page is not one of the dialect's.
    UnknownSection = "unknown-section" Error;
    /// A page of an endpoint has no parameter section, or the heading of a section is inside of something else.
    MissingSection = "missing-section" Error;
    /// A cell holds something that its column doesn't take.
    InvalidCell = "invalid-cell" Error;
    /// A name cell is not a name path such as `output.annotations[].path`.
    InvalidName = "invalid-name" Error;
    /// A type cell is not a type expression.
    InvalidType = "invalid-type" Error;
    /// A constraints cell is not a range or a pattern.
    InvalidConstraints = "invalid-constraints" Error;
    /// The text has bidirectional control characters or NUL, which can make code look like something else.
    ForbiddenCharacter = "forbidden-character" Error;
    /// The page is nested deeper, or is larger, than the generator reads.
    TooLarge = "too-large" Error;
    /// The route names a parameter that the table doesn't have.
    RouteParameterWithoutRow = "route-parameter-without-row" Error;
    /// A row says that it is in the path, but the route doesn't name it.
    RowNotInRoute = "row-not-in-route" Error;
    /// A parameter of the path is not required.
    OptionalPathParameter = "optional-path-parameter" Error;
    /// The example doesn't agree with the page's scope, file name or required parameters.
    ExampleMismatch = "example-mismatch" Error;
    /// The page's file name or directory is not that of its scope and method.
    MisplacedPage = "misplaced-page" Error;
    /// The same thing is declared twice.
    Duplicate = "duplicate" Error;
    /// Two names differ only in ways that file names or Rust identifiers can't show.
    NameCollision = "name-collision" Error;
    /// A name gets a number in Rust, since another one is the same there.
    NumberedName = "numbered-name" Warning;
    /// A name of letters or signs that stand in Rust as their code points.
    UnnameableWord = "unnameable-word" Warning;
    /// No schema page has this name.
    UnknownSchema = "unknown-schema" Error;
    /// The default is not a value of the parameter's type.
    DefaultOutsideType = "default-outside-type" Error;
    /// The default breaks the parameter's own constraints.
    DefaultOutsideConstraints = "default-outside-constraints" Error;
    /// Constraints that the parameter's type can't have, or that no value satisfies.
    MeaninglessConstraints = "meaningless-constraints" Error;
    /// The method that a renaming notice names doesn't exist, or leads back to the notice.
    UnknownRenameTarget = "unknown-rename-target" Error;
    /// A page claims the old name of a method that still has a page, or that another page claims.
    RenameClash = "rename-clash" Error;
    /// A group names a parameter that the endpoint doesn't have, or that is required anyway.
    InvalidGroup = "invalid-group" Error;
    /// A nested row whose parent is missing or can't have such fields.
    OrphanRow = "orphan-row" Error;
    /// A parameter whose type can't travel where the parameter goes: an object in a path or query, raw bytes inside JSON.
    TypeNotForLocation = "type-not-for-location" Error;
    /// A value that may be empty, without which the route is another endpoint's.
    EmptyValueLeadsElsewhere = "empty-value-leads-elsewhere" Error;
    /// A required parameter goes elsewhere, though the route has a segment of its name: braces may be missing.
    MissingBraces = "missing-braces" Warning;
    /// Two endpoints have the same method and route.
    SameRoute = "same-route" Warning;
    /// `items` names no list of the response, or the endpoint has no pages.
    InvalidItems = "invalid-items" Error;
    /// An endpoint has pages, and its response no list or several.
    NoItems = "no-items" Warning;
    /// No endpoint reaches this schema page.
    UnreachableSchema = "unreachable-schema" Warning;
    /// Several requests describe an object in the same words; a schema page would say it once.
    SameShape = "same-shape" Warning;
    /// Two variants of a union in a response that nothing tells apart, or one that takes every object.
    AmbiguousUnion = "ambiguous-union" Warning;
    /// A parameter has no place in the body, because `data` is all of it or because it is not JSON.
    BodyConflict = "body-conflict" Error;
    /// A schema that is an alias of itself.
    AliasCycle = "alias-cycle" Error;
    /// Every value of a schema would have to contain another value of it.
    EndlessValue = "endless-value" Error;
    /// The page is not UTF-8.
    NotUtf8 = "not-utf8" Error;
    /// Text in a section that holds a table only: nothing would come of it.
    StrayText = "stray-text" Error;
    /// A renaming notice that names no method, or a `See also:` without a link.
    InvalidNotice = "invalid-notice" Error;
    /// The page's heading isn't the `name` of its front-matter, which is the one that counts.
    TitleMismatch = "title-mismatch" Warning;
    /// An old name in `renamed-from` whose version has come.
    OverdueName = "overdue-name" Warning;
    /// The page has places where an import left text to be written.
    Undescribed = "undescribed" Warning;
    /// A description names another bound, default or value than the table.
    ProseDisagrees = "prose-disagrees" Warning;
    /// A string in a type looks like several values.
    JoinedValues = "joined-values" Warning;
    /// A string in a type or a default is probably not what it says: `"null"`, or one with spaces around it.
    SuspectValue = "suspect-value" Warning;
    /// A row states no type, while others of its table do.
    NoType = "no-type" Warning;
    /// A status that HTTP doesn't know.
    UnknownStatus = "unknown-status" Warning;
    /// A paragraph looks like a notice, but isn't written as one.
    UnreadNotice = "unread-notice" Warning;
    /// The page lists responses, but none of a status below 400.
    NoSuccess = "no-success" Warning;
    /// A response has a body, but its status never has one.
    BodyOfEmptyStatus = "body-of-empty-status" Error;
    /// The formatter leaves the page as it is, since something of it would be lost.
    NotFormattable = "not-formattable" Error;
}
