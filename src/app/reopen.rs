/*!
A newer text of what is read takes the place of the old one, and the reader stays at the same words: the file has changed, or only its
beginning was shown while the rest was read. Reading files and seeing that they change is `io`'s business.
*/

use std::sync::Arc;

use super::{App, At, Effect, Look, Mode};
use crate::{
    annotation::Anchor,
    article::Article,
    text::{Span, ceil_boundary},
};

/// Bytes after the cursor by which its place is found again.
const EVIDENCE: usize = 80;

/// A newer text of what is read.
#[derive(Debug, Default)]
pub(super) enum Newer {
    /// There is none.
    #[default]
    None,
    /// The beginning is shown; the whole is being read.
    Coming,
    /// It is there, and is opened as soon as nothing stands on top.
    There {
        /// The text.
        article: Box<Article>,
        /// Whether it is the whole of a beginning, rather than a change.
        whole: bool,
    },
}

impl App {
    /// What is shown is only the beginning; the whole comes as [`super::Report::Changed`]. Until then nothing is looked for, kept or marked.
    pub fn await_the_rest(&mut self) {
        self.newer = Newer::Coming;
    }

    /// Whether only the beginning is shown.
    pub fn is_begun(&self) -> bool {
        matches!(self.newer, Newer::Coming | Newer::There { whole: true, .. })
    }

    /// There is a new text. A draft is about the old one and is finished first.
    pub(super) fn changed(&mut self, article: Article) -> Vec<Effect> {
        self.newer = Newer::There { article: Box::new(article), whole: self.is_begun() };
        let effects = self.reopen();
        if matches!(self.newer, Newer::There { whole: false, .. }) {
            self.say("the file has changed; it is read again after this");
        }
        effects
    }

    /// Another article takes the place of this one.
    pub(super) fn open_other(&mut self, article: Article) -> Vec<Effect> {
        let mut effects = vec![Effect::Remember(Arc::clone(&self.article), self.reader.cursor())];
        let look = Look {
            keymap: std::mem::take(&mut self.keymap),
            theme: self.view.theme.clone(),
            depth: self.view.depth,
            settings: self.settings.clone(),
        };
        *self = Self { now: std::mem::take(&mut self.now), ..Self::new(article, look, self.view.size) };
        effects.extend(self.start());
        effects
    }

    /// Opens the new text, if there is one and nothing stands on top.
    pub(super) fn reopen(&mut self) -> Vec<Effect> {
        if !matches!(self.mode, Mode::Read) || !matches!(self.newer, Newer::There { .. }) {
            return Vec::new();
        }
        let Newer::There { article, whole } = std::mem::take(&mut self.newer) else { return Vec::new() };
        if *article == *self.article {
            return if whole { self.start() } else { Vec::new() };
        }
        let (old, cursor) = (&self.article.text, self.reader.cursor());
        let words = Span::new(cursor, ceil_boundary(old, (cursor + EVIDENCE).min(old.len())));
        let place = Anchor::describe(old, words).resolve(&article.text).span();
        let at = place.map_or(cursor.min(article.text.len()), |span| span.start);
        self.article = Arc::new(*article);
        self.reader = self.reader.reopened(Arc::clone(&self.article), at);
        self.analysis = None;
        self.found = None;
        self.at = At { focus: self.at.focus, ..At::default() };
        self.notes.place_in(&self.article.text);
        self.relist();
        self.settle();
        if !whole {
            self.say("the file has changed and was read again");
        }
        self.start()
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Size;

    use super::*;
    use crate::{
        app::{Key, Look, Motion, Report},
        article::{Block, BlockKind},
    };

    /// An article of `count` short paragraphs.
    fn article(count: usize) -> Article {
        let mut article = Article::default();
        for n in 0..count {
            let start = article.text.len();
            article.text += &["Paragraph ", &n.to_string(), " says little.\n\n"].concat();
            article.blocks.push(Block { span: Span::new(start, article.text.len() - 2), kind: BlockKind::Paragraph });
        }
        article
    }

    #[test]
    fn the_rest_of_a_text_comes_below_what_is_read() {
        let mut app = App::new(article(40), Look::default(), Size::new(80, 24));
        app.await_the_rest();
        assert_eq!(app.start(), Vec::new(), "nothing is looked for or kept of a beginning");
        app.reader.go_by(Motion::Halves(2));
        let window = app.reader.window().to_vec();
        assert_eq!(app.key(Key::char('m')), Vec::new());
        assert_eq!(app.said.as_deref(), Some("the rest of the article is still being read"));
        let effects = app.report(Report::Changed(Box::new(article(4000))));
        assert!(matches!(effects[..], [Effect::Load(_), Effect::Analyze(_)]), "{effects:?}");
        assert_eq!(app.reader.window(), window);
        assert!(!app.is_begun() && app.article.blocks.len() == 4000);
    }

    #[test]
    fn a_changed_text_waits_for_what_stands_on_top() {
        let mut app = App::new(article(40), Look::default(), Size::new(80, 24));
        app.key(Key::char('/'));
        assert_eq!(app.report(Report::Changed(Box::new(article(41)))), Vec::new());
        assert_eq!(app.article.blocks.len(), 40);
        app.key(Key { code: crate::app::keymap::Code::Esc, ..Key::char(' ') });
        assert_eq!(app.article.blocks.len(), 41);
    }
}
