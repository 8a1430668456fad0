/*!
What the text tells of each entity that may speak: whether it is one person, of which gender, and by which roles it is called ("Foreign
Office spokesperson Tahir Andrabi", "Halima Moussa, a nurse"). Evidence for `speaker`; decides nothing.
*/

use super::{
    Entity, EntityKind, Form,
    model::{Table, word_hash},
    sentence::Document,
    token::Kind,
};
use crate::text::Span;

/// In the table of people: a man's given name.
pub const MALE: u16 = 1;
/// A woman's given name.
pub const FEMALE: u16 = 2;
/// A word for what somebody is.
pub const ROLE: u16 = 4;

/// Male, female, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gender {
    /// Not told.
    #[default]
    Unknown,
    /// He.
    Male,
    /// She.
    Female,
}

/// What is known of one entity.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Its gender, for a human being.
    pub gender: Gender,
    /// Hashes of the words that say what it is, with where each was first used of it.
    pub roles: Vec<(u64, usize)>,
}

/// What is known of every entity, in their order.
pub fn people(document: &Document, entities: &[Entity], lexicon: &Table) -> Vec<Person> {
    entities.iter().map(|e| person(document, e, lexicon)).collect()
}

fn person(document: &Document, entity: &Entity, lexicon: &Table) -> Person {
    let mut person = Person::default();
    if !matches!(entity.kind, EntityKind::Person | EntityKind::Organization | EntityKind::Place) {
        return person;
    }
    if entity.kind == EntityKind::Person {
        let first = entity.name.split_whitespace().find(|w| w.chars().count() > 2).unwrap_or("");
        let marks = lexicon.get(word_hash(first)).unwrap_or(0);
        person.gender = match (marks & MALE != 0, marks & FEMALE != 0) {
            (true, false) => Gender::Male,
            (false, true) => Gender::Female,
            _ => Gender::Unknown,
        };
    }
    for mention in entity.mentions.iter().filter(|m| m.form == Form::Name).take(MENTIONS) {
        before(document, mention.span, lexicon, &mut person);
        if entity.kind == EntityKind::Person {
            after(document, mention.span, lexicon, &mut person);
        }
    }
    person
}

/// Mentions looked at for roles: those who are introduced are introduced early.
const MENTIONS: usize = 6;

/// "Afghan Deputy Interior Minister X", "Mr. X", "the company's spokeswoman X": titles and roles right before the name.
fn before(document: &Document, name: Span, lexicon: &Table, person: &mut Person) {
    let first = document.token_at(name.start);
    for i in (first.saturating_sub(4)..first).rev() {
        let token = document.tokens[i];
        let word = document.word(i);
        if token.kind != Kind::Word || matches!(word, "and" | "or" | "of" | "in" | "by" | "said") {
            break;
        }
        match word.trim_end_matches('.').to_ascii_lowercase().as_str() {
            "mr" | "sir" | "lord" | "king" | "prince" | "father" | "don" | "señor" | "herr" | "monsieur" | "brother" | "sheikh"
            | "imam" => person.gender = Gender::Male,
            "ms" | "mrs" | "miss" | "lady" | "queen" | "princess" | "dame" | "madam" | "sister" | "señora" | "frau" | "madame" => {
                person.gender = Gender::Female;
            }
            _ => {}
        }
        note(word, name.start, lexicon, person);
    }
}

/// "X, a spokesman for Y," and "X (the mayor)": the words up to the next comma, the first eight at most.
fn after(document: &Document, name: Span, lexicon: &Table, person: &mut Person) {
    let next = document.token_at(name.end);
    if !matches!(document.word(next), "," | "(" | "—" | "–") {
        return;
    }
    for i in next + 1..(next + 9).min(document.tokens.len()) {
        let word = document.word(i);
        if matches!(word, "," | ")" | "." | "—" | "–" | "said" | "says" | "and" | "who" | "told") {
            break;
        }
        note(word, name.start, lexicon, person);
    }
}

fn note(word: &str, at: usize, lexicon: &Table, person: &mut Person) {
    let hash = word_hash(word);
    if is_role(hash, lexicon) && !person.roles.iter().any(|r| r.0 == hash) {
        person.roles.push((hash, at));
    }
    match gender_of(word) {
        Gender::Unknown => {}
        gender => {
            if person.gender == Gender::Unknown {
                person.gender = gender;
            }
        }
    }
}

/// Whether a word names a role that a person has.
pub fn is_role(hash: u64, lexicon: &Table) -> bool {
    lexicon.get(hash).unwrap_or(0) & ROLE != 0
}

/// The gender of a word for people.
pub fn gender_of(word: &str) -> Gender {
    const MEN: &[&str] =
        &["man", "father", "son", "brother", "husband", "boy", "grandfather", "uncle", "nephew", "king", "widower", "actor", "fisherman"];
    const WOMEN: &[&str] =
        &["woman", "mother", "daughter", "sister", "wife", "girl", "grandmother", "aunt", "niece", "queen", "widow", "actress", "midwife"];
    let is = |list: &[&str]| list.iter().any(|w| w.eq_ignore_ascii_case(word));
    let ends = |tail: &str| {
        let from = word.len().checked_sub(tail.len());
        from.and_then(|from| word.as_bytes().get(from..)).is_some_and(|end| end.eq_ignore_ascii_case(tail.as_bytes()))
    };
    if is(MEN) || ends("spokesman") || ends("chairman") || ends("businessman") {
        Gender::Male
    } else if is(WOMEN) || ends("woman") {
        Gender::Female
    } else {
        Gender::Unknown
    }
}
