/*!
Tokens → names: stretches that name a person, body, place or other thing. A greedy tagger reads left to right and gives each token a label:
outside, or the beginning, inside, last or only token of a name of some kind. Does not know which names are one thing.
*/

use super::{
    EntityKind,
    feature::{History, Manner, Reading},
    lexicon::{self, Lexicon, Listed, Marks},
    linear::{Linear, MAX_LABELS, Scores},
    model::Model,
    sentence::Document,
    token::Token,
};
use crate::text::Span;

/// The kinds that the tagger tells apart; labels are made from their order.
pub const KINDS: [EntityKind; 7] = [
    EntityKind::Person,
    EntityKind::Organization,
    EntityKind::Place,
    EntityKind::Norp,
    EntityKind::Event,
    EntityKind::Work,
    EntityKind::Product,
];
/// How many labels there are: outside, and four for each kind.
pub const LABELS: usize = 1 + 4 * KINDS.len();
/// The label of a token outside of names.
pub const OUTSIDE: u8 = 0;
/// Where a token stands in a name.
pub const BEGIN: u8 = 0;
/// Between the first and the last.
pub const INSIDE: u8 = 1;
/// The last of several.
pub const LAST: u8 = 2;
/// The only one.
pub const ONLY: u8 = 3;

/// The label of a token at `part` of a name of the kind number `kind`.
pub const fn label(kind: u8, part: u8) -> u8 {
    1 + kind * 4 + part
}

/// The number of the label's kind and the part, none for [`OUTSIDE`].
pub const fn parts(label: u8) -> Option<(u8, u8)> {
    match label.checked_sub(1) {
        Some(l) => Some((l / 4, l % 4)),
        None => None,
    }
}

/// Whether a name goes on after the label.
pub const fn is_open(label: u8) -> bool {
    matches!(parts(label), Some((_, BEGIN | INSIDE)))
}

/// The set of labels that may follow `before`, a bit each; at the end of a sentence (`last`) no name may stay open.
pub const fn may_follow(before: u8, last: bool) -> u32 {
    const CLOSING: u32 = ends(LAST);
    const FRESH: u32 = 1 | ends(BEGIN) | ends(ONLY);
    let set = match parts(before) {
        Some((kind, BEGIN | INSIDE)) => 1 << label(kind, INSIDE) | 1 << label(kind, LAST),
        _ => FRESH,
    };
    if last { set & (1 | CLOSING | ends(ONLY)) } else { set }
}

const fn ends(part: u8) -> u32 {
    let mut set = 0;
    let mut kind = 0;
    while kind < KINDS.len() as u8 {
        set |= 1 << label(kind, part);
        kind += 1;
    }
    set
}

/// How far the tagger leans towards a name, as a logarithm of odds: readers miss a name more than they mind one too many.
const EAGER: f32 = 0.6;

/// One place where something is named.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// The bare name.
    pub span: Span,
    /// What it names.
    pub kind: EntityKind,
    /// How sure, 0 to 1, calibrated.
    pub confidence: f32,
    /// What the lists say of it.
    pub marks: Marks,
    /// Its tokens: the first, and one past the last.
    pub tokens: (u32, u32),
}

/// The tagger of names.
#[derive(Debug, Clone, Copy)]
pub struct Tagger<'m> {
    linear: Linear<'m>,
    /// The lists.
    pub lexicon: Lexicon<'m>,
    /// For each kind: how a margin becomes a probability, as the two numbers of a logistic curve.
    sure: &'m [[f32; 2]],
}

impl<'m> Tagger<'m> {
    /// The tagger of `model`, if it has one.
    pub fn new(model: &Model<'m>) -> Option<Self> {
        let sure = bytemuck::try_cast_slice(model.section("names.sure")).unwrap_or(&[]);
        Some(Self { linear: Linear::new(model.section("names.weights"))?, lexicon: Lexicon::new(model), sure })
    }

    /// The label of each token, and by how much it won over the next best.
    pub fn tag(&self, reading: &Reading) -> (Vec<u8>, Vec<i32>) {
        let document = reading.document;
        let mut labels = vec![OUTSIDE; document.tokens.len()];
        let mut margins = vec![i32::MAX; document.tokens.len()];
        let mut history = History::default();
        let mut features = Vec::with_capacity(128);
        let mut scores = [0; MAX_LABELS];
        let eager = (EAGER / self.linear.unit) as i32;
        for (sentence, manner) in document.sentences.iter().zip(&reading.manners) {
            let (first, end) = (sentence.range().start, sentence.range().end);
            history.before = [OUTSIDE; 2];
            for at in first..end {
                let mut label = OUTSIDE;
                if is_open(history.before[0]) || reading.may_begin(at, *manner) {
                    reading.features(at, (first, end), *manner, &history, false, &mut features);
                    self.linear.score(&features, &mut scores);
                    scores[0] -= eager;
                    (label, margins[at]) = best(&scores, may_follow(history.before[0], at + 1 == end));
                    remember(&mut history, reading, at, label, *manner);
                }
                labels[at] = label;
                history.before = [label, history.before[0]];
            }
        }
        (labels, margins)
    }

    /// The probability that a name of the kind number `kind` is right, when its weakest label won by `margin`.
    fn confidence(&self, kind: u8, margin: i32) -> f32 {
        let [slope, base] = self.sure.get(usize::from(kind)).copied().unwrap_or([1.0, 0.0]);
        1.0 / (1.0 + (-(slope * margin as f32 * self.linear.unit + base)).exp())
    }

    /// The names in `reading`, in text order.
    pub fn names(&self, reading: &Reading) -> Vec<Name> {
        let (labels, margins) = self.tag(reading);
        let mut names = Vec::new();
        let mut start = 0;
        for (at, label) in labels.iter().enumerate() {
            let Some((kind, part)) = parts(*label) else { continue };
            if matches!(part, BEGIN | ONLY) {
                start = at;
            }
            if !matches!(part, LAST | ONLY) {
                continue;
            }
            if KINDS[usize::from(kind)] == EntityKind::Person {
                start = past_titles(&reading.listed, start, at);
            }
            let listed = &reading.listed[start];
            let marks = if start == at { listed.alone } else { listed.first & reading.listed[at].last };
            let margin = margins[start..=at].iter().copied().min().unwrap_or(0);
            names.push(Name {
                span: reading.document.span(start..at + 1),
                kind: KINDS[usize::from(kind)],
                confidence: self.confidence(kind, margin),
                marks,
                tokens: (start as u32, at as u32 + 1),
            });
        }
        names
    }
}

/// Where the bare name begins of a person named by the tokens from `start` to `last`, past titles: "Emperor Theodore". A title that is a given
/// name too stays: "Prince Harry", "Dean Martin".
fn past_titles(listed: &[Listed], mut start: usize, last: usize) -> usize {
    while start < last {
        let is_title = |marks: Marks| marks & lexicon::TITLE != 0 && marks & lexicon::GIVEN == 0;
        let long = (start + 1..last).find(|at| is_title(listed[start].first) && is_title(listed[*at].last));
        match long {
            Some(at) => start = at + 1,
            None if is_title(listed[start].alone) => start += 1,
            None => break,
        }
    }
    start
}

/// Notes a label in the history, where the writing shows that the word is or is not a name.
pub fn remember(history: &mut History, reading: &Reading, at: usize, label: u8, manner: Manner) {
    if reading.document.tokens[at].is(Token::CAPITAL) && matches!(manner, Manner::Plain | Manner::Title) {
        history.note(reading.words[at], parts(label).map(|(kind, _)| usize::from(kind)));
    }
}

/// The best label of the set `allowed`, and by how much it won.
fn best(scores: &Scores, allowed: u32) -> (u8, i32) {
    let (mut best, mut first, mut second) = (OUTSIDE, i32::MIN, i32::MIN);
    let mut left = allowed;
    while left != 0 {
        let label = left.trailing_zeros();
        left &= left - 1;
        let score = scores[label as usize];
        if score > first {
            (best, second, first) = (label as u8, first, score);
        } else if score > second {
            second = score;
        }
    }
    (best, if second == i32::MIN { 0 } else { first - second })
}

/// The names in `document`, in text order, not overlapping.
pub fn names(document: &Document, model: &Model) -> Vec<Name> {
    let Some(tagger) = Tagger::new(model) else { return Vec::new() };
    tagger.names(&Reading::new(document, tagger.lexicon))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_follow_one_another_as_names_do() {
        let begin = label(2, BEGIN);
        assert_eq!(may_follow(begin, false), 1 << label(2, INSIDE) | 1 << label(2, LAST));
        assert_eq!(may_follow(begin, true), 1 << label(2, LAST));
        assert_eq!(may_follow(OUTSIDE, true).count_ones(), 8);
        assert_eq!(parts(label(6, ONLY)), Some((6, ONLY)));
        assert!(LABELS <= 32 && is_open(begin) && !is_open(label(2, ONLY)));
    }

    #[test]
    fn a_title_is_no_part_of_a_name() {
        let title = |marks| Listed { alone: lexicon::TITLE | marks, ..Listed::default() };
        let plain = Listed::default();
        // "Gen Anupong"
        assert_eq!(past_titles(&[title(0), plain], 0, 1), 1);
        // "Prince Harry"
        assert_eq!(past_titles(&[title(lexicon::GIVEN), plain], 0, 1), 0);
        // "Lt Gen Sir Robert Napier"
        let of_two = [Listed { first: lexicon::TITLE, ..plain }, Listed { last: lexicon::TITLE, ..plain }];
        assert_eq!(past_titles(&[of_two[0], of_two[1], title(0), plain, plain], 0, 4), 3);
        // "Bishop" alone is somebody's name.
        assert_eq!(past_titles(&[title(lexicon::SURNAME)], 0, 0), 0);
    }
}
