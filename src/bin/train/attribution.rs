/*!
Gold articles → all sections of quotes: the words about people, the lexicon of cues, the tagger of cues and that of what they report. Which way to
label is best and how sure a quote is are learned in `second`.
*/

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use sayso::{
    analyze::{
        choice, cue,
        frame::{self, Frame, State},
        labeling::{self, Labeling},
        linear::Linear,
        model::{Model, word_hash},
        people::{FEMALE, MALE, ROLE},
        quote::quotations,
        scene::{Models, Scene},
        sentence::Document,
    },
    text::Span,
};

use anyhow::{Context as _, Result};

use crate::{
    Ground,
    corpora::{self, Gold},
    logistic::{Logistic, Random},
    pack::{self, Section},
    second::{self, Choice},
};

const CUE_ROWS: usize = 128_000;
/// Times that the trainer goes through the articles.
const ROUNDS: usize = 4;
const REPORT_ROWS: usize = 320_000;
/// How many learners are averaged.
const LEARNERS: u64 = 8;
/// What their random orders begin from.
const SEED: u64 = 5;
/// How far the first step of learning goes.
const RATE: f32 = 0.03;
/// How many of 100 features are left out, others each time, so that none is relied on alone.
const DROPPED: usize = 40;

/// Classes of the lexicon, numbered from 1.
const CLASSES: &[&str] = &["speech", "judge", "find", "believe", "deny", "noun", "ask", "write", "promise"];

/// The forms of a verb.
fn forms(lemma: &str) -> Vec<String> {
    const ODD: &[(&str, &[&str])] = &[
        ("say", &["said"]),
        ("tell", &["told"]),
        ("write", &["wrote", "written"]),
        ("think", &["thought"]),
        ("find", &["found"]),
        ("know", &["knew", "known"]),
        ("feel", &["felt"]),
        ("hold", &["held"]),
        ("speak", &["spoke", "spoken"]),
        ("seek", &["sought"]),
        ("swear", &["swore", "sworn"]),
        ("see", &["saw", "seen"]),
        ("hear", &["heard"]),
        ("forbid", &["forbade", "forbidden"]),
        ("show", &["shown"]),
        ("mean", &["meant"]),
        ("understand", &["understood"]),
        ("foresee", &["foresaw", "foreseen"]),
        ("forecast", &["forecast"]),
        ("bet", &["bet"]),
        ("sing", &["sang", "sung"]),
        ("weep", &["wept"]),
        ("teach", &["taught"]),
        ("foretell", &["foretold"]),
        ("withdraw", &["withdrew", "withdrawn"]),
        ("learn", &["learnt"]),
        ("spell", &["spelt"]),
        ("misspeak", &["misspoke"]),
    ];
    let mut all = vec![lemma.to_owned()];
    all.extend(ODD.iter().filter(|o| o.0 == lemma).flat_map(|o| o.1.iter().map(|f| (*f).to_owned())));
    let stem = lemma.strip_suffix('e').unwrap_or(lemma);
    let consonant_y = lemma.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'o', 'u']));
    if let Some(s) = consonant_y {
        all.extend([format!("{s}ies"), format!("{s}ied")]);
    }
    all.extend([format!("{lemma}s"), format!("{lemma}es"), format!("{stem}ed"), format!("{stem}ing"), format!("{lemma}ing")]);
    if let Some(last) = lemma.chars().last() {
        all.extend([format!("{lemma}{last}ed"), format!("{lemma}{last}ing")]);
    }
    all
}

/// Makes the sections `quotes.people`, `.words`, `.cue`, `.report`, `.choice` and `.sure`.
pub fn make(ground: &Ground) -> Result<Vec<Section>> {
    let articles = corpora::written(ground)?;
    let list = corpora::read(&ground.lists.join("cue.tsv"))?;
    let words = lexicon(&list, &articles);
    let mut sections = ground.made.to_vec();
    sections.push(("quotes.words".into(), words.table.clone()));
    let packed = pack::pack(&sections);
    let aligned = pack::align(&packed);
    let model = Model::open(bytemuck::cast_slice(&aligned).get(..packed.len()).unwrap_or(&[])).context("a model")?;
    let models = Models::new(&model);
    let documents: Vec<Document> = articles.iter().map(|m| Document::whole(&m.article)).collect();
    let learned = Learned::new(&documents, &articles, &models, &words.open);
    let all: Vec<usize> = (0..articles.len()).collect();
    let (cues, reports) = learned.train(&all, LEARNERS);
    let (choice, sure) = second::train(&learned, &articles, &models)?;
    Ok(vec![
        ("quotes.people".into(), people(ground)?),
        ("quotes.words".into(), words.table),
        ("quotes.cue".into(), cues),
        ("quotes.report".into(), reports),
        ("quotes.choice".into(), choice),
        ("quotes.sure".into(), sure),
    ])
}

/// Given names with their gender, and the words that say what somebody is: the last of each role and title.
fn people(ground: &Ground) -> Result<Vec<u8>> {
    let mut known: BTreeMap<u64, u16> = BTreeMap::new();
    for (file, is_given) in [("given", true), ("role", false), ("title", false)] {
        for line in corpora::read(&ground.lists.join(format!("{file}.tsv")))?.lines() {
            let (entry, extra) = line.split_once('\t').unwrap_or((line, ""));
            let word = entry.rsplit([' ', '-']).next().unwrap_or("").trim_end_matches('.');
            let (word, bit) = match (is_given, extra) {
                (true, "m") => (entry, MALE),
                (true, "f") => (entry, FEMALE),
                (true, _) => (entry, MALE | FEMALE),
                _ => (word, ROLE),
            };
            *known.entry(word_hash(word)).or_default() |= bit;
        }
    }
    Ok(pack::table(&known.into_iter().collect::<Vec<_>>()))
}

/// The words that may report.
struct Words {
    /// Word → number of its lemma, class and lean, as [`cue`] reads them.
    table: Vec<u8>,
    /// Those that patchy corpora ([`Gold::is_patchy`]) mark in one place and not in another like it: where they do not, nothing is learned.
    open: BTreeSet<u64>,
}

/// The words that may report, from the list (lemma, class, lean, "open") and from the first words of all marked cues.
fn lexicon(list: &str, articles: &[Gold]) -> Words {
    let mut entries: Vec<(u64, u16)> = Vec::new();
    let mut open = BTreeSet::new();
    // "criticise" and "criticize" are one word.
    let mut numbers: BTreeMap<String, u16> = BTreeMap::new();
    for line in list.lines() {
        let mut columns = line.split('\t');
        let (Some(lemma), Some(class)) = (columns.next(), columns.next()) else { continue };
        let class = CLASSES.iter().position(|c| *c == class).map_or(0, |c| c as u16 + 1);
        let lean: u16 = columns.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        let next = numbers.len() as u16 + 1;
        let number = *numbers.entry(american(lemma)).or_insert(next);
        let hashes: Vec<u64> = forms(lemma).iter().map(|f| word_hash(f)).collect();
        if columns.next() == Some("open") {
            open.extend(&hashes);
        }
        entries.extend(hashes.into_iter().map(|hash| (hash, cue::entry(number, class, lean))));
    }
    let mut number = numbers.len() as u16;
    let mut known: BTreeMap<u64, u16> = entries.iter().rev().copied().collect();
    for marked in articles {
        for span in marked.attributions.iter().flat_map(|a| &a.cue) {
            let article = &marked.article;
            let document = Document::new(article, vec![sayso::article::Block { span: *span, kind: sayso::article::BlockKind::Paragraph }]);
            let hash = word_hash(document.word(0));
            if let std::collections::btree_map::Entry::Vacant(place) = known.entry(hash) {
                number += 1;
                let entry = *place.insert(cue::entry(number, cue::UNLISTED, 0));
                entries.push((hash, entry));
            }
        }
    }
    Words { table: pack::table(&entries), open }
}

/// The lemma as Americans spell it.
fn american(lemma: &str) -> String {
    let ends = [("ise", "ize"), ("yse", "yze"), ("our", "or"), ("ledgement", "ledgment"), ("judgement", "judgment")];
    let end = ends.iter().find_map(|(from, to)| Some(format!("{}{to}", lemma.strip_suffix(from)?)));
    end.unwrap_or_else(|| lemma.to_owned())
}

/// The tokens that a span covers.
fn tokens(document: &Document, span: Span) -> Range<usize> {
    let from = document.token_at(span.start);
    from..document.tokens.partition_point(|t| (t.start as usize) < span.end).max(from)
}

/// The articles to learn from, as the taggers see them.
pub struct Learned<'a> {
    /// Each article, prepared.
    pub scenes: Vec<Scene<'a>>,
    golds: Vec<Labels>,
    open: &'a BTreeSet<u64>,
}

impl<'a> Learned<'a> {
    fn new(documents: &'a [Document<'a>], articles: &[Gold], models: &Models, open: &'a BTreeSet<u64>) -> Self {
        let scenes: Vec<Scene> = documents.iter().map(|d| Scene::new(d, &quotations(d), models)).collect();
        let golds = scenes.iter().zip(articles).map(|(s, m)| Labels::new(s, m)).collect();
        Self { scenes, golds, open }
    }

    /// Whether the article may hold attributions by the cue at token `at` that are not marked.
    pub fn leaves_open(&self, article: usize, at: usize) -> bool {
        let (scene, gold) = (&self.scenes[article], &self.golds[article]);
        let word = scene.words[at];
        gold.is_patchy && gold.cues[at] == cue::NONE && word.pos.is_verb() && self.open.contains(&word.hash)
    }

    /// The likely ways, by `tagger`, to label the windows of the cues that are marked in the article, where they differ in how right they are.
    pub fn choices(&self, article: usize, tagger: Linear) -> Vec<Choice> {
        let (scene, gold) = (&self.scenes[article], &self.golds[article]);
        let mut found = Vec::new();
        for r in &gold.reports {
            let Some(sentence) = scene.document.sentence_of(r.cue.start) else { continue };
            let range = frame::window(scene, sentence, &r.cue);
            let frame = Frame::new(scene, range.clone(), r.cue.clone(), &gold.starts);
            let ways = labeling::decode(&frame, tagger);
            let is_word = |i: &usize| scene.document.word(*i).contains(char::is_alphanumeric);
            let set = |pieces: &[Range<usize>]| pieces.iter().cloned().flatten().filter(is_word).collect::<BTreeSet<usize>>();
            let wanted = set(&r.content);
            let value = |way: &Labeling| {
                let (content, source) = way.pieces(&range, &r.cue);
                let content = set(&content);
                let shared = content.intersection(&wanted).count() as f32 / content.union(&wanted).count().max(1) as f32;
                let said_by = match (&source, r.source.first()) {
                    (Some(a), Some(b)) => a.start < b.end && b.start < a.end,
                    (None, None) => true,
                    _ => false,
                };
                shared + if said_by { 0.1 } else { 0.0 }
            };
            let values: Vec<f32> = ways.iter().map(value).collect();
            let most = values.iter().copied().fold(0.0, f32::max);
            let is_best = |v: &f32| *v > most - 0.05;
            if most > 0.4 && !values.iter().all(is_best) {
                let score = ways.first().map_or(0.0, |w| w.score);
                found.push(ways.iter().zip(&values).map(|(way, v)| (choice::features(&frame, way, score), is_best(v))).collect());
            }
        }
        found
    }

    /// Trains both taggers on the articles `chosen`: the mean of `learners`.
    pub fn train(&self, chosen: &[usize], learners: u64) -> (Vec<u8>, Vec<u8>) {
        let cues = Logistic::mean(learners, SEED, |random| train_cues(self, chosen, random));
        (cues, Logistic::mean(learners, SEED, |random| train_reports(self, chosen, random)))
    }
}

/// What is marked in an article, in tokens.
struct Labels {
    /// A label a token.
    cues: Vec<usize>,
    starts: Vec<usize>,
    reports: Vec<GoldReport>,
    /// Whether what is not marked may be a cue all the same.
    is_patchy: bool,
}

struct GoldReport {
    cue: Range<usize>,
    content: Vec<Range<usize>>,
    source: Vec<Range<usize>>,
}

impl Labels {
    fn new(scene: &Scene, marked: &Gold) -> Self {
        let document = scene.document;
        let mut cues = vec![cue::NONE; document.tokens.len()];
        let mut reports = Vec::new();
        for a in &marked.attributions {
            let content: Vec<_> = a.content.iter().map(|s| tokens(document, *s)).collect();
            let source: Vec<_> = a.source.iter().map(|s| tokens(document, *s)).collect();
            let paired = a.cue.len() == a.content.len() && a.cue.len() > 1;
            for (n, span) in a.cue.iter().enumerate() {
                let range = tokens(document, *span);
                for i in range.clone() {
                    cues[i] = if i == range.start { cue::FIRST } else { cue::FURTHER };
                }
                let content = match (paired, n) {
                    (true, _) => vec![content[n].clone()],
                    (false, 0) => content.clone(),
                    _ => continue,
                };
                reports.push(GoldReport { cue: range, content, source: source.clone() });
            }
        }
        let starts = (0..cues.len()).filter(|i| cues[*i] == cue::FIRST).collect();
        Self { cues, starts, reports, is_patchy: marked.is_patchy() }
    }
}

fn best(scores: &[f32], labels: impl Iterator<Item = usize>) -> usize {
    labels.fold((usize::MAX, f32::MIN), |b, l| if scores[l] > b.1 { (l, scores[l]) } else { b }).0
}

/// The features that are not left out this time.
fn some_of(features: &[u32], random: &mut Random) -> Vec<u32> {
    features.iter().copied().filter(|_| !random.chance(DROPPED)).collect()
}

fn train_cues(ground: &Learned, chosen: &[usize], mut random: Random) -> Logistic {
    let mut learner = Logistic::new(cue::LABELS, CUE_ROWS, RATE);
    let mut order = chosen.to_vec();
    for _ in 0..ROUNDS {
        random.shuffle(&mut order);
        for index in &order {
            let (scene, gold) = (&ground.scenes[*index], &ground.golds[*index]);
            for (n, sentence) in scene.document.sentences.iter().enumerate() {
                if !scene.document.block_of(sentence).is_some_and(|b| b.kind.is_own_words()) {
                    continue;
                }
                let set = cue::Setting::new(scene, n);
                let (mut before, mut earlier) = (cue::NONE, 0);
                for at in sentence.range() {
                    if !cue::is_candidate(scene, at, before) {
                        before = cue::NONE;
                        continue;
                    }
                    let wanted = some_of(&cue::features(scene, set, at, before, earlier), &mut random);
                    let chances = learner.score(&wanted);
                    let mut guess = best(&chances, 0..cue::LABELS);
                    let right = 1 << gold.cues[at] | u32::from(ground.leaves_open(*index, at)) << cue::FIRST;
                    learner.learn(&wanted, &chances, right);
                    if guess == cue::FURTHER && before == cue::NONE {
                        guess = cue::NONE;
                    }
                    earlier += usize::from(guess == cue::FIRST);
                    before = guess;
                }
            }
        }
    }
    learner
}

fn train_reports(ground: &Learned, chosen: &[usize], mut random: Random) -> Logistic {
    let mut learner = Logistic::new(frame::LABELS, REPORT_ROWS, RATE);
    let mut order = chosen.to_vec();
    for _ in 0..ROUNDS {
        random.shuffle(&mut order);
        for index in &order {
            let (scene, gold) = (&ground.scenes[*index], &ground.golds[*index]);
            for r in &gold.reports {
                let Some(sentence) = scene.document.sentence_of(r.cue.start) else { continue };
                let range = frame::window(scene, sentence, &r.cue);
                let frame = Frame::new(scene, range.clone(), r.cue.clone(), &gold.starts);
                let mut state = State::default();
                for at in range {
                    let right = label(r, at);
                    if r.cue.contains(&at) {
                        state = state.after(0);
                        continue;
                    }
                    let wanted = some_of(&frame.features(at, &state), &mut random);
                    let chances = learner.score(&wanted);
                    let guess = best(&chances, 0..frame::LABELS);
                    learner.learn(&wanted, &chances, 1 << right);
                    state = state.after(guess);
                }
            }
        }
    }
    learner
}

fn label(r: &GoldReport, at: usize) -> usize {
    let of = |ranges: &[Range<usize>], first: usize| ranges.iter().find(|c| c.contains(&at)).map(|c| first + usize::from(c.start != at));
    of(&r.content, frame::CONTENT).or_else(|| of(&r.source, frame::SOURCE)).unwrap_or(0)
}
