/*!
Running text → clusters of words that are used alike, in a tree (Brown et al. 1992): each word begins alone, and of a fixed number of clusters
and one more the two whose union loses the least mutual information of neighbours are joined, again and again.
*/

use std::collections::BTreeMap;

use anyhow::Result;
use sayso::analyze::{model::word_hash, sentence::Document, token::Kind};

use crate::{Ground, corpora, names, pack, pack::Section};

/// How many clusters.
const CLUSTERS: usize = 256;
/// Words seen less often have no cluster.
const RAREST: u32 = 3;
/// No more words than these.
const MOST: usize = 16_000;

/// Makes the part `clusters`.
pub fn make(ground: &Ground) -> Result<Vec<Section>> {
    let sentences = sentences(ground)?;
    let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
    for word in sentences.iter().flatten() {
        *counts.entry(*word).or_default() += 1;
    }
    let mut words: Vec<(u32, u64)> = counts.into_iter().filter(|c| c.1 >= RAREST).map(|(word, n)| (n, word)).collect();
    words.sort_unstable_by(|a, b| b.cmp(a));
    words.truncate(MOST);
    let number: BTreeMap<u64, usize> = words.iter().enumerate().map(|(at, (_, word))| (*word, at)).collect();
    let mut pairs: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for sentence in &sentences {
        for pair in sentence.windows(2) {
            if let (Some(a), Some(b)) = (number.get(&pair[0]), number.get(&pair[1])) {
                *pairs.entry((*a, *b)).or_default() += 1;
            }
        }
    }
    println!("clusters: {} words in {} sentences", words.len(), sentences.len());
    let (cluster_of, paths) = brown(&words.iter().map(|w| f64::from(w.0)).collect::<Vec<_>>(), &pairs, CLUSTERS.min(words.len()));
    let entries: Vec<(u64, u16)> = words.iter().zip(cluster_of).map(|((_, word), cluster)| (*word, cluster as u16)).collect();
    Ok(vec![("clusters.words".into(), pack::table(&entries)), ("clusters.paths".into(), bytemuck::cast_slice(&paths).to_vec())])
}

/// The words of all sentences that may be learned from.
fn sentences(ground: &Ground) -> Result<Vec<Vec<u64>>> {
    let mut found = Vec::new();
    for (gold, _) in names::corpora(ground)? {
        let document = Document::whole(&gold.article);
        for sentence in &document.sentences {
            let words = sentence.range().map(|at| match document.tokens[at].kind {
                Kind::Number => 1,
                Kind::Address | Kind::Handle | Kind::Hashtag => 2,
                _ => word_hash(document.word(at)),
            });
            found.push(words.collect());
        }
    }
    for line in corpora::read(&ground.corpora.join("train/dep_train.tsv.gz"))?.split("\n\n") {
        let words = line.lines().filter_map(|l| l.split('\t').next());
        found.push(words.map(|w| if w.starts_with(|c: char| c.is_ascii_digit()) { 1 } else { word_hash(w) }).collect());
    }
    Ok(found)
}

/// Clusters in the making. The last place holds the newcomer.
struct Brown {
    places: usize,
    total: f64,
    /// Occurrences of each cluster, and of each pair of neighbours.
    single: Vec<f64>,
    pair: Vec<f64>,
    /// What is lost when two are joined.
    loss: Vec<f64>,
}

impl Brown {
    /// The part of mutual information that `count` pairs of clusters of the sizes `a` and `b` make.
    fn part(&self, count: f64, a: f64, b: f64) -> f64 {
        if count > 0.0 { count * (count * self.total / (a * b)).ln() } else { 0.0 }
    }

    fn of(&self, a: usize, b: usize) -> f64 {
        self.pair[a * self.places + b]
    }

    /// The part of two different clusters, both ways.
    fn both(&self, a: usize, b: usize) -> f64 {
        self.part(self.of(a, b), self.single[a], self.single[b]) + self.part(self.of(b, a), self.single[b], self.single[a])
    }

    /// The part of the union of `a` and `b` with `other`, both ways.
    fn union(&self, a: usize, b: usize, other: usize) -> f64 {
        let size = self.single[a] + self.single[b];
        self.part(self.of(a, other) + self.of(b, other), size, self.single[other])
            + self.part(self.of(other, a) + self.of(other, b), self.single[other], size)
    }

    fn full_loss(&self, a: usize, b: usize, alive: &[usize]) -> f64 {
        let own = |c: usize| self.part(self.of(c, c), self.single[c], self.single[c]);
        let size = self.single[a] + self.single[b];
        let joined = self.part(self.of(a, a) + self.of(a, b) + self.of(b, a) + self.of(b, b), size, size);
        let others = alive.iter().filter(|c| **c != a && **c != b);
        others.map(|c| self.both(a, *c) + self.both(b, *c) - self.union(a, b, *c)).sum::<f64>() + self.both(a, b) + own(a) + own(b) - joined
    }

    /// Adds `sign` times what `place` contributes to the loss of every other pair.
    fn contribute(&mut self, place: usize, alive: &[usize], sign: f64) {
        let own: Vec<f64> = (0..self.places).map(|c| if c == place { 0.0 } else { self.both(c, place) }).collect();
        for (index, a) in alive.iter().enumerate() {
            for b in &alive[index + 1..] {
                if *a != place && *b != place {
                    let (low, high) = (*a.min(b), *a.max(b));
                    self.loss[low * self.places + high] += sign * (own[*a] + own[*b] - self.union(*a, *b, place));
                }
            }
        }
    }

    /// The cheapest pair to join.
    fn cheapest(&self, alive: &[usize]) -> (usize, usize) {
        let mut best = (f64::INFINITY, 0, 0);
        for (index, a) in alive.iter().enumerate() {
            for b in &alive[index + 1..] {
                let loss = self.loss[a * self.places + b];
                if loss < best.0 {
                    best = (loss, *a, *b);
                }
            }
        }
        (best.1, best.2)
    }

    /// Joins `b` into `a`; `b` is empty afterwards. `alive` holds both before and only `a` after.
    fn join(&mut self, a: usize, b: usize, alive: &mut Vec<usize>) {
        self.contribute(a, alive, -1.0);
        self.contribute(b, alive, -1.0);
        for c in 0..self.places {
            self.pair[a * self.places + c] += self.of(b, c);
            self.pair[b * self.places + c] = 0.0;
        }
        for c in 0..self.places {
            self.pair[c * self.places + a] += self.of(c, b);
            self.pair[c * self.places + b] = 0.0;
        }
        self.single[a] += self.single[b];
        self.single[b] = 0.0;
        alive.retain(|c| *c != b);
        self.contribute(a, alive, 1.0);
        self.weigh(a, alive);
    }

    /// Computes the loss of every pair with `place` anew.
    fn weigh(&mut self, place: usize, alive: &[usize]) {
        for c in alive.iter().filter(|c| **c != place) {
            self.loss[place.min(*c) * self.places + place.max(*c)] = self.full_loss(place.min(*c), place.max(*c), alive);
        }
    }
}

/// The cluster of each word (words sorted by frequency, with their `counts`), and the path of each cluster.
fn brown(counts: &[f64], pairs: &BTreeMap<(usize, usize), u32>, clusters: usize) -> (Vec<usize>, Vec<u32>) {
    let mut neighbours: Vec<Vec<(usize, bool, f64)>> = vec![Vec::new(); counts.len()];
    for ((a, b), n) in pairs {
        neighbours[*a].push((*b, true, f64::from(*n)));
        neighbours[*b].push((*a, false, f64::from(*n)));
    }
    let places = clusters + 1;
    let total = pairs.values().map(|n| f64::from(*n)).sum();
    let cells = places * places;
    let mut brown = Brown { places, total, single: vec![0.0; places], pair: vec![0.0; cells], loss: vec![0.0; cells] };
    let mut cluster_of: Vec<Option<usize>> = vec![None; counts.len()];
    let mut alive: Vec<usize> = Vec::new();
    for word in 0..counts.len() {
        let place = (0..places).find(|p| !alive.contains(p)).unwrap_or(clusters);
        cluster_of[word] = Some(place);
        brown.single[place] = counts[word];
        for (other, after, n) in &neighbours[word] {
            let Some(cluster) = cluster_of[*other] else { continue };
            if *other == word && !after {
                continue;
            }
            let cell = if *after { place * places + cluster } else { cluster * places + place };
            brown.pair[cell] += n;
        }
        alive.push(place);
        alive.sort_unstable();
        if alive.len() == places {
            if word == clusters {
                let all = alive.clone();
                for place in &all {
                    brown.weigh(*place, &all);
                }
            } else {
                brown.contribute(place, &alive, 1.0);
                brown.weigh(place, &alive);
            }
            let (a, b) = brown.cheapest(&alive);
            brown.join(a, b, &mut alive);
            cluster_of.iter_mut().filter(|c| **c == Some(b)).for_each(|c| *c = Some(a));
        }
    }
    let paths = tree(&mut brown, alive.clone());
    let place_of: Vec<usize> = cluster_of.into_iter().map(|c| alive.iter().position(|a| Some(*a) == c).unwrap_or(0)).collect();
    (place_of, paths)
}

/// Joins all clusters, two at a time; the path of each from the root, branches from the highest bit on, the length in the lowest four.
fn tree(brown: &mut Brown, mut alive: Vec<usize>) -> Vec<u32> {
    let first = alive.clone();
    if first.len() < brown.places - 1 {
        for place in &first {
            brown.weigh(*place, &first);
        }
    }
    let mut members: Vec<Vec<usize>> = (0..brown.places).map(|p| vec![p]).collect();
    let mut branches: Vec<Vec<bool>> = vec![Vec::new(); brown.places];
    while alive.len() > 1 {
        let (a, b) = brown.cheapest(&alive);
        members[a].iter().for_each(|m| branches[*m].push(false));
        members[b].iter().for_each(|m| branches[*m].push(true));
        let joined = std::mem::take(&mut members[b]);
        members[a].extend(joined);
        brown.join(a, b, &mut alive);
    }
    let path = |place: &usize| {
        let way = branches[*place].iter().rev().take(28);
        way.enumerate().fold(branches[*place].len().min(15) as u32, |path, (at, right)| path | u32::from(*right) << (31 - at))
    };
    first.iter().map(path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_used_alike_share_a_cluster() {
        // 0 and 1 stand before 2 and 3; 4 and 5 after them.
        let pairs = [(0, 2), (0, 3), (1, 2), (1, 3), (2, 4), (3, 5), (2, 5), (3, 4)].map(|p| (p, 10)).into_iter().collect();
        let (cluster_of, paths) = brown(&[30.0; 6], &pairs, 3);
        assert_eq!((cluster_of[0], cluster_of[2], cluster_of[4]), (cluster_of[1], cluster_of[3], cluster_of[5]));
        assert_eq!(paths.len(), 3);
    }
}
