/*!
A window around a cue, as the tagger of reports sees it: each token in relation to the cue, and what was found before it. Chooses no labels.
*/

use std::ops::Range;

use super::{
    linear::{features_of, salts},
    pos::{Pos, Word},
    scene::{Scene, Side},
    token::Kind,
};

/// Labels: nothing, content (first, further), source (first, further).
pub const LABELS: usize = 5;
/// The first word of a content.
pub const CONTENT: usize = 1;
/// The first word of a source.
pub const SOURCE: usize = 3;
const FURTHER_CONTENT: usize = CONTENT + 1;
const FURTHER_SOURCE: usize = SOURCE + 1;
/// No part of either.
pub const NONE: usize = 0;

/// How many features the tagger looks at.
pub const FEATURES: usize = 48;

/// The first of their templates.
const FIRST: u32 = 200;

/// A window longer than this is cut around its cue.
const WIDEST: usize = 160;

/// The tokens among which a cue's content and source are looked for.
pub fn window(scene: &Scene, sentence: usize, cue: &Range<usize>) -> Range<usize> {
    let sentences = &scene.document.sentences;
    let Some(own) = sentences.get(sentence) else { return 0..0 };
    let mut range = own.range();
    let previous = sentence.checked_sub(1).and_then(|s| sentences.get(s)).filter(|p| p.block == own.block);
    if let Some(p) = previous {
        let last = p.range().end - 1;
        let quoted = last > 0 && scene.side[last] == Side::Outside && scene.side[last - 1] == Side::Long;
        if quoted && cue.start < range.start + 8 {
            range.start = p.range().start;
        }
    }
    let colon = range.end > 0 && scene.document.word(range.end - 1) == ":";
    if let Some(next) = sentences.get(sentence + 1).filter(|_| colon) {
        range.end = next.range().end;
    }
    range.start.max(cue.start.saturating_sub(WIDEST / 2))..range.end.min(cue.start + WIDEST / 2)
}

/// What is asked of a token's text, a bit each.
mod says {
    /// A comma.
    pub const COMMA: u8 = 1;
    /// "that".
    pub const THAT: u8 = 2;
    /// It joins clauses.
    pub const JOINS: u8 = 4;
    /// A mark that cuts a clause.
    pub const CUTS: u8 = 8;
    /// A content may stop before it.
    pub const OPENS: u8 = 16;
}

/// What the text of a token says, as bits of [`says`].
fn said_by(word: &str) -> u8 {
    match word {
        "," => says::COMMA | says::CUTS | says::OPENS,
        "that" => says::THAT,
        ";" | "—" | "–" => says::JOINS | says::CUTS | says::OPENS,
        "(" | ")" => says::CUTS | says::OPENS,
        "while" | "as" | "after" | "when" | "because" | "which" | "who" => says::JOINS | says::OPENS,
        "and" | "but" | "or" | "since" | "before" | "if" | "although" | "though" | "in" | "on" | "at" | "by" | "with" | "for"
        | "during" => says::OPENS,
        _ => 0,
    }
}

/// The part of speech of `word`, or that it lies beyond the window.
fn code(word: &Word) -> u8 {
    word.pos as u8 | u8::from(word.hash == Word::BEYOND.hash) << 5
}

/// A token of a window, with what does not depend on what is found.
#[derive(Debug, Clone, Copy)]
struct Spot {
    hash: u64,
    /// Its part of speech, or that it lies beyond the window.
    code: u8,
    shape: u8,
    /// Where it stands to the quotations.
    side: u8,
    /// Whether it and the next token join a verb of the cue's form: what is reported may end there.
    joins: u8,
    lemma: u16,
    /// What a content that goes on there would run into.
    ahead: u16,
}

impl Spot {
    /// What is known of `word`.
    fn new(word: &Word, side: u8, lemma: u16) -> Self {
        Self { hash: word.hash, code: code(word), shape: word.shape & 7, side, joins: 0, lemma, ahead: 0 }
    }
}

/// How many tokens beyond the window are seen at each of its ends.
const BORDER: usize = 2;

/// What [`Spot::side`] holds before the window.
const NO_SIDE: u8 = 3;

/// What the features of a token are made of.
struct Parts {
    /// The words: two before, one before, the token's, one after.
    hashes: [u64; 4],
    /// Parts of speech, from two before to two after.
    codes: [u64; 5],
    /// The spelling of the token before and of the token.
    shapes: [u64; 2],
    /// Whether they join a verb of the cue's form to the next token.
    joins: [u64; 2],
    /// Entries in the list of cues: the cue's, the token's, the next one's.
    lemmas: [u64; 3],
    /// The part of speech of the cue, what surrounds it, which quotations, how its clause stands.
    cue: [u64; 4],
    /// Before the cue, after it or in it; the same and how far from it.
    direction: [u64; 2],
    /// What stands between it and the cue: commas, finite verbs, "that"s, other cues, all of these and more.
    gaps: [u64; 5],
    /// How far the token is from the ends of the window.
    ends: [u64; 2],
    side: u64,
    ahead: u64,
    /// The state: the label before, what has been found.
    label: u64,
    seen: u64,
}

impl Parts {
    const NONE: Self = Self {
        hashes: [0; 4],
        codes: [0; 5],
        shapes: [0; 2],
        joins: [0; 2],
        lemmas: [0; 3],
        cue: [0; 4],
        direction: [0; 2],
        gaps: [0; 5],
        ends: [0; 2],
        side: 0,
        ahead: 0,
        label: 0,
        seen: 0,
    };

    /// The values of the features. What the state gives has bits of its own in each, or is joined by xor.
    #[inline]
    const fn values(&self) -> [u64; FEATURES] {
        let Self { hashes: [b2, b1, c, a1], codes: [pb2, pb1, pc, pa1, pa2], shapes: [shape_b1, shape], .. } = *self;
        let Self { joins: [joins_b1, joins], lemmas: [lemma, own_lemma, next_lemma], cue: [form, context, quotes, clause], .. } = *self;
        let Self { direction: [direction, distance], gaps: [commas, finite, that, others, gap], ends: [start, end], .. } = *self;
        let Self { side, ahead, label, seen, .. } = *self;
        let class = lemma & 15;
        let d = direction << 3 | label;
        let (with_c, with_b1) = (d << 6 | pc, d << 6 | pb1);
        let near = distance << 3 | label;
        [
            d ^ c.rotate_left(5),
            d ^ b1.rotate_left(9),
            d ^ a1.rotate_left(13),
            with_b1 << 6 | pc,
            with_c << 6 | pa1,
            with_b1 << 12 | (pc << 6 | pa1),
            (d << 6 | pb2) << 12 | (pb1 << 6 | pc),
            with_c << 12 | (pa1 << 6 | pa2),
            distance << 9 | pc << 3 | label,
            near | lemma << 12,
            near | context << 12,
            distance << 9 | pb1 << 3 | label,
            gap << 12 | with_c,
            gap << 12 | with_b1,
            (gap << 6 | d) ^ c.rotate_left(7),
            lemma << 12 | with_c,
            lemma << 12 | with_b1,
            class << 12 | with_c,
            (lemma << 6 | d) ^ c.rotate_left(17),
            (class << 6 | d) ^ b1.rotate_left(17),
            context << 12 | with_c,
            context << 12 | with_b1,
            context << 16 | (d << 6 | class),
            side << 12 | quotes << 8 | d,
            side << 18 | quotes << 12 | with_c,
            seen << 12 | with_c,
            seen << 22 | gap << 12 | with_c,
            start << 12 | with_c,
            end << 12 | with_c,
            (d << 8 | form) << 6 | pc,
            shape << 12 | shape_b1 << 9 | d,
            (d ^ b1.rotate_left(31)) ^ b2.rotate_left(37),
            (d ^ b1.rotate_left(31)) ^ c.rotate_left(41),
            (d ^ a1.rotate_left(31)) ^ c.rotate_left(43),
            own_lemma << 6 | d,
            others << 12 | (own_lemma & 15) << 7 | d,
            joins << 12 | finite << 8 | d,
            joins_b1 << 12 | finite << 8 | d,
            joins << 20 | next_lemma << 4 | d,
            clause << 14 | pc << 8 | d,
            clause << 14 | start << 8 | d,
            clause << 20 | gap << 8 | d,
            ahead << 16 | gap << 6 | d,
            ahead << 20 | finite << 16 | that << 15 | commas << 13 | d,
            (ahead << 6 | d) ^ c.rotate_left(11) ^ (finite << 40),
            (ahead << 6 | d) ^ a1.rotate_left(19) ^ (finite << 40),
            ahead << 20 | pc << 14 | pa1 << 8 | finite << 6 | d,
            ahead << 20 | lemma << 4 | d,
        ]
    }
}

/// Which of the values tell what has been found.
const FOUND: [usize; 2] = [25, 26];

/// The last labels and what has been found, as they change the values of features.
const STATES: usize = LABELS * 4;

/// What the values of features are mixed with in each state.
static SALTS: [[u64; FEATURES]; STATES] = {
    let mut all = [[0; FEATURES]; STATES];
    let mut state = 0;
    while state < STATES {
        let parts = Parts { label: state as u64 / 4, seen: state as u64 % 4, ..Parts::NONE };
        let (own, salts) = (parts.values(), salts::<FEATURES>(FIRST));
        let mut at = 0;
        while at < FEATURES {
            all[state][at] = own[at] ^ salts[at];
            at += 1;
        }
        state += 1;
    }
    all
};

/// A window around a cue, with what is counted once for all its tokens.
pub struct Frame<'s, 'd> {
    pub(super) scene: &'s Scene<'d>,
    pub(super) range: Range<usize>,
    pub(super) cue: Range<usize>,
    pub(super) head: usize,
    /// Up to each token, a byte each: commas, finite verbs, "that"s, quotation tokens, conjunctions, other cues. A window has fewer tokens than
    /// a byte can count.
    sums: Vec<u64>,
    /// What the text of each token says, as bits of [`says`].
    said: Vec<u8>,
    /// The tokens, and [`BORDER`] more at both ends.
    spots: Vec<Spot>,
    /// The entry of the cue's head in the list of cues, and its part of speech.
    lemma: u64,
    form: u64,
    /// What surrounds the cue.
    pub(super) context: u64,
    /// On which sides of the cue long quotations stand, and where it stands to them.
    pub(super) quotes: u64,
    /// How the clause of the cue stands in its sentence.
    pub(super) clause: u64,
}

impl<'s, 'd> Frame<'s, 'd> {
    /// A window around `cue`; `others` are the first tokens of all cues, in text order.
    pub fn new(scene: &'s Scene<'d>, range: Range<usize>, cue: Range<usize>, others: &[usize]) -> Self {
        let head = scene.verb(&cue).unwrap_or(cue.start);
        let said: Vec<u8> = range.clone().map(|i| said_by(scene.document.word(i))).collect();
        let mut sums = Vec::with_capacity(range.len() + 1);
        let mut sum = 0;
        sums.push(sum);
        let first_other = others.partition_point(|i| *i < range.start);
        let mut others = others.iter().skip(first_other).peekable();
        for ((i, word), said) in range.clone().zip(&scene.words[range.clone()]).zip(&said) {
            while others.next_if(|other| **other < i).is_some() {}
            let other = others.peek().is_some_and(|other| **other == i) && i != cue.start;
            sum += u64::from(said & says::COMMA != 0)
                | u64::from(word.pos.is_finite() && !cue.contains(&i)) << 8
                | u64::from(said & says::THAT != 0) << 16
                | u64::from(scene.side[i] == Side::Long) << 24
                | u64::from(word.pos == Pos::And || said & says::JOINS != 0) << 32
                | u64::from(other) << 40;
            sums.push(sum);
        }
        let inside = |i: usize| range.contains(&i);
        let kind = |i: usize| -> u64 {
            match (inside(i), scene.document.word(i)) {
                (false, _) => 1,
                (_, ",") => 2,
                (_, ":") => 3,
                (_, "that") => 4,
                (_, "by" | "of" | "for" | "to" | "as") => 5,
                (true, _) if scene.side[i] == Side::Long || scene.opens(i) => 6,
                _ => 8 + scene.words[i].pos as u64,
            }
        };
        let context = kind(cue.end) << 6 | kind(cue.start.wrapping_sub(1));
        let long = |i: &usize| scene.side[*i] == Side::Long;
        let quotes = u64::from((range.start..cue.start).any(|i| long(&i)))
            | u64::from((cue.end..range.end).any(|i| long(&i))) << 1
            | (scene.side[head] as u64) << 2;
        let clause = clause_shape(scene, &range, &cue);
        let spots = spots(scene, &range, scene.words[head].pos, &said);
        let (lemma, form) = (u64::from(scene.lemma[head]), u64::from(code(&scene.words[head])));
        Self { scene, range, cue, head, sums, said, spots, lemma, form, context, quotes, clause }
    }

    /// Whether a comma stands at `at`, in the window.
    pub(super) fn is_comma(&self, at: usize) -> bool {
        self.said.get(at.wrapping_sub(self.range.start)).is_some_and(|said| said & says::COMMA != 0)
    }

    /// How many commas stand in `stretch`, which lies in the window.
    pub(super) fn commas(&self, stretch: &Range<usize>) -> u64 {
        self.counts(stretch) & 0xff
    }

    /// How many finite verbs other than the cue stand in `stretch`, which lies in the window.
    pub(super) fn finite(&self, stretch: &Range<usize>) -> u64 {
        self.counts(stretch) >> 8 & 0xff
    }

    /// What stands in `stretch`, a byte each.
    fn counts(&self, stretch: &Range<usize>) -> u64 {
        self.sums[stretch.end - self.range.start] - self.sums[stretch.start - self.range.start]
    }

    /// Counts between the token at `at` and the cue, a byte each.
    fn between(&self, at: usize) -> u64 {
        let (from, to) = if at < self.cue.start { (at + 1, self.cue.start) } else { (self.cue.end.min(at), at) };
        self.counts(&(from..to.max(from)))
    }

    /// The values of the features of the token at `at`, before anything is found.
    pub(super) fn values(&self, at: usize) -> Option<[u64; FEATURES]> {
        let place = at - self.range.start;
        let [b2, b1, c, a1, a2] = self.spots.get(place..)?.first_chunk()?;
        let (direction, away) = if at < self.cue.start {
            (0, self.cue.start - at)
        } else if at >= self.cue.end {
            (1, at + 1 - self.cue.end)
        } else {
            (2u64, 0)
        };
        let gaps = self.between(at);
        let few = |i: u32, most: u64| (gaps >> (8 * i) & 0xff).min(most);
        let (commas, finite, that, others) = (few(0, 2), few(1, 2), few(2, 1), few(5, 1));
        let gap = commas | finite << 2 | that << 4 | few(3, 1) << 5 | few(4, 2) << 6 | others << 8;
        let parts = Parts {
            hashes: [b2.hash, b1.hash, c.hash, a1.hash],
            codes: [b2.code, b1.code, c.code, a1.code, a2.code].map(u64::from),
            shapes: [b1.shape, c.shape].map(u64::from),
            joins: [b1.joins, c.joins].map(u64::from),
            lemmas: [self.lemma, u64::from(c.lemma), u64::from(a1.lemma)],
            cue: [self.form, self.context, self.quotes, self.clause],
            direction: [direction, direction << 4 | bucket(away)],
            gaps: [commas, finite, that, others, gap],
            ends: [place.min(2) as u64, (self.range.end - at).min(3) as u64],
            side: u64::from(c.side) | u64::from(b1.side) << 2,
            ahead: u64::from(c.ahead),
            label: 0,
            seen: 0,
        };
        Some(parts.values())
    }

    /// The features of the token at `at`; `state` is what was found before it.
    pub fn features(&self, at: usize, state: &State) -> [u32; FEATURES] {
        self.values(at).map_or([0; FEATURES], |values| features_of(&values, state.salts()))
    }
}

/// The tokens in `range` and [`BORDER`] more at both ends, around a cue of the form `form`; what each token says is in `said`.
fn spots(scene: &Scene, range: &Range<usize>, form: Pos, said: &[u8]) -> Vec<Spot> {
    let mut spots = Vec::with_capacity(range.len() + 2 * BORDER);
    spots.extend([Spot::new(&Word::BEYOND, NO_SIDE, 0); BORDER]);
    let known = scene.words[range.clone()].iter().zip(&scene.side[range.clone()]).zip(&scene.lemma[range.clone()]);
    spots.extend(known.map(|((word, side), lemma)| Spot::new(word, *side as u8, *lemma)));
    let lemma_after = scene.lemma.get(range.end).copied().unwrap_or(0);
    spots.extend([Spot::new(&Word::BEYOND, NO_SIDE, lemma_after); BORDER]);
    let verbs = std::iter::once(Word::BEYOND.pos).chain(scene.words[range.clone()].iter().map(|w| w.pos));
    let mut next = verbs.clone();
    next.next();
    for ((spot, a), b) in spots.iter_mut().skip(BORDER - 1).zip(verbs).zip(next) {
        let joint = u8::from(a == Pos::And) | u8::from(a == Pos::Mark) << 1;
        spot.joins = if joint == 0 || !b.is_verb() { 0 } else { joint << 1 | u8::from(b == form) };
    }
    run_into(scene, range, said, &mut spots);
    spots
}

/// How the clause of the cue stands in its sentence: what stands before its subject and after the cue, and whether other finite verbs stand there.
fn clause_shape(scene: &Scene, range: &Range<usize>, cue: &Range<usize>) -> u64 {
    let document = scene.document;
    let mark = |i: usize| match document.word(i) {
        _ if !range.contains(&i) => 1,
        "," => 2,
        ":" | ";" | "—" | "–" | "-" => 3,
        "and" | "but" | "or" => 4,
        "that" => 5,
        _ if scene.document.tokens[i].kind == Kind::Stop => 6,
        _ if scene.side[i] != Side::Outside => 7,
        _ => 0,
    };
    let mut subject = cue.start;
    for i in (range.start..cue.start).rev().take(16) {
        let pos = scene.words[i].pos;
        if mark(i) != 0 || !(pos.is_nominal() || matches!(pos, Pos::Adverb | Pos::Modal | Pos::In | Pos::Wh | Pos::Participle)) {
            break;
        }
        subject = i;
    }
    let before = if subject > range.start { mark(subject - 1) } else { 1 };
    let after = if cue.end < range.end { mark(cue.end) } else { 1 };
    let finite = |r: Range<usize>| r.filter(|i| scene.words[*i].pos.is_finite()).count().min(2) as u64;
    let earlier = finite(range.start..subject);
    let later = finite(cue.end..range.end).min(1);
    let has_subject = u64::from(subject < cue.start);
    before | after << 3 | earlier << 6 | later << 8 | has_subject << 9
}

/// Notes for each token that a content may stop at what comes up to the next mark that cuts a clause, and after it; 0 for the others.
fn run_into(scene: &Scene, range: &Range<usize>, said: &[u8], spots: &mut [Spot]) {
    let words = &scene.words[range.clone()];
    // What stands after the next such mark to the right, whether a finite verb stands before it, and how many tokens; the word after.
    let (mut next, mut finite, mut length, mut after) = (7u16, false, 0u16, None);
    for ((spot, word), said) in spots.iter_mut().skip(BORDER).zip(words).zip(said).rev() {
        if said & says::OPENS != 0 {
            let bucket = match length {
                0..=1 => 0u16,
                2..=4 => 1,
                5..=9 => 2,
                _ => 3,
            };
            spot.ahead = 1 | next << 1 | u16::from(finite) << 4 | bucket << 5;
        }
        if said & says::CUTS != 0 {
            next = match after {
                None => 7,
                Some(Pos::Past | Pos::Present | Pos::Modal) => 1,
                Some(Pos::And) => 2,
                Some(Pos::Wh) => 3,
                Some(Pos::Gerund | Pos::Participle | Pos::To | Pos::Base) => 4,
                Some(p) if p.is_nominal() => 5,
                Some(_) => 6,
            };
            (finite, length) = (false, 0);
        } else {
            finite |= word.pos.is_finite();
            length += 1;
        }
        after = Some(word.pos);
    }
}

/// What was found up to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// The label of the token before.
    pub label: usize,
    /// A content has been found.
    pub content: bool,
    /// A source has been found.
    pub source: bool,
}

impl State {
    /// The state after a token with `label`.
    #[must_use]
    pub fn after(self, label: usize) -> Self {
        Self { label, content: self.content || label == CONTENT, source: self.source || label == SOURCE }
    }

    /// What the values of the features of a token before which this was found are mixed with.
    pub(super) fn salts(&self) -> &'static [u64; FEATURES] {
        let found = usize::from(self.content) | usize::from(self.source) << 1;
        &SALTS[self.label * 4 + found]
    }

    /// Those of the features of a token that look at what was found before it, not at its neighbour's label alone.
    pub(super) fn found(&self, values: &[u64; FEATURES]) -> [u32; FOUND.len()] {
        let salts = self.salts();
        features_of(&FOUND.map(|at| values[at]), &FOUND.map(|at| salts[at]))
    }

    /// Whether `label` may follow.
    pub fn allows(self, label: usize) -> bool {
        match label {
            FURTHER_CONTENT => matches!(self.label, CONTENT | FURTHER_CONTENT),
            FURTHER_SOURCE => matches!(self.label, SOURCE | FURTHER_SOURCE),
            _ => true,
        }
    }
}

fn bucket(n: usize) -> u64 {
    match n {
        0..=5 => n as u64,
        6..=7 => 6,
        8..=10 => 7,
        11..=15 => 8,
        16..=22 => 9,
        23..=35 => 10,
        _ => 11,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_has_bits_of_its_own_in_every_value() {
        // As large as each can be.
        let full = |label: u64, seen: u64| Parts {
            hashes: [u64::MAX; 4],
            codes: [0x3f; 5],
            shapes: [7; 2],
            joins: [7; 2],
            lemmas: [0xffff; 3],
            cue: [0x3f, 0xfff, 0xf, 0x3ff],
            direction: [3, 0x3f],
            gaps: [3, 3, 1, 1, 0x1ff],
            ends: [3; 2],
            side: 0xf,
            ahead: 0x7f,
            label,
            seen,
        };
        for (label, seen) in (0..LABELS as u64).flat_map(|label| (0..4).map(move |seen| (label, seen))) {
            let (before, found) = (full(0, 0).values(), Parts { label, seen, ..Parts::NONE }.values());
            assert_eq!(full(label, seen).values(), std::array::from_fn(|at| before[at] ^ found[at]));
            let same = full(label, 0).values();
            let differ: Vec<usize> = (0..FEATURES).filter(|at| full(label, seen).values()[*at] != same[*at]).collect();
            assert!(differ.is_empty() == (seen == 0) && differ.iter().all(|at| FOUND.contains(at)), "{differ:?}");
        }
    }
}
