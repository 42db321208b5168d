//! Reads a route: `METHOD /path/{parameter}`, a subset of RFC 6570 URI templates.
//!
//! Supported are simple expansion (`{a}`), reserved expansion (`{+a}`), a final form-style query (`{?a,b}`), and `{origin}` at the
//! start, which upstream's pages write for the uploads host.

use crate::diagnostic::Code;
use crate::ir::{self, Method, RoutePart};
use crate::page::Route;
use crate::page::context::Context;
use crate::page::fault::{Fault, fail};
use crate::page::text::Text;
use crate::source::{SourceId, Spanned};
use crate::suggest::{quoted, suggestion};

/// Reads the value of the `route` key.
pub(crate) fn read(ctx: &mut Context<'_>, text: &Text<'_>) -> Option<Spanned<Route>> {
    let help = "a route looks like `GET /repos/{owner}/{repo}`";
    ctx.accept(Code::InvalidRoute, text, parse(text), Some(help), meant)
}

/// The route that is meant by one in another notation: `get https://api.github.com/users/:name/?page=1`.
fn meant(route: &str) -> Option<String> {
    let (method, url) = route.trim().split_once(char::is_whitespace)?;
    let without_host = url
        .trim()
        .split_once("://")
        .and_then(|(_, rest)| Some((rest, rest.find('/')?)));
    let path = without_host.map_or(url.trim(), |(rest, slash)| rest.get(slash..).unwrap_or(""));
    let (path, query) = path
        .split_once('?')
        .filter(|(path, _)| !path.ends_with('{'))
        .unwrap_or((path, ""));
    let segments = path.trim_matches('/').split('/').map(|segment| {
        let marked = segment
            .strip_prefix(':')
            .or_else(|| segment.strip_prefix('<')?.strip_suffix('>'));
        let marked = marked.or_else(|| segment.strip_prefix('{')?.strip_suffix('}').map(str::trim));
        marked.map_or_else(|| segment.to_owned(), |name| format!("{{{name}}}"))
    });
    let mut meant = format!(
        "{} /{}",
        method.trim_end_matches(':').to_uppercase(),
        segments.collect::<Vec<_>>().join("/")
    );
    if !query.is_empty() {
        let names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
        meant = format!("{meant}{{?{}}}", names.join(","));
    }
    (meant != route && parse(&Text::plain(SourceId(0), &meant, 0)).is_ok()).then_some(meant)
}

fn parse(text: &Text<'_>) -> Result<Route, Fault> {
    let route = text.as_str();
    let whole = 0..route.len();
    let Some((word, path)) = route.split_once(' ') else {
        return fail(whole, "a route needs a method and a path");
    };
    let Some((_, method)) = Method::ALL.iter().find(|(name, _)| *name == word) else {
        let help = suggestion(word, &Method::ALL.map(|(word, _)| word));
        return Err(Fault::new(0..word.len(), format!("{} is not an HTTP method", quoted(word))).help(help));
    };
    let mut start = word.len() + 1 + (path.len() - path.trim_start().len());
    let mut path = path.trim_start();
    let uploads = path.starts_with("{origin}");
    if uploads {
        path = path.get("{origin}".len()..).unwrap_or("");
        start += "{origin}".len();
    }
    if !path.starts_with('/') {
        return fail(start..start.max(route.len()), "the path must start with `/`");
    }
    let mut parser = Parser {
        text,
        offset: start,
        route: Route {
            method: *method,
            route: ir::Route {
                uploads,
                parts: Vec::new(),
            },
            path: Vec::new(),
            query: Vec::new(),
        },
    };
    parser.path(path)?;
    check_segments(path, start)?;
    Ok(parser.route)
}

struct Parser<'t, 'a> {
    text: &'t Text<'a>,
    offset: usize,
    route: Route,
}

impl Parser<'_, '_> {
    /// Takes the path apart into literals and expressions.
    fn path(&mut self, mut rest: &str) -> Result<(), Fault> {
        while !rest.is_empty() {
            let literal = rest
                .find(['{', '}'])
                .map_or(rest, |end| rest.get(..end).unwrap_or(rest));
            if !literal.is_empty() {
                self.literal(literal)?;
                rest = rest.get(literal.len()..).unwrap_or("");
                continue;
            }
            let Some(inside) = rest
                .strip_prefix('{')
                .and_then(|inside| inside.split_once('}'))
                .map(|(inside, _)| inside)
                .filter(|inside| !inside.contains('{'))
            else {
                let range = self.offset..self.offset + 1;
                return fail(range, "this brace has no partner");
            };
            let length = inside.len() + 2;
            rest = rest.get(length..).unwrap_or("");
            self.expression(inside, rest)?;
            self.offset += length;
        }
        Ok(())
    }

    fn literal(&mut self, literal: &str) -> Result<(), Fault> {
        // RFC 3986's unreserved characters and the slash. Anything else would need encoding, and then two spellings of one
        // route could differ.
        let odd = |c: char| !(c.is_ascii_alphanumeric() || "-._~/".contains(c));
        if let Some((at, c)) = literal.char_indices().find(|(_, c)| odd(*c)) {
            let at = self.offset + at;
            return Err(Fault::new(
                at..at + c.len_utf8(),
                format!("{} can't be in a path", quoted(&c.to_string())),
            )
            .help("the fixed part of a path holds letters, digits and `-._~/`; query parameters go into `{?a,b}`"));
        }
        self.offset += literal.len();
        let literal = RoutePart::Literal(literal.to_owned());
        self.route.route.parts.push(literal);
        Ok(())
    }

    fn expression(&mut self, inside: &str, rest: &str) -> Result<(), Fault> {
        let start = self.offset + 1;
        if let Some(list) = inside.strip_prefix('?') {
            if !rest.is_empty() {
                let range = self.offset..self.offset + inside.len() + 2;
                return fail(range, "the query must be the last part of the route");
            }
            let mut at = start + 1;
            for name in list.split(',') {
                let name_at = at;
                at += name.len() + 1;
                let name = self.name(name, name_at)?;
                self.route.query.push(name);
            }
            return Ok(());
        }
        let multi_segment = inside.starts_with('+');
        let name = inside.strip_prefix('+').unwrap_or(inside);
        let name = self.name(name, start + usize::from(multi_segment))?;
        let parameter = RoutePart::Parameter {
            name: name.value.clone(),
            multi_segment,
        };
        self.route.route.parts.push(parameter);
        self.route.path.push(name);
        Ok(())
    }

    fn name(&self, name: &str, start: usize) -> Result<Spanned<String>, Fault> {
        let range = start..start + name.len();
        let known = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if name.is_empty() || !name.chars().all(known) {
            return Err(Fault::new(range, format!("{} is not a parameter name", quoted(name)))
                .help("the forms are `{name}`, `{+name}` and, at the end, `{?name,name}`"));
        }
        let mut others = self.route.path.iter().chain(&self.route.query);
        if others.any(|other| other.value == name) {
            return Err(
                Fault::new(range, format!("the route names {} twice", quoted(name))).help("name each parameter once")
            );
        }
        Ok(Spanned::new(name.to_owned(), self.text.span(range)))
    }
}

/// Checks that no segment is empty, `.` or `..`, which servers and clients resolve in different ways.
fn check_segments(path: &str, start: usize) -> Result<(), Fault> {
    let path = path.split_once("{?").map_or(path, |(path, _)| path);
    if path == "/" {
        return Ok(());
    }
    let mut at = start + 1;
    for segment in path.split('/').skip(1) {
        let range = at..at + segment.len();
        at += segment.len() + 1;
        if segment.is_empty() {
            return fail(range.start - 1..range.end, "the path has an empty segment");
        }
        if segment == "." || segment == ".." {
            let message = format!("{} can't be a segment of a path", quoted(segment));
            return Err(Fault::new(range, message).help("write the path that it leads to"));
        }
    }
    Ok(())
}
