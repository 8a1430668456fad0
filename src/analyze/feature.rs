/*!
What the tagger of names sees of a token: the word, how it is written, its neighbours, the lists, and what the rest of the article shows of the
same word. The trainer calls the very same functions.
*/

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use super::{
    lexicon::{self, Lexicon, Listed},
    linear::{feature, features},
    sentence::Document,
    token::{Kind, Token},
};

/// A quick hash of what is short or a hash itself.
#[derive(Debug, Default)]
pub struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks::<8>();
        for eight in eights {
            self.write_u64(u64::from_le_bytes(*eight));
        }
        for byte in rest {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}

/// A map of few or many small things.
pub type Map<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;
/// Something known by the hash of a word.
pub type ByWord<T> = Map<u64, T>;

/// How the words of a sentence are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Manner {
    /// Names are capitalised.
    Plain,
    /// Most words are.
    Title,
    /// All letters are.
    Capitals,
    /// None is.
    Small,
}

/// A document as the tagger sees it.
#[derive(Debug)]
pub struct Reading<'d> {
    /// The document.
    pub document: &'d Document<'d>,
    /// The lists and clusters.
    pub lexicon: Lexicon<'d>,
    /// The hash of each token's word, whatever its case.
    pub words: &'d [u64],
    /// What the lists say of each token.
    pub listed: Vec<Listed>,
    /// What the article shows of each capitalised word: a set of [`Signs`].
    pub signs: ByWord<Signs>,
    /// How each sentence is written.
    pub manners: Vec<Manner>,
}

/// What the places of one word in the article show of it, a bit each.
pub type Signs = u32;

/// The labels given so far.
#[derive(Debug, Default)]
pub struct History {
    /// The labels of the two tokens before, the nearer first.
    pub before: [u8; 2],
    /// For each word: how often a token of it was labelled with each kind; the last counts "no name".
    pub kinds: ByWord<[u8; 8]>,
}

impl History {
    /// Notes the label that the token `word` was given: `kind` counts from 0, none for "no name".
    pub fn note(&mut self, word: u64, kind: Option<usize>) {
        let counts = self.kinds.entry(word).or_default();
        let count = &mut counts[kind.unwrap_or(7)];
        *count = count.saturating_add(1);
    }

    fn majority(&self, word: u64) -> u64 {
        let Some(counts) = self.kinds.get(&word) else { return 0 };
        let (best, count) = counts.iter().enumerate().max_by_key(|(at, count)| (**count, 8 - at)).unwrap_or((0, &0));
        best as u64 + 1 + if *count > 2 { 8 } else { 0 }
    }
}

const STRONG_PLACE: u32 = lexicon::COUNTRY | lexicon::REGION | lexicon::CITY;
const NAMED: u32 =
    lexicon::PLACE | lexicon::BODY | lexicon::NORP | lexicon::EVENT | lexicon::WORK | lexicon::PRODUCT | lexicon::GIVEN | lexicon::SURNAME;

impl<'d> Reading<'d> {
    /// Reads `document`.
    pub fn new(document: &'d Document<'d>, lexicon: Lexicon<'d>) -> Self {
        let words = document.hashes.as_slice();
        let listed = lexicon.look_up(document, words);
        let manners = document.sentences.iter().map(|s| manner(document, s.range())).collect();
        let mut reading = Self { document, lexicon, words, listed, signs: ByWord::default(), manners };
        reading.gather();
        reading
    }

    /// Whether the tagger need look at the token at `at`, when no name is open: other tokens begin none.
    pub fn may_begin(&self, at: usize, manner: Manner) -> bool {
        let token = self.document.tokens[at];
        let next_capital = || self.document.tokens.get(at + 1).is_some_and(|t| t.is(Token::CAPITAL));
        match token.kind {
            Kind::Word if token.is(Token::CAPITAL | Token::MIXED) => true,
            Kind::Word => {
                let listed = self.listed[at];
                listed.first & NAMED != 0
                    || (listed.alone & lexicon::PARTICLE != 0 && (next_capital() || self.document.word(at + 1) == "-"))
                    || (manner == Manner::Small && listed.alone & NAMED != 0)
                    || (listed.alone & (STRONG_PLACE | lexicon::NORP) != 0 && listed.alone & lexicon::NOT_NAME == 0)
                    || (token.is(Token::DIGIT) && manner != Manner::Small)
            }
            Kind::Number => next_capital() || self.listed[at].first & NAMED != 0,
            _ => false,
        }
    }

    /// Gathers the signs of each capitalised word from all its places.
    fn gather(&mut self) {
        let tokens = &self.document.tokens;
        let mut signs: ByWord<Signs> = ByWord::default();
        for (sentence, manner) in self.document.sentences.iter().zip(&self.manners) {
            let range = sentence.range();
            for at in range.clone() {
                if *manner == Manner::Plain && tokens[at].is_capital_word() {
                    *signs.entry(self.words[at]).or_default() |= self.signs_at(at, range.start, range.end);
                }
            }
        }
        for (token, word) in tokens.iter().zip(self.words) {
            if token.kind == Kind::Word
                && !token.is(Token::CAPITAL)
                && let Some(signs) = signs.get_mut(word)
            {
                *signs |= 1;
            }
        }
        self.signs = signs;
    }

    fn signs_at(&self, at: usize, first: usize, end: usize) -> Signs {
        let tokens = &self.document.tokens;
        let none = Listed::default();
        let before = if at > first { self.listed[at - 1] } else { none };
        let after = if at + 1 < end { self.listed[at + 1] } else { none };
        let (word_before, word_after) =
            (if at > first { self.document.word(at - 1) } else { "" }, if at + 1 < end { self.document.word(at + 1) } else { "" });
        let own = self.listed[at];
        let capital = |at: usize| tokens.get(at).is_some_and(|t| t.is_capital_word());
        let runs = own.first | own.inner | own.last;
        let facts = [
            false,
            (before.alone | before.last) & lexicon::TITLE != 0,
            at > first && capital(at - 1) && before.alone & lexicon::GIVEN != 0,
            at + 1 < end && capital(at + 1) && after.alone & lexicon::SURNAME != 0,
            after.alone & lexicon::BODY_TAIL != 0 && capital(at + 1) || before.last & lexicon::BODY_HEAD != 0,
            matches!(word_before, "in" | "at" | "from" | "near" | "to"),
            matches!(word_after, "'s" | "’s"),
            is_said(word_after) || is_said(word_before),
            matches!(word_before, "the" | "The"),
            at > first && tokens[at - 1].kind == Kind::Word,
            runs & lexicon::PLACE != 0,
            runs & lexicon::BODY != 0,
            word_before == "(" && word_after == ")",
            after.alone & lexicon::PLACE_TAIL != 0 && capital(at + 1),
            at + 1 < end && capital(at + 1),
            at > first + 1 && capital(at - 1),
            matches!(word_after, "who" | "himself" | "herself"),
            matches!(word_before, "by" | "with" | "of"),
        ];
        facts.iter().enumerate().fold(0, |signs, (n, fact)| signs | (u32::from(*fact) << n))
    }

    /// The features of the token at `at` in the sentence from `first` to `end`. With `nameless` the token's own word is not told, so that the
    /// trainer learns to do without.
    pub fn features(&self, at: usize, (first, end): (usize, usize), manner: Manner, history: &History, nameless: bool, out: &mut Vec<u32>) {
        out.clear();
        let word = |offset: isize| {
            let at = at.wrapping_add_signed(offset);
            if at < first || at >= end { 0x51 + offset.unsigned_abs() as u64 } else { self.words[at] }
        };
        let shape = |offset: isize| {
            let at = at.wrapping_add_signed(offset);
            if at < first || at >= end { 3 } else { shape(self.document.tokens[at]) }
        };
        let manner = manner as u64;
        let (w0, w1, w2, v1, v2) = (word(0), word(1), word(2), word(-1), word(-2));
        let (s0, s1, t1) = (shape(0), shape(1), shape(-1));
        let [p1, p2] = history.before.map(u64::from);
        let both = |a: u64, b: u64| a.rotate_left(21) ^ b.wrapping_mul(0x9e37_79b9_7f4a_7c15);

        out.extend_from_slice(&features![0; p1, both(p1, p2)]);
        if !nameless {
            out.extend_from_slice(&features![2; w0, both(w0, s0 + manner), both(w0, v1), both(w0, w1), both(w0, p1)]);
        }
        out.extend_from_slice(&features![7;
            v1,
            w1,
            v2,
            w2,
            both(v1, w1),
            both(v1, p1),
            both(v1, v2),
            both(w1, w2),
            both(s0, manner),
            both(both(s0, s1), t1),
            both(s0, p1),
            both(both(t1, s0), both(s1, shape(2))),
            both(both(p2, v1), s0),
            both(s1, shape(2)) + manner,
            both(u64::from(at == first), both(s0, manner)),
        ]);
        let mut add = |template: u32, value: u64| out.push(feature(template, value));
        self.spelling(at, nameless, &mut add);
        self.clustered(at, (first, end), p1, &mut add);
        self.lists(at, (first, end), p1, &mut add);

        let history_of = |word: u64| history.majority(word);
        let known = history_of(w0);
        add(70, known);
        add(71, both(known, p1));
        if at + 1 < end {
            add(72, history_of(w1));
        }
        let signs = self.signs.get(&w0).copied().unwrap_or(0);
        let mut left = signs;
        while left != 0 {
            add(73, u64::from(left.trailing_zeros()));
            left &= left - 1;
        }
        add(74, both(u64::from(signs & 0b11_1100_0001_1111_1110), p1));
        if at + 1 < end {
            let next = self.signs.get(&w1).copied().unwrap_or(0);
            add(75, both(u64::from(next & 0b1111_1111), s1));
        }
    }

    fn spelling(&self, at: usize, nameless: bool, add: &mut impl FnMut(u32, u64)) {
        let word = self.document.word(at).as_bytes();
        let fold =
            |bytes: &[u8]| bytes.iter().fold(7, |h: u64, b| (h ^ u64::from(b.to_ascii_lowercase())).wrapping_mul(0x0000_0100_0000_01b3));
        for n in 2..5 {
            if let Some(tail) = word.len().checked_sub(n).and_then(|from| word.get(from..)) {
                add(22 + n as u32, fold(tail));
            }
        }
        if !nameless {
            for n in 2..4 {
                if let Some(head) = word.get(..n) {
                    add(28 + n as u32, fold(head));
                }
            }
        }
    }

    fn clustered(&self, at: usize, (first, end): (usize, usize), p1: u64, add: &mut impl FnMut(u32, u64)) {
        for (offset, template) in [(0isize, 34), (-1, 38), (1, 42), (2, 46), (-2, 50)] {
            let at = at.wrapping_add_signed(offset);
            if at < first || at >= end {
                continue;
            }
            let cluster = self.lexicon.cluster(self.words[at]);
            if cluster == 0 {
                continue;
            }
            add(template, u64::from(cluster));
            add(template + 1, u64::from(self.lexicon.branch(cluster, 4)));
            if offset.abs() < 2 {
                add(template + 2, u64::from(self.lexicon.branch(cluster, 7)));
                add(template + 3, u64::from(cluster) << 8 | p1);
            }
        }
    }

    fn lists(&self, at: usize, (first, end): (usize, usize), p1: u64, add: &mut impl FnMut(u32, u64)) {
        let capital = u64::from(self.document.tokens[at].is(Token::CAPITAL)) << 12;
        let own = self.listed[at];
        for (part, marks) in [own.alone, own.first, own.inner, own.last].into_iter().enumerate() {
            let mut left = marks;
            while left != 0 {
                add(54, u64::from(left.trailing_zeros()) | (part as u64) << 8 | capital);
                left &= left - 1;
            }
        }
        add(55, u64::from(own.alone) | capital << 28 | p1 << 48);
        add(56, u64::from(own.first | own.last) | u64::from(own.inner) << 32);
        if at > first {
            let before = self.listed[at - 1];
            let mut left = before.alone | before.last;
            while left != 0 {
                add(57, u64::from(left.trailing_zeros()) | capital);
                left &= left - 1;
            }
            add(58, u64::from(before.alone | before.last) | u64::from(own.alone) << 32);
        }
        if at + 1 < end {
            let after = self.listed[at + 1];
            let mut left = after.alone | after.first;
            let capital = u64::from(self.document.tokens[at + 1].is(Token::CAPITAL)) << 12;
            while left != 0 {
                add(59, u64::from(left.trailing_zeros()) | capital);
                left &= left - 1;
            }
            add(60, u64::from(after.alone | after.first) ^ u64::from(own.alone) << 32);
        }
        // What the next capitalised words lead to: "… Party", "… River".
        let mut ahead = 0;
        let mut next = at + 1;
        while next < end && next < at + 6 && self.document.tokens[next].is_capital_word() {
            ahead |= self.listed[next].alone & (lexicon::BODY_TAIL | lexicon::PLACE_TAIL) | self.listed[next].last;
            next += 1;
        }
        add(61, u64::from(ahead) | p1 << 40);
    }
}

fn is_said(word: &str) -> bool {
    matches!(word, "said" | "says" | "told" | "added" | "argued" | "wrote" | "warned")
}

/// How a token is written, in a few bits.
fn shape(token: Token) -> u64 {
    let flags = token.flags() & !(Token::LINE);
    let length = (token.end - token.start).min(4);
    u64::from(flags) << 8 | u64::from(length) << 16 | token.kind as u64
}

fn manner(document: &Document, range: std::ops::Range<usize>) -> Manner {
    let (mut words, mut capital, mut caps) = (0, 0, 0);
    for token in document.tokens.get(range).unwrap_or(&[]) {
        // Short words stay small in titles; a name is no sign of a title.
        if token.kind == Kind::Word && token.end - token.start > 3 {
            words += 1;
            capital += u32::from(token.is(Token::CAPITAL));
            caps += u32::from(token.is(Token::CAPS));
        }
    }
    if words > 1 && caps * 10 >= words * 8 {
        Manner::Capitals
    } else if words > 3 && capital * 10 >= words * 8 {
        Manner::Title
    } else if words > 3 && capital == 0 {
        Manner::Small
    } else {
        Manner::Plain
    }
}
