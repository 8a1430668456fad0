//! Speed of the reader: the lines near the window in ten megabytes, a frame of an article with its findings, a search.

use std::{hint::black_box, sync::Arc};

use criterion::{Criterion, criterion_group, criterion_main};
use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
};
use sayso::{
    analyze::analyze,
    app::{App, Key, Look, Motion, Reader, Report, search::Found},
    article::{Article, Block, BlockKind},
    io::screen::Screen,
    parse::{Hint, parse, samples},
    text::Span,
    ui,
};

/// Columns and rows of the terminal.
const SIZE: Size = Size { width: 120, height: 40 };

/// Paragraphs of news, ten megabytes of them, with one rare word at the end.
fn long() -> Article {
    let line = "The ministry said on Friday that the bridge would open in May, and that the toll would pay for it within nine years. \
                “We will build it,” said Ann Lee, who runs the port, to reporters at the old ferry landing below the hills.";
    let mut text = String::new();
    let mut blocks = Vec::new();
    while text.len() < 10_000_000 {
        let start = text.len();
        text.push_str(line);
        blocks.push(Block { span: Span::new(start, text.len()), kind: BlockKind::Paragraph });
        text.push('\n');
    }
    text.push_str("zanzibarquay");
    Article { text, blocks, ..Article::default() }
}

/// The first sample with its findings.
fn sample() -> Option<App> {
    let text = samples().first()?.text;
    let article = parse(text.as_bytes(), &Hint::default()).ok()?;
    let mut app = App::new(article, Look::default(), SIZE);
    let analysis = analyze(&app.article);
    app.report(Report::Analyzed(Box::new(analysis)));
    Some(app)
}

fn text(criterion: &mut Criterion) {
    let article = Arc::new(long());
    let mut group = criterion.benchmark_group("ten megabytes");
    group.sample_size(20);
    group.bench_function("the first window", |b| {
        b.iter(|| {
            let mut reader = Reader::new(Arc::clone(&article));
            reader.resize(72, 36);
            black_box(reader.window().len())
        });
    });
    let mut reader = Reader::new(Arc::clone(&article));
    reader.resize(72, 36);
    group.bench_function("a page further", |b| b.iter(|| reader.go_by(Motion::Halves(2))));
    let mut width = 60;
    group.bench_function("another width", |b| {
        b.iter(|| {
            width = 130 - width;
            reader.resize(width, 36);
        });
    });
    group.bench_function("search for a rare word", |b| b.iter(|| black_box(Found::new(&article.text, "zanzibarquay"))));
    group.bench_function("search for a common word", |b| b.iter(|| black_box(Found::new(&article.text, "said"))));
    group.finish();
}

fn frame(criterion: &mut Criterion) {
    let Some(mut app) = sample() else { return };
    let mut group = criterion.benchmark_group("a frame");
    let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.width, SIZE.height));
    group.bench_function("painted", |b| {
        b.iter(|| {
            buffer.reset();
            ui::draw(&app, &mut buffer);
        });
    });
    let mut screen = Screen::new(SIZE);
    let mut down = true;
    let mut bytes = Vec::new();
    group.bench_function("a page further, to the terminal's bytes", |b| {
        b.iter(|| {
            app.key(Key::char(if down { 'd' } else { 'u' }));
            down = !down;
            bytes.clear();
            screen.show(&mut bytes, SIZE, ui::cursor(&app), |buf| ui::draw(&app, buf))
        });
    });
    group.finish();
}

criterion_group!(benches, text, frame);
criterion_main!(benches);
