/*! Quotes found against attributions marked: the words in them, which is which, and who says them. */

use std::collections::{BTreeMap, BTreeSet};

use sayso::{
    analyze::{Quote, QuoteKind},
    text::Span,
};

use super::{Curve, Read, Tally, around, per_cent};
use crate::corpora::Attribution;

/// How many are right, of how many.
#[derive(Debug, Clone, Copy, Default)]
pub struct Share {
    right: usize,
    /// How many there are.
    pub of: usize,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    /// In per cent.
    pub fn per_cent(self) -> f64 {
        per_cent(self.right as f64, self.of as f64)
    }
}

/// The scores of quotes over a set.
#[derive(Default)]
pub struct Quotes {
    /// Words inside any content.
    pub words: Tally,
    /// Contents that share at least half of their words, one to one.
    pub attributions: Tally,
    /// Of those: the speaker's mention overlaps the marked one.
    pub speaker: Share,
    /// Of those whose speaker is a thing of the text: it is that thing, pronouns and descriptions included.
    pub resolved: Share,
    /// Marked contents with quoted words of three or more: found.
    pub direct: Share,
    /// Found, and with the right speaker.
    pub direct_spoken: Share,
    /// Quotes by how sure they are said to be.
    pub curve: Curve,
    /// What was missed, and what was found too much.
    pub mistakes: Vec<String>,
}

/// Which of the found quotes is which marked attribution.
pub struct Matched<'r> {
    /// The attributions that have a content.
    pub marked: Vec<&'r Attribution>,
    /// The words of each.
    marked_words: Vec<BTreeSet<usize>>,
    /// The quotes that have one, with their indexes in the analysis.
    pub found: Vec<(usize, &'r Quote)>,
    found_words: Vec<BTreeSet<usize>>,
    /// For an attribution its quote, both as places in those lists.
    pub pairs: BTreeMap<usize, usize>,
}

/// Finds the pairs that share the most words first; each belongs to one pair at most.
pub fn matched(read: &Read) -> Matched<'_> {
    let text = &read.gold.article.text;
    let marked: Vec<&Attribution> = read.gold.attributions.iter().filter(|a| !a.content.is_empty()).collect();
    let marked_words: Vec<_> = marked.iter().map(|a| words(text, &a.content)).collect();
    let quotes = read.analysis.quotes.iter().enumerate().filter(|(_, q)| !matches!(q.kind, QuoteKind::Scare | QuoteKind::Title));
    let (found, found_words): (Vec<_>, Vec<_>) =
        quotes.map(|q| (q, words(text, &q.1.content))).filter(|(_, words)| !words.is_empty()).unzip();
    let pairs = pairs(&marked_words, &found_words);
    Matched { marked, marked_words, found, found_words, pairs }
}

/// For each of `marked` the one of `found`, as places, that is it: those pairs come first that share the most of their words, at least half, and each
/// belongs to one pair at most.
pub fn pairs(marked: &[BTreeSet<usize>], found: &[BTreeSet<usize>]) -> BTreeMap<usize, usize> {
    let mut shared = Vec::new();
    for (i, a) in marked.iter().enumerate() {
        for (j, b) in found.iter().enumerate() {
            let (both, either) = (a.intersection(b).count(), a.union(b).count());
            if both > 0 && both * 2 >= either {
                shared.push((both as f64 / either as f64, i, j));
            }
        }
    }
    shared.sort_by(|a, b| b.0.total_cmp(&a.0).then((b.1, b.2).cmp(&(a.1, a.2))));
    let (mut pairs, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (_, i, j) in shared {
        if !pairs.contains_key(&i) && taken.insert(j) {
            pairs.insert(i, j);
        }
    }
    pairs
}

/// Scores the quotes of a set.
pub fn score(set: &[Read]) -> Quotes {
    let mut quotes = Quotes::default();
    for read in set {
        count(read, &mut quotes);
    }
    quotes
}

fn count(read: &Read, quotes: &mut Quotes) {
    let (gold, text) = (&read.gold, &read.gold.article.text);
    let matched = matched(read);
    let all = |sets: &[BTreeSet<usize>]| sets.iter().flatten().copied().collect::<BTreeSet<usize>>();
    quotes.words.add(&all(&matched.marked_words), &all(&matched.found_words));
    quotes.attributions.both += matched.pairs.len();
    quotes.attributions.found += matched.found.len();
    quotes.attributions.marked += matched.marked.len();
    let right: BTreeSet<usize> = matched.pairs.values().copied().collect();
    for (j, (_, quote)) in matched.found.iter().enumerate() {
        quotes.curve.add(quote.confidence, right.contains(&j));
        if !right.contains(&j) {
            quotes.mistakes.push(format!("extra  {}: {}", gold.id, around(text, quote.reach())));
        }
    }
    for (i, a) in matched.marked.iter().enumerate() {
        let hit = matched.pairs.get(&i).map(|j| matched.found[*j].1);
        let speaker = hit.and_then(|q| q.speaker.as_ref());
        let mention = speaker.and_then(|s| s.mention);
        let named = mention.is_some_and(|m| a.source.iter().any(|s| s.overlaps(m)));
        if hit.is_some() && !a.source.is_empty() {
            quotes.speaker.add(named);
        }
        if let (Some(_), Some(thing)) = (hit, a.speaker) {
            let mentions = speaker.and_then(|s| s.entity).and_then(|e| read.analysis.entities.get(e)).map_or(&[][..], |e| &e.mentions);
            quotes.resolved.add(gold.names.iter().any(|n| n.thing == thing && mentions.iter().any(|m| m.span.overlaps(n.span))));
        }
        if a.content.iter().any(|c| holds_direct(c.of(text))) {
            quotes.direct.add(hit.is_some());
            quotes.direct_spoken.add(hit.is_some() && if a.source.is_empty() { mention.is_none() } else { named });
        }
        if hit.is_none() {
            let reach = a.content.iter().copied().reduce(Span::join).unwrap_or_default();
            quotes.mistakes.push(format!("missed {}: {}", gold.id, around(text, reach)));
        }
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The first bytes of the words in `spans`, less a leading "that".
pub fn words(text: &str, spans: &[Span]) -> BTreeSet<usize> {
    let mut spans = spans.to_vec();
    spans.sort();
    let mut found: Vec<(usize, &str)> = Vec::new();
    for span in spans {
        let within = span.of(text);
        let pieces = within.split(|c: char| !is_of_word(c)).filter(|w| !w.is_empty());
        found.extend(pieces.map(|w| (span.start + (w.as_ptr() as usize - within.as_ptr() as usize), w)));
    }
    let skip = usize::from(found.first().is_some_and(|w| w.1.eq_ignore_ascii_case("that")));
    found.into_iter().skip(skip).map(|w| w.0).collect()
}

/// Whether three words or more stand in quotation marks.
fn holds_direct(text: &str) -> bool {
    let marks: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| matches!(c, '“' | '”' | '"' | '«' | '»' | '„')).collect();
    let mut at = 0;
    while let [(from, open), (to, close), ..] = marks.get(at..).unwrap_or_default() {
        let inside = Span::new(from + open.len_utf8(), *to).of(text);
        let pair = matches!(open, '“' | '"' | '«' | '„') && matches!(close, '”' | '"' | '»') && !inside.is_empty();
        if pair && inside.split(|c: char| !is_of_word(c)).filter(|w| !w.is_empty()).count() >= 3 {
            return true;
        }
        at += if pair { 2 } else { 1 };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_without_their_that() {
        let text = "that “he won’t_go”, twice";
        assert_eq!(words(text, &[Span::new(0, text.len())]).len(), 4);
    }

    #[test]
    fn three_words_in_marks_are_direct() {
        assert!(holds_direct("He said “no, not now” twice"));
        assert!(holds_direct("”, he said. “We will not go.”"));
        assert!(!holds_direct("a “so-called” act of ”some kind of war"));
    }
}
