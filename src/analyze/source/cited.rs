/*!
What is cited without being quoted: outlets ("told CNN", "(Reuters)"), papers ("a memo seen by"), embedded posts, links, "see also" teasers;
and the words by which somebody stays unnamed.
*/

use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::OnceLock;

use super::{Draft, Who, bare, block, is_body, kind::Models};
use crate::{
    analyze::{
        Entity, Form, Quote, SourceKind,
        sentence::Document,
        token::{Kind, Token},
    },
    article::{Block, BlockKind},
    text::Span,
};

/// All that is cited in `document`; sources that also speak appear again, for their new mentions.
pub fn cited(document: &Document, quotes: &[Quote], entities: &[Entity], models: &Models, english: bool) -> Vec<Draft> {
    let mut found = Vec::new();
    for block in &document.blocks {
        match block.kind {
            BlockKind::Embed => found.push(post(document, quotes, *block)),
            BlockKind::Related => found.extend(teaser(document, *block)),
            _ => {}
        }
    }
    links(document, &mut found);
    if english {
        outlets(document, entities, models, &mut found);
        papers(document, quotes, &mut found);
    }
    found
}

fn draft(who: Who, mention: Span, kind: SourceKind, name: Option<String>, why: &'static str) -> Draft {
    Draft { who, mentions: vec![mention], quotes: Vec::new(), kind: Some(kind), name, why }
}

/// An embedded post: named by its author's line ("— Name (@handle) date").
fn post(document: &Document, quotes: &[Quote], block: Block) -> Draft {
    let text = block.span.of(document.text);
    let line = text.lines().find(|l| l.contains("(@") || l.trim_start().starts_with('—')).or(text.lines().next()).unwrap_or("");
    let start = block.span.start + (line.as_ptr() as usize - text.as_ptr() as usize);
    let name = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '—' | '–' | '-'));
    let start = start + (line.len() - name.len());
    let end = name.find(')').filter(|_| name.contains("(@")).map_or(name.len(), |at| at + 1);
    let mention = Span::new(start, start + end).trim(document.text);
    let mention = if mention.is_empty() { block.span } else { mention };
    let inside = quotes.iter().enumerate().filter(|(_, q)| block.span.covers(q.reach())).map(|(i, _)| i);
    let mut made = draft(Who::Place(mention), mention, SourceKind::Post, None, "an embedded post");
    made.quotes = inside.collect();
    made
}

fn teaser(document: &Document, block: Block) -> Option<Draft> {
    const LABELS: &[&str] = &["also see", "also read", "read also", "see also", "read more", "related", "read next", "more on this"];
    let text = block.span.of(document.text);
    let is_label = |line: &str| LABELS.iter().any(|l| line.trim().trim_end_matches([':', '»']).trim().eq_ignore_ascii_case(l));
    let mut at = block.span.start;
    for line in text.split('\n') {
        if !line.trim().is_empty() && !is_label(line) {
            let span = Span::new(at, at + line.len()).trim(document.text);
            return Some(draft(Who::Place(span), span, SourceKind::Related, None, "a teaser for another article"));
        }
        at += line.len() + 1;
    }
    None
}

/// Linked pages; a page linked twice is one source.
fn links(document: &Document, found: &mut Vec<Draft>) {
    let (Some(first), Some(last)) = (document.blocks.first(), document.blocks.last()) else { return };
    let section = Span::new(first.span.start, last.span.end);
    let from = document.article.links.partition_point(|l| l.span.start < section.start);
    for link in document.article.links.iter().skip(from).take_while(|l| l.span.start < section.end) {
        let web = ["http://", "https://"].iter().find_map(|scheme| link.href.strip_prefix(scheme));
        let own = block(document, link.span.start).is_some_and(BlockKind::is_own_words);
        let (Some(page), true, false) = (web, own, link.span.of(document.text).trim().is_empty()) else { continue };
        let page = page.trim_end_matches('/').to_owned();
        let host = page.split('/').next().unwrap_or("").trim_start_matches("www.").to_owned();
        let words = link.span.of(document.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let name = if words.contains(&host) { words } else { format!("{words} ({host})") };
        let who = Who::Words(page);
        if let Some(known) = found.iter_mut().rev().take(200).find(|d| d.who == who) {
            known.mentions.push(link.span);
            continue;
        }
        found.push(draft(who, link.span, SourceKind::Link, Some(name), "a link in the text"));
    }
}

/// Words that, before the name of an outlet, say that it is cited.
const TO_OUTLET: &[&str] = &["told", "tells", "telling", "to", "by", "with", "in", "from", "via", "cited", "quoting", "citing"];
/// Words before those, where they alone say too little ("a statement to CNN", "seen by Reuters").
const HANDED: &[&str] = &[
    "statement",
    "interview",
    "interviews",
    "seen",
    "obtained",
    "reviewed",
    "reported",
    "published",
    "cited",
    "quoted",
    "carried",
    "said",
    "spoke",
    "speaking",
    "talking",
    "according",
    "email",
    "comment",
    "comments",
    "report",
    "reports",
    "remarks",
    "article",
    "wrote",
    "writing",
    "confirmed",
    "leaked",
    "broadcast",
    "aired",
    "first",
    "viewed",
    "verified",
    "conducted",
    "released",
];

fn outlets(document: &Document, entities: &[Entity], models: &Models, found: &mut Vec<Draft>) {
    for (index, entity) in entities.iter().enumerate().filter(|(_, e)| is_body(e)) {
        let known = entity.mentions.iter().any(|m| models.is_outlet(m.span.of(document.text))) || has_press_word(&entity.name);
        if !known {
            continue;
        }
        for mention in entity.mentions.iter().filter(|m| m.form == Form::Name) {
            if is_cited(document, mention.span) && block(document, mention.span.start).is_some_and(BlockKind::is_own_words) {
                found.push(draft(Who::Entity(index), mention.span, SourceKind::Media, None, "an outlet or agency that the text cites"));
            }
        }
    }
    let mut merged: Vec<Draft> = Vec::new();
    for next in found.drain(..) {
        match merged.last_mut() {
            Some(last) if last.who == next.who => last.mentions.extend(next.mentions),
            _ => merged.push(next),
        }
    }
    *found = merged;
}

fn has_press_word(name: &str) -> bool {
    const PRESS: &[&str] = &[
        "News",
        "Times",
        "Herald",
        "Tribune",
        "Gazette",
        "Radio",
        "TV",
        "Television",
        "Broadcasting",
        "Newspaper",
        "Daily",
        "Chronicle",
        "Telegraph",
        "Magazine",
        "Journal",
        "Post",
    ];
    name.contains(' ') && name.split(' ').any(|w| PRESS.contains(&w))
}

fn is_cited(document: &Document, mention: Span) -> bool {
    let first = document.token_at(mention.start);
    let word = |back: usize| first.checked_sub(back).map_or("", |at| document.word(at)).to_ascii_lowercase();
    let article = usize::from(matches!(word(1).as_str(), "the" | "state" | "broadcaster" | "agency" | "newspaper" | "outlet" | "daily"));
    let before = word(1 + article);
    if before == "(" && document.word(document.token_at(mention.end)) == ")" {
        // "(Reuters)" credits an agency in a dateline or at the end of a paragraph.
        let sentence = document.sentence_around(first);
        return sentence.is_some_and(|s| first < s.range().start + 8);
    }
    if !TO_OUTLET.contains(&before.as_str()) {
        return false;
    }
    let sure = matches!(before.as_str(), "told" | "tells" | "telling" | "cited" | "citing" | "quoting" | "via");
    sure || (2..6).any(|back| HANDED.contains(&word(back + article).as_str()))
}

/// Papers that the text has seen: "a memo obtained by", "documents reviewed by".
fn papers(document: &Document, quotes: &[Quote], found: &mut Vec<Draft>) {
    const PAPERS: &[&str] = &[
        "memo",
        "memorandum",
        "document",
        "documents",
        "letter",
        "letters",
        "email",
        "emails",
        "e-mail",
        "e-mails",
        "report",
        "draft",
        "copy",
        "copies",
        "minutes",
        "filing",
        "filings",
        "records",
        "recording",
        "transcript",
        "contract",
        "contracts",
        "footage",
        "photographs",
        "invoice",
        "invoices",
        "dossier",
        "spreadsheet",
        "messages",
        "affidavit",
        "indictment",
        "presentation",
        "note",
        "audit",
        "study",
    ];
    for (at, token) in document.tokens.iter().enumerate() {
        if token.kind != Kind::Word
            || document.word(at + 1) != "by"
            || !matches!(document.word(at), "seen" | "obtained" | "reviewed" | "leaked" | "viewed")
        {
            continue;
        }
        let Some(sentence) = document.sentence_around(at) else { continue };
        let from = sentence.range().start;
        let Some(noun) = (from..at).rev().take(8).find(|i| PAPERS.contains(&document.word(*i))) else { continue };
        let words = |i: &usize| document.tokens.get(*i).is_some_and(|t| t.kind == Kind::Word && !t.is(Token::CAPITAL));
        let start = (from..noun).rev().take(4).take_while(words).find(|i| matches!(document.word(*i), "a" | "an" | "the")).unwrap_or(noun);
        let span = document.span(start..noun + 1);
        let spoken = quotes.iter().filter_map(|q| q.speaker.as_ref()?.mention).any(|m| m.overlaps(span));
        if !spoken {
            found.push(draft(
                Who::Words(bare(span.of(document.text)).to_owned()),
                span,
                SourceKind::Document,
                None,
                "a paper that somebody has seen",
            ));
        }
    }
}

/// Where the text says that somebody will not be named.
pub fn anonymous(document: &Document, english: bool) -> Vec<Span> {
    const PHRASES: &[&str] = &[
        "condition of anonymity",
        "condition that he not be named",
        "condition that she not be named",
        "not to be named",
        "not to be identified",
        "declined to be named",
        "declined to be identified",
        "refused to be named",
        "asked for anonymity",
        "requested anonymity",
        "requesting anonymity",
        "granted anonymity",
        "speaking anonymously",
        "spoke anonymously",
        "not authorised to speak",
        "not authorized to speak",
        "not authorised to brief",
        "not authorized to brief",
        "wished to remain anonymous",
        "asked that their names",
        "withheld his name",
        "withheld her name",
        "did not want to be named",
        "did not want to give",
    ];
    static FINDER: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    let finder =
        FINDER.get_or_init(|| AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostFirst).build(PHRASES).ok());
    let (Some(finder), true) = (finder, english) else { return Vec::new() };
    let mut found = Vec::new();
    for block in &document.blocks {
        let hits = finder.find_iter(block.span.of(document.text));
        found.extend(hits.map(|m| Span::new(block.span.start + m.start(), block.span.start + m.end())));
    }
    found
}
