/*!
What a cue reports and who is said to say it: stretches of tokens around the cue, by a trained tagger that sees every token in relation to the
cue. Does not mind quotation marks (`attribution` does) and does not know who "he" is (`speaker` does).
*/

use std::ops::Range;

use super::{
    beside::SPEECH,
    cue::Cue,
    model::{Linear, MAX_LABELS, Scores, features},
    pos::{Pos, Word},
    scene::{Scene, Side},
    token::Kind,
};

/// What one cue reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The cue's tokens.
    pub cue: Range<usize>,
    /// What is said, in one or more pieces; never empty.
    pub content: Vec<Range<usize>>,
    /// Who is said to say it.
    pub source: Option<Range<usize>>,
    /// By how much the least sure border was preferred, and the cue.
    pub margins: [f32; 2],
}

/// Labels: nothing, content (first, further), source (first, further).
pub const LABELS: usize = 5;
/// The first word of a content.
pub const CONTENT: usize = 1;
/// The first word of a source.
pub const SOURCE: usize = 3;
const NONE: usize = 0;

/// How many features the tagger looks at.
pub const FEATURES: usize = 57;

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

/// A window around a cue, with what is counted once for all its tokens.
pub struct Frame<'s, 'd> {
    scene: &'s Scene<'d>,
    range: Range<usize>,
    cue: Range<usize>,
    head: usize,
    /// Up to each token: commas, finite verbs, "that"s, quotation tokens, conjunctions, other cues.
    sums: Vec<[u8; 6]>,
    /// What surrounds the cue.
    context: u64,
    quotes: u64,
}

impl<'s, 'd> Frame<'s, 'd> {
    /// A window around `cue`; `others` marks the first tokens of all cues.
    pub fn new(scene: &'s Scene<'d>, range: Range<usize>, cue: Range<usize>, others: &[usize]) -> Self {
        let head = cue.clone().find(|i| scene.words[*i].pos.is_verb() && scene.lemma[*i] != 0).unwrap_or(cue.start);
        let mut sums = Vec::with_capacity(range.len() + 1);
        let mut sum = [0u8; 6];
        sums.push(sum);
        for i in range.clone() {
            let word = scene.words[i];
            let text = scene.document.word(i);
            let counts = [
                text == ",",
                word.pos.is_finite() && !cue.contains(&i),
                text == "that",
                scene.side[i] == Side::Long,
                word.pos == Pos::And || matches!(text, ";" | "—" | "–" | "while" | "as" | "after" | "when" | "because" | "which" | "who"),
                others.binary_search(&i).is_ok() && i != cue.start,
            ];
            for (s, c) in sum.iter_mut().zip(counts) {
                *s = s.saturating_add(u8::from(c));
            }
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
                (true, _) if scene.side[i] == Side::Long || scene.document.tokens[i].kind == Kind::Open => 6,
                _ => 8 + scene.words[i].pos as u64,
            }
        };
        let context = kind(cue.end) << 6 | kind(cue.start.wrapping_sub(1));
        let long = |i: &usize| scene.side[*i] == Side::Long;
        let quotes = u64::from((range.start..cue.start).any(|i| long(&i)))
            | u64::from((cue.end..range.end).any(|i| long(&i))) << 1
            | (scene.side[head] as u64) << 2;
        Self { scene, range, cue, head, sums, context, quotes }
    }

    /// Counts between the token at `at` and the cue.
    fn between(&self, at: usize) -> [u8; 6] {
        let (from, to) = if at < self.cue.start { (at + 1, self.cue.start) } else { (self.cue.end.min(at), at) };
        let (a, b) = (self.sums[from - self.range.start], self.sums[to.max(from) - self.range.start]);
        std::array::from_fn(|i| b[i] - a[i])
    }

    /// The features of the token at `at`; `state` is what was found before it.
    pub fn features(&self, at: usize, state: &State) -> [u32; FEATURES] {
        let scene = self.scene;
        let w = |by: isize| {
            let i = at.wrapping_add_signed(by);
            if self.range.contains(&i) { &scene.words[i] } else { &Word::BEYOND }
        };
        let p = |x: &Word| x.pos as u64 | u64::from(x.hash == Word::BEYOND.hash) << 5;
        let (b2, b1, c, a1, a2) = (w(-2), w(-1), w(0), w(1), w(2));
        let lemma = u64::from(scene.lemma[self.head]);
        let class = lemma & 15;
        let cue = &scene.words[self.head];
        let direction = if at < self.cue.start {
            0
        } else if at >= self.cue.end {
            1
        } else {
            2u64
        };
        let away = if at < self.cue.start { self.cue.start - at } else { (at + 1).saturating_sub(self.cue.end) };
        let distance = direction << 4 | bucket(away);
        let gaps = self.between(at);
        let few = |i: usize, most: u8| u64::from(gaps[i].min(most));
        let gap = few(0, 2) | few(1, 2) << 2 | few(2, 1) << 4 | few(3, 1) << 5 | few(4, 2) << 6 | few(5, 1) << 8;
        let label = state.label as u64;
        let side = scene.side[at] as u64 | (if at > self.range.start { scene.side[at - 1] as u64 } else { 3 }) << 2;
        let start = (at - self.range.start).min(2) as u64;
        let end = (self.range.end - at).min(3) as u64;
        let seen = u64::from(state.content) | u64::from(state.source) << 1;
        let run = bucket(state.run);
        let d = direction << 3 | label;
        // Whether "and" or a comma joins a verb of the cue's form: what is reported may end there.
        let joins = |a: &Word, b: &Word| {
            let joint = u64::from(a.pos == Pos::And) | u64::from(a.pos == Pos::Mark) << 1;
            if joint == 0 || !b.pos.is_verb() { 0 } else { joint << 1 | u64::from(b.pos == cue.pos) }
        };
        features![200;
            d,
            d << 8 | p(c),
            d ^ c.hash.rotate_left(5),
            d ^ b1.hash.rotate_left(9),
            d ^ a1.hash.rotate_left(13),
            d << 12 | p(b1) << 6 | p(c),
            d << 12 | p(c) << 6 | p(a1),
            d << 18 | p(b1) << 12 | p(c) << 6 | p(a1),
            d << 18 | p(b2) << 12 | p(b1) << 6 | p(c),
            d << 18 | p(c) << 12 | p(a1) << 6 | p(a2),
            distance << 3 | label,
            distance << 9 | p(c) << 3 | label,
            distance << 3 | label | lemma << 12,
            distance << 3 | label | self.context << 12,
            distance << 9 | p(b1) << 3 | label,
            gap << 6 | d,
            gap << 12 | d << 6 | p(c),
            gap << 12 | d << 6 | p(b1),
            (gap << 6 | d) ^ c.hash.rotate_left(7),
            gap << 16 | self.context | d << 30,
            lemma << 12 | d << 6 | p(c),
            lemma << 12 | d << 6 | p(b1),
            class << 12 | d << 6 | p(c),
            (lemma << 6 | d) ^ c.hash.rotate_left(17),
            (class << 6 | d) ^ b1.hash.rotate_left(17),
            (class << 6 | d) ^ b1.hash.rotate_left(17) ^ c.hash.rotate_left(23),
            self.context << 12 | d << 6 | p(c),
            self.context << 12 | d << 6 | p(b1),
            self.context << 16 | d << 6 | class,
            side << 6 | d,
            side << 12 | self.quotes << 8 | d,
            side << 18 | self.quotes << 12 | d << 6 | p(c),
            self.quotes << 20 | gap << 6 | d,
            self.quotes << 20 | self.context << 6 | d,
            seen << 6 | d,
            seen << 12 | d << 6 | p(c),
            (seen << 6 | d) ^ b1.hash.rotate_left(21),
            (seen << 6 | d) ^ c.hash.rotate_left(27),
            seen << 22 | gap << 12 | d << 6 | p(c),
            seen << 30 | self.context << 12 | gap << 3 | label,
            start << 6 | d,
            end << 6 | d,
            start << 12 | d << 6 | p(c),
            end << 12 | d << 6 | p(c),
            run << 12 | d << 6 | p(c),
            run << 12 | d << 6 | p(b1),
            (d << 8 | p(cue)) << 6 | p(c),
            (d << 8 | p(cue)) << 12 | self.context,
            u64::from(c.shape & 7) << 12 | u64::from(b1.shape & 7) << 9 | d,
            (d ^ b1.hash.rotate_left(31)) ^ b2.hash.rotate_left(37),
            (d ^ b1.hash.rotate_left(31)) ^ c.hash.rotate_left(41),
            (d ^ a1.hash.rotate_left(31)) ^ c.hash.rotate_left(43),
            u64::from(scene.lemma[at]) << 6 | d,
            few(5, 1) << 12 | u64::from(scene.lemma[at] & 15) << 7 | d,
            joins(c, a1) << 12 | few(1, 2) << 8 | d,
            joins(b1, c) << 12 | few(1, 2) << 8 | d,
            joins(c, a1) << 20 | u64::from(scene.lemma.get(at + 1).copied().unwrap_or(0)) << 4 | d,
        ]
    }
}

/// What was found up to a token.
#[derive(Debug, Clone, Copy, Default)]
pub struct State {
    /// The label of the token before.
    pub label: usize,
    /// How many tokens it has lasted.
    pub run: usize,
    /// A content has been found.
    pub content: bool,
    /// A source has been found.
    pub source: bool,
}

impl State {
    /// The state after a token with `label`.
    #[must_use]
    pub fn after(self, label: usize) -> Self {
        let goes_on = label == NONE && self.label == NONE || label == CONTENT + 1 || label == SOURCE + 1;
        Self {
            label,
            run: if goes_on { self.run + 1 } else { 1 },
            content: self.content || label == CONTENT,
            source: self.source || label == SOURCE,
        }
    }

    /// Whether `label` may follow.
    pub fn allows(self, label: usize) -> bool {
        match label {
            2 => matches!(self.label, 1 | 2),
            4 => matches!(self.label, 3 | 4),
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

/// Tags the window of each cue. A cue for which no content is found reports nothing.
pub fn reports(scene: &Scene, cues: &[Cue], tagger: Option<Linear>) -> Vec<Report> {
    let Some(tagger) = tagger else { return Vec::new() };
    let starts: Vec<usize> = cues.iter().map(|c| c.tokens.start).collect();
    cues.iter().filter_map(|cue| report(scene, cue, &starts, tagger)).collect()
}

fn report(scene: &Scene, cue: &Cue, starts: &[usize], tagger: Linear) -> Option<Report> {
    let range = window(scene, cue.sentence, &cue.tokens);
    let frame = Frame::new(scene, range.clone(), cue.tokens.clone(), starts);
    let mut state = State::default();
    let mut scores: Scores = [0; MAX_LABELS];
    let mut content: Vec<Range<usize>> = Vec::new();
    let mut sources: Vec<Range<usize>> = Vec::new();
    let mut least = f32::MAX;
    for at in range {
        let label = if cue.tokens.contains(&at) {
            NONE
        } else {
            tagger.score(&frame.features(at, &state), &mut scores);
            let (best, lead) = best(state, &scores);
            least = least.min(lead as f32 * tagger.unit);
            best
        };
        match label {
            1 => content.push(at..at + 1),
            3 => sources.push(at..at + 1),
            2 => content.iter_mut().for_each(|c| {
                if c.end == at {
                    c.end = at + 1;
                }
            }),
            4 => sources.iter_mut().for_each(|s| {
                if s.end == at {
                    s.end = at + 1;
                }
            }),
            _ => {}
        }
        state = state.after(label);
    }
    if content.is_empty() {
        return clause(scene, cue).or_else(|| alleging(scene, cue));
    }
    // Two sources seldom stand around one cue: the nearer one says it.
    let source = sources.into_iter().min_by_key(|s| s.start.abs_diff(cue.tokens.start));
    Some(Report { cue: cue.tokens.clone(), content, source, margins: [least, cue.margin] })
}

/// The best of the labels that may follow, and by how much it won.
fn best(state: State, scores: &Scores) -> (usize, i32) {
    let (mut best, mut first, mut second) = (NONE, i32::MIN, i32::MIN);
    for (label, score) in scores.iter().copied().enumerate().take(LABELS).filter(|(label, _)| state.allows(*label)) {
        if score > first {
            (best, second, first) = (label, first, score);
        } else if score > second {
            second = score;
        }
    }
    (best, first - second)
}

/// Where the tagger finds nothing: "X goes on to stress that …" reports what follows "that", and the noun phrase before the verbs says it.
fn clause(scene: &Scene, cue: &Cue) -> Option<Report> {
    let (document, end) = (scene.document, cue.tokens.end);
    let own = document.sentences.get(cue.sentence)?.range();
    let is_verb = scene.word(cue.tokens.start, 0).pos.is_verb() || scene.word(cue.tokens.start, -1).pos == Pos::To;
    if !is_verb || end + 2 >= own.end || document.word(end) != "that" {
        return None;
    }
    let stop = (end + 1..own.end).find(|i| document.tokens[*i].kind == Kind::Stop).unwrap_or(own.end);
    let before = |from: usize, is: fn(Pos) -> bool| (own.start..from).rev().take_while(|i| is(scene.words[*i].pos)).last().unwrap_or(from);
    let verbs = before(cue.tokens.start, |p| p.is_verb() || matches!(p, Pos::To | Pos::Adverb));
    let subject = before(verbs, Pos::is_nominal)..verbs;
    let source = (!subject.is_empty()).then_some(subject);
    Some(Report { cue: cue.tokens.clone(), content: std::iter::once(end + 1..stop).collect(), source, margins: [0.0, cue.margin] })
}

/// Where the tagger finds nothing: "accusations from the government alleging bad faith" are of bad faith, and the government's.
fn alleging(scene: &Scene, cue: &Cue) -> Option<Report> {
    let (document, start, end) = (scene.document, cue.tokens.start, cue.tokens.end);
    let own = document.sentences.get(cue.sentence)?.range();
    let speaks = scene.words[start].pos == Pos::Gerund && SPEECH.contains(&(scene.lemma[start] & 15));
    let source = (own.start..start).rev().take_while(|i| scene.words[*i].pos.is_nominal()).last()?..start;
    let stop = (end..own.end).find(|i| document.tokens[*i].kind == Kind::Stop || document.word(*i) == ",").unwrap_or(own.end);
    (speaks && stop > end + 1).then(|| {
        let content = std::iter::once(end..stop).collect();
        Report { cue: cue.tokens.clone(), content, source: Some(source), margins: [0.0, cue.margin] }
    })
}
