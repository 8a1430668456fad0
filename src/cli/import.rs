/*!
`sayso notes import`: annotations of another program, or of another copy of this one, into the library. What a format means, and what is there
already, is `annotation`'s business.
*/

use std::{
    ffi::OsStr,
    fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail};

use super::{Done, Outcome, home, load, notes::Bundle, report::one_line};
use crate::{
    annotation::{Annotation, Place, import},
    article::{Article, Origin},
    io::store::{self, Store},
    text::count::counted,
};

/// `sayso notes import`: each item's outcome is said on a line; what is there already is passed over.
pub fn run(file: &Path, article: Option<&OsStr>) -> Done {
    let store = Store::new(home::places()?);
    let bytes = fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let text = String::from_utf8(bytes).map_err(|_| anyhow!("{} is not UTF-8 text; export it again as JSON", file.display()))?;
    let collection = import::read(&text).map_err(|why| anyhow!("{}: {why}", file.display()))?;
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
            Ok(bundle) => failed += take_in(&mut out, bundle, group)?,
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

/// Says what became of each; gives how many failed.
fn take_in(out: &mut impl Write, mut bundle: Bundle, group: Vec<Annotation>) -> io::Result<usize> {
    let source = bundle.source();
    let mut fresh: Vec<Annotation> = Vec::new();
    for (mut annotation, outcome) in import::sift(bundle.list.all(), group) {
        match outcome {
            import::Outcome::Added => {
                annotation.source = annotation.source.filter(|own| *own != source);
                fresh.push(annotation);
            }
            import::Outcome::Duplicate => writeln!(out, "duplicate: {}", label(&annotation))?,
            import::Outcome::Older => {
                writeln!(out, "skipped: {}: yours has the same id and says something else; yours stays", label(&annotation))?;
            }
        }
    }
    if fresh.is_empty() {
        return Ok(0);
    }
    let ids: Vec<String> = fresh.iter().map(|a| a.id.clone()).collect();
    let what = format!("imported {}", counted(ids.len(), "annotation"));
    let text = bundle.article.text.clone();
    bundle.list.add_all(&text, fresh, &what, &store::now());
    let address = bundle.article.meta.url.clone();
    bundle.shelf.name(bundle.article.title(), address.as_deref());
    let saved = bundle.save();
    for placed in ids.iter().filter_map(|id| bundle.list.get(id)) {
        if let Err(error) = &saved {
            writeln!(out, "failed: {}: {}", label(&placed.annotation), one_line(&format!("{error:#}")))?;
            continue;
        }
        let lost = if placed.place == Some(Place::Lost) { " (its words are not in the text as it is now)" } else { "" };
        writeln!(out, "added: {}{lost}", label(&placed.annotation))?;
    }
    Ok(if saved.is_ok() { 0 } else { ids.len() })
}
