//! The names that scopes and setters keep clear of are those that the client crate uses itself.

use std::fs;
use std::path::{Path, PathBuf};

use octoscribe_generator::names::{feature, scope, setter};
use syn::{ImplItem, Item, Type, UseTree, Visibility};

fn client() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client")
}

fn items(path: &Path) -> Vec<Item> {
    syn::parse_file(&fs::read_to_string(path).unwrap()).unwrap().items
}

/// All names that a `use` brings in but those of types.
fn imported(tree: &UseTree, names: &mut Vec<String>) {
    match tree {
        UseTree::Path(path) => imported(&path.tree, names),
        UseTree::Name(name) => names.push(name.ident.to_string()),
        UseTree::Rename(rename) => names.push(rename.rename.to_string()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| imported(tree, names)),
        UseTree::Glob(_) => {}
    }
}

/// The modules and functions in the crate's root.
fn of_root() -> Vec<String> {
    let mut names = Vec::new();
    for item in items(&client().join("src/lib.rs")) {
        match item {
            Item::Mod(module) => names.push(module.ident.to_string()),
            Item::Use(import) => imported(&import.tree, &mut names),
            _ => {}
        }
    }
    names.retain(|name| name.starts_with(char::is_lowercase));
    names
}

/// The public functions of `Client`, and of what it dereferences to.
fn of_client(directory: &Path, names: &mut Vec<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("generated") {
            of_client(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            for item in items(&path) {
                functions(item, &["Client", "BareClient"], names);
            }
        }
    }
}

/// The public functions of these types.
fn functions(item: Item, types: &[&str], names: &mut Vec<String>) {
    let Item::Impl(block) = item else { return };
    let is_asked = |name: &&str| matches!(&*block.self_ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name));
    if !types.iter().any(is_asked) || block.trait_.is_some() {
        return;
    }
    for item in block.items {
        if let ImplItem::Fn(function) = item
            && matches!(function.vis, Visibility::Public(_))
        {
            names.push(function.sig.ident.to_string());
        }
    }
}

#[test]
fn scopes_keep_clear_of_what_the_client_crate_uses() {
    let mut names = of_root();
    assert!(names.iter().any(|name| name == "testing"), "{names:?}");
    of_client(&client().join("src"), &mut names);
    of_client(&client().join("runtime/src"), &mut names);
    assert!(names.iter().any(|name| name == "with_token"), "{names:?}");
    names.retain(|name| scope(name) == *name);
    assert_eq!(names, Vec::<String>::new(), "TAKEN_SCOPES in names.rs lacks them");
}

#[test]
fn scopes_keep_clear_of_the_features_of_the_client() {
    let manifest = fs::read_to_string(client().join("Cargo.toml")).unwrap();
    let (own, rest) = manifest.split_once("# scopes: begin").unwrap();
    let own = own.split("[features]").nth(1).unwrap().lines();
    let after = rest
        .split_once("# scopes: end")
        .unwrap()
        .1
        .split("\n[")
        .next()
        .unwrap()
        .lines();
    let names: Vec<&str> = own
        .chain(after)
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name)
        .collect();
    assert!(names.contains(&"hyper"), "{names:?}");
    let free: Vec<&&str> = names.iter().filter(|name| feature(name) == **name).collect();
    assert!(free.is_empty(), "TAKEN_FEATURES in names.rs lacks {free:?}");
}

#[test]
fn no_setter_has_the_name_of_a_method_of_requests() {
    let mut names = Vec::new();
    for item in items(&client().join("src/request.rs")) {
        functions(item, &["Request"], &mut names);
    }
    assert!(names.iter().any(|name| name == "lenient"), "{names:?}");
    names.retain(|name| setter(name) == *name);
    assert_eq!(
        names,
        Vec::<String>::new(),
        "OPTIONS or REQUEST_METHODS in names.rs lack them"
    );
}
