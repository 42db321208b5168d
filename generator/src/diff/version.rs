//! Which version comes next, by semantic versioning as Cargo reads it.

use super::kind::Class;
use crate::version::numbers;

/// The version after one whose worst change is of this class, and the name of the component that is raised.
///
/// Cargo takes the leftmost component that isn't zero for the one that breaks: of `0.x.y` that is the minor one, and everything else raises the
/// patch. `None` for a text that isn't three numbers.
#[must_use]
pub fn next_version(version: &str, worst: Class) -> Option<(&'static str, String)> {
    let [major, minor, patch] = numbers(version)?;
    Some(match (worst, major, minor) {
        (Class::Breaking, 1.., _) => ("major", format!("{}.0.0", major.checked_add(1)?)),
        (Class::Additive, 1.., _) | (Class::Breaking, 0, 1..) => {
            ("minor", format!("{major}.{}.0", minor.checked_add(1)?))
        }
        _ => ("patch", format!("{major}.{minor}.{}", patch.checked_add(1)?)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_takes_the_first_component_that_is_not_zero_for_the_breaking_one() {
        let next = |version, worst| next_version(version, worst).map(|(bump, next)| format!("{bump} {next}"));
        let table = [
            ("0.1.2", ["minor 0.2.0", "patch 0.1.3", "patch 0.1.3"]),
            ("0.0.3", ["patch 0.0.4", "patch 0.0.4", "patch 0.0.4"]),
            ("1.2.3", ["major 2.0.0", "minor 1.3.0", "patch 1.2.4"]),
        ];
        for (version, expected) in table {
            for (class, expected) in [Class::Breaking, Class::Additive, Class::Docs]
                .into_iter()
                .zip(expected)
            {
                assert_eq!(next(version, class).as_deref(), Some(expected), "{version} {class:?}");
            }
        }
        for version in ["", "1.2", "1.2.x", "1.2.3-alpha", "18446744073709551615.0.0"] {
            assert_eq!(next(version, Class::Breaking), None, "{version}");
        }
    }
}
