/*!
Hashed features and the linear scorer over them ([`Linear`]), which is read where it lies in the model. Knows no feature's meaning.
*/

use bytemuck::{Pod, Zeroable};
use pulp::{Arch, Simd, WithSimd};

use super::model::ALIGN;

/// A feature: what it is about, and its value.
pub const fn feature(template: u32, value: u64) -> u32 {
    mixed(value, salt(template))
}

const fn salt(template: u32) -> u64 {
    (template as u64).wrapping_mul(0xa076_1d64_78bd_642f)
}

const fn mixed(value: u64, salt: u64) -> u32 {
    ((value ^ salt).wrapping_mul(0xe703_7ed1_a0b4_28db) >> 32) as u32
}

/// What the values of features are mixed with, for templates that count on from `first`.
pub const fn salts<const N: usize>(first: u32) -> [u64; N] {
    let mut salts = [0; N];
    let mut at = 0;
    while at < N {
        salts[at] = salt(first + at as u32);
        at += 1;
    }
    salts
}

/// Many features at once, from their values and [`salts`].
pub fn features_of<const N: usize>(values: &[u64; N], salts: &[u64; N]) -> [u32; N] {
    std::array::from_fn(|at| mixed(values[at], salts[at]))
}

/// One feature for each value; their templates count on from the first.
macro_rules! features {
    ($first:expr; $($value:expr),+ $(,)?) => {{
        let mut template: u32 = $first;
        [$({
            template += 1;
            $crate::analyze::linear::feature(template - 1, $value)
        }),+]
    }};
}
pub(crate) use features;

/// Weights of hashed features for each of some labels, a byte each. A byte `b` stands for the weight `b·|b|`: small weights keep their
/// precision and large ones their size.
#[derive(Debug, Clone, Copy)]
pub struct Linear<'m> {
    weights: &'m [i8],
    rows: u32,
    stride: usize,
    /// The widest vectors that the machine has.
    arch: Arch,
    /// What one unit of a score is worth, in the units of training.
    pub unit: f32,
}

/// The head of a [`Linear`] section; the rows of weights begin at the next multiple of [`ALIGN`], and after them come [`tail`] zeros.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct LinearHead {
    /// How many rows.
    pub rows: u32,
    /// Bytes a row: the number of labels but one. The first label's weights are all 0, for only their differences count.
    pub stride: u32,
    /// See [`Linear::unit`].
    pub unit: f32,
}

/// The most labels that a scorer can have.
pub const MAX_LABELS: usize = 64;
/// One score a label.
pub type Scores = [i32; MAX_LABELS];

/// How many bytes are read of a row of `stride`: whole vectors are added up, and what they hold of the next row is left out at the end.
const fn width(stride: usize) -> usize {
    if stride < 8 { 8 } else { stride.next_power_of_two() }
}

/// How many bytes follow the last row, since as many are read of it as of the others.
pub const fn tail(stride: usize) -> usize {
    width(stride) - stride
}

/// How many rows [`Halves`] have room for.
const BATCH: usize = 128;

impl<'m> Linear<'m> {
    /// Reads a scorer; bytes that are none give no scorer.
    pub fn new(bytes: &'m [u8]) -> Option<Self> {
        let head: &LinearHead = bytemuck::try_from_bytes(bytes.get(..size_of::<LinearHead>())?).ok()?;
        let (rows, stride) = (head.rows, head.stride as usize);
        let weights: &[i8] = bytemuck::try_cast_slice(bytes.get(ALIGN..)?).ok()?;
        let fits = (1..MAX_LABELS).contains(&stride)
            && u32::try_from(weights.len()).is_ok()
            && weights.len() as u64 == u64::from(rows) * stride as u64 + tail(stride) as u64;
        fits.then(|| Self { weights, rows, stride, arch: Arch::new(), unit: head.unit })
    }

    /// Adds up the weights of `features` for every label; the first label's score is 0. What stands after the scores of the scorer's own labels
    /// means nothing.
    pub fn score(&self, features: &[u32], scores: &mut Scores) {
        match width(self.stride) {
            8 => match self.stride {
                1 => self.score_narrow::<1>(features, scores),
                2 => self.score_narrow::<2>(features, scores),
                4 => self.score_narrow::<4>(features, scores),
                _ => self.arch.dispatch(Sum::<8> { linear: self, features, scores }),
            },
            16 => self.arch.dispatch(Sum::<16> { linear: self, features, scores }),
            32 => self.arch.dispatch(Sum::<32> { linear: self, features, scores }),
            _ => self.arch.dispatch(Sum::<64> { linear: self, features, scores }),
        }
    }

    /// Adds up the weights of the features that `values` and [`salts`] make, which is quicker than to make them first where rows are narrow.
    pub fn score_values<const N: usize>(&self, values: &[u64; N], salts: &[u64; N], scores: &mut Scores) {
        match self.stride {
            2 => whole::<2>(self.arch.dispatch(Valued::<N, 2> { linear: self, values, salts }), scores),
            4 => whole::<4>(self.arch.dispatch(Valued::<N, 4> { linear: self, values, salts }), scores),
            _ => self.score(&features_of(values, salts), scores),
        }
    }

    /// The same for rows of `STRIDE` weights.
    fn score_narrow<const STRIDE: usize>(&self, features: &[u32], scores: &mut Scores) {
        whole::<STRIDE>(self.arch.dispatch(Narrow::<STRIDE> { linear: self, features }), scores);
    }

    /// Makes of the scores of `old` features those of `new` ones in their place; quick where they are few.
    pub fn exchange(&self, scores: &mut [i32], old: &[u32], new: &[u32]) {
        let row = |feature: &u32| {
            let place = self.place(*feature) as usize;
            self.weights.get(place..place + self.stride).unwrap_or_default()
        };
        let weight = |byte: &i8| i32::from(*byte) * i32::from(*byte).abs();
        let scores = scores.get_mut(1..).unwrap_or_default();
        for feature in new {
            scores.iter_mut().zip(row(feature)).for_each(|(score, byte)| *score += weight(byte));
        }
        for feature in old {
            scores.iter_mut().zip(row(feature)).for_each(|(score, byte)| *score -= weight(byte));
        }
    }

    /// Where the row of `feature` begins. A number of 32 bits: `new` has seen to it that all fit.
    #[inline(always)]
    #[allow(clippy::inline_always)] // See `Sum`.
    fn place(&self, feature: u32) -> u32 {
        row(feature, u64::from(self.rows)) as u32 * self.stride as u32
    }

    /// The row at `place`, and what follows it. Every row fits.
    #[inline(always)]
    #[allow(clippy::inline_always)] // See `Sum`.
    fn row<const N: usize>(&self, place: u32) -> Option<&'m [i8; N]> {
        let at = place as usize;
        self.weights.get(at..at + N)?.first_chunk()
    }
}

/// Puts together what was added up side by side of rows of `STRIDE` weights.
fn whole<const STRIDE: usize>(sums: [i32; LANES / 2], scores: &mut Scores) {
    let mut whole = [0; STRIDE];
    for labels in sums.as_chunks::<STRIDE>().0 {
        for (sum, label) in whole.iter_mut().zip(labels) {
            *sum += label;
        }
    }
    let [first, others @ ..] = scores;
    *first = 0;
    if let Some(scores) = others.first_chunk_mut() {
        *scores = whole;
    }
}

/// Adds up rows that are read in `N` bytes. All of it is inlined into [`WithSimd::with_simd`], which is compiled for vectors of several widths.
struct Sum<'a, 'm, const N: usize> {
    linear: &'a Linear<'m>,
    features: &'a [u32],
    scores: &'a mut Scores,
}

impl<const N: usize> WithSimd for Sum<'_, '_, N> {
    type Output = ();

    #[inline(always)]
    #[allow(clippy::inline_always)] // See `Sum`.
    fn with_simd<S: Simd>(self, _: S) {
        let linear = self.linear;
        let mut sums = [0i32; N];
        for batch in self.features.chunks(BATCH) {
            if N <= 8 {
                let mut places = [0; BATCH];
                for (place, feature) in places.iter_mut().zip(batch) {
                    *place = linear.place(*feature);
                }
                for place in places.get(..batch.len()).unwrap_or_default() {
                    let Some(row) = linear.row::<N>(*place) else { continue };
                    for (sum, byte) in sums.iter_mut().zip(row) {
                        *sum += i32::from(*byte) * i32::from(*byte).abs();
                    }
                }
                continue;
            }
            let mut halves = Halves { low: [0; N], high: [0; N] };
            let (pairs, rest) = batch.as_chunks::<2>();
            for [one, other] in pairs {
                let rows = (linear.row::<N>(linear.place(*one)), linear.row::<N>(linear.place(*other)));
                let (Some(one), Some(other)) = rows else { continue };
                let (mut pair, other) = (expanded(one), expanded(other));
                // Two weights fit into 16 bits.
                for (a, b) in pair.iter_mut().zip(&other) {
                    *a = a.wrapping_add(*b);
                }
                halves.add(&pair);
            }
            if let Some(last) = rest.first().and_then(|feature| linear.row(linear.place(*feature))) {
                halves.add(&expanded(last));
            }
            for ((sum, low), high) in sums.iter_mut().zip(&halves.low).zip(&halves.high) {
                *sum += i32::from(*high) * 256 + i32::from(*low);
            }
        }
        let [first, others @ ..] = self.scores;
        *first = 0;
        others.iter_mut().zip(&sums).for_each(|(score, sum)| *score = *sum);
    }
}

/// Adds up rows of `STRIDE` weights, as many side by side as fill a vector; inlined as [`Sum`] is. Every `STRIDE`th of the sums is one label's:
/// they are put together elsewhere, for here this would make the compiler use narrower vectors.
struct Narrow<'a, 'm, const STRIDE: usize> {
    linear: &'a Linear<'m>,
    features: &'a [u32],
}

/// How many weights of narrow rows are added up at a time.
const LANES: usize = 32;

/// How many narrow rows are gathered before they are added up.
const GATHERED: usize = 64;

impl<const STRIDE: usize> WithSimd for Narrow<'_, '_, STRIDE> {
    type Output = [i32; LANES / 2];

    #[inline(always)]
    #[allow(clippy::inline_always)] // See `Sum`.
    fn with_simd<S: Simd>(self, _: S) -> Self::Output {
        let (rows, count) = (self.linear.weights.as_chunks::<STRIDE>().0, u64::from(self.linear.rows));
        let weights = |place: u32| rows.get(place as usize).copied().unwrap_or([0; STRIDE]);
        let mut sums = [0i32; LANES / 2];
        for batch in self.features.chunks(GATHERED) {
            let mut places = [0; GATHERED];
            for (place, feature) in places.iter_mut().zip(batch) {
                *place = row(*feature, count) as u32;
            }
            let mut gathered = [[0i8; STRIDE]; GATHERED];
            let (eights, rest) = batch.as_chunks::<8>();
            let (places, places_of_rest) = places.as_chunks::<8>().0.split_at(eights.len());
            let (gathered_eights, gathered_rest) = gathered.as_chunks_mut::<8>().0.split_at_mut(eights.len());
            for (rows, places) in gathered_eights.iter_mut().zip(places) {
                *rows = places.map(weights);
            }
            for ((row, place), _) in gathered_rest.as_flattened_mut().iter_mut().zip(places_of_rest.as_flattened()).zip(rest) {
                *row = weights(*place);
            }
            add_gathered(&gathered, batch.len(), &mut sums);
        }
        sums
    }
}

/// Adds up rows of `STRIDE` weights of the features that `values` and `salts` make; their number is known when this is compiled, as [`Narrow`]'s is
/// not.
struct Valued<'a, 'm, const N: usize, const STRIDE: usize> {
    linear: &'a Linear<'m>,
    values: &'a [u64; N],
    salts: &'a [u64; N],
}

impl<const N: usize, const STRIDE: usize> WithSimd for Valued<'_, '_, N, STRIDE> {
    type Output = [i32; LANES / 2];

    #[inline(always)]
    #[allow(clippy::inline_always)] // See `Sum`.
    fn with_simd<S: Simd>(self, _: S) -> Self::Output {
        const { assert!(N <= GATHERED) };
        let (rows, count) = (self.linear.weights.as_chunks::<STRIDE>().0, u64::from(self.linear.rows));
        let mut sums = [0i32; LANES / 2];
        let Some(last) = rows.len().checked_sub(1) else { return sums };
        // Every row fits; to say so is cheaper than to ask each time.
        let weights = |place: u64| rows[last.min(place as usize)];
        // Numbers of 64 bits, though 32 would do: narrower ones have to be shuffled together, and apart again.
        let mut places = [0u64; N];
        for ((place, value), salt) in places.iter_mut().zip(self.values).zip(self.salts) {
            *place = row(mixed(*value, *salt), count) as u64;
        }
        let mut gathered = [[0i8; STRIDE]; GATHERED];
        let (places, places_of_rest) = places.as_chunks::<8>();
        let (eights, rest) = gathered.as_chunks_mut::<8>().0.split_at_mut(places.len());
        for (rows, places) in eights.iter_mut().zip(places) {
            for (row, place) in rows.iter_mut().zip(places) {
                *row = weights(*place);
            }
        }
        for (row, place) in rest.as_flattened_mut().iter_mut().zip(places_of_rest) {
            *row = weights(*place);
        }
        add_gathered(&gathered, N, &mut sums);
        sums
    }
}

/// Adds up what was gathered of `used` rows.
#[inline(always)]
#[allow(clippy::inline_always)] // See `Sum`.
fn add_gathered<const STRIDE: usize>(gathered: &[[i8; STRIDE]; GATHERED], used: usize, sums: &mut [i32; LANES / 2]) {
    for bytes in gathered.as_flattened().as_chunks::<LANES>().0.iter().take((used * STRIDE).div_ceil(LANES)) {
        let weights = expanded(bytes);
        // Two weights fit into 16 bits.
        let (one, other) = weights.split_at(LANES / 2);
        for ((sum, a), b) in sums.iter_mut().zip(one).zip(other) {
            *sum += i32::from(a.wrapping_add(*b));
        }
    }
}

/// Sums of numbers of 16 bits: of their lower and of their upper bytes, so that [`BATCH`] of them need no more than 16 bits.
struct Halves<const N: usize> {
    low: [u16; N],
    high: [i16; N],
}

impl<const N: usize> Halves<N> {
    #[inline(always)]
    #[allow(clippy::inline_always)] // See `Sum`.
    fn add(&mut self, numbers: &[i16; N]) {
        for ((low, high), number) in self.low.iter_mut().zip(&mut self.high).zip(numbers) {
            *low = low.wrapping_add(number.cast_unsigned() & 0xff);
            *high = high.wrapping_add(number >> 8);
        }
    }
}

/// The weights that bytes stand for.
#[inline(always)]
#[allow(clippy::inline_always)] // See `Sum`.
fn expanded<const N: usize>(bytes: &[i8; N]) -> [i16; N] {
    let mut weights = [0; N];
    for (weight, byte) in weights.iter_mut().zip(bytes) {
        let byte = i16::from(*byte);
        *weight = byte.wrapping_mul(byte.wrapping_abs());
    }
    weights
}

/// The row of a feature among `rows`.
#[inline]
pub const fn row(feature: u32, rows: u64) -> usize {
    ((feature as u64 * rows) >> 32) as usize
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::analyze::model::word_hash;

    #[test]
    fn a_scorer_adds_up_companded_weights() {
        let mut bytes = vec![0u64; (ALIGN + 4 * 8) / 8];
        let raw: &mut [u8] = bytemuck::cast_slice_mut(&mut bytes);
        raw[..12].copy_from_slice(bytemuck::bytes_of(&LinearHead { rows: 4, stride: 8, unit: 1.0 }));
        raw[ALIGN + 8] = 3;
        raw[ALIGN + 9] = (-2i8).cast_unsigned();
        let linear = Linear::new(raw).unwrap();
        let mut scores = [0; MAX_LABELS];
        linear.score(&[1 << 30, 1 << 30, 0], &mut scores);
        assert_eq!(scores[..3], [0, 18, -8]);
    }

    #[test]
    fn scorers_of_every_width_add_up_the_same() {
        for stride in [1, 2, 3, 4, 5, 8, 22, 28, 40] {
            let rows = 100;
            let mut bytes = vec![0u64; (ALIGN + rows * stride + tail(stride)).div_ceil(8)];
            let raw: &mut [u8] = bytemuck::cast_slice_mut(&mut bytes);
            raw[..12].copy_from_slice(bytemuck::bytes_of(&LinearHead { rows: rows as u32, stride: stride as u32, unit: 1.0 }));
            for (at, byte) in raw[ALIGN..ALIGN + rows * stride].iter_mut().enumerate() {
                *byte = (word_hash("weight") >> (at % 50)) as u8 ^ at as u8;
            }
            let raw = &raw[..ALIGN + rows * stride + tail(stride)];
            let linear = Linear::new(raw).unwrap();
            for count in [0, 1, 7, 48, 64, 65, 300] {
                let features: Vec<u32> = (0..count).map(|n| feature(n, 5)).collect();
                let mut scores = [1; MAX_LABELS];
                linear.score(&features, &mut scores);
                let weight = |feature: u32, label: usize| {
                    let byte = i32::from(raw[ALIGN + row(feature, rows as u64) * stride + label].cast_signed());
                    byte * byte.abs()
                };
                let sums: Vec<i32> = (0..stride).map(|label| features.iter().map(|f| weight(*f, label)).sum()).collect();
                assert_eq!((scores[0], &scores[1..=stride]), (0, sums.as_slice()), "{stride} {count}");
            }
            let values: [u64; 45] = std::array::from_fn(|at| word_hash("value") << at);
            let (one, other) = (salts(7), salts(90));
            let (mut together, mut one_by_one, mut others) = ([1; MAX_LABELS], [1; MAX_LABELS], [1; MAX_LABELS]);
            linear.score_values(&values, &one, &mut together);
            linear.score(&features_of(&values, &one), &mut one_by_one);
            linear.score_values(&values, &other, &mut others);
            assert_eq!(together[..=stride], one_by_one[..=stride], "{stride}");
            linear.exchange(&mut together[..=stride], &features_of(&values, &one), &features_of(&values, &other));
            assert_eq!(together[..=stride], others[..=stride], "{stride}");
        }
    }

    #[test]
    fn features_are_the_same_one_by_one_and_together() {
        let values: [u64; 11] = std::array::from_fn(|at| word_hash("value") << at);
        let together = features_of(&values, &salts(7));
        assert_eq!(together, std::array::from_fn(|at| feature(7 + at as u32, values[at])));
    }
}
