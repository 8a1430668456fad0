/*! Quotation marks → quotations: stretches between an opening and a closing mark. Does not know who speaks. */

use super::sentence::Document;
use crate::text::Span;

/// A stretch between quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotation {
    /// The words, marks excluded.
    pub span: Span,
}

/// The quotations of `document`, in text order.
pub fn quotations(document: &Document) -> Vec<Quotation> {
    let _ = document;
    Vec::new()
}
