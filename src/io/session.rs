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
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

use super::{
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

/// Reads an article until the user leaves. `first_words` stand in the status line until the first key. When the article's file changes,
/// `again` reads it.
///
/// # Errors
/// The terminal cannot be used.
pub fn run(
    article: Article,
    look: Look,
    first_words: Option<String>,
    again: impl Fn() -> Option<Article> + Send + 'static,
) -> io::Result<()> {
    let (width, height) = terminal::size()?;
    let mut app = App::new(article, look, Size { width, height });
    if let Some(words) = first_words {
        app.say(words);
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
    listen(&send)?;
    if let Origin::File(path) = &app.article.origin {
        let sender = send.clone();
        watch::watch(path.clone(), again, move |report| drop(sender.send(Event::Report(report))));
    }
    let first = app.start();
    let sender = send.clone();
    let keeper = Keeper::start(Places::find(), move |report| drop(sender.send(Event::Report(report))));
    let mut session = Session { send, events, screen, keeper };
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
fn listen(send: &Sender<Event>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT])?;
    let sender = send.clone();
    thread::spawn(move || {
        if signals.forever().next().is_some() {
            let _ = sender.send(Event::Stop);
        }
    });
    let sender = send.clone();
    thread::spawn(move || {
        while let Ok(event) = event::read() {
            if sender.send(Event::Terminal(event)).is_err() {
                return;
            }
        }
        let _ = sender.send(Event::Stop);
    });
    Ok(())
}

struct Session {
    send: Sender<Event>,
    events: Receiver<Event>,
    screen: Screen,
    keeper: Keeper,
}

impl Session {
    /// Serves events until the app wants to quit.
    fn serve(&mut self, app: &mut App, first: Vec<Effect>) -> io::Result<()> {
        if self.perform(first)? {
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
                    Event::Stop => return self.perform(app.leave()).map(drop),
                };
                if self.perform(effects)? {
                    return Ok(());
                }
                next = self.events.try_recv().ok();
            }
            paint(app, &mut self.screen)?;
        }
        Ok(())
    }

    /// Does what the app asks of the world; true when it is to leave.
    fn perform(&mut self, effects: Vec<Effect>) -> io::Result<bool> {
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
                Effect::Load(article) => self.keeper.ask(Job::Load(article)),
                Effect::Save(annotations, records) => self.keeper.ask(Job::Save(annotations, records)),
                Effect::KeepDraft(draft) => self.keeper.ask(Job::KeepDraft(draft)),
                Effect::DropDraft(id) => self.keeper.ask(Job::DropDraft(id)),
                Effect::Learn(lesson) => self.keeper.ask(Job::Learn(lesson)),
                Effect::Remember(article, at) => self.keeper.ask(Job::Remember(article, at)),
                Effect::Edit(_) => {}
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
        event::Event::Resize(width, height) => {
            app.resize(Size { width, height });
            Vec::new()
        }
        event::Event::Mouse(mouse) => {
            let act = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Act::Press,
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
