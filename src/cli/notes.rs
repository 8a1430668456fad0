/*!
`sayso notes` and `sayso tags`: the saved annotations of one article or of the whole library, filtered and written in a format that other programs
read. What a format means is `annotation`'s business, where the files are is `io`'s.
*/

use std::{
    ffi::OsStr,
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail};
use serde_json::{Value, json};

use super::{
    Done, Outcome,
    arguments::{Notes, NotesFormat, TagChange},
    findings, home, load,
    report::one_line,
};
use crate::{
    analyze::{self, Analysis},
    annotation::{Annotation, Annotations, FindingList, Place, Placed, Rating, Target, jsonld},
    article::{Article, Origin},
    io::{
        shelf::Shelf,
        store::{self, Store},
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
}

impl Bundle {
    /// Opens the annotations of an article; what the store has to say about its files goes to stderr.
    pub fn open(mut shelf: Shelf, article: Article) -> anyhow::Result<Self> {
        let loaded = shelf.load()?;
        super::tell(&loaded.remarks);
        let annotations = loaded.annotations.iter().map(|a| a.as_ref().clone());
        let list = Annotations::open(&article.text, annotations, shelf.history());
        Ok(Self { article, shelf, list })
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

/// Every article of the library; one whose files cannot be read is told and passed over.
pub fn library(store: &Store) -> (Vec<Bundle>, Outcome) {
    let mut outcome = Outcome::Fine;
    let mut bundles = Vec::new();
    for id in store.ids() {
        let kept = store.kept(&id).map_err(anyhow::Error::from);
        let article = kept.map(|kept| kept.and_then(|k| k.versions.into_iter().next_back()).map(|v| v.article).unwrap_or_default());
        match article.and_then(|article| Bundle::open(store.shelf_of(&id), article)) {
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
    Bundle::open(store.shelf(&article), article)
}

/// `sayso notes`.
pub fn print(options: &Notes) -> Done {
    let (settings, _) = home::settings(None)?;
    let filter = Filter::new(options, &settings)?;
    let store = Store::new(home::places()?);
    let (bundles, outcome) = match &options.article {
        Some(article) => (vec![named(&store, article)?], Outcome::Fine),
        None => library(&store),
    };
    let chosen: Vec<(&Bundle, Vec<&Placed>)> =
        bundles.iter().map(|b| (b, b.list.all().iter().filter(|p| filter.takes(p)).collect())).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    match options.format {
        NotesFormat::Text => text(&mut out, &chosen, &settings)?,
        NotesFormat::Json => json_array(&mut out, &chosen)?,
        NotesFormat::Jsonld => out.write_all(linked(&chosen).as_bytes())?,
        NotesFormat::Markdown | NotesFormat::Csv | NotesFormat::Hypothesis => bail!("this format is not written yet"),
    }
    out.flush()?;
    Ok(outcome)
}

/// Which annotations are asked for.
#[derive(Debug)]
struct Filter {
    tags: Vec<String>,
    since: Option<jiff::Timestamp>,
    color: Option<String>,
    verdict: Option<Rating>,
    query: Option<String>,
}

impl Filter {
    fn new(options: &Notes, settings: &Settings) -> anyhow::Result<Self> {
        let color = options.color.as_deref().map(|name| {
            let known = || HIGHLIGHTS.into_iter().chain(settings.highlights.names.iter().map(String::as_str));
            settings.highlights.color(name).ok_or_else(|| anyhow!("there is no color \"{name}\"; {}", advice(name, known())))
        });
        let verdict = options.verdict.as_deref().map(|name| {
            let known = Rating::ALL.iter().map(|r| r.name());
            Rating::from_name(name).ok_or_else(|| anyhow!("there is no verdict \"{name}\"; {}", advice(name, known)))
        });
        Ok(Self {
            tags: options.tag.clone(),
            since: options.since.as_deref().map(moment).transpose()?,
            color: color.transpose()?.map(str::to_owned),
            verdict: verdict.transpose()?,
            query: options.query.as_ref().map(|q| q.to_lowercase()),
        })
    }

    fn takes(&self, placed: &Placed) -> bool {
        let a = placed.annotation.as_ref();
        let said = || [a.words(), a.note.as_deref().unwrap_or_default()].into_iter().chain(a.tags.iter().map(String::as_str));
        self.tags.iter().all(|tag| a.tags.iter().any(|t| t.eq_ignore_ascii_case(tag)))
            && self.since.is_none_or(|since| a.modified.parse::<jiff::Timestamp>().is_ok_and(|m| m >= since))
            && (self.color.is_none() || self.color == a.color)
            && self.verdict.is_none_or(|v| a.verdict.as_ref().map_or(Rating::Unchecked, |v| v.rating) == v)
            && self.query.as_ref().is_none_or(|q| said().any(|s| s.to_lowercase().contains(q)))
    }
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
fn text(out: &mut impl Write, chosen: &[(&Bundle, Vec<&Placed>)], settings: &Settings) -> io::Result<()> {
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

fn json_array(out: &mut impl Write, chosen: &[(&Bundle, Vec<&Placed>)]) -> anyhow::Result<()> {
    let mut all = Vec::new();
    for (bundle, placed) in chosen {
        let positions = Positions::new(&bundle.article.text);
        let on_findings = placed.iter().any(|p| matches!(p.annotation.target, Target::Finding { .. }));
        let analysis = if on_findings { analyze::analyze(&bundle.article) } else { Analysis::default() };
        let article = json!({"id": bundle.shelf.id(), "title": bundle.article.title(), "origin": origin(&bundle.article.origin)});
        all.extend(placed.iter().map(|p| record(p, &article, &positions, &analysis)));
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

fn origin(origin: &Origin) -> String {
    match origin {
        Origin::Sample(name) => format!("sample:{name}"),
        Origin::File(path) => path.display().to_string(),
        Origin::Url(url) => url.clone(),
        Origin::Stdin => "stdin".to_owned(),
    }
}

/// One collection; each annotation names the article it stands on.
fn linked(chosen: &[(&Bundle, Vec<&Placed>)]) -> String {
    let annotations = chosen.iter().flat_map(|(bundle, placed)| {
        let source = bundle.source();
        placed.iter().map(move |p| {
            let mut annotation = p.annotation.as_ref().clone();
            annotation.source.get_or_insert_with(|| source.clone());
            annotation
        })
    });
    let label = if let [(only, _)] = chosen { Some(one_line(only.article.title())) } else { None };
    jsonld::write(&jsonld::Collection { annotations: annotations.collect(), label, ..jsonld::Collection::default() })
}

/// `sayso tags`.
pub fn tags(change: Option<&TagChange>) -> Done {
    let store = Store::new(home::places()?);
    let (mut bundles, outcome) = library(&store);
    let mut out = BufWriter::new(io::stdout().lock());
    let Some(change) = change else {
        let mut counts = std::collections::BTreeMap::new();
        for (tag, times) in bundles.iter().flat_map(|b| b.list.tags()) {
            *counts.entry(tag).or_insert(0) += times;
        }
        for (tag, times) in counts {
            writeln!(out, "{times:6}  {tag}")?;
        }
        out.flush()?;
        return Ok(outcome);
    };
    let (from, to) = match change {
        TagChange::Rename { from, to } => (std::slice::from_ref(from), to),
        TagChange::Merge { from, into } => (from.as_slice(), into),
    };
    if to.trim().is_empty() {
        bail!("a tag needs a name");
    }
    let mut changed = 0;
    for bundle in &mut bundles {
        let text = bundle.article.text.clone();
        let done = from.iter().filter(|tag| bundle.list.rename_tag(&text, tag, to.trim(), &store::now()).is_some()).count();
        if done > 0 {
            bundle.save()?;
            changed += 1;
        }
    }
    if changed == 0 {
        bail!("no annotation has the tag {}; sayso tags lists those in use", from.join(" or "));
    }
    writeln!(out, "{} → {} in {changed} {}", from.join(", "), to.trim(), if changed == 1 { "article" } else { "articles" })?;
    out.flush()?;
    Ok(outcome)
}

/// `sayso notes import`: each item's outcome is said on a line; what is there already is passed over.
pub fn import(file: &Path, article: Option<&OsStr>) -> Done {
    let store = Store::new(home::places()?);
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let text = String::from_utf8(bytes).map_err(|_| anyhow!("{} is not UTF-8 text; export it again as JSON", file.display()))?;
    let collection = jsonld::read(&text).map_err(|why| anyhow!("{}: {why}", file.display()))?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut failed = collection.unreadable.len();
    for entry in &collection.unreadable {
        writeln!(out, "failed: {}: {}", one_line(entry.entry["id"].as_str().unwrap_or("an entry")), entry.why)?;
    }
    // Annotations by the article they stand on, in the order of the file.
    let mut groups: Vec<(Option<String>, Vec<Annotation>)> = Vec::new();
    for annotation in collection.annotations {
        let own = annotation.source.clone().or_else(|| Some(collection.source.clone()).filter(|s| !s.is_empty()));
        let source = if article.is_some() { None } else { own };
        match groups.iter_mut().find(|g| g.0 == source) {
            Some((_, group)) => group.push(annotation),
            None => groups.push((source, vec![annotation])),
        }
    }
    for (source, group) in groups {
        let bundle = match article {
            Some(argument) => load::article(argument, None).and_then(|article| {
                store.keep(&article, &store::now())?;
                Bundle::open(store.shelf(&article), article)
            }),
            None => known(&store, source.as_deref()),
        };
        match bundle {
            Ok(bundle) => take_in(&mut out, bundle, group)?,
            Err(error) => {
                failed += group.len();
                group.iter().try_for_each(|a| writeln!(out, "failed: {}: {error:#}", label(a)))?;
            }
        }
    }
    out.flush()?;
    Ok(if failed == 0 { Outcome::Fine } else { Outcome::Failed })
}

/// The article of the library that has that address.
fn known(store: &Store, source: Option<&str>) -> anyhow::Result<Bundle> {
    let Some(source) = source else { bail!("it does not say on which article it stands; name one with --article") };
    let id = source.strip_prefix("urn:sayso:article:").map_or_else(
        || {
            let path = source.strip_prefix("file://").map(PathBuf::from);
            let origin = path.map_or_else(|| Origin::Url(source.to_owned()), Origin::File);
            store.id(&Article { origin, ..Article::default() })
        },
        str::to_owned,
    );
    let kept = store.kept(&id)?.and_then(|kept| kept.versions.into_iter().next_back());
    let Some(version) = kept else { bail!("{source} is not in the library; open it once, or name the article with --article") };
    Bundle::open(store.shelf_of(&id), version.article)
}

fn label(annotation: &Annotation) -> String {
    let words = if annotation.words().is_empty() { annotation.note.as_deref().unwrap_or(&annotation.id) } else { annotation.words() };
    let mut words = one_line(words);
    if let Some((at, _)) = words.char_indices().nth(60) {
        words.truncate(at);
        words.push('…');
    }
    format!("“{words}”")
}

fn take_in(out: &mut impl Write, mut bundle: Bundle, group: Vec<Annotation>) -> anyhow::Result<()> {
    let same = |a: &Annotation, b: &Annotation| {
        a.id == b.id || (a.words() == b.words() && a.note == b.note && a.tags == b.tags && a.color == b.color && a.verdict == b.verdict)
    };
    let source = bundle.source();
    let mut fresh: Vec<Annotation> = Vec::new();
    for mut annotation in group {
        let there = bundle.list.all().iter().map(|p| p.annotation.as_ref()).chain(&fresh).any(|a| same(a, &annotation));
        if there {
            writeln!(out, "duplicate: {}", label(&annotation))?;
            continue;
        }
        annotation.source = annotation.source.filter(|own| *own != source);
        fresh.push(annotation);
    }
    if fresh.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = fresh.iter().map(|a| a.id.clone()).collect();
    let what = if ids.len() == 1 { "imported 1 annotation".to_owned() } else { format!("imported {} annotations", ids.len()) };
    let text = bundle.article.text.clone();
    bundle.list.add_all(&text, fresh, &what, &store::now());
    let address = bundle.article.meta.url.clone();
    bundle.shelf.name(bundle.article.title(), address.as_deref());
    bundle.save()?;
    for placed in ids.iter().filter_map(|id| bundle.list.get(id)) {
        let lost = if placed.place == Some(Place::Lost) { " (its words are not in the text as it is now)" } else { "" };
        writeln!(out, "added: {}{lost}", label(&placed.annotation))?;
    }
    Ok(())
}
