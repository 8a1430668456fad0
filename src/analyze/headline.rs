/*!
Headlines that name who says them: "Minister: Talks Go On" · "NBS: Food prices up". What stands before the colon says the rest. Does not look
at other blocks.
*/

use super::{Entity, EntityKind, Form, QuoteKind, attribution::Draft, sentence::Document};
use crate::{article::BlockKind, text::Span};

/// The most words before the colon.
const WORDS: usize = 6;

/// What speaks in headlines and transcripts without a name, where it ends what stands before the colon.
const SPEAKERS: &[&str] = &[
    "poll",
    "survey",
    "study",
    "report",
    "officials",
    "official",
    "police",
    "experts",
    "analysts",
    "sources",
    "government",
    "minister",
    "president",
    "pm",
    "mayor",
    "governor",
    "court",
    "bank",
    "ministry",
    "army",
    "ruling",
    "lawyer",
    "witness",
    "witnesses",
    "union",
    "opposition",
    "buyer",
    "reporter",
    "moderator",
    "host",
    "caller",
    "judge",
    "prosecutor",
    "defense",
    "defence",
    "chair",
    "chairman",
    "clerk",
    "senator",
    "editor",
    "a",
];

/// Adds what the headings say in somebody's name to `drafts`; what was found inside is part of it.
pub fn sayings(document: &Document, entities: &[Entity], drafts: &mut Vec<Draft>) {
    for (index, block) in document.blocks.iter().enumerate() {
        if !matches!(block.kind, BlockKind::Heading(_)) && index > 0 {
            continue;
        }
        let Some((source, words)) = saying(document.text, block.span, entities) else { continue };
        drafts.retain(|d| !d.content.iter().all(|c| block.span.covers(*c)));
        let quoted = words.of(document.text).starts_with(['“', '‘', '"', '\'', '«', '„']);
        drafts.push(Draft {
            content: vec![words.trim_all(document.text, |c| matches!(c, '“' | '”' | '‘' | '’' | '"' | '\''))],
            cue: None,
            source: Some(source),
            kind: if quoted { QuoteKind::Direct } else { QuoteKind::Indirect },
            margins: None,
            sure: None,
            why: format!("a headline, said by “{}”", source.of(document.text)),
        });
    }
}

/// What stands before the colon, and what after it, if it is somebody who can speak.
fn saying(text: &str, block: Span, entities: &[Entity]) -> Option<(Span, Span)> {
    let line = block.of(text);
    let (label, rest) = line.split_once(": ")?;
    let label_span = Span::new(block.start, block.start + label.len());
    let fits = label.split_whitespace().count() <= WORDS && rest.split_whitespace().count() > 1 && !rest.contains('\n');
    (fits && speaks(text, label_span, entities)).then(|| (label_span, Span::new(label_span.end + 1, block.end).trim(text)))
}

/// Whether what stands before a colon is somebody who can speak, rather than a topic or a note.
pub fn speaks(text: &str, label: Span, entities: &[Entity]) -> bool {
    let last = label.of(text).rsplit(char::is_whitespace).next().unwrap_or("").to_lowercase();
    let named = |e: &Entity| {
        matches!(e.kind, EntityKind::Person | EntityKind::Organization)
            && e.mentions.iter().any(|m| m.form == Form::Name && label.covers(m.span) && m.span.end == label.end)
    };
    SPEAKERS.contains(&last.as_str()) || entities.iter().any(named)
}

#[cfg(test)]
mod tests {
    use crate::{analyze::example, article::BlockKind};

    fn said(text: &str) -> Vec<(String, String)> {
        example::said(text, BlockKind::Heading(1))
    }

    #[test]
    fn who_stands_before_the_colon_says_the_headline() {
        assert_eq!(said("Poll: Voters tire of the talks"), [("Poll".to_owned(), "Voters tire of the talks".to_owned())]);
        assert_eq!(said("Angela Merkel: ‘We will manage it’"), [("Angela Merkel".to_owned(), "We will manage it".to_owned())]);
    }

    #[test]
    fn a_topic_says_nothing() {
        assert_eq!(said("Analysis: Why the talks failed"), []);
    }
}
