//! Rules about which parameters may be given together.

use crate::request::endpoint::{Endpoint, Groups};
use crate::request::violations::Violation;

/// Checks the names of the given parameters against an endpoint's groups.
pub(crate) fn check(endpoint: &Endpoint, given: &[&str], violations: &mut Vec<Violation>) {
    let Endpoint { any_of, one_of, .. } = endpoint;
    let is_whole = |group: &[&str]| group.iter().all(|name| given.contains(name));
    if !any_of.is_empty() && !any_of.iter().any(|group| is_whole(group)) {
        violations.push(violation(any_of, "at least one of these", given));
    }
    if !one_of.is_empty() {
        // No other given parameter may belong to another group.
        let is_alone = |chosen: &&[&str]| {
            let mut others = one_of
                .iter()
                .flat_map(|group| group.iter())
                .filter(|name| !chosen.contains(name));
            is_whole(chosen) && !others.any(|name| given.contains(name))
        };
        if !one_of.iter().any(is_alone) {
            violations.push(violation(one_of, "exactly one of these", given));
        }
    }
}

fn violation(groups: Groups, rule: &'static str, given: &[&str]) -> Violation {
    let names: Vec<String> = groups.iter().map(|group| group.join(" + ")).collect();
    let is_of_group = |name: &&str| groups.iter().any(|group| group.contains(name));
    let present: Vec<&str> = given.iter().copied().filter(is_of_group).collect();
    let value = if present.is_empty() {
        "none".to_owned()
    } else {
        present.join(", ")
    };
    Violation {
        parameter: names.join(", "),
        rule: rule.into(),
        value: Some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_with(endpoint: &Endpoint, given: &[&str]) -> String {
        let mut violations = Vec::new();
        check(endpoint, given, &mut violations);
        violations
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn any_of_wants_a_whole_group() {
        let endpoint = Endpoint::post("a.b", "/").any_of(&[&["a"], &["b", "c"]]);
        for given in [&["a"][..], &["c", "b"], &["a", "b"]] {
            assert_eq!(check_with(&endpoint, given), "");
        }
        assert_eq!(
            check_with(&endpoint, &[]),
            "a, b + c: expected at least one of these, got none"
        );
        assert_eq!(
            check_with(&endpoint, &["b", "x"]),
            "a, b + c: expected at least one of these, got b"
        );
    }

    #[test]
    fn one_of_wants_nothing_of_the_others() {
        let endpoint = Endpoint::post("a.b", "/").one_of(&[&["id"], &["owner", "number"]]);
        for given in [&["id", "x"][..], &["owner", "number"]] {
            assert_eq!(check_with(&endpoint, given), "");
        }
        for (given, got) in [
            (&[][..], "none"),
            (&["id", "owner"], "id, owner"),
            (&["number"], "number"),
        ] {
            assert_eq!(
                check_with(&endpoint, given),
                format!("id, owner + number: expected exactly one of these, got {got}")
            );
        }
    }
}
