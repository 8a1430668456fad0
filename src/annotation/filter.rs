/*!
Which annotations are asked for: one filter for every list and every export.
*/

use jiff::Timestamp;

use super::{Placed, Rating};

/// All that is set must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Tags it has, all of them, in any case of letters.
    pub tags: Vec<String>,
    /// Changed then or later.
    pub since: Option<Timestamp>,
    /// The highlight's color.
    pub color: Option<String>,
    /// The verdict; what has none is unchecked.
    pub verdict: Option<Rating>,
    /// Stands in its words, its note or a tag, in any case of letters.
    pub query: Option<String>,
}

impl Filter {
    /// Whether this one is asked for.
    pub fn takes(&self, placed: &Placed) -> bool {
        let a = placed.annotation.as_ref();
        let said = || [a.words(), a.note.as_deref().unwrap_or_default()].into_iter().chain(a.tags.iter().map(String::as_str));
        let has = |tag: &String| a.tags.iter().any(|t| t.to_lowercase() == tag.to_lowercase());
        self.tags.iter().all(has)
            && self.since.is_none_or(|since| a.modified.parse::<Timestamp>().is_ok_and(|m| m >= since))
            && (self.color.is_none() || self.color == a.color)
            && self.verdict.is_none_or(|v| a.verdict.as_ref().map_or(Rating::Unchecked, |v| v.rating) == v)
            && self.query.as_ref().map(|q| q.to_lowercase()).is_none_or(|q| said().any(|s| s.to_lowercase().contains(&q)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::annotation::{Annotation, Target};

    #[test]
    fn all_that_is_set_must_hold() {
        let annotation = Annotation {
            note: Some("Ask the Ministry".into()),
            tags: vec!["Élysée".into()],
            ..Annotation::new("urn:a", Target::Article, "2025-11-28T10:00:00Z")
        };
        let placed = Placed { annotation: Arc::new(annotation), place: None };
        let since = |t: &str| Filter { since: Some(t.parse().unwrap()), ..Filter::default() };
        assert!(Filter::default().takes(&placed));
        assert!(since("2025-11-28T10:00:00Z").takes(&placed) && !since("2025-11-28T10:00:01Z").takes(&placed));
        assert!(Filter { query: Some("MINISTRY".into()), tags: vec!["élysée".into()], ..Filter::default() }.takes(&placed));
        assert!(Filter { verdict: Some(Rating::Unchecked), ..Filter::default() }.takes(&placed));
        assert!(!Filter { query: Some("ministry".into()), color: Some("red".into()), ..Filter::default() }.takes(&placed));
    }
}
