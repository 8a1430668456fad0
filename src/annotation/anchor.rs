/*!
How to find a place again. [`Anchor::describe`] keeps all the evidence of a place, a [`Resolver`] finds it in a text that may have
changed: an inverse pair. Defines the evidence and the outcome; the ladder between them is `resolve`'s.
*/

use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::Resolver;
use crate::{
    article::Article,
    text::{Positions, Span, ceil_boundary, floor_boundary},
};

/// Code points of context kept on each side, rounded up to a word boundary.
const CONTEXT: usize = 48;

/// The evidence of a place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Anchor {
    /// The words.
    pub exact: String,
    /// What stands before them, 32 code points or more where there are so many.
    pub prefix: String,
    /// What stands after them.
    pub suffix: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point; equal to `start` when the position is not known.
    pub end: usize,
    /// Number of the block it begins in.
    pub block: Option<usize>,
    /// Which of how many places with the same words it was, from 1.
    pub nth: Option<(usize, usize)>,
}

/// Where an anchor's words are now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// Where they were.
    Exact(Span),
    /// The same words, elsewhere.
    Moved(Span),
    /// Similar words, with the likeness, above the threshold and below 1.
    Guessed(Span, f32),
    /// Not found.
    Lost,
}

impl Place {
    /// The words' span, unless lost.
    pub const fn span(&self) -> Option<Span> {
        match self {
            Self::Exact(span) | Self::Moved(span) | Self::Guessed(span, _) => Some(*span),
            Self::Lost => None,
        }
    }

    /// The word for it in files and on the screen: `exact`, `moved`, `guessed`, `lost`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Exact(_) => "exact",
            Self::Moved(_) => "moved",
            Self::Guessed(..) => "guessed",
            Self::Lost => "lost",
        }
    }

    /// How sure: 1 for the same words, 0 for none.
    pub const fn score(&self) -> f32 {
        match self {
            Self::Exact(_) | Self::Moved(_) => 1.0,
            Self::Guessed(_, score) => *score,
            Self::Lost => 0.0,
        }
    }
}

impl Anchor {
    /// All the evidence of the words at `span` of `text`.
    pub fn describe(text: &str, span: Span) -> Self {
        let positions = Positions::new(text);
        let exact = span.of(text);
        let (before, after) = (text.get(..span.start).unwrap_or_default(), text.get(span.end..).unwrap_or_default());
        let prefix = before.char_indices().rev().take(CONTEXT).last().map_or(span.start, |(at, _)| at);
        let prefix = before.get(..prefix).unwrap_or_default().trim_end_matches(|c: char| !c.is_whitespace()).len();
        let suffix = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
        let word = after.get(suffix..).unwrap_or_default();
        let suffix = suffix + word.find(char::is_whitespace).unwrap_or(word.len());
        // A word without end (a text without spaces) is no boundary worth waiting for.
        let prefix = ceil_boundary(text, prefix.max(span.start.saturating_sub(CONTEXT * 8)));
        let suffix = floor_boundary(after, suffix.min(CONTEXT * 8));
        let nth = (!exact.is_empty()).then(|| {
            let (mut nth, mut of) = (1, 0);
            for at in memmem::find_iter(text.as_bytes(), exact) {
                of += 1;
                nth += usize::from(at < span.start);
            }
            (nth, of.max(nth))
        });
        Self {
            exact: exact.to_owned(),
            prefix: text.get(prefix..span.start).unwrap_or_default().to_owned(),
            suffix: after.get(..suffix).unwrap_or_default().to_owned(),
            start: positions.chars(span.start),
            end: positions.chars(span.end),
            block: None,
            nth,
        }
    }

    /// The same for an article, with the block it stands in.
    pub fn describe_in(article: &Article, span: Span) -> Self {
        Self { block: article.block_at(span.start), ..Self::describe(&article.text, span) }
    }

    /// Where it is in `text`. For many, build one [`Resolver`].
    pub fn resolve(&self, text: &str) -> Place {
        Resolver::new(text).resolve(self)
    }
}
