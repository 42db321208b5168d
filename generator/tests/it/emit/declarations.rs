//! The types that requests take: objects, enums and unions of pages, and the types of schema pages.

use insta::assert_snapshot;

use crate::emit::cut::{code, file, heads};

#[test]
fn objects() {
    let path = "types/objects.rs";
    assert_snapshot!(heads(path, "fn objects | fn files"), @r"
    pub fn objects(&self, plan: Plan) -> Objects
    pub fn files(self, files: impl IntoIterator<Item = (impl Into<String>, impl Into<File>)>) -> Self
    ");
    assert_snapshot!(code(path, "struct Plan | impl Plan | impl Encode for Plan | struct Sign"), @r#"
    #[derive(Clone, Debug, PartialEq)]
    #[must_use = "an object does nothing until a request takes it"]
    pub struct Plan(Object);

    impl Plan {
        pub fn new(name: &str) -> Self {
            Self(
                Object::new().check("name", &name, &Rule::between(1, 40)).field("name", name),
            )
        }

        pub fn cages<M>(self, cages: impl IntoList<plan::Cage, M>) -> Self {
            let cages = IntoList::into_list(cages);
            Self(self.0.check("cages", &cages, &Rule::at_most(3)).field("cages", cages))
        }
    }

    impl Encode for Plan {
        fn encode(&self, out: &mut dyn Encoder) {
            self.0.encode(out);
        }
    }

    #[derive(Clone, Debug, PartialEq, Default)]
    #[must_use = "an object does nothing until a request takes it"]
    pub struct Sign(Object);
    "#);
    assert_snapshot!(heads(path, "struct Cage | fn sign | enum Mode"), @"
    pub struct Cage(Object);
    pub fn sign(self, sign: cage::Sign) -> Self
    pub enum Mode
    ");
}

#[test]
fn string_enums() {
    let path = "enums/odd.rs";
    assert_snapshot!(heads(path, "fn odd | fn value | enum Reaction | enum Value"), @"
    pub fn odd(&self, reaction: impl Into<StringEnum<Reaction>>) -> Odd
    pub fn value(self, value: impl Into<StringEnum<Value>>) -> Self
    pub enum Reaction
    pub enum Value
    ");
    assert_snapshot!(code(path, "enum Reaction"), @r#"
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Keyword)]
    #[non_exhaustive]
    pub enum Reaction {
        #[value = "+1"]
        Plus1,
        #[value = "-1"]
        Minus1,
        #[value = "won't fix"]
        WontFix,
        #[value = "unknown"]
        Unknown,
        #[value = "self"]
        SelfLiteral,
        #[value = "type"]
        Type,
        #[value = "2fa"]
        N2fa,
        #[value = "*"]
        Star,
        #[value = "back`tick"]
        BackTick,
        #[value = ""]
        Empty,
    }
    "#);
}

#[test]
fn unions() {
    let path = "types/unions.rs";
    assert_snapshot!(code(path, "fn unions | enum Id | impl From<i32> for Id | impl Encode for Id"), @r#"
    #[doc(alias = "Take what there is")]
    #[doc(alias = "take_what_there_is")]
    pub fn unions(&self, id: impl Into<Id>) -> Unions {
        Request(
            RequestBuilder::new(self.client, &ENDPOINT).path("id", Into::<Id>::into(id)),
        )
    }

    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub enum Id {
        Integer(i64),
        String(String),
    }

    impl From<i32> for Id {
        fn from(value: i32) -> Self {
            Self::Integer(value.into())
        }
    }

    impl Encode for Id {
        fn encode(&self, out: &mut dyn Encoder) {
            match self {
                Self::Integer(value) => value.encode(out),
                Self::String(value) => value.encode(out),
            }
        }
    }
    "#);
    assert_snapshot!(code(path, "enum Labels | impl<const N: usize> From<[&str; N]> for Labels"), @r"
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub enum Labels {
        StringList(Vec<String>),
        String(String),
    }

    impl<const N: usize> From<[&str; N]> for Labels {
        fn from(value: [&str; N]) -> Self {
            Self::StringList(value.map(str::to_owned).into())
        }
    }
    ");
    assert_snapshot!(code(path, "enum Trigger | enum Item"), @"
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub enum Trigger {
        Keyword(StringEnum<trigger::Keyword>),
        Object(trigger::Object),
        UnionList(Vec<trigger::Item>),
    }

    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub enum Item {
        Date(Date),
        Keyword(StringEnum<item::Keyword>),
    }
    ");
    let conversions: Vec<&str> = file(path)
        .lines()
        .filter(|line| line.contains(" for Trigger {"))
        .collect();
    assert_snapshot!(conversions.join("\n"), @"
    impl From<StringEnum<trigger::Keyword>> for Trigger {
    impl From<trigger::Keyword> for Trigger {
    impl From<trigger::Object> for Trigger {
    impl From<Vec<trigger::Item>> for Trigger {
    impl Encode for Trigger {
    ");
}

#[test]
fn enums_of_schema_pages() {
    assert_snapshot!(heads("enums/shared.rs", "use crate::schemas | fn shared | fn other | fn more"), @"
    use crate::schemas::Colour;
    pub fn shared(&self, colour: impl Into<StringEnum<Colour>>) -> Shared
    pub fn other<M>(self, other: impl IntoNullable<StringEnum<Colour>, M>) -> Self
    pub fn more<M>(self, more: impl IntoList<StringEnum<Colour>, M>) -> Self
    ");
    assert_snapshot!(code("schemas/mod.rs", "mod address | mod colour | use self::colour"), @r#"
    #[cfg(feature = "schemas-of")]
    #[doc(hidden)]
    pub mod address;

    #[cfg(any(feature = "enums", feature = "schemas-of"))]
    #[doc(hidden)]
    pub mod colour;

    #[cfg(any(feature = "enums", feature = "schemas-of"))]
    pub use self::colour::Colour;
    "#);
}

#[test]
fn schema_pages_of_every_kind() {
    assert_snapshot!(heads("schemas_of/everything.rs", "fn everything | fn tree | fn homes | fn kind"), @"
    pub fn everything<M, M2, M3>(&self, address: Address, amount: impl Into<Amount>, tags: impl IntoList<StringEnum<Colour>, M>, weight: impl IntoNullable<i64, M2>, parts: impl IntoList<parts::Item, M3>) -> Everything
    pub fn tree(self, tree: Tree) -> Self
    pub fn homes<M>(self, homes: impl IntoList<Address, M>) -> Self
    pub fn kind(self, kind: impl Into<StringEnum<Kind>>) -> Self
    ");
    assert_snapshot!(heads("schemas/address.rs", "struct Address | fn new | fn kind | fn geo | enum Kind | struct Geo"), @"
    pub struct Address(Object);
    pub fn new(street: &str) -> Self
    pub fn kind(self, kind: impl Into<StringEnum<Kind>>) -> Self
    pub fn geo(self, geo: Geo) -> Self
    pub enum Kind
    pub struct Geo(Object);
    ");
    assert_snapshot!(code("schemas/amount.rs", "enum Amount"), @"
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub enum Amount {
        Integer(Nullable<i64>),
        String(String),
        Object(Object),
    }
    ");
    assert_snapshot!(heads("schemas/parts.rs", "struct Item | fn kind | enum Kind"), @"
    pub struct Item(Object);
    pub fn kind(self, kind: impl Into<StringEnum<Kind>>) -> Self
    pub enum Kind
    ");
    assert!(
        !file("schemas/mod.rs").contains("use self::parts"),
        "it is one of several"
    );
    assert_snapshot!(code("schemas_of/tests.rs", "fn everything"), @r#"
    #[test]
    fn everything() {
        use crate::Nullable;
        use crate::schemas::{Address, Colour, Tree, address, parts};
        use crate::schemas_of::everything::Kind;
        let request = client()
            .schemas_of()
            .everything(
                Address::new("street ä/1")
                    .kind(address::Kind::Home)
                    .geo(address::Geo::new(-90.0)),
                Nullable::Value(42),
                [Colour::Red],
                42,
                [parts::Item::new("name ä/1").kind(parts::Kind::Wheel)],
            )
            .tree(Tree::new().name("name ä/1").branches([Tree::new()]).colour(Colour::Red))
            .homes([
                Address::new("street ä/1")
                    .kind(address::Kind::Home)
                    .geo(address::Geo::new(-90.0)),
            ])
            .kind(Kind::Big)
            .colour(Colour::Red);
        check("schemas_of.everything", request.request());
        check_responses("schemas_of.everything", &request);
    }
    "#);
}

#[test]
fn a_schema_that_refers_to_itself() {
    assert_snapshot!(heads("schemas/tree.rs", "use crate::schemas | fn branches"), @"
    use crate::schemas::Colour;
    pub fn branches<M>(self, branches: impl IntoList<Tree, M>) -> Self
    ");
}
