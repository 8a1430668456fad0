/*!
Interviews and transcripts: "Diouf: We waited." · "A: We waited." Paragraphs that begin with the name of who speaks and a colon are that
speaker's words, where the article has several of them. Does not know who is meant by "A".
*/

use std::collections::HashMap;

use super::{QuoteKind, attribution::Draft, sentence::Document};
use crate::{article::BlockKind, text::Span};

/// Fewer labelled paragraphs than this are no transcript.
const LEAST: usize = 4;

/// The label of whoever asks: no words of a source.
const ASKS: &str = "Q";

/// The label of whoever answers.
pub const ANSWERS: &str = "A";

/// The longest label, in words.
const WORDS: usize = 4;

/// Adds the labelled paragraphs of a transcript to `drafts`; what is said inside them is theirs.
pub fn speeches(document: &Document, drafts: &mut Vec<Draft>) {
    let labelled: Vec<(Span, Span)> = document
        .blocks
        .iter()
        .filter(|b| matches!(b.kind, BlockKind::Paragraph | BlockKind::ListItem))
        .filter_map(|b| label(document.text, b.span).map(|l| (l, b.span)))
        .collect();
    let of = |l: Span| l.of(document.text);
    let mut times: HashMap<&str, usize> = HashMap::new();
    for l in &labelled {
        *times.entry(of(l.0)).or_default() += 1;
    }
    // "Ida Berg:" once, then "Berg:".
    let again = |l: &str| times[l] > 1 || times.iter().any(|(o, n)| *n > 1 && l.strip_suffix(o).is_some_and(|rest| rest.ends_with(' ')));
    let repeated: Vec<(Span, Span)> = labelled.iter().filter(|l| again(of(l.0))).copied().collect();
    let speakers = times.values().filter(|n| **n > 1).count();
    let asked = || document.blocks.iter().filter(|b| b.span.of(document.text).trim_end().ends_with('?')).count() >= LEAST / 2;
    if repeated.len() < LEAST || speakers < 2 && !(speakers == 1 && asked()) {
        return;
    }
    let holder = |c: Span| repeated.get(repeated.partition_point(|r| r.1.end <= c.start)).filter(|r| r.1.covers(c));
    drafts.retain(|d| !d.content.iter().all(|c| holder(*c).is_some_and(|r| of(r.0) != ASKS)));
    for (label, block) in &repeated {
        let words = Span::new(label.end + 1, block.end).trim(document.text).trim_all(document.text, |c| matches!(c, '”' | '"' | '“'));
        if words.is_empty() || of(*label) == ASKS {
            continue;
        }
        drafts.push(Draft {
            content: vec![words],
            cue: None,
            source: Some(*label),
            kind: QuoteKind::Direct,
            margins: None,
            sure: None,
            why: format!("a transcript, where “{}:” speaks", of(*label)),
        });
    }
}

/// Whether a paragraph is a question of an interview.
pub fn asks(text: &str, block: Span) -> bool {
    label(text, block).is_some_and(|l| l.of(text) == ASKS)
}

/// The label that a paragraph begins with: a few words in capitals or with capitals, and a colon.
fn label(text: &str, block: Span) -> Option<Span> {
    let words = block.of(text).trim_start_matches(['“', '"', '‘']);
    let start = block.end - words.len();
    let (label, rest) = words.split_once(':')?;
    let fits = |w: &str| w.starts_with(char::is_uppercase) && w.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '’' | '\''));
    let count = label.split(' ').count();
    let named = count <= WORDS && label.split(' ').all(fits) && rest.starts_with(char::is_whitespace);
    named.then(|| Span::new(start, start + label.len()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::analyze::example::said_in_lines;

    #[test]
    fn an_interview_is_in_the_words_of_who_answers() {
        let found = said_in_lines("Q: Who came?\nA: Two men came. They said nothing.\nQ: And then?\nA: They left.");
        assert_eq!(found, [("A".into(), "Two men came. They said nothing.".into()), ("A".into(), "They left.".into())]);
    }

    #[test]
    fn unmarked_questions_are_answered_by_the_one_who_is_named() {
        let found =
            said_in_lines("Who came?\nIda Berg: Two men.\nAnd then?\nBerg: They left.\nWhen?\nBerg: At noon.\nSurely not.\nBerg: At noon.");
        assert_eq!(found.iter().map(|f| f.1.as_str()).collect::<Vec<_>>(), ["Two men.", "They left.", "At noon.", "At noon."]);
    }

    #[test]
    fn one_colon_makes_no_transcript() {
        assert_eq!(said_in_lines("Note: The shop is closed.\nThe road is open.\nUpdate: It has opened.\nNote: Bring water."), []);
    }
}
