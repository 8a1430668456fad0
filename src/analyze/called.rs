/*!
What the text itself says a name is: "outlets, including Al Noor and Sahil", "Fitna al-Khawarij (FAK)", "Central and South Asia". Sets right the
kinds of names that the tagger read otherwise. Joins nothing: that is [`super::alias`]'s work.
*/

use super::{
    EntityKind,
    entity::Name,
    sentence::{Document, Sentence},
    token::Kind,
};
use crate::text::Span;

/// Nouns before "including", "such as" or "like", and what is listed after them.
const NOUNS: &[(EntityKind, &[&str])] = &[
    (
        EntityKind::Organization,
        &[
            "agencies",
            "airlines",
            "armies",
            "associations",
            "banks",
            "bodies",
            "brands",
            "broadcasters",
            "channels",
            "charities",
            "clubs",
            "committees",
            "companies",
            "corporations",
            "courts",
            "exchanges",
            "factions",
            "federations",
            "firms",
            "groups",
            "institutions",
            "institutes",
            "lenders",
            "magazines",
            "manufacturers",
            "militias",
            "ministries",
            "networks",
            "newspapers",
            "organisations",
            "organizations",
            "outfits",
            "outlets",
            "parties",
            "publishers",
            "regulators",
            "retailers",
            "startups",
            "stations",
            "teams",
            "think-tanks",
            "unions",
            "universities",
            "websites",
        ],
    ),
    (
        EntityKind::Place,
        &[
            "airports",
            "areas",
            "capitals",
            "cities",
            "communities",
            "counties",
            "countries",
            "districts",
            "islands",
            "lakes",
            "localities",
            "municipalities",
            "nations",
            "neighbourhoods",
            "neighborhoods",
            "ports",
            "prefectures",
            "provinces",
            "regions",
            "rivers",
            "states",
            "suburbs",
            "towns",
            "villages",
        ],
    ),
    (
        EntityKind::Person,
        &[
            "actors",
            "activists",
            "artists",
            "athletes",
            "authors",
            "candidates",
            "colleagues",
            "economists",
            "figures",
            "lawmakers",
            "lawyers",
            "leaders",
            "ministers",
            "musicians",
            "players",
            "poets",
            "politicians",
            "presidents",
            "scientists",
            "senators",
            "singers",
            "writers",
        ],
    ),
];

/// Names of continents and the like, with a point of the compass before them.
const PARTS_OF_THE_WORLD: &[&str] = &["Africa", "America", "Americas", "Asia", "Atlantic", "Europe", "Pacific"];

/// Sets right the kinds of `names`, which are in text order, and drops what is none.
pub fn settle(document: &Document, names: &mut Vec<Name>) {
    names.retain(|n| !is_common(document, n));
    by_compass(document, names);
    by_noun(document, names);
    by_acronym(document, names);
}

/// Whether a body of several words is written in small letters in a sentence that begins with a capital: "Peru's foreign ministry" names Peru alone.
fn is_common(document: &Document, name: &Name) -> bool {
    let small = |span: Span| span.of(document.text).chars().all(|c| c.is_lowercase() || !c.is_alphanumeric());
    let mut sentence = document.sentence_around(name.tokens.0 as usize).into_iter().flat_map(Sentence::range);
    let first = sentence.find_map(|i| document.tokens.get(i).filter(|t| t.kind == Kind::Word));
    let several = name.span.of(document.text).contains(' ');
    name.kind == EntityKind::Organization && several && small(name.span) && first.is_some_and(|t| !small(t.span()))
}

fn by_compass(document: &Document, names: &mut [Name]) {
    for name in names.iter_mut().filter(|n| n.kind != EntityKind::Place) {
        let words: Vec<&str> = name.span.of(document.text).split_whitespace().collect();
        let Some((last, before)) = words.split_last().filter(|(_, before)| !before.is_empty()) else { continue };
        let compass = |word: &&str| {
            let word = word.to_lowercase();
            word == "and" || word == "central" || ["north", "south", "east", "west"].iter().any(|way| word.starts_with(way))
        };
        if PARTS_OF_THE_WORLD.contains(last) && before.iter().all(compass) || matches!(*last, "DC" | "D.C.") {
            name.kind = EntityKind::Place;
        }
    }
}

/// The words listed after a noun are what it says.
fn by_noun(document: &Document, names: &mut [Name]) {
    let mut listed: Option<EntityKind> = None;
    for at in 0..names.len() {
        let start = names[at].tokens.0 as usize;
        let before = at.checked_sub(1).map_or(0, |n| names[n].tokens.1 as usize);
        let goes_on = (before..start).all(|t| matches!(document.word(t), "," | "and" | "or")) && start > before;
        listed = if goes_on && listed.is_some() { listed } else { noun_before(document, start) };
        if let Some(kind) = listed {
            name_all(document, names, names[at].span, kind);
        }
    }
}

/// Gives every name with the words of the one at `span` that kind, hyphens or not.
fn name_all(document: &Document, names: &mut [Name], span: Span, kind: EntityKind) {
    let words = |span: Span| span.of(document.text).replace('-', " ");
    let wanted = words(span);
    names.iter_mut().filter(|n| n.span.len() == span.len() && words(n.span) == wanted).for_each(|n| n.kind = kind);
}

/// What the noun says before "including" or the like, which ends before the token `start`.
fn noun_before(document: &Document, start: usize) -> Option<EntityKind> {
    let word = |back: usize| start.checked_sub(back).map_or("", |at| document.word(at));
    let mut back = match (word(2), word(1)) {
        ("such", "as") => 3,
        (_, "including" | "like") => 2,
        _ => return None,
    };
    if word(back) == "," {
        back += 1;
    }
    let noun = word(back);
    NOUNS.iter().find(|(_, nouns)| nouns.contains(&noun)).map(|(kind, _)| *kind)
}

/// A name and the letters it is called by in brackets are one thing; where one is read as a person, the other knows better.
fn by_acronym(document: &Document, names: &mut [Name]) {
    for at in 1..names.len() {
        let (long, short) = (&names[at - 1], &names[at]);
        let between = document.text.get(long.span.end..short.span.start).unwrap_or("");
        let letters = short.span.of(document.text);
        let spelled: String = long
            .span
            .of(document.text)
            .split(|c: char| !c.is_alphanumeric())
            .filter_map(|word| word.chars().next())
            .flat_map(char::to_uppercase)
            .collect();
        if between.trim() != "(" || long.kind == short.kind || spelled != letters {
            continue;
        }
        let kind = match (long.kind, short.kind) {
            (EntityKind::Person, other) | (other, EntityKind::Person) => other,
            (kind, _) if long.confidence >= short.confidence => kind,
            (_, kind) => kind,
        };
        let (long, short) = (long.span, short.span);
        name_all(document, names, long, kind);
        name_all(document, names, short, kind);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::article::{Article, Block, BlockKind};

    /// The kinds of the names in brackets, each first read as `kind`.
    fn kinds(marked: &str, kind: &[EntityKind]) -> Vec<EntityKind> {
        let (mut text, mut spans) = (String::new(), Vec::new());
        for (index, part) in marked.split(['[', ']']).enumerate() {
            if index % 2 == 1 {
                spans.push(Span::new(text.len(), text.len() + part.len()));
            }
            text.push_str(part);
        }
        let blocks = vec![Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph }];
        let article = Article { text, blocks, ..Article::default() };
        let document = Document::whole(&article);
        let name = |(span, kind): (Span, &EntityKind)| {
            let tokens = (document.token_at(span.start) as u32, document.token_at(span.end - 1) as u32 + 1);
            Name { span, kind: *kind, confidence: 0.6, marks: 0, tokens }
        };
        let mut names: Vec<Name> = spans.into_iter().zip(kind).map(name).collect();
        settle(&document, &mut names);
        names.into_iter().map(|n| n.kind).collect()
    }

    #[test]
    fn a_noun_before_a_list_says_what_is_listed() {
        use EntityKind::{Organization, Person, Place};
        assert_eq!(
            kinds("Their outlets, including [Al Noor], [Sahil] and [Dawn], blame [Omar].", &[Person, Place, Person, Person]),
            [Organization, Organization, Organization, Person]
        );
        assert_eq!(kinds("countries such as [Jordan]", &[Person]), [Place]);
        assert_eq!(kinds("He acts like [Omar].", &[Person]), [Person]);
    }

    #[test]
    fn small_letters_name_nobody_where_sentences_begin_with_capitals() {
        use EntityKind::{Organization, Place};
        assert_eq!(kinds("A note from [Peru]'s [foreign ministry] came.", &[Place, Organization]), [Place]);
        assert_eq!(kinds("a note from the [un] came.", &[Organization]), [Organization]);
    }

    #[test]
    fn letters_in_brackets_and_what_they_stand_for_are_one_kind() {
        use EntityKind::{Organization, Person, Place};
        assert_eq!(kinds("[Fitna al-Khawarij] ([FAK]) and [FAK]", &[Person, Organization, Person]), [Organization; 3]);
        assert_eq!(kinds("[Omar Haddad] ([AFP])", &[Person, Organization]), [Person, Organization]);
        assert_eq!(kinds("across [Central and South Asia] from [Washington DC]", &[Organization, Organization]), [Place; 2]);
    }
}
