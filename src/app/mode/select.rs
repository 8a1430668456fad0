/*!
Selecting text: the cursor moves as ever and the words between it and where the selection began are selected. The actions of marking take them.
*/

use crate::{
    app::{Action, App, Effect, Key, Mode, Pane, action::Group, motion},
    text::{Span, ceil_boundary},
};

/// A selection being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Select {
    /// Where it began, a byte of the text.
    pub from: usize,
}

impl Select {
    /// Begins a selection at the cursor.
    pub fn begin(app: &mut App) -> Mode {
        app.at.focus = Some(Pane::Article);
        Mode::Select(Self { from: app.reader.cursor() })
    }

    /// The selected words: from where it began to the cursor, both ends taken in.
    pub fn span(self, app: &App) -> Span {
        let (a, b) = (self.from.min(app.reader.cursor()), self.from.max(app.reader.cursor()));
        Span::new(a, ceil_boundary(&app.article.text, b + 1)).trim(&app.article.text)
    }

    /// A key was pressed.
    pub fn key(self, app: &mut App, key: Key) -> Vec<Effect> {
        let Some(action) = app.meaning(key) else {
            app.mode = Mode::Select(self);
            return Vec::new();
        };
        match action {
            Action::Clear | Action::Close | Action::Select => Vec::new(),
            action if motion(action).is_some() => {
                if let Some(motion) = motion(action) {
                    app.reader.go_by(motion);
                }
                app.mode = Mode::Select(self);
                Vec::new()
            }
            action if action.group() == Group::Mark => app.mark(action, Some(self.span(app))),
            action => {
                app.mode = Mode::Select(self);
                app.say(format!("“{}” does not go with a selection; esc leaves it", action.name()));
                Vec::new()
            }
        }
    }
}
