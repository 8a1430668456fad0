/*!
The lexicon: corrections that the reader keeps for all articles. Plain data; where it is kept is for higher floors.
*/

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{merge, missed_entity, occurrences, tidy};
use crate::analyze::{Analysis, EntityKind};

/// What the reader has said for all articles: what names are, what is no name, and which names are one thing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Lexicon {
    /// A name → the name of its kind ([`EntityKind::name`]), or `not-a-name`.
    pub entries: BTreeMap<String, String>,
    /// Another name → the name of the thing.
    pub aliases: BTreeMap<String, String>,
}

/// What stands in place of a kind for words that are no name.
pub const NOT_A_NAME: &str = "not-a-name";

/// One thing to keep for all articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lesson {
    /// What a name is: the name of a kind, or [`NOT_A_NAME`].
    Kind {
        /// The name.
        name: String,
        /// What it is.
        kind: String,
    },
    /// Another name of a thing.
    Alias {
        /// The other name.
        alias: String,
        /// The thing's.
        name: String,
    },
}

/// What is wrong in the text of a lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconError {
    /// The line, from 1.
    pub line: usize,
    /// In words.
    pub why: String,
}

impl Lexicon {
    /// Reads the text of a lexicon, which people write by hand.
    ///
    /// # Errors
    /// When it is no TOML, or holds something else than words.
    pub fn read(text: &str) -> Result<Self, LexiconError> {
        let text = text.trim_start_matches('\u{feff}');
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = text.bytes().take(at).filter(|b| *b == b'\n').count() + 1;
            LexiconError { line, why: error.message().to_owned() }
        })
    }

    /// The text of a lexicon with one thing more, all else in it as it was: comments, order and spaces. None where it is written in a way
    /// that leaves no line for it.
    ///
    /// # Errors
    /// When the text cannot be read: nothing is added to what is not understood.
    pub fn learn(text: &str, lesson: &Lesson) -> Result<Option<String>, LexiconError> {
        let mut wanted = Self::read(text)?;
        let (table, known, name, value) = match lesson {
            Lesson::Kind { name, kind } => ("[entries]", &mut wanted.entries, name, kind),
            Lesson::Alias { alias, name } => ("[aliases]", &mut wanted.aliases, alias, name),
        };
        known.insert(name.clone(), value.clone());
        let quoted = |words: &str| toml::Value::from(words).to_string();
        let fresh = format!("{} = {}", quoted(name), quoted(value));
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let head = lines.iter().position(|l| l.split('#').next().is_some_and(|l| l.trim() == table)).unwrap_or_else(|| {
            if lines.last().is_some_and(|l| !l.trim().is_empty()) {
                lines.push(String::new());
            }
            lines.push(table.to_owned());
            lines.len() - 1
        });
        let inside = lines.iter().skip(head + 1).take_while(|l| !l.trim_start().starts_with('['));
        let (mut same, mut last) = (None, head);
        for (at, line) in (head + 1..).zip(inside) {
            if !line.trim().is_empty() {
                last = at;
            }
            if toml::from_str::<BTreeMap<String, String>>(line).is_ok_and(|entry| entry.contains_key(name)) {
                same = Some(at);
            }
        }
        match same {
            Some(at) => lines[at] = fresh,
            None => lines.insert(last + 1, fresh),
        }
        let text = lines.join("\n") + "\n";
        Ok((Self::read(&text).as_ref() == Ok(&wanted)).then_some(text))
    }

    /// Applies what the lexicon says to `analysis`. Entries that do not occur, or that say no known kind, change nothing.
    pub fn apply(&self, text: &str, analysis: &mut Analysis) {
        for (name, kind) in self.entries.iter().filter(|(name, _)| !name.trim().is_empty()) {
            let Some(at) = occurrences(text, name).next() else { continue };
            if kind == NOT_A_NAME {
                forget(text, analysis, name);
            } else if let Some(kind) = EntityKind::from_name(kind) {
                let known = analysis.entities.iter().position(|e| e.name == *name || e.mentions.iter().any(|m| m.span.of(text) == name));
                match known.and_then(|i| analysis.entities.get_mut(i)) {
                    Some(entity) if entity.kind == kind => {}
                    Some(entity) => {
                        (entity.kind, entity.confidence, entity.why) = (kind, 1.0, "kept in your lexicon".to_owned());
                    }
                    None => missed_entity(text, analysis, at, kind, true),
                }
            }
        }
        for (alias, name) in &self.aliases {
            let at = analysis.entities.iter().flat_map(|e| &e.mentions).find(|m| m.span.of(text) == alias).map(|m| m.span);
            if let Some(at) = at {
                merge(text, analysis, at, name);
            }
        }
    }
}

fn forget(text: &str, analysis: &mut Analysis, name: &str) {
    for entity in &mut analysis.entities {
        entity.mentions.retain(|m| m.span.of(text) != name);
    }
    tidy(analysis);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::{TEXT, example, shown, sound};
    use super::*;

    #[test]
    fn what_is_learned_leaves_the_rest_of_the_text_alone() {
        let kind = |name: &str, kind: &str| Lesson::Kind { name: name.into(), kind: kind.into() };
        let learn = |text: &str, lesson: Lesson| Lexicon::learn(text, &lesson).unwrap();
        assert_eq!(learn("", kind("Acme", "place")).unwrap(), "[entries]\n\"Acme\" = \"place\"\n");
        let text = "# mine\n[entries] # names\nAcme = \"place\" # a town\n\n[aliases]\n\"The Firm\" = \"Acme\"\n";
        assert_eq!(
            learn(text, kind("A \"B\"", NOT_A_NAME)).unwrap(),
            "# mine\n[entries] # names\nAcme = \"place\" # a town\n'A \"B\"' = \"not-a-name\"\n\n[aliases]\n\"The Firm\" = \"Acme\"\n"
        );
        assert_eq!(learn(text, kind("Acme", "person")).unwrap().lines().nth(2), Some("\"Acme\" = \"person\""));
        let alias = Lesson::Alias { alias: "Acme Ltd".into(), name: "Acme".into() };
        assert!(learn(text, alias).unwrap().ends_with("\"The Firm\" = \"Acme\"\n\"Acme Ltd\" = \"Acme\"\n"));
        assert_eq!(learn("entries = { Acme = \"place\" }\n", kind("Lee", "person")), None, "no line to add to");
        let error = Lexicon::learn("[entries]\nAcme = \n", &kind("Lee", "person")).unwrap_err();
        assert_eq!(error.line, 2);
    }

    #[test]
    fn a_lexicon_speaks_for_all_articles() {
        let text = "[entries]\nAcme = \"place\"\nleft = \"event\"\nNowhere = \"place\"\n[aliases]\nAcme = \"Ann Lee\"\n";
        let lexicon: Lexicon = toml::from_str(text).unwrap();
        let mut analysis = example();
        lexicon.apply(TEXT, &mut analysis);
        sound(&analysis);
        assert_eq!(shown(&analysis), "person Ann Lee×6, event left×1");
        let mut analysis = example();
        Lexicon { entries: [("Lee".into(), NOT_A_NAME.into())].into(), ..Lexicon::default() }.apply(TEXT, &mut analysis);
        assert_eq!(shown(&analysis), "person Ann Lee×1, organization Acme×3");
    }
}
