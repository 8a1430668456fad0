/*!
Paints what lies on top of the panes: the help screen.
*/

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{put, row};
use crate::{
    app::{Action, App, Mode, mode::help::Help},
    settings::Role,
    text::wrap,
};

/// Paints what is on top, if anything is.
pub fn draw(app: &App, buf: &mut Buffer) {
    if let Mode::Help(help) = &app.mode {
        draw_help(app, help, buf);
    }
}

/// A box in the middle of the screen, cleared and framed. Says the room inside.
pub fn frame(app: &App, buf: &mut Buffer, width: u16, height: u16, title: &str) -> Rect {
    let screen = buf.area;
    let area = screen.centered(
        ratatui::layout::Constraint::Length(width.min(screen.width)),
        ratatui::layout::Constraint::Length(height.min(screen.height)),
    );
    let (text, border) = (app.view.theme.role(Role::Text), app.view.theme.role(Role::Focus));
    let across = usize::from(area.width).saturating_sub(2);
    for n in 0..area.height {
        put(buf, row(area, n), 0, &" ".repeat(area.width.into()), text);
        let edge = match n {
            0 => format!("╭─ {title} {}╮", "─".repeat(across.saturating_sub(wrap::width(title) + 3))),
            n if n + 1 == area.height => format!("╰{}╯", "─".repeat(across)),
            _ => {
                put(buf, row(area, n), area.width - 1, "│", border);
                "│".to_owned()
            }
        };
        put(buf, row(area, n), 0, &edge, border);
    }
    Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(4), height: area.height.saturating_sub(2) }
}

fn help_size(app: &App) -> (u16, u16) {
    (app.view.size.width.saturating_sub(4).min(96), app.view.size.height.saturating_sub(2))
}

fn draw_help(app: &App, help: &Help, buf: &mut Buffer) {
    let theme = &app.view.theme;
    let (width, height) = help_size(app);
    let area = frame(app, buf, width, height, "Keys");
    let x = put(buf, area, 0, "Search: ", theme.role(Role::Dim));
    put(buf, area, x, &help.query, theme.role(Role::Text));
    let mut group = None;
    let mut lines: Vec<(String, String, bool)> = Vec::new();
    for action in help.actions().into_iter().skip(help.top) {
        if group != Some(action.group()) {
            group = Some(action.group());
            lines.push((action.group().title().to_owned(), String::new(), true));
        }
        lines.push((app.keymap.keys(action).collect::<Vec<_>>().join("  "), sentence(action), false));
    }
    for (n, (left, right, title)) in lines.iter().take(usize::from(area.height).saturating_sub(2)).enumerate() {
        let place = row(area, n as u16 + 2);
        if *title {
            put(buf, place, 0, left, theme.role(Role::Heading));
        } else {
            put(buf, place, 2, left, theme.role(Role::Accent));
            put(buf, place, 26, &wrap::shorten(right, usize::from(area.width).saturating_sub(26)), theme.role(Role::Text));
        }
    }
}

fn sentence(action: Action) -> String {
    format!("{}  :{}", action.help(), action.name())
}

/// Where the cursor stands in what is on top.
pub fn cursor(app: &App) -> Option<Position> {
    let Mode::Help(help) = &app.mode else { return None };
    let (width, height) = help_size(app);
    let (x, y) = ((app.view.size.width - width) / 2 + 2, (app.view.size.height - height) / 2 + 1);
    Some(Position::new(x + 8 + wrap::width(&help.query) as u16, y))
}
