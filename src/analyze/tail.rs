/*!
"…, traders said.": what stands before the last comma of a sentence is said by whom the rest names, whatever the taggers make of it. Does not
judge other cues.
*/

use std::ops::Range;

use super::{
    beside::{is_auxiliary, phrase_end},
    pos::Pos,
    report::Report,
    scene::{Scene, Side},
    token::Kind,
};
use crate::article::BlockKind;

/// The most words after the last comma.
const LONGEST: usize = 18;

/// The most words after the verb: "… said in a statement", "… told reporters on Friday".
const AFTER: usize = 5;

/// Margins of what this rule finds.
const SURE: [f32; 2] = [2.0, 2.0];

/// Who is said to say what stands before them.
struct Tail {
    said: Range<usize>,
    source: Range<usize>,
    verb: usize,
}

/// Adds to `reports` what the ends of sentences report and was missed, and cuts off ends that were taken for more of what is said. Keeps the
/// order of cues.
pub fn complete(scene: &Scene, reports: &mut Vec<Report>) {
    let document = scene.document;
    let mut added = Vec::new();
    for sentence in &document.sentences {
        let Some(block) = document.block_of(sentence).filter(|b| b.kind.is_own_words()) else { continue };
        let Some(found) = tail(scene, sentence.range(), matches!(block.kind, BlockKind::Heading(_))) else { continue };
        let (said, verb) = (found.said.clone(), found.verb);
        for report in reports.iter_mut().filter(|r| said.contains(&r.cue.start)) {
            for content in report.content.iter_mut().filter(|c| c.start < said.end && c.end > said.end && c.end > verb) {
                content.end = said.end;
            }
        }
        let words = said.len();
        match reports.iter_mut().find(|r| r.cue.contains(&verb)) {
            Some(report) => {
                let held: usize = report.content.iter().map(|c| c.end.min(said.end).saturating_sub(c.start.max(said.start))).sum();
                if held * 2 < words {
                    report.content = vec![said];
                    report.source = Some(found.source);
                }
                report.margins = report.margins.map(|m| m.max(SURE[0]));
            }
            None => added.push(Report { cue: verb..verb + 1, content: vec![said], source: Some(found.source), margins: SURE }),
        }
    }
    reports.extend(added);
    reports.sort_by_key(|r| r.cue.start);
}

/// The tail of a sentence, if it reports: a noun phrase, a verb of the list, and at most a few words more.
fn tail(scene: &Scene, sentence: Range<usize>, heading: bool) -> Option<Tail> {
    let document = scene.document;
    let end = sentence.clone().rev().find(|i| document.tokens[*i].kind != Kind::Stop)? + 1;
    let comma = (sentence.start..end).rev().take(LONGEST).find(|i| document.word(*i) == ",")?;
    let outside = |range: Range<usize>| scene.side.get(range).is_some_and(|s| s.iter().all(|s| *s == Side::Outside));
    if !outside(comma..end) || matches!(scene.words[sentence.start].pos, Pos::In | Pos::Wh | Pos::And | Pos::Gerund | Pos::To) {
        return None;
    }
    let mut source = comma + 1..phrase_end(scene, comma + 1, end);
    // A verb that the tagger takes for a noun: "spokeswoman Linh affirmed".
    let last = end - 1;
    let mistaken = source.end == end && source.len() > 1 && scene.reports(last) && document.word(last).ends_with("ed");
    if mistaken {
        source.end = last;
    }
    let verb = (source.end..end).find(|i| scene.words[*i].pos != Pos::Adverb && !is_auxiliary(document.word(*i)))?;
    let finite = |i: usize| matches!(scene.words[i].pos, Pos::Past | Pos::Present | Pos::Participle);
    let reports = scene.reports(verb) && (finite(verb) || heading || mistaken);
    let rest = verb + 1..end;
    let opens = rest.clone().next().is_some_and(|i| matches!(scene.words[i].pos, Pos::To | Pos::Wh | Pos::Adjective | Pos::Determiner));
    let long = rest.len() > AFTER || rest.clone().any(|i| scene.words[i].pos.is_finite() || document.word(i) == "that");
    let clause = (sentence.start + 1..comma).any(|i| scene.words[i].pos.is_finite());
    let named = source.clone().any(|i| matches!(scene.words[i].pos, Pos::Noun | Pos::Proper | Pos::Pronoun))
        || source.len() == 1 && matches!(document.word(source.start), "most" | "some" | "many" | "others" | "few" | "several" | "both");
    (reports && named && clause && !opens && !long).then_some(Tail { said: sentence.start..comma, source, verb })
}

#[cfg(test)]
mod tests {
    use crate::{analyze::example, article::BlockKind};

    fn said(text: &str) -> Vec<(String, String)> {
        example::said(text, BlockKind::Paragraph)
    }

    #[test]
    fn the_end_of_a_sentence_says_who_says_it() {
        let islands = "The country has full evidence of its sovereignty over the islands, spokeswoman Linh affirmed.";
        let (who, what) = said(islands).pop().unwrap_or_default();
        assert!(who.ends_with("Linh") && what == "The country has full evidence of its sovereignty over the islands", "{who}: {what}");
    }

    #[test]
    fn most_may_agree() {
        assert_eq!(said("Lunch was turkey. It was dry, most agreed."), [("most".into(), "It was dry".into())]);
    }

    #[test]
    fn what_is_said_inside_ends_where_the_tail_begins() {
        let all = said("The device showed he had never left the harbour, the border guards confirmed.");
        assert!(all.iter().all(|q| !q.1.contains("confirmed")), "{all:?}");
    }

    #[test]
    fn a_time_before_a_verb_is_nothing_that_is_said() {
        assert!(said("When the talks had ended, the minister spoke.").is_empty());
    }
}
