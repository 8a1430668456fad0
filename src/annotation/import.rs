/*!
What becomes of each annotation of a file that is taken in: added, or there already. Recognizes the format; the formats have files of their own.
*/

use serde_json::Value;

use super::jsonld::{self, Collection};
use super::{Annotation, Placed, hypothesis};

/// What becomes of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Added,
    /// The same is there already, or was earlier in the file.
    Duplicate,
    /// One with its id is there already and says something else; that one stays.
    Older,
}

/// Reads a file of annotations, W3C's or Hypothesis's. Entries that fail stand in [`Collection::unreadable`] with the reason.
///
/// # Errors
/// In words, when it is neither.
pub fn read(text: &str) -> Result<Collection, String> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| format!("not JSON: {e}"))?;
    if hypothesis::is_export(&value) { hypothesis::read(text) } else { jsonld::read(text) }
}

/// Tells of each of `incoming`, in order, what becomes of it beside those that are `present`.
pub fn sift(present: &[Placed], incoming: Vec<Annotation>) -> Vec<(Annotation, Outcome)> {
    let mut sifted: Vec<(Annotation, Outcome)> = Vec::with_capacity(incoming.len());
    for annotation in incoming {
        let there = present.iter().map(|p| p.annotation.as_ref());
        let fresh = sifted.iter().filter(|(_, outcome)| *outcome == Outcome::Added).map(|(a, _)| a);
        let outcome = there.chain(fresh).fold(Outcome::Added, |outcome, other| match () {
            () if outcome == Outcome::Duplicate || says_the_same(other, &annotation) => Outcome::Duplicate,
            () if other.id == annotation.id => Outcome::Older,
            () => outcome,
        });
        sifted.push((annotation, outcome));
    }
    sifted
}

/// The same marks on the same words; who made them, when, and under which id is no matter.
fn says_the_same(a: &Annotation, b: &Annotation) -> bool {
    let near = match (a.target.anchor(), b.target.anchor()) {
        (Some(x), Some(y)) if x.prefix.is_empty() && y.prefix.is_empty() => x.start == y.start,
        (Some(x), Some(y)) => x.prefix == y.prefix || (x.nth.is_some() && x.nth == y.nth),
        (x, y) => x.is_none() && y.is_none(),
    };
    a.words() == b.words()
        && (near || a.id == b.id)
        && a.note == b.note
        && a.tags == b.tags
        && a.color == b.color
        && a.verdict == b.verdict
        && a.correction == b.correction
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Anchor, Annotations, History, Target};
    use crate::text::Span;

    #[test]
    fn the_same_words_elsewhere_are_another_annotation() {
        let text = "Talks failed. Talks were held.";
        let on = |id: &str, at: usize| Annotation {
            note: Some("who?".into()),
            ..Annotation::new(id, Target::Words(Anchor::describe(text, Span::new(at, at + 5))), "2025-11-28T10:00:00Z")
        };
        let present = Annotations::open(text, [on("urn:a", 0)], History::default());
        let edited = Annotation { note: Some("other".into()), ..on("urn:a", 0) };
        let outcomes: Vec<Outcome> = sift(present.all(), vec![on("urn:b", 0), edited, on("urn:c", 14), on("urn:c", 14)])
            .into_iter()
            .map(|(_, outcome)| outcome)
            .collect();
        assert_eq!(outcomes, [Outcome::Duplicate, Outcome::Older, Outcome::Added, Outcome::Duplicate]);
    }
}
