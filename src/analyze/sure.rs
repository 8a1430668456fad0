/*!
How sure a quote is: of drafts like it, the share that is right. What the taggers found is judged once more as a whole, by a scorer that sees
what they cannot: both ends of the content, the speaker and the drafts around it together. It learned on articles that those taggers had not seen.
*/

use super::{
    QuoteKind,
    attribution::Draft,
    collect::{Features, both},
    linear::{Linear, MAX_LABELS, Scores},
    pos::Pos,
    scene::{Scene, Side},
};
use crate::{article::BlockKind, text::Span};

/// What is less sure than this is more often wrong than it is worth.
pub const LEAST: f32 = 0.30;

/// The same of what is said within what another says: a reader has it before him there already.
pub const LEAST_INSIDE: f32 = 0.50;

/// Labels: wrong, right.
pub const LABELS: usize = 2;

/// The first of the templates.
const FIRST: u32 = 400;
/// The first of the twelve templates about the speaker, which are left out where there is none.
const SPEAKER: u32 = FIRST + 39;

/// The share of such drafts that are right, where the taggers had no part in it or no scorer judged it.
pub fn by_rule(kind: QuoteKind, has_source: bool) -> f32 {
    match kind {
        QuoteKind::Scare | QuoteKind::Title => 0.7,
        QuoteKind::Block => 0.95,
        _ if has_source => 0.8,
        QuoteKind::Direct => 0.75,
        _ => 0.55,
    }
}

/// The share that the scorer expects to be right of drafts with these features.
pub fn share(scorer: Linear, features: &[u32]) -> f32 {
    let mut sums: Scores = [0; MAX_LABELS];
    scorer.score(features, &mut sums);
    1.0 / (1.0 + (-(sums[1] as f32) * scorer.unit).exp())
}

/// A margin of the taggers in steps.
fn steps(margin: f32) -> u64 {
    (margin.max(0.0).ln_1p() * 6.0).min(14.0) as u64
}

fn length(tokens: usize) -> u64 {
    match tokens {
        0..=6 => tokens as u64,
        7..=9 => 7,
        10..=14 => 8,
        15..=24 => 9,
        25..=40 => 10,
        _ => 11,
    }
}

/// How a speaker is named.
fn manner(scene: &Scene, source: Option<&std::ops::Range<usize>>) -> u64 {
    let Some(source) = source else { return 0 };
    let word = scene.document.word(source.start);
    let is = |all: &[&str]| all.iter().any(|w| word.eq_ignore_ascii_case(w));
    if is(&["I", "we", "you", "one"]) {
        1
    } else if is(&["he", "she", "they"]) {
        2
    } else if is(&["it", "this", "that", "which", "who"]) {
        3
    } else if source.clone().any(|i| scene.words[i].pos == Pos::Proper) {
        4 + u64::from(scene.words[source.end - 1].pos == Pos::Proper)
    } else {
        6 + u64::from(scene.words[source.start].pos == Pos::Determiner)
    }
}

/// What is judged of each of `drafts`, in their order; nothing of those that the taggers had no part in.
pub fn features(scene: &Scene, drafts: &[Draft]) -> Vec<Vec<u32>> {
    drafts.iter().enumerate().map(|(at, draft)| one(scene, drafts, at, draft)).collect()
}

#[allow(clippy::too_many_lines)] // One list of what is looked at.
fn one(scene: &Scene, drafts: &[Draft], index: usize, draft: &Draft) -> Vec<u32> {
    let (Some(margins), Some(cue), [first, .., last] | [first @ last]) = (draft.margins, draft.cue, draft.content.as_slice()) else {
        return Vec::new();
    };
    let document = scene.document;
    let range = |span: Span| {
        let from = document.token_at(span.start);
        from..document.token_at(span.end.saturating_sub(1)).max(from) + 1
    };
    let pieces: Vec<_> = draft.content.iter().map(|c| range(*c)).collect();
    let (cue, first, last) = (range(cue), range(*first), range(*last));
    let source = draft.source.filter(|s| !s.is_empty()).map(range);
    let sentence = document.sentence_around(cue.start);
    let own = sentence.map_or(cue.clone(), super::sentence::Sentence::range);
    let block = sentence.and_then(|s| document.block_of(s)).map_or(BlockKind::Paragraph, |b| b.kind);
    let head = scene.verb(&cue).unwrap_or(cue.start);
    let word = |i: usize| scene.words.get(i).copied().unwrap_or_default();
    let hash = |i: usize| word(i).hash;
    let p = |i: usize| word(i).pos as u64;
    let before = |i: usize, by: usize| i.checked_sub(by).filter(|i| *i >= own.start);
    let before_hash = |i: usize, by: usize| before(i, by).map_or(1, hash);
    let before_pos = |i: usize, by: usize| before(i, by).map_or(31, p);
    let lemma = u64::from(scene.lemma[head] >> 4 & 0x3ff);
    let class = u64::from(scene.class(head));
    let kind = draft.kind as u64;
    let manner = manner(scene, source.as_ref());
    let (border, found) = (steps(margins[0]), steps(margins[1]));
    let size: usize = pieces.iter().map(ExactSizeIterator::len).sum();
    let place = match () {
        () if last.end <= cue.start => 0,
        () if first.start >= cue.end => 1,
        () => 2u64,
    };
    let verbs = pieces.iter().cloned().flatten().filter(|i| word(*i).pos.is_verb()).count() as u64;
    let finite = pieces.iter().cloned().flatten().filter(|i| word(*i).pos.is_finite()).count().min(2) as u64;
    let that = u64::from(document.word(cue.end) == "that" || before(first.start, 1).is_some_and(|i| document.word(i) == "that"));
    let gap = if place == 1 { first.start - cue.end } else { cue.start.saturating_sub(last.end) };
    let mut f = Features::new(FIRST);
    f.climb(border);
    f.climb(found);
    f.climb(border.min(found));
    f.add([0, border << 4 | found, border << 8 | class, found << 8 | class, border << 4 | kind, found << 4 | kind]);
    f.add([
        lemma,
        hash(head),
        class,
        lemma << 5 | p(head),
        class << 5 | p(head),
        both(lemma, before_hash(cue.start, 1)),
        both(class, before_hash(cue.start, 1)),
        both(p(head), before_hash(cue.start, 1)),
        both(lemma, hash(cue.end)),
        both(p(head), hash(cue.end)),
        lemma << 5 | p(cue.end),
        class << 10 | p(head) << 5 | p(cue.end),
        class << 10 | p(head) << 5 | before_pos(cue.start, 1),
        before_pos(cue.start, 2) << 10 | before_pos(cue.start, 1) << 5 | p(head),
        (cue.len().min(4) as u64) << 5 | class,
    ]);
    let negated =
        (1..5).any(|by| before(cue.start, by).is_some_and(|i| matches!(document.word(i), "not" | "n't" | "n’t" | "never" | "no")));
    let open = (own.start..cue.start).rev().take(12).find(|i| matches!(word(*i).pos, Pos::Wh | Pos::In));
    f.add([
        u64::from(negated) << 5 | class,
        u64::from(negated) << 12 | lemma,
        open.map_or(0, hash),
        both(open.map_or(0, hash), class),
        u64::from(own.start == cue.start) << 5 | p(head),
        u64::from(document.word(own.end.saturating_sub(1)) == "?") << 5 | class,
        scene.side[cue.start] as u64,
        u64::from(matches!(block, BlockKind::Heading(_))) << 5 | class,
        block_number(block),
    ]);
    f.add([
        manner,
        manner << 5 | class,
        manner << 12 | lemma,
        manner << 10 | p(head) << 5 | kind,
        manner << 5 | place << 3 | that,
        manner << 8 | length(size) << 2 | place,
    ]);
    if let Some(source) = &source {
        let away = if source.end <= cue.start { cue.start - source.end } else { source.start.saturating_sub(cue.end) };
        let leads = u64::from(source.end <= cue.start);
        f.add([
            hash(source.end - 1),
            hash(source.start),
            p(source.end - 1) << 5 | p(source.start),
            both(class, hash(source.end - 1)),
            both(lemma, p(source.end - 1)),
            length(source.len()) << 4 | manner,
            leads << 8 | length(away),
            leads << 16 | length(away) << 8 | p(head),
            before_hash(source.start, 1),
            before_pos(source.start, 1) << 5 | manner,
            u64::from(source.start == own.start),
            both(u64::from(scene.words[source.clone()].iter().any(|w| w.pos.is_finite())), p(head)),
        ]);
    }
    f.go_to(SPEAKER + 12);
    let end = last.end;
    f.add([
        kind,
        kind << 5 | class,
        place << 8 | kind << 4 | that,
        place << 16 | lemma,
        place << 10 | p(head) << 5 | p(first.start),
        (pieces.len().min(3) as u64) << 4 | place,
        hash(first.start),
        both(lemma, hash(first.start)),
        both(class, hash(first.start)),
        p(first.start) << 12 | lemma,
        p(first.start) << 5 | class,
        p(first.start) << 10 | p(first.start + 1) << 5 | class,
        before_hash(first.start, 1),
        both(hash(end.saturating_sub(1)), 3),
        p(end.saturating_sub(1)),
        hash(end),
        both(hash(end), p(end + 1)),
        p(end.saturating_sub(1)) << 10 | p(end) << 5 | p(end + 1),
        u64::from(own.contains(&end)) << 4 | place,
        length(size),
        length(size) << 8 | class << 3 | place,
        length(size) << 16 | lemma << 2,
        length(gap) << 4 | place,
        length(gap) << 8 | class << 2 | place,
        verbs.min(3) << 5 | class,
        finite << 8 | class << 3 | that,
        finite << 16 | lemma << 3 | that,
        finite << 8 | length(size) << 3 | place,
        finite << 10 | kind << 5 | p(first.start),
    ]);
    around(scene, drafts, index, draft, class, &mut f);
    f.done()
}

/// What the other drafts have to do with this one.
fn around(scene: &Scene, drafts: &[Draft], index: usize, draft: &Draft, class: u64, f: &mut Features) {
    let whole = |d: &Draft| d.cue.map_or(d.reach(), |c| c.join(d.reach()));
    let (own, reach) = (whole(draft), draft.reach());
    let (mut holds, mut held, mut crosses, mut same, mut stronger) = (0u64, 0u64, 0u64, 0u64, 0u64);
    let mut outer_class = 0;
    let near = index.saturating_sub(6)..(index + 7).min(drafts.len());
    for other in drafts[near.clone()].iter().zip(near).filter(|(_, i)| *i != index).map(|(d, _)| d) {
        let (theirs, their_reach) = (whole(other), other.reach());
        if theirs == own || their_reach == reach {
            same += 1;
        } else if their_reach.covers(own) {
            held += 1;
            let at = other.cue.map_or(0, |c| scene.document.token_at(c.start));
            outer_class = u64::from(scene.lemma.get(at).copied().unwrap_or(0) & 15) + 1;
        } else if reach.covers(theirs) {
            holds += 1;
        } else if draft.content.iter().any(|c| other.touches(*c)) {
            crosses += 1;
        } else {
            continue;
        }
        let more = |a: &Draft, b: &Draft| a.margins.map_or(9.0, |m| m[0].min(m[1])) > b.margins.map_or(9.0, |m| m[0].min(m[1]));
        stronger += u64::from(more(other, draft));
    }
    let cue = draft.cue.map_or(0, |c| scene.document.token_at(c.start));
    let side = u64::from(scene.side.get(cue).is_some_and(|s| *s == Side::Outside));
    f.add([
        holds.min(2),
        held.min(2),
        crosses.min(2),
        same.min(2) << 2 | stronger.min(2),
        held.min(2) << 8 | class,
        held.min(1) << 10 | outer_class << 5 | class,
        held.min(1) << 5 | side << 4 | draft.kind as u64,
        held.min(1) << 5 | u64::from(draft.source.is_some_and(|s| !s.is_empty())) << 4 | stronger.min(1),
        crosses.min(1) << 5 | stronger.min(1) << 4 | holds.min(1),
    ]);
    f.add([u64::from(scene.opens(cue + 1)) << 5 | class]);
}

fn block_number(block: BlockKind) -> u64 {
    match block {
        BlockKind::Paragraph => 0,
        BlockKind::Heading(level) => 1 + u64::from(level),
        BlockKind::Embed => 10,
        _ => 11,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::example::in_scene;

    #[test]
    fn a_draft_whose_source_is_nothing_has_none() {
        let text = "The bridge is safe, said the mayor,";
        in_scene(text, |scene, models| {
            let end = text.len();
            let draft = |source| Draft {
                content: vec![Span::new(0, 18)],
                cue: Some(Span::new(20, 24)),
                source,
                kind: QuoteKind::Indirect,
                margins: Some([3.0, 3.0]),
                sure: None,
                why: String::new(),
            };
            let drafts = [draft(Some(Span::new(end, end))), draft(None), draft(Some(Span::new(25, 34)))];
            let found = features(scene, &drafts);
            // The two that touch nothing but each other differ in nothing.
            assert_eq!(found[0], found[1]);
            assert_ne!(found[1], found[2]);
            let shares: Vec<f32> = found.iter().map(|f| share(models.sure.expect("a scorer"), f)).collect();
            assert!(shares.iter().all(|s| (0.0..=1.0).contains(s)), "{shares:?}");
        });
    }
}
