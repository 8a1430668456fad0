/*!
What the lists know of a word or a run of words: a country, a given name, a title, the head of a body. Evidence for the passes, never a
verdict: many entries are plain words too. Also the cluster of each word: words used alike in running text.
*/

use super::{
    model::{Model, Table, chain},
    sentence::Document,
    token::{Kind, Token},
};

/// What lists say of a run of words: a set of the constants below.
pub type Marks = u32;

/// Names of the lists in the order of their bits; a list may be a file, or the entries of one that have a certain second column.
pub const LISTS: [&str; 29] = [
    "country",
    "region",
    "city",
    "feature",
    "site",
    "org-public",
    "org-company",
    "org-media",
    "org-education",
    "org-sport",
    "norp",
    "event",
    "work",
    "product",
    "given",
    "surname",
    "particle",
    "title",
    "role",
    "org-words head",
    "org-words suffix",
    "place-words prefix",
    "place-words suffix",
    "notname",
    "surname w",
    "given f",
    "given m",
    "surname p",
    "acronym",
];

const fn bit(list: usize) -> Marks {
    1 << list
}

/// Countries.
pub const COUNTRY: Marks = bit(0);
/// Regions, states, provinces.
pub const REGION: Marks = bit(1);
/// Cities.
pub const CITY: Marks = bit(2);
/// Places of any sort.
pub const PLACE: Marks = bit(0) | bit(1) | bit(2) | bit(3) | bit(4);
/// Bodies of any sort.
pub const BODY: Marks = bit(5) | bit(6) | bit(7) | bit(8) | bit(9);
/// Nationalities, religions, leanings.
pub const NORP: Marks = bit(10);
/// Events.
pub const EVENT: Marks = bit(11);
/// Works.
pub const WORK: Marks = bit(12);
/// Products.
pub const PRODUCT: Marks = bit(13);
/// Given names.
pub const GIVEN: Marks = bit(14);
/// Surnames.
pub const SURNAME: Marks = bit(15);
/// Particles of names: "al", "de".
pub const PARTICLE: Marks = bit(16);
/// Titles: "President", "Mr.".
pub const TITLE: Marks = bit(17);
/// Roles: "spokesman", "analyst".
pub const ROLE: Marks = bit(18);
/// First words of bodies: "Ministry of".
pub const BODY_HEAD: Marks = bit(19);
/// Last words of bodies: "Inc.", "Party".
pub const BODY_TAIL: Marks = bit(20);
/// First words of places: "Mount".
pub const PLACE_HEAD: Marks = bit(21);
/// Last words of places: "River".
pub const PLACE_TAIL: Marks = bit(22);
/// Capitalised at times, but no name.
pub const NOT_NAME: Marks = bit(23);
/// Women's given names.
pub const FEMALE: Marks = bit(25);
/// Men's given names.
pub const MALE: Marks = bit(26);
/// The short form of a listed name.
pub const ACRONYM: Marks = bit(28);
/// A longer entry goes on from here.
pub const MORE: Marks = bit(31);

/// The most words of an entry.
pub const LONGEST: usize = 8;

/// The lists and clusters of a model.
#[derive(Debug, Clone, Copy)]
pub struct Lexicon<'m> {
    entries: Table<'m>,
    /// What the values of `entries` stand for.
    sets: &'m [Marks],
    clusters: Table<'m>,
    /// The path of each cluster in the tree of clusters, the root's branch in the highest bit; its length in the lowest four.
    paths: &'m [u32],
}

/// What the lists say of one token: alone, and as a part of the longest run of words that they know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Listed {
    /// The word alone.
    pub alone: Marks,
    /// It begins a run.
    pub first: Marks,
    /// It lies inside one.
    pub inner: Marks,
    /// It ends one.
    pub last: Marks,
}

impl<'m> Lexicon<'m> {
    /// The lists of `model`.
    pub fn new(model: &Model<'m>) -> Self {
        let numbers = |name| bytemuck::try_cast_slice(model.section(name)).unwrap_or(&[]);
        Self {
            entries: Table::new(model.section("lists.entries")),
            sets: numbers("lists.sets"),
            clusters: Table::new(model.section("clusters.words")),
            paths: numbers("clusters.paths"),
        }
    }

    /// What the lists say of the run of words whose hash is `chain`.
    pub fn marks(&self, chain: u64) -> Marks {
        self.entries.get(chain).and_then(|set| self.sets.get(usize::from(set)).copied()).unwrap_or(0)
    }

    /// The cluster of a word, 0 where it has none.
    pub fn cluster(&self, word: u64) -> u16 {
        self.clusters.get(word).map_or(0, |cluster| cluster + 1)
    }

    /// The first `bits` branches on the way from the root to `cluster`; 0 for no cluster.
    pub fn branch(&self, cluster: u16, bits: u32) -> u32 {
        let path = usize::from(cluster).checked_sub(1).and_then(|c| self.paths.get(c)).copied().unwrap_or(0);
        if path == 0 { 0 } else { (path >> (32 - bits)) | (1 << bits) | ((path & 15).min(bits) << 20) }
    }

    /// What the lists say of each token, given the hash of each word.
    pub fn look_up(&self, document: &Document, words: &[u64]) -> Vec<Listed> {
        let mut listed = vec![Listed::default(); words.len()];
        for start in 0..words.len() {
            if !matches!(document.tokens[start].kind, Kind::Word | Kind::Number) {
                continue;
            }
            let mut hash = chain(0, words[start]);
            let mut marks = self.marks(hash);
            listed[start].alone = marks & !MORE;
            let mut longest = None;
            let mut end = start + 1;
            while marks & MORE != 0 && end < words.len() && end - start < LONGEST && !document.tokens[end].is(Token::LINE) {
                hash = chain(hash, words[end]);
                marks = self.marks(hash);
                end += 1;
                if marks & !MORE != 0 {
                    longest = Some((end, marks & !MORE));
                }
            }
            if let Some((end, marks)) = longest {
                listed[start].first |= marks;
                listed[start + 1..end - 1].iter_mut().for_each(|l| l.inner |= marks);
                listed[end - 1].last |= marks;
            }
        }
        listed
    }
}
