/*!
Corpora → `assets/model.bin`, with the very features that the program uses. Each part of the model is made by a function of its own and owns
the sections whose names begin with its name; the same corpora give the same bytes.
*/

mod attribution;
mod clusters;
mod corpora;
mod evaluate;
mod lists;
mod logistic;
mod names;
mod pack;
mod pos;
mod score;
mod second;
mod source;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use clap::Parser;

use crate::pack::Section;

/// Trains the model of sayso.
#[derive(Debug, Parser)]
struct Arguments {
    /// Folder of the corpora: `pressroom/` and `train/` to learn from, `dev/` to measure on.
    #[arg(long)]
    corpora: PathBuf,
    /// Folder of the lists of names and words.
    #[arg(long, default_value = "assets/lists")]
    lists: PathBuf,
    /// Folder of the articles of sayso's own, with their marks, to learn from.
    #[arg(long, default_value = "assets/newsroom")]
    newsroom: PathBuf,
    /// The model to write; parts that are not trained are kept from it.
    #[arg(long, default_value = "assets/model.bin")]
    out: PathBuf,
    /// Train these parts only.
    #[arg(long, value_name = "PART")]
    only: Vec<String>,
    /// Train without the part that is held back, and print what the model reaches of what is asked. Writes nothing.
    #[arg(long)]
    evaluate: bool,
    /// Print the same of the model at --out as it is; trains nothing. It has learned from the articles of pressroom that it is then measured on.
    #[arg(long, conflicts_with_all = ["evaluate", "only"])]
    measure: bool,
    /// With --evaluate or --measure: show so many mistakes of each set.
    #[arg(long, default_value_t = 0)]
    errors: usize,
}

/// What a part is made from.
pub struct Ground<'a> {
    /// Folder of the corpora.
    pub corpora: &'a Path,
    /// Folder of the lists.
    pub lists: &'a Path,
    /// Folder of the articles of sayso's own.
    pub newsroom: &'a Path,
    /// Leave out what is held back to measure on.
    pub hold_back: bool,
    /// The parts made so far: earlier parts may be used by later ones.
    pub made: &'a [Section],
}

/// Makes the sections of one part.
type Make = fn(&Ground) -> Result<Vec<Section>>;

/// The parts of a model, in the order they are made in.
const PARTS: &[(&str, Make)] = &[
    ("lists", lists::make),
    ("clusters", clusters::make),
    ("names", names::make),
    ("pos", pos::make),
    ("quotes", attribution::make),
    ("sources", source::make),
];

fn part_of(section: &str) -> &str {
    section.split('.').next().unwrap_or(section)
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    for name in &arguments.only {
        if !PARTS.iter().any(|(part, _)| part == name) {
            bail!("no part is called {name:?}; there are {}", PARTS.iter().map(|p| p.0).collect::<Vec<_>>().join(", "));
        }
    }
    let chosen = |part: &str| arguments.only.is_empty() || arguments.only.iter().any(|name| name == part);
    let is_anew = arguments.only.is_empty() && !arguments.measure;
    let mut sections = if is_anew { Vec::new() } else { pack::unpack(&arguments.out)? };
    if arguments.measure {
        println!("The model may have learned from all of pressroom: what is said of pressroom shows what it remembers.");
        return evaluate::print(&sections, &arguments.corpora, arguments.errors);
    }
    sections.retain(|(name, _)| PARTS.iter().any(|(part, _)| *part == part_of(name)));
    for (part, make) in PARTS.iter().filter(|(part, _)| chosen(part)) {
        sections.retain(|(name, _)| part_of(name) != *part);
        let ground = Ground {
            corpora: &arguments.corpora,
            lists: &arguments.lists,
            newsroom: &arguments.newsroom,
            hold_back: arguments.evaluate,
            made: &sections,
        };
        sections.extend(make(&ground).with_context(|| format!("training {part}"))?);
    }
    if arguments.evaluate {
        if !arguments.only.is_empty() {
            println!("The parts that were not trained now may have learned from all of pressroom.");
        }
        return evaluate::print(&sections, &arguments.corpora, arguments.errors);
    }
    sections.sort_by_key(|(name, _)| (PARTS.iter().position(|(part, _)| *part == part_of(name)), name.clone()));
    for (name, bytes) in &sections {
        println!("{name:24} {:9} bytes", bytes.len());
    }
    fs::write(&arguments.out, pack::pack(&sections)).with_context(|| format!("cannot write {}", arguments.out.display()))
}
