//! On what the figures were measured.

use std::fs;
use std::process::Command;
use std::thread;

use anyhow::Result;

use super::page::{Section, row};
use super::{cost, tool};
use crate::paths;

/// Machine, versions and load; what can't be found out is said to be unknown.
///
/// # Errors
/// When cargo can't be run.
pub(super) fn section() -> Result<Section> {
    let cpu = after("/proc/cpuinfo", "model name");
    let cores = thread::available_parallelism().map_or_else(|_| "unknown".to_owned(), |cores| cores.to_string());
    let system = after("/etc/os-release", "PRETTY_NAME");
    let kernel = first_line(Command::new("uname").arg("-sr"));
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split_whitespace().take(3).collect();
    let (cargo, _) = cost::run(tool("CARGO", "cargo").arg("--version"))?;
    Ok(Section {
        title: "Machine",
        method: "Figures with a range are medians with the least and the most of their rounds; user time is CPU time outside of \
                 the kernel, of all processes that took part."
            .to_owned(),
        head: &["what", "which"],
        rows: vec![
            row(["CPU", &format!("{cores} cores of {cpu}")]),
            row(["memory", &after("/proc/meminfo", "MemTotal")]),
            row(["system", &format!("{system}, {kernel}")]),
            row(["load over 1, 5 and 15 minutes before the run", &load.join(", ")]),
            row(["rustc", &first_line(tool("RUSTC", "rustc").arg("--version"))]),
            row(["cargo", cargo.trim()]),
            row([
                "commit",
                &first_line(Command::new("git").args(["log", "-1", "--format=%h"]).current_dir(paths::workspace())),
            ]),
            row(["date", &first_line(Command::new("date").args(["-u", "+%Y-%m-%d %H:%M UTC"]))]),
        ],
    })
}

/// The value of a key in a file of lines `key: value` or `key="value"`.
fn after(path: &str, key: &str) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    line.map_or_else(
        || "unknown".to_owned(),
        |value| {
            value
                .trim_start_matches([' ', '\t', ':', '='])
                .trim_matches('"')
                .to_owned()
        },
    )
}

fn first_line(command: &mut Command) -> String {
    let output = command.output().map(|output| output.stdout).unwrap_or_default();
    let text = String::from_utf8_lossy(&output);
    text.lines().next().unwrap_or("unknown").trim().to_owned()
}
