/*!
`sayso notes`: the saved annotations of one article or of the whole library, filtered and written in a format that other programs
read. What a format means is `annotation`'s business, where the files are is `io`'s.
*/

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    io::{self, BufWriter, Write},
};

use anyhow::anyhow;
use serde_json::{Value, json};

use super::{
    Done, Outcome,
    arguments::{Notes, NotesFormat},
    corrected::Corrections,
    export, findings, home, load,
    report::one_line,
};
use crate::{
    analyze::Analysis,
    annotation::{Annotation, Annotations, Filter, FindingList, Place, Placed, Rating, Target, jsonld},
    article::{Article, Origin},
    io::{
        shelf::Shelf,
        store::{self, Kept, Store},
    },
    settings::{HIGHLIGHTS, Settings, nearest},
    text::{Positions, Span},
};

/// One article with its annotations, placed in its text.
#[derive(Debug)]
pub struct Bundle {
    /// The article: as it is now when it was named, else as it was last read.
    pub article: Article,
    /// Where its annotations are kept.
    pub shelf: Shelf,
    /// They themselves.
    pub list: Annotations,
    /// When it was last read.
    pub read: String,
    /// Dates of its differing readings, the oldest first.
    pub versions: Vec<String>,
}

impl Bundle {
    /// Opens the annotations of an article; what the store has to say about its files goes to stderr.
    pub fn open(mut shelf: Shelf, article: Article) -> anyhow::Result<Self> {
        let loaded = shelf.load()?;
        super::tell(&loaded.remarks);
        let annotations = loaded.annotations.iter().map(|a| a.as_ref().clone());
        let list = Annotations::open(&article.text, annotations, shelf.history());
        Ok(Self { article, shelf, list, read: store::now(), versions: Vec::new() })
    }

    /// With what the library knows of its readings.
    fn with_readings(mut self, kept: Option<&Kept>) -> Self {
        self.versions = kept.into_iter().flat_map(|k| &k.versions).map(|v| v.date.clone()).collect();
        self
    }

    /// Date of the reading that an annotation was made on; none for one that is older than all of them.
    fn made_on<'a>(&'a self, annotation: &'a Annotation) -> Option<&'a str> {
        let moment = |time: &str| time.parse::<jiff::Timestamp>().ok();
        let made = moment(&annotation.created);
        let before = |date: &&String| moment(date).zip(made).is_some_and(|(date, made)| date <= made);
        annotation.version.as_deref().or_else(|| self.versions.iter().rev().find(before).map(String::as_str))
    }

    /// Writes what was changed.
    pub fn save(&mut self) -> anyhow::Result<()> {
        let records = self.list.take_unsaved();
        self.shelf.save(&self.list.snapshot(), &records)?;
        Ok(())
    }

    /// Address of the article, as its annotations name it.
    pub fn source(&self) -> String {
        match (self.shelf.source(), &self.article.meta.url) {
            ("", Some(url)) => url.clone(),
            ("", None) => format!("urn:sayso:article:{}", self.shelf.id()),
            (source, _) => source.to_owned(),
        }
    }
}

/// An article with those of its annotations that are asked for.
pub type Chosen<'a> = (&'a Bundle, Vec<&'a Placed>);

/// Every article of the library; one whose files cannot be read is told and passed over.
pub fn library(store: &Store) -> (Vec<Bundle>, Outcome) {
    let mut outcome = Outcome::Fine;
    let mut bundles = Vec::new();
    for id in store.ids() {
        let bundle = store.kept(&id).map_err(anyhow::Error::from).and_then(|kept| {
            let article = kept.as_ref().and_then(|k| k.versions.last()).map(|v| v.article.clone()).unwrap_or_default();
            let bundle = Bundle::open(store.shelf_of(&id), article)?.with_readings(kept.as_ref());
            Ok(Bundle { read: kept.map_or_else(String::new, |k| k.opened), ..bundle })
        });
        match bundle {
            Ok(bundle) => bundles.push(bundle),
            Err(error) => {
                super::complain(&error);
                outcome = Outcome::Failed;
            }
        }
    }
    (bundles, outcome)
}

/// The article that `argument` names, with its annotations.
pub fn named(store: &Store, argument: &OsStr) -> anyhow::Result<Bundle> {
    let article = load::article(argument, None)?;
    let shelf = store.shelf(&article);
    let kept = store.kept(shelf.id())?;
    Ok(Bundle::open(shelf, article)?.with_readings(kept.as_ref()))
}

/// `sayso notes`.
pub fn print(options: &Notes) -> Done {
    let (settings, _) = home::settings(None)?;
    let filter = filter(options, &settings)?;
    let store = Store::new(home::places()?);
    let corrections = Corrections::new(options.as_found);
    let (bundles, outcome) = match &options.article {
        Some(article) => (vec![named(&store, article)?], Outcome::Fine),
        None => library(&store),
    };
    let chosen: Vec<Chosen> = bundles.iter().map(|b| (b, b.list.all().iter().filter(|p| filter.takes(p)).collect())).collect();
    if let Some(file) = &options.output {
        let earlier = if options.format == NotesFormat::Markdown { export::earlier(file)? } else { None };
        let told = if let Some(earlier) = earlier {
            let alive = alive(&store, &bundles, options.article.is_some());
            let updated = export::update(&earlier, &chosen, alive.as_ref(), &corrections);
            export::save(file, updated.text.as_bytes())?;
            format!("{} added, {} changed, {} deleted; all else is as it was", updated.added, updated.changed, updated.deleted)
        } else {
            let mut bytes = Vec::new();
            write(&mut bytes, options.format, &chosen, (&settings, &filter), &corrections)?;
            export::save(file, &bytes)?;
            "written".to_owned()
        };
        super::print(|out| writeln!(out, "{}: {told}", file.display()))?;
        return Ok(outcome);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out, options.format, &chosen, (&settings, &filter), &corrections)?;
    out.flush()?;
    Ok(outcome)
}

fn write(
    out: &mut impl Write,
    format: NotesFormat,
    chosen: &[Chosen],
    (settings, filter): (&Settings, &Filter),
    corrections: &Corrections,
) -> anyhow::Result<()> {
    match format {
        NotesFormat::Text => text(out, chosen, settings)?,
        NotesFormat::Json => json_array(out, chosen, corrections)?,
        NotesFormat::Jsonld => out.write_all(linked(chosen).as_bytes())?,
        NotesFormat::Bibtex | NotesFormat::Csl | NotesFormat::Ris => {
            // An article is cited without annotations too, unless some are asked for.
            let all = *filter == Filter::default();
            let cited: Vec<&Bundle> = chosen.iter().filter(|(_, placed)| all || !placed.is_empty()).map(|(bundle, _)| *bundle).collect();
            out.write_all(export::cite(format, &cited).as_bytes())?;
        }
        format => out.write_all(export::write(format, chosen, corrections)?.as_bytes())?,
    }
    Ok(())
}

/// The ids of all annotations there are; none where some cannot be read, and nobody can say what was deleted.
fn alive(store: &Store, bundles: &[Bundle], one: bool) -> Option<BTreeSet<String>> {
    let (others, outcome) = if one { library(store) } else { (Vec::new(), Outcome::Fine) };
    let whole = outcome == Outcome::Fine && (one || bundles.len() == store.ids().len());
    let all = bundles.iter().chain(&others).flat_map(|b| b.list.all()).map(|p| p.annotation.id.clone());
    whole.then(|| all.collect())
}

/// Which annotations are asked for.
fn filter(options: &Notes, settings: &Settings) -> anyhow::Result<Filter> {
    let color = options.color.as_deref().map(|name| {
        let known = || HIGHLIGHTS.into_iter().chain(settings.highlights.names.iter().map(String::as_str));
        settings.highlights.color(name).ok_or_else(|| anyhow!("there is no color \"{name}\"; {}", advice(name, known())))
    });
    let verdict = options.verdict.as_deref().map(|name| {
        let known = Rating::ALL.iter().map(|r| r.name());
        Rating::from_name(name).ok_or_else(|| anyhow!("there is no verdict \"{name}\"; {}", advice(name, known)))
    });
    Ok(Filter {
        tags: options.tag.clone(),
        since: options.since.as_deref().map(moment).transpose()?,
        color: color.transpose()?.map(str::to_owned),
        verdict: verdict.transpose()?,
        query: options.query.clone(),
    })
}

fn advice<'k>(word: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    match nearest(word, known.clone()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("write one of: {}", known.collect::<Vec<_>>().join(", ")),
    }
}

/// A day (its beginning, where the user is) or a moment.
fn moment(words: &str) -> anyhow::Result<jiff::Timestamp> {
    if let Ok(moment) = words.parse::<jiff::Timestamp>() {
        return Ok(moment);
    }
    let day: jiff::civil::Date = words.parse().map_err(|_| anyhow!("\"{words}\" is no date; write it like 2026-01-31"))?;
    Ok(day.to_zoned_datetime(jiff::tz::TimeZone::system())?.timestamp())
}

/// Lines to read: an article, then its annotations in text order.
fn text(out: &mut impl Write, chosen: &[Chosen], settings: &Settings) -> io::Result<()> {
    for (bundle, placed) in chosen.iter().filter(|(_, placed)| !placed.is_empty()) {
        writeln!(out, "{}\n", one_line(bundle.article.title()))?;
        for p in placed {
            let a = p.annotation.as_ref();
            let words = if a.words().is_empty() { "on the whole article".to_owned() } else { format!("“{}”", one_line(a.words())) };
            let lost = if p.place == Some(Place::Lost) { " (not found in the text as it is now)" } else { "" };
            writeln!(out, "  {words}{lost}")?;
            for line in a.note.iter().flat_map(|n| n.lines()) {
                writeln!(out, "    {line}")?;
            }
            let color = a.color.iter().map(|c| settings.highlights.name(c).to_owned());
            let tags = a.tags.iter().map(|t| format!("#{t}"));
            let verdict = a.verdict.iter().map(|v| v.rating.name().to_owned());
            let correction = a.correction.iter().map(|c| format!("correction: {} {}", c.act, c.value.as_deref().unwrap_or_default()));
            let more: Vec<String> = color.chain(tags).chain(verdict).chain(correction).map(|w| w.trim().to_owned()).collect();
            if !more.is_empty() {
                writeln!(out, "    {}", more.join(" · "))?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn json_array(out: &mut impl Write, chosen: &[Chosen], corrections: &Corrections) -> anyhow::Result<()> {
    let mut all = Vec::new();
    for (bundle, placed) in chosen {
        let positions = Positions::new(&bundle.article.text);
        let on_findings = placed.iter().any(|p| matches!(p.annotation.target, Target::Finding { .. }));
        let analysis = if on_findings { corrections.analyze_with(&bundle.article, bundle.list.all()) } else { Analysis::default() };
        let article = json!({"id": bundle.shelf.id(), "title": bundle.article.title(), "origin": origin(&bundle.article.origin)});
        all.extend(placed.iter().map(|p| {
            let mut record = record(p, &article, &positions, &analysis);
            record["version"] = json!(bundle.made_on(&p.annotation));
            record
        }));
    }
    serde_json::to_writer_pretty(&mut *out, &all)?;
    writeln!(out)?;
    Ok(())
}

fn record(placed: &Placed, article: &Value, positions: &Positions, analysis: &Analysis) -> Value {
    let a = placed.annotation.as_ref();
    let (state, score) = match placed.place {
        None | Some(Place::Exact(_)) => ("exact", 1.0),
        Some(Place::Moved(_)) => ("moved", 1.0),
        Some(Place::Guessed(_, score)) => ("guessed", (f64::from(score) * 1000.0).round() / 1000.0),
        Some(Place::Lost) => ("lost", 0.0),
    };
    let span = placed.span().map(|s| (positions.chars(s.start), positions.chars(s.end)));
    json!({
        "id": a.id,
        "article": article,
        "place": {"state": state, "score": score, "start": span.map(|s| s.0), "end": span.map(|s| s.1)},
        "exact": a.words(),
        "note": a.note,
        "tags": a.tags,
        "color": a.color,
        "verdict": a.verdict.as_ref().map(|v| json!({"rating": v.rating.name(), "evidence": v.evidence, "date": v.date})),
        "correction": a.correction.as_ref().map(|c| json!({"act": c.act, "value": c.value, "all": c.all})),
        "on": on(a, placed.span(), analysis),
        "created": a.created,
        "modified": a.modified,
    })
}

/// The finding that an annotation stands on, as `extract` calls it.
fn on(annotation: &Annotation, place: Option<Span>, analysis: &Analysis) -> Option<String> {
    let Target::Finding { list, name, .. } = &annotation.target else { return None };
    let here = |span: Span| place.is_some_and(|p| p.overlaps(span));
    match list {
        FindingList::Entities => {
            let named = analysis.entities.iter().position(|e| e.name == *name);
            named.or_else(|| analysis.entities.iter().position(|e| e.mentions.iter().any(|m| here(m.span)))).map(findings::entity_id)
        }
        FindingList::Quotes => analysis.quotes.iter().position(|q| q.content.iter().any(|s| here(*s))).map(findings::quote_id),
        FindingList::Sources => {
            let named = analysis.sources.iter().position(|s| s.name == *name);
            named.or_else(|| analysis.sources.iter().position(|s| s.mentions.iter().any(|m| here(*m)))).map(findings::source_id)
        }
    }
}

/// Where an article came from, in a word.
pub fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Sample(name) => format!("sample:{name}"),
        Origin::File(path) => path.display().to_string(),
        Origin::Url(url) => url.clone(),
        Origin::Stdin => "stdin".to_owned(),
    }
}

/// One collection; each annotation names the article it stands on.
fn linked(chosen: &[Chosen]) -> String {
    let annotations = chosen.iter().flat_map(|(bundle, placed)| {
        let source = bundle.source();
        placed.iter().map(move |p| {
            let mut annotation = p.annotation.as_ref().clone();
            annotation.source.get_or_insert_with(|| source.clone());
            annotation.version = bundle.made_on(&p.annotation).map(str::to_owned);
            annotation
        })
    });
    let label = if let [(only, _)] = chosen { Some(one_line(only.article.title())) } else { None };
    jsonld::write(&jsonld::Collection { annotations: annotations.collect(), label, ..jsonld::Collection::default() })
}
