//! The command line: reads pages, writes clients. All file access and all processes of the generator are here.
//!
//! The binary `octoscribe` works on the crate around the current directory, `cargo xtask` on this workspace.

pub mod cli;
mod config;
mod diff;
mod endpoints;
mod explain;
mod fmt;
mod generate;
mod import;
mod init;
mod ir;
mod lint;
mod lsp;
mod new;
mod output;
pub mod paths;
mod revision;
pub mod spec_files;
pub mod terminal;
mod watch;

use std::process::ExitCode;

use anyhow::Result;
use cli::{Command, Outcome};
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Runs a tool: prints its error, and makes its outcome the exit code.
pub fn run(tool: impl FnOnce() -> Result<Outcome> + Send) -> ExitCode {
    // On a worker thread of rayon: from any other thread, each parallel step would have to wake two workers first.
    match rayon::scope(|_| tool()) {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Bad) => ExitCode::FAILURE,
        Err(error) if terminal::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::complain(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Runs a command.
///
/// # Errors
/// When the command can't do its work: something can't be read or written, or an argument names nothing.
pub fn command(command: Command) -> Result<Outcome> {
    match command {
        Command::Generate(arguments) if arguments.check => generate::check(&arguments.pages, &arguments.out),
        Command::Generate(arguments) if arguments.watch => watch::watch(&arguments.pages, &arguments.out),
        Command::Generate(arguments) => generate::generate(&arguments.pages, &arguments.out),
        Command::Fmt(arguments) => fmt::fmt(&arguments),
        Command::Init(arguments) => init::init(&arguments),
        Command::Lint(arguments) => lint::lint(&arguments),
        Command::Lsp(pages) => lsp::serve(&pages),
        Command::New(what) => new::new(&what),
        Command::Ir(arguments) => ir::print(&arguments.pages, arguments.endpoint.as_deref()),
        Command::Diff(arguments) => diff::diff(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments.pages, &arguments.name),
        Command::Import(arguments) => import::import(&arguments),
    }
}
