//! Example values of types that answers hold and requests take too, as Rust expressions.

use super::answer;
use super::expression::Expression;
use super::model::{Core, DeclarationKind, Member, Named, Shape, Side};
use super::rust_example::{Module, Writer};
use crate::example::Example;
use crate::names;

impl<'a> Writer<'_, 'a> {
    /// Whether a shared type is one of answers: a record or an enum of variants, without constructors.
    pub(crate) fn is_of_answers(&self, name: &str) -> bool {
        self.schemas
            .of_type(name)
            .is_some_and(|schema| self.schemas.side(schema) == Side::Answer)
    }

    /// `Some(value)`, `None`, or the value itself where it can't be null.
    fn answer(&mut self, module: Module<'_, 'a>, shape: &Shape, example: &Example) -> Expression {
        if !shape.nullable {
            return self.answer_core(module, &shape.core, example);
        }
        match example {
            Example::Null => Expression::path(&["None"]),
            _ => Expression::call(&["Some"], vec![self.answer_core(module, &shape.core, example)]),
        }
    }

    fn answer_core(&mut self, module: Module<'_, 'a>, core: &Core, example: &Example) -> Expression {
        match (core, example) {
            (Core::Local(name, Named::Object | Named::Union), example) => self.declared_answer(module, name, example),
            (Core::Text | Core::Bytes, Example::Text(text) | Example::Keyword(text) | Example::Bytes(text)) => {
                Expression::call(&["String", "from"], vec![Expression::text(text)])
            }
            (Core::List(items), Example::List(values)) => {
                let values = values.iter().map(|value| self.answer(module, items, value)).collect();
                Expression::call(&["Vec", "from"], vec![Expression::Array(values)])
            }
            (Core::Map(values), Example::Map(entries)) => {
                let entries = entries.iter().map(|(key, value)| {
                    let key = Expression::call(&["String", "from"], vec![Expression::text(key)]);
                    Expression::Tuple(vec![key, self.answer(module, values, value)])
                });
                let entries = Expression::Array(entries.collect());
                Expression::call(&["std", "collections", "BTreeMap", "from"], vec![entries])
            }
            (core, example) => self.exact_core(module, core, example),
        }
    }

    /// A value of a record or union that the module declares.
    pub(crate) fn declared_answer(&mut self, module: Module<'_, 'a>, name: &str, example: &Example) -> Expression {
        match (module.declaration(name), example) {
            (Some(DeclarationKind::Object(members)), Example::Object(values)) => {
                let path = self.type_path(module, name);
                let names = answer::field_names(members);
                let mut fields = Vec::new();
                for (member, name) in members.iter().zip(names) {
                    if let Some((_, example)) = values.iter().find(|(name, _)| *name == member.parameter.name) {
                        fields.push((name, self.field(module, member, example)));
                    }
                }
                let has_rest = fields.len() < members.len();
                Expression::Record { path, fields, has_rest }
            }
            (Some(DeclarationKind::Union(cases)), Example::Variant(variant, value)) => {
                let mut path = self.type_path(module, name);
                let Some((case, shape)) = cases.get(*variant) else {
                    return Expression::path(&["Value", "Null"]);
                };
                path.push(names::identifier(case));
                let inner = self.answer(module, shape, value);
                let is_boxed = answer::is_boxed(&shape.core) && !shape.nullable;
                Expression::Call(path, vec![boxed(inner, is_boxed)])
            }
            _ => self.associated(module, name, "default", Vec::new()),
        }
    }

    fn field(&mut self, module: Module<'_, 'a>, member: &Member<'_>, example: &Example) -> Expression {
        let Member { parameter, shape } = member;
        let may_miss = shape.nullable || !parameter.required;
        if !may_miss {
            return self.answer_core(module, &shape.core, example);
        }
        if *example == Example::Null {
            return Expression::path(&["None"]);
        }
        let value = self.answer_core(module, &shape.core, example);
        Expression::call(&["Some"], vec![boxed(value, answer::is_boxed(&shape.core))])
    }
}

fn boxed(value: Expression, is_boxed: bool) -> Expression {
    if is_boxed {
        Expression::call(&["Box", "new"], vec![value])
    } else {
        value
    }
}
