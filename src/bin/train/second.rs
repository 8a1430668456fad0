/*!
What is learned from the taggers of quotes at work on articles that they had not seen: which of the likely ways to label a window to choose, and how
sure a quote is.
*/

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use sayso::analyze::{
    attribution::{Draft, reported},
    choice,
    linear::Linear,
    quote::quotations,
    scene::Models,
    sure,
};

use crate::{
    attribution::Learned,
    corpora::Gold,
    logistic::{Logistic, Random},
    pack,
    score::quotes::{pairs, words},
};

/// Into how many parts the articles are put; the taggers that work on each have learned from the others.
const PARTS: usize = 3;
/// How many learners those taggers are the mean of.
const LEARNERS: u64 = 3;
const CHOICE_ROWS: usize = 1 << 16;
/// Times that the trainer goes through the choices, and how far the first step goes.
const CHOICE_ROUNDS: usize = 6;
const CHOICE_RATE: f32 = 0.05;
const SURE_ROWS: usize = 1 << 15;
/// The same for the drafts.
const SURE_ROUNDS: usize = 4;
const SURE_RATE: f32 = 0.02;
/// How many of 100 features are left out, others each time.
const DROPPED: usize = 40;
/// How many learners are averaged.
const MEAN: u64 = 4;
const SEED: u64 = 23;

/// Ways to label a window, and whether each is as good as any of them.
pub type Choice = Vec<(Vec<u32>, bool)>;

/// What is looked at of a draft, and whether it is right.
type Judged = (Vec<u32>, bool);

/// A section in memory, as a scorer reads it.
struct Held {
    aligned: Vec<u64>,
    len: usize,
}

impl Held {
    fn new(section: &[u8]) -> Self {
        Self { aligned: pack::align(section), len: section.len() }
    }

    fn scorer(&self) -> Result<Linear<'_>> {
        Linear::new(&bytemuck::cast_slice::<u64, u8>(&self.aligned)[..self.len]).context("a scorer")
    }
}

/// Makes the sections `quotes.choice` and `quotes.sure`.
pub fn train(learned: &Learned, articles: &[Gold], models: &Models) -> Result<(Vec<u8>, Vec<u8>)> {
    let part = |article: usize| article % PARTS;
    let chosen = |of: &dyn Fn(usize) -> bool| (0..articles.len()).filter(|i| of(part(*i))).collect::<Vec<_>>();
    let mut taggers = Vec::new();
    let mut choices: Vec<Vec<Choice>> = Vec::new();
    for own in 0..PARTS {
        let (cue, report) = learned.train(&chosen(&|p| p != own), LEARNERS);
        let (cue, report) = (Held::new(&cue), Held::new(&report));
        let scorer = report.scorer()?;
        choices.push(chosen(&|p| p == own).into_iter().flat_map(|article| learned.choices(article, scorer)).collect());
        taggers.push((cue, report));
    }
    let mut judged: Vec<Judged> = Vec::new();
    for (own, (cue, report)) in taggers.iter().enumerate() {
        let others: Vec<&Choice> = choices.iter().enumerate().filter(|(p, _)| *p != own).flat_map(|(_, c)| c).collect();
        let choice = Held::new(&Logistic::mean(1, SEED, |random| choose(&others, random)));
        let models = Models { cue: Some(cue.scorer()?), report: Some(report.scorer()?), choice: Some(choice.scorer()?), ..*models };
        for article in chosen(&|p| p == own) {
            judge(learned, article, &articles[article], &models, &mut judged);
        }
    }
    let all: Vec<&Choice> = choices.iter().flatten().collect();
    Ok((Logistic::mean(MEAN, SEED, |random| choose(&all, random)), Logistic::mean(MEAN, SEED, |random| weigh(&judged, random))))
}

/// The drafts of an article, by taggers that had not seen it.
fn judge(learned: &Learned, article: usize, gold: &Gold, models: &Models, judged: &mut Vec<Judged>) {
    let scene = &learned.scenes[article];
    let drafts = reported(scene, &quotations(scene.document), models);
    let right = right(&drafts, gold);
    for ((draft, found), right) in drafts.iter().zip(sure::features(scene, &drafts)).zip(right) {
        let cue = draft.cue.map_or(0, |c| scene.document.token_at(c.start));
        if !found.is_empty() && (right || !learned.leaves_open(article, cue)) {
            judged.push((found, right));
        }
    }
}

/// Which drafts are right: those that share at least half of their words with a marked attribution that shares more with no other.
fn right(drafts: &[Draft], gold: &Gold) -> Vec<bool> {
    let text = &gold.article.text;
    let marked: Vec<BTreeSet<usize>> = gold.attributions.iter().map(|a| words(text, &a.content)).collect();
    let found: Vec<BTreeSet<usize>> = drafts.iter().map(|d| words(text, &d.content)).collect();
    let mut right = vec![false; drafts.len()];
    for at in pairs(&marked, &found).into_values() {
        right[at] = true;
    }
    right
}

fn choose(examples: &[&Choice], mut random: Random) -> Logistic {
    let mut learner = Logistic::new(choice::LABELS, CHOICE_ROWS, CHOICE_RATE);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for _ in 0..CHOICE_ROUNDS {
        random.shuffle(&mut order);
        for index in &order {
            // What is left out is left out of all ways: else they would differ by that.
            let salt = random.below(1 << 30) as u32;
            let stays = |feature: &&u32| (**feature ^ salt).wrapping_mul(0x9e37_79b1) >> 16 >= (DROPPED as u32 * 65536) / 100;
            let ways: Choice = examples[*index].iter().map(|(way, right)| (way.iter().filter(stays).copied().collect(), *right)).collect();
            learner.prefer(&ways);
        }
    }
    learner
}

fn weigh(examples: &[Judged], mut random: Random) -> Logistic {
    let mut learner = Logistic::new(sure::LABELS, SURE_ROWS, SURE_RATE);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for _ in 0..SURE_ROUNDS {
        random.shuffle(&mut order);
        for index in &order {
            let (found, right) = &examples[*index];
            let some: Vec<u32> = found.iter().copied().filter(|_| !random.chance(DROPPED)).collect();
            let chances = learner.score(&some);
            learner.learn(&some, &chances, 1 << u32::from(*right));
        }
    }
    learner
}
