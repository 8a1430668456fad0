/*!
The thread that keeps the reader's work: annotations, drafts and the place read, in the order of asking, off the session's thread. What could
not be saved is tried again until it can be. It also looks for what another program has saved. What is kept where is [`super::store`]'s and
[`super::shelf`]'s business.
*/

use std::{
    collections::HashSet,
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{
    lexicon,
    places::Places,
    session::Read,
    shelf::Shelf,
    store::{Store, now},
};
use crate::{
    analyze::correct::Lesson,
    annotation::{Anchor, Annotation, Annotations, Place, history::Record, merge},
    app::{Report, action::Reading},
    article::Article,
    text::count::counted,
};

/// How often another program's work is looked for; a look is one question about a file.
const LOOK: Duration = Duration::from_millis(400);

/// After so many looks what could not be saved is tried again.
const RETRY: usize = 5;

/// Texts up to this size are kept on opening; longer ones with the first annotation.
const SMALL: usize = 2_000_000;

/// One thing to do.
pub enum Job {
    /// Read what is kept of an article.
    Load(Arc<Article>),
    /// Save its annotations, with what was done to them.
    Save(Vec<Arc<Annotation>>, Vec<Record>),
    /// Keep an unfinished note.
    KeepDraft(Box<Annotation>),
    /// Forget one.
    DropDraft(String),
    /// Keep a correction for all articles.
    Learn(Lesson),
    /// Keep the place read, a byte of the article.
    Remember(Arc<Article>, usize),
    /// List the library.
    Library,
    /// Read the library's article with that id, from where we got it or else as it was read last.
    Read(String, Read),
    /// Fetch the kept readings of an article.
    Versions(Arc<Article>),
}

/// The thread; dropping it waits until all that was asked is done.
pub struct Keeper {
    send: Option<Sender<Job>>,
    thread: Option<JoinHandle<Option<String>>>,
}

impl Keeper {
    /// Starts the thread; `report` tells the session what happened.
    pub fn start(places: Option<Places>, report: impl Fn(Report) + Send + 'static) -> Self {
        let (send, jobs) = mpsc::channel();
        let thread = thread::spawn(move || {
            let Some(places) = places else {
                report(Report::Said("there is no home folder: nothing will be kept; set SAYSO_HOME to a folder".into()));
                return None;
            };
            Desk {
                store: Store::new(places),
                shelf: None,
                article: None,
                ours: Vec::new(),
                unsaved: None,
                told: Told::default(),
                draft: None,
                kept: false,
                report: Box::new(report),
            }
            .serve(&jobs)
        });
        Self { send: Some(send), thread: Some(thread) }
    }

    /// Waits until all that was asked is done. Says what could not be saved, and where it is instead.
    pub fn finish(&mut self) -> Option<String> {
        drop(self.send.take());
        self.thread.take().and_then(|thread| thread.join().ok()).flatten()
    }

    /// Asks for something to be done.
    pub fn ask(&self, job: Job) {
        // The thread ends early only where there is no home folder, and has said so.
        let _ = self.send.as_ref().map(|send| send.send(job));
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.finish();
    }
}

/// Work that could not be saved.
struct Unsaved {
    annotations: Vec<Arc<Annotation>>,
    records: Vec<Record>,
    /// Looks since it was last tried.
    looks: usize,
    /// Why, and where it is instead.
    why: String,
}

/// What the session has: the list it last sent, then each merged list that was reported since. It may not have taken those over when it next
/// saves, for reports and saves cross on their way.
#[derive(Default)]
struct Told(Vec<Vec<Arc<Annotation>>>);

impl Told {
    /// What the session means by `now`: with all that it was told, where it has not taken that over yet; else none.
    fn join(&self, now: &[Arc<Annotation>]) -> Option<Vec<Arc<Annotation>>> {
        let all = |list: &[Arc<Annotation>]| list.iter().map(Arc::as_ptr).collect::<HashSet<_>>();
        let present = all(now);
        let took = |n: &usize| {
            let (before, after) = (all(&self.0[n - 1]), all(&self.0[*n]));
            let mut new = after.difference(&before).peekable();
            if new.peek().is_some() { new.any(|a| present.contains(a)) } else { !before.difference(&after).any(|a| present.contains(a)) }
        };
        let last = self.0.len().checked_sub(1)?;
        let has = (1..=last).rev().find(took).unwrap_or(0);
        (has < last).then(|| merge::merge(&self.0[has], now, &self.0[last]))
    }
}

/// What the thread knows.
struct Desk {
    store: Store,
    shelf: Option<Shelf>,
    article: Option<Arc<Article>>,
    ours: Vec<Arc<Annotation>>,
    unsaved: Option<Unsaved>,
    told: Told,
    /// An unfinished note that is not on disk yet: written a moment after the typing stops, or before anything else is done.
    draft: Option<Box<Annotation>>,
    /// Whether the text itself is on disk.
    kept: bool,
    report: Box<dyn Fn(Report) + Send>,
}

impl Desk {
    fn serve(&mut self, jobs: &Receiver<Job>) -> Option<String> {
        loop {
            match jobs.recv_timeout(LOOK) {
                Ok(Job::KeepDraft(draft)) => self.draft = Some(draft),
                Ok(job) => {
                    self.write_draft();
                    self.work(job);
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.write_draft();
                    self.look();
                }
                Err(RecvTimeoutError::Disconnected) => {
                    self.write_draft();
                    self.retry();
                    return self.unsaved.take().map(|unsaved| unsaved.why);
                }
            }
        }
    }

    fn work(&mut self, job: Job) {
        match job {
            Job::Load(article) => self.load(article),
            Job::Save(annotations, records) => {
                let mut all = self.unsaved.take().map_or_else(Vec::new, |unsaved| unsaved.records);
                all.extend(records);
                match std::mem::take(&mut self.told).join(&annotations) {
                    Some(joined) => {
                        self.tell_merged(annotations, joined.clone());
                        self.save(joined, all, true);
                    }
                    None => self.save(annotations, all, true),
                }
            }
            Job::KeepDraft(draft) => self.draft = Some(draft),
            Job::DropDraft(id) => self.tell(self.shelf.as_ref().map(|s| s.drop_draft(&id))),
            Job::Learn(lesson) => (self.report)(Report::Said(lexicon::learn(self.store.places(), &lesson))),
            Job::Library => (self.report)(Report::Library(self.store.shelved())),
            Job::Read(id, read) => match self.store.kept(&id).ok().flatten().and_then(|kept| kept.versions.into_iter().next_back()) {
                Some(version) => {
                    // Until the session loads it, nobody's work is looked for.
                    self.article = None;
                    let article = read(&version.article.origin).unwrap_or(version.article);
                    (self.report)(Report::Opened(Box::new(article)));
                }
                None => (self.report)(Report::Said("this article cannot be read any more; sayso doctor tells why".into())),
            },
            Job::Versions(article) => {
                let kept = self.store.kept(&self.store.id(&article)).ok().flatten().unwrap_or_default();
                let readings = kept.versions.into_iter().map(|v| Reading { date: v.date, text: v.article.text });
                (self.report)(Report::Versions(readings.collect()));
            }
            // Where the place cannot be kept, the next session begins at the top; that is no message worth the last frame.
            Job::Remember(article, at) => drop(self.shelf.as_ref().map(|s| s.keep_position(&place(&article.text, at)))),
        }
    }

    fn write_draft(&mut self) {
        if let Some(draft) = self.draft.take() {
            self.tell(self.shelf.as_ref().map(|s| s.keep_draft(&draft)));
        }
    }

    fn tell<E: std::fmt::Display>(&self, done: Option<Result<(), E>>) {
        if let Some(Err(error)) = done {
            (self.report)(Report::Said(error.to_string()));
        }
    }

    fn load(&mut self, article: Arc<Article>) {
        self.retry();
        // What could not be saved even now is in its recovery file; the next save is another shelf's.
        self.unsaved = None;
        self.told = Told::default();
        let mut kept = self.store.shelf(&article);
        kept.name(article.title(), article.meta.url.as_deref());
        if let Some(Place::Exact(span) | Place::Moved(span) | Place::Guessed(span, _)) = kept.position().map(|p| p.resolve(&article.text)) {
            (self.report)(Report::PlaceKnown(span.start));
        }
        match kept.load() {
            Ok(loaded) => {
                let mut remarks = loaded.remarks;
                match kept.restore().map_err(|unsaved| unsaved.to_string()) {
                    Ok(0) => {}
                    Ok(n) => {
                        let what = counted(n, "annotation");
                        remarks.push(format!("saved now, from a recovery file: {what} that could not be saved before"));
                    }
                    Err(why) => remarks.push(why),
                }
                self.ours = kept.annotations().to_vec();
                let notes = Annotations::open_shared(&article.text, self.ours.iter().cloned(), kept.history());
                (self.report)(Report::NotesLoaded(notes));
                if !remarks.is_empty() {
                    (self.report)(Report::Said(remarks.join("; ")));
                }
                kept.drafts().into_iter().for_each(|draft| (self.report)(Report::Draft(Box::new(draft))));
            }
            Err(error) => {
                self.ours.clear();
                (self.report)(Report::Said(error.to_string()));
            }
        }
        self.shelf = Some(kept);
        self.kept = false;
        let small = article.text.len() <= SMALL;
        self.article = Some(article);
        if small {
            self.keep();
        }
    }

    /// Keeps the article's text, once; again where its folder went away.
    fn keep(&mut self) {
        self.kept &= self.shelf.as_ref().is_some_and(|shelf| self.store.holds(shelf.id()));
        if let Some(article) = self.article.as_ref().filter(|_| !self.kept) {
            match self.store.keep(article, &now()) {
                Ok(_) => self.kept = true,
                Err(error) => (self.report)(Report::Said(error.to_string())),
            }
        }
    }

    /// Saves; a failure is told when `aloud`, or when it is another than before.
    fn save(&mut self, annotations: Vec<Arc<Annotation>>, records: Vec<Record>, aloud: bool) {
        let Some(file) = &mut self.shelf else { return };
        match file.save(&annotations, &records) {
            Ok(saved) => {
                self.ours.clone_from(&annotations);
                (self.report)(Report::Saved);
                if let Some(merged) = saved.merged {
                    self.tell_merged(annotations, merged);
                }
                self.keep();
            }
            Err(error) => {
                let why = error.to_string();
                if aloud {
                    (self.report)(Report::SaveFailed(format!("{why}; it is tried again by itself")));
                }
                self.ours.clone_from(&annotations);
                self.unsaved = Some(Unsaved { annotations, records, looks: 0, why });
            }
        }
    }

    /// Tries again what could not be saved.
    fn retry(&mut self) {
        if let Some(Unsaved { annotations, records, .. }) = self.unsaved.take() {
            self.save(annotations, records, false);
        }
    }

    fn look(&mut self) {
        if let Some(unsaved) = &mut self.unsaved {
            unsaved.looks += 1;
            if unsaved.looks >= RETRY {
                self.retry();
            }
            return;
        }
        if self.article.is_none() {
            return;
        }
        // A file that cannot be read now is told of when something is saved to it.
        if let Some(Ok(Some(merged))) = self.shelf.as_mut().map(|s| s.poll(&self.ours)) {
            self.tell_merged(self.ours.clone(), merged);
        }
    }

    fn tell_merged(&mut self, before: Vec<Arc<Annotation>>, merged: Vec<Arc<Annotation>>) {
        self.ours.clone_from(&merged);
        if self.told.0.is_empty() {
            self.told.0.push(before);
        }
        self.told.0.push(merged.clone());
        (self.report)(Report::Merged(merged));
    }
}

/// The place read as an anchor: the words from the cursor on.
fn place(text: &str, at: usize) -> Anchor {
    let end = crate::text::ceil_boundary(text, at.saturating_add(80));
    Anchor::describe(text, crate::text::Span::new(at, end))
}
