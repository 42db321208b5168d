//! Cycles in a graph of names.

use std::collections::{BTreeMap, HashMap};

/// Finds cycles: for every edge that closes one, the names along it. The search keeps its own stack, so that long chains are harmless.
pub(super) fn find<'a>(graph: &BTreeMap<&'a str, Vec<&'a str>>) -> Vec<Vec<&'a str>> {
    let mut cycles = Vec::new();
    // The index on the current path; `None` once everything after a name has been looked at.
    let mut index: HashMap<&str, Option<usize>> = HashMap::new();
    for start in graph.keys().copied() {
        if index.contains_key(start) {
            continue;
        }
        let mut path: Vec<&'a str> = vec![start];
        let mut edges = vec![edges_of(graph, start)];
        index.insert(start, Some(0));
        while let Some(next) = edges.last_mut() {
            let Some(name) = next.next() else {
                edges.pop();
                if let Some(done) = path.pop() {
                    index.insert(done, None);
                }
                continue;
            };
            match index.get(name) {
                Some(Some(at)) => cycles.push(path.get(*at..).unwrap_or_default().to_vec()),
                Some(None) => {}
                None => {
                    index.insert(name, Some(path.len()));
                    path.push(name);
                    edges.push(edges_of(graph, name));
                }
            }
        }
    }
    cycles
}

fn edges_of<'g, 'a>(
    graph: &'g BTreeMap<&'a str, Vec<&'a str>>,
    name: &str,
) -> std::iter::Copied<std::slice::Iter<'g, &'a str>> {
    graph.get(name).map_or(&[][..], Vec::as_slice).iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_cycle_once() {
        let graph = [
            ("a", vec!["b"]),
            ("b", vec!["c", "x"]),
            ("c", vec!["b"]),
            ("d", vec!["a", "d"]),
            ("x", vec![]),
        ];
        assert_eq!(find(&graph.into()), [vec!["b", "c"], vec!["d"]]);
    }

    #[test]
    fn a_long_chain_is_harmless() {
        let names: Vec<String> = (0..100_000).map(|number| format!("{number:06}")).collect();
        let graph = names
            .windows(2)
            .map(|pair| (pair[0].as_str(), vec![pair[1].as_str()]))
            .collect();
        assert!(find(&graph).is_empty());
    }
}
