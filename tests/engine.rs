//! What the engine finds in articles written for this project, against their marks: it may grow better, never much worse.
//!
//! The marks: `[KIND#n name]` is a name of entity n; `{q1 …}` the words of report 1, `{c1 …}` its cue, `{s1:#n:kind …}` its speaker,
//! entity n or `-`; `{scare …}` and `{title …}` quote nobody. `## ` opens a heading, `> ` a post, `» ` a teaser.

#![allow(clippy::unwrap_used, clippy::string_slice)]

use std::{collections::BTreeMap, fs, path::Path};

use sayso::{
    analyze::{Analysis, Form, analyze},
    article::{Article, Block, BlockKind},
    text::Span,
};

/// A report as a person marked it.
#[derive(Default)]
struct Report {
    content: Vec<Span>,
    speaker: Option<u32>,
}

#[derive(Default)]
struct Gold {
    article: Article,
    /// Names and the numbers of their entities.
    names: Vec<(Span, u32)>,
    reports: BTreeMap<u32, Report>,
}

impl Gold {
    fn read(source: &str) -> Self {
        let mut gold = Self::default();
        let (_, body) = source.split_once("\n\n").expect("a header");
        for chunk in body.split("\n\n").map(str::trim).filter(|c| !c.is_empty()) {
            let signs = [("## ", BlockKind::Heading(2)), ("> ", BlockKind::Embed), ("» ", BlockKind::Related)];
            let (sign, kind) = signs.into_iter().find(|(sign, _)| chunk.starts_with(sign)).unwrap_or(("", BlockKind::Paragraph));
            let lines: Vec<_> = chunk.lines().map(|l| l.strip_prefix(sign).unwrap_or(l)).collect();
            let start = gold.article.text.len();
            gold.block(&lines.join(if kind == BlockKind::Embed { "\n" } else { " " }));
            gold.article.blocks.push(Block { span: Span::new(start, gold.article.text.len()), kind });
            gold.article.text.push('\n');
        }
        gold
    }

    fn block(&mut self, marked: &str) {
        let mut open: Vec<(String, usize)> = Vec::new();
        let mut rest = marked;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match c {
                '[' | '{' => {
                    let (label, after) = rest.split_once(' ').expect("a mark and its text");
                    open.push((label.to_owned(), self.article.text.len()));
                    rest = after;
                }
                ']' | '}' => {
                    let (label, start) = open.pop().expect("an open mark");
                    let span = Span::new(start, self.article.text.len()).trim(&self.article.text);
                    self.close(&label, span);
                }
                c => self.article.text.push(c),
            }
        }
        assert!(open.is_empty(), "marks left open in {marked}");
    }

    fn close(&mut self, label: &str, span: Span) {
        if let Some((_, number)) = label.split_once('#').filter(|(kind, _)| kind.chars().all(char::is_uppercase)) {
            self.names.push((span, number.parse().unwrap()));
        } else if let Some(number) = label.strip_prefix('q') {
            self.reports.entry(number.parse().unwrap()).or_default().content.push(span);
        } else if let Some((number, who)) = label.strip_prefix('s').and_then(|l| l.split_once(':')) {
            let report = self.reports.entry(number.parse().unwrap()).or_default();
            report.speaker = who.strip_prefix('#').and_then(|w| w.split(':').next()).map(|n| n.parse().unwrap());
        }
    }

    /// Whether `entity` holds a name of the marked entity `number`.
    fn is_entity(&self, analysis: &Analysis, entity: usize, number: u32) -> bool {
        analysis.entities[entity].mentions.iter().any(|m| m.form == Form::Name && self.names.contains(&(m.span, number)))
    }
}

/// Right, found and marked things.
#[derive(Default)]
struct Count {
    right: usize,
    found: usize,
    marked: usize,
}

impl Count {
    fn f1(&self) -> usize {
        200 * self.right / (self.found + self.marked).max(1)
    }

    fn recall(&self) -> usize {
        100 * self.right / self.marked.max(1)
    }
}

#[test]
fn names_quotes_and_speakers_are_found() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pressroom");
    let (mut names, mut quotes, mut speakers) = (Count::default(), Count::default(), Count::default());
    for file in fs::read_dir(folder).unwrap().flatten() {
        let gold = Gold::read(&fs::read_to_string(file.path()).unwrap());
        let analysis = analyze(&gold.article);
        let mut found: Vec<Span> =
            analysis.entities.iter().flat_map(|e| &e.mentions).filter(|m| m.form == Form::Name).map(|m| m.span).collect();
        found.sort_unstable();
        found.dedup();
        names.found += found.len();
        names.marked += gold.names.len();
        names.right += gold.names.iter().filter(|(span, _)| found.binary_search(span).is_ok()).count();
        for report in gold.reports.values() {
            let length = |spans: &[Span]| spans.iter().map(|s| s.end - s.start).sum::<usize>();
            let shared = |spans: &[Span]| {
                let parts = report.content.iter().flat_map(|a| spans.iter().filter_map(|b| a.meet(*b)));
                parts.map(|s| s.end - s.start).sum::<usize>()
            };
            // Found where the two share more than half of what either covers.
            let quote = analysis.quotes.iter().find(|q| 2 * shared(&q.content) > length(&report.content).max(length(&q.content)));
            quotes.marked += 1;
            quotes.right += usize::from(quote.is_some());
            let (Some(quote), Some(number)) = (quote, report.speaker) else { continue };
            speakers.marked += 1;
            let entity = quote.speaker.as_ref().and_then(|s| s.entity);
            speakers.right += usize::from(entity.is_some_and(|e| gold.is_entity(&analysis, e, number)));
        }
    }
    assert!(names.marked > 100 && quotes.marked > 50, "the marks are read");
    let now = (names.f1(), quotes.recall(), speakers.recall());
    println!("names F1, quotes found, speakers right of those found: {now:?}");
    assert!(now.0 >= FLOOR.0 && now.1 >= FLOOR.1 && now.2 >= FLOOR.2, "{now:?} is below {FLOOR:?}");
}

/// In per cent, a few below what was measured: names F1, quotes found, speakers right of those found. These articles are learned from, but not by
/// heart: features are left out at random while quotes are learned.
const FLOOR: (usize, usize, usize) = (92, 86, 85);
