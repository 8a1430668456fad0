/*!
The thread that listens to the terminal, and how it is held back while another program has the terminal.
*/

use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use crossterm::event::{self, Event};
use signal_hook::{consts::SIGWINCH, low_level};

/// How long the thread may take to notice that it is held back.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the thread may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Listen.
    Ours,
    /// Stop listening, and say so.
    Asked,
    /// Nothing: another program listens.
    Theirs,
}

/// The listening thread.
#[derive(Debug, Clone)]
pub struct Input {
    turn: Arc<(Mutex<Turn>, Condvar)>,
}

impl Input {
    /// Starts to listen. `hear` takes each event, and none when the terminal is gone; it says whether to go on.
    pub fn listen(hear: impl Fn(Option<Event>) -> bool + Send + 'static) -> Self {
        let input = Self { turn: Arc::new((Mutex::new(Turn::Ours), Condvar::new())) };
        let ours = input.clone();
        thread::spawn(move || {
            while let Ok(event) = event::read() {
                if !hear(Some(event)) {
                    return;
                }
                ours.wait_for_turn();
            }
            hear(None);
        });
        input
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_for_turn(&self) {
        let mut turn = self.turn();
        if *turn == Turn::Asked {
            *turn = Turn::Theirs;
            self.turn.1.notify_all();
        }
        while *turn != Turn::Ours {
            turn = self.turn.1.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Leaves the terminal's keys to another program, until [`Self::resume`].
    pub fn pause(&self) {
        *self.turn() = Turn::Asked;
        // The thread sleeps in a read that only an event ends: a resize is one, and a harmless one.
        let _ = low_level::raise(SIGWINCH);
        let asked = |turn: &mut Turn| *turn == Turn::Asked;
        drop(self.turn.1.wait_timeout_while(self.turn(), PATIENCE, asked));
    }

    /// Listens again.
    pub fn resume(&self) {
        *self.turn() = Turn::Ours;
        self.turn.1.notify_all();
    }
}
