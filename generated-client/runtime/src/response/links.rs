//! Links to other pages of a list.

use http::HeaderMap;
use http::header::LINK;

/// The links of a response's header `link` (RFC 8288). GitHub sends absolute URLs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Links {
    /// The next page.
    pub next: Option<String>,
    /// The previous page.
    pub prev: Option<String>,
    /// The first page.
    pub first: Option<String>,
    /// The last page, when GitHub knows it.
    pub last: Option<String>,
}

impl Links {
    /// Reads the headers of a response. Ignores what isn't a link.
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

    /// Adds a link by its relations; the first of each kind counts.
    fn add(&mut self, target: &str, parameters: &str) {
        for relation in relations(parameters) {
            let slot = match relation.to_ascii_lowercase().as_str() {
                "next" => &mut self.next,
                "prev" | "previous" => &mut self.prev,
                "first" => &mut self.first,
                "last" => &mut self.last,
                _ => continue,
            };
            slot.get_or_insert_with(|| target.to_owned());
        }
    }
}

/// The end of a link's parameters: the next comma outside quotes.
fn end_of_link(parameters: &str) -> usize {
    let mut is_quoted = false;
    let end = parameters.find(|character| {
        is_quoted ^= character == '"';
        character == ',' && !is_quoted
    });
    end.unwrap_or(parameters.len())
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
