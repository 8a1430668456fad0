/*!
The reader's corrections, replayed over an analysis. Knows what can be corrected, not where a correction is kept.
*/

mod lexicon;

pub use lexicon::{Lesson, Lexicon, LexiconError, NOT_A_NAME};

use super::{Analysis, Entity, EntityKind, Form, Mention, Quote, QuoteKind, Source, SourceKind, Speaker};
use crate::text::Span;

/// One correction, already resolved to places in this text.
#[derive(Debug, Clone, PartialEq)]
pub enum Correction {
    /// The name at `at` (or every mention of its entity, with `all`) is of another kind.
    EntityKind {
        /// Where.
        at: Span,
        /// What it is.
        kind: EntityKind,
        /// Every mention.
        all: bool,
    },
    /// The name at `at` (or its whole entity) is none.
    NotEntity {
        /// Where.
        at: Span,
        /// Every mention.
        all: bool,
    },
    /// A name was missed (at `at`, or wherever these words stand, with `all`).
    MissedEntity {
        /// Where.
        at: Span,
        /// What it is.
        kind: EntityKind,
        /// Every occurrence.
        all: bool,
    },
    /// The entity named at `at` and the one named `into` are one.
    Merge {
        /// A mention of the one.
        at: Span,
        /// The other's name.
        into: String,
    },
    /// The mention at `at` (or all with the same words) is another thing than the rest of its entity.
    Split {
        /// Where.
        at: Span,
        /// All mentions with the same words.
        all: bool,
    },
    /// The quote at `at` is of another kind; `Scare` and `Title` quote nobody.
    QuoteKind {
        /// Where.
        at: Span,
        /// What it is.
        kind: QuoteKind,
    },
    /// The words at `at` are no quote at all.
    NotQuote {
        /// Where.
        at: Span,
    },
    /// A quote was missed.
    MissedQuote {
        /// The words.
        at: Span,
        /// Who says it.
        speaker: Option<String>,
    },
    /// The quote at `at` is said by someone else, or by nobody the text names.
    Speaker {
        /// Where.
        at: Span,
        /// Who.
        speaker: Option<String>,
    },
    /// The source cited at `at` is of another kind.
    SourceKind {
        /// Where.
        at: Span,
        /// What it is.
        kind: SourceKind,
    },
    /// What is cited at `at` is no source.
    NotSource {
        /// Where.
        at: Span,
    },
}

/// Replays `corrections` over `analysis`, in order. A correction that no longer fits changes nothing.
pub fn correct(text: &str, analysis: &mut Analysis, corrections: &[Correction]) {
    for correction in corrections {
        apply(text, analysis, correction);
    }
}

fn apply(text: &str, analysis: &mut Analysis, correction: &Correction) {
    match correction {
        Correction::EntityKind { at, kind, all } => entity_kind(text, analysis, *at, *kind, *all),
        Correction::NotEntity { at, all } => not_entity(analysis, *at, *all),
        Correction::MissedEntity { at, kind, all } => missed_entity(text, analysis, *at, *kind, *all),
        Correction::Merge { at, into } => merge(text, analysis, *at, into),
        Correction::Split { at, all } => split(text, analysis, *at, *all),
        Correction::QuoteKind { at, kind } => quote_kind(analysis, *at, *kind),
        Correction::NotQuote { at } => {
            if let Some(index) = quote_at(analysis, *at) {
                remove_quotes(analysis, |i| i == index);
            }
        }
        Correction::MissedQuote { at, speaker } => missed_quote(text, analysis, *at, speaker.as_deref()),
        Correction::Speaker { at, speaker } => {
            if let Some(index) = quote_at(analysis, *at) {
                set_speaker(analysis, index, speaker.as_deref());
            }
        }
        Correction::SourceKind { at, kind } => {
            if let Some(source) = source_at(analysis, *at).and_then(|i| analysis.sources.get_mut(i)) {
                (source.kind, source.confidence, source.why) = (*kind, 1.0, CORRECTED.to_owned());
            }
        }
        Correction::NotSource { at } => {
            if let Some(index) = source_at(analysis, *at) {
                analysis.sources.remove(index);
            }
        }
    }
}

/// Why a finding is as it is, once the reader has said so.
const CORRECTED: &str = "corrected by the reader";

/// The entity and the mention that `at` means: that very place, or the shortest mention that shares a byte with it.
fn mention_at(analysis: &Analysis, at: Span) -> Option<(usize, usize)> {
    let all =
        analysis.entities.iter().enumerate().flat_map(|(e, entity)| entity.mentions.iter().enumerate().map(move |(m, x)| (e, m, x.span)));
    let near = all.filter(|(.., span)| span.overlaps(at) || *span == at);
    near.min_by_key(|(e, m, span)| (*span != at, span.len(), *e, *m)).map(|(e, m, _)| (e, m))
}

fn quote_at(analysis: &Analysis, at: Span) -> Option<usize> {
    let shared = |quote: &Quote| quote.content.iter().filter_map(|c| c.meet(at)).map(Span::len).sum::<usize>();
    let found = analysis.quotes.iter().enumerate().map(|(i, q)| (shared(q), i)).filter(|(n, _)| *n > 0);
    found.max_by_key(|(n, i)| (*n, std::cmp::Reverse(*i))).map(|(_, i)| i)
}

fn source_at(analysis: &Analysis, at: Span) -> Option<usize> {
    let hits = |source: &Source| source.mentions.iter().any(|m| m.overlaps(at));
    analysis.sources.iter().position(|s| s.mentions.contains(&at)).or_else(|| analysis.sources.iter().position(hits))
}

fn entity_kind(text: &str, analysis: &mut Analysis, at: Span, kind: EntityKind, all: bool) {
    let Some((index, mention)) = mention_at(analysis, at) else { return };
    if all || analysis.entities[index].mentions.len() == 1 {
        let entity = &mut analysis.entities[index];
        (entity.kind, entity.confidence, entity.why) = (kind, 1.0, CORRECTED.to_owned());
        if !has_value(kind) {
            entity.value = None;
        }
        return;
    }
    let moved = analysis.entities[index].mentions.remove(mention);
    rename(text, &mut analysis.entities[index]);
    add_entity(text, analysis, kind, vec![moved]);
}

const fn has_value(kind: EntityKind) -> bool {
    matches!(kind, EntityKind::Date | EntityKind::Money | EntityKind::Percent | EntityKind::Quantity)
}

fn not_entity(analysis: &mut Analysis, at: Span, all: bool) {
    let Some((index, mention)) = mention_at(analysis, at) else { return };
    if !all && analysis.entities[index].mentions.len() > 1 {
        analysis.entities[index].mentions.remove(mention);
        tidy(analysis);
        return;
    }
    analysis.entities[index].mentions.clear();
    tidy(analysis);
}

fn missed_entity(text: &str, analysis: &mut Analysis, at: Span, kind: EntityKind, all: bool) {
    let name = at.of(text);
    if name.trim().is_empty() {
        return;
    }
    let mut places = vec![at];
    if all {
        places.extend(occurrences(text, name).filter(|p| *p != at));
    }
    // What the reader names wins over what lies across it.
    for entity in &mut analysis.entities {
        entity.mentions.retain(|m| !places.iter().any(|p| p.overlaps(m.span)));
    }
    places.sort_unstable();
    let mentions = places.into_iter().map(|span| Mention { span, form: Form::Name }).collect();
    let known = analysis.entities.iter().position(|e| e.kind == kind && e.name == name && !e.mentions.is_empty());
    match known.and_then(|i| analysis.entities.get_mut(i)) {
        Some(entity) => {
            entity.mentions.extend::<Vec<_>>(mentions);
            tidy(analysis);
        }
        None => add_entity(text, analysis, kind, mentions),
    }
}

/// Where the words `name` stand in `text` as whole words.
fn occurrences<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = Span> + 'a {
    text.match_indices(name).map(|(at, found)| Span::new(at, at + found.len())).filter(|span| {
        let before = Span::new(0, span.start).of(text).chars().next_back();
        let after = Span::new(span.end, text.len()).of(text).chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn merge(text: &str, analysis: &mut Analysis, at: Span, into: &str) {
    let Some((from, _)) = mention_at(analysis, at) else { return };
    let same = |e: &Entity| e.name == into || e.mentions.iter().any(|m| m.form == Form::Name && m.span.of(text) == into);
    let others = analysis.entities.iter().enumerate().filter(|(i, e)| *i != from && same(e));
    let Some((to, _)) = others.max_by_key(|(i, e)| (e.name == into, std::cmp::Reverse(*i))) else { return };
    let moved = std::mem::take(&mut analysis.entities[from].mentions);
    let entity = &mut analysis.entities[to];
    entity.mentions.extend(moved);
    (entity.confidence, entity.why) = (1.0, CORRECTED.to_owned());
    for quote in &mut analysis.quotes {
        if let Some(speaker) = quote.speaker.as_mut().filter(|s| s.entity == Some(from)) {
            (speaker.entity, speaker.name) = (Some(to), into.to_owned());
        }
    }
    for source in analysis.sources.iter_mut().filter(|s| s.entity == Some(from)) {
        (source.entity, source.name) = (Some(to), into.to_owned());
    }
    let (first, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut analysis.sources).into_iter().partition(|s| s.entity == Some(to));
    analysis.sources = rest;
    if let Some(mut one) = first.first().cloned() {
        for other in first.into_iter().skip(1) {
            one.mentions.extend(other.mentions);
            one.quotes.extend(other.quotes);
        }
        analysis.sources.push(one);
    }
    tidy(analysis);
}

fn split(text: &str, analysis: &mut Analysis, at: Span, all: bool) {
    let Some((index, mention)) = mention_at(analysis, at) else { return };
    let entity = &mut analysis.entities[index];
    let words = entity.mentions[mention].span.of(text);
    let here = entity.mentions[mention];
    let (apart, rest): (Vec<Mention>, Vec<Mention>) =
        entity.mentions.iter().partition(|m| **m == here || (all && m.span.of(text) == words));
    if rest.is_empty() {
        return;
    }
    entity.mentions = rest;
    rename(text, entity);
    let kind = entity.kind;
    add_entity(text, analysis, kind, apart);
}

/// The longest name among the mentions left names the entity, where its old name is no longer among them.
fn rename(text: &str, entity: &mut Entity) {
    let names = || entity.mentions.iter().filter(|m| m.form == Form::Name).map(|m| m.span.of(text));
    if names().any(|n| n == entity.name) {
        return;
    }
    if let Some(name) = names().max_by_key(|n| n.len()) {
        entity.name = name.to_owned();
    }
}

/// Adds an entity of the reader's. Quotes and sources that name their speaker at one of its mentions are its own.
fn add_entity(text: &str, analysis: &mut Analysis, kind: EntityKind, mentions: Vec<Mention>) {
    let name = mentions.iter().map(|m| m.span.of(text)).max_by_key(|n| n.len()).unwrap_or("").to_owned();
    let index = analysis.entities.len();
    let owns = |span: Span| mentions.iter().any(|m| m.span.overlaps(span));
    for quote in &mut analysis.quotes {
        if let Some(speaker) = quote.speaker.as_mut().filter(|s| s.mention.is_some_and(owns)) {
            (speaker.entity, speaker.name) = (Some(index), name.clone());
        }
    }
    for source in analysis.sources.iter_mut().filter(|s| !s.mentions.is_empty() && s.mentions.iter().all(|m| owns(*m))) {
        (source.entity, source.name) = (Some(index), name.clone());
    }
    analysis.entities.push(Entity { kind, name, mentions, value: None, confidence: 1.0, why: CORRECTED.to_owned() });
    tidy(analysis);
}

fn quote_kind(analysis: &mut Analysis, at: Span, kind: QuoteKind) {
    let Some(index) = quote_at(analysis, at) else { return };
    let quote = &mut analysis.quotes[index];
    (quote.kind, quote.confidence, quote.why) = (kind, 1.0, CORRECTED.to_owned());
    if matches!(kind, QuoteKind::Scare | QuoteKind::Title) {
        set_speaker(analysis, index, None);
    }
}

fn missed_quote(text: &str, analysis: &mut Analysis, at: Span, speaker: Option<&str>) {
    let at = at.trim(text);
    if at.is_empty() {
        return;
    }
    let quote = Quote { kind: QuoteKind::Direct, content: vec![at], cue: None, speaker: None, confidence: 1.0, why: CORRECTED.to_owned() };
    let index = analysis.quotes.partition_point(|q| q.reach() <= at);
    analysis.quotes.insert(index, quote);
    for place in analysis.sources.iter_mut().flat_map(|s| &mut s.quotes) {
        *place += usize::from(*place >= index);
    }
    set_speaker(analysis, index, speaker);
}

/// Says who says the quote at `index`; the sources follow.
fn set_speaker(analysis: &mut Analysis, index: usize, name: Option<&str>) {
    let entity = name.and_then(|name| analysis.entities.iter().position(|e| e.name == name));
    let Some(quote) = analysis.quotes.get_mut(index) else { return };
    (quote.confidence, quote.why) = (1.0, CORRECTED.to_owned());
    quote.speaker = name.map(|name| Speaker { name: name.to_owned(), entity, mention: None });
    for source in &mut analysis.sources {
        source.quotes.retain(|q| *q != index);
    }
    let Some(name) = name else { return };
    let known = analysis.sources.iter_mut().find(|s| (s.entity.is_some() && s.entity == entity) || s.name == name);
    if let Some(source) = known {
        source.quotes.push(index);
        source.quotes.sort_unstable();
    } else if let Some((at, kind)) = entity.and_then(|e| analysis.entities.get(e)).and_then(|e| Some((e.mentions.first()?.span, e.kind))) {
        let kind = if kind == EntityKind::Person { SourceKind::Person } else { SourceKind::Organization };
        let (quotes, why) = (vec![index], CORRECTED.to_owned());
        analysis.sources.push(Source { kind, name: name.to_owned(), entity, mentions: vec![at], quotes, confidence: 1.0, why });
        tidy(analysis);
    }
}

fn remove_quotes(analysis: &mut Analysis, gone: impl Fn(usize) -> bool) {
    let mut next = 0;
    let places: Vec<Option<usize>> = (0..analysis.quotes.len())
        .map(|i| {
            let stays = !gone(i);
            next += usize::from(stays);
            stays.then(|| next - 1)
        })
        .collect();
    let mut index = 0;
    analysis.quotes.retain(|_| {
        index += 1;
        places.get(index - 1).is_some_and(Option::is_some)
    });
    for source in &mut analysis.sources {
        source.quotes = source.quotes.iter().filter_map(|q| places.get(*q).copied().flatten()).collect();
    }
}

/// Restores what always holds: mentions sorted and single, no entity or source without one, everything in text order, indexes right.
fn tidy(analysis: &mut Analysis) {
    for entity in &mut analysis.entities {
        entity.mentions.sort_by_key(|m| (m.span, m.form != Form::Name));
        entity.mentions.dedup_by_key(|m| m.span);
    }
    let mut order: Vec<usize> = (0..analysis.entities.len()).filter(|i| !analysis.entities[*i].mentions.is_empty()).collect();
    order.sort_by_key(|i| analysis.entities[*i].mentions.first().map(|m| m.span));
    let mut places = vec![None; analysis.entities.len()];
    for (new, old) in order.iter().enumerate() {
        places[*old] = Some(new);
    }
    let mut old: Vec<Option<Entity>> = std::mem::take(&mut analysis.entities).into_iter().map(Some).collect();
    analysis.entities = order.iter().filter_map(|i| old.get_mut(*i).and_then(Option::take)).collect();
    let place = |index: Option<usize>| index.and_then(|i| places.get(i).copied().flatten());
    for speaker in analysis.quotes.iter_mut().filter_map(|q| q.speaker.as_mut()) {
        speaker.entity = place(speaker.entity);
    }
    for source in &mut analysis.sources {
        source.entity = place(source.entity);
        source.mentions.sort_unstable();
        source.mentions.dedup();
        source.quotes.sort_unstable();
        source.quotes.dedup();
    }
    analysis.sources.retain(|s| !s.mentions.is_empty());
    analysis.sources.sort_by_key(|s| s.mentions.first().copied());
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::string_slice)]
pub(super) mod tests {
    use super::*;

    pub(super) const TEXT: &str = "Ann Lee met Lee of Acme. “Go,” she said. Acme said no. Lee left Acme.";

    fn at(words: &str, nth: usize) -> Span {
        let start = TEXT.match_indices(words).nth(nth).unwrap().0;
        Span::new(start, start + words.len())
    }

    fn entity(kind: EntityKind, name: &str, mentions: &[Span]) -> Entity {
        let mentions = mentions.iter().map(|span| Mention { span: *span, form: Form::Name }).collect();
        Entity { kind, name: name.into(), mentions, value: None, confidence: 0.7, why: String::new() }
    }

    /// Ann Lee (three mentions) says "Go"; Acme (two) says "no".
    pub(super) fn example() -> Analysis {
        let quote = |content: Span, entity: usize, name: &str, mention: Span| Quote {
            kind: QuoteKind::Direct,
            content: vec![content],
            cue: None,
            speaker: Some(Speaker { name: name.into(), entity: Some(entity), mention: Some(mention) }),
            confidence: 0.7,
            why: String::new(),
        };
        let source = |kind, name: &str, entity, mention, quote| Source {
            kind,
            name: name.into(),
            entity: Some(entity),
            mentions: vec![mention],
            quotes: vec![quote],
            confidence: 0.7,
            why: String::new(),
        };
        Analysis {
            language: Some("en"),
            entities: vec![
                entity(EntityKind::Person, "Ann Lee", &[at("Ann Lee", 0), at("Lee", 1), at("Lee", 2)]),
                entity(EntityKind::Organization, "Acme", &[at("Acme", 0), at("Acme", 1), at("Acme", 2)]),
            ],
            quotes: vec![quote(at("Go", 0), 0, "Ann Lee", at("she", 0)), quote(at("no", 0), 1, "Acme", at("Acme", 1))],
            sources: vec![
                source(SourceKind::Person, "Ann Lee", 0, at("she", 0), 0),
                source(SourceKind::Organization, "Acme", 1, at("Acme", 1), 1),
            ],
        }
    }

    fn after(corrections: &[Correction]) -> Analysis {
        let mut analysis = example();
        correct(TEXT, &mut analysis, corrections);
        sound(&analysis);
        analysis
    }

    pub(super) fn sound(analysis: &Analysis) {
        assert!(analysis.entities.iter().all(|e| !e.mentions.is_empty() && e.mentions.is_sorted_by_key(|m| m.span)));
        assert!(analysis.entities.is_sorted_by_key(|e| e.mentions[0].span));
        assert!(analysis.quotes.iter().filter_map(|q| q.speaker.as_ref()?.entity).all(|e| e < analysis.entities.len()));
        for source in &analysis.sources {
            assert!(!source.mentions.is_empty() && source.entity.is_none_or(|e| e < analysis.entities.len()));
            assert!(source.quotes.iter().all(|q| *q < analysis.quotes.len()));
        }
    }

    /// `kind name×mentions` of every entity.
    pub(super) fn shown(analysis: &Analysis) -> String {
        let one = |e: &Entity| format!("{} {}×{}", e.kind.name(), e.name, e.mentions.len());
        analysis.entities.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn kinds_of_one_mention_or_all() {
        let kind = EntityKind::Place;
        let all = after(&[Correction::EntityKind { at: at("Acme", 0), kind, all: true }]);
        assert_eq!(shown(&all), "person Ann Lee×3, place Acme×3");
        let one = after(&[Correction::EntityKind { at: at("Acme", 1), kind, all: false }]);
        assert_eq!(shown(&one), "person Ann Lee×3, organization Acme×2, place Acme×1");
        assert_eq!(one.quotes[1].speaker.as_ref().unwrap().entity, Some(2));
    }

    #[test]
    fn no_entity_at_all() {
        let gone = after(&[Correction::NotEntity { at: at("Ann Lee", 0), all: true }]);
        assert_eq!(shown(&gone), "organization Acme×3");
        assert_eq!((gone.quotes[0].speaker.as_ref().unwrap().entity, gone.sources[1].entity), (None, Some(0)));
        assert_eq!(shown(&after(&[Correction::NotEntity { at: at("Acme", 0), all: false }])), "person Ann Lee×3, organization Acme×2");
    }

    #[test]
    fn missed_names_are_added_wherever_they_stand() {
        let missed = Correction::MissedEntity { at: at("she", 0), kind: EntityKind::Person, all: false };
        assert_eq!(shown(&after(&[missed])), "person Ann Lee×3, organization Acme×3, person she×1");
        let missed = Correction::MissedEntity { at: at("said", 0), kind: EntityKind::Work, all: true };
        assert_eq!(shown(&after(&[missed])), "person Ann Lee×3, organization Acme×3, work said×2");
    }

    #[test]
    fn merging_and_splitting() {
        let split = after(&[Correction::Split { at: at("Lee", 2), all: true }]);
        assert_eq!(shown(&split), "person Ann Lee×1, person Lee×2, organization Acme×3");
        let back =
            after(&[Correction::Split { at: at("Lee", 2), all: true }, Correction::Merge { at: at("Lee", 2), into: "Ann Lee".into() }]);
        assert_eq!(shown(&back), "person Ann Lee×3, organization Acme×3");
        let one = after(&[Correction::Merge { at: at("Acme", 0), into: "Ann Lee".into() }]);
        assert_eq!((shown(&one).as_str(), one.sources.len()), ("person Ann Lee×6", 1));
        assert_eq!(one.sources[0].quotes, [0, 1]);
    }

    #[test]
    fn quotes_and_speakers() {
        let gone = after(&[Correction::NotQuote { at: at("Go", 0) }]);
        assert_eq!((gone.quotes.len(), &gone.sources[0].quotes, &gone.sources[1].quotes), (1, &vec![], &vec![0]));
        let scare = after(&[Correction::QuoteKind { at: at("Go", 0), kind: QuoteKind::Scare }]);
        assert_eq!((scare.quotes[0].speaker.as_ref(), scare.sources[0].quotes.len()), (None, 0));
        let said = after(&[Correction::Speaker { at: at("Go", 0), speaker: Some("Acme".into()) }]);
        assert_eq!((said.quotes[0].speaker.as_ref().unwrap().entity, &said.sources[1].quotes), (Some(1), &vec![0, 1]));
        let missed = after(&[Correction::MissedQuote { at: at("left", 0), speaker: Some("Ann Lee".into()) }]);
        assert_eq!((missed.quotes.len(), &missed.sources[0].quotes), (3, &vec![0, 2]));
    }

    #[test]
    fn sources() {
        let changed = after(&[Correction::SourceKind { at: at("she", 0), kind: SourceKind::Official }]);
        assert_eq!(changed.sources[0].kind, SourceKind::Official);
        assert_eq!(after(&[Correction::NotSource { at: at("Acme", 1) }]).sources.len(), 1);
    }

    #[test]
    fn a_correction_that_does_not_fit_changes_nothing() {
        let nowhere = Span::new(900, 910);
        let all = [
            Correction::EntityKind { at: nowhere, kind: EntityKind::Place, all: true },
            Correction::NotEntity { at: nowhere, all: true },
            Correction::MissedEntity { at: nowhere, kind: EntityKind::Place, all: true },
            Correction::Merge { at: at("Acme", 0), into: "Nobody".into() },
            Correction::Split { at: nowhere, all: false },
            Correction::QuoteKind { at: nowhere, kind: QuoteKind::Scare },
            Correction::NotQuote { at: nowhere },
            Correction::MissedQuote { at: nowhere, speaker: None },
            Correction::Speaker { at: nowhere, speaker: None },
            Correction::SourceKind { at: nowhere, kind: SourceKind::Post },
            Correction::NotSource { at: nowhere },
        ];
        assert_eq!(after(&all), example());
    }
}
