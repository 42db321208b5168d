//! One case for every kind of change: two trees of pages in, the changes out.

use std::collections::BTreeSet;

use octoscribe_generator::diff::Kind;

use crate::diff::pages::{alias, changes, full, page, responding, shared};

/// Kind, old pages, new pages, all changes between them.
struct Case(Kind, String, String, &'static str);

const CLOUD: &str = "edition: enterprise-cloud\n";

fn endpoints() -> Vec<Case> {
    let other = |front: &str| full("move", "GET /zoo/{id}", front, &["id; yes; integer"], &[]);
    let act = || page("GET /zoo/{id}", &["id; yes; integer"]);
    let extra = || full("see", "GET /see", "", &[], &[]);
    vec![
        Case(
            Kind::EndpointRemoved,
            act() + &extra(),
            extra(),
            "endpoint-removed zoo.act: zoo.act -> -",
        ),
        Case(
            Kind::EndpointAdded,
            extra(),
            extra() + &act(),
            "endpoint-added zoo.act: - -> zoo.act",
        ),
        Case(
            Kind::EndpointRenamed,
            act(),
            other(""),
            "endpoint-renamed zoo.act: zoo.act -> zoo.move",
        ),
        Case(
            Kind::EndpointForwarded,
            act(),
            other("renamed-from: zoo.act\n"),
            "endpoint-forwarded zoo.act: zoo.act -> zoo.move",
        ),
        Case(
            Kind::EndpointDeprecated,
            act(),
            act().replace("Does something.", "**This method is deprecated.**\n\nDoes something."),
            "endpoint-deprecated zoo.act: - -> -",
        ),
        Case(
            Kind::EndpointRestored,
            act().replace("Does something.", "**This method is deprecated.**\n\nDoes something."),
            act(),
            "endpoint-restored zoo.act: - -> -",
        ),
        Case(
            Kind::RouteChanged,
            act(),
            page("GET /zoo/{id}/act", &["id; yes; integer"]),
            "route-changed zoo.act: GET /zoo/{id} -> GET /zoo/{id}/act",
        ),
        Case(
            Kind::EditionAdded,
            act(),
            full("act", "GET /zoo/{id}", CLOUD, &["id; yes; integer"], &[]),
            "edition-added zoo.act: - -> enterprise-cloud",
        ),
        Case(
            Kind::EditionRemoved,
            full("act", "GET /zoo/{id}", CLOUD, &["id; yes; integer"], &[]),
            act(),
            "edition-removed zoo.act: enterprise-cloud -> -",
        ),
        Case(
            Kind::ContentTypeChanged,
            full(
                "act",
                "POST /zoo",
                "content-type: text/plain\n",
                &["data; yes; string"],
                &[],
            ),
            full(
                "act",
                "POST /zoo",
                "content-type: text/x-markdown\n",
                &["data; yes; string"],
                &[],
            ),
            "content-type-changed zoo.act: text/plain -> text/x-markdown",
        ),
        Case(
            Kind::GroupRuleAdded,
            page("GET /zoo", &["a; no; string", "b; no; string"]),
            full(
                "act",
                "GET /zoo",
                "any-of: [[a], [b]]\n",
                &["a; no; string", "b; no; string"],
                &[],
            ),
            "group-rule-added zoo.act: - -> any-of: [[a], [b]]",
        ),
        Case(
            Kind::GroupRuleRemoved,
            full(
                "act",
                "GET /zoo",
                "one-of: [[a], [b]]\n",
                &["a; no; string", "b; no; string"],
                &[],
            ),
            page("GET /zoo", &["a; no; string", "b; no; string"]),
            "group-rule-removed zoo.act: one-of: [[a], [b]] -> -",
        ),
        Case(
            Kind::DocsChanged,
            act(),
            act().replace("Does something.", "Does it."),
            "docs-changed zoo.act: - -> -",
        ),
    ]
}

fn names_and_scopes() -> Vec<Case> {
    let act = || page("GET /zoo/{id}", &["id; yes; integer"]);
    let pond = || full("see", "GET /see", "", &[], &[]).replace("zoo", "pondLife");
    vec![
        // The notice on a page promises no forwarder: another route is another call.
        Case(
            Kind::EndpointSuperseded,
            act() + &full("move", "PUT /zoo/{id}", "", &["id; yes; integer"], &[]),
            act().replace(
                "Does something.",
                "**Deprecated:** This method has been renamed to zoo.move\n\nDoes something.",
            ) + &full("move", "PUT /zoo/{id}", "", &["id; yes; integer"], &[]),
            "endpoint-superseded zoo.act: GET /zoo/{id} -> zoo.move",
        ),
        Case(
            Kind::EndpointForwarded,
            act() + &full("move", "GET /zoo/{frog}", "", &["frog; yes; integer"], &[]),
            act().replace(
                "Does something.",
                "**Deprecated:** This method has been renamed to zoo.move\n\nDoes something.",
            ) + &full("move", "GET /zoo/{frog}", "", &["frog; yes; integer"], &[]),
            "endpoint-forwarded zoo.act: zoo.act -> zoo.move",
        ),
        Case(
            Kind::ScopeRemoved,
            act() + &pond(),
            act(),
            "scope-removed pondLife: pond-life -> -\nendpoint-removed pondLife.see: pondLife.see -> -",
        ),
        Case(
            Kind::ScopeAdded,
            act(),
            act() + &pond(),
            "scope-added pondLife: - -> pond-life\nendpoint-added pondLife.see: - -> pondLife.see",
        ),
        // The old name keeps the scope.
        Case(
            Kind::EndpointForwarded,
            act() + &pond(),
            act() + &full("see", "GET /see", "renamed-from: pondLife.see\n", &[], &[]),
            "endpoint-forwarded pondLife.see: pondLife.see -> zoo.see",
        ),
    ]
}

fn parameters() -> Vec<Case> {
    let get = |rows: &[&str]| page("GET /zoo", rows);
    vec![
        Case(
            Kind::ParameterRemoved,
            get(&["a; yes; string", "b; no; string"]),
            get(&[]),
            "parameter-removed zoo.act a: string -> -\n\
             parameter-removed zoo.act b: string -> -",
        ),
        Case(
            Kind::ParameterRenamed,
            get(&["colour; no; string"]),
            get(&["color; no; string"]),
            "parameter-renamed zoo.act colour: colour -> color",
        ),
        Case(
            Kind::ArgumentRenamed,
            page("GET /zoo/{id}", &["id; yes; integer"]),
            page("GET /zoo/{frog_id}", &["frog_id; yes; integer"]),
            "argument-renamed zoo.act id: id -> frog_id",
        ),
        // Where nothing is said of either, nobody knows whether they mean the same.
        Case(
            Kind::ParameterRenamed,
            get(&["title; yes; string"]),
            get(&["titles; yes; string"]),
            "parameter-renamed zoo.act title: title -> titles",
        ),
        Case(
            Kind::ArgumentRenamed,
            get(&["title; yes; string; ; ; What it is called."]),
            get(&["name; yes; string; ; ; What it is called."]),
            "argument-renamed zoo.act title: title -> name",
        ),
        Case(
            Kind::ParameterRenamed,
            page("GET /zoo/{id}", &["id; yes; string; ; ; The number of a frog."]),
            page("GET /zoo/{name}", &["name; yes; string; ; ; What the frog is called."]),
            "parameter-renamed zoo.act id: id -> name\n\
             parameter-docs-changed zoo.act id: - -> -",
        ),
        // The type of an argument's own is called like the argument.
        Case(
            Kind::ParameterRenamed,
            get(&["state; yes; \"on\" | \"off\""]),
            get(&["status; yes; \"on\" | \"off\""]),
            "parameter-renamed zoo.act state: state -> status",
        ),
        // The same call would then set something else.
        Case(
            Kind::ParameterRenamed,
            get(&["cook; yes; string; ; ; Who cooks."]),
            get(&["book; yes; string; ; ; Which recipe book."]),
            "parameter-renamed zoo.act cook: cook -> book\n\
             parameter-docs-changed zoo.act cook: - -> -",
        ),
        // Types of requests don't meet those of responses, so nothing has to yield.
        Case(
            Kind::OptionalParameterAdded,
            full(
                "act",
                "POST /zoo",
                "",
                &[],
                &["200; ; object", "200.taste; no; \"sweet\" | \"sour\""],
            ),
            full(
                "act",
                "POST /zoo",
                "",
                &["taste; no; object", "taste.accept; no; boolean"],
                &["200; ; object", "200.taste; no; \"sweet\" | \"sour\""],
            ),
            "optional-parameter-added zoo.act taste: - -> object",
        ),
        Case(
            Kind::RequiredParameterAdded,
            get(&[]),
            get(&["a; yes; string"]),
            "required-parameter-added zoo.act a: - -> string",
        ),
        // The request has a type of its own from the start, so its first setter changes no type.
        Case(
            Kind::OptionalParameterAdded,
            get(&[]),
            get(&["a; no; string"]),
            "optional-parameter-added zoo.act a: - -> string",
        ),
        Case(
            Kind::ParameterRequired,
            get(&["a; no; string"]),
            get(&["a; yes; string"]),
            "parameter-required zoo.act a: optional -> required",
        ),
        Case(
            Kind::ParameterOptional,
            get(&["a; yes; string"]),
            get(&["a; no; string"]),
            "parameter-optional zoo.act a: required -> optional",
        ),
        Case(
            Kind::ArgumentOrder,
            get(&["a; yes; string", "b; yes; string"]),
            get(&["b; yes; string", "a; yes; string"]),
            "argument-order zoo.act: a, b -> b, a",
        ),
        // Path parameters stand in route order, so this order of the table counts for nothing.
        Case(
            Kind::ArgumentOrder,
            page("GET /zoo/{a}/{b}", &["b; yes; string", "a; yes; string"]),
            page("GET /zoo/{b}/{a}", &["b; yes; string", "a; yes; string"]),
            "argument-order zoo.act: a, b -> b, a",
        ),
        Case(
            Kind::ParameterMoved,
            page("POST /zoo", &["a; no; string"]),
            page("POST /zoo{?a}", &["a; no; string"]),
            "parameter-moved zoo.act a: body -> query",
        ),
    ]
}

fn values() -> Vec<Case> {
    let get = |rows: &[&str]| page("GET /zoo", rows);
    vec![
        Case(
            Kind::TypeChanged,
            get(&["a; no; integer"]),
            get(&["a; no; string"]),
            "type-changed zoo.act a: integer -> string",
        ),
        Case(
            Kind::TypeWidened,
            get(&["a; no; integer"]),
            get(&["a; no; integer | string"]),
            "type-widened zoo.act a: integer -> integer | string",
        ),
        // Of two values with the same name in Rust the canonical one has it, so the other one yields when that joins.
        Case(
            Kind::NameMoved,
            get(&["a; no; \"ASC\" | \"DESC\""]),
            get(&["a; no; \"ASC\" | \"DESC\" | \"asc\""]),
            "name-moved zoo.act a: Asc -> Asc2\n\
             value-added zoo.act a: - -> asc",
        ),
        Case(
            Kind::ValueRemoved,
            get(&["a; no; \"x\" | \"y\""]),
            get(&["a; no; \"x\""]),
            "value-removed zoo.act a: y -> -",
        ),
        Case(
            Kind::ValueAdded,
            get(&["a; no; (\"x\" | \"y\")[]"]),
            get(&["a; no; (\"x\" | \"y\" | \"z\")[]"]),
            "value-added zoo.act a: - -> z",
        ),
        Case(
            Kind::ConstraintNarrowed,
            get(&["a; no; integer; 1..=100"]),
            get(&["a; no; integer; 1..=50"]),
            "constraint-narrowed zoo.act a: 1..=100 -> 1..=50",
        ),
        Case(
            Kind::ConstraintNarrowed,
            page("POST /zoo", &["a; no; string[]", "a[]; no; string; 1.."]),
            page("POST /zoo", &["a; no; string[]", "a[]; no; string; 1..=5"]),
            "constraint-narrowed zoo.act a[]: 1.. -> 1..=5",
        ),
        Case(
            Kind::ConstraintNarrowed,
            page("GET /zoo/{a}", &["a; yes; string; 0.."]),
            page("GET /zoo/{a}", &["a; yes; string"]),
            "constraint-narrowed zoo.act a: 0.. -> -",
        ),
        Case(
            Kind::StyleChanged,
            get(&["a; no; string[]"]),
            get(&["a; no; string[]"]).replace("| default |", "| in |").replace(
                "| a | no | string[] |  |  |",
                "| a | no | string[] |  | query, brackets |",
            ),
            "style-changed zoo.act a: query -> query, brackets",
        ),
        Case(
            Kind::ConstraintWidened,
            get(&["a; no; string; 1..=9, /x/"]),
            get(&["a; no; string; 1..=9"]),
            "constraint-widened zoo.act a: 1..=9, /x/ -> 1..=9",
        ),
        Case(
            Kind::DefaultChanged,
            get(&["a; no; integer; ; 30"]),
            get(&["a; no; integer; ; 50"]),
            "default-changed zoo.act a: 30 -> 50",
        ),
        Case(
            Kind::ParameterDeprecated,
            get(&["a; no; integer"]),
            get(&["a; no; integer; ; ; **Deprecated.** Use b."]),
            "parameter-deprecated zoo.act a: - -> -\n\
             parameter-docs-changed zoo.act a: - -> -",
        ),
        Case(
            Kind::ParameterRestored,
            get(&["a; no; integer; ; ; **Deprecated.** Use b."]),
            get(&["a; no; integer; ; ; Use b."]),
            "parameter-restored zoo.act a: - -> -\n\
             parameter-docs-changed zoo.act a: - -> -",
        ),
        Case(
            Kind::ParameterDocsChanged,
            get(&["a; no; integer; ; ; One."]),
            get(&["a; no; integer; ; ; Two."]),
            "parameter-docs-changed zoo.act a: - -> -",
        ),
    ]
}

fn responses() -> Vec<Case> {
    vec![
        Case(
            Kind::ResponseTypeChanged,
            responding(&["200; ; integer[]"]),
            responding(&["200; ; string[]"]),
            "response-type-changed zoo.act 200: integer[] -> string[]",
        ),
        Case(
            Kind::ResponseTypeWidened,
            responding(&["200; ; integer | string"]),
            responding(&["200; ; integer | string | boolean"]),
            "response-type-widened zoo.act 200: integer | string -> integer | string | boolean",
        ),
        // In responses a single literal is a string, and several are an enum.
        Case(
            Kind::ResponseTypeChanged,
            responding(&["200; ; \"a\" | \"b\""]),
            responding(&["200; ; \"a\""]),
            "response-type-changed zoo.act 200: \"a\" | \"b\" -> \"a\"",
        ),
        // Where another success has no body, calls give an `Option`.
        Case(
            Kind::ResponseStatusChanged,
            responding(&["200; ; string"]),
            responding(&["200; ; string", "204"]),
            "response-status-changed zoo.act: 200 -> 200 or none\n\
             response-docs-changed zoo.act 204: - -> no body",
        ),
        Case(
            Kind::ResponseStatusChanged,
            responding(&["204"]),
            responding(&["200; ; string"]),
            "response-status-changed zoo.act: none -> 200\n\
             response-docs-changed zoo.act 204: no body -> -",
        ),
        Case(
            Kind::ResponseStatusChanged,
            responding(&[]),
            responding(&["200; ; string", "202; ; integer"]),
            "response-status-changed zoo.act: any JSON -> 200, 202",
        ),
        // Callers that decode errors name the type of the body.
        Case(
            Kind::ResponseTypeChanged,
            responding(&["204", "404; ; object", "404.message; yes; string"]),
            responding(&["204"]),
            "response-type-changed zoo.act 404: object -> not listed",
        ),
        Case(
            Kind::ResponseFieldRemoved,
            responding(&["200; ; object[]", "200[].id; yes; integer", "200[].a; no; string"]),
            responding(&["200; ; object[]", "200[].id; yes; integer"]),
            "response-field-removed zoo.act 200[].a: string -> -",
        ),
        Case(
            Kind::ResponseFieldRenamed,
            responding(&["200; ; object", "200.colour; yes; string"]),
            responding(&["200; ; object", "200.color; yes; string"]),
            "response-field-renamed zoo.act 200.colour: 200.colour -> 200.color",
        ),
        Case(
            Kind::ResponseFieldAdded,
            responding(&["200; ; object", "200.id; yes; integer"]),
            responding(&["200; ; object", "200.id; yes; integer", "200.a; yes; string"]),
            "response-field-added zoo.act 200.a: - -> string",
        ),
        Case(
            Kind::ResponseFieldOptional,
            responding(&["200; ; object", "200.id; yes; integer"]),
            responding(&["200; ; object", "200.id; yes; integer | null"]),
            "response-field-optional zoo.act 200.id: required -> required, may be null",
        ),
        Case(
            Kind::ResponseFieldRequired,
            responding(&["200; ; object", "200.id; no; integer"]),
            responding(&["200; ; object", "200.id; yes; integer"]),
            "response-field-required zoo.act 200.id: optional -> required",
        ),
        Case(
            Kind::ResponseValueRemoved,
            responding(&["200; ; \"a\" | \"b\" | \"c\""]),
            responding(&["200; ; \"a\" | \"c\""]),
            "response-value-removed zoo.act 200: b -> -",
        ),
        Case(
            Kind::ResponseValueAdded,
            responding(&["200; ; \"a\" | \"b\""]),
            responding(&["200; ; \"a\" | \"b\" | \"c\""]),
            "response-value-added zoo.act 200: - -> c",
        ),
        Case(
            Kind::ResponseDocsChanged,
            responding(&["204; ; ; Done.", "404"]),
            responding(&["204; ; ; Did it.", "403"]),
            "response-docs-changed zoo.act 204: - -> -\n\
             response-docs-changed zoo.act 404: no body -> -\n\
             response-docs-changed zoo.act 403: - -> no body",
        ),
        Case(
            Kind::ResponseFormAdded,
            responding(&["200; ; string"]),
            responding(&["200; ; string", "200 text/x.star+json; ; integer"]),
            "response-form-added zoo.act 200 text/x.star+json: - -> -",
        ),
        Case(
            Kind::ResponseFormRemoved,
            responding(&["200; ; string", "200 text/x.star+json; ; integer"]),
            responding(&["200; ; string"]),
            "response-form-removed zoo.act 200 text/x.star+json: - -> -",
        ),
    ]
}

fn lists() -> Vec<Case> {
    vec![
        Case(
            Kind::ItemsAdded,
            pages("items: none\n"),
            pages("items: a\n"),
            "items-added zoo.act: - -> a",
        ),
        Case(
            Kind::ItemsChanged,
            pages("items: a\n"),
            pages("items: b, 50 a page\n"),
            "items-changed zoo.act: a -> b",
        ),
        Case(
            Kind::ResponseFieldRemoved,
            responding(&["200; ; object", "200.a; yes; string", "200.*; no; string"]),
            responding(&["200; ; object", "200.a; yes; string"]),
            "response-field-removed zoo.act 200.*: string -> -",
        ),
    ]
}

/// An endpoint whose response has two lists.
fn pages(front_matter: &str) -> String {
    let rows = ["200; ; object", "200.a; yes; string[]", "200.b; yes; string[]"];
    full("act", "GET /zoo", front_matter, &["page; no; integer"], &rows)
}

fn schemas() -> Vec<Case> {
    let frog = |rows: &[&str], users: &[&str]| shared("Frog", rows, users);
    let both = &["request", "response"];
    vec![
        Case(
            Kind::SchemaRemoved,
            frog(&["id; yes; integer"], &["request"]),
            full("act", "POST /zoo", "", &[], &["204"]),
            "schema-removed Frog: Frog -> -\n\
             parameter-removed zoo.act frog: Frog -> -",
        ),
        Case(
            Kind::SchemaRenamed,
            frog(&["id; yes; integer"], both),
            shared("Toad", &["id; yes; integer"], both),
            "schema-renamed Frog: Frog -> Toad",
        ),
        Case(
            Kind::SchemaFormChanged,
            frog(&["id; yes; integer"], &["request"]),
            frog(&["id; yes; integer"], both),
            "schema-form-changed Frog: has a constructor and setters -> has public fields\n\
             response-status-changed zoo.act: none -> 200\n\
             response-docs-changed zoo.act 204: no body -> -",
        ),
        Case(
            Kind::SchemaAdded,
            full("act", "POST /zoo", "", &[], &["204"]),
            frog(&["id; yes; integer"], &["request"]),
            "schema-added Frog: - -> Frog\n\
             optional-parameter-added zoo.act frog: - -> Frog",
        ),
        // One change, by what it does to those who send, to those who get, and to both.
        Case(
            Kind::RequiredParameterAdded,
            frog(&["id; no; integer"], &["request"]),
            frog(&["id; no; integer", "a; yes; string"], &["request"]),
            "required-parameter-added Frog a: - -> string",
        ),
        Case(
            Kind::ResponseFieldAdded,
            frog(&["id; no; integer"], &["response"]),
            frog(&["id; no; integer", "a; yes; string"], &["response"]),
            "response-field-added Frog a: - -> string",
        ),
        Case(
            Kind::RequiredParameterAdded,
            frog(&["id; no; integer"], both),
            frog(&["id; no; integer", "a; yes; string"], both),
            "required-parameter-added Frog a: - -> string",
        ),
        Case(
            Kind::ResponseFieldOptional,
            frog(&["id; yes; integer"], both),
            frog(&["id; yes; integer | null"], both),
            "response-field-optional Frog id: required -> required, may be null\n\
             type-widened Frog id: integer -> integer | null",
        ),
        // An alias declares nothing, but all who use it feel what it stands for.
        Case(
            Kind::TypeChanged,
            alias("integer"),
            alias("string"),
            "type-changed Colour: integer -> string",
        ),
        Case(
            Kind::ValueRemoved,
            alias("'\"green\" | \"blue\"'"),
            alias("'\"green\"'"),
            "value-removed Colour: blue -> -",
        ),
    ]
}

fn events() -> Vec<Case> {
    let event = |action: &str, front_matter: &str, rows: &str| {
        format!(
            "=== spec/webhooks/frog/{action}.md\n---\nname: frog.{action}\ntype: Webhook event\nevent: frog\naction: {action}\n\
             receivers: app\n{front_matter}---\n\n# frog.{action}\n\n## Fields\n\n| name | required | type | description |\n\
             |---|---|---|---|\n| action | yes | \"{action}\" | |\n{rows}\n"
        )
    };
    let fed = || event("fed", "", "");
    vec![
        Case(
            Kind::EventRemoved,
            fed() + &event("left", "", ""),
            fed(),
            "event-removed webhooks.frog.left: webhooks.frog.left -> -",
        ),
        Case(
            Kind::EventAdded,
            fed(),
            fed() + &event("left", "", ""),
            "event-added webhooks.frog.left: - -> webhooks.frog.left",
        ),
        Case(
            Kind::EditionAdded,
            fed(),
            event("fed", CLOUD, ""),
            "edition-added webhooks.frog.fed: - -> enterprise-cloud",
        ),
        Case(
            Kind::DocsChanged,
            fed(),
            fed().replace("receivers: app", "receivers: repository, app"),
            "docs-changed webhooks.frog.fed: - -> -",
        ),
        Case(
            Kind::ResponseFieldRemoved,
            event("fed", "", "| food | yes | string | |\n"),
            fed(),
            "response-field-removed webhooks.frog.fed food: string -> -",
        ),
    ]
}

#[test]
fn every_kind_of_change_is_found_and_nothing_else() {
    let cases: Vec<Case> = [
        endpoints(),
        names_and_scopes(),
        parameters(),
        values(),
        responses(),
        lists(),
        schemas(),
        events(),
    ]
    .into_iter()
    .flatten()
    .collect();
    for Case(kind, old, new, expected) in &cases {
        assert_eq!(changes(old, new).trim_end(), *expected, "{}", kind.as_str());
        assert!(expected.contains(kind.as_str()), "{}", kind.as_str());
        assert_eq!(changes(old, old), "", "{}", kind.as_str());
    }
    let tested: BTreeSet<Kind> = cases.iter().map(|Case(kind, ..)| *kind).collect();
    let all: BTreeSet<Kind> = Kind::ALL.iter().copied().collect();
    assert_eq!(tested, all);
}

#[test]
fn of_two_new_parameters_with_one_name_the_one_in_the_same_place_is_the_renamed_one() {
    let with_places = |text: String| text.replace("| default |", "| in |").replace("name, name", "name");
    let old = page(
        "POST /zoo/{owner}",
        &["owner; yes; string", "title; yes; string; ; ; The label."],
    );
    let rows = [
        "owner; yes; string",
        "name; yes; string; ; path; Whose it is.",
        "name; yes; string; ; body; The label.",
    ];
    let new = with_places(page("POST /zoo/{owner}/{name}", &rows));
    insta::assert_snapshot!(changes(&old, &new), @r"
    required-parameter-added zoo.act name: - -> string
    route-changed zoo.act: POST /zoo/{owner} -> POST /zoo/{owner}/{name}
    argument-renamed zoo.act title: title -> name
    ");
}
