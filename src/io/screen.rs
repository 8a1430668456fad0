/*!
Cells → bytes for the terminal: only what changed, with as few escape sequences as will do. A page of highlighted text would otherwise cost three
times its own length. Knows nothing of what is painted.
*/

use std::io::{self, Write};

use ratatui::{
    buffer::{Buffer, Cell},
    layout::{Position, Rect, Size},
    style::{Color, Modifier},
};
use unicode_width::UnicodeWidthStr;

use crate::settings::color::exactly;

/// Blank cells up to the edge from which on erasing is shorter than writing.
const ERASE: u16 = 6;

/// Blank cells within a row from which on erasing and stepping over them is shorter than writing.
const RUB: u16 = 10;

/// Unchanged cells that are written again rather than stepped over.
const BRIDGE: u16 = 4;

/// What the terminal shows, and how to make it show something else.
#[derive(Debug)]
pub struct Screen {
    shown: Buffer,
    next: Buffer,
    pen: Pen,
    /// Where the terminal's cursor is, if known.
    at: Option<Position>,
    bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

/// The modifiers there are, with the codes that switch them on and off.
const MODIFIERS: [(Modifier, u8, u8); 6] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::REVERSED, 7, 27),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl Screen {
    /// A cleared screen.
    pub fn new(size: Size) -> Self {
        let area = Rect::from((Position::ORIGIN, size));
        Self { shown: Buffer::empty(area), next: Buffer::empty(area), pen: PLAIN, at: None, bytes: Vec::with_capacity(16 * 1024) }
    }

    /// Shows what `draw` paints, with the cursor at `cursor` or hidden, in one write.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn show(&mut self, out: &mut impl Write, size: Size, cursor: Option<Position>, draw: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        let area = Rect::from((Position::ORIGIN, size));
        if area != self.shown.area {
            self.shown = Buffer::empty(area);
            self.next = Buffer::empty(area);
            self.clear();
        }
        self.next.reset();
        draw(&mut self.next);
        let hidden = self.bytes.len();
        self.bytes.extend(b"\x1b[?2026h\x1b[?25l");
        let before = self.bytes.len();
        self.rows();
        if self.bytes.len() == before {
            self.bytes.truncate(hidden);
        }
        std::mem::swap(&mut self.shown, &mut self.next);
        let changed = self.bytes.len() > hidden;
        if changed || cursor != self.at {
            match cursor {
                Some(at) => {
                    self.move_to(at.x, at.y);
                    self.bytes.extend(b"\x1b[?25h");
                }
                None => self.bytes.extend(b"\x1b[?25l"),
            }
        }
        if changed {
            self.bytes.extend(b"\x1b[?2026l");
        }
        self.at = cursor;
        out.write_all(&self.bytes)?;
        self.bytes.clear();
        out.flush()
    }

    /// Forgets what is shown and clears the terminal.
    pub fn clear(&mut self) {
        self.shown.reset();
        self.pen = PLAIN;
        self.at = None;
        self.bytes.extend(b"\x1b[0m\x1b[2J");
    }

    /// Bytes to send before the next frame.
    pub fn say(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    fn rows(&mut self) {
        let (mut next, shown) = (std::mem::take(&mut self.next), std::mem::take(&mut self.shown));
        let width = usize::from(next.area.width);
        if width > 0 {
            next.content.chunks_mut(width).for_each(join_halves);
            for (y, (row, old)) in next.content.chunks(width).zip(shown.content.chunks(width)).enumerate() {
                self.row(y as u16, row, old);
            }
        }
        (self.next, self.shown) = (next, shown);
    }

    fn row(&mut self, y: u16, row: &[Cell], old: &[Cell]) {
        let width = row.len() as u16;
        let same = |x: u16| alike(&row[usize::from(x)], &old[usize::from(x)]);
        let Some(last) = (0..width).rev().find(|x| !same(*x)) else { return };
        let blank_from = blank_tail(row);
        let mut x = 0;
        while x <= last {
            if same(x) {
                x += 1;
                continue;
            }
            if x >= blank_from && width - blank_from >= ERASE {
                let from = x.max(blank_from);
                self.move_to(from, y);
                self.ink(&row[usize::from(from)]);
                self.bytes.extend(b"\x1b[K");
                return;
            }
            self.reach(x, y, row);
            let blanks = blank_run(&row[usize::from(x)..=usize::from(last)]);
            if blanks >= if x + blanks > last { ERASE } else { RUB } {
                self.ink(&row[usize::from(x)]);
                self.number(&[blanks], b'X');
                x += blanks;
                continue;
            }
            // A wide grapheme's second cell went with the first.
            x = self.put(x, row).max(x + 1);
        }
    }

    /// Brings the cursor to `x` in row `y`: by writing the few unchanged cells between again, or by moving.
    fn reach(&mut self, x: u16, y: u16, row: &[Cell]) {
        if let Some(at) = self.at
            && at.y == y
            && at.x < x
            && x - at.x <= BRIDGE
        {
            let between = &row[usize::from(at.x)..usize::from(x)];
            if between.iter().all(|c| self.pen.draws(c) && c.symbol().is_ascii() && !c.symbol().is_empty()) {
                for cell in between {
                    self.bytes.extend(cell.symbol().as_bytes());
                }
                self.at = Some(Position { x, y });
                return;
            }
        }
        // A new line and the blanks before its first word are shorter than a place.
        let indent = &row[..usize::from(x)];
        if x <= BRIDGE && self.at.is_some_and(|at| at.y + 1 == y) && indent.iter().all(|c| c.symbol() == " " && self.pen.draws(c)) {
            self.bytes.extend(b"\r\n");
            self.bytes.resize(self.bytes.len() + indent.len(), b' ');
            self.at = Some(Position { x, y });
            return;
        }
        self.move_to(x, y);
    }

    /// Writes one cell and says the column after it.
    fn put(&mut self, x: u16, row: &[Cell]) -> u16 {
        let cell = &row[usize::from(x)];
        self.ink(cell);
        let symbol = cell.symbol();
        self.bytes.extend(symbol.as_bytes());
        let wide = if symbol.len() == 1 { 1 } else { symbol.width().max(1) as u16 };
        let y = self.at.map_or(0, |at| at.y);
        // At the edge terminals differ in where the cursor goes; and some count wide graphemes in their own way.
        let known = usize::from(x + wide) < row.len() && (wide == 1 && symbol.chars().count() == 1);
        self.at = known.then_some(Position { x: x + wide, y });
        x + wide
    }

    fn move_to(&mut self, x: u16, y: u16) {
        match self.at {
            Some(at) if at == (Position { x, y }) => {}
            Some(at) if at.y == y && at.x < x => self.number(&[x - at.x], b'C'),
            Some(at) if x == 0 && y == at.y + 1 => self.bytes.extend(b"\r\n"),
            _ if x == 0 => self.number(&[y + 1], b'H'),
            _ => self.number(&[y + 1, x + 1], b'H'),
        }
        self.at = Some(Position { x, y });
    }

    /// `ESC [ a ; b end`, without numbers that are 1.
    fn number(&mut self, numbers: &[u16], end: u8) {
        self.bytes.extend(b"\x1b[");
        if numbers != [1] {
            for (n, number) in numbers.iter().enumerate() {
                if n > 0 {
                    self.bytes.push(b';');
                }
                self.bytes.extend(number.to_string().as_bytes());
            }
        }
        self.bytes.push(end);
    }

    fn ink(&mut self, cell: &Cell) {
        if self.pen.draws(cell) {
            return;
        }
        let mut want = ink_of(cell);
        if cell.symbol() == " " && want.modifier.is_empty() {
            // Whatever comes after a blank has its own color; most often it is the one before.
            want.fg = self.pen.fg;
        }
        if want == PLAIN {
            self.bytes.extend(b"\x1b[m");
            self.pen = want;
            return;
        }
        self.bytes.extend(b"\x1b[");
        let mut have = self.pen.modifier;
        for (modifier, _, off) in MODIFIERS {
            if have.contains(modifier) && !want.modifier.contains(modifier) {
                self.code(off);
                have.remove(modifier);
                if off == 22 {
                    have.remove(Modifier::BOLD | Modifier::DIM);
                }
            }
        }
        for (modifier, on, _) in MODIFIERS {
            if want.modifier.contains(modifier) && !have.contains(modifier) {
                self.code(on);
            }
        }
        if want.fg != self.pen.fg {
            self.color(want.fg, 30);
        }
        if want.bg != self.pen.bg {
            self.color(want.bg, 40);
        }
        // The last code's semicolon gives way to the end.
        self.bytes.pop();
        self.bytes.push(b'm');
        self.pen = want;
    }

    fn code(&mut self, code: u8) {
        self.bytes.extend(code.to_string().as_bytes());
        self.bytes.push(b';');
    }

    /// The codes of a color; `base` is 30 for letters and 40 for the ground.
    fn color(&mut self, color: Color, base: u8) {
        let bright = base + 60;
        match color {
            Color::Reset => self.code(base + 9),
            Color::Black => self.code(base),
            Color::Red => self.code(base + 1),
            Color::Green => self.code(base + 2),
            Color::Yellow => self.code(base + 3),
            Color::Blue => self.code(base + 4),
            Color::Magenta => self.code(base + 5),
            Color::Cyan => self.code(base + 6),
            Color::Gray => self.code(base + 7),
            Color::DarkGray => self.code(bright),
            Color::LightRed => self.code(bright + 1),
            Color::LightGreen => self.code(bright + 2),
            Color::LightYellow => self.code(bright + 3),
            Color::LightBlue => self.code(bright + 4),
            Color::LightMagenta => self.code(bright + 5),
            Color::LightCyan => self.code(bright + 6),
            Color::White => self.code(bright + 7),
            // The shorter of two spellings.
            Color::Rgb(red, green, blue) => match exactly([red, green, blue]) {
                Some(n) => self.color(Color::Indexed(n), base),
                None => [base + 8, 2, red, green, blue].into_iter().for_each(|c| self.code(c)),
            },
            Color::Indexed(n) => [base + 8, 5, n].into_iter().for_each(|c| self.code(c)),
        }
    }
}

/// What can be seen on a blank cell.
const ON_BLANKS: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

impl Pen {
    /// Whether a cell written with this pen looks as it should. Of a blank only the ground can be seen.
    fn draws(self, cell: &Cell) -> bool {
        let want = ink_of(cell);
        want == self || is_blank(cell) && want.bg == self.bg && !self.modifier.intersects(ON_BLANKS)
    }
}

fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(ON_BLANKS)
}

/// Whether two cells look the same.
fn alike(one: &Cell, other: &Cell) -> bool {
    one == other || is_blank(one) && is_blank(other) && one.bg == other.bg
}

fn ink_of(cell: &Cell) -> Pen {
    let known = MODIFIERS.iter().fold(Modifier::empty(), |all, m| all | m.0);
    let mut pen = Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier & known };
    if is_blank(cell) {
        pen.modifier = Modifier::empty();
    }
    pen
}

/// The cell after a wide grapheme is its second half, whatever was painted there; a half whose first was painted over is blank: so it is what the
/// terminal shows.
fn join_halves(row: &mut [Cell]) {
    for x in 0..row.len() {
        let first = x.checked_sub(1).map(|before| &row[before]).filter(|c| c.symbol().len() > 1 && c.symbol().width() > 1);
        if let Some(first) = first.cloned() {
            row[x] = first;
            row[x].set_symbol("");
        } else if row[x].symbol().is_empty() {
            row[x].set_symbol(" ");
        }
    }
}

/// How many blank cells over one ground a row begins with.
fn blank_run(row: &[Cell]) -> u16 {
    row.iter().take_while(|c| is_blank(c) && c.bg == row[0].bg).count() as u16
}

/// The first column of the row's blank end, over which one ground lies.
fn blank_tail(row: &[Cell]) -> u16 {
    let Some(edge) = row.last() else { return 0 };
    let blank = |c: &Cell| is_blank(c) && c.bg == edge.bg;
    row.iter().rposition(|c| !blank(c)).map_or(0, |n| n as u16 + 1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::Style;

    use super::*;

    /// What a terminal shows after the bytes.
    fn seen(parser: &mut vt100::Parser, bytes: &[u8]) -> Vec<String> {
        parser.process(bytes);
        let (rows, columns) = parser.screen().size();
        let cell = |y, x| {
            let c = parser.screen().cell(y, x).unwrap();
            let text = if c.contents().is_empty() { " " } else { c.contents() };
            format!(
                "{text}{:?}{:?}{}{}{}",
                if text == " " { vt100::Color::Default } else { c.fgcolor() },
                c.bgcolor(),
                c.bold() && text != " ",
                c.underline(),
                c.inverse()
            )
        };
        (0..rows.into()).map(|y| (0..columns.into()).map(|x| cell(y, x)).collect()).collect()
    }

    fn paint(buf: &mut Buffer, words: &[(u16, u16, String, u8)]) {
        for (x, y, word, look) in words {
            let mut style =
                Style::new().fg(Color::Indexed(look % 5)).bg(if look % 3 == 0 { Color::Reset } else { Color::Rgb(*look, 1, 2) });
            if look % 7 == 0 {
                style = style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
            }
            let area = Rect { y: y % buf.area.height, height: 1, ..buf.area };
            crate::ui::put(buf, area, x % area.width, word, style);
        }
    }

    type Frame = Vec<(u16, u16, String, u8)>;

    /// What a terminal shows after the frames.
    fn after(size: Size, frames: &[Frame]) -> Vec<String> {
        let cells = |n: u16| std::num::NonZeroU16::new(n).unwrap();
        let mut terminal = vt100::Parser::new(cells(size.height), cells(size.width), 0);
        let mut screen = Screen::new(size);
        let mut last = Vec::new();
        for frame in frames {
            let mut bytes = Vec::new();
            screen.show(&mut bytes, size, None, |buf| paint(buf, frame)).unwrap();
            last = seen(&mut terminal, &bytes);
        }
        last
    }

    proptest! {
        #[test]
        fn the_terminal_shows_what_was_painted(frames in prop::collection::vec(prop::collection::vec((0u16..30, 0u16..6, "[a-c日 ]{1,9}", 0u8..40), 0..12), 1..5)) {
            let size = Size::new(30, 6);
            prop_assert_eq!(after(size, &frames), after(size, &frames[frames.len() - 1..]));
        }
    }

    #[test]
    fn what_is_painted_over_half_a_wide_grapheme_does_not_tear_it() {
        let size = Size::new(8, 1);
        let mut screen = Screen::new(size);
        let mut bytes = Vec::new();
        let draw = |buf: &mut Buffer| crate::ui::put(buf, buf.area, 2, "日", Style::new());
        screen
            .show(&mut bytes, size, None, |buf| {
                draw(buf);
            })
            .unwrap();
        bytes.clear();
        screen
            .show(&mut bytes, size, None, |buf| {
                draw(buf);
                buf[(3, 0)].set_symbol(" ").set_style(Style::new().add_modifier(Modifier::UNDERLINED));
            })
            .unwrap();
        assert_eq!(bytes, b"");
    }

    #[test]
    fn half_a_wide_grapheme_left_over_is_blank() {
        let size = Size::new(30, 6);
        let frame = |words: &[(u16, &str, u8)]| words.iter().map(|(x, word, look)| (*x, 5, (*word).to_owned(), *look)).collect::<Frame>();
        let frames = [frame(&[(20, "日日 日", 39)]), frame(&[(18, "a日 日日", 4), (25, "日", 9)])];
        assert_eq!(after(size, &frames), after(size, &frames[1..]));
    }

    #[test]
    fn nothing_new_writes_nothing() {
        let size = Size::new(20, 2);
        let mut screen = Screen::new(size);
        let mut bytes = Vec::new();
        let draw = |buf: &mut Buffer| {
            buf.set_string(0, 0, "some words", Style::new());
        };
        screen.show(&mut bytes, size, Some(Position::new(1, 0)), draw).unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains("some words"));
        bytes.clear();
        screen.show(&mut bytes, size, Some(Position::new(1, 0)), draw).unwrap();
        assert_eq!(bytes, b"");
        screen.show(&mut bytes, size, Some(Position::new(3, 0)), draw).unwrap();
        assert_eq!(String::from_utf8_lossy(&bytes), "\u{1b}[2C\u{1b}[?25h");
    }
}
