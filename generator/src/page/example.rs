//! Reads a page's `example`: `octokit.rest.scope.method({ a, b.c })`.

use crate::diagnostic::Code;
use crate::page::context::Context;
use crate::page::fault::{Fault, fail};
use crate::page::text::{Text, is_word};
use crate::page::{Example, name_path};
use crate::source::{SourceId, Spanned};
use crate::suggest::quoted;

/// Reads the value of the `example` key.
pub(crate) fn read(ctx: &mut Context<'_>, text: &Text<'_>) -> Option<Spanned<Example>> {
    let prefix = &ctx.config.example;
    let help = format!("an example looks like `{prefix}scope.method({{ owner, repo }})`");
    let example = parse(text, prefix);
    ctx.accept(Code::InvalidExample, text, example, Some(&help), |call| {
        meant(call, prefix)
    })
}

/// The example that is meant by one in other words: `await octokit.frogs.feed(frog_id, { size: "small" });`
fn meant(call: &str, prefix: &str) -> Option<String> {
    let call = call
        .trim()
        .trim_start_matches("await ")
        .trim_end_matches(';')
        .trim_end();
    let path = [prefix, "octokit.", "github.rest.", "client."]
        .iter()
        .find_map(|start| call.strip_prefix(start));
    let (path, arguments) = path.unwrap_or(call).split_once('(')?;
    let arguments = arguments.strip_suffix(')')?;
    let names = arguments.split(',').filter_map(|argument| {
        let name = argument.split(':').next()?.trim_matches(['{', '}', ' ']);
        (!name.is_empty()).then_some(name)
    });
    let names: Vec<&str> = names.collect();
    let names = if names.is_empty() {
        String::new()
    } else {
        format!("{{ {} }}", names.join(", "))
    };
    let meant = format!("{prefix}{path}({names})");
    (meant != call && parse(&Text::plain(SourceId(0), &meant, 0), prefix).is_ok()).then_some(meant)
}

fn parse(text: &Text<'_>, prefix: &str) -> Result<Example, Fault> {
    let call = text.as_str();
    let Some(path) = call.strip_prefix(prefix) else {
        return fail(0..call.len(), format!("an example must start with `{prefix}`"));
    };
    let start = call.len() - path.len();
    let Some((path, arguments)) = path.split_once('(') else {
        return fail(start..call.len(), "an example must be a call");
    };
    let Some((scope, method)) = path.split_once('.') else {
        return fail(start..start + path.len(), "an example must name a scope and a method");
    };
    let word = |word: &str, start: usize| {
        let range = start..start + word.len();
        if is_word(word) {
            Ok(Spanned::new(word.to_owned(), text.span(range)))
        } else {
            fail(range, format!("{} is not a name", quoted(word)))
        }
    };
    let scope_name = word(scope, start)?;
    let method_name = word(method, start + scope.len() + 1)?;
    let inside = start + path.len() + 1;
    let Some(arguments) = arguments.strip_suffix(')') else {
        return fail(call.len()..call.len(), "an example must end with `)`");
    };
    Ok(Example {
        scope: scope_name,
        method: method_name,
        names: names(text, arguments, inside)?,
    })
}

/// Reads what is between the round brackets: nothing, or names between braces.
fn names(text: &Text<'_>, arguments: &str, start: usize) -> Result<Vec<Spanned<String>>, Fault> {
    if arguments.trim().is_empty() {
        return Ok(Vec::new());
    }
    let at = start + (arguments.len() - arguments.trim_start().len());
    let list = arguments.trim();
    let Some(list) = list.strip_prefix('{').and_then(|list| list.strip_suffix('}')) else {
        return fail(at..at + list.len(), "parameters must be between braces");
    };
    let mut names = Vec::new();
    let mut at = at + 1;
    let mut pieces = list.split(',').peekable();
    while let Some(piece) = pieces.next() {
        let start = at + (piece.len() - piece.trim_start().len());
        let name = piece.trim();
        at += piece.len() + 1;
        // A comma after the last name is fine.
        if name.is_empty() && pieces.peek().is_none() {
            break;
        }
        if let Err(Fault { range, message, .. }) = name_path::parse(name) {
            return fail(start + range.start..start + range.end, message);
        }
        names.push(Spanned::new(name.to_owned(), text.span(start..start + name.len())));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(call: &str) -> String {
        match parse(&Text::plain(SourceId(0), call, 0), "octokit.rest.") {
            Ok(example) => {
                let names: Vec<&str> = example.names.iter().map(|name| name.value.as_str()).collect();
                format!("{} {} [{}]", example.scope.value, example.method.value, names.join(" "))
            }
            Err(Fault { range, message, .. }) => format!("{}..{}: {message}", range.start, range.end),
        }
    }

    #[test]
    fn calls() {
        assert_eq!(check("octokit.rest.meta.root()"), "meta root []");
        assert_eq!(
            check("octokit.rest.git.getTree({ owner, repo })"),
            "git getTree [owner repo]"
        );
        assert_eq!(
            check("octokit.rest.a.b({x,y[].z,files.*.name,enterprise-team,})"),
            "a b [x y[].z files.*.name enterprise-team]"
        );
        assert_eq!(check("octokit.rest.a.b({})"), "a b []");
    }

    #[test]
    fn faults_point_at_their_place() {
        assert_eq!(
            check("octokit.git.getTree()"),
            "0..21: an example must start with `octokit.rest.`"
        );
        assert_eq!(check("octokit.rest.git"), "13..16: an example must be a call");
        assert_eq!(
            check("octokit.rest.git()"),
            "13..16: an example must name a scope and a method"
        );
        assert_eq!(check("octokit.rest.git.get-tree()"), "17..25: `get-tree` is not a name");
        assert_eq!(check("octokit.rest.a.b("), "17..17: an example must end with `)`");
        assert_eq!(
            check("octokit.rest.a.b(x)"),
            "17..18: parameters must be between braces"
        );
        assert_eq!(check("octokit.rest.a.b({ x, , y })"), "22..22: a name is missing here");
        assert_eq!(
            check("octokit.rest.a.b({ x y })"),
            "20..21: ` ` can't be part of a name"
        );
    }
}
