/*!
The thread that keeps the reader's work: annotations, drafts and the place read, in the order of asking, off the session's thread. It also looks
for what another program has saved. What is kept where is [`super::store`]'s and [`super::shelf`]'s business.
*/

use std::{
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
    annotation::{Anchor, Annotation, Annotations, Place, history::Record},
    app::{Report, action::Reading},
    article::Article,
};

/// How often another program's work is looked for; a look is one question about a file.
const LOOK: Duration = Duration::from_millis(400);

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
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Starts the thread; `report` tells the session what happened.
    pub fn start(report: impl Fn(Report) + Send + 'static) -> Self {
        let (send, jobs) = mpsc::channel();
        let thread = thread::spawn(move || {
            let Some(places) = Places::find() else {
                report(Report::Said("there is no home folder: nothing will be kept".into()));
                return;
            };
            Desk {
                store: Store::new(places),
                shelf: None,
                article: None,
                ours: Vec::new(),
                draft: None,
                kept: false,
                report: Box::new(report),
            }
            .serve(&jobs);
        });
        Self { send: Some(send), thread: Some(thread) }
    }

    /// Asks for something to be done.
    pub fn ask(&self, job: Job) {
        // The thread ends early only where there is no home folder, and has said so.
        let _ = self.send.as_ref().map(|send| send.send(job));
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.send.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the thread knows.
struct Desk {
    store: Store,
    shelf: Option<Shelf>,
    article: Option<Arc<Article>>,
    ours: Vec<Arc<Annotation>>,
    /// An unfinished note that is not on disk yet: written a moment after the typing stops, or before anything else is done.
    draft: Option<Box<Annotation>>,
    /// Whether the text itself is on disk.
    kept: bool,
    report: Box<dyn Fn(Report) + Send>,
}

impl Desk {
    fn serve(&mut self, jobs: &Receiver<Job>) {
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
                Err(RecvTimeoutError::Disconnected) => return self.write_draft(),
            }
        }
    }

    fn work(&mut self, job: Job) {
        match job {
            Job::Load(article) => self.load(article),
            Job::Save(annotations, records) => self.save(annotations, &records),
            Job::KeepDraft(draft) => self.draft = Some(draft),
            Job::DropDraft(id) => self.tell(self.shelf.as_ref().map(|s| s.drop_draft(&id))),
            Job::Learn(lesson) => (self.report)(Report::Said(lexicon::learn(self.store.places(), &lesson))),
            Job::Library => (self.report)(Report::Library(self.store.shelved())),
            Job::Read(id, read) => match self.store.kept(&id).ok().flatten().and_then(|kept| kept.versions.into_iter().next_back()) {
                Some(version) => {
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
        let mut kept = self.store.shelf(&article);
        kept.name(article.title(), article.meta.url.as_deref());
        if let Some(Place::Exact(span) | Place::Moved(span) | Place::Guessed(span, _)) = kept.position().map(|p| p.resolve(&article.text)) {
            (self.report)(Report::PlaceKnown(span.start));
        }
        match kept.load() {
            Ok(loaded) => {
                self.ours.clone_from(&loaded.annotations);
                let annotations = loaded.annotations.into_iter().map(Arc::unwrap_or_clone);
                let notes = Annotations::open(&article.text, annotations, kept.history());
                (self.report)(Report::NotesLoaded(notes));
                if !loaded.remarks.is_empty() {
                    (self.report)(Report::Said(loaded.remarks.join("; ")));
                }
                kept.drafts().into_iter().for_each(|draft| (self.report)(Report::Draft(Box::new(draft))));
            }
            Err(error) => (self.report)(Report::Said(error.to_string())),
        }
        self.shelf = Some(kept);
        self.kept = false;
        let small = article.text.len() <= SMALL;
        self.article = Some(article);
        if small {
            self.keep();
        }
    }

    /// Keeps the article's text, once.
    fn keep(&mut self) {
        if let Some(article) = self.article.as_ref().filter(|_| !self.kept) {
            match self.store.keep(article, &now()) {
                Ok(_) => self.kept = true,
                Err(error) => (self.report)(Report::Said(error.to_string())),
            }
        }
    }

    fn save(&mut self, annotations: Vec<Arc<Annotation>>, records: &[Record]) {
        self.keep();
        let Some(file) = &mut self.shelf else { return };
        match file.save(&annotations, records) {
            Ok(saved) => {
                self.ours = annotations;
                (self.report)(Report::Saved);
                if let Some(merged) = saved.merged {
                    self.ours.clone_from(&merged);
                    (self.report)(Report::Merged(merged));
                }
            }
            Err(unsaved) => (self.report)(Report::SaveFailed(unsaved.to_string())),
        }
    }

    fn look(&mut self) {
        // A file that cannot be read now is told of when something is saved to it.
        if let Some(Ok(Some(merged))) = self.shelf.as_mut().map(|s| s.poll(&self.ours)) {
            self.ours.clone_from(&merged);
            (self.report)(Report::Merged(merged));
        }
    }
}

/// The place read as an anchor: the words from the cursor on.
fn place(text: &str, at: usize) -> Anchor {
    let end = crate::text::ceil_boundary(text, at.saturating_add(80));
    Anchor::describe(text, crate::text::Span::new(at, end))
}
