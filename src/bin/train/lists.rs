/*! Lists of names and words → the table that `analyze::lexicon` reads. */

use std::{collections::BTreeMap, path::Path};

use anyhow::Result;
use sayso::{
    analyze::{
        lexicon::{ACRONYM, LISTS, LONGEST, MORE, Marks},
        model::{chain, word_hash},
        token::tokenize,
    },
    text::Span,
};

use crate::{Ground, corpora, pack, pack::Section};

/// Makes the part `lists`.
pub fn make(ground: &Ground) -> Result<Vec<Section>> {
    let mut entries: BTreeMap<u64, Marks> = BTreeMap::new();
    let mut files: BTreeMap<&str, Vec<(Marks, Option<&str>)>> = BTreeMap::new();
    for (bit, list) in LISTS.iter().enumerate().filter(|(_, list)| **list != "acronym") {
        let (file, extra) = list.split_once(' ').map_or((*list, None), |(file, extra)| (file, Some(extra)));
        files.entry(file).or_default().push((1 << bit, extra));
    }
    for (file, lists) in files {
        add(&ground.lists.join(format!("{file}.tsv")), &lists, &mut entries)?;
    }
    let mut sets: Vec<Marks> = entries.values().copied().collect();
    sets.sort_unstable();
    sets.dedup();
    let numbered: Vec<(u64, u16)> = entries.iter().map(|(hash, marks)| (*hash, sets.partition_point(|s| s < marks) as u16)).collect();
    Ok(vec![("lists.entries".into(), pack::table(&numbered)), ("lists.sets".into(), bytemuck::cast_slice(&sets).to_vec())])
}

/// Adds the entries of the file at `path`: to each list that asks for no second column, or for that of the entry.
fn add(path: &Path, lists: &[(Marks, Option<&str>)], entries: &mut BTreeMap<u64, Marks>) -> Result<()> {
    let names_bodies = path.file_stem().and_then(|s| s.to_str()).is_some_and(|s| s.starts_with("org-") || s == "event" || s == "product");
    for line in corpora::read(path)?.lines() {
        let (name, extra) = line.split_once('\t').unwrap_or((line, ""));
        let fits = |wanted: &str| {
            extra == wanted || (wanted != "w" && extra == "head" && wanted == "prefix") || (wanted == "head" && extra == "prefix")
        };
        let marks = lists.iter().filter(|(_, wanted)| wanted.is_none_or(fits)).fold(0, |all, (bit, _)| all | bit);
        enter(name, marks, entries);
        if names_bodies && !path.ends_with("org-words.tsv") && extra.chars().filter(|c| c.is_uppercase()).count() > 1 {
            enter(extra, marks | ACRONYM, entries);
        }
    }
    Ok(())
}

fn enter(name: &str, marks: Marks, entries: &mut BTreeMap<u64, Marks>) {
    let mut tokens = Vec::new();
    tokenize(name, Span::new(0, name.len()), &mut tokens);
    if marks == 0 || tokens.is_empty() || tokens.len() > LONGEST || name.starts_with('-') {
        return;
    }
    let mut hash = 0;
    for (index, token) in tokens.iter().enumerate() {
        hash = chain(hash, word_hash(token.span().of(name)));
        *entries.entry(hash).or_default() |= if index + 1 == tokens.len() { marks } else { MORE };
    }
}
