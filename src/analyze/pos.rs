/*!
Tokens → parts of speech, by a trained tagger that goes from left to right through each sentence. Defines `Words`, what the trained
passes over quotes know of every token. Knows nothing of names or quotes.
*/

use super::{
    linear::{Linear, MAX_LABELS, features},
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
    /// No word.
    pub const NONE: Self = Self { hash: 0, tail: 0, tail2: 0, head: 0, shape: 0, pos: Pos::Mark };

    /// What stands beyond the sentence or window that the taggers of quotes look at.
    pub const BEYOND: Self = Self { hash: 7, ..Self::NONE };

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

/// The features of the word at `at` of a sentence; the tags before it are known.
pub fn features(words: &[Word], at: usize) -> [u32; FEATURES] {
    const EDGE: Word = Word { hash: 1, ..Word::NONE };
    let seen = at.checked_sub(2).and_then(|from| words.get(from..)?.first_chunk::<5>());
    let near = |by| at.checked_add_signed(by).and_then(|i| words.get(i)).unwrap_or(&EDGE);
    let [b2, b1, w, a1, a2] = seen.map_or_else(|| [near(-2), near(-1), near(0), near(1), near(2)], <[Word; 5]>::each_ref);
    let (t1, t2) = (b1.pos as u64, b2.pos as u64);
    let shape = u64::from(w.shape & 7) | u64::from(at == 0) << 3;
    features![1;
        w.hash,
        w.hash ^ shape,
        u64::from(w.tail),
        u64::from(w.tail2) << 4 | shape,
        u64::from(w.head) << 4 | shape,
        b1.hash,
        b2.hash,
        a1.hash,
        a2.hash,
        t1,
        t1 << 5 | t2,
        w.hash ^ t1,
        u64::from(w.tail) << 5 | t1,
        b1.hash.rotate_left(9) ^ w.hash,
        a1.hash.rotate_left(9) ^ w.hash,
        u64::from(a1.tail) << 8 | t1,
        shape << 5 | u64::from(a1.shape & 7) << 8 | t1,
        u64::from(b1.tail2) << 24 | u64::from(w.tail2) << 8,
    ]
}

/// The words of `document`, tagged.
pub fn words(document: &Document, tagger: Option<Linear>) -> Vec<Word> {
    let mut words: Vec<Word> = document.tokens.iter().zip(&document.hashes).map(|(t, hash)| Word::new(*t, *hash, document.text)).collect();
    let Some(tagger) = tagger else { return words };
    let mut scores = [0; MAX_LABELS];
    for sentence in &document.sentences {
        let range = sentence.range();
        let (tokens, words) = (&document.tokens[range.clone()], &mut words[range]);
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| fixed(**token).is_none()) {
            tagger.score(&features(words, at), &mut scores);
            words[at].pos = best(&scores, token.kind == Kind::Word);
        }
    }
    words
}

/// The tag with the highest score, the first of several. A word is no mark, however odd it looks.
fn best(scores: &[i32; MAX_LABELS], is_word: bool) -> Pos {
    const MARK: usize = Pos::ALL.len() - 1;
    const { assert!(MARK < 32) };
    // The number of the tag, counted down, in bits that the scores do not need: no branch has to guess which one is the highest.
    let keys = scores.iter().zip(0..).map(|(score, tag)| score << 5 | (31 - tag));
    let word = keys.clone().take(MARK).fold(i32::MIN, i32::max);
    let most = if is_word { word } else { keys.take(MARK + 1).fold(word, i32::max) };
    Pos::ALL.get(31 - (most & 31) as usize).copied().unwrap_or_default()
}
