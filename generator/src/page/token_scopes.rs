//! The paragraph of an endpoint's prose that names the scopes which a classic token needs.
//!
//! ```text
//! Token scopes: `read:packages`, `delete:packages`.
//! Token scopes: `repo` or `public_repo` (public repositories only).
//! ```
//!
//! Only what holds for every call counts, since errors tell people what their token lacks: a sentence with a remark that isn't known
//! here names no scopes.

use std::sync::LazyLock;

use regex_lite::Regex;

/// How the paragraph begins.
pub(crate) const MARKER: &str = "Token scopes: ";

/// Scopes, and a remark about them.
static SENTENCE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("^(`[^`]*`(?:(?:,| or|, or) `[^`]*`)*) *(.*)$").ok());

/// Remarks that name one more scope that may do instead of several.
static WIDENING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\((?:public repositories only|private repositories): `(.*)`\)$").ok());

/// Remarks that make one of several scopes do in fewer cases. Without any of the scopes, a token lacks them all the same.
const NARROWING: &[&str] = &[
    "(public repositories only)",
    "where only public repositories are involved",
];

/// Remarks about scopes that some calls need too, and about tokens of other kinds.
static BESIDE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let (scope, permission) = (
        ", plus `.*` if the repository is private",
        ", or the \".*\" fine-grained permission",
    );
    Regex::new(&format!(r"^(?:{scope}|{permission}|\(files in `.*`\))?$")).ok()
});

/// The scopes that a description names: of each group, one is needed. Empty when it names none for sure.
pub(crate) fn read(description: &str) -> Vec<Vec<String>> {
    let sentence = description.lines().find_map(|line| line.strip_prefix(MARKER));
    sentence
        .and_then(|sentence| groups(sentence.trim_end().strip_suffix('.')?))
        .unwrap_or_default()
}

fn groups(sentence: &str) -> Option<Vec<Vec<String>>> {
    let found = SENTENCE.as_ref()?.captures(sentence)?;
    let (scopes, remark) = (found.get(1)?.as_str(), found.get(2)?.as_str());
    let is_choice = scopes.contains(" or ");
    let mut scopes: Vec<String> = scopes.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    if !is_choice {
        BESIDE.as_ref()?.captures(remark)?;
        return Some(scopes.into_iter().map(|scope| vec![scope]).collect());
    }
    if let Some(other) = WIDENING.as_ref()?.captures(remark) {
        let other = other.get(1)?.as_str().to_owned();
        if !scopes.contains(&other) {
            scopes.push(other);
        }
    } else if !NARROWING.contains(&remark) {
        BESIDE.as_ref()?.captures(remark)?;
    }
    Some(vec![scopes])
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
