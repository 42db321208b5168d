//! Requests under construction: parameters, already encoded, and their violations.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use memchr::memchr;

use crate::request::base::Base;
use crate::request::encode::Encode;
use crate::request::endpoint::{Endpoint, Host};
use crate::request::groups;
use crate::request::json::JsonWriter;
use crate::request::object::{Checked, Object};
use crate::request::own_header;
use crate::request::path::{self, push_encoded};
use crate::request::rules::Rule;
use crate::request::text::{to_text, to_texts};
use crate::request::violations::{Violation, Violations, shown_text};
use octoscribe_transport::RequestBody;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const OCTETS: HeaderValue = HeaderValue::from_static("application/octet-stream");
const ZERO: HeaderValue = HeaderValue::from_static("0");

/// A request under construction.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) endpoint: &'static Endpoint,
    /// The path up to the next parameter.
    path: String,
    /// The rest of the route's template.
    template: &'static str,
    query: Query,
    /// The members of a JSON object as the body.
    members: Object,
    /// The whole body, by its parameter and with its default media type.
    whole: Option<(&'static str, HeaderValue, RequestBody)>,
    /// Violations that `skip_validation` doesn't skip: of path safety, and of headers.
    pub(crate) refused: Vec<Violation>,
    /// Violations of the rules of path parameters. Kept apart, since a body parameter may have the same name.
    path_rules: Vec<Violation>,
    checked: Checked,
    pub(crate) skip_validation: bool,
    /// The headers of this request alone.
    headers: HeaderMap,
}

/// The parameters of a query, encoded. Setting one again replaces its value.
#[derive(Clone, Default)]
struct Query {
    text: String,
    parameters: Vec<(&'static str, Range<usize>)>,
}

impl Draft {
    pub(crate) fn new(endpoint: &'static Endpoint) -> Self {
        // Otherwise the response is a form too.
        let accept = (endpoint.host == Host::Web).then_some((ACCEPT, JSON));
        let mut draft = Self {
            endpoint,
            path: String::with_capacity(endpoint.path().len() + 32),
            template: endpoint.path(),
            query: Query::default(),
            members: Object::new(),
            whole: None,
            refused: Vec::new(),
            path_rules: Vec::new(),
            checked: Checked::default(),
            skip_validation: false,
            headers: accept.into_iter().collect(),
        };
        draft.copy_literal();
        draft
    }

    pub(crate) fn accept(&mut self, media_type: HeaderValue) {
        self.headers.insert(ACCEPT, media_type);
    }

    pub(crate) fn header(&mut self, name: &str, value: &str) {
        match own_header::read(name, value) {
            Ok((name, value)) => _ = self.headers.insert(name, value),
            Err(problem) => {
                let rule = problem.trim_start_matches("expected ").to_owned();
                self.refused.push(Violation::of("header", rule, Some(shown_text(name))));
            }
        }
    }

    /// Moves the template up to its next parameter to the path.
    fn copy_literal(&mut self) {
        let end = memchr(b'{', self.template.as_bytes());
        let (literal, rest) = self.template.split_at(end.unwrap_or(self.template.len()));
        self.path.push_str(literal);
        self.template = rest;
    }

    /// The template's next parameter, if any: its name, whether its value keeps its slashes, and the template after it.
    pub(crate) fn next_parameter(&self) -> Option<(&'static str, bool, &'static str)> {
        let inside = self.template.strip_prefix('{')?;
        let (name, rest) = inside.split_at_checked(memchr(b'}', inside.as_bytes())?)?;
        let rest = rest.strip_prefix('}')?;
        let (name, multi_segment) = name.strip_prefix('+').map_or((name, false), |name| (name, true));
        Some((name, multi_segment, rest))
    }

    pub(crate) fn path(&mut self, name: &'static str, value: &dyn Encode) {
        let (multi_segment, rest) = match self.next_parameter() {
            Some((expected, multi_segment, rest)) if expected == name => (multi_segment, rest),
            Some((expected, ..)) => {
                return self.reject_path(name, format!("the path parameter `{expected}` first"), None);
            }
            None => return self.reject_path(name, "no further path parameter".to_owned(), None),
        };
        self.path_rules.extend(self.checked.take_rule(name));
        let before = self.path_rules.len();
        let text = to_text(value, &mut self.path_rules);
        let found = self.path_rules.iter_mut().skip(before);
        found.for_each(|violation| violation.within(name));
        let may_be_empty = rest.is_empty() && self.endpoint.may_end_empty();
        if let Err(rule) = path::append(&mut self.path, &text, multi_segment, may_be_empty) {
            self.reject_path(name, rule.to_owned(), Some(shown_text(&text)));
        }
        self.template = rest;
        self.copy_literal();
    }

    fn reject_path(&mut self, name: &str, rule: String, shown: Option<String>) {
        self.refused.push(Violation::of(name, rule, shown));
    }

    pub(crate) fn query(&mut self, name: &'static str, value: &dyn Encode) {
        self.set_query(name, |text, violations| {
            push_encoded(text, name);
            text.push('=');
            push_encoded(text, &to_text(value, violations));
        });
    }

    /// Sets a list item by item; `suffix` comes after each name.
    pub(crate) fn query_items(&mut self, name: &'static str, suffix: &str, value: &dyn Encode) {
        self.set_query(name, |text, violations| {
            for (place, item) in to_texts(value, violations).iter().enumerate() {
                text.push_str(if place > 0 { "&" } else { "" });
                push_encoded(text, name);
                text.extend([suffix, "="]);
                push_encoded(text, item);
            }
        });
    }

    /// Asks an endpoint for pages that sends all items or too few of them otherwise.
    pub(crate) fn ask_for_pages(&mut self) {
        let is_asked_for = self
            .query
            .parameters
            .iter()
            .any(|(name, _)| matches!(*name, "page" | "per_page"));
        if let Some(size) = self.endpoint.page_size.filter(|_| !is_asked_for) {
            self.query("per_page", &size);
        }
    }

    fn set_query(&mut self, name: &'static str, write: impl FnOnce(&mut String, &mut Vec<Violation>)) {
        let Query { text, parameters } = &mut self.query;
        let start = text.len();
        self.checked.encoding(name, |violations| write(text, violations));
        let range = start..text.len();
        match parameters.iter_mut().find(|(given, _)| *given == name) {
            Some((_, old)) => *old = range,
            None => parameters.push((name, range)),
        }
    }

    pub(crate) fn body(&mut self, name: &'static str, value: &dyn Encode) {
        self.members.set(name, value);
    }

    pub(crate) fn whole_body(&mut self, name: &'static str, value: &dyn Encode) {
        let mut json = Vec::new();
        self.checked.encoding(name, |violations| {
            value.encode(&mut JsonWriter::new(&mut json, violations));
        });
        self.whole = Some((name, JSON, json.into()));
    }

    pub(crate) fn raw_body(&mut self, name: &'static str, data: RequestBody) {
        self.whole = Some((name, OCTETS, data));
    }

    pub(crate) fn check(&mut self, name: &'static str, value: &dyn Encode, rule: &Rule) {
        self.checked.rule(name, value, rule);
    }

    /// Fails with all violations of the request.
    pub(crate) fn validate(&self) -> Result<(), Violations> {
        let mut violations = self.path_violations();
        violations.extend_from_slice(&self.path_rules);
        violations.extend(self.checked.violations().cloned());
        violations.extend(self.members.violations().cloned());
        groups::check(self.endpoint, &self.given(), &mut violations);
        Violations::check(violations)
    }

    fn path_violations(&self) -> Vec<Violation> {
        let mut violations = self.refused.clone();
        let mut overlapping = self.endpoint.overlapping.iter();
        if let Some((name, ..)) = self.next_parameter() {
            violations.push(Violation::of(name, "a value", None));
        } else if let Some(route) = overlapping.find(|route| path::is_of(&self.path, route)) {
            let rule = format!("a value that doesn't make this a call of {route}");
            let name = self.endpoint.last_parameter();
            violations.push(Violation::of(name, rule, Some(shown_text(&self.path))));
        }
        violations
    }

    /// The names of the given query and body parameters.
    fn given(&self) -> Vec<&'static str> {
        let query = self.query.parameters.iter().map(|(name, _)| *name);
        let whole = self.whole.iter().map(|(name, ..)| *name);
        query.chain(self.members.names()).chain(whole).collect()
    }

    /// The finished request, with its own headers added to `headers`.
    ///
    /// # Errors
    ///
    /// All violations.
    pub(crate) fn finish(&self, base: &Base, headers: HeaderMap) -> Result<http::Request<RequestBody>, Violations> {
        if self.skip_validation {
            Violations::check(self.path_violations())?;
        } else {
            self.validate()?;
        }
        let Query { text, parameters } = &self.query;
        let query = parameters
            .iter()
            .map(|(_, range)| text.get(range.clone()).unwrap_or_default())
            .filter(|pair| !pair.is_empty());
        let Some(uri) = base.uri(&self.path, query) else {
            return Err(Violation::of("query", "a URL of at most 64 KiB", None).into());
        };
        if let Some((name, _, body)) = &self.whole
            && !body.is_sendable()
        {
            return Err(Violation::of(name, "a stream that has not been sent before", None).into());
        }
        if self.headers.values().any(HeaderValue::is_sensitive) && !base.keeps_secrets() {
            return Err(Violation::of("header", "a secret only where the host is https or this machine", None).into());
        }
        let (content_type, body) = self.encoded_body();
        let is_empty = body.as_bytes().is_some_and(Bytes::is_empty);
        let mut request = http::Request::new(body);
        *request.method_mut() = self.endpoint.method().clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        let headers = request.headers_mut();
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, content_type);
        }
        if is_empty && matches!(*self.endpoint.method(), Method::POST | Method::PUT | Method::PATCH) {
            // RFC 9110, section 8.6: required of methods that expect a body.
            headers.insert(CONTENT_LENGTH, ZERO);
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        Ok(request)
    }

    /// The body, and its media type when there is one.
    fn encoded_body(&self) -> (Option<HeaderValue>, RequestBody) {
        let (default, body) = match &self.whole {
            Some((_, media_type, body)) => (media_type.clone(), body.clone()),
            None if self.members.names().next().is_none() => return (None, RequestBody::default()),
            None => (JSON, self.members.to_json().into()),
        };
        let media_type = self.endpoint.content_type.map_or(default, HeaderValue::from_static);
        (Some(media_type), body)
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("endpoint", self.endpoint)
            .field("given", &self.given())
            .field("skip_validation", &self.skip_validation)
            .finish_non_exhaustive()
    }
}
