/*!
Which words report: "said", "according to", "called … on". A trained tagger looks at the words that ever do. Does not say what they report.
*/

use std::ops::Range;

use super::{
    linear::{MAX_LABELS, Scores, features_of, salts},
    pos::{Pos, Word},
    scene::{Models, Scene, Side},
    token::{Kind, Token},
};
use crate::article::BlockKind;

/// Words that report.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// Their tokens.
    pub tokens: Range<usize>,
    /// Index of their sentence.
    pub sentence: usize,
    /// By how much the tagger preferred them to no cue, in its own units.
    pub margin: f32,
}

/// Labels of the tagger.
pub const NONE: usize = 0;
/// The first word of a cue.
pub const FIRST: usize = 1;
/// A further word of a cue.
pub const FURTHER: usize = 2;
/// How many labels there are.
pub const LABELS: usize = 3;

/// How much the tagger is pushed towards finding a cue, in natural logarithms of odds: a wrong one is often dropped later, for want of
/// content or because it is too unsure.
const LEAN: f32 = 1.5;

/// How much more where a verb that reports is followed by "that".
const CLAUSE_LEAN: f32 = 3.0;

/// The class of words that are no entry of the list of cues: they only began a marked one.
pub const UNLISTED: u16 = 15;

/// Where in an entry of the list of cues its lean lies.
const LEAN_SHIFT: u32 = 14;

/// An entry of the list of cues: the number of the lemma, its class, and by how much, from 0 to 3 natural logarithms of odds, the verb reports
/// more often in news than the articles that the tagger learned from can tell.
pub const fn entry(number: u16, class: u16, lean: u16) -> u16 {
    lean << LEAN_SHIFT | number << 4 | class
}

/// How many features the tagger looks at.
pub const FEATURES: usize = 45;

/// Features of a sentence that all its tokens share.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    range: (usize, usize),
    first_quote: usize,
    last_quote: usize,
    heading: bool,
}

impl Setting {
    /// Of the sentence `index`.
    pub fn new(scene: &Scene, index: usize) -> Self {
        let sentence = &scene.document.sentences[index];
        let range = sentence.range();
        let quoted = |at: &usize| scene.side[*at] == Side::Long;
        let heading = scene.document.block_of(sentence).is_some_and(|b| matches!(b.kind, BlockKind::Heading(_)));
        Self {
            range: (range.start, range.end),
            first_quote: range.clone().find(quoted).unwrap_or(usize::MAX),
            last_quote: range.clone().rev().find(quoted).unwrap_or(0),
            heading,
        }
    }
}

/// Whether the token can be (`before`: go on as) a cue at all.
pub fn is_candidate(scene: &Scene, at: usize, before: usize) -> bool {
    before != NONE || scene.lemma[at] != 0
}

/// What the values of the features are mixed with.
static SALTS: [u64; FEATURES] = salts(100);

/// The features of the token at `at`, after label `before`; `earlier` cues stand in the sentence already.
pub fn features(scene: &Scene, set: Setting, at: usize, before: usize, earlier: usize) -> [u32; FEATURES] {
    features_of(&values(scene, set, at, before, earlier), &SALTS)
}

/// The values of these features.
fn values(scene: &Scene, set: Setting, at: usize, before: usize, earlier: usize) -> [u64; FEATURES] {
    let own = &scene.words[set.range.0..set.range.1];
    let place = at - set.range.0;
    let w = |by: isize| own.get(place.wrapping_add_signed(by)).unwrap_or(&Word::BEYOND);
    let seen = place.checked_sub(3).and_then(|from| own.get(from..)?.first_chunk::<8>());
    // The fourth word after is looked at for "that" only.
    let [b3, b2, b1, c, a1, a2, a3, a4] = seen.map_or_else(|| [-3, -2, -1, 0, 1, 2, 3, 4].map(w), <[Word; 8]>::each_ref);
    let p = |x: &Word| x.pos as u64 + u64::from(x.hash == Word::BEYOND.hash) * 31;
    let (pb3, pb2, pb1, pc, pa1, pa2, pa3) = (p(b3), p(b2), p(b1), p(c), p(a1), p(a2), p(a3));
    let lemma = u64::from(scene.lemma[at]);
    let class = lemma & 15;
    let before = before as u64;
    let side = scene.side[at] as u64;
    let quote = u64::from(set.first_quote < at) | u64::from(set.last_quote > at) << 1 | side << 2;
    let near = near_quote(scene, set, at);
    let subject = subject(scene, set, at);
    let that = [a1, a2, a3, a4].iter().position(|w| w.hash == that_hash()).map_or(0, |i| i as u64 + 1);
    let late = u64::from(set.range.1 - at < 4);
    let early = (at - set.range.0).min(3) as u64;
    let heading = u64::from(set.heading);
    let finite = finite(scene, set, at);
    [
        c.hash,
        lemma,
        class << 6 | pc,
        lemma << 6 | pc,
        b1.hash,
        b2.hash,
        a1.hash,
        a2.hash,
        pb1 << 6 | pc,
        pc << 6 | pa1,
        pb2 << 12 | pb1 << 6 | pc,
        pc << 12 | pa1 << 6 | pa2,
        pb1 << 12 | pc << 6 | pa1,
        class << 18 | pb1 << 12 | pc << 6 | pa1,
        lemma ^ a1.hash.rotate_left(8),
        lemma ^ b1.hash.rotate_left(8),
        lemma << 6 | pa1,
        lemma << 6 | pb1,
        u64::from(c.tail),
        u64::from(c.tail2) << 6 | pb1,
        before << 6 | pc,
        before ^ c.hash,
        before << 32 ^ b1.hash.rotate_left(5) ^ c.hash,
        class << 8 | quote << 2 | before,
        lemma << 8 | quote,
        near << 4 | class,
        near << 16 | lemma,
        near << 6 | pc,
        class << 8 | subject,
        lemma << 8 | subject,
        subject << 12 | pc << 6 | pa1,
        that << 4 | class,
        that << 16 | lemma,
        late << 4 | class,
        early << 4 | class,
        heading << 4 | class,
        heading << 6 | pc,
        (earlier.min(2) as u64) << 8 | class << 2 | before,
        pa1 << 18 | pa2 << 12 | pa3 << 6 | class,
        pb3 << 18 | pb2 << 12 | pb1 << 6 | class,
        b1.hash.rotate_left(3) ^ b2.hash ^ class,
        a1.hash.rotate_left(3) ^ a2.hash ^ lemma,
        u64::from(at == set.range.0) << 6 | pc,
        finite << 16 | lemma,
        finite << 8 | class << 2 | u64::from(that > 0),
    ]
}

/// Whether a finite verb stands after the token, up to a comma or later.
fn finite(scene: &Scene, set: Setting, at: usize) -> u64 {
    for i in at + 1..set.range.1.min(at + 12) {
        if scene.words[i].pos.is_finite() {
            return 1 + u64::from(i > at + 1) + u64::from(i > at + 4);
        }
        if matches!(scene.document.tokens[i].kind, Kind::Stop | Kind::Punct) || scene.opens(i) {
            return 4;
        }
    }
    0
}

const fn that_hash() -> u64 {
    // "that", as `word_hash` gives it.
    let bytes = *b"that";
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let mut i = 0;
    while i < 4 {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    hash ^ (hash >> 29)
}

/// How a quotation touches the token: its end within three tokens before, its begin within three after, a comma or colon between.
fn near_quote(scene: &Scene, set: Setting, at: usize) -> u64 {
    let tokens = &scene.document.tokens;
    let mut near = 0;
    for back in 1..=4usize {
        let Some(i) = at.checked_sub(back).filter(|i| *i + 1 >= set.range.0) else { break };
        if scene.side[i] != Side::Outside && scene.side[at] == Side::Outside {
            near |= back as u64;
            break;
        }
    }
    for i in at + 1..set.range.1.min(at + 5) {
        if scene.side[i] != Side::Outside && scene.side[at] == Side::Outside {
            near |= ((i - at) as u64) << 3 | (scene.side[i] as u64) << 6;
            break;
        }
    }
    let next = tokens.get(at + 1).filter(|_| at + 1 < set.range.1).map_or("", |t| t.span().of(scene.document.text));
    near | match next {
        "," => 1 << 8,
        ":" => 2 << 8,
        "." => 3 << 8,
        _ => 0,
    }
}

/// What stands as a subject before the token: the nearest nominal head, past auxiliaries and adverbs.
fn subject(scene: &Scene, set: Setting, at: usize) -> u64 {
    let mut steps = 0;
    for i in (set.range.0..at).rev().take(6) {
        let word = scene.words[i];
        match word.pos {
            Pos::Adverb | Pos::Modal | Pos::Base | Pos::Participle => steps |= 0x20,
            Pos::Past | Pos::Present => steps |= 0x40,
            Pos::Mark => return steps | 0x1e,
            tag => return steps | tag as u64,
        }
    }
    steps | 0x1f
}

/// How many tokens before and after a word tell how names are written there.
const AROUND: usize = 40;

/// Whether the word is a name or a part of one, where others of its sentence are not written like names: "Port Said", "the Thunder coach".
fn is_name(scene: &Scene, set: Setting, at: usize) -> bool {
    let tokens = &scene.document.tokens;
    let capital = |i: usize| tokens[i].is(Token::CAPITAL);
    let mark = |i: usize| matches!(tokens[i].kind, Kind::Stop | Kind::Punct) || scene.opens(i);
    let first = at == set.range.0 || mark(at - 1) && !matches!(scene.document.word(at - 1), "-" | "(");
    if first || set.heading || !capital(at) {
        return false;
    }
    let near = (set.range.0 + 1).max(at.saturating_sub(AROUND))..set.range.1.min(at + AROUND);
    let words = near.filter(|i| tokens[*i].kind == Kind::Word);
    let (all, low) = words.fold((0, 0), |(all, low), i| (all + 1, low + usize::from(!capital(i))));
    low * 2 > all
}

/// How much the tagger is pushed towards a cue at `at`; nothing where there can be none: a pronoun and a name are none. A verb that reports and stands
/// before "that" is one.
fn lean(scene: &Scene, set: Setting, at: usize) -> Option<f32> {
    if is_name(scene, set, at) {
        return None;
    }
    let (word, class) = (scene.words[at], scene.class(at));
    let listed = class != 0 && class != UNLISTED;
    let lean = match word.pos {
        Pos::Pronoun => return None,
        tag if listed && scene.document.word(at + 1) == "that" && (tag.is_verb() || scene.word(at, -1).pos == Pos::To) => {
            LEAN + CLAUSE_LEAN
        }
        tag if tag.is_verb() => LEAN + f32::from(scene.lemma[at] >> LEAN_SHIFT),
        _ => LEAN,
    };
    Some(lean)
}

/// Finds the cues of a document.
pub fn cues(scene: &Scene, models: &Models) -> Vec<Cue> {
    let Some(tagger) = models.cue else { return Vec::new() };
    let mut found: Vec<Cue> = Vec::new();
    let mut scores: Scores = [0; MAX_LABELS];
    for (index, sentence) in scene.document.sentences.iter().enumerate() {
        if !scene.document.block_of(sentence).is_some_and(|b| b.kind.is_own_words() || b.kind == BlockKind::Embed) {
            continue;
        }
        let set = Setting::new(scene, index);
        let (mut before, first) = (NONE, found.len());
        for at in sentence.range() {
            if !is_candidate(scene, at, before) {
                before = NONE;
                continue;
            }
            let lean = lean(scene, set, at);
            if before == NONE && lean.is_none() {
                continue;
            }
            tagger.score_values(&values(scene, set, at, before, found.len() - first), &SALTS, &mut scores);
            let units = |l: usize| scores[l] as f32 * tagger.unit;
            let margin = lean.map_or(f32::MIN, |lean| units(FIRST) - units(NONE) + lean);
            let label = if before != NONE && scores[FURTHER] > scores[NONE] && units(FURTHER) > units(FIRST) {
                FURTHER
            } else if margin > 0.0 && scene.lemma[at] != 0 {
                FIRST
            } else {
                NONE
            };
            match label {
                FIRST => found.push(Cue { tokens: at..at + 1, sentence: index, margin }),
                FURTHER => {
                    if let Some(cue) = found.last_mut() {
                        cue.tokens.end = at + 1;
                    }
                }
                _ => {}
            }
            before = label;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::{analyze::example::said, article::BlockKind};

    #[test]
    fn a_name_within_a_sentence_is_no_cue() {
        for text in ["The company signed a contract for a yard in Port Said.", "“We had no legs today,” Thunder coach Ada Lund said."] {
            let found = said(text, BlockKind::Paragraph);
            assert!(found.iter().all(|q| q.0 == "Ada Lund"), "{found:?}");
        }
    }
}
