/*!
The file that is read has changed: its new text takes the place of the old one, and the reader stays at the same words. Seeing that a file
changes is `io`'s business.
*/

use std::sync::Arc;

use super::{App, At, Effect, Mode, Reader};
use crate::{
    annotation::Anchor,
    article::Article,
    text::{Span, ceil_boundary},
};

/// Bytes after the cursor by which its place is found again.
const EVIDENCE: usize = 80;

impl App {
    /// There is a new text. A draft is about the old one and is finished first.
    pub(super) fn changed(&mut self, article: Article) -> Vec<Effect> {
        self.changed = Some(Box::new(article));
        let effects = self.reopen();
        if self.changed.is_some() {
            self.say("the file has changed; it is read again after this");
        }
        effects
    }

    /// Opens the new text, if there is one and nothing stands on top.
    pub(super) fn reopen(&mut self) -> Vec<Effect> {
        if !matches!(self.mode, Mode::Read) {
            return Vec::new();
        }
        let Some(article) = self.changed.take().filter(|a| **a != *self.article) else { return Vec::new() };
        let (old, cursor) = (&self.article.text, self.reader.cursor());
        let words = Span::new(cursor, ceil_boundary(old, (cursor + EVIDENCE).min(old.len())));
        let place = Anchor::describe(old, words).resolve(&article.text).span();
        let at = place.map_or(cursor.min(article.text.len()), |span| span.start);
        self.article = Arc::new(*article);
        self.reader = Reader::new(Arc::clone(&self.article));
        self.analysis = None;
        self.found = None;
        self.at = At { focus: self.at.focus, ..At::default() };
        self.notes.place_in(&self.article.text);
        self.relist();
        self.settle();
        self.reader.show(Span::new(at, at));
        self.say("the file has changed and was read again");
        self.start()
    }
}
