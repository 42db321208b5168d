//! The client: what requests and responses cost, by its own benchmarks.

use anyhow::Result;

use super::cost::{self, Spread};
use super::output::{calls, divan_medians};
use super::page::{Section, row, seconds};
use super::tool;

/// Building requests, reading responses, whole calls.
///
/// # Errors
/// When a benchmark fails.
pub(super) fn sections() -> Result<Vec<Section>> {
    let mut rows = Vec::new();
    for name in ["request", "decode"] {
        let (text, _) = cost::run(tool("CARGO", "cargo").args(["bench", "-p", "octoscribe", "--bench", name]))?;
        for (case, median) in divan_medians(&text) {
            rows.push(row([&format!("`{name}`: `{case}`"), &seconds(Spread::of([median]))]));
        }
    }
    let features = ["--no-default-features", "--features", "hyper"];
    let mut bench = tool("CARGO", "cargo");
    bench
        .args(["bench", "-p", "octoscribe", "--bench", "calls"])
        .args(features);
    for (name, cost) in calls(&cost::run(&bench)?.0) {
        rows.push(row([
            &format!("`calls`: user CPU of a small call by {name}"),
            &seconds(Spread::of([cost])),
        ]));
    }
    Ok(vec![Section {
        title: "Client: requests, responses, calls",
        method: "`cargo bench -p octoscribe --bench request`, `--bench decode` (30 issues and 100 repositories, beside serde's derive), \
                 medians; `--no-default-features --features hyper --bench calls`, means, 64 calls in flight to a server in threads of \
                 its own."
            .to_owned(),
        head: &["benchmark", "figure"],
        rows,
    }])
}
