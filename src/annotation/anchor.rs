/*!
How to find a place again. [`Anchor::describe`] keeps all the evidence of a place, [`Anchor::resolve`] finds it in a text that may have changed:
an inverse pair. Resolving is a ladder, cheap rungs first, each accepted only if the text agrees.
*/

use serde::{Deserialize, Serialize};

use crate::text::Span;

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
    /// One past the last code point.
    pub end: usize,
    /// Number of the block it begins in.
    pub block: Option<usize>,
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
}
