//! The client and the requests of a crate of one's own: those of `octoscribe`, which are written by hand, for another service.

use std::fmt::Write;

use proc_macro2::TokenStream;
use quote::quote;

use crate::config::{Credentials, Service};

/// The files, and what they are made from.
pub(crate) const FILES: [(&str, &str); 2] = [
    ("client", include_str!("../../../generated-client/src/client.rs")),
    ("request", include_str!("../../../generated-client/src/request.rs")),
];

/// How the client names its service.
const GITHUB: &str = "Service::GITHUB";

/// ```ignore
/// impl ServiceClient for Client {
///     const SERVICE: Service = Service::new("https://api.example.com")
///         .headers(&[("accept", "application/json")])
///         .credentials("x-api-key", "");
/// }
/// ```
pub(crate) fn tokens(text: &str, service: &Service) -> TokenStream {
    let Service {
        base_url,
        headers,
        credentials: Credentials { header, scheme },
    } = service;
    let (names, values) = (headers.keys(), headers.values());
    let own = quote!(Service::new(#base_url).headers(&[#((#names, #values)),*]).credentials(#header, #scheme));
    let text = without_examples(text)
        .replace("github.com", "the API")
        .replace("GitHub's REST API", &format!("the API at `{base_url}`"))
        .replace(GITHUB, &own.to_string());
    // What can't be read is a defect of the file, which the compiler shows.
    text.parse().unwrap_or_else(|_| quote!(compile_error!(#text);))
}

/// Code without the examples in its documentation, which call endpoints of GitHub, and without the lines that introduce them.
fn without_examples(code: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut is_example = false;
    for line in code.lines() {
        let text = line.trim_start();
        let opens = text.starts_with("#[cfg_attr(") && text.contains("doc = \"```");
        if opens || text.starts_with("/// ```") {
            let ends = is_example && !opens;
            is_example = !ends;
            while kept.last().is_some_and(|line| {
                line.trim() == "///" || line.trim_start().starts_with("/// ") && line.ends_with(':')
            }) {
                kept.pop();
            }
        } else if !is_example {
            kept.push(line);
        }
    }
    let mut code = String::new();
    for line in kept {
        let _ = writeln!(code, "{line}");
    }
    code
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn the_client_calls_its_service() {
        let service = Service {
            base_url: "https://api.github.com".to_owned(),
            headers: BTreeMap::from([("accept".to_owned(), "a \"b\"".to_owned())]),
            credentials: Credentials::default(),
        };
        let client = tokens(FILES[0].1, &service).to_string();
        let at = client.find("const SERVICE").unwrap();
        let service = client[at..].split(';').next().unwrap();
        insta::assert_snapshot!(service, @r#"const SERVICE : Service = Service :: new ("https://api.github.com") . headers (& [("accept" , "a \"b\"")]) . credentials ("authorization" , "Bearer")"#);
    }

    #[test]
    fn examples_go_with_their_introductions() {
        let code = "/// One.\n///\n/// Like this:\n///\n/// ```\n/// one();\n/// ```\nfn one() {}\n\
                    /// Two.\n///\n#[cfg_attr(a, doc = \"```\")]\n#[cfg_attr(not(a), doc = \"```ignore\")]\n/// two();\n/// ```\n///\n/// Ends.\nfn two() {}\n";
        insta::assert_snapshot!(without_examples(code), @r"
        /// One.
        fn one() {}
        /// Two.
        ///
        /// Ends.
        fn two() {}
        ");
    }
}
