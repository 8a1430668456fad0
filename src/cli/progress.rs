/*!
One line on the terminal while something takes its time. It goes to stderr, and only where that is a terminal; what comes next finds the line empty.
*/

use std::io::{self, IsTerminal, Write};

use crate::text::wrap;

/// Columns of a terminal that does not say its width.
const COLUMNS: usize = 80;

/// A line that stands until this is dropped.
#[derive(Debug)]
pub struct Progress {
    columns: usize,
}

impl Progress {
    /// Says `line`, cut to what one row holds; nothing where nobody would see it come and go.
    pub fn say(line: &str) -> Option<Self> {
        if !io::stderr().is_terminal() {
            return None;
        }
        // The last column stays free: there a terminal would begin a new row.
        let columns = crossterm::terminal::size().map_or(COLUMNS, |(columns, _)| columns.into()).saturating_sub(1);
        show(&wrap::shorten(line, columns));
        Some(Self { columns })
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        show(&format!("{}\r", " ".repeat(self.columns)));
    }
}

/// Writes over the row that the cursor is in.
fn show(words: &str) {
    let mut out = io::stderr().lock();
    // Nobody is left to tell when stderr is closed.
    let _ = write!(out, "\r{words}").and_then(|()| out.flush());
}
