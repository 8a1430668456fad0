/*!
What kind of source a speaker is: the words that name it here ("a spokesman for the ministry"), and those around its name elsewhere, weighed by
a trained scorer. The trainer uses these very features.
*/

use std::ops::Range;

use crate::{
    analyze::{
        EntityKind, SourceKind,
        linear::{Linear, MAX_LABELS, feature},
        model::{Model, Table, head_hashes, word_hash},
        sentence::Document,
        token::{Kind, Token},
    },
    text::Span,
};

/// The kinds that a speaker can be, in the order of the scorer's labels. Posts are known by their block.
pub const LABELS: [SourceKind; 6] =
    [SourceKind::Person, SourceKind::Official, SourceKind::Organization, SourceKind::Media, SourceKind::Document, SourceKind::Unnamed];

/// The class of outlets in [`Models::classes`].
pub const OUTLET: u16 = 1;

/// What the program knows to tell kinds by.
#[derive(Debug, Clone, Copy)]
pub struct Models<'m> {
    /// Scores kinds.
    pub kind: Option<Linear<'m>>,
    /// Names of bodies, and words for roles, papers and bodies → the class of each, as the lists tell it.
    pub classes: Table<'m>,
}

impl<'m> Models<'m> {
    /// Those in `model`.
    pub fn new(model: &Model<'m>) -> Self {
        Self { kind: Linear::new(model.section("sources.kind")), classes: Table::new(model.section("sources.classes")) }
    }

    /// Whether `name` is the name of an outlet or agency.
    pub fn is_outlet(&self, name: &str) -> bool {
        self.classes.get(word_hash(name)) == Some(OUTLET)
    }
}

/// All that the text says of one speaker.
#[derive(Debug, Clone, Default)]
pub struct Profile<'p> {
    /// What it is as a thing, if the text names it, and its name.
    pub entity: Option<(EntityKind, &'p str)>,
    /// Where it is named in the article.
    pub names: Vec<Span>,
    /// Where it is named as the speaker, pronouns and descriptions included.
    pub speaks: Vec<Span>,
    /// The words that report what it says.
    pub cues: Vec<Span>,
}

/// Places looked at: what is said of somebody often is said at first.
const MOST: usize = 6;

/// Places whose whole sentence is looked at.
const NEAR: usize = 2;

/// The features of a profile.
pub fn features(document: &Document, models: &Models, profile: &Profile, out: &mut Vec<u32>) {
    out.clear();
    let kind = profile.entity.map_or(0, |(kind, _)| 1 + kind as u64);
    out.push(feature(300, kind));
    for span in profile.speaks.iter().take(MOST) {
        spoken(document, models, profile, *span, kind, out);
    }
    for span in profile.names.iter().take(MOST) {
        around(document, models, *span, out);
    }
    for span in profile.names.iter().take(NEAR).chain(profile.speaks.iter().take(NEAR)) {
        let Some(sentence) = document.sentence_around(document.token_at(span.start)) else { continue };
        let words = sentence.range().filter(|i| document.tokens.get(*i).is_some_and(|t| t.kind == Kind::Word));
        out.extend(words.map(|i| feature(360, document.hashes[i])));
    }
    for cue in profile.cues.iter().take(MOST) {
        let hash = word_hash(cue.of(document.text));
        out.extend([feature(301, hash), feature(308, hash ^ kind)]);
    }
    if let Some((_, name)) = profile.entity {
        out.push(feature(302, u64::from(models.classes.get(word_hash(name)).unwrap_or(0)) << 8 | kind));
        let mut last = 0;
        for word in name.split([' ', '-', '’', '\'']) {
            last = word_hash(word);
            if kind != 1 + EntityKind::Person as u64 {
                out.push(feature(303, last));
                out.push(feature(306, u64::from(models.classes.get(last).unwrap_or(0))));
            }
        }
        if kind != 1 + EntityKind::Person as u64 {
            out.push(feature(304, last));
            out.push(feature(307, u64::from(models.classes.get(last).unwrap_or(0))));
            out.push(feature(305, word_hash(name)));
        }
    }
    out.sort_unstable();
    out.dedup();
}

/// The words that name the speaker where it speaks.
fn spoken(document: &Document, models: &Models, profile: &Profile, span: Span, kind: u64, out: &mut Vec<u32>) {
    let first = document.token_at(span.start);
    let last = document.tokens.partition_point(|t| (t.start as usize) < span.end);
    let (mut before, mut head, mut words) = (0, 0, 0u64);
    let (mut opener, mut inner) = (0, true);
    classes(document, models, first..last, 330, kind, out);
    for (index, token) in document.tokens.iter().enumerate().take(last).skip(first) {
        let named = profile.names.iter().any(|n| n.overlaps(token.span()));
        if token.kind != Kind::Word && token.kind != Kind::Number {
            before = 0;
            continue;
        }
        let hash = if named { 7 } else { document.hashes[index] };
        words += 1;
        out.extend([feature(310, hash), feature(311, hash.rotate_left(9) ^ before), feature(312, hash ^ kind)]);
        if words == 1 {
            out.push(feature(313, hash));
            opener = hash;
        }
        inner &= words == 1 || !AFTER.contains(&document.word(index));
        if inner && !token.is(Token::CAPITAL) {
            // Word endings tell unseen roles: "spokes|man", "bank|ers".
            let word = token.span().of(document.text);
            let tail = word.char_indices().rev().nth(3).map_or(word, |(at, _)| word.get(at..).unwrap_or(""));
            out.push(feature(314, word_hash(tail)));
            head = hash;
        }
        before = hash;
    }
    out.extend([
        feature(315, head),
        feature(316, words.min(6) << 4 | kind),
        feature(317, head ^ opener.rotate_left(7)),
        feature(318, head ^ kind),
    ]);
}

/// Words that come after the noun that says who speaks.
const AFTER: &[&str] =
    &["of", "in", "at", "who", "which", "that", "with", "from", "for", "on", "by", "to", "familiar", "close", "speaking", "whose"];

/// The most words of a phrase that has a class.
const LONGEST: usize = 4;

/// The classes of words and phrases among the tokens in `range`.
fn classes(document: &Document, models: &Models, range: Range<usize>, template: u32, kind: u64, out: &mut Vec<u32>) {
    for start in range.clone() {
        let last = range.end.min(start + LONGEST);
        let words = document.span(start..last);
        let ends: [usize; LONGEST] = std::array::from_fn(|n| {
            let token = document.tokens.get((start + n).min(last - 1));
            token.map_or(0, |t| t.end as usize - words.start)
        });
        let hashes = head_hashes(words.of(document.text), ends);
        for (count, hash) in hashes.iter().enumerate().take(last - start).rev() {
            if let Some(class) = models.classes.get(*hash) {
                out.extend([feature(template, u64::from(class)), feature(template + 1, u64::from(class) << 8 | kind)]);
                if start + count + 1 == range.end {
                    out.push(feature(template + 2, u64::from(class)));
                }
            }
        }
    }
}

/// The words around a name: a title before it, an apposition after it.
fn around(document: &Document, models: &Models, name: Span, out: &mut Vec<u32>) {
    let first = document.token_at(name.start);
    let last = document.tokens.partition_point(|t| (t.start as usize) < name.end);
    let Some(sentence) = document.sentence_around(first) else { return };
    let range = sentence.range();
    classes(document, models, range.start.max(first.saturating_sub(4))..first, 340, 0, out);
    for index in (range.start..first).rev().take(5) {
        if !matches!(document.tokens.get(index).map(|t| t.kind), Some(Kind::Word)) && document.word(index) != "," {
            break;
        }
        let hash = document.hashes[index];
        out.extend([feature(320, hash), feature(321, hash ^ (first - index) as u64)]);
    }
    if document.word(last) != "," {
        return;
    }
    let mut before = 0;
    let apposed = (last + 1..range.end).take(9).take_while(|i| document.word(*i) != ",").count();
    classes(document, models, last + 1..last + 1 + apposed, 350, 0, out);
    for index in (last + 1..range.end).take(9) {
        if matches!(document.tokens.get(index).map(|t| t.kind), Some(Kind::Punct | Kind::Open | Kind::Close | Kind::Neutral)) {
            break;
        }
        let hash = document.hashes[index];
        out.extend([feature(322, hash), feature(323, hash.rotate_left(9) ^ before)]);
        before = hash;
    }
}

/// The kind of a speaker, and how sure that is.
pub fn kind(document: &Document, models: &Models, profile: &Profile, buffer: &mut Vec<u32>) -> (SourceKind, f32) {
    let Some(linear) = models.kind else { return (fallback(profile), 0.5) };
    features(document, models, profile, buffer);
    let mut scores = [0; MAX_LABELS];
    linear.score(buffer, &mut scores);
    let fitting = || scores.iter().zip(LABELS).filter(|(_, k)| fits(profile, *k));
    let Some((best, kind)) = fitting().max_by_key(|(score, _)| **score) else { return (fallback(profile), 0.5) };
    let odds = |score: i32| ((score - best) as f32 * linear.unit).exp();
    (kind, 1.0 / fitting().map(|(score, _)| odds(*score)).sum::<f32>())
}

/// Somebody with a name is not unnamed, and no document.
fn fits(profile: &Profile, kind: SourceKind) -> bool {
    match profile.entity {
        Some((EntityKind::Person, _)) => !matches!(kind, SourceKind::Unnamed | SourceKind::Document),
        Some(_) => kind != SourceKind::Unnamed,
        None => true,
    }
}

fn fallback(profile: &Profile) -> SourceKind {
    match profile.entity.map(|e| e.0) {
        Some(EntityKind::Person) | None => SourceKind::Person,
        Some(EntityKind::Place) => SourceKind::Official,
        Some(EntityKind::Work) => SourceKind::Document,
        Some(_) => SourceKind::Organization,
    }
}
