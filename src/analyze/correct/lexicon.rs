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

impl Lexicon {
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
