//! Anchors against random edits, with the table of what came of them (`cargo test --test anchor -- --nocapture`).

#![allow(clippy::unwrap_used, clippy::string_slice)]

use sayso::annotation::{Anchor, Place, Resolver};
use sayso::text::Span;

static ARTICLE: &str = include_str!("../assets/samples/ferries.txt");

/// A small generator of our own, so that a failing case can be run again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// The article with `percent` of its characters edited outside `keep`, and where each byte boundary went.
fn edited(percent: usize, keep: Option<Span>, dice: &mut Dice) -> (String, Vec<usize>) {
    let (mut text, mut went) = (String::new(), vec![0; ARTICLE.len() + 1]);
    for (at, c) in ARTICLE.char_indices() {
        went[at..at + c.len_utf8()].fill(text.len());
        if keep.is_some_and(|k| k.contains(at)) || dice.roll(100) >= percent {
            text.push(c);
            continue;
        }
        let letter = char::from(b'a' + dice.roll(26) as u8);
        match dice.roll(3) {
            0 => {}
            1 => text.push(letter),
            _ => text.extend([c, letter]),
        }
    }
    went[ARTICLE.len()] = text.len();
    (text, went)
}

fn spans(dice: &mut Dice, n: usize) -> Vec<Span> {
    let starts: Vec<usize> = ARTICLE.split_whitespace().map(|w| w.as_ptr() as usize - ARTICLE.as_ptr() as usize).collect();
    let mut spans = Vec::new();
    while spans.len() < n {
        let (first, words) = (dice.roll(starts.len()), 3 + dice.roll(30));
        let Some(last) = starts.get(first + words) else { continue };
        spans.push(Span::new(starts[first], *last).trim(ARTICLE));
    }
    spans
}

/// Right: at least nine tenths of the words that are covered by either are covered by both.
fn right(found: Span, truth: Span) -> bool {
    found.meet(truth).map_or(0, Span::len) * 10 >= found.join(truth).len() * 9
}

#[test]
fn untouched_words_are_never_lost_and_never_wrong() {
    let mut dice = Dice(7);
    for span in spans(&mut dice, 300) {
        let anchor = Anchor::describe(ARTICLE, span);
        assert_eq!(anchor.resolve(ARTICLE), Place::Exact(span));
        for percent in [2, 10, 25] {
            let (text, went) = edited(percent, Some(span), &mut dice);
            let found = anchor.resolve(&text).span().unwrap_or_else(|| panic!("lost: {}", span.of(ARTICLE)));
            assert_eq!(found, Span::new(went[span.start], went[span.start] + span.len()), "{}", span.of(ARTICLE));
        }
    }
}

#[test]
fn edited_words_are_found_or_said_to_be_lost() {
    let mut dice = Dice(11);
    println!("edited   right   wrong   lost");
    for percent in [1, 5, 10, 20, 30] {
        let (mut good, mut wrong, mut lost) = (0, 0, 0);
        for _ in 0..10 {
            let (text, went) = edited(percent, None, &mut dice);
            let mut resolver = Resolver::new(&text);
            for span in spans(&mut dice, 60) {
                let truth = Span::new(went[span.start], went[span.end]);
                match resolver.resolve(&Anchor::describe(ARTICLE, span)).span() {
                    Some(found) if right(found, truth) => good += 1,
                    Some(_) => wrong += 1,
                    None => lost += 1,
                }
            }
        }
        println!("{percent:4} %  {good:5}   {wrong:5}  {lost:5}");
        if percent <= 10 {
            assert!(good * 100 >= 97 * 600 && wrong * 1000 <= 5 * 600, "{percent} %: {good} right, {wrong} wrong, {lost} lost of 600");
        }
    }
}

#[test]
fn typography_and_moved_paragraphs_keep_the_words() {
    let mut dice = Dice(13);
    let plain = ARTICLE.replace(['“', '”'], "\"").replace('’', "'").replace(' ', "  ");
    let mut paragraphs: Vec<&str> = ARTICLE.split("\n\n").collect();
    paragraphs.reverse();
    let moved = paragraphs.join("\n\n");
    for span in spans(&mut dice, 200) {
        let anchor = Anchor::describe(ARTICLE, span);
        let found = anchor.resolve(&plain).span().unwrap_or_else(|| panic!("lost: {}", span.of(ARTICLE)));
        let words = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
        let straight = span.of(ARTICLE).replace(['“', '”'], "\"").replace('’', "'");
        assert_eq!(words(found.of(&plain)), words(&straight));
        if !span.of(ARTICLE).contains("\n\n") {
            assert_eq!(anchor.resolve(&moved).span().map(|s| s.of(&moved)), Some(span.of(ARTICLE)));
        }
    }
}

#[test]
fn a_deleted_paragraph_is_lost_and_not_guessed() {
    let paragraphs: Vec<&str> = ARTICLE.split("\n\n").filter(|p| p.len() > 80).collect();
    for paragraph in paragraphs {
        let at = ARTICLE.find(paragraph).unwrap();
        let text = ARTICLE.replacen(paragraph, "", 1);
        assert_eq!(Anchor::describe(ARTICLE, Span::new(at, at + paragraph.len())).resolve(&text), Place::Lost, "{paragraph}");
    }
}
