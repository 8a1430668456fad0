/*!
Writing a note, in place: an editor of several lines on one annotation, old or new. What is typed is kept as a draft until it is saved.
*/

use std::mem;

use ratatui::style::Style;
use ratatui_textarea::{CursorMove, Input, Key as Typed, TextArea, WrapMode};

use crate::{
    annotation::Annotation,
    app::{App, Effect, Key, Mode, keymap::Code},
    text::clean::is_hostile,
};

/// A note being written.
#[derive(Debug, Clone)]
pub struct Note {
    /// The editor with the words so far.
    pub editor: Box<TextArea<'static>>,
    /// What it is a note of; a new annotation or one from the list.
    pub annotation: Box<Annotation>,
}

impl Note {
    /// Opens the editor on an annotation, with its note in it.
    pub fn begin(annotation: Annotation) -> Mode {
        let editor = Box::new(editor(annotation.note.as_deref().unwrap_or("")));
        Mode::Note(Self { editor, annotation: Box::new(annotation) })
    }

    fn words(&self) -> String {
        self.editor.lines().join("\n").trim_end().to_owned()
    }

    /// The annotation as it would be saved now.
    fn draft(&self) -> Annotation {
        let words = self.words();
        Annotation { note: (!words.is_empty()).then_some(words), ..(*self.annotation).clone() }
    }

    /// A key was pressed.
    pub fn key(mut self, app: &mut App, key: Key) -> Vec<Effect> {
        match (key.code, key.ctrl) {
            (Code::Char('s'), true) => return app.keep_note(self.draft()),
            (Code::Char('g'), true) => {
                let words = self.words();
                app.mode = Mode::Note(self);
                return vec![Effect::Edit(words)];
            }
            (Code::Esc, _) | (Code::Char('c'), true) => return self.leave(app),
            _ => {}
        }
        let changed = self.editor.input(input(key));
        self.stay(app, changed)
    }

    /// Words were pasted.
    pub fn paste(mut self, app: &mut App, words: &str) -> Vec<Effect> {
        self.editor.insert_str(without_hostile(words));
        self.stay(app, true)
    }

    fn stay(self, app: &mut App, changed: bool) -> Vec<Effect> {
        let effects = if changed { vec![Effect::KeepDraft(Box::new(self.draft()))] } else { Vec::new() };
        app.mode = Mode::Note(self);
        effects
    }

    fn leave(self, app: &mut App) -> Vec<Effect> {
        let draft = self.draft();
        if draft.note == self.annotation.note {
            return vec![Effect::DropDraft(draft.id)];
        }
        let line = format!("the draft is kept: {} goes on with it", app.keymap.key(crate::app::Action::Note));
        app.say(line);
        app.draft = Some(draft.clone());
        vec![Effect::KeepDraft(Box::new(draft))]
    }
}

impl App {
    /// The user's own editor gave back these words for the note that is being written.
    pub(in crate::app) fn edited(&mut self, words: &str) -> Vec<Effect> {
        let Mode::Note(note) = mem::take(&mut self.mode) else { return Vec::new() };
        let words = without_hostile(words);
        let note = Note { editor: Box::new(editor(words.trim_end())), ..note };
        note.stay(self, true)
    }
}

/// An editor on some words, its cursor after them.
fn editor(words: &str) -> TextArea<'static> {
    let mut editor = TextArea::new(words.lines().map(str::to_owned).collect());
    editor.set_wrap_mode(WrapMode::WordOrGlyph);
    editor.set_cursor_line_style(Style::new());
    editor.move_cursor(CursorMove::Bottom);
    editor.move_cursor(CursorMove::End);
    editor
}

/// Words from outside that may stand in a note.
fn without_hostile(words: &str) -> String {
    let words = words.replace("\r\n", "\n").replace('\r', "\n");
    words.chars().filter(|c| *c == '\n' || !is_hostile(*c)).collect()
}

/// Our key → the editor's.
fn input(key: Key) -> Input {
    let typed = match key.code {
        Code::Char(c) => Typed::Char(c),
        Code::Enter => Typed::Enter,
        Code::Tab => Typed::Tab,
        Code::Backspace => Typed::Backspace,
        Code::Delete => Typed::Delete,
        Code::Up => Typed::Up,
        Code::Down => Typed::Down,
        Code::Left => Typed::Left,
        Code::Right => Typed::Right,
        Code::Home => Typed::Home,
        Code::End => Typed::End,
        Code::PageUp => Typed::PageUp,
        Code::PageDown => Typed::PageDown,
        Code::Esc | Code::Insert | Code::F(_) => Typed::Null,
    };
    Input { key: typed, ctrl: key.ctrl, alt: key.alt, shift: key.shift }
}
