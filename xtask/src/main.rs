//! The command line: reads pages, writes the client. All file IO and all processes of the generator are in here.

mod bench;
mod cache;
mod check;
mod cli;
mod diff;
mod eval;
mod exchange;
mod explain;
mod fuzz;
mod generate;
mod ir;
mod lint;
mod manifest;
mod output;
mod paths;
mod replace;
mod spec_files;
mod stage;
mod terminal;
mod watch;

use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Command};
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let command = Cli::parse().command;
    // As one of the workers: from any other thread, each parallel step would first have to wake two of them one after the other, which takes
    // longer than most steps.
    let outcome = rayon::scope(|_| run(command));
    match outcome {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Bad) => ExitCode::FAILURE,
        Err(error) if terminal::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::complain(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Generate(arguments) if arguments.check => generate::check(&arguments.pages, &arguments.out),
        Command::Generate(arguments) if arguments.watch => watch::watch(&arguments.pages, &arguments.out),
        Command::Generate(arguments) => generate::generate(&arguments.pages, &arguments.out),
        Command::Lint(arguments) => lint::lint(&arguments.pages, arguments.format),
        Command::Ir(arguments) => ir::print(&arguments.pages, arguments.endpoint.as_deref()),
        Command::Diff(arguments) => diff::diff(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments.pages, &arguments.name),
        Command::Eval(arguments) => eval::eval(&arguments.spec, arguments.seeds),
        Command::Fuzz(arguments) => fuzz::fuzz(arguments.target.as_deref(), arguments.runs),
        Command::Check => check::check(),
        Command::Bench => bench::bench(),
        Command::Measure { command } => bench::measure(&command),
    }
}

/// How a command ended that ran to its end and has said what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing to object to.
    Good,
    /// Errors in the pages, drift, or a failed step.
    Bad,
}
