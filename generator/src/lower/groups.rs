//! The groups of parameters that belong together (`any-of`, `one-of`).

use std::collections::HashMap;

use super::report::Report;
use crate::diagnostic::Code;
use crate::ir::{GroupKind, GroupRule, Parameter};
use crate::page::Groups;
use crate::source::{Span, Spanned};

/// Lowers the groups and checks the names in them.
pub(super) fn lower(groups: &[Groups], parameters: &[Parameter], report: &mut Report<'_>) -> Vec<GroupRule> {
    let required: HashMap<&str, bool> = parameters
        .iter()
        .map(|parameter| (parameter.field.name.as_str(), parameter.field.required))
        .collect();
    let lowered = groups.iter().map(|rule| {
        check(rule, &required, report);
        let names = |group: &Vec<Spanned<String>>| group.iter().map(|name| name.value.clone()).collect();
        GroupRule {
            kind: rule.kind,
            groups: rule.groups.iter().map(names).collect(),
            span: rule.span,
        }
    });
    lowered.collect()
}

fn check(rule: &Groups, required: &HashMap<&str, bool>, report: &mut Report<'_>) {
    let mut seen: HashMap<&str, (usize, Span)> = HashMap::new();
    for (number, group) in rule.groups.iter().enumerate() {
        for name in group {
            let word = name.value.as_str();
            match required.get(word) {
                None => {
                    let help = report.did_you_mean(
                        word,
                        required.keys().copied(),
                        "groups name parameters at the top of the table",
                    );
                    let message = format!("no parameter is called `{word}`");
                    report.add(Code::InvalidGroup, name.span, message).help(help);
                }
                Some(true) => {
                    report
                        .add(Code::InvalidGroup, name.span, format!("`{word}` is required anyway"))
                        .help("leave it out of the group, or make it optional in the table");
                }
                Some(false) => {}
            }
            // In `one-of` a parameter in two groups would both have to be given and be left out.
            if let Some(&(first, span)) = seen.get(word)
                && (first == number || rule.kind == GroupKind::ExactlyOne)
            {
                let message = format!("`{word}` occurs twice in the same rule");
                report
                    .add(Code::InvalidGroup, name.span, message)
                    .related(span, "the first time");
            }
            seen.insert(word, (number, name.span));
        }
    }
}
