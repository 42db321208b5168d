//! The program `octoscribe`.

use std::process::ExitCode;

use clap::Parser;
use octoscribe_cli::cli::Command;

/// Generates typed REST clients from endpoint docs
#[derive(Debug, Parser)]
#[command(version)]
struct Octoscribe {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    octoscribe_cli::run(|| octoscribe_cli::command(Octoscribe::parse().command))
}
