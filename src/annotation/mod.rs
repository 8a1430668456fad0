/*!
The reader's own marks: a highlight, a note, tags, a verdict, a correction; all on a place in one article or on the whole of it.
Defines [`Annotation`] and [`Annotations`] (add, change, remove, undo, redo, order by place). Pure: where they are kept is `io`'s business,
how a place is found again is [`anchor`]'s.
*/

pub mod anchor;
pub mod jsonld;

use serde_json::{Map, Value};

use crate::text::Span;
pub use anchor::{Anchor, Place};

/// One mark of the reader's.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotation {
    /// An IRI: `urn:uuid:…`, or what another program gave it.
    pub id: String,
    /// What it stands on.
    pub target: Target,
    /// Name of the highlight's color, where it is one.
    pub color: Option<String>,
    /// The note.
    pub note: Option<String>,
    /// Tags in the order given, without duplicates.
    pub tags: Vec<String>,
    /// What the reader found of the claim.
    pub verdict: Option<Verdict>,
    /// A correction of a finding.
    pub correction: Option<Correction>,
    /// Who made it; none for this program's user.
    pub creator: Option<String>,
    /// When made, RFC 3339 in UTC.
    pub created: String,
    /// When last changed, RFC 3339 in UTC.
    pub modified: String,
    /// Id of the version of the text it was made on.
    pub version: Option<String>,
    /// Fields this version does not know, kept as they are.
    pub foreign: Map<String, Value>,
}

/// What an annotation stands on.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// The whole article.
    Article,
    /// A place in it.
    Words(Anchor),
    /// An entity, quote or source as an object: it follows the object, and the anchor says where that was.
    Finding {
        /// Which list it stands in.
        list: FindingList,
        /// What it is called there: an entity's or source's name, a quote's words.
        name: String,
        /// Where it stood.
        anchor: Anchor,
    },
}

/// The lists of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FindingList {
    /// Entities.
    Entities,
    /// Quotes.
    Quotes,
    /// Sources.
    Sources,
}

/// What a fact-checker found of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// The rating.
    pub rating: Rating,
    /// Link to the evidence.
    pub evidence: Option<String>,
    /// When it was given, RFC 3339 in UTC.
    pub date: Option<String>,
}

/// How a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rating {
    /// Not yet looked into.
    #[default]
    Unchecked,
    /// Borne out.
    Confirmed,
    /// In doubt.
    Disputed,
    /// Untrue.
    False,
}

/// A correction of what the engine found, as the reader made it; names and kinds as words, so that it outlives the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What was done: `entity-kind`, `not-entity`, `missed-entity`, `merge`, `split`, `quote-kind`, `not-quote`, `missed-quote`,
    /// `speaker`, `source-kind`, `not-source`.
    pub act: String,
    /// The kind, name or speaker it gives.
    pub value: Option<String>,
    /// Whether it holds for every mention.
    pub all: bool,
}

/// An annotation and where it stands in the text that is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The annotation.
    pub annotation: Annotation,
    /// Where it is now; none for a note on the whole article.
    pub place: Option<Place>,
}

impl Placed {
    /// Where to paint it; none when it is lost or on the whole article.
    pub fn span(&self) -> Option<Span> {
        self.place.as_ref().and_then(Place::span)
    }
}
