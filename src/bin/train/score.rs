/*! How well quotes and their speakers are found: the measures that the table of the engine is made of. */

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use sayso::{
    analyze::{Entity, Quote, QuoteKind, alias, attribution, entity, quote::quotations, scene::Models, sentence::Document, speaker},
    text::Span,
};

use crate::corpora::Gold;

/// Finds the quotes of an article by `models`.
pub fn find(gold: &Gold, models: &Models) -> (Vec<Quote>, Vec<Entity>) {
    let document = Document::whole(&gold.article);
    let marks = quotations(&document);
    let names = entity::names(&document);
    let mut entities = if gold.names.iter().any(|n| n.thing > 0) { marked(gold) } else { alias::entities(&document, &names, Vec::new()) };
    let mut quotes = attribution::with_models(&document, &marks, &entities, true, models);
    speaker::resolve(&document, &mut quotes, &mut entities);
    (quotes, entities)
}

/// The marked names as entities: so that the resolving of speakers is measured alone.
fn marked(gold: &Gold) -> Vec<Entity> {
    let mut all: BTreeMap<u32, Entity> = BTreeMap::new();
    for n in &gold.names {
        let Some(kind) = n.kind else { continue };
        let name = n.span.of(&gold.article.text).to_owned();
        let e = all.entry(n.thing).or_insert_with(|| Entity {
            kind,
            name: name.clone(),
            mentions: vec![],
            value: None,
            confidence: 1.0,
            why: String::new(),
        });
        if name.len() > e.name.len() {
            e.name = name;
        }
        e.mentions.push(sayso::analyze::Mention { span: n.span, form: sayso::analyze::Form::Name });
    }
    all.into_values().collect()
}

/// The first bytes of the words in `spans`, less a leading "that".
fn words(text: &str, spans: &[Span]) -> BTreeSet<usize> {
    let mut spans = spans.to_vec();
    spans.sort();
    let mut found: Vec<(usize, &str)> = Vec::new();
    for span in spans {
        let mut start = None;
        for (at, c) in span.of(text).char_indices().chain([(span.len(), ' ')]) {
            let is_word = c.is_alphanumeric() || c == '_';
            match (start, is_word) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    found.push((span.start + from, Span::new(from, at).of(span.of(text))));
                    start = None;
                }
                _ => {}
            }
        }
    }
    let skip = usize::from(found.first().is_some_and(|w| w.1.eq_ignore_ascii_case("that")));
    found.into_iter().skip(skip).map(|w| w.0).collect()
}

fn holds_direct(text: &str, span: Span) -> bool {
    let mut open = None;
    for (at, c) in span.of(text).char_indices() {
        match open {
            Some(from) if matches!(c, '”' | '"' | '»') => {
                if Span::new(from, at).of(span.of(text)).split_whitespace().count() >= 3 {
                    return true;
                }
                open = None;
            }
            None if matches!(c, '“' | '"' | '«' | '„') => open = Some(at),
            _ => {}
        }
    }
    false
}

#[derive(Default)]
struct Counts {
    n: BTreeMap<&'static str, f64>,
    /// (confidence, right) of every quote that could be matched.
    curve: Vec<(f32, bool)>,
}

impl Counts {
    fn add(&mut self, key: &'static str, by: usize) {
        *self.n.entry(key).or_default() += by as f64;
    }
    fn share(&self, a: &str, b: &str) -> f64 {
        100.0 * self.n.get(a).unwrap_or(&0.0) / self.n.get(b).unwrap_or(&0.0).max(1.0)
    }
    fn f1(&self, right: &str, found: &str, gold: &str) -> String {
        let (p, r) = (self.share(right, found), self.share(right, gold));
        format!("P {p:.1} R {r:.1} F1 {:.1}", 2.0 * p * r / (p + r).max(0.001))
    }
}

/// The measures over `articles`, in lines.
pub fn measure(articles: &[Gold], models: &Models) -> String {
    let mut counts = Counts::default();
    for gold in articles {
        let (quotes, entities) = find(gold, models);
        compare(gold, &quotes, &entities, &mut counts);
    }
    let mut out = String::new();
    let _ = write!(
        out,
        "\n  content words {}\n  attributions  {}\n  speaker {:.1}  resolved {:.1}  direct found {:.1}  with speaker {:.1}",
        counts.f1("c", "cp", "cg"),
        counts.f1("a", "ap", "ag"),
        counts.share("s", "sg"),
        counts.share("r", "rg"),
        counts.share("df", "d"),
        counts.share("ds", "d")
    );
    let _ = write!(out, "\n  sure → right:");
    for tenth in 0..10 {
        let bin: Vec<_> = counts.curve.iter().filter(|c| ((c.0 * 10.0) as usize).min(9) == tenth).collect();
        if !bin.is_empty() {
            let right = bin.iter().filter(|c| c.1).count() as f64 / bin.len() as f64;
            let _ = write!(out, "  0.{tenth}: {right:.2} ({})", bin.len());
        }
    }
    out
}

fn compare(gold: &Gold, quotes: &[Quote], entities: &[Entity], counts: &mut Counts) {
    let text = &gold.article.text;
    let wanted: Vec<_> = gold.attributions.iter().filter(|a| !a.content.is_empty()).map(|a| (words(text, &a.content), a)).collect();
    let found: Vec<_> = quotes
        .iter()
        .filter(|q| !matches!(q.kind, QuoteKind::Scare | QuoteKind::Title))
        .map(|q| (words(text, &q.content), q))
        .filter(|f| !f.0.is_empty())
        .collect();
    let all = |sets: &mut dyn Iterator<Item = &BTreeSet<usize>>| sets.fold(BTreeSet::new(), |all: BTreeSet<usize>, s| &all | s);
    let (g, p) = (all(&mut wanted.iter().map(|w| &w.0)), all(&mut found.iter().map(|f| &f.0)));
    counts.add("c", (&g & &p).len());
    counts.add("cp", p.len());
    counts.add("cg", g.len());
    let mut pairs = Vec::new();
    for (i, (a, _)) in wanted.iter().enumerate() {
        for (j, (b, _)) in found.iter().enumerate() {
            let shared = (a & b).len();
            if shared * 2 >= (a | b).len() {
                pairs.push((shared as f64 / (a | b).len() as f64, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let (mut of_gold, mut of_found) = (BTreeMap::new(), BTreeSet::new());
    for (_, i, j) in pairs {
        if !of_gold.contains_key(&i) && of_found.insert(j) {
            of_gold.insert(i, j);
        }
    }
    counts.add("a", of_gold.len());
    counts.add("ap", found.len());
    counts.add("ag", wanted.len());
    counts.curve.extend(found.iter().enumerate().map(|(j, f)| (f.1.confidence, of_found.contains(&j))));
    for (i, (_, a)) in wanted.iter().enumerate() {
        let hit = of_gold.get(&i).map(|j| found[*j].1);
        let speaker = hit.and_then(|q| q.speaker.as_ref());
        let named = speaker.and_then(|s| s.mention).is_some_and(|m| a.source.iter().any(|s| s.overlaps(m)));
        if hit.is_some() && !a.source.is_empty() {
            counts.add("sg", 1);
            counts.add("s", usize::from(named));
        }
        if let (Some(_), Some(thing)) = (hit, a.speaker) {
            let mentions = speaker.and_then(|s| s.entity).and_then(|e| entities.get(e)).map_or(&[][..], |e| &e.mentions);
            let right = gold.names.iter().any(|n| n.thing == thing && mentions.iter().any(|m| m.span.overlaps(n.span)));
            counts.add("rg", 1);
            counts.add("r", usize::from(right));
        }
        if a.content.iter().any(|c| holds_direct(text, *c)) {
            counts.add("d", 1);
            counts.add("df", usize::from(hit.is_some()));
            let none = a.source.is_empty() && speaker.and_then(|s| s.mention).is_none();
            counts.add("ds", usize::from(hit.is_some() && (named || none)));
        }
    }
}
