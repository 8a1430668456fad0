/*!
Where the annotations of one article are kept. [`Shelf::save`] merges with what another program wrote meanwhile, [`Shelf::poll`] takes
its work over, [`Shelf::load`] sets a damaged file aside and recovers its entries, [`Shelf::restore`] brings back what an earlier session
could not save. Beside them lie the history, drafts and the last place read.
*/

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::files::{self, Stamp, StoreError};
use super::places::Places;
use super::recovery::{self, Recovered};
use super::store::{file_date, now};
use crate::annotation::history::{DEPTH, Record};
use crate::annotation::jsonld::{self, Collection};
use crate::annotation::{Anchor, Annotation, History, merge};

/// One article's annotations on disk, and what this program last knew of them.
#[derive(Debug, Clone)]
pub struct Shelf {
    places: Places,
    id: String,
    /// What the file held when this program last read or wrote it; its annotations are in `base`.
    frame: Collection,
    base: Vec<Arc<Annotation>>,
    stamp: Option<Stamp>,
    /// Entries already written out, in the file's order, so that a save costs what changed.
    lines: Vec<(Arc<Annotation>, String)>,
}

/// What was found on opening.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The annotations.
    pub annotations: Vec<Arc<Annotation>>,
    /// What the user should be told, a sentence each.
    pub remarks: Vec<String>,
}

/// A save that worked.
#[derive(Debug, Default)]
pub struct Saved {
    /// What the file holds now, when another program's work was merged in.
    pub merged: Option<Vec<Arc<Annotation>>>,
}

/// A save that did not. The work is still in memory, and in the recovery file.
#[derive(Debug)]
pub struct Unsaved {
    /// What went wrong and what to do.
    pub error: StoreError,
    /// Where the work was written instead; none when that failed too.
    pub recovery: Option<PathBuf>,
}

impl fmt::Display for Unsaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.recovery {
            Some(path) => write!(f, "{} (your work is safe in {})", self.error, path.display()),
            None => write!(f, "{} (your work is only in memory: do not close this window)", self.error),
        }
    }
}

impl std::error::Error for Unsaved {}

impl Shelf {
    pub(super) fn new(places: Places, id: &str) -> Self {
        let frame = Collection { id: format!("urn:sayso:article:{id}"), ..Collection::default() };
        Self { places, id: id.to_owned(), frame, base: Vec::new(), stamp: None, lines: Vec::new() }
    }

    /// The article's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The folder of the article.
    pub fn folder(&self) -> PathBuf {
        self.places.articles().join(&self.id)
    }

    /// The file of its annotations.
    pub fn file(&self) -> PathBuf {
        self.folder().join("annotations.jsonld")
    }

    /// Names the article in its file: its title and address.
    pub fn name(&mut self, title: &str, address: Option<&str>) {
        self.frame.label = Some(title.to_owned());
        if self.frame.source.is_empty() {
            self.frame.source = address.map_or_else(|| format!("urn:sayso:article:{}", self.id), str::to_owned);
        }
    }

    /// The address its annotations stand on.
    pub fn source(&self) -> &str {
        &self.frame.source
    }

    /// Entries of the file that could not be read; they are kept as they are.
    pub fn unreadable(&self) -> &[jsonld::Unreadable] {
        &self.frame.unreadable
    }

    /// Reads the annotations. A damaged file is set aside by name and its readable entries are recovered.
    ///
    /// # Errors
    /// When the file is there and cannot be read, or when a damaged one cannot be set aside.
    pub fn load(&mut self) -> Result<Loaded, StoreError> {
        let mut loaded = Loaded::default();
        let stamp = files::stamp(&self.file())?;
        let Some(bytes) = files::read(&self.file())? else {
            (self.base, self.stamp) = (Vec::new(), None);
            return Ok(loaded);
        };
        match understood(&bytes) {
            Ok(collection) => self.accept(collection, stamp),
            Err(why) => loaded.remarks.push(self.mend(&why)?),
        }
        if !self.frame.unreadable.is_empty() {
            let n = self.frame.unreadable.len();
            loaded
                .remarks
                .push(format!("{n} of the saved annotations could not be understood; they are kept in {}", self.file().display()));
        }
        loaded.annotations.clone_from(&self.base);
        Ok(loaded)
    }

    fn accept(&mut self, mut collection: Collection, stamp: Option<Stamp>) {
        self.base = std::mem::take(&mut collection.annotations).into_iter().map(Arc::new).collect();
        let (label, source, id) = (self.frame.label.take(), std::mem::take(&mut self.frame.source), std::mem::take(&mut self.frame.id));
        self.frame = collection;
        self.frame.label = self.frame.label.take().or(label);
        if self.frame.source.is_empty() {
            self.frame.source = source;
        }
        if self.frame.id.is_empty() {
            self.frame.id = id;
        }
        self.stamp = stamp;
    }

    /// Sets the damaged file aside and writes what could be recovered of it in its place. Says what was done.
    fn mend(&mut self, why: &str) -> Result<String, StoreError> {
        let file = self.file();
        let _lock = files::lock(&self.folder())?;
        let bytes = files::read(&file)?.unwrap_or_default();
        if let Ok(collection) = understood(&bytes) {
            self.accept(collection, files::stamp(&file)?);
            return Ok(format!("{} was damaged and has been mended by another window", file.display()));
        }
        let aside = self.set_aside(&bytes)?;
        let base = self.base.clone();
        self.write(&base)?;
        Ok(format!(
            "the saved annotations were damaged ({why}): the file was set aside as {}, and {} of its entries were recovered",
            aside.display(),
            base.len()
        ))
    }

    /// Moves the damaged file out of the way; what can be read of it becomes the base. Under the lock.
    fn set_aside(&mut self, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let file = self.file();
        let date = file_date(&now());
        let name = |n: usize| match n {
            0 => format!("annotations.jsonld.damaged-{date}"),
            n => format!("annotations.jsonld.damaged-{date}-{n}"),
        };
        let aside =
            (0..1_000).map(|n| file.with_file_name(name(n))).find(|p| !p.exists()).unwrap_or_else(|| file.with_extension("damaged"));
        fs::rename(&file, &aside).map_err(|why| StoreError::Write { path: aside.clone(), why })?;
        let annotations = jsonld::salvage(&String::from_utf8_lossy(bytes));
        self.accept(Collection { annotations, ..Collection::default() }, None);
        Ok(aside)
    }

    /// Saves `annotations`, the whole list as this program has it, and adds `records` to the history. When this returns, all is on disk.
    ///
    /// # Errors
    /// When nothing could be written; the work is then in the recovery file.
    pub fn save(&mut self, annotations: &[Arc<Annotation>], records: &[Record]) -> Result<Saved, Box<Unsaved>> {
        match self.try_save(annotations) {
            Ok(saved) => {
                self.log(records);
                recovery::drop_own(&self.places, &self.id);
                Ok(saved)
            }
            Err(error) => {
                let annotations = annotations.iter().map(|a| a.as_ref().clone()).collect();
                let text = jsonld::write(&Collection { annotations, ..self.frame.clone() });
                let recovery = recovery::write(&self.places, &self.id, &text);
                Err(Box::new(Unsaved { error, recovery }))
            }
        }
    }

    fn try_save(&mut self, annotations: &[Arc<Annotation>]) -> Result<Saved, StoreError> {
        let _lock = files::lock(&self.folder())?;
        files::sweep(&self.folder());
        let stamp = files::stamp(&self.file())?;
        // A file that went away deletes nothing: only an entry that is gone from a file that is there does.
        if stamp == self.stamp || stamp.is_none() {
            self.write(annotations)?;
            return Ok(Saved::default());
        }
        let bytes = files::read(&self.file())?.unwrap_or_default();
        let before = self.stamp;
        let mut base = std::mem::take(&mut self.base);
        if let Ok(collection) = understood(&bytes) {
            self.accept(collection, stamp);
        } else {
            self.set_aside(&bytes)?;
            // What damage took was not deleted by anybody.
            base.clear();
        }
        let merged = merge::merge(&base, annotations, &self.base);
        if let Err(error) = self.write(&merged) {
            // Nobody knows of the merged list: the next try begins where this one did.
            (self.base, self.stamp) = (base, before);
            return Err(error);
        }
        Ok(Saved { merged: Some(merged) })
    }

    fn write(&mut self, annotations: &[Arc<Annotation>]) -> Result<(), StoreError> {
        let known: HashMap<*const Annotation, usize> = self.lines.iter().enumerate().map(|(n, (a, _))| (Arc::as_ptr(a), n)).collect();
        let mut old = std::mem::take(&mut self.lines);
        let mut line = |annotation: &Arc<Annotation>| match known.get(&Arc::as_ptr(annotation)) {
            Some(n) if !old[*n].1.is_empty() => std::mem::take(&mut old[*n].1),
            _ => jsonld::line(annotation, &self.frame.source),
        };
        let lines: Vec<(Arc<Annotation>, String)> = annotations.iter().map(|a| (Arc::clone(a), line(a))).collect();
        let text = jsonld::assemble(&self.frame, lines.iter().map(|(_, line)| line.as_str()));
        self.lines = lines;
        files::write(&self.file(), text.as_bytes())?;
        self.stamp = files::stamp(&self.file())?;
        self.base = annotations.to_vec();
        Ok(())
    }

    /// Takes over what another program has saved since: `ours` merged with it, when there is something new. Cheap when there is not.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn poll(&mut self, ours: &[Arc<Annotation>]) -> Result<Option<Vec<Arc<Annotation>>>, StoreError> {
        let stamp = files::stamp(&self.file())?;
        if stamp == self.stamp || stamp.is_none() {
            return Ok(None);
        }
        let Ok(collection) = understood(&files::read(&self.file())?.unwrap_or_default()) else {
            // The next save sets a damaged file aside.
            return Ok(None);
        };
        let base = std::mem::take(&mut self.base);
        self.accept(collection, stamp);
        Ok(Some(merge::merge(&base, ours, &self.base)))
    }

    /// The history, for undo after a restart. Lines that cannot be read end it there: what came before them stays undoable.
    pub fn history(&self) -> History {
        let mut history = History::default();
        let path = self.state("history", "jsonl");
        let text = fs::read(&path).map(|b| String::from_utf8_lossy(&b).into_owned()).unwrap_or_default();
        let mut lines = 0;
        for record in text.lines().filter_map(Record::read) {
            history.replay(record);
            lines += 1;
        }
        if lines > DEPTH * 4 {
            let short: String = history.records().iter().map(|r| r.line() + "\n").collect();
            let _ = files::write(&path, short.as_bytes());
        }
        history
    }

    /// Only undo is lost when the history cannot be written, so that is no reason to fail a save.
    fn log(&self, records: &[Record]) {
        if !records.is_empty() {
            let lines: String = records.iter().map(|r| r.line() + "\n").collect();
            let _ = files::append(&self.state("history", "jsonl"), &lines);
        }
    }

    fn state(&self, folder: &str, extension: &str) -> PathBuf {
        self.places.state.join(folder).join(format!("{}.{extension}", self.id))
    }

    /// Keeps an unfinished note, so that a crash does not take it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_draft(&self, draft: &Annotation) -> Result<(), StoreError> {
        let mut drafts = self.drafts();
        drafts.retain(|d| d.id != draft.id);
        drafts.push(draft.clone());
        self.write_drafts(drafts)
    }

    /// The unfinished notes, the latest last.
    pub fn drafts(&self) -> Vec<Annotation> {
        let text = fs::read_to_string(self.state("drafts", "jsonld")).unwrap_or_default();
        jsonld::read(&text).map(|c| c.annotations).unwrap_or_default()
    }

    /// Forgets a draft that was saved or thrown away.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn drop_draft(&self, id: &str) -> Result<(), StoreError> {
        let mut drafts = self.drafts();
        let before = drafts.len();
        drafts.retain(|d| d.id != id);
        if drafts.len() == before { Ok(()) } else { self.write_drafts(drafts) }
    }

    fn write_drafts(&self, annotations: Vec<Annotation>) -> Result<(), StoreError> {
        let path = self.state("drafts", "jsonld");
        if annotations.is_empty() {
            return fs::remove_file(&path).map_err(|why| StoreError::Write { path, why });
        }
        files::write(&path, jsonld::write(&Collection { annotations, ..Collection::default() }).as_bytes())
    }

    /// Remembers the place last read: an anchor, so that it is found again in an edited text.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_position(&self, anchor: &Anchor) -> Result<(), StoreError> {
        files::write(&self.state("positions", "json"), &serde_json::to_vec(anchor).unwrap_or_default())
    }

    /// The place last read.
    pub fn position(&self) -> Option<Anchor> {
        serde_json::from_slice(&fs::read(self.state("positions", "json")).ok()?).ok()
    }

    /// Work of earlier sessions that could not be saved where it belongs.
    pub fn recovered(&self) -> Vec<Recovered> {
        recovery::of(&self.places, &self.id, &self.base)
    }

    /// Puts recovered work where it belongs: what the file lacks is added, of what it has in an older state both notes and all tags are
    /// kept. Only when that is on disk are the recovery files removed. Says how many annotations came back.
    ///
    /// # Errors
    /// When it still cannot be saved; the recovery files stay.
    pub fn restore(&mut self) -> Result<usize, Box<Unsaved>> {
        let recovered = self.recovered();
        let count = recovered.iter().map(|r| r.annotations.len()).sum();
        if count > 0 {
            self.save(&recovery::join(&self.base, &recovered), &[])?;
        }
        for file in recovered {
            // One that stays is looked through again the next time, and holds nothing new then.
            let _ = fs::remove_file(file.path);
        }
        Ok(count)
    }

    /// The annotations as the file holds them, as far as this program has read or written it.
    pub fn annotations(&self) -> &[Arc<Annotation>] {
        &self.base
    }

    /// Damaged files of this article that were set aside.
    pub fn set_aside_files(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.folder()).into_iter().flatten().flatten();
        let mut aside: Vec<PathBuf> = files.filter(|f| f.file_name().to_string_lossy().contains(".damaged")).map(|f| f.path()).collect();
        aside.sort();
        aside
    }
}

fn understood(bytes: &[u8]) -> Result<Collection, String> {
    std::str::from_utf8(bytes).map_err(|e| e.to_string()).and_then(jsonld::read)
}
