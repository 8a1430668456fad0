//! Speed of finding annotations again, of opening an article with very many of them, and of saving one more.

use std::{hint::black_box, sync::Arc};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use sayso::{
    annotation::{Anchor, Annotation, Annotations, Resolver, Target},
    article::{Article, Origin},
    io::{places::Places, store::Store},
    text::Span,
};

const TIME: &str = "2025-11-28T10:00:00Z";

const ARTICLES: [&str; 6] = [
    include_str!("../assets/samples/ferries.txt"),
    include_str!("../tests/data/pressroom/af-05.txt"),
    include_str!("../tests/data/pressroom/eu-10.txt"),
    include_str!("../tests/data/pressroom/na-15.txt"),
    include_str!("../tests/data/pressroom/sa-20.txt"),
    include_str!("../tests/data/pressroom/wb-25.txt"),
];

/// A small generator, so that every run measures the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// An article of `size` bytes whose words follow each other as they do in news: from each word on it goes the way that our articles go from
/// one of the places where that word stands.
fn article(size: usize) -> String {
    let words: Vec<&str> = ARTICLES.iter().flat_map(|article| article.split_whitespace()).filter(|w| !w.contains(['[', '{'])).collect();
    let mut dice = Dice(3);
    let (mut text, mut at) = (String::new(), 0);
    while text.len() < size {
        text.push_str(words[at]);
        text.push(if dice.roll(60) == 0 { '\n' } else { ' ' });
        let same: Vec<usize> = (0..words.len() - 1).filter(|n| words[*n] == words[at]).collect();
        at = if dice.roll(8) == 0 || same.is_empty() { dice.roll(words.len()) } else { same[dice.roll(same.len())] + 1 };
    }
    text
}

/// `text` with `percent` of its characters left out, changed or doubled.
fn edited(text: &str, percent: usize) -> String {
    let mut dice = Dice(5);
    let mut new = String::new();
    for c in text.chars() {
        match if dice.roll(100) < percent { dice.roll(3) } else { 3 } {
            0 => {}
            1 => new.push(char::from(b'a' + dice.roll(26) as u8)),
            2 => new.extend([c, c]),
            _ => new.push(c),
        }
    }
    new
}

fn spans(text: &str, n: usize) -> Vec<Span> {
    let mut dice = Dice(9);
    let starts: Vec<usize> = text.split_whitespace().map(|w| w.as_ptr() as usize - text.as_ptr() as usize).collect();
    let span = |_| {
        let first = dice.roll(starts.len() - 40);
        Span::new(starts[first], starts[first + 1 + dice.roll(30)]).trim(text)
    };
    (0..n).map(span).collect()
}

fn resolve(criterion: &mut Criterion) {
    let text = article(100_000);
    let anchors: Vec<Anchor> = spans(&text, 1_000).into_iter().map(|span| Anchor::describe(&text, span)).collect();
    let anchors: Vec<&Anchor> = anchors.iter().collect();
    let moved: Vec<&str> = text.lines().rev().collect();
    let mut group = criterion.benchmark_group("resolve 1,000 in 100 KB");
    group.sample_size(20);
    for (name, text) in [
        ("unedited", text.clone()),
        ("one word more at the top", format!("Updated. {text}")),
        ("paragraphs in reverse order", moved.join("\n")),
        ("1 % of characters edited", edited(&text, 1)),
        ("10 % of characters edited", edited(&text, 10)),
        ("25 % of characters edited", edited(&text, 25)),
    ] {
        let found = Resolver::new(&text).resolve_all(&anchors).iter().filter(|place| place.span().is_some()).count();
        println!("{name}: {found} found");
        group.bench_function(name, |b| b.iter(|| black_box(Resolver::new(&text).resolve_all(&anchors))));
    }
    group.finish();
}

fn library(criterion: &mut Criterion) {
    let text = article(100_000);
    let article = Article { text: text.clone(), origin: Origin::Stdin, ..Article::default() };
    let note = |(n, span): (usize, Span)| {
        let target = Target::Words(Anchor::describe(&text, span));
        let note = Some(format!("note {n}: who else was there?"));
        let tags = vec!["lead".to_owned()];
        Arc::new(Annotation { note, tags, ..Annotation::new(format!("urn:uuid:00000000-0000-4000-8000-{n:012}"), target, TIME) })
    };
    let mut notes: Vec<Arc<Annotation>> = spans(&text, 10_000).into_iter().enumerate().map(note).collect();
    // In memory where the system has such a folder: the disk's own flush is not what is measured.
    let memory = std::path::Path::new("/dev/shm");
    let home = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let home = home.expect("a folder to measure in");
    let store = Store::new(Places::under(home.path()));
    let mut shelf = store.shelf(&article);
    shelf.save(&notes, &[]).expect("saved");
    println!("{} MB", std::fs::metadata(shelf.file()).expect("a file").len() / 1_000_000);
    let mut group = criterion.benchmark_group("10,000 annotations");
    group.sample_size(20);
    group.bench_function("load", |b| b.iter(|| black_box(store.shelf(&article).load().expect("loaded"))));
    group.bench_function("open", |b| {
        b.iter(|| {
            let mut shelf = store.shelf(&article);
            let loaded = shelf.load().expect("loaded");
            black_box((Annotations::open_shared(&text, loaded.annotations, shelf.history()), shelf))
        });
    });
    group.bench_function("first save after opening", |b| {
        let load = || {
            let mut shelf = store.shelf(&article);
            let mut notes = shelf.load().expect("loaded").annotations;
            let changed = Annotation { note: Some("changed".to_owned()), ..notes[5_000].as_ref().clone() };
            notes[5_000] = Arc::new(changed);
            (shelf, notes)
        };
        let save = |(mut shelf, notes): (sayso::io::shelf::Shelf, Vec<Arc<Annotation>>)| {
            shelf.save(&notes, &[]).expect("saved");
            // Dropped off the clock.
            (shelf, notes)
        };
        b.iter_batched(load, save, BatchSize::PerIteration);
    });
    let mut n = 0;
    group.bench_function("save", |b| {
        b.iter(|| {
            n += 1;
            let mut changed = notes[n % 10_000].as_ref().clone();
            changed.note = Some(format!("changed {n} times"));
            notes[n % 10_000] = Arc::new(changed);
            shelf.save(&notes, &[]).expect("saved");
        });
    });
    group.finish();
}

criterion_group!(benches, resolve, library);
criterion_main!(benches);
