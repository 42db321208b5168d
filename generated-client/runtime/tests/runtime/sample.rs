//! A few endpoints in the form of emitted code, for the runtime's own tests.

#![expect(
    clippy::needless_pass_by_value,
    reason = "setters of emitted code are public, where clippy does not object"
)]

use std::collections::BTreeMap;
use std::ops::Deref;

use bytes::Bytes;
use octoscribe_runtime::encode::{Encode, Encoder, Text, map};
use octoscribe_runtime::model::Keyword;
use octoscribe_runtime::transport::RequestBody;
use octoscribe_runtime::{
    BareClient, BareRequest, Body, Endpoint, IntoList, IntoNullable, JsonObject, Object, Pattern, RequestBuilder, Rule,
    StringEnum,
};
use serde_json::Value;

pub(crate) static DELETE_PACKAGE: Endpoint = Endpoint::delete(
    "packages.deletePackageForUser",
    "/users/{username}/packages/{package_type}/{package_name}",
);
static RESTORE_PACKAGE: Endpoint = Endpoint::post(
    "packages.restorePackageForUser",
    "/users/{username}/packages/{package_type}/{package_name}/restore",
);
static LIST_FOR_REPO: Endpoint = Endpoint::get("issues.listForRepo", "/repos/{owner}/{repo}/issues");
static UPDATE: Endpoint = Endpoint::patch("issues.update", "/repos/{owner}/{repo}/issues/{issue_number}");
static CREATE: Endpoint = Endpoint::post("checks.create", "/repos/{owner}/{repo}/check-runs");
static GET_REF: Endpoint = Endpoint::get("git.getRef", "/repos/{owner}/{repo}/git/ref/{+ref}");
static RENDER_RAW: Endpoint = Endpoint::post("markdown.renderRaw", "/markdown/raw").content_type("text/plain");
static SET_SECRETS: Endpoint = Endpoint::put("sample.setAll", "/sample");
static ADD_ITEM: Endpoint = Endpoint::post("projects.addItem", "/projects/{project_number}/items")
    .one_of(&[&["id"], &["owner", "repo", "number"]]);
static UPLOAD: Endpoint = Endpoint::post(
    "repos.uploadReleaseAsset",
    "/repos/{owner}/{repo}/releases/{release_id}/assets",
)
.uploads()
.content_type("application/octet-stream");
static UPDATE_ALERT: Endpoint =
    Endpoint::patch("alerts.update", "/alerts/{alert_number}").any_of(&[&["state"], &["assignees"]]);

static SHA_PATTERN: Pattern = Pattern::new("^sha256:[a-f0-9]{64}$");

/// Gives clients the endpoints of the sample.
pub(crate) trait HasSample {
    fn sample(&self) -> Sample<'_>;
}

impl HasSample for BareClient {
    fn sample(&self) -> Sample<'_> {
        Sample { client: self }
    }
}

pub(crate) struct Sample<'c> {
    client: &'c BareClient,
}

impl Sample<'_> {
    pub(crate) fn delete_package_for_user(
        &self,
        username: &str,
        package_type: impl Into<StringEnum<PackageType>>,
        package_name: &str,
    ) -> BareRequest<Body> {
        RequestBuilder::new(self.client, &DELETE_PACKAGE)
            .path("username", username)
            .path("package_type", package_type.into())
            .path("package_name", package_name)
            .build()
    }

    pub(crate) fn restore_package_for_user(
        &self,
        username: &str,
        package_type: impl Into<StringEnum<PackageType>>,
        package_name: &str,
    ) -> RestorePackageForUser {
        RestorePackageForUser(
            RequestBuilder::new(self.client, &RESTORE_PACKAGE)
                .path("username", username)
                .path("package_type", package_type.into())
                .path("package_name", package_name),
        )
    }

    pub(crate) fn list_for_repo(&self, owner: &str, repo: &str) -> ListForRepo {
        ListForRepo(
            RequestBuilder::new(self.client, &LIST_FOR_REPO)
                .path("owner", owner)
                .path("repo", repo),
        )
    }

    pub(crate) fn update(&self, owner: &str, repo: &str, issue_number: i64) -> Update {
        Update(
            RequestBuilder::new(self.client, &UPDATE)
                .path("owner", owner)
                .path("repo", repo)
                .path("issue_number", issue_number),
        )
    }

    pub(crate) fn create(&self, owner: &str, repo: &str, name: &str, head_sha: &str) -> Create {
        Create(
            RequestBuilder::new(self.client, &CREATE)
                .path("owner", owner)
                .path("repo", repo)
                .body("name", name)
                .check("head_sha", head_sha, &Rule::exactly(71).matching(&SHA_PATTERN))
                .body("head_sha", head_sha),
        )
    }

    pub(crate) fn get_ref(&self, owner: &str, repo: &str, r#ref: &str) -> BareRequest<Body> {
        RequestBuilder::new(self.client, &GET_REF)
            .path("owner", owner)
            .path("repo", repo)
            .path("ref", r#ref)
            .build()
    }

    pub(crate) fn render_raw(&self, data: &str) -> BareRequest<Body> {
        RequestBuilder::new(self.client, &RENDER_RAW)
            .raw_body("data", Bytes::copy_from_slice(data.as_bytes()))
            .build()
    }

    pub(crate) fn set_all(
        &self,
        data: impl IntoIterator<Item = (impl Into<String>, impl Into<Output>)>,
    ) -> BareRequest<Body> {
        RequestBuilder::new(self.client, &SET_SECRETS)
            .whole_body("data", map::<Output>(data))
            .build()
    }

    pub(crate) fn upload_release_asset(
        &self,
        owner: &str,
        repo: &str,
        release_id: i64,
        name: &str,
        data: impl Into<RequestBody>,
    ) -> BareRequest<Body> {
        RequestBuilder::new(self.client, &UPLOAD)
            .path("owner", owner)
            .path("repo", repo)
            .path("release_id", release_id)
            .query("name", name)
            .raw_body("data", data)
            .build()
    }

    pub(crate) fn add_item(&self, project_number: i64) -> AddItem {
        AddItem(RequestBuilder::new(self.client, &ADD_ITEM).path("project_number", project_number))
    }

    pub(crate) fn update_alert(&self, alert_number: impl std::fmt::Display) -> UpdateAlert {
        UpdateAlert(RequestBuilder::new(self.client, &UPDATE_ALERT).path("alert_number", Text(alert_number)))
    }
}

macro_rules! request {
    ($name:ident) => {
        #[derive(Clone, Debug)]
        pub(crate) struct $name(RequestBuilder<Body>);

        impl Deref for $name {
            type Target = BareRequest<Body>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        #[allow(dead_code, reason = "not every endpoint of the sample needs it")]
        impl $name {
            pub(crate) fn bare(&self) -> BareRequest<Body> {
                BareRequest::clone(self)
            }
        }
    };
}

request!(RestorePackageForUser);
request!(ListForRepo);
request!(Update);
request!(Create);
request!(AddItem);
request!(UpdateAlert);

impl RestorePackageForUser {
    pub(crate) fn token(self, token: &str) -> Self {
        Self(self.0.check("token", token, &Rule::at_most(4)).query("token", token))
    }
}

impl ListForRepo {
    pub(crate) fn per_page(self, per_page: i64) -> Self {
        let rule = Rule::between(1, 100);
        Self(self.0.check("per_page", &per_page, &rule).query("per_page", per_page))
    }

    pub(crate) fn labels<M>(self, labels: impl IntoList<str, M>) -> Self {
        Self(self.0.query("labels", labels.into_list()))
    }

    pub(crate) fn since(self, since: jiff::Timestamp) -> Self {
        Self(self.0.query("since", since))
    }

    pub(crate) fn assignee<M>(self, assignee: impl IntoNullable<String, M>) -> Self {
        Self(self.0.query("assignee", assignee.into_nullable()))
    }
}

impl Update {
    pub(crate) fn title(self, title: impl Into<Title>) -> Self {
        Self(self.0.body("title", title.into()))
    }

    pub(crate) fn milestone<M>(self, milestone: impl IntoNullable<i64, M>) -> Self {
        Self(self.0.body("milestone", milestone.into_nullable()))
    }

    pub(crate) fn labels<M>(self, labels: impl IntoList<str, M>) -> Self {
        Self(self.0.body("labels", labels.into_list()))
    }

    pub(crate) fn extra(self, extra: impl Into<Value>) -> Self {
        Self(self.0.body("extra", extra.into()))
    }

    pub(crate) fn members(self, members: JsonObject) -> Self {
        Self(self.0.body("members", &members))
    }

    pub(crate) fn weight(self, weight: f64) -> Self {
        Self(self.0.body("weight", weight))
    }
}

impl Create {
    pub(crate) fn output(self, output: Output) -> Self {
        Self(self.0.body("output", &output))
    }
}

impl AddItem {
    pub(crate) fn id(self, id: i64) -> Self {
        Self(self.0.body("id", id))
    }

    pub(crate) fn owner(self, owner: &str) -> Self {
        Self(self.0.body("owner", owner))
    }
}

impl UpdateAlert {
    pub(crate) fn state(self, state: &str) -> Self {
        Self(self.0.body("state", state))
    }
}

/// An enum as it is emitted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PackageType {
    Npm,
}

impl Keyword for PackageType {
    const VALUES: &'static [Self] = &[Self::Npm];

    fn as_str(self) -> &'static str {
        match self {
            Self::Npm => "npm",
        }
    }
}

/// A union as it is emitted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Title {
    Integer(i64),
    String(String),
}

impl Encode for Title {
    fn encode(&self, out: &mut dyn Encoder) {
        match self {
            Self::Integer(value) => value.encode(out),
            Self::String(value) => value.encode(out),
        }
    }
}

impl From<i64> for Title {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<&str> for Title {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}

/// A nested object as it is emitted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Output(Object);

impl Output {
    pub(crate) fn new(title: &str) -> Self {
        Self(Object::new().field("title", title))
    }

    pub(crate) fn text(self, text: &str) -> Self {
        Self(self.0.check("text", text, &Rule::at_most(10)).field("text", text))
    }

    pub(crate) fn annotations<M>(self, annotations: impl IntoList<Annotation, M>) -> Self {
        let annotations = annotations.into_list();
        Self(
            self.0
                .check("annotations", &annotations, &Rule::at_most(2))
                .field("annotations", &annotations),
        )
    }

    pub(crate) fn secrets(self, secrets: BTreeMap<String, Output>) -> Self {
        Self(self.0.field("secrets", &secrets))
    }
}

impl Encode for Output {
    fn encode(&self, out: &mut dyn Encoder) {
        self.0.encode(out);
    }
}

/// A nested object inside a nested object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Annotation(Object);

impl Annotation {
    pub(crate) fn new(path: &str, start_line: i64) -> Self {
        Self(
            Object::new()
                .check("path", path, &Rule::at_least(1))
                .field("path", path)
                .check("start_line", &start_line, &Rule::at_least(1))
                .field("start_line", start_line),
        )
    }
}

impl Encode for Annotation {
    fn encode(&self, out: &mut dyn Encoder) {
        self.0.encode(out);
    }
}
