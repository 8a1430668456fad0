/*!
Paints what lies on top of the panes: the help screen.
*/

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Modifier,
    widgets::Widget,
};

use super::{put, put_right, row};
use crate::{
    app::{
        App, Mode,
        mode::{changes::Changes, help::Help, hints::Hints, note::Note, pick::Pick},
    },
    settings::Role,
    text::{Span, diff::Fate, wrap},
};

/// Paints what is on top, if anything is.
pub fn draw(app: &App, buf: &mut Buffer) {
    match &app.mode {
        Mode::Help(help) => draw_help(app, help, buf),
        Mode::Note(note) => draw_note(app, note, buf),
        Mode::Pick(pick) => draw_pick(app, pick, buf),
        Mode::Hints(hints) => draw_hints(app, hints, buf),
        Mode::Changes(changes) => draw_changes(app, changes, buf),
        Mode::Read | Mode::Search(_) | Mode::Select(_) | Mode::Line(_) => {}
    }
}

/// A box in the middle of the screen, cleared and framed. Says the room inside.
pub fn frame(app: &App, buf: &mut Buffer, width: u16, height: u16, title: &str) -> Rect {
    let screen = buf.area;
    let area = screen.centered(
        ratatui::layout::Constraint::Length(width.min(screen.width)),
        ratatui::layout::Constraint::Length(height.min(screen.height)),
    );
    frame_at(app, buf, area, title)
}

/// The same at a given place.
fn frame_at(app: &App, buf: &mut Buffer, area: Rect, title: &str) -> Rect {
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

/// The note editor: below the article, so that it does not cover the words it is about, which stand in the upper part of the pane.
fn draw_note(app: &App, note: &Note, buf: &mut Buffer) {
    let theme = &app.view.theme;
    let lines = note.editor.lines().len() as u16;
    let height = (lines + 4).clamp(6, (app.view.size.height / 2).max(6));
    let words = note.annotation.words().replace('\n', " ");
    let width = app.view.layout.text.width.max(60).saturating_add(4);
    let title = if words.is_empty() {
        "Note on the whole article".to_owned()
    } else {
        let words = wrap::shorten(&words, usize::from(width.min(app.view.size.width)).saturating_sub(20));
        if words.contains(['“', '"']) { format!("Note on {words}") } else { format!("Note on “{words}”") }
    };
    let area = frame_at(app, buf, bottom(app, width, height), &title);
    let mut editor = note.editor.clone();
    editor.set_style(theme.role(Role::Text));
    editor.set_placeholder_text("what do you doubt, know or want to ask?");
    editor.set_placeholder_style(theme.role(Role::Dim));
    Widget::render(&*editor, area, buf);
}

/// A box at the foot of the article, above the card.
fn bottom(app: &App, width: u16, height: u16) -> Rect {
    let screen = Rect { height: app.view.layout.card.y, ..Rect::from(app.view.size) };
    let (width, height) = (width.min(screen.width), height.min(screen.height));
    let x = app.view.layout.text.x.saturating_sub(2).min(screen.width - width);
    Rect { x, y: screen.height - height, width, height }
}

fn draw_pick(app: &App, pick: &Pick, buf: &mut Buffer) {
    let theme = &app.view.theme;
    let rows = pick.fitting();
    let outer = pick.area(app.view.size);
    let area = frame_at(app, buf, outer, &pick.title);
    let x = put(buf, area, 0, "› ", theme.role(Role::Accent));
    put(buf, area, x, &pick.query, theme.role(Role::Text));
    let (top, shown) = pick.window(outer);
    for (n, (label, _)) in rows.iter().enumerate().skip(top).take(shown) {
        let place = row(area, (n - top) as u16 + 1);
        let style = if n == pick.at { theme.role(Role::Selection) } else { theme.role(Role::Text) };
        put(buf, place, 0, if n == pick.at { "▸ " } else { "  " }, theme.role(Role::Accent));
        put(buf, place, 2, &wrap::shorten(label, usize::from(area.width).saturating_sub(2)), style);
    }
}

/// The changed paragraphs: what is gone struck out, what is new underlined.
fn draw_changes(app: &App, changes: &Changes, buf: &mut Buffer) {
    let theme = &app.view.theme;
    let (width, height) = help_size(app);
    let area = frame(app, buf, width, height, &changes.title());
    let style = |fate: Fate| match fate {
        Fate::Same => theme.role(Role::Text),
        Fate::Removed => theme.role(Role::Error).remove_modifier(Modifier::BOLD).add_modifier(Modifier::CROSSED_OUT),
        Fate::Added => theme.role(Role::Good).remove_modifier(Modifier::BOLD).add_modifier(Modifier::UNDERLINED),
    };
    let mut y = 0;
    for line in changes.lines.iter().skip(changes.top) {
        let words: String = line.iter().map(|(_, words)| words.as_str()).collect();
        for shown in wrap::rows(&words, Span::new(0, words.len()), area.width.into()) {
            if y >= area.height {
                return;
            }
            let (mut from, mut x) = (0, 0);
            for (fate, part) in line {
                let (start, end) = (shown.start.max(from), shown.end.min(from + part.len()));
                from += part.len();
                if start < end {
                    x = put(buf, row(area, y), x, Span::new(start, end).of(&words), style(*fate));
                }
            }
            y += 1;
        }
        y += 1;
    }
}

/// Letters over the beginnings of things.
fn draw_hints(app: &App, hints: &Hints, buf: &mut Buffer) {
    let text = app.view.layout.text;
    for (n, line) in app.reader.window().iter().take(text.height.into()).enumerate() {
        for (label, span, _) in hints
            .labels
            .iter()
            .filter(|(label, span, _)| line.is_text() && line.span.contains(span.start) && label.starts_with(&hints.typed))
        {
            let column = wrap::column(&app.article.text, line.span, span.start) as u16 + line.indent;
            put(buf, row(text, n as u16), column, label, app.view.theme.role(Role::Search));
        }
    }
}

/// The column of the help screen where it says what a key does.
const HELP: u16 = 26;

fn help_size(app: &App) -> (u16, u16) {
    // Where the box takes nearly the whole width, a rim of half-covered words beside it would only puzzle.
    let width = app.view.size.width;
    (if width < 100 { width } else { 96 }, app.view.size.height.saturating_sub(2))
}

fn draw_help(app: &App, help: &Help, buf: &mut Buffer) {
    let theme = &app.view.theme;
    let (width, height) = help_size(app);
    let area = frame(app, buf, width, height, "Keys");
    let x = put(buf, area, 0, "Search: ", theme.role(Role::Dim));
    put(buf, area, x, &help.query, theme.role(Role::Text));
    let mut group = None;
    let mut y = 2;
    for action in help.actions().into_iter().skip(help.top) {
        if group != Some(action.group()) {
            group = Some(action.group());
            if y < area.height {
                put(buf, row(area, y), 0, action.group().title(), theme.role(Role::Heading));
            }
            y += 1;
        }
        if y >= area.height {
            break;
        }
        put(buf, row(area, y), 2, &app.keymap.keys(action).collect::<Vec<_>>().join("  "), theme.role(Role::Accent));
        // A long line goes on below.
        let words = action.help();
        let rows = wrap::rows(words, Span::new(0, words.len()), usize::from(area.width).saturating_sub(HELP.into()));
        let mut x = HELP;
        for span in rows.into_iter().take(usize::from(area.height - y)) {
            x = put(buf, row(area, y), HELP, span.of(words).trim_end(), theme.role(Role::Text));
            y += 1;
        }
        put_right(buf, row(area, y - 1), x, &format!(":{}", action.name()), theme.role(Role::Dim));
    }
}

/// Where the cursor stands in what is on top.
pub fn cursor(app: &App) -> Option<Position> {
    let Mode::Help(help) = &app.mode else { return None };
    let (width, height) = help_size(app);
    let (x, y) = ((app.view.size.width - width) / 2 + 2, (app.view.size.height - height) / 2 + 1);
    Some(Position::new(x + 8 + wrap::width(&help.query) as u16, y))
}
