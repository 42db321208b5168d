//! The examples in emitted docs, which `cargo test` compiles: each is one call, and nothing else.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use syn::{Expr, ExprPath, Item, Pat, Stmt, UseTree};

use super::rustdoc::RUSTDOC;

/// What an example may import from.
const ROOTS: &[&str] = &["octoscribe", "jiff", "serde_json", "bytes", "std"];

/// The code that rustdoc would run as tests.
pub(crate) fn read(markdown: &str) -> Vec<String> {
    let mut tests: Vec<String> = Vec::new();
    let mut is_test = false;
    for event in Parser::new_ext(markdown, RUSTDOC) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                is_test = !matches!(&kind, CodeBlockKind::Fenced(info) if &**info == "text");
                tests.extend(is_test.then(String::new));
            }
            Event::End(TagEnd::CodeBlock) => is_test = false,
            Event::Text(text) if is_test => {
                if let Some(test) = tests.last_mut() {
                    test.push_str(&text);
                }
            }
            _ => {}
        }
    }
    tests
}

/// An example is one asynchronous function that imports names and makes one call.
pub(crate) fn check(code: &str) {
    // What rustdoc hides is compiled too.
    let lines = code.lines().map(|line| match line.strip_prefix('#') {
        Some(hidden) if hidden.is_empty() || hidden.starts_with(' ') => hidden,
        _ => line,
    });
    let shown: String = lines.flat_map(|line| [line, "\n"]).collect();
    assert!(is_call(&shown), "an example does more than one call:\n{shown}");
}

fn is_call(code: &str) -> bool {
    let Ok(file) = syn::parse_str::<syn::File>(code) else {
        return false;
    };
    let [Item::Fn(function)] = file.items.as_slice() else {
        return false;
    };
    let [statements @ .., call, last] = function.block.stmts.as_slice() else {
        return false;
    };
    let is_import = |statement: &Stmt| matches!(statement, Stmt::Item(Item::Use(import)) if is_known(&import.tree));
    file.attrs.is_empty()
        && function.attrs.is_empty()
        && function.sig.ident == "example"
        && statements.iter().all(is_import)
        && matches!(call, Stmt::Expr(expression, Some(_)) if is_plain(expression))
        && matches!(last, Stmt::Expr(Expr::Call(_), None))
}

fn is_known(import: &UseTree) -> bool {
    matches!(import, UseTree::Path(path) if ROOTS.iter().any(|root| path.ident == root))
}

/// Whether an expression only calls functions and methods, with values that are spelled out.
fn is_plain(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) | Expr::Path(_) => true,
        Expr::Array(array) => array.elems.iter().all(is_plain),
        Expr::Tuple(tuple) => tuple.elems.iter().all(is_plain),
        Expr::Unary(unary) => is_plain(&unary.expr),
        Expr::Await(call) => is_plain(&call.base),
        Expr::Try(call) => is_plain(&call.expr),
        Expr::Call(call) => matches!(*call.func, Expr::Path(_)) && call.args.iter().all(is_plain),
        Expr::MethodCall(call) => is_plain(&call.receiver) && call.args.iter().all(is_plain),
        Expr::Block(block) => block.label.is_none() && is_made_by_assignment(&block.block.stmts),
        _ => false,
    }
}

/// Whether statements make one value: `let mut value = Frog::default(); value.id = 42; value`.
fn is_made_by_assignment(statements: &[Stmt]) -> bool {
    let [Stmt::Local(local), assignments @ .., Stmt::Expr(Expr::Path(last), None)] = statements else {
        return false;
    };
    let is_value = |path: &ExprPath| path.path.is_ident("value");
    let is_assignment = |statement: &Stmt| match statement {
        Stmt::Expr(Expr::Assign(assign), Some(_)) => {
            matches!(&*assign.left, Expr::Field(field) if matches!(&*field.base, Expr::Path(base) if is_value(base)))
                && is_plain(&assign.right)
        }
        _ => false,
    };
    let is_start = local
        .init
        .as_ref()
        .is_some_and(|init| init.diverge.is_none() && is_plain(&init.expr));
    matches!(&local.pat, Pat::Ident(name) if name.ident == "value")
        && is_start
        && assignments.iter().all(is_assignment)
        && is_value(last)
}
