/*!
Where what is said begins and ends: it does not stop inside a phrase or a clause, and what the writer adds is no part of it.
*/

use std::ops::Range;

use crate::analyze::{
    pos::Pos,
    report::Report,
    scene::{FINDING, Scene, Side},
    sentence::Sentence,
    token::{Kind, Token},
};

/// "X continues to stress that …": what is said is what X stresses.
pub fn goes_on(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let Some(first) = report.content.first_mut() else { return };
    let goes = report.cue.clone().any(|i| {
        let word = document.word(i).to_lowercase();
        word.starts_with("continue") || matches!(word.as_str(), "went" | "goes" | "go" | "began" | "begins")
    });
    // The "to" may be of the cue or of the content.
    let to = document.word(first.start) == "to" || document.word(report.cue.end.saturating_sub(1)) == "to";
    let verb = first.start + usize::from(document.word(first.start) == "to");
    let speaks = to && first.len() > 3 && scene.class(verb) != 0 && document.word(verb + 1) == "that";
    if goes && speaks {
        report.cue.end = verb + 1;
        first.start = verb + 2;
    }
}

/// What is said after the cue goes on to the end of a phrase that the tagger broke off.
pub fn whole_phrase(scene: &Scene, report: &mut Report, others: &[Range<usize>]) {
    let document = scene.document;
    let Some(last) = report.content.last_mut().filter(|c| c.start >= report.cue.end) else { return };
    let Some(sentence) = document.sentence_around(last.end - 1) else { return };
    let end = sentence.range().end;
    let stops = |i: usize| {
        document.tokens[i].kind == Kind::Stop || scene.closes(i) || matches!(document.word(i), "," | ";" | ":" | "—" | "–" | ")" | "(")
    };
    if last.end >= end || scene.side[last.end - 1] != Side::Outside || others.iter().any(|o| o.start == last.end) {
        return;
    }
    let (ends, next) = (scene.words[last.end - 1].pos, scene.words[last.end].pos);
    let broken = matches!(ends, Pos::Determiner | Pos::Possessive | Pos::In | Pos::To | Pos::Modal | Pos::And | Pos::Genitive)
        || matches!(ends, Pos::Adjective | Pos::Number | Pos::Noun | Pos::Proper)
            && matches!(next, Pos::Noun | Pos::Genitive)
            && !stops(last.end)
        || next.is_finite() && !stops(last.end) && report.source.as_ref().is_none_or(|s| s.start != last.end);
    if broken {
        let limit = others.first().map_or(end, |o| o.start.max(last.end)).min(end);
        last.end = (last.end..limit).find(|i| stops(*i)).unwrap_or(limit);
    }
}

/// "X attacked the plan, encouraging …": where a thing is all that is reported, a clause after its comma is the writer's.
pub fn bare_object(scene: &Scene, report: &mut Report) {
    let cue = report.cue.end;
    let [content] = report.content.as_mut_slice() else { return };
    if content.start < cue || content.start > cue + 1 || scene.document.word(content.start - 1) == "that" {
        return;
    }
    let outside = |i: usize| scene.side[i] == Side::Outside;
    let clause = |i: usize| {
        let word = scene.document.word(i);
        matches!(scene.words[i].pos, Pos::Gerund | Pos::Wh)
            || matches!(word, "but" | "although" | "though" | "while" | "after" | "as" | "because")
    };
    for i in content.start + 1..content.end.saturating_sub(1) {
        if scene.words[i].pos.is_finite() && scene.words[content.start].pos != Pos::To {
            return;
        }
        if scene.document.word(i) == "," && outside(i) && clause(i + 1) {
            content.end = i;
            return;
        }
    }
}

/// "asked why the council, which owns the dam, had waited", "found that A, and that B": a clause that has begun goes on to its verb, and to the
/// clauses that "that" joins to it.
pub fn whole_clause(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let Some(last) = report.content.last_mut().filter(|c| c.start >= report.cue.end) else { return };
    let Some(end) = document.sentence_around(last.end - 1).map(|s| s.range().end.min(last.end + FAR)) else { return };
    let word = |i: usize| document.word(i);
    if scene.side[last.end - 1] != Side::Outside && scene.side.get(last.end).is_some_and(|s| *s != Side::Outside) {
        return;
    }
    let stop = (last.end..end).find(|i| matches!(document.tokens[*i].kind, Kind::Stop) || word(*i) == ";").unwrap_or(end);
    let that = word(last.start.saturating_sub(1)) == "that";
    let clause = that || matches!(word(last.start), "why" | "whether" | "how");
    let begun = clause && !last.clone().any(|i| scene.words[i].pos.is_finite()) && (last.end..stop).any(|i| scene.words[i].pos.is_finite());
    let next = last.end + usize::from(word(last.end) == ",");
    let joined = next + usize::from(matches!(word(next), "and" | "but" | "or"));
    let goes_on = that && joined > last.end && joined < stop && word(joined) == "that";
    // "called on the government to “act” and consider sanctions".
    let to = last.clone().any(|i| scene.words[i].pos == Pos::To);
    let acts = to && joined > next && joined < stop && scene.words[joined].pos == Pos::Base;
    // "during a “Meet-the-Mayor” forum in May".
    let quoted = scene.closes(last.end - 1) && scene.side[last.end.saturating_sub(2)] == Side::Short;
    let named = quoted && last.end < stop && matches!(scene.words[last.end].pos, Pos::Noun);
    if begun && last.len() > 1 && word(last.end) == "," || goes_on {
        last.end = stop;
    } else if acts || named {
        last.end = (joined.max(last.end + 1)..stop).find(|i| word(*i) == ",").unwrap_or(stop);
    } else if let Some(aside) = aside(scene, last) {
        last.end = aside;
    }
}

/// "likened it to “burning the law” - a charge that hurt": what a dash puts behind a quotation is the writer's.
fn aside(scene: &Scene, content: &Range<usize>) -> Option<usize> {
    let (document, tokens) = (scene.document, &scene.document.tokens);
    let close = content.clone().find(|i| scene.closes(*i) && scene.side[i.saturating_sub(1)] != Side::Outside)?;
    let dash = close + 1;
    let is_dash = matches!(document.word(dash), "-" | "–" | "—" | "--") && tokens[dash].is(Token::SPACED);
    let behind = is_dash && dash + 1 < content.end && matches!(document.word(dash + 1), "a" | "an" | "the" | "which" | "one" | "words");
    (behind && content.clone().skip_while(|i| *i <= dash).all(|i| scene.side[i] == Side::Outside)).then_some(dash)
}

/// "Clause, said X, a baker": what stands after the one who says it is about him.
pub fn inverted(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let Some(sentence) = document.sentence_around(report.cue.start) else { return };
    let range = sentence.range();
    let Some(source) = report.source.clone() else { return };
    let open = document.word(report.cue.start).eq_ignore_ascii_case("according");
    let after_cue = source.start >= report.cue.end && source.start <= report.cue.end + 1;
    if !after_cue
        || report.cue.start < range.start + 4
        || document.word(report.cue.start - 1) != ","
        || !(open || scene.speaks(report.cue.start))
    {
        return;
    }
    let late = |c: &Range<usize>| {
        c.start >= source.end
            && c.start <= source.end + 1
            && document.word(source.end) == ","
            && c.clone().all(|i| scene.side[i] == Side::Outside)
            && matches!(scene.words[c.start].pos, Pos::Determiner | Pos::Noun | Pos::Wh | Pos::Adjective | Pos::Proper)
            && !c
                .clone()
                .take_while(|i| scene.words[*i].pos != Pos::Wh && document.word(*i) != "that")
                .any(|i| scene.words[i].pos.is_finite())
    };
    if report.content.iter().any(late) {
        report.content.retain(|c| !late(c));
        if report.content.is_empty() {
            report.content.push(range.start..report.cue.start - 1);
        }
    }
}

/// "Clause, said X.": where the tagger took the clause's subject for the speaker and X for what is said, it is the other way round.
pub fn swapped(scene: &Scene, report: &mut Report) {
    let (document, cue) = (scene.document, report.cue.clone());
    let Some(range) = document.sentence_around(cue.start).map(Sentence::range) else { return };
    let (Some(source), [content]) = (&report.source, report.content.as_slice()) else { return };
    let Some(comma) = cue.start.checked_sub(1).filter(|i| document.word(*i) == ",") else { return };
    let finite = |i: &usize| scene.words[*i].pos.is_finite();
    let breaks = |i: usize| document.word(i) == "," || scene.words[i].pos == Pos::Wh;
    let plain = source.start <= range.start + 1 && source.end <= cue.start && content.start == cue.end && content.end + 1 >= range.end;
    let verb = (range.start..comma).find(finite).filter(|verb| !(range.start..*verb).any(breaks));
    let names = content.clone().take_while(|i| !breaks(*i)).all(|i| !finite(&i) && document.word(i) != "that")
        && matches!(scene.words[content.start].pos, Pos::Determiner | Pos::Number | Pos::Proper | Pos::Noun | Pos::Adjective);
    let past = scene.words[cue.start].pos;
    let says = (past.is_finite() || past == Pos::Participle) && (scene.speaks(cue.start) || scene.class(cue.start) == FINDING);
    if plain && verb.is_some() && names && says {
        report.source = Some(content.clone());
        report.content = std::iter::once(range.start..comma).collect();
    }
}

/// No clause goes on further than this many tokens.
const FAR: usize = 200;

/// "It would make him a martyr, X said, “and a hero elsewhere.”": a quotation that begins within a sentence goes on from the clause before.
pub fn parenthesis(scene: &Scene, report: &mut Report) {
    let (document, cue) = (scene.document, report.cue.clone());
    let Some(start) = document.sentence_around(cue.start).map(|s| s.range().start) else { return };
    let (Some(source), [content]) = (&report.source, report.content.as_slice()) else { return };
    let quoted = content.clone().find(|i| scene.side[*i] != Side::Outside);
    let goes_on = quoted.is_some_and(|i| i <= content.start + 1 && document.word(i).starts_with(char::is_lowercase));
    let close = source.end <= cue.start && cue.start - source.end < 2 && content.start > cue.end && content.start < cue.end + 3;
    let commas = source.start > start + 3 && document.word(source.start - 1) == "," && document.word(cue.end) == ",";
    let before = start.max(source.start.saturating_sub(FAR))..source.start.saturating_sub(1);
    let clause = before.clone().any(|i| scene.words[i].pos.is_finite()) && before.clone().all(|i| scene.side[i] == Side::Outside);
    if goes_on && close && commas && clause && scene.words[cue.start].pos.is_finite() {
        report.content.insert(0, before);
    }
}

/// "X added:" and a paragraph without quotation marks: all of the paragraph is what he added.
pub fn whole_block(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let Some(last) = report.content.last_mut() else { return };
    let sentence = |at: usize| document.sentence_around(at);
    let (Some(own), Some(theirs)) = (sentence(report.cue.start), sentence(last.start)) else { return };
    let follows = theirs.block > own.block && theirs.range().start == last.start && document.word(own.range().end - 1) == ":";
    if follows && scene.side[last.start] == Side::Outside {
        let after = document.sentences.partition_point(|s| s.block <= theirs.block);
        last.end = document.sentences[after - 1].range().end;
    }
}

/// "It rained. X said: “…”": what stands in another sentence before, outside of quotation marks, is the writer's.
pub fn after_colon(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let Some(sentence) = document.sentence_around(report.cue.start) else { return };
    let start = sentence.range().start;
    let colon = document.word(report.cue.end) == ":" && report.content.iter().any(|c| c.start > report.cue.end);
    if colon {
        report.content.retain(|c| c.end > start || c.clone().any(|i| scene.side[i] != Side::Outside));
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        analyze::example::{said, said_in_lines},
        article::BlockKind,
    };

    #[test]
    fn after_a_colon_the_whole_paragraph_is_said() {
        let found =
            said_in_lines("The mayor added:\nThe bridge is old. It was never painted. Nobody asked why.\nThe town has two bridges.");
        assert_eq!(found, [("The mayor".into(), "The bridge is old. It was never painted. Nobody asked why.".into())]);
    }

    #[test]
    fn before_a_colon_only_what_is_quoted_is_said() {
        let found =
            said("The new bridge will probably be closed again. Lund said: “I feel like it has a surprise left.”", BlockKind::Paragraph);
        assert_eq!(found, [("Lund".into(), "I feel like it has a surprise left.".into())]);
    }

    #[test]
    fn what_stands_behind_the_name_after_its_verb_is_about_the_speaker() {
        let found =
            said("The lake has lost a third of its water since May, said Ada Lund, a teacher at the village school.", BlockKind::Paragraph);
        assert_eq!(found, [("Ada Lund".into(), "The lake has lost a third of its water since May".into())]);
    }

    #[test]
    fn what_goes_on_to_be_stressed_is_said() {
        let found = said("Norway continues to stress that common action is necessary.", BlockKind::Paragraph);
        assert_eq!(found, [("Norway".into(), "common action is necessary".into())]);
    }

    #[test]
    fn of_a_clause_and_those_behind_its_verb_the_latter_speak() {
        let text = "The World Bank is weighing a new loan for the bridge, said two bank officials who were not allowed to speak.";
        let found = said(text, BlockKind::Paragraph);
        assert!(found.iter().any(|q| q.0.starts_with("two bank officials") && q.1.starts_with("The World Bank")), "{found:?}");
    }

    #[test]
    fn a_quotation_within_a_sentence_goes_on_from_the_clause_before() {
        let found = said("A new bridge would be a gift to Oslo, Ada Lund said, “and a burden to everybody else.”", BlockKind::Paragraph);
        assert_eq!(found, [("Ada Lund".into(), "A new bridge would be a gift to Oslo … and a burden to everybody else.".into())]);
    }

    #[test]
    fn a_clause_goes_on_to_its_verb_and_to_what_is_joined_to_it() {
        let found = said("Ada Lund asked why Interpol, which owns the dam, had not been invited.", BlockKind::Paragraph);
        assert!(found.iter().any(|q| q.1 == "why Interpol, which owns the dam, had not been invited"), "{found:?}");
    }
}
