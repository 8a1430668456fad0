/*! Whether the names of one thing are one entity, and those of two are two. */

use std::collections::BTreeMap;

use sayso::{analyze::Form, text::Span};

use super::{Read, per_cent};

/// B-cubed precision and recall, over the names that both sides have.
#[derive(Default)]
pub struct Aliases {
    precision: f64,
    recall: f64,
    count: f64,
    /// Things torn apart, and things thrown together.
    pub mistakes: Vec<String>,
}

impl Aliases {
    fn scores(&self) -> (f64, f64) {
        (per_cent(self.precision, self.count), per_cent(self.recall, self.count))
    }

    /// The harmonic mean of precision and recall, in per cent.
    pub fn f1(&self) -> f64 {
        let (p, r) = self.scores();
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }

    /// All three, as a line shows them.
    pub fn show(&self) -> String {
        let (p, r) = self.scores();
        format!("P {p:5.1}  R {r:5.1}  F1 {:5.1}", self.f1())
    }
}

/// Scores what the entities of a set join.
pub fn score(set: &[Read]) -> Aliases {
    let mut aliases = Aliases::default();
    for Read { gold, analysis } in set {
        let mut mine: BTreeMap<Span, usize> = BTreeMap::new();
        for (index, entity) in analysis.entities.iter().enumerate() {
            mine.extend(entity.mentions.iter().filter(|m| m.form == Form::Name).map(|m| (m.span, index)));
        }
        let both: Vec<(Span, u32, usize)> = gold.names.iter().filter_map(|n| Some((n.span, n.thing, *mine.get(&n.span)?))).collect();
        for (span, thing, entity) in &both {
            let same = |by_thing: bool, by_entity: bool| {
                both.iter().filter(|x| (!by_thing || x.1 == *thing) && (!by_entity || x.2 == *entity)).count() as f64
            };
            aliases.precision += same(true, true) / same(false, true);
            aliases.recall += same(true, true) / same(true, false);
            aliases.count += 1.0;
            if let Some(other) = both.iter().find(|x| (x.1 == *thing) != (x.2 == *entity) && x.0 > *span) {
                let what = if other.1 == *thing { "one" } else { "two" };
                let text = &gold.article.text;
                aliases.mistakes.push(format!("{what}: {:?} {:?} in {}", span.of(text), other.0.of(text), gold.id));
            }
        }
    }
    aliases
}
