/*!
Saved annotations in the formats of other programs: gathers what a format tells besides the annotations (who says the words, where the article
is) and hands it to `annotation`, which knows the formats.
*/

use anyhow::bail;

use super::{
    arguments::NotesFormat,
    corrected::Corrections,
    notes::{Chosen, origin},
    report::one_line,
};
use crate::{
    analyze::Analysis,
    annotation::{
        claim,
        export::{self, About, Entry, Sheet},
        html, hypothesis,
    },
    io::store,
};

/// The chosen annotations in `format`.
pub fn write(format: NotesFormat, chosen: &[Chosen], corrections: &Corrections) -> anyhow::Result<String> {
    // An article without annotations is exported only when it was named.
    let chosen: Vec<&Chosen> = chosen.iter().filter(|(_, placed)| chosen.len() == 1 || !placed.is_empty()).collect();
    let origins: Vec<String> =
        chosen.iter().map(|(b, _)| b.article.meta.url.clone().unwrap_or_else(|| origin(&b.article.origin))).collect();
    let titles: Vec<String> = chosen.iter().map(|(b, _)| one_line(b.article.title())).collect();
    if format == NotesFormat::Hypothesis {
        let sources: Vec<String> = chosen.iter().map(|(b, _)| b.source()).collect();
        let parts: Vec<hypothesis::Part> = chosen
            .iter()
            .zip(sources.iter().zip(&titles))
            .map(|((_, placed), (source, title))| (source.as_str(), title.as_str(), placed.iter().map(|p| p.annotation.as_ref()).collect()))
            .collect();
        return Ok(hypothesis::write(&parts, &store::now()));
    }
    let sheets: Vec<Sheet> = chosen
        .iter()
        .zip(origins.iter().zip(&titles))
        .map(|(chosen, (origin, title))| {
            let published = chosen.0.article.meta.published.as_deref().unwrap_or_default();
            sheet(chosen, About { title, origin, published }, corrections)
        })
        .collect();
    Ok(match format {
        NotesFormat::Csv => export::csv(&sheets),
        NotesFormat::Readwise => {
            let author = if let [(only, _)] = chosen[..] { only.article.meta.byline.as_deref() } else { None };
            export::readwise(&sheets, author.unwrap_or_default())
        }
        NotesFormat::Claimreview => claim::claim_review(&sheets),
        NotesFormat::Html => match (&chosen[..], &sheets[..]) {
            ([(bundle, _)], [sheet]) => html::page(&bundle.article, sheet),
            ([], _) => bail!("there are no such annotations to make a page of"),
            _ => bail!("a page holds one article; name it: sayso notes --format html ARTICLE"),
        },
        _ => export::markdown(&sheets),
    })
}

fn sheet<'a>((bundle, placed): &Chosen<'a>, about: About<'a>, corrections: &Corrections) -> Sheet<'a> {
    let text = &bundle.article.text;
    let analysis = if placed.is_empty() { Analysis::default() } else { corrections.analyze_with(&bundle.article, bundle.list.all()) };
    let mut sheet = Sheet::new(about, placed.iter().copied());
    for Entry { placed, speaker, cue } in &mut sheet.entries {
        let here = |span| placed.span().is_some_and(|place| place.overlaps(span));
        // Of a reported and a quoted one at the same place, the quoted words are what somebody said.
        let quotes = analysis.quotes.iter().filter(|q| q.content.iter().any(|s| here(*s)));
        let Some(quote) = quotes.min_by_key(|q| q.reach().len()) else { continue };
        *speaker = quote.speaker.as_ref().map_or(String::new(), |s| s.name.clone());
        *cue = quote.cue.map_or(String::new(), |c| one_line(c.of(text)));
    }
    sheet
}
