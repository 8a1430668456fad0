/*! Whom and what an article cites, and what each backs. */

use super::{Entity, Quote, Source, sentence::Document};

/// The sources of `document`.
pub fn sources(document: &Document, quotes: &[Quote], entities: &[Entity]) -> Vec<Source> {
    let _ = (document, quotes, entities);
    Vec::new()
}
