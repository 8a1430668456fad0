/*!
One line typed at the foot of the screen, with completion: tags, a command, a speaker's name, a link to evidence.
*/

use crate::{
    annotation::Annotation,
    app::{Action, App, Effect, Key, Mode, keymap::Code},
    settings::theme::BUILT_IN,
    text::Span,
};

/// What the line is for.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// The tags of an annotation, parted by commas.
    Tags(Box<Annotation>),
    /// An action or a command by name.
    Command,
    /// The name of who says the quote at a place, or of who says words that were missed as a quote.
    Speaker {
        /// Where.
        at: Span,
        /// Whether the words were missed.
        missed: bool,
    },
    /// A link to the evidence for the verdict on an annotation.
    Evidence(Box<Annotation>),
}

/// A line being typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is for.
    pub purpose: Purpose,
    /// The words so far.
    pub text: String,
    /// What can be completed to.
    choices: Vec<String>,
}

impl Line {
    /// Opens a line.
    pub fn begin(app: &App, purpose: Purpose) -> Mode {
        let (text, choices) = match &purpose {
            Purpose::Tags(annotation) => {
                let mut text = annotation.tags.join(", ");
                if !text.is_empty() {
                    text.push_str(", ");
                }
                (text, app.notes.tags().into_iter().map(|(tag, _)| tag).collect())
            }
            Purpose::Command => (String::new(), commands()),
            Purpose::Speaker { .. } => (String::new(), app.speakers()),
            Purpose::Evidence(annotation) => {
                let link = annotation.verdict.as_ref().and_then(|v| v.evidence.clone());
                (link.unwrap_or_default(), Vec::new())
            }
        };
        Mode::Line(Self { purpose, text, choices })
    }

    /// What stands before the typed words.
    pub const fn prompt(&self) -> &'static str {
        match self.purpose {
            Purpose::Tags(_) => "tags: ",
            Purpose::Command => ":",
            Purpose::Speaker { .. } => "said by: ",
            Purpose::Evidence(_) => "evidence (a link, or enter): ",
        }
    }

    /// The part that completion works on: the last tag, or the whole line.
    fn part(&self) -> &str {
        match self.purpose {
            Purpose::Tags(_) => self.text.rsplit(',').next().unwrap_or_default().trim_start(),
            _ => &self.text,
        }
    }

    /// The choices that begin with, or else hold, what was typed.
    pub fn fitting(&self) -> Vec<&str> {
        let part = self.part().to_lowercase();
        let begins = |c: &&String| c.to_lowercase().starts_with(&part);
        let holds = |c: &&String| !begins(c) && c.to_lowercase().contains(&part);
        let all = || self.choices.iter();
        all().filter(begins).chain(all().filter(holds)).map(String::as_str).collect()
    }

    /// A key was pressed.
    pub fn key(mut self, app: &mut App, key: Key) -> Vec<Effect> {
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c'), true) => return Vec::new(),
            (Code::Enter, _) => return self.done(app),
            (Code::Backspace, _) if self.text.is_empty() => return Vec::new(),
            (Code::Backspace, _) => {
                self.text.pop();
            }
            (Code::Char('u'), true) => self.text.clear(),
            (Code::Tab, _) => self.complete(),
            _ => self.text.extend(key.typed()),
        }
        app.mode = Mode::Line(self);
        Vec::new()
    }

    fn complete(&mut self) {
        if let Some(choice) = self.fitting().first().map(|c| (*c).to_owned()) {
            let keep = self.text.len() - self.part().len();
            self.text.truncate(keep);
            self.text.push_str(&choice);
            if matches!(self.purpose, Purpose::Tags(_)) {
                self.text.push_str(", ");
            }
        }
    }

    fn done(self, app: &mut App) -> Vec<Effect> {
        let text = self.text.trim().to_owned();
        match self.purpose {
            Purpose::Tags(annotation) => {
                let mut changed = Annotation { tags: Vec::new(), ..*annotation };
                text.split(',').for_each(|tag| changed.tag(tag));
                app.put(changed)
            }
            Purpose::Speaker { at, missed } => app.speaker_is(at, missed, (!text.is_empty()).then_some(text)),
            Purpose::Evidence(mut annotation) => {
                if let Some(verdict) = &mut annotation.verdict {
                    verdict.evidence = (!text.is_empty()).then_some(text);
                }
                app.put(*annotation)
            }
            Purpose::Command => command(app, &text),
        }
    }
}

/// Every action's name, and the commands that take a word.
fn commands() -> Vec<String> {
    let themes = BUILT_IN.iter().map(|(name, _)| format!("theme {name}"));
    Action::ALL.iter().map(|a| a.name().to_owned()).chain(themes).collect()
}

fn command(app: &mut App, line: &str) -> Vec<Effect> {
    if line.is_empty() {
        return Vec::new();
    }
    let (name, word) = line.split_once(' ').unwrap_or((line, ""));
    if let Some(percent) = line.strip_suffix('%').and_then(|n| n.parse::<usize>().ok()) {
        let at = crate::text::floor_boundary(&app.article.text, app.article.text.len() * percent.min(100) / 100);
        app.jump(Span::new(at, at));
        return Vec::new();
    }
    match name {
        "q" | "quit" | "wq" | "x" if word.is_empty() => return app.leave(),
        "theme" if !word.is_empty() => {
            if !app.set_theme(word.trim()) {
                let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
                app.say(format!("there is no theme “{word}”; there are {}", names.join(", ")));
            }
            return Vec::new();
        }
        _ => {}
    }
    let begin: Vec<Action> = Action::ALL.iter().copied().filter(|a| a.name().starts_with(line)).collect();
    match (Action::from_name(line), begin.as_slice()) {
        (Some(action), _) => app.update(action),
        (None, [action]) => app.update(*action),
        (None, []) => {
            app.say(format!("there is no command “{line}”; tab completes, ? lists all"));
            Vec::new()
        }
        (None, several) => {
            let names: Vec<&str> = several.iter().map(|a| a.name()).collect();
            app.say(format!("“{line}” may be {}", names.join(", ")));
            Vec::new()
        }
    }
}
