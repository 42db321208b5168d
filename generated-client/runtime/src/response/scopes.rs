//! Scopes of classic tokens: which scopes each includes, and which a token lacks.

use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};

use crate::request::endpoint::TokenScopes;

/// The scopes that no other includes or that include others, with those.
const SCOPES: &[(&str, &str)] = &[
    (
        "admin:enterprise",
        "manage_billing:enterprise manage_runners:enterprise read:enterprise scim:enterprise",
    ),
    ("admin:gpg_key", "write:gpg_key"),
    ("admin:org", "manage_runners:org write:org"),
    ("admin:org_hook", ""),
    ("admin:public_key", "write:public_key"),
    ("admin:repo_hook", "write:repo_hook"),
    ("admin:ssh_signing_key", "write:ssh_signing_key"),
    ("audit_log", "read:audit_log"),
    ("codespace", "codespace:secrets"),
    ("copilot", "manage_billing:copilot"),
    ("delete:packages", ""),
    ("delete_repo", ""),
    ("gist", ""),
    ("notifications", ""),
    ("project", "read:project"),
    // Repository hooks are part of both scopes for repositories.
    ("public_repo", "admin:repo_hook"),
    (
        "repo",
        "public_repo repo:invite repo:status repo_deployment security_events",
    ),
    ("user", "read:user user:email user:follow"),
    ("workflow", ""),
    ("write:discussion", "read:discussion"),
    ("write:gpg_key", "read:gpg_key"),
    ("write:network_configurations", "read:network_configurations"),
    ("write:org", "read:org"),
    ("write:packages", "read:packages"),
    ("write:public_key", "read:public_key"),
    ("write:repo_hook", "read:repo_hook"),
    ("write:ssh_signing_key", "read:ssh_signing_key"),
];

/// Which scopes a token lacks, by the scopes in a response's headers. `None` when in doubt: GitHub sends the scopes of classic tokens only,
/// and may accept other scopes than the docs say.
pub(crate) fn hint(needed: TokenScopes, status: StatusCode, headers: &HeaderMap) -> Option<String> {
    if status != StatusCode::FORBIDDEN && status != StatusCode::NOT_FOUND {
        return None;
    }
    let own = list(headers, "x-oauth-scopes")?;
    // For tokens of GitHub Apps, which have permissions instead of scopes, the list is empty.
    if own.is_empty() || own.contains(&"site_admin") {
        return None;
    }
    let is_granted = |wanted: &&str| own.iter().any(|scope| includes(scope, wanted));
    if let Some(accepted) = list(headers, "x-accepted-oauth-scopes")
        && (accepted.is_empty() || accepted.iter().any(is_granted))
    {
        return None;
    }
    let is_lacking = |group: &&&[&str]| group.iter().all(|scope| is_known(scope)) && !group.iter().any(is_granted);
    let lacking: Vec<String> = needed.iter().filter(is_lacking).map(|group| choice(group)).collect();
    let has = own.join("`, `");
    (!lacking.is_empty()).then(|| format!("the token lacks {}; it has `{has}`", lacking.join(" and ")))
}

/// Where to authorize a token for an organization with SAML single sign-on (header `x-github-sso`).
pub(crate) fn sso_hint(headers: &HeaderMap) -> Option<String> {
    let header = headers.get("x-github-sso")?.to_str().ok()?;
    let url = header.strip_prefix("required;")?.trim().strip_prefix("url=")?;
    Some(format!(
        "the organization requires SAML single sign-on; authorize the token at {url}"
    ))
}

/// The permissions that a GitHub App or a fine-grained token needs (header `x-accepted-github-permissions`).
pub(crate) fn permissions_hint(status: StatusCode, headers: &HeaderMap, message: &str) -> Option<String> {
    let is_limit = headers.contains_key(RETRY_AFTER)
        || headers.get("x-ratelimit-remaining").is_some_and(|left| left == "0")
        || message.contains("rate limit");
    if status != StatusCode::FORBIDDEN || is_limit {
        return None;
    }
    let header = headers.get("x-accepted-github-permissions")?.to_str().ok()?;
    let choices = header.split(';').map(|permissions| {
        let permissions: Vec<String> = permissions
            .split(',')
            .map(str::trim)
            .filter(|permission| !permission.is_empty())
            .map(|permission| format!("`{permission}`"))
            .collect();
        permissions.join(" and ")
    });
    let choices: Vec<String> = choices.filter(|choice| !choice.is_empty()).collect();
    (!choices.is_empty()).then(|| format!("the call needs the permission {}", choices.join(", or ")))
}

/// Whether a scope is or includes another.
fn includes(scope: &str, wanted: &str) -> bool {
    let mut parts = SCOPES
        .iter()
        .filter(|(whole, _)| *whole == scope)
        .flat_map(|(_, parts)| parts.split(' '));
    scope == wanted || parts.any(|part| includes(part, wanted))
}

/// Whether GitHub has the scope.
fn is_known(scope: &str) -> bool {
    SCOPES
        .iter()
        .any(|(whole, parts)| *whole == scope || parts.split(' ').any(|part| part == scope))
}

fn choice(group: &[&str]) -> String {
    format!("`{}`", group.join("` or `"))
}

fn list<'h>(headers: &'h HeaderMap, name: &str) -> Option<Vec<&'h str>> {
    let text = headers.get(name)?.to_str().ok()?;
    Some(
        text.split(',')
            .map(str::trim)
            .filter(|scope| !scope.is_empty())
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(needed: TokenScopes, own: &str, accepted: Option<&str>) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-oauth-scopes", own.parse().unwrap());
        if let Some(accepted) = accepted {
            headers.insert("x-accepted-oauth-scopes", accepted.parse().unwrap());
        }
        hint(needed, StatusCode::NOT_FOUND, &headers).unwrap_or_default()
    }

    #[test]
    fn what_tokens_lack() {
        let packages: TokenScopes = &[&["read:packages"], &["delete:packages"]];
        let repo: TokenScopes = &[&["repo", "public_repo"]];
        insta::assert_snapshot!(shown(packages, "gist, write:packages", None), @"the token lacks `delete:packages`; it has `gist`, `write:packages`");
        insta::assert_snapshot!(shown(packages, "gist", None), @"the token lacks `read:packages` and `delete:packages`; it has `gist`");
        insta::assert_snapshot!(shown(repo, "user", Some("repo, public_repo")), @"the token lacks `repo` or `public_repo`; it has `user`");
    }

    #[test]
    fn no_hint_without_certainty() {
        let org: TokenScopes = &[&["read:org"]];
        let nothing = [
            shown(org, "admin:org", None),
            shown(org, "", None),
            shown(org, "site_admin", None),
            shown(org, "gist", Some("")),
            shown(org, "gist", Some("gist, read:org")),
            shown(&[], "gist", None),
            shown(&[&["admin:organization"]], "gist", None),
            shown(&[&["read:repo_hook"]], "repo", None),
        ];
        assert!(nothing.iter().all(String::is_empty), "{nothing:?}");
        assert_eq!(hint(org, StatusCode::NOT_FOUND, &HeaderMap::new()), None);
        let headers =
            HeaderMap::from_iter([(http::HeaderName::from_static("x-oauth-scopes"), "gist".parse().unwrap())]);
        assert_eq!(hint(org, StatusCode::INTERNAL_SERVER_ERROR, &headers), None);
    }

    #[test]
    fn scopes_include_each_other_without_cycles() {
        for (scope, parts) in SCOPES {
            for part in parts.split(' ') {
                assert!(!includes(part, scope), "{scope}: in a cycle with {part}");
            }
        }
    }
}
