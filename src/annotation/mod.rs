/*!
The reader's own marks: a highlight, a note, tags, a verdict, a correction; all on a place in one article or on the whole of it.
Defines [`Annotation`] and what it is made of. Pure: ids and times are handed in, where marks are kept is `io`'s business.

`list` holds the marks of one article and every edit of them; `history` the edits as typed operations; `merge` brings two programs'
edits together; `anchor` finds a place again; `filter` tells which are asked for. `jsonld` is the file format (and `own` the short way to it); the other files are formats for
exchange, and `import` tells what becomes of what is taken in.
*/

pub mod anchor;
pub mod citation;
pub mod claim;
pub mod export;
pub mod filter;
pub mod history;
pub mod html;
pub mod hypothesis;
pub mod import;
pub mod jsonld;
pub mod list;
pub mod merge;
mod own;
pub mod resolve;
pub mod update;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{text::Span, vocabulary::vocabulary};
pub use anchor::{Anchor, Place};
pub use filter::Filter;
pub use history::{History, Operation, Step};
pub use list::Annotations;
pub use resolve::Resolver;

/// One mark of the reader's.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Annotation {
    /// An IRI: `urn:uuid:…`, or what another program gave it.
    pub id: String,
    /// What it stands on.
    pub target: Target,
    /// Name of the highlight's color, where it has one.
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
    /// Date of the reading of the text it was made on, as the article's file keeps it.
    pub version: Option<String>,
    /// Address of the page it was made on; none for the article's own.
    pub source: Option<String>,
    /// What this version does not know, kept as it is.
    pub foreign: Foreign,
}

/// Parts of an entry that this version does not know, by the place where they stood.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Foreign {
    /// Fields of the annotation.
    pub fields: Map<String, Value>,
    /// Fields of its target.
    pub target: Map<String, Value>,
    /// Selectors of other kinds, and further ones of the known kinds.
    pub selectors: Vec<Value>,
    /// Bodies of other kinds.
    pub bodies: Vec<Value>,
    /// Fields of the note's body.
    pub note: Map<String, Value>,
    /// Fields of the verdict's body.
    pub verdict: Map<String, Value>,
    /// Fields of the body that links to its evidence.
    pub evidence: Map<String, Value>,
    /// Fields of the correction's body.
    pub correction: Map<String, Value>,
    /// Fields of the tags' bodies, by tag.
    pub tags: BTreeMap<String, Map<String, Value>>,
    /// Fields of the selector that holds the words.
    pub quote: Map<String, Value>,
    /// Fields of the selector that holds the position.
    pub position: Map<String, Value>,
}

/// What an annotation stands on.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Target {
    /// The whole article.
    #[default]
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

impl Target {
    /// Where it stands or stood; none for the whole article.
    pub const fn anchor(&self) -> Option<&Anchor> {
        match self {
            Self::Article => None,
            Self::Words(anchor) | Self::Finding { anchor, .. } => Some(anchor),
        }
    }
}

vocabulary! {
    /// The lists of findings.
    FindingList {
        /// Entities.
        Entities = "entities",
        /// Quotes.
        Quotes = "quotes",
        /// Sources.
        Sources = "sources",
    }
}

vocabulary! {
    /// How a claim stands.
    Rating {
        /// Not yet looked into.
        Unchecked = "unchecked",
        /// Borne out.
        Confirmed = "confirmed",
        /// In doubt.
        Disputed = "disputed",
        /// Untrue.
        False = "false",
    }
}

/// What a fact-checker found of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The rating.
    pub rating: Rating,
    /// Link to the evidence.
    pub evidence: Option<String>,
    /// When it was given, RFC 3339 in UTC.
    pub date: Option<String>,
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

impl Annotation {
    /// A new one on `target`, made at `time`, with nothing on it yet.
    pub fn new(id: impl Into<String>, target: Target, time: impl Into<String>) -> Self {
        let time = time.into();
        Self { id: id.into(), target, created: time.clone(), modified: time, ..Self::default() }
    }

    /// The words it stands on; empty for the whole article.
    pub fn words(&self) -> &str {
        self.target.anchor().map_or("", |a| a.exact.as_str())
    }

    /// Adds a tag, unless it is there.
    pub fn tag(&mut self, tag: &str) {
        let tag = tag.trim();
        if !tag.is_empty() && !self.tags.iter().any(|t| t == tag) {
            self.tags.push(tag.to_owned());
        }
    }

    /// Whether nothing is left of it but its place: no color, note, tag, verdict or correction.
    pub fn is_bare(&self) -> bool {
        self.color.is_none() && self.note.is_none() && self.tags.is_empty() && self.verdict.is_none() && self.correction.is_none()
    }
}

/// An annotation and where it stands in the text that is open. Cheap to copy.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The annotation.
    pub annotation: Arc<Annotation>,
    /// Where it is now; none for a note on the whole article.
    pub place: Option<Place>,
}

impl Placed {
    /// Where to paint it; none when it is lost or on the whole article.
    pub fn span(&self) -> Option<Span> {
        self.place.as_ref().and_then(Place::span)
    }

    /// Order in the lists: the whole article's first, then by place, the lost ones last, older before newer.
    fn order(&self) -> (usize, usize, usize, &str, &str) {
        let (group, start, end) = match (&self.place, self.span()) {
            (None, _) => (0, 0, 0),
            (_, Some(span)) => (1, span.start, span.end),
            (_, None) => (2, self.annotation.target.anchor().map_or(0, |a| a.start), 0),
        };
        (group, start, end, &self.annotation.created, &self.annotation.id)
    }
}
