/*!
Best approximate match of a short text in a long one. Defines [`Folded`], a text without the differences that typography makes (white
space, curly marks, dashes), [`Grams`], which tells where in it a short text may stand, and [`align`], which tells how well it does.
Counts characters, not bytes, and knows nothing of annotations.
*/

// A text is far shorter than half the address space.
#![allow(clippy::cast_possible_wrap)]

use std::collections::HashMap;

/// A text as characters, with typography made plain: runs of white space are one space, curly marks straight, dashes hyphens.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The characters.
    pub chars: Vec<char>,
    /// Byte offset of each in the text, and the text's length at the end.
    pub bytes: Vec<usize>,
}

impl Folded {
    /// Folds `text`.
    pub fn new(text: &str) -> Self {
        let mut folded = Self { chars: Vec::with_capacity(text.len()), bytes: Vec::with_capacity(text.len() + 1) };
        let mut blank = false;
        for (at, c) in text.char_indices() {
            let c = fold(c);
            if c == ' ' && blank {
                continue;
            }
            blank = c == ' ';
            if c == '…' {
                folded.chars.extend(['.'; 3]);
                folded.bytes.extend([at; 3]);
                continue;
            }
            folded.chars.push(c);
            folded.bytes.push(at);
        }
        folded.bytes.push(text.len());
        folded
    }

    /// Number of the character at or after the byte `at`.
    pub fn at(&self, byte: usize) -> usize {
        self.bytes.partition_point(|b| *b < byte).min(self.chars.len())
    }
}

fn fold(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | '′' | '´' | '`' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
        '‐'..='―' | '−' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Characters in a gram.
const GRAM: usize = 5;
/// A gram that stands in more places than this says nothing.
const COMMON: usize = 64;
/// Width of the bins in which grams vote for a place.
const BIN: usize = 32;

/// Where each run of [`GRAM`] characters stands in a text.
#[derive(Debug, Default)]
pub struct Grams {
    /// Gram → its stretch of `places`.
    buckets: Vec<u32>,
    places: Vec<u32>,
    mask: u32,
}

fn gram(chars: &[char]) -> u32 {
    chars.iter().fold(0x811c_9dc5_u32, |h, c| (h ^ *c as u32).wrapping_mul(0x0100_0193).rotate_left(5))
}

impl Grams {
    /// Indexes a text.
    pub fn new(chars: &[char]) -> Self {
        let size = chars.len().next_power_of_two().clamp(1 << 8, 1 << 22);
        let mask = size as u32 - 1;
        let mut buckets = vec![0_u32; size + 1];
        let keys: Vec<u32> = chars.windows(GRAM).map(|w| gram(w) & mask).collect();
        for key in &keys {
            buckets[*key as usize + 1] += 1;
        }
        for at in 1..buckets.len() {
            buckets[at] += buckets[at - 1];
        }
        let mut next = buckets.clone();
        let mut places = vec![0; keys.len()];
        for (at, key) in keys.iter().enumerate() {
            let slot = &mut next[*key as usize];
            places[*slot as usize] = at as u32;
            *slot += 1;
        }
        Self { buckets, places, mask }
    }

    /// Where `pattern` may begin in the text (before it, even), the likeliest first, at most `most`.
    pub fn vote(&self, pattern: &[char], most: usize) -> Vec<isize> {
        let mut votes: HashMap<isize, (u32, isize)> = HashMap::new();
        for (offset, window) in pattern.windows(GRAM).enumerate() {
            let key = (gram(window) & self.mask) as usize;
            let places = &self.places[self.buckets[key] as usize..self.buckets[key + 1] as usize];
            if places.len() > COMMON {
                continue;
            }
            for place in places {
                let start = *place as isize - offset as isize;
                let bin = votes.entry(start.div_euclid(BIN as isize)).or_default();
                bin.0 += 1;
                bin.1 += start;
            }
        }
        // A place at the edge of a bin has votes in two of them: they count for the fuller one.
        let of = |bin: isize| votes.get(&bin).map_or(0, |v| v.0);
        let mut bins: Vec<(u32, isize, isize)> = Vec::with_capacity(votes.len());
        for (bin, (n, sum)) in &votes {
            let (before, after) = (of(bin - 1), of(bin + 1));
            if *n > before && *n >= after {
                bins.push((n + before.max(after), sum / *n as isize, *bin));
            }
        }
        bins.sort_unstable_by_key(|(n, _, bin)| (std::cmp::Reverse(*n), *bin));
        let mut starts: Vec<isize> = Vec::new();
        for (_, start, _) in bins {
            if starts.iter().all(|s| (s - start).unsigned_abs() > BIN) {
                starts.push(start);
            }
            if starts.len() == most {
                break;
            }
        }
        starts
    }
}

/// How a pattern lies over a text: for each boundary between its characters the boundary in the text, and the edits spent before it.
#[derive(Debug, Clone, Default)]
pub struct Alignment {
    /// Boundary in the text for each boundary in the pattern: one more than it has characters.
    pub at: Vec<usize>,
    /// Edits before each boundary.
    pub cost: Vec<u32>,
}

/// Aligns `pattern` with `text` near `start`, with ends free in the text and at most `slack` characters of drift. None where the text
/// does not reach so far.
pub fn align(pattern: &[char], text: &[char], start: isize, slack: usize) -> Option<Alignment> {
    let from = (start - slack as isize).max(0) as usize;
    let to = (start + pattern.len() as isize + slack as isize).clamp(0, text.len() as isize) as usize;
    if from >= to || pattern.is_empty() {
        return None;
    }
    let window = &text[from..to];
    // Row r, column c: pattern[..r] against window ending at c, where c runs over a band of 2·slack+1 around the diagonal.
    let lead = start - from as isize;
    let width = 2 * slack + 1;
    let column = |row: usize, band: usize| row as isize + lead + band as isize - slack as isize;
    let far = u32::MAX / 2;
    let mut cost = vec![far; (pattern.len() + 1) * width];
    for (band, cell) in cost.iter_mut().take(width).enumerate() {
        if (0..=window.len() as isize).contains(&column(0, band)) {
            *cell = 0;
        }
    }
    for row in 1..=pattern.len() {
        let (above, here) = cost.split_at_mut(row * width);
        let above = &above[(row - 1) * width..];
        for band in 0..width {
            let c = column(row, band);
            if !(0..=window.len() as isize).contains(&c) {
                continue;
            }
            let mut best = if c > 0 { above[band] + u32::from(window[c as usize - 1] != pattern[row - 1]) } else { far };
            if band + 1 < width {
                best = best.min(above[band + 1] + 1);
            }
            if band > 0 {
                best = best.min(here[band - 1] + 1);
            }
            here[band] = best;
        }
    }
    let last = pattern.len() * width;
    let mut band = (0..width).min_by_key(|b| (cost[last + b], b.abs_diff(slack)))?;
    if cost[last + band] >= far {
        return None;
    }
    // Walk back; where several edits explain it, a substitution is preferred.
    let mut found = Alignment { at: vec![0; pattern.len() + 1], cost: vec![0; pattern.len() + 1] };
    let mut row = pattern.len();
    loop {
        let c = column(row, band) as usize;
        found.at[row] = from + c;
        found.cost[row] = cost[row * width + band];
        if row == 0 {
            return Some(found);
        }
        let here = cost[row * width + band];
        let up = (row - 1) * width;
        if c > 0 && cost[up + band] + u32::from(window[c - 1] != pattern[row - 1]) == here {
            row -= 1;
        } else if band + 1 < width && cost[up + band + 1] + 1 == here {
            (row, band) = (row - 1, band + 1);
        } else {
            band -= 1;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn find(pattern: &str, text: &str) -> (String, u32) {
        let (pattern, folded) = (Folded::new(pattern), Folded::new(text));
        let start = Grams::new(&folded.chars).vote(&pattern.chars, 1)[0];
        let found = align(&pattern.chars, &folded.chars, start, 16).unwrap();
        (folded.chars[found.at[0]..found.at[pattern.chars.len()]].iter().collect(), found.cost[pattern.chars.len()])
    }

    #[test]
    fn typography_makes_no_difference() {
        let text = "He said: “It’s  a figment\nof imagination” – and left.";
        assert_eq!(find("\"It's a figment of imagination\"", text).1, 0);
    }

    #[test]
    fn misspelled_words_are_found_whole() {
        let text = "Nothing here. The Foreign Office said the clam was outrageously false. Nothing there.";
        assert_eq!(find("Foreign Office said the claim was outrageous", text), ("Foreign Office said the clam was outrageous".into(), 1));
    }
}
