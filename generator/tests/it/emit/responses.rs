//! What the rows of responses become: types of bodies, pages, statuses, and types that requests take too.

use insta::assert_snapshot;

use crate::emit::cut::{code, docs, example, heads};

#[test]
fn the_type_of_a_request() {
    let types = ["list", "runs", "pets", "stats", "maybe", "adopt", "moved", "remove"].map(|name| {
        let path = format!("responses/{name}.rs");
        let text = crate::emit::cut::file(&path);
        let types = text.lines().filter_map(|line| line.strip_prefix("    type "));
        format!("{name}: {}\n", types.collect::<Vec<_>>().join(" "))
    });
    assert_snapshot!(types.concat(), @"
    list: Response = Vec<Person>; Paging = Paged;
    runs: Response = response::Body; Paging = Paged;
    pets: Response = crate::schemas::Pets; Paging = Paged;
    stats: Response = response::ByStatus; Paging = Single;
    maybe: Response = Option<Person>; Paging = Single;
    adopt: Response = Pet; Paging = Single;
    moved: Response = Body; Paging = Single;
    remove: Response = (); Paging = Single;
    ");
}

#[test]
fn records() {
    assert_snapshot!(code("schemas/person.rs", "use crate | struct Person | struct Address"), @r#"
    use crate::StringEnum;

    #[derive(Record)]
    #[non_exhaustive]
    pub struct Person {
        pub login: String,
        #[field(name = "+1")]
        pub plus_1: i64,
        #[field(literal = "human")]
        pub kind: String,
        pub r#fn: Option<String>,
        #[field(required)]
        pub site: Option<String>,
        pub born: Option<Timestamp>,
        pub friends: Option<Vec<Person>>,
        #[field(required)]
        pub best: Option<Box<Person>>,
        pub address: Option<Address>,
        #[field(required)]
        pub mood: Option<StringEnum<Mood>>,
    }

    #[derive(Record)]
    #[non_exhaustive]
    pub struct Address {
        pub street: String,
    }
    "#);
    assert_snapshot!(docs("schemas/person.rs", "pub kind"), @"Always `human`.");
    assert_snapshot!(heads("schemas/person.rs", "enum Mood"), @r"pub enum Mood");
}

#[test]
fn unions_of_responses() {
    assert_snapshot!(code("schemas/pet.rs", "enum Pet | impl Encode for Pet"), @r"
    #[derive(Clone, Union)]
    #[non_exhaustive]
    pub enum Pet {
        Cat(Box<Cat>),
        Dog(Box<Dog>),
        String(String),
        Unknown(Value),
    }

    impl Encode for Pet {
        fn encode(&self, out: &mut dyn Encoder) {
            crate::model::encode(self, out);
        }
    }
    ");
}

#[test]
fn envelopes_give_their_items() {
    assert_snapshot!(code("responses/runs.rs", "struct Body | impl Items for Body | struct Run"), @"
    #[derive(Record)]
    #[non_exhaustive]
    pub struct Body {
        pub total_count: i64,
        pub runs: Vec<body::Run>,
    }

    impl Items for Body {
        type Item = body::Run;

        fn into_items(self) -> Vec<body::Run> {
            self.runs
        }

        fn total(&self) -> Option<i64> {
            Some(self.total_count)
        }
    }

    #[derive(Record)]
    #[non_exhaustive]
    pub struct Run {
        pub id: i64,
        pub state: StringEnum<run::State>,
    }
    ");
    assert_snapshot!(code("schemas/pets.rs", "impl Items for Pets"), @"
    impl Items for Pets {
        type Item = Pet;

        fn into_items(self) -> Vec<Pet> {
            self.pets
        }

        fn total(&self) -> Option<i64> {
            Some(self.total_count)
        }
    }
    ");
}

#[test]
fn several_bodies_are_told_apart_by_status() {
    assert_snapshot!(code("responses/stats.rs", "enum ByStatus | impl Decode for ByStatus | impl Serialize for ByStatus"), @"
    #[derive(Clone, Debug, PartialEq)]
    #[non_exhaustive]
    pub enum ByStatus {
        Ok(Vec<i64>),
        Accepted(AcceptedBody),
        NoContent,
    }

    impl Decode for ByStatus {
        fn decode(body: &mut Body) -> Result<Self, Error> {
            match body.status() {
                200 => body.read().map(Self::Ok),
                202 => body.read().map(Self::Accepted),
                204 => Ok(Self::NoContent),
                _ => Err(body.undocumented()),
            }
        }
    }

    impl Serialize for ByStatus {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Ok(body) => Serialize::serialize(body, serializer),
                Self::Accepted(body) => Serialize::serialize(body, serializer),
                Self::NoContent => serializer.serialize_unit(),
            }
        }
    }
    ");
}

#[test]
fn bodies_of_errors() {
    let docs = docs("responses/list.rs", "fn list");
    let errors = docs.split("# Errors\n").nth(1).unwrap();
    assert_snapshot!(errors.split("\n\n").next().unwrap(), @"
    Sending fails with an [`ApiError`](crate::ApiError) for these statuses:
    - 404 ([`Trouble`](crate::schemas::Trouble))
    - 422 ([`Trouble`](crate::schemas::Trouble))
    - 403 ([`response::ForbiddenBody`])
    ");
    assert_snapshot!(code("responses/list.rs", "struct ForbiddenBody"), @"
    #[derive(Record)]
    #[non_exhaustive]
    pub struct ForbiddenBody {
        pub why: String,
    }
    ");
}

#[test]
fn types_of_responses_are_sent_too() {
    assert_snapshot!(heads("responses/adopt.rs", "fn adopt | fn others"), @r"
    pub fn adopt(&self, pet: impl Into<Pet>, owner: Person) -> Adopt
    pub fn others(self, others: Pets) -> Self
    ");
    assert_snapshot!(example("responses/adopt.rs", "fn adopt"), @r#"
    use octoscribe::StringEnum;
    use octoscribe::schemas::{Cat, Person, Pet, person};
    client
        .responses()
        .adopt(
            Pet::Cat(
                Box::new({
                    let mut value = Cat::default();
                    value.r#type = String::from("cat");
                    value
                }),
            ),
            {
                let mut value = Person::default();
                value.login = String::from("octocat");
                value.plus_1 = 42;
                value.kind = String::from("human");
                value.site = Some(String::from("https://example.com/"));
                value.best = Some(
                    Box::new({
                        let mut value = Person::default();
                        value.login = String::from("octocat");
                        value.plus_1 = 42;
                        value.kind = String::from("human");
                        value
                    }),
                );
                value.mood = Some(StringEnum::from(person::Mood::Good));
                value
            },
        )
        .send()
        .await?;
    "#);
    assert_snapshot!(code("responses/tests.rs", "fn adopt"), @r#"
    #[test]
    fn adopt() {
        use jiff::Timestamp;
        use crate::StringEnum;
        use crate::schemas::{Cat, Person, Pet, Pets, person};
        let request = client()
            .responses()
            .adopt(
                Pet::Cat(
                    Box::new(Cat {
                        r#type: String::from("cat"),
                        lives: Some(42),
                    }),
                ),
                Person {
                    login: String::from("login ä/1"),
                    plus_1: 42,
                    kind: String::from("human"),
                    r#fn: Some(String::from("fn ä/1")),
                    site: Some(String::from("https://example.com/")),
                    born: Some(Timestamp::constant(1_706_702_400, 0)),
                    friends: Some(
                        Vec::from([
                            Person {
                                login: String::from("login ä/1"),
                                plus_1: 42,
                                kind: String::from("human"),
                                site: None,
                                best: None,
                                mood: None,
                                ..Person::default()
                            },
                        ]),
                    ),
                    best: Some(
                        Box::new(Person {
                            login: String::from("login ä/1"),
                            plus_1: 42,
                            kind: String::from("human"),
                            site: None,
                            best: None,
                            mood: None,
                            ..Person::default()
                        }),
                    ),
                    address: Some(person::Address {
                        street: String::from("street ä/1"),
                    }),
                    mood: Some(StringEnum::from(person::Mood::Good)),
                },
            )
            .others(Pets {
                total_count: 42,
                pets: Vec::from([
                    Pet::Cat(
                        Box::new(Cat {
                            r#type: String::from("cat"),
                            lives: Some(42),
                        }),
                    ),
                ]),
            });
        check("responses.adopt", request.request());
        check_responses("responses.adopt", &request);
    }
    "#);
}
