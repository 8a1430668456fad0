/*! Gold articles → the scorer of kinds of sources, and the classes of words and names. */

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use sayso::{
    analyze::{
        EntityKind, SourceKind,
        model::{Model, word_hash},
        sentence::Document,
        source::kind::{LABELS, Models, OUTLET, Profile, features},
    },
    text::Span,
};

use crate::{
    Ground, corpora,
    corpora::Gold,
    logistic::{Logistic, Random},
    pack::{self, Section},
};

const ROWS: usize = 1 << 14;
const ROUNDS: usize = 10;
/// How far the first step of learning goes.
const RATE: f32 = 0.03;

/// A speaker of an article, and what kind it is.
struct Speaker {
    entity: Option<(EntityKind, String)>,
    names: Vec<Span>,
    speaks: Vec<Span>,
    cues: Vec<Span>,
    label: usize,
}

impl Speaker {
    fn profile(&self) -> Profile<'_> {
        Profile {
            entity: self.entity.as_ref().map(|(kind, name)| (*kind, name.as_str())),
            names: self.names.clone(),
            speaks: self.speaks.clone(),
            cues: self.cues.clone(),
        }
    }
}

/// Makes the sections `sources.classes` and `sources.kind`.
pub fn make(ground: &Ground) -> Result<Vec<Section>> {
    let classes = pack::table(&classes(ground)?);
    let weights = train(&corpora::written(ground)?, &classes)?;
    Ok(vec![("sources.classes".to_owned(), classes), ("sources.kind".to_owned(), weights)])
}

/// The class of every entry of the lists: a number for each list and kind. Of entries in several lists the first counts.
fn classes(ground: &Ground) -> Result<Vec<(u64, u16)>> {
    const LISTS: &[&str] =
        &["org-media", "role", "title", "document", "unnamed", "org-words", "org-public", "org-company", "org-education", "org-sport"];
    let mut numbers: BTreeMap<(usize, String), u16> = BTreeMap::from([((0, String::new()), OUTLET)]);
    let mut found: BTreeMap<u64, u16> = BTreeMap::new();
    for (list, name) in LISTS.iter().enumerate() {
        for line in corpora::read(&ground.lists.join(format!("{name}.tsv")))?.lines() {
            let (entry, extra) = line.split_once('\t').unwrap_or((line, ""));
            let next = numbers.len() as u16 + 1;
            let class = *numbers.entry((list, if list == 0 { String::new() } else { extra.to_owned() })).or_insert(next);
            if entry.chars().any(char::is_alphabetic) {
                found.entry(word_hash(entry)).or_insert(class);
            }
        }
    }
    Ok(found.into_iter().collect())
}

fn speakers(gold: &Gold) -> Vec<Speaker> {
    let mut grouped: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut groups = Vec::new();
    for (index, attribution) in gold.attributions.iter().enumerate() {
        match attribution.speaker.filter(|_| attribution.kind.as_deref() != Some("post")) {
            Some(thing) => grouped.entry(thing).or_default().push(index),
            None => groups.push((attribution.speaker, vec![index])),
        }
    }
    groups.extend(grouped.into_iter().map(|(thing, indexes)| (Some(thing), indexes)));
    groups.into_iter().filter_map(|(thing, indexes)| speaker(gold, thing, &indexes)).collect()
}

fn speaker(gold: &Gold, thing: Option<u32>, indexes: &[usize]) -> Option<Speaker> {
    let mut votes = [0; LABELS.len()];
    let (mut speaks, mut cues) = (Vec::new(), Vec::new());
    for attribution in indexes.iter().filter_map(|i| gold.attributions.get(*i)) {
        let Some(name) = attribution.kind.as_deref() else { continue };
        let kind = kind_named(name)?;
        let Some(label) = LABELS.iter().position(|l| *l == kind) else { continue };
        votes[label] += 1;
        speaks.extend(attribution.source.first());
        cues.extend(attribution.cue.first());
    }
    if speaks.is_empty() {
        return None;
    }
    let label = (0..votes.len()).max_by_key(|l| (votes[*l], usize::MAX - l))?;
    let named: Vec<_> = gold.names.iter().filter(|n| thing.is_some_and(|t| t == n.thing)).collect();
    let fullest = named.iter().max_by_key(|n| n.span.len());
    let entity = fullest.map(|n| (n.kind.unwrap_or(EntityKind::Organization), n.span.of(&gold.article.text).to_owned()));
    Some(Speaker { entity, names: named.iter().map(|n| n.span).collect(), speaks, cues, label })
}

/// The kind of source that a mark names. The marks tell experts from other persons; the program does not.
pub fn kind_named(name: &str) -> Option<SourceKind> {
    if name == "expert" { Some(SourceKind::Person) } else { SourceKind::from_name(name) }
}

fn train(articles: &[Gold], classes: &[u8]) -> Result<Vec<u8>> {
    let packed = pack::pack(&[("sources.classes".to_owned(), classes.to_vec())]);
    let aligned = pack::align(&packed);
    let model = Model::open(bytemuck::cast_slice(&aligned).get(..packed.len()).unwrap_or(&[])).context("a model")?;
    let models = Models::new(&model);
    let mut examples = Vec::new();
    for gold in articles {
        let document = Document::whole(&gold.article);
        for speaker in speakers(gold) {
            let mut found = Vec::new();
            features(&document, &models, &speaker.profile(), &mut found);
            examples.push((found, speaker.label));
            // A speaker whose other mentions are not known teaches too: the words here must be enough then.
            if speaker.names.len() + speaker.speaks.len() > 2 {
                let one =
                    Speaker { names: speaker.names.first().copied().into_iter().collect(), speaks: vec![speaker.speaks[0]], ..speaker };
                let mut found = Vec::new();
                features(&document, &models, &one.profile(), &mut found);
                examples.push((found, one.label));
            }
        }
    }
    let mut learner = Logistic::new(LABELS.len(), ROWS, RATE);
    let mut random = Random::new(11);
    for _ in 0..ROUNDS {
        random.shuffle(&mut examples);
        for (found, label) in &examples {
            let chances = learner.score(found);
            learner.learn(found, &chances, 1 << label);
        }
    }
    Ok(learner.section(1.0))
}
