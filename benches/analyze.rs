//! Speed of the analysis: each pass by itself over the sample articles, and the whole of it over one of them and over a megabyte.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime};
use sayso::{
    analyze::{
        Entity, Quote, alias, analyze, attribution, cue, entity, language,
        model::Model,
        pos,
        quote::{self, Quotation},
        report,
        scene::{Models, Scene},
        sentence::Document,
        source, speaker, value,
    },
    article::Article,
    parse::{Format, Hint, parse, samples},
};

fn read(text: &str) -> Article {
    parse(text.as_bytes(), &Hint { format: Some(Format::Plain), ..Hint::default() }).expect("a sample is an article")
}

/// An article and what each pass found in it, for the passes after it to work on.
struct Stage<'a> {
    document: Document<'a>,
    quotations: Vec<Quotation>,
    names: Vec<entity::Name>,
    entities: Vec<Entity>,
    quotes: Vec<Quote>,
}

impl<'a> Stage<'a> {
    fn new(article: &'a Article, model: &Model) -> Self {
        let document = Document::whole(article);
        let quotations = quote::quotations(&document);
        let names = entity::names(&document, model);
        let entities = alias::entities(&document, &names, value::values(&document));
        let quotes = attribution::attributions(&document, &quotations, &entities, true, &Models::new(model));
        Self { document, quotations, names, entities, quotes }
    }
}

/// Runs `pass` over every one of `items`.
fn each<'t, T, R>(group: &mut BenchmarkGroup<WallTime>, name: &str, items: &'t [T], pass: impl Fn(&'t T) -> R) {
    group.bench_function(name, |b| {
        b.iter(|| {
            for item in items {
                black_box(pass(item));
            }
        });
    });
}

fn passes(criterion: &mut Criterion) {
    let texts: Vec<&str> = samples().iter().map(|s| s.text).collect();
    let articles: Vec<Article> = texts.iter().map(|text| read(text)).collect();
    let model = Model::shipped();
    let models = Models::new(&model);
    let stages: Vec<Stage> = articles.iter().map(|article| Stage::new(article, &model)).collect();
    let mut group = criterion.benchmark_group("pass");
    group.throughput(Throughput::Bytes(texts.iter().map(|t| t.len() as u64).sum()));
    each(&mut group, "parse", &texts, |text| read(text));
    each(&mut group, "language", &articles, language::language);
    each(&mut group, "tokens and sentences", &articles, Document::whole);
    each(&mut group, "quotations", &stages, |s| quote::quotations(&s.document));
    each(&mut group, "names", &stages, |s| entity::names(&s.document, &model));
    each(&mut group, "values", &stages, |s| value::values(&s.document));
    each(&mut group, "aliases", &stages, |s| alias::entities(&s.document, &s.names, Vec::new()));
    each(&mut group, "parts of speech", &stages, |s| pos::words(&s.document, models.pos));
    let scenes: Vec<Scene> = stages.iter().map(|s| Scene::new(&s.document, &s.quotations, &models)).collect();
    each(&mut group, "cues", &scenes, |scene| cue::cues(scene, &models));
    let reporting: Vec<_> = scenes.iter().map(|scene| (scene, cue::cues(scene, &models))).collect();
    each(&mut group, "reports", &reporting, |(scene, cues)| report::reports(scene, cues, &models));
    each(&mut group, "quotes, all of it", &stages, |s| attribution::attributions(&s.document, &s.quotations, &s.entities, true, &models));
    group.bench_function("speakers", |b| {
        let found = || stages.iter().map(|s| (&s.document, s.quotes.clone(), s.entities.clone())).collect::<Vec<_>>();
        let resolve = |found: &mut Vec<(&Document, Vec<Quote>, Vec<Entity>)>| {
            for (document, quotes, entities) in found {
                speaker::resolve(document, quotes, entities, &model);
            }
        };
        b.iter_batched_ref(found, resolve, BatchSize::SmallInput);
    });
    each(&mut group, "sources", &stages, |s| source::sources(&s.document, &s.quotes, &s.entities, true, &model));
    each(&mut group, "whole", &articles, analyze);
    group.finish();
}

fn whole(criterion: &mut Criterion) {
    let texts: Vec<&str> = samples().iter().map(|s| s.text).collect();
    let all = texts.join("\n\n");
    let mut group = criterion.benchmark_group("whole");
    group.sample_size(10);
    for (name, article) in [("an article", read(texts[0])), ("1 MB", read(&all.repeat(1_000_000 / all.len() + 1)))] {
        group.throughput(Throughput::Bytes(article.text.len() as u64));
        group.bench_function(name, |b| b.iter(|| black_box(analyze(&article))));
    }
    group.finish();
}

criterion_group!(benches, passes, whole);
criterion_main!(benches);
