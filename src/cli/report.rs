/*!
Findings as a table (CSV, a row for each finding) and as a page to read (Markdown).
*/

use std::io::{self, Write};

use super::findings::{entity_id, quote_id, source_id};
use crate::{
    analyze::{Analysis, Quote, QuoteKind, Value},
    article::Article,
    text::{Positions, Span},
};

const COLUMNS: [&str; 11] = ["article", "id", "list", "kind", "name", "words", "start", "end", "cue", "times", "confidence"];

/// The head of the table.
pub fn csv_head(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", COLUMNS.join(","))
}

/// A row for each finding: an entity by its first mention, a quote by its reach, a source by where it is first cited.
pub fn csv(out: &mut impl Write, id: &str, article: &Article, analysis: &Analysis) -> io::Result<()> {
    let text = &article.text;
    let positions = Positions::new(text);
    let mut table = csv::Writer::from_writer(out);
    let mut row = |cells: [&str; 5], words: &str, at: Span, cue: &str, times: usize, confidence: f32| {
        let [id, finding, list, kind, name] = cells;
        let (start, end) = (positions.chars(at.start).to_string(), positions.chars(at.end).to_string());
        table.write_record([id, finding, list, kind, name, words, &start, &end, cue, &times.to_string(), &format!("{confidence:.2}")])
    };
    for (n, entity) in analysis.entities.iter().enumerate() {
        let at = entity.mentions.first().map_or(Span::default(), |m| m.span);
        let value = entity.value.as_ref().map_or_else(|| at.of(text).to_owned(), plain_value);
        row([id, &entity_id(n), "entity", entity.kind.name(), &entity.name], &value, at, "", entity.mentions.len(), entity.confidence)?;
    }
    for (n, quote) in analysis.quotes.iter().enumerate() {
        let cue = quote.cue.map_or("", |c| c.of(text));
        let name = quote.speaker.as_ref().map_or("", |s| &s.name);
        row([id, &quote_id(n), "quote", quote.kind.name(), name], &words(quote, text), quote.reach(), cue, 1, quote.confidence)?;
    }
    for (n, source) in analysis.sources.iter().enumerate() {
        let at = source.mentions.first().copied().unwrap_or_default();
        row(
            [id, &source_id(n), "source", source.kind.name(), &source.name],
            at.of(text),
            at,
            "",
            source.mentions.len(),
            source.confidence,
        )?;
    }
    table.flush()
}

/// The quoted words on one line, a "…" where a "he said" stands between.
pub fn words(quote: &Quote, text: &str) -> String {
    let parts: Vec<String> = quote.content.iter().map(|s| one_line(s.of(text))).collect();
    parts.join(" … ")
}

/// The same in quotation marks, unless it is reported speech or holds marks of its own.
pub fn marked(quote: &Quote, text: &str) -> String {
    let words = words(quote, text);
    if quote.kind == QuoteKind::Indirect || words.contains(['“', '”', '"', '«', '„']) { words } else { format!("“{words}”") }
}

/// Any white space as one blank.
pub fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether somebody is quoted; the other quotation marks are distance or titles.
pub const fn is_said(quote: &Quote) -> bool {
    !matches!(quote.kind, QuoteKind::Scare | QuoteKind::Title)
}

fn plain_value(value: &Value) -> String {
    match value {
        Value::Date(date) => date.clone(),
        Value::Money { amount, currency } => format!("{amount} {currency}"),
        Value::Percent(number) => format!("{number} %"),
        Value::Quantity { amount, unit } => format!("{amount} {unit}"),
    }
}

/// A page: who says what, the sources, the entities by kind.
pub fn markdown(out: &mut impl Write, article: &Article, analysis: &Analysis) -> io::Result<()> {
    let text = &article.text;
    writeln!(out, "# {}\n", escaped(&one_line(article.title())))?;
    let meta = [&article.meta.byline, &article.meta.site, &article.meta.published, &article.meta.url];
    let meta: Vec<String> = meta.into_iter().flatten().map(|m| escaped(&one_line(m))).collect();
    if !meta.is_empty() {
        writeln!(out, "{}\n", meta.join(" · "))?;
    }
    writeln!(out, "## Quotes\n")?;
    for quote in analysis.quotes.iter().filter(|q| is_said(q)) {
        let speaker = quote.speaker.as_ref().map_or("speaker not stated", |s| &s.name);
        let cue = quote.cue.map_or(String::new(), |c| format!(" ({})", escaped(&one_line(c.of(text)))));
        let words = escaped(&marked(quote, text));
        writeln!(out, "* **{}**{cue}: {words} · {}", escaped(speaker), quote.kind.name())?;
    }
    writeln!(out, "\n## Sources\n")?;
    for source in &analysis.sources {
        let backs = if source.quotes.is_empty() { String::new() } else { format!(" · quotes: {}", source.quotes.len()) };
        writeln!(out, "* **{}** · {}{backs}", escaped(&one_line(&source.name)), source.kind.name())?;
    }
    writeln!(out, "\n## Entities\n")?;
    for entity in &analysis.entities {
        writeln!(out, "* **{}** · {} · mentions: {}", escaped(&one_line(&entity.name)), entity.kind.name(), entity.mentions.len())?;
    }
    writeln!(out)
}

/// `words` with the characters that Markdown would act on made harmless.
fn escaped(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}
