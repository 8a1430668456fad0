//! The picture in the README: the reader's own screen as its test backend paints it, each cell drawn into `assets/screen.svg`. A picture that
//! differs is written to its file and the test fails. What the card in it says is not left to the hand-made findings: the engine must find it too.

#![allow(clippy::unwrap_used)]

use std::{fmt::Write as _, fs, path::Path};

use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::{Buffer, Cell},
    layout::Size,
    style::{Color, Modifier},
};
use sayso::{
    analyze::{Analysis, analyze},
    app::{App, Look, Now, Report, Thing, keymap},
    settings::Role,
    ui,
};

mod fixture;

const SIZE: Size = Size { width: 120, height: 40 };
/// Width and height of a cell, and the baseline in it.
const CELL: (usize, usize, usize) = (8, 17, 13);
/// Room around the screen.
const RIM: usize = 14;

/// The reader with a quote chosen, its speaker lit, and a note on another.
fn reader() -> App {
    let (article, analysis) = fixture::briefing();
    let mut app = App::new(article, Look::default(), SIZE);
    app.report(Report::Analyzed(Box::new(analysis)));
    let keys = "]q ]q ]q ]q ]q a W h o space e l s e space h e a r d space t h e space a l a r m ? ctrl-s [q [q";
    for (n, key) in keys.split_whitespace().flat_map(|k| keymap::parse(k).unwrap()).enumerate() {
        app.now = Now { time: "2026-01-02T03:04:05Z".into(), id: format!("urn:uuid:test-{n}") };
        app.key(key);
    }
    app
}

fn screen(app: &App) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(SIZE.width, SIZE.height)).unwrap();
    terminal.draw(|frame| ui::draw(app, frame.buffer_mut())).unwrap();
    terminal.backend().buffer().clone()
}

fn hex(color: Color) -> String {
    if let Color::Rgb(r, g, b) = color { format!("#{r:02x}{g:02x}{b:02x}") } else { panic!("{color:?} is no color of the theme") }
}

/// The cells' colors of letters and ground.
fn colors(cell: &Cell) -> (String, String) {
    let (fg, bg) = (hex(cell.fg), hex(cell.bg));
    if cell.modifier.contains(Modifier::REVERSED) { (bg, fg) } else { (fg, bg) }
}

/// A letter that is a drawing, as a shape that fills its cell: fonts leave gaps between rows.
fn shape(symbol: &str, x: usize, y: usize, color: &str) -> Option<String> {
    let (wide, high, _) = CELL;
    let (mid, half) = (x + wide / 2, y + high / 2);
    let line = |path: String, width: &str| Some(format!("<path d=\"{path}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\"/>"));
    let bar = |down: usize, width: usize, height: usize| {
        Some(format!("<path d=\"M{x} {}h{width}v{height}h-{width}z\" fill=\"{color}\"/>", y + down))
    };
    match symbol {
        "─" => line(format!("M{x} {half}.5h{wide}"), "1"),
        "│" => line(format!("M{mid} {y}v{high}"), "1"),
        "┃" => line(format!("M{mid} {y}v{high}"), "2.4"),
        "╭" => line(format!("M{mid} {}v-4q0 -4.5 {} -4.5", y + high, x + wide - mid), "1"),
        "╮" => line(format!("M{mid} {}v-4q0 -4.5 -{} -4.5", y + high, mid - x), "1"),
        "╰" => line(format!("M{mid} {y}v4q0 4.5 {} 4.5", x + wide - mid), "1"),
        "╯" => line(format!("M{mid} {y}v4q0 4.5 -{} 4.5", mid - x), "1"),
        "▌" => bar(0, wide / 2, high),
        "▎" => bar(0, wide / 4, high),
        "▇" => bar(high / 4, wide, high - high / 4 - 2),
        _ => None,
    }
}

/// One row: grounds, then shapes and words in runs of one look.
fn row(out: &mut String, cells: &[Cell], top: usize, ground: &str) {
    let (wide, high, base) = CELL;
    let mut left = RIM;
    for run in cells.chunk_by(|a, b| colors(a).1 == colors(b).1) {
        let (_, color) = colors(&run[0]);
        let width = run.len() * wide;
        if color != ground {
            writeln!(out, "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{high}\" fill=\"{color}\"/>").unwrap();
        }
        left += width;
    }
    left = RIM;
    let drawn = |c: &Cell| shape(c.symbol(), 0, 0, "").is_some();
    for run in cells.chunk_by(|a, b| (colors(a).0, a.modifier, drawn(a)) == (colors(b).0, b.modifier, drawn(b))) {
        let (color, _) = colors(&run[0]);
        if drawn(&run[0]) {
            for (nth, cell) in run.iter().enumerate() {
                writeln!(out, "{}", shape(cell.symbol(), left + nth * wide, top, &color).unwrap()).unwrap();
            }
        } else {
            words(out, run, (left, top + base), &color);
        }
        left += run.len() * wide;
    }
}

/// The words of cells that look the same.
fn words(out: &mut String, run: &[Cell], (left, base): (usize, usize), color: &str) {
    let words: String = run.iter().map(Cell::symbol).collect();
    let blank = words.chars().take_while(|c| *c == ' ').count();
    let words = words.trim();
    if words.is_empty() {
        return;
    }
    let mut look = String::new();
    for (modifier, name) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::CROSSED_OUT, " text-decoration=\"line-through\""),
        (Modifier::DIM, " opacity=\"0.7\""),
    ] {
        look.push_str(if run[0].modifier.contains(modifier) { name } else { "" });
    }
    let (left, width) = (left + blank * CELL.0, words.chars().count() * CELL.0);
    let escaped = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    writeln!(out, "<text x=\"{left}\" y=\"{base}\" fill=\"{color}\"{look} textLength=\"{width}\">{escaped}</text>").unwrap();
}

fn svg(app: &App) -> String {
    let buffer = screen(app);
    let ground = hex(app.view.theme.role(Role::Text).bg.unwrap());
    let (width, height) = (usize::from(SIZE.width) * CELL.0 + 2 * RIM, usize::from(SIZE.height) * CELL.1 + 2 * RIM);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" \
         font-size=\"13.3\" xml:space=\"preserve\">\n<title>sayso: an article beside its entities, quotes, sources and notes</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"9\" fill=\"{ground}\"/>\n"
    );
    for (n, cells) in buffer.content.chunks(SIZE.width.into()).enumerate() {
        row(&mut out, cells, RIM + n * CELL.1, &ground);
    }
    out.push_str("</svg>\n");
    out
}

#[test]
fn the_picture_in_the_readme_is_the_screen() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screen.svg");
    let now = svg(&reader());
    if fs::read_to_string(&path).unwrap_or_default() != now {
        fs::write(&path, &now).unwrap();
        panic!("the screen has changed; look at {}", path.display());
    }
}

#[test]
fn the_engine_finds_what_the_picture_shows() {
    let app = reader();
    let Some(Thing::Quote(chosen)) = app.at.thing else { panic!("a quote is chosen, not {:?}", app.at.thing) };
    let shown = &app.analysis.as_ref().unwrap().quotes[chosen];
    let found = analyze(&app.article);
    let same = found.quotes.iter().find(|q| q.content[0].overlaps(shown.content[0])).expect("the quote is found");
    let name = |entity: Option<usize>, of: &Analysis| entity.map(|e| of.entities[e].name.clone());
    assert_eq!(same.kind, shown.kind);
    assert_eq!(
        name(same.speaker.as_ref().and_then(|s| s.entity), &found),
        name(shown.speaker.as_ref().and_then(|s| s.entity), app.analysis.as_ref().unwrap())
    );
}
