//! What a session leaves for the session of a later process: the IR of its pages, and as much of the pages as others ask for.
//!
//! The outcome of a run never depends on it. A page is only taken over when its text is what it was, so what was saved can be old; and what is
//! damaged, or was saved by another build, is as good as nothing.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use rapidhash::v3::rapidhash_v3;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Session;
use crate::ir::{Api, Endpoint, Schema};
use crate::lower::{self, Around};
use crate::name_check::Checked;
use crate::page::Page;
use crate::source::{Source, SourceId, Sources};

/// Bytes of the number that everything saved begins with.
const CHECKSUM: usize = 8;

/// What was saved, and not yet looked into.
#[derive(Debug)]
pub(super) struct Saved {
    bytes: Vec<u8>,
    head: Head<'static>,
    /// Where the pages begin.
    pages: usize,
}

/// What was saved of the pages together.
#[derive(Debug, Serialize, Deserialize)]
struct Head<'s> {
    around: Cow<'s, Around>,
    checked: Cow<'s, Checked>,
    /// The saved pages, in the order in which they follow.
    entries: Vec<Entry>,
}

/// Which page was saved, and how long what follows of it is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Entry {
    id: SourceId,
    digest: u64,
    length: usize,
}

/// What was saved of a page.
#[derive(Debug, Serialize, Deserialize)]
struct Kept<E, S> {
    head: Page,
    lowered: Lowered<E, S>,
}

/// What a page was lowered to.
#[derive(Debug, Serialize, Deserialize)]
enum Lowered<E, S> {
    Endpoint(E),
    Schema(S),
}

/// What was saved of the pages that have not changed since.
#[derive(Debug, Default)]
pub(super) struct Unchanged {
    pub(super) heads: HashMap<SourceId, Page>,
    pub(super) api: Api,
    pub(super) around: Around,
    pub(super) checked: Checked,
}

impl Saved {
    /// Takes what [`save`] made in the same build; `None` when it is something else.
    pub(super) fn new(bytes: Vec<u8>, build: u64) -> Option<Self> {
        let (checksum, rest) = bytes.split_at_checked(CHECKSUM)?;
        if checksum != checksum_of(rest, build) {
            return None;
        }
        let (head, pages) = postcard::take_from_bytes(rest).ok()?;
        let pages = bytes.len().checked_sub(pages.len())?;
        Some(Self { bytes, head, pages })
    }

    /// What is still true of these sources.
    pub(super) fn unchanged(self, sources: &Sources) -> Unchanged {
        let mut start = self.pages;
        let waiting: Vec<(Entry, &[u8])> = self
            .head
            .entries
            .iter()
            .filter_map(|entry| {
                let end = start.checked_add(entry.length)?;
                let bytes = self.bytes.get(start..end)?;
                start = end;
                Some((*entry, bytes))
            })
            .collect();
        let is_unchanged = |entry: &Entry| {
            sources
                .get(entry.id)
                .is_some_and(|source| digest(source) == entry.digest)
        };
        let kept: Vec<(SourceId, Kept<Endpoint, Schema>)> = waiting
            .into_par_iter()
            .filter(|(entry, _)| is_unchanged(entry))
            .filter_map(|(entry, bytes)| Some((entry.id, postcard::from_bytes(bytes).ok()?)))
            .collect();
        let mut unchanged = Unchanged {
            around: self.head.around.into_owned(),
            checked: self.head.checked.into_owned(),
            ..Unchanged::default()
        };
        for (id, Kept { head, lowered }) in kept {
            unchanged.heads.insert(id, head);
            match lowered {
                Lowered::Endpoint(endpoint) => unchanged.api.endpoints.push(endpoint),
                Lowered::Schema(schema) => unchanged.api.schemas.push(schema),
            }
        }
        unchanged
    }
}

/// Everything about a session that helps a later one; `None` when there is nothing to rely on, since types come from other pages.
pub(super) fn save(session: &Session, build: u64) -> Option<Vec<u8>> {
    if session.taught.is_some() {
        return None;
    }
    let analysis = &session.analysis;
    let with_findings: HashSet<SourceId> = analysis.diagnostics.iter().map(|found| found.span.source).collect();
    let is_sound = |id: SourceId| !with_findings.contains(&id);
    let endpoints = analysis.api.endpoints.iter().filter(|endpoint| {
        is_sound(endpoint.span.source) && lower::is_lasting(endpoint, &session.pages, &analysis.sources)
    });
    let schemas = analysis
        .api
        .schemas
        .iter()
        .filter(|schema| is_sound(schema.span.source));
    let endpoints = endpoints.map(|endpoint| (endpoint.span.source, Lowered::Endpoint(endpoint)));
    let schemas = schemas.map(|schema| (schema.span.source, Lowered::Schema(schema)));
    let lowered: Vec<(SourceId, Lowered<&Endpoint, &Schema>)> = endpoints.chain(schemas).collect();
    let (entries, pages): (Vec<Entry>, Vec<Vec<u8>>) = lowered
        .into_par_iter()
        .filter_map(|(id, lowered)| {
            let (page, _) = session.pages.get(id.0 as usize)?;
            let head = page.as_ref()?.head();
            let digest = digest(analysis.sources.get(id)?);
            let bytes = postcard::to_stdvec(&Kept { head, lowered }).ok()?;
            let length = bytes.len();
            Some((Entry { id, digest, length }, bytes))
        })
        .collect();
    let head = Head {
        around: Cow::Borrowed(session.known.around()),
        checked: Cow::Borrowed(&session.checked),
        entries,
    };
    let mut bytes = postcard::to_extend(&head, vec![0; CHECKSUM]).ok()?;
    for page in &pages {
        bytes.extend_from_slice(page);
    }
    let (place, rest) = bytes.split_at_mut_checked(CHECKSUM)?;
    place.copy_from_slice(&checksum_of(rest, build));
    Some(bytes)
}

/// Tells the texts of pages apart, and their paths.
fn digest(source: &Source) -> u64 {
    let parts = [source.path.as_bytes(), source.text.as_bytes()].map(rapidhash_v3);
    rapidhash_v3(&parts.map(u64::to_le_bytes).concat())
}

fn checksum_of(bytes: &[u8], build: u64) -> [u8; CHECKSUM] {
    let parts = [rapidhash_v3(bytes), build];
    rapidhash_v3(&parts.map(u64::to_le_bytes).concat()).to_le_bytes()
}
