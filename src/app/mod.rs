/*!
Everything the user can see or do, as data: no terminal, no disk, no clock. Defines [`App`]. [`App::key`], [`App::mouse`], [`App::report`] and
[`App::update`] write, `ui::draw` only reads; what the world must do comes back as [`Effect`]s. Here is only the routing: each part below does
its own work, and each mode carries its own draft.
*/

pub mod about;
pub mod action;
pub mod edit;
pub mod jump;
pub mod keymap;
pub mod layout;
pub mod marks;
pub mod mode;
pub mod mouse;
pub mod page;
pub mod panel;
pub mod reader;
mod reopen;
pub mod search;
pub mod ties;
mod told;
mod view;

use std::{mem, sync::Arc};

use ratatui::layout::Size;

pub use self::{
    action::{Action, Effect, Report},
    jump::motion,
    keymap::{Key, Keymap},
    layout::Layout,
    marks::{Mark, Marks, Role, Thing},
    mode::Mode,
    mouse::Mouse,
    panel::{Only, Pane, Panels},
    reader::{Motion, Reader},
    ties::Ties,
};
use self::{keymap::Meaning, reopen::Newer, search::Found};
use crate::{
    analyze::Analysis,
    annotation::{Annotation, Annotations},
    article::Article,
    settings::{Depth, Layers, Settings, Theme},
};

/// All interactive state.
#[derive(Debug)]
pub struct App {
    /// What is read.
    pub article: Arc<Article>,
    /// What was found in it; none until the worker has reported.
    pub analysis: Option<Analysis>,
    /// The reader's own marks, each with its place.
    pub notes: Annotations,
    /// What ties these two to each other.
    pub ties: Ties,
    /// All of them by place.
    pub marks: Marks,
    /// The article pane.
    pub reader: Reader,
    /// The list panes.
    pub panels: Panels,
    /// Where the keys go, and what is lit.
    pub at: At,
    /// What is shown and how.
    pub view: View,
    /// What is on top, with its own draft.
    pub mode: Mode,
    /// Keys and what they mean.
    pub keymap: Keymap,
    /// What the user has set.
    pub settings: Settings,
    /// The time, and an id for what is made next; the session hands in new ones before every event.
    pub now: Now,
    /// The search that was made last.
    pub found: Option<Found>,
    /// A newer text of what is read, until it can be opened.
    newer: Newer,
    /// A note that was begun and not saved.
    pub draft: Option<Annotation>,
    /// What a verdict is being given on.
    pub judging: Option<Annotation>,
    /// The findings as the engine made them, while the reader's corrections stand over them.
    uncorrected: Option<Analysis>,
    /// One line to say; the next key clears it.
    pub said: Option<String>,
}

/// What the status line says of an edit that is on disk.
const SAVED: &str = "saved";

/// How the reader is set up: what the settings say.
#[derive(Debug, Clone)]
pub struct Look {
    /// Keys and what they mean.
    pub keymap: Keymap,
    /// What everything looks like, in the colors that the terminal shows.
    pub theme: Theme,
    /// How many colors that is.
    pub depth: Depth,
    /// The settings themselves.
    pub settings: Settings,
}

impl Default for Look {
    fn default() -> Self {
        Self { keymap: Keymap::default(), theme: Theme::default(), depth: Depth::True, settings: Settings::default() }
    }
}

/// The time, and an id for what is made next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Now {
    /// RFC 3339 in UTC.
    pub time: String,
    /// An IRI that nothing has yet.
    pub id: String,
}

/// Where the reader is.
#[derive(Debug, Clone, Default)]
pub struct At {
    /// The focused pane.
    pub focus: Option<Pane>,
    /// What is selected and lit.
    pub thing: Option<Thing>,
    /// Whether `n` steps through search hits instead of mentions.
    pub in_search: bool,
    /// Where jumps left from.
    trail: Vec<Stop>,
    /// Keys typed of a longer sequence.
    pub typed: Vec<Key>,
}

/// Where a jump left from.
#[derive(Debug, Clone, PartialEq)]
struct Stop {
    cursor: usize,
    focus: Pane,
    thing: Option<Thing>,
}

/// What is shown and how.
#[derive(Debug, Clone)]
pub struct View {
    /// The terminal's size.
    pub size: Size,
    /// Where everything stands; follows from the rest.
    pub layout: Layout,
    /// The article alone.
    pub alone: bool,
    /// What everything looks like, in the colors that the terminal shows.
    pub theme: Theme,
    /// How many colors that is.
    pub depth: Depth,
    /// The layers painted over the text.
    pub layers: Layers,
}

impl App {
    /// The reader, opened on an article; its findings and annotations come as reports.
    pub fn new(article: Article, look: Look, size: Size) -> Self {
        let Look { keymap, theme, depth, settings } = look;
        let article = Arc::new(article);
        let layers = settings.layers;
        let mut app = Self {
            reader: Reader::new(Arc::clone(&article)),
            marks: Marks::new(&article, &Analysis::default(), &[]),
            article,
            analysis: None,
            notes: Annotations::default(),
            ties: Ties::default(),
            panels: Panels::default(),
            at: At::default(),
            view: View { size, layout: Layout::default(), alone: false, theme, depth, layers },
            mode: Mode::Read,
            keymap,
            settings,
            now: Now::default(),
            found: None,
            newer: Newer::None,
            draft: None,
            judging: None,
            uncorrected: None,
            said: None,
        };
        app.settle();
        app
    }

    /// What the world should do first.
    pub fn start(&self) -> Vec<Effect> {
        if self.is_begun() {
            return Vec::new();
        }
        vec![Effect::Load(Arc::clone(&self.article)), Effect::Analyze(Arc::clone(&self.article))]
    }

    /// The focused pane.
    pub fn focus(&self) -> Pane {
        self.at.focus.unwrap_or(Pane::Article)
    }

    /// A key was pressed.
    pub fn key(&mut self, key: Key) -> Vec<Effect> {
        self.said = None;
        let mut effects = match mem::take(&mut self.mode) {
            Mode::Read => self.meaning(key).map_or_else(Vec::new, |action| self.update(action)),
            Mode::Search(draft) => draft.key(self, key),
            Mode::Help(draft) => draft.key(self, key),
            Mode::Select(draft) => draft.key(self, key),
            Mode::Note(draft) => draft.key(self, key),
            Mode::Line(draft) => draft.key(self, key),
            Mode::Pick(draft) => draft.key(self, key),
            Mode::Hints(draft) => draft.key(self, key),
            Mode::Changes(draft) => draft.key(self, key),
        };
        effects.extend(self.reopen());
        self.settle();
        effects
    }

    /// Text was pasted.
    pub fn paste(&mut self, words: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Mode::Note(note) = &self.mode {
            let note = note.clone();
            effects = note.paste(self, words);
        } else if self.mode.takes_text() {
            for c in words.chars().filter(|c| !c.is_control()).take(10_000) {
                effects.extend(self.key(Key::char(c)));
            }
        }
        effects
    }

    /// The terminal has another size.
    pub fn resize(&mut self, size: Size) {
        self.view.size = size;
        self.settle();
    }

    /// The action that the keys typed so far mean, if they are complete.
    pub fn meaning(&mut self, key: Key) -> Option<Action> {
        self.at.typed.push(key);
        let meaning = self.keymap.meaning(&self.at.typed);
        if meaning != Meaning::Begun {
            self.at.typed.clear();
        }
        if let Meaning::Action(action) = meaning { Some(action) } else { None }
    }

    /// Does an action: routes it to the part whose work it is.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Close => return self.close(),
            Action::Clear => self.clear(),
            Action::Help => self.mode = Mode::Help(mode::help::Help::default()),
            Action::Search => self.mode = Mode::Search(mode::search::Search::begin(self)),
            Action::Redraw => return vec![Effect::Redraw],
            Action::Suspend => return vec![Effect::Suspend],
            Action::Library => return vec![Effect::Library],
            Action::Changes => return vec![Effect::Versions(Arc::clone(&self.article))],
            Action::Theme => self.next_theme(),
            Action::Zoom => self.zoom(),
            Action::Sort => self.sort(),
            Action::Filter => self.filter(),
            Action::LayerEntities => self.view.layers.entities ^= true,
            Action::LayerQuotes => self.view.layers.quotes ^= true,
            Action::LayerSources => self.view.layers.sources ^= true,
            Action::LayerNotes => self.view.layers.notes ^= true,
            Action::LayerLinks => self.view.layers.links ^= true,
            Action::PaneNext => self.step_pane(true),
            Action::PaneBack => self.step_pane(false),
            Action::PaneArticle => self.focus_on(Pane::Article),
            Action::PaneEntities => self.focus_on(Pane::Entities),
            Action::PaneQuotes => self.focus_on(Pane::Quotes),
            Action::PaneSources => self.focus_on(Pane::Sources),
            Action::PaneNotes => self.focus_on(Pane::Notes),
            Action::Go => return self.enter(),
            Action::Back => self.back(),
            Action::Next => self.step_mention(true),
            Action::Previous => self.step_mention(false),
            Action::QuoteNext => self.step_to(Pane::Quotes, true),
            Action::QuoteBack => self.step_to(Pane::Quotes, false),
            Action::EntityNext => self.step_to(Pane::Entities, true),
            Action::EntityBack => self.step_to(Pane::Entities, false),
            Action::SourceNext => self.step_to(Pane::Sources, true),
            Action::SourceBack => self.step_to(Pane::Sources, false),
            Action::NoteNext => self.step_to(Pane::Notes, true),
            Action::NoteBack => self.step_to(Pane::Notes, false),
            Action::HeadingNext => self.step_heading(true),
            Action::HeadingBack => self.step_heading(false),
            Action::Hints => self.mode = mode::hints::Hints::begin(self),
            Action::Command => self.mode = mode::line::Line::begin(self, mode::line::Purpose::Command),
            action => match motion(action) {
                Some(motion) => self.go_by(motion),
                None => return self.mark(action, None),
            },
        }
        Vec::new()
    }

    /// Says one line at the foot of the screen.
    pub fn say(&mut self, line: impl Into<String>) {
        self.said = Some(line.into());
    }

    fn close(&mut self) -> Vec<Effect> {
        if self.focus() == Pane::Article {
            return self.leave();
        }
        self.focus_on(Pane::Article);
        Vec::new()
    }

    /// What the world must do before the reader is left.
    pub fn leave(&self) -> Vec<Effect> {
        if self.is_begun() {
            return vec![Effect::Quit];
        }
        vec![Effect::Remember(Arc::clone(&self.article), self.reader.cursor()), Effect::Quit]
    }

    fn clear(&mut self) {
        self.at.thing = None;
        self.at.in_search = false;
        self.found = None;
        self.panels.kind = None;
        self.panels.only = Only::All;
        self.relist();
    }
}
