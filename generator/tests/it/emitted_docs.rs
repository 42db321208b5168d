//! The documentation of the client that is emitted from `spec/`: no hollow sentence, no relative link, names that the search finds.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use octoscribe_generator::{analyse, emit};
use proc_macro2::{TokenStream, TokenTree};

use crate::support::spec;

const URL: &str = "https://example.com/pages";

/// Words that say nothing of a field.
const SMALL: &[&str] = &[
    "a", "an", "the", "of", "this", "its", "is", "object", "value", "text", "number", "list", "field", "option", "vec",
    "box",
];

/// The emitted files but for the tests, by path.
static FILES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let api = analyse(spec::spec()).api;
    let files = emit(&api, Some(URL), &|_, _| false).into_iter();
    let files = files.map(|file| (file.path, file.content.unwrap()));
    files.filter(|(path, _)| !path.ends_with("/tests.rs")).collect()
});

/// The lines of doc comments in a file.
fn doc_lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().map(str::trim_start);
    lines.filter_map(|line| line.strip_prefix("/// ").or_else(|| line.strip_prefix("//! ")))
}

/// The words of a text in lower case; those of `CamelCase` and `snake_case` names are apart.
fn words(text: &str) -> Vec<String> {
    let mut apart = String::new();
    for c in text.chars() {
        if c.is_uppercase() {
            apart.push(' ');
        }
        apart.push(c.to_ascii_lowercase());
    }
    let words = apart
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// The public fields below some tokens: name, type and documentation.
fn fields(tokens: TokenStream, found: &mut Vec<(String, String, String)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = tokens.as_slice();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            TokenTree::Ident(word) if word == "struct" => {
                let body = rest.iter().find_map(|token| match token {
                    TokenTree::Group(group) => Some(group.stream()),
                    _ => None,
                });
                let item = syn::parse2::<syn::FieldsNamed>({
                    let body = body.unwrap_or_default();
                    quote::quote!({ #body })
                });
                let fields = item.iter().flat_map(|item| &item.named);
                for field in fields.filter(|field| matches!(field.vis, syn::Visibility::Public(_))) {
                    let ty = &field.ty;
                    let doc = field.attrs.iter().filter_map(|attribute| match &attribute.meta {
                        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                            syn::Expr::Lit(syn::ExprLit {
                                lit: syn::Lit::Str(text),
                                ..
                            }) => Some(text.value()),
                            _ => None,
                        },
                        _ => None,
                    });
                    let name = field.ident.as_ref().unwrap().to_string();
                    found.push((name, quote::quote!(#ty).to_string(), doc.collect()));
                }
            }
            TokenTree::Group(group) => fields(group.stream(), found),
            _ => {}
        }
    }
}

#[test]
fn every_field_has_a_description_that_says_something() {
    let mut all = Vec::new();
    for text in FILES.values() {
        fields(text.parse().unwrap(), &mut all);
    }
    assert!(all.len() > 6_000, "{}", all.len());
    let hollow = all.iter().filter(|(name, ty, doc)| {
        let known = [words(name), words(ty)].concat();
        words(doc)
            .iter()
            .all(|word| known.contains(word) || SMALL.contains(&word.as_str()))
    });
    let hollow: Vec<_> = hollow.collect();
    assert!(hollow.is_empty(), "{} of {}: {hollow:#?}", hollow.len(), all.len());
}

#[test]
fn links_are_absolute_or_lead_to_items() {
    let mut pages = 0;
    for (path, text) in FILES.iter() {
        for line in doc_lines(text) {
            let targets = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            for target in targets {
                let is_fine = ["https://", "http://", "mailto:", "crate::", "#"]
                    .iter()
                    .any(|start| target.starts_with(start));
                assert!(is_fine, "{path}: {target}");
            }
            pages += line.matches(URL).count();
        }
    }
    assert!(pages > 2_000, "{pages}");
    let api = analyse(spec::spec()).api;
    let linked = emit(&api, None, &|_, _| false).into_iter();
    let linked = linked.filter(|file| file.content.as_ref().unwrap().contains("spec/endpoints/"));
    assert_eq!(linked.count(), 0, "nothing links to pages whose URL isn't known");
}

/// Names and aliases of all methods as rustdoc's search compares them: without underscores, in lower case.
#[test]
fn the_search_finds_methods() {
    let mut names: Vec<(&str, String)> = Vec::new();
    for (path, text) in FILES.iter() {
        let aliases = text
            .split("alias = \"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next());
        names.extend(aliases.map(|alias| (path.as_str(), alias.replace('_', "").to_lowercase())));
    }
    assert_eq!(
        names.len(),
        2 * FILES.values().filter(|text| text.contains("# Errors")).count()
    );
    let find = |query: &str| {
        let query = query.replace('_', "").to_lowercase();
        let found = names.iter().filter(|(_, alias)| *alias == query);
        found.map(|(path, _)| *path).collect::<Vec<_>>()
    };
    assert_eq!(find("create a check run"), ["checks/create.rs"]);
    assert_eq!(find("create_check_run"), ["checks/create.rs"]);
    assert_eq!(find("list repository issues"), ["issues/list_for_repo.rs"]);
}

#[test]
fn every_method_says_how_it_fails_and_is_on_the_page_of_all_endpoints() {
    let list = &FILES["endpoints.rs"];
    let rows = doc_lines(list)
        .filter(|line| line.starts_with("| [`") || line.starts_with("| `"))
        .count();
    let methods = FILES
        .values()
        .filter(|text| text.contains("pub static ENDPOINT"))
        .count();
    let documented = FILES.values().filter(|text| text.contains("/// # Errors")).count();
    assert_eq!((rows, documented), (methods, methods));
    assert!(list.contains(
        "| [`create`](crate::checks::Checks::create) | Create a check run | `POST /repos/{owner}/{repo}/check-runs` |"
    ));
}
