/*!
An article as plain lines, for pipes and screen readers: the text, one paragraph a line, then who says what and the sources, in plain words.
*/

use std::io::{self, Write};

use super::{
    corrected::Corrections,
    paint::Paint,
    report::{is_said, marked, one_line},
};
use crate::{
    analyze::{self, Analysis, Form, Quote, QuoteKind, Source},
    article::{Article, Block, BlockKind},
    settings::Role,
    text::{Span, cover},
};

/// Prints `article`. Without colour the text is out before it is analyzed, so that `| head` waits for nothing.
pub fn print(out: &mut impl Write, article: &Article, corrections: &Corrections, paint: &Paint) -> io::Result<()> {
    let early = paint.is_on().then(|| corrections.analyze(article));
    head(out, article, paint)?;
    text(out, article, early.as_ref(), paint)?;
    out.flush()?;
    let analysis = early.unwrap_or_else(|| corrections.analyze(article));
    findings(out, article, &analysis, paint)
}

fn head(out: &mut impl Write, article: &Article, paint: &Paint) -> io::Result<()> {
    let meta = &article.meta;
    let title = meta.title.as_deref().map(one_line);
    let first = article.blocks.first().map(|b| one_line(b.span.of(&article.text)));
    // A title that also begins the text is said once.
    if let Some(title) = title.filter(|t| first.as_ref() != Some(t)) {
        writeln!(out, "{}", paint.words(&title, |t| t.role(Role::Title)))?;
    }
    let about: Vec<String> = [&meta.byline, &meta.site, &meta.published].into_iter().flatten().map(|m| one_line(m)).collect();
    if !about.is_empty() {
        writeln!(out, "{}", paint.words(&about.join(", "), |t| t.role(Role::Dim)))?;
    }
    if meta.title.is_some() || !about.is_empty() { writeln!(out) } else { Ok(()) }
}

fn text(out: &mut impl Write, article: &Article, analysis: Option<&Analysis>, paint: &Paint) -> io::Result<()> {
    let mut names: Vec<(Span, analyze::EntityKind)> = analysis
        .into_iter()
        .flat_map(|a| &a.entities)
        .flat_map(|e| e.mentions.iter().filter(|m| m.form == Form::Name).map(|m| (m.span, e.kind)))
        .collect();
    names.sort_unstable();
    let whole = [Block { span: Span::new(0, article.text.len()).trim(&article.text), kind: BlockKind::Paragraph }];
    let blocks = if article.blocks.is_empty() { &whole[..] } else { &article.blocks };
    for block in blocks {
        let colored = |span: Span| -> String {
            let [first, end] = [span.start, span.end].map(|at| names.partition_point(|n| n.0.start < at));
            let runs = cover(span, names.get(first..end).unwrap_or_default());
            let run = |r: &crate::text::Run<analyze::EntityKind>| match r.over.first() {
                Some(kind) => paint.words(r.span.of(&article.text), |t| t.kind(**kind)),
                None => r.span.of(&article.text).to_owned(),
            };
            runs.iter().map(run).collect()
        };
        let words = if paint.is_on() { colored(block.span) } else { block.span.of(&article.text).to_owned() };
        match block.kind {
            BlockKind::Heading(_) => writeln!(out, "{}\n", paint.words(&one_line(&words), |t| t.role(Role::Heading)))?,
            BlockKind::Paragraph => writeln!(out, "{}\n", one_line(&words))?,
            BlockKind::ListItem => writeln!(out, "- {}\n", one_line(&words))?,
            BlockKind::BlockQuote => writeln!(out, "Quoted passage: {}\n", one_line(&words))?,
            BlockKind::Embed => writeln!(out, "Embedded post: {}\n", one_line(&words))?,
            BlockKind::Related => writeln!(out, "Related: {}\n", one_line(&words))?,
            BlockKind::Caption => writeln!(out, "Caption: {}\n", one_line(&words))?,
            BlockKind::Code | BlockKind::Table => writeln!(out, "{words}\n")?,
        }
    }
    Ok(())
}

fn findings(out: &mut impl Write, article: &Article, analysis: &Analysis, paint: &Paint) -> io::Result<()> {
    let said: Vec<(usize, &Quote)> = analysis.quotes.iter().enumerate().filter(|(_, q)| is_said(q)).collect();
    let heading = |words: &str| paint.words(words, |t| t.role(Role::Accent));
    if !said.is_empty() {
        writeln!(out, "{}\n", heading(&format!("Quotes: {}", said.len())))?;
        for (number, (_, quote)) in said.iter().enumerate() {
            writeln!(out, "{}. {}", number + 1, spoken(quote, &article.text, paint))?;
        }
        writeln!(out)?;
    }
    if !analysis.sources.is_empty() {
        writeln!(out, "{}\n", heading(&format!("Sources: {}", analysis.sources.len())))?;
        for (number, source) in analysis.sources.iter().enumerate() {
            let backs: Vec<String> =
                (1..).zip(&said).filter(|(_, (at, _))| source.quotes.contains(at)).map(|(n, _)| n.to_string()).collect();
            writeln!(out, "{}. {}", number + 1, cited(source, &backs, paint))?;
        }
        writeln!(out)?;
    }
    for remark in &article.remarks {
        writeln!(out, "Note: {}", one_line(remark))?;
    }
    match article.removed {
        0 => Ok(()),
        1 => writeln!(out, "Note: 1 control character was taken out."),
        n => writeln!(out, "Note: {n} control characters were taken out."),
    }
}

/// One quote in plain words: who, how, what.
fn spoken(quote: &Quote, text: &str, paint: &Paint) -> String {
    let words = marked(quote, text);
    let cue = quote.cue.map(|c| format!(" ({})", one_line(c.of(text)))).unwrap_or_default();
    let who = quote.speaker.as_ref().map_or("Speaker not stated", |s| &s.name);
    let how = if quote.kind == QuoteKind::Indirect { ", in the writer's words" } else { "" };
    format!("{}{cue}{how}: {words}", paint.words(&one_line(who), |t| t.role(Role::Source)))
}

/// One source in plain words: who, what it is, how often, what it backs.
fn cited(source: &Source, backs: &[String], paint: &Paint) -> String {
    let name = paint.words(&one_line(&source.name), |t| t.role(Role::Source));
    let times = match source.mentions.len() {
        1 => "cited once".to_owned(),
        n => format!("cited {n} times"),
    };
    let backs = match backs {
        [] => String::new(),
        [one] => format!(", says quote {one}"),
        many => format!(", says quotes {}", many.join(", ")),
    };
    format!("{name}, {}, {times}{backs}.", source.kind.name())
}
