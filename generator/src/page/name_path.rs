//! Reads a name path: `output.annotations[].path`, `files.*.filename`, `200[].id`.

use crate::diagnostic::Help;
use crate::page::Step;
use crate::page::fault::{Fault, fail};
use crate::suggest::quoted;

/// Steps that a path may have. Paths become trees, which are walked recursively.
const MAX_STEPS: usize = 32;

/// Reads a name path, or says where it isn't one and why.
pub(crate) fn parse(path: &str) -> Result<Vec<Step>, Fault> {
    let mut steps = Vec::new();
    let mut at = 0;
    while let Some(rest) = path.get(at..).filter(|rest| !rest.is_empty() || steps.is_empty()) {
        if steps.len() == MAX_STEPS {
            return fail(
                at..path.len(),
                format!("a name can't be nested deeper than {MAX_STEPS} steps"),
            );
        }
        if rest.starts_with("[]") {
            steps.push(Step::Items);
            at += 2;
            continue;
        }
        // A field or `*` follows a dot, unless it is the first step.
        let dot = usize::from(!steps.is_empty() && rest.starts_with('.'));
        if !steps.is_empty() && dot == 0 {
            return fail(at..path.len(), "expected `.` or `[]` here");
        }
        at += dot;
        let rest = rest.get(dot..).unwrap_or("");
        let word = rest
            .find(['.', '['])
            .map_or(rest, |end| rest.get(..end).unwrap_or(rest));
        steps.push(step(word, at)?);
        at += word.len();
    }
    Ok(steps)
}

fn step(word: &str, at: usize) -> Result<Step, Fault> {
    if word.is_empty() {
        return fail(at..at, "a name is missing here");
    }
    if word == "*" {
        return Ok(Step::Values);
    }
    if let Some((offset, c)) = word.char_indices().find(|(_, c)| !is_name_character(*c)) {
        let at = at + offset;
        let message = match c {
            '*' => "`*` means the values of a map and must be alone between dots".to_owned(),
            c => format!("{} can't be part of a name", quoted(&c.to_string())),
        };
        return fail(at..at + c.len_utf8(), message);
    }
    let odd_start = |c: char| c.is_ascii_punctuation() && !"_$@+-".contains(c);
    let is_sign = word.starts_with(['+', '-'])
        && !word
            .get(1..)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let odd_end = |c: char| c.is_ascii_punctuation() && c != '_';
    if word.starts_with(odd_start) || is_sign || word.ends_with(odd_end) {
        let name = word
            .trim_start_matches(|c| odd_start(c) || "+-".contains(c))
            .trim_end_matches(odd_end);
        let message = format!("{} starts or ends with a sign that no name has there", quoted(word));
        let fault = Fault::new(at..at + word.len(), message);
        return Err(if name.is_empty() {
            fault
        } else {
            fault.help(Help::write(name))
        });
    }
    Ok(Step::Field(word.to_owned()))
}

fn is_name_character(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => true,
        '.' | '[' | ']' | '*' | '"' | '\'' | '`' | '\\' | '/' | '{' | '}' | '<' | '>' => false,
        other => !other.is_whitespace() && !other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str) -> String {
        match parse(path) {
            Ok(path) => path
                .iter()
                .map(|step| match step {
                    Step::Field(name) => format!("({name})"),
                    Step::Items => "[]".to_owned(),
                    Step::Values => "*".to_owned(),
                })
                .collect(),
            Err(Fault { range, message, .. }) => format!("{}..{}: {message}", range.start, range.end),
        }
    }

    #[test]
    fn paths_of_real_pages() {
        assert_eq!(check("output.annotations[].path"), "(output)(annotations)[](path)");
        assert_eq!(check("manifests.*.name"), "(manifests)*(name)");
        assert_eq!(check("data.*[].ifAnyMatch"), "(data)*[](ifAnyMatch)");
        assert_eq!(
            check("200.attestations_subject_digests.*[].bundle"),
            "(200)(attestations_subject_digests)*[](bundle)"
        );
        assert_eq!(check("enterprise-team"), "(enterprise-team)");
        assert_eq!(check("reactions.+1"), "(reactions)(+1)");
        assert_eq!(check("[].id"), "[](id)");
        assert_eq!(check("*.id"), "*(id)");
        assert_eq!(check("matrix[][]"), "(matrix)[][]");
        assert_eq!(check("größe.@type.$ref"), "(größe)(@type)($ref)");
    }

    #[test]
    fn faults_point_at_the_character() {
        assert_eq!(check(""), "0..0: a name is missing here");
        assert_eq!(check("a..b"), "2..2: a name is missing here");
        assert_eq!(check("a."), "2..2: a name is missing here");
        assert_eq!(check("a[]."), "4..4: a name is missing here");
        assert_eq!(check("a[]b"), "3..4: expected `.` or `[]` here");
        assert_eq!(check("a[0]"), "1..4: expected `.` or `[]` here");
        assert_eq!(check("a b"), "1..2: ` ` can't be part of a name");
        assert_eq!(check("a.b/c"), "3..4: `/` can't be part of a name");
        assert_eq!(
            check("a.b*"),
            "3..4: `*` means the values of a map and must be alone between dots"
        );
        assert_eq!(
            check(&"a.".repeat(40)),
            "63..80: a name can't be nested deeper than 32 steps"
        );
    }
}
