//! Example values as Rust expressions, and the example in a method's documentation.

use std::collections::BTreeSet;

use proc_macro2::Literal;

use super::arguments::number;
use super::endpoint::{EndpointModel, Surroundings};
use super::expression::Expression;
use super::model::{Core, Declaration, DeclarationKind, Member, Named, Shape};
use crate::example::Example;
use crate::ir::Endpoint;
use crate::names;

/// Writes examples for one endpoint, and notes what they import.
#[derive(Debug)]
pub(crate) struct Writer<'m, 'a> {
    endpoint: &'a Endpoint,
    declarations: &'m [Declaration<'a>],
    /// What the paths start with: `octoscribe` in documentation, `crate` in the crate's own tests.
    root: &'static str,
    /// Paths to import, without the root.
    pub(crate) imports: BTreeSet<String>,
}

impl<'m, 'a> Writer<'m, 'a> {
    pub(crate) fn new(model: &'m EndpointModel<'a>, root: &'static str) -> Self {
        Self {
            endpoint: model.endpoint,
            declarations: &model.declarations,
            root,
            imports: BTreeSet::new(),
        }
    }

    /// The value of an argument, in a form that its `impl Into…` takes.
    pub(crate) fn argument(&mut self, shape: &Shape, example: &Example) -> Expression {
        if shape.nullable {
            return match (&shape.core, example) {
                (Core::Text, Example::Text(text)) => Expression::text(text),
                _ => self.exact_core(&shape.core, example),
            };
        }
        match (&shape.core, example) {
            (Core::Text | Core::Any | Core::Open, Example::Text(text) | Example::Any(text)) => Expression::text(text),
            (Core::List(items), Example::List(values)) => {
                Expression::Array(values.iter().map(|value| self.inside(items, value)).collect())
            }
            (Core::Map(values), Example::Map(entries)) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| Expression::Tuple(vec![Expression::text(key), self.inside(values, value)]));
                Expression::Array(entries.collect())
            }
            (Core::Local(name, Named::Union), Example::Variant(n, value)) => self.union_argument(name, *n, value),
            (core, example) => self.exact_core(core, example),
        }
    }

    /// An item of a list or a value of a map. Of those that are lists or maps themselves, only the exact type converts.
    fn inside(&mut self, shape: &Shape, example: &Example) -> Expression {
        match shape.core {
            Core::List(_) | Core::Map(_) => self.exact(shape, example),
            _ => self.argument(shape, example),
        }
    }

    /// What a union is made of: what its variant holds, or texts where the variant is a list of them.
    fn union_argument(&mut self, name: &str, variant: usize, value: &Example) -> Expression {
        match (self.case(name, variant), value) {
            (Some(Shape { core: Core::Text, .. }), Example::Text(text)) => Expression::text(text),
            (
                Some(Shape {
                    core: Core::List(items),
                    nullable: false,
                }),
                Example::List(values),
            ) if items.core == Core::Text => {
                Expression::Array(values.iter().map(|value| self.argument(&items, value)).collect())
            }
            (Some(shape), value) => self.exact(&shape, value),
            (None, _) => self.exact_core(&Core::Any, value),
        }
    }

    fn case(&self, name: &str, variant: usize) -> Option<Shape> {
        self.declarations
            .iter()
            .find_map(|declaration| match &declaration.kind {
                DeclarationKind::Union(cases) if declaration.name == name => {
                    cases.get(variant).map(|(_, shape)| shape.clone())
                }
                _ => None,
            })
    }

    /// A value whose type is exactly the owned type of the shape.
    fn exact(&mut self, shape: &Shape, example: &Example) -> Expression {
        let value = self.exact_core(&shape.core, example);
        if !shape.nullable {
            return value;
        }
        self.import(&["Nullable"]);
        match example {
            Example::Null => Expression::path(&["Nullable", "Null"]),
            _ => Expression::call(&["Nullable", "Value"], vec![value]),
        }
    }

    fn exact_core(&mut self, core: &Core, example: &Example) -> Expression {
        match (core, example) {
            (Core::Text, Example::Text(text)) => Expression::call(&["String", "from"], vec![Expression::text(text)]),
            (_, Example::Integer(value)) => Expression::Literal(number(*value)),
            (_, Example::Number(value)) => Expression::Literal(Literal::f64_unsuffixed(*value)),
            (_, Example::Boolean(value)) => Expression::boolean(*value),
            (_, Example::Date) => {
                self.import(&["jiff", "civil", "date"]);
                let parts = [2024, 1, 31].map(|part| Expression::Literal(number(part)));
                Expression::call(&["date"], parts.into())
            }
            (_, Example::DateTime) => {
                self.import(&["jiff", "Timestamp"]);
                // Seconds from 1970 to 2024-01-31T12:00:00Z.
                let parts = [1_706_702_400, 0].map(|part| Expression::Literal(number(part)));
                Expression::call(&["Timestamp", "constant"], parts.into())
            }
            (Core::Bytes, Example::Bytes(text)) => Expression::text(text),
            (Core::Local(name, Named::Enum), Example::Keyword(value)) => {
                self.import(&[
                    &names::snake(&self.endpoint.scope),
                    &names::snake(&self.endpoint.name),
                    name,
                ]);
                Expression::Path(vec![names::identifier(name), names::variant(value)])
            }
            (Core::Schema(name, Named::Enum), Example::Keyword(value)) => {
                self.import(&["schemas", name]);
                Expression::Path(vec![names::identifier(name), names::variant(value)])
            }
            (Core::Local(name, Named::Object), Example::Object(fields)) => self.object(name, fields),
            (Core::Local(name, Named::Union), Example::Variant(n, value)) => {
                self.import(&[
                    &names::snake(&self.endpoint.scope),
                    &names::snake(&self.endpoint.name),
                    name,
                ]);
                let value = self.union_argument(name, *n, value);
                Expression::call(&[name, "from"], vec![value])
            }
            (Core::List(items), Example::List(values)) => {
                let values = values.iter().map(|value| self.exact(items, value)).collect();
                Expression::call(&["Vec", "from"], vec![Expression::Array(values)])
            }
            (Core::Map(values), Example::Map(entries)) => {
                let entries = entries.iter().map(|(key, value)| {
                    let key = Expression::call(&["String", "from"], vec![Expression::text(key)]);
                    Expression::Tuple(vec![key, self.exact(values, value)])
                });
                let entries = entries.collect();
                Expression::call(
                    &["std", "collections", "BTreeMap", "from"],
                    vec![Expression::Array(entries)],
                )
            }
            (Core::JsonObject, Example::AnyObject(text)) => self.json_object(text),
            (_, Example::Text(text) | Example::Any(text) | Example::Keyword(text)) => self.json_text(text),
            (_, Example::AnyObject(text)) => {
                let object = self.json_object(text);
                self.import(&["serde_json", "Value"]);
                Expression::call(&["Value", "from"], vec![object])
            }
            _ => {
                self.import(&["serde_json", "Value"]);
                Expression::path(&["Value", "Null"])
            }
        }
    }

    fn json_text(&mut self, text: &str) -> Expression {
        self.import(&["serde_json", "Value"]);
        Expression::call(&["Value", "from"], vec![Expression::text(text)])
    }

    fn json_object(&mut self, text: &str) -> Expression {
        self.import(&["JsonObject"]);
        let key = Expression::call(&["String", "from"], vec![Expression::text(text)]);
        let value = self.json_text(text);
        Expression::call(
            &["JsonObject", "from_iter"],
            vec![Expression::Array(vec![Expression::Tuple(vec![key, value])])],
        )
    }

    /// `Output::new("title").text("text")`
    fn object(&mut self, name: &str, fields: &[(String, Example)]) -> Expression {
        self.import(&[
            &names::snake(&self.endpoint.scope),
            &names::snake(&self.endpoint.name),
            name,
        ]);
        let declarations = self.declarations;
        let members: &[Member<'_>] = declarations
            .iter()
            .find_map(|declaration| match &declaration.kind {
                DeclarationKind::Object(members) if declaration.name == name => Some(members.as_slice()),
                _ => None,
            })
            .unwrap_or_default();
        let mut arguments = Vec::new();
        let mut setters = Vec::new();
        for member in members {
            let Some((_, example)) = fields.iter().find(|(field, _)| *field == member.parameter.name) else {
                continue;
            };
            let value = self.argument(&member.shape, example);
            if member.parameter.required {
                arguments.push(value);
            } else {
                setters.push((names::setter(&member.parameter.name), value));
            }
        }
        let new = Expression::call(&[name, "new"], arguments);
        setters
            .into_iter()
            .fold(new, |object, (setter, value)| object.method(setter, vec![value]))
    }

    fn import(&mut self, path: &[&str]) {
        let foreign = self.root == "crate" && matches!(path.first(), Some(&"jiff" | &"serde_json"));
        let path: Vec<String> = path.iter().map(|word| names::identifier(word).to_string()).collect();
        let path = path.join("::");
        self.imports.insert(if foreign {
            path
        } else {
            format!("{}::{path}", self.root)
        });
    }

    /// The call of the endpoint on `client`, with the arguments that it requires.
    pub(crate) fn call(
        &mut self,
        model: &EndpointModel<'a>,
        surroundings: &crate::example::Examples<'_>,
    ) -> Expression {
        let arguments: Vec<Expression> = model
            .required()
            .map(|member| self.argument(&member.shape, &surroundings.parameter(member.parameter)))
            .collect();
        let client = if self.root == "crate" {
            Expression::call(&["client"], vec![])
        } else {
            Expression::path(&["client"])
        };
        client
            .method(names::argument(&self.endpoint.scope), vec![])
            .method(names::argument(&self.endpoint.name), arguments)
    }
}

/// The lines of the example in a method's documentation.
///
/// ```text
/// # async fn example(client: octoscribe::Client) -> Result<(), octoscribe::Error> {
/// use octoscribe::schemas::PackageType;
///
/// client.packages().delete_package_for_user("octocat", PackageType::Npm, "package_name").send().await?;
/// # Ok(())
/// # }
/// ```
pub(crate) fn documentation(model: &EndpointModel<'_>, surroundings: &Surroundings<'_>) -> Vec<String> {
    let mut writer = Writer::new(model, "octoscribe");
    let call = writer
        .call(model, &surroundings.examples)
        .method(names::identifier("send"), vec![]);
    let mut lines = vec![
        "```".to_owned(),
        "# async fn example(client: octoscribe::Client) -> Result<(), octoscribe::Error> {".to_owned(),
    ];
    if !writer.imports.is_empty() {
        lines.extend(writer.imports.iter().map(|path| format!("use {path};")));
        lines.push(String::new());
    }
    call.layout(0, ".await?;", &mut lines);
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}
