//! The command line: reads pages, writes the client. All file access and all processes of the generator are here.

mod check;
mod cli;
mod diff;
mod endpoints;
mod explain;
mod fmt;
mod fuzz;
mod generate;
mod import;
mod ir;
mod lint;
mod lsp;
mod new;
mod output;
mod paths;
mod revision;
mod spec_files;
mod terminal;
mod watch;

use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Command, Outcome};
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let command = Cli::parse().command;
    // On a worker thread of rayon: from any other thread, each parallel step would have to wake two workers first.
    match rayon::scope(|_| run(command)) {
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
        Command::Fmt(arguments) => fmt::fmt(&arguments),
        Command::Lint(arguments) => lint::lint(&arguments),
        Command::Lsp(pages) => lsp::serve(&pages),
        Command::New(what) => new::new(&what),
        Command::Ir(arguments) => ir::print(&arguments.pages, arguments.endpoint.as_deref()),
        Command::Diff(arguments) => diff::diff(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments.pages, &arguments.name),
        Command::Import(arguments) => import::import(&arguments),
        Command::Fuzz(arguments) => fuzz::fuzz(arguments.target.as_deref(), arguments.runs),
        Command::Check => check::check(),
    }
}
