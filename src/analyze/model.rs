/*!
The trained model: `assets/model.bin` inside the program, read where it lies. A container of named sections ([`Model`]), the hashes of words and a
table from hashes to small numbers ([`Table`]). Nothing is parsed at start. Does not score; `linear` does.
*/

use std::sync::OnceLock;

use bytemuck::{Pod, Zeroable};
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
    let ascii = word.bytes().try_fold(hash, |h, b| b.is_ascii().then(|| step(h, b.to_ascii_lowercase())));
    if let Some(hash) = ascii {
        return hash;
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
}
