/*!
Letters on every thing in sight; typing them selects it.
*/

use std::collections::HashSet;

use crate::{
    app::{App, Effect, Key, Mode, Thing, keymap::Code},
    text::Span,
};

/// The letters, those under the resting fingers first.
const LETTERS: &[u8] = b"asdfjklghqwertyuiopzxcvbnm";

/// Letters on things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hints {
    /// Label, where it stands, and what it selects.
    pub labels: Vec<(String, Span, Thing)>,
    /// The letters typed so far.
    pub typed: String,
}

impl Hints {
    /// Letters every thing in sight, each once, in the order of the text.
    pub fn begin(app: &mut App) -> Mode {
        // In a narrow terminal a list hides the text that is to be lettered.
        if app.view.layout.text.is_empty() {
            app.at.focus = None;
            app.settle();
        }
        let sight = app.reader.in_sight();
        let mut seen = HashSet::new();
        let mut places: Vec<(Span, Thing)> = Vec::new();
        for mark in app.marks.within(sight) {
            if let Some(thing) = mark.thing
                && mark.span.start >= sight.start
                && seen.insert(mark.span.start)
            {
                places.push((mark.span, thing));
            }
        }
        if places.is_empty() {
            app.say("nothing in sight to letter");
            return Mode::Read;
        }
        let two = places.len() > LETTERS.len();
        let letter = |n: usize| char::from(LETTERS[n % LETTERS.len()]);
        let label = |n: usize| if two { format!("{}{}", letter(n / LETTERS.len()), letter(n)) } else { letter(n).to_string() };
        let labels = places.into_iter().take(LETTERS.len().pow(2)).enumerate().map(|(n, (span, thing))| (label(n), span, thing)).collect();
        Mode::Hints(Self { labels, typed: String::new() })
    }

    /// A key was pressed.
    pub fn key(mut self, app: &mut App, key: Key) -> Vec<Effect> {
        match key.typed() {
            Some(c) => self.typed.push(c.to_ascii_lowercase()),
            None if key.code == Code::Backspace && self.typed.pop().is_some() => {}
            None => return Vec::new(),
        }
        if let Some((_, span, thing)) = self.labels.iter().find(|(label, ..)| *label == self.typed) {
            app.jump(Span::new(span.start, span.start));
            app.select(*thing);
        } else if self.labels.iter().any(|(label, ..)| label.starts_with(&self.typed)) {
            app.mode = Mode::Hints(self);
        } else {
            app.say(format!("no thing is lettered “{}”", self.typed));
        }
        Vec::new()
    }
}
