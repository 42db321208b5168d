//! What an import does, as text.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Write as _};

use crate::Outcome;
use crate::corrections::Finding;
use crate::merge::Change;
use crate::rows::WEBHOOKS;

impl Display for Outcome {
    /// Writes counts, then what moves, then what has to be settled or explained.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = self.before.as_ref().map_or_else(
            || "first import".to_owned(),
            |release| format!("last import: {release}"),
        );
        writeln!(f, "{} ({before})", self.source)?;
        for (kind, noun) in [
            ("endpoints/", "endpoint"),
            ("schemas/", "schema"),
            (WEBHOOKS, "webhook event"),
        ] {
            let of_kind = self.changes.iter().filter(|change| change.place.page.starts_with(kind));
            let (pages, rows): (Vec<&Change>, Vec<&Change>) = of_kind.partition(|change| change.place.row.is_empty());
            if kind == WEBHOOKS && pages.is_empty() && rows.is_empty() {
                continue;
            }
            let added = pages.iter().filter(|change| change.to.is_some()).count();
            let changed: BTreeSet<&str> = rows.iter().map(|change| change.place.page.as_str()).collect();
            let (removed, changed) = (pages.len() - added, changed.len());
            writeln!(f, "{noun} pages: {added} added, {removed} removed, {changed} changed")?;
        }
        for (old, new) in &self.renames {
            writeln!(f, "renamed: {old} -> {new}")?;
        }
        // A first import adds every page: the counts say so.
        let is_told = |change: &&Change| self.before.is_some() || !change.place.row.is_empty();
        for Change { place, from, to } in self.changes.iter().filter(is_told) {
            let (from, to) = (value(from.as_ref()), value(to.as_ref()));
            writeln!(f, "changed: {place}: {from} -> {to}")?;
        }
        if let (number, Some(first)) = (self.overdue.len(), self.overdue.first()) {
            let help = "listed past their day of removal; `--remove-overdue` removes their pages";
            writeln!(f, "overdue: {number} endpoints are still {help}: {first}, …")?;
        }
        for suspect in &self.suspects {
            writeln!(f, "suspect: {suspect}")?;
        }
        for conflict in &self.conflicts {
            let sides = [
                ("was", &conflict.base),
                ("upstream", &conflict.theirs),
                ("page", &conflict.ours),
            ];
            let mut text = String::new();
            for (side, says) in sides {
                let _ = write!(text, "\n  {side}: {}", value(says.as_ref()));
            }
            writeln!(f, "conflict: {}{text}", conflict.place)?;
        }
        for finding in &self.findings {
            writeln!(f, "error: {finding}")?;
        }
        if !self.conflicts.is_empty() {
            let help =
                "nothing is written: settle each with `--take ours PLACE` or `--take theirs PLACE`, or edit the page";
            writeln!(f, "{} conflicts; {help}", self.conflicts.len())?;
        }
        Ok(())
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexplained(difference) => write!(
                f,
                "{}: upstream says {}, the page {}; give the reason in CORRECTIONS.md, or let the page say what upstream says",
                difference.place,
                value(difference.upstream.as_ref()),
                value(difference.page.as_ref()),
            ),
            Self::Dead { line, place } => {
                write!(
                    f,
                    "CORRECTIONS.md:{line}: no such difference at {place}; delete the row, or correct it"
                )
            }
            Self::OldName { page, name } => {
                write!(
                    f,
                    "{page}: no source has an endpoint `{name}`; correct `renamed-from`, or delete the name"
                )
            }
        }
    }
}

/// A value as reports show it.
fn value(text: Option<&String>) -> String {
    text.map_or_else(|| "nothing".to_owned(), |text| format!("`{text}`"))
}
