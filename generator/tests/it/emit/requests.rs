//! What endpoints become: routes, the places of parameters, bodies, groups, notices, and the module of a scope.

use insta::assert_snapshot;

use crate::emit::cut::{code, example, file, heads};

#[test]
fn path_query_and_body() {
    let path = "places/add_animal.rs";
    assert_snapshot!(code(path, "fn add_animal | type AddAnimal | enum AddAnimalRoute | impl Route | impl AddAnimal"), @r#"
    #[doc(alias = "Add an animal")]
    #[doc(alias = "places.addAnimal")]
    pub fn add_animal(
        &self,
        zoo: &str,
        cage: i64,
        name: &str,
        audit: bool,
    ) -> AddAnimal {
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .path("zoo", zoo)
                .path("cage", cage)
                .body("name", name)
                .query("audit", audit),
        )
    }

    pub type AddAnimal = Request<AddAnimalRoute>;

    #[doc(hidden)]
    pub enum AddAnimalRoute {}

    impl Route for AddAnimalRoute {
        type Response = Body;

        type Paging = Single;
    }

    impl Route for AddAnimalRoute {
        type Response = Body;

        type Paging = Single;
    }

    impl AddAnimal {
        pub fn note(self, note: impl AsRef<str>) -> Self {
            Self(self.0.query("note", note.as_ref()))
        }

        pub fn legs(self, legs: i64) -> Self {
            Self(self.0.body("legs", legs))
        }
    }
    "#);
}

#[test]
fn nothing_to_give_and_nothing_to_get() {
    assert_snapshot!(code("places/ping.rs", "fn ping"), @r#"
    #[doc(alias = "Ping")]
    #[doc(alias = "places.ping")]
    pub fn ping(&self) -> Ping {
        Request(RequestBuilder::new(self.client, &ENDPOINT))
    }
    "#);
}

#[test]
fn a_path_parameter_of_several_segments() {
    assert_snapshot!(code("places/read.rs", "static ENDPOINT | fn read"), @r#"
    pub static ENDPOINT: Endpoint = Endpoint::get(
        "places.read",
        "/zoos/{zoo}/files/{+file}",
    );

    #[doc(alias = "Read a file")]
    #[doc(alias = "read_file")]
    pub fn read(&self, zoo: &str, file: &str) -> Read {
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .path("zoo", zoo)
                .path("file", file),
        )
    }
    "#);
}

#[test]
fn parameters_of_one_name_in_path_and_body() {
    assert_snapshot!(code("places/rename.rs", "fn rename"), @r#"
    #[doc(alias = "Rename a branch")]
    #[doc(alias = "rename_branch")]
    pub fn rename(&self, branch: &str, body_branch: &str) -> Rename {
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .check("branch", &branch, &Rule::at_most(9))
                .path("branch", branch)
                .check("branch", &body_branch, &Rule::at_least(3))
                .body("branch", body_branch),
        )
    }
    "#);
    assert_snapshot!(code("bodies/both.rs", "fn both"), @r#"
    #[doc(alias = "Patch data")]
    #[doc(alias = "patch_data")]
    pub fn both<M>(&self, data: &str, body_data: impl IntoList<i64, M>) -> Both {
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .path("data", data)
                .whole_body("data", IntoList::into_list(body_data)),
        )
    }
    "#);
}

#[test]
fn bodies_that_are_not_json() {
    assert_snapshot!(code("bodies/raw.rs", "static ENDPOINT | fn raw"), @r#"
    pub static ENDPOINT: Endpoint = Endpoint::post("bodies.raw", "/raw")
        .content_type("application/octet-stream");

    #[doc(alias = "Send bytes")]
    #[doc(alias = "send_bytes")]
    pub fn raw(&self, data: impl Into<RequestBody>) -> Raw {
        Request(RequestBuilder::new(self.client, &ENDPOINT).raw_body("data", data))
    }
    "#);
    assert_snapshot!(code("bodies/text.rs", "static ENDPOINT | fn text"), @r#"
    pub static ENDPOINT: Endpoint = Endpoint::post("bodies.text", "/text")
        .content_type("text/plain");

    #[doc(alias = "Send text")]
    #[doc(alias = "send_text")]
    pub fn text(&self, data: impl Into<String>) -> Text {
        let data = Into::<String>::into(data);
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .check("data", &data, &Rule::at_most(400))
                .raw_body("data", data),
        )
    }
    "#);
    assert_snapshot!(heads("bodies/open.rs", "fn open"), @"pub fn open(&self, data: impl Into<RequestBody>) -> Open");
}

#[test]
fn a_body_that_is_a_list() {
    assert_snapshot!(code("bodies/whole.rs", "fn whole"), @r#"
    #[doc(alias = "Replace labels")]
    #[doc(alias = "replace_labels")]
    pub fn whole<M>(&self, data: impl IntoList<str, M>) -> Whole {
        let data = IntoList::into_list(data);
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .check("data", &data, &Rule::at_least(1))
                .whole_body("data", data),
        )
    }
    "#);
}

#[test]
fn the_uploads_host() {
    assert_snapshot!(code("bodies/upload.rs", "static ENDPOINT | fn data"), @r#"
    pub static ENDPOINT: Endpoint = Endpoint::post("bodies.upload", "/releases/{id}/assets")
        .uploads()
        .content_type("application/octet-stream");

    pub fn data(self, data: impl Into<RequestBody>) -> Self {
        Self(self.0.raw_body("data", data))
    }
    "#);
}

#[test]
fn groups() {
    assert_snapshot!(code("groups/any.rs", "static ENDPOINT"), @r#"
    pub static ENDPOINT: Endpoint = Endpoint::post("groups.any", "/any")
        .any_of(&[&["title"], &["body", "author"]]);
    "#);
    assert_snapshot!(code("groups/one.rs", "static ENDPOINT"), @r#"
    pub static ENDPOINT: Endpoint = Endpoint::post("groups.one", "/one")
        .one_of(&[&["id"], &["owner", "name"]]);
    "#);
}

#[test]
fn deprecated_methods_and_parameters() {
    assert_snapshot!(code("notices/deprecated.rs", "fn deprecated | fn kind"), @r#"
    #[doc(alias = "Count animals")]
    #[doc(alias = "count_animals")]
    #[deprecated = "GitHub calls this method deprecated"]
    pub fn deprecated(&self, zoo: &str) -> Deprecated {
        Request(RequestBuilder::new(self.client, &ENDPOINT).path("zoo", zoo))
    }

    #[deprecated = "the docs call this parameter deprecated"]
    pub fn kind(self, kind: impl AsRef<str>) -> Self {
        Self(self.0.query("kind", kind.as_ref()))
    }
    "#);
}

#[test]
fn an_old_name_in_the_scope_forwards() {
    let old = file("notices/old_name.rs").split_once("\n\n").unwrap().1;
    assert_snapshot!(old, @r#"
    //! List animals the old way: `GET /zoos/{zoo}/animals`.

    use crate::StringEnum;
    use super::Notices;
    pub use super::new_name::*;

    /// Old name of [`NewName`].
    #[deprecated = "renamed to `notices.newName`"]
    pub type OldName = NewName;

    impl Notices<'_> {
        /// Old name of [`Notices::new_name`].
        ///
        /// [Page](https://example.com/pages/spec/endpoints/notices/oldName.md)
        #[deprecated = "renamed to `notices.newName`"]
        #[inline]
        pub fn old_name(
            &self,
            zoo: &str,
            order: impl Into<StringEnum<Order>>,
            kind: impl Into<Kind>,
        ) -> NewName {
            self.new_name(zoo, order, kind)
        }
    }
    "#);
}

#[test]
fn an_old_name_of_another_scopes_method_keeps_its_request() {
    assert_snapshot!(code("notices/moved.rs", "fn moved"), @r#"
    #[doc(alias = "Read a file here")]
    #[doc(alias = "read_file_here")]
    #[deprecated = "renamed to `places.read`"]
    pub fn moved(&self, zoo: &str, file: &str) -> Moved {
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .path("zoo", zoo)
                .path("file", file),
        )
    }
    "#);
}

#[test]
fn a_scope() {
    let module = file("places/mod.rs").split_once("\n\n").unwrap().1;
    assert_snapshot!(module, @r#"
    //! The endpoints of `places`.

    use crate::Client;
    pub use self::add_animal::AddAnimal;
    pub use self::ping::Ping;
    pub use self::read::Read;
    pub use self::rename::Rename;

    pub mod add_animal;
    pub mod ping;
    pub mod read;
    pub mod rename;
    #[cfg(all(test, feature = "testing"))]
    mod tests;

    /// The endpoints of `places`.
    #[derive(Clone, Copy, Debug)]
    pub struct Places<'client> {
        client: &'client Client,
    }

    impl Client {
        /// The endpoints of `places`.
        #[must_use]
        #[inline]
        pub fn places(&self) -> Places<'_> {
            Places { client: self }
        }
    }
    "#);
    assert_snapshot!(code("mod.rs", "mod schemas | mod bodies"), @r#"
    pub mod schemas;

    #[cfg(feature = "bodies")]
    pub mod bodies;
    "#);
}

#[test]
fn tests_of_a_scope() {
    assert_snapshot!(code("types/tests.rs", "use crate | fn nullables"), @r#"
    use crate::conformance::{check, check_responses, client};

    #[test]
    fn nullables() {
        use serde_json::Value;
        use crate::Nullable;
        use crate::types::nullables::{Food, Size};
        let request = client()
            .types()
            .nullables("owner ä/1")
            .legs(42)
            .food(Food::Hay)
            .names(["name ä/1"])
            .id(42)
            .size(Size::new(0.5))
            .extra(Value::from("extra"))
            .nothing(Nullable::Null);
        check("types.nullables", request.request());
        check_responses("types.nullables", &request);
    }
    "#);
    assert_snapshot!(code("groups/tests.rs", "fn one"), @r#"
    #[test]
    fn one() {
        let request = client().groups().one().id(42);
        check("groups.one", request.request());
        check_responses("groups.one", &request);
    }
    "#);
    assert_snapshot!(code("notices/tests.rs", "fn deprecated"), @r#"
    #[test]
    #[expect(deprecated, reason = "what GitHub deprecates still works")]
    fn deprecated() {
        let request = client().notices().deprecated("zoo ä/1").kind("kind ä/1");
        check("notices.deprecated", request.request());
        check_responses("notices.deprecated", &request);
    }
    "#);
    assert_snapshot!(code("names/tests.rs", "fn check_"), @r#"
    #[test]
    fn check_() {
        let request = client().names().check();
        check("names.check", request.request());
        check_responses("names.check", &request);
    }
    "#);
}

#[test]
fn values_are_written_in_the_style_that_the_page_says() {
    assert_snapshot!(code("styles/browse.rs", "static ENDPOINT | fn browse | impl Browse"), @r#"
    pub static ENDPOINT: Endpoint = Endpoint::get(
            "styles.browse",
            "/zoos/{zoo}/shelves/{+path}",
        )
        .optional_end()
        .success(&[200], &[]);

    #[doc(alias = "Browse")]
    #[doc(alias = "styles.browse")]
    pub fn browse(&self, zoo: &str, path: &str) -> Browse {
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .path("zoo", zoo)
                .path("path", path.trim_matches('/')),
        )
    }

    impl Browse {
        pub fn tags<M>(self, tags: impl IntoList<str, M>) -> Self {
            let tags = IntoList::into_list(tags);
            Self(
                self.0.check("tags", &tags, &Rule::at_most(3)).bracketed_query("tags", tags),
            )
        }

        pub fn sizes<M>(self, sizes: impl IntoList<i64, M>) -> Self {
            Self(self.0.repeated_query("sizes", IntoList::into_list(sizes)))
        }

        pub fn words<M>(self, words: impl IntoList<str, M>) -> Self {
            Self(self.0.query("words", IntoList::into_list(words)))
        }

        pub fn photo_form(self) -> BareRequest<Vec<Cat>, Single> {
            self.0.form(MediaType::new("application/vnd.zoo.photo+json"))
        }
    }
    "#);
}

#[test]
fn secrets() {
    assert_snapshot!(code("types/secrets.rs", "fn secrets | impl Secrets | impl Vault | struct Body"), @r#"
    #[doc(alias = "Secrets")]
    #[doc(alias = "types.secrets")]
    pub fn secrets(&self, pin: impl Into<SecretString>) -> Secrets {
        let pin = Into::<SecretString>::into(pin);
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .check("pin", &pin, &Rule::exactly(4))
                .body("pin", pin),
        )
    }

    impl Secrets {
        pub fn former<M>(self, former: impl IntoList<SecretString, M>) -> Self {
            let former = IntoList::into_list(former);
            Self(self.0.check("former", &former, &Rule::at_most(3)).body("former", former))
        }

        pub fn vault(self, vault: Vault) -> Self {
            Self(self.0.body("vault", vault))
        }
    }

    impl Vault {
        pub fn new<M>(code: impl IntoNullable<SecretString, M>) -> Self {
            Self(Object::new().field("code", IntoNullable::into_nullable(code)))
        }
    }

    #[derive(Record)]
    #[non_exhaustive]
    pub struct Body {
        pub pin: SecretString,
    }
    "#);
    assert_snapshot!(example("types/secrets.rs", "fn secrets"), @r#"client.types().secrets("pinp").send().await?;"#);
}

#[test]
fn bytes_in_base64() {
    assert_snapshot!(code("styles/store.rs", "fn store | impl Store"), @r#"
    #[doc(alias = "Store")]
    #[doc(alias = "styles.store")]
    pub fn store(&self, picture: impl Into<Base64>) -> Store {
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .body("picture", Into::<Base64>::into(picture)),
        )
    }

    impl Store {
        pub fn thumbnail<M>(self, thumbnail: impl IntoNullable<Base64, M>) -> Self {
            Self(self.0.body("thumbnail", IntoNullable::into_nullable(thumbnail)))
        }

        pub fn others<M>(self, others: impl IntoList<Base64, M>) -> Self {
            Self(self.0.body("others", IntoList::into_list(others)))
        }

        pub fn frame(self, frame: Frame) -> Self {
            Self(self.0.body("frame", frame))
        }
    }
    "#);
    assert_snapshot!(code("styles/store.rs", "struct Frame | impl Frame"), @r#"
    #[derive(Clone, Debug, PartialEq)]
    #[must_use = "an object does nothing until a request takes it"]
    pub struct Frame(Object);

    impl Frame {
        pub fn new(width: i64) -> Self {
            Self(Object::new().field("width", width))
        }

        pub fn additional_properties(
            self,
            additional_properties: impl IntoIterator<
                Item = (impl Into<String>, impl Into<Nullable<String>>),
            >,
        ) -> Self {
            Self(self.0.rest(map::<Nullable<String>>(additional_properties)))
        }
    }
    "#);
    assert_snapshot!(code("styles/browse.rs", "struct Body | struct Lamps"), @"
    #[derive(Record)]
    #[non_exhaustive]
    pub struct Body {
        pub label: Base64,
        pub lamps: body::Lamps,
    }

    #[derive(Record)]
    #[non_exhaustive]
    pub struct Lamps {
        pub red: Option<bool>,
        #[field(rest)]
        pub additional_properties: BTreeMap<String, bool>,
    }
    ");
}

#[test]
fn the_list_that_the_page_names_is_walked_over() {
    assert_snapshot!(code("styles/compare.rs", "static ENDPOINT | impl Items"), @r#"
    pub static ENDPOINT: Endpoint = Endpoint::get("styles.compare", "/comparison")
        .paged_by(100)
        .success(&[200], &[]);

    impl Items for Body {
        type Item = Cat;

        fn into_items(self) -> Vec<Cat> {
            self.cats.unwrap_or_default()
        }

        fn total(&self) -> Option<i64> {
            Some(self.total_count)
        }
    }
    "#);
}
