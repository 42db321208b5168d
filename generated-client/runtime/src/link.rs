//! Links to other pages.

use http::HeaderMap;
use http::header::LINK;

/// Where the other pages of an answer are, as its header `link` tells (RFC 8288). GitHub gives whole URLs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Links {
    /// The page after this one.
    pub next: Option<String>,
    /// The page before this one.
    pub prev: Option<String>,
    /// The first page.
    pub first: Option<String>,
    /// The last page, where GitHub knows it.
    pub last: Option<String>,
}

impl Links {
    /// Reads an answer's headers. What isn't a link is passed over.
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        let mut links = Self::default();
        for header in headers.get_all(LINK) {
            let mut rest = header.to_str().unwrap_or_default();
            while let Some((_, link)) = rest.split_once('<') {
                let Some((target, parameters)) = link.split_once('>') else {
                    break;
                };
                let end = end_of_link(parameters);
                let (parameters, after) = parameters.split_at(end);
                links.add(target, parameters);
                rest = after;
            }
        }
        links
    }

    /// Takes a link by its relations; the first of each kind counts.
    fn add(&mut self, target: &str, parameters: &str) {
        for relation in relations(parameters) {
            let place = match relation.to_ascii_lowercase().as_str() {
                "next" => &mut self.next,
                "prev" | "previous" => &mut self.prev,
                "first" => &mut self.first,
                "last" => &mut self.last,
                _ => continue,
            };
            place.get_or_insert_with(|| target.to_owned());
        }
    }
}

/// Where the parameters of a link end: at the next comma that isn't quoted.
fn end_of_link(parameters: &str) -> usize {
    let mut is_quoted = false;
    for (index, character) in parameters.char_indices() {
        match character {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => return index,
            _ => {}
        }
    }
    parameters.len()
}

/// The relation types in a link's parameters.
fn relations(parameters: &str) -> impl Iterator<Item = &str> {
    parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("rel"))
        .take(1)
        .flat_map(|(_, value)| value.trim().trim_matches('"').split_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(header: &'static str) -> Links {
        let mut headers = HeaderMap::new();
        headers.insert(LINK, http::HeaderValue::from_static(header));
        Links::read(&headers)
    }

    #[test]
    fn relations_are_told_apart() {
        let links = links(
            "<https://api.github.com/a?page=2&q=x,y>; rel=\"next\", <https://api.github.com/a?page=9>; title=\"a, b\"; rel=last",
        );
        assert_eq!(links.next.as_deref(), Some("https://api.github.com/a?page=2&q=x,y"));
        assert_eq!(links.last.as_deref(), Some("https://api.github.com/a?page=9"));
        assert_eq!(links.prev, None);
    }

    #[test]
    fn what_is_no_link_is_passed_over() {
        for header in ["", "nonsense", "<unclosed", "<a>; rel=other", "<a>", ";;;,,,<>"] {
            assert_eq!(links(header), Links::default(), "{header}");
        }
    }
}
