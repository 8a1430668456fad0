//! A pseudo-terminal with a screen model: starts the program, types, and waits for what a person would wait for.

use std::{
    fs,
    io::{Read, Write},
    num::NonZeroU16,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a person would wait before calling it broken. Only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A terminal with an own home folder, in which the program is started one or more times.
pub struct Terminal {
    home: tempfile::TempDir,
    size: (u16, u16),
    variables: Vec<(String, String)>,
    running: Option<Running>,
}

struct Running {
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    ended: bool,
}

impl Running {
    /// The rows of the screen, without the blanks at their ends: whether those were written or are left from a clearing nobody sees.
    fn shown(&self) -> String {
        self.screen.screen().contents().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("at least one cell")
}

impl Terminal {
    /// A terminal of that many columns and rows.
    pub fn new(cols: u16, rows: u16) -> Self {
        Self { home: tempfile::tempdir().expect("a temporary folder"), size: (cols, rows), variables: Vec::new(), running: None }
    }

    /// Its home folder, where `SAYSO_HOME` points.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Sets a variable of the environment that the program is started in.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.variables.push((name.to_owned(), value.into()));
    }

    /// Starts the program.
    pub fn start(&mut self, arguments: &[&str]) {
        let size = PtySize { cols: self.size.0, rows: self.size.1, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_sayso"));
        command.args(arguments);
        command.cwd(self.home.path());
        command.env("SAYSO_HOME", self.home.path());
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.env("LANG", "C.UTF-8");
        for name in ["NO_COLOR", "all_proxy", "http_proxy", "ALL_PROXY", "HTTP_PROXY"] {
            command.env_remove(name);
        }
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        let child = pty.slave.spawn_command(command).expect("the program starts");
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().expect("readable");
        let keys = pty.master.take_writer().expect("writable");
        let (send, output) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 8192];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                if send.send(bytes[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let screen = vt100::Parser::new(cells(self.size.1), cells(self.size.0), 0);
        self.running = Some(Running { master: pty.master, child, keys, output, screen, ended: false });
    }

    fn run(&mut self) -> &mut Running {
        self.running.as_mut().expect("the program was started")
    }

    /// Types.
    pub fn send(&mut self, keys: &str) {
        let run = self.run();
        run.keys.write_all(keys.as_bytes()).expect("keys are taken");
        run.keys.flush().expect("keys are taken");
    }

    /// Reads on until `done` or patience ends; says which.
    fn read_until(&mut self, done: impl Fn(&Running) -> bool) -> bool {
        let deadline = Instant::now() + PATIENCE;
        let run = self.run();
        loop {
            if done(run) {
                return true;
            }
            match run.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => run.screen.process(&bytes),
                Err(RecvTimeoutError::Timeout) => return false,
                Err(RecvTimeoutError::Disconnected) => {
                    run.ended = true;
                    return done(run);
                }
            }
        }
    }

    /// Waits until `words` stand on the screen.
    ///
    /// # Panics
    /// When they do not come; the message shows the screen.
    pub fn wait_for(&mut self, words: &str) {
        let came = self.read_until(|run| run.screen.screen().contents().contains(words));
        assert!(came, "“{words}” did not come; the screen was:\n{}", self.shown());
    }

    /// Waits until one line of the screen holds all `words`.
    ///
    /// # Panics
    /// When none comes; the message shows the screen.
    pub fn wait_for_line(&mut self, words: &[&str]) {
        let came = self.read_until(|run| run.shown().lines().any(|line| words.iter().all(|w| line.contains(w))));
        assert!(came, "no line with {words:?} came; the screen was:\n{}", self.shown());
    }

    /// What stands on the screen.
    pub fn shown(&mut self) -> String {
        self.run().shown()
    }

    /// Waits until the screen is `wanted`, word for word.
    ///
    /// # Panics
    /// When it does not become that; the message shows the screen.
    pub fn wait_for_screen(&mut self, wanted: &str) {
        let came = self.read_until(|run| run.shown() == wanted);
        assert!(came, "the screen was:\n{}\n\nand not:\n{wanted}", self.shown());
    }

    /// Waits until a file below the home holds `words`.
    ///
    /// # Panics
    /// When none does in time.
    pub fn wait_for_file(&mut self, words: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !holds(self.home.path(), words) {
            assert!(Instant::now() < deadline, "no file holds “{words}”");
            thread::yield_now();
        }
    }

    /// Waits until the program has ended and its last output is read.
    ///
    /// # Panics
    /// When it does not end.
    pub fn wait_for_exit(&mut self) {
        assert!(self.read_until(|run| run.ended), "the program did not end; the screen was:\n{}", self.shown());
        self.run().child.wait().expect("waited for");
    }

    /// Changes the size of the window.
    pub fn resize(&mut self, cols: u16, rows: u16) {
        let run = self.run();
        run.master.resize(PtySize { cols, rows, pixel_width: 0, pixel_height: 0 }).expect("resizable");
        run.screen.screen_mut().set_size(cells(rows), cells(cols));
    }

    /// Whether the program still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.run().child.try_wait(), Ok(None))
    }

    fn signal(&mut self, name: &str) {
        let id = self.run().child.process_id().expect("it runs").to_string();
        let status = std::process::Command::new("kill").args([name, &id]).status().expect("kill runs");
        assert!(status.success());
    }

    /// Asks the program to end (SIGTERM).
    pub fn terminate(&mut self) {
        self.signal("-TERM");
    }

    /// Ends the program at once (SIGKILL).
    pub fn kill(&mut self) {
        self.signal("-KILL");
    }

    pub fn in_alternate_screen(&mut self) -> bool {
        self.run().screen.screen().alternate_screen()
    }

    pub fn hides_cursor(&mut self) -> bool {
        self.run().screen.screen().hide_cursor()
    }

    pub fn reports_mouse(&mut self) -> bool {
        self.run().screen.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    pub fn brackets_paste(&mut self) -> bool {
        self.run().screen.screen().bracketed_paste()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(run) = &mut self.running {
            let _ = run.child.kill();
            let _ = run.child.wait();
        }
    }
}

/// Whether any finished file below `folder` holds `words`; one that is still being written, under a name of its own, does not count.
fn holds(folder: &Path, words: &str) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_none_or(|e| e != "tmp")).any(|path: PathBuf| {
        if path.is_dir() { holds(&path, words) } else { fs::read(&path).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(words)) }
    })
}
