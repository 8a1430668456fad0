/*!
What changed between two texts, word by word. Words are compared, white space is not; the cost is bounded whatever the texts. Knows nothing of
articles.
*/

use std::collections::HashMap;

use super::Span;

/// Most cells of the table in which two stretches are compared in full; beyond it they are cut at words that occur once in both.
const CELLS: usize = 1 << 20;

/// A stretch of one or of both texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// The same words: in the old text, in the new text.
    Same(Span, Span),
    /// Words of the old text that are gone.
    Removed(Span),
    /// Words of the new text that were not there.
    Added(Span),
}

/// The pieces that make the new text of the old one, in order; of a change the removed words come first.
pub fn words(old: &str, new: &str) -> Vec<Piece> {
    let (a, b) = (tokens(old), tokens(new));
    let mut ids: HashMap<&str, u32> = HashMap::new();
    let both = a.iter().map(|s| s.of(old)).chain(b.iter().map(|s| s.of(new)));
    let numbers: Vec<u32> = both
        .map(|word| {
            let next = ids.len() as u32;
            *ids.entry(word).or_insert(next)
        })
        .collect();
    let (x, y) = numbers.split_at(a.len());
    let mut pairs = Vec::new();
    compare(x, y, 0, 0, &mut pairs);
    pieces(&a, &b, &pairs)
}

/// What became of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stands in both texts.
    Same,
    /// It is gone.
    Removed,
    /// It was not there before.
    Added,
}

/// Both texts woven into one, line by line.
pub fn woven(old: &str, new: &str) -> Vec<Vec<(Fate, String)>> {
    let mut lines: Vec<Vec<(Fate, String)>> = vec![Vec::new()];
    let mut put = |fate: Fate, words: &str| {
        for (n, part) in words.split('\n').enumerate() {
            if n > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                line.push((fate, part.to_owned()));
            }
        }
    };
    let (mut old_at, mut new_at) = (0, 0);
    for piece in words(old, new) {
        // The white space before a piece comes from the text that the piece is of.
        let (fate, text, from, span) = match piece {
            Piece::Same(_, b) => (Fate::Same, new, new_at, b),
            Piece::Added(b) => (Fate::Added, new, new_at, b),
            Piece::Removed(a) => (Fate::Removed, old, old_at, a),
        };
        put(Fate::Same, Span::new(from, span.start).of(text));
        put(fate, span.of(text));
        match piece {
            Piece::Same(a, b) => (old_at, new_at) = (a.end, b.end),
            Piece::Added(b) => new_at = b.end,
            Piece::Removed(a) => old_at = a.end,
        }
    }
    lines
}

/// Words, and each other mark by itself.
fn tokens(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let part = c.is_alphanumeric() || (open && matches!(c, '\'' | '’' | '\u{300}'..='\u{36f}'));
        match spans.last_mut().filter(|_| part && open) {
            Some(word) => word.end = end,
            None if !c.is_whitespace() => spans.push(Span::new(at, end)),
            None => {}
        }
        open = part;
    }
    spans
}

/// Pairs of equal words, in order in both: `from_x` and `from_y` are where the stretches begin.
fn compare(x: &[u32], y: &[u32], from_x: usize, from_y: usize, pairs: &mut Vec<(usize, usize)>) {
    let head = x.iter().zip(y).take_while(|(a, b)| a == b).count();
    pairs.extend((0..head).map(|n| (from_x + n, from_y + n)));
    let (x, y, from_x, from_y) = (&x[head..], &y[head..], from_x + head, from_y + head);
    let tail = x.iter().rev().zip(y.iter().rev()).take_while(|(a, b)| a == b).count();
    let (inner_x, inner_y) = (&x[..x.len() - tail], &y[..y.len() - tail]);
    if inner_x.len().saturating_mul(inner_y.len()) <= CELLS {
        table(inner_x, inner_y, from_x, from_y, pairs);
    } else {
        let (mut at_x, mut at_y) = (0, 0);
        for (cut_x, cut_y) in unique(inner_x, inner_y) {
            compare(&inner_x[at_x..cut_x], &inner_y[at_y..cut_y], from_x + at_x, from_y + at_y, pairs);
            pairs.push((from_x + cut_x, from_y + cut_y));
            (at_x, at_y) = (cut_x + 1, cut_y + 1);
        }
        // Without a cut the stretch is taken as replaced.
        if at_x > 0 {
            compare(&inner_x[at_x..], &inner_y[at_y..], from_x + at_x, from_y + at_y, pairs);
        }
    }
    pairs.extend((0..tail).map(|n| (from_x + inner_x.len() + n, from_y + inner_y.len() + n)));
}

/// The longest common run of words, by the full table.
fn table(x: &[u32], y: &[u32], from_x: usize, from_y: usize, pairs: &mut Vec<(usize, usize)>) {
    let width = y.len() + 1;
    // The longest common run of what is left at (i, j).
    let mut best = vec![0_u32; (x.len() + 1) * width];
    for i in (0..x.len()).rev() {
        for j in (0..y.len()).rev() {
            best[i * width + j] =
                if x[i] == y[j] { best[(i + 1) * width + j + 1] + 1 } else { best[(i + 1) * width + j].max(best[i * width + j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < x.len() && j < y.len() {
        if x[i] == y[j] {
            pairs.push((from_x + i, from_y + j));
            (i, j) = (i + 1, j + 1);
        } else if best[(i + 1) * width + j] >= best[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
}

/// Words that occur once in both stretches, the longest row of them that is in order in both.
fn unique(x: &[u32], y: &[u32]) -> Vec<(usize, usize)> {
    // Word → (times in x, times in y, place in y).
    let mut seen: HashMap<u32, (u32, u32, usize)> = HashMap::new();
    for w in x {
        seen.entry(*w).or_default().0 += 1;
    }
    for (at, w) in y.iter().enumerate() {
        let entry = seen.entry(*w).or_default();
        (entry.1, entry.2) = (entry.1 + 1, at);
    }
    let both = x.iter().enumerate().filter_map(|(at, w)| seen.get(w).filter(|s| s.0 == 1 && s.1 == 1).map(|s| (at, s.2)));
    // Patience: piles by place in y, each card with a link to the top of the pile before it.
    let cards: Vec<(usize, usize)> = both.collect();
    let (mut piles, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::with_capacity(cards.len()));
    for (n, card) in cards.iter().enumerate() {
        let pile = piles.partition_point(|top| cards[*top].1 < card.1);
        before.push(pile.checked_sub(1).map(|p| piles[p]));
        if pile == piles.len() {
            piles.push(n);
        } else {
            piles[pile] = n;
        }
    }
    let mut row = Vec::with_capacity(piles.len());
    let mut at = piles.last().copied();
    while let Some(n) = at {
        row.push(cards[n]);
        at = before[n];
    }
    row.reverse();
    row
}

fn pieces(a: &[Span], b: &[Span], pairs: &[(usize, usize)]) -> Vec<Piece> {
    let reach = |spans: &[Span]| Some(spans.first()?.join(*spans.last()?));
    let mut pieces = Vec::new();
    let (mut i, mut j) = (0, 0);
    let mut at = 0;
    while at <= pairs.len() {
        let (next_i, next_j) = pairs.get(at).copied().unwrap_or((a.len(), b.len()));
        pieces.extend(reach(&a[i..next_i]).map(Piece::Removed));
        pieces.extend(reach(&b[j..next_j]).map(Piece::Added));
        let run = pairs[at..].iter().enumerate().take_while(|(n, pair)| **pair == (next_i + n, next_j + n)).count();
        if let (Some(old), Some(new)) = (a.get(next_i..next_i + run).and_then(reach), b.get(next_j..next_j + run).and_then(reach)) {
            pieces.push(Piece::Same(old, new));
        }
        (i, j) = (next_i + run, next_j + run);
        at += run.max(1);
    }
    pieces
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let pieces = words(old, new).into_iter().map(|piece| match piece {
            Piece::Same(a, _) => a.of(old).to_owned(),
            Piece::Removed(a) => format!("[-{}-]", a.of(old)),
            Piece::Added(b) => format!("{{+{}+}}", b.of(new)),
        });
        pieces.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn changes_are_told_word_by_word() {
        assert_eq!(shown("He said it was a lie.", "He said it was not a lie."), "He said it was {+not+} a lie.");
        assert_eq!(
            shown("Nine died on Friday, police said.", "Ten died on\nFriday."),
            "[-Nine-] {+Ten+} died on Friday [-, police said-] ."
        );
        assert_eq!(shown("", "New words"), "{+New words+}");
        assert_eq!(shown("Old words", ""), "[-Old words-]");
        assert_eq!(shown("same  words", "same words"), "same  words");
    }

    #[test]
    fn long_texts_are_cut_where_a_word_is_the_only_one() {
        let side = |salt: usize| (0..6_000).map(|n| if n % 9 == salt { format!("w{salt} ") } else { format!("n{n} ") }).collect::<String>();
        let (old, new) = (side(1), side(2));
        let same = words(&old, &new).iter().filter(|p| matches!(p, Piece::Same(..))).count();
        assert!(same > 600, "{same}");
        // Nothing in common and nothing that occurs once: replaced as a whole.
        assert_eq!(words(&"a b ".repeat(3_000), &"c d ".repeat(3_000)).len(), 2);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_put_together_again(old in "[ab \n.’é]{0,60}", new in "[ab \n.’é]{0,60}") {
            let (mut a, mut b) = (String::new(), String::new());
            for piece in words(&old, &new) {
                match piece {
                    Piece::Same(x, y) => {
                        let plain = |s: &str| s.split_whitespace().collect::<String>();
                        prop_assert_eq!(plain(x.of(&old)), plain(y.of(&new)));
                        a.push_str(x.of(&old));
                        b.push_str(y.of(&new));
                    }
                    Piece::Removed(x) => a.push_str(x.of(&old)),
                    Piece::Added(y) => b.push_str(y.of(&new)),
                }
            }
            let solid = |s: &str| s.split_whitespace().collect::<String>();
            prop_assert_eq!(solid(&a), solid(&old));
            prop_assert_eq!(solid(&b), solid(&new));
        }
    }
}
