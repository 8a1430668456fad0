/*!
The help screen: every action with its keys, made from the action table; typing narrows it.
*/

use crate::app::{Action, App, Effect, Key, Mode, keymap::Code};

/// The help screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Help {
    /// What was typed to narrow it.
    pub query: String,
    /// Rows scrolled away.
    pub top: usize,
    /// Whether every letter is part of the query, as after `/`.
    typing: bool,
}

impl Help {
    /// The actions that fit the query, in the order of the table.
    pub fn actions(&self) -> Vec<Action> {
        let query = self.query.to_lowercase();
        let fits = |a: &Action| query.split_whitespace().all(|w| a.name().contains(w) || a.help().to_lowercase().contains(w));
        Action::ALL.iter().copied().filter(fits).collect()
    }

    /// A key was pressed.
    pub fn key(mut self, app: &mut App, key: Key) -> Vec<Effect> {
        match (key.code, key.typed()) {
            (Code::Esc, _) => return Vec::new(),
            (Code::Char('c'), _) if key.ctrl => return Vec::new(),
            (_, Some('/')) if !self.typing => self.typing = true,
            (_, Some('q' | '?')) if !self.typing => return Vec::new(),
            (Code::Down, _) => self.top += 1,
            (_, Some('j')) if !self.typing => self.top += 1,
            (_, Some('k')) if !self.typing => self.top = self.top.saturating_sub(1),
            (Code::Up, _) => self.top = self.top.saturating_sub(1),
            (Code::PageDown, _) => self.top += 10,
            (Code::PageUp, _) => self.top = self.top.saturating_sub(10),
            (Code::Backspace, _) => {
                self.query.pop();
                self.typing &= !self.query.is_empty();
            }
            (_, Some(c)) => {
                self.query.push(c);
                (self.top, self.typing) = (0, true);
            }
            _ => {}
        }
        self.top = self.top.min(self.actions().len().saturating_sub(1));
        app.mode = Mode::Help(self);
        Vec::new()
    }
}
