/*! Corpora → the tagger of names. */

use anyhow::{Context as _, Result};
use sayso::{
    analyze::{
        entity::{self, BEGIN, INSIDE, KINDS, LABELS, LAST, Name, ONLY, OUTSIDE, is_open, label, remember},
        feature::{History, Reading},
        lexicon::{self, Lexicon},
        model::Model,
        sentence::Document,
        token::Kind,
    },
    article::{Article, Block},
    text::Span,
};

use crate::{
    Ground, corpora,
    corpora::Gold,
    logistic::{Logistic, Random},
    pack::{self, Section},
};

/// Rows of the table of weights.
const ROWS: usize = 88_000;
const EPOCHS: usize = 5;
/// How many taggers are averaged.
const TAGGERS: u64 = 3;
/// How far the first step of learning goes.
const RATE: f32 = 0.03;

/// Of how many of 100 articles written for sayso there is a copy with hyphens and apostrophes spaced apart, as much of the news on the web has them.
const SPACED: usize = 30;

/// How often an epoch reads each article of newsroom and its desk, in hundredths. Read more often they drown the others, whose ways of writing
/// and of marking differ.
const NEWSROOM: usize = 44;
/// The same of those of pressroom.
const PRESSROOM: usize = 60;

/// The corpora of token lists, and how often an epoch reads each document, in hundredths.
const CORPORA: &[(&str, &str, usize)] = &[
    ("gum_train.tsv.gz", "gum", 50),
    ("gum_dev.tsv.gz", "gum", 50),
    ("uner_ewt_test.tsv.gz", "ewt", 500),
    ("wikigold.tsv.gz", "wikigold", 100),
    ("xner_rest.tsv.gz", "crossner", 100),
    ("wnut_train.tsv.gz", "wnut", 60),
    ("btc.tsv.gz", "btc", 40),
];

/// All that names are learned from. What is held back is left out where the ground says so.
pub fn corpora(ground: &Ground) -> Result<Vec<(Gold, usize)>> {
    let mut all: Vec<(Gold, usize)> = corpora::written(ground)?
        .into_iter()
        .map(|g| {
            let share = if g.corpus == "pressroom" { PRESSROOM } else { NEWSROOM };
            (g, share)
        })
        .collect();
    for (file, corpus, share) in CORPORA {
        let documents = corpora::tokens(&ground.corpora.join("train").join(file), corpus)?;
        all.extend(documents.into_iter().map(|g| (g, *share)));
    }
    Ok(all)
}

/// Makes the part `names`.
pub fn make(ground: &Ground) -> Result<Vec<Section>> {
    let mut random = Random::new(1);
    let mut golds = corpora(ground)?;
    augment(&mut golds, &mut random);
    let bytes = pack::align(&pack::pack(ground.made));
    let len = pack::pack(ground.made).len();
    let model = Model::open(bytemuck::cast_slice::<u64, u8>(&bytes).get(..len).context("the parts made so far")?)?;
    let lexicon = Lexicon::new(&model);
    let documents: Vec<Document> = golds.iter().map(|(gold, _)| Document::whole(&gold.article)).collect();
    let examples: Vec<Example> = documents.iter().zip(&golds).map(|(d, (gold, share))| Example::new(d, gold, lexicon, *share)).collect();
    // How sure a margin makes is learned from names in articles that the tagger has not seen.
    let kept_apart = |gold: &Gold| gold.is_whole() && gold.id.ends_with(['1', '6']);
    let mut told: Vec<&Example> = examples.iter().filter(|e| !kept_apart(e.gold)).collect();
    let weights = train(&mut told, 2);
    let mut made = ground.made.to_vec();
    made.push(("names.weights".into(), weights));
    let apart: Vec<Gold> = golds.iter().map(|g| &g.0).filter(|g| kept_apart(g)).cloned().collect();
    let sure = sure(&made, &apart)?;
    let weights = train(&mut examples.iter().collect::<Vec<_>>(), 3);
    Ok(vec![("names.weights".into(), weights), ("names.sure".into(), bytemuck::cast_slice(&sure).to_vec())])
}

/// The weights learned from `examples`: the mean of several taggers that read them in other orders, so that less is left to chance.
fn train(examples: &mut [&Example], start: u64) -> Vec<u8> {
    Logistic::mean(TAGGERS, start, |random| learner(examples, random))
}

fn learner(examples: &mut [&Example], mut random: Random) -> Logistic {
    let mut logistic = Logistic::new(LABELS, ROWS, RATE);
    for epoch in 0..EPOCHS {
        random.shuffle(examples);
        let (mut seen, mut wrong) = (0, 0);
        for example in examples.iter() {
            for _ in 0..example.share / 100 + usize::from(random.chance(example.share % 100)) {
                let result = learn(&mut logistic, example, &mut random);
                (seen, wrong) = (seen + result.0, wrong + result.1);
            }
        }
        println!("names: epoch {} of {EPOCHS}: {wrong} of {seen} wrong", epoch + 1);
    }
    logistic
}

/// The names that the tagger of `sections` finds in each document.
fn found(sections: &[Section], golds: &[Gold]) -> Result<Vec<Vec<Name>>> {
    let packed = pack::pack(sections);
    let aligned = pack::align(&packed);
    let model = Model::open(bytemuck::cast_slice::<u64, u8>(&aligned).get(..packed.len()).context("packed")?)?;
    let names = |gold: &Gold| entity::names(&Document::whole(&gold.article), &model);
    Ok(golds.iter().map(names).collect())
}

/// For each kind the logistic curve that leads from a margin to the share of right names, fitted to the names found in `golds`.
fn sure(made: &[Section], golds: &[Gold]) -> Result<Vec<[f32; 2]>> {
    let mut points: Vec<(usize, f32, bool)> = Vec::new();
    for (gold, found) in golds.iter().zip(found(made, golds)?) {
        for name in found {
            let right = gold.names.iter().any(|g| g.span == name.span && g.kind == Some(name.kind));
            // Without curves the tagger's confidence is the plain logistic of the margin.
            let margin = (name.confidence / (1.0 - name.confidence).max(1e-6)).ln();
            points.push((KINDS.iter().position(|k| *k == name.kind).unwrap_or(0), margin, right));
        }
    }
    Ok((0..KINDS.len())
        .map(|kind| {
            let own: Vec<_> = points.iter().filter(|p| p.0 == kind).collect();
            curve(&if own.len() < 60 { points.iter().collect() } else { own })
        })
        .collect())
}

/// The slope and base of the logistic curve that fits the points best.
fn curve(points: &[&(usize, f32, bool)]) -> [f32; 2] {
    let (mut slope, mut base) = (1.0, 0.0);
    for _ in 0..3000 {
        let (mut by_slope, mut by_base) = (0.0, 0.0);
        for (_, margin, right) in points {
            let miss = f32::from(u8::from(*right)) - 1.0 / (1.0 + (-(slope * margin + base)).exp());
            by_slope += miss * margin;
            by_base += miss;
        }
        slope += 0.02 * by_slope / points.len() as f32;
        base += 0.1 * by_base / points.len() as f32;
    }
    [slope, base]
}

struct Example<'d> {
    reading: Reading<'d>,
    /// For each token the set of labels that are right, a bit each.
    right: Vec<u32>,
    gold: &'d Gold,
    share: usize,
}

impl<'d> Example<'d> {
    fn new(document: &'d Document<'d>, gold: &'d Gold, lexicon: Lexicon<'d>, share: usize) -> Self {
        let reading = Reading::new(document, lexicon);
        let right = right_labels(&reading, gold);
        Self { reading, right, gold, share }
    }
}

/// The labels that are right for each token. A corpus that marks fewer kinds than we do leaves several.
fn right_labels(reading: &Reading, gold: &Gold) -> Vec<u32> {
    let document = reading.document;
    let others = |part: u8| (3..KINDS.len() as u8).fold(0, |set, kind| set | 1 << label(kind, part));
    let mut right = vec![1 << OUTSIDE; document.tokens.len()];
    if !gold.is_whole() {
        for (set, listed) in right.iter_mut().zip(&reading.listed) {
            let any = listed.alone | listed.first | listed.inner | listed.last;
            let names =
                lexicon::PLACE | lexicon::BODY | lexicon::EVENT | lexicon::WORK | lexicon::PRODUCT | lexicon::SURNAME | lexicon::GIVEN;
            if any & (names | lexicon::NORP | lexicon::NOT_NAME | lexicon::TITLE) == lexicon::NORP && listed.alone & lexicon::NORP != 0 {
                *set = 1 << label(3, ONLY);
                continue;
            }
            if any & (lexicon::NORP | lexicon::EVENT | lexicon::WORK | lexicon::PRODUCT) != 0 && gold.corpus != "wikigold" {
                *set |= others(BEGIN) | others(INSIDE) | others(LAST) | others(ONLY);
            }
        }
    }
    for name in &gold.names {
        let first = document.token_at(name.span.start);
        let end = document.tokens.partition_point(|t| (t.start as usize) < name.span.end).max(first + 1).min(document.tokens.len());
        for (at, set) in right.iter_mut().enumerate().take(end).skip(first) {
            let part = match (at == first, at + 1 == end) {
                (true, true) => ONLY,
                (true, false) => BEGIN,
                (false, true) => LAST,
                (false, false) => INSIDE,
            };
            *set = match name.kind {
                Some(kind) => KINDS.iter().position(|k| *k == kind).map_or(1 << OUTSIDE, |kind| 1 << label(kind as u8, part)),
                None if gold.corpus == "crossner" => 1 << OUTSIDE | others(part),
                None => others(part),
            };
        }
    }
    // A handle is no name here, whatever a corpus says.
    for (set, token) in right.iter_mut().zip(&document.tokens) {
        if matches!(token.kind, Kind::Handle | Kind::Hashtag | Kind::Address) {
            *set = 1 << OUTSIDE;
        }
    }
    right
}

/// Reads one document and learns from every mistake; how many tokens were looked at, and how many were wrong.
fn learn(logistic: &mut Logistic, example: &Example, random: &mut Random) -> (usize, usize) {
    let reading = &example.reading;
    let mut history = History::default();
    let mut features = Vec::with_capacity(128);
    let (mut seen, mut wrong) = (0, 0);
    for (sentence, manner) in reading.document.sentences.iter().zip(&reading.manners) {
        let (first, end) = (sentence.range().start, sentence.range().end);
        history.before = [OUTSIDE; 2];
        for at in first..end {
            let mut label = OUTSIDE;
            if is_open(history.before[0]) || reading.may_begin(at, *manner) {
                reading.features(at, (first, end), *manner, &history, random.chance(20), &mut features);
                let scores = logistic.score(&features);
                let best = |set: u32| {
                    let labels = (0..LABELS).filter(|l| set & (1 << l) != 0);
                    labels.max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a))).unwrap_or(0)
                };
                let guess = best(u32::MAX >> (32 - LABELS));
                seen += 1;
                wrong += usize::from(example.right[at] & (1 << guess) == 0);
                logistic.learn(&features, &scores, example.right[at]);
                label = guess as u8;
                remember(&mut history, reading, at, label, *manner);
            }
            history.before = [label, history.before[0]];
        }
    }
    (seen, wrong)
}

/// Adds copies of some blocks as headlines and shouting write them, and of some articles with hyphens and apostrophes spaced apart.
fn augment(golds: &mut Vec<(Gold, usize)>, random: &mut Random) {
    let mut copies = Vec::new();
    for (gold, share) in golds.iter().filter(|(gold, _)| !matches!(gold.corpus.as_str(), "btc" | "wnut")) {
        for block in &gold.article.blocks {
            if random.chance(6) && block.span.len() < 400 {
                copies.push((rewritten(gold, *block, random.chance(50)), *share));
            }
        }
    }
    for (gold, share) in golds.iter().filter(|(gold, _)| gold.is_whole()) {
        if random.chance(SPACED) {
            copies.push((spaced(gold), *share));
        }
    }
    golds.extend(copies);
}

/// The document with spaces around hyphens and after apostrophes inside words: "al - Sadr’ s".
fn spaced(gold: &Gold) -> Gold {
    let mut text = String::new();
    // Where in the old text a space was put in.
    let mut put = Vec::new();
    let mut before = ' ';
    let mut letters = gold.article.text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let inside = before.is_alphanumeric() && letters.peek().is_some_and(|next| next.1.is_alphanumeric());
        if inside && c == '-' {
            text.push(' ');
            put.push(at);
        }
        text.push(c);
        if inside && matches!(c, '-' | '’') {
            text.push(' ');
            put.push(at + c.len_utf8());
        }
        before = c;
    }
    let moved = |span: Span| {
        Span::new(span.start + put.partition_point(|at| *at <= span.start), span.end + put.partition_point(|at| *at < span.end))
    };
    let names = gold.names.iter().map(|n| corpora::GoldName { span: moved(n.span), ..*n }).collect();
    let blocks = gold.article.blocks.iter().map(|b| Block { span: moved(b.span), kind: b.kind }).collect();
    let article = Article { text, blocks, ..Article::default() };
    Gold { id: gold.id.clone(), corpus: gold.corpus.clone(), article, names, ..Gold::default() }
}

/// A document of one block, in capitals or with every long word capitalised.
fn rewritten(gold: &Gold, block: Block, capitals: bool) -> Gold {
    let mut text = String::new();
    let mut places = Vec::new();
    let mut word_start = true;
    for (at, c) in block.span.of(&gold.article.text).char_indices() {
        places.push((block.span.start + at, text.len()));
        if capitals || (word_start && !is_small_word(&gold.article.text, block.span.start + at)) {
            text.extend(c.to_uppercase());
        } else {
            text.push(c);
        }
        word_start = c.is_whitespace() || c == '“';
    }
    let moved = |at: usize| places.get(places.partition_point(|p| p.0 < at)).map_or(text.len(), |p| p.1);
    let names = gold.names.iter().filter(|n| block.span.covers(n.span));
    let names = names.map(|n| corpora::GoldName { span: Span::new(moved(n.span.start), moved(n.span.end)), ..*n }).collect();
    let blocks = vec![Block { span: Span::new(0, text.len()), kind: block.kind }];
    let article = Article { text, blocks, ..Article::default() };
    Gold { id: gold.id.clone(), corpus: gold.corpus.clone(), article, names, ..Gold::default() }
}

fn is_small_word(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or("");
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    matches!(word, "a" | "an" | "the" | "of" | "in" | "on" | "at" | "to" | "for" | "and" | "or" | "by" | "as" | "with" | "from")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_place_when_words_are_spaced_apart() {
        let gold = corpora::press_article("xx-1", "# title: T\n\nAnti-[PER#1 al-Sadr]’s [LOC#2 Mali]-[LOC#3 Niger] row.");
        let spaced = spaced(&gold);
        let text = &spaced.article.text;
        assert_eq!(text, "Anti - al - Sadr’ s Mali - Niger row.");
        assert_eq!(spaced.names.iter().map(|n| n.span.of(text)).collect::<Vec<_>>(), ["al - Sadr", "Mali", "Niger"]);
        assert_eq!(spaced.article.blocks[0].span.of(text), text);
    }
}
