/*!
The likely ways to label a window → the one that makes most sense as a whole. The tagger of reports goes from token to token; here each way is seen
at once: where a content begins and ends, what is left out of it, who speaks. Does not think of labels of its own.
*/

use std::ops::Range;

use super::{
    collect::{Features, both},
    frame::Frame,
    labeling::Labeling,
    linear::{Linear, MAX_LABELS, Scores},
    pos::Pos,
    scene::{Scene, Side},
    token::Kind,
};

/// Labels of the scorer: the second one's score is that of a way to label.
pub const LABELS: usize = 2;

/// The first of the templates.
const FIRST: u32 = 600;

/// A way that is less likely than the best by this, as the logarithm of a ratio, is not looked at.
const CLOSE: f32 = 3.0;

fn length(tokens: usize) -> u64 {
    match tokens {
        0..=5 => tokens as u64,
        6..=8 => 6,
        9..=13 => 7,
        14..=20 => 8,
        21..=32 => 9,
        _ => 10,
    }
}

/// The best of `ways`, the most likely first.
pub fn best(frame: &Frame, ways: &[Labeling], scorer: Linear) -> usize {
    let most = ways.first().map_or(0.0, |w| w.score);
    let close = ways.iter().take_while(|w| most - w.score < CLOSE).count();
    if close < 2 {
        return 0;
    }
    let value = |way: &Labeling| {
        let mut sums: Scores = [0; MAX_LABELS];
        scorer.score(&features(frame, way, most), &mut sums);
        sums[1]
    };
    // Of equals the first, which the tagger prefers.
    (0..close).rev().max_by_key(|at| value(&ways[*at])).unwrap_or(0)
}

/// What is looked at of one way to label the window; the best of all ways has the score `most`.
#[allow(clippy::too_many_lines)] // One list of what is looked at.
pub fn features(frame: &Frame, way: &Labeling, most: f32) -> Vec<u32> {
    let scene = frame.scene;
    let window = frame.range.clone();
    let cue = frame.cue.clone();
    let (content, source) = way.pieces(&window, &cue);
    let words = &scene.words[window.clone()];
    let word = |i: usize| words.get(i.wrapping_sub(window.start));
    let hash = |i: usize| word(i).map_or(1, |w| w.hash);
    let pos = |i: usize| word(i).map_or(31, |w| w.pos as u64);
    let before = |i: usize| i.wrapping_sub(1);
    let lemma = u64::from(scene.lemma[frame.head] >> 4 & 0x3ff);
    let class = u64::from(scene.class(frame.head));
    let head = scene.words[frame.head].pos as u64;
    let mut f = Features::new(FIRST);
    let steps = ((most - way.score) * 4.0).clamp(0.0, 20.0) as u64;
    f.climb(steps);
    f.add([
        steps,
        content.len().min(3) as u64,
        u64::from(source.is_some()) << 5 | class,
        u64::from(source.is_some()) << 10 | head << 5 | class,
    ]);
    let size: usize = content.iter().map(Range::len).sum();
    let finite = content.iter().map(|c| frame.finite(c)).sum::<u64>().min(3);
    let commas = content.iter().map(|c| frame.commas(c)).sum::<u64>().min(3);
    let place = content.iter().fold(0u64, |p, c| p | if c.end <= cue.start { 1 } else { 2 });
    f.add([
        place << 5 | class,
        place << 16 | frame.context,
        place << 8 | frame.quotes << 3,
        place << 12 | lemma,
        finite << 4 | place,
        finite << 8 | place << 5 | class,
        finite << 16 | lemma << 3 | place,
        finite << 8 | commas << 4 | place,
        finite << 8 | length(size) << 2 | place,
        length(size) << 5 | class,
        frame.clause << 4 | place,
        frame.clause << 8 | place << 4 | content.len().min(3) as u64,
    ]);
    for (side, piece) in content.iter().enumerate().take(3) {
        f.go_to(FIRST + 20);
        piece_features(scene, &window, frame, piece, u64::from(piece.end <= cue.start) | (side.min(1) as u64) << 1, &mut f);
    }
    f.go_to(FIRST + 80);
    if let Some(source) = &source {
        let leads = u64::from(source.end <= cue.start);
        let away = if leads == 1 { cue.start - source.end } else { source.start.saturating_sub(cue.end) };
        let verbs = frame.finite(source).min(2);
        let marks = frame.commas(source).min(3);
        let proper = u64::from(scene.words[source.clone()].iter().any(|w| w.pos == Pos::Proper));
        f.add([
            leads << 8 | length(away),
            leads << 12 | length(away) << 6 | head,
            pos(source.start) << 6 | pos(source.end - 1),
            pos(before(source.start)) << 6 | pos(source.start),
            both(hash(before(source.start)), pos(source.start)),
            pos(source.end - 1) << 6 | pos(source.end),
            both(hash(source.end), leads),
            both(hash(source.end - 1), leads),
            hash(source.start),
            verbs << 4 | marks << 2 | proper,
            length(source.len()) << 4 | leads << 1 | proper,
            length(source.len()) << 8 | marks << 4 | leads,
            u64::from(frame.is_comma(source.end.min(window.end - 1))) << 8 | marks << 2 | leads,
            u64::from(source.start == window.start) << 4 | pos(source.start),
        ]);
        let between =
            content.iter().map(|c| if c.start >= source.end { c.start - source.end } else { source.start.saturating_sub(c.end) }).min();
        f.add([length(between.unwrap_or(0)) << 4 | leads << 2 | place]);
    }
    f.done()
}

/// What is looked at of a piece of content; `side` tells where it stands.
fn piece_features(scene: &Scene, window: &Range<usize>, frame: &Frame, piece: &Range<usize>, side: u64, f: &mut Features) {
    let document = scene.document;
    let inside = |i: usize| window.contains(&i);
    let words = &scene.words[window.clone()];
    let word = |i: usize| words.get(i.wrapping_sub(window.start));
    let hash = |i: usize| word(i).map_or(1, |w| w.hash);
    let pos = |i: usize| word(i).map_or(31, |w| w.pos as u64);
    let class = u64::from(scene.class(frame.head));
    let lemma = u64::from(scene.lemma[frame.head] >> 4 & 0x3ff);
    let cue_pos = scene.words[frame.head].pos;
    let (start, end) = (piece.start, piece.end);
    let finite = frame.finite(piece).min(2);
    let commas = frame.commas(piece).min(2);
    let long = |i: usize| inside(i) && scene.side[i] == Side::Long;
    // A border inside a quotation cuts it.
    let cuts = u64::from(long(start) && start > window.start && long(start - 1)) | u64::from(long(end) && long(end - 1)) << 1;
    let stop = |i: usize| !inside(i) || document.tokens[i].kind == Kind::Stop || scene.closes(i);
    let comma = |i: usize| frame.is_comma(i);
    // The clause that follows the content, which it might take in.
    let next = if comma(end) { end + 1 } else { end };
    let until = (next + 1..window.end).find(|i| comma(*i) || stop(*i)).unwrap_or(window.end.max(next));
    let next_finite = (next..until).find(|i| scene.words[*i].pos.is_finite());
    let next_tense = next_finite.map_or(0, |i| 1 + scene.words[i].pos as u64);
    let same_tense = u64::from(next_finite.is_some_and(|i| scene.words[i].pos == cue_pos));
    let next_subject = u64::from(next_finite.is_some_and(|i| (next..i).any(|k| scene.words[k].pos.is_nominal())));
    let after = u64::from(comma(end)) | u64::from(stop(end)) << 1 | u64::from(comma(until)) << 2 | u64::from(until >= window.end) << 3;
    let first_commas = u64::from(piece.clone().take(8).any(comma));
    f.add([
        side << 2 | cuts,
        both(hash(start), side),
        both(hash(start), class << 2 | side),
        both(hash(start), lemma << 2 | side),
        pos(start) << 8 | class << 2 | side,
        pos(start) << 12 | pos(start + 1) << 6 | side,
        both(hash(start.wrapping_sub(1)), side),
        pos(start.wrapping_sub(1)) << 8 | pos(start) << 2 | side,
        both(hash(end - 1), side),
        pos(end - 1) << 8 | pos(end) << 2 | side,
        both(hash(end), side),
        both(hash(end), both(hash(end + 1), side)),
        both(hash(next), finite << 6 | commas << 4 | side),
        both(hash(next), class << 6 | finite << 4 | side),
        both(hash(next), pos(next + 1) << 4 | side),
        pos(end) << 14 | pos(next) << 8 | pos(next + 1) << 2 | side,
        after << 4 | side,
        after << 8 | finite << 4 | side,
        after << 12 | finite << 10 | commas << 8 | side,
        after << 14 | finite << 10 | class << 4 | side,
        after << 14 | pos(next) << 8 | finite << 4 | side,
        next_tense << 8 | next_subject << 6 | finite << 4 | side,
        same_tense << 8 | next_subject << 7 | finite << 4 | u64::from(comma(end)) << 3 | side,
        same_tense << 14 | next_subject << 13 | pos(next) << 8 | finite << 4 | side,
        next_tense << 12 | pos(next) << 6 | side,
        length(until - next) << 8 | after << 4 | side,
        length(until - next) << 10 | next_tense << 4 | side,
        length(piece.len()) << 6 | finite << 4 | side,
        length(piece.len()) << 10 | class << 4 | side,
        length(piece.len()) << 14 | after << 8 | side,
        length(start.saturating_sub(window.start)) << 6 | pos(window.start) << 2 | side,
        length(window.end.saturating_sub(end)) << 6 | finite << 3 | side,
        u64::from(start == frame.cue.end) << 12 | lemma << 2 | side,
        length(start.saturating_sub(frame.cue.end)) << 8 | class << 3 | side,
        first_commas << 6 | finite << 4 | side,
        u64::from(start == window.start) << 9 | finite << 6 | frame.clause << 10 | side,
    ]);
    let marks = |i: usize| inside(i) && scene.side[i] != Side::Outside;
    let quoted = scene.side[piece.clone()].iter().filter(|side| **side != Side::Outside).count();
    let share = if quoted == 0 { 0 } else { 1 + (quoted * 4 / piece.len()) as u64 };
    f.add([
        share << 3 | side,
        share << 8 | after << 3 | side,
        u64::from(marks(end)) << 6 | u64::from(marks(start.wrapping_sub(1))) << 5 | share << 2 | side,
    ]);
}

#[cfg(test)]
mod tests {
    use crate::{analyze::example::said, article::BlockKind};

    #[test]
    fn what_is_said_goes_on_behind_those_who_say_it() {
        let found = said("The old bridges that nobody crosses, the mayor believes, are a monument to neglect.", BlockKind::Paragraph);
        assert_eq!(found, [("the mayor".into(), "The old bridges that nobody crosses … are a monument to neglect".into())]);
    }

    #[test]
    fn an_aside_does_not_end_what_is_said() {
        let found = said("Ada Lund told reporters that the gate, which was built in 1990, had never been closed.", BlockKind::Paragraph);
        assert_eq!(found, [("Ada Lund".into(), "the gate, which was built in 1990, had never been closed".into())]);
    }
}
