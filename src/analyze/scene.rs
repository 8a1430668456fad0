/*!
What the trained passes over quotes look at: a document's tokens with their parts of speech, the words that may report ([`Scene::lemma`]) and
the quotations they lie in. Defines no finding.
*/

use std::ops::Range;

use super::{
    cue::UNLISTED,
    linear::Linear,
    model::{Model, Table},
    pos::{Pos, Word, words},
    quote::Quotation,
    sentence::Document,
    token::Kind,
};

/// Where a token stands to the quotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Side {
    /// In none.
    #[default]
    Outside,
    /// In one of a few words.
    Short,
    /// In a longer one.
    Long,
}

/// The models that find what is reported.
#[derive(Debug, Clone, Copy)]
pub struct Models<'m> {
    /// Tags parts of speech.
    pub pos: Option<Linear<'m>>,
    /// Words that may report → [`Scene::lemma`].
    pub lexicon: Table<'m>,
    /// Tags cues.
    pub cue: Option<Linear<'m>>,
    /// Tags what a cue reports, and who is said to say it.
    pub report: Option<Linear<'m>>,
    /// Chooses among the likely ways to label what a cue reports.
    pub choice: Option<Linear<'m>>,
    /// Judges what they found.
    pub sure: Option<Linear<'m>>,
}

impl<'m> Models<'m> {
    /// Those in `model`.
    pub fn new(model: &Model<'m>) -> Self {
        Self {
            pos: Linear::new(model.section("pos")),
            lexicon: Table::new(model.section("quotes.words")),
            cue: Linear::new(model.section("quotes.cue")),
            report: Linear::new(model.section("quotes.report")),
            choice: Linear::new(model.section("quotes.choice")),
            sure: Linear::new(model.section("quotes.sure")),
        }
    }
}

/// A document, seen by the passes over quotes.
#[derive(Debug)]
pub struct Scene<'d> {
    /// The document.
    pub document: &'d Document<'d>,
    /// What is known of each token.
    pub words: Vec<Word>,
    /// For each token: `0`, or the number of its lemma among the words that may report, sixteenfold, and the class in the lowest four bits.
    pub lemma: Vec<u16>,
    /// For each token, where it stands to the quotations.
    pub side: Vec<Side>,
}

/// The class of the words of speech in the list of cues.
pub const SAYING: u16 = 1;
/// The class of verbs that tell what was found.
pub const FINDING: u16 = 3;
/// The class of verbs that deny.
pub const DENIAL: u16 = 5;
const NOUN: u16 = 6;
const ASKING: u16 = 7;
const WRITING: u16 = 8;

/// Words in "-ly" that have no more letters may well be nouns: "family", "assembly".
const MANNER: usize = 8;

/// More words than this make a quotation long.
const FEW: usize = 3;

impl<'d> Scene<'d> {
    /// Prepares `document`.
    pub fn new(document: &'d Document<'d>, quotations: &[Quotation], models: &Models) -> Self {
        let lemma: Vec<u16> = document.hashes.iter().map(|hash| models.lexicon.get(*hash).unwrap_or(0)).collect();
        let words = words(document, models.pos);
        let mut side = vec![Side::Outside; document.tokens.len()];
        for q in quotations.iter().filter(|q| q.depth == 0) {
            let (from, to) = (document.token_at(q.content.start), document.token_at(q.content.end.saturating_sub(1)) + 1);
            let tokens = document.tokens.get(from..to).unwrap_or(&[]);
            let count = tokens.iter().filter(|t| matches!(t.kind, Kind::Word | Kind::Number)).count();
            let kind = if count > FEW { Side::Long } else { Side::Short };
            side.iter_mut().take(to).skip(from).for_each(|s| *s = kind);
        }
        Self { document, words, lemma, side }
    }

    /// The verb in a cue that may report.
    pub fn verb(&self, cue: &Range<usize>) -> Option<usize> {
        cue.clone().find(|i| self.words[*i].pos.is_verb() && self.lemma[*i] != 0)
    }

    /// Whether the word is an adverb, or one in "-ly" or a rare one, which the tagger of parts of speech may take for a noun.
    pub fn is_manner(&self, at: usize) -> bool {
        let (word, pos) = (self.document.word(at), self.words[at].pos);
        pos == Pos::Adverb
            || matches!(word, "nonetheless" | "nevertheless" | "however" | "meanwhile" | "therefore")
            || pos.is_nominal() && word.len() > MANNER && word.ends_with("ly") && word.starts_with(char::is_lowercase)
    }

    /// The class of a word that may report, one of those beginning with [`SAYING`]; `0` of others.
    pub fn class(&self, at: usize) -> u16 {
        self.lemma[at] & 15
    }

    /// Whether the word is one of those that report words: of speech, asking, writing.
    pub fn speaks(&self, at: usize) -> bool {
        matches!(self.class(at), SAYING | ASKING | WRITING)
    }

    /// Whether the word is a verb of the list of cues, one that reports what stands in quotation marks before it and its subject.
    pub fn reports(&self, at: usize) -> bool {
        !matches!(self.class(at), 0 | NOUN | UNLISTED)
    }

    /// Whether the token stands in a quotation.
    pub fn is_quoted(&self, at: usize) -> bool {
        self.side.get(at).is_some_and(|s| *s != Side::Outside)
    }

    /// Whether the token is a mark that opens a quotation. A straight mark does where what comes after it is quoted.
    pub fn opens(&self, at: usize) -> bool {
        match self.document.tokens.get(at).map(|t| t.kind) {
            Some(Kind::Open) => true,
            Some(Kind::Neutral) => self.is_quoted(at + 1) && !self.is_quoted(at),
            _ => false,
        }
    }

    /// Whether the token is a mark that closes a quotation. A straight mark does where what comes before it is quoted.
    pub fn closes(&self, at: usize) -> bool {
        match self.document.tokens.get(at).map(|t| t.kind) {
            Some(Kind::Close) => true,
            Some(Kind::Neutral) => at > 0 && self.is_quoted(at - 1) && !self.is_quoted(at),
            _ => false,
        }
    }

    /// The word at `at`, or nothing before the first and after the last.
    pub fn word(&self, at: usize, by: isize) -> Word {
        at.checked_add_signed(by).and_then(|i| self.words.get(i)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use crate::analyze::example::in_scene;

    #[test]
    fn straight_marks_open_and_close_as_curly_ones_do() {
        for text in ["He said “it rained” today.", "He said \"it rained\" today."] {
            in_scene(text, |scene, _| {
                let all = 0..scene.document.tokens.len();
                let at = |is: &dyn Fn(usize) -> bool| all.clone().filter(|i| is(*i)).collect::<Vec<_>>();
                assert_eq!((at(&|i| scene.opens(i)), at(&|i| scene.closes(i))), (vec![2], vec![5]));
            });
        }
    }
}
