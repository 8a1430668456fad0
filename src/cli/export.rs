/*!
Saved annotations in the formats of other programs: gathers what a format tells besides the annotations (who says the words, where the article
is) and hands it to `annotation`, which knows the formats.
*/

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, anyhow, bail};

use super::{
    arguments::NotesFormat,
    corrected::Corrections,
    notes::{Bundle, Chosen, origin},
    report::one_line,
};
use crate::{
    analyze::Analysis,
    annotation::{
        citation, claim,
        export::{self, About, Entry, Sheet},
        html, hypothesis,
        update::{self, Updated},
    },
    io::store,
};

/// The chosen annotations in `format`.
pub fn write(format: NotesFormat, chosen: &[Chosen], corrections: &Corrections) -> anyhow::Result<String> {
    let chosen = present(chosen);
    if format == NotesFormat::Hypothesis {
        return Ok(to_hypothesis(&chosen));
    }
    with_sheets(&chosen, corrections, |sheets| {
        Ok(match format {
            NotesFormat::Csv => export::csv(sheets),
            NotesFormat::Readwise => export::readwise(sheets),
            NotesFormat::Claimreview => claim::claim_review(sheets),
            NotesFormat::Html if sheets.is_empty() => bail!("there are no such annotations to make a page of"),
            NotesFormat::Html => {
                let articles = chosen.iter().map(|(bundle, _)| &bundle.article);
                html::page(&articles.zip(sheets).collect::<Vec<_>>())
            }
            _ => export::markdown(sheets),
        })
    })
}

/// An article without annotations is exported only when it is the only one.
fn present<'c, 'b>(chosen: &'c [Chosen<'b>]) -> Vec<&'c Chosen<'b>> {
    chosen.iter().filter(|(_, placed)| chosen.len() == 1 || !placed.is_empty()).collect()
}

/// The articles as references.
pub fn cite(format: NotesFormat, bundles: &[&Bundle]) -> String {
    let articles: Vec<citation::Read> = bundles.iter().map(|b| (&b.article, b.read.as_str())).collect();
    match format {
        NotesFormat::Csl => citation::csl_json(&articles),
        NotesFormat::Ris => citation::ris(&articles),
        _ => citation::bibtex(&articles),
    }
}

/// The Markdown file of an earlier export; none when there is none.
pub fn earlier(file: &Path) -> anyhow::Result<Option<String>> {
    match fs::read(file) {
        Ok(bytes) => {
            let text = String::from_utf8(bytes);
            text.map(Some).map_err(|_| anyhow!("{} is not UTF-8 text and stays as it is; name another file", file.display()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", file.display())),
    }
}

/// An earlier Markdown export with the chosen annotations as they are now.
pub fn update(earlier: &str, chosen: &[Chosen], alive: Option<&BTreeSet<String>>, corrections: &Corrections) -> Updated {
    with_sheets(&present(chosen), corrections, |sheets| update::update(earlier, sheets, alive))
}

/// Writes the file whole: whoever reads it meets the old one or the new one. A link is followed.
pub fn save(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let wrong = || format!("{} cannot be written; check its folder and who may write there", file.display());
    let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let folder = target.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        bail!("{} cannot be written: there is no folder {}; make it first", file.display(), folder.display());
    }
    let mut builder = tempfile::Builder::new();
    if let Ok(old) = fs::metadata(&target) {
        builder.permissions(old.permissions());
    }
    let mut temporary = builder.prefix(".sayso-").tempfile_in(folder).with_context(wrong)?;
    temporary.write_all(bytes).and_then(|()| temporary.as_file().sync_all()).with_context(wrong)?;
    temporary.persist(&target).map_err(|e| e.error).with_context(wrong)?;
    Ok(())
}

fn to_hypothesis(chosen: &[&Chosen]) -> String {
    let named: Vec<(String, String)> = chosen.iter().map(|(b, _)| (b.source(), one_line(b.article.title()))).collect();
    let parts: Vec<hypothesis::Part> = chosen
        .iter()
        .zip(&named)
        .map(|((_, placed), (source, title))| (source.as_str(), title.as_str(), placed.iter().map(|p| p.annotation.as_ref()).collect()))
        .collect();
    hypothesis::write(&parts, &store::now())
}

/// Hands on what the formats tell of each article: about it, and of each annotation.
fn with_sheets<T>(chosen: &[&Chosen], corrections: &Corrections, then: impl FnOnce(&[Sheet]) -> T) -> T {
    let named: Vec<(String, String)> = chosen
        .iter()
        .map(|(b, _)| (one_line(b.article.title()), b.article.meta.url.clone().unwrap_or_else(|| origin(&b.article.origin))))
        .collect();
    let sheets: Vec<Sheet> = chosen
        .iter()
        .zip(&named)
        .map(|(chosen, (title, origin))| {
            let meta = &chosen.0.article.meta;
            let [published, author] = [&meta.published, &meta.byline].map(|m| m.as_deref().unwrap_or_default());
            sheet(chosen, About { title, origin, published, author }, corrections)
        })
        .collect();
    then(&sheets)
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
