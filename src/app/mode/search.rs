/*!
Typing a search: hits light up with every key, Enter keeps them for `n` and `N`, Esc goes back to where it began.
*/

use crate::{
    app::{App, Effect, Key, Mode, keymap::Code, search::Found},
    text::Span,
};

/// A search being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// The words so far.
    pub query: String,
    from: usize,
    /// The search made before, for an empty line and for leaving.
    before: Option<Found>,
}

impl Search {
    /// Begins a search at the cursor.
    pub fn begin(app: &mut App) -> Self {
        Self { query: String::new(), from: app.reader.cursor(), before: app.found.take() }
    }

    /// A key was pressed.
    pub fn key(mut self, app: &mut App, key: Key) -> Vec<Effect> {
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c'), true) => {
                app.found = self.before;
                app.reader.show(Span::new(self.from, self.from));
                return Vec::new();
            }
            (Code::Enter, _) => {
                self.keep(app);
                return Vec::new();
            }
            (Code::Down, _) => Self::look(app, app.reader.cursor(), true),
            (Code::Up, _) => Self::look(app, app.reader.cursor(), false),
            (Code::Backspace, _) if self.query.is_empty() => {
                app.found = self.before;
                return Vec::new();
            }
            (Code::Backspace, _) => {
                self.query.pop();
                self.find(app);
            }
            (Code::Char('u'), true) => {
                self.query.clear();
                self.find(app);
            }
            _ => {
                if let Some(c) = key.typed() {
                    self.query.push(c);
                    self.find(app);
                }
            }
        }
        app.mode = Mode::Search(self);
        Vec::new()
    }

    fn find(&self, app: &mut App) {
        app.found = (!self.query.is_empty()).then(|| Found::new(&app.article.text, &self.query));
        // One byte back, so that a hit right at the cursor counts.
        let hit = app.found.as_ref().and_then(|f| {
            if f.hits.first().is_some_and(|h| h.start == self.from) {
                f.hits.first().copied()
            } else {
                f.step(&app.article.text, self.from.saturating_sub(1), true)
            }
        });
        app.reader.show(hit.unwrap_or(Span::new(self.from, self.from)));
    }

    fn look(app: &mut App, from: usize, forward: bool) {
        if let Some(hit) = app.found.as_ref().and_then(|f| f.step(&app.article.text, from, forward)) {
            app.reader.show(hit);
        }
    }

    fn keep(self, app: &mut App) {
        if self.query.is_empty() {
            app.found = self.before;
        }
        let here = app.reader.cursor();
        match &app.found {
            None => {}
            Some(found) if found.hits.is_empty() => {
                app.say(format!("“{}” is not in this text", found.query));
                app.found = None;
            }
            Some(_) => {
                // The jump leaves from where the search began.
                app.reader.go(self.from);
                app.jump(Span::new(here, here));
                app.at.in_search = true;
                app.at.focus = None;
                app.touch();
            }
        }
    }
}
