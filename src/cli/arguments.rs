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
#[derive(Debug, Default, Args)]
pub struct Open {
    /// A file, an http(s) address, or - for standard input
    #[arg(value_name = "ARTICLE", value_hint = ValueHint::FilePath)]
    pub article: Option<OsString>,
    /// Open a built-in sample article: ferries (when none is named), reservoir or oxygen
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "", conflicts_with = "article")]
    pub sample: Option<String>,
    /// Print the article with its quotes and sources, line by line, for pipes and screen readers
    #[arg(long)]
    pub plain: bool,
    /// Colour in plain output
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto, alias = "colour")]
    pub color: When,
    /// Findings as the program made them, without your corrections (with --plain)
    #[arg(long)]
    pub as_found: bool,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum When {
    /// When a terminal reads the output and `NO_COLOR` is not set
    #[default]
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
    /// Print your annotations, or take in those of another program
    Notes(Notes),
    /// List, rename and merge the tags of your annotations
    Tags {
        /// What to do instead of listing them.
        #[command(subcommand)]
        change: Option<TagChange>,
    },
    /// Tell what changed in an article since it was read before, and what became of its quotes
    Diff {
        /// A file, an http(s) address, or - for standard input
        #[arg(value_name = "ARTICLE", value_hint = ValueHint::FilePath)]
        article: OsString,
        /// Colour in the output
        #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto, alias = "colour")]
        color: When,
    },
    /// Tell where the settings file is and what is wrong in it
    Config {
        /// Print every default with its explanation
        #[arg(long, conflicts_with = "path")]
        print_default: bool,
        /// Print only the path of the settings file
        #[arg(long)]
        path: bool,
    },
    /// Print every key of the reader with what it does
    Keys,
    /// Tell what the terminal can do, where the files are and whether they are sound
    Doctor {
        /// Mend what can be mended; damaged files are kept aside
        #[arg(long)]
        mend: bool,
    },
    /// Print completions for a shell
    Completions {
        /// Which shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// `sayso notes`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Notes {
    /// What to do instead of printing them.
    #[command(subcommand)]
    pub change: Option<NotesChange>,
    /// Only those of this article, with their places in it as it is now
    #[arg(value_name = "ARTICLE", value_hint = ValueHint::FilePath)]
    pub article: Option<OsString>,
    /// How to print them
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = NotesFormat::Text)]
    pub format: NotesFormat,
    /// Only those with this tag; given twice: with both
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// Only those made or changed since a day: 2026-01-31
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Only those highlighted in this color
    #[arg(long, value_name = "COLOR", alias = "colour")]
    pub color: Option<String>,
    /// Only those with this verdict
    #[arg(long, value_name = "VERDICT")]
    pub verdict: Option<String>,
    /// Only those whose words, note or tags hold these letters
    #[arg(long, value_name = "WORDS")]
    pub query: Option<String>,
    /// Those of every article, which is also what happens when none is named
    #[arg(long, conflicts_with = "article")]
    pub all: bool,
    /// Write to this file; a Markdown file that is there is brought up to date, and what you wrote into it stays
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
    /// Speakers and findings as the program made them, without your corrections
    #[arg(long)]
    pub as_found: bool,
}

/// What `sayso notes` can do besides printing.
#[derive(Debug, Subcommand)]
pub enum NotesChange {
    /// Take in annotations: W3C JSON-LD or Hypothesis JSON
    Import {
        /// The file
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// The article they belong to, where the file does not tell
        #[arg(long, value_name = "ARTICLE", value_hint = ValueHint::FilePath)]
        article: Option<OsString>,
    },
}

/// How `notes` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NotesFormat {
    /// Lines to read
    Text,
    /// A JSON array
    Json,
    /// W3C Web Annotations
    Jsonld,
    /// A page with front matter
    Markdown,
    /// A row for each annotation
    Csv,
    /// What Hypothesis reads
    Hypothesis,
    /// What Readwise reads
    Readwise,
    /// The verdicts, as schema.org's `ClaimReview`
    Claimreview,
    /// The articles with their highlights, as one page
    Html,
    /// The articles themselves as references, for BibTeX
    Bibtex,
    /// The articles themselves as references, in CSL-JSON
    Csl,
    /// The articles themselves as references, in RIS
    Ris,
}

/// What `sayso tags` can change, in every article.
#[derive(Debug, Subcommand)]
pub enum TagChange {
    /// Give a tag another name
    Rename {
        /// The tag
        from: String,
        /// Its new name
        to: String,
    },
    /// Put one tag in place of several
    Merge {
        /// The tags to replace
        #[arg(required = true, num_args = 1..)]
        from: Vec<String>,
        /// The tag that stays
        #[arg(long, value_name = "TAG")]
        into: String,
    },
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
    /// As the program finds it, without your corrections
    #[arg(long)]
    pub as_found: bool,
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
