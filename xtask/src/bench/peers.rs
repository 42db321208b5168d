//! The client beside octocrab, reqwest and hyper-util, each in a package of its own, as users have them.

use anyhow::{Context, Result};

use super::compile::{Compiled, Package, ROUNDS};
use super::cost::{self, Spread};
use super::page::{Section, costs, row, seconds};
use super::server;
use crate::{paths, terminal};

const ROUNDS_OF_CALLS: usize = 3;
const MAIN: &str = include_str!("../../peers/main.rs");
/// What the program itself needs, whoever calls.
const PROGRAM: &str = "serde_json = \"1\"\ntokio = { version = \"1\", features = [\"macros\", \"net\", \"rt\"] }\n";

/// A client that the program makes its calls by.
struct Peer {
    name: &'static str,
    dependency: &'static str,
    calls: &'static str,
}

const OWN: &[&str] = &[
    "octoscribe",
    "octoscribe-runtime",
    "octoscribe-transport",
    "octoscribe-derive",
];
const OCTOCRAB: Peer = Peer {
    name: "octocrab",
    dependency: "octocrab = \"0.54\"",
    calls: include_str!("../../peers/octocrab.rs"),
};
/// Clients that know nothing of GitHub; they are called, not compiled for the clock.
const BARE: &[Peer] = &[
    Peer {
        name: "reqwest",
        dependency: "reqwest = { version = \"0.13\", default-features = false, features = [\"json\"] }",
        calls: include_str!("../../peers/reqwest.rs"),
    },
    Peer {
        name: "hyper-util",
        dependency: "bytes = \"1\"\nhttp = \"1\"\nhttp-body-util = \"0.1\"\n\
                     hyper-util = { version = \"0.1\", features = [\"client-legacy\", \"http1\", \"tokio\"] }",
        calls: include_str!("../../peers/hyper_util.rs"),
    },
];

/// Compile time of the client, with octocrab's where there is a registry, and then calls side by side.
///
/// # Errors
/// When something doesn't compile or a call fails.
pub(super) fn sections() -> Result<Vec<Section>> {
    let path = paths::workspace().join("generated-client");
    let path = path.to_string_lossy();
    let client = |name, features: &str| {
        let dependency = format!("octoscribe = {{ path = '{path}'{features} }}\n{PROGRAM}");
        let calls = include_str!("../../peers/octoscribe.rs");
        let package = Package::write(name, &dependency, &[("main.rs", MAIN), ("client.rs", calls)], OWN)?;
        package.lock().map(|()| package)
    };
    let all = client("octoscribe", "")?;
    let one = client(
        "one-scope",
        ", default-features = false, features = [\"hyper\", \"packages\"]",
    )?;
    let octocrab = write(&OCTOCRAB, &["octocrab"])?;
    let mut table = Compilations::default();
    table.add("octoscribe", &all, "octoscribe")?;
    table.add("octoscribe, `packages` alone", &one, "octoscribe")?;
    if let Err(error) = octocrab.fetch() {
        terminal::complain(&format!("without octocrab: {error:#}"));
        let absent = Section {
            title: "Calls side by side",
            method: "Left out, as is octocrab above: there was no registry to take it from.".to_owned(),
            head: &[],
            rows: Vec::new(),
        };
        return Ok(vec![table.section(), absent]);
    }
    table.add("octocrab", &octocrab, "octocrab")?;
    let mut packages = vec![("octoscribe", all), (OCTOCRAB.name, octocrab)];
    for peer in BARE {
        let package = write(peer, &[])?;
        package.build()?;
        packages.push((peer.name, package));
    }
    Ok(vec![table.section(), calls(&packages)?])
}

fn write(peer: &Peer, crates: &'static [&'static str]) -> Result<Package> {
    let dependencies = format!("{}\n{PROGRAM}", peer.dependency);
    Package::write(
        peer.name,
        &dependencies,
        &[("main.rs", MAIN), ("client.rs", peer.calls)],
        crates,
    )
}

/// The table of compile times, and what else is known of the packages.
#[derive(Default)]
struct Compilations {
    rows: Vec<Vec<String>>,
    dependencies: Vec<String>,
}

impl Compilations {
    /// Compiles a package and puts it into the table.
    fn add(&mut self, name: &str, package: &Package, of: &str) -> Result<()> {
        for (command, arguments) in [("check", &["check"][..]), ("release", &["build", "--release"])] {
            let Compiled { whole, alone } = package.compile(arguments)?;
            for (what, costs) in [("with all crates", costs(&[whole])), ("itself", costs(&alone))] {
                let [user, wall, memory] = costs;
                self.rows
                    .push(row([&format!("{name}: {command}"), what, &user, &wall, &memory]));
            }
        }
        let version = package.version(of)?;
        self.dependencies
            .push(format!("{name} ({version}): {}", package.dependencies(of)?));
        Ok(())
    }

    fn section(self) -> Section {
        Section {
            title: "Compile time",
            method: format!(
                "In packages of their own that depend on one client with its default features (`packages` alone: `hyper` and that \
                 scope), not incremental. With all crates: once, nothing being there yet. Itself: {ROUNDS} rounds after `cargo clean` \
                 of the client, which for octoscribe is its four crates, derive, transport and runtime included; the few lines of \
                 the program that calls are in it. Memory is that of the largest process.\n\nCrates that a program is linked with \
                 (`cargo tree -e normal`), the client included: {}.",
                self.dependencies.join("; ")
            ),
            head: &["client", "what", "user", "clock", "memory"],
            rows: self.rows,
        }
    }
}

/// The same small call by each client, in turn.
fn calls(packages: &[(&str, Package)]) -> Result<Section> {
    let url = server::start()?;
    let mut costs: Vec<Vec<f64>> = packages.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS_OF_CALLS {
        for ((name, package), costs) in packages.iter().zip(&mut costs) {
            let (text, _) = cost::run(package.program(name).arg(&url))?;
            let cost: f64 = text.trim().parse().with_context(|| format!("{name} told {text:?}"))?;
            costs.push(cost * 1e-6);
        }
    }
    let rows = packages.iter().zip(costs);
    Ok(Section {
        title: "Calls side by side",
        method: format!(
            "User CPU time of the calling process for `GET /repos/octocat/hello-world/issues/1347`, 64 in flight on one thread over the \
             loopback to a server in another process; the answer is read into a `serde_json::Value` by each. {ROUNDS_OF_CALLS} rounds of \
             40,000 calls, in turn. Octoscribe and octocrab have their default features; reqwest has `json` alone, since nothing is encrypted."
        ),
        head: &["client", "user CPU of a call"],
        rows: rows
            .map(|((name, _), costs)| row([name, &seconds(Spread::of(costs))]))
            .collect(),
    })
}
