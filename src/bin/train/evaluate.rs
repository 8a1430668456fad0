/*! A model and what careful readers marked → scores. */

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use sayso::{
    analyze::{
        EntityKind, alias,
        entity::{Name, Tagger},
        feature::Reading,
        model::Model,
        sentence::Document,
    },
    text::Span,
};

use crate::{corpora::Gold, names, pack, pack::Section};

/// True, found and marked: what precision, recall and F1 are made of.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Found and marked.
    pub both: usize,
    /// Found.
    pub found: usize,
    /// Marked.
    pub marked: usize,
}

impl Tally {
    /// Precision, recall and F1, in per cent.
    pub fn scores(self) -> (f64, f64, f64) {
        let part = |of: usize| if of == 0 { 0.0 } else { 100.0 * self.both as f64 / of as f64 };
        let (p, r) = (part(self.found), part(self.marked));
        (p, r, if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 })
    }

    fn show(self) -> String {
        let (p, r, f) = self.scores();
        format!("P {p:5.1} R {r:5.1} F1 {f:5.1}")
    }
}

/// The names that the tagger of `sections` finds in each document.
pub fn found(sections: &[Section], golds: &[Gold]) -> Result<Vec<Vec<Name>>> {
    let packed = pack::pack(sections);
    let aligned = pack::align(&packed);
    let model = Model::open(bytemuck::cast_slice::<u64, u8>(&aligned).get(..packed.len()).context("packed")?)?;
    let tagger = Tagger::new(&model).context("the model has no tagger of names")?;
    let names = |gold: &Gold| {
        let document = Document::whole(&gold.article);
        tagger.names(&Reading::new(&document, tagger.lexicon))
    };
    Ok(golds.iter().map(names).collect())
}

/// Prints the scores of names on every set, and some mistakes.
pub fn names(sections: &[Section], sets: &[Vec<Gold>], errors: usize) -> Result<()> {
    for golds in sets {
        let Some(first) = golds.first() else { continue };
        let kinds = names::kinds_of(&first.corpus);
        let (mut all, mut any) = (Tally::default(), Tally::default());
        let mut by_kind: BTreeMap<EntityKind, Tally> = BTreeMap::new();
        let mut mistakes = Vec::new();
        for (gold, found) in golds.iter().zip(found(sections, golds)?) {
            let (marked, found) = compare(gold, &found, kinds);
            count(&mut all, &marked, &found);
            let spans = |set: &BTreeSet<(Span, EntityKind)>| set.iter().map(|(s, _)| *s).collect::<BTreeSet<_>>();
            count(&mut any, &spans(&marked), &spans(&found));
            for kind in kinds {
                let of_kind = |set: &BTreeSet<(Span, EntityKind)>| set.iter().filter(|x| x.1 == *kind).copied().collect();
                count(by_kind.entry(*kind).or_default(), &of_kind(&marked), &of_kind(&found));
            }
            let text = &gold.article.text;
            let around = |span: Span| {
                let (from, to) =
                    (sayso::text::floor_boundary(text, span.start.saturating_sub(30)), sayso::text::ceil_boundary(text, span.end + 30));
                Span::new(from, to).of(text).replace('\n', " ")
            };
            let show = |what: &str, (span, kind): &(Span, EntityKind), others: &BTreeSet<(Span, EntityKind)>| {
                let other =
                    others.iter().find(|o| o.0.overlaps(*span)).map_or(String::new(), |o| format!(" ~ {} {:?}", o.1.name(), o.0.of(text)));
                format!("{what} {:12} {:?}{other}  …{}…", kind.name(), span.of(text), around(*span))
            };
            mistakes.extend(marked.difference(&found).map(|x| show("missed", x, &found)));
            mistakes.extend(found.difference(&marked).map(|x| show("extra ", x, &marked)));
        }
        println!("names on {:10} {}   any kind {}{}", first.corpus, all.show(), any.show(), asked(&first.corpus));
        for (kind, tally) in by_kind {
            println!("    {:14} {} of {}", kind.name(), tally.show(), tally.marked);
        }
        let step = mistakes.len().checked_div(errors).unwrap_or(usize::MAX).max(1);
        mistakes.iter().step_by(step).take(errors).for_each(|m| println!("      {m}"));
    }
    Ok(())
}

/// What is asked of names on a set.
fn asked(corpus: &str) -> &'static str {
    match corpus {
        "worldwide" => "   (asked: F1 76, any kind 82)",
        "ewt" => "   (asked: F1 74)",
        _ => "",
    }
}

/// Names as places and kinds.
type Places = BTreeSet<(Span, EntityKind)>;

/// Marked and found names of the kinds that the corpus marks. What overlaps a marked name of another kind does not count.
fn compare(gold: &Gold, found: &[Name], kinds: &[EntityKind]) -> (Places, Places) {
    let of_kinds = |kind: Option<EntityKind>| kind.filter(|k| kinds.contains(k));
    let marked: BTreeSet<_> = gold.names.iter().filter_map(|n| Some((n.span, of_kinds(n.kind)?))).collect();
    let others: Vec<Span> = gold.names.iter().filter(|n| of_kinds(n.kind).is_none()).map(|n| n.span).collect();
    let found = found.iter().filter(|n| kinds.contains(&n.kind)).map(|n| (n.span, n.kind));
    let found = found.filter(|n| marked.contains(n) || !others.iter().any(|o| o.overlaps(n.0))).collect();
    (marked, found)
}

fn count<T: Ord>(tally: &mut Tally, marked: &BTreeSet<T>, found: &BTreeSet<T>) {
    tally.both += marked.intersection(found).count();
    tally.found += found.len();
    tally.marked += marked.len();
}

/// B-cubed precision and recall of what is merged into one thing, over the names that both sides have, in the way of [`Tally`].
pub fn aliases(sections: &[Section], golds: &[Gold], errors: usize) -> Result<()> {
    let (mut precision, mut recall, mut count) = (0.0, 0.0, 0.0);
    let mut mistakes = Vec::new();
    for (gold, names) in golds.iter().zip(found(sections, golds)?) {
        let document = Document::whole(&gold.article);
        let entities = alias::entities(&document, &names, Vec::new());
        let mut mine: BTreeMap<Span, usize> = BTreeMap::new();
        for (index, entity) in entities.iter().enumerate() {
            mine.extend(entity.mentions.iter().map(|m| (m.span, index)));
        }
        let both: Vec<(Span, u32, usize)> = gold.names.iter().filter_map(|n| Some((n.span, n.thing, *mine.get(&n.span)?))).collect();
        for (span, thing, entity) in &both {
            let same = |a: bool, b: bool| both.iter().filter(|x| (!a || x.1 == *thing) && (!b || x.2 == *entity)).count() as f64;
            precision += same(true, true) / same(false, true);
            recall += same(true, true) / same(true, false);
            count += 1.0;
            let apart = both.iter().find(|x| (x.1 == *thing) != (x.2 == *entity) && x.0 > *span);
            if let Some(other) = apart {
                let what = if other.1 == *thing { "one" } else { "two" };
                mistakes.push(format!("{what}: {:?} {:?} in {}", span.of(&gold.article.text), other.0.of(&gold.article.text), gold.id));
            }
        }
    }
    let (p, r) = (100.0 * precision / count, 100.0 * recall / count);
    println!("aliases on pressroom  P {p:5.1} R {r:5.1} F1 {:5.1}   (asked: F1 92)", 2.0 * p * r / (p + r));
    mistakes
        .iter()
        .step_by((mistakes.len().checked_div(errors).unwrap_or(usize::MAX)).max(1))
        .take(errors)
        .for_each(|m| println!("      {m}"));
    Ok(())
}

/// Of the names said to be so and so sure, how many are right: the calibration curve.
pub fn calibration(sections: &[Section], golds: &[Gold]) -> Result<()> {
    let mut tenths = [(0usize, 0usize, 0.0f64); 10];
    for (gold, names) in golds.iter().zip(found(sections, golds)?) {
        for name in names {
            let tenth = &mut tenths[((name.confidence * 10.0) as usize).min(9)];
            tenth.0 += 1;
            tenth.1 += usize::from(gold.names.iter().any(|g| g.span == name.span && g.kind == Some(name.kind)));
            tenth.2 += f64::from(name.confidence);
        }
    }
    for (all, right, said) in tenths.into_iter().filter(|t| t.0 > 0) {
        println!("sure of names  said {:.2}  right {:.2}  of {all}", said / all as f64, right as f64 / all as f64);
    }
    Ok(())
}
