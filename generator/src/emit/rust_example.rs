//! Example values as Rust expressions, and the example in a method's documentation.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal};

use super::endpoint::{EndpointModel, Surroundings};
use super::expression::Expression;
use super::model::{Core, Declaration, DeclarationKind, Member, Modeller, Named, Shape};
use super::shared_types::Schemas;
use crate::example::{Example, Examples};
use crate::ir::{Parameter, Schema};
use crate::names;

/// Writes examples, and notes what they import.
#[derive(Debug)]
pub(crate) struct Writer<'w, 'a> {
    pub(crate) schemas: &'w Schemas<'a>,
    /// What the paths start with: `octoscribe` in documentation, `crate` in the crate's own tests.
    root: &'static str,
    /// Paths to import, with the root.
    pub(crate) imports: BTreeSet<String>,
    /// Whether a deprecated setter has been called.
    pub(crate) calls_deprecated: bool,
}

/// The module whose types a shape calls its own.
#[derive(Clone, Copy)]
pub(crate) enum Module<'m, 'a> {
    Endpoint(&'m EndpointModel<'a>),
    Schema(&'a Schema, &'m [Declaration<'a>]),
}

impl<'m, 'a> Module<'m, 'a> {
    pub(crate) fn declaration(self, name: &str) -> Option<&'m DeclarationKind<'a>> {
        let declarations: &'m [Declaration<'a>] = match self {
            Self::Endpoint(model) => &model.declarations,
            Self::Schema(_, declarations) => declarations,
        };
        let declaration = declarations.iter().find(|declaration| declaration.name == name)?;
        Some(&declaration.kind)
    }
}

impl<'w, 'a> Writer<'w, 'a> {
    pub(crate) fn new(schemas: &'w Schemas<'a>, root: &'static str) -> Self {
        Self {
            schemas,
            root,
            imports: BTreeSet::new(),
            calls_deprecated: false,
        }
    }

    /// The value of an argument, in a form that its `impl Into…` takes.
    fn value(&mut self, module: Module<'_, 'a>, shape: &Shape, example: &Example) -> Expression {
        if shape.nullable {
            return match (&shape.core, example) {
                (Core::Text, Example::Text(text)) => Expression::text(text),
                _ => self.exact_core(module, &shape.core, example),
            };
        }
        match (&shape.core, example) {
            (Core::Text | Core::Any | Core::Open, Example::Text(text) | Example::Any(text)) => Expression::text(text),
            (Core::List(items), Example::List(values)) => {
                Expression::Array(values.iter().map(|value| self.inside(module, items, value)).collect())
            }
            (Core::Map(values), Example::Map(entries)) => {
                let entries = entries.iter().map(|(key, value)| {
                    Expression::Tuple(vec![Expression::text(key), self.inside(module, values, value)])
                });
                Expression::Array(entries.collect())
            }
            (Core::Local(name, Named::Union), Example::Variant(n, value)) => {
                self.union_argument(module, name, *n, value)
            }
            (Core::Schema(name, Named::Union), Example::Variant(n, value)) if !self.is_of_answers(name) => {
                self.in_schema(name, |writer, module| writer.union_argument(module, name, *n, value))
            }
            (core, example) => self.exact_core(module, core, example),
        }
    }

    /// An item of a list or a value of a map. Of those that are lists or maps themselves, only the exact type converts.
    fn inside(&mut self, module: Module<'_, 'a>, shape: &Shape, example: &Example) -> Expression {
        match shape.core {
            Core::List(_) | Core::Map(_) => self.exact(module, shape, example),
            _ => self.value(module, shape, example),
        }
    }

    /// What a union is made of: what its variant holds, or texts where the variant is a list of them.
    fn union_argument(&mut self, module: Module<'_, 'a>, name: &str, variant: usize, value: &Example) -> Expression {
        let case = match module.declaration(name) {
            Some(DeclarationKind::Union(cases)) => cases.get(variant).map(|(_, shape)| shape.clone()),
            _ => None,
        };
        match (case, value) {
            (Some(Shape { core: Core::Text, .. }), Example::Text(text)) => Expression::text(text),
            (
                Some(Shape {
                    core: Core::List(items),
                    nullable: false,
                }),
                Example::List(values),
            ) if items.core == Core::Text => {
                Expression::Array(values.iter().map(|value| self.value(module, &items, value)).collect())
            }
            (Some(shape), value) => self.exact(module, &shape, value),
            (None, _) => self.exact_core(module, &Core::Any, value),
        }
    }

    /// A value whose type is exactly the owned type of the shape.
    fn exact(&mut self, module: Module<'_, 'a>, shape: &Shape, example: &Example) -> Expression {
        let value = self.exact_core(module, &shape.core, example);
        if !shape.nullable {
            return value;
        }
        self.import(&["Nullable"]);
        match example {
            Example::Null => Expression::path(&["Nullable", "Null"]),
            _ => Expression::call(&["Nullable", "Value"], vec![value]),
        }
    }

    pub(crate) fn exact_core(&mut self, module: Module<'_, 'a>, core: &Core, example: &Example) -> Expression {
        match (core, example) {
            (Core::Text, Example::Text(text)) => Expression::call(&["String", "from"], vec![Expression::text(text)]),
            (_, Example::Integer(value)) => Expression::integer(*value),
            (_, Example::Number(value)) => Expression::Literal(Literal::f64_unsuffixed(*value)),
            (_, Example::Boolean(value)) => Expression::boolean(*value),
            (_, Example::Date) => {
                self.import(&["jiff", "civil", "date"]);
                let parts = [2024, 1, 31].map(Expression::integer);
                Expression::call(&["date"], parts.into())
            }
            (_, Example::DateTime) => {
                self.import(&["jiff", "Timestamp"]);
                // Seconds from 1970 to 2024-01-31T12:00:00Z.
                let parts = [1_706_702_400, 0].map(Expression::integer);
                Expression::call(&["Timestamp", "constant"], parts.into())
            }
            (Core::Bytes, Example::Bytes(text) | Example::Text(text)) => Expression::text(text),
            (Core::Schema(name, Named::Object | Named::Union), example) if self.is_of_answers(name) => {
                self.in_schema(name, |writer, module| writer.declared_answer(module, name, example))
            }
            (Core::Schema(name, kind), example) => {
                let local = Core::Local(name.clone(), *kind);
                self.in_schema(name, |writer, module| writer.exact_core(module, &local, example))
            }
            (Core::Local(name, Named::Enum), Example::Keyword(value)) => {
                let mut path = self.type_path(module, name);
                path.push(names::variant(value));
                Expression::Path(path)
            }
            (Core::Local(name, Named::Object), Example::Object(fields)) => self.object(module, name, fields),
            (Core::Local(name, Named::Union), Example::Variant(n, value)) => {
                let value = self.union_argument(module, name, *n, value);
                self.associated(module, name, "from", vec![value])
            }
            (Core::List(items), Example::List(values)) => {
                let values = values.iter().map(|value| self.exact(module, items, value)).collect();
                Expression::call(&["Vec", "from"], vec![Expression::Array(values)])
            }
            (Core::Map(values), Example::Map(entries)) => {
                let entries = entries.iter().map(|(key, value)| {
                    let key = Expression::call(&["String", "from"], vec![Expression::text(key)]);
                    Expression::Tuple(vec![key, self.exact(module, values, value)])
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
    fn object(&mut self, module: Module<'_, 'a>, name: &str, fields: &[(String, Example)]) -> Expression {
        let members: &[Member<'_>] = match module.declaration(name) {
            Some(DeclarationKind::Object(members)) => members,
            _ => &[],
        };
        let mut arguments = Vec::new();
        let mut setters = Vec::new();
        for member in members {
            let Some((_, example)) = fields.iter().find(|(field, _)| *field == member.parameter.name) else {
                continue;
            };
            let value = self.value(module, &member.shape, example);
            if member.parameter.required {
                arguments.push(value);
            } else {
                setters.push((member, value));
            }
        }
        let new = self.associated(module, name, "new", arguments);
        setters
            .into_iter()
            .fold(new, |object, (member, value)| self.set(object, member, value))
    }

    /// The call of a setter.
    fn set(&mut self, receiver: Expression, member: &Member<'_>, value: Expression) -> Expression {
        self.calls_deprecated |= member.parameter.deprecated;
        receiver.method(names::setter(&member.parameter.name), vec![value])
    }

    /// The call of a function that belongs to a declared type.
    pub(crate) fn associated(
        &mut self,
        module: Module<'_, 'a>,
        ty: &str,
        function: &str,
        arguments: Vec<Expression>,
    ) -> Expression {
        let mut path = self.type_path(module, ty);
        path.push(names::identifier(function));
        Expression::Call(path, arguments)
    }

    /// The path of a type that a module declares, imported as far as its name can't be another one's: types inside of a schema's module
    /// keep the module before them.
    pub(crate) fn type_path(&mut self, module: Module<'_, 'a>, name: &str) -> Vec<Ident> {
        match module {
            Module::Endpoint(EndpointModel { endpoint, .. }) => {
                let [scope, method] = [&endpoint.scope, &endpoint.name].map(|word| names::function(word).to_string());
                self.import(&[&scope, &method, name]);
                vec![names::identifier(name)]
            }
            Module::Schema(schema, _) if Schemas::declared(schema).is_some_and(|(declared, _)| declared == name) => {
                self.import(&["schemas", name]);
                vec![names::identifier(name)]
            }
            Module::Schema(schema, _) => {
                let file = names::function(&schema.name);
                self.import(&["schemas", &file.to_string()]);
                vec![file, names::identifier(name)]
            }
        }
    }

    /// Writes a value of a type that a schema's module declares.
    fn in_schema(&mut self, ty: &str, write: impl FnOnce(&mut Self, Module<'_, 'a>) -> Expression) -> Expression {
        let Some(schema) = self.schemas.of_type(ty) else {
            return Expression::path(&["Value", "Null"]);
        };
        let modeller = Modeller::of_schema(schema, self.schemas);
        write(self, Module::Schema(schema, &modeller.declarations))
    }

    fn import(&mut self, path: &[&str]) {
        let foreign = self.root == "crate" && matches!(path.first(), Some(&"jiff" | &"serde_json"));
        let path = path.join("::");
        self.imports.insert(if foreign {
            path
        } else {
            format!("{}::{path}", self.root)
        });
    }

    /// The call of the endpoint on `client`, with the arguments that it requires and those of the optional ones that are wanted.
    pub(crate) fn call(
        &mut self,
        model: &EndpointModel<'a>,
        examples: &Examples<'_>,
        is_wanted: impl Fn(&Parameter) -> bool,
        client: Expression,
    ) -> Expression {
        let module = Module::Endpoint(model);
        let arguments: Vec<Expression> = model
            .required()
            .map(|member| self.value(module, &member.shape, &examples.parameter(member.parameter)))
            .collect();
        let call = client
            .method(names::function(&model.endpoint.scope), vec![])
            .method(names::function(&model.endpoint.name), arguments);
        let wanted = model.optional().filter(|member| is_wanted(member.parameter));
        wanted.fold(call, |call, member| {
            let value = self.value(module, &member.shape, &examples.parameter(member.parameter));
            self.set(call, member, value)
        })
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
    let mut writer = Writer::new(&surroundings.schemas, "octoscribe");
    let client = Expression::path(&["client"]);
    let call = writer
        .call(model, &surroundings.examples, |_| false, client)
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
