/*!
Tokens → parts of speech, by a trained tagger that goes from left to right through each sentence. Defines `Words`, what the trained
passes over quotes know of every token. Knows nothing of names or quotes.
*/

use super::{
    model::{Linear, MAX_LABELS, feature},
    sentence::Document,
    token::{Kind, Token},
};

macro_rules! tags {
    ($($(#[$doc:meta])* $tag:ident = $names:literal),+ $(,)?) => {
        /// A part of speech: the Penn tags, those that tell quotes nothing put together.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        #[repr(u8)]
        pub enum Pos { $($(#[$doc])* $tag),+, /** A mark or a symbol. */ #[default] Mark }

        impl Pos {
            /// Every one, in the order of the tagger's labels.
            pub const ALL: &'static [Self] = &[$(Self::$tag),+, Self::Mark];

            /// The one that holds the Penn tag `tag`.
            pub fn of_penn(tag: &str) -> Self {
                $(if $names.split(' ').any(|n| n == tag) { return Self::$tag; })+
                Self::Mark
            }
        }
    };
}

tags! {
    /// A common noun.
    Noun = "NN NNS",
    /// A name.
    Proper = "NNP NNPS",
    /// I, he, they, it.
    Pronoun = "PRP",
    /// My, her, their.
    Possessive = "PRP$",
    /// The, a, this.
    Determiner = "DT PDT",
    /// An adjective.
    Adjective = "JJ JJR JJS",
    /// An adverb.
    Adverb = "RB RBR RBS",
    /// A verb in the past tense.
    Past = "VBD",
    /// A verb in the present tense.
    Present = "VBZ VBP",
    /// The bare verb.
    Base = "VB",
    /// A verb in -ing.
    Gerund = "VBG",
    /// A past participle.
    Participle = "VBN",
    /// Can, will, would.
    Modal = "MD",
    /// "to".
    To = "TO",
    /// A preposition, or a conjunction that opens a clause.
    In = "IN",
    /// And, or, but.
    And = "CC",
    /// A number.
    Number = "CD",
    /// "'s".
    Genitive = "POS",
    /// Who, which, what, when.
    Wh = "WDT WP WP$ WRB",
    /// "up" in "give up".
    Particle = "RP",
    /// "there" in "there is".
    There = "EX",
    /// Yes, oh.
    Interjection = "UH FW",
}

impl Pos {
    /// Whether it is a verb that can stand as the only one of a clause.
    pub const fn is_finite(self) -> bool {
        matches!(self, Self::Past | Self::Present | Self::Modal)
    }

    /// Whether it is a verb of any form.
    pub const fn is_verb(self) -> bool {
        matches!(self, Self::Past | Self::Present | Self::Base | Self::Gerund | Self::Participle | Self::Modal)
    }

    /// Whether it may stand inside a noun phrase.
    pub const fn is_nominal(self) -> bool {
        matches!(
            self,
            Self::Noun
                | Self::Proper
                | Self::Pronoun
                | Self::Possessive
                | Self::Determiner
                | Self::Adjective
                | Self::Number
                | Self::Genitive
        )
    }
}

/// What the trained passes know of a token.
#[derive(Debug, Clone, Copy, Default)]
pub struct Word {
    /// Hash of the word without case and accents.
    pub hash: u64,
    /// Its last three letters.
    pub tail: u32,
    /// Its last two letters.
    pub tail2: u32,
    /// Its first three letters.
    pub head: u32,
    /// How it is written: capital, capitals, digit, spaced, first of a line.
    pub shape: u8,
    /// Its part of speech, once tagged.
    pub pos: Pos,
}

impl Word {
    /// What a token says of itself; `hash` is that of its word.
    pub fn new(token: Token, hash: u64, text: &str) -> Self {
        let word = token.span().of(text);
        let bytes = word.as_bytes();
        let low = |range: &[u8]| range.iter().fold(0u32, |sum, b| sum << 8 | u32::from(b.to_ascii_lowercase()));
        let n = bytes.len();
        let tail = low(&bytes[n.saturating_sub(3)..]);
        let flag = |flag, bit: u8| if token.is(flag) { bit } else { 0 };
        let shape =
            flag(Token::CAPITAL, 1) | flag(Token::CAPS, 2) | flag(Token::DIGIT, 4) | flag(Token::SPACED, 8) | flag(Token::DOTTED, 16);
        Self {
            hash,
            tail,
            tail2: tail & 0xffff,
            head: if n <= 3 { tail } else { low(&bytes[..3]) },
            shape,
            pos: fixed(token).unwrap_or_default(),
        }
    }
}

/// The tag of a token that needs no tagger.
pub fn fixed(token: Token) -> Option<Pos> {
    match token.kind {
        Kind::Word | Kind::Close | Kind::Neutral => None,
        Kind::Number => Some(Pos::Number),
        Kind::Address | Kind::Handle | Kind::Hashtag => Some(Pos::Proper),
        Kind::Stop | Kind::Open | Kind::Punct => Some(Pos::Mark),
    }
}

/// How many features the tagger looks at.
pub const FEATURES: usize = 18;
/// How many of them, the first, are known before any tag is.
const BY_WORDS: usize = 12;
/// For how many words at a time they are told ahead.
const AHEAD: usize = 32;

/// The features of the word at `at` of a sentence; the tags before it are known.
pub fn features(words: &[Word], at: usize, out: &mut [u32; FEATURES]) {
    by_words(words, at, out);
    by_tags(words, at, out);
}

/// The word that stands `by` words after the one at `at`.
#[inline]
fn near(words: &[Word], at: usize, by: isize) -> Word {
    at.checked_add_signed(by).and_then(|i| words.get(i)).copied().unwrap_or(Word { hash: 1, ..Word::default() })
}

fn shape(word: Word, at: usize) -> u64 {
    u64::from(word.shape & 7) | u64::from(at == 0) << 3
}

/// Sets the features that need no tags.
fn by_words(words: &[Word], at: usize, out: &mut [u32; FEATURES]) {
    let near = |by| near(words, at, by);
    let (b2, b1, w, a1, a2) = (near(-2), near(-1), near(0), near(1), near(2));
    let shape = shape(w, at);
    out[0] = feature(1, w.hash);
    out[1] = feature(2, w.hash ^ shape);
    out[2] = feature(3, u64::from(w.tail));
    out[3] = feature(4, u64::from(w.tail2) << 4 | shape);
    out[4] = feature(5, u64::from(w.head) << 4 | shape);
    out[5] = feature(6, b1.hash);
    out[6] = feature(7, b2.hash);
    out[7] = feature(8, a1.hash);
    out[8] = feature(9, a2.hash);
    out[9] = feature(14, b1.hash.rotate_left(9) ^ w.hash);
    out[10] = feature(15, a1.hash.rotate_left(9) ^ w.hash);
    out[11] = feature(18, u64::from(b1.tail2) << 24 | u64::from(w.tail2) << 8);
}

/// Sets those that need the tags of the words before.
fn by_tags(words: &[Word], at: usize, out: &mut [u32; FEATURES]) {
    let near = |by| near(words, at, by);
    let (b2, b1, w, a1) = (near(-2), near(-1), near(0), near(1));
    let (t1, t2) = (b1.pos as u64, b2.pos as u64);
    out[12] = feature(10, t1);
    out[13] = feature(11, t1 << 5 | t2);
    out[14] = feature(12, w.hash ^ t1);
    out[15] = feature(13, u64::from(w.tail) << 5 | t1);
    out[16] = feature(16, u64::from(a1.tail) << 8 | t1);
    out[17] = feature(17, shape(w, at) << 5 | u64::from(a1.shape & 7) << 8 | t1);
}

/// The words of `document`, tagged.
pub fn words(document: &Document, tagger: Option<Linear>) -> Vec<Word> {
    let mut words: Vec<Word> = document.tokens.iter().zip(&document.hashes).map(|(t, hash)| Word::new(*t, *hash, document.text)).collect();
    let Some(tagger) = tagger else { return words };
    let mut found = Vec::with_capacity(64);
    let mut scores = [0; MAX_LABELS];
    for sentence in &document.sentences {
        let range = sentence.range();
        let (tokens, words) = (&document.tokens[range.clone()], &mut words[range]);
        for (few, at) in tokens.chunks(AHEAD).zip((0..).step_by(AHEAD)) {
            found.clear();
            found.resize(few.len(), [0; FEATURES]);
            for (n, found) in found.iter_mut().enumerate() {
                by_words(words, at + n, found);
            }
            for found in &found {
                tagger.fetch(&found[..BY_WORDS]);
            }
            for (n, found) in found.iter_mut().enumerate().filter(|(n, _)| fixed(few[*n]).is_none()) {
                by_tags(words, at + n, found);
                tagger.score(found, &mut scores);
                words[at + n].pos = best(&scores, few[n].kind == Kind::Word);
            }
        }
    }
    words
}

/// The tag with the highest score, the first of several. A word is no mark, however odd it looks.
fn best(scores: &[i32; MAX_LABELS], is_word: bool) -> Pos {
    let (mut best, mut most) = (Pos::ALL[0], i32::MIN);
    for (tag, score) in Pos::ALL.iter().zip(scores).take(Pos::ALL.len() - usize::from(is_word)) {
        if *score > most {
            (best, most) = (*tag, *score);
        }
    }
    best
}
