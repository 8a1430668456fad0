/*!
A model → the table of what is asked of the engine, with what it reaches, and the details beneath. The whole analysis is run over plain texts, as
the program reads them: what the table says of quotes holds with the names that the program itself finds.
*/

use std::{path::Path, time::Instant};

use anyhow::{Context as _, Result};
use sayso::analyze::{Analysis, model::Model, with_model};

use crate::{
    corpora::{self, Gold},
    pack::{self, Section},
    score::{
        Curve, Read, Tally,
        aliases::{self, Aliases},
        names::{self, Names},
        quotes::{self, Quotes},
        sources::{self, Sources},
    },
};

/// How often the texts are read for the speed; the fastest time counts, as other programs can only make it slower.
const TIMES: usize = 5;

/// A row of the table.
struct Row {
    what: &'static str,
    of: &'static str,
    got: f64,
    asked: f64,
    /// Whether less is better.
    at_most: bool,
}

impl Row {
    /// A row of which more is better.
    const fn at_least(what: &'static str, of: &'static str, got: f64, asked: f64) -> Self {
        Self { what, of, got, asked, at_most: false }
    }

    fn print(&self) {
        let short = if self.at_most { self.got - self.asked } else { self.asked - self.got };
        let verdict = if short > 0.0 { format!("short by {short:.2}") } else { "reached".to_owned() };
        let sign = if self.at_most { "≤" } else { "≥" };
        println!("  {:28} {:42} {:7.2}   {sign} {:4}   {verdict}", self.what, self.of, self.got, self.asked);
    }
}

/// The sets, read.
struct Sets {
    worldwide: Vec<Read>,
    ewt: Vec<Read>,
    re3d: Vec<Read>,
    polnear: Vec<Read>,
    pressroom: Vec<Read>,
}

impl Sets {
    fn new(corpora: &Path, model: &Model) -> Result<Self> {
        let dev = |name: &str| corpora::documents(&corpora.join(format!("dev/{name}.jsonl.gz"))).map(|golds| read(golds, model));
        let held_back = corpora::pressroom(corpora)?.into_iter().filter(Gold::is_held_back).collect();
        Ok(Self {
            worldwide: dev("worldwide")?,
            ewt: dev("ewt")?,
            re3d: dev("re3d")?,
            polnear: dev("polnear")?,
            pressroom: read(held_back, model),
        })
    }
}

/// Analyzes the articles of a set as plain texts. Where one does not come through whole, nothing counts as found.
fn read(golds: Vec<Gold>, model: &Model) -> Vec<Read> {
    let one = |gold: Gold| match corpora::as_plain_text(&gold) {
        Some(gold) => Read { analysis: with_model(&gold.article, model), gold },
        None => Read { analysis: Analysis::default(), gold },
    };
    golds.into_iter().map(one).collect()
}

/// Prints the table for the model of `sections`, and some mistakes of each kind.
pub fn print(sections: &[Section], corpora: &Path, errors: usize) -> Result<()> {
    let packed = pack::pack(sections);
    let aligned = pack::align(&packed);
    let model = Model::open(bytemuck::cast_slice::<u64, u8>(&aligned).get(..packed.len()).context("packed")?)?;
    let sets = Sets::new(corpora, &model)?;
    let (worldwide, ewt, re3d) = (names::score(&sets.worldwide), names::score(&sets.ewt), names::score(&sets.re3d));
    let (polnear, pressroom) = (quotes::score(&sets.polnear), quotes::score(&sets.pressroom));
    let aliases = aliases::score(&sets.pressroom);
    println!();
    for row in names_rows(&worldwide, &ewt).into_iter().chain(quotes_rows(&polnear, &pressroom)) {
        row.print();
    }
    let rest = [
        ("aliases", "pressroom: B-cubed F1", aliases.f1(), 92.0, false),
        ("speed", "worldwide: MB a second, one core", speed(&sets.worldwide, &model), 4.0, false),
        ("size", "the model, in MB", packed.len() as f64 / 1e6, 6.0, true),
    ];
    for (what, of, got, asked, at_most) in rest {
        Row { what, of, got, asked, at_most }.print();
    }
    let pressroom_names = names::score(&sets.pressroom);
    for (set, names) in [("pressroom", &pressroom_names), ("worldwide", &worldwide), ("ewt", &ewt), ("re3d", &re3d)] {
        names_details(set, names, errors);
    }
    aliases_details(&aliases, errors);
    for (set, quotes) in [("pressroom", &pressroom), ("polnear", &polnear)] {
        quotes_details(set, quotes, errors);
    }
    sources_details(&sources::score(&sets.pressroom), errors);
    curve("names on pressroom", &pressroom_names.curve);
    curve("quotes on pressroom", &pressroom.curve);
    curve("quotes on polnear", &polnear.curve);
    Ok(())
}

fn names_rows(worldwide: &Names, ewt: &Names) -> Vec<Row> {
    vec![
        Row::at_least("names", "worldwide: F1, exact", worldwide.exact.f1(), 76.0),
        Row::at_least("", "worldwide: F1, any kind", worldwide.any.f1(), 82.0),
        Row::at_least("", "ewt: F1, exact", ewt.exact.f1(), 74.0),
        Row::at_least("names, with pronouns", "worldwide: F1, exact", worldwide.referred.f1(), 76.0),
        Row::at_least("and descriptions as names", "worldwide: F1, any kind", worldwide.referred_any.f1(), 82.0),
        Row::at_least("", "ewt: F1, exact", ewt.referred.f1(), 74.0),
    ]
}

fn quotes_rows(polnear: &Quotes, pressroom: &Quotes) -> Vec<Row> {
    vec![
        Row::at_least("attributions", "polnear: F1 of words in contents", polnear.words.f1(), 84.0),
        Row::at_least("", "polnear: F1 of contents half right", polnear.attributions.f1(), 70.0),
        Row::at_least("", "pressroom: F1 of contents half right", pressroom.attributions.f1(), 90.0),
        Row::at_least("speakers", "polnear: right of found, %", polnear.speaker.per_cent(), 88.0),
        Row::at_least("", "pressroom: the right entity, %", pressroom.resolved.per_cent(), 88.0),
        Row::at_least("direct quotations", "polnear: found, %", polnear.direct.per_cent(), 96.0),
        Row::at_least("", "polnear: found, with the speaker, %", polnear.direct_spoken.per_cent(), 88.0),
    ]
}

/// Megabytes of text that the whole analysis reads in a second, on one core.
fn speed(set: &[Read], model: &Model) -> f64 {
    let bytes: usize = set.iter().map(|r| r.gold.article.text.len()).sum();
    let pass = || {
        let start = Instant::now();
        for read in set {
            std::hint::black_box(with_model(&read.gold.article, model));
        }
        start.elapsed().as_secs_f64()
    };
    let fastest = (0..TIMES).map(|_| pass()).fold(f64::MAX, f64::min);
    bytes as f64 / 1e6 / fastest.max(f64::MIN_POSITIVE)
}

/// Prints a line for each kind.
fn kinds<'t>(tallies: impl Iterator<Item = (&'static str, &'t Tally)>) {
    tallies.for_each(|(kind, tally)| println!("    {kind:12} {}  of {}", tally.show(), tally.marked));
}

fn names_details(set: &str, names: &Names, errors: usize) {
    println!("\nnames on {set}");
    println!("  {:14} {}", "exact", names.exact.show());
    println!("  {:14} {}", "any kind", names.any.show());
    kinds(names.by_kind.iter().map(|(kind, tally)| (kind.name(), tally)));
    some(&names.mistakes, errors);
}

fn aliases_details(aliases: &Aliases, errors: usize) {
    println!("\naliases on pressroom\n  {:14} {}", "B-cubed", aliases.show());
    some(&aliases.mistakes, errors);
}

fn quotes_details(set: &str, quotes: &Quotes, errors: usize) {
    println!("\nquotes on {set}");
    println!("  {:14} {}", "content words", quotes.words.show());
    println!("  {:14} {}  of {}", "attributions", quotes.attributions.show(), quotes.attributions.marked);
    let shares = [
        ("speaker", quotes.speaker),
        ("resolved", quotes.resolved),
        ("direct found", quotes.direct),
        ("with speaker", quotes.direct_spoken),
    ];
    shares.into_iter().filter(|s| s.1.of > 0).for_each(|(what, share)| println!("  {what:14} {:.1} % of {}", share.per_cent(), share.of));
    some(&quotes.mistakes, errors);
}

fn sources_details(sources: &Sources, errors: usize) {
    println!("\nsources on pressroom (those that back a quote)");
    println!("  {:14} {}  of {}", "any kind", sources.any.show(), sources.any.marked);
    kinds(sources.by_kind.iter().map(|(kind, tally)| (kind.name(), tally)));
    println!("  {:.1} % of {} attributions stand under a source of the right kind", sources.kind.recall(), sources.kind.marked);
    let mut confused: Vec<_> = sources.confused.iter().filter(|((kind, found), _)| *found != Some(*kind)).collect();
    confused.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    for ((kind, found), count) in confused.into_iter().take(12) {
        println!("    {:12} taken for {:12} {count}", kind.name(), found.map_or("nothing", |k| k.name()));
    }
    some(&sources.mistakes, errors);
}

fn curve(what: &str, curve: &Curve) {
    println!("\nhow sure, {what}");
    curve.show().iter().for_each(|line| println!("  {line}"));
}

/// Prints `count` of the mistakes, from all over the set.
fn some(mistakes: &[String], count: usize) {
    let step = mistakes.len().checked_div(count).unwrap_or(usize::MAX).max(1);
    mistakes.iter().step_by(step).take(count).for_each(|m| println!("      {m}"));
}
