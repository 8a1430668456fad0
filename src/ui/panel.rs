/*!
Paints a list pane: its title, the rows in sight, and what an empty one would hold.
*/

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

use super::{put, put_right, row};
use crate::{
    annotation::{Place, Rating, Target},
    app::{App, Pane, Thing, panel::named},
    settings::Role,
    text::wrap,
};

/// Paints a list pane.
pub fn draw(app: &App, pane: Pane, area: Rect, buf: &mut Buffer) {
    let Some(panel) = app.panels.of(pane) else { return };
    let theme = &app.view.theme;
    let focused = app.focus() == pane;
    let style = if focused { theme.role(Role::Focus).add_modifier(Modifier::BOLD) } else { theme.role(Role::Accent) };
    let x = put(buf, row(area, 0), 0, &pane.title().to_uppercase(), style);
    let x = put(buf, row(area, 0), x + 1, &app.count(pane).map_or(String::new(), |n| n.to_string()), theme.role(Role::Dim));
    put_right(buf, row(area, 0), x, &app.list_state(pane), theme.role(Role::Dim));
    if panel.rows.is_empty() {
        for (n, line) in
            wrap_words(&app.empty(pane), usize::from(area.width)).iter().take(usize::from(area.height).saturating_sub(1)).enumerate()
        {
            put(buf, row(area, n as u16 + 1), 0, line, theme.role(Role::Dim));
        }
        return;
    }
    let bottom = area.bottom() - u16::from(area.height > 2);
    let mut y = area.y + 1;
    for n in panel.top..panel.rows.len() {
        let tall = app.tall(pane, n) as u16;
        if y >= bottom {
            break;
        }
        let place = Rect { y, height: tall.min(bottom - y), ..area };
        let chosen = n == panel.at;
        if chosen && focused {
            buf.set_style(place, theme.role(Role::Cursor));
        }
        let ground = if chosen && focused { theme.role(Role::Cursor) } else { Style::new() };
        if chosen && (focused || app.is_lit(pane)) {
            put(buf, row(place, 0), 0, "▸", ground.patch(theme.role(if focused { Role::Focus } else { Role::Dim })));
        }
        let inner = Rect { x: place.x + 2, width: place.width.saturating_sub(2), ..place };
        let index = panel.rows.get(n).copied().unwrap_or_default();
        let pen = Pen { app, buf: &mut *buf, area: inner, ground };
        match pane {
            Pane::Entities => pen.entity(index, chosen),
            Pane::Quotes => pen.quote(index),
            Pane::Sources => pen.source(index),
            Pane::Notes => pen.note(index),
            Pane::Article => {}
        }
        y += tall;
    }
}

struct Pen<'a> {
    app: &'a App,
    buf: &'a mut Buffer,
    area: Rect,
    /// The chosen row's ground.
    ground: Style,
}

impl Pen<'_> {
    fn role(&self, role: Role) -> Style {
        self.on(self.app.view.theme.role(role))
    }

    /// A style on the row's own ground.
    fn on(&self, style: Style) -> Style {
        style.patch(Style { bg: self.ground.bg, ..Style::new() })
    }

    fn line(&mut self, n: u16, from: u16, words: &str, style: Style) {
        if n < self.area.height {
            let room = usize::from(self.area.width.saturating_sub(from));
            put(self.buf, row(self.area, n), from, &wrap::shorten(words, room), style);
        }
    }

    /// The sign of a finding that carries a note.
    fn noted(&self, thing: Thing) -> Option<&'static str> {
        self.app.ties.noted.contains(&thing).then_some("✎")
    }

    fn entity(mut self, index: usize, chosen: bool) {
        let app = self.app;
        let Some(entity) = app.analysis.as_ref().and_then(|a| a.entities.get(index)) else { return };
        let kind = self.on(app.view.theme.kind(entity.kind));
        put(self.buf, self.area, 0, self.noted(Thing::Entity(index)).unwrap_or("●"), kind);
        let count = named(&entity.mentions);
        let right = format!("{}  {count:>3}", entity.kind.name());
        let start = put_right(self.buf, self.area, 8, &right, self.role(Role::Dim));
        let name = wrap::shorten(&entity.name, usize::from(start).saturating_sub(3));
        put(self.buf, self.area, 2, &name, self.role(Role::Text));
        if chosen {
            for (n, line) in app.panels.below.iter().enumerate() {
                self.line(n as u16 + 1, 2, line, self.role(Role::Dim));
            }
        }
    }

    fn quote(mut self, index: usize) {
        let app = self.app;
        let Some(quote) = app.analysis.as_ref().and_then(|a| a.quotes.get(index)) else { return };
        self.line(0, 0, &app.quote_words(index), self.role(Role::Text));
        let voice = self.on(app.voice_style(Some(crate::app::Thing::Quote(index)))).remove_modifier(Modifier::ITALIC);
        let speaker = quote.speaker.as_ref().map_or("speaker unknown", |s| s.name.as_str());
        let verdict = app.ties.verdicts.get(index).copied().flatten();
        let room = usize::from(self.area.width).saturating_sub(2 + verdict.map_or(0, |v| v.name().len() + 1));
        let cue = quote.cue.map(|c| format!(" · {}", wrap::shorten(c.of(&app.article.text), 20))).unwrap_or_default();
        // Who speaks comes first: the kind goes, then the cue, where they would leave too little of the name.
        let wanted = wrap::width(speaker).min(room * 3 / 5);
        let both = format!("{cue} · {}", quote.kind.name());
        let rest = [both, cue].into_iter().find(|rest| wanted + wrap::width(rest) <= room).unwrap_or_default();
        let name = wrap::shorten(speaker, room.saturating_sub(wrap::width(&rest)));
        if self.area.height > 1 {
            let below = row(self.area, 1);
            let x = put(self.buf, below, 2, &name, if quote.speaker.is_some() { voice } else { self.role(Role::Dim) });
            put(self.buf, below, x, &rest, self.role(Role::Dim));
            if let Some(rating) = verdict {
                put_right(self.buf, below, x.min(below.width.saturating_sub(14)), rating.name(), self.role(verdict_role(rating)));
            }
        }
    }

    fn source(self, index: usize) {
        let app = self.app;
        let Some(sources) = app.analysis.as_ref().map(|a| &a.sources) else { return };
        let Some(source) = sources.get(index) else { return };
        let weight = |s: &crate::analyze::Source| s.mentions.len().max(s.quotes.len());
        let most = sources.iter().map(weight).max().unwrap_or(1).max(1);
        let bar = "▇".repeat((weight(source) * 6).div_ceil(most).clamp(1, 6));
        let right = format!("{}  {:>2} {bar:<6}", source.kind.name(), weight(source));
        let start = put_right(self.buf, self.area, 8, &right, self.role(Role::Dim));
        let sign = self.noted(Thing::Source(index)).map_or(String::new(), |sign| format!("{sign} "));
        let name = wrap::shorten(&source.name, usize::from(start).saturating_sub(1 + wrap::width(&sign)));
        let x = put(self.buf, self.area, 0, &sign, self.role(Role::Note));
        put(self.buf, self.area, x, &name, self.role(Role::Text));
    }

    fn note(mut self, index: usize) {
        let app = self.app;
        let Some(placed) = app.notes.all().get(index) else { return };
        let note = &placed.annotation;
        let (sign, role) = match &placed.place {
            Some(Place::Lost) => ("?", Role::Error),
            Some(Place::Guessed(..)) => ("≈", Role::Warning),
            Some(Place::Moved(_)) => ("↷", Role::Warning),
            _ if note.note.is_some() => ("✎", Role::Note),
            _ => ("●", Role::Note),
        };
        put(self.buf, self.area, 0, sign, self.role(role));
        let words = match &note.target {
            Target::Article => "the whole article".to_owned(),
            Target::Words(anchor) => format!("“{}”", anchor.exact),
            Target::Finding { name, .. } => name.clone(),
        };
        self.line(0, 2, &words, self.role(Role::Text));
        let tags = note.tags.iter().map(|t| format!("#{t} ")).collect::<Vec<_>>().concat();
        let corrected = note.correction.as_ref().map(|c| format!("corrected: {} {} ", c.act, c.value.as_deref().unwrap_or_default()));
        let verdict = note.verdict.as_ref().map(|v| format!("{} ", v.rating.name()));
        let said = [verdict, corrected].into_iter().flatten().collect::<String>();
        let words = format!("{said}{tags}{}", note.note.as_deref().unwrap_or_default().replace('\n', " "));
        self.line(1, 2, &words, self.role(Role::Note));
    }
}

/// How a verdict looks.
const fn verdict_role(rating: Rating) -> Role {
    match rating {
        Rating::Unchecked => Role::Dim,
        Rating::Confirmed => Role::Good,
        Rating::Disputed => Role::Warning,
        Rating::False => Role::Error,
    }
}

/// Words in lines of at most `columns`.
pub fn wrap_words(words: &str, columns: usize) -> Vec<String> {
    let rows = wrap::rows(words, crate::text::Span::new(0, words.len()), columns);
    rows.into_iter().map(|r| r.trim_end(words).of(words).to_owned()).collect()
}
