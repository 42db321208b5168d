//! The names that an emitted file declares.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{Fields, FnArg, ImplItem, Item, Pat, UseTree};

/// The names of a file, each with where it must be the only one of its kind.
#[derive(Debug, Default)]
pub(crate) struct Items {
    /// The modules around the current item: `response::body::`.
    module: String,
    /// Where it is declared, and name.
    pub(crate) declared: Vec<(String, String)>,
    /// Types that come from elsewhere.
    imported: Vec<(String, String)>,
    /// What has no business in an emitted file.
    pub(crate) odd: Vec<String>,
}

impl Items {
    pub(crate) fn read(file: &syn::File) -> Self {
        let mut items = Self::default();
        file.items.iter().for_each(|item| items.add(item));
        items
    }

    /// Names that are declared twice in one place, so that the file can't be compiled.
    pub(crate) fn twice(&self) -> Vec<&(String, String)> {
        let mut seen = BTreeSet::new();
        self.declared
            .iter()
            .chain(&self.imported)
            .filter(|name| !seen.insert(*name))
            .collect()
    }

    fn declare(&mut self, place: &str, name: &impl ToString) {
        self.declared
            .push((format!("{}{place}", self.module), name.to_string()));
    }

    fn add(&mut self, item: &Item) {
        match item {
            Item::Use(import) => self.import(&import.tree),
            Item::Mod(module) => {
                self.declare("modules", &module.ident);
                if let Some((_, items)) = &module.content {
                    let inner = format!("{}{}::", self.module, module.ident);
                    let outer = std::mem::replace(&mut self.module, inner);
                    for item in items {
                        self.add(item);
                    }
                    self.module = outer;
                }
            }
            Item::Static(item) => self.declare("values", &item.ident),
            Item::Type(item) => self.declare("types", &item.ident),
            Item::Fn(function) => {
                self.declare("values", &function.sig.ident);
                self.arguments(&function.sig);
            }
            Item::Struct(item) => {
                self.declare("types", &item.ident);
                self.fields(&item.ident.to_string(), &item.fields);
            }
            Item::Enum(item) => {
                self.declare("types", &item.ident);
                for variant in &item.variants {
                    self.declare(&format!("enum {}", item.ident), &variant.ident);
                    self.fields(&variant.ident.to_string(), &variant.fields);
                }
            }
            Item::Impl(block) => self.methods(block),
            other => self.odd.push(other.to_token_stream().to_string()),
        }
    }

    fn import(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.import(&path.tree),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree)),
            // Modules and functions start with a small letter, and their names don't meet those of types.
            UseTree::Name(name) if name.ident.to_string().starts_with(|c: char| c.is_ascii_uppercase()) => {
                let place = format!("{}types", self.module);
                self.imported.push((place, name.ident.to_string()));
            }
            UseTree::Name(_) | UseTree::Glob(_) => {}
            UseTree::Rename(rename) => self.odd.push(rename.to_token_stream().to_string()),
        }
    }

    fn fields(&mut self, owner: &str, fields: &Fields) {
        for field in fields {
            if let Some(name) = &field.ident {
                self.declare(&format!("fields of {owner}"), name);
            }
        }
    }

    fn methods(&mut self, block: &syn::ItemImpl) {
        let owner = block.self_ty.to_token_stream();
        let place = match &block.trait_ {
            None => format!("impl {owner}"),
            Some((of, _)) => format!("impl {} for {owner}", of.to_token_stream()),
        };
        for item in &block.items {
            match item {
                ImplItem::Fn(method) => {
                    self.declare(&place, &method.sig.ident);
                    self.arguments(&method.sig);
                }
                ImplItem::Const(item) => self.declare(&place, &item.ident),
                ImplItem::Type(item) => self.declare(&place, &item.ident),
                other => self.odd.push(other.to_token_stream().to_string()),
            }
        }
    }

    fn arguments(&mut self, signature: &syn::Signature) {
        let names = signature.inputs.iter().filter_map(|argument| match argument {
            FnArg::Typed(argument) => match &*argument.pat {
                Pat::Ident(name) => Some(name.ident.to_string()),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        });
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(name.clone()) {
                self.odd.push(format!("`{}` takes `{name}` twice", signature.ident));
            }
        }
    }
}
