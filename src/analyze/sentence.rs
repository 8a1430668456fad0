/*!
Tokens → sentences, and the [`Document`] that every later pass reads: a run of blocks with its tokens and sentences. A sentence never
leaves its block. Knows abbreviations and quotation marks; knows nothing of names.
*/

use std::ops::Range;

use super::{
    model::word_hash,
    token::{Kind, Token, stands_before_name, tokenize},
};
use crate::{
    article::{Article, Block, BlockKind},
    text::{Span, floor_boundary},
};

/// A section of an article, ready for the passes: whole blocks (or a part of one that is longer than a section), tokens, sentences.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    /// The whole article's text; all positions are places in it.
    pub text: &'a str,
    /// The article.
    pub article: &'a Article,
    /// The blocks of this section.
    pub blocks: Vec<Block>,
    /// The tokens of all blocks.
    pub tokens: Vec<Token>,
    /// The hash of each token's word, whatever its case.
    pub hashes: Vec<u64>,
    /// The sentences of all blocks; together they hold every token.
    pub sentences: Vec<Sentence>,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: Range<u32>,
    /// Its block, an index into [`Document::blocks`].
    pub block: u32,
}

impl Sentence {
    /// Its tokens, as indexes.
    pub fn range(&self) -> Range<usize> {
        self.tokens.start as usize..self.tokens.end as usize
    }
}

impl<'a> Document<'a> {
    /// Tokens and sentences of `blocks`, which lie in `article`.
    pub fn new(article: &'a Article, blocks: Vec<Block>) -> Self {
        let bytes: usize = blocks.iter().map(|b| b.span.len()).sum();
        let mut tokens = Vec::with_capacity(bytes / 5 + 8);
        let mut sentences = Vec::with_capacity(bytes / 100 + 8);
        for (index, block) in blocks.iter().enumerate() {
            let first = tokens.len();
            tokenize(&article.text, block.span, &mut tokens);
            split(&article.text, &tokens, first, *block, index as u32, &mut sentences);
        }
        let hashes = tokens.iter().map(|t| word_hash(t.span().of(&article.text))).collect();
        Self { text: &article.text, article, blocks, tokens, hashes, sentences }
    }

    /// The whole article as one section, for tests and short texts.
    pub fn whole(article: &'a Article) -> Self {
        Self::new(article, article.blocks.clone())
    }

    /// The words of the token at `index`; empty where there is none.
    pub fn word(&self, index: usize) -> &'a str {
        self.tokens.get(index).map_or("", |t| t.span().of(self.text))
    }

    /// The place of the tokens in `range`; empty where there are none.
    pub fn span(&self, range: Range<usize>) -> Span {
        match self.tokens.get(range.clone()) {
            Some([first, .., last]) => Span::new(first.start as usize, last.end as usize),
            Some([only]) => only.span(),
            _ => Span::default(),
        }
    }

    /// The index of the token that holds byte `at`, or of the first after it.
    pub fn token_at(&self, at: usize) -> usize {
        self.tokens.partition_point(|t| t.end as usize <= at)
    }

    /// The index of the sentence that holds the token at `index`.
    pub fn sentence_of(&self, index: usize) -> Option<usize> {
        self.sentences.partition_point(|s| s.tokens.start as usize <= index).checked_sub(1)
    }

    /// The sentence that holds the token at `index`.
    pub fn sentence_around(&self, index: usize) -> Option<&Sentence> {
        self.sentences.get(self.sentence_of(index)?)
    }

    /// The block of a sentence.
    pub fn block_of(&self, sentence: &Sentence) -> Option<&Block> {
        self.blocks.get(sentence.block as usize)
    }
}

/// Cuts the blocks of `article` into sections of at most `limit` bytes (never under a block; a longer block is cut at a space), so that the
/// work on a text of any length needs little memory at a time.
pub fn sections(article: &Article, limit: usize) -> Vec<Vec<Block>> {
    let mut all: Vec<Vec<Block>> = Vec::new();
    let mut size = usize::MAX;
    for block in &article.blocks {
        for span in pieces(&article.text, block.span, limit) {
            if size.saturating_add(span.len()) > limit {
                all.push(Vec::new());
                size = 0;
            }
            size += span.len();
            if let Some(section) = all.last_mut() {
                section.push(Block { span, kind: block.kind });
            }
        }
    }
    all
}

fn pieces(text: &str, span: Span, limit: usize) -> Vec<Span> {
    let mut found = Vec::with_capacity(1);
    let mut left = span;
    while left.len() > limit {
        let cut = floor_boundary(text, left.start + limit);
        let cut = Span::new(left.start, cut).of(text).rfind(char::is_whitespace).map_or(cut, |space| left.start + space);
        let cut = if cut > left.start { cut } else { floor_boundary(text, left.start + limit).max(left.start + 1) };
        found.push(Span::new(left.start, cut));
        left = Span::new(cut, left.end);
    }
    found.push(left);
    found
}

/// Words that begin a sentence far more often than they go on after an abbreviation.
const STARTERS: &[&str] = &[
    "The",
    "A",
    "An",
    "It",
    "He",
    "She",
    "They",
    "We",
    "I",
    "You",
    "His",
    "Her",
    "Their",
    "Its",
    "Our",
    "My",
    "This",
    "That",
    "These",
    "Those",
    "But",
    "And",
    "In",
    "On",
    "At",
    "As",
    "For",
    "If",
    "When",
    "While",
    "After",
    "Before",
    "Since",
    "However",
    "There",
    "Some",
    "Many",
    "Most",
    "What",
    "Who",
    "How",
    "Why",
    "Where",
    "No",
    "Not",
    "Yet",
    "So",
    "Then",
    "Also",
    "Both",
    "Such",
    "According",
    "Meanwhile",
    "Last",
    "By",
    "From",
    "With",
    "Under",
    "One",
    "Two",
    "Another",
    "Other",
    "Others",
    "To",
    "Even",
    "Once",
    "Several",
    "Instead",
    "Although",
    "Though",
];

/// Appends the sentences of one block, whose tokens begin at `first`.
fn split(text: &str, tokens: &[Token], first: usize, block: Block, index: u32, sentences: &mut Vec<Sentence>) {
    let lines = matches!(block.kind, BlockKind::Embed | BlockKind::Code | BlockKind::Table | BlockKind::Related);
    let mut start = first;
    let mut at = first;
    while at < tokens.len() {
        at += 1;
        if at == tokens.len() || (lines && tokens[at].is(Token::LINE)) {
            sentences.push(Sentence { tokens: start as u32..at as u32, block: index });
            start = at;
            continue;
        }
        let last = tokens[at - 1];
        let ends = match last.kind {
            Kind::Stop => {
                while at < tokens.len() && closes(text, tokens[at]) {
                    at += 1;
                }
                at == tokens.len() || begins(tokens, at, start)
            }
            Kind::Word if last.is(Token::DOTTED) => {
                let word = last.span().of(text);
                let next = tokens[at].span().of(text);
                !stands_before_name(word) && (STARTERS.contains(&next) || (tokens[at].kind == Kind::Open && word != "Inc."))
            }
            _ => false,
        };
        if ends {
            sentences.push(Sentence { tokens: start as u32..at as u32, block: index });
            start = at;
        }
    }
}

/// Whether the token closes what stands before it: a mark set right after a full stop.
fn closes(text: &str, token: Token) -> bool {
    !token.is(Token::SPACED)
        && (matches!(token.kind, Kind::Close | Kind::Neutral | Kind::Stop) || matches!(token.span().of(text), ")" | "]"))
}

/// Whether a sentence may begin with the token at `at`.
fn begins(tokens: &[Token], at: usize, start: usize) -> bool {
    let token = tokens[at];
    if !token.is(Token::SPACED) && tokens[at - 1].kind != Kind::Stop {
        return false;
    }
    match token.kind {
        // "1. First": a number and its dot begin a list item.
        Kind::Word => {
            (token.is(Token::CAPITAL) || token.is(Token::LINE)) && at - start > 1 + usize::from(tokens[start].kind == Kind::Number)
        }
        Kind::Punct | Kind::Stop | Kind::Close => token.is(Token::LINE),
        Kind::Open | Kind::Neutral | Kind::Number | Kind::Address | Kind::Handle | Kind::Hashtag => token.is(Token::SPACED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(text: &str) -> Article {
        let blocks = vec![Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph }];
        Article { text: text.into(), blocks, ..Article::default() }
    }

    fn sentences(text: &str) -> Vec<String> {
        let article = article(text);
        let document = Document::whole(&article);
        document.sentences.iter().map(|s| document.span(s.range()).of(text).to_owned()).collect()
    }

    #[test]
    fn sentences_survive_abbreviations_and_quotes() {
        for (text, wanted) in [
            (
                "Mr. Najib left the U.S. President’s car. Dr. No. 16 sat.",
                &["Mr. Najib left the U.S. President’s car.", "Dr. No. 16 sat."][..],
            ),
            ("He came from the U.S. The move failed.", &["He came from the U.S.", "The move failed."]),
            ("J.P. Morgan met at 9 a.m. EST. It closed.", &["J.P. Morgan met at 9 a.m. EST.", "It closed."]),
            ("“What?” he asked. “No.” They left.", &["“What?” he asked.", "“No.”", "They left."]),
            ("We ... went on. Then… He stopped.", &["We ... went on.", "Then…", "He stopped."]),
            ("It grew 3.5 percent. 40 died.", &["It grew 3.5 percent.", "40 died."]),
        ] {
            assert_eq!(sentences(text), wanted);
        }
    }

    #[test]
    fn sections_hold_everything_and_stay_small() {
        let text = "word ".repeat(100).trim_end().to_owned();
        let mut article = article(&text);
        article.blocks.push(Block { span: Span::new(text.len(), text.len()), kind: BlockKind::Paragraph });
        let sections = sections(&article, 64);
        assert!(sections.iter().all(|s| s.iter().map(|b| b.span.len()).sum::<usize>() <= 64));
        assert_eq!(sections.iter().flatten().map(|b| b.span.len()).sum::<usize>(), text.len());
        let tokens: usize = sections.into_iter().map(|s| Document::new(&article, s).tokens.len()).sum();
        assert_eq!(tokens, 100);
    }
}
