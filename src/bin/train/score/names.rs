/*! Names found against names marked: by place and kind, by place alone, kind by kind. */

use std::collections::{BTreeMap, BTreeSet};

use sayso::{
    analyze::{Analysis, EntityKind, Form, entity::KINDS},
    text::Span,
};

use super::{Curve, Read, Tally, around};
use crate::corpora::Gold;

/// Names as places and kinds.
type Places = BTreeSet<(Span, EntityKind)>;

/// The scores of names over a set.
#[derive(Default)]
pub struct Names {
    /// The same place and kind.
    pub exact: Tally,
    /// The same place, whatever the kind.
    pub any: Tally,
    /// The same place and kind, where pronouns and descriptions count as names of those they stand for.
    pub referred: Tally,
    /// The same place, of those.
    pub referred_any: Tally,
    /// Exact ones, kind by kind.
    pub by_kind: BTreeMap<EntityKind, Tally>,
    /// Named mentions by how sure their entity is said to be.
    pub curve: Curve,
    /// What was missed, and what was found too much.
    pub mistakes: Vec<String>,
}

/// The kinds that a corpus marks.
fn kinds_of(corpus: &str) -> &'static [EntityKind] {
    match corpus {
        "pressroom" => &KINDS,
        "re3d" => &[EntityKind::Person, EntityKind::Organization, EntityKind::Place, EntityKind::Norp],
        _ => &[EntityKind::Person, EntityKind::Organization, EntityKind::Place],
    }
}

/// Scores the names of a set.
pub fn score(set: &[Read]) -> Names {
    let mut names = Names::default();
    for Read { gold, analysis } in set {
        let kinds = kinds_of(&gold.corpus);
        let (marked, found) = compare(gold, analysis, kinds, |form| form == Form::Name);
        names.exact.add(&marked, &found);
        names.any.add(&spans(&marked), &spans(&found));
        let (_, referred) = compare(gold, analysis, kinds, |_| true);
        names.referred.add(&marked, &referred);
        names.referred_any.add(&spans(&marked), &spans(&referred));
        for kind in kinds {
            let of_kind = |set: &Places| set.iter().filter(|x| x.1 == *kind).copied().collect::<Places>();
            names.by_kind.entry(*kind).or_default().add(&of_kind(&marked), &of_kind(&found));
        }
        for entity in &analysis.entities {
            for mention in entity.mentions.iter().filter(|m| m.form == Form::Name && found.contains(&(m.span, entity.kind))) {
                names.curve.add(entity.confidence, marked.contains(&(mention.span, entity.kind)));
            }
        }
        let show = |what: &str, (span, kind): &(Span, EntityKind), others: &Places| {
            let text = &gold.article.text;
            let other = others.iter().find(|o| o.0.overlaps(*span));
            let other = other.map_or(String::new(), |o| format!(" ~ {} {:?}", o.1.name(), o.0.of(text)));
            format!("{what} {:12} {:?}{other}  …{}…", kind.name(), span.of(text), around(text, *span))
        };
        names.mistakes.extend(marked.difference(&found).map(|x| show("missed", x, &found)));
        names.mistakes.extend(found.difference(&marked).map(|x| show("extra ", x, &marked)));
    }
    names
}

fn spans(names: &Places) -> BTreeSet<Span> {
    names.iter().map(|(span, _)| *span).collect()
}

/// Marked and found names of the kinds that the corpus marks. What overlaps a marked name of another kind does not count.
fn compare(gold: &Gold, analysis: &Analysis, kinds: &[EntityKind], counts: impl Fn(Form) -> bool) -> (Places, Places) {
    let of_kinds = |kind: Option<EntityKind>| kind.filter(|k| kinds.contains(k));
    let marked: Places = gold.names.iter().filter_map(|n| Some((n.span, of_kinds(n.kind)?))).collect();
    let others: Vec<Span> = gold.names.iter().filter(|n| of_kinds(n.kind).is_none()).map(|n| n.span).collect();
    let entities = analysis.entities.iter().filter(|e| kinds.contains(&e.kind));
    let found = entities.flat_map(|e| e.mentions.iter().filter(|m| counts(m.form)).map(|m| (m.span, e.kind)));
    let found = found.filter(|n| marked.contains(n) || !others.iter().any(|o| o.overlaps(n.0))).collect();
    (marked, found)
}
