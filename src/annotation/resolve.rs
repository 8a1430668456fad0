/*!
Finds anchors in a text that may have changed. The ladder: the position, if words and context agree; the same words elsewhere, with the
best context; similar words, if they and their context are alike beyond the stated thresholds; else lost.
*/

// A text is far shorter than half the address space.
#![allow(clippy::cast_possible_wrap)]

use memchr::memmem;

use super::anchor::{Anchor, Place};
use crate::text::fuzzy::{Alignment, Folded, Grams, align};
use crate::text::{Positions, Span};

/// Likeness below which words are never taken for the anchor's.
const LEAST_WORDS: f32 = 0.6;
/// Likeness of words and context together below which a guess is no guess.
const LEAST_WHOLE: f32 = 0.68;
/// Context likeness that short words need to count as the same ones elsewhere.
const LEAST_CONTEXT: f32 = 0.55;
/// Words of so many characters are their own evidence.
const TELLING: usize = 24;
/// How much better than the next a guess must be.
const MARGIN: f32 = 0.03;
/// Characters of each end of a long quotation that are aligned; what lies between follows.
const END: usize = 160;
/// Places looked at for one anchor.
const TRIES: usize = 4;
/// Occurrences of the same words that are compared by context.
const OCCURRENCES: usize = 64;

/// Finds anchors in one text; what it learns of the text serves all of them.
#[derive(Debug)]
pub struct Resolver<'t> {
    text: &'t str,
    positions: Positions<'t>,
    /// Built when the first anchor needs it.
    index: Option<(Folded, Grams)>,
}

/// A place that may be the anchor's.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    span: Span,
    words: f32,
    context: f32,
    /// 0 beside the old place, 1 at the other end of the text.
    away: f32,
    same: bool,
}

impl Candidate {
    fn score(&self) -> f32 {
        0.5 * self.words + 0.5 * self.context - 0.04 * self.away
    }
}

impl<'t> Resolver<'t> {
    /// Prepares to find anchors in `text`.
    pub fn new(text: &'t str) -> Self {
        Self { text, positions: Positions::new(text), index: None }
    }

    /// Where each of them is, in the order given.
    pub fn resolve_all(&mut self, anchors: &[&Anchor]) -> Vec<Place> {
        anchors.iter().map(|anchor| self.resolve(anchor)).collect()
    }

    /// Where one is.
    pub fn resolve(&mut self, anchor: &Anchor) -> Place {
        let start = self.positions.byte(anchor.start);
        let there = Span::new(start, start + anchor.exact.len());
        if anchor.exact.is_empty() {
            // A position alone, from another program: nothing to hold it against.
            let span = self.positions.span(anchor.start, anchor.end);
            return if span.is_empty() { Place::Lost } else { Place::Guessed(span, 0.5) };
        }
        let placed = anchor.end > anchor.start && there.of(self.text) == anchor.exact;
        if placed && self.agrees(anchor, there) {
            return Place::Exact(there);
        }
        let settle = |span: Span| if placed && span == there { Place::Exact(span) } else { Place::Moved(span) };
        let same = self.occurrences(anchor);
        // The same words once, in their context: no need to look further.
        if let Some(span) = same.iter().copied().find(|s| self.agrees(anchor, *s)).filter(|_| same.len() == 1) {
            return settle(span);
        }
        let found = self.weigh(anchor, &same);
        let Some(best) = found.first() else { return Place::Lost };
        if let Some(verbatim) =
            found.iter().find(|c| c.same).filter(|c| c.score() + 0.02 >= best.score() || anchor.exact.chars().count() >= TELLING)
        {
            let nth = anchor.nth.filter(|(nth, of)| *of == same.len() && *nth >= 1).map(|(nth, _)| same[nth - 1]);
            let ties: Vec<&Candidate> = found.iter().filter(|c| c.same && c.context + 0.1 >= verbatim.context).collect();
            let span = nth.filter(|n| ties.iter().any(|c| c.span == *n)).unwrap_or(verbatim.span);
            let telling = anchor.exact.chars().count() >= TELLING || (same.len() == 1 && anchor.nth.is_some_and(|n| n.1 == 1));
            if telling || verbatim.context >= LEAST_CONTEXT || (placed && span == there && verbatim.context >= 0.4) {
                return settle(span);
            }
        }
        let next = found.iter().skip(1).filter(|c| !c.span.overlaps(best.span)).map(Candidate::score).fold(0.0, f32::max);
        let sure = best.words >= LEAST_WORDS && best.score() >= LEAST_WHOLE && best.score() - next >= MARGIN;
        if !sure || best.span.is_empty() {
            return Place::Lost;
        }
        if best.words >= 1.0 { settle(best.span) } else { Place::Guessed(best.span, best.words.min(0.999)) }
    }

    /// Where it might be, best first, at most `most`: to choose from when it is lost.
    pub fn candidates(&mut self, anchor: &Anchor, most: usize) -> Vec<(Span, f32)> {
        let same = self.occurrences(anchor);
        let found = self.weigh(anchor, &same);
        found.iter().filter(|c| !c.span.is_empty()).take(most).map(|c| (c.span, c.score().clamp(0.0, 1.0))).collect()
    }

    /// Whether the context nearest to the words is the same, or as much of it as the anchor holds.
    fn agrees(&self, anchor: &Anchor, span: Span) -> bool {
        let near = |s: &str, back: bool| -> String {
            let solid = s.chars().filter(|c| !c.is_whitespace());
            if back { s.chars().rev().filter(|c| !c.is_whitespace()).take(16).collect() } else { solid.take(16).collect() }
        };
        let (before, after) = (self.text.get(..span.start).unwrap_or_default(), self.text.get(span.end..).unwrap_or_default());
        let (prefix, suffix) = (near(&anchor.prefix, true), near(&anchor.suffix, false));
        near(before, true).starts_with(&prefix)
            && near(after, false).starts_with(&suffix)
            && (prefix.len() + suffix.len() >= 16 || before.len() + after.len() < 64)
    }

    fn occurrences(&self, anchor: &Anchor) -> Vec<Span> {
        if anchor.exact.is_empty() {
            return Vec::new();
        }
        memmem::find_iter(self.text.as_bytes(), &anchor.exact).map(|at| Span::new(at, at + anchor.exact.len())).collect()
    }

    /// Every place worth a look, the best first.
    fn weigh(&mut self, anchor: &Anchor, same: &[Span]) -> Vec<Candidate> {
        let text = self.text;
        let (folded, grams) = self.index.get_or_insert_with(|| {
            let folded = Folded::new(text);
            let grams = Grams::new(&folded.chars);
            (folded, grams)
        });
        let old = self.positions.byte(anchor.start);
        let away = |span: Span| span.start.abs_diff(old) as f32 / text.len().max(1) as f32;
        let pattern = Pattern::new(anchor);
        let mut found = Vec::new();
        let mut near: Vec<Span> = same.to_vec();
        near.sort_by_key(|s| s.start.abs_diff(old));
        for span in near.into_iter().take(OCCURRENCES) {
            let context = pattern.context_at(folded, span);
            found.push(Candidate { span, words: 1.0, context, away: away(span), same: true });
        }
        for start in grams.vote(&pattern.head, TRIES) {
            let Some((span, words, context)) = pattern.lay(folded, start) else { continue };
            let span = span.trim(text);
            if !found.iter().any(|c: &Candidate| c.span == span) {
                found.push(Candidate { span, words, context, away: away(span), same: false });
            }
        }
        found.sort_by(|a, b| b.score().total_cmp(&a.score()));
        found
    }
}

/// An anchor made ready for alignment: its head (context and the first words) and, for long words, its tail.
struct Pattern {
    prefix: Vec<char>,
    suffix: Vec<char>,
    head: Vec<char>,
    tail: Vec<char>,
    /// Characters of the words in head and in tail; between them lie `between`.
    words: usize,
    between: usize,
}

impl Pattern {
    fn new(anchor: &Anchor) -> Self {
        let (prefix, exact, suffix) =
            (Folded::new(&anchor.prefix).chars, Folded::new(&anchor.exact).chars, Folded::new(&anchor.suffix).chars);
        let long = exact.len() > 2 * END;
        let words = if long { END } else { exact.len() };
        let mut head = prefix.clone();
        head.extend(&exact[..words]);
        let mut tail = Vec::new();
        if long {
            tail.extend(&exact[exact.len() - END..]);
            tail.extend(&suffix);
        } else {
            head.extend(&suffix);
        }
        Self { prefix, suffix, head, tail, words, between: if long { exact.len() - 2 * END } else { 0 } }
    }

    /// How alike the context around `span` is.
    fn context_at(&self, folded: &Folded, span: Span) -> f32 {
        let (start, end) = (folded.at(span.start), folded.at(span.end));
        let before = likeness(&self.prefix, &folded.chars, start as isize - self.prefix.len() as isize);
        let after = likeness(&self.suffix, &folded.chars, end as isize);
        self.join(before, after)
    }

    fn join(&self, before: f32, after: f32) -> f32 {
        let (p, s) = (self.prefix.len() as f32, self.suffix.len() as f32);
        if p + s < 1.0 { 0.0 } else { (before * p + after * s) / (p + s) }
    }

    /// Where the words lie when the head begins near `start`: (span, likeness of the words, of the context).
    fn lay(&self, folded: &Folded, start: isize) -> Option<(Span, f32, f32)> {
        let slack = |n: usize| (n / 6).clamp(12, 64) + BIN_SLACK;
        let head = align(&self.head, &folded.chars, start, slack(self.head.len()))?;
        let (from, to) = (self.prefix.len(), self.prefix.len() + self.words);
        let share = |a: &Alignment, from: usize, to: usize| 1.0 - (a.cost[to] - a.cost[from]) as f32 / (to - from).max(1) as f32;
        let before = share(&head, 0, from);
        let begin = head.at[from];
        if self.tail.is_empty() {
            let (words, after) = (share(&head, from, to), share(&head, to, self.head.len()));
            return Some((span(folded, begin, head.at[to]), words, self.join(before, after)));
        }
        // The tail of long words is looked for where it should be, with room for what was put in or taken out between.
        let expected = (head.at[to] + self.between) as isize;
        let room = (self.between / 4 + 32).min(2_000);
        let from_tail = (expected - room as isize).max(0) as usize;
        let region = folded.chars.get(from_tail..(expected.max(0) as usize + self.tail.len() + room).min(folded.chars.len()))?;
        let at = Grams::new(region).vote(&self.tail, 1).first().copied()?;
        let tail = align(&self.tail, region, at, slack(self.tail.len()))?;
        let words = f32::midpoint(share(&head, from, to), share(&tail, 0, END));
        let after = share(&tail, END, self.tail.len());
        Some((span(folded, begin, from_tail + tail.at[END]), words, self.join(before, after)))
    }
}

/// Room for the width of the bins in which places are voted for.
const BIN_SLACK: usize = 12;

fn likeness(pattern: &[char], text: &[char], start: isize) -> f32 {
    let cost = align(pattern, text, start, 12).and_then(|a| a.cost.last().copied());
    cost.map_or(0.0, |cost| 1.0 - cost as f32 / pattern.len().max(1) as f32)
}

fn span(folded: &Folded, begin: usize, end: usize) -> Span {
    Span::new(folded.bytes[begin], folded.bytes[end.max(begin)])
}
