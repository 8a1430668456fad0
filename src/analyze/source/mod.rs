/*!
Whom and what an article cites, and what each backs. A source is the speaker of quotes ([`kind`] says of which kind), or what the text cites
without a quote ([`cited`]): an outlet, a paper seen by somebody, a post, a link, a teaser.
*/

pub mod cited;
pub mod kind;

use self::kind::{Models, Profile};
use super::{Entity, EntityKind, Form, Quote, QuoteKind, Source, SourceKind, feature::Map, model::Model, sentence::Document};
use crate::{article::BlockKind, text::Span};

/// What is one source: a thing of the article, or words.
#[derive(PartialEq, Eq, Hash)]
enum Who {
    Entity(usize),
    Words(String),
    Place(Span),
}

/// A source in the making.
pub struct Draft {
    who: Who,
    mentions: Vec<Span>,
    quotes: Vec<usize>,
    kind: Option<SourceKind>,
    name: Option<String>,
    why: &'static str,
}

/// The sources of `document`, in the order of their first mention. Where it is no English only posts, links and teasers count besides speakers.
pub fn sources(document: &Document, quotes: &[Quote], entities: &[Entity], english: bool, model: &Model) -> Vec<Source> {
    let models = Models::new(model);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut known: Map<Who, usize> = Map::default();
    for (index, quote) in quotes.iter().enumerate() {
        if let Some((who, mention)) = speaker(document, quote, entities) {
            let at = *known.entry(key(&who)).or_insert(drafts.len());
            if at == drafts.len() {
                drafts.push(Draft { who, mentions: Vec::new(), quotes: Vec::new(), kind: None, name: None, why: "" });
            }
            drafts[at].mentions.push(mention);
            drafts[at].quotes.push(index);
        }
    }
    for cited in cited::cited(document, quotes, entities, &models, english) {
        if let Some(draft) = known.get(&key(&cited.who)).and_then(|at| drafts.get_mut(*at)) {
            draft.mentions.extend(cited.mentions);
        } else {
            known.insert(key(&cited.who), drafts.len());
            drafts.push(cited);
        }
    }
    let hidden = cited::anonymous(document, english);
    let mut buffer = Vec::new();
    let mut sources: Vec<Source> =
        drafts.into_iter().map(|draft| finish(document, quotes, entities, &models, draft, &hidden, &mut buffer)).collect();
    sources.sort_by_key(|s| s.mentions.first().copied());
    sources
}

fn key(who: &Who) -> Who {
    match who {
        Who::Entity(index) => Who::Entity(*index),
        Who::Words(words) => Who::Words(words.to_lowercase()),
        Who::Place(span) => Who::Place(*span),
    }
}

/// Who says `quote`: none for quotation marks that quote nobody, in a post (which is a source itself), or where only a pronoun is known.
fn speaker(document: &Document, quote: &Quote, entities: &[Entity]) -> Option<(Who, Span)> {
    if matches!(quote.kind, QuoteKind::Scare | QuoteKind::Title) || block(document, quote.reach().start) == Some(BlockKind::Embed) {
        return None;
    }
    let speaker = quote.speaker.as_ref()?;
    if let Some(entity) = speaker.entity.filter(|e| *e < entities.len()) {
        let mention = speaker.mention.or_else(|| entities.get(entity).and_then(|e| e.mentions.first()).map(|m| m.span))?;
        return Some((Who::Entity(entity), mention));
    }
    let mention = speaker.mention?;
    let words = bare(mention.of(document.text));
    (!is_pronoun(words)).then(|| (Who::Words(words.to_owned()), mention))
}

fn block(document: &Document, at: usize) -> Option<BlockKind> {
    let index = document.blocks.partition_point(|b| b.span.start <= at).checked_sub(1)?;
    document.blocks.get(index).map(|b| b.kind)
}

/// The words of a description without its article and closing comma.
fn bare(words: &str) -> &str {
    let words = words.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | ';' | '—' | '–'));
    let cut = ["the ", "The ", "a ", "A ", "an ", "An "].iter().find_map(|article| words.strip_prefix(article));
    cut.unwrap_or(words)
}

fn is_pronoun(words: &str) -> bool {
    const PRONOUNS: &[&str] = &[
        "he", "she", "it", "they", "i", "we", "you", "who", "which", "that", "this", "one", "both", "him", "her", "them", "his", "me", "us",
    ];
    words.is_empty() || PRONOUNS.iter().any(|p| p.eq_ignore_ascii_case(words))
}

fn finish(
    document: &Document,
    quotes: &[Quote],
    entities: &[Entity],
    models: &Models,
    draft: Draft,
    hidden: &[Span],
    buffer: &mut Vec<u32>,
) -> Source {
    let Draft { who, mut mentions, quotes: backs, kind, name, why } = draft;
    let index = if let Who::Entity(index) = who { Some(index) } else { None };
    let entity = index.and_then(|i| entities.get(i));
    let (kind, confidence, why) = if let Some(kind) = kind {
        (kind, 0.95, why.to_owned())
    } else if entity.is_none() && mentions.iter().any(|m| is_hidden(document, *m, hidden)) {
        (SourceKind::Unnamed, 0.95, "speaks on condition of anonymity".to_owned())
    } else if entity.is_none() && mentions.iter().all(|m| is_nobody(m.of(document.text))) {
        (SourceKind::Unnamed, 0.85, "described, not named".to_owned())
    } else {
        let profile = profile(quotes, entity, &mentions, &backs);
        let (kind, confidence) = kind::kind(document, models, &profile, buffer);
        (kind, confidence, reason(document, kind, entity, &mentions))
    };
    mentions.sort_unstable();
    mentions.dedup();
    let name = name.or_else(|| entity.map(|e| e.name.clone())).unwrap_or_else(|| {
        let words = mentions.first().map_or("", |m| m.of(document.text));
        bare(words).split_whitespace().collect::<Vec<_>>().join(" ")
    });
    Source { kind, name, entity: index, mentions, quotes: backs, confidence, why }
}

/// Whether the description could be of many people: "officials", "a senior official", "two people familiar with the matter".
fn is_nobody(words: &str) -> bool {
    const HEADS: &[&str] = &[
        "official",
        "officials",
        "source",
        "sources",
        "diplomat",
        "diplomats",
        "aide",
        "aides",
        "insider",
        "insiders",
        "person",
        "people",
        "witness",
        "witnesses",
        "adviser",
        "advisers",
        "onlookers",
        "observers",
        "someone",
        "somebody",
    ];
    const OPENERS: &[&str] = &["the", "his", "her", "its", "their", "our", "my"];
    let mut all = bare(words).split(|c: char| !c.is_alphanumeric() && c != '-' && c != '.').filter(|w| !w.is_empty());
    let described: Vec<&str> = all
        .by_ref()
        .take_while(|w| {
            !matches!(
                *w,
                "in" | "of" | "at" | "who" | "with" | "from" | "familiar" | "close" | "on" | "for" | "close-to" | "involved" | "briefed"
            )
        })
        .collect();
    let head = described.last().is_some_and(|w| HEADS.iter().any(|h| h.eq_ignore_ascii_case(w)));
    head && described.len() <= 6 && !described.first().is_some_and(|w| OPENERS.contains(w))
}

fn is_hidden(document: &Document, mention: Span, hidden: &[Span]) -> bool {
    let sentence = |at: usize| document.sentence_of(document.token_at(at));
    hidden.iter().any(|h| sentence(h.start) == sentence(mention.start))
}

fn profile<'p>(quotes: &[Quote], entity: Option<&'p Entity>, mentions: &[Span], backs: &[usize]) -> Profile<'p> {
    let names = entity.map_or(&[][..], |e| &e.mentions).iter().filter(|m| m.form == Form::Name).map(|m| m.span).collect();
    Profile {
        entity: entity.map(|e| (e.kind, e.name.as_str())),
        names,
        speaks: mentions.to_vec(),
        cues: backs.iter().filter_map(|q| quotes.get(*q)?.cue).collect(),
    }
}

/// What decided, in words: the description that shows it best.
fn reason(document: &Document, kind: SourceKind, entity: Option<&Entity>, mentions: &[Span]) -> String {
    let said = mentions.iter().map(|m| bare(m.of(document.text))).filter(|w| !is_pronoun(w)).max_by_key(|w| w.len());
    let what = match kind {
        SourceKind::Person => "a person speaking for themselves",
        SourceKind::Official => "speaks for a state, its bodies or courts",
        SourceKind::Organization => "a body, or somebody who speaks for it",
        SourceKind::Media => "an outlet or agency",
        SourceKind::Document => "a paper that is cited",
        SourceKind::Post => "a social post",
        SourceKind::Unnamed => "nobody by name",
        SourceKind::Link | SourceKind::Related => "another page",
    };
    match (said, entity) {
        (Some(said), Some(entity)) if said == entity.name => format!("{what}, by the words around the name"),
        (Some(said), _) if said.len() <= 80 => format!("{what}: “{}”", said.split_whitespace().collect::<Vec<_>>().join(" ")),
        _ => what.to_owned(),
    }
}

/// Whether the entity can be an outlet.
fn is_body(entity: &Entity) -> bool {
    matches!(entity.kind, EntityKind::Organization | EntityKind::Work)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analyze::{Mention, Speaker},
        article::{Article, Block, Link},
    };

    fn at(text: &str, words: &str) -> Span {
        let start = text.find(words).expect("the words stand in the text");
        Span::new(start, start + words.len())
    }

    /// The sources of a text, a block a line, whose `bodies` are organizations and whose quotes are `(words, who)`.
    fn read(lines: &[(&str, BlockKind)], bodies: &[&str], said: &[(&str, &str)]) -> Vec<String> {
        let mut article = Article::default();
        for (line, kind) in lines {
            let start = article.text.len();
            article.text.push_str(line);
            article.blocks.push(Block { span: Span::new(start, article.text.len()), kind: *kind });
            article.text.push('\n');
        }
        let text = article.text.clone();
        if text.contains("this page") {
            article.links.push(Link { span: at(&text, "this page"), href: "https://www.example.org/a/".into() });
        }
        let entities: Vec<Entity> = bodies
            .iter()
            .map(|name| Entity {
                kind: EntityKind::Organization,
                name: (*name).into(),
                mentions: vec![Mention { span: at(&text, name), form: Form::Name }],
                value: None,
                confidence: 1.0,
                why: String::new(),
            })
            .collect();
        let quotes: Vec<Quote> = said
            .iter()
            .map(|(words, who)| Quote {
                kind: QuoteKind::Indirect,
                content: vec![at(&text, words)],
                cue: None,
                speaker: Some(Speaker { name: (*who).into(), entity: bodies.iter().position(|b| b == who), mention: Some(at(&text, who)) }),
                confidence: 1.0,
                why: String::new(),
            })
            .collect();
        let found = sources(&Document::whole(&article), &quotes, &entities, true, &Model::shipped());
        found.iter().map(|s| format!("{} {} {:?}", s.kind.name(), s.name, s.quotes)).collect()
    }

    const OWN: BlockKind = BlockKind::Paragraph;

    #[test]
    fn speakers_without_a_name() {
        let text = "Two officials said it rained, and he said it snowed. A clerk, who asked not to be named, said it froze.";
        let said = [("it rained", "Two officials"), ("it snowed", "he"), ("it froze", "A clerk")];
        assert_eq!(read(&[(text, OWN)], &[], &said), ["unnamed Two officials [0]", "unnamed clerk [2]"]);
    }

    #[test]
    fn outlets_that_are_told_or_credited() {
        let text = "The mayor told Reuters that it rained. He once worked for CNN. A memo seen by the BBC says more.";
        assert_eq!(read(&[(text, OWN)], &["Reuters", "CNN", "BBC"], &[]), ["media Reuters []", "document memo []", "media BBC []"]);
    }

    #[test]
    fn posts_teasers_and_links() {
        let lines = [
            ("It is on this page.", OWN),
            ("Just in!\n— Ann Lee (@ann) May 1, 2025\nIt rains.", BlockKind::Embed),
            ("ALSO SEE\nRain ahead\nMore of it.", BlockKind::Related),
        ];
        let found = read(&lines, &[], &[("It rains.", "Ann Lee")]);
        assert_eq!(found, ["link this page (example.org) []", "post Ann Lee (@ann) [0]", "related Rain ahead []"]);
    }
}
