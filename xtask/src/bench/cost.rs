//! What a program takes: time on the clock, CPU time, memory.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::{Outcome, terminal};

/// What one run of a program took, the programs that it started included.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub(super) struct Cost {
    /// Seconds on the clock.
    pub(super) wall: f64,
    /// Seconds of CPU time outside of the kernel.
    pub(super) user: f64,
    /// The memory of the largest of the processes at its peak, in bytes.
    pub(super) memory: f64,
}

/// A middle value, and how far the others are from it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spread {
    pub(super) least: f64,
    pub(super) median: f64,
    pub(super) most: f64,
}

impl Spread {
    /// The spread of at least one value; all zero without values.
    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let at = |index: usize| values.get(index).copied().unwrap_or_default();
        Self {
            least: at(0),
            median: f64::midpoint(at(values.len().saturating_sub(1) / 2), at(values.len() / 2)),
            most: at(values.len().saturating_sub(1)),
        }
    }
}

/// The command `measure`: runs a program and prints its cost. It is a process of its own since the kernel tells the largest
/// memory of all processes that one has waited for, and never less.
///
/// # Errors
/// When the program can't be started, or the kernel doesn't tell.
pub(crate) fn measure(command: &[OsString]) -> Result<Outcome> {
    let (program, arguments) = command.split_first().context("there is nothing to run")?;
    let started = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .status()
        .with_context(|| format!("can't start {}", program.display()))?;
    let wall = started.elapsed().as_secs_f64();
    let (user, memory) = of_children()?;
    terminal::complain(&serde_json::to_string(&Cost { wall, user, memory })?);
    Ok(if status.success() { Outcome::Good } else { Outcome::Bad })
}

/// Runs a program to its end, and tells its standard output and what it took.
///
/// # Errors
/// When it can't be started or fails; what it said is part of the error.
pub(super) fn run(command: &Command) -> Result<(String, Cost)> {
    let mut measured = Command::new(env::current_exe()?);
    measured
        .arg("measure")
        .arg(command.get_program())
        .args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => measured.env(name, value),
            None => measured.env_remove(name),
        };
    }
    measured.current_dir(command.get_current_dir().unwrap_or(Path::new(".")));
    let output = measured
        .stdin(Stdio::null())
        .output()
        .context("can't start xtask again")?;
    let complaints = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("{command:?} failed:\n{complaints}");
    }
    let cost = complaints.lines().last().unwrap_or_default();
    let cost = serde_json::from_str(cost).with_context(|| format!("{command:?} has no cost in {cost:?}"))?;
    Ok((String::from_utf8_lossy(&output.stdout).into_owned(), cost))
}

/// User seconds of all processes that this one has waited for, and the peak of the largest in bytes.
#[cfg(unix)]
fn of_children() -> Result<(f64, f64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    // Apple's kernels count bytes, all others KiB.
    let unit = if cfg!(target_vendor = "apple") { 1.0 } else { 1024.0 };
    #[expect(
        clippy::cast_precision_loss,
        reason = "there are digits enough for years and terabytes"
    )]
    let (user, memory) = (usage.user_time().num_microseconds() as f64, usage.max_rss() as f64);
    Ok((user / 1e6, memory * unit))
}

#[cfg(not(unix))]
fn of_children() -> Result<(f64, f64)> {
    bail!("this system doesn't tell what a process has used")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_of_sorted_values() {
        let spread = |least, median, most| Spread { least, median, most };
        assert_eq!(Spread::of([3.0, 1.0, 2.0]), spread(1.0, 2.0, 3.0));
        assert_eq!(Spread::of([4.0, 1.0, 3.0, 2.0]), spread(1.0, 2.5, 4.0));
        assert_eq!(Spread::of([7.0]), spread(7.0, 7.0, 7.0));
    }
}
