/*!
"According to X", "in the view of X", "in X's view" and "as X put it" name a source wherever they stand, whatever the taggers make of it: what
follows the comma is said by X, or else what stands before. Does not judge other cues.
*/

use std::ops::Range;

use super::{
    pos::Pos,
    report::Report,
    scene::{Scene, Side},
    token::Kind,
    value::calendar::weekday,
};

/// The most words that a source has.
const LONGEST: usize = 24;

/// What has more words than this is no sentence.
const ENDLESS: usize = 400;

/// Margins of what this rule finds.
const SURE: [f32; 2] = [2.0, 2.0];

/// Adds to `reports` what is said according to somebody and was missed. Keeps the order of cues.
pub fn complete(scene: &Scene, reports: &mut Vec<Report>) {
    let document = scene.document;
    let mut added = Vec::new();
    for (sentence, block) in document.sentences.iter().filter_map(|s| Some((s.range(), document.block_of(s)?))) {
        if !block.kind.is_own_words() || sentence.len() > ENDLESS {
            continue;
        }
        for at in sentence.clone().take(sentence.len().saturating_sub(2)).filter(|at| scene.side[*at] == Side::Outside) {
            let taken = |p: &Phrase| reports.iter().any(|r| r.cue.contains(&p.cue.start) || r.cue.contains(&at));
            if let Some(found) = phrase(scene, &sentence, at).filter(|p| !taken(p)) {
                added.extend(report(scene, &sentence, at, found));
            }
            if let Some(found) = put(scene, &sentence, at) {
                reports.retain(|r| !r.cue.contains(&found.cue.start));
                added.retain(|r: &Report| r.cue != found.cue);
                added.push(found);
            }
        }
    }
    reports.extend(added);
    reports.sort_by_key(|r| r.cue.start);
}

/// Where the words of the sentence from `from` on end, its stop left out.
fn stop(scene: &Scene, sentence: &Range<usize>, from: usize) -> usize {
    (from..sentence.end).rev().find(|i| scene.document.tokens[*i].kind != Kind::Stop).map_or(from, |i| i + 1)
}

/// Whether a phrase ends before the token at `at`: with its sentence, a comma or a quotation.
fn is_end(scene: &Scene, sentence: &Range<usize>, at: usize) -> bool {
    let document = scene.document;
    at >= sentence.end || document.word(at) == "," || document.tokens[at].kind == Kind::Stop || scene.closes(at)
}

/// "As X put it in May, Y" and "Y, as X put it".
fn put(scene: &Scene, sentence: &Range<usize>, at: usize) -> Option<Report> {
    let document = scene.document;
    let comma = |i: &usize| document.word(*i) == ",";
    if !document.word(at).eq_ignore_ascii_case("as") {
        return None;
    }
    let verb = (at + 2..sentence.end).take(LONGEST).take_while(|i| !comma(i)).find(|i| matches!(document.word(*i), "put" | "puts"))?;
    let source = at + 1..verb;
    let cue = verb..verb + 2;
    // "as she put it back", "as soon as he put it down", "as bad as he put it" say nothing.
    let says = is_end(scene, sentence, cue.end) || matches!(document.word(cue.end), "in" | "on");
    let apart = at == sentence.start || document.word(at - 1) == "," || scene.closes(at - 1);
    let no_name = |i: usize| scene.words[i].pos.is_finite() || document.word(i) == "as";
    if verb + 1 >= sentence.end || document.word(verb + 1) != "it" || !says || !apart || source.clone().any(no_name) {
        return None;
    }
    let stop = stop(scene, sentence, cue.end);
    let mut content = Vec::new();
    if at == sentence.start {
        content.push((cue.end..stop).find(comma)? + 1..stop);
    } else {
        // The clause before, from its own comma on.
        let end = (sentence.start..at).rev().find(|i| scene.words[*i].pos != Pos::Mark)? + 1;
        let clause = |from: &usize| (*from..end).any(|i| scene.words[i].pos.is_finite());
        let begin = (sentence.start..end).rev().filter(|i| comma(i) && scene.side[*i] == Side::Outside).map(|i| i + 1).find(clause);
        content.push(begin.unwrap_or(sentence.start)..end);
        // "The dam is, as X put it, “a grave”": both sides of it.
        content.extend((document.word(cue.end) == "," && cue.end + 1 < stop).then(|| cue.end + 1..stop));
    }
    content.retain(|c| !c.is_empty());
    (!content.is_empty()).then_some(Report { cue, content, source: Some(source), margins: SURE })
}

/// Words that name a source; all of them end before the token `end`.
struct Phrase {
    cue: Range<usize>,
    source: Range<usize>,
    end: usize,
}

/// What X has of things: "in X's view".
const VIEWS: &[&str] = &["view", "opinion", "words", "reckoning", "telling", "estimation", "judgment", "judgement", "phrase"];

/// "according to X", "in the view of X", "in X's own view", where one begins at `at`.
fn phrase(scene: &Scene, sentence: &Range<usize>, at: usize) -> Option<Phrase> {
    let document = scene.document;
    let is = |i: usize, word: &str| document.word(i).eq_ignore_ascii_case(word);
    let view = |i: usize| VIEWS.contains(&document.word(i));
    let ends = |i: &usize| {
        let pos = scene.words[*i].pos;
        matches!(document.word(*i), "," | "—" | "–" | ";" | ":")
            || document.tokens[*i].kind == Kind::Stop
            || pos.is_finite()
            || pos == Pos::Wh
    };
    let before = |cue: Range<usize>| {
        let from = cue.end;
        let end = (from..sentence.end).take(LONGEST).find(ends).unwrap_or_else(|| sentence.end.min(from + LONGEST));
        Phrase { cue, source: from..end, end }
    };
    if is(at, "according") && is(at + 1, "to") {
        return Some(before(at..at + 2));
    }
    if !is(at, "in") || at > sentence.start && document.word(at - 1) != "," {
        return None;
    }
    if is(at + 1, "the") && view(at + 2) && is(at + 3, "of") {
        return Some(before(at..at + 4));
    }
    let noun = (at + 2..sentence.end).take(LONGEST / 3).take_while(|i| !ends(i)).find(|i| view(*i))?;
    let owner = noun - usize::from(is(noun - 1, "own"));
    // "in his opinion piece", "in her view of the town", "in Friday's judgment" say nothing.
    let next = noun + 1;
    let clause = at == sentence.start && scene.words.get(next).is_some_and(|w| w.pos == Pos::Determiner);
    let time =
        |i: usize| weekday(document.word(i)).is_some() || matches!(document.word(i), "week" | "month" | "year" | "today" | "yesterday");
    if !is_end(scene, sentence, next) && !clause || (at + 1..owner).any(time) {
        return None;
    }
    let source = match scene.words[owner - 1].pos {
        Pos::Possessive if owner - 1 == at + 1 => owner - 1..owner,
        Pos::Genitive => at + 1..owner - 1,
        _ => return None,
    };
    Some(Phrase { cue: noun..noun + 1, source, end: noun + 1 })
}

fn report(scene: &Scene, sentence: &Range<usize>, at: usize, Phrase { cue, source, end }: Phrase) -> Option<Report> {
    let document = scene.document;
    let stop = stop(scene, sentence, end);
    // "Where, according to X, …", "According to X, …": the clause that follows. "…, according to X": the one before.
    let opening = (sentence.start..at).rev().find(|i| document.word(*i) != ",");
    let clause_follows = document.word(end) == ","
        && end + 1 < stop
        && opening.is_none_or(|i| {
            scene.words[i].pos == Pos::Wh
                || matches!(
                    document.word(i).to_lowercase().as_str(),
                    "where"
                        | "when"
                        | "that"
                        | "and"
                        | "but"
                        | "while"
                        | "because"
                        | "which"
                        | "who"
                        | "although"
                        | "though"
                        | "if"
                        | "since"
                )
        });
    let content = match opening {
        _ if clause_follows => end + 1..stop,
        Some(last) => sentence.start..last + 1,
        // "In his view X" needs no comma.
        None if source.end <= cue.start => end..stop,
        None => return None,
    };
    (!source.is_empty() && !content.is_empty()).then(|| Report { cue, content: vec![content], source: Some(source), margins: SURE })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::{analyze::example::analyzed, article::BlockKind};

    #[test]
    fn whoever_it_is_according_to_says_the_clause_beside() {
        for (text, speaker, words) in [
            (
                "The ministry said the wells were dry, where, according to Red Crescent surveys, families leave every week.",
                "Red Crescent surveys",
                "families leave every week",
            ),
            ("Nine boats sank in March, according to the coast guard.", "the coast guard", "Nine boats sank in March"),
            (
                "The boy was 14 when, according to the indictment, he rode to the harbour and sank a boat.",
                "the indictment",
                "he rode to the harbour and sank a boat",
            ),
            (
                "The song was the better half of every record, in the view of Ada Lund.",
                "Ada Lund",
                "The song was the better half of every record",
            ),
            (
                "The council struck out the words, which, in the mayor's view, had decided the matter.",
                "the mayor",
                "had decided the matter",
            ),
            (
                "It rained. As Ada Lund put it in May, the harbour is a “grave with a view.”",
                "Ada Lund",
                "the harbour is a “grave with a view.”",
            ),
            (
                "It rained, and the harbour is a “grave with a view,” as a coast guard memo put it.",
                "a coast guard memo",
                "and the harbour is a “grave with a view,”",
            ),
        ] {
            let found = analyzed(text, BlockKind::Paragraph);
            let is_cue = |cue: &str| cue.starts_with("according") || cue == "put it" || cue.ends_with("view") || cue.ends_with("view of");
            let said = found.quotes.iter().find(|q| q.cue.is_some_and(|c| is_cue(c.of(text)))).unwrap();
            assert_eq!(said.content.iter().map(|c| c.of(text)).collect::<Vec<_>>(), [words]);
            assert!(speaker.contains(said.speaker.as_ref().unwrap().mention.unwrap().of(text)), "{said:?}");
        }
    }

    #[test]
    fn plain_words_name_no_source() {
        for text in [
            "The bridge was closed as the council put it to a vote.",
            "As soon as Ada Lund put it down, the phone rang.",
            "In this week's opinion poll, the party led by two points.",
            "Ada Lund disappeared in the view of hundreds of guests.",
        ] {
            let found = analyzed(text, BlockKind::Paragraph);
            assert!(found.quotes.is_empty(), "{text}: {:?}", found.quotes);
        }
    }
}
