/*!
Finds anchors in a text that may have changed. The ladder: the position, if words and context agree; the same words elsewhere, with the
best context; similar words, if they and their context are alike beyond the stated thresholds; else lost. What typography and white space
change is no difference.
*/

// A text is far shorter than half the address space.
#![allow(clippy::cast_possible_wrap)]

use std::collections::HashMap;

use super::anchor::{Anchor, Place};
use crate::text::fuzzy::{self, Alignment, Folded, Grams, align, distance};
use crate::text::{Positions, Span};

/// Likeness below which words are never taken for the anchor's.
const LEAST_WORDS: f32 = 0.6;
/// Likeness of words and context together below which a guess is no guess.
const LEAST_WHOLE: f32 = 0.68;
/// Context likeness that words which stand in several places need to count as the same ones.
const LEAST_CONTEXT: f32 = 0.5;
/// Likeness that any two pieces of one language have by chance, and a little more.
const CHANCE: f32 = 0.42;
/// How much better than the next a guess must be.
const MARGIN: f32 = 0.03;
/// Characters of each end of a long quotation that are aligned; what lies between follows.
const END: usize = 160;
/// Places looked at for one anchor.
const TRIES: usize = 4;
/// Occurrences of the same words that are compared by context.
const OCCURRENCES: usize = 32;
/// Words of so many characters or fewer stand in many places.
const SHORT: usize = 8;
/// Characters of one side's context that tell a place alone: where a paragraph was moved, the other side is new.
const SIDE: usize = 16;

/// Finds anchors in one text; what it learns of the text serves all of them.
#[derive(Debug)]
pub struct Resolver<'t> {
    text: &'t str,
    positions: Positions<'t>,
    /// Built when the first anchor needs it.
    index: Option<(Folded, Grams)>,
    /// Where short words stand that were looked for before: they come again and again.
    known: HashMap<Vec<char>, Vec<usize>>,
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
        Self { text, positions: Positions::new(text), index: None, known: HashMap::new() }
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
        if anchor.end > anchor.start && there.of(self.text) == anchor.exact && self.agrees(anchor, there) {
            return Place::Exact(there);
        }
        let pattern = Pattern::new(anchor);
        let same = self.occurrences(anchor, &pattern);
        // The same words in the very same context, or the same words once, then and now: no need to look further.
        let mut sure: Vec<usize> = same.iter().copied().filter(|at| self.surrounded(&pattern, *at)).collect();
        let whole = self.whole(&pattern, &same);
        let once = sure.is_empty() && anchor.nth.is_none_or(|(_, of)| of == 1);
        if once && (same.len() == 1 || whole.len() == 1) {
            sure.clone_from(&whole);
        }
        if let [at, more @ ..] = sure.as_slice() {
            let numbered = if more.is_empty() { None } else { Self::numbered(anchor, &same).filter(|at| sure.contains(at)) };
            let at = numbered.or_else(|| self.nearest(&sure, start)).unwrap_or(*at);
            return self.settle(anchor, self.words_at(&pattern, at));
        }
        let found = self.weigh(start, &pattern, &same, whole);
        let counted = Self::numbered(anchor, &same).map(|at| self.words_at(&pattern, at));
        self.choose(anchor, same.len(), counted, &found)
    }

    /// The same words at `span`.
    fn settle(&self, anchor: &Anchor, span: Span) -> Place {
        let words = span.of(self.text);
        if !fuzzy::same(words, &anchor.exact) {
            // In letters of another size.
            Place::Guessed(span, 0.99)
        } else if anchor.end > anchor.start && span.start == self.positions.byte(anchor.start) {
            Place::Exact(span)
        } else {
            Place::Moved(span)
        }
    }

    /// Takes the best of `found`, if it is good enough. `same` places have the same words; by number it is the one that is `counted`.
    fn choose(&self, anchor: &Anchor, same: usize, counted: Option<Span>, found: &[Candidate]) -> Place {
        let Some(best) = found.first() else { return Place::Lost };
        let verbatim = found.iter().find(|c| c.same).filter(|c| c.score() + 0.02 >= best.score());
        if let Some(verbatim) = verbatim {
            // Where context tells them hardly apart, their order does.
            let rivals = || found.iter().filter(|c| c.same && c.span != verbatim.span && c.context + MARGIN >= verbatim.context);
            let pick = rivals().copied().find(|c| Some(c.span) == counted).unwrap_or(*verbatim);
            if pick.context >= LEAST_CONTEXT {
                return self.settle(anchor, pick.span);
            }
            let clear = pick.context >= CHANCE && rivals().next().is_none();
            if same == 1 || clear || Some(pick.span) == counted {
                return Place::Guessed(pick.span, pick.score().clamp(0.5, 0.999));
            }
        }
        let next = found.iter().skip(1).filter(|c| !c.span.overlaps(best.span)).map(Candidate::score).fold(0.0, f32::max);
        let sure = best.words >= LEAST_WORDS && best.score() >= LEAST_WHOLE && best.score() - next >= MARGIN;
        if !sure || best.span.is_empty() {
            return Place::Lost;
        }
        if best.words >= 1.0 { self.settle(anchor, best.span) } else { Place::Guessed(best.span, best.words.min(0.999)) }
    }

    /// Where it might be, best first, at most `most`: to choose from when it is lost.
    pub fn candidates(&mut self, anchor: &Anchor, most: usize) -> Vec<(Span, f32)> {
        let pattern = Pattern::new(anchor);
        let same = self.occurrences(anchor, &pattern);
        let whole = self.whole(&pattern, &same);
        let found = self.weigh(self.positions.byte(anchor.start), &pattern, &same, whole);
        found.iter().filter(|c| !c.span.is_empty()).take(most).map(|c| (c.span, c.score().clamp(0.0, 1.0))).collect()
    }

    /// Whether the context nearest to the words is the same, or as much of it as the anchor holds.
    fn agrees(&self, anchor: &Anchor, span: Span) -> bool {
        let (before, after) = (self.text.get(..span.start).unwrap_or_default(), self.text.get(span.end..).unwrap_or_default());
        let (Some(prefix), Some(suffix)) =
            (alike(anchor.prefix.chars().rev(), before.chars().rev()), alike(anchor.suffix.chars(), after.chars()))
        else {
            return false;
        };
        prefix + suffix >= SIDE || before.len() + after.len() < 64
    }

    fn index(&mut self) -> &mut (Folded, Grams) {
        let text = self.text;
        self.index.get_or_insert_with(|| {
            let folded = Folded::new(text);
            let grams = Grams::new(&folded.chars);
            (folded, grams)
        })
    }

    /// Where the same words begin, in folded characters; letters of another size count where there are no others.
    fn occurrences(&mut self, anchor: &Anchor, pattern: &Pattern) -> Vec<usize> {
        let text = self.text;
        self.index();
        let Some((folded, grams)) = &self.index else { return Vec::new() };
        let find = || grams.occurrences(&pattern.exact, &folded.chars);
        let found;
        let all: &[usize] = if pattern.exact.len() <= SHORT {
            self.known.entry(pattern.exact.clone()).or_insert_with(find)
        } else {
            found = find();
            &found
        };
        preferred(all, |at| fuzzy::same(span(folded, at, at + pattern.exact.len()).of(text), &anchor.exact))
    }

    /// Those of them that are no part of longer words, if there are any.
    fn whole(&self, pattern: &Pattern, same: &[usize]) -> Vec<usize> {
        let Some((folded, _)) = &self.index else { return Vec::new() };
        let open = |c: Option<&char>| c.is_none_or(|c| !c.is_alphanumeric());
        let (front, back) = (open(pattern.prefix.last()), open(pattern.suffix.first()));
        let before = |at: usize| at.checked_sub(1).and_then(|at| folded.chars.get(at));
        let after = |at: usize| folded.chars.get(at + pattern.exact.len());
        preferred(same, |at| (!front || open(before(at))) && (!back || open(after(at))))
    }

    /// The one of them that it was by number, where there are as many as there were.
    fn numbered(anchor: &Anchor, same: &[usize]) -> Option<usize> {
        let (nth, of) = anchor.nth?;
        same.get(nth.checked_sub(1)?).filter(|_| of == same.len()).copied()
    }

    /// The one that begins nearest to a byte of the text.
    fn nearest(&self, starts: &[usize], byte: usize) -> Option<usize> {
        let (folded, _) = self.index.as_ref()?;
        starts.iter().copied().min_by_key(|at| folded.bytes[*at].abs_diff(byte))
    }

    /// The span of the words that begin there.
    fn words_at(&self, pattern: &Pattern, at: usize) -> Span {
        self.index.as_ref().map_or_else(Span::default, |(folded, _)| span(folded, at, at + pattern.exact.len()))
    }

    /// Whether all the context of the words that begin there is the same.
    fn surrounded(&self, pattern: &Pattern, at: usize) -> bool {
        let Some((folded, _)) = &self.index else { return false };
        pattern.prefix.len() + pattern.suffix.len() >= SIDE
            && folded.chars[..at].ends_with(&pattern.prefix)
            && folded.chars[at + pattern.exact.len()..].starts_with(&pattern.suffix)
    }

    /// Every place worth a look, the best first. `same` is where the same words begin, `near` are those of them to compare.
    fn weigh(&mut self, old: usize, pattern: &Pattern, same: &[usize], mut near: Vec<usize>) -> Vec<Candidate> {
        let text = self.text;
        let (folded, grams) = self.index();
        let length = pattern.exact.len();
        let away = |span: Span| span.start.abs_diff(old) as f32 / text.len().max(1) as f32;
        let verbatim = |at: usize| {
            let (span, context) = (span(folded, at, at + length), pattern.context_at(folded, at));
            Candidate { span, words: 1.0, context, away: away(span), same: true }
        };
        if near.len() > OCCURRENCES {
            near.select_nth_unstable_by_key(OCCURRENCES, |at| folded.bytes[*at].abs_diff(old));
            near.truncate(OCCURRENCES);
        }
        let mut found: Vec<Candidate> = near.iter().map(|at| verbatim(*at)).collect();
        for start in grams.vote(&pattern.head, TRIES) {
            let Some((laid, words, context)) = pattern.lay(folded, start) else { continue };
            let laid = laid.trim(text);
            // Where the very words stand, they are what is meant.
            let (first, last) = (folded.at(laid.start), folded.at(laid.end));
            let over = same.iter().copied().filter(|at| *at < last && first < at + length).min_by_key(|at| at.abs_diff(first));
            let here = over.map_or(Candidate { span: laid, words, context, away: away(laid), same: false }, verbatim);
            if !found.iter().any(|c| c.span == here.span) {
                found.push(here);
            }
        }
        found.sort_by(|a, b| b.score().total_cmp(&a.score()));
        found
    }
}

/// How many characters of context the two have in common, white space apart; none when they differ within the nearest of them.
fn alike(context: impl Iterator<Item = char>, text: impl Iterator<Item = char>) -> Option<usize> {
    let mut text = text.filter(|c| !c.is_whitespace());
    let mut near = context.filter(|c| !c.is_whitespace()).take(SIDE);
    near.try_fold(0, |n, c| (text.next() == Some(c)).then_some(n + 1))
}

/// Those that are `good`; all, where none is.
fn preferred(starts: &[usize], good: impl Fn(usize) -> bool) -> Vec<usize> {
    let chosen: Vec<usize> = starts.iter().copied().filter(|at| good(*at)).collect();
    if chosen.is_empty() { starts.to_vec() } else { chosen }
}

/// An anchor made ready for alignment: its head (context and the first words) and, for long words, its tail.
struct Pattern {
    prefix: Vec<char>,
    exact: Vec<char>,
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
        let between = if long { exact.len() - 2 * END } else { 0 };
        Self { prefix, exact, suffix, head, tail, words, between }
    }

    /// How alike the context of the words that begin there is.
    fn context_at(&self, folded: &Folded, at: usize) -> f32 {
        let before = likeness(&self.prefix, &folded.chars, at as isize - self.prefix.len() as isize);
        let after = likeness(&self.suffix, &folded.chars, (at + self.exact.len()) as isize);
        self.join(before, after)
    }

    /// The likeness of both sides in one number: halfway between their mean and the better one.
    fn join(&self, before: f32, after: f32) -> f32 {
        let (p, s) = (self.prefix.len(), self.suffix.len());
        if p + s == 0 {
            return 0.0;
        }
        let mean = (before * p as f32 + after * s as f32) / (p + s) as f32;
        let telling = |likeness: f32, side: usize| if side >= SIDE { likeness } else { 0.0 };
        f32::midpoint(mean, mean.max(telling(before, p)).max(telling(after, s)))
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
    let there = text.get(start.max(0) as usize..).unwrap_or_default();
    if start >= 0 && there.starts_with(pattern) {
        return 1.0;
    }
    distance(pattern, text, start, 12).map_or(0.0, |cost| 1.0 - cost as f32 / pattern.len().max(1) as f32)
}

fn span(folded: &Folded, begin: usize, end: usize) -> Span {
    Span::new(folded.bytes[begin], folded.bytes[end.max(begin)])
}
