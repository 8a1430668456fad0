/*! Features in a list that may differ in length, for the scorers that judge a whole rather than a token. Knows no feature's meaning. */

use super::linear::feature;

/// Collects features, the template of each the next number.
pub struct Features {
    template: u32,
    found: Vec<u32>,
}

impl Features {
    /// Begins with the template `first`.
    pub fn new(first: u32) -> Self {
        Self { template: first, found: Vec::with_capacity(128) }
    }

    /// Goes on with the template `next`.
    pub fn go_to(&mut self, next: u32) {
        self.template = next;
    }

    /// One feature for each value.
    pub fn add<const N: usize>(&mut self, values: [u64; N]) {
        for value in values {
            self.found.push(feature(self.template, value));
            self.template += 1;
        }
    }

    /// One feature for each step up to `level`, of one template, so that what holds of little holds of much.
    pub fn climb(&mut self, level: u64) {
        self.found.extend((0..=level).map(|step| feature(self.template, step)));
        self.template += 1;
    }

    /// All that were collected.
    pub fn done(self) -> Vec<u32> {
        self.found
    }
}

/// Two values as one.
pub const fn both(a: u64, b: u64) -> u64 {
    a.rotate_left(21) ^ b.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
