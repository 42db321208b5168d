//! Reads constraints: a range (`1..=100`, `1..100`, `..=255`, `3..`, `40`), a `/pattern/`, or both with a comma between them.

use std::ops::Range;

use crate::ir::Constraints;
use crate::page::fault::{Fault, fail};
use crate::suggest::{quoted, shortened};

impl std::str::FromStr for Constraints {
    type Err = String;

    /// Reads constraints as pages write them.
    fn from_str(text: &str) -> Result<Self, String> {
        read(text).map_err(|fault| fault.message)
    }
}

pub(crate) fn read(cell: &str) -> Result<Constraints, Fault> {
    let mut constraints = Constraints::default();
    // A pattern may hold slashes and commas, so it runs from the first slash to the last one.
    let Some(first) = cell.find('/') else {
        range(cell, 0..cell.len(), &mut constraints)?;
        return Ok(constraints);
    };
    let last = cell.rfind('/').unwrap_or(first);
    if first == last {
        return fail(first..first + 1, "this pattern has no closing `/`");
    }
    let pattern = cell.get(first + 1..last).unwrap_or("");
    if pattern.is_empty() {
        return fail(first..last + 1, "the pattern is empty");
    }
    if let Some(at) = second_pattern(pattern) {
        return Err(Fault::new(first + 1 + at..last + 1, "a second pattern starts here")
            .help("write one pattern, such as `/^(one|other)$/`; a `/` in it can be written `\\/`"));
    }
    if let Some((at, _)) = pattern.match_indices("\\\\").find(|(at, _)| {
        let after = pattern.get(at + 2..).unwrap_or("");
        after.starts_with(['d', 'w', 's', 'b', 'D', 'W', 'S', 'B', '.'])
    }) {
        let range = first + 1 + at..first + 3 + at;
        return Err(
            Fault::new(range, "this pattern asks for a backslash").help("write `\\` once: a page needs no escapes")
        );
    }
    if let Err(error) = regex_lite::Regex::new(pattern) {
        return fail(
            first + 1..last,
            format!("the pattern can't be compiled: {}", shortened(&error.to_string())),
        );
    }
    constraints.pattern = Some(pattern.to_owned());

    let before = cell.get(..first).unwrap_or("").trim_end();
    let after = cell.get(last + 1..).unwrap_or("");
    let after_start = cell.len() - after.trim_start().len();
    match (before, after.trim()) {
        ("", "") => {}
        (before, "") => match before.strip_suffix(',') {
            Some(before) => range(cell, 0..before.len(), &mut constraints)?,
            None => return fail(first..first + 1, "expected a comma before the pattern"),
        },
        ("", after) => match after.strip_prefix(',') {
            Some(_) => range(cell, after_start + 1..cell.len(), &mut constraints)?,
            None => return fail(after_start..cell.len(), "expected a comma after the pattern"),
        },
        _ => return fail(after_start..cell.len(), "expected nothing after the pattern"),
    }
    Ok(constraints)
}

/// Where the second of two patterns starts: `a/ , /b` is what is between the outer slashes.
fn second_pattern(pattern: &str) -> Option<usize> {
    pattern.match_indices('/').find_map(|(at, _)| {
        let after = pattern.get(at + 1..)?;
        let rest = after.trim_start();
        let separated = [",", "|", ";", "or ", "and "]
            .iter()
            .find_map(|word| rest.strip_prefix(word));
        let next = separated.or((rest.len() < after.len()).then_some(rest))?.trim_start();
        let is_second = next.starts_with('/') && !pattern.get(..at)?.ends_with('\\');
        is_second.then(|| pattern.len() - next.len())
    })
}

/// Reads the part of the cell that should be a range.
fn range(cell: &str, place: Range<usize>, constraints: &mut Constraints) -> Result<(), Fault> {
    let text = cell.get(place.clone()).unwrap_or("");
    let start = place.start + (text.len() - text.trim_start().len());
    let text = text.trim();
    let whole = start..start + text.len();
    if text.is_empty() {
        return fail(whole, "a range is missing here");
    }
    let Some((low, high)) = text.split_once("..") else {
        let exact = bound(text, start)?;
        constraints.min = exact;
        constraints.max = exact;
        return Ok(());
    };
    let (inclusive, high_text) = match high.strip_prefix('=') {
        Some(high) => (true, high),
        None => (false, high),
    };
    let high_start = start + text.len() - high_text.len();
    let low = bound(low, start)?;
    let high = bound(high_text, high_start)?;
    if low.is_none() && high.is_none() || inclusive && high.is_none() {
        return fail(whole, format!("{} bounds nothing", quoted(text)));
    }
    constraints.min = low;
    constraints.max = match high {
        Some(high) if !inclusive => Some(
            high.checked_sub(1)
                .ok_or_else(|| Fault::new(whole, "no number lies below this bound"))?,
        ),
        high => high,
    };
    Ok(())
}

/// Reads one bound; `None` when there is nothing.
fn bound(text: &str, start: usize) -> Result<Option<i64>, Fault> {
    let range = start..start + text.len();
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return fail(range, format!("{} is not a whole number", quoted(text)));
    }
    text.parse()
        .map(Some)
        .map_err(|_| Fault::new(range, format!("{} is too large for a bound", quoted(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str) -> String {
        match read(cell) {
            Ok(Constraints { min, max, pattern }) => {
                let bound = |bound: Option<i64>| bound.map_or("_".to_owned(), |bound| bound.to_string());
                format!("{} {} {}", bound(min), bound(max), pattern.unwrap_or("_".to_owned()))
            }
            Err(Fault { range, message, .. }) => format!("{}..{}: {message}", range.start, range.end),
        }
    }

    #[test]
    fn ranges() {
        assert_eq!(check("1..=100"), "1 100 _");
        assert_eq!(check("1..100"), "1 99 _");
        assert_eq!(check("..=255"), "_ 255 _");
        assert_eq!(check("..5"), "_ 4 _");
        assert_eq!(check("3.."), "3 _ _");
        assert_eq!(check("40"), "40 40 _");
        assert_eq!(check("-5..=5"), "-5 5 _");
    }

    #[test]
    fn patterns_run_to_the_last_slash() {
        assert_eq!(
            check("/^refs/(heads|tags|pull)/.*$/"),
            "_ _ ^refs/(heads|tags|pull)/.*$"
        );
        assert_eq!(check("/^https:///"), "_ _ ^https://");
        assert_eq!(check("71, /^sha256:[a-f0-9]{64}$/"), "71 71 ^sha256:[a-f0-9]{64}$");
        assert_eq!(check("..=152, /^https:///"), "_ 152 ^https://");
        assert_eq!(check("/^a{1,2}$/, 1..=2"), "1 2 ^a{1,2}$");
    }

    #[test]
    fn faults_point_at_their_place() {
        assert_eq!(check("1...5"), "3..5: `.5` is not a whole number");
        assert_eq!(check("one"), "0..3: `one` is not a whole number");
        assert_eq!(check(".."), "0..2: `..` bounds nothing");
        assert_eq!(check("3..="), "0..4: `3..=` bounds nothing");
        assert_eq!(
            check("1..=99999999999999999999"),
            "4..24: `99999999999999999999` is too large for a bound"
        );
        assert_eq!(check("/abc"), "0..1: this pattern has no closing `/`");
        assert_eq!(check("//"), "0..2: the pattern is empty");
        assert_eq!(check("5 /abc/"), "2..3: expected a comma before the pattern");
        assert_eq!(check("/abc/ 5"), "6..7: expected a comma after the pattern");
        assert_eq!(check("1.., /abc/, 5"), "10..13: expected nothing after the pattern");
        assert_eq!(check(", /abc/"), "0..0: a range is missing here");
        assert!(check("/(/").starts_with("1..2: the pattern can't be compiled: "));
        assert_eq!(
            check("..-9223372036854775808"),
            "0..22: no number lies below this bound"
        );
    }
}
