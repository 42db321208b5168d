//! The signatures of an endpoint's emitted functions, and which parameter each of them is for.

use syn::{ImplItem, Item, ItemFn, Type};

use crate::emit::{emit, file_of};
use crate::ir::{Api, Endpoint};

/// The functions of an endpoint's file.
pub(crate) struct Signatures {
    functions: Vec<Function>,
}

/// An emitted function that belongs to a type.
struct Function {
    /// The type.
    owner: String,
    signature: String,
    /// The whole function: what it sets stands in it as a literal.
    text: String,
}

impl Signatures {
    /// Emits the endpoint's file and reads it.
    pub(crate) fn of(api: &Api, endpoint: &Endpoint) -> Self {
        let wanted = file_of(endpoint);
        let files = emit(api, &|path, _| path != wanted);
        let text = files
            .into_iter()
            .find(|file| file.path == wanted)
            .and_then(|file| file.content);
        let items = text
            .and_then(|text| syn::parse_file(&text).ok())
            .map_or(Vec::new(), |file| file.items);
        Self {
            functions: items.into_iter().flat_map(functions).collect(),
        }
    }

    /// The method that starts the request: the first one of the file.
    pub(crate) fn method(&self) -> &str {
        self.functions.first().map_or("", |function| &function.signature)
    }

    /// The functions that take a parameter, given by its name and those of all that it is nested in, from the outside in.
    pub(crate) fn of_parameter(&self, names: &[&str]) -> Vec<String> {
        let mut found: Vec<&Function> = Vec::new();
        for (depth, name) in names.iter().enumerate() {
            let literal = format!("{name:?}");
            let around = std::mem::take(&mut found);
            // A nested parameter is set in a type that the functions around it take.
            let belongs = |function: &&Function| match depth {
                0 => self.is_of_request(function),
                _ => around.iter().any(|outer| mentions(&outer.signature, &function.owner)),
            };
            found = self
                .functions
                .iter()
                .filter(|function| function.text.contains(&literal))
                .filter(belongs)
                .collect();
        }
        found.into_iter().map(|function| function.signature.clone()).collect()
    }

    /// Whether a function is the method, or belongs to the type that the method gives.
    fn is_of_request(&self, function: &Function) -> bool {
        self.functions.first().is_some_and(|method| {
            let answer = method.signature.rsplit("->").next().unwrap_or_default();
            function.owner == method.owner || mentions(answer, &function.owner)
        })
    }
}

/// Whether a word stands in a text.
fn mentions(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|other| other == word)
}

fn functions(item: Item) -> Vec<Function> {
    let Item::Impl(item) = item else {
        return Vec::new();
    };
    let owner = match &*item.self_ty {
        Type::Path(path) if item.trait_.is_none() => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    };
    let Some(owner) = owner else { return Vec::new() };
    let inherent = item.items.into_iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    });
    inherent
        .map(|function| {
            let mut function = Item::Fn(ItemFn {
                attrs: Vec::new(),
                vis: function.vis,
                modifiers: function.modifiers,
                sig: function.sig,
                block: Box::new(function.block),
            });
            let text = print(&mut function);
            if let Item::Fn(function) = &mut function {
                function.block.stmts.clear();
            }
            let signature = print(&mut function);
            Function {
                owner: owner.clone(),
                signature: signature.trim_end().trim_end_matches("{}").trim_end().to_owned(),
                text,
            }
        })
        .collect()
}

/// The text of an item, which is put back.
fn print(item: &mut Item) -> String {
    let mut file = syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![std::mem::replace(item, Item::Verbatim(proc_macro2::TokenStream::new()))],
    };
    let text = prettyplease::unparse(&file);
    if let Some(printed) = file.items.pop() {
        *item = printed;
    }
    text
}
