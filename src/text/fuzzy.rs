/*!
Best approximate match of a short text in a long one. Defines [`Folded`], a text without the differences that typography and case make,
[`Grams`], which tells where in it a short text stands or may stand, and [`align`], which tells how well it does. Counts characters, not
bytes, and knows nothing of annotations.
*/

// A text is far shorter than half the address space.
#![allow(clippy::cast_possible_wrap)]

/// A text as characters, with typography made plain: runs of white space are one space, curly marks straight, dashes one hyphen, what takes
/// no room left out; and all of it in small letters.
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
        for (at, c) in plain(text) {
            folded.chars.push(small(c));
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

/// Whether two texts differ in nothing but typography.
pub fn same(a: &str, b: &str) -> bool {
    a == b || plain(a).map(|(_, c)| c).eq(plain(b).map(|(_, c)| c))
}

/// The characters of `text` with typography made plain, each with the byte where it stands.
fn plain(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut last = '\0';
    text.char_indices().filter(|(_, c)| !roomless(*c)).flat_map(move |(at, c)| {
        let c = fold(c);
        let again = matches!(c, ' ' | '-') && c == last;
        last = c;
        let (c, times) = if c == '…' { ('.', 3) } else { (c, usize::from(!again)) };
        std::iter::repeat_n((at, c), times)
    })
}

fn fold(c: char) -> char {
    match c {
        '\u{21}'..='\u{5f}' | '\u{61}'..='\u{7e}' => c,
        '‘' | '’' | '‚' | '‛' | '′' | '´' | '`' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
        '‐'..='―' | '−' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Soft hyphens, zero-width spaces and the like.
const fn roomless(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn small(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}

/// Characters in a gram.
const GRAM: usize = 5;
/// A gram that stands in more places than this says nothing.
const COMMON: usize = 64;
/// So many votes settle where a pattern may stand.
const VOTES: usize = 600;
/// Width of the bins in which grams vote for a place.
const BIN: usize = 32;

/// Where each run of [`GRAM`] characters stands in a text.
#[derive(Debug, Default)]
pub struct Grams {
    /// Gram → its stretch of `places`.
    buckets: Vec<u32>,
    places: Vec<u32>,
    mask: u32,
    /// Votes by bin and the sum of the beginnings they are for; all zero between two votes.
    votes: Vec<(u32, isize)>,
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
        Self { buckets, places, mask, votes: Vec::new() }
    }

    fn places(&self, window: &[char]) -> &[u32] {
        let key = (gram(window) & self.mask) as usize;
        &self.places[self.buckets[key] as usize..self.buckets[key + 1] as usize]
    }

    /// Every place where `pattern` stands in `chars`, the text that was indexed.
    pub fn occurrences(&self, pattern: &[char], chars: &[char]) -> Vec<usize> {
        if pattern.is_empty() {
            return Vec::new();
        }
        if pattern.len() < GRAM {
            return chars.windows(pattern.len()).enumerate().filter(|(_, w)| *w == pattern).map(|(at, _)| at).collect();
        }
        // Where its rarest gram stands, there it may stand.
        let grams = pattern.windows(GRAM).take(END_OF_SEARCH).map(|w| self.places(w)).enumerate();
        let Some((offset, places)) = grams.min_by_key(|(_, places)| places.len()) else { return Vec::new() };
        let starts = places.iter().filter_map(|place| (*place as usize).checked_sub(offset));
        starts.filter(|at| chars.get(*at..*at + pattern.len()) == Some(pattern)).collect()
    }

    /// Where `pattern` may begin in the text (before it, even), the likeliest first, at most `most`.
    pub fn vote(&mut self, pattern: &[char], most: usize) -> Vec<isize> {
        let mut votes = std::mem::take(&mut self.votes);
        // Bins are counted from one pattern's length before the text, and the first and last stay empty.
        let base = (pattern.len() + BIN) as isize;
        votes.resize(votes.len().max((self.places.len() + pattern.len()) / BIN + 4), (0, 0));
        let mut touched: Vec<u32> = Vec::new();
        let mut cast = 0;
        // The rarest tell the most; a few hundred votes settle it.
        for many in [1..=4, 5..=16, 17..=COMMON] {
            if cast > VOTES {
                break;
            }
            for (offset, window) in pattern.windows(GRAM).enumerate() {
                let places = self.places(window);
                if !many.contains(&places.len()) {
                    continue;
                }
                cast += places.len();
                for place in places {
                    let start = *place as isize - offset as isize;
                    let bin = (start + base) as usize / BIN;
                    let of = &mut votes[bin];
                    if of.0 == 0 {
                        touched.push(bin as u32);
                    }
                    *of = (of.0 + 1, of.1 + start);
                }
            }
        }
        // A place at the edge of a bin has votes in two of them: they count for the fuller one.
        let of = |bin: usize| votes[bin].0;
        let mut bins: Vec<(u32, isize)> = Vec::new();
        for bin in touched.iter().map(|bin| *bin as usize) {
            let (n, before, after) = (of(bin), of(bin - 1), of(bin + 1));
            if n > before && n >= after {
                bins.push((n + before.max(after), votes[bin].1 / n as isize));
            }
        }
        for bin in touched {
            votes[bin as usize] = (0, 0);
        }
        self.votes = votes;
        bins.sort_unstable_by_key(|(n, start)| (std::cmp::Reverse(*n), *start));
        // What has a small part of the first one's votes has them by chance.
        let least = bins.first().map_or(0, |first| first.0 * 2 / 5);
        let mut starts: Vec<isize> = Vec::new();
        for (n, start) in bins {
            if n < least || starts.len() == most {
                break;
            }
            if starts.iter().all(|s| (s - start).unsigned_abs() > BIN) {
                starts.push(start);
            }
        }
        starts
    }
}

/// Grams of a long pattern that are compared for the rarest.
const END_OF_SEARCH: usize = 32;

/// How a pattern lies over a text: for each boundary between its characters the boundary in the text, and the edits spent before it.
#[derive(Debug, Clone, Default)]
pub struct Alignment {
    /// Boundary in the text for each boundary in the pattern: one more than it has characters.
    pub at: Vec<usize>,
    /// Edits before each boundary.
    pub cost: Vec<u32>,
}

/// Characters of a pattern in one machine word.
const WORD: usize = 64;

/// For 64 rows of one column of the table of edit distances: whether each cell is one more or one less than the cell above it (`up`) and than
/// the cell to the left of it (`left`).
#[derive(Debug, Clone, Copy, Default)]
struct Deltas {
    up: (u64, u64),
    left: (u64, u64),
}

/// The table of edit distances between a pattern (rows) and a window of a text (columns), as differences between neighbouring cells: Myers'
/// bit-parallel algorithm in Hyyrö's form, 64 rows a step.
struct Table {
    rows: usize,
    words: usize,
    /// Empty for who only asks for the cost.
    cells: Vec<Deltas>,
    /// Column and cost of the cheapest end; the nearest to `expected` of those equally cheap.
    end: (usize, u32),
}

impl Table {
    fn new(pattern: &[char], window: &[char], expected: usize, walked: bool) -> Self {
        let (rows, words) = (pattern.len(), pattern.len().div_ceil(WORD));
        let masks = Masks::new(pattern);
        let top = (rows - 1) % WORD;
        let mut up = vec![(u64::MAX, 0_u64); words];
        let mut cells = Vec::with_capacity(if walked { window.len() * words } else { 0 });
        let mut cost = rows as u32;
        let mut end = (0_usize, cost);
        for (column, c) in window.iter().enumerate() {
            let equal = masks.of(*c);
            // Ends are free in the text: along the top edge nothing is spent.
            let (mut more, mut less) = (0, 0);
            for word in 0..words {
                let (plus, minus) = up[word];
                let equal_here = equal[word];
                let vertical = equal_here | minus;
                let equal_here = equal_here | less;
                let across = (((equal_here & plus).wrapping_add(plus)) ^ plus) | equal_here;
                let (left_more, left_less) = (minus | !(across | plus), plus & across);
                let last = if word + 1 == words { top } else { WORD - 1 };
                let (shifted_more, shifted_less) = (left_more << 1 | more, left_less << 1 | less);
                (more, less) = (left_more >> last & 1, left_less >> last & 1);
                up[word] = (shifted_less | !(vertical | shifted_more), shifted_more & vertical);
                if walked {
                    cells.push(Deltas { up: up[word], left: (left_more, left_less) });
                }
            }
            cost = cost + more as u32 - less as u32;
            let here = column + 1;
            if cost < end.1 || (cost == end.1 && here.abs_diff(expected) < end.0.abs_diff(expected)) {
                end = (here, cost);
            }
        }
        Self { rows, words, cells, end }
    }

    fn delta(bits: (u64, u64), row: usize) -> i32 {
        let at = (row - 1) % WORD;
        (bits.0 >> at & 1) as i32 - (bits.1 >> at & 1) as i32
    }

    fn cell(&self, row: usize, column: usize) -> &Deltas {
        &self.cells[(column - 1) * self.words + (row - 1) / WORD]
    }

    /// The cheapest way through the table; where several edits explain it, a substitution is preferred. `from` is added to the columns.
    fn walk(&self, pattern: &[char], window: &[char], from: usize) -> Alignment {
        let mut found = Alignment { at: vec![from; self.rows + 1], cost: vec![0; self.rows + 1] };
        let (mut row, mut column, mut cost) = (self.rows, self.end.0, self.end.1 as i32);
        while row > 0 {
            found.at[row] = from + column;
            found.cost[row] = cost.max(0) as u32;
            if column == 0 {
                (row, cost) = (row - 1, cost - 1);
                continue;
            }
            let above = Self::delta(self.cell(row, column).up, row);
            let aslant = above + if row > 1 { Self::delta(self.cell(row - 1, column).left, row - 1) } else { 0 };
            if aslant == 1 || pattern[row - 1] == window[column - 1] {
                (row, column, cost) = (row - 1, column - 1, cost - aslant);
            } else if above == 1 {
                (row, cost) = (row - 1, cost - 1);
            } else {
                (column, cost) = (column - 1, cost - 1);
            }
        }
        found.at[0] = from + column;
        found
    }
}

/// In which rows of a pattern each of its characters stands.
struct Masks {
    words: usize,
    /// Character → number of its rows' masks; 0 is the masks of what the pattern lacks.
    ascii: [u16; 128],
    others: Vec<(char, u16)>,
    rows: Vec<u64>,
}

impl Masks {
    fn new(pattern: &[char]) -> Self {
        let words = pattern.len().div_ceil(WORD);
        let mut masks = Self { words, ascii: [0; 128], others: Vec::new(), rows: vec![0; words] };
        for (row, c) in pattern.iter().enumerate() {
            let mut number = masks.number(*c);
            if number == 0 {
                number = (masks.rows.len() / words) as u16;
                masks.rows.resize(masks.rows.len() + words, 0);
                match masks.ascii.get_mut(*c as usize) {
                    Some(slot) => *slot = number,
                    None => masks.others.push((*c, number)),
                }
            }
            masks.rows[number as usize * words + row / WORD] |= 1 << (row % WORD);
        }
        masks
    }

    fn number(&self, c: char) -> u16 {
        let other = || self.others.iter().find(|(o, _)| *o == c).map_or(0, |(_, n)| *n);
        self.ascii.get(c as usize).copied().unwrap_or_else(other)
    }

    fn of(&self, c: char) -> &[u64] {
        let at = self.number(c) as usize * self.words;
        &self.rows[at..at + self.words]
    }
}

/// The stretch of `text` in which a pattern of `length` that begins near `start` may lie, and where in it it should end.
fn window(text: &[char], length: usize, start: isize, slack: usize) -> Option<(usize, &[char], usize)> {
    let from = (start - slack as isize).max(0) as usize;
    let to = (start + length as isize + slack as isize).clamp(0, text.len() as isize) as usize;
    (from < to && length > 0).then(|| (from, &text[from..to], (start + length as isize - from as isize).max(0) as usize))
}

/// Aligns `pattern` with `text` near `start`, with ends free in the text and at most `slack` characters of drift. None where the text
/// does not reach so far.
pub fn align(pattern: &[char], text: &[char], start: isize, slack: usize) -> Option<Alignment> {
    let (from, window, expected) = window(text, pattern.len(), start, slack)?;
    Some(Table::new(pattern, window, expected, true).walk(pattern, window, from))
}

/// The edits that [`align`] would spend.
pub fn distance(pattern: &[char], text: &[char], start: isize, slack: usize) -> Option<u32> {
    let (_, window, expected) = window(text, pattern.len(), start, slack)?;
    Some(Table::new(pattern, window, expected, false).end.1)
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
        assert!(same("“It’s — so”", "\"It's\n--\u{a0}so\""));
        assert!(!same("So", "so"));
    }

    #[test]
    fn misspelled_words_are_found_whole() {
        let text = "Nothing here. The Foreign Office said the clam was outrageously false. Nothing there.";
        assert_eq!(find("Foreign Office said the claim was outrageous", text), ("foreign office said the clam was outrageous".into(), 1));
    }

    /// The textbook's table, with ends free in the text.
    fn slowly(pattern: &[char], text: &[char]) -> u32 {
        let mut row: Vec<u32> = vec![0; text.len() + 1];
        for (i, p) in pattern.iter().enumerate() {
            let mut aslant = std::mem::replace(&mut row[0], i as u32 + 1);
            for (j, t) in text.iter().enumerate() {
                let best = (aslant + u32::from(p != t)).min(row[j] + 1).min(row[j + 1] + 1);
                aslant = std::mem::replace(&mut row[j + 1], best);
            }
        }
        *row.iter().min().unwrap()
    }

    #[test]
    fn distances_are_those_of_the_textbook() {
        let mut seed = 5_u64;
        let mut roll = |sides: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % sides
        };
        for length in (1..200).chain([63, 64, 65, 128, 129]) {
            let pattern: Vec<char> = (0..length).map(|_| char::from(b'a' + roll(4) as u8)).collect();
            let mut text: Vec<char> = Vec::new();
            for c in &pattern {
                text.extend((0..roll(8) / 6).map(|_| 'é'));
                text.extend(Some(*c).filter(|_| roll(9) > 0));
            }
            let truth = slowly(&pattern, &text);
            let room = text.len().max(length);
            assert_eq!(distance(&pattern, &text, 0, room), Some(truth).filter(|_| !text.is_empty()), "{length}");
            let Some(found) = align(&pattern, &text, 0, room) else { continue };
            // Each step of the walk is one edit at most, and what it says it spent.
            for row in 0..length {
                let (step, spent) = (found.at[row + 1] - found.at[row], found.cost[row + 1] - found.cost[row]);
                let least = if step == 0 { 1 } else { step as u32 - 1 };
                assert!(spent >= least && spent <= step.max(1) as u32, "{length} {row}: {step} {spent}");
                assert!(spent > 0 || text[found.at[row + 1] - 1] == pattern[row]);
            }
        }
    }

    #[test]
    fn occurrences_are_all_of_them() {
        let text = Folded::new("He said it, she said it, They Said It.");
        let grams = Grams::new(&text.chars);
        let find = |words: &str| grams.occurrences(&Folded::new(words).chars, &text.chars);
        assert_eq!((find("said it"), find("it"), find("said  nothing")), (vec![3, 16, 30], vec![8, 21, 35], vec![]));
    }
}
