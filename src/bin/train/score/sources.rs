/*!
Sources found against those marked, kind by kind. What is marked are speakers: so those found that back no quote do not count. The marks tell an
expert from a person who speaks for himself; here both are persons.
*/

use std::collections::{BTreeMap, BTreeSet};

use sayso::{
    analyze::{Source, SourceKind},
    text::Span,
};

use super::{Read, Tally, quotes::matched};
use crate::source::kind_named;

/// The scores of sources over a set.
#[derive(Default)]
pub struct Sources {
    /// A source of a kind is found as one of that kind.
    pub by_kind: BTreeMap<SourceKind, Tally>,
    /// A source is found, whatever its kind.
    pub any: Tally,
    /// Attributions that are found, and stand under a source of the marked kind.
    pub kind: Tally,
    /// What was found in place of what was marked, and how often: the mark, and the finding if there is one.
    pub confused: BTreeMap<(SourceKind, Option<SourceKind>), usize>,
    /// Sources that were missed, found too much, or found as another kind.
    pub mistakes: Vec<String>,
}

/// A source as it is marked.
struct Marked {
    kind: SourceKind,
    mentions: Vec<Span>,
}

/// Scores the sources of a set.
pub fn score(set: &[Read]) -> Sources {
    let mut sources = Sources::default();
    for read in set {
        count_kinds(read, &mut sources);
        count(read, &mut sources);
    }
    sources
}

/// Counts the found attributions that stand under a source of the right kind.
fn count_kinds(read: &Read, sources: &mut Sources) {
    let matched = matched(read);
    for (i, j) in &matched.pairs {
        let Some(kind) = matched.marked[*i].kind.as_deref().and_then(kind_named) else { continue };
        let under = read.analysis.sources.iter().rfind(|s| s.quotes.contains(&matched.found[*j].0));
        sources.kind.marked += 1;
        sources.kind.found += usize::from(under.is_some());
        sources.kind.both += usize::from(under.is_some_and(|s| s.kind == kind));
    }
}

/// Counts the sources of one article: pairs those that share the most mentions first.
fn count(read: &Read, sources: &mut Sources) {
    let marked = marked(read);
    let found: Vec<&Source> = read.analysis.sources.iter().filter(|s| !s.quotes.is_empty()).collect();
    let mut shared = Vec::new();
    for (i, a) in marked.iter().enumerate() {
        for (j, b) in found.iter().enumerate() {
            let both = a.mentions.iter().filter(|m| b.mentions.iter().any(|n| n.overlaps(**m))).count();
            if both > 0 {
                shared.push((both, i, j));
            }
        }
    }
    shared.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut pairs, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (_, i, j) in shared {
        if !pairs.contains_key(&i) && taken.insert(j) {
            pairs.insert(i, j);
        }
    }
    let text = &read.gold.article.text;
    for (i, source) in marked.iter().enumerate() {
        let as_found = pairs.get(&i).map(|j| found[*j]);
        let tally = sources.by_kind.entry(source.kind).or_default();
        tally.marked += 1;
        tally.both += usize::from(as_found.is_some_and(|s| s.kind == source.kind));
        let kind = as_found.map(|s| s.kind);
        *sources.confused.entry((source.kind, kind)).or_default() += 1;
        if kind != Some(source.kind) {
            let words: Vec<_> = source.mentions.iter().map(|m| m.of(text)).collect();
            let finding = as_found.map_or("nothing".to_owned(), |s| format!("{} {:?}, {}", s.kind.name(), s.name, s.why));
            sources.mistakes.push(format!("{}: {} {words:?} is {finding}", read.gold.id, source.kind.name()));
        }
    }
    for (j, source) in found.iter().enumerate() {
        sources.by_kind.entry(source.kind).or_default().found += 1;
        if !taken.contains(&j) {
            sources.mistakes.push(format!("{}: {} {:?} is none that is marked", read.gold.id, source.kind.name(), source.name));
        }
    }
    sources.any.both += pairs.len();
    sources.any.marked += marked.len();
    sources.any.found += found.len();
}

/// The sources that are marked: a speaking thing is one, and so are the same words for somebody who is no thing of the text. A mere pronoun for
/// such a one is no source of its own.
fn marked(read: &Read) -> Vec<Marked> {
    type Marks = (Vec<SourceKind>, Vec<Span>);
    let mut all: BTreeMap<(Option<u32>, String), Marks> = BTreeMap::new();
    for attribution in &read.gold.attributions {
        let (Some(kind), Some(first)) = (attribution.kind.as_deref().and_then(kind_named), attribution.source.first()) else { continue };
        let words = first.of(&read.gold.article.text).to_lowercase();
        let words = ["the ", "a ", "an "].iter().find_map(|article| words.strip_prefix(article)).unwrap_or(&words);
        if attribution.speaker.is_none() && is_pronoun(words) {
            continue;
        }
        let who = if attribution.speaker.is_some() { String::new() } else { words.trim_end_matches(',').to_owned() };
        let known = all.entry((attribution.speaker, who)).or_default();
        known.0.push(kind);
        known.1.extend(&attribution.source);
    }
    let most = |kinds: &[SourceKind]| kinds.iter().copied().rev().max_by_key(|kind| kinds.iter().filter(|k| *k == kind).count());
    all.into_values().filter_map(|(kinds, mentions)| Some(Marked { kind: most(&kinds)?, mentions })).collect()
}

fn is_pronoun(words: &str) -> bool {
    matches!(words, "he" | "she" | "it" | "they" | "i" | "we" | "you" | "who" | "which" | "one" | "both" | "others" | "some" | "many")
}
