/*!
The article as lines of a given width, made as they come near the window: opening and paging cost the same in a text of any size.
Defines [`Page`], its [`Line`]s and [`Spot`], a place among them. What the lines look like is `ui`'s business, where the window stands is
[`super::reader`]'s.
*/

use std::{collections::HashMap, rc::Rc, sync::Arc};

use crate::{
    article::{Article, BlockKind},
    text::{Span, floor_boundary, wrap},
};

/// A block longer than this is wrapped in pieces of about this many bytes, so that a text in one line pages like any other.
const PIECE: usize = 16 * 1024;

/// Wrapped pieces kept; enough for several windows around.
const KEPT: usize = 512;

/// What a line of the page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first row of a block.
    First,
    /// A later row of it.
    Row,
    /// The space between two blocks.
    Gap,
    /// The upper edge of a card.
    Top,
    /// The lower edge of a card.
    Bottom,
}

/// One line of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The words on it, with the white space it breaks at; empty for gaps and edges.
    pub span: Span,
    /// The kind of its block.
    pub kind: BlockKind,
    /// What it holds.
    pub part: Part,
    /// Columns before its first word.
    pub indent: u16,
}

impl Line {
    /// Whether it holds words.
    pub const fn is_text(&self) -> bool {
        matches!(self.part, Part::First | Part::Row)
    }
}

/// A place among the lines: which piece, and which line of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Spot {
    piece: usize,
    line: usize,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    span: Span,
    kind: BlockKind,
    begins: bool,
    ends: bool,
    gap: bool,
}

/// The lines of an article at one width.
#[derive(Debug, Clone)]
pub struct Page {
    article: Arc<Article>,
    width: usize,
    pieces: Vec<Piece>,
    wrapped: HashMap<usize, Rc<[Line]>>,
}

/// Columns before the words of a block of this kind, and columns kept free after them.
const fn margins(kind: BlockKind) -> (u16, u16) {
    match kind {
        BlockKind::Embed => (2, 2),
        BlockKind::BlockQuote | BlockKind::ListItem | BlockKind::Code | BlockKind::Caption => (2, 0),
        BlockKind::Related => (4, 0),
        BlockKind::Heading(_) | BlockKind::Paragraph | BlockKind::Table => (0, 0),
    }
}

impl Page {
    /// The page of an article; nothing is wrapped yet.
    pub fn new(article: Arc<Article>) -> Self {
        let mut pieces = Vec::with_capacity(article.blocks.len());
        let mut before = None;
        for block in &article.blocks {
            let gap = before.is_some() && (before, block.kind) != (Some(BlockKind::ListItem), BlockKind::ListItem);
            cut(&article.text, block.span, block.kind, gap, &mut pieces);
            before = Some(block.kind);
        }
        if pieces.is_empty() {
            cut(&article.text, Span::new(0, article.text.len()), BlockKind::Paragraph, false, &mut pieces);
        }
        Self { article, width: 0, pieces, wrapped: HashMap::new() }
    }

    /// Sets the width in columns; lines of another width are forgotten.
    pub fn set_width(&mut self, width: usize) {
        if width != self.width {
            self.width = width;
            self.wrapped.clear();
        }
    }

    /// The width in columns.
    pub const fn width(&self) -> usize {
        self.width
    }

    fn lines(&mut self, at: usize) -> Rc<[Line]> {
        if let Some(lines) = self.wrapped.get(&at) {
            return Rc::clone(lines);
        }
        if self.wrapped.len() >= KEPT {
            self.wrapped.clear();
        }
        let lines: Rc<[Line]> = self.pieces.get(at).map_or_else(Vec::new, |p| self.wrap(*p)).into();
        self.wrapped.insert(at, Rc::clone(&lines));
        lines
    }

    fn wrap(&self, piece: Piece) -> Vec<Line> {
        let Piece { span, kind, begins, ends, gap } = piece;
        let (indent, after) = margins(kind);
        let empty = |part, at| Line { span: Span::new(at, at), kind, part, indent: 0 };
        let card = kind == BlockKind::Embed;
        let mut lines = Vec::new();
        if gap {
            lines.push(empty(Part::Gap, span.start));
        }
        if card && begins {
            lines.push(empty(Part::Top, span.start));
        }
        let columns = self.width.saturating_sub(usize::from(indent + after)).max(2);
        let rows = wrap::rows(&self.article.text, span, columns);
        lines.extend(rows.into_iter().enumerate().map(|(n, span)| Line {
            span,
            kind,
            part: if n == 0 && begins { Part::First } else { Part::Row },
            indent,
        }));
        if card && ends {
            lines.push(empty(Part::Bottom, span.end));
        }
        if lines.is_empty() {
            lines.push(empty(Part::First, span.start));
        }
        lines
    }

    /// The line at a spot.
    pub fn line(&mut self, spot: Spot) -> Option<Line> {
        self.lines(spot.piece).get(spot.line).copied()
    }

    /// The next line's spot.
    pub fn after(&mut self, spot: Spot) -> Option<Spot> {
        if spot.line + 1 < self.lines(spot.piece).len() {
            return Some(Spot { line: spot.line + 1, ..spot });
        }
        (spot.piece + 1 < self.pieces.len()).then_some(Spot { piece: spot.piece + 1, line: 0 })
    }

    /// The line before.
    pub fn before(&mut self, spot: Spot) -> Option<Spot> {
        if spot.line > 0 {
            return Some(Spot { line: spot.line - 1, ..spot });
        }
        let piece = spot.piece.checked_sub(1)?;
        Some(Spot { piece, line: self.lines(piece).len().saturating_sub(1) })
    }

    /// The spot `lines` further down (up, if negative), or as far as there are lines.
    pub fn step(&mut self, mut spot: Spot, lines: isize) -> Spot {
        for _ in 0..lines.unsigned_abs() {
            let Some(next) = (if lines > 0 { self.after(spot) } else { self.before(spot) }) else { break };
            spot = next;
        }
        spot
    }

    /// How many lines `to` stands below `from`, counted up to `most`.
    pub fn lines_between(&mut self, mut from: Spot, to: Spot, most: usize) -> usize {
        let mut lines = 0;
        while from < to && lines < most {
            let Some(next) = self.after(from) else { break };
            from = next;
            lines += 1;
        }
        lines
    }

    /// The spot of the last line.
    pub fn end(&mut self) -> Spot {
        let piece = self.pieces.len().saturating_sub(1);
        Spot { piece, line: self.lines(piece).len().saturating_sub(1) }
    }

    /// The spot of the line that holds byte `at`.
    pub fn spot(&mut self, at: usize) -> Spot {
        let piece = self.pieces.partition_point(|p| p.span.start <= at).saturating_sub(1);
        let lines = self.lines(piece);
        let line = lines.iter().rposition(|l| l.is_text() && l.span.start <= at);
        Spot { piece, line: line.or_else(|| lines.iter().position(Line::is_text)).unwrap_or(0) }
    }

    /// At most `height` lines from `top` on.
    pub fn window(&mut self, top: Spot, height: usize) -> Vec<Line> {
        let mut lines = Vec::with_capacity(height);
        let mut next = Some(top);
        while let Some(spot) = next.filter(|_| lines.len() < height) {
            lines.extend(self.line(spot));
            next = self.after(spot);
        }
        lines
    }
}

/// Adds the pieces of one block, cut at white space where it is long.
fn cut(text: &str, block: Span, kind: BlockKind, gap: bool, pieces: &mut Vec<Piece>) {
    let mut start = block.start;
    loop {
        let mut end = block.end;
        if end - start > PIECE * 3 / 2 {
            let near = Span::new(start, floor_boundary(text, start + PIECE));
            end = near.of(text).rfind([' ', '\n']).map_or(near.end, |at| start + at + 1);
        }
        let begins = start == block.start;
        pieces.push(Piece { span: Span::new(start, end), kind, begins, ends: end == block.end, gap: gap && begins });
        if end == block.end {
            break;
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Block;

    fn page(text: &str, blocks: &[(Span, BlockKind)], width: usize) -> Page {
        let blocks = blocks.iter().map(|(span, kind)| Block { span: *span, kind: *kind }).collect();
        let mut page = Page::new(Arc::new(Article { text: text.into(), blocks, ..Article::default() }));
        page.set_width(width);
        page
    }

    #[test]
    fn steps_forth_and_back_over_gaps_and_cards() {
        let text = "one two three\n\na post\n\nend";
        let mut page = page(
            text,
            &[(Span::new(0, 13), BlockKind::Paragraph), (Span::new(15, 21), BlockKind::Embed), (Span::new(23, 26), BlockKind::Paragraph)],
            8,
        );
        let lines = page.window(Spot::default(), 99);
        let parts: Vec<_> = lines.iter().map(|l| (l.part, l.span.of(text))).collect();
        assert_eq!(
            parts,
            [
                (Part::First, "one two "),
                (Part::Row, "three"),
                (Part::Gap, ""),
                (Part::Top, ""),
                (Part::First, "a "),
                (Part::Row, "post"),
                (Part::Bottom, ""),
                (Part::Gap, ""),
                (Part::First, "end"),
            ]
        );
        let end = page.end();
        assert_eq!(page.lines_between(Spot::default(), end, 99), 8);
        assert_eq!(page.step(end, -99), Spot::default());
        assert_eq!(page.step(Spot::default(), 99), end);
        let spot = page.spot(17);
        assert_eq!(page.line(spot).map(|l| l.span), Some(Span::new(17, 21)));
        let gap = page.spot(14);
        assert_eq!(page.line(gap).map(|l| l.span.of(text)), Some("three"));
    }

    #[test]
    fn a_text_in_one_line_is_wrapped_in_pieces() {
        let text = "word ".repeat(200_000);
        let mut page = page(&text, &[(Span::new(0, text.len()), BlockKind::Paragraph)], 50);
        let spot = page.spot(text.len() / 2);
        assert_eq!(page.window(spot, 10).len(), 10);
        assert!(page.wrapped.len() < 3);
        // A piece may end within a row.
        let rows = page.window(Spot::default(), 500_000).len();
        assert!((20_000..=20_000 + page.pieces.len()).contains(&rows), "{rows}");
    }
}
