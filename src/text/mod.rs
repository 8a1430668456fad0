/*!
Places in a text. Defines [`Span`], the only position that is stored anywhere, the conversion of byte offsets to the code
points and UTF-16 units that other programs count in ([`Positions`]), and [`cover`], which turns layers of overlapping spans
into the runs a painter needs. Knows nothing of articles or screens.
*/

pub mod clean;
pub mod count;
pub mod diff;
pub mod fuzzy;
pub mod hash;
pub mod wrap;

use serde::{Deserialize, Serialize};

/// A half-open byte range of a text, both ends on character boundaries: the only position stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`, in bytes. An `end` before `start` gives the empty span at `start`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end: if end < start { start } else { end } }
    }

    /// The words of `text` that the span covers; empty where the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether the byte at `at` lies inside.
    pub const fn contains(self, at: usize) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether `other` lies wholly inside.
    pub const fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The shared part, if any.
    pub fn meet(self, other: Span) -> Option<Span> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Span { start, end })
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span without white space at its ends.
    #[must_use]
    pub fn trim(self, text: &str) -> Span {
        self.trim_all(text, char::is_whitespace)
    }

    /// The span without the characters at its ends that `is_loose`.
    #[must_use]
    pub fn trim_all(self, text: &str, is_loose: impl Fn(char) -> bool) -> Span {
        let words = self.of(text);
        let kept = words.trim_start_matches(&is_loose);
        let start = self.start + (words.len() - kept.len());
        Span::new(start, start + kept.trim_end_matches(&is_loose).len())
    }

    /// The same place seen from a text that begins `base` bytes earlier.
    #[must_use]
    pub const fn shift(self, base: usize) -> Span {
        Span { start: self.start + base, end: self.end + base }
    }
}

/// The largest character boundary of `text` at or before `at`.
pub fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The smallest character boundary of `text` at or after `at`.
pub fn ceil_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// How many characters begin in `bytes`.
fn begun(bytes: &[u8]) -> usize {
    // Sums of so few fit into a byte, which makes them quick.
    bytes.chunks(128).map(|few| usize::from(few.iter().fold(0u8, |sum, byte| sum + u8::from(byte & 0xc0 != 0x80)))).sum()
}

/// How many characters of two UTF-16 units begin in `bytes`.
fn begun_wide(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte >= 0xf0).count()
}

/// Bytes between two checkpoints of [`Positions`].
const STRIDE: usize = 256;

/// Converts byte offsets of one text to code points and UTF-16 units, and back, at the program's edges.
///
/// Built in one pass; a lookup counts at most [`STRIDE`] bytes. A text of ASCII needs no table.
#[derive(Debug, Clone)]
pub struct Positions<'t> {
    text: &'t str,
    /// At each checkpoint: (code points before it, UTF-16 units before it). Empty for ASCII.
    marks: Vec<(usize, usize)>,
}

impl<'t> Positions<'t> {
    /// Prepares conversions for `text`.
    pub fn new(text: &'t str) -> Self {
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let (mut chars, mut units) = (0, 0);
            marks.push((chars, units));
            for bytes in text.as_bytes().chunks_exact(STRIDE) {
                chars += begun(bytes);
                units += begun(bytes) + begun_wide(bytes);
                marks.push((chars, units));
            }
        }
        Self { text, marks }
    }

    /// The mark of the last checkpoint at or before `byte` (rounded down to a boundary), and the bytes between; none where bytes are characters.
    fn near(&self, byte: usize) -> Option<((usize, usize), &'t [u8])> {
        let byte = floor_boundary(self.text, byte);
        let mark = self.marks.get(byte / STRIDE)?;
        Some((*mark, self.text.as_bytes().get(byte / STRIDE * STRIDE..byte).unwrap_or_default()))
    }

    /// Code points before the byte offset `byte` (rounded down to a boundary).
    pub fn chars(&self, byte: usize) -> usize {
        self.near(byte).map_or(byte.min(self.text.len()), |(mark, rest)| mark.0 + begun(rest))
    }

    /// UTF-16 units before the byte offset `byte` (rounded down to a boundary).
    pub fn utf16(&self, byte: usize) -> usize {
        self.near(byte).map_or(byte.min(self.text.len()), |(mark, rest)| mark.1 + begun(rest) + begun_wide(rest))
    }

    /// The byte offset of the code point number `chars`; the text's length when there are fewer.
    pub fn byte(&self, chars: usize) -> usize {
        if self.marks.is_empty() {
            return chars.min(self.text.len());
        }
        let row = self.marks.partition_point(|m| m.0 <= chars).saturating_sub(1);
        let from = ceil_boundary(self.text, row * STRIDE);
        let left = chars - self.marks.get(row).map_or(0, |m| m.0);
        Span::new(from, self.text.len()).of(self.text).char_indices().nth(left).map_or(self.text.len(), |(at, _)| from + at)
    }

    /// The span of the code points from `start` to `end`.
    pub fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.byte(start), self.byte(end))
    }
}

/// One stretch of text over which the same spans lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run<'a, T> {
    /// Where.
    pub span: Span,
    /// What lies over it, in the order given.
    pub over: Vec<&'a T>,
}

/// Cuts `window` into runs: maximal stretches covered by the same items. `items` need no order and may overlap and nest.
/// The runs cover the window without gap or overlap.
///
/// ```
/// use sayso::text::{Span, cover};
/// let items = [(Span::new(2, 6), 'a'), (Span::new(4, 8), 'b')];
/// let runs: Vec<_> = cover(Span::new(0, 9), &items)
///     .into_iter()
///     .map(|r| (r.span.start, r.over.into_iter().collect::<String>()))
///     .collect();
/// assert_eq!(runs, [(0, String::new()), (2, "a".into()), (4, "ab".into()), (6, "b".into()), (8, String::new())]);
/// ```
pub fn cover<T>(window: Span, items: &[(Span, T)]) -> Vec<Run<'_, T>> {
    let inside: Vec<(Span, &T)> = items.iter().filter_map(|(s, t)| s.meet(window).map(|s| (s, t))).collect();
    let mut cuts: Vec<usize> = inside.iter().flat_map(|(s, _)| [s.start, s.end]).collect();
    cuts.extend([window.start, window.end]);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|c| {
            let span = Span::new(c[0], c[1]);
            Run { span, over: inside.iter().filter(|(s, _)| s.covers(span)).map(|(_, t)| *t).collect() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_what_other_programs_count() {
        let text = "a“é😀”b".repeat(700);
        let p = Positions::new(&text);
        let (mut chars, mut units) = (0, 0);
        for (at, c) in text.char_indices() {
            assert_eq!((p.chars(at), p.utf16(at), p.byte(chars)), (chars, units, at));
            chars += 1;
            units += c.len_utf16();
        }
        assert_eq!((p.chars(text.len()), p.byte(chars), p.byte(chars + 9)), (chars, text.len(), text.len()));
    }

    #[test]
    fn a_span_that_does_not_fit_reads_as_empty() {
        assert_eq!(Span::new(1, 2).of("é"), "");
        assert_eq!(Span::new(0, 9).of("ab"), "");
        assert_eq!(Span::new(0, 6).trim("  ab  "), Span::new(2, 4));
    }
}
