/*!
Finding words in the article: smart case, every hit, the next one from a place. Rare words are found in a text of many megabytes within a few
milliseconds. Defines [`Found`], a search that was made; typing one is [`super::mode::search`]'s business.
*/

use memchr::memmem;

use crate::text::{Span, ceil_boundary};

/// Hits listed for the count and the ribbon; stepping finds those beyond as well.
const LISTED: usize = 20_000;

/// A search that was made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The words looked for.
    pub query: String,
    /// Where they stand, in text order, the first 20,000.
    pub hits: Vec<Span>,
    /// Whether there are more.
    pub more: bool,
}

impl Found {
    /// Looks for `query` in the whole text.
    pub fn new(text: &str, query: &str) -> Self {
        let mut hits = Vec::new();
        let mut at = 0;
        let finder = Finder::new(query);
        while let Some(hit) = finder.next(text, at) {
            if hits.len() == LISTED {
                return Self { query: query.to_owned(), hits, more: true };
            }
            at = hit.end;
            hits.push(hit);
        }
        Self { query: query.to_owned(), hits, more: false }
    }

    /// The first hit that begins after byte `at`, around the end if need be; the last before it, when not `forward`.
    pub fn step(&self, text: &str, at: usize, forward: bool) -> Option<Span> {
        let next = self.hits.partition_point(|h| h.start <= at);
        if forward {
            let beyond = || self.more.then(|| Finder::new(&self.query).next(text, ceil_boundary(text, at + 1))).flatten();
            self.hits.get(next).copied().or_else(beyond).or_else(|| self.hits.first().copied())
        } else {
            let before = self.hits.partition_point(|h| h.start < at);
            before.checked_sub(1).and_then(|n| self.hits.get(n)).or(self.hits.last()).copied()
        }
    }

    /// The number of the hit that begins at `at`, from 1.
    pub fn number(&self, at: usize) -> Option<usize> {
        self.hits.binary_search_by_key(&at, |h| h.start).ok().map(|n| n + 1)
    }

    /// The hits within `window`.
    pub fn within(&self, window: Span) -> &[Span] {
        let first = self.hits.partition_point(|h| h.end <= window.start);
        let last = self.hits.partition_point(|h| h.start < window.end);
        self.hits.get(first..last.max(first)).unwrap_or(&[])
    }
}

/// One query, ready to look for. A query with a capital is looked for as it stands, any other in any case.
struct Finder<'q> {
    exact: Option<memmem::Finder<'q>>,
    /// The query's characters in lower case.
    folded: Vec<char>,
    /// The byte by which candidates are found: its two cases, and how many bytes of the query stand before it.
    rare: Option<(u8, u8, usize)>,
}

impl<'q> Finder<'q> {
    fn new(query: &'q str) -> Self {
        let exact = query.chars().any(char::is_uppercase) || !query.chars().any(char::is_lowercase);
        let folded: Vec<char> = query.chars().flat_map(char::to_lowercase).collect();
        // Only the plain beginning of the query has a known distance from its start.
        let plain = query.bytes().take_while(u8::is_ascii).enumerate();
        let rare = plain.min_by_key(|(_, b)| commonness(*b)).map(|(n, b)| (b.to_ascii_lowercase(), b.to_ascii_uppercase(), n));
        Self { exact: exact.then(|| memmem::Finder::new(query)), folded, rare }
    }

    /// The first hit that begins at `from` or later.
    fn next(&self, text: &str, from: usize) -> Option<Span> {
        if self.folded.is_empty() || from > text.len() {
            return None;
        }
        let bytes = text.as_bytes();
        if let Some(exact) = &self.exact {
            let start = from + exact.find(bytes.get(from..)?)?;
            return Some(Span::new(start, start + exact.needle().len()));
        }
        if let Some((low, high, before)) = self.rare {
            let mut at = from + before;
            while let Some(found) = memchr::memchr2(low, high, bytes.get(at..)?) {
                let start = at + found - before;
                if let Some(hit) = self.at(text, start) {
                    return Some(hit);
                }
                at += found + 1;
            }
            return None;
        }
        let rest = Span::new(ceil_boundary(text, from), text.len());
        rest.of(text).char_indices().find_map(|(n, _)| self.at(text, rest.start + n))
    }

    /// The hit that begins at `start`, if one does.
    fn at(&self, text: &str, start: usize) -> Option<Span> {
        let mut wanted = self.folded.iter();
        let mut end = start;
        for c in text.get(start..)?.chars() {
            if wanted.len() == 0 {
                break;
            }
            for folded in c.to_lowercase() {
                if wanted.next() != Some(&folded) {
                    return None;
                }
            }
            end += c.len_utf8();
        }
        (wanted.len() == 0).then_some(Span::new(start, end))
    }
}

/// How common a byte is in running text, roughly.
fn commonness(byte: u8) -> usize {
    b"zqxj0123456789kvbywgpfmucdlhrsnioate ".iter().position(|b| *b == byte.to_ascii_lowercase()).unwrap_or(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<'t>(text: &'t str, query: &str) -> Vec<&'t str> {
        Found::new(text, query).hits.into_iter().map(|h| h.of(text)).collect()
    }

    #[test]
    fn capitals_matter_only_when_typed() {
        let text = "Kabul, kabul, KABUL; Élan élan";
        assert_eq!(words(text, "kabul"), ["Kabul", "kabul", "KABUL"]);
        assert_eq!(words(text, "Kabul"), ["Kabul"]);
        assert_eq!(words(text, "élan"), ["Élan", "élan"]);
        assert_eq!(words(text, "l, k"), ["l, k", "l, K"]);
        assert_eq!(words(text, ""), [""; 0]);
        assert_eq!(words("aaaa", "aa"), ["aa", "aa"]);
    }

    #[test]
    fn steps_wrap_around() {
        let text = "a b a b a";
        let found = Found::new(text, "a");
        assert_eq!(found.step(text, 0, true), Some(Span::new(4, 5)));
        assert_eq!(found.step(text, 8, true), Some(Span::new(0, 1)));
        assert_eq!(found.step(text, 0, false), Some(Span::new(8, 9)));
        assert_eq!((found.number(4), found.within(Span::new(1, 8)).len()), (Some(2), 1));
    }

    #[test]
    fn hits_beyond_the_list_are_found() {
        let text = "ab ".repeat(LISTED + 5);
        let found = Found::new(&text, "ab");
        let last = found.hits[LISTED - 1];
        assert!(found.more);
        assert_eq!(found.step(&text, last.start, true), Some(Span::new(last.start + 3, last.start + 5)));
    }
}
