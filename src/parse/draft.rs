/*!
An article in the making: blocks that still hold their own text, so that they can be dropped, merged or renamed before the one text is
put together. White space is collapsed here, and what would act on a terminal is taken out. HTML and Markdown build on it.
*/

use crate::{
    article::{Article, Block, BlockKind, Emphasis, Link, Style},
    text::{Span, clean::is_hostile},
};

/// A block with its text and what lies on it, in offsets of that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: BlockKind,
    /// Its words.
    pub text: String,
    /// Its links.
    pub links: Vec<(Span, String)>,
    /// Its emphasis.
    pub emphasis: Vec<(Span, Style)>,
}

impl Piece {
    /// A block of plain words.
    pub fn new(kind: BlockKind, text: &str) -> Self {
        Self { kind, text: text.to_owned(), links: Vec::new(), emphasis: Vec::new() }
    }

    /// The share of the words that are links.
    pub fn linked(&self) -> f32 {
        self.links.iter().map(|l| l.0.len()).sum::<usize>() as f32 / self.text.len().max(1) as f32
    }

    /// Puts `other` below this block, on a line of its own.
    pub fn append(&mut self, other: Piece) {
        self.text.push('\n');
        let base = self.text.len();
        self.text.push_str(&other.text);
        self.links.extend(other.links.into_iter().map(|(s, h)| (s.shift(base), h)));
        self.emphasis.extend(other.emphasis.into_iter().map(|(s, e)| (s.shift(base), e)));
    }
}

/// What is open on the words that come.
#[derive(Debug, Clone)]
pub enum Inline {
    /// A link.
    Link(String),
    /// Emphasis.
    Style(Style),
}

/// Takes words and block borders one by one.
#[derive(Debug, Default)]
pub struct Draft {
    /// The finished blocks.
    pub pieces: Vec<Piece>,
    /// Characters taken out.
    pub removed: usize,
    text: String,
    kind: Option<BlockKind>,
    space: bool,
    open: Vec<(Inline, usize)>,
    done: Vec<(Inline, Span)>,
}

impl Draft {
    /// Words of running text: any white space counts as one space.
    pub fn words(&mut self, words: &str, kind: BlockKind) {
        for c in words.chars() {
            if c.is_whitespace() {
                self.space = true;
            } else if c != '\u{ad}' {
                self.put(c, kind);
            }
        }
    }

    /// Words whose spaces and line breaks stand.
    pub fn kept(&mut self, words: &str, kind: BlockKind) {
        for c in words.chars() {
            match c {
                '\n' => self.line(),
                '\t' => self.text.push_str("    "),
                ' ' => self.text.push(' '),
                c => self.put(c, kind),
            }
        }
    }

    fn put(&mut self, c: char, kind: BlockKind) {
        if is_hostile(c) {
            self.removed += 1;
            return;
        }
        self.kind.get_or_insert(kind);
        if std::mem::take(&mut self.space) && !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push(' ');
        }
        self.text.push(c);
    }

    /// A line break inside the block.
    pub fn line(&mut self) {
        self.space = false;
        if self.kind.is_some() && (self.kind == Some(BlockKind::Code) || !self.text.ends_with('\n')) {
            self.text.push('\n');
        }
    }

    /// Whether the block has words yet.
    pub fn is_empty(&self) -> bool {
        self.kind.is_none()
    }

    /// Opens a link or emphasis.
    pub fn begin(&mut self, inline: Inline) {
        self.open.push((inline, self.text.len()));
    }

    /// Closes what was opened last.
    pub fn end(&mut self) {
        if let Some((inline, start)) = self.open.pop() {
            self.done.push((inline, Span::new(start, self.text.len())));
        }
    }

    /// Ends the block. What is open goes on in the next one.
    pub fn cut(&mut self) {
        self.space = false;
        let text = std::mem::take(&mut self.text);
        let mut marks = std::mem::take(&mut self.done);
        for (inline, start) in &mut self.open {
            marks.push((inline.clone(), Span::new(*start, text.len())));
            *start = 0;
        }
        let Some(kind) = self.kind.take() else { return };
        let whole = if kind == BlockKind::Code { text.trim_end().trim_start_matches('\n') } else { text.trim() };
        let base = whole.as_ptr() as usize - text.as_ptr() as usize;
        let mut piece = Piece::new(kind, whole);
        marks.sort_by_key(|m| (m.1.start, std::cmp::Reverse(m.1.end)));
        for (inline, span) in marks {
            let span = span.trim(&text);
            let span = Span::new(span.start.max(base) - base, span.end.max(base) - base);
            if span.is_empty() || span.of(whole).is_empty() {
                continue;
            }
            match inline {
                Inline::Link(href) => piece.links.push((span, href)),
                Inline::Style(style) => piece.emphasis.push((span, style)),
            }
        }
        self.pieces.push(piece);
    }
}

/// Puts the one text together.
pub fn assemble(pieces: Vec<Piece>) -> Article {
    let mut article = Article::default();
    for piece in pieces {
        if !article.text.is_empty() {
            article.text.push_str("\n\n");
        }
        let base = article.text.len();
        article.text.push_str(&piece.text);
        article.blocks.push(Block { span: Span::new(base, article.text.len()), kind: piece.kind });
        article.links.extend(piece.links.into_iter().map(|(span, href)| Link { span: span.shift(base), href }));
        article.emphasis.extend(piece.emphasis.into_iter().map(|(span, style)| Emphasis { span: span.shift(base), style }));
    }
    article
}
