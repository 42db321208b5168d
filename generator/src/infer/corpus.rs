//! The typed pages, indexed by all that an untyped parameter may have in common with theirs.

use std::collections::{BTreeSet, HashMap};

use super::policy::{LEVELS, is_compound};
use super::row::Row;
use crate::ir::{Api, Endpoint, EvidenceKind, Field, ParameterLocation, RoutePart, Schema, Schemas, Type, Value};

/// What typed pages teach.
pub(super) struct Corpus<'a> {
    /// The parameters of typed pages, in the order of their endpoints.
    uses: Vec<Row<'a>>,
    index: HashMap<Key, Vec<usize>>,
    /// The first typed endpoint of a route.
    routes: HashMap<String, &'a Endpoint>,
    /// The schemas that types refer to.
    pub(super) schemas: Schemas<'a>,
}

/// What an untyped parameter and those of typed pages have in common: the kind, where the parameter goes, and one or two texts.
type Key = (EvidenceKind, Option<ParameterLocation>, String, String);

impl<'a> Corpus<'a> {
    /// Learns from the typed endpoints of both APIs.
    pub(super) fn new(api: &'a Api, types: Option<&'a Api>) -> Self {
        let all = || types.into_iter().chain([api]);
        let clashes = types.map_or_else(BTreeSet::new, |types| clashes(api, types));
        let touches_clash = |ty: &Type| {
            let mut touches = false;
            ty.visit(&mut |ty| touches |= ty.schema_name().is_some_and(|name| clashes.contains(name)));
            touches
        };
        let mut corpus = Self {
            uses: Vec::new(),
            index: HashMap::new(),
            routes: HashMap::new(),
            schemas: all()
                .flat_map(|api| &api.schemas)
                .map(|schema| (schema.name.as_str(), &schema.value.ty))
                .collect(),
        };
        for endpoint in all().flat_map(|api| &api.endpoints) {
            corpus.routes.entry(endpoint.route_key()).or_insert(endpoint);
            for row in Row::all(endpoint) {
                if row.ty != Type::Open && !touches_clash(&row.ty) {
                    corpus.add(row);
                }
            }
        }
        corpus
    }

    fn add(&mut self, row: Row<'a>) {
        let index = self.uses.len();
        let kinds: BTreeSet<EvidenceKind> = LEVELS.iter().map(|(kind, ..)| *kind).collect();
        let keys = kinds.into_iter().filter_map(|kind| key(kind, &row));
        for key in keys.chain([anywhere(&row)]) {
            self.index.entry(key).or_default().push(index);
        }
        self.uses.push(row);
    }

    /// The uses that have something in common with a parameter.
    pub(super) fn uses(&self, kind: EvidenceKind, row: &Row<'_>) -> Vec<&Row<'a>> {
        key(kind, row).map_or(Vec::new(), |key| self.under(&key))
    }

    /// The uses whose last word is that of a parameter, wherever they go.
    pub(super) fn anywhere(&self, row: &Row<'_>) -> Vec<&Row<'a>> {
        self.under(&anywhere(row))
    }

    fn under(&self, key: &Key) -> Vec<&Row<'a>> {
        let indices = self.index.get(key).into_iter().flatten();
        indices.filter_map(|&index| self.uses.get(index)).collect()
    }

    /// Takes over what a typed page of the same route says of how values travel: which of them keep their slashes, and the media type
    /// of a body that is not JSON.
    pub(super) fn follow_route(&self, endpoint: &mut Endpoint) {
        let Some(known) = self.routes.get(&endpoint.route_key()) else {
            return;
        };
        for (part, known) in endpoint.route.parts.iter_mut().zip(&known.route.parts) {
            if let RoutePart::Parameter { multi_segment, .. } = part {
                *multi_segment |= matches!(
                    known,
                    RoutePart::Parameter {
                        multi_segment: true,
                        ..
                    }
                );
            }
        }
        let has_whole_body = |endpoint: &Endpoint| Row::all(endpoint).iter().any(Row::is_whole_body);
        if endpoint.content_type.is_none() && has_whole_body(endpoint) && has_whole_body(known) {
            endpoint.content_type.clone_from(&known.content_type);
        }
    }
}

/// The schemas that two trees declare under one name, but not alike, and those that lead to them: what refers to one can't be taken over.
fn clashes<'a>(api: &Api, types: &'a Api) -> BTreeSet<&'a str> {
    let is_other = |schema: &&Schema| {
        let own = api.schema(&schema.name);
        own.is_some_and(|own| plain(&own.value) != plain(&schema.value))
    };
    let others: BTreeSet<&str> = types
        .schemas
        .iter()
        .filter(is_other)
        .map(|schema| schema.name.as_str())
        .collect();
    if others.is_empty() {
        return others;
    }
    let leads_there = |schema: &&Schema| {
        others.contains(schema.name.as_str()) || !types.reached([&schema.value.ty]).is_disjoint(&others)
    };
    let leading = types.schemas.iter().filter(leads_there);
    leading.map(|schema| schema.name.as_str()).collect()
}

/// A value without prose, defaults and evidence.
fn plain(value: &Value) -> Value {
    let mut value = value.clone();
    value.ty.change_fields(&|field| {
        *field = Field {
            name: std::mem::take(&mut field.name),
            required: field.required,
            value: std::mem::take(&mut field.value),
            ..Field::default()
        }
    });
    value
}

/// How many pages uses are on.
pub(super) fn pages(uses: &[&Row<'_>]) -> usize {
    let ids: BTreeSet<(&str, &str)> = uses
        .iter()
        .map(|row| (row.endpoint.scope.as_str(), row.endpoint.name.as_str()))
        .collect();
    ids.len()
}

/// The key for a last word, wherever the parameter goes.
fn anywhere(row: &Row<'_>) -> Key {
    (EvidenceKind::Word, None, row.field.name.clone(), String::new())
}

fn key(kind: EvidenceKind, row: &Row<'_>) -> Option<Key> {
    let (path, name) = (row.path.clone(), row.field.name.clone());
    let (one, other) = match kind {
        EvidenceKind::Route => row.route(),
        EvidenceKind::Prefix => (row.prefix()?, String::new()),
        EvidenceKind::Text => Some((name, words(&row.field.description))).filter(|(_, words)| !words.is_empty())?,
        EvidenceKind::Scope => (path, row.endpoint.scope.clone()),
        EvidenceKind::Name => (path, String::new()),
        EvidenceKind::Word if is_compound(&name) => (name, String::new()),
        EvidenceKind::Word | EvidenceKind::Stated | EvidenceKind::Nested | EvidenceKind::Prose => return None,
    };
    let is_anywhere = matches!(kind, EvidenceKind::Route | EvidenceKind::Prefix);
    Some((kind, (!is_anywhere).then(|| row.location()), one, other))
}

/// A description without what is no word, in lower case.
fn words(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}
