/*!
What was found in articles, against what careful readers marked in them. Each kind of finding has a file of its own; here is what they count
with.
*/

pub mod aliases;
pub mod names;
pub mod quotes;
pub mod sources;

use std::collections::BTreeSet;

use sayso::{
    analyze::Analysis,
    text::{Span, ceil_boundary, floor_boundary},
};

use crate::corpora::Gold;

/// An article with its marks, and what was found in it.
pub struct Read {
    /// The article and its marks.
    pub gold: Gold,
    /// What was found.
    pub analysis: Analysis,
}

/// Found, marked, and both: what precision, recall and F1 are made of.
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
    /// Counts one article.
    pub fn add<T: Ord>(&mut self, marked: &BTreeSet<T>, found: &BTreeSet<T>) {
        self.both += marked.intersection(found).count();
        self.found += found.len();
        self.marked += marked.len();
    }

    /// The share of what is marked that is found, in per cent.
    pub fn recall(self) -> f64 {
        per_cent(self.both as f64, self.marked as f64)
    }

    /// The harmonic mean of precision and recall, in per cent.
    pub fn f1(self) -> f64 {
        per_cent(2.0 * self.both as f64, (self.found + self.marked) as f64)
    }

    /// All three, as a line shows them.
    pub fn show(self) -> String {
        let precision = per_cent(self.both as f64, self.found as f64);
        format!("P {precision:5.1}  R {:5.1}  F1 {:5.1}", self.recall(), self.f1())
    }
}

/// `part` of `whole` in per cent; nothing of nothing is 0.
pub fn per_cent(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { 100.0 * part / whole } else { 0.0 }
}

/// Of findings said to be so and so sure, how many are right: a calibration curve in tenths.
#[derive(Debug, Clone, Default)]
pub struct Curve([Tenth; 10]);

#[derive(Debug, Clone, Copy, Default)]
struct Tenth {
    count: usize,
    right: usize,
    said: f64,
}

impl Curve {
    /// Counts a finding.
    pub fn add(&mut self, said: f32, right: bool) {
        let tenth = &mut self.0[((said * 10.0) as usize).min(9)];
        tenth.count += 1;
        tenth.right += usize::from(right);
        tenth.said += f64::from(said);
    }

    /// A line for each tenth in which there is anything.
    pub fn show(&self) -> Vec<String> {
        let tenths = self.0.iter().enumerate().filter(|(_, t)| t.count > 0);
        let line = |(n, t): (usize, &Tenth)| {
            let all = t.count as f64;
            format!(
                "{:.1} to {:.1}   said {:.2}   right {:.2}   of {}",
                n as f64 / 10.0,
                (n + 1) as f64 / 10.0,
                t.said / all,
                t.right as f64 / all,
                t.count
            )
        };
        tenths.map(line).collect()
    }
}

/// The words at `span` with some before and after.
pub fn around(text: &str, span: Span) -> String {
    let (from, to) = (floor_boundary(text, span.start.saturating_sub(30)), ceil_boundary(text, span.end + 30));
    Span::new(from, to).of(text).replace('\n', " ")
}
