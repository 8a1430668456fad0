/*!
Logistic regression over hashed features: the trainer of every `Linear` section. Deterministic: the same examples in the same order give the
same bytes.
*/

use sayso::analyze::linear::{LinearHead, row, tail};
use sayso::analyze::model::ALIGN;

/// Weights in training, learned step by step: each moves by less the more it has moved (`AdaGrad`).
pub struct Logistic {
    rows: u64,
    stride: usize,
    weights: Vec<f32>,
    moved: Vec<f32>,
    /// How far the first step goes.
    rate: f32,
}

impl Logistic {
    /// For `labels` labels whose features share `rows` rows.
    pub fn new(labels: usize, rows: usize, rate: f32) -> Self {
        let cells = rows * labels;
        Self { rows: rows as u64, stride: labels, weights: vec![0.0; cells], moved: vec![0.01; cells], rate }
    }

    /// The probability of every label.
    pub fn score(&self, features: &[u32]) -> Vec<f32> {
        let mut scores = vec![0.0; self.stride];
        for feature in features {
            let at = row(*feature, self.rows) * self.stride;
            for (score, weight) in scores.iter_mut().zip(&self.weights[at..at + self.stride]) {
                *score += weight;
            }
        }
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        for score in &mut scores {
            *score = (*score - most).exp();
        }
        let sum: f32 = scores.iter().sum();
        for score in &mut scores {
            *score /= sum;
        }
        scores
    }

    /// Moves the weights of `features` towards the labels of the set `right`, a bit each, given the probabilities now.
    pub fn learn(&mut self, features: &[u32], chances: &[f32], right: u32) {
        let is_right = |label: usize| right & (1 << label) != 0;
        let sum: f32 = chances.iter().enumerate().filter(|(l, _)| is_right(*l)).map(|(_, c)| c).sum::<f32>().max(1e-6);
        let slope: Vec<f32> = chances.iter().enumerate().map(|(l, c)| if is_right(l) { c - c / sum } else { *c }).collect();
        if sum > 0.999 {
            return;
        }
        for feature in features {
            let at = row(*feature, self.rows) * self.stride;
            let (weights, moved) = (&mut self.weights[at..at + self.stride], &mut self.moved[at..at + self.stride]);
            for ((weight, moved), slope) in weights.iter_mut().zip(moved).zip(&slope) {
                *moved += slope * slope;
                *weight -= self.rate * slope / moved.sqrt();
            }
        }
    }

    /// Moves the weights of the second label towards the right ones of some sets of features, against the others.
    pub fn prefer(&mut self, ways: &[(Vec<u32>, bool)]) {
        let place = |feature: u32| row(feature, self.rows) * self.stride + 1;
        let scores: Vec<f32> = ways.iter().map(|(way, _)| way.iter().map(|f| self.weights[place(*f)]).sum()).collect();
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let share: Vec<f32> = scores.iter().map(|s| (s - most).exp()).collect();
        let (all, right) = share.iter().zip(ways).fold((0.0, 0.0), |(a, r), (s, way)| (a + s, r + if way.1 { *s } else { 0.0 }));
        if right <= 0.0 || right / all > 0.999 {
            return;
        }
        let mut slopes: Vec<(usize, f32)> = Vec::new();
        for ((way, is_right), share) in ways.iter().zip(share) {
            let slope = share / all - if *is_right { share / right } else { 0.0 };
            slopes.extend(way.iter().map(|f| (place(*f), slope)));
        }
        slopes.sort_by_key(|s| s.0);
        for run in slopes.chunk_by(|a, b| a.0 == b.0) {
            let (at, slope) = (run[0].0, run.iter().map(|s| s.1).sum::<f32>());
            self.moved[at] += slope * slope;
            self.weights[at] -= self.rate * slope / self.moved[at].sqrt();
        }
    }

    /// The mean of the weights that `count` learners learn, each from the random order of another seed, so that less is left to chance; as a
    /// section that `Linear` reads.
    pub fn mean(count: u64, seed: u64, mut learn: impl FnMut(Random) -> Self) -> Vec<u8> {
        let mut all = learn(Random::new(seed));
        for other in 1..count {
            let learned = learn(Random::new(seed + other * 17));
            all.weights.iter_mut().zip(&learned.weights).for_each(|(weight, other)| *weight += other);
        }
        all.section(count as f32)
    }

    /// The weights, divided by `count`, as a section that `Linear` reads.
    pub fn section(&self, count: f32) -> Vec<u8> {
        let mean: Vec<f32> = self.weights.iter().map(|w| w / count).collect();
        section(self.rows as u32, self.stride, &mean)
    }
}

/// Rows of weights for `labels` labels, companded to a byte each, less those of the first label. The few largest are cut, so that the many
/// small ones are told apart.
fn section(rows: u32, labels: usize, weights: &[f32]) -> Vec<u8> {
    let stride = labels - 1;
    let weights: Vec<f32> = weights.chunks(labels).flat_map(|row| row[1..].iter().map(|weight| weight - row[0])).collect();
    let mut sizes: Vec<f32> = weights.iter().map(|w| w.abs()).filter(|w| *w > 0.0).collect();
    sizes.sort_by(f32::total_cmp);
    let largest = sizes.get((sizes.len() as f64 * 0.9999) as usize).or(sizes.last()).copied().unwrap_or(1.0);
    let compand = |w: f32| ((w.abs() / largest).sqrt().min(1.0) * 127.0).round().copysign(w) as i8;
    let head = LinearHead { rows, stride: stride as u32, unit: largest / (127.0 * 127.0) };
    let mut bytes = bytemuck::bytes_of(&head).to_vec();
    bytes.resize(ALIGN, 0);
    bytes.extend(weights.iter().map(|w| compand(*w).cast_unsigned()));
    bytes.resize(bytes.len() + tail(stride), 0);
    bytes
}

/// A small generator of random numbers (xorshift), the same on every machine.
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number from 0 up to `below`.
    pub fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((u128::from(self.0) * below as u128) >> 64) as usize
    }

    /// True `percent` times of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Puts `items` in random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use sayso::analyze::linear::{Linear, MAX_LABELS, feature};

    use super::*;
    use crate::pack::align;

    #[test]
    fn it_learns_what_can_be_told_apart() {
        let mut logistic = Logistic::new(3, 1 << 10, 0.1);
        let examples: Vec<(Vec<u32>, usize)> = (0..60).map(|n| (vec![feature(1, n % 6), feature(2, n % 4)], n as usize % 3)).collect();
        for _ in 0..10 {
            for (features, label) in &examples {
                let chances = logistic.score(features);
                logistic.learn(features, &chances, 1 << label);
            }
        }
        let section = logistic.section(1.0);
        let aligned = align(&section);
        let linear = Linear::new(&bytemuck::cast_slice(&aligned)[..section.len()]).expect("a scorer");
        for (features, label) in &examples {
            let mut scores = [0; MAX_LABELS];
            linear.score(features, &mut scores);
            assert_eq!((0..3).max_by_key(|l| scores[*l]), Some(*label));
        }
    }
}
