//! Anchors against random edits of several articles, with tables of what came of them (`cargo test --test anchor -- --nocapture`).

#![allow(clippy::unwrap_used, clippy::string_slice)]

use std::collections::BTreeMap;

use sayso::annotation::{Anchor, Place, Resolver};
use sayso::text::Span;

const FERRIES: &str = include_str!("../assets/samples/ferries.txt");
/// Articles with marks, which are taken out here.
const MARKED: [&str; 5] = [
    include_str!("data/pressroom/af-05.txt"),
    include_str!("data/pressroom/eu-10.txt"),
    include_str!("data/pressroom/na-15.txt"),
    include_str!("data/pressroom/sa-20.txt"),
    include_str!("data/pressroom/wb-25.txt"),
];

/// The articles as they are read: a paragraph a line.
fn articles() -> Vec<String> {
    let plain = |marked: &str| {
        let (_, body) = marked.split_once("\n\n").unwrap();
        let mut text = String::new();
        let mut rest = body;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match c {
                '[' | '{' => rest = rest.split_once(' ').unwrap().1,
                ']' | '}' => {}
                c => text.push(c),
            }
        }
        let lines = text.lines().filter(|l| !l.is_empty());
        lines.map(|l| l.trim_start_matches(['#', '>', '»', ' ']).to_owned() + "\n").collect()
    };
    std::iter::once(FERRIES.trim_end().to_owned() + "\n").chain(MARKED.map(plain)).collect()
}

/// A small generator of our own, so that a failing case can be run again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// A text under edit. Each byte of it knows which byte of the first text it came from, if any.
#[derive(Clone)]
struct Draft {
    text: String,
    from: Vec<Option<usize>>,
}

impl Draft {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), from: (0..text.len()).map(Some).collect() }
    }

    fn empty() -> Self {
        Self { text: String::new(), from: Vec::new() }
    }

    fn put(&mut self, words: &str, from: Option<usize>) {
        self.text.push_str(words);
        self.from.extend(std::iter::repeat_n(from, words.len()));
    }

    fn take(&mut self, other: &Draft, span: Span) {
        self.text.push_str(span.of(&other.text));
        self.from.extend(&other.from[span.start..span.end]);
    }

    fn kept(&self, at: usize, keep: Option<Span>) -> bool {
        self.from[at].is_some_and(|from| keep.is_some_and(|k| k.contains(from)))
    }

    /// Where the words of `span` of the first text are now.
    fn place(&self, span: Span) -> Option<Span> {
        let mine = |from: &Option<usize>| from.is_some_and(|f| span.contains(f));
        Some(Span::new(self.from.iter().position(mine)?, self.from.iter().rposition(mine)? + 1))
    }

    /// Characters left out, changed or put in.
    fn typos(&self, percent: usize, keep: Option<Span>, dice: &mut Dice) -> Self {
        let mut new = Self::empty();
        for (at, c) in self.text.char_indices() {
            let here = Span::new(at, at + c.len_utf8());
            if self.kept(at, keep) || dice.roll(100) >= percent {
                new.take(self, here);
                continue;
            }
            let letter = char::from(b'a' + dice.roll(26) as u8).to_string();
            match dice.roll(3) {
                0 => {}
                1 => new.put(&letter, self.from[at]),
                _ => {
                    new.take(self, here);
                    new.put(&letter, None);
                }
            }
        }
        new
    }

    /// Words left out, put in, or others in their place.
    fn reworded(&self, percent: usize, keep: Option<Span>, dice: &mut Dice) -> Self {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let mut new = Self::empty();
        let mut at = 0;
        for piece in self.text.split_inclusive(char::is_whitespace) {
            let here = Span::new(at, at + piece.len());
            at = here.end;
            if (here.start..here.end).any(|b| self.kept(b, keep)) || piece.contains('\n') || dice.roll(100) >= percent {
                new.take(self, here);
                continue;
            }
            match dice.roll(3) {
                0 => {}
                1 => new.put(&format!("{} ", words[dice.roll(words.len())]), None),
                _ => {
                    new.take(self, here);
                    new.put(&format!("{} ", words[dice.roll(words.len())]), None);
                }
            }
        }
        new
    }

    /// Paragraphs moved, left out, and put in from `other`. Those that `keep` touches stay together and stay in.
    fn shuffled(&self, percent: usize, keep: Option<Span>, other: &str, dice: &mut Dice) -> Self {
        let mut paragraphs: Vec<Span> = Vec::new();
        let (mut at, mut held) = (0, false);
        for line in self.text.split_inclusive('\n') {
            let here = Span::new(at, at + line.len());
            at = here.end;
            let holds = (here.start..here.end).any(|b| self.kept(b, keep));
            match paragraphs.last_mut().filter(|_| held && holds) {
                Some(last) => last.end = here.end,
                None => paragraphs.push(here),
            }
            held = holds;
        }
        for from in 0..paragraphs.len() {
            if dice.roll(100) < percent {
                let moved = paragraphs.remove(from);
                paragraphs.insert(dice.roll(paragraphs.len() + 1), moved);
            }
        }
        let others: Vec<&str> = other.split_inclusive('\n').collect();
        let mut new = Self::empty();
        for paragraph in paragraphs {
            if dice.roll(200) < percent {
                new.put(others[dice.roll(others.len())], None);
            }
            if dice.roll(200) >= percent || (paragraph.start..paragraph.end).any(|b| self.kept(b, keep)) {
                new.take(self, paragraph);
            }
        }
        new
    }

    /// Curly marks straight, dashes as hyphens, everywhere.
    fn straightened(&self) -> Self {
        self.each(|c| match c {
            '“' | '”' => "\"".to_owned(),
            '‘' | '’' => "'".to_owned(),
            '—' => "--".to_owned(),
            '…' => "...".to_owned(),
            c => c.to_string(),
        })
    }

    /// Spaces doubled, broken over lines, made unbreakable; paragraphs parted by an empty line.
    fn reflowed(&self, dice: &mut Dice) -> Self {
        self.each(|c| match c {
            ' ' => ["  ", "\n", "\u{a0}", " "][dice.roll(4)].to_owned(),
            '\n' => "\n\n".to_owned(),
            c => c.to_string(),
        })
    }

    fn each(&self, mut change: impl FnMut(char) -> String) -> Self {
        let mut new = Self::empty();
        self.text.char_indices().for_each(|(at, c)| new.put(&change(c), self.from[at]));
        new
    }
}

/// `n` places of `text`: one word or more, within a paragraph mostly.
fn spans(text: &str, dice: &mut Dice, words: std::ops::Range<usize>, n: usize) -> Vec<Span> {
    let starts: Vec<Span> =
        text.split_whitespace().map(|w| w.as_ptr() as usize - text.as_ptr() as usize).map(|at| Span::new(at, at)).collect();
    let mut spans = Vec::new();
    while spans.len() < n {
        let (first, count) = (dice.roll(starts.len()), words.start + dice.roll(words.len()));
        let Some(next) = starts.get(first + count) else { continue };
        spans.push(Span::new(starts[first].start, next.start).trim(text));
    }
    spans
}

/// Right: at least nine tenths of the words that are covered by either are covered by both, or the ends are within three bytes.
fn right(found: Span, truth: Span) -> bool {
    found.meet(truth).map_or(0, Span::len) * 10 >= found.join(truth).len() * 9
        || (found.overlaps(truth) && found.start.abs_diff(truth.start) <= 3 && found.end.abs_diff(truth.end) <= 3)
}

/// What came of many anchors.
#[derive(Default)]
struct Tally {
    right: usize,
    wrong: Vec<String>,
    lost: Vec<String>,
}

impl Tally {
    fn count(&mut self, place: Place, truth: Span, words: &str, text: &str) {
        match place.span() {
            Some(found) if right(found, truth) => self.right += 1,
            Some(found) => self.wrong.push(format!("{words:?} at {:?}", found.of(text))),
            None => self.lost.push(format!("{words:?}")),
        }
    }

    fn all(&self) -> usize {
        self.right + self.wrong.len() + self.lost.len()
    }
}

fn show(title: &str, tallies: &BTreeMap<String, Tally>) {
    println!("\n{title:<44} {:>6} {:>6} {:>6}", "right", "wrong", "lost");
    for (name, tally) in tallies {
        println!("{name:<44} {:6} {:6} {:6}", tally.right, tally.wrong.len(), tally.lost.len());
    }
}

#[test]
fn untouched_words_are_never_lost_and_never_wrong() {
    let articles = articles();
    let mut dice = Dice(7);
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for (number, article) in articles.iter().enumerate() {
        let other = &articles[(number + 1) % articles.len()];
        for span in spans(article, &mut dice, 1..30, 120) {
            let anchor = Anchor::describe(article, span);
            assert_eq!(anchor.resolve(article), Place::Exact(span));
            let (first, keep) = (Draft::new(article), Some(span));
            let mut edits = vec![
                ("quotes and dashes straightened".to_owned(), first.straightened()),
                ("white space reflowed".to_owned(), first.reflowed(&mut dice)),
            ];
            for percent in [2, 10, 25] {
                edits.push((format!("typos around, {percent:2} %"), first.typos(percent, keep, &mut dice)));
                edits.push((format!("rewording around, {percent:2} %"), first.reworded(percent, keep, &mut dice)));
                let moved = first.shuffled(percent * 3, keep, other, &mut dice);
                edits.push((format!("paragraphs moved, put in, left out, {:2} %", percent * 3), moved.clone()));
                // At a quarter of each hardly a word of the context is left.
                if percent < 25 {
                    let all = moved.typos(percent, keep, &mut dice).reworded(percent, keep, &mut dice).straightened().reflowed(&mut dice);
                    edits.push((format!("all of these, {percent:2} %"), all));
                }
            }
            for (name, draft) in edits {
                let place = anchor.resolve(&draft.text);
                tallies.entry(name).or_default().count(place, draft.place(span).unwrap(), span.of(article), &draft.text);
            }
        }
    }
    show("the quoted words untouched", &tallies);
    let bad: Vec<String> = tallies
        .iter()
        .filter(|(_, tally)| tally.right < tally.all())
        .map(|(name, tally)| format!("{name}: wrong {:#?}, lost {:#?}", tally.wrong, tally.lost))
        .collect();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn edited_words_are_found_or_said_to_be_lost() {
    let articles = articles();
    let mut dice = Dice(11);
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for (number, article) in articles.iter().enumerate() {
        let other = &articles[(number + 1) % articles.len()];
        for percent in [1, 5, 10, 20, 30] {
            for round in 0..4 {
                let moved = round % 2 == 1;
                let draft = Draft::new(article).typos(percent, None, &mut dice);
                let draft = if moved { draft.shuffled(20, None, other, &mut dice) } else { draft };
                let mut resolver = Resolver::new(&draft.text);
                for span in spans(article, &mut dice, 1..30, 60) {
                    let Some(truth) = draft.place(span) else { continue };
                    // What goes on in the next paragraph is torn apart by a move and has no one place.
                    if moved && span.of(article).contains('\n') {
                        continue;
                    }
                    let place = resolver.resolve(&Anchor::describe(article, span));
                    let tally = tallies.entry(format!("{percent:2} %{}", if moved { ", paragraphs moved" } else { "" })).or_default();
                    tally.count(place, truth, span.of(article), &draft.text);
                }
            }
        }
    }
    show("characters edited everywhere", &tallies);
    for (name, tally) in tallies.iter().filter(|(name, _)| !name.starts_with(['2', '3'])) {
        let all = tally.all();
        assert!(tally.right * 100 >= 97 * all && tally.wrong.len() * 1000 <= 5 * all, "{name}: {:#?} {:#?}", tally.wrong, tally.lost);
    }
}

#[test]
fn words_that_stand_once_are_found_without_any_context() {
    let articles = articles();
    let mut dice = Dice(17);
    let fold = |s: &str| s.replace(['“', '”'], "\"").replace('’', "'").split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    for article in &articles {
        for span in spans(article, &mut dice, 1..8, 100) {
            let anchor = Anchor { prefix: String::new(), suffix: String::new(), ..Anchor::describe(article, span) };
            let text = format!("Of something else.\n{}", fold(article));
            if text.matches(&fold(span.of(article))).count() == 1 {
                let found = anchor.resolve(&text).span().unwrap_or_else(|| panic!("lost: {}", span.of(article)));
                assert_eq!(found.of(&text), fold(span.of(article)));
            }
        }
    }
}

#[test]
fn a_deleted_paragraph_is_lost_and_not_guessed() {
    for article in articles() {
        for paragraph in article.lines().filter(|p| p.len() > 80) {
            let at = article.find(paragraph).unwrap();
            let text = article.replacen(paragraph, "", 1);
            assert_eq!(Anchor::describe(&article, Span::new(at, at + paragraph.len())).resolve(&text), Place::Lost, "{paragraph}");
        }
    }
}
