/*! Tokens → names: stretches that name a person, body, place or other thing. Does not know which names are one thing. */

use super::{EntityKind, sentence::Document};
use crate::text::Span;

/// One place where something is named.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    /// The bare name.
    pub span: Span,
    /// What it names.
    pub kind: EntityKind,
    /// How sure, 0 to 1, calibrated.
    pub confidence: f32,
    /// What decided, in words people can read.
    pub why: String,
}

/// The names in `document`, in text order, not overlapping.
pub fn names(document: &Document) -> Vec<Name> {
    let _ = document;
    Vec::new()
}
