//! Emitted rustdoc: what is shown of a page, and that nothing in it can do harm.

use insta::assert_snapshot;

use crate::emit::cut::{docs, example, file, prose};

#[test]
fn a_method() {
    assert_snapshot!(docs("places/add_animal.rs", "fn add_animal"), @r#"
    Add an animal.

    `POST /zoos/{zoo}/cages/{cage}/animals`

    Puts an animal into a cage.

    # Arguments
    - `zoo`: Name of the zoo.
    - `cage`: Number of the cage.
    - `name`: What the animal is called.
    - `audit`: Whether to write it down.

    # Errors
    Sending fails as [`Error`](crate::Error) says. The docs list no statuses.

    # Example
    ```
    # async fn example(client: octoscribe::Client) -> Result<(), octoscribe::Error> {
    client.places().add_animal("zoo", 42, "name", true).send().await?;
    # Ok(())
    # }
    ```

    [Page](https://example.com/pages/spec/endpoints/places/addAnimal.md), [GitHub's
    documentation](https://docs.github.com/rest/zoos/animals#add-an-animal)
    "#);
}

#[test]
fn setters() {
    assert_snapshot!(docs("places/add_animal.rs", "fn legs"), @r"
    How many legs it has.

    Default: `4`.
    ");
    assert_snapshot!(docs("places/add_animal.rs", "fn note"), @"");
    assert_snapshot!(docs("names/odd.rs", "fn plus_1"), @"");
}

#[test]
fn bounds_are_named_unless_the_prose_does() {
    assert_snapshot!(docs("rules/all.rs", "fn per_page"), @"At most 100 a page.");
    assert_snapshot!(docs("rules/all.rs", "fn size"), @"At least 3000000000.");
    assert_snapshot!(docs("rules/all.rs", "fn ids"), @"At most 10 items.");
    assert_snapshot!(docs("rules/inside.rs", "fn words"), @"At most 4 entries.");
}

#[test]
fn objects() {
    assert_snapshot!(docs("types/objects.rs", "struct Plan"), @"What to build.");
    assert_snapshot!(docs("types/objects.rs", "pub fn new"), @r"
    An object with the fields that it requires.

    - `name`: Name of the zoo.
    ");
    assert_snapshot!(docs("schemas/tree.rs", "struct Tree"), @"A tree with its branches.");
    assert_snapshot!(docs("schemas/tree.rs", "pub fn new"), @"An object without any of its fields; all are optional.");
}

#[test]
fn variants() {
    let variants = |path: &str, name: &str| {
        let file = file(path).split_once(&format!("pub enum {name} {{\n")).unwrap().1;
        file.split_once("\n}").unwrap().0.to_owned()
    };
    let reaction = variants("enums/odd.rs", "Reaction");
    assert_snapshot!(reaction.lines().skip(14).collect::<Vec<_>>().join("\n"), @r#"
    SelfLiteral,
    /// `type`
    #[value = "type"]
    Type,
    /// `2fa`
    #[value = "2fa"]
    N2fa,
    /// `*`
    #[value = "*"]
    Star,
    /// `` back`tick ``
    #[value = "back`tick"]
    BackTick,
    /// `  `
    #[value = ""]
    Empty,
    "#);
    assert_snapshot!(variants("types/unions.rs", "Trigger"), @"
    Keyword(StringEnum<trigger::Keyword>),
    Object(trigger::Object),
    UnionList(Vec<trigger::Item>),
    ");
}

#[test]
fn examples() {
    assert_snapshot!(example("types/scalars.rs", "fn scalars"), @r#"
    use octoscribe::jiff::Timestamp;
    use octoscribe::jiff::civil::date;
    client
        .types()
        .scalars(
            "text",
            42,
            0.5,
            true,
            date(2024, 1, 31),
            Timestamp::constant(1_706_702_400, 0),
            "https://example.com/",
        )
        .send()
        .await?;
    "#);
    assert_snapshot!(example("types/objects.rs", "fn objects"), @r#"
    use octoscribe::types::objects::Plan;
    client.types().objects(Plan::new("name")).send().await?;
    "#);
    assert_snapshot!(example("rules/all.rs", "fn all"), @r#"
    client
        .rules()
        .all(
            "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "code",
        )
        .send()
        .await?;
    "#);
    assert_snapshot!(example("enums/shared.rs", "fn shared"), @r"
    use octoscribe::schemas::Colour;
    client.enums().shared(Colour::Red).send().await?;
    ");
}

#[test]
fn prose_is_inert() {
    assert_snapshot!(prose("prose/all.rs", "fn all"), @r#"
    Show \*all\* &#96;prose&#96; \<b>.

    `POST /prose`

    A fence:

    ```text
    panic!("this must not run");
    ```

    ```text
    let indented = panic!();
    ```

    Raw \<script>alert(1)\</script> HTML, a [link](https://example.com/a%28b%29), \[`Vec`\], bad, an
    [image](https://example.com/i.png) and `code with "quotes" and a \ backslash`. \*/ #!\[allow(warnings)\] {}

    > A quote.

    # Arguments
    - `x`: A `code` with \| bar.\<br>And \<i>HTML\</i>.

    # Errors
    Sending fails as [`Error`](crate::Error) says. The docs list no statuses.
    "#);
    assert_snapshot!(docs("prose/all.rs", "fn y"), @r#"
    \[`crate::Client`\] and &#96;&#96; ticks.

    Default: `  "} fn main() {  `.
    "#);
    assert_snapshot!(file("prose/all.rs").lines().nth(2).unwrap(), @r"//! Show \*all\* &#96;prose&#96; \<b>: `POST /prose`.");
}
