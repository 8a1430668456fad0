/*!
What is wrong in a settings or theme file, in one line: file, line, and the nearest valid word.
*/

use std::fmt;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line in it, from 1.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub words: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.words)
    }
}

/// Collects the problems of one file.
#[derive(Debug)]
pub struct Problems<'t> {
    file: &'t str,
    text: &'t str,
    found: Vec<Problem>,
}

impl<'t> Problems<'t> {
    /// None so far in `text`, which stands in `file`.
    pub const fn new(file: &'t str, text: &'t str) -> Self {
        Self { file, text, found: Vec::new() }
    }

    /// Notes one at byte `at`.
    pub fn add(&mut self, at: usize, words: impl Into<String>) {
        let line = 1 + self.text.bytes().take(at).filter(|b| *b == b'\n').count();
        self.found.push(Problem { file: self.file.to_owned(), line, words: words.into() });
    }

    /// Notes at byte `at` that `word` is none of `valid`.
    pub fn unknown(&mut self, at: usize, what: &str, word: &str, valid: &[&str]) {
        let advice = match nearest(word, valid.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if valid.len() <= 12 => format!("write one of: {}", valid.join(", ")),
            None => "see sayso config --print-default".to_owned(),
        };
        self.add(at, format!("unknown {what} \"{word}\"; {advice}"));
    }

    /// All of them, in the order of the file.
    pub fn into_list(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|p| p.line);
        self.found
    }
}

/// The word of `valid` that `word` was probably meant to be.
pub fn nearest<'v>(word: &str, valid: impl IntoIterator<Item = &'v str>) -> Option<&'v str> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).max(1);
    let scored = valid.into_iter().map(|v| (distance(&word, &v.to_lowercase()), v));
    scored.min_by_key(|(d, _)| *d).filter(|(d, v)| *d <= allowed || (word.len() > 3 && v.starts_with(&word))).map(|(_, v)| v)
}

/// Letters to add, drop, change or swap to make `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_near() {
        let valid = ["column", "theme", "mouse", "next-quote"];
        assert_eq!(nearest("colum", valid), Some("column"));
        assert_eq!(nearest("thmee", valid), Some("theme"));
        assert_eq!(nearest("next-qoute", valid), Some("next-quote"));
        assert_eq!(nearest("zebra", valid), None);
    }

    #[test]
    fn a_problem_names_its_line() {
        let mut problems = Problems::new("config.toml", "a = 1\nthem = 2\n");
        problems.unknown(6, "setting", "them", &["theme"]);
        assert_eq!(problems.into_list()[0].to_string(), "config.toml:2: unknown setting \"them\"; did you mean \"theme\"?");
    }
}
