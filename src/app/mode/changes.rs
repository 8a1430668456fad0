/*!
What changed in the article since it was read before: the changed paragraphs, with what is gone and what is new, one earlier reading at a time.
*/

use crate::{
    app::{App, Effect, Key, Mode, action::Reading, keymap::Code},
    text::diff::{Fate, woven},
};

/// The changes since an earlier reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The earlier readings that differ from this one, the latest first.
    readings: Vec<Reading>,
    /// Which of them is compared with.
    at: usize,
    /// The changed paragraphs, in stretches.
    pub lines: Vec<Vec<(Fate, String)>>,
    /// Paragraphs scrolled away.
    pub top: usize,
}

impl Changes {
    /// What stands above the changes.
    pub fn title(&self) -> String {
        let date = self.readings.get(self.at).map_or("", |r| r.date.get(..16).unwrap_or(&r.date)).replace('T', " ");
        let which = if self.readings.len() > 1 { format!(" ({} of {})", self.at + 1, self.readings.len()) } else { String::new() };
        format!("Changed since the reading of {date}{which}")
    }

    fn compare(&mut self, text: &str) {
        let old = self.readings.get(self.at).map_or("", |r| r.text.as_str());
        self.lines = woven(old, text);
        self.lines.retain(|line| line.iter().any(|(fate, _)| *fate != Fate::Same));
        self.top = 0;
    }

    /// A key was pressed.
    pub fn key(mut self, app: &mut App, key: Key) -> Vec<Effect> {
        let last = self.lines.len().saturating_sub(1);
        let readings = self.readings.len();
        match key.code {
            Code::Esc | Code::Char('q') => return Vec::new(),
            Code::Char('c') if key.ctrl => return Vec::new(),
            Code::Down | Code::Char('j') => self.top = (self.top + 1).min(last),
            Code::Up | Code::Char('k') => self.top = self.top.saturating_sub(1),
            Code::PageDown | Code::Char(' ') => self.top = (self.top + 5).min(last),
            Code::PageUp => self.top = self.top.saturating_sub(5),
            Code::Left | Code::Char('h') if self.at + 1 < readings => {
                self.at += 1;
                self.compare(&app.article.text);
            }
            Code::Right | Code::Char('l') if self.at > 0 => {
                self.at -= 1;
                self.compare(&app.article.text);
            }
            _ => {}
        }
        app.mode = Mode::Changes(self);
        Vec::new()
    }
}

impl App {
    /// Shows what changed since the latest reading that differs.
    pub(in crate::app) fn show_changes(&mut self, mut readings: Vec<Reading>) {
        readings.reverse();
        readings.retain(|r| r.text != self.article.text);
        if readings.is_empty() {
            self.say("no earlier reading of this article differs from it");
            return;
        }
        let mut changes = Changes { readings, at: 0, lines: Vec::new(), top: 0 };
        changes.compare(&self.article.text);
        self.mode = Mode::Changes(changes);
    }
}
