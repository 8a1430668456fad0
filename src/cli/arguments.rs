/*!
The command line as data: every command, option and help line. Parses and checks words, and does nothing else; the commands stand in their own files.
*/

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

/// Read a news article and see on whose say-so it stands.
#[derive(Debug, Parser)]
#[command(name = "sayso", version, about, long_about = None, args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
#[command(after_help = "In the reader, ? shows every key and q leaves. An article named like a command: sayso ./notes")]
pub struct Arguments {
    /// What to open when no command is given.
    #[command(flatten)]
    pub open: Open,
    /// What to do instead of opening the reader.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to open, and how.
#[derive(Debug, Args)]
pub struct Open {
    /// A file, an http(s) address, or - for standard input
    #[arg(value_name = "ARTICLE", value_hint = ValueHint::FilePath)]
    pub article: Option<OsString>,
    /// Open a built-in sample article
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with = "article")]
    pub sample: Option<String>,
    /// Print the article with its quotes and sources, line by line, for pipes and screen readers
    #[arg(long)]
    pub plain: bool,
    /// Colour in plain output
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto, alias = "colour")]
    pub color: When,
    /// Theme for this time only
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Widest column of text, in cells, for this time only
    #[arg(long, value_name = "CELLS")]
    pub width: Option<u16>,
    /// Settings file to use instead of the usual one
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
}

/// When to write colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// When a terminal reads the output and `NO_COLOR` is not set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do instead of opening the reader.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print what the program finds in articles: entities, quotes with their speakers, sources
    Extract(Extract),
}

/// `sayso extract`.
#[derive(Debug, Args)]
pub struct Extract {
    /// Files, http(s) addresses, or - for standard input
    #[arg(value_name = "ARTICLE", value_hint = ValueHint::FilePath)]
    pub articles: Vec<OsString>,
    /// How to print it [default: json; jsonl with --from jsonl]
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub format: Option<ExtractFormat>,
    /// What the input is
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = InputFormat::Auto)]
    pub from: InputFormat,
    /// Threads to use [default: one for each processor]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
}

/// How `extract` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExtractFormat {
    /// JSON, indented when there is one article
    Json,
    /// JSON, one object a line
    Jsonl,
    /// A row for each finding
    Csv,
    /// A page to read
    Markdown,
}

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// Found from the content
    Auto,
    /// Plain text
    Text,
    /// Markdown
    Markdown,
    /// An HTML page
    Html,
    /// A JSON object a line: {"id", "text" or "html" or "markdown", "url", "title", "published", "language"}
    Jsonl,
}
