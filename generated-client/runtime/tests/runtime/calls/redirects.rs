//! Redirections, and what goes along.

use insta::assert_snapshot;
use octoscribe_runtime::BareClient;

use super::{default, list, play, update};

#[test]
fn reads_follow() {
    let renamed = "301 location: https://api.github.com/repositories/1/issues";
    assert_snapshot!(play(default, &[renamed, "200 | []"], list), @r"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 GET https://api.github.com/repositories/1/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 = []
    ");
    assert_snapshot!(play(default, &["307 location: /a", "308 location: b", "200 | []"], list), @r"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 GET https://api.github.com/a authorization: (token) x-github-api-version: 2022-11-28
    0.00 GET https://api.github.com/b authorization: (token) x-github-api-version: 2022-11-28
    0.00 = []
    ");
}

#[test]
fn nothing_secret_leaves_the_origin() {
    let away = "302 location: https://codeload.github.com/o/r/legacy.zip?token=signed";
    let back = "302 location: https://api.github.com/back";
    assert_snapshot!(play(default, &[away, back, "200 | zip"], list), @r"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 GET https://codeload.github.com/o/r/legacy.zip?token=signed
    0.00 GET https://api.github.com/back
    0.00 = zip
    ");
    assert_snapshot!(play(default, &["302 location: http://api.github.com/x", "200 | x"], list), @r"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 GET http://api.github.com/x
    0.00 = x
    ");
    assert_snapshot!(play(default, &["302 location: https://api.github.com:8443/x", "200 | x"], list), @r"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 GET https://api.github.com:8443/x
    0.00 = x
    ");
}

#[test]
fn the_website_gets_no_token() {
    let login = async |client: BareClient| {
        let code = client.device_flow("Iv23liExample").start().await.unwrap();
        code.user_code().to_owned()
    };
    let code = r#"200 | {"device_code": "d", "user_code": "WDJB-MJHT", "verification_uri": "u"}"#;
    assert_snapshot!(play(default, &["307 location: /login", code], login), @r"
    0.00 POST https://github.com/login/device/code x-github-api-version: 2022-11-28
    0.00 POST https://github.com/login x-github-api-version: 2022-11-28
    0.00 WDJB-MJHT
    ");
}

#[test]
fn writes_follow_when_they_stay_what_they_are() {
    let renamed = "307 location: https://api.github.com/repositories/1/issues/7";
    assert_snapshot!(play(default, &[renamed, "200 | done"], update), @r"
    0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    0.00 PATCH https://api.github.com/repositories/1/issues/7 authorization: (token) x-github-api-version: 2022-11-28
    0.00 = done
    ");
    assert_snapshot!(play(default, &["302 location: /x"], update), @"
       0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
       0.00 = issues.update at api.github.com: 302 Found: Found
    hint: not followed: redirect that may change the method
    ");
    assert_snapshot!(play(default, &["307 location: https://other.example/x"], update), @"
       0.00 PATCH https://api.github.com/repos/o/r/issues/7 authorization: (token) x-github-api-version: 2022-11-28
       0.00 = issues.update at api.github.com: 307 Temporary Redirect: Temporary Redirect
    hint: not followed: redirect of a write to another host
    ");
}

#[test]
fn redirections_end() {
    let log = play(default, &["302 location: /again"; 11], list);
    assert_snapshot!(log.lines().skip(10).collect::<Vec<_>>().join("\n"), @"
       0.00 GET https://api.github.com/again authorization: (token) x-github-api-version: 2022-11-28
       0.00 = issues.listForRepo at api.github.com: 302 Found: Found
    hint: not followed: too many redirects (limit 10)
    ");
    assert_snapshot!(play(default, &["302"], list), @"
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00 = issues.listForRepo at api.github.com: 302 Found: Found
    hint: not followed: redirect without a `Location` header
    ");
    assert_snapshot!(play(default, &["302 location: ftp://x/"], list), @"
       0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
       0.00 = issues.listForRepo at api.github.com: 302 Found: Found
    hint: not followed: redirect to a URL that is neither http nor https
    ");
}

#[test]
fn other_hosts_say_nothing_about_limits() {
    let away = "302 location: https://codeload.github.com/x";
    assert_snapshot!(play(default, &[away, "429 retry-after: 60 | busy"], list), @"
    0.00 GET https://api.github.com/repos/o/r/issues authorization: (token) x-github-api-version: 2022-11-28
    0.00 GET https://codeload.github.com/x
    0.00 = issues.listForRepo at api.github.com: 429 Too Many Requests: busy
    ");
}
