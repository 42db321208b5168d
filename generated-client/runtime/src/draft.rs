//! The parts of a request, independent of what its answer is.

use std::fmt;
use std::future::ready;
use std::ops::Range;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Method};

use crate::client::BareClient;
use crate::download::Download;
use crate::encode::Encode;
use crate::endpoint::{Endpoint, Host};
use crate::error::Error;
use crate::exchange::{Options, download, exchange};
use crate::group;
use crate::json::JsonWriter;
use crate::media_type::MediaType;
use crate::object::{Checked, Object};
use crate::path::{self, push_encoded};
use crate::pending::Answer;
use crate::rule::Rule;
use crate::text::with_text;
use crate::transport::{BoxFuture, RequestBody};
use crate::violation::{Violation, Violations, shown_text};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const OCTETS: HeaderValue = HeaderValue::from_static("application/octet-stream");
const ZERO: HeaderValue = HeaderValue::from_static("0");

/// A request as far as it is known.
#[derive(Clone)]
pub(crate) struct Draft {
    client: BareClient,
    endpoint: &'static Endpoint,
    /// The path up to the next parameter.
    path: String,
    /// The part of the route's template that is still to come.
    template: &'static str,
    query: Query,
    payload: Payload,
    /// Violations of path safety, which can't be skipped.
    unsafe_path: Vec<Violation>,
    /// Violations of path parameters' own rules: a parameter of the body may have the same name.
    path_rules: Vec<Violation>,
    checked: Checked,
    skip_validation: bool,
    /// What the answer is asked for as, where that isn't GitHub's JSON.
    accept: Option<MediaType>,
    options: Options,
}

/// The parameters of a query, encoded. One that is given twice has its last value.
#[derive(Clone, Default)]
struct Query {
    text: String,
    parameters: Vec<(&'static str, Range<usize>)>,
}

/// The place of a path parameter in a route's template.
struct Place {
    name: &'static str,
    /// Whether the value's slashes are kept.
    multi_segment: bool,
    /// The template after the place.
    rest: &'static str,
}

#[derive(Clone)]
enum Payload {
    None,
    Members(Object),
    Json(&'static str, Bytes),
    Raw(&'static str, RequestBody),
}

impl Draft {
    pub(crate) fn new(client: &BareClient, endpoint: &'static Endpoint) -> Self {
        let mut draft = Self {
            client: client.clone(),
            endpoint,
            path: String::with_capacity(endpoint.path().len() + 32),
            template: endpoint.path(),
            query: Query::default(),
            payload: Payload::None,
            unsafe_path: Vec::new(),
            path_rules: Vec::new(),
            checked: Checked::default(),
            skip_validation: false,
            accept: None,
            options: Options::default(),
        };
        draft.copy_literal();
        draft
    }

    pub(crate) fn endpoint(&self) -> &'static Endpoint {
        self.endpoint
    }

    pub(crate) fn options(&mut self) -> &mut Options {
        &mut self.options
    }

    pub(crate) fn media_type(&mut self, media_type: MediaType) {
        self.accept = Some(media_type);
    }

    pub(crate) fn skip_validation(&mut self) {
        self.skip_validation = true;
    }

    /// Moves the template's text before its next parameter to the path.
    fn copy_literal(&mut self) {
        let (literal, rest) = split_before(self.template, b'{');
        self.path.push_str(literal);
        self.template = rest;
    }

    /// The template's next parameter, if any.
    fn next_parameter(&self) -> Option<Place> {
        let (name, rest) = split_before(self.template.strip_prefix('{')?, b'}');
        let (name, multi_segment) = name.strip_prefix('+').map_or((name, false), |name| (name, true));
        Some(Place {
            name,
            multi_segment,
            rest: rest.strip_prefix('}').unwrap_or_default(),
        })
    }

    pub(crate) fn path(&mut self, name: &'static str, value: &dyn Encode) {
        let place = match self.next_parameter() {
            Some(place) if place.name == name => place,
            other => return self.reject_path(name, misplaced(other), None),
        };
        self.path_rules.extend(self.checked.take_rule(name));
        let mut broken = None;
        let (path, unsafe_path) = (&mut self.path, &mut self.unsafe_path);
        let before = unsafe_path.len();
        with_text(value, unsafe_path, &mut |text| {
            if let Err(rule) = path::append(path, text, place.multi_segment) {
                broken = Some((rule, shown_text(text)));
            }
        });
        for violation in unsafe_path.iter_mut().skip(before) {
            violation.within(name);
        }
        if let Some((rule, shown)) = broken {
            self.reject_path(name, rule.to_owned(), Some(shown));
        }
        self.template = place.rest;
        self.copy_literal();
    }

    fn reject_path(&mut self, name: &str, rule: String, shown: Option<String>) {
        let mut violation = Violation::here(rule, shown);
        violation.within(name);
        self.unsafe_path.push(violation);
    }

    pub(crate) fn query(&mut self, name: &'static str, value: &dyn Encode) {
        let Query { text, parameters } = &mut self.query;
        let start = text.len();
        push_encoded(text, name);
        text.push('=');
        self.checked.encoding(name, |violations| {
            with_text(value, violations, &mut |value| push_encoded(text, value));
        });
        let place = start..text.len();
        match parameters.iter_mut().find(|(given, _)| *given == name) {
            Some((_, old)) => *old = place,
            None => parameters.push((name, place)),
        }
    }

    pub(crate) fn body(&mut self, name: &'static str, value: &dyn Encode) {
        if let Payload::Members(object) = &mut self.payload {
            object.set(name, value);
        } else {
            let mut object = Object::new();
            object.set(name, value);
            self.payload = Payload::Members(object);
        }
    }

    pub(crate) fn whole_body(&mut self, name: &'static str, value: &dyn Encode) {
        let mut json = Vec::new();
        self.checked.encoding(name, |violations| {
            value.encode(&mut JsonWriter::new(&mut json, violations));
        });
        self.payload = Payload::Json(name, json.into());
    }

    pub(crate) fn raw_body(&mut self, name: &'static str, data: RequestBody) {
        self.payload = Payload::Raw(name, data);
    }

    pub(crate) fn check(&mut self, name: &'static str, value: &dyn Encode, rule: &Rule) {
        self.checked.rule(name, value, rule);
    }

    /// All that is wrong with the request.
    pub(crate) fn validate(&self) -> Result<(), Violations> {
        let mut violations = self.path_violations();
        violations.extend_from_slice(&self.path_rules);
        violations.extend(self.checked.violations().cloned());
        if let Payload::Members(object) = &self.payload {
            violations.extend(object.violations().cloned());
        }
        if self.endpoint.has_groups() {
            group::check(self.endpoint, &self.given(), &mut violations);
        }
        Violations::check(violations)
    }

    fn path_violations(&self) -> Vec<Violation> {
        let mut violations = self.unsafe_path.clone();
        if let Some(place) = self.next_parameter() {
            let mut missing = Violation::here("a value", None);
            missing.within(place.name);
            violations.push(missing);
        } else if let Some(rival) = self
            .endpoint
            .rivals()
            .iter()
            .find(|rival| path::is_of(&self.path, rival))
        {
            let rule = format!("a value that doesn't make this a call of {rival}");
            let mut misled = Violation::here(rule, Some(shown_text(&self.path)));
            misled.within(self.endpoint.last_parameter());
            violations.push(misled);
        }
        violations
    }

    /// The names of the parameters outside of the path that are given.
    fn given(&self) -> Vec<&'static str> {
        let mut names: Vec<&'static str> = self.query.parameters.iter().map(|(name, _)| *name).collect();
        match &self.payload {
            Payload::None => {}
            Payload::Members(object) => names.extend(object.names()),
            Payload::Json(name, _) | Payload::Raw(name, _) => names.push(name),
        }
        names
    }

    /// The request as it is sent.
    pub(crate) fn finish(&self) -> Result<http::Request<RequestBody>, Violations> {
        self.assemble(self.client.headers().clone())
    }

    /// The request without the headers that all requests of the client have: they come in when it is sent.
    fn own_part(&self) -> Result<http::Request<RequestBody>, Violations> {
        self.assemble(HeaderMap::new())
    }

    fn assemble(&self, headers: HeaderMap) -> Result<http::Request<RequestBody>, Violations> {
        if self.skip_validation {
            Violations::check(self.path_violations())?;
        } else {
            self.validate()?;
        }
        let Query { text, parameters } = &self.query;
        let query = parameters
            .iter()
            .map(|(_, place)| text.get(place.clone()).unwrap_or_default());
        let base = self.client.base(self.endpoint.host());
        let Some(uri) = base.uri(&self.path, query) else {
            let mut too_long = Violation::here("a URL that is not longer than 64 KiB", None);
            too_long.within("query");
            return Err(Violations::from(too_long));
        };
        if let Payload::Raw(name, body) = &self.payload
            && !body.is_sendable()
        {
            let mut spent = Violation::here("a stream that has not been sent before", None);
            spent.within(name);
            return Err(Violations::from(spent));
        }
        let (content_type, body) = self.encoded_body();
        let mut request = http::Request::new(body);
        *request.method_mut() = self.endpoint.method().clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        let headers = request.headers_mut();
        if let Some(media_type) = self.accept {
            headers.insert(ACCEPT, media_type.to_header());
        } else if self.endpoint.host() == Host::Web {
            // Without it, the answer is a form too.
            headers.insert(ACCEPT, JSON);
        }
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, content_type);
        } else if matches!(*self.endpoint.method(), Method::POST | Method::PUT | Method::PATCH) {
            // RFC 9110, section 8.6: methods that expect a body say so when there is none.
            headers.insert(CONTENT_LENGTH, ZERO);
        }
        Ok(request)
    }

    /// The body, and its media type when there is one.
    fn encoded_body(&self) -> (Option<HeaderValue>, RequestBody) {
        let (default, bytes) = match &self.payload {
            Payload::None => return (None, RequestBody::default()),
            Payload::Members(object) => {
                let mut json = Vec::new();
                object.write(&mut json);
                (JSON, json.into())
            }
            Payload::Json(_, bytes) => (JSON, bytes.clone().into()),
            Payload::Raw(_, bytes) => (OCTETS, bytes.clone()),
        };
        (
            Some(self.endpoint.media_type().map_or(default, HeaderValue::from_static)),
            bytes,
        )
    }

    /// Sends the request, or finds out at once why not.
    pub(crate) fn start(&self) -> Answer {
        match self.own_part() {
            Ok(request) => self.send(request),
            Err(violations) => Answer::Failed(Error::from(violations)),
        }
    }

    /// Sends this request to the address of another of its pages, or finds out at once why not.
    pub(crate) fn start_at(&self, link: &str) -> Answer {
        let uri = self.client.base(self.endpoint.host()).follow(link);
        match (self.own_part(), uri) {
            (Ok(mut request), Ok(uri)) => {
                *request.uri_mut() = uri;
                self.send(request)
            }
            (Err(violations), _) => Answer::Failed(Error::from(violations)),
            (_, Err(error)) => Answer::Failed(Error::from(error)),
        }
    }

    /// Sends the request, and leaves the body of the answer to the caller.
    pub(crate) fn download(&self) -> BoxFuture<Result<Download, Error>> {
        match self.own_part() {
            Ok(mut request) => {
                self.mark(&mut request);
                Box::pin(download(self.client.clone(), self.endpoint, request, self.options))
            }
            Err(violations) => Box::pin(ready(Err(violations.into()))),
        }
    }

    fn mark(&self, request: &mut http::Request<RequestBody>) {
        if self.client.tells_endpoints() {
            request.extensions_mut().insert(self.endpoint);
        }
    }

    fn send(&self, mut request: http::Request<RequestBody>) -> Answer {
        self.mark(&mut request);
        let exchange = exchange(self.client.clone(), self.endpoint, request, self.options);
        Answer::Pending(Box::pin(exchange))
    }
}

fn misplaced(expected: Option<Place>) -> String {
    match expected {
        Some(place) => format!("the path parameter `{}` first", place.name),
        None => "no further path parameter".to_owned(),
    }
}

/// The text before the first `byte`, and the rest with it. Templates are short, so that a plain loop is faster than a searcher.
fn split_before(text: &str, byte: u8) -> (&str, &str) {
    let end = text.bytes().position(|other| other == byte);
    text.split_at(end.unwrap_or(text.len()))
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
