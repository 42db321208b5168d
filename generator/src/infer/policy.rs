//! How much agreement makes a type. The figures were chosen with the test `inference_eval`; change them with its table in hand.

use crate::ir::EvidenceKind;

/// One way to look evidence up, and what it takes to be believed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    /// What the typed pages have in common with the parameter.
    pub(super) kind: EvidenceKind,
    /// The least number of typed pages.
    pub(super) pages: usize,
    /// Whether only names of several words count (`issue_number`): single words (`id`, `version`) mean too many things.
    pub(super) compound: bool,
}

/// The levels in the order in which they are tried; the first one that comes to a type decides.
pub(super) const LEVELS: [Level; 9] = [
    level(EvidenceKind::Route, 1),
    level(EvidenceKind::Prefix, 2),
    level(EvidenceKind::Text, 2),
    level(EvidenceKind::Scope, 3),
    level(EvidenceKind::Name, 4),
    level(EvidenceKind::Prefix, 1),
    level(EvidenceKind::Text, 1),
    compound(EvidenceKind::Name, 2),
    compound(EvidenceKind::Word, 3),
];

/// The least number of pages whose routes begin alike, or that say the same, and tell what is no value: they make a closed list, which
/// otherwise counts as text, and their common constraints are taken over.
pub(super) const ALIKE_PAGES: usize = 3;

/// The same for pages that have no more in common than a name.
pub(super) const NAMED_PAGES: usize = 5;

/// Whether a name consists of several words.
pub(super) fn is_compound(name: &str) -> bool {
    name.trim_matches(['_', '-']).contains(['_', '-'])
}

const fn level(kind: EvidenceKind, pages: usize) -> Level {
    Level {
        kind,
        pages,
        compound: false,
    }
}

const fn compound(kind: EvidenceKind, pages: usize) -> Level {
    Level {
        kind,
        pages,
        compound: true,
    }
}
