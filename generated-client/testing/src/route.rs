//! The values of path and query parameters in a URL.

use octoscribe_runtime::Endpoint;
use percent_encoding::percent_decode_str;

/// The values of the path parameters, if the path, or its end, is one of the endpoint: a base URL may have a path too.
pub(crate) fn path_values(endpoint: &Endpoint, path: &str) -> Option<Vec<(&'static str, String)>> {
    template_values(endpoint.path(), path).or_else(|| {
        let (before, last) = endpoint.path().rsplit_once('{').filter(|_| endpoint.may_end_empty())?;
        let mut values = template_values(before, path)?;
        values.push((last.trim_matches(['+', '}']), String::new()));
        Some(values)
    })
}

fn template_values(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    path.match_indices('/').find_map(|(start, _)| {
        let mut values = Vec::new();
        matches(template, path.get(start..)?, &mut values).then(|| {
            values.reverse();
            values
        })
    })
}

/// Whether a path matches a template. Adds the values from the last to the first.
fn matches(template: &'static str, path: &str, values: &mut Vec<(&'static str, String)>) -> bool {
    let (literal, rest) = template.split_once('{').unwrap_or((template, ""));
    let Some(path) = path.strip_prefix(literal) else {
        return false;
    };
    let Some((name, rest)) = rest.split_once('}') else {
        return path.is_empty();
    };
    let (name, limit) = match name.strip_prefix('+') {
        Some(name) => (name, path.len()),
        None => (name, path.find('/').unwrap_or(path.len())),
    };
    // The longest value first, down to a single character.
    let ends = path
        .char_indices()
        .map(|(start, character)| start + character.len_utf8());
    let ends: Vec<usize> = ends.take_while(|end| *end <= limit).collect();
    ends.into_iter().rev().any(|end| {
        let (value, after) = path.split_at(end);
        let is_match = matches(rest, after, values);
        if is_match {
            values.push((name, decoded(value)));
        }
        is_match
    })
}

/// The parameters of a query, decoded.
pub(crate) fn query_values(query: Option<&str>) -> Vec<(String, String)> {
    let parameters = query.unwrap_or_default().split('&').filter(|text| !text.is_empty());
    parameters
        .map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            (decoded(&name.replace('+', " ")), decoded(&value.replace('+', " ")))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(template: &'static str, path: &str) -> String {
        match template_values(template, path) {
            None => "no match".to_owned(),
            Some(values) => {
                let values = values.iter().map(|(name, value)| format!("{name}={value}"));
                values.collect::<Vec<_>>().join(" ")
            }
        }
    }

    #[test]
    fn values_are_found_in_paths() {
        let issue = "/repos/{owner}/{repo}/issues/{number}";
        assert_eq!(shown(issue, "/repos/o/r%2Fx/issues/7"), "owner=o repo=r/x number=7");
        assert_eq!(shown(issue, "/api/v3/repos/o/r/issues/7"), "owner=o repo=r number=7");
        assert_eq!(shown(issue, "/repos/o/r/issues"), "no match");
        assert_eq!(shown(issue, "/repos/o/r/issues/7/comments"), "no match");
        assert_eq!(shown(issue, "/repos/o/r/issues/"), "no match");
        assert_eq!(
            shown("/repos/{owner}/contents/{+path}", "/repos/o/contents/a/b%20c"),
            "owner=o path=a/b c"
        );
        assert_eq!(shown("/compare/{base}...{head}", "/compare/a.b...c"), "base=a.b head=c");
        assert_eq!(shown("/zen", "/zen"), "");
    }

    #[test]
    fn queries_are_decoded() {
        let values = query_values(Some("q=a+b%2Bc&flag&&state=open"));
        let shown: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(shown, ["q=a b+c", "flag=", "state=open"]);
        assert_eq!(query_values(None), []);
    }
}
