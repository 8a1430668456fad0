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

use std::{mem, sync::Arc};

use ratatui::layout::Size;

pub use self::{
    action::{Action, Effect, Report},
    keymap::{Key, Keymap},
    layout::Layout,
    marks::{Mark, Marks, Role, Thing},
    mode::Mode,
    mouse::Mouse,
    panel::{Only, Pane, Panels},
    reader::{Motion, Reader},
    ties::Ties,
};
use self::{keymap::Meaning, layout::Want, mode::pick::Pick, reopen::Newer, search::Found};
use crate::{
    analyze::{Analysis, correct},
    annotation::{Annotation, Annotations},
    article::Article,
    settings::{Depth, Layers, Settings, Theme, theme::BUILT_IN},
    text::{Span, count::counted},
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

    /// The world tells something.
    pub fn report(&mut self, report: Report) -> Vec<Effect> {
        match report {
            Report::Analyzed(analysis) => {
                self.uncorrected = None;
                self.analysis = Some(*analysis);
            }
            Report::NotesLoaded(notes) => self.notes = notes,
            // A reader who has already moved stays where they are.
            Report::PlaceKnown(at) if self.reader.cursor() == self.reader.target(Motion::Text(false), 0) => {
                self.reader.show(Span::new(at, at));
            }
            Report::PlaceKnown(_) => {}
            Report::Merged(all) => {
                let differ = self.notes.take_over(&self.article.text, all);
                if differ > 0 {
                    self.say(format!("{} came from another window", counted(differ, "annotation")));
                }
            }
            Report::Changed(article) => return self.changed(*article),
            Report::Saved => {
                // What was done stays said.
                let done = self.said.take().filter(|line| !line.ends_with(SAVED));
                self.say(done.map_or_else(|| SAVED.to_owned(), |line| format!("{line} · {SAVED}")));
                return Vec::new();
            }
            Report::Library(shelved) => {
                self.mode = Pick::library(&shelved);
                return Vec::new();
            }
            Report::Opened(article) => return self.open_other(*article),
            Report::Versions(versions) => {
                self.show_changes(versions);
                return Vec::new();
            }
            Report::SaveFailed(line) | Report::Said(line) => {
                self.said = Some(line);
                return Vec::new();
            }
            Report::Draft(draft) => {
                let line = format!("a draft of {} is kept: {} goes on with it", draft.modified, self.keymap.key(Action::Note));
                self.draft = Some(*draft);
                self.say(line);
                return Vec::new();
            }
            Report::Edited(words) => return self.edited(&words),
        }
        self.relist();
        self.settle();
        Vec::new()
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

    /// Lays out the screen and brings what is chosen into sight. Runs after every change.
    pub fn settle(&mut self) {
        let chosen = self.panels.entities.chosen();
        if chosen != self.panels.below_of {
            self.panels.below = chosen.map_or_else(Vec::new, |n| self.entity_lines(n));
            self.panels.below_of = chosen;
        }
        let lists = Pane::LISTS.map(|pane| self.panels.of(pane).map_or(0, |p| (0..p.rows.len().min(80)).map(|n| self.tall(pane, n)).sum()));
        let focus = self.focus();
        self.view.layout = Layout::new(&Want {
            size: self.view.size,
            measure: self.settings.column,
            beside: self.settings.panes.beside,
            focus,
            alone: self.view.alone,
            lists,
            shown: Pane::LISTS.map(|pane| pane.is_shown(&self.settings.panes)),
        });
        let text = self.view.layout.text;
        if !text.is_empty() {
            self.reader.resize(text.width.into(), text.height.into());
        }
        for pane in Pane::LISTS {
            let height = self.view.layout.list(pane).map_or(0, |area| usize::from(area.height).saturating_sub(2));
            let Some(mut panel) = self.panels.of_mut(pane).map(mem::take) else { continue };
            let tall: Vec<usize> = if height == 0 { Vec::new() } else { self.heights(pane, &panel, height) };
            if height > 0 {
                let base = panel.at.saturating_sub(height);
                panel.follow(height, |n| n.checked_sub(base).and_then(|n| tall.get(n)).copied().unwrap_or(1));
            }
            self.panels.of_mut(pane).into_iter().for_each(|p| *p = mem::take(&mut panel));
        }
    }

    /// The heights of the rows around the chosen one, from `height` rows before it on.
    fn heights(&self, pane: Pane, panel: &panel::Panel, height: usize) -> Vec<usize> {
        let first = panel.at.saturating_sub(height);
        (first..panel.rows.len().min(panel.at + height + 1)).map(|n| self.tall_row(pane, panel, n)).collect()
    }

    /// Gathers marks and lists anew after findings or annotations changed.
    pub fn relist(&mut self) {
        self.correct_findings();
        let none = Analysis::default();
        let analysis = self.analysis.as_ref().unwrap_or(&none);
        self.notes.follow(|list, name| ties::place_of(analysis, list, name));
        self.marks = Marks::new(&self.article, analysis, self.notes.all());
        self.ties = Ties::new(analysis, self.notes.all());
        self.panels.fill(analysis, self.notes.all(), &self.ties);
        self.panels.below_of = None;
        self.panels.below.clear();
    }

    /// Replays the reader's corrections over what the engine found.
    fn correct_findings(&mut self) {
        if let Some(found) = self.uncorrected.take() {
            self.analysis = Some(found);
        }
        let corrections = edit::corrections(self.notes.all());
        if !corrections.is_empty()
            && let Some(analysis) = &mut self.analysis
        {
            self.uncorrected = Some(analysis.clone());
            correct(&self.article.text, analysis, &corrections);
        }
    }

    /// Has an edit of the annotations shown and put on disk.
    pub fn save(&mut self) -> Vec<Effect> {
        self.relist();
        vec![Effect::Save(self.notes.snapshot(), self.notes.take_unsaved())]
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

    fn next_theme(&mut self) {
        let at = BUILT_IN.iter().position(|(name, _)| *name == self.view.theme.name).map_or(0, |n| n + 1);
        self.set_theme(BUILT_IN[at % BUILT_IN.len()].0);
    }

    /// Shows everything in the built-in theme of that name; false where there is none.
    pub fn set_theme(&mut self, name: &str) -> bool {
        let Some(theme) = Theme::built_in(name) else { return false };
        self.say(format!("theme {name}: {}", theme.about));
        self.view.theme = theme.at(self.view.depth);
        true
    }

    fn zoom(&mut self) {
        self.view.alone ^= true;
        if self.view.alone {
            self.at.focus = None;
        }
    }

    fn step_pane(&mut self, forward: bool) {
        let mut pane = self.focus().step(forward);
        while !pane.is_shown(&self.settings.panes) {
            pane = pane.step(forward);
        }
        self.focus_on(pane);
    }

    /// Gives a pane the keys.
    pub fn focus_on(&mut self, pane: Pane) {
        if !pane.is_shown(&self.settings.panes) {
            self.say(format!("the settings hide the list of {}", pane.title().to_lowercase()));
            return;
        }
        self.at.focus = Some(pane);
        if pane == Pane::Article {
            self.reader.go(self.reader.cursor());
        } else {
            self.view.alone = false;
        }
    }

    fn sort(&mut self) {
        self.panels.order = self.panels.order.next();
        self.relist();
    }

    /// The chosen entity's kind only, or the chosen quote's speaker only; all again the second time.
    fn filter(&mut self) {
        let Some(analysis) = &self.analysis else { return };
        if self.focus() == Pane::Quotes {
            let chosen = self.panels.quotes.chosen().and_then(|n| analysis.quotes.get(n));
            let speaker = chosen.and_then(|q| q.speaker.as_ref()).map(|s| s.name.clone());
            self.panels.only = self.panels.only.next(speaker, &self.ties.verdicts);
        } else {
            let mut present = crate::analyze::EntityKind::ALL.iter().copied().filter(|k| analysis.entities.iter().any(|e| e.kind == *k));
            self.panels.kind = match self.panels.kind {
                None => present.next(),
                Some(kind) => present.find(|k| *k > kind),
            };
        }
        self.relist();
    }

    fn go_by(&mut self, motion: Motion) {
        let pane = self.focus();
        let Some(panel) = self.panels.of_mut(pane) else {
            self.reader.go_by(motion);
            // Paging is reading on, not pointing at something: the lists stay calm.
            if !matches!(motion, Motion::Halves(_)) {
                self.touch();
            }
            return;
        };
        let rows = panel.page.cast_signed();
        match motion {
            Motion::Rows(n) => panel.step(n),
            Motion::Halves(n) => panel.step(n * rows / 2),
            Motion::Text(end) => panel.step(if end { isize::MAX } else { isize::MIN }),
            _ => {}
        }
        self.choose(pane);
    }
}

/// The motion an action is.
pub const fn motion(action: Action) -> Option<Motion> {
    Some(match action {
        Action::Down => Motion::Rows(1),
        Action::Up => Motion::Rows(-1),
        Action::Left => Motion::Chars(-1),
        Action::Right => Motion::Chars(1),
        Action::PageDown => Motion::Halves(2),
        Action::PageUp => Motion::Halves(-2),
        Action::HalfDown => Motion::Halves(1),
        Action::HalfUp => Motion::Halves(-1),
        Action::First => Motion::Text(false),
        Action::Last => Motion::Text(true),
        Action::WordNext => Motion::Word(true),
        Action::WordBack => Motion::Word(false),
        Action::WordEnd => Motion::WordEnd,
        Action::RowStart => Motion::Row(false),
        Action::RowEnd => Motion::Row(true),
        Action::SentenceBack => Motion::Sentence(false),
        Action::SentenceNext => Motion::Sentence(true),
        Action::ParagraphBack => Motion::Paragraph(false),
        Action::ParagraphNext => Motion::Paragraph(true),
        _ => return None,
    })
}
