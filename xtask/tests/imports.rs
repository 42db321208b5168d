//! Finds import cycles between the modules of each crate in the workspace.
//!
//! The rule: a module's own file and its children must not import each other in a cycle, where a child stands for all modules below it. Every
//! path in code is an import, with three exceptions: re-exports of a module's own children (`pub use`), tests, and the tokens in `quote!`. The
//! path of a re-exported item leads to the module that defines the item.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use proc_macro2::{TokenStream, TokenTree};

/// The modules of a crate by path, such as `lower::rows`; the root is `""`.
type Modules = BTreeMap<String, Module>;

/// The imports among the file, `.`, and the children of a module: from, to, and an example.
type Imports = BTreeMap<(String, String), String>;

/// What the file of a module says.
#[derive(Default)]
struct Module {
    children: Vec<String>,
    /// What `use` brings into scope: paths by name.
    names: BTreeMap<String, Vec<String>>,
    /// Paths, and whether they are re-exports.
    imports: Vec<(Vec<String>, bool)>,
}

/// Lists the imports that are part of cycles in a crate, whose files are read by their paths in `src`.
fn cycles(read: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut modules = Modules::new();
    load(
        &mut modules,
        "",
        if read("lib.rs").is_some() { "lib.rs" } else { "main.rs" },
        read,
    );
    let mut levels: BTreeMap<&str, Imports> = BTreeMap::new();
    for (from, module) in &modules {
        for (path, is_reexport) in &module.imports {
            let to = absolute(&modules, from, path).map(|path| definer(&modules, &path, 9));
            let Some(to) = to.filter(|to| to != from && !(*is_reexport && is_in(to, from))) else {
                continue;
            };
            let parents = std::iter::successors(Some(from.as_str()), |path| (!path.is_empty()).then(|| parent(path)));
            let level = parents.into_iter().find(|level| is_in(&to, level)).unwrap();
            let child = |module: &str| match module.strip_prefix(level).unwrap().trim_start_matches("::") {
                "" => ".".to_owned(),
                below => below.split("::").next().unwrap().to_owned(),
            };
            let imports = levels.entry(level).or_default();
            let example = format!("crate::{from} imports crate::{to}");
            imports.entry((child(from), child(&to))).or_insert(example);
        }
    }
    levels.values().flat_map(in_cycles).collect()
}

/// The imports whose target leads back to their source.
fn in_cycles(imports: &Imports) -> Vec<String> {
    let leads_back = |(from, to): &(String, String)| {
        let mut reached = vec![to];
        let mut at = 0;
        while let Some(module) = reached.get(at).copied() {
            let next = imports.keys().filter(|(from, _)| from == module).map(|(_, to)| to);
            let next: Vec<&String> = next.filter(|module| !reached.contains(module)).collect();
            reached.extend(next);
            at += 1;
        }
        reached.contains(&from)
    };
    let imports = imports.iter().filter(|(import, _)| leads_back(import));
    imports.map(|(_, example)| example.clone()).collect()
}

/// Reads a module and those below it.
fn load(modules: &mut Modules, path: &str, file: &str, read: &dyn Fn(&str) -> Option<String>) {
    let mut module = Module::default();
    scan(read(file).unwrap().parse().unwrap(), &mut module);
    for child in &module.children {
        let child = join(path, child);
        let file = child.replace("::", "/");
        let files = [format!("{file}.rs"), format!("{file}/mod.rs")];
        if let Some(file) = files.iter().find(|file| read(file).is_some()) {
            load(modules, &child, file, read);
        }
    }
    modules.insert(path.to_owned(), module);
}

/// Adds what some tokens say to a module.
fn scan(tokens: TokenStream, module: &mut Module) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let text = |at: usize| tokens.get(at).map(ToString::to_string).unwrap_or_default();
    let end = |from: usize, ends: &dyn Fn(&str) -> bool| {
        (from..tokens.len()).find(|at| ends(&text(*at))).unwrap_or(tokens.len())
    };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.to_string().as_str() {
            "#" if text(at).replace(' ', "") == "[cfg(test)]" => {
                at = end(at, &|text| text == ";" || text.starts_with('{')) + 1;
            }
            "quote" | "quote_spanned" | "parse_quote" if text(at) == "!" => at += 2,
            "mod" if text(at + 1) == ";" => module.children.push(text(at)),
            "use" => {
                let start = at;
                // `pub use` or `pub(crate) use`
                let is_public = start
                    .checked_sub(2)
                    .is_some_and(|at| text(at) == "pub" || at > 0 && text(at - 1) == "pub");
                at = end(at, &|text| text == ";");
                add_use(&tokens[start..at], &[], is_public, module);
            }
            first => match token {
                TokenTree::Group(group) => scan(group.stream(), module),
                TokenTree::Ident(_) => {
                    let mut path = vec![first.to_owned()];
                    while text(at) == ":"
                        && text(at + 1) == ":"
                        && matches!(tokens.get(at + 2), Some(TokenTree::Ident(_)))
                    {
                        path.push(text(at + 2));
                        at += 3;
                    }
                    if path.len() > 1 {
                        module.imports.push((path, false));
                    }
                }
                _ => {}
            },
        }
    }
}

/// Adds the leaves of a `use` tree.
fn add_use(tree: &[TokenTree], prefix: &[String], is_public: bool, module: &mut Module) {
    for branch in tree.split(|token| token.to_string() == ",") {
        let mut path = prefix.to_vec();
        let mut name = None;
        for token in branch {
            match token {
                TokenTree::Group(group) => {
                    let tree: Vec<TokenTree> = group.stream().into_iter().collect();
                    add_use(&tree, &path, is_public, module);
                    path.clear();
                }
                TokenTree::Ident(ident) if ident == "as" => name = branch.last().map(ToString::to_string),
                TokenTree::Ident(ident) if name.is_none() => path.push(ident.to_string()),
                _ => {}
            }
        }
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        if let Some(last) = path.last() {
            module.names.insert(name.unwrap_or_else(|| last.clone()), path.clone());
            module.imports.push((path, is_public));
        }
    }
}

/// A path from the root of the crate; `None` for one into another crate.
fn absolute(modules: &Modules, module: &str, path: &[String]) -> Option<Vec<String>> {
    let mut base = module.to_owned();
    let is_start = |name: &String| ["crate", "self", "super"].contains(&name.as_str());
    let (start, rest) = path.split_at(path.iter().take_while(|name| is_start(name)).count());
    if start.is_empty() && !modules.contains_key(&join(module, path.first()?)) {
        return None;
    }
    for name in start {
        match name.as_str() {
            "crate" => base.clear(),
            "super" => base = parent(&base).to_owned(),
            _ => {}
        }
    }
    let base = base.split("::").filter(|name| !name.is_empty()).map(str::to_owned);
    Some(base.chain(rest.iter().cloned()).collect())
}

/// The module that defines the item at a path, which leads over at most `limit` other imports.
fn definer(modules: &Modules, path: &[String], limit: usize) -> String {
    let mut current = String::new();
    for (at, name) in path.iter().enumerate() {
        if modules.contains_key(&join(&current, name)) {
            current = join(&current, name);
            continue;
        }
        let target = modules[&current].names.get(name).filter(|_| limit > 0);
        return match target.and_then(|target| absolute(modules, &current, target)) {
            Some(target) => definer(modules, &[&target, &path[at + 1..]].concat(), limit - 1),
            None => current,
        };
    }
    current
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}::{name}")
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once("::").map_or("", |(parent, _)| parent)
}

fn is_in(module: &str, ancestor: &str) -> bool {
    let rest = module.strip_prefix(ancestor);
    ancestor.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn no_crate_of_the_workspace_has_import_cycles() {
    let package = env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let root = Path::new(&package).parent().unwrap();
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let members = manifest.split("members = [").nth(1).unwrap().split(']').next().unwrap();
    let members: Vec<&str> = members.split('"').skip(1).step_by(2).collect();
    assert!(
        members.contains(&"generator") && members.contains(&"xtask"),
        "{members:?}"
    );
    let mut found = Vec::new();
    for member in members {
        let imports = cycles(&|file| fs::read_to_string(root.join(member).join("src").join(file)).ok());
        found.extend(imports.into_iter().map(|import| format!("{member}: {import}")));
    }
    assert!(found.is_empty(), "import cycles:\n{}", found.join("\n"));
}

#[test]
fn cycles_between_files_rooms_and_their_parents_are_found() {
    let files = BTreeMap::from([
        (
            "lib.rs",
            "mod a; mod b; mod room; mod other; mod emit; pub use a::Low; fn run() { emit::emit() }",
        ),
        // A path in code; a re-export that leads to its definition. Tests may import anything.
        (
            "a.rs",
            "pub struct Low; fn low() { crate::b::high() } #[cfg(test)] mod tests { use super::*; use crate::emit; }",
        ),
        ("b.rs", "use crate::{Low, room::One}; fn high() {}"),
        // A room and its child; two rooms by way of different files.
        (
            "room/mod.rs",
            "mod one; mod two; pub use one::One; use self::two::Two as Second; struct Own;",
        ),
        ("room/one.rs", "use crate::other::Other; pub struct One;"),
        ("room/two.rs", "use super::{Own, One}; pub struct Two;"),
        (
            "other.rs",
            "pub struct Other; impl Other { fn two(_: crate::room::two::Two) {} }",
        ),
        // Emitted code imports nothing.
        ("emit.rs", "use crate::Low; pub fn emit() { quote!(crate::run()); }"),
    ]);
    let found = cycles(&|file| files.get(file).map(ToString::to_string));
    insta::assert_snapshot!(found.join("\n"), @r"
    crate::a imports crate::b
    crate::b imports crate::a
    crate::other imports crate::room::two
    crate::room::one imports crate::other
    crate::room imports crate::room::two
    crate::room::two imports crate::room
    ");
}
