/*!
Article and analysis → the JSON that other programs build on. Positions become code points here, findings get their ids (`e1`, `q1`, `s1`, in text order).
Adding fields is free; renaming or removing one is a breaking change.
*/

use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    analyze::{self, Analysis, Form},
    article::{Article, BlockKind},
    text::{self, Positions},
};

/// One extraction.
#[derive(Debug, Serialize)]
pub struct Extraction<'a> {
    id: &'a Json,
    document: Document<'a>,
    entities: Vec<Entity<'a>>,
    quotes: Vec<Quote<'a>>,
    sources: Vec<Source<'a>>,
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    title: Option<&'a str>,
    byline: Option<&'a str>,
    site: Option<&'a str>,
    published: Option<&'a str>,
    url: Option<&'a str>,
    language: Option<&'a str>,
    text: &'a str,
    removed: usize,
    remarks: &'a [String],
    blocks: Vec<Block>,
    links: Vec<Link<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Span {
    start: usize,
    end: usize,
}

#[derive(Debug, Serialize)]
struct Block {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    start: usize,
    end: usize,
}

#[derive(Debug, Serialize)]
struct Link<'a> {
    start: usize,
    end: usize,
    href: &'a str,
}

#[derive(Debug, Serialize)]
struct Entity<'a> {
    id: String,
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value<'a>>,
    confidence: f64,
    why: &'a str,
    mentions: Vec<Mention>,
}

/// A date is its ISO 8601 words, a percentage its number; money and quantities are an amount with its unit.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Date(&'a str),
    Percent(f64),
    Money { amount: f64, currency: &'a str },
    Quantity { amount: f64, unit: &'a str },
}

#[derive(Debug, Serialize)]
struct Mention {
    start: usize,
    end: usize,
    form: &'static str,
}

#[derive(Debug, Serialize)]
struct Quote<'a> {
    id: String,
    kind: &'static str,
    content: Vec<Span>,
    cue: Option<Span>,
    speaker: Option<Speaker<'a>>,
    confidence: f64,
    why: &'a str,
}

#[derive(Debug, Serialize)]
struct Speaker<'a> {
    name: &'a str,
    entity: Option<String>,
    mention: Option<Span>,
}

#[derive(Debug, Serialize)]
struct Source<'a> {
    id: String,
    kind: &'static str,
    name: &'a str,
    entity: Option<String>,
    mentions: Vec<Span>,
    quotes: Vec<String>,
    confidence: f64,
    why: &'a str,
}

/// The id of the entity at `index`.
pub fn entity_id(index: usize) -> String {
    format!("e{}", index + 1)
}

/// The id of the quote at `index`.
pub fn quote_id(index: usize) -> String {
    format!("q{}", index + 1)
}

/// The id of the source at `index`.
pub fn source_id(index: usize) -> String {
    format!("s{}", index + 1)
}

/// What was found in `article`, ready to be written as JSON.
pub fn extraction<'a>(id: &'a Json, article: &'a Article, analysis: &'a Analysis) -> Extraction<'a> {
    let positions = Positions::new(&article.text);
    let span = |s: text::Span| Span { start: positions.chars(s.start), end: positions.chars(s.end) };
    Extraction {
        id,
        document: document(article, analysis.language, span),
        entities: analysis.entities.iter().enumerate().map(|(n, e)| entity(n, e, span)).collect(),
        quotes: analysis.quotes.iter().enumerate().map(|(n, q)| quote(n, q, span)).collect(),
        sources: analysis.sources.iter().enumerate().map(|(n, s)| source(n, s, span)).collect(),
    }
}

fn document<'a>(article: &'a Article, found: Option<&'static str>, span: impl Fn(text::Span) -> Span) -> Document<'a> {
    let meta = &article.meta;
    Document {
        title: meta.title.as_deref(),
        byline: meta.byline.as_deref(),
        site: meta.site.as_deref(),
        published: meta.published.as_deref(),
        url: meta.url.as_deref(),
        language: meta.language.as_deref().or(found),
        text: &article.text,
        removed: article.removed,
        remarks: &article.remarks,
        blocks: article.blocks.iter().map(|b| block(b.kind, span(b.span))).collect(),
        links: article.links.iter().map(|l| link(&l.href, span(l.span))).collect(),
    }
}

fn block(kind: BlockKind, Span { start, end }: Span) -> Block {
    let level = if let BlockKind::Heading(level) = kind { Some(level) } else { None };
    Block { kind: kind.name(), level, start, end }
}

fn link(href: &str, Span { start, end }: Span) -> Link<'_> {
    Link { start, end, href }
}

fn entity(index: usize, entity: &analyze::Entity, span: impl Fn(text::Span) -> Span) -> Entity<'_> {
    let mention = |mention: &analyze::Mention| {
        let Span { start, end } = span(mention.span);
        let form = match mention.form {
            Form::Name => "name",
            Form::Pronoun => "pronoun",
            Form::Nominal => "nominal",
        };
        Mention { start, end, form }
    };
    Entity {
        id: entity_id(index),
        kind: entity.kind.name(),
        name: &entity.name,
        value: entity.value.as_ref().map(|value| match value {
            analyze::Value::Date(date) => Value::Date(date),
            analyze::Value::Percent(number) => Value::Percent(*number),
            analyze::Value::Money { amount, currency } => Value::Money { amount: *amount, currency },
            analyze::Value::Quantity { amount, unit } => Value::Quantity { amount: *amount, unit },
        }),
        confidence: rounded(entity.confidence),
        why: &entity.why,
        mentions: entity.mentions.iter().map(mention).collect(),
    }
}

fn quote(index: usize, quote: &analyze::Quote, span: impl Fn(text::Span) -> Span) -> Quote<'_> {
    Quote {
        id: quote_id(index),
        kind: quote.kind.name(),
        content: quote.content.iter().map(|s| span(*s)).collect(),
        cue: quote.cue.map(&span),
        speaker: quote.speaker.as_ref().map(|speaker| Speaker {
            name: &speaker.name,
            entity: speaker.entity.map(entity_id),
            mention: speaker.mention.map(&span),
        }),
        confidence: rounded(quote.confidence),
        why: &quote.why,
    }
}

fn source(index: usize, source: &analyze::Source, span: impl Fn(text::Span) -> Span) -> Source<'_> {
    Source {
        id: source_id(index),
        kind: source.kind.name(),
        name: &source.name,
        entity: source.entity.map(entity_id),
        mentions: source.mentions.iter().map(|s| span(*s)).collect(),
        quotes: source.quotes.iter().map(|q| quote_id(*q)).collect(),
        confidence: rounded(source.confidence),
        why: &source.why,
    }
}

/// Three digits: more would claim a precision that nothing here has.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1000.0).round() / 1000.0
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::analyze::{EntityKind, QuoteKind, SourceKind};
    use crate::article::{Block as ArticleBlock, Link as ArticleLink};
    use text::Span as Bytes;

    #[test]
    fn positions_are_code_points_and_findings_point_at_each_other() {
        let text = "Ünal said “é😀”.";
        let at = |words: &str| text.find(words).map(|s| Bytes::new(s, s + words.len())).unwrap();
        let article = Article {
            text: text.into(),
            blocks: vec![ArticleBlock { span: Bytes::new(0, text.len()), kind: BlockKind::Heading(2) }],
            links: vec![ArticleLink { span: at("said"), href: "https://x.org/".into() }],
            removed: 3,
            ..Article::default()
        };
        let analysis = Analysis {
            language: Some("tr"),
            entities: vec![analyze::Entity {
                kind: EntityKind::Person,
                name: "Ünal".into(),
                mentions: vec![analyze::Mention { span: at("Ünal"), form: Form::Name }],
                value: Some(analyze::Value::Money { amount: 1.5, currency: "TRY".into() }),
                confidence: 0.9,
                why: "it says so".into(),
            }],
            quotes: vec![analyze::Quote {
                kind: QuoteKind::Direct,
                content: vec![at("é😀")],
                cue: Some(at("said")),
                speaker: Some(analyze::Speaker { name: "Ünal".into(), entity: Some(0), mention: Some(at("Ünal")) }),
                confidence: 0.934_56,
                why: String::new(),
            }],
            sources: vec![analyze::Source {
                kind: SourceKind::Person,
                name: "Ünal".into(),
                entity: Some(0),
                mentions: vec![at("Ünal")],
                quotes: vec![0],
                confidence: 1.0,
                why: String::new(),
            }],
        };
        let id = Json::from(7);
        let json = serde_json::to_value(extraction(&id, &article, &analysis)).unwrap();
        let want = serde_json::json!({
            "id": 7,
            "document": {
                "title": null, "byline": null, "site": null, "published": null, "url": null, "language": "tr",
                "text": text, "removed": 3, "remarks": [],
                "blocks": [{"kind": "heading", "level": 2, "start": 0, "end": 15}],
                "links": [{"start": 5, "end": 9, "href": "https://x.org/"}],
            },
            "entities": [{"id": "e1", "kind": "person", "name": "Ünal", "value": {"amount": 1.5, "currency": "TRY"},
                "confidence": 0.9, "why": "it says so", "mentions": [{"start": 0, "end": 4, "form": "name"}]}],
            "quotes": [{"id": "q1", "kind": "direct", "content": [{"start": 11, "end": 13}], "cue": {"start": 5, "end": 9},
                "speaker": {"name": "Ünal", "entity": "e1", "mention": {"start": 0, "end": 4}}, "confidence": 0.935, "why": ""}],
            "sources": [{"id": "s1", "kind": "person", "name": "Ünal", "entity": "e1", "mentions": [{"start": 0, "end": 4}],
                "quotes": ["q1"], "confidence": 1.0, "why": ""}],
        });
        assert_eq!(json, want);
    }
}
