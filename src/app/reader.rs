/*!
The article pane: where the window stands and where the cursor is, both as places in the text, so that a resize or a new reading keeps them.
Defines [`Reader`] and the motions. The lines come from [`super::page`]; painting is `ui`'s business.
*/

use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use super::page::{Line, Page, Spot};
use crate::{
    article::Article,
    text::{Span, floor_boundary, wrap},
};

/// Lines kept between the cursor and the edge of the window.
const MARGIN: usize = 2;

/// The article pane.
#[derive(Debug, Clone)]
pub struct Reader {
    page: Page,
    article: Arc<Article>,
    /// The cursor: the first byte of a grapheme.
    cursor: usize,
    /// The column that moving up and down aims for.
    goal: Option<usize>,
    top: Spot,
    height: usize,
    window: Vec<Line>,
}

/// Where a motion leads from a place in the text. The page decides what a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// By lines of the page; up, if negative.
    Rows(isize),
    /// By half windows.
    Halves(isize),
    /// By graphemes.
    Chars(isize),
    /// To the beginning of the next word, or of this one or the one before.
    Word(bool),
    /// To the last grapheme of a word.
    WordEnd,
    /// To the beginning of the next sentence, or of this one or the one before.
    Sentence(bool),
    /// To the next block, or the beginning of this one or the one before.
    Paragraph(bool),
    /// To the end of the row, or its beginning.
    Row(bool),
    /// To the end of the text, or its beginning.
    Text(bool),
}

impl Reader {
    /// The pane of an article, at its beginning; it has no size yet.
    pub fn new(article: Arc<Article>) -> Self {
        let cursor = article.blocks.first().map_or(0, |b| b.span.start);
        let page = Page::new(Arc::clone(&article));
        Self { page, article, cursor, goal: None, top: Spot::default(), height: 0, window: Vec::new() }
    }

    /// The same pane of a newer text, at the same words: `at` is where the cursor's are now.
    #[must_use]
    pub fn reopened(&self, article: Arc<Article>, at: usize) -> Self {
        let mut new = Self::new(article);
        new.page.set_width(self.width());
        new.height = self.height;
        new.cursor = floor_boundary(&new.article.text, at);
        if self.top != Spot::default() {
            let spot = new.page.spot(new.cursor);
            let above = self.row_of(self.cursor).unwrap_or(self.height / 3);
            new.top = new.page.step(spot, -above.cast_signed());
        }
        new.follow();
        new
    }

    /// The lines in the window.
    pub fn window(&self) -> &[Line] {
        &self.window
    }

    /// The stretch of text in the window.
    pub fn in_sight(&self) -> Span {
        let mut text = self.window.iter().filter(|l| l.is_text()).map(|l| l.span);
        let first = text.next().unwrap_or_default();
        text.next_back().map_or(first, |last| first.join(last))
    }

    /// The cursor's byte.
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    /// The width of the text column.
    pub const fn width(&self) -> usize {
        self.page.width()
    }

    /// The cursor's row in the window and its column, if it is in sight.
    pub fn cursor_cell(&self) -> Option<(usize, usize)> {
        let row = self.row_of(self.cursor)?;
        let line = self.window.get(row)?;
        let last = line.span.trim_end(&self.article.text);
        let column = wrap::column(&self.article.text, line.span, self.cursor.min(last.end.max(line.span.start)));
        Some((row, (usize::from(line.indent) + column).min(self.page.width().saturating_sub(1))))
    }

    fn row_of(&self, at: usize) -> Option<usize> {
        self.window.iter().position(|l| l.is_text() && (l.span.contains(at) || at == l.span.end && at == self.article.text.len()))
    }

    /// The place at a cell of the window; the nearest one where there are no words.
    pub fn at_cell(&self, row: usize, column: usize) -> Option<usize> {
        let line = self.window.get(row).filter(|l| l.is_text()).or_else(|| self.window.iter().take(row + 1).rev().find(|l| l.is_text()))?;
        Some(wrap::at_column(&self.article.text, line.span, column.saturating_sub(usize::from(line.indent))))
    }

    /// How much of the text stands above the window's end, in hundredths.
    pub fn percent(&self) -> usize {
        let text = self.article.text.trim_end().len();
        let end = self.in_sight().end.min(text);
        (end * 100).checked_div(text).unwrap_or(100)
    }

    /// Sets the size of the pane; what was at its top stays there.
    pub fn resize(&mut self, width: usize, height: usize) {
        if (width, height) == (self.page.width(), self.height) {
            return;
        }
        let start = self.page.line(self.top).map_or(0, |l| l.span.start);
        let at_start = self.top == Spot::default();
        let fresh = self.page.width() == 0;
        self.page.set_width(width);
        self.height = height;
        self.top = if at_start { Spot::default() } else { self.page.spot(start) };
        if fresh { self.show(Span::new(self.cursor, self.cursor)) } else { self.follow() }
    }

    /// Moves the window by lines, and the cursor with it if it would be lost from sight.
    pub fn scroll(&mut self, lines: isize) {
        self.top = self.page.step(self.top, lines);
        self.refresh();
        let margin = MARGIN.min(self.height.saturating_sub(1) / 2);
        let texts: Vec<usize> = (0..self.window.len()).filter(|r| self.window.get(*r).is_some_and(Line::is_text)).collect();
        let inner = |row: &usize| *row >= margin && *row + margin < self.height;
        let (first, last) = (texts.iter().copied().find(inner), texts.iter().copied().rev().find(inner));
        let row = self.row_of(self.cursor);
        let wanted = match (first, last) {
            (Some(first), _) if self.is_above(first) => first,
            (_, Some(last)) if row.is_none_or(|r| r > last) => last,
            _ => return,
        };
        self.cursor = self.at_goal(wanted);
    }

    fn is_above(&self, row: usize) -> bool {
        self.window.get(row).is_some_and(|l| self.cursor < l.span.start)
    }

    fn at_goal(&self, row: usize) -> usize {
        let Some(line) = self.window.get(row) else { return self.cursor };
        wrap::at_column(&self.article.text, line.span, self.goal.unwrap_or(0))
    }

    /// Moves the cursor to a place, and the window as little as it must.
    pub fn go(&mut self, at: usize) {
        self.cursor = floor_boundary(&self.article.text, at);
        self.goal = None;
        self.follow();
    }

    /// Brings a span into sight, in the upper third if it is not there yet, and moves the cursor to it.
    pub fn show(&mut self, span: Span) {
        self.cursor = floor_boundary(&self.article.text, span.start);
        self.goal = None;
        self.look_at(span);
    }

    /// Brings a span into sight without moving the cursor.
    pub fn look_at(&mut self, span: Span) {
        let spot = self.page.spot(span.start);
        let last = self.page.spot(span.end.saturating_sub(1).max(span.start));
        let below = self.page.lines_between(self.top, last, self.height + 1);
        if spot < self.page.step(self.top, MARGIN.cast_signed().min(self.height.cast_signed() / 4)) && self.top != Spot::default()
            || spot < self.top
            || below + MARGIN >= self.height
        {
            self.top = self.page.step(spot, -(self.height.cast_signed() / 3));
        }
        self.refresh();
    }

    /// Brings the cursor into sight.
    fn follow(&mut self) {
        let spot = self.page.spot(self.cursor);
        let margin = MARGIN.min(self.height.saturating_sub(1) / 2);
        let far = self.height * 2;
        if spot < self.top {
            let lines = self.page.lines_between(spot, self.top, far);
            let above = if lines == far { self.height / 3 } else { margin };
            self.top = self.page.step(spot, -above.cast_signed());
        } else {
            let lines = self.page.lines_between(self.top, spot, far);
            if lines < margin {
                self.top = self.page.step(spot, -margin.cast_signed());
            } else if lines == far {
                self.top = self.page.step(spot, -(self.height.cast_signed() / 3));
            } else if lines + margin >= self.height {
                self.top = self.page.step(self.top, (lines + margin + 1).cast_signed() - self.height.cast_signed());
            }
        }
        self.refresh();
    }

    /// Keeps the window within the text and fetches its lines.
    fn refresh(&mut self) {
        let end = self.page.end();
        let last = self.page.step(end, 1 - self.height.max(1).cast_signed());
        self.top = self.top.min(last);
        self.window = self.page.window(self.top, self.height);
    }

    /// Moves the cursor.
    pub fn go_by(&mut self, motion: Motion) {
        match motion {
            Motion::Rows(rows) => self.by_rows(rows),
            Motion::Halves(halves) => {
                let lines = halves * (self.height.cast_signed() / 2).max(1) - halves.signum() * isize::from(halves.abs() > 1);
                let (top, cursor) = (self.top, self.cursor);
                self.scroll(lines);
                if self.top == top && self.cursor == cursor {
                    self.by_rows(lines);
                }
            }
            Motion::Row(_) => {
                let at = self.along_row(motion);
                self.go(at);
            }
            _ => self.go(self.target(motion, self.cursor)),
        }
    }

    fn by_rows(&mut self, rows: isize) {
        let goal = self.goal.or_else(|| self.column()).unwrap_or(0);
        let mut spot = self.page.spot(self.cursor);
        for _ in 0..rows.unsigned_abs() {
            let mut next = spot;
            while let Some(further) = if rows > 0 { self.page.after(next) } else { self.page.before(next) } {
                next = further;
                if self.page.line(next).is_some_and(|l| l.is_text()) {
                    spot = next;
                    break;
                }
            }
        }
        if let Some(line) = self.page.line(spot) {
            self.cursor = wrap::at_column(&self.article.text, line.span, goal);
        }
        self.follow();
        self.goal = Some(goal);
    }

    fn column(&mut self) -> Option<usize> {
        let spot = self.page.spot(self.cursor);
        let line = self.page.line(spot)?;
        Some(wrap::column(&self.article.text, line.span, self.cursor))
    }

    fn along_row(&mut self, motion: Motion) -> usize {
        let spot = self.page.spot(self.cursor);
        let Some(line) = self.page.line(spot) else { return self.cursor };
        if motion == Motion::Row(true) { wrap::at_column(&self.article.text, line.span, usize::MAX) } else { line.span.start }
    }

    /// Where a motion within the text leads from `at`; rows and windows stay where they are.
    pub fn target(&self, motion: Motion, at: usize) -> usize {
        let text = &self.article.text;
        let (before, after) = (Span::new(0, at), Span::new(at, text.len()));
        match motion {
            Motion::Chars(n) if n > 0 => after.of(text).grapheme_indices(true).nth(n.unsigned_abs()).map_or(at, |(i, _)| at + i),
            Motion::Chars(n) => before.of(text).grapheme_indices(true).nth_back(n.unsigned_abs().saturating_sub(1)).map_or(at, |(i, _)| i),
            Motion::Word(true) => words(text, after).find(|w| w.start > at).map_or(at, |w| w.start),
            Motion::Word(false) => self.word_before(at),
            Motion::WordEnd => words(text, after).map(|w| last_grapheme(text, w)).find(|end| *end > at).unwrap_or(at),
            Motion::Sentence(forward) => self.sentence(at, forward),
            Motion::Paragraph(forward) => self.paragraph(at, forward),
            Motion::Text(true) => last_grapheme(text, Span::new(0, text.len()).trim_end(text)),
            Motion::Text(false) => self.article.blocks.first().map_or(0, |b| b.span.start),
            Motion::Rows(_) | Motion::Halves(_) | Motion::Row(_) => at,
        }
    }

    /// The sentence that holds byte `at`.
    pub fn sentence_at(&self, at: usize) -> Span {
        let text = &self.article.text;
        let block = self.block(at);
        let mut found = block;
        for (start, words) in block.of(text).split_sentence_bound_indices() {
            let span = Span::new(block.start + start, block.start + start + words.len());
            if span.start <= at {
                found = span;
            }
        }
        found.trim(text)
    }

    fn word_before(&self, at: usize) -> usize {
        let text = &self.article.text;
        // Words are found from some way before, since they can only be told apart going forward.
        let mut back = 64;
        loop {
            let from = floor_boundary(text, at.saturating_sub(back));
            // The first one may be a cut-off piece, unless it stands at the beginning of the text.
            let found = words(text, Span::new(from, at)).filter(|w| from == 0 || w.start > from).last();
            match found {
                Some(word) => return word.start,
                None if from == 0 => return at,
                None => back *= 8,
            }
        }
    }

    fn block(&self, at: usize) -> Span {
        self.article.block_at(at).and_then(|n| self.article.blocks.get(n)).map_or(Span::new(0, self.article.text.len()), |b| b.span)
    }

    fn sentence(&self, at: usize, forward: bool) -> usize {
        let text = &self.article.text;
        // Going back from the beginning of a paragraph leads into the one before.
        let block = if forward { self.block(at) } else { self.block(self.paragraph(at, false)) };
        let mut starts = block.of(text).split_sentence_bound_indices().map(|(i, _)| block.start + i);
        if forward {
            starts.find(|s| *s > at).unwrap_or_else(|| self.paragraph(at, true))
        } else {
            starts.take_while(|s| *s < at).last().unwrap_or(at)
        }
    }

    fn paragraph(&self, at: usize, forward: bool) -> usize {
        let blocks = &self.article.blocks;
        if forward {
            blocks.get(blocks.partition_point(|b| b.span.start <= at)).map_or_else(|| self.target(Motion::Text(true), at), |b| b.span.start)
        } else {
            let before = blocks.partition_point(|b| b.span.start < at).checked_sub(1);
            before.and_then(|n| blocks.get(n)).map_or(at, |b| b.span.start)
        }
    }
}

/// The words within a stretch: what holds a letter or a digit.
fn words(text: &str, within: Span) -> impl Iterator<Item = Span> {
    within.of(text).split_word_bound_indices().map(move |(i, w)| Span::new(within.start + i, within.start + i + w.len())).filter(|w| {
        let words = w.of(text);
        words.chars().any(char::is_alphanumeric)
    })
}

fn last_grapheme(text: &str, span: Span) -> usize {
    span.of(text).grapheme_indices(true).next_back().map_or(span.start, |(i, _)| span.start + i)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Block, BlockKind};

    fn reader(text: &str, width: usize, height: usize) -> Reader {
        let mut blocks = Vec::new();
        let mut at = 0;
        for line in text.split('\n') {
            let span = Span::new(at, at + line.len());
            at += line.len() + 1;
            if !span.is_empty() {
                blocks.push(Block { span, kind: BlockKind::Paragraph });
            }
        }
        let mut reader = Reader::new(Arc::new(Article { text: text.into(), blocks, ..Article::default() }));
        reader.resize(width, height);
        reader
    }

    #[test]
    fn motions_land_where_readers_expect() {
        let text = "“One two,” he said. Three.\n\nFour five.";
        let mut reader = reader(text, 40, 9);
        let mut path = |motions: &[Motion]| {
            motions
                .iter()
                .map(|m| {
                    reader.go_by(*m);
                    Span::new(reader.cursor(), text.len()).of(text).split([' ', '\n']).next().unwrap_or("").to_owned()
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(path(&[Motion::Word(true), Motion::Word(true), Motion::WordEnd]), ["One", "two,”", "o,”"]);
        assert_eq!(path(&[Motion::Word(false), Motion::Word(false), Motion::Word(false)]), ["two,”", "One", "One"]);
        assert_eq!(path(&[Motion::Sentence(true), Motion::Sentence(true), Motion::Sentence(false)]), ["Three.", "Four", "Three."]);
        assert_eq!(path(&[Motion::Paragraph(true), Motion::Paragraph(false), Motion::Text(true)]), ["Four", "“One", "."]);
        assert_eq!(path(&[Motion::Chars(-1), Motion::Chars(1), Motion::Row(false), Motion::Row(true)]), ["e.", ".", "Four", "."]);
        assert_eq!(path(&[Motion::Rows(-1), Motion::Rows(1)]), ["”", "."]);
    }

    #[test]
    fn a_resize_keeps_the_place() {
        let text = (0..400).map(|n| format!("word{n} and some more words to fill it.\n")).collect::<Vec<_>>().concat();
        let mut reader = reader(&text, 60, 20);
        reader.go_by(Motion::Halves(14));
        let top = reader.in_sight().start;
        for (width, height) in [(30, 10), (80, 40), (12, 5), (60, 20)] {
            reader.resize(width, height);
            let sight = reader.in_sight();
            assert!(sight.contains(reader.cursor()) || height < 6, "{width}x{height}");
            assert!(sight.start.abs_diff(top) < 400, "{width}x{height}: {} {top}", sight.start);
        }
    }

    #[test]
    fn the_window_never_leaves_the_text() {
        let text = "a\nb\nc\nd\ne\nf";
        let mut reader = reader(text, 10, 4);
        for motion in [Motion::Halves(9), Motion::Rows(99), Motion::Text(true)] {
            reader.go_by(motion);
            assert_eq!(reader.window().len(), 4);
            assert!(reader.cursor_cell().is_some());
        }
        assert_eq!(reader.cursor(), text.len() - 1);
        reader.go_by(Motion::Halves(-9));
        reader.go_by(Motion::Rows(-9));
        assert_eq!((reader.cursor(), reader.percent()), (0, 27));
    }
}
