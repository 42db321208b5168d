//! Words that have the same Rust name are reported, whatever they are, and no others: schema pages are refused, the rest is numbered.

use octoscribe_generator::diagnostic::Code;
use octoscribe_generator::names;
use octoscribe_generator::source::Source;
use proptest::prelude::*;

/// The kinds of findings about pages with these paths and texts.
fn codes(pages: impl IntoIterator<Item = (String, String)>) -> Vec<Code> {
    let pages = pages.into_iter().map(|(path, text)| Source {
        path,
        text: text.into(),
    });
    let analysis = octoscribe_generator::analyse(pages.collect());
    analysis.diagnostics.iter().map(|finding| finding.code).collect()
}

fn schema(name: &str, front_matter: &str) -> (String, String) {
    let text = format!("---\nname: {name}\ntype: Schema\n{front_matter}---\n\n# {name}\n");
    (format!("spec/schemas/{name}.md"), text)
}

fn endpoint(method: &str, route: &str, required: &[&str], optional: &[&str]) -> (String, String) {
    let row = |name: &&str, word: &str| format!("| {name} | {word} | string | Text. |\n");
    let rows: String = required
        .iter()
        .map(|name| row(name, "yes"))
        .chain(optional.iter().map(|name| row(name, "no")))
        .collect();
    let names = if required.is_empty() {
        String::new()
    } else {
        format!("{{ {} }}", required.join(", "))
    };
    let text = format!(
        "---\nname: Act\nexample: octokit.rest.zoo.{method}({names})\nroute: POST /{route}\nscope: zoo\ntype: API method\n---\n\n# Act\n\n\
         ## Parameters\n\n| name | required | type | description |\n|---|---|---|---|\n{rows}"
    );
    (format!("spec/endpoints/zoo/{method}.md"), text)
}

/// Whether the pages of these names are one file where upper and lower case are the same.
fn are_one_file(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Words that are easily taken for one another.
fn word() -> impl Strategy<Value = String> {
    "[a-bA-B]([a-bA-B1_-]{0,3}[a-bA-B1_])?"
}

/// Words of letters and digits only, as they can stand in a file name and in a call.
fn method() -> impl Strategy<Value = String> {
    "[ab][abAB1]{1,4}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_of_enums(a in "[abAB1 +*_./-]{1,4}", b in "[abAB1 +*_./-]{1,4}") {
        prop_assume!(a != b);
        let is = serde_json::Value::from(format!("\"{a}\" | \"{b}\""));
        let page = endpoint("act", "zoo", &[], &["value"]);
        let page = (page.0, page.1.replace("| string |", "| Choice |"));
        let found = codes([schema("Choice", &format!("is: {is}\n")), page]);
        let same = names::variant(&a) == names::variant(&b);
        prop_assert_eq!(found.contains(&Code::NumberedName), same, "{:?}", found);
    }

    #[test]
    fn required_and_optional_parameters(a in word(), b in word()) {
        prop_assume!(a != b);
        let required = codes([endpoint("act", "zoo", &[&a, &b], &[])]);
        prop_assert_eq!(required.contains(&Code::NumberedName), names::argument(&a) == names::argument(&b), "{:?}", required);
        let optional = codes([endpoint("act", "zoo", &[], &[&a, &b])]);
        prop_assert_eq!(optional.contains(&Code::NumberedName), names::setter(&a) == names::setter(&b), "{:?}", optional);
    }

    #[test]
    fn methods_of_a_scope(a in method(), b in method()) {
        prop_assume!(a != b);
        let found = codes([endpoint(&a, "one", &[], &["x"]), endpoint(&b, "two", &[], &["x"])]);
        let same = names::snake(&a) == names::snake(&b) || names::camel(&a) == names::camel(&b);
        prop_assert_eq!(found.contains(&Code::NumberedName), same, "{:?}", found);
        prop_assert_eq!(found.contains(&Code::NameCollision), are_one_file(&a, &b), "{:?}", found);
    }

    #[test]
    fn schemas(a in "[AB][abAB1]{1,4}", b in "[AB][abAB1]{1,4}") {
        prop_assume!(a != b);
        let fields = "\n## Fields\n\n| name | required | type | description |\n|---|---|---|---|\n| x | yes | string | Text. |\n";
        let pages = [schema(&a, ""), schema(&b, "")].map(|(path, text)| (path, text + fields));
        let found = codes(pages);
        let same = names::snake(&a) == names::snake(&b) || names::camel(&a) == names::camel(&b) || are_one_file(&a, &b);
        prop_assert_eq!(found.contains(&Code::NameCollision), same, "{:?}", found);
    }
}
