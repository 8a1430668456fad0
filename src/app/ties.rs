/*!
What ties findings and annotations to each other: for each quote the number of its speaker and the verdict on it, and the findings that carry a
note. Rebuilt whenever either changes.
*/

use std::collections::{HashMap, HashSet};

use super::Thing;
use crate::{
    analyze::Analysis,
    annotation::{FindingList, Placed, Rating, Target},
    text::Span,
};

/// The ties, by the indexes of the findings.
#[derive(Debug, Clone, Default)]
pub struct Ties {
    /// For each quote the number of its speaker, in the order in which they first speak.
    pub voices: Vec<Option<usize>>,
    /// For each quote the verdict on it, the latest where there are several.
    pub verdicts: Vec<Option<Rating>>,
    /// Findings that carry a note, tags or a verdict.
    pub noted: HashSet<Thing>,
}

impl Ties {
    /// Ties the findings to the annotations.
    pub fn new(analysis: &Analysis, notes: &[Placed]) -> Self {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut number = |name| {
            let next = numbers.len();
            *numbers.entry(name).or_insert(next)
        };
        let voices = analysis.quotes.iter().map(|q| q.speaker.as_ref().map(|s| number(s.name.as_str()))).collect();
        let mut verdicts: Vec<Option<Rating>> = vec![None; analysis.quotes.len()];
        for (rating, span) in judged(notes) {
            for (quote, verdict) in analysis.quotes.iter().zip(&mut verdicts) {
                if quote.content.iter().any(|piece| piece.overlaps(span)) {
                    *verdict = Some(rating);
                }
            }
        }
        Self { voices, verdicts, noted: noted(analysis, notes) }
    }
}

/// Where a finding of that name stands first. A quote has no name to find it by, only its words.
pub fn place_of(analysis: &Analysis, list: FindingList, name: &str) -> Option<Span> {
    match named(analysis, list, name)? {
        Thing::Entity(index) => analysis.entities.get(index)?.mentions.first().map(|m| m.span),
        Thing::Source(index) => analysis.sources.get(index)?.mentions.first().copied(),
        _ => None,
    }
}

/// The finding of that name.
fn named(analysis: &Analysis, list: FindingList, name: &str) -> Option<Thing> {
    match list {
        FindingList::Entities => analysis.entities.iter().position(|e| e.name == name).map(Thing::Entity),
        FindingList::Sources => analysis.sources.iter().position(|s| s.name == name).map(Thing::Source),
        FindingList::Quotes => None,
    }
}

/// The verdicts given, and where, the latest last.
fn judged(notes: &[Placed]) -> Vec<(Rating, Span)> {
    let mut judged: Vec<_> =
        notes.iter().filter_map(|p| Some((p.annotation.modified.as_str(), p.annotation.verdict.as_ref()?.rating, p.span()?))).collect();
    judged.sort_by_key(|(time, ..)| *time);
    judged.into_iter().map(|(_, rating, span)| (rating, span)).collect()
}

fn noted(analysis: &Analysis, notes: &[Placed]) -> HashSet<Thing> {
    let mut things = HashSet::new();
    for placed in notes.iter().filter(|p| p.annotation.correction.is_none()) {
        let Target::Finding { list, name, .. } = &placed.annotation.target else { continue };
        let quote = |at: Span| analysis.quotes.iter().position(|q| q.reach().overlaps(at)).map(Thing::Quote);
        things.extend(match list {
            FindingList::Quotes => placed.span().and_then(quote),
            FindingList::Entities | FindingList::Sources => named(analysis, *list, name),
        });
    }
    things
}
