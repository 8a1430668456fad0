/*! Universal Dependencies → the tagger of parts of speech. */

use anyhow::{Context as _, Result};
use sayso::{
    analyze::{
        linear::{Linear, MAX_LABELS},
        pos::{Pos, Word, features, fixed},
        sentence::Document,
    },
    article::{Article, Block, BlockKind},
    text::Span,
};

use crate::{
    Ground, corpora,
    logistic::{Logistic, Random},
    pack::{self, Section},
};

/// Rows of weights.
const ROWS: usize = 1 << 15;
/// Times that the trainer goes through the sentences.
const ROUNDS: usize = 5;
/// How many taggers are averaged.
const TAGGERS: u64 = 3;
/// How far the first step of learning goes.
const RATE: f32 = 0.1;

/// A sentence as the program sees it, and its tags.
struct Tagged {
    words: Vec<Word>,
    open: Vec<bool>,
    tags: Vec<Pos>,
}

/// The sentences of a table: word, UPOS, XPOS, …, a line each; a blank line parts sentences.
fn read(table: &str) -> Vec<Tagged> {
    table.split("\n\n").filter(|s| !s.trim().is_empty()).map(sentence).collect()
}

fn sentence(lines: &str) -> Tagged {
    let mut text = String::new();
    let mut ends = Vec::new();
    for line in lines.lines() {
        let mut columns = line.split('\t');
        let (Some(word), _, Some(tag)) = (columns.next(), columns.next(), columns.next()) else { continue };
        if !text.is_empty()
            && !matches!(word, "," | "." | "?" | "!" | ":" | ";" | ")" | "'s" | "’s" | "n't" | "n’t" | "-")
            && !text.ends_with('-')
        {
            text.push(' ');
        }
        text.push_str(word);
        ends.push((text.len(), Pos::of_penn(tag)));
    }
    let blocks = vec![Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph }];
    let article = Article { text, blocks, ..Article::default() };
    let document = Document::whole(&article);
    let words = document.tokens.iter().zip(&document.hashes).map(|(t, hash)| Word::new(*t, *hash, document.text)).collect();
    let open = document.tokens.iter().map(|t| fixed(*t).is_none()).collect();
    let tag = |at: usize| ends.get(ends.partition_point(|e| e.0 <= at)).map_or(Pos::Mark, |e| e.1);
    let tags = document.tokens.iter().map(|t| fixed(*t).unwrap_or_else(|| tag(t.start as usize))).collect();
    Tagged { words, open, tags }
}

/// Makes the section `pos`, or with `hold_back` also prints how many words it tags rightly.
pub fn make(ground: &Ground) -> Result<Vec<Section>> {
    let table = |name: &str| corpora::read(&ground.corpora.join("train").join(name)).map(|t| read(&t));
    let mut sentences = table("dep_train.tsv.gz")?;
    let mut dev = table("dep_dev.tsv.gz")?;
    let section = train(&mut sentences);
    if ground.hold_back {
        let aligned = pack::align(&section);
        let tagger = Linear::new(bytemuck::cast_slice(&aligned).get(..section.len()).unwrap_or(&[])).context("a tagger")?;
        println!("parts of speech: {:.1} % of words right", evaluate(&mut dev, &tagger));
    }
    Ok(vec![("pos".into(), section)])
}

/// The weights learned from `sentences`: the mean of several taggers that read them in other orders.
fn train(sentences: &mut [Tagged]) -> Vec<u8> {
    Logistic::mean(TAGGERS, 3, |random| learner(sentences, random))
}

fn learner(sentences: &mut [Tagged], mut random: Random) -> Logistic {
    let mut logistic = Logistic::new(Pos::ALL.len(), ROWS, RATE);
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    for _ in 0..ROUNDS {
        random.shuffle(&mut order);
        for index in &order {
            let s = &mut sentences[*index];
            for at in 0..s.words.len() {
                if !s.open[at] {
                    continue;
                }
                let found = features(&s.words, at);
                let chances = logistic.score(&found);
                let best = (0..Pos::ALL.len()).rev().max_by(|a, b| chances[*a].total_cmp(&chances[*b])).unwrap_or(0);
                logistic.learn(&found, &chances, 1 << s.tags[at] as u32);
                s.words[at].pos = Pos::ALL[best];
            }
        }
    }
    logistic
}

/// The share of words that need the tagger and get the right tag.
fn evaluate(sentences: &mut [Tagged], tagger: &Linear) -> f64 {
    let (mut right, mut all) = (0u32, 0u32);
    for s in sentences {
        for at in 0..s.words.len() {
            if s.open[at] {
                let found = features(&s.words, at);
                let mut scores = [0; MAX_LABELS];
                tagger.score(&found, &mut scores);
                let best = (0..Pos::ALL.len()).rev().max_by_key(|l| scores[*l]).unwrap_or(0);
                s.words[at].pos = Pos::ALL[best];
                all += 1;
                right += u32::from(best == s.tags[at] as usize);
            }
        }
    }
    100.0 * f64::from(right) / f64::from(all.max(1))
}
