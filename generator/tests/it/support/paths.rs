//! The public paths of emitted files.

use std::collections::BTreeSet;

use octoscribe_generator::emit;
use octoscribe_generator::ir::Api;
use syn::{ImplItem, Item, UseTree, Visibility};

/// The path of everything that users of the emitted crate can name, below that crate: `checks::create::output::Annotation::title`.
pub(crate) fn public_paths(api: &Api) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for file in emit(api, None, &|_, _| false) {
        let module = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
        let items = syn::parse_file(&file.content.unwrap()).unwrap().items;
        add(&module.replace('/', "::"), &items, &mut paths);
    }
    paths
}

fn add(module: &str, items: &[Item], paths: &mut BTreeSet<String>) {
    let plain = |name: &syn::Ident| name.to_string().trim_start_matches("r#").to_owned();
    let mut declare = |path: &[&str]| _ = paths.insert(path.join("::"));
    let mut inner = Vec::new();
    for item in items {
        match item {
            Item::Struct(item) => {
                declare(&[module, &plain(&item.ident)]);
                let fields = item.fields.iter().filter(|field| is_public(&field.vis));
                for name in fields.filter_map(|field| field.ident.as_ref()) {
                    declare(&[module, &plain(&item.ident), &plain(name)]);
                }
            }
            // A route marker has no variants.
            Item::Enum(item) if !item.variants.is_empty() => {
                declare(&[module, &plain(&item.ident)]);
                for variant in &item.variants {
                    declare(&[module, &plain(&item.ident), &plain(&variant.ident)]);
                }
            }
            Item::Type(item) => declare(&[module, &plain(&item.ident)]),
            Item::Use(item) if is_public(&item.vis) => {
                let mut tree = &item.tree;
                while let UseTree::Path(path) = tree {
                    tree = &path.tree;
                }
                // Modules start with a small letter.
                if let UseTree::Name(name) = tree
                    && name.ident.to_string().starts_with(|c: char| c.is_ascii_uppercase())
                {
                    declare(&[module, &plain(&name.ident)]);
                }
            }
            Item::Impl(block) if block.trait_.is_none() => {
                let syn::Type::Path(owner) = &*block.self_ty else {
                    continue;
                };
                let name = &owner.path.segments.last().unwrap().ident;
                let is_own = owner.path.segments.len() == 1 && declares(items, name);
                // The handle of a scope is declared beside the modules of its endpoints.
                let home = if is_own {
                    Some(module)
                } else {
                    module.rsplit_once("::").map(|(outer, _)| outer)
                };
                for method in &block.items {
                    if let (ImplItem::Fn(method), Some(home)) = (method, home)
                        && method.sig.ident != "new"
                    {
                        declare(&[home, &plain(name), &plain(&method.sig.ident)]);
                    }
                }
            }
            Item::Mod(item) => inner.extend(item.content.as_ref().map(|(_, items)| (plain(&item.ident), items))),
            _ => {}
        }
    }
    for (name, items) in inner {
        add(&format!("{module}::{name}"), items, paths);
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Whether one of the items is a type of this name.
fn declares(items: &[Item], name: &syn::Ident) -> bool {
    items.iter().any(|item| match item {
        Item::Struct(item) => item.ident == *name,
        Item::Type(item) => item.ident == *name,
        _ => false,
    })
}
