/*!
Recovery files: where the work goes that cannot be saved where it belongs, one for each article and process, until it can be. When that is
tried is [`super::shelf`]'s and [`super::keeper`]'s business.
*/

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{files, places::Places};
use crate::annotation::{Annotation, jsonld, merge};

/// Work that an earlier save could not put where it belongs.
#[derive(Debug, Clone, PartialEq)]
pub struct Recovered {
    /// The recovery file.
    pub path: PathBuf,
    /// The annotations that the article's file lacks or has in an older state.
    pub annotations: Vec<Annotation>,
}

/// Beside the history, else in the system's temporary folder.
fn folders(places: &Places) -> [PathBuf; 2] {
    [places.state.clone(), std::env::temp_dir().join("sayso")].map(|folder| folder.join("recovery"))
}

/// This process's own for one article.
fn own(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}-{}.jsonld", std::process::id()))
}

/// Writes `text` where it can be written; none where it cannot be anywhere.
pub(super) fn write(places: &Places, id: &str, text: &str) -> Option<PathBuf> {
    let files = folders(places).map(|folder| own(&folder, id));
    files.into_iter().find(|file| files::write(file, text.as_bytes()).is_ok())
}

/// Removes this process's own: its work is saved.
pub(super) fn drop_own(places: &Places, id: &str) {
    for folder in folders(places) {
        // There is none, nearly always.
        let _ = fs::remove_file(own(&folder, id));
    }
}

/// All recovery files, each with the id of its article.
pub(super) fn all(places: &Places) -> Vec<(String, PathBuf)> {
    let folders = folders(places);
    let files = folders.iter().flat_map(|f| fs::read_dir(f).into_iter().flatten().flatten()).map(|f| f.path());
    let named = |path: PathBuf| {
        let (id, _) = path.file_name()?.to_str()?.strip_suffix(".jsonld")?.rsplit_once('-')?;
        Some((id.to_owned(), path))
    };
    let mut files: Vec<(String, PathBuf)> = files.filter_map(named).collect();
    files.sort();
    files
}

/// Those of one article, with what they hold beyond `present`.
pub(super) fn of(places: &Places, id: &str, present: &[Arc<Annotation>]) -> Vec<Recovered> {
    let known: HashMap<&str, &Arc<Annotation>> = present.iter().map(|a| (a.id.as_str(), a)).collect();
    let read = |path: PathBuf| {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).into_owned();
        let mut annotations = jsonld::read(&text).map_or_else(|_| jsonld::salvage(&text), |c| c.annotations);
        annotations.retain(|a| known.get(a.id.as_str()).is_none_or(|k| k.modified < a.modified));
        Recovered { path, annotations }
    };
    all(places).into_iter().filter(|(of, _)| of == id).map(|(_, path)| read(path)).collect()
}

/// `present` with what was recovered.
pub(super) fn join(present: &[Arc<Annotation>], recovered: &[Recovered]) -> Vec<Arc<Annotation>> {
    let mut joined = present.to_vec();
    let mut at: HashMap<String, usize> = joined.iter().enumerate().map(|(n, a)| (a.id.clone(), n)).collect();
    for annotation in recovered.iter().flat_map(|r| &r.annotations) {
        if let Some(n) = at.get(&annotation.id) {
            joined[*n] = Arc::new(merge::fields(&Annotation::default(), annotation, &joined[*n]));
        } else {
            at.insert(annotation.id.clone(), joined.len());
            joined.push(Arc::new(annotation.clone()));
        }
    }
    joined
}
