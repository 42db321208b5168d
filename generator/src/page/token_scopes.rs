//! The paragraph of an endpoint's prose that names the scopes which a classic token needs.
//!
//! ```text
//! Token scopes: `read:packages`, `delete:packages`.
//! Token scopes: `repo` or `public_repo` (public repositories only).
//! ```
//!
//! Only what holds for every call counts, since errors tell people what their token lacks: a sentence with a remark that isn't known
//! here names no scopes.

/// How the paragraph begins.
pub(crate) const MARKER: &str = "Token scopes: ";

/// Remarks that make one of several scopes do in fewer cases. Without any of the scopes, a token lacks them all the same.
const NARROWING: &[&str] = &[
    "(public repositories only)",
    "where only public repositories are involved",
];

/// Remarks that name one more scope that may do.
const WIDENING: &[(&str, &str)] = &[
    ("(public repositories only: `", "`)"),
    ("(private repositories: `", "`)"),
];

/// Remarks about scopes that some calls need too, and about tokens of other kinds.
const BESIDE: &[(&str, &str)] = &[
    (", plus `", "` if the repository is private"),
    (", or the \"", "\" fine-grained permission"),
    ("(files in `", "`)"),
];

/// The scopes that a description names: of each group, one is needed. Empty when it names none for sure.
pub(crate) fn read(description: &str) -> Vec<Vec<String>> {
    let sentence = description.lines().find_map(|line| line.strip_prefix(MARKER));
    sentence
        .and_then(|sentence| groups(sentence.trim_end().strip_suffix('.')?))
        .unwrap_or_default()
}

fn groups(sentence: &str) -> Option<Vec<Vec<String>>> {
    let mut scopes = Vec::new();
    let mut is_choice = false;
    let mut rest = sentence;
    loop {
        let (scope, after) = rest.strip_prefix('`')?.split_once('`')?;
        scopes.push(scope.to_owned());
        let (separator, next) = match after.find('`') {
            Some(place) => after.split_at(place),
            None => (after, ""),
        };
        match separator {
            " or " | ", or " => is_choice = true,
            ", " => {}
            _ => {
                rest = after;
                break;
            }
        }
        rest = next;
    }
    let remark = rest.trim_start_matches(' ');
    if is_choice && let Some(scope) = WIDENING.iter().find_map(|around| between(remark, around)) {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    } else {
        let is_harmless = remark.is_empty()
            || (is_choice && NARROWING.contains(&remark))
            || BESIDE.iter().any(|around| between(remark, around).is_some());
        if !is_harmless {
            return None;
        }
    }
    Some(if is_choice {
        vec![scopes]
    } else {
        scopes.into_iter().map(|scope| vec![scope]).collect()
    })
}

fn between<'t>(text: &'t str, (start, end): &(&str, &str)) -> Option<&'t str> {
    text.strip_prefix(start)?.strip_suffix(end)
}

#[cfg(test)]
mod tests {
    use super::read;

    fn shown(sentence: &str) -> String {
        let groups: Vec<String> = read(&format!("Prose.\n\nToken scopes: {sentence}\n\nMore."))
            .iter()
            .map(|group| group.join(" | "))
            .collect();
        format!("{sentence}\n  [{}]\n", groups.join(" & "))
    }

    #[test]
    fn sentences_of_the_pages() {
        let sentences = [
            "`repo`.",
            "`read:packages`, `delete:packages`.",
            "`admin:org`, `write:org` or `repo`.",
            "`repo` or `public_repo` (public repositories only).",
            "`repo` or `security_events` (public repositories only: `public_repo`).",
            "`public_repo` or `repo` (private repositories: `repo`).",
            "`security_events`, or `public_repo` where only public repositories are involved.",
            "`admin:org`, plus `repo` if the repository is private.",
            "`admin:org`, or the \"Actions policies\" fine-grained permission.",
            "`repo` (files in `.github/workflows` also need `workflow`).",
            "`repo`, only for private repositories.",
            "`repo` (private repositories only).",
            "`repo` or `admin:org` (private repositories only).",
            "`repo` (public repositories only).",
            "`issues:read` or `pull_requests:read`, for instance, where labels are rendered.",
            "`repo` or",
            "`repo",
            "none.",
        ];
        insta::assert_snapshot!(sentences.map(shown).concat(), @r#"
        `repo`.
          [repo]
        `read:packages`, `delete:packages`.
          [read:packages & delete:packages]
        `admin:org`, `write:org` or `repo`.
          [admin:org | write:org | repo]
        `repo` or `public_repo` (public repositories only).
          [repo | public_repo]
        `repo` or `security_events` (public repositories only: `public_repo`).
          [repo | security_events | public_repo]
        `public_repo` or `repo` (private repositories: `repo`).
          [public_repo | repo]
        `security_events`, or `public_repo` where only public repositories are involved.
          [security_events | public_repo]
        `admin:org`, plus `repo` if the repository is private.
          [admin:org]
        `admin:org`, or the "Actions policies" fine-grained permission.
          [admin:org]
        `repo` (files in `.github/workflows` also need `workflow`).
          [repo]
        `repo`, only for private repositories.
          []
        `repo` (private repositories only).
          []
        `repo` or `admin:org` (private repositories only).
          []
        `repo` (public repositories only).
          []
        `issues:read` or `pull_requests:read`, for instance, where labels are rendered.
          []
        `repo` or
          []
        `repo
          []
        none.
          []
        "#);
    }
}
