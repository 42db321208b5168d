//! What parameters of each type become: arguments, setters, and what the runtime gets.

use insta::assert_snapshot;

use crate::emit::cut::{code, heads};

#[test]
fn scalars() {
    assert_snapshot!(code("types/scalars.rs", "fn scalars"), @r#"
    #[doc(alias = "Take one of each")]
    #[doc(alias = "take_one_of_each")]
    pub fn scalars(
        &self,
        text: &str,
        whole: i64,
        number: f64,
        flag: bool,
        day: Date,
        moment: Timestamp,
        link: &str,
    ) -> Scalars {
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .body("text", text)
                .body("whole", whole)
                .body("number", number)
                .body("flag", flag)
                .body("day", day)
                .body("moment", moment)
                .body("link", link),
        )
    }
    "#);
}

#[test]
fn lists_and_maps() {
    assert_snapshot!(code("types/lists.rs", "fn lists | fn matrix | fn map"), @r#"
    #[doc(alias = "Take lists")]
    #[doc(alias = "take_lists")]
    pub fn lists<M, M2>(
        &self,
        words: impl IntoList<str, M>,
        list: impl IntoList<i64, M2>,
    ) -> Lists {
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .body("words", IntoList::into_list(words))
                .body("list", IntoList::into_list(list)),
        )
    }

    pub fn matrix<M>(self, matrix: impl IntoList<Vec<String>, M>) -> Self {
        Self(self.0.body("matrix", IntoList::into_list(matrix)))
    }

    pub fn map(
        self,
        map_: impl IntoIterator<Item = (impl Into<String>, impl Into<i64>)>,
    ) -> Self {
        Self(self.0.body("map", map::<i64>(map_)))
    }
    "#);
}

#[test]
fn nullable_parameters_have_three_states() {
    let path = "types/nullables.rs";
    assert_snapshot!(code(path, "fn nullables"), @r#"
    #[doc(alias = "Clear settings")]
    #[doc(alias = "clear_settings")]
    pub fn nullables<M>(&self, owner: impl IntoNullable<String, M>) -> Nullables {
        let owner = IntoNullable::into_nullable(owner);
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .check("owner", &owner, &Rule::at_most(9))
                .body("owner", owner),
        )
    }
    "#);
    let setters = "fn legs | fn food | fn names | fn id | fn size | fn extra | fn nothing";
    assert_snapshot!(heads(path, setters), @"
    pub fn legs<M>(self, legs: impl IntoNullable<i64, M>) -> Self
    pub fn food<M>(self, food: impl IntoNullable<StringEnum<Food>, M>) -> Self
    pub fn names<M>(self, names: impl IntoNullable<List<str>, M>) -> Self
    pub fn id<M>(self, id: impl IntoNullable<Id, M>) -> Self
    pub fn size<M>(self, size: impl IntoNullable<Size, M>) -> Self
    pub fn extra(self, extra: impl Into<Nullable<Value>>) -> Self
    pub fn nothing(self, nothing: impl Into<Nullable<Value>>) -> Self
    ");
}

#[test]
fn a_page_without_types() {
    assert_snapshot!(code("untyped/act.rs", "fn act"), @r#"
    #[doc(alias = "Do as you like")]
    #[doc(alias = "do_as_you_like")]
    pub fn act(&self, zoo: &str, animal: impl Into<Value>) -> Act {
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .path("zoo", zoo)
                .body("animal", Into::<Value>::into(animal)),
        )
    }
    "#);
    assert_snapshot!(heads("untyped/act.rs", "fn loud | fn parts"), @"
    pub fn loud(self, loud: impl Display) -> Self
    pub fn parts<M>(self, parts: impl IntoNullable<List<Part>, M>) -> Self
    ");
}

#[test]
fn odd_names() {
    let path = "names/odd.rs";
    assert_snapshot!(code(path, "fn odd | fn validate_"), @r#"
    #[doc(alias = "Take odd names")]
    #[doc(alias = "take_odd_names")]
    pub fn odd(
        &self,
        r#ref: &str,
        enterprise_team: &str,
        self_: &str,
        r#type: impl Into<StringEnum<Type>>,
    ) -> Odd {
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .path("ref", r#ref)
                .path("enterprise-team", enterprise_team)
                .body("self", self_)
                .body("type", Into::<StringEnum<Type>>::into(r#type)),
        )
    }

    pub fn validate_(self, validate: bool) -> Self {
        Self(self.0.body("validate", validate))
    }
    "#);
    let setters = "fn send_ | fn add_ | fn plus_1 | fn r#match | fn new_ | fn encode_ | fn super_ | fn list";
    assert_snapshot!(heads(path, setters), @"
    pub fn send_(self, send: impl AsRef<str>) -> Self
    pub fn add_(self, add: bool) -> Self
    pub fn plus_1(self, plus_1: i64) -> Self
    pub fn r#match(self, r#match: Match) -> Self
    pub fn new_(self, new: impl AsRef<str>) -> Self
    pub fn encode_(self, encode: impl AsRef<str>) -> Self
    pub fn super_(self, super_: impl AsRef<str>) -> Self
    pub fn list<M>(self, list: impl IntoList<str, M>) -> Self
    ");
    assert_snapshot!(code("names/mod.rs", "use self | mod self_ | mod r#type"), @"
    pub use self::check::Check;

    pub mod self_;

    pub mod r#type;
    ");
}

#[test]
fn constraints() {
    assert_snapshot!(code("rules/all.rs", "fn all | fn per_page | fn ids"), @r#"
    #[doc(alias = "Keep the rules")]
    #[doc(alias = "keep_rules")]
    pub fn all(&self, digest: &str, code: &str) -> All {
        static DIGEST_PATTERN: Pattern = Pattern::new("^sha256:[0-9a-f]{64}$");
        static CODE_PATTERN: Pattern = Pattern::new("^[a-z]+$");
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .check("digest", &digest, &Rule::exactly(71).matching(&DIGEST_PATTERN))
                .path("digest", digest)
                .check("code", &code, &Rule::pattern(&CODE_PATTERN))
                .query("code", code),
        )
    }

    pub fn per_page(self, per_page: i64) -> Self {
        Self(
            self
                .0
                .check("per_page", &per_page, &Rule::between(1, 100))
                .query("per_page", per_page),
        )
    }

    pub fn ids<M>(self, ids: impl IntoList<str, M>) -> Self {
        let ids = IntoList::into_list(ids);
        Self(
            self
                .0
                .check("ids", &ids, &Rule::at_most(10).each(const { &Rule::exactly(2) }))
                .query("ids", ids),
        )
    }
    "#);
}

#[test]
fn constraints_of_what_is_inside() {
    let path = "rules/inside.rs";
    assert_snapshot!(code(path, "fn inside | fn deep | fn either"), @r#"
    #[doc(alias = "Keep rules inside")]
    #[doc(alias = "keep_rules_inside")]
    pub fn inside<M>(&self, matrix: impl IntoList<Vec<String>, M>) -> Inside {
        static MATRIX_PATTERN_ITEM_ITEM: Pattern = Pattern::new("^x");
        let matrix = IntoList::into_list(matrix);
        Request(
            RequestBuilder::new(self.client, &ENDPOINT)
                .check(
                    "matrix",
                    &matrix,
                    &Rule::at_least(1)
                        .each(const {
                            &Rule::exactly(2)
                                .each(const { &Rule::pattern(&MATRIX_PATTERN_ITEM_ITEM) })
                        }),
                )
                .body("matrix", matrix),
        )
    }

    pub fn deep<M>(self, deep: impl IntoList<Vec<String>, M>) -> Self {
        let deep = IntoList::into_list(deep);
        Self(
            self
                .0
                .check(
                    "deep",
                    &deep,
                    &Rule::any()
                        .each(const { &Rule::any().each(const { &Rule::at_most(5) }) }),
                )
                .body("deep", deep),
        )
    }

    pub fn either(self, either: impl Into<Either>) -> Self {
        static EITHER_PATTERN: Pattern = Pattern::new("^a");
        static EITHER_PATTERN_ITEM: Pattern = Pattern::new("^b");
        let either = Into::<Either>::into(either);
        Self(
            self
                .0
                .check(
                    "either",
                    &either,
                    &Rule::pattern(&EITHER_PATTERN)
                        .each(const { &Rule::pattern(&EITHER_PATTERN_ITEM) }),
                )
                .body("either", either),
        )
    }
    "#);
    assert_snapshot!(code(path, "impl Object"), @r#"
    impl Object {
        pub fn new() -> Self {
            Self(crate::Object::new())
        }

        pub fn code(self, code: impl AsRef<str>) -> Self {
            static CODE_PATTERN: Pattern = Pattern::new("^z");
            let code = code.as_ref();
            Self(
                self
                    .0
                    .check("code", &code, &Rule::pattern(&CODE_PATTERN))
                    .field("code", code),
            )
        }
    }
    "#);
}
