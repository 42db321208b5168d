//! How constraints compare: which of two lets more values pass.

use crate::ir::Constraints;

/// What became of a parameter's constraints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Same,
    /// Everything that passed still does.
    Wider,
    /// Something that passed no longer does.
    Narrower,
}

/// Compares two constraints on the same value, which is at least `floor` by itself. Of two patterns nobody can tell which lets more pass, so
/// another one counts as narrower.
fn turn(old: &Constraints, new: &Constraints, floor: i64) -> Turn {
    let min = |constraints: &Constraints| constraints.min.unwrap_or(floor);
    let max = |constraints: &Constraints| constraints.max.unwrap_or(i64::MAX);
    let pattern_narrows = new.pattern.is_some() && new.pattern != old.pattern;
    if min(new) > min(old) || max(new) < max(old) || pattern_narrows {
        Turn::Narrower
    } else if min(old) == min(new) && max(old) == max(new) && old.pattern == new.pattern {
        Turn::Same
    } else {
        Turn::Wider
    }
}

/// Compares what a parameter must satisfy, its items, theirs, and so on. Each change comes with what the row's name adds to the parameter's
/// (`[]` for a row about items), and both constraints as pages write them. A string `in_path` isn't empty unless a constraint says so.
pub(super) fn turns(
    old: &[&Constraints],
    new: &[&Constraints],
    in_path: bool,
) -> Vec<(String, Turn, Option<String>, Option<String>)> {
    let free = Constraints::default();
    let floor = if in_path { 1 } else { i64::MIN };
    let layers = (0..old.len().max(new.len())).map(|depth| {
        let [old, new] = [old, new].map(|rules| rules.get(depth).copied().unwrap_or(&free));
        ("[]".repeat(depth), turn(old, new, floor), written(old), written(new))
    });
    layers.filter(|(_, turn, ..)| *turn != Turn::Same).collect()
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
            (free.clone(), free.clone(), Turn::Same),
            (free.clone(), range(Some(1), None, None), Turn::Narrower),
            (
                range(Some(1), Some(9), None),
                range(Some(1), Some(8), None),
                Turn::Narrower,
            ),
            (
                range(Some(1), Some(9), None),
                range(Some(0), Some(8), None),
                Turn::Narrower,
            ),
            (
                range(Some(1), Some(9), None),
                range(Some(0), Some(9), None),
                Turn::Wider,
            ),
            (
                range(None, None, Some("a")),
                range(None, None, Some("b")),
                Turn::Narrower,
            ),
            (range(None, None, Some("a")), free, Turn::Wider),
        ];
        for (old, new, expected) in table {
            assert_eq!(turn(&old, &new, i64::MIN), expected, "{old:?} {new:?}");
        }
        let (free, empty) = (Constraints::default(), range(Some(0), None, None));
        assert_eq!(turn(&empty, &free, 1), Turn::Narrower);
        assert_eq!(turn(&free, &empty, 1), Turn::Wider);
        assert_eq!(turn(&free, &range(Some(1), None, None), 1), Turn::Same);
    }
}
