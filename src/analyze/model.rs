/*!
The trained model: `assets/model.bin` inside the program, read where it lies. A container of named sections ([`Model`]), a table from hashes
to small numbers ([`Table`]) and a linear scorer over hashed features ([`Linear`]). Nothing is parsed at start. Knows no feature's meaning.
*/

use std::sync::{LazyLock, OnceLock};

use bytemuck::{Pod, Zeroable};
use pulp::{Arch, Simd, WithSimd};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The first bytes of a model.
pub const MAGIC: [u8; 8] = *b"sayso-md";
/// Version of the container and of what its sections hold; another version is not read.
pub const VERSION: u32 = 4;
/// Sections begin at multiples of this.
pub const ALIGN: usize = 64;

/// The head of a model.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Head {
    /// [`MAGIC`].
    pub magic: [u8; 8],
    /// [`VERSION`].
    pub version: u32,
    /// How many sections follow.
    pub count: u32,
    /// [`checksum`] of everything after the head.
    pub checksum: u64,
}

/// Where a section lies.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Entry {
    /// Its name, filled up with zeros.
    pub name: [u8; 24],
    /// First byte in the file.
    pub start: u32,
    /// Length in bytes.
    pub len: u32,
}

/// What is wrong with a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It does not begin like one.
    #[error("this is no model of sayso")]
    Foreign,
    /// It was made for another version.
    #[error("the model has version {0}, this program reads version {VERSION}")]
    Version(u32),
    /// It was cut short or changed.
    #[error("the model is damaged: its checksum does not match")]
    Damaged,
}

/// A container of named sections.
#[derive(Debug, Clone, Copy)]
pub struct Model<'m> {
    bytes: &'m [u8],
    entries: &'m [Entry],
}

#[repr(C, align(64))]
struct Aligned<T: ?Sized>(T);

static SHIPPED: &Aligned<[u8]> = &Aligned(*include_bytes!("../../assets/model.bin"));

impl Model<'static> {
    /// The model inside the program, checked once. A damaged one reads as empty: the passes then find nothing.
    pub fn shipped() -> Self {
        static MODEL: OnceLock<Model<'static>> = OnceLock::new();
        *MODEL.get_or_init(|| Model::open(&SHIPPED.0).unwrap_or(Model { bytes: &[], entries: &[] }))
    }

    /// The bytes of the model inside the program, whether sound or not.
    pub fn shipped_bytes() -> &'static [u8] {
        &SHIPPED.0
    }
}

impl<'m> Model<'m> {
    /// Checks magic, version and checksum. `bytes` must be aligned to 8 bytes, as all large allocations are.
    ///
    /// # Errors
    /// What is wrong with `bytes`, if they are no sound model of this version.
    pub fn open(bytes: &'m [u8]) -> Result<Self, ModelError> {
        let (head, rest) = bytes.split_at_checked(size_of::<Head>()).ok_or(ModelError::Foreign)?;
        let head: &Head = bytemuck::try_from_bytes(head).map_err(|_| ModelError::Foreign)?;
        if head.magic != MAGIC {
            return Err(ModelError::Foreign);
        }
        if head.version != VERSION {
            return Err(ModelError::Version(head.version));
        }
        if head.checksum != checksum(rest) {
            return Err(ModelError::Damaged);
        }
        let entries = rest.get(..head.count as usize * size_of::<Entry>()).ok_or(ModelError::Damaged)?;
        Ok(Self { bytes, entries: bytemuck::try_cast_slice(entries).map_err(|_| ModelError::Damaged)? })
    }

    /// The bytes of the section called `name`; empty where there is none.
    pub fn section(&self, name: &str) -> &'m [u8] {
        let called = |entry: &&Entry| {
            let rest = entry.name.strip_prefix(name.as_bytes());
            rest.is_some_and(|rest| rest.first().is_none_or(|byte| *byte == 0))
        };
        self.entries.iter().find(called).map_or(&[], |entry| self.bytes_of(entry))
    }

    /// All sections, in the order of the file.
    pub fn sections(&self) -> impl Iterator<Item = (&'m str, &'m [u8])> + use<'m> {
        let model = *self;
        model.entries.iter().map(move |entry| {
            let name = std::str::from_utf8(&entry.name).unwrap_or("").trim_end_matches('\0');
            (name, model.bytes_of(entry))
        })
    }

    fn bytes_of(&self, entry: &Entry) -> &'m [u8] {
        let start = entry.start as usize;
        self.bytes.get(start..start + entry.len as usize).unwrap_or(&[])
    }
}

/// A checksum that is read at memory speed: four lanes of multiply and rotate.
pub fn checksum(bytes: &[u8]) -> u64 {
    let mut lanes = [1u64, 2, 3, 4];
    let mut mix = |chunk: &[u8; 32]| {
        for (lane, part) in lanes.iter_mut().zip(bytemuck::cast::<[u8; 32], [[u8; 8]; 4]>(*chunk)) {
            *lane = (*lane ^ u64::from_le_bytes(part)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        }
    };
    let (chunks, rest) = bytes.as_chunks::<32>();
    chunks.iter().for_each(&mut mix);
    let mut last = [0; 32];
    last.iter_mut().zip(rest).for_each(|(l, r)| *l = *r);
    mix(&last);
    lanes.into_iter().fold(bytes.len() as u64, |sum, lane| (sum ^ lane).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(31))
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The state of a word's hash after `word`, from that before it.
fn folded(hash: u64, word: &str) -> u64 {
    if word.is_ascii() {
        return word.bytes().fold(hash, |h, b| step(h, b.to_ascii_lowercase()));
    }
    let plain = |c: char| if c == '’' { '\'' } else { c };
    let letters = word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(|c| plain(c).to_lowercase());
    letters.fold(hash, |h, c| c.encode_utf8(&mut [0; 4]).bytes().fold(h, step))
}

/// The hash of a word, whatever its case and accents: "Málaga", "MALAGA" and "malaga" are one.
pub fn word_hash(word: &str) -> u64 {
    let hash = folded(SEED, word);
    hash ^ (hash >> 29)
}

/// The hashes of `words` up to each of `ends`, as [`word_hash`] has them.
pub fn head_hashes<const N: usize>(words: &str, ends: [usize; N]) -> [u64; N] {
    let (mut hash, mut at) = (SEED, 0);
    ends.map(|end| {
        hash = folded(hash, words.get(at..end).unwrap_or_default());
        at = end.max(at);
        hash ^ (hash >> 29)
    })
}

/// The hash of a run of words, from that of all but the last.
pub const fn chain(before: u64, word: u64) -> u64 {
    let mixed = (before.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}

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
    // To ask what the machine can do takes longer than to remember it.
    static ARCH: LazyLock<Arch> = LazyLock::new(Arch::new);
    ARCH.dispatch(Mixed { values, salts })
}

/// The features of `values`; inlined as [`Sum`] is.
struct Mixed<'a, const N: usize> {
    values: &'a [u64; N],
    salts: &'a [u64; N],
}

impl<const N: usize> WithSimd for Mixed<'_, N> {
    type Output = [u32; N];

    #[inline(always)]
    #[allow(clippy::inline_always)] // See `Sum`.
    fn with_simd<S: Simd>(self, _: S) -> Self::Output {
        let mut features = [0; N];
        for ((found, value), salt) in features.iter_mut().zip(self.values).zip(self.salts) {
            *found = mixed(*value, *salt);
        }
        features
    }
}

/// One feature for each value; their templates count on from the first.
macro_rules! features {
    ($first:expr; $($value:expr),+ $(,)?) => {{
        let mut template: u32 = $first;
        [$({
            template += 1;
            $crate::analyze::model::feature(template - 1, $value)
        }),+]
    }};
}
pub(crate) use features;

/// Hashes → small numbers, read where it lies. The upper bits of a hash choose the place, the lowest 16 are compared: of some thousand words that
/// the table does not hold one is taken for another that it does.
#[derive(Debug, Clone, Copy)]
pub struct Table<'m> {
    keys: &'m [u16],
    values: &'m [u16],
}

impl<'m> Table<'m> {
    /// The value of a place that holds nothing.
    pub const EMPTY: u16 = u16::MAX;

    /// Reads a table: the number of its places, keys, values. Bytes that are none read as an empty table.
    pub fn new(bytes: &'m [u8]) -> Self {
        Self::read(bytes).unwrap_or(Self { keys: &[], values: &[] })
    }

    fn read(bytes: &'m [u8]) -> Option<Self> {
        let places = *bytemuck::try_cast_slice::<u8, u32>(bytes.get(..4)?).ok()?.first()? as usize;
        let keys = bytemuck::try_cast_slice(bytes.get(4..4 + places * 2)?).ok()?;
        let values = bytemuck::try_cast_slice(bytes.get(4 + places * 2..4 + places * 4)?).ok()?;
        Some(Self { keys, values })
    }

    /// The value of `hash`, if the table holds it.
    #[inline]
    pub fn get(&self, hash: u64) -> Option<u16> {
        let key = hash as u16;
        let (before, after) = self.keys.split_at_checked(place(hash, self.keys.len()))?;
        let mut at = before.len();
        // The search ends at the key or where nothing is held, and goes on at the first place after the last.
        for run in [after, before] {
            let mut left = run;
            while let Some(passed) = position(left, key) {
                let value = *self.values.get(at + passed)?;
                if value == Self::EMPTY {
                    return None;
                }
                if left.get(passed) == Some(&key) {
                    return Some(value);
                }
                at += passed + 1;
                left = left.get(passed + 1..)?;
            }
            at = 0;
        }
        None
    }
}

/// Where `key` or 0, which places that hold nothing have, first stands among `keys`. Entries crowd, so that the run may be long: eight are
/// compared at a time.
#[inline]
fn position(keys: &[u16], key: u16) -> Option<usize> {
    let ends = |k: u16| k == key || k == 0;
    if keys.first().is_some_and(|k| ends(*k)) {
        return Some(0);
    }
    let (eights, rest) = keys.as_chunks::<8>();
    let eight = eights.iter().position(|eight| eight.iter().fold(false, |any, k| any | ends(*k)));
    let from = eight.unwrap_or(eights.len()) * 8;
    let tail = eight.and_then(|at| eights.get(at)).map_or(rest, |eight| eight);
    tail.iter().position(|k| ends(*k)).map(|at| from + at)
}

/// The first place of `hash` in a table of `places`. The hash is mixed by the golden ratio, for hashes of short words crowd.
pub const fn place(hash: u64, places: usize) -> usize {
    (((hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) * places as u64) >> 32) as usize
}

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

    /// The same for rows of `STRIDE` weights.
    fn score_narrow<const STRIDE: usize>(&self, features: &[u32], scores: &mut Scores) {
        let sums = self.arch.dispatch(Narrow::<STRIDE> { linear: self, features });
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
            let used = (batch.len() * STRIDE).div_ceil(LANES);
            for bytes in gathered.as_flattened().as_chunks::<LANES>().0.iter().take(used) {
                let weights = expanded(bytes);
                // Two weights fit into 16 bits.
                let (one, other) = weights.split_at(LANES / 2);
                for ((sum, a), b) in sums.iter_mut().zip(one).zip(other) {
                    *sum += i32::from(a.wrapping_add(*b));
                }
            }
        }
        sums
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
#[allow(clippy::unwrap_used, clippy::string_slice)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_model_is_sound() {
        let model = Model::open(Model::shipped_bytes()).unwrap();
        assert_eq!(model.section("no such section"), b"");
        assert_eq!(Model::open(b"").unwrap_err(), ModelError::Foreign);
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let head = Head { magic: MAGIC, version: VERSION, count: 0, checksum: checksum(b"rest") };
        let mut bytes = [0u64; 4];
        let raw: &mut [u8] = bytemuck::cast_slice_mut(&mut bytes);
        raw[..24].copy_from_slice(bytemuck::bytes_of(&head));
        raw[24..28].copy_from_slice(b"rest");
        assert!(Model::open(&raw[..28]).is_ok());
        raw[25] ^= 1;
        assert_eq!(Model::open(&raw[..28]).unwrap_err(), ModelError::Damaged);
    }

    #[test]
    fn words_and_their_heads_have_the_same_hashes() {
        for words in ["Chief of staff", "Chef d’État-major"] {
            let ends = [4, 5, words.len()];
            assert_eq!(head_hashes(words, ends), ends.map(|end| word_hash(&words[..end])));
        }
    }

    #[test]
    fn words_are_hashed_without_case_and_accents() {
        assert_eq!(word_hash("Málaga"), word_hash("MALAGA"));
        assert_eq!(word_hash("d’Ivoire"), word_hash("d'ivoire"));
        assert_ne!(word_hash("Mali"), word_hash("Malo"));
    }

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
        }
    }

    #[test]
    fn features_are_the_same_one_by_one_and_together() {
        let values: [u64; 11] = std::array::from_fn(|at| word_hash("value") << at);
        let together = features_of(&values, &salts(7));
        assert_eq!(together, std::array::from_fn(|at| feature(7 + at as u32, values[at])));
    }
}
