/*!
Paints the article: its blocks by kind, the layers over the words, the signs in the gutter and the ribbon.
*/

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

use super::{put, row, set};
use crate::{
    annotation::Place,
    app::{
        App, Mark, Role as Part, Thing,
        page::{Line, Part as LinePart},
    },
    article::{BlockKind, Style as Emphasis},
    parse::signs::list_mark,
    settings::Role,
    text::{Span, cover, wrap},
};

/// Paints the article with gutter and ribbon, where they are in sight.
pub fn draw(app: &App, buf: &mut Buffer) {
    let layout = &app.view.layout;
    if layout.text.is_empty() {
        return;
    }
    let cursor = app.reader.cursor_cell().filter(|_| app.focus() == crate::app::Pane::Article).map(|(row, _)| row);
    for (n, line) in app.reader.window().iter().take(layout.text.height.into()).enumerate() {
        let area = row(layout.text, n as u16);
        if line.is_text() {
            decorate(app, line, area, buf);
            words(app, line, area, buf);
            gutter(app, line, row(layout.gutter, n as u16), cursor == Some(n), buf);
        } else {
            edge(app, line, area, buf);
        }
    }
    ribbon(app, layout.ribbon, buf);
}

/// The style of a block's own words.
fn base(app: &App, kind: BlockKind) -> Style {
    let theme = &app.view.theme;
    let text = theme.role(Role::Text);
    text.patch(match kind {
        BlockKind::Heading(_) => theme.role(Role::Heading),
        BlockKind::Embed => theme.role(Role::Embed),
        BlockKind::Related => theme.role(Role::Related),
        BlockKind::Caption => theme.role(Role::Dim),
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::BlockQuote | BlockKind::Code | BlockKind::Table => Style::new(),
    })
}

/// The signs of a block beside its words.
fn decorate(app: &App, line: &Line, area: Rect, buf: &mut Buffer) {
    let theme = &app.view.theme;
    let first = line.part == LinePart::First;
    let (sign, role) = match line.kind {
        BlockKind::Embed => ("│", Role::Border),
        BlockKind::BlockQuote => ("▎", Role::Border),
        // Most items bring their own mark.
        BlockKind::ListItem if first && list_mark(line.span.of(&app.article.text)).is_none() => ("•", Role::Accent),
        BlockKind::Related if first => ("  ⤷", Role::Accent),
        BlockKind::Caption if first => ("▫", Role::Dim),
        BlockKind::Code => ("┆", Role::Border),
        _ => return,
    };
    put(buf, area, 0, sign, theme.role(role));
    if line.kind == BlockKind::Embed {
        put(buf, area, area.width - 1, "│", theme.role(Role::Border));
    }
}

/// The edges of a card.
fn edge(app: &App, line: &Line, area: Rect, buf: &mut Buffer) {
    let across = usize::from(area.width).saturating_sub(2);
    let line = match line.part {
        LinePart::Top => format!("╭─ post {}╮", "─".repeat(across.saturating_sub(7))),
        LinePart::Bottom => format!("╰{}╯", "─".repeat(across)),
        _ => return,
    };
    put(buf, area, 0, &line, app.view.theme.role(Role::Border));
}

/// The words of a line under all layers.
fn words(app: &App, line: &Line, area: Rect, buf: &mut Buffer) {
    let text = &app.article.text;
    let span = line.span.trim_end(text);
    let base = base(app, line.kind);
    let hits = app.found.iter().flat_map(|f| f.within(span)).map(|h| (*h, Layer { over: HIT, style: app.view.theme.role(Role::Search) }));
    let mut items: Vec<(Span, Layer)> = app.marks.within(span).filter_map(|m| Some((m.span, layer(app, m)?))).chain(hits).collect();
    items.extend(app.selection().map(|s| (s, Layer { over: HIT + 1, style: app.view.theme.role(Role::Selection) })));
    let mut column = line.indent;
    for run in cover(span, &items) {
        let mut over = run.over;
        over.sort_by_key(|l| l.over);
        let style = over.into_iter().fold(base, |style, layer| style.patch(layer.style));
        let start = wrap::column(text, line.span, run.span.start) as u16 + line.indent;
        column = column.max(start);
        for cell in wrap::cells(text, run.span) {
            let (x, width) = (start + cell.column as u16, cell.width as u16);
            if width > 0 && x + width <= area.width {
                set(buf, area.x + x, area.y, cell.span.of(text), width, style);
            }
        }
    }
}

/// A style, and how far up it lies.
struct Layer {
    over: u8,
    style: Style,
}

/// The layer of search hits; the selection lies over it.
const HIT: u8 = 20;

/// What a mark looks like; nothing while its layer is off.
fn layer(app: &App, mark: &Mark) -> Option<Layer> {
    let theme = &app.view.theme;
    let layers = &app.view.layers;
    let lit = mark.thing.is_some() && mark.thing == app.at.thing;
    if lit {
        let role = match mark.role {
            Part::Content | Part::Note => Role::Selection,
            Part::Cue => return Some(Layer { over: 11, style: theme.role(Role::Cue).add_modifier(Modifier::BOLD) }),
            _ => Role::Current,
        };
        let over = if mark.role == Part::Content { 6 } else { 12 };
        return Some(Layer { over, style: theme.role(role) });
    }
    let (over, style) = match mark.role {
        Part::Emphasis(emphasis) => (1, Style::new().add_modifier(modifier(emphasis))),
        Part::Link if layers.links => (2, theme.role(Role::Link)),
        Part::Content if layers.quotes => (3, app.voice_style(mark.thing)),
        Part::Cited if layers.sources => (4, theme.role(Role::Source).patch(Style { fg: None, ..Style::new() })),
        Part::Name if layers.entities => (5, mark.thing.and_then(|t| app.entity_kind(t)).map(|k| theme.kind(k))?),
        Part::Note if layers.notes => (7, app.note_style(mark.thing)?),
        _ => return None,
    };
    Some(Layer { over, style })
}

const fn modifier(emphasis: Emphasis) -> Modifier {
    match emphasis {
        Emphasis::Bold => Modifier::BOLD,
        Emphasis::Italic => Modifier::ITALIC,
        Emphasis::Code => Modifier::DIM,
        Emphasis::Strike => Modifier::CROSSED_OUT,
    }
}

/// The cursor's row, and the signs of annotations that begin on this one.
fn gutter(app: &App, line: &Line, area: Rect, here: bool, buf: &mut Buffer) {
    let theme = &app.view.theme;
    if here {
        put(buf, area, 1, "▎", theme.role(Role::Focus));
    }
    let begins = app.marks.within(line.span).filter(|m| line.span.contains(m.span.start));
    let notes = begins.filter_map(|m| if let Some(Thing::Note(n)) = m.thing { app.notes.all().get(n) } else { None });
    let sign = notes.filter(|_| app.view.layers.notes).map(|n| match &n.place {
        Some(Place::Guessed(..)) => ("≈", Role::Warning),
        Some(Place::Moved(_)) => ("↷", Role::Warning),
        _ if n.annotation.note.is_some() => ("✎", Role::Note),
        _ => ("●", Role::Note),
    });
    if let Some((sign, role)) = sign.min_by_key(|(sign, _)| ["✎", "≈", "↷", "●"].iter().position(|s| s == sign)) {
        put(buf, area, 0, sign, theme.role(role));
    }
}

/// Where in the article the window stands, and where the selected thing or the search hits do.
fn ribbon(app: &App, area: Rect, buf: &mut Buffer) {
    let theme = &app.view.theme;
    let length = app.article.text.len().max(1);
    let rows = usize::from(area.height);
    let row_of = |at: usize| (at * rows / length).min(rows.saturating_sub(1));
    let sight = app.reader.in_sight();
    let window = row_of(sight.start)..=row_of(sight.end);
    let mut marked = vec![false; rows];
    for place in app.lit_places() {
        if let Some(row) = marked.get_mut(row_of(place.start)) {
            *row = true;
        }
    }
    for (n, marked) in marked.into_iter().enumerate() {
        let (sign, role) = match (marked, window.contains(&n)) {
            (true, _) => ("▌", Role::Ribbon),
            (false, true) => ("┃", Role::Dim),
            (false, false) => ("│", Role::Border),
        };
        put(buf, row(area, n as u16), 0, sign, theme.role(role));
    }
}
