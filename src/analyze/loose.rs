/*!
Quotations that no cue reports: carried on from a paragraph before, following a report, after "X:", by the one named in the sentence before,
or quoting nobody (distance, titles). And embedded posts, whose words are their author's.
*/

use super::{
    Entity, EntityKind, Form, QuoteKind,
    attribution::{Draft, is_spoken},
    quote::Quotation,
    sentence::Document,
    sure,
};
use crate::{article::BlockKind, text::Span};

/// What the rules look at.
pub struct Voice<'a> {
    /// The document.
    pub document: &'a Document<'a>,
    /// Its quotations.
    pub quotations: &'a [Quotation],
    /// What is named in it.
    pub entities: &'a [Entity],
    /// Whether it is English.
    pub english: bool,
}

/// "cue “said” after the quote".
pub fn why_cue(text: &str, cue: Span, content: Span) -> String {
    let place = if cue.start >= content.end {
        "after what is said"
    } else if cue.end <= content.start {
        "before what is said"
    } else {
        "inside what is said"
    };
    format!("cue “{}” {place}", cue.of(text).split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Gives every outermost quotation that no draft holds to somebody, or to nobody. `drafts` are in text order.
pub fn give(voice: &Voice, drafts: &mut Vec<Draft>) {
    let reported = drafts.len();
    let mut owner: Vec<Option<usize>> = Vec::with_capacity(voice.quotations.len());
    let mut next = 0;
    for (index, q) in voice.quotations.iter().enumerate() {
        while next < reported && drafts[next].content.first().is_some_and(|c| c.start < q.span.start) {
            next += 1;
        }
        let near = next.saturating_sub(4)..(next + 2).min(reported);
        let held = near.clone().find(|d| drafts[*d].touches(q.span)).or_else(|| {
            let last = drafts.len().checked_sub(1)?;
            (last >= reported && drafts[last].touches(q.span)).then_some(last)
        });
        owner.push(held);
        let spoken = voice.document.blocks.get(q.block).is_some_and(|b| is_spoken(b.kind) && b.kind != BlockKind::Embed);
        if held.is_some() || q.depth > 0 || !spoken {
            continue;
        }
        if let Some(before) = q.continues.and_then(|c| owner.get(c).copied().flatten()) {
            drafts[before].content.push(q.content);
            owner[index] = Some(before);
            continue;
        }
        let last = (0..next).rev().take(3).max_by_key(|d| drafts[*d].end());
        if let Some((d, from)) = last.and_then(|d| Some((d, goes_on(voice, &drafts[d], q)?))) {
            let draft = &mut drafts[d];
            draft.quotes();
            match draft.content.last_mut().filter(|c| c.start == from) {
                Some(content) => *content = content.join(q.span),
                None => draft.content.push(Span::new(from, q.span.end)),
            }
            owner[index] = Some(d);
            continue;
        }
        let earlier =
            (0..next).rev().take(3).chain((reported..drafts.len()).rev().take(2)).max_by_key(|d| drafts[*d].end().min(q.span.start));
        let earlier = earlier.map(|e| (0..next).rev().take(3).find(|d| outdoes(&drafts[*d], &drafts[e])).unwrap_or(e));
        match follow(voice, q, earlier.map(|d| &drafts[d])) {
            Found::Joined => {
                if let Some(d) = earlier {
                    let draft = &mut drafts[d];
                    if draft.quotes() {
                        // That it is the same speaker's is a guess.
                        draft.sure = draft.sure.map(|s| s.min(sure::by_rule(QuoteKind::Direct, true)));
                        draft.why.push_str("; what is quoted after it is taken for the same speaker's");
                    }
                    draft.content.push(q.content);
                    owner[index] = Some(d);
                }
            }
            Found::New(draft) => {
                owner[index] = Some(drafts.len());
                drafts.push(draft);
            }
        }
    }
}

/// Where what `draft` reports goes on to the quotation, if it does: in one sentence, after what a cue before it reports ("he called him, as, “…”"),
/// or after those who say it ("“…,” she said, and still “…”").
fn goes_on(voice: &Voice, draft: &Draft, q: &Quotation) -> Option<usize> {
    let (document, text) = (voice.document, voice.document.text);
    let (cue, content) = (draft.cue?, draft.content.last()?);
    let end = draft.end();
    let speaker_last = content.end < end;
    let far = if speaker_last { 90 } else { 200 };
    if end > q.span.start || q.span.start - end > far || !speaker_last && cue.end > content.start {
        return None;
    }
    let sentence = |byte: usize| document.sentence_of(document.token_at(byte));
    let gap = Span::new(end, q.span.start).of(text);
    let one_sentence = sentence(end.max(1) - 1) == sentence(q.span.start) && !gap.contains([';', '\n', ':', '?', '!']);
    if !one_sentence || content.of(text).ends_with(['.', '!', '?']) && !gap.starts_with(',') {
        return None;
    }
    if !speaker_last {
        let joins = !gap.trim_end_matches([' ', ',']).is_empty() || !is_utterance(text, q);
        return joins.then_some(content.start);
    }
    let (before, still) = gap.split_once(" and ").or_else(|| gap.split_once(" but "))?;
    // "and the song “Home” became a hit" goes on with something else.
    let ends =
        q.content.of(text).ends_with(['.', ',', '!', '?', '…']) || Span::new(q.span.end, text.len()).of(text).starts_with(['.', ',']);
    let only_quoted = ends && draft.kind != QuoteKind::Indirect && before.ends_with(',') && !is_utterance(text, q);
    (only_quoted && still.split_whitespace().count() <= STILL).then_some(q.span.start - still.len())
}

/// The most words between "and" and a quotation that goes on.
const STILL: usize = 4;

/// Whether a quotation after both goes on from `draft` rather than from `last`: "“…,” he said, referring to the bridge. “…”"
fn outdoes(draft: &Draft, last: &Draft) -> bool {
    let doubtful = last.kind == QuoteKind::Indirect && last.sure.is_some_and(|s| s < 0.5);
    doubtful && draft.kind == QuoteKind::Direct && draft.margins.is_some() && draft.source.is_some() && draft.source == last.source
}

enum Found {
    /// A further piece of the draft before.
    Joined,
    /// One of its own.
    New(Draft),
}

/// Whose the quotation is, by what stands before it.
fn follow(voice: &Voice, q: &Quotation, earlier: Option<&Draft>) -> Found {
    let text = voice.document.text;
    let block = voice.document.blocks[q.block];
    let lead = Span::new(block.span.start, q.span.start).of(text);
    let whole =
        is_utterance(text, q) && (lead.trim_end().is_empty() || lead.trim_end().ends_with(['.', '!', '?', '”', '"', '’', ':', ')', '—']));
    let draft = |source: Option<Span>, kind, why: String| {
        Found::New(Draft { content: vec![q.content], cue: None, source, kind, margins: None, sure: None, why })
    };
    if let Some(source) = signed(voice, q) {
        return draft(Some(source), QuoteKind::Direct, format!("signed “{}”", source.of(text)));
    }
    if whole && block.kind != BlockKind::Heading(1) {
        if let Some(e) = earlier.filter(|e| e.source.is_some() && e.kind != QuoteKind::Scare && e.end() <= q.span.start) {
            let gap = Span::new(e.end(), q.span.start).of(text);
            let stops = gap.matches(['.', '!', '?']).count();
            let same_block = e.end() >= block.span.start;
            if same_block && stops <= 1 && gap.len() < 120 {
                if e.margins.is_some() && (e.kind != QuoteKind::Indirect || !gap.contains(':')) {
                    return Found::Joined;
                }
                return draft(e.source, QuoteKind::Direct, "follows words of the same speaker".into());
            }
            let paragraph = block.span.len() < q.span.len() + 8;
            if !same_block
                && paragraph
                && stops <= 1
                && gap.trim_matches(['.', '”', '"', ' ', '\n', ':', '’']).len() < 90
                && !has_related(voice, e.end(), q.block)
            {
                return draft(e.source, QuoteKind::Direct, "a paragraph of its own after words of the same speaker".into());
            }
        }
        if let Some(source) = named_before(voice, q) {
            return draft(Some(source), QuoteKind::Direct, format!("“{}” is named just before", source.of(text)));
        }
    }
    if let Some(title) = of_title(voice, q, lead) {
        return draft(None, QuoteKind::Title, title);
    }
    let words = q.content.of(text).split_whitespace().count();
    if whole && words >= 3 {
        return draft(None, QuoteKind::Direct, "quotation marks; the text does not say whose words they are".into());
    }
    if words > 4 {
        return draft(None, QuoteKind::Partial, "quotation marks; the text does not say whose words they are".into());
    }
    draft(None, QuoteKind::Scare, "quotation marks around a few words that nobody is said to say".into())
}

/// The name that signs a quotation: “…” — Name, to the end of the line or the sentence.
fn signed(voice: &Voice, q: &Quotation) -> Option<Span> {
    let text = voice.document.text;
    let end = voice.document.blocks.get(q.block).map(|b| b.span.end).filter(|e| *e > q.span.end)?;
    let rest = Span::new(q.span.end, end).of(text);
    let line = rest.split(['\n', '“', '"', '(']).next()?;
    let dashed = line.trim_start();
    let name = dashed.strip_prefix(['―', '—', '–', '~']).or_else(|| dashed.strip_prefix("--"))?;
    let name = name.trim_start();
    let start = q.span.end + line.len() - name.len();
    let span = Span::new(start, start + name.len()).trim(text);
    let words: Vec<&str> = span.of(text).trim_end_matches('.').split([',', ';']).next()?.split_whitespace().collect();
    let is_name = |w: &&str| w.starts_with(char::is_uppercase) || matches!(*w, "de" | "la" | "van" | "von" | "al" | "bin" | "of" | "the");
    let named = (1..=SIGNATURE).contains(&words.len()) && words.iter().all(is_name) && words[0].starts_with(char::is_uppercase);
    let whole = line.trim().len() < 120 && q.content.of(text).split_whitespace().count() >= 3;
    named.then(|| Span::new(span.start, span.start + span.of(text).trim_end_matches('.').len())).filter(|_| whole)
}

/// The most words of a name that signs a quotation.
const SIGNATURE: usize = 6;

/// Whether a heading or a teaser stands between the byte at `end` and the block.
fn has_related(voice: &Voice, end: usize, block: usize) -> bool {
    voice.document.blocks.iter().take(block).rev().take_while(|b| b.span.start >= end).any(|b| b.kind != BlockKind::Paragraph)
}

/// Whether the quotation is a sentence: it begins with a capital and ends with a stop, or is long.
fn is_utterance(text: &str, q: &Quotation) -> bool {
    let words = q.content.of(text);
    let capital = words.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    capital && (!q.closed || words.ends_with(['.', '!', '?', '…', ',']) || words.split_whitespace().count() >= 6)
}

/// The person or body named, or the pronoun, that is the subject of the sentence before the quotation, or what stands before its colon.
fn named_before(voice: &Voice, q: &Quotation) -> Option<Span> {
    if !voice.english {
        return None;
    }
    let document = voice.document;
    let first = document.token_at(q.span.start);
    let before = document.sentence_around(first.checked_sub(1)?)?;
    let colon = document.word(first - 1) == ":";
    if before.block as usize != q.block && !colon {
        return None;
    }
    let range = before.tokens.start as usize..first.min(before.tokens.end as usize);
    let span = document.span(range.clone());
    let mention = voice
        .entities
        .iter()
        .filter(|e| matches!(e.kind, EntityKind::Person | EntityKind::Organization))
        .flat_map(|e| e.mentions.iter().map(move |m| (e.kind, *m)))
        .filter(|(_, m)| m.form == Form::Name && span.covers(m.span))
        .min_by_key(|(kind, m)| (*kind != EntityKind::Person, m.span.start));
    let pronoun = range.clone().take(3).find(|i| matches!(document.word(*i), "He" | "She" | "he" | "she"));
    match (mention, pronoun) {
        (Some((EntityKind::Person, m)), Some(p)) if m.span.start < document.tokens[p].start as usize => Some(m.span),
        (_, Some(p)) => Some(document.tokens[p].span()),
        (Some((EntityKind::Person, m)), None) => Some(m.span),
        (Some((_, m)), None) if colon => Some(m.span),
        _ => None,
    }
}

/// Words after which quotation marks hold a title.
const WORKS: &[&str] = &[
    "film",
    "movie",
    "book",
    "novel",
    "album",
    "song",
    "single",
    "play",
    "poem",
    "show",
    "series",
    "documentary",
    "podcast",
    "titled",
    "entitled",
    "called",
    "named",
    "headlined",
    "article",
    "report",
    "exhibition",
    "essay",
    "opera",
    "musical",
    "track",
    "episode",
    "paper",
    "memoir",
    "hymn",
    "campaign",
    "operation",
    "hit",
    "ballad",
    "comedy",
    "drama",
    "programme",
    "program",
    "video",
    "column",
    "game",
    "painting",
];

/// Why the marks hold a title, if they do: most words begin with a capital, and a work is named before.
fn of_title(voice: &Voice, q: &Quotation, lead: &str) -> Option<String> {
    let words: Vec<&str> = q.content.of(voice.document.text).split_whitespace().collect();
    let long = words.iter().filter(|w| w.chars().count() > 3).count();
    let capitals = words.iter().filter(|w| w.chars().count() > 3 && w.starts_with(char::is_uppercase)).count();
    let titled = !words.is_empty()
        && words.len() <= 10
        && capitals * 5 >= long * 4
        && words[0].starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    if !titled {
        return None;
    }
    let work = voice.entities.iter().filter(|e| e.kind == EntityKind::Work).any(|e| e.mentions.iter().any(|m| q.content.overlaps(m.span)));
    let before: Vec<&str> = lead.rsplit(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(3).collect();
    let after = before.iter().find(|w| WORKS.iter().any(|x| w.eq_ignore_ascii_case(x)));
    match after {
        Some(after) => Some(format!("capitals in quotation marks after “{after}”")),
        None if work => Some("the title of a work".into()),
        None if words.len() > 1 && capitals > 1 => Some("capitals in quotation marks, and nobody is said to say it".into()),
        None => None,
    }
}

/// Embedded posts: all their words are their author's.
pub fn posts(voice: &Voice, drafts: &mut Vec<Draft>) {
    let text = voice.document.text;
    let blocks = &voice.document.blocks;
    for (index, block) in blocks.iter().enumerate().filter(|(_, b)| b.kind == BlockKind::Embed) {
        let (content, author) = post(text, block.span);
        if content.is_empty() {
            continue;
        }
        let quoted = voice.quotations.iter().filter(|q| q.block == index && q.depth == 0).count();
        let why = format!("an embedded post{}", if quoted > 0 { " that quotes others" } else { "" });
        drafts.push(Draft { content, cue: None, source: author, kind: QuoteKind::Block, margins: None, sure: None, why });
    }
}

/// The words of a post and its author: a line "— Name (@handle) date", or "Name (@handle)", or "Name:" before the words.
fn post(text: &str, span: Span) -> (Vec<Span>, Option<Span>) {
    let mut content: Vec<Span> = Vec::new();
    let mut author = None;
    let mut at = span.start;
    for line in span.of(text).split('\n') {
        let place = Span::new(at, at + line.len()).trim(text);
        at += line.len() + 1;
        let words = place.of(text);
        let dash = words.strip_prefix(['—', '–', '-']).map(str::trim_start);
        if author.is_none() && (dash.is_some() || words.len() < 90 && words.contains("(@")) {
            let name = dash.unwrap_or(words);
            author = Some(name_of(text, Span::new(place.end - name.len(), place.end)));
        } else if let Some(cut) = words.rfind(" — ").filter(|_| author.is_none() && words.contains('@')) {
            content.push(Span::new(place.start, place.start + cut));
            author = Some(name_of(text, Span::new(place.start + cut + " — ".len(), place.end)));
        } else if let Some((name, _)) =
            words.split_once(": ").filter(|(n, _)| author.is_none() && content.is_empty() && n.split_whitespace().count() <= 6)
        {
            author = Some(name_of(text, Span::new(place.start, place.start + name.len())));
            content.push(Span::new(place.start + name.len() + 1, place.end).trim(text));
        } else if !words.is_empty() {
            content.push(place);
        }
    }
    let words = content.into_iter().filter(|c| c.of(text).chars().any(char::is_alphanumeric));
    let joined = words.fold(Vec::<Span>::new(), |mut all, c| {
        match all.last_mut() {
            Some(last) if Span::new(last.end, c.start).of(text).trim().is_empty() => *last = last.join(c),
            _ => all.push(c),
        }
        all
    });
    (joined, author)
}

/// The name without its handle and date.
fn name_of(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let end = words.find([',', '(', '@']).filter(|at| *at > 0).unwrap_or(words.len());
    Span::new(span.start, span.start + end).trim(text)
}

#[cfg(test)]
mod tests {
    use crate::{analyze::example::said, article::BlockKind};

    /// The only quote of a paragraph in which Ada Lund speaks.
    fn of_lund(text: &str) -> String {
        let mut found = said(text, BlockKind::Paragraph);
        found.retain(|q| q.0 == "Ada Lund");
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0).1
    }

    #[test]
    fn what_is_said_goes_on_to_a_quotation_in_its_sentence() {
        let words = of_lund(
            "Ada Lund added that most of the money seems to be lost, which is a problem because, “In the end, we pay for a bridge.”",
        );
        assert!(words.starts_with("most of") && words.ends_with("bridge.”"), "{words}");
        let words = of_lund("The town “got a promise,” Ada Lund said in May, and still “got to pay for every nail in the bridge.”");
        assert!(words.contains("got a promise") && words.ends_with("… still “got to pay for every nail in the bridge.”"), "{words}");
    }

    #[test]
    fn a_quotation_right_after_what_someone_says_is_his_too() {
        let words =
            of_lund("Ada Lund said parents had carried the children over the bridge. “I asked one father why he came. He laughed.”");
        assert!(words.starts_with("parents had") && words.ends_with("He laughed."), "{words}");
    }
}
