/*!
Plain text → [`Article`]. Says what each unit of the text is (a heading, a teaser, a post, …) from its shape and its neighbours, and
writes the text out block by block. Every character that is not white space stays, in order.
*/

mod lines;
mod top;

use self::lines::{Layout, Unit};
use super::signs::{self, Label, Post};
use crate::{
    article::{Article, Block, BlockKind},
    text::Span,
};

/// Units that make one block.
#[derive(Debug, Clone, Copy)]
struct Piece {
    first: usize,
    count: usize,
    kind: BlockKind,
}

/// A unit longer than this is a paragraph and nothing else.
const SHORT: usize = 400;

/// Reads `text`, which holds no control character but `\n`.
pub fn read(text: String) -> Article {
    let layout = lines::layout(&text);
    let units = lines::units(&text, layout);
    let mut kinds = Kinds { text: &text, units: &units, found: vec![None; units.len()] };
    kinds.posts();
    kinds.teasers();
    kinds.lines(layout);
    let meta = top::read(&text, &units, &mut kinds.found);
    kinds.headings();
    let pieces = pieces(&kinds);
    let (text, blocks) = write(text, &units, &pieces);
    Article { meta, text, blocks, ..Article::default() }
}

/// What each unit was found to be: its kind, and whether it goes on with the block before it.
type Kind = Option<(BlockKind, bool)>;

struct Kinds<'t> {
    text: &'t str,
    units: &'t [Unit],
    found: Vec<Kind>,
}

impl<'t> Kinds<'t> {
    fn line(&self, at: usize) -> &'t str {
        self.units.get(at).map_or("", |u| u.span.of(self.text))
    }

    fn is_free(&self, at: usize) -> bool {
        self.found.get(at).is_some_and(Option::is_none)
    }

    fn short(&self, at: usize) -> bool {
        self.units.get(at).is_some_and(|u| u.span.len() <= SHORT)
    }

    /// Makes one block of the units from `first` to `last`.
    fn claim(&mut self, first: usize, last: usize, kind: BlockKind) {
        for at in first..=last.min(self.found.len().saturating_sub(1)) {
            self.found[at] = Some((kind, at > first));
        }
    }

    /// The units of the group of `at`, if it is a small one between blank lines.
    fn small_group(&self, at: usize) -> Option<(usize, usize)> {
        let group = self.units.get(at)?.group;
        let first = (0..at).rev().take(9).take_while(|i| self.units[*i].group == group).last().unwrap_or(at);
        let last = (at + 1..self.units.len()).take(9).take_while(|i| self.units[*i].group == group).last().unwrap_or(at);
        let size: usize = self.units.get(first..=last)?.iter().map(|u| u.span.len()).sum();
        let whole = first == 0 && last + 1 == self.units.len();
        (last > first && last - first < 9 && size <= 1200 && !whole).then_some((first, last))
    }

    /// Social posts, each found by its name line.
    fn posts(&mut self) {
        for at in 0..self.units.len() {
            // A handle, or the first byte of a dash: cheap to look for in every line of a long text.
            let signed = |line: &str| memchr::memchr2(b'@', 0xe2, line.as_bytes()).is_some() && line.contains(['@', '—', '–']);
            if !self.short(at) || !self.is_free(at) || !signed(self.line(at)) {
                continue;
            }
            match signs::post(self.line(at)) {
                Post::Whole => self.claim(at, at, BlockKind::Embed),
                Post::Name => {
                    let (first, last) = self.small_group(at).unwrap_or_else(|| self.post_around(at));
                    if (first..=last).all(|i| self.is_free(i)) {
                        self.claim(first, last, BlockKind::Embed);
                    }
                }
                Post::Like | Post::No => {}
            }
        }
    }

    /// The lines of the post whose name line is `at`, where no blank line parts it from its neighbours: the lines after it that look
    /// like a post's and the scrap before it, or else the line before it.
    fn post_around(&self, at: usize) -> (usize, usize) {
        let looks = |i: usize| self.is_free(i) && self.short(i) && (signs::post(self.line(i)) == Post::Like || self.line(i).ends_with('…'));
        let scrap = |i: usize| {
            let line = self.line(i);
            let cut = !signs::ends_a_sentence(line) || line.ends_with(['!', '…']);
            self.is_free(i) && line.len() <= 60 && i > 0 && (looks(i) || cut && line.ends_with('!'))
        };
        let last = (at + 1..=at + 3).filter(|i| looks(*i)).max().unwrap_or(at);
        let mut first = at;
        if last > at {
            while first > 0 && at - first < 2 && scrap(first - 1) {
                first -= 1;
            }
        } else if at > 0 && self.is_free(at - 1) && self.short(at - 1) && !signs::heading(self.line(at - 1)) {
            first = at - 1;
            while first > 0 && at - first < 4 && looks(first - 1) {
                first -= 1;
            }
        } else if at > 1 && self.is_free(at - 1) && looks(at - 1) {
            first = at - 1;
        }
        (first, last)
    }

    /// "See also" teasers: a label, a title, perhaps a line on it.
    fn teasers(&mut self) {
        let mut at = 0;
        while at < self.units.len() {
            let found = if self.short(at) && self.is_free(at) { signs::label(self.line(at)) } else { None };
            let last = match found {
                None => {
                    at += 1;
                    continue;
                }
                Some(Label::Inline) => match self.small_group(at) {
                    Some((first, last)) if first == at => self.run_of_titles(at, last),
                    _ => at,
                },
                Some(Label::Alone) => match self.small_group(at) {
                    Some((first, last)) if first == at => last,
                    _ => self.teaser_after(at),
                },
            };
            if last > at || found == Some(Label::Inline) {
                self.claim(at, last, BlockKind::Related);
            }
            at = last + 1;
        }
    }

    /// The last unit of a small group that is teasers all through.
    fn run_of_titles(&self, at: usize, last: usize) -> usize {
        (at + 1..=last)
            .take_while(|i| self.is_free(*i) && (signs::label(self.line(*i)).is_some() || !signs::ends_a_sentence(self.line(*i))))
            .last()
            .unwrap_or(at)
    }

    /// The last unit of the teaser whose label stands alone at `at`.
    fn teaser_after(&self, at: usize) -> usize {
        let title = at + 1;
        let titled = self.is_free(title) && self.line(title).len() <= 250 && signs::label(self.line(title)).is_none();
        if !titled {
            return at;
        }
        if signs::list_mark(self.line(title)).is_some() {
            return (title..self.units.len())
                .take(8)
                .take_while(|i| signs::list_mark(self.line(*i)).is_some() && self.short(*i))
                .last()
                .unwrap_or(title);
        }
        let line = title + 1;
        // The line on it speaks of what the title speaks of, and is no paragraph yet.
        let about = self.is_free(line)
            && self.line(line).len() <= 260
            && !self.line(line).contains(['“', '"'])
            && shared_words(self.line(title), self.line(line)) >= 2;
        if about { line } else { title }
    }

    /// Lists, quotations, tables and captions, by how their lines begin.
    fn lines(&mut self, layout: Layout) {
        let plain_indent = self.units.iter().take(200).filter(|u| u.indent >= 3).count() * 4 > self.units.len().min(200);
        for at in 0..self.units.len() {
            if !self.is_free(at) {
                continue;
            }
            let (line, unit) = (self.line(at), self.units[at]);
            let same = |i: usize| self.units.get(i).is_some_and(|u| u.group == unit.group);
            if line.starts_with('>') {
                let goes_on = at > 0 && same(at - 1) && matches!(self.found[at - 1], Some((BlockKind::BlockQuote, _)));
                self.found[at] = Some((BlockKind::BlockQuote, goes_on));
            } else if let Some(mark) = signs::list_mark(line) {
                let sure = line.len() > mark && !line.starts_with(['-', '*', '+', '–', '·']);
                let near = |i: usize| signs::list_mark(self.line(i)).is_some();
                if sure && line.starts_with(|c: char| !c.is_ascii()) || near(at + 1) || at > 0 && near(at - 1) {
                    self.found[at] = Some((BlockKind::ListItem, false));
                }
            } else if is_row(line)
                && (same(at + 1) && is_row(self.line(at + 1)) || at > 0 && matches!(self.found[at - 1], Some((BlockKind::Table, _))))
            {
                let goes_on = at > 0 && same(at - 1) && matches!(self.found[at - 1], Some((BlockKind::Table, _)));
                self.found[at] = Some((BlockKind::Table, goes_on));
            } else if unit.span.len() <= SHORT && signs::caption(line) {
                self.found[at] = Some((BlockKind::Caption, false));
            } else if unit.indent >= 3 && !plain_indent && matches!(layout, Layout::Wrapped(_)) && is_inset(self.text, unit) {
                self.found[at] = Some((BlockKind::BlockQuote, false));
            }
        }
    }

    /// Headings: units of a heading's shape with text of their own below them.
    fn headings(&mut self) {
        let ended = (0..self.units.len()).filter(|i| signs::ends_a_sentence(self.line(*i))).count();
        if ended * 3 < self.units.len() {
            return;
        }
        let shaped = |k: &Self, at: usize| k.is_free(at) && k.short(at) && signs::heading(k.line(at));
        let mut at = 0;
        while at < self.units.len() {
            if !shaped(self, at) {
                at += 1;
                continue;
            }
            let run = (at..self.units.len()).take_while(|i| shaped(self, *i)).count();
            let below = at + run;
            // Three and more short lines in a row are names or results, not headings.
            if below < self.units.len() && run <= 2 && !matches!(self.found[below], Some((BlockKind::Caption, _))) {
                for i in at..below {
                    self.found[i] = Some((BlockKind::Heading(2), false));
                }
            }
            at = below;
        }
    }
}

/// Words that say nothing of what a line is about.
const COMMON: &[&str] = &[
    "the", "and", "for", "with", "from", "over", "after", "into", "that", "this", "their", "has", "have", "its", "are", "was", "were",
    "will",
];

/// How many longer words two lines share, word endings aside.
fn shared_words(a: &str, b: &str) -> usize {
    let stems = |line: &str| -> Vec<String> {
        let words = line.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 3);
        words.map(|w| w.chars().take(6).flat_map(char::to_lowercase).collect()).collect()
    };
    let theirs = stems(b);
    let mut ours = stems(a);
    ours.sort_unstable();
    ours.dedup();
    ours.iter().filter(|w| !COMMON.contains(&w.as_str()) && theirs.contains(w)).count()
}

/// A table's row: cells parted by bars, or by wide gaps.
fn is_row(line: &str) -> bool {
    let bytes = line.as_bytes();
    if memchr::memchr(b'|', bytes).is_none() && memchr::memmem::find(bytes, b"   ").is_none() {
        return false;
    }
    let bars = line.matches('|').count();
    bars >= 2 && (line.starts_with('|') || bars >= 3) || line.split("   ").filter(|c| !c.trim().is_empty()).count() >= 2
}

/// Whether every line of the unit is indented.
fn is_inset(text: &str, unit: Unit) -> bool {
    unit.span.of(text).lines().skip(1).all(|l| l.starts_with("   "))
}

/// The blocks in order, each with its units.
fn pieces(kinds: &Kinds) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(kinds.units.len());
    for (at, kind) in kinds.found.iter().enumerate() {
        match (kind, pieces.last_mut()) {
            (Some((_, true)), Some(piece)) => piece.count += 1,
            _ => pieces.push(Piece { first: at, count: 1, kind: kind.map_or(BlockKind::Paragraph, |k| k.0) }),
        }
    }
    pieces
}

/// The text as it is shown, and its blocks. Where joining lines is all there is to do, the text is changed in place.
fn write(text: String, units: &[Unit], pieces: &[Piece]) -> (String, Vec<Block>) {
    if is_neat(&text, units, pieces) {
        let blocks = pieces.iter().map(|p| Block { span: units[p.first].span, kind: p.kind }).collect();
        let end = units.last().map_or(0, |u| u.span.end);
        let mut bytes = text.into_bytes();
        bytes.truncate(end);
        for unit in units.iter().filter(|u| u.lines > 1) {
            for byte in bytes.get_mut(unit.span.start..unit.span.end).unwrap_or_default() {
                *byte = if *byte == b'\n' { b' ' } else { *byte };
            }
        }
        return (String::from_utf8(bytes).unwrap_or_default(), blocks);
    }
    let mut out = String::with_capacity(text.len() + pieces.len());
    let mut blocks = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        let start = out.len();
        for (nth, unit) in units.iter().skip(piece.first).take(piece.count).enumerate() {
            if nth > 0 {
                out.push('\n');
            }
            let keeps_lines = matches!(piece.kind, BlockKind::BlockQuote) && unit.span.of(&text).starts_with('>');
            for (nth, line) in unit.span.of(&text).split('\n').enumerate() {
                if nth > 0 {
                    out.push(if keeps_lines { '\n' } else { ' ' });
                }
                out.push_str(line.trim());
            }
        }
        blocks.push(Block { span: Span::new(start, out.len()), kind: piece.kind });
    }
    (out, blocks)
}

/// Whether the blocks stand in the text as they are to stand, but for line ends that become spaces.
fn is_neat(text: &str, units: &[Unit], pieces: &[Piece]) -> bool {
    let bytes = text.as_bytes();
    let single = pieces.len() == units.len() && units.first().is_some_and(|u| u.span.start == 0);
    single
        && units.windows(2).all(|w| w[1].span.start - w[0].span.end == 2)
        && units.iter().zip(pieces).filter(|(u, _)| u.lines > 1).all(|(u, piece)| {
            let inside = bytes.get(u.span.start..u.span.end).unwrap_or_default();
            let tidy = |at: usize| inside.get(at.wrapping_sub(1)) != Some(&b' ') && inside.get(at + 1) != Some(&b' ');
            piece.kind != BlockKind::BlockQuote && memchr::memchr_iter(b'\n', inside).all(tidy)
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
