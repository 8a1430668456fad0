/*!
The terminal session: the terminal's events → keys, the worker's reports → the app, the app's effects → the world, and the screen after each.
The terminal is put back as it was on every way out: quitting, an error, a panic, a signal.
*/

use std::{
    io::{self, Write},
    panic,
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use crossterm::{
    clipboard::CopyToClipboard,
    event::{self, KeyCode, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind},
    queue, terminal,
};
use ratatui::layout::Size;
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP},
    iterator::Signals,
    low_level::emulate_default_handler,
};

use super::{
    editor,
    input::Input,
    keeper::{Job, Keeper},
    places::Places,
    screen::Screen,
    store, watch, worker,
};
use crate::{
    app::{App, Effect, Key, Look, Mouse, Now, Report, keymap::Code, mouse::Act},
    article::{Article, Origin},
    ui,
};

/// The alternate screen and bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h";
/// Buttons and dragging of the mouse, in SGR form.
const MOUSE: &[u8] = b"\x1b[?1002h\x1b[?1006h";
/// All of it off again, the cursor shown, plain letters.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[?2004l\x1b[?1006l\x1b[?1002l\x1b[0m\x1b[?25h\x1b[?1049l";

/// What reaches the session's loop.
enum Event {
    Terminal(event::Event),
    Report(Report),
    /// What was found in an article, which may no longer be the one that is read.
    Findings(Arc<Article>, Report),
    /// The terminal is gone, or a signal asks to leave.
    Stop,
}

/// The terminal in raw mode; dropping it puts everything back.
struct Raw;

impl Raw {
    fn enter() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            restore();
            before(info);
        }));
        Ok(Self)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        restore();
    }
}

/// Puts the terminal back; a terminal that is gone needs nothing.
fn restore() {
    let mut out = io::stdout();
    let _ = out.write_all(LEAVE).and_then(|()| out.flush());
    let _ = terminal::disable_raw_mode();
}

/// What is read, and how more of it is had.
pub struct Reading {
    /// The article, or its beginning.
    pub article: Article,
    /// Reads the whole of what has only begun; its error is a line for the user.
    pub rest: Option<Box<dyn FnOnce() -> Result<Article, String> + Send>>,
    /// Reads an article from where we got it.
    pub read: Read,
    /// Whether the library's articles are offered first.
    pub offer: bool,
}

/// Reads an article from where we got it; none when it is not there any more.
pub type Read = Arc<dyn Fn(&Origin) -> Option<Article> + Send + Sync>;

/// Reads an article until the user leaves. `first_words` stand in the status line until the first key.
///
/// # Errors
/// The terminal cannot be used.
pub fn run(reading: Reading, look: Look, first_words: Option<String>) -> io::Result<()> {
    let Reading { article, rest, read, offer } = reading;
    let (width, height) = terminal::size()?;
    let mut app = App::new(article, look, Size { width, height });
    if let Some(words) = first_words {
        app.say(words);
    }
    if rest.is_some() {
        app.await_the_rest();
    }
    let raw = Raw::enter()?;
    let mut screen = Screen::new(app.view.size);
    screen.say(ENTER);
    if app.settings.mouse {
        screen.say(MOUSE);
    }
    paint(&app, &mut screen)?;
    // The text is on the screen; whatever takes time begins now.
    let (send, events) = mpsc::channel();
    let input = listen(&send)?;
    if let Some(rest) = rest {
        let sender = send.clone();
        worker::read(rest, move |report| drop(sender.send(Event::Report(report))));
    }
    let mut first = app.start();
    if offer {
        first.push(Effect::Library);
    }
    let sender = send.clone();
    let keeper = Keeper::start(Places::find(), move |report| drop(sender.send(Event::Report(report))));
    let mut session = Session { send, events, screen, keeper, input, read, watch: None };
    let done = session.serve(&mut app, first);
    let unsaved = session.keeper.finish();
    drop(raw);
    if let Some(why) = unsaved {
        // Nobody may be left to read it.
        let _ = writeln!(io::stderr(), "sayso: {why}");
    }
    done
}

fn paint(app: &App, screen: &mut Screen) -> io::Result<()> {
    screen.show(&mut io::stdout().lock(), app.view.size, ui::cursor(app), |buf| ui::draw(app, buf))
}

/// Starts to listen to the terminal and to signals.
fn listen(send: &Sender<Event>) -> io::Result<Input> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT])?;
    let sender = send.clone();
    thread::spawn(move || {
        if signals.forever().next().is_some() {
            let _ = sender.send(Event::Stop);
        }
    });
    let sender = send.clone();
    Ok(Input::listen(move |event| sender.send(event.map_or(Event::Stop, Event::Terminal)).is_ok()))
}

struct Session {
    send: Sender<Event>,
    events: Receiver<Event>,
    screen: Screen,
    keeper: Keeper,
    input: Input,
    read: Read,
    /// Looks at the file of what is read.
    watch: Option<watch::Watch>,
}

impl Session {
    /// Serves events until the app wants to quit.
    fn serve(&mut self, app: &mut App, first: Vec<Effect>) -> io::Result<()> {
        if self.perform(app, first)? {
            return Ok(());
        }
        while let Ok(event) = self.events.recv() {
            // All that has come in the meantime goes into one frame.
            let mut next = Some(event);
            while let Some(event) = next {
                app.now = Now { time: store::now(), id: store::fresh_id() };
                let effects = match event {
                    Event::Terminal(event) => happen(app, event),
                    Event::Report(report) => app.report(report),
                    Event::Findings(of, report) if Arc::ptr_eq(&of, &app.article) => app.report(report),
                    Event::Findings(..) => Vec::new(),
                    Event::Stop => {
                        let last = app.leave();
                        return self.perform(app, last).map(drop);
                    }
                };
                if self.perform(app, effects)? {
                    return Ok(());
                }
                next = self.events.try_recv().ok();
            }
            paint(app, &mut self.screen)?;
        }
        Ok(())
    }

    fn watch(&mut self, origin: &Origin) {
        let (read, send, from) = (Arc::clone(&self.read), self.send.clone(), origin.clone());
        self.watch = match origin {
            Origin::File(path) => {
                Some(watch::watch(path.clone(), move || read(&from), move |report| drop(send.send(Event::Report(report)))))
            }
            _ => None,
        };
    }

    /// Gives the terminal to `other` for a while.
    fn aside<T>(&mut self, mouse: bool, other: impl FnOnce() -> T) -> io::Result<T> {
        self.input.pause();
        restore();
        let done = other();
        terminal::enable_raw_mode()?;
        self.input.resume();
        self.screen.say(ENTER);
        if mouse {
            self.screen.say(MOUSE);
        }
        self.screen.clear();
        Ok(done)
    }

    /// Does what the app asks of the world; true when it is to leave.
    fn perform(&mut self, app: &mut App, effects: Vec<Effect>) -> io::Result<bool> {
        for effect in effects {
            match effect {
                Effect::Quit => return Ok(true),
                Effect::Analyze(article) => {
                    let send = self.send.clone();
                    let of = Arc::clone(&article);
                    worker::analyze_article(article, move |report| drop(send.send(Event::Findings(Arc::clone(&of), report))));
                }
                Effect::Copy(words) => {
                    let mut bytes = Vec::new();
                    queue!(bytes, CopyToClipboard::to_clipboard_from(words))?;
                    self.screen.say(&bytes);
                }
                Effect::Open(address) => {
                    let send = self.send.clone();
                    worker::open(address, move |report| drop(send.send(Event::Report(report))));
                }
                Effect::Load(article) => {
                    self.watch(&article.origin);
                    self.keeper.ask(Job::Load(article));
                }
                Effect::Library => self.keeper.ask(Job::Library),
                Effect::Read(id) => self.keeper.ask(Job::Read(id, Arc::clone(&self.read))),
                Effect::Versions(article) => self.keeper.ask(Job::Versions(article)),
                Effect::Save(annotations, records) => self.keeper.ask(Job::Save(annotations, records)),
                Effect::KeepDraft(draft) => self.keeper.ask(Job::KeepDraft(draft)),
                Effect::DropDraft(id) => self.keeper.ask(Job::DropDraft(id)),
                Effect::Learn(lesson) => self.keeper.ask(Job::Learn(lesson)),
                Effect::Remember(article, at) => self.keeper.ask(Job::Remember(article, at)),
                Effect::Edit(words) => {
                    let report = match self.aside(app.settings.mouse, || editor::edit(&words))? {
                        Ok(words) => Report::Edited(words),
                        Err(line) => Report::Said(line),
                    };
                    let more = app.report(report);
                    self.perform(app, more)?;
                }
                Effect::Suspend => self.aside(app.settings.mouse, || drop(emulate_default_handler(SIGTSTP)))?,
                Effect::Redraw => self.screen.clear(),
            }
        }
        Ok(false)
    }
}

/// A terminal event → the app.
fn happen(app: &mut App, event: event::Event) -> Vec<Effect> {
    match event {
        event::Event::Key(key) if key.kind != KeyEventKind::Release => translate(key).map_or_else(Vec::new, |key| app.key(key)),
        event::Event::Paste(words) => app.paste(&words),
        // Sizes that came and went within one frame made the terminal drop what did not fit, even where the last is that of before.
        event::Event::Resize(width, height) => {
            app.resize(Size { width, height });
            vec![Effect::Redraw]
        }
        event::Event::Mouse(mouse) => {
            let act = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Act::Press,
                MouseEventKind::Down(MouseButton::Right) => Act::Ask,
                MouseEventKind::Drag(MouseButton::Left) => Act::Drag,
                MouseEventKind::Up(MouseButton::Left) => Act::Release,
                MouseEventKind::ScrollDown => Act::Wheel(true),
                MouseEventKind::ScrollUp => Act::Wheel(false),
                _ => return Vec::new(),
            };
            app.mouse(Mouse { act, x: mouse.column, y: mouse.row })
        }
        _ => Vec::new(),
    }
}

fn translate(event: event::KeyEvent) -> Option<Key> {
    let code = match event.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Tab | KeyCode::BackTab => Code::Tab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Esc => Code::Esc,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    };
    let held = |modifier| event.modifiers.contains(modifier);
    let character = matches!(code, Code::Char(_));
    let shift = !character && (held(KeyModifiers::SHIFT) || event.code == KeyCode::BackTab);
    Some(Key { code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT), shift })
}
