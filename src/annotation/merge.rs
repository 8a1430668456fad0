/*!
Brings the work of two programs on one file together, entry by entry and field by field: nothing that either wrote is lost, and where
one deleted what the other edited, the edit wins. Also what undo uses to take back only the fields that a step changed.
*/

use std::collections::HashMap;
use std::sync::Arc;

use super::Annotation;

/// Merges `ours` and `theirs`, which both began as `base`. In the order of `theirs`, then what only `ours` has.
pub fn merge(base: &[Arc<Annotation>], ours: &[Arc<Annotation>], theirs: &[Arc<Annotation>]) -> Vec<Arc<Annotation>> {
    let by_id = |list: &[Arc<Annotation>]| list.iter().map(|a| (a.id.clone(), Arc::clone(a))).collect::<HashMap<_, _>>();
    let (old, mine) = (by_id(base), by_id(ours));
    let mut merged = Vec::with_capacity(ours.len().max(theirs.len()));
    for their in theirs {
        match (old.get(&their.id), mine.get(&their.id)) {
            (_, Some(my)) if same(my, their) => merged.push(Arc::clone(my)),
            (Some(was), Some(my)) if same(was, their) => merged.push(Arc::clone(my)),
            (Some(was), Some(my)) if same(was, my) => merged.push(Arc::clone(their)),
            (Some(was), Some(my)) => merged.push(Arc::new(fields(was, my, their))),
            (None, Some(my)) => merged.push(Arc::new(fields(&Annotation::default(), my, their))),
            // We deleted it: that holds unless they edited it meanwhile.
            (Some(was), None) if same(was, their) => {}
            (_, None) => merged.push(Arc::clone(their)),
        }
    }
    let seen = by_id(theirs);
    for my in ours.iter().filter(|a| !seen.contains_key(&a.id)) {
        // They deleted it: that holds unless we edited it meanwhile.
        if old.get(&my.id).is_none_or(|was| !same(was, my)) {
            merged.push(Arc::clone(my));
        }
    }
    merged
}

fn same(a: &Arc<Annotation>, b: &Arc<Annotation>) -> bool {
    Arc::ptr_eq(a, b) || a == b
}

/// What becomes of `theirs` when the change from `before` to `after` is made to it. Fields that only one side changed take that side's
/// value; of a note that both changed both texts are kept; elsewhere `after` wins, being the latest.
pub fn fields(before: &Annotation, after: &Annotation, theirs: &Annotation) -> Annotation {
    fn pick<T: PartialEq + Clone>(before: &T, after: &T, theirs: &T) -> T {
        if after == before { theirs.clone() } else { after.clone() }
    }
    let mut merged = theirs.clone();
    merged.target = pick(&before.target, &after.target, &theirs.target);
    merged.color = pick(&before.color, &after.color, &theirs.color);
    merged.verdict = pick(&before.verdict, &after.verdict, &theirs.verdict);
    merged.correction = pick(&before.correction, &after.correction, &theirs.correction);
    merged.creator = pick(&before.creator, &after.creator, &theirs.creator);
    merged.version = pick(&before.version, &after.version, &theirs.version);
    merged.source = pick(&before.source, &after.source, &theirs.source);
    merged.foreign = pick(&before.foreign, &after.foreign, &theirs.foreign);
    merged.note = note(before.note.as_ref(), after.note.as_ref(), theirs.note.as_ref());
    merged.tags = tags(&before.tags, &after.tags, &theirs.tags);
    // An undo goes back to an earlier time only if nobody else touched the entry.
    merged.modified =
        if theirs.modified == before.modified { after.modified.clone() } else { after.modified.clone().max(theirs.modified.clone()) };
    merged
}

fn note(before: Option<&String>, after: Option<&String>, theirs: Option<&String>) -> Option<String> {
    if after == before || after == theirs {
        return theirs.cloned();
    }
    if theirs == before {
        return after.cloned();
    }
    match (after, theirs) {
        (Some(a), Some(t)) if a.contains(t.as_str()) => Some(a.clone()),
        (Some(a), Some(t)) if t.contains(a.as_str()) => Some(t.clone()),
        (Some(a), Some(t)) => Some(format!("{t}\n\n{a}")),
        (kept, other) => kept.or(other).cloned(),
    }
}

fn tags(before: &[String], after: &[String], theirs: &[String]) -> Vec<String> {
    if theirs == before {
        return after.to_vec();
    }
    let gone = |t: &&String| before.contains(t) && !after.contains(t);
    let mut tags: Vec<String> = theirs.iter().filter(|t| !gone(t)).cloned().collect();
    tags.extend(after.iter().filter(|t| !before.contains(t) && !theirs.contains(t)).cloned());
    tags
}
