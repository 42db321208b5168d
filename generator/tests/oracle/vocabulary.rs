//! The words that names may be made of.

use std::collections::BTreeSet;

use octoscribe_generator::ir::{Api, Type};
use octoscribe_generator::names;

/// Words that the emitters add of their own.
const OWN: &[&str] = &[
    // Types that the docs have no name for, and what tells names apart.
    "body",
    "by",
    "entry",
    "error",
    "item",
    "keyword",
    "literal",
    "object",
    "unknown",
    "value",
    // Variants, by what they hold.
    "any",
    "boolean",
    "bytes",
    "date",
    "integer",
    "list",
    "map",
    "number",
    "string",
    "timestamp",
    "union",
    // Statics and modules.
    "endpoint",
    "paging",
    "path",
    "endpoints",
    "pattern",
    "query",
    "response",
    "route",
    "schemas",
    "tests",
    // Fields, functions and types of the runtime's traits.
    "client",
    "decode",
    "encode",
    "additionalproperties",
    "form",
    "from",
    "intoitems",
    "new",
    "set",
    "inner",
    "serialize",
    "total",
    // Statuses.
    "accepted",
    "acceptable",
    "allowed",
    "bad",
    "conflict",
    "content",
    "created",
    "forbidden",
    "found",
    "gone",
    "internal",
    "large",
    "many",
    "method",
    "moved",
    "multi",
    "no",
    "not",
    "ok",
    "payment",
    "precondition",
    "failed",
    "redirect",
    "request",
    "requests",
    "required",
    "status",
    "temporary",
    "too",
    "unauthorized",
    "unavailable",
    "unprocessable",
];

/// All words that names of an API may be made of.
pub(crate) struct Vocabulary(BTreeSet<String>);

impl Vocabulary {
    pub(crate) fn new(api: &Api) -> Self {
        let mut words = Self(OWN.iter().map(|word| (*word).to_owned()).collect());
        for endpoint in &api.endpoints {
            words.add(&endpoint.scope);
            words.add(&endpoint.name);
            for parameter in &endpoint.parameters {
                words.add(&parameter.field.name);
            }
            for form in &endpoint.forms {
                form.media_type.split(['/', '.', '+']).for_each(|word| words.add(word));
                form.body.ty.visit(&mut |ty| words.add_type(ty));
            }
            endpoint.types().for_each(|ty| ty.visit(&mut |ty| words.add_type(ty)));
        }
        for schema in &api.schemas {
            words.add(&schema.name);
            schema.value.ty.visit(&mut |ty| words.add_type(ty));
        }
        words
    }

    /// Whether a name is nothing but such words, one after the other, with numbers behind them.
    pub(crate) fn spells(&self, name: &str) -> bool {
        let name = squeezed(name);
        let mut reached = vec![false; name.len() + 1];
        if let Some(start) = reached.first_mut() {
            *start = true;
        }
        for start in 0..name.len() {
            if !reached.get(start).is_some_and(|reached| *reached) {
                continue;
            }
            let rest = name.get(start..).unwrap_or_default();
            let digits = rest.chars().take_while(char::is_ascii_digit).count();
            let words = self
                .0
                .iter()
                .filter(|word| rest.starts_with(word.as_str()))
                .map(String::len);
            for length in words.chain((digits > 0).then_some(digits)) {
                if let Some(end) = reached.get_mut(start + length) {
                    *end = true;
                }
            }
        }
        reached.last().is_some_and(|reached| *reached)
    }

    /// Adds the words that a type itself states, without those of the types inside.
    fn add_type(&mut self, ty: &Type) {
        match ty {
            Type::Enum(values) => values.iter().for_each(|value| self.add(value)),
            Type::Object(object) => object.fields.iter().for_each(|field| self.add(&field.name)),
            _ => {}
        }
    }

    /// Adds a word of the docs in all the forms that names take.
    fn add(&mut self, word: &str) {
        let camel = names::camel(word);
        let forms = [names::snake(word), names::singular(&camel), camel];
        let own = forms.iter().map(|form| squeezed(form)).filter(|word| !word.is_empty());
        self.0.extend(own);
    }
}

/// A name without what tells words apart.
fn squeezed(name: &str) -> String {
    name.trim_start_matches("r#").replace('_', "").to_ascii_lowercase()
}
