/*!
A window around a cue → the likely ways to label its tokens as what is said, by whom, or neither. Follows several at once (beam search). Does not
weigh them as wholes; `choice` does.
*/

use std::ops::Range;

use super::{
    frame::{CONTENT, Frame, LABELS, NONE, SOURCE, State},
    linear::{Linear, MAX_LABELS, Scores},
};

/// A way to label the tokens of a window.
#[derive(Debug, Clone)]
pub struct Labeling {
    /// A label a token.
    pub labels: Vec<u8>,
    /// The logarithm of its probability.
    pub score: f32,
    /// By how much the least sure of its labels was preferred, or put up with.
    pub least: f32,
}

impl Labeling {
    /// What it makes the content, in pieces, and the source of the cue in `window`.
    pub fn pieces(&self, window: &Range<usize>, cue: &Range<usize>) -> (Vec<Range<usize>>, Option<Range<usize>>) {
        let (mut content, mut sources) = (Vec::<Range<usize>>::new(), Vec::<Range<usize>>::new());
        for (at, label) in window.clone().zip(&self.labels) {
            let (pieces, begins) = match usize::from(*label) {
                NONE => continue,
                label if label < SOURCE => (&mut content, label == CONTENT),
                label => (&mut sources, label == SOURCE),
            };
            match pieces.last_mut() {
                _ if begins => pieces.push(at..at + 1),
                Some(last) if last.end == at => last.end = at + 1,
                _ => {}
            }
        }
        // Two sources seldom stand around one cue: the nearer one says it.
        (content, sources.into_iter().min_by_key(|s| s.start.abs_diff(cue.start)))
    }
}

/// A way to label the tokens of a window up to one of them.
#[derive(Debug, Clone, Copy)]
struct Path {
    /// The logarithm of its probability.
    score: f32,
    state: State,
    /// By how much the least sure of its labels was preferred, or put up with.
    least: f32,
    /// Its last step that was noted, an index into the steps of all paths.
    before: u32,
}

impl Path {
    /// Notes the step to its state among those of all paths.
    fn take(&mut self, steps: &mut Vec<(u8, u32)>) {
        steps.push((self.state.label as u8, self.before));
        self.before = steps.len() as u32 - 1;
    }
}

/// How many ways to label the tokens are followed side by side.
const WIDTH: usize = 4;

/// A way that is less likely than the best by more than this, as the logarithm of a ratio, is given up.
const BEHIND: f32 = 3.0;

/// The higher of two numbers that are numbers: the machine has an instruction for this, but not for [`f32::max`].
fn higher(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The logarithm of the sum of what `units` are the logarithms of, the highest of which is `most`; what hardly counts is left out.
fn log_of_sum(units: &[f32; LABELS], most: f32) -> f32 {
    let mut rest = 0.0;
    for unit in units {
        let less = unit - most;
        if less > -8.0 && less < 0.0 {
            rest += less.exp();
        }
    }
    if rest > 0.0 { most + (1.0 + rest).ln() } else { most }
}

/// How likely each label is in a state, as logarithms.
#[derive(Debug, Clone, Copy, Default)]
struct Chances {
    state: State,
    /// The scores they come from.
    scores: [i32; LABELS],
    of: [f32; LABELS],
    /// The highest, and the highest of the others.
    best: [f32; 2],
}

impl Chances {
    /// Of labels with `scores`.
    fn new(state: State, scores: [i32; LABELS], unit: f32) -> Self {
        let units = std::array::from_fn(|label| if state.allows(label) { scores[label] as f32 * unit } else { f32::MIN });
        let whole = log_of_sum(&units, units.into_iter().fold(f32::MIN, higher));
        let of = units.map(|u| u - whole);
        let [mut first, mut second] = [f32::MIN; 2];
        for chance in of {
            second = higher(second, if first > chance { chance } else { first });
            first = higher(first, chance);
        }
        Self { state, scores, of, best: [first, second] }
    }
}

/// The most likely ways to label the tokens in the window of `frame`, the best first. Several are followed at once, since what comes later may show
/// that what seemed best was not (beam search).
pub fn decode(frame: &Frame, tagger: Linear) -> Vec<Labeling> {
    let mut scores: Scores = [0; MAX_LABELS];
    // Every step: its label, and the step before.
    let mut steps: Vec<(u8, u32)> = Vec::with_capacity(frame.range.len() * WIDTH);
    let mut paths = vec![Path { score: 0.0, state: State::default(), least: f32::MAX, before: u32::MAX }];
    let mut next: Vec<Path> = Vec::with_capacity(WIDTH * LABELS);
    let mut known = [Chances::default(); WIDTH];
    for at in frame.range.clone() {
        let values = if frame.cue.contains(&at) { None } else { frame.values(at) };
        let Some(values) = &values else {
            for path in &mut paths {
                path.state = path.state.after(NONE);
                path.take(&mut steps);
            }
            continue;
        };
        next.clear();
        let mut count = 0;
        for path in &paths {
            // Ways that look alike from here on are measured once.
            let seen = known[..count].iter().position(|k| k.state == path.state).unwrap_or(count);
            if seen == count {
                let alike = known[..count].iter().find(|k| k.state.label == path.state.label);
                let sums = if let Some(alike) = alike {
                    // Of ways that differ in what they found only, few features do.
                    let mut sums = alike.scores;
                    tagger.exchange(&mut sums, &alike.state.found(values), &path.state.found(values));
                    sums
                } else {
                    tagger.score_values(values, path.state.salts(), &mut scores);
                    std::array::from_fn(|label| scores[label])
                };
                known[count] = Chances::new(path.state, sums, tagger.unit);
                count += 1;
            }
            let Chances { of, best: [best, second], .. } = &known[seen];
            for (label, chance) in of.iter().enumerate().filter(|(_, chance)| **chance > best - BEHIND) {
                let other = if chance < best { best } else { second };
                let (score, sure) = (path.score + chance, chance - other);
                let least = if sure < path.least { sure } else { path.least };
                next.push(Path { score, state: path.state.after(label), least, before: path.before });
            }
        }
        if next.len() > 1 {
            next.sort_by(|a, b| b.score.total_cmp(&a.score));
        }
        let floor = next.first().map_or(0.0, |p| p.score) - BEHIND;
        next.truncate(next.iter().take(WIDTH).take_while(|p| p.score > floor).count());
        for path in &mut next {
            path.take(&mut steps);
        }
        std::mem::swap(&mut paths, &mut next);
    }
    paths
        .iter()
        .map(|path| {
            let mut labels = vec![NONE as u8; frame.range.len()];
            let mut step = path.before;
            for label in labels.iter_mut().rev() {
                let Some((last, before)) = steps.get(step as usize) else { break };
                (*label, step) = (*last, *before);
            }
            Labeling { labels, score: path.score, least: path.least }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::{cue::cues, example::in_scene, frame::window};

    #[test]
    fn several_ways_are_found_all_of_them_possible_and_the_likeliest_first() {
        let text = "The mayor said the bridge, which was built in 1990, was safe when she opened it, but nobody in the town believed her.";
        in_scene(text, |scene, models| {
            let cues = cues(scene, models);
            let starts: Vec<usize> = cues.iter().map(|c| c.tokens.start).collect();
            let cue = cues.first().expect("a cue").tokens.clone();
            let range = window(scene, 0, &cue);
            let ways = decode(&Frame::new(scene, range.clone(), cue, &starts), models.report.expect("a tagger"));
            assert!((2..=WIDTH).contains(&ways.len()) && ways.is_sorted_by(|a, b| a.score >= b.score), "{ways:?}");
            for (at, way) in ways.iter().enumerate() {
                let mut state = State::default();
                assert_eq!(way.labels.len(), range.len());
                for label in way.labels.iter().map(|l| usize::from(*l)) {
                    assert!(state.allows(label), "{way:?}");
                    state = state.after(label);
                }
                assert!(ways[..at].iter().all(|other| other.labels != way.labels), "{ways:?}");
            }
        });
    }

    #[test]
    fn a_cue_may_fill_its_window_and_reach_beyond() {
        in_scene("He said, she said, they said.", |scene, models| {
            let all = 0..scene.document.tokens.len();
            for (range, cue) in [(all.clone(), all.clone()), (2..4, 0..6), (0..1, 0..1), (3..3, 3..4)] {
                let ways = decode(&Frame::new(scene, range.clone(), cue.clone(), &[cue.start]), models.report.expect("a tagger"));
                assert!(ways.iter().all(|way| way.labels.len() == range.len() && way.pieces(&range, &cue).0.is_empty()), "{ways:?}");
            }
        });
    }
}
