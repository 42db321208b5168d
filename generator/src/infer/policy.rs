//! How much agreement makes a type. The figures were chosen with the test `inference_eval`; change them with its table in hand.

use crate::ir::EvidenceKind;

/// One way to look evidence up: what the typed pages have in common with the parameter, the least number of such pages, and whether only
/// names of several words count (`issue_number`): single words (`id`, `version`) mean too many things.
pub(super) type Level = (EvidenceKind, usize, bool);

/// The levels in the order in which they are tried; the first one that comes to a type decides.
pub(super) const LEVELS: [Level; 9] = [
    (EvidenceKind::Route, 1, false),
    (EvidenceKind::Prefix, 2, false),
    (EvidenceKind::Text, 2, false),
    (EvidenceKind::Scope, 3, false),
    (EvidenceKind::Name, 4, false),
    (EvidenceKind::Prefix, 1, false),
    (EvidenceKind::Text, 1, false),
    (EvidenceKind::Name, 2, true),
    (EvidenceKind::Word, 3, true),
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
