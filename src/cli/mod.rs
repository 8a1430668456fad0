/*!
Commands, in text and JSON. This file takes the arguments, runs the command they name and turns how it went into an exit status:
0 fine, 1 something asked for failed, 2 wrong usage. Every error is one line on stderr; a closed pipe is none.
*/

mod arguments;
mod extract;
mod findings;
mod load;
mod pipeline;
mod report;

use std::{ffi::OsString, io, process::ExitCode};

use anyhow::anyhow;
use clap::{Parser, error::ErrorKind};

use arguments::{Arguments, Command, Open};

/// How a command went when nothing stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Everything asked for was done.
    Fine,
    /// Something failed and was said on stderr or in the output; the rest was done.
    Failed,
}

/// What a command gives back; an error is told by [`run`].
type Done = anyhow::Result<Outcome>;

/// Runs the program with its arguments (the first is its name) and says how it went: 0 fine, 1 something asked for failed, 2 wrong usage.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let done = match arguments.command {
        None => open(&arguments.open),
        Some(Command::Extract(options)) => extract::run(options),
    };
    match done {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::FAILURE,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// Says what went wrong, in one line on stderr.
fn complain(error: &anyhow::Error) {
    let words = format!("{error:#}");
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    // Nobody is left to tell when stderr is closed too.
    let _ = io::Write::write_fmt(&mut io::stderr(), format_args!("sayso: {line}\n"));
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}

/// Help and version go to stdout and are fine; wrong usage is one line on stderr and status 2.
fn usage(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let rendered = error.render().to_string();
    let mut lines = rendered.lines().map(str::trim).filter(|l| !l.is_empty());
    let first = lines.next().unwrap_or("wrong usage").trim_start_matches("error: ").trim_end_matches('.').to_owned();
    let details = lines.take_while(|l| !l.starts_with("Usage") && !l.starts_with("For more")).map(|l| l.trim_start_matches("tip: "));
    let words: Vec<&str> = std::iter::once(first.trim_end_matches(':')).chain(details).chain(["see sayso --help"]).collect();
    complain(&anyhow!("{}", words.join("; ")));
    ExitCode::from(2)
}

/// Opens the reader.
fn open(options: &Open) -> Done {
    let Some(argument) = &options.article else { return Err(anyhow!("name an article: sayso FILE")) };
    let article = load::article(argument, None)?;
    crate::io::session::run(article, crate::app::Look::default()).map_err(|e| anyhow!("the terminal cannot be used: {e}"))?;
    Ok(Outcome::Fine)
}
