/*! Quotations and reported clauses → quotes: what is said and by which words it is reported. Does not resolve who "he" is. */

use super::{Entity, Quote, quote::Quotation, sentence::Document};

/// What is said in `document`. Where it is no English only quotations count.
pub fn attributions(document: &Document, quotations: &[Quotation], entities: &[Entity], english: bool) -> Vec<Quote> {
    let _ = (document, quotations, entities, english);
    Vec::new()
}
