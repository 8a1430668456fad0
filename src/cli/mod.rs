/*!
Commands, in text and JSON. This file takes the arguments, runs the command they name and turns how it went into an exit status:
0 fine, 1 something asked for failed, 2 wrong usage. Every error is one line on stderr; a closed pipe is none.
*/

mod arguments;
mod corrected;
mod diff;
mod doctor;
mod export;
mod extract;
mod findings;
mod home;
mod import;
mod load;
mod manual;
mod notes;
mod paint;
mod pipeline;
mod plain;
mod progress;
mod report;
mod tags;

use std::{
    env,
    ffi::OsString,
    io::{self, BufWriter, IsTerminal, Write},
    process::ExitCode,
    sync::Arc,
};

use anyhow::anyhow;
use clap::{Parser, error::ErrorKind};

use arguments::{Arguments, Command, NotesChange, Open};
use progress::Progress;

use crate::{
    article::{Article, Origin},
    io::{session, web},
    settings::DEFAULT_FILE,
    text::clean::clean,
};

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
    match arguments.command.map_or_else(|| open(&arguments.open), command) {
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

fn command(command: Command) -> Done {
    match command {
        Command::Extract(options) => extract::run(options),
        Command::Notes(options) => match options.change {
            Some(NotesChange::Import { file, article }) => import::run(&file, article.as_deref()),
            None => notes::print(&options),
        },
        Command::Tags { change } => tags::run(change.as_ref()),
        Command::Diff { article, color } => diff::run(&article, &paint::Paint::new(color)),
        Command::Config { print_default, path } => config(print_default, path),
        Command::Keys => {
            let (look, mistakes) = home::look(&Open::default())?;
            tell(&mistakes);
            print(|out| manual::keys(out, &look.keymap))
        }
        Command::Doctor { mend } => doctor::run(mend),
        Command::Completions { shell } => print(|out| manual::completions(out, shell)),
        Command::Man => print(manual::page),
    }
}

/// Writes to stdout.
fn print(write: impl FnOnce(&mut BufWriter<io::StdoutLock<'static>>) -> io::Result<()>) -> Done {
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out)?;
    out.flush()?;
    Ok(Outcome::Fine)
}

/// Says each mistake of a file on a line of its own.
fn tell(mistakes: &[String]) {
    for mistake in mistakes {
        complain(&anyhow!("{mistake}"));
    }
}

/// `sayso config`.
fn config(print_default: bool, path: bool) -> Done {
    if print_default {
        return print(|out| out.write_all(DEFAULT_FILE.as_bytes()));
    }
    let file = home::settings_file(&home::places()?);
    if path {
        return print(|out| writeln!(out, "{}", file.display()));
    }
    let (_, mistakes) = home::look(&Open::default())?;
    print(|out| match (file.exists(), mistakes.len()) {
        (false, _) => writeln!(out, "{}: not there, so the defaults hold; sayso config --print-default shows them", file.display()),
        (true, 0) => writeln!(out, "{}: sound", file.display()),
        (true, _) => writeln!(out, "{}", file.display()),
    })?;
    tell(&mistakes);
    Ok(if mistakes.is_empty() { Outcome::Fine } else { Outcome::Failed })
}

/// Opens the reader, or prints the article where there is no screen to read on.
fn open(options: &Open) -> Done {
    let screen = io::stdout().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb");
    if options.plain || !screen {
        let paint = paint::Paint::new(options.color);
        let (article, corrections) = (whole(options)?, corrected::Corrections::new(options.as_found));
        return print(|out| plain::print(out, &article, &corrections, &paint));
    }
    let begun =
        options.article.as_deref().filter(|_| options.sample.is_none()).and_then(|argument| Some((load::beginning(argument)?, argument)));
    let (article, rest) = match begun {
        Some((article, argument)) => {
            let argument = argument.to_owned();
            (article, Some(Box::new(move || load::article(&argument, None).map_err(|error| format!("{error:#}"))) as _))
        }
        None => (whole(options)?, None),
    };
    let (look, mistakes) = home::look(options)?;
    tell(&mistakes);
    let offer =
        options.sample.is_none() && options.article.is_none() && io::stdin().is_terminal() && !matches!(article.origin, Origin::Sample(_));
    let reading = session::Reading { article, rest, read: Arc::new(load::again), offer };
    // The screen covers what was told on the terminal.
    session::run(reading, look, mistakes.first().cloned())?;
    Ok(Outcome::Fine)
}

/// The whole article that is asked for.
fn whole(options: &Open) -> anyhow::Result<Article> {
    match (&options.sample, &options.article) {
        (Some(name), _) => load::sample(name),
        (None, Some(argument)) => {
            let name = argument.to_string_lossy();
            let told = web::is_address(&name).then(|| Progress::say(&format!("fetching {} (Ctrl-C stops)", clean(name.into_owned()).text)));
            let article = load::article(argument, None);
            drop(told);
            article.map_err(|error| load::or_command(argument, error))
        }
        (None, None) if !io::stdin().is_terminal() => load::article("-".as_ref(), None),
        (None, None) => load::last().map_or_else(|| load::sample(""), Ok),
    }
}
