//! How constraints compare: which of two lets more values pass.

use super::shapes::Verdict;
use crate::ir::Constraints;

/// Compares two constraints on the same value, which is at least `floor` by itself. Of two patterns nobody can tell which lets more pass, so
/// another one counts as changed.
fn verdict(old: &Constraints, new: &Constraints, floor: i64) -> Verdict {
    let min = |constraints: &Constraints| constraints.min.unwrap_or(floor);
    let max = |constraints: &Constraints| constraints.max.unwrap_or(i64::MAX);
    let pattern_narrows = new.pattern.is_some() && new.pattern != old.pattern;
    if min(new) > min(old) || max(new) < max(old) || pattern_narrows {
        Verdict::Changed
    } else if min(old) == min(new) && max(old) == max(new) && old.pattern == new.pattern {
        Verdict::Same
    } else {
        Verdict::Wider
    }
}

/// Compares what a parameter must satisfy, its items, theirs, and so on. Each change comes with what the row's name adds to the parameter's
/// (`[]` for a row about items), and both constraints as pages write them. A string `in_path` isn't empty unless a constraint says so.
pub(super) fn changes(
    old: &[&Constraints],
    new: &[&Constraints],
    in_path: bool,
) -> Vec<(String, Verdict, Option<String>, Option<String>)> {
    let free = Constraints::default();
    let floor = if in_path { 1 } else { i64::MIN };
    let layers = (0..old.len().max(new.len())).map(|depth| {
        let [old, new] = [old, new].map(|rules| rules.get(depth).copied().unwrap_or(&free));
        ("[]".repeat(depth), verdict(old, new, floor), written(old), written(new))
    });
    layers.filter(|(_, verdict, ..)| *verdict != Verdict::Same).collect()
}

/// Constraints as pages write them. `None` for those that let everything pass.
fn written(constraints: &Constraints) -> Option<String> {
    (!constraints.is_empty()).then(|| constraints.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lets_less_pass_is_narrower() {
        let range = |min, max, pattern: Option<&str>| Constraints {
            min,
            max,
            pattern: pattern.map(str::to_owned),
        };
        let free = range(None, None, None);
        let table = [
            (free.clone(), free.clone(), Verdict::Same),
            (free.clone(), range(Some(1), None, None), Verdict::Changed),
            (
                range(Some(1), Some(9), None),
                range(Some(1), Some(8), None),
                Verdict::Changed,
            ),
            (
                range(Some(1), Some(9), None),
                range(Some(0), Some(8), None),
                Verdict::Changed,
            ),
            (
                range(Some(1), Some(9), None),
                range(Some(0), Some(9), None),
                Verdict::Wider,
            ),
            (
                range(None, None, Some("a")),
                range(None, None, Some("b")),
                Verdict::Changed,
            ),
            (range(None, None, Some("a")), free, Verdict::Wider),
        ];
        for (old, new, expected) in table {
            assert_eq!(verdict(&old, &new, i64::MIN), expected, "{old:?} {new:?}");
        }
        let (free, empty) = (Constraints::default(), range(Some(0), None, None));
        assert_eq!(verdict(&empty, &free, 1), Verdict::Changed);
        assert_eq!(verdict(&free, &empty, 1), Verdict::Wider);
        assert_eq!(verdict(&free, &range(Some(1), None, None), 1), Verdict::Same);
    }
}
