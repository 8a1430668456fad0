/*!
Names → entities: which names are one thing. Joins the same words in another spelling, short forms with long ones ("Andrabi", "Tahir Andrabi"),
acronyms with what they stand for; never two full names with different given names. Knows nothing of pronouns.
*/

use super::{
    Entity, EntityKind, Form, Mention,
    entity::Name,
    feature::{ByWord, Map},
    model::{chain, word_hash},
    reason,
    sentence::Document,
    token::{Kind, Token},
};

/// Names with the same words and kind.
struct Spelling {
    kind: EntityKind,
    /// The hashes of its words, marks and dots left out.
    words: Vec<u64>,
    /// The words themselves, where the spelling first stands: indexes of tokens.
    places: Vec<u32>,
    /// Its name when written short: the first letters of its capitalised words, and of all its words.
    initials: [u64; 2],
    /// Its letters, when it looks like an acronym.
    acronym: Option<u64>,
    /// Whether its last word names a part of a larger body: a council, a committee.
    is_part: bool,
    /// Its words with the first ones written short: "UN Security Council" for "United Nations Security Council".
    shortened: Vec<u64>,
}

/// Last words of the names of bodies that belong to larger ones.
const PARTS: &[&str] = &[
    "agency",
    "army",
    "assembly",
    "bureau",
    "commission",
    "committee",
    "council",
    "court",
    "department",
    "division",
    "force",
    "fund",
    "mission",
    "office",
    "parliament",
    "police",
    "programme",
    "program",
    "secretariat",
    "wing",
];

/// The entities of `document`: `names` merged into things, and `values`, in the order of their first mention.
pub fn entities(document: &Document, names: &[Name], values: Vec<Entity>) -> Vec<Entity> {
    let mut things = Things::new(document, names);
    things.join_variants(document);
    things.join_acronyms(document, names);
    things.join_short_forms();
    let mut entities = things.entities(document, names);
    entities.extend(values);
    entities.sort_by_key(|e| e.mentions.first().map(|m| m.span));
    entities
}

struct Things {
    spellings: Vec<Spelling>,
    /// The spelling of each name.
    spelling_of: Vec<usize>,
    /// A spelling that each spelling is one thing with; itself at the root.
    joined: Vec<usize>,
    /// Short forms of several things: the things that each may be.
    torn: Map<usize, Vec<usize>>,
}

impl Things {
    fn new(document: &Document, names: &[Name]) -> Self {
        let mut things = Self { spellings: Vec::new(), spelling_of: Vec::new(), joined: Vec::new(), torn: Map::default() };
        let mut known: Map<(EntityKind, Vec<u64>), usize> = Map::default();
        for name in names {
            let places = words(document, name);
            let words: Vec<u64> = places.iter().map(|at| bare_hash(document, *at as usize)).collect();
            let spelling = *known.entry((name.kind, words.clone())).or_insert_with(|| {
                things.spellings.push(spelling(document, name, words, places));
                things.spellings.len() - 1
            });
            things.spelling_of.push(spelling);
        }
        things.joined = (0..things.spellings.len()).collect();
        things
    }

    fn root(&self, mut spelling: usize) -> usize {
        while self.joined[spelling] != spelling {
            spelling = self.joined[spelling];
        }
        spelling
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.joined[a.max(b)] = a.min(b);
    }

    /// Joins spellings of several words that differ in the spelling of one: "Tehreek-e-Taliban", "Tehrik-e-Taliban".
    fn join_variants(&mut self, document: &Document) {
        let mut frames: ByWord<Vec<usize>> = ByWord::default();
        for index in 0..self.spellings.len() {
            let count = self.spellings[index].words.len();
            if !(2..=8).contains(&count) {
                continue;
            }
            for left_out in 0..count {
                let words = self.spellings[index].words.iter().enumerate();
                let frame =
                    words.fold(self.spellings[index].kind as u64, |hash, (at, word)| chain(hash, if at == left_out { 1 } else { *word }));
                let others = frames.entry(frame).or_default();
                for other in others.iter().copied() {
                    let word = |spelling: usize| document.word(self.spellings[spelling].places[left_out] as usize);
                    if alike(word(index), word(other), count > 2) {
                        self.join(index, other);
                    }
                }
                if others.len() < 16 {
                    others.push(index);
                }
            }
        }
    }

    /// Joins acronyms with names whose first letters they are, and with the name before their brackets: "… Pakistan (TTP)".
    fn join_acronyms(&mut self, document: &Document, names: &[Name]) {
        let mut long: Map<(EntityKind, u64), usize> = Map::default();
        for (index, spelling) in self.spellings.iter().enumerate() {
            for initials in spelling.initials.into_iter().filter(|i| *i != 0) {
                long.entry((spelling.kind, initials)).or_insert(index);
            }
        }
        for index in 0..self.spellings.len() {
            let Some(letters) = self.spellings[index].acronym else { continue };
            if let Some(full) = long.get(&(self.spellings[index].kind, letters)) {
                self.join(index, *full);
            }
        }
        let short: ByWord<usize> =
            self.spellings.iter().enumerate().flat_map(|(index, s)| s.shortened.iter().map(move |hash| (*hash, index))).collect();
        for index in 0..self.spellings.len() {
            let spelling = &self.spellings[index];
            let [first, rest @ ..] = spelling.words.as_slice() else { continue };
            let whole = rest.iter().fold(*first, |hash, word| chain(hash, *word));
            if let Some(full) = short.get(&whole).filter(|full| self.spellings[**full].kind == spelling.kind && !rest.is_empty()) {
                self.join(index, *full);
            }
        }
        for (at, pair) in names.windows(2).enumerate() {
            let between = document.text.get(pair[0].span.end..pair[1].span.start).unwrap_or("");
            let short =
                self.spellings[self.spelling_of[at + 1]].acronym.is_some() != self.spellings[self.spelling_of[at]].acronym.is_some();
            if between.trim() == "("
                && short
                && pair[0].kind == pair[1].kind
                && first_letter(document, &pair[0]) == first_letter(document, &pair[1])
            {
                self.join(self.spelling_of[at], self.spelling_of[at + 1]);
            }
        }
    }

    /// Joins the surname with the full name, the short name of a body with the long one. Where several fit, each place is settled later.
    fn join_short_forms(&mut self) {
        let mut ending: Map<(EntityKind, u64), Vec<usize>> = Map::default();
        let mut starting: Map<(EntityKind, u64), Vec<usize>> = Map::default();
        for (index, spelling) in self.spellings.iter().enumerate() {
            if let [first, .., last] = spelling.words.as_slice() {
                ending.entry((spelling.kind, *last)).or_default().push(index);
                starting.entry((spelling.kind, *first)).or_default().push(index);
            }
        }
        let mut order: Vec<usize> = (0..self.spellings.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(self.spellings[*index].words.len()));
        for index in order {
            let spelling = &self.spellings[index];
            let (kind, words) = (spelling.kind, &spelling.words);
            let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
            if !matches!(kind, EntityKind::Person | EntityKind::Organization | EntityKind::Event | EntityKind::Work) {
                continue;
            }
            let longer = |others: Option<&Vec<usize>>, fits: &dyn Fn(&[u64]) -> bool| {
                let others = others.into_iter().flatten().filter(|o| self.spellings[**o].words.len() > words.len());
                let mut roots: Vec<usize> = others.filter(|o| fits(&self.spellings[**o].words)).map(|o| self.root(*o)).collect();
                roots.sort_unstable();
                roots.dedup();
                roots.retain(|r| *r != self.root(index));
                roots
            };
            let mut fitting = longer(ending.get(&(kind, *last)), &|w| w.ends_with(words) || (words.len() > 1 && w.first() == Some(first)));
            if fitting.is_empty() && spelling.acronym.is_none() {
                fitting = longer(starting.get(&(kind, *first)), &|w| w.starts_with(words));
                // A body of several words and a body of that body are two.
                fitting.retain(|other| words.len() == 1 || !self.spellings[*other].is_part);
            }
            match fitting.as_slice() {
                [] => {}
                [only] => self.join(index, *only),
                _ if kind == EntityKind::Person && words.len() == 1 => {
                    self.torn.insert(index, fitting);
                }
                _ => {}
            }
        }
    }

    /// The thing of each name: a short form of several things is the one named last before it.
    fn settle(&self) -> Vec<usize> {
        let mut last_named: Map<usize, usize> = Map::default();
        let mut settled = Vec::with_capacity(self.spelling_of.len());
        for (at, spelling) in self.spelling_of.iter().enumerate() {
            let thing = match self.torn.get(spelling) {
                Some(things) => {
                    let near = things.iter().filter_map(|t| Some((*last_named.get(&self.root(*t))?, self.root(*t)))).max();
                    near.map_or(self.root(*spelling), |n| n.1)
                }
                None => self.root(*spelling),
            };
            last_named.insert(thing, at);
            settled.push(thing);
        }
        settled
    }

    fn entities(&self, document: &Document, names: &[Name]) -> Vec<Entity> {
        let settled = self.settle();
        let mut members: Map<usize, Vec<usize>> = Map::default();
        for (name, thing) in settled.iter().enumerate() {
            members.entry(*thing).or_default().push(name);
        }
        let entity = |members: &Vec<usize>| {
            let fullest = members.iter().copied().max_by_key(|m| {
                let spelling = &self.spellings[self.spelling_of[*m]];
                (spelling.words.len(), names[*m].span.len(), std::cmp::Reverse(*m))
            });
            let fullest = &names[fullest.unwrap_or(0)];
            let count = members.len() as f32;
            let confidence = members.iter().map(|m| names[*m].confidence).sum::<f32>() / count;
            let first = &names[members.first().copied().unwrap_or(0)];
            Entity {
                kind: first.kind,
                name: fullest.span.of(document.text).split_whitespace().collect::<Vec<_>>().join(" "),
                mentions: members.iter().map(|m| Mention { span: names[*m].span, form: Form::Name }).collect(),
                value: None,
                confidence,
                why: reason::why(document, first, members.len()),
            }
        };
        members.values().map(entity).collect()
    }
}

/// The words of a name, as indexes of tokens: without marks and "Jr."
fn words(document: &Document, name: &Name) -> Vec<u32> {
    let counts = |at: &u32| {
        let word = document.word(*at as usize);
        matches!(document.tokens[*at as usize].kind, Kind::Word | Kind::Number) && !matches!(word, "'s" | "’s" | "Jr." | "Jr" | "Sr.")
    };
    (name.tokens.0..name.tokens.1).filter(counts).collect()
}

/// The hash of a word without its dots: "U.S." and "US" are one.
fn bare_hash(document: &Document, at: usize) -> u64 {
    let word = document.word(at);
    if word.contains('.') { word_hash(&word.replace('.', "")) } else { document.hashes[at] }
}

/// Whether two words are one in two spellings: long ones that differ by a letter, or by two where the rest of the name is long (`sure`).
fn alike(a: &str, b: &str, sure: bool) -> bool {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().flat_map(char::to_lowercase).collect(), b.chars().flat_map(char::to_lowercase).collect());
    let shorter = a.len().min(b.len());
    if shorter < 5 || a.len().abs_diff(b.len()) > 2 || a.first() != b.first() || a.iter().chain(&b).any(char::is_ascii_digit) {
        return false;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let here = (corner + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], here);
        }
    }
    row.last().is_some_and(|distance| *distance <= if (sure && shorter > 5) || shorter > 8 { 2 } else { 1 })
}

fn spelling(document: &Document, name: &Name, words: Vec<u64>, places: Vec<u32>) -> Spelling {
    let range = name.tokens.0 as usize..name.tokens.1 as usize;
    let (mut capital, mut every, mut several) = (String::new(), String::new(), 0);
    for at in range.clone() {
        let Some(letter) = document.word(at).chars().next().filter(|c| c.is_alphanumeric()) else { continue };
        several += 1;
        every.extend(letter.to_uppercase());
        if document.tokens[at].is(Token::CAPITAL) {
            capital.push(letter);
        }
    }
    let initials =
        if several > 1 { [capital, every].map(|letters| if letters.len() > 1 { word_hash(&letters) } else { 0 }) } else { [0; 2] };
    let word = document.word(range.start);
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    let acronym =
        (range.len() == 1 && upper > 1 && upper * 3 > word.chars().count() * 2 && upper < 9).then(|| word_hash(&word.replace('.', "")));
    let is_part = words.len() > 2 && PARTS.contains(&document.word(range.end - 1).to_lowercase().as_str());
    let shortened =
        if range.len() > 2 && name.kind == EntityKind::Organization { shortened(document, &places, &words) } else { Vec::new() };
    Spelling { kind: name.kind, words, places, initials, acronym, is_part, shortened }
}

/// A hash for each way to write the first words by their first letters.
fn shortened(document: &Document, places: &[u32], words: &[u64]) -> Vec<u64> {
    let mut letters = String::new();
    let mut hashes = Vec::new();
    for (n, place) in places.iter().enumerate().take(words.len() - 1) {
        letters.extend(document.word(*place as usize).chars().next());
        if n > 0 {
            hashes.push(words.get(n + 1..).unwrap_or_default().iter().fold(word_hash(&letters), |hash, word| chain(hash, *word)));
        }
    }
    hashes
}

fn first_letter(document: &Document, name: &Name) -> Option<char> {
    name.span.of(document.text).chars().next().and_then(|c| c.to_uppercase().next())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, Block, BlockKind},
        text::Span,
    };

    /// The entities of a text whose names stand in brackets with a letter for their kind: "[p Awa Diop]".
    fn merged(marked: &str) -> Vec<String> {
        let (mut text, mut spans) = (String::new(), Vec::new());
        for (index, part) in marked.split(['[', ']']).enumerate() {
            if index % 2 == 0 {
                text.push_str(part);
                continue;
            }
            let (kind, name) = part.split_once(' ').unwrap();
            let kind = if kind == "p" { EntityKind::Person } else { EntityKind::Organization };
            spans.push((Span::new(text.len(), text.len() + name.len()), kind));
            text.push_str(name);
        }
        let blocks = vec![Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph }];
        let article = Article { text, blocks, ..Article::default() };
        let document = Document::whole(&article);
        let names: Vec<Name> = spans
            .into_iter()
            .map(|(span, kind)| {
                let tokens = (document.token_at(span.start) as u32, document.token_at(span.end - 1) as u32 + 1);
                Name { span, kind, confidence: 0.9, marks: 0, tokens }
            })
            .collect();
        entities(&document, &names, Vec::new()).iter().map(|e| format!("{} {}", e.name, e.mentions.len())).collect()
    }

    #[test]
    fn spellings_of_one_thing_are_joined() {
        for (text, wanted) in [
            ("[p Tahir Andrabi] spoke. [p Andrabi] left, [p Tahir] too.", &["Tahir Andrabi 3"][..]),
            ("[o Tehreek-e-Taliban Pakistan] ([o TTP]); the [o Tehrik-e-Taliban Pakistan] and [o TTP].", &["Tehreek-e-Taliban Pakistan 4"]),
            ("[p Ann Lee] and [p Bob Lee]: [p Lee] ran. [p Ann Lee] and [p Lee].", &["Ann Lee 3", "Bob Lee 2"]),
            ("[p Ali Khan] met [p Amir Khan].", &["Ali Khan 1", "Amir Khan 1"]),
            ("The [o U.S. Treasury] or [o US Treasury].", &["U.S. Treasury 2"]),
            ("[o Acme Holdings Ltd] grew. [o Acme] fell.", &["Acme Holdings Ltd 2"]),
            (
                "The [o United Nations Security Council] met at the [o United Nations]; the [o UN] and the [o UN Security Council].",
                &["United Nations Security Council 2", "United Nations 2"],
            ),
        ] {
            assert_eq!(merged(text), wanted);
        }
    }
}
