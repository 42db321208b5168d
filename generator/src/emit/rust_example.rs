//! Sample values as Rust expressions, and the example in a method's documentation.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::arguments::number;
use super::imports::Imports;
use super::response::{is_boxed, may_miss};
use super::value_type;
use crate::config::Config;
use crate::ir::Api;
use crate::rust_model::{
    Case, Declaration, DeclaredKind, DeclaredType, Endpoint, Member, Model, Parameter, Schema, Scope, Shape, ShapeKind,
    Side, names,
};
use crate::sample::{Purpose, Sample, sample};

/// What all files are emitted from.
pub(crate) struct Context<'a> {
    /// What the model is made of.
    pub(super) api: &'a Api,
    /// What is emitted.
    pub(crate) model: &'a Model<'a>,
    /// The settings of the crate.
    pub(super) config: &'a Config,
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
pub(crate) fn documentation(scope: &Scope<'_>, endpoint: &Endpoint<'_>, context: &Context<'_>) -> Vec<String> {
    let name = &context.config.name;
    let (uses, call) = parts(scope, endpoint, context);
    let mut lines = vec![
        "```".to_owned(),
        format!("# async fn example(client: {name}::Client) -> Result<(), {name}::Error> {{"),
    ];
    if !uses.is_empty() {
        lines.extend(uses);
        lines.push(String::new());
    }
    lines.extend(print(&quote!(#call.send().await?;)));
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}

/// The imports of an example, and its call.
fn parts(scope: &Scope<'_>, endpoint: &Endpoint<'_>, context: &Context<'_>) -> (Vec<String>, TokenStream) {
    let mut writer = Writer::new(context.api, context.model, Some(&context.config.name));
    let call = writer.call(scope, endpoint, |_| false, &quote!(client));
    (print(&writer.imports.tokens()), call)
}

/// An example of an endpoint: its imports, and its call on `client` as an expression.
pub(crate) fn example(api: &Api, config: &Config, id: &str) -> Option<(Vec<String>, String)> {
    let model = Model::new(api);
    let (scope, endpoint) = model.endpoint(id)?;
    let context = Context {
        api,
        model: &model,
        config,
    };
    let (uses, call) = parts(scope, endpoint, &context);
    let call = print(&quote!(#call;)).join("\n");
    Some((uses, call.trim_end_matches(';').to_owned()))
}

/// A call with all required arguments and the setters that are wanted, on one line.
pub(crate) fn line(
    api: &Api,
    model: &Model<'_>,
    id: &str,
    is_wanted: impl Fn(&Parameter<'_>) -> bool,
) -> Option<String> {
    let (scope, endpoint) = model.endpoint(id)?;
    let call = Writer::new(api, model, Some("octoscribe")).call(scope, endpoint, is_wanted, &quote!(client));
    let mut line = String::new();
    for part in print(&quote!(#call;)) {
        let part = part.trim();
        if part.starts_with([')', ']', '}']) && line.ends_with(',') {
            line.pop();
        }
        let is_apart = line.ends_with([',', '{', ';']) || (part.starts_with('}') && !line.ends_with('('));
        line.push_str(if is_apart { " " } else { "" });
        line.push_str(part);
    }
    line.truncate(line.trim_end_matches(';').len());
    Some(line)
}

/// Statements as they are formatted in a function, a line each or more.
fn print(statements: &TokenStream) -> Vec<String> {
    let file = syn::parse2(quote!(async fn example() { #statements }));
    let text = file.map_or_else(|_| String::new(), |file| prettyplease::unparse(&file));
    let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
    lines.map(str::to_owned).collect()
}

/// Writes sample values, and notes what they import.
#[derive(Debug)]
pub(crate) struct Writer<'w, 'a> {
    api: &'a Api,
    model: &'w Model<'a>,
    /// What the code is for. Tests are inside of the crate, documentation is outside.
    purpose: Purpose,
    /// What the values import.
    pub(crate) imports: Imports,
    /// Whether a deprecated setter is called.
    pub(crate) calls_deprecated: bool,
}

/// What a value must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// What the `impl Into…` of an argument takes.
    Argument,
    /// The owned type of requests.
    Request,
    /// The type of responses.
    Response,
}

/// The file that declares the local types of a shape.
#[derive(Clone, Copy)]
enum Home<'m, 'a> {
    Endpoint(&'m Scope<'a>, &'m Endpoint<'a>),
    Schema(&'m Schema<'a>),
}

impl<'m, 'a> Home<'m, 'a> {
    /// The declared type at a path in the file.
    fn find(self, path: &[String]) -> Option<&'m DeclaredType<'a>> {
        let types = match self {
            Self::Endpoint(_, endpoint) => endpoint.types.as_slice(),
            Self::Schema(schema) => schema.declared.as_slice(),
        };
        types.iter().find_map(|ty| ty.find(path))
    }

    /// The path of a declared type in the crate, and whether it is in the module of another type.
    fn path_of(self, ty: &DeclaredType<'_>) -> (String, bool) {
        let path = ty.path.join("::");
        match self {
            Self::Endpoint(scope, endpoint) => (
                format!("crate::{}::{}::{path}", scope.module, endpoint.name),
                ty.path.len() > 1,
            ),
            Self::Schema(schema) if schema.is_reexported && ty.module.is_none() => {
                (format!("crate::schemas::{path}"), false)
            }
            Self::Schema(schema) => (format!("crate::schemas::{}::{path}", schema.module), true),
        }
    }
}

impl<'w, 'a> Writer<'w, 'a> {
    /// A writer of documentation that uses the crate by this name, or of the crate's own tests if there is none.
    pub(crate) fn new(api: &'a Api, model: &'w Model<'a>, root: Option<&str>) -> Self {
        Self {
            api,
            model,
            purpose: root.map_or(Purpose::Test, |_| Purpose::Documentation),
            imports: Imports::in_example(root),
            calls_deprecated: false,
        }
    }

    /// The call of the endpoint on `client`, with the arguments that it requires and the setters that are wanted.
    pub(crate) fn call(
        &mut self,
        scope: &'w Scope<'a>,
        endpoint: &'w Endpoint<'a>,
        is_wanted: impl Fn(&Parameter<'a>) -> bool,
        client: &TokenStream,
    ) -> TokenStream {
        let home = Home::Endpoint(scope, endpoint);
        let arguments = endpoint.arguments.iter();
        let arguments: Vec<_> = arguments.map(|argument| self.sample(home, &argument.member)).collect();
        let [scope, name] = [&scope.module, &endpoint.name].map(|name| names::identifier(name));
        let mut call = quote!(#client.#scope().#name(#(#arguments),*));
        for setter in endpoint.setters.iter().filter(|setter| is_wanted(setter)) {
            let value = self.sample(home, &setter.member);
            call = self.set(&call, &setter.member, &value);
        }
        call
    }

    fn sample(&mut self, home: Home<'w, 'a>, member: &Member<'a>) -> TokenStream {
        let sample = sample(member.field.0, self.api, self.purpose);
        self.value(home, &member.shape, Form::Argument, &sample)
    }

    /// The call of a setter.
    fn set(&mut self, receiver: &TokenStream, member: &Member<'_>, value: &TokenStream) -> TokenStream {
        self.calls_deprecated |= member.deprecated;
        let setter = names::identifier(&member.name);
        quote!(#receiver.#setter(#value))
    }

    fn value(&mut self, home: Home<'w, 'a>, shape: &Shape<'a>, form: Form, sample: &Sample) -> TokenStream {
        let is_null = *sample == Sample::Null;
        match form {
            _ if !shape.nullable => self.kind(home, &shape.kind, form, sample),
            Form::Argument if !is_null => match &shape.kind {
                ShapeKind::Map(_) | ShapeKind::Any | ShapeKind::Open => {
                    self.kind(home, &shape.kind, Form::Request, sample)
                }
                kind => self.kind(home, kind, form, sample),
            },
            Form::Response if is_null => quote!(None),
            Form::Response => {
                let value = self.kind(home, &shape.kind, form, sample);
                quote!(Some(#value))
            }
            Form::Argument | Form::Request => {
                let nullable = self.imports.path("crate::Nullable");
                if is_null {
                    return quote!(#nullable::Null);
                }
                let value = self.kind(home, &shape.kind, form, sample);
                quote!(#nullable::Value(#value))
            }
        }
    }

    /// An item of a list or a value of a map. Of those that are lists or maps themselves or may be null, only the exact type converts.
    fn inside(&mut self, home: Home<'w, 'a>, shape: &Shape<'a>, form: Form, sample: &Sample) -> TokenStream {
        match (&shape.kind, form) {
            (ShapeKind::List(_) | ShapeKind::Map(_), Form::Argument) => self.value(home, shape, Form::Request, sample),
            (_, Form::Argument) if shape.nullable => self.value(home, shape, Form::Request, sample),
            _ => self.value(home, shape, form, sample),
        }
    }

    /// What a union is made of: what its variant holds, or literals where that is a string, a string enum or a list of strings.
    fn union(&mut self, home: Home<'w, 'a>, cases: &[Case<'a>], place: usize, value: &Sample) -> TokenStream {
        let Some(Case { shape, .. }) = cases.iter().find(|case| case.place == place) else {
            return self.kind(home, &ShapeKind::Any, Form::Request, value);
        };
        let form = match &shape.kind {
            ShapeKind::String | ShapeKind::Local(_, DeclaredKind::Enum) | ShapeKind::Schema(_, DeclaredKind::Enum) => {
                Form::Argument
            }
            ShapeKind::List(items) if items.kind == ShapeKind::String && !items.nullable && !shape.nullable => {
                Form::Argument
            }
            _ => Form::Request,
        };
        self.value(home, shape, form, value)
    }

    fn kind(&mut self, home: Home<'w, 'a>, kind: &ShapeKind<'a>, form: Form, sample: &Sample) -> TokenStream {
        match (kind, sample) {
            (ShapeKind::String, Sample::Text(text)) => string(text, form),
            (ShapeKind::Bytes, Sample::Bytes(text) | Sample::Text(text)) => match form {
                Form::Response => string(text, form),
                Form::Argument | Form::Request => quote!(#text),
            },
            (ShapeKind::Base64, Sample::Base64(text)) | (ShapeKind::Secret, Sample::Text(text)) => match form {
                Form::Argument => quote!(#text),
                Form::Request | Form::Response => {
                    let ty = value_type::kind(kind, Side::Request, &mut self.imports);
                    quote!(#ty::from(#text))
                }
            },
            (_, Sample::Integer(value)) => integer(*value),
            (_, Sample::Number(value)) => {
                let value = Literal::f64_unsuffixed(*value);
                quote!(#value)
            }
            (_, Sample::Boolean(value)) => quote!(#value),
            (_, Sample::Date) => {
                let date = self.imports.path("jiff::civil::date");
                quote!(#date(2024, 1, 31))
            }
            (_, Sample::DateTime) => {
                let timestamp = self.imports.path("jiff::Timestamp");
                // Seconds from 1970 to 2024-01-31T12:00:00Z.
                quote!(#timestamp::constant(1_706_702_400, 0))
            }
            (ShapeKind::Local(..) | ShapeKind::Schema(..), _) => match self.find(home, kind) {
                Some((home, ty)) => self.declared(home, ty, form, sample),
                None => self.null(),
            },
            // What is empty doesn't tell its type.
            (ShapeKind::List(_), Sample::List(values)) if values.is_empty() && form != Form::Response => {
                let ty = self.ty(home, kind);
                quote!(<#ty>::new())
            }
            (ShapeKind::Map(_), Sample::Map(values)) if values.is_empty() && form != Form::Response => {
                let ty = self.ty(home, kind);
                quote!(<#ty>::new())
            }
            (ShapeKind::List(items), Sample::List(values)) => {
                let values = values.iter().map(|value| self.inside(home, items, form, value));
                exact(&quote!(Vec), quote!([#(#values),*]), form)
            }
            (ShapeKind::Map(values), Sample::Map(entries)) => {
                let entries = entries.iter().map(|(key, value)| {
                    let (key, value) = (string(key, form), self.inside(home, values, form, value));
                    quote!((#key, #value))
                });
                exact(&quote!(std::collections::BTreeMap), quote!([#(#entries),*]), form)
            }
            (ShapeKind::JsonObject, Sample::AnyObject(text)) => self.json_object(text),
            (_, Sample::Text(text)) if form == Form::Argument => quote!(#text),
            (_, Sample::Text(text)) => self.json_string(text),
            (_, Sample::AnyObject(text)) => {
                let (value, object) = (self.imports.path("serde_json::Value"), self.json_object(text));
                quote!(#value::from(#object))
            }
            _ => self.null(),
        }
    }

    /// The owned type of a request's value.
    fn ty(&mut self, home: Home<'w, 'a>, kind: &ShapeKind<'a>) -> TokenStream {
        let mut inside = |shape: &Shape<'a>| {
            let ty = self.ty(home, &shape.kind);
            if shape.nullable {
                let nullable = self.imports.path("crate::Nullable");
                return quote!(#nullable<#ty>);
            }
            ty
        };
        match kind {
            ShapeKind::List(items) => {
                let items = inside(items);
                quote!(Vec<#items>)
            }
            ShapeKind::Map(values) => {
                let values = inside(values);
                quote!(std::collections::BTreeMap<String, #values>)
            }
            _ => {
                let Some((home, declared)) = self.find(home, kind) else {
                    return value_type::kind(kind, Side::Request, &mut self.imports);
                };
                let path = self.declared_path(home, declared);
                if !matches!(declared.kind, Declaration::Enum(_)) {
                    return path;
                }
                let string_enum = self.imports.path("crate::StringEnum");
                quote!(#string_enum<#path>)
            }
        }
    }

    /// The declared type that a shape refers to, and the file that declares it.
    fn find(&self, home: Home<'w, 'a>, kind: &ShapeKind<'a>) -> Option<(Home<'w, 'a>, &'w DeclaredType<'a>)> {
        match kind {
            ShapeKind::Local(path, _) => Some((home, home.find(path)?)),
            ShapeKind::Schema(schema, _) => {
                let page = self.model.schema(schema.page)?;
                Some((Home::Schema(page), page.declared.as_ref()?))
            }
            _ => None,
        }
    }

    fn null(&mut self) -> TokenStream {
        let value = self.imports.path("serde_json::Value");
        quote!(#value::Null)
    }

    fn json_string(&mut self, text: &str) -> TokenStream {
        let value = self.imports.path("serde_json::Value");
        quote!(#value::from(#text))
    }

    fn json_object(&mut self, text: &str) -> TokenStream {
        let (object, value) = (self.imports.path("crate::JsonObject"), self.json_string(text));
        quote!(#object::from_iter([(String::from(#text), #value)]))
    }

    /// The path of a declared type.
    fn declared_path(&mut self, home: Home<'w, 'a>, ty: &DeclaredType<'a>) -> TokenStream {
        let (path, is_inner) = home.path_of(ty);
        if is_inner {
            self.imports.inner_path(&path)
        } else {
            self.imports.path(&path)
        }
    }

    /// A value of a declared type.
    fn declared(&mut self, home: Home<'w, 'a>, ty: &DeclaredType<'a>, form: Form, sample: &Sample) -> TokenStream {
        if let (Declaration::Union(cases), Side::Request, Sample::Variant(place, value), Form::Argument) =
            (&ty.kind, ty.side, sample, form)
        {
            return self.union(home, cases, *place, value);
        }
        let path = self.declared_path(home, ty);
        match (&ty.kind, ty.side, sample) {
            (Declaration::Enum(variants), _, Sample::Text(value)) => {
                let variant = variants.iter().find(|variant| variant.value == value);
                let variant = names::identifier(variant.map_or("", |variant| &variant.name));
                match form {
                    Form::Argument => quote!(#path::#variant),
                    Form::Request | Form::Response => {
                        let string_enum = self.imports.path("crate::StringEnum");
                        quote!(#string_enum::from(#path::#variant))
                    }
                }
            }
            (Declaration::Enum(_), ..) => {
                let string_enum = self.imports.path("crate::StringEnum");
                quote!(#string_enum::default())
            }
            (Declaration::Object(members), Side::Request, Sample::Object(fields)) => {
                self.object(home, &path, members, fields)
            }
            (Declaration::Union(cases), Side::Request, Sample::Variant(place, value)) => {
                let value = self.union(home, cases, *place, value);
                quote!(#path::from(#value))
            }
            (Declaration::Object(members), Side::Response, Sample::Object(fields)) => {
                self.record(home, &path, members, fields)
            }
            (Declaration::Union(cases), Side::Response, Sample::Variant(place, value)) => {
                let Some(Case { name, shape, .. }) = cases.iter().find(|case| case.place == *place) else {
                    return self.null();
                };
                let name = names::identifier(name);
                if **value == Sample::Null && shape.nullable {
                    return quote!(#path::#name(None));
                }
                let value = boxed(self.kind(home, &shape.kind, Form::Response, value), is_boxed(shape));
                let value = if shape.nullable { quote!(Some(#value)) } else { value };
                quote!(#path::#name(#value))
            }
            (_, Side::Response, _) => quote!(#path::default()),
            (_, Side::Request, _) => self.null(),
        }
    }

    /// `Output::new("title").text("text")`
    fn object(
        &mut self,
        home: Home<'w, 'a>,
        path: &TokenStream,
        members: &[Member<'a>],
        fields: &[(String, Sample)],
    ) -> TokenStream {
        let (mut arguments, mut setters) = (Vec::new(), Vec::new());
        for (member, sample) in given(members, fields) {
            let value = self.value(home, &member.shape, Form::Argument, sample);
            if member.required {
                arguments.push(value);
            } else {
                setters.push((member, value));
            }
        }
        let mut object = quote!(#path::new(#(#arguments),*));
        for (member, value) in setters {
            object = self.set(&object, member, &value);
        }
        object
    }

    /// Inside the client crate `Rule { name: String::from("a"), ..Rule::default() }`, without a rest where all fields are given. Outside
    /// such types are made by assignment: `{ let mut value = Rule::default(); value.name = String::from("a"); value }`.
    fn record(
        &mut self,
        home: Home<'w, 'a>,
        path: &TokenStream,
        members: &[Member<'a>],
        fields: &[(String, Sample)],
    ) -> TokenStream {
        let given: Vec<_> = given(members, fields).collect();
        let has_rest = given.len() < members.len();
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for (member, sample) in given {
            if *sample == Sample::Null && self.purpose == Purpose::Documentation {
                continue;
            }
            names.push(names::identifier(&member.name));
            values.push(match sample {
                Sample::Null if may_miss(member) => quote!(None),
                _ => {
                    let value = self.kind(home, &member.shape.kind, Form::Response, sample);
                    if may_miss(member) {
                        let value = boxed(value, is_boxed(&member.shape));
                        quote!(Some(#value))
                    } else {
                        boxed(value, member.is_boxed)
                    }
                }
            });
        }
        if self.purpose == Purpose::Documentation {
            return quote!({ let mut value = #path::default(); #(value.#names = #values;)* value });
        }
        let rest = has_rest.then(|| quote!(..#path::default()));
        quote!(#path { #(#names: #values,)* #rest })
    }
}

/// The members that have values, with them.
fn given<'m, 'a>(
    members: &'m [Member<'a>],
    fields: &'m [(String, Sample)],
) -> impl Iterator<Item = (&'m Member<'a>, &'m Sample)> {
    members.iter().filter_map(|member| {
        let (_, sample) = fields.iter().find(|(name, _)| name == member.wire)?;
        Some((member, sample))
    })
}

/// `"text"`, or `String::from("text")` where only the exact type will do.
fn string(text: &str, form: Form) -> TokenStream {
    match form {
        Form::Argument => quote!(#text),
        Form::Request | Form::Response => quote!(String::from(#text)),
    }
}

/// `["a"]`, or `Vec::from(["a"])` where only the exact type will do.
fn exact(ty: &TokenStream, array: TokenStream, form: Form) -> TokenStream {
    match form {
        Form::Argument => array,
        Form::Request | Form::Response => quote!(#ty::from(#array)),
    }
}

/// `42`, `1_706_702_400`. Beyond 32 bits the type is stated, for nothing else might say it.
fn integer(value: i64) -> TokenStream {
    let literal = number(value);
    if i32::try_from(value).is_ok() {
        return quote!(#literal);
    }
    let typed: Option<Literal> = format!("{literal}_i64").parse().ok();
    quote!(#typed)
}

fn boxed(value: TokenStream, is_boxed: bool) -> TokenStream {
    if is_boxed { quote!(Box::new(#value)) } else { value }
}
