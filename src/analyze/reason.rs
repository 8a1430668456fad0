/*! Why something is taken for a name, in words that people can read: which list knows it, which words stand beside it. */

use super::{
    EntityKind,
    entity::Name,
    lexicon::{ACRONYM, BODY, CITY, COUNTRY, EVENT, GIVEN, LISTS, Marks, NORP, PLACE, PRODUCT, REGION, SURNAME, WORK},
    sentence::Document,
    token::Kind,
};

/// How each list is called, for those that name things of a kind.
const CALLED: &[(Marks, EntityKind, &str)] = &[
    (COUNTRY, EntityKind::Place, "in the list of countries"),
    (CITY, EntityKind::Place, "in the list of cities"),
    (REGION, EntityKind::Place, "in the list of regions"),
    (PLACE, EntityKind::Place, "in the list of world places"),
    (BODY, EntityKind::Organization, "in the list of bodies"),
    (NORP, EntityKind::Norp, "in the list of peoples and leanings"),
    (EVENT, EntityKind::Event, "in the list of events"),
    (WORK, EntityKind::Work, "in the list of works"),
    (PRODUCT, EntityKind::Product, "in the list of products"),
    (GIVEN, EntityKind::Person, "in the list of given names"),
    (SURNAME, EntityKind::Person, "in the list of surnames"),
    (ACRONYM, EntityKind::Organization, "in the list of acronyms"),
];

/// Why `name`, the first of `count` places that name the same thing, is one of its kind.
pub fn why(document: &Document, name: &Name, count: usize) -> String {
    debug_assert!(LISTS.len() < 31, "the highest bit is not a list");
    let mut reasons = String::with_capacity(64);
    let mut add = |parts: [&str; 3]| {
        let gap = if reasons.is_empty() { "" } else { "; " };
        reasons.push_str(gap);
        reasons.extend(parts);
    };
    if let Some((_, _, called)) = CALLED.iter().find(|(list, kind, _)| *kind == name.kind && name.marks & list != 0) {
        add([called, "", ""]);
    }
    let (first, end) = (name.tokens.0 as usize, name.tokens.1 as usize);
    let sentence = document.sentence_around(first);
    let inside = |at: usize| sentence.is_some_and(|s| s.range().contains(&at)) && document.tokens[at].kind == Kind::Word;
    if let Some(before) = first.checked_sub(1).filter(|at| inside(*at)) {
        add(["“", document.word(before), "” before it"]);
    }
    if inside(end) {
        add(["“", document.word(end), "” after it"]);
    }
    if reasons.is_empty() {
        reasons.push_str("how it is written");
    }
    if count > 1 {
        reasons.extend(["; named in ", &count.to_string(), " places"]);
    }
    reasons
}
