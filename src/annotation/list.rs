/*!
The annotations of one open article: where each stands, every edit with its undo. Edits go through [`Annotations::apply`] as typed
operations and nowhere else, so that the list, its history and the log on disk cannot part ways.
*/

use std::collections::HashMap;
use std::sync::Arc;

use super::history::{History, Operation, Record, Step};
use super::{Annotation, FindingList, Place, Placed, Resolver, Target, merge};
use crate::text::{Span, count::counted};

/// The annotations of one article, in order of place.
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    placed: Vec<Placed>,
    history: History,
    unsaved: Vec<Record>,
}

impl Annotations {
    /// Places `annotations` in `text`; `history` is what was done to them before, as far as it is known.
    pub fn open(text: &str, annotations: impl IntoIterator<Item = Annotation>, history: History) -> Self {
        Self::open_shared(text, annotations.into_iter().map(Arc::new), history)
    }

    /// The same for annotations that another list holds too.
    pub fn open_shared(text: &str, annotations: impl IntoIterator<Item = Arc<Annotation>>, history: History) -> Self {
        let mut list = Self { placed: place_all(text, annotations.into_iter()), history, unsaved: Vec::new() };
        list.sort();
        list
    }

    /// All of them: those on the whole article first, then by place, the lost ones last.
    pub fn all(&self) -> &[Placed] {
        &self.placed
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.placed.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.placed.is_empty()
    }

    /// The one with that id.
    pub fn get(&self, id: &str) -> Option<&Placed> {
        self.placed.iter().find(|p| p.annotation.id == id)
    }

    /// Those over the byte at `at`, the shortest (innermost) first.
    pub fn at(&self, at: usize) -> Vec<&Placed> {
        let mut over: Vec<&Placed> = self.placed.iter().filter(|p| p.span().is_some_and(|s| s.contains(at))).collect();
        over.sort_by_key(|p| p.span().map_or(0, Span::len));
        over
    }

    /// Those that share words with `span`, by place.
    pub fn over(&self, span: Span) -> impl Iterator<Item = &Placed> {
        self.placed.iter().filter(move |p| p.span().is_some_and(|s| s.overlaps(span)))
    }

    /// Those whose words are not found in this text.
    pub fn lost(&self) -> impl Iterator<Item = &Placed> {
        self.placed.iter().filter(|p| p.place.is_some() && p.span().is_none())
    }

    /// Tags in use and how often, the most used first.
    pub fn tags(&self) -> Vec<(String, usize)> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for tag in self.placed.iter().flat_map(|p| &p.annotation.tags) {
            *counts.entry(tag).or_default() += 1;
        }
        let mut tags: Vec<(String, usize)> = counts.into_iter().map(|(tag, n)| (tag.to_owned(), n)).collect();
        tags.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        tags
    }

    /// What has been done, for undo and for the history list.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The annotations alone, for saving; cheap.
    pub fn snapshot(&self) -> Vec<Arc<Annotation>> {
        self.placed.iter().map(|p| Arc::clone(&p.annotation)).collect()
    }

    /// What was done since this was last asked: the lines to add to the log on disk.
    pub fn take_unsaved(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.unsaved)
    }

    /// Adds one.
    pub fn add(&mut self, text: &str, annotation: Annotation, time: &str) -> &Step {
        self.apply(text, Operation::Add(annotation), time)
    }

    /// Adds many in one step, said as `what` ("imported 12 annotations").
    pub fn add_all(&mut self, text: &str, annotations: Vec<Annotation>, what: &str, time: &str) -> &Step {
        let operations = annotations.into_iter().map(Operation::Add).collect();
        self.apply(text, Operation::Several { what: what.to_owned(), operations }, time)
    }

    /// Removes the one with that id.
    pub fn remove(&mut self, text: &str, id: &str, time: &str) -> Option<&Step> {
        let gone = self.get(id)?.annotation.as_ref().clone();
        Some(self.apply(text, Operation::Remove(gone), time))
    }

    /// Changes the one with that id as `edit` says. None when there is no such one, or when the edit changes nothing.
    pub fn change(&mut self, text: &str, id: &str, time: &str, edit: impl FnOnce(&mut Annotation)) -> Option<&Step> {
        let before = self.get(id)?.annotation.as_ref().clone();
        let mut after = before.clone();
        edit(&mut after);
        if after == before {
            return None;
        }
        time.clone_into(&mut after.modified);
        Some(self.apply(text, Operation::Change { before, after }, time))
    }

    /// Puts a lost (or wrongly guessed) one on the words at `span`, or keeps a guess by confirming its span.
    pub fn attach(&mut self, text: &str, id: &str, span: Span, time: &str) -> Option<&Step> {
        let fresh = super::Anchor::describe(text, span);
        self.change(text, id, time, |a| match &mut a.target {
            Target::Article => a.target = Target::Words(fresh),
            Target::Words(anchor) | Target::Finding { anchor, .. } => *anchor = fresh,
        })
    }

    /// Puts one tag in place of one or several, in one step. None when nothing has any of them.
    pub fn rename_tags(&mut self, text: &str, from: &[String], to: &str, time: &str) -> Option<&Step> {
        let from: Vec<&str> = from.iter().map(String::as_str).filter(|tag| *tag != to).collect();
        let has = |p: &&Placed| p.annotation.tags.iter().any(|tag| from.contains(&tag.as_str()));
        let operations: Vec<Operation> = self.placed.iter().filter(has).map(|p| renamed(&p.annotation, &from, to, time)).collect();
        if operations.is_empty() {
            return None;
        }
        let (did, into) = if from.len() == 1 { ("renamed the tag", "to") } else { ("merged the tags", "into") };
        let what = format!("{did} {} {into} {to} on {}", from.join(", "), counted(operations.len(), "annotation"));
        Some(self.apply(text, Operation::Several { what, operations }, time))
    }

    /// Does `operation` and remembers it.
    pub fn apply(&mut self, text: &str, operation: Operation, time: &str) -> &Step {
        self.perform(text, &operation);
        let step = Step { time: time.to_owned(), operation };
        self.unsaved.push(Record::Did(step.clone()));
        self.history.did(step)
    }

    /// Takes back the last step that is not yet taken back.
    pub fn undo(&mut self, text: &str) -> Option<&Step> {
        let step = self.history.undo()?.clone();
        self.perform(text, &step.operation.inverse());
        self.unsaved.push(Record::Undid);
        self.history.undone().last()
    }

    /// Does again what was last taken back.
    pub fn redo(&mut self, text: &str) -> Option<&Step> {
        let step = self.history.redo()?.clone();
        self.perform(text, &step.operation);
        self.unsaved.push(Record::Redid);
        self.history.done().last()
    }

    /// Takes over what the file holds after another program's work was merged in. The history stays: undo takes back the reader's own
    /// fields and leaves the other's alone. Says how many entries differ.
    pub fn take_over(&mut self, text: &str, merged: Vec<Arc<Annotation>>) -> usize {
        let old: HashMap<&str, &Placed> = self.placed.iter().map(|p| (p.annotation.id.as_str(), p)).collect();
        let (mut kept, mut fresh, mut differ) = (Vec::new(), Vec::new(), 0);
        for annotation in merged {
            match old.get(annotation.id.as_str()) {
                Some(p) if p.annotation.target == annotation.target => {
                    differ += usize::from(p.annotation != annotation);
                    kept.push(Placed { annotation, place: p.place });
                }
                _ => {
                    differ += 1;
                    fresh.push(annotation);
                }
            }
        }
        differ += self.placed.len().saturating_sub(kept.len() + fresh.len());
        kept.extend(place_all(text, fresh.into_iter()));
        self.placed = kept;
        self.sort();
        differ
    }

    /// Places all of them anew, in another reading of the text.
    pub fn place_in(&mut self, text: &str) {
        self.placed = place_all(text, std::mem::take(&mut self.placed).into_iter().map(|p| p.annotation));
        self.sort();
    }

    /// Places the lost ones that are about a finding where `find` knows that finding to be: they follow it, not only their place.
    pub fn follow(&mut self, find: impl Fn(FindingList, &str) -> Option<Span>) {
        for placed in self.placed.iter_mut().filter(|p| matches!(p.place, Some(Place::Lost))) {
            if let Target::Finding { list, name, .. } = &placed.annotation.target
                && let Some(span) = find(*list, name)
            {
                placed.place = Some(Place::Moved(span));
            }
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.placed.sort_by(|a, b| a.order().cmp(&b.order()));
    }

    fn perform(&mut self, text: &str, operation: &Operation) {
        let mut flat = Vec::new();
        operation.flatten(&mut flat);
        let mut fresh = Vec::new();
        let mut by_id: HashMap<String, usize> = self.placed.iter().enumerate().map(|(i, p)| (p.annotation.id.clone(), i)).collect();
        let mut gone = Vec::new();
        for one in flat {
            match one {
                Operation::Add(annotation) => {
                    let at = *by_id.entry(annotation.id.clone()).or_insert(self.placed.len());
                    if at == self.placed.len() {
                        self.placed.push(Placed { annotation: Arc::new(annotation.clone()), place: None });
                    }
                    fresh.push((at, annotation.clone()));
                }
                Operation::Remove(annotation) => gone.extend(by_id.get(&annotation.id)),
                Operation::Change { before, after } => {
                    if let Some(&at) = by_id.get(&after.id) {
                        fresh.push((at, merge::fields(before, after, &self.placed[at].annotation)));
                    }
                }
                Operation::Several { .. } => {}
            }
        }
        let (spots, annotations): (Vec<usize>, Vec<Annotation>) = fresh.into_iter().unzip();
        for (at, placed) in spots.into_iter().zip(place_all(text, annotations.into_iter().map(Arc::new))) {
            self.placed[at] = placed;
        }
        gone.sort_unstable();
        let mut at = 0;
        self.placed.retain(|_| {
            at += 1;
            gone.binary_search(&(at - 1)).is_err()
        });
        self.sort();
    }
}

fn place_all(text: &str, annotations: impl Iterator<Item = Arc<Annotation>>) -> Vec<Placed> {
    let annotations: Vec<Arc<Annotation>> = annotations.collect();
    let anchors: Vec<&super::Anchor> = annotations.iter().filter_map(|a| a.target.anchor()).collect();
    let mut places = if anchors.is_empty() { Vec::new() } else { Resolver::new(text).resolve_all(&anchors) }.into_iter();
    annotations
        .into_iter()
        .map(|annotation| {
            let place = annotation.target.anchor().and_then(|_| places.next());
            Placed { annotation, place }
        })
        .collect()
}

fn renamed(annotation: &Annotation, from: &[&str], to: &str, time: &str) -> Operation {
    let mut after = annotation.clone();
    after.tags.clear();
    for tag in &annotation.tags {
        after.tag(if from.contains(&tag.as_str()) { to } else { tag });
    }
    for from in from {
        if let Some(fields) = after.foreign.tags.remove(*from) {
            after.foreign.tags.entry(to.to_owned()).or_insert(fields);
        }
    }
    time.clone_into(&mut after.modified);
    Operation::Change { before: annotation.clone(), after }
}
