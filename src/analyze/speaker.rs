/*!
Who "he", "the spokesperson" and a bare surname are: the speakers of quotes, resolved to entities. Prefers whoever spoke last to whoever was
named last, and leaves a speaker unresolved where the text does not tell.
*/

use std::sync::LazyLock;

use super::{
    Entity, EntityKind, Form, Mention, Quote, Speaker,
    behind::Named,
    model::{Model, Table, word_hash},
    people::{Gender, Person, gender_of, is_role, people},
    sentence::Document,
    token::Kind,
};
use crate::text::Span;

/// Resolves the speakers of `quotes` to `entities`, and adds the pronouns and descriptions that name them as mentions.
pub fn resolve(document: &Document, quotes: &mut [Quote], entities: &mut [Entity], model: &Model) {
    let lexicon = Table::new(model.section("quotes.people"));
    let people = people(document, entities, &lexicon);
    let mut names: Vec<(Span, usize)> = entities
        .iter()
        .enumerate()
        .filter(|(_, e)| {
            matches!(e.kind, EntityKind::Person | EntityKind::Organization | EntityKind::Place | EntityKind::Work | EntityKind::Norp)
        })
        .flat_map(|(i, e)| e.mentions.iter().filter(|m| m.form == Form::Name).map(move |m| (m.span, i)))
        .filter(|(span, _)| !is_byline(document, *span))
        .collect();
    names.sort_unstable();
    let mut room = Room { document, entities, people, names, lexicon, spoken: Vec::new() };
    let found: Vec<Option<Resolved>> = quotes.iter().map(|q| room.speaker(q, quotes)).collect();
    let mut added: Vec<(usize, Mention)> = Vec::new();
    for (quote, resolved) in quotes.iter_mut().zip(found) {
        let (Some(speaker), Some(resolved)) = (&mut quote.speaker, resolved) else { continue };
        if let Some(way) = &resolved.way {
            quote.why = format!("{}; {way}", quote.why);
        }
        speaker.name = resolved.name;
        speaker.entity = resolved.entity;
        if let (Some(entity), Some(mention), Some(form)) = (resolved.entity, speaker.mention, resolved.form)
            && room.alone(entity, mention)
        {
            added.push((entity, Mention { span: mention, form }));
        }
    }
    for (entity, mention) in added {
        let mentions = &mut entities[entity].mentions;
        if !mentions.iter().any(|m| m.span.overlaps(mention.span)) {
            mentions.push(mention);
            mentions.sort_by_key(|m| m.span);
        }
    }
}

/// Who a speaker is.
#[derive(Debug, Clone, Default)]
struct Resolved {
    name: String,
    entity: Option<usize>,
    /// How the text refers to him here, where not by name.
    form: Option<Form>,
    /// How that was told.
    way: Option<String>,
}

/// One that has spoken.
#[derive(Debug, Clone)]
struct Spoken {
    /// Where it is named as the speaker.
    at: usize,
    entity: Option<usize>,
    name: String,
    gender: Gender,
    plural: bool,
    human: bool,
    roles: Vec<u64>,
}

struct Room<'a> {
    document: &'a Document<'a>,
    entities: &'a [Entity],
    people: Vec<Person>,
    /// Every place where a possible speaker is named.
    names: Vec<(Span, usize)>,
    lexicon: Table<'a>,
    spoken: Vec<Spoken>,
}

/// Whether a name stands in the line that says who wrote the article: "By Ann Lee". Nobody later in it is meant by that.
fn is_byline(document: &Document, name: Span) -> bool {
    let Some(block) = document.blocks.iter().take(TOP).find(|b| b.span.covers(name)) else { return false };
    let before = Span::new(block.span.start, name.start).of(document.text).trim();
    before.eq_ignore_ascii_case("by") && block.span.len() < SHORT
}

/// Blocks among which a byline stands, and the bytes it has at most.
const TOP: usize = 6;
const SHORT: usize = 120;

/// Words for a body.
const BODIES: &[&str] = &[
    "group",
    "company",
    "organization",
    "organisation",
    "agency",
    "party",
    "firm",
    "union",
    "body",
    "club",
    "bank",
    "ministry",
    "court",
    "network",
    "association",
    "federation",
    "movement",
    "paper",
    "newspaper",
    "broadcaster",
    "airline",
    "operator",
    "regulator",
    "council",
    "commission",
    "charity",
    "team",
    "university",
    "institute",
    "watchdog",
];

/// Words behind the name of a body or place that mean those who lead it.
const RULE: &[&str] = &["regime", "government", "leadership", "administration", "authorities", "movement", "group"];

/// Those of them that do business.
const BUSINESSES: &[&str] = &["company", "firm", "airline", "operator"];

/// Words in the names of bodies that do none.
const PUBLIC: &[&str] = &[
    "ministry",
    "court",
    "commission",
    "senate",
    "parliament",
    "congress",
    "council",
    "university",
    "party",
    "union",
    "association",
    "federation",
    "network",
    "agency",
    "police",
    "army",
    "institute",
    "department",
    "committee",
    "office",
    "authority",
    "service",
];

/// Whether a body's name says that it does no business.
fn is_public(name: &str) -> bool {
    name.split(|c: char| !c.is_alphanumeric()).any(|w| PUBLIC.iter().any(|p| w.eq_ignore_ascii_case(p)))
}

/// Speakers and mentions further back than this, in bytes, are not meant by a pronoun.
const FAR: usize = 1500;

/// A person named further back than this, in bytes, is not meant by a pronoun on the ground of being named alone.
const NEAR: usize = 400;

impl Room<'_> {
    fn text(&self, span: Span) -> &str {
        span.of(self.document.text)
    }

    /// Who says `quote`, and remembers that he spoke.
    fn speaker(&mut self, quote: &Quote, quotes: &[Quote]) -> Option<Resolved> {
        let mention = quote.speaker.as_ref()?.mention?;
        let words = self.text(mention).split_whitespace().collect::<Vec<_>>().join(" ");
        let resolved = match words.to_lowercase().as_str() {
            "he" | "she" => self.pronoun(&words, mention, if words.eq_ignore_ascii_case("he") { Gender::Male } else { Gender::Female }),
            "him" | "his" => self.pronoun(&words, mention, Gender::Male),
            "her" => self.pronoun(&words, mention, Gender::Female),
            "it" | "they" | "them" | "its" | "their" => self.body(&words, mention),
            "i" | "we" | "me" | "us" => self.inside(&words, mention, quotes),
            _ => self
                .apposed(&words, mention)
                .or_else(|| self.person(&words, mention))
                .or_else(|| self.behind(&words, mention, quote))
                .or_else(|| self.body_named(&words, mention))
                .or_else(|| self.described(&words, mention))
                .or_else(|| self.spoken_for(&words, mention))
                .unwrap_or(Resolved { name: words.clone(), ..Resolved::default() }),
        };
        self.remember(mention, &words, &resolved);
        Some(resolved)
    }

    fn named(&self) -> Named<'_> {
        Named { document: self.document, entities: self.entities, names: &self.names }
    }

    /// A speaker whom words that name nobody leave no doubt about.
    fn behind(&self, words: &str, mention: Span, quote: &Quote) -> Option<Resolved> {
        let found = self.named().behind(mention, quote)?;
        let name = self.entities[found.entity].name.clone();
        let way = Some(format!("“{words}” → {name}, {}", found.how));
        Some(Resolved { name, entity: Some(found.entity), form: Some(found.form), way })
    }

    fn remember(&mut self, mention: Span, words: &str, resolved: &Resolved) {
        let entity = resolved.entity.map(|e| &self.entities[e]);
        let human = entity.map_or_else(|| self.is_human(mention), |e| e.kind == EntityKind::Person);
        let known = resolved.entity.and_then(|e| self.people.get_mut(e));
        let told = match words.to_ascii_lowercase().as_str() {
            "he" => Gender::Male,
            "she" => Gender::Female,
            _ => words.split_whitespace().map(gender_of).find(|g| *g != Gender::Unknown).unwrap_or_default(),
        };
        let gender = match known {
            Some(person) => {
                if person.gender == Gender::Unknown {
                    person.gender = told;
                }
                person.gender
            }
            None => told,
        };
        let roles = words.split(|c: char| !c.is_alphanumeric()).map(word_hash).filter(|h| is_role(*h, &self.lexicon)).collect();
        let plural = entity.is_none() && is_plural(words);
        self.spoken.push(Spoken { at: mention.start, entity: resolved.entity, name: resolved.name.clone(), gender, plural, human, roles });
    }

    /// Whether a description without a name is of one human being.
    fn is_human(&self, mention: Span) -> bool {
        let words = self.text(mention);
        words.split(|c: char| !c.is_alphanumeric()).any(|w| is_role(word_hash(w), &self.lexicon) || gender_of(w) != Gender::Unknown)
            && !is_plural(words)
    }

    /// The words of a mention before a clause about the speaker, for whoever is named in it does not speak: "the fund, whose director Ada Lund …".
    fn core(&self, mention: Span) -> Span {
        let clause = [", who", ", which", " who ", " which "].iter().filter_map(|w| self.text(mention).find(w)).min();
        Span::new(mention.start, clause.map_or(mention.end, |at| mention.start + at))
    }

    /// "A driver who survived, Ada Lund": a description that ends with a name alone between commas is of the one so named.
    fn apposed(&self, words: &str, mention: Span) -> Option<Resolved> {
        let end = mention.start + self.text(mention).trim_end_matches([',', ' ']).len();
        let (span, i) = self.named().inside(mention).last().filter(|n| n.0.end == end)?;
        let lead = self.lead(mention, span);
        let alone = lead.ends_with(',') || lead.ends_with(", the");
        let other = self
            .named()
            .inside(mention)
            .any(|n| n.1 != i && n.0.start < mention.start + lead.len() && self.entities[n.1].kind == EntityKind::Person);
        let described = lead.trim_start().starts_with(|c: char| c.is_lowercase()) || lead.starts_with("A ") || lead.starts_with("The ");
        let body = matches!(self.entities[i].kind, EntityKind::Person | EntityKind::Organization | EntityKind::Work);
        (alone && !other && described && body).then(|| self.is(i, Some(format!("“{words}” names {}", self.entities[i].name))))
    }

    /// A speaker in whose description a person is named, who neither owns nor is hung on something else.
    fn person(&self, words: &str, mention: Span) -> Option<Resolved> {
        let core = self.core(mention);
        let owns = |s: Span| Span::new(s.end, mention.end).of(self.document.text).starts_with(['’', '\'']);
        let is_person = |i: usize| self.entities[i].kind == EntityKind::Person;
        let mut persons = self.named().inside(core).filter(|n| is_person(n.1) && !owns(n.0) && !self.hangs(mention, n.0));
        let (first, second) = (persons.next()?, persons.next());
        // "Lund spokeswoman Ida Berg": whose she is, and who.
        let serves = |n: &(Span, usize)| {
            let between = self.text(Span::new(first.0.end, n.0.start));
            between.len() > 2
                && !between.contains([',', '('])
                && between.split_whitespace().all(|w| w.starts_with(char::is_lowercase) && w != "and" && w != "or")
        };
        let (_, i) = second.filter(serves).unwrap_or(first);
        let name = &self.entities[i].name;
        Some(self.is(i, (name != words).then(|| format!("“{words}” names {name}"))))
    }

    /// A speaker who is a body or place: the one that is the head of the words, or for which an unnamed spokesman speaks.
    fn body_named(&self, words: &str, mention: Span) -> Option<Resolved> {
        let kind = |i: usize| self.entities[i].kind;
        let core = self.core(mention);
        let head = self.named().inside(mention).find(|n| {
            let until = if n.0.end <= core.end { core.end } else { mention.end };
            let tail = Span::new(n.0.end, until).of(self.document.text);
            let ends = tail.is_empty()
                || tail.starts_with([',', ' ', '(']) && !tail.trim_start().starts_with(char::is_alphanumeric)
                || tail.starts_with(" in ")
                || RULE.contains(&tail.trim());
            // A body in a clause about the speaker; a person there is mostly what he is called.
            let aside = n.0.start >= core.end && kind(n.1) == EntityKind::Organization;
            ends && !aside && !self.hangs(mention, n.0) && !matches!(kind(n.1), EntityKind::Norp)
        });
        // "The Grid Corporation of the Philippines", of which the tagger may take the place for a name of its own.
        let first = || {
            let (span, i) = self.named().inside(mention).next().filter(|n| kind(n.1) == EntityKind::Organization)?;
            let tail = Span::new(span.end, mention.end).of(self.document.text);
            (matches!(self.lead(mention, span), "" | "The" | "the") && tail.starts_with(" of ")).then_some((span, i))
        };
        if let Some((_, i)) = head.or_else(first) {
            return Some(self.is(i, None));
        }
        // An unnamed spokesman stands for his body.
        let speaks_for =
            |w: &str| w.contains("spokes") || w.contains("representative") || w.contains("statement") || w.contains("press service");
        if speaks_for(&words.to_lowercase()) && self.introduced(words, mention).is_none() {
            let body = self.named().inside(mention).find(|n| kind(n.1) == EntityKind::Organization)?;
            return Some(self.is(body.1, Some(format!("“{words}” speaks for {}", self.entities[body.1].name))));
        }
        None
    }

    /// "a government spokesperson": the body whose name ends with what he speaks for.
    fn spoken_for(&self, words: &str, mention: Span) -> Option<Resolved> {
        let lower = words.to_lowercase();
        let (lead, _) = lower.strip_prefix("a ").or_else(|| lower.strip_prefix("an "))?.split_once(" spokes")?;
        let ends_so = |i: usize| {
            let e = &self.entities[i];
            e.kind == EntityKind::Organization && e.name.rsplit(' ').next().is_some_and(|w| w.eq_ignore_ascii_case(lead))
        };
        let near = || self.named().before(mention).take_while(|n| mention.start - n.0.end < FAR).map(|n| n.1).filter(|i| ends_so(*i));
        let i = near().next()?;
        near().all(|other| other == i).then(|| self.is(i, Some(format!("“{words}” speaks for {}", self.entities[i].name))))
    }

    /// The speaker that is this entity, by its name.
    fn is(&self, entity: usize, way: Option<String>) -> Resolved {
        Resolved { name: self.entities[entity].name.clone(), entity: Some(entity), form: None, way }
    }

    /// The words of a mention before a name in it.
    fn lead(&self, mention: Span, name: Span) -> &str {
        self.text(Span::new(mention.start, name.start)).trim_end()
    }

    /// Whether a name in a mention hangs on a preposition: "the mayor of Lagos".
    fn hangs(&self, mention: Span, name: Span) -> bool {
        let lead = self.lead(mention, name);
        ["of", "for", "at", "in", "from", "with", "to", "by", "of the", "for the", "at the", "in the", "from the"]
            .iter()
            .any(|p| lead.strip_suffix(p).is_some_and(|l| l.is_empty() || l.ends_with(' ')))
    }

    /// The person introduced by the head of a description: "the spokesperson" → "Foreign Office spokesperson Tahir Andrabi".
    fn introduced(&self, words: &str, mention: Span) -> Option<usize> {
        let lower = words.to_lowercase();
        let definite = ["the ", "his ", "her ", "their ", "its ", "this ", "that "].iter().any(|d| lower.starts_with(d));
        if !definite || is_plural(words) {
            return None;
        }
        let phrase = lower.split([',', '—']).next().unwrap_or("");
        let roles: Vec<u64> = phrase.split(|c: char| !c.is_alphanumeric()).map(word_hash).filter(|h| is_role(*h, &self.lexicon)).collect();
        let head = roles.last()?;
        if BODIES.iter().any(|b| word_hash(b) == *head) {
            return None;
        }
        let gender = lower.split_whitespace().map(gender_of).find(|g| *g != Gender::Unknown).unwrap_or_default();
        let fits = |i: usize| {
            let p = &self.people[i];
            let known = p.roles.iter().find(|r| r.0 == *head).or_else(|| p.roles.iter().find(|r| alike(*head, r.0)));
            known.is_some_and(|r| r.1 < mention.start) && agrees(gender, p.gender)
        };
        let persons = |i: &usize| self.entities[*i].kind == EntityKind::Person && fits(*i);
        let speakers = self.spoken.iter().rev().filter_map(|s| s.entity).find(persons);
        speakers.or_else(|| self.named().before(mention).map(|n| n.1).find(persons))
    }

    /// Whether nobody else can be meant at `mention`: the entity is named near before it, and no other thing of the kind is named before it, none of
    /// the gender if it is a person. Only then is a pronoun or a description a mention of the entity; a guess among several, however likely, stays
    /// with the quote it was made for.
    fn alone(&self, entity: usize, mention: Span) -> bool {
        let kind = self.entities[entity].kind;
        let alike = |i: usize| self.entities[i].kind == kind && agrees(self.people[i].gender, self.people[entity].gender);
        let near = self.named().before(mention).take_while(|n| mention.start - n.0.end < NEAR).any(|n| n.1 == entity);
        near && !self.named().before(mention).any(|n| n.1 != entity && alike(n.1))
    }

    /// A speaker who is described: by a role told earlier, by the head of a body's name, or as whoever spoke last.
    fn described(&self, words: &str, mention: Span) -> Option<Resolved> {
        let found = |i: usize, way: String| Resolved {
            name: self.entities[i].name.clone(),
            entity: Some(i),
            form: Some(Form::Nominal),
            way: Some(way),
        };
        if let Some(i) = self.introduced(words, mention) {
            return Some(found(i, format!("“{words}” → {}", self.entities[i].name)));
        }
        let lower = words.to_lowercase();
        let phrase = lower.split([',', '—', '(']).next().unwrap_or("").split(" of ").next().unwrap_or("").trim();
        if !["the ", "his ", "her ", "their ", "its ", "this "].iter().any(|d| lower.starts_with(d)) {
            return None;
        }
        let head = phrase.rsplit(' ').next().unwrap_or("");
        let names_it = |i: usize| {
            let e = &self.entities[i];
            e.kind == EntityKind::Organization
                && e.name.split(|c: char| !c.is_alphanumeric()).any(|w| w.len() > 3 && w.eq_ignore_ascii_case(head))
        };
        // "The central bank" is the Czech National Bank rather than its Bank Board.
        let ends_so = |i: usize| names_it(i) && self.entities[i].name.rsplit(' ').next().is_some_and(|w| w.eq_ignore_ascii_case(head));
        let spoken = || self.spoken.iter().rev().filter_map(|s| s.entity).take(6);
        let near = || self.named().before(mention).take(40).map(|n| n.1);
        let best = spoken().find(|i| ends_so(*i)).or_else(|| near().find(|i| ends_so(*i)));
        if let Some(i) = best.or_else(|| spoken().find(|i| names_it(*i))).or_else(|| near().find(|i| names_it(*i))) {
            return Some(found(i, format!("“{words}” → {}", self.entities[i].name)));
        }
        if BODIES.contains(&head) {
            let is_business = BUSINESSES.contains(&head);
            let is_body = |i: &usize| {
                let entity = &self.entities[*i];
                entity.kind == EntityKind::Organization && !(is_business && is_public(&entity.name))
            };
            // Rather the subject of a sentence than whoever is named last in it.
            let near =
                |far: usize| self.named().before(mention).take_while(move |n| mention.start - n.0.end < far).filter(|n| is_body(&n.1));
            let subject = near(NEAR).find(|n| self.is_subject(n.0));
            let (_, last) = subject.or_else(|| near(FAR).next())?;
            let how = if subject.is_some() { "of which the text speaks" } else { "the body named last" };
            return Some(found(last, format!("“{words}” → {}, {how}", self.entities[last].name)));
        }
        let human = is_role(word_hash(head), &self.lexicon) || gender_of(head) != Gender::Unknown || head.ends_with("-old");
        if human && !is_public(head) && !is_plural(words) {
            let gender = gender_of(head);
            let same = self
                .spoken
                .iter()
                .rev()
                .take(2)
                .find(|s| mention.start.saturating_sub(s.at) < FAR && s.entity.is_none() && s.roles.contains(&word_hash(head)));
            if let Some(s) = same {
                return Some(Resolved {
                    name: s.name.clone(), entity: None, form: None, way: Some(format!("“{words}” → {}", s.name))
                });
            }
            let fits = |i: &usize| self.entities[*i].kind == EntityKind::Person && agrees(gender, self.people[*i].gender);
            let near = self.named().before(mention).take_while(|n| mention.start - n.0.end < FAR / 3).map(|n| n.1).find(fits)?;
            let several = self.named().before(mention).take_while(|n| mention.start - n.0.end < FAR / 3).any(|n| fits(&n.1) && n.1 != near);
            return (!several).then(|| found(near, format!("“{words}” → {}, the only person named near", self.entities[near].name)));
        }
        None
    }

    /// "he", "she": whoever spoke last and can be meant, unless another is named as a subject since.
    fn pronoun(&self, words: &str, mention: Span, gender: Gender) -> Resolved {
        let alone = Resolved { name: words.to_owned(), ..Resolved::default() };
        let sentence = self.document.sentence_of(self.document.token_at(mention.start));
        let fits = |i: usize| self.entities[i].kind == EntityKind::Person && agrees(gender, self.people[i].gender);
        let last =
            self.spoken.iter().rev().find(|s| mention.start.saturating_sub(s.at) < FAR && s.human && !s.plural && agrees(gender, s.gender));
        let since = last.map_or(0, |s| s.at);
        let subject = self
            .named()
            .before(mention)
            .take_while(|n| n.0.start > since && mention.start - n.0.end < FAR)
            .filter(|n| fits(n.1) && Some(n.1) != last.and_then(|s| s.entity))
            .find(|n| self.is_subject(n.0) || last.is_none() && self.document.sentence_of(self.document.token_at(n.0.start)) <= sentence)
            .or_else(|| self.lone(since, mention, &fits));
        let to = |i: usize, how: &str| Resolved {
            name: self.entities[i].name.clone(),
            entity: Some(i),
            form: Some(Form::Pronoun),
            way: Some(format!("“{words}” → {}, {how}", self.entities[i].name)),
        };
        match (subject, last) {
            (Some((_, i)), _) => to(i, "the last person named"),
            (None, Some(Spoken { entity: Some(i), .. })) => to(*i, "the last to speak"),
            (None, Some(s)) => {
                Resolved {
                    name: s.name.clone(), way: Some(format!("“{words}” → {}, the last to speak", s.name)), ..Resolved::default()
                }
            }
            (None, None) => alone,
        }
    }

    /// The only person named since `since`, if no pronoun of a person stands between: nobody else can be meant.
    fn lone(&self, since: usize, mention: Span, fits: &dyn Fn(usize) -> bool) -> Option<(Span, usize)> {
        let mut near = self.named().before(mention).take_while(|n| n.0.start > since && mention.start - n.0.end < NEAR);
        let is_person = |n: &(Span, usize)| self.entities[n.1].kind == EntityKind::Person;
        let found = near.find(is_person).filter(|n| fits(n.1))?;
        let others = near.any(|n| is_person(&n) && n.1 != found.1);
        let tokens = self.document.token_at(since)..self.document.token_at(mention.start);
        let owns = matches!(self.document.word(self.document.token_at(found.0.end)), "'s" | "’s");
        let from = self.document.sentence_of(self.document.token_at(found.0.start));
        let apart = from > self.document.sentence_of(tokens.start);
        let pronoun =
            tokens.skip(1).any(|i| matches!(self.document.word(i), "he" | "she" | "He" | "She") && self.document.sentence_of(i) >= from);
        (!others && !owns && apart && !pronoun).then_some(found)
    }

    /// Whether a name stands where subjects stand: among the first words of its sentence.
    fn is_subject(&self, span: Span) -> bool {
        let first = self.document.token_at(span.start);
        let Some(sentence) = self.document.sentence_around(first) else { return false };
        let start = sentence.range().start;
        let owns = matches!(self.document.word(self.document.token_at(span.end)), "'s" | "’s");
        let lead = (start..first).filter(|i| self.document.tokens[*i].kind == Kind::Word).count();
        !owns
            && (lead < 5
                && !(start..first)
                    .any(|i| matches!(self.document.word(i), "of" | "for" | "with" | "to" | "by" | "against" | "from" | "in" | "on")))
    }

    /// "it", "they": the body that spoke last or was named last as a subject.
    fn body(&self, words: &str, mention: Span) -> Resolved {
        let plural = !matches!(words.to_ascii_lowercase().as_str(), "it" | "its");
        let is_body = |i: usize| matches!(self.entities[i].kind, EntityKind::Organization | EntityKind::Place);
        let to = |i: usize, how: &str| Resolved {
            name: self.entities[i].name.clone(),
            entity: Some(i),
            form: Some(Form::Pronoun),
            way: Some(format!("“{words}” → {}, {how}", self.entities[i].name)),
        };
        let last = self
            .spoken
            .iter()
            .rev()
            .find(|s| mention.start.saturating_sub(s.at) < FAR && (s.plural && plural || s.entity.is_some_and(is_body)));
        let since = last.map_or(0, |s| s.at);
        let named = self
            .named()
            .before(mention)
            .take_while(|n| n.0.start > since && mention.start - n.0.end < FAR / 2)
            .find(|n| is_body(n.1) && self.is_subject(n.0));
        match (named, last) {
            (Some((_, i)), _) => to(i, "the body named last"),
            (None, Some(Spoken { entity: Some(i), .. })) => to(*i, "the last to speak"),
            (None, Some(s)) => {
                Resolved {
                    name: s.name.clone(), way: Some(format!("“{words}” → {}, the last to speak", s.name)), ..Resolved::default()
                }
            }
            (None, None) => Resolved { name: words.to_owned(), ..Resolved::default() },
        }
    }

    /// "I" inside a quote is its speaker.
    fn inside(&self, words: &str, mention: Span, quotes: &[Quote]) -> Resolved {
        let outer = quotes.iter().find(|q| q.content.iter().any(|c| c.covers(mention)));
        let speaker = outer.and_then(|q| q.speaker.as_ref()).and_then(|s: &Speaker| s.mention);
        let known = speaker.and_then(|m| self.spoken.iter().rev().find(|s| s.at == m.start));
        match known {
            Some(s) => Resolved {
                name: s.name.clone(),
                entity: s.entity,
                form: s.entity.map(|_| Form::Pronoun),
                way: Some(format!("“{words}” inside the words of {}", s.name)),
            },
            None => Resolved { name: words.to_owned(), ..Resolved::default() },
        }
    }
}

/// Whether a pronoun of gender `a` may mean someone of gender `b`.
fn agrees(a: Gender, b: Gender) -> bool {
    a == b || a == Gender::Unknown || b == Gender::Unknown
}

/// "spokesman", "spokeswoman" and "spokesperson" are one role.
fn alike(a: u64, b: u64) -> bool {
    const FAMILIES: &[&[&str]] = &[
        &["spokesperson", "spokesman", "spokeswoman"],
        &["chair", "chairman", "chairwoman", "chairperson"],
        &["coach", "manager", "trainer"],
        &["doctor", "dr", "physician", "surgeon"],
        &["lawyer", "attorney", "counsel", "barrister"],
        &["president", "leader"],
        &["researcher", "scientist", "professor", "academic"],
        &["congressman", "congresswoman", "lawmaker", "representative", "legislator", "mp", "senator"],
        &["policeman", "policewoman", "officer"],
    ];
    static HASHES: LazyLock<Vec<Vec<u64>>> = LazyLock::new(|| FAMILIES.iter().map(|f| f.iter().map(|w| word_hash(w)).collect()).collect());
    HASHES.iter().any(|f| f.contains(&a) && f.contains(&b))
}

/// Whether a description is of several: "officials", "the residents", "people familiar with the matter".
fn is_plural(words: &str) -> bool {
    let phrase = words.split([',', '(']).next().unwrap_or("");
    let head = phrase
        .split(" of ")
        .next()
        .unwrap_or("")
        .split(" who ")
        .next()
        .unwrap_or("")
        .split(" for ")
        .next()
        .unwrap_or("")
        .split(" in ")
        .next()
        .unwrap_or("");
    let last = head.rsplit(' ').next().unwrap_or("").to_lowercase();
    matches!(last.as_str(), "people" | "men" | "women" | "children" | "police" | "media")
        || last.len() > 3 && last.ends_with('s') && !last.ends_with("ss") && !last.ends_with("us")
}

#[cfg(test)]
mod tests {
    use crate::{analyze::example::said, article::BlockKind};

    /// Who says the last that is said.
    fn last(text: &str) -> String {
        said(text, BlockKind::Paragraph).last().map(|s| s.0.clone()).unwrap_or_default()
    }

    #[test]
    fn a_committee_is_not_the_person_named_near() {
        let speaker =
            last("Ada Lund went home early. The Danish Fishing Committee last week highlighted the “serious threat” to the harbour.");
        assert!(speaker.contains("Committee"), "{speaker}");
    }

    #[test]
    fn a_company_is_no_public_body() {
        let speaker =
            last("Telenor Group cut down the trees. The University of Oslo counted them. The company disputes the number of trees.");
        assert_eq!(speaker, "Telenor Group");
    }

    #[test]
    fn a_body_in_a_clause_about_another_does_not_speak() {
        let speaker = last("The Danish company, which runs the ferry together with Telenor Group, said the harbour was safe.");
        assert_ne!(speaker, "Telenor Group");
    }

    #[test]
    fn a_dateline_does_not_speak() {
        assert_ne!(last("Cape Town - The Department of Roads on Friday told parliament that the bridge was safe."), "Cape Town");
    }

    #[test]
    fn a_description_that_ends_with_a_name_is_of_the_one_so_named() {
        assert_eq!(last("A driver who survived the fire, Ada Lund, said the harbour was safe."), "Ada Lund");
    }

    #[test]
    fn whoever_serves_someone_speaks_himself() {
        assert_eq!(last("Ada Lund spokesman Bo Berg said the harbour was safe."), "Bo Berg");
    }

    #[test]
    fn those_who_lead_a_body_are_the_body() {
        assert_eq!(last("Boats sank. The Afghan Taliban regime said the harbour was safe."), "Afghan Taliban");
    }

    #[test]
    fn a_spokesperson_speaks_for_the_body_whose_name_ends_so() {
        let speaker = last("The Scottish Government closed the harbour. A government spokesperson said the bridge would be mended.");
        assert_eq!(speaker, "Scottish Government");
    }

    #[test]
    fn the_company_is_the_subject_of_the_sentence_before() {
        let speaker = last("Telenor Group, owned in part by Statoil Group, cut down the trees. The company disputes the number of trees.");
        assert_eq!(speaker, "Telenor Group");
    }
}
