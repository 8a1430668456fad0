/*!
A small list to pick from: what is wrong with a finding, who says a quote, a verdict, the history of edits. Typing narrows it.
*/

use ratatui::layout::{Constraint, Position, Rect, Size};

use super::line::{Line, Purpose};
use crate::{
    analyze::{EntityKind, QuoteKind, SourceKind},
    annotation::Rating,
    app::{Action, App, Effect, Key, Mode, Mouse, action::Shelved, keymap::Code, mouse::Act},
    text::{Span, count::counted, wrap},
};

/// What picking a row does.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// The finding at the place is corrected so.
    Correct {
        /// What is done, as in [`crate::annotation::Correction::act`].
        act: &'static str,
        /// The kind or name it gives.
        value: Option<String>,
        /// Whether every mention is meant.
        all: bool,
    },
    /// Pick the entity that this one is.
    MergeInto,
    /// Pick who says it.
    Speaker {
        /// Whether the words were missed as a quote.
        missed: bool,
    },
    /// Type who says it.
    SpeakerTyped {
        /// Whether the words were missed as a quote.
        missed: bool,
    },
    /// This one says it, or nobody the text names.
    SpeakerIs {
        /// Whether the words were missed as a quote.
        missed: bool,
        /// Who.
        name: Option<String>,
    },
    /// A verdict on the claim.
    Verdict(Rating),
    /// Undo that many steps.
    Undo(usize),
    /// Do this to the annotation with that id.
    With(String, Action),
    /// The annotation with that id stands here.
    Attach(String, Span),
    /// Read the library's article with that id.
    Read(String),
}

/// A list to pick from.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// What is asked.
    pub title: String,
    /// Rows and what they do.
    rows: Vec<(String, Choice)>,
    /// The chosen row among those that fit.
    pub at: usize,
    /// What was typed to narrow the list.
    pub query: String,
    /// What it is about.
    span: Span,
}

impl Pick {
    /// A list of `rows` about the words at `span`.
    pub fn begin(title: impl Into<String>, span: Span, rows: Vec<(String, Choice)>) -> Mode {
        Mode::Pick(Self { title: title.into(), rows, at: 0, query: String::new(), span })
    }

    /// The corrections of an entity.
    pub fn entity(name: &str, kind: EntityKind, mentions: usize, span: Span) -> Mode {
        let correct = |act, value: Option<&str>, all| Choice::Correct { act, value: value.map(str::to_owned), all };
        let every = if mentions > 1 { format!(" (all {mentions} mentions)") } else { String::new() };
        let mut rows = vec![(format!("not a name{every}"), correct("not-entity", None, true)), ("the same as …".into(), Choice::MergeInto)];
        if mentions > 1 {
            rows.push(("not a name, here only".into(), correct("not-entity", None, false)));
            rows.push(("another thing than the rest of them".into(), correct("split", None, false)));
        }
        let kinds = EntityKind::ALL.iter().filter(|k| **k != kind);
        rows.extend(kinds.map(|k| (format!("{}{every}", k.name()), correct("entity-kind", Some(k.name()), true))));
        Self::begin(format!("{name} is"), span, rows)
    }

    /// The corrections of a quote.
    pub fn quote(kind: QuoteKind, span: Span) -> Mode {
        let mut rows = vec![
            ("said by …".into(), Choice::Speaker { missed: false }),
            ("no quote at all".into(), Choice::Correct { act: "not-quote", value: None, all: false }),
        ];
        let kinds = QuoteKind::ALL.iter().filter(|k| **k != kind);
        rows.extend(kinds.map(|k| {
            let label = match k {
                QuoteKind::Scare => "scare quotes: nobody is quoted",
                QuoteKind::Title => "the title of a work: nobody is quoted",
                other => other.name(),
            };
            (label.to_owned(), Choice::Correct { act: "quote-kind", value: Some(k.name().to_owned()), all: false })
        }));
        Self::begin("This quote is", span, rows)
    }

    /// The corrections of a source.
    pub fn source(name: &str, kind: SourceKind, span: Span) -> Mode {
        let mut rows = vec![("no source".to_owned(), Choice::Correct { act: "not-source", value: None, all: false })];
        let kinds = SourceKind::ALL.iter().filter(|k| **k != kind);
        rows.extend(
            kinds.map(|k| (k.name().to_owned(), Choice::Correct { act: "source-kind", value: Some(k.name().to_owned()), all: false })),
        );
        Self::begin(format!("{name} is"), span, rows)
    }

    /// What selected words are, that the engine missed or that a lost annotation, one of `lost` with its label, is about.
    pub fn missed(span: Span, lost: impl Iterator<Item = (String, String)>) -> Mode {
        let mut rows = vec![("a quote, by …".to_owned(), Choice::Speaker { missed: true })];
        let name = |k: &EntityKind| Choice::Correct { act: "missed-entity", value: Some(k.name().to_owned()), all: true };
        rows.extend(EntityKind::ALL.iter().map(|k| (format!("a name: {}", k.name()), name(k))));
        rows.extend(lost.map(|(id, label)| (format!("the lost words of {label}"), Choice::Attach(id, span))));
        Self::begin("These words are", span, rows)
    }

    /// The articles of the library.
    pub fn library(shelved: &[Shelved]) -> Mode {
        let row = |s: &Shelved| {
            let notes = match s.notes {
                0 => String::new(),
                n => format!("  ·  {}", counted(n, "note")),
            };
            (format!("{}  ·  {}{notes}", s.title, s.opened.get(..10).unwrap_or_default()), Choice::Read(s.id.clone()))
        };
        Self::begin("Library", Span::default(), shelved.iter().map(row).collect())
    }

    /// The rows that fit what was typed.
    pub fn fitting(&self) -> Vec<&(String, Choice)> {
        let query = self.query.to_lowercase();
        self.rows.iter().filter(|(label, _)| query.split_whitespace().all(|w| label.to_lowercase().contains(w))).collect()
    }

    /// The chosen correction, where it can also be kept for all articles: one that speaks of a name wherever it stands.
    pub fn for_all(&self) -> Option<(&'static str, Option<String>)> {
        match self.fitting().get(self.at)? {
            (_, Choice::Correct { act, value, all: true }) => Some((*act, value.clone())),
            _ => None,
        }
    }

    /// The box it is shown in, on a screen of that size.
    pub fn area(&self, size: Size) -> Rect {
        let rows = self.fitting();
        let widest = rows.iter().map(|(label, _)| wrap::width(label)).max().unwrap_or(0).max(wrap::width(&self.title) + 4).max(28);
        let height = (rows.len() as u16 + 3).clamp(5, size.height.saturating_sub(2).clamp(5, 18));
        let (width, height) = ((widest as u16 + 6).min(size.width), height.min(size.height));
        Rect::from((Position::ORIGIN, size)).centered(Constraint::Length(width), Constraint::Length(height))
    }

    /// The first row in sight of the box, and how many there are; they stand below what is typed.
    pub fn window(&self, area: Rect) -> (usize, usize) {
        let shown = usize::from(area.height).saturating_sub(3);
        ((self.at + 1).saturating_sub(shown), shown)
    }

    /// The mouse did something: a click picks a row, one beside the box leaves.
    pub fn mouse(mut self, app: &mut App, mouse: Mouse) -> Vec<Effect> {
        let area = self.area(app.view.size);
        let (top, shown) = self.window(area);
        let last = self.fitting().len().saturating_sub(1);
        match mouse.act {
            Act::Press | Act::Ask if !area.contains(Position::new(mouse.x, mouse.y)) => return Vec::new(),
            Act::Press => {
                let row = usize::from(mouse.y - area.y).checked_sub(2).filter(|n| *n < shown).map(|n| n + top).filter(|n| *n <= last);
                if let Some(choice) = row.and_then(|n| self.fitting().get(n).map(|(_, choice)| choice.clone())) {
                    return self.take(app, choice);
                }
            }
            Act::Wheel(down) => self.at = if down { (self.at + 1).min(last) } else { self.at.saturating_sub(1) },
            Act::Ask | Act::Drag | Act::Release => {}
        }
        app.mode = Mode::Pick(self);
        Vec::new()
    }

    /// A key was pressed.
    pub fn key(mut self, app: &mut App, key: Key) -> Vec<Effect> {
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c'), true) => return Vec::new(),
            (Code::Char('q'), false) if self.query.is_empty() => return Vec::new(),
            (Code::Enter, _) => {
                let choice = self.fitting().get(self.at).map(|(_, choice)| choice.clone());
                return choice.map_or_else(Vec::new, |choice| self.take(app, choice));
            }
            (Code::Char('a'), true) => {
                if let Some((act, value)) = self.for_all() {
                    let lesson = app.lesson(self.span, act, value.as_deref());
                    let mut effects = app.correct(self.span, act, value, true);
                    effects.extend(lesson.map(Effect::Learn));
                    return effects;
                }
            }
            (Code::Down, _) | (Code::Char('n'), true) => self.at += 1,
            (Code::Up, _) | (Code::Char('p'), true) => self.at = self.at.saturating_sub(1),
            (Code::Char('j'), false) if self.query.is_empty() => self.at += 1,
            (Code::Char('k'), false) if self.query.is_empty() => self.at = self.at.saturating_sub(1),
            (Code::Backspace, _) => {
                self.query.pop();
            }
            _ => {
                if let Some(c) = key.typed() {
                    self.query.push(c);
                    self.at = 0;
                }
            }
        }
        self.at = self.at.min(self.fitting().len().saturating_sub(1));
        app.mode = Mode::Pick(self);
        Vec::new()
    }

    fn take(self, app: &mut App, choice: Choice) -> Vec<Effect> {
        match choice {
            Choice::Correct { act, value, all } => return app.correct(self.span, act, value, all),
            Choice::SpeakerIs { missed, name } => return app.speaker_is(self.span, missed, name),
            Choice::Verdict(rating) => return app.judge(rating),
            Choice::Undo(steps) => return app.undo(steps),
            Choice::With(id, action) => return app.mark_one(&id, action),
            Choice::Attach(id, span) => return app.attach(&id, span),
            Choice::Read(id) => return vec![Effect::Read(id)],
            Choice::MergeInto => {
                let names = app.names(|_| true);
                let rows = names.into_iter().map(|n| (n.clone(), Choice::Correct { act: "merge", value: Some(n), all: true })).collect();
                app.mode = Self::begin("The same as", self.span, rows);
            }
            Choice::Speaker { missed } => {
                let mut rows = vec![
                    ("somebody the list lacks …".to_owned(), Choice::SpeakerTyped { missed }),
                    ("nobody: the text does not say".to_owned(), Choice::SpeakerIs { missed, name: None }),
                ];
                rows.extend(app.speakers().into_iter().map(|n| (n.clone(), Choice::SpeakerIs { missed, name: Some(n) })));
                app.mode = Self::begin("Said by", self.span, rows);
            }
            Choice::SpeakerTyped { missed } => app.mode = Line::begin(app, Purpose::Speaker { at: self.span, missed }),
        }
        Vec::new()
    }
}
