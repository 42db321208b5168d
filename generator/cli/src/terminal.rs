//! Prints results to standard output, diagnostics and messages to standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use octoscribe_generator::Analysis;
use octoscribe_generator::diagnostic::Diagnostic;
use octoscribe_generator::render::{self, Format};
use octoscribe_generator::source::Sources;

/// Prints a result and a line break.
///
/// # Errors
/// When standard output can't be written, such as a closed pipe.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Prints a message and a line break.
pub fn complain(text: &str) {
    // There is nowhere else to report that standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{}", text.trim_end_matches('\n'));
}

/// Clears the terminal, if standard error is one.
pub(crate) fn clear() {
    if io::stderr().is_terminal() {
        // There is nowhere to report that standard error is closed.
        let _ = io::stderr().lock().write_all(b"\x1b[2J\x1b[3J\x1b[H");
    }
}

/// Prints the diagnostics of an analysis to standard error. Returns whether there are errors among them.
pub(crate) fn reports_errors(analysis: &Analysis) -> bool {
    if !analysis.diagnostics.is_empty() {
        show(&analysis.diagnostics, &analysis.sources);
    }
    analysis.has_errors()
}

/// Prints diagnostics to standard error.
pub(crate) fn show(diagnostics: &[Diagnostic], sources: &Sources) {
    let colour = takes_colour(&io::stderr());
    complain(&render::render(diagnostics, sources, Format::Human, colour));
}

/// Whether a stream is a terminal with colours that the user hasn't turned off (`NO_COLOR` and others).
pub(crate) fn takes_colour(stream: &(impl RawStream + IsTerminal)) -> bool {
    AutoStream::choice(stream) != ColorChoice::Never
}

/// Whether an error only means that the reader of the output has closed the pipe (`cargo xtask ir | head`).
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

/// A count with its noun: `1 file`, `2 files`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let ending = match number {
        1 => "",
        _ if noun.ends_with('x') => "es",
        _ => "s",
    };
    format!("{number} {noun}{ending}")
}
