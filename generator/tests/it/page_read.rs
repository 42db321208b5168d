//! What is read from pages without mistakes: the page that the project started with, and one page per feature of the dialect.

use insta::assert_snapshot;
use octoscribe_generator::config::Config;
use octoscribe_generator::ir::{Constraints, RoutePart, Type};
use octoscribe_generator::page::{
    self, EndpointPage, Page, ResponseRow, Row, SchemaPage, Step, TypeExpression, WebhookPage,
};
use octoscribe_generator::source::{Source, Sources, Span};

/// Shows a page with the text under its spans, so that a wrong span is seen.
struct Show {
    sources: Sources,
}

fn check(text: &str) -> String {
    let sources = Sources::new(vec![Source {
        path: "page.md".to_owned(),
        text: text.into(),
    }]);
    let mut found = Vec::new();
    let mut pages = Vec::new();
    for (id, source) in sources.iter() {
        pages.extend(page::read(id, source, &Config::default(), &mut found));
    }
    let show = Show { sources };
    assert!(found.is_empty(), "{found:#?}");
    match pages.as_slice() {
        [Page::Endpoint(page)] => show.endpoint(page),
        [Page::Schema(page)] => show.schema(page),
        [Page::Webhook(page)] => show.webhook(page),
        _ => "no page".to_owned(),
    }
}

impl Show {
    /// The place of a span and its text.
    fn at(&self, span: Span) -> String {
        let place = self.sources.line_column(span);
        format!("{}:{} {:?}", place.line, place.column, self.sources.text(span))
    }

    fn endpoint(&self, page: &EndpointPage) -> String {
        let mut lines = vec![format!("name {:?} at {}", page.name.value, self.at(page.name.span))];
        if let Some(example) = &page.example {
            let names: Vec<String> = example.value.names.iter().map(|name| self.at(name.span)).collect();
            let (scope, method) = (self.at(example.value.scope.span), self.at(example.value.method.span));
            lines.push(format!("example {scope} {method} [{}]", names.join(", ")));
        }
        let route = &page.route.value;
        let mut names = route.path.iter();
        let parts: Vec<String> = route
            .route
            .parts
            .iter()
            .map(|part| match part {
                RoutePart::Literal(text) => format!("{text:?}"),
                RoutePart::Parameter { multi_segment, .. } => {
                    let name = names.next().map_or(String::new(), |name| self.at(name.span));
                    format!("{}{name}", if *multi_segment { "+" } else { "" })
                }
            })
            .collect();
        let uploads = if route.route.uploads { " uploads" } else { "" };
        lines.push(format!("route {}{uploads} {}", route.method.as_str(), parts.join(" ")));
        lines.extend(route.query.iter().map(|name| format!("query {}", self.at(name.span))));
        lines.push(format!("scope {:?}", page.scope.value));
        lines.extend(
            page.content_type
                .iter()
                .map(|ty| format!("content-type {}", self.at(ty.span))),
        );
        for groups in &page.groups {
            let group = |names: &Vec<_>| {
                names
                    .iter()
                    .map(|name: &octoscribe_generator::source::Spanned<String>| self.at(name.span))
                    .collect::<Vec<_>>()
                    .join(" + ")
            };
            let listed: Vec<String> = groups.groups.iter().map(group).collect();
            lines.push(format!("{:?}: {}", groups.kind, listed.join(" or ")));
        }
        lines.push(format!("description {:?}", page.description));
        lines.extend(page.deprecated.map(|span| format!("deprecated {}", self.at(span))));
        lines.extend(
            page.renamed_to
                .iter()
                .map(|to| format!("renamed to {} at {}", to.value, self.at(to.span))),
        );
        lines.extend(page.see_also.iter().map(|link| format!("see also {}", link.value)));
        lines.extend(page.parameters.iter().map(|row| self.row(row)));
        lines.extend(page.responses.iter().map(response));
        lines.join("\n")
    }

    fn schema(&self, page: &SchemaPage) -> String {
        let mut lines = vec![format!("name {:?} at {}", page.name.value, self.at(page.name.span))];
        lines.extend(
            page.is
                .iter()
                .map(|is| format!("is {} at {}", ty(&is.value), self.at(is.span))),
        );
        lines.push(format!("description {:?}", page.description));
        lines.extend(page.fields.iter().map(|row| self.row(row)));
        lines.join("\n")
    }

    fn webhook(&self, page: &WebhookPage) -> String {
        let mut lines = vec![format!("name {:?} at {}", page.name.value, self.at(page.name.span))];
        lines.push(format!("event {}", self.at(page.event.span)));
        lines.extend(
            page.action
                .iter()
                .map(|action| format!("action {}", self.at(action.span))),
        );
        lines.push(format!("receivers {:?}, edition {:?}", page.receivers, page.edition));
        lines.push(format!("description {:?}", page.description));
        lines.extend(page.see_also.iter().map(|link| format!("see also {}", link.value)));
        lines.extend(page.fields.iter().map(|row| self.row(row)));
        lines.join("\n")
    }

    fn row(&self, row: &Row) -> String {
        let mut parts = vec![format!("- {} {}", self.at(row.name.span), path(&row.name.value))];
        parts.push(if row.required { "required" } else { "optional" }.to_owned());
        parts.extend(row.location.as_ref().map(|location| format!("in {:?}", location.value)));
        parts.extend(
            row.ty
                .as_ref()
                .map(|expression| format!("{} at {}", ty(&expression.value), self.at(expression.span))),
        );
        parts.extend(row.constraints.as_ref().map(|found| {
            let Constraints { min, max, pattern } = &found.value;
            format!("{min:?}..={max:?} {pattern:?} at {}", self.at(found.span))
        }));
        parts.extend(
            row.default
                .as_ref()
                .map(|default| format!("default {:?} at {}", default.value, self.at(default.span))),
        );
        parts.extend(row.deprecated.then(|| "deprecated".to_owned()));
        parts.push(format!("{:?}", row.description));
        parts.join("; ")
    }
}

fn response(row: &ResponseRow) -> String {
    let ty = row
        .row
        .ty
        .as_ref()
        .map_or("nothing".to_owned(), |expression| ty(&expression.value));
    let required = if row.row.required { "required" } else { "" };
    format!(
        "= {} {} {required} {ty} {:?}",
        row.status.value,
        path(&row.row.name.value),
        row.row.description
    )
}

fn path(path: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Field(name) => format!("({name})"),
        Step::Items => "[]".to_owned(),
        Step::Values => "*".to_owned(),
    };
    path.iter().map(step).collect()
}

fn ty(expression: &TypeExpression) -> String {
    let all = |types: &[TypeExpression]| types.iter().map(ty).collect::<Vec<_>>().join(" | ");
    match expression {
        TypeExpression::Primitive(Type::Object(_)) => "Object".to_owned(),
        TypeExpression::Primitive(primitive) => format!("{primitive:?}"),
        TypeExpression::Literal(text) => format!("{text:?}"),
        TypeExpression::Name(name) => format!("&{}", name.value),
        TypeExpression::List(items) => format!("List({})", ty(items)),
        TypeExpression::Map(values) => format!("Map({})", ty(values)),
        TypeExpression::Union(types) => all(types),
    }
}

/// A page with this front-matter besides `name` and `type`, this prose, and these sections.
fn page(front_matter: &str, prose: &str, sections: &str) -> String {
    check(&format!(
        "---\nname: Feed a frog\nscope: frogs\nexample: octokit.rest.frogs.feed()\ntype: API method\n{front_matter}\n---\n\n# Feed a frog\n\n{prose}\n\n{sections}\n"
    ))
}

const NOTHING: &str = "## Parameters\n\nThis endpoint has no parameters";

#[test]
fn the_page_that_started_it() {
    let text = include_str!("../fixtures/seed.md");
    let shown = check(text);
    assert_snapshot!(shown.lines().filter(|line| !line.starts_with("description")).collect::<Vec<_>>().join("\n"), @r#"
    name "Delete a package for a user" at 2:7 "Delete a package for a user"
    example 3:23 "packages" 3:32 "deletePackageForUser" [3:55 "package_type", 3:69 "package_name", 3:83 "username"]
    route DELETE "/users/" 4:23 "username" "/packages/" 4:43 "package_type" "/" 4:58 "package_name"
    scope "packages"
    see also https://docs.github.com/rest/packages/packages#delete-a-package-for-a-user
    - 36:13 "package_type" (package_type); required; "Type of the package. Gradle packages count as `maven`, images in the Container registry (`ghcr.io`) as `container`; `docker` still finds those that were pushed to `docker.pkg.github.com`."
    - 41:9 "package_name" (package_name); required; "Name of the package."
    - 46:9 "username" (username); required; "Handle of the GitHub user account."
    "#);
    let description = shown
        .lines()
        .find(|line| line.starts_with("description"))
        .unwrap_or_default();
    assert_eq!(
        description.matches("\\n\\n").count(),
        2,
        "three paragraphs without the example"
    );
    assert_eq!(
        check(&text.replace('\n', "\r\n")).lines().count(),
        shown.lines().count()
    );
}

#[test]
fn routes() {
    assert_snapshot!(page("route: POST {origin}/frogs/{frog_id}/a-b_c.d~e/{base}...{+path}{?at,food-type}", "", NOTHING), @r#"
    name "Feed a frog" at 2:7 "Feed a frog"
    example 4:23 "frogs" 4:29 "feed" []
    route POST uploads "/frogs/" 6:29 "frog_id" "/a-b_c.d~e/" 6:49 "base" "..." +6:59 "path"
    query 6:66 "at"
    query 6:69 "food-type"
    scope "frogs"
    description ""
    "#);
    assert_snapshot!(page("route: GET /", "", NOTHING), @r#"
    name "Feed a frog" at 2:7 "Feed a frog"
    example 4:23 "frogs" 4:29 "feed" []
    route GET "/"
    scope "frogs"
    description ""
    "#);
}

#[test]
fn front_matter_styles() {
    let styles = "route: >-\n  GET\n  /frogs\ncontent-type: 'text/plain' # a comment\nany-of: [[a], [\"b\", 'c']]\none-of:\n  - [a]\n  - - b\n    - c";
    assert_snapshot!(page(styles, "", NOTHING), @r#"
    name "Feed a frog" at 2:7 "Feed a frog"
    example 4:23 "frogs" 4:29 "feed" []
    route GET "/frogs"
    scope "frogs"
    content-type 9:16 "text/plain"
    AtLeastOne: 10:11 "a" or 10:17 "b" + 10:22 "c"
    ExactlyOne: 12:6 "a" or 13:7 "b" + 14:7 "c"
    description ""
    "#);
}

#[test]
fn notices() {
    assert_snapshot!(page("route: GET /frogs", "**This method is deprecated.**\n\nStill there.\n\n```js\nfeed()\n```", NOTHING), @r#"
    name "Feed a frog" at 2:7 "Feed a frog"
    example 4:23 "frogs" 4:29 "feed" []
    route GET "/frogs"
    scope "frogs"
    description "Still there."
    deprecated 11:1 "**This method is deprecated.**"
    "#);
    assert_snapshot!(page(
        "route: GET /frogs",
        "**Deprecated:** This method has been renamed to `octokit.rest.frogs.nourish`.\n\nOne.\n\n```js\nnot the example\n```\n\nTwo.",
        &format!("{NOTHING}.\n\nSee also: [docs](/rest/frogs).")
    ), @r#"
    name "Feed a frog" at 2:7 "Feed a frog"
    example 4:23 "frogs" 4:29 "feed" []
    route GET "/frogs"
    scope "frogs"
    description "One.\n\n```text\nnot the example\n```\n\nTwo."
    deprecated 11:1 "**Deprecated:** This method has been renamed to `octokit.rest.frogs.nourish`."
    renamed to frogs.nourish at 11:49 "`octokit.rest.frogs.nourish`"
    see also https://docs.github.com/rest/frogs
    "#);
}

#[test]
fn a_pipe_table() {
    let table = r#"## Parameters

| Name | required | in | type | constraints | default | description |
|------|----------|----|------|-------------|---------|-------------|
| `frog_id` | yes | path | integer | 1.. | | **Deprecated.** Use `a \| b`. |
| food | no | query | "fly" \| "won't say"[] | ..=3, /^[a-z\|]+$/ | ["fly"] | |
| menu.*.dishes[].name | no | body | map(Dish[] \| null) | | | Closing down. |

## Responses

| status | required | type | description |
|---|---|---|---|
| 200 | | object[] | OK. |
| 200[].id | yes | integer | |
| 204 | | | Nothing. |
"#;
    assert_snapshot!(page("route: GET /frogs/{frog_id}", "", table), @r#"
    name "Feed a frog" at 2:7 "Feed a frog"
    example 4:23 "frogs" 4:29 "feed" []
    route GET "/frogs/" 6:20 "frog_id"
    scope "frogs"
    description ""
    - 17:4 "frog_id" (frog_id); required; in Path; Integer at 17:28 "integer"; Some(1)..=None None at 17:38 "1.."; deprecated; "**Deprecated.** Use `a | b`."
    - 18:3 "food" (food); optional; in Query; "fly" | List("won't say") at 18:23 "\"fly\" \\| \"won't say\"[]"; None..=Some(3) Some("^[a-z|]+$") at 18:48 "..=3, /^[a-z\\|]+$/"; default "[\"fly\"]" at 18:69 "[\"fly\"]"; ""
    - 19:3 "menu.*.dishes[].name" (menu)*(dishes)[](name); optional; in Body; Map(List(&Dish) | Null) at 19:38 "map(Dish[] \\| null)"; deprecated; "Closing down."
    = 200   List(Object) "OK."
    = 200 [](id) required Integer ""
    = 204   nothing "Nothing."
    "#);
}

#[test]
fn an_html_table() {
    let table = r#"## Parameters

<table class="wide">
  <thead>
    <tr><th>name</th><th>required</th><th>type</th><th>default</th><th>description</th></tr>
  </thead>
  <tbody>
    <tr><td>größe</td><td>yes</td><td>&quot;a&amp;b&quot; | &quot;c&quot;</td><td>a&amp;b</td><td>

One `<td>` &lt;two&gt;.

- three

</td></tr>
<TR><TD>+1</TD><td>no</td><td>
  string | null
</td><td></td><td>In <b>one</b> line.</td></tr>
  </tbody>
</table>
See also: [docs](https://example.com).
"#;
    assert_snapshot!(page("route: GET /frogs", "", table), @r#"
    name "Feed a frog" at 2:7 "Feed a frog"
    example 4:23 "frogs" 4:29 "feed" []
    route GET "/frogs"
    scope "frogs"
    description ""
    see also https://example.com
    - 20:13 "größe" (größe); required; "a&b" | "c" at 20:39 "&quot;a&amp;b&quot; | &quot;c&quot;"; default "a&b" at 20:83 "a&amp;b"; "One `<td>` \\<two>.\n\n- three"
    - 27:9 "+1" (+1); optional; String | Null at 28:3 "string | null"; "In \\<b>one\\</b> line."
    "#);
}

#[test]
fn prose_leaves_out_title_notices_and_example() {
    let shown = page(
        "route: GET /frogs",
        "> [!NOTE]\n> Mind.\n\n#### More\n\n| a |\n|---|\n| b |\n\n<table><tr><td>x</td></tr></table>",
        NOTHING,
    );
    assert_snapshot!(shown.lines().find(|line| line.starts_with("description")).unwrap_or_default(), @r#"description "> **Note:** Mind.\n\n**More**\n\n| a |\n| --- |\n| b |\n\n\\<table>\\<tr>\\<td>x\\</td>\\</tr>\\</table>""#);
}

#[test]
fn schemas() {
    let schema = |front_matter: &str, body: &str| {
        check(&format!(
            "---\nname: Frog\ntype: Schema\n{front_matter}---\n\n# Frog\n\n{body}"
        ))
    };
    assert_snapshot!(schema("is: '\"it''s\" | SimpleFrog | null' # comment\n", ""), @r#"
    name "Frog" at 2:7 "Frog"
    is "it's" | &SimpleFrog | Null at 4:6 "\"it''s\" | SimpleFrog | null"
    description ""
    "#);
    assert_snapshot!(schema("is: object[]\n", "Frogs.\n\n## Fields\n\n| name | required | type | description |\n|---|---|---|---|\n| [].id | yes | integer | |\n| [].food.*.name | no | string | |\n"), @r#"
    name "Frog" at 2:7 "Frog"
    is List(Object) at 4:5 "object[]"
    description "Frogs."
    - 15:3 "[].id" [](id); required; Integer at 15:17 "integer"; ""
    - 16:3 "[].food.*.name" [](food)*(name); optional; String at 16:25 "string"; ""
    "#);
}

#[test]
fn webhook_events() {
    let text = "---\nname: frog.escaped\ntype: Webhook event\nevent: frog\naction: escaped\nreceivers: repository, app\n\
                edition: enterprise-cloud\n---\n\n# frog.escaped\n\nSent too late.\n\n## Fields\n\n\
                | name | required | type | description |\n|---|---|---|---|\n| action | yes | \"escaped\" | |\n\n\
                See also: [the docs](https://example.com).\n";
    assert_snapshot!(check(text), @r#"
    name "frog.escaped" at 2:7 "frog.escaped"
    event 4:8 "frog"
    action 5:9 "escaped"
    receivers ["repository", "app"], edition Some("enterprise-cloud")
    description "Sent too late."
    see also https://example.com
    - 18:3 "action" (action); required; "escaped" at 18:18 "\"escaped\""; ""
    "#);
}
