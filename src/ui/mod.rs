/*!
`&App` → cells. Makes no decisions and changes nothing: what is shown where is in the app's layout, what it says is in `app::about`, what it looks
like is in the theme. Here is the frame around the panes; [`article`], [`panel`] and [`popup`] paint the rest.
*/

pub mod article;
pub mod panel;
pub mod popup;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
};

use crate::{
    app::{App, Mode, layout::SMALLEST},
    settings::Role,
    text::{Span, wrap},
};

/// Bytes of one grapheme that are sent to the terminal; a pile of combining marks beyond is cut.
const SYMBOL: usize = 32;

/// Paints the whole screen.
pub fn draw(app: &App, buf: &mut Buffer) {
    let theme = &app.view.theme;
    let screen = buf.area;
    buf.set_style(screen, theme.role(Role::Text));
    if app.view.layout.header.is_empty() {
        let line = format!("sayso needs {} x {}", SMALLEST.width, SMALLEST.height);
        put(buf, screen, 0, &line, Style::new());
        return;
    }
    header(app, buf);
    tabs(app, buf);
    article::draw(app, buf);
    for (pane, area) in &app.view.layout.panes {
        panel::draw(app, *pane, *area, buf);
    }
    card(app, buf);
    foot(app, buf);
    popup::draw(app, buf);
}

/// Where the terminal's cursor belongs, if anywhere.
pub fn cursor(app: &App) -> Option<Position> {
    let layout = &app.view.layout;
    if layout.header.is_empty() {
        return None;
    }
    match &app.mode {
        Mode::Search(search) => {
            let x = (wrap::width(&search.query) + 2).min(usize::from(layout.hints.width).saturating_sub(1));
            Some(Position::new(layout.hints.x + x as u16, layout.hints.y))
        }
        Mode::Line(line) => {
            let x = (wrap::width(line.prompt()) + wrap::width(&line.text) + 1).min(usize::from(layout.hints.width).saturating_sub(1));
            Some(Position::new(layout.hints.x + x as u16, layout.hints.y))
        }
        Mode::Help(_) => popup::cursor(app),
        Mode::Note(_) | Mode::Pick(_) | Mode::Hints(_) | Mode::Changes(_) => None,
        Mode::Read | Mode::Select(_) => {
            let (row, column) = app.reader.cursor_cell()?;
            let text = layout.text;
            let shown = app.focus() == crate::app::Pane::Article && row < text.height.into() && column < text.width.into();
            shown.then(|| Position::new(text.x + column as u16, text.y + row as u16))
        }
    }
}

/// Writes words into one row of an area from a column on, and says the column after them. What does not fit is cut.
pub fn put(buf: &mut Buffer, area: Rect, from: u16, words: &str, style: Style) -> u16 {
    let room = usize::from(area.width.saturating_sub(from));
    let mut end = 0;
    for cell in wrap::cells(words, Span::new(0, words.len())) {
        if cell.column + cell.width > room {
            break;
        }
        end = cell.column + cell.width;
        if cell.width > 0 {
            set(buf, area.x + from + cell.column as u16, area.y, cell.span.of(words), cell.width as u16, style);
        }
    }
    from + end as u16
}

/// Puts one grapheme into its cells.
pub fn set(buf: &mut Buffer, x: u16, y: u16, grapheme: &str, width: u16, style: Style) {
    let symbol = if grapheme == "\t" || grapheme == "\n" { " " } else { grapheme };
    let symbol =
        if symbol.len() > SYMBOL { wrap::fit(symbol.get(..crate::text::floor_boundary(symbol, SYMBOL)).unwrap_or(" "), 2) } else { symbol };
    for n in 0..width {
        if let Some(cell) = buf.cell_mut(Position::new(x + n, y)) {
            // The ground stays where the style names none.
            cell.modifier = Modifier::empty();
            cell.set_style(style);
            // The second cell of a wide grapheme is empty, as the terminal fills it.
            cell.set_symbol(if n == 0 {
                symbol
            } else if symbol == " " {
                " "
            } else {
                ""
            });
        }
    }
}

/// Writes words so that they end at an area's right edge, unless that would run into column `after`. Says where they begin.
pub fn put_right(buf: &mut Buffer, area: Rect, after: u16, words: &str, style: Style) -> u16 {
    let from = usize::from(area.width).saturating_sub(wrap::width(words));
    if from < usize::from(after) + 1 {
        return area.width;
    }
    put(buf, area, from as u16, words, style);
    from as u16
}

/// One row of an area.
pub fn row(area: Rect, n: u16) -> Rect {
    Rect { y: area.y + n, height: 1, ..area }
}

fn header(app: &App, buf: &mut Buffer) {
    let theme = &app.view.theme;
    let area = app.view.layout.header;
    let bar = theme.role(Role::Text).patch(theme.role(Role::Bar));
    buf.set_style(area, bar);
    let facts = app.facts();
    // The facts give way to the title one by one, the least telling first.
    let title = app.headline();
    let room = usize::from(area.width).saturating_sub(4);
    let mut right = String::new();
    for keep in (1..=facts.len()).rev() {
        right = facts.iter().skip(facts.len() - keep).cloned().collect::<Vec<_>>().join(" · ");
        if wrap::width(&right) + wrap::width(&title).min(room * 2 / 3) < room {
            break;
        }
    }
    let left = room.saturating_sub(wrap::width(&right) + 2);
    put(buf, area, 1, &wrap::shorten(&title, left), bar.patch(theme.role(Role::Title)));
    put_right(buf, Rect { width: area.width - 1, ..area }, 0, &right, bar);
}

fn tabs(app: &App, buf: &mut Buffer) {
    let Some(area) = app.view.layout.tabs else { return };
    let theme = &app.view.theme;
    let mut x = 1;
    for (pane, tab) in app.tabs() {
        let style = if pane == app.focus() { theme.role(Role::Focus) } else { theme.role(Role::Dim) };
        x = put(buf, area, x, &tab, style) + 2;
    }
}

fn card(app: &App, buf: &mut Buffer) {
    let theme = &app.view.theme;
    let area = app.view.layout.card;
    let card = app.card();
    let room = usize::from(area.width).saturating_sub(2);
    let head = row(area, u16::from(area.height > 1));
    put(buf, head, 1, &wrap::shorten(&card.head, room), theme.role(Role::Text));
    if area.height > 1 {
        let line = "─".repeat(area.width.into());
        put(buf, row(area, 0), 0, &line, theme.role(Role::Border));
        put(buf, row(area, 2), 1, &wrap::shorten(&card.body, room), theme.role(Role::Dim));
    }
}

fn foot(app: &App, buf: &mut Buffer) {
    let theme = &app.view.theme;
    let area = app.view.layout.hints;
    if let Mode::Search(search) = &app.mode {
        let x = put(buf, area, 1, "/", theme.role(Role::Accent));
        let x = put(buf, area, x, &search.query, theme.role(Role::Text));
        put_right(buf, Rect { width: area.width - 1, ..area }, x, &app.hits_line(), theme.role(Role::Dim));
        return;
    }
    if let Mode::Line(line) = &app.mode {
        let x = put(buf, area, 1, line.prompt(), theme.role(Role::Accent));
        let x = put(buf, area, x, &line.text, theme.role(Role::Text));
        let fitting = line.fitting().into_iter().take(6).collect::<Vec<_>>().join("  ");
        let room = usize::from(area.width).saturating_sub(usize::from(x) + 4);
        put(buf, area, x + 2, &wrap::shorten(&fitting, room), theme.role(Role::Dim));
        return;
    }
    if let Some(said) = &app.said {
        put(buf, area, 1, &wrap::shorten(said, usize::from(area.width).saturating_sub(2)), theme.role(Role::Accent));
        return;
    }
    let mut right = area.width;
    if !app.at.typed.is_empty() {
        right =
            put_right(buf, Rect { width: area.width - 1, ..area }, 0, &crate::app::keymap::spell(&app.at.typed), theme.role(Role::Accent));
    } else if app.at.in_search && app.found.is_some() {
        right = put_right(buf, Rect { width: area.width - 1, ..area }, 0, &app.hits_line(), theme.role(Role::Dim));
    }
    // What does not fit goes, from the end; but the last leads to the help, or out, and stays.
    let hints = app.hints();
    let width = |hint: &(String, &str)| wrap::width(&hint.0) + 1 + wrap::width(hint.1);
    let Some((last, others)) = hints.split_last() else { return };
    let mut room = usize::from(right).saturating_sub(width(last) + 2);
    let fitting = others.iter().take_while(|hint| {
        let fits = width(hint) + 3 <= room;
        room = room.saturating_sub(width(hint) + 3);
        fits
    });
    let mut x = 1;
    for (key, label) in fitting.chain([last]) {
        x = put(buf, area, x, key, theme.role(Role::Accent));
        x = put(buf, area, x + 1, label, theme.role(Role::Dim)) + 3;
    }
}
