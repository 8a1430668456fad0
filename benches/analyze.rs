//! Speed of the whole analysis, over an article and a megabyte of news, and of the passes that need no model.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sayso::{
    analyze::{analyze, language, sentence::Document, source, value},
    article::{Article, Block, BlockKind},
    text::Span,
};

fn article(size: usize) -> Article {
    let line = "KARACHI — The ministry said on Friday, 28 November 2025, that Rs 40 crore and $2.3bn were lost, 9 per cent more than in 2021, \
                officials told Reuters. “We will pay,” said Ann Lee, who runs 1,350 kilometres of rail from the port to the hills.";
    let mut text = String::new();
    let mut blocks = Vec::new();
    while text.len() < size {
        let start = text.len();
        text.push_str(line);
        blocks.push(Block { span: Span::new(start, text.len()), kind: BlockKind::Paragraph });
        text.push('\n');
    }
    Article { text, blocks, ..Article::default() }
}

fn passes(criterion: &mut Criterion) {
    let article = article(1_000_000);
    let document = Document::whole(&article);
    let mut group = criterion.benchmark_group("analyze");
    group.throughput(Throughput::Bytes(article.text.len() as u64)).sample_size(10);
    group.bench_function("tokens and sentences", |b| b.iter(|| black_box(Document::whole(&article))));
    group.bench_function("values", |b| b.iter(|| black_box(value::values(&document))));
    group.bench_function("language", |b| b.iter(|| black_box(language::language(&article))));
    group.bench_function("sources without quotes", |b| b.iter(|| black_box(source::sources(&document, &[], &[], true))));
    group.finish();
}

fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("analyze whole");
    group.sample_size(10);
    for (name, size) in [("6 KB", 6_000), ("1 MB", 1_000_000)] {
        let article = article(size);
        group.throughput(Throughput::Bytes(article.text.len() as u64));
        group.bench_function(name, |b| b.iter(|| black_box(analyze(&article))));
    }
    group.finish();
}

criterion_group!(benches, whole, passes);
criterion_main!(benches);
