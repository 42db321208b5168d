//! What the evidence for a parameter comes to.

use super::corpus::{Corpus, pages};
use super::join::{self, Family};
use super::locate::locate;
use super::policy::{ALIKE_PAGES, LEVELS, Level, NAMED_PAGES, is_compound};
use super::prose::{self, Reading};
use super::row::Row;
use crate::ir::{Endpoint, Evidence, EvidenceKind, Field, Method, ParameterLocation, Type, Value};
use crate::lower::{ObjectPath, broken_by, object_path, typed_default};
use crate::source::Sources;

/// What is known of a parameter.
#[derive(Debug)]
pub(super) struct Decision {
    value: Value,
    default: Option<String>,
    evidence: Vec<Evidence>,
}

impl Decision {
    /// Adds a piece of evidence, unless it is there already.
    fn cite(&mut self, evidence: Evidence) {
        if !self.evidence.contains(&evidence) {
            self.evidence.push(evidence);
        }
    }

    /// Writes it into the parameter or field.
    pub(super) fn apply(self, field: &mut Field) {
        field.value.ty = self.value.ty;
        if field.value.constraints.is_empty() {
            field.value.constraints = self.value.constraints;
        }
        field.evidence = self.evidence;
        field.default = field.default.take().or(self.default);
    }
}

/// Decides on all parameters of an endpoint, in the order of [`Row::all`].
pub(super) fn endpoint(endpoint: &Endpoint, corpus: &Corpus<'_>, sources: &Sources) -> Vec<Decision> {
    let decide = |row: &Row<'_>| {
        let reading = prose::read(&row.field.name, &row.field.description);
        Case {
            row,
            corpus,
            sources,
            reading,
        }
        .decide()
    };
    Row::all(endpoint).iter().map(decide).collect()
}

/// A type that typed pages agree on.
struct Found<'c, 'a> {
    kind: EvidenceKind,
    ty: Type,
    uses: Vec<&'c Row<'a>>,
}

/// The case of one parameter.
struct Case<'c, 'a> {
    row: &'c Row<'c>,
    corpus: &'c Corpus<'a>,
    sources: &'c Sources,
    reading: Reading<'c>,
}

impl<'c, 'a> Case<'c, 'a> {
    fn decide(&self) -> Decision {
        // The first level at which typed pages come to a type decides.
        let mut decision = match LEVELS.iter().find_map(|level| self.at(*level)) {
            Some(found) => as_pages_say(found),
            None => self.as_the_page_says(),
        };
        if decision.value.ty != Type::Open {
            self.widen_by_prose(&mut decision);
            self.add_default(&mut decision);
        }
        decision
    }

    /// What typed pages come to at a level.
    fn at(&self, (kind, least, only_compound): Level) -> Option<Found<'c, 'a>> {
        // Every endpoint has a whole body of its own kind.
        if self.row.is_whole_body() && kind != EvidenceKind::Route
            || only_compound && !is_compound(&self.row.field.name)
        {
            return None;
        }
        let uses = self.corpus.uses(kind, self.row);
        let count = pages(&uses);
        if count < least {
            return None;
        }
        let types = || uses.iter().map(|row| &row.ty);
        let schemas = &self.corpus.schemas;
        let mut ty = join::join(types(), schemas)?;
        if !self.fits_rows(kind, &ty, &uses) || kind != EvidenceKind::Route && self.prose_contradicts(&ty) {
            return None;
        }
        // Where pages with nothing but a name in common differ, a union is what one of them happens to take.
        let is_only_name = matches!(kind, EvidenceKind::Scope | EvidenceKind::Name);
        if is_only_name && matches!(ty.without_null(), Some(Type::Union(_))) && !types().all(|other| *other == ty) {
            return None;
        }
        let closed = join::is_closed(&ty, schemas);
        if kind == EvidenceKind::Word
            && (closed || !types().all(|other| *other == ty) || holds_objects(&ty, self.corpus))
        {
            return None;
        }
        if closed && !is_sure(kind, count) {
            ty = join::opened(&ty, schemas)?;
        }
        let says_of_updates =
            matches!(kind, EvidenceKind::Route | EvidenceKind::Text) && uses.iter().any(|row| is_update(row));
        if is_update(self.row) && !says_of_updates && kind != EvidenceKind::Route {
            ty = join::or_null(ty, schemas);
        }
        Some(Found { kind, ty, uses })
    }

    /// Whether the page's nested rows belong where the type has its object.
    fn fits_rows(&self, kind: EvidenceKind, ty: &Type, uses: &[&Row<'_>]) -> bool {
        if self.row.field.fields().is_empty() {
            // Where other pages list fields and this one doesn't, it is something else.
            return kind == EvidenceKind::Route || uses.iter().all(|row| row.field.fields().is_empty());
        }
        match (object_path(ty), object_path(&self.row.ty)) {
            (ObjectPath::Through(path), ObjectPath::Through(own)) => path == own,
            _ => false,
        }
    }

    /// Whether prose speaks of values that the type has not.
    fn prose_contradicts(&self, ty: &Type) -> bool {
        let schemas = &self.corpus.schemas;
        self.reading.ty.as_ref().is_some_and(|told| {
            let families = join::families(ty, schemas);
            !families.contains(&Family::Anything) && join::families(&told.value, schemas).is_disjoint(&families)
        })
    }

    /// What nested rows and prose come to where no typed page helps. Neither says that null is no value.
    fn as_the_page_says(&self) -> Decision {
        let is_update = matches!(self.row.endpoint.method, Method::Put | Method::Patch);
        let (mut ty, mut evidence, mut may_be_null) = (Type::Open, Vec::new(), !self.row.field.required);
        if self.row.ty != Type::Open {
            if !self.known_as_other_than(&[Family::Object, Family::Map]) {
                (ty, evidence) = (self.row.ty.clone(), self.row.field.evidence.clone());
                may_be_null |= is_update;
                // "null deletes it" may speak of the entries.
                if let (Type::Map(values), true) = (&mut ty, is_update || self.reading.null.is_some()) {
                    values.ty = join::or_null(values.ty.clone(), &self.corpus.schemas);
                }
            }
        } else if let Some(told) = &self.reading.ty
            && self.row.field.fields().is_empty()
            && !self.row.is_whole_body()
        {
            let family: Vec<Family> = join::families(&told.value, &self.corpus.schemas).into_iter().collect();
            if !self.known_as_other_than(&family) {
                (ty, evidence) = (told.value.clone(), vec![self.told(told.phrase)]);
            }
        }
        if ty != Type::Open && may_be_null && self.row.location() == ParameterLocation::Body {
            ty = join::or_null(ty, &self.corpus.schemas);
        }
        Decision {
            value: ty.into(),
            evidence,
            default: None,
        }
    }

    /// Whether a typed page knows the parameter's last word as something else.
    fn known_as_other_than(&self, families: &[Family]) -> bool {
        self.corpus.anywhere(self.row).iter().any(|row| {
            let known = innermost(&row.ty, families, self.corpus);
            known.iter().any(|family| !families.contains(family))
        })
    }

    /// Adds what prose lists and the type doesn't have; takes the upper bound that prose states.
    fn widen_by_prose(&self, decision: &mut Decision) {
        let schemas = &self.corpus.schemas;
        if let Some(told) = &self.reading.null
            && self.row.location() == ParameterLocation::Body
            && !join::takes_null(&decision.value.ty, schemas)
        {
            decision.value.ty = join::or_null(decision.value.ty.clone(), schemas);
            decision.cite(self.told(told.phrase));
        }
        if let Some(told) = &self.reading.ty
            && let Type::Enum(listed) = &told.value
            && let Some(wider) = with_values(&decision.value.ty, listed, self.corpus)
        {
            decision.value.ty = wider;
            decision.cite(self.told(told.phrase));
        }
        let Some(told) = &self.reading.max else { return };
        if decision.value.ty.without_null() != Some(Type::Integer) {
            return;
        }
        // A bound that pages agree on is never made smaller: the larger one is right about more values.
        let known = decision
            .value
            .constraints
            .max
            .filter(|_| !decision.value.constraints.is_empty());
        let is_wider = known.is_some_and(|known| known < told.value);
        if is_wider || decision.value.constraints.is_empty() {
            decision.value.constraints.max = Some(told.value);
            decision.cite(self.told(told.phrase));
        }
    }

    /// Takes the default that prose states, if it is a value of the type.
    fn add_default(&self, decision: &mut Decision) {
        if let Some(told) = &self.reading.default {
            decision.default = Some(told.value.clone());
        }
        let is_value = |text: &String| {
            typed_default(text, &decision.value.ty, &self.corpus.schemas)
                .is_some_and(|value| broken_by(&value, &decision.value.constraints).is_none())
        };
        if !decision.default.as_ref().is_some_and(is_value) {
            decision.default = None;
        }
    }

    fn told(&self, phrase: &str) -> Evidence {
        Evidence {
            kind: EvidenceKind::Prose,
            source: locate(self.sources, self.row.field.span, phrase),
            text: phrase.to_owned(),
        }
    }
}

/// What typed pages come to, with the constraints and the default that they have in common.
fn as_pages_say(found: Found<'_, '_>) -> Decision {
    let Found { kind, ty, uses } = found;
    let first = uses.first().map(|row| row.field);
    let common = |row: &&Row<'_>| {
        let known = first.map(|first| &first.value.constraints);
        known == Some(&row.field.value.constraints) && row.ty.without_null() == ty.without_null()
    };
    let is_sure = is_sure(kind, pages(&uses));
    let constraints = first
        .filter(|_| is_sure && uses.iter().all(common))
        .map(|first| first.value.constraints.clone());
    let default = first.and_then(|first| first.default.clone());
    let is_same_default = |row: &&Row<'_>| row.field.default == default;
    Decision {
        evidence: summary(kind, &uses),
        default: default
            .clone()
            .filter(|_| kind == EvidenceKind::Route && uses.iter().all(is_same_default)),
        value: Value {
            constraints: constraints.unwrap_or_default(),
            ty,
        },
    }
}

/// Whether the request changes something and the parameter can be left out of it: null may then mean "remove it".
fn is_update(row: &Row<'_>) -> bool {
    row.endpoint.method == Method::Patch && row.location() == ParameterLocation::Body && !row.field.required
}

/// Whether so many pages tell what is no value.
fn is_sure(kind: EvidenceKind, pages: usize) -> bool {
    match kind {
        EvidenceKind::Route => true,
        EvidenceKind::Prefix | EvidenceKind::Text => pages >= ALIKE_PAGES,
        EvidenceKind::Name => pages >= NAMED_PAGES,
        _ => false,
    }
}

fn holds_objects(ty: &Type, corpus: &Corpus<'_>) -> bool {
    let families = innermost(ty, &[Family::Object], corpus);
    families.contains(&Family::Object) || families.contains(&Family::Map)
}

/// The families of a type or, if lists are not among those expected, of what is in its lists.
fn innermost(ty: &Type, expected: &[Family], corpus: &Corpus<'_>) -> Vec<Family> {
    let mut found = Vec::new();
    let mut waiting = vec![ty];
    while let Some(ty) = waiting.pop() {
        for variant in corpus.schemas.variants(ty) {
            match variant {
                Type::List(inside) if expected.contains(&Family::Object) => waiting.push(&inside.ty),
                other => found.extend(join::families(other, &corpus.schemas)),
            }
        }
    }
    found
}

/// A closed type with more values; `None` when it has them all, or is not closed.
fn with_values(ty: &Type, listed: &[String], corpus: &Corpus<'_>) -> Option<Type> {
    let mut values = Vec::new();
    for variant in corpus.schemas.variants(ty) {
        match variant {
            Type::Enum(known) => values.extend(known.iter().cloned()),
            Type::Null => {}
            _ => return None,
        }
    }
    let missing: Vec<&String> = listed.iter().filter(|value| !values.contains(value)).collect();
    if missing.is_empty() {
        return None;
    }
    let wider = Type::Enum(values.iter().chain(missing).cloned().collect());
    Some(if join::takes_null(ty, &corpus.schemas) {
        join::or_null(wider, &corpus.schemas)
    } else {
        wider
    })
}

/// One piece of evidence for each type that typed pages state: its first line, and how many pages state it.
fn summary(kind: EvidenceKind, uses: &[&Row<'_>]) -> Vec<Evidence> {
    let mut by_type: Vec<(String, Vec<&Row<'_>>)> = Vec::new();
    for row in uses {
        let text = row.ty.to_string();
        match by_type.iter_mut().find(|(other, _)| *other == text) {
            Some((_, rows)) => rows.push(row),
            None => by_type.push((text, vec![row])),
        }
    }
    let evidence = by_type.into_iter().filter_map(|(text, rows)| {
        let count = pages(&rows);
        let pages = if count == 1 { "page" } else { "pages" };
        Some(Evidence {
            kind,
            source: rows.first()?.field.evidence.first()?.source.clone(),
            text: format!("`{text}` on {count} {pages}"),
        })
    });
    evidence.collect()
}
