/*!
Who is said to say what a report reports: a name is whole and begins after the dateline, words that name nobody do not speak, and a clause about the
speaker or an owner tells who does. Does not mind what is said.
*/

use std::ops::Range;

use crate::analyze::{
    beside::{is_auxiliary, phrase_end},
    pos::Pos,
    report::Report,
    scene::{Scene, Side},
    token::{Kind, Token},
    value::calendar::weekday,
};

/// "[X called it wrong] and said": of what the tagger took for a speaker only the subject is one.
pub fn joined(scene: &Scene, report: &mut Report) {
    let cue = report.cue.start;
    let Some(source) = report.source.as_mut().filter(|s| s.end <= cue && s.len() > 2) else { return };
    if !matches!(scene.document.word(cue - 1), "and" | "but" | "then") || source.clone().any(|i| scene.words[i].pos == Pos::Wh) {
        return;
    }
    let verb = |finite: bool| {
        let fits = move |i: &usize| if finite { scene.words[*i].pos.is_finite() } else { scene.words[*i].pos == Pos::Participle };
        (source.start + 1..source.end).find(fits)
    };
    if let Some(end) = verb(true).or_else(|| verb(false)) {
        source.end = end;
    }
}

/// "X rejected [Y's claim that]": what the tagger took for a speaker holds a verb of its own; the owner of the claim stands after that verb.
pub fn owns(scene: &Scene, report: &mut Report) -> bool {
    let Some(source) = report.source.as_mut().filter(|s| s.end <= report.cue.start) else { return false };
    let breaks = |i: &usize| scene.words[*i].pos == Pos::Wh || matches!(scene.document.word(*i), "," | "—" | "–" | "(");
    if source.clone().any(|i| breaks(&i)) {
        return false;
    }
    let verb = |i: &usize| scene.words[*i].pos.is_verb() && scene.words[*i].pos != Pos::Gerund;
    let finite = source.clone().skip(1).find(|i| scene.words[*i].pos.is_finite());
    let Some(last) = finite.and_then(|from| (from..source.end).take_while(verb).last()).filter(|last| last + 1 < source.end) else {
        return false;
    };
    source.start = last + 1;
    true
}

/// "who nonetheless wants": an adverb, a verb or a preposition says nothing, but the one whom it stands behind may. Nor do words torn out of a quotation.
pub fn nominal(scene: &Scene, report: &Report) -> Option<Range<usize>> {
    let source = report.source.clone()?;
    let adverb = |i: usize| {
        scene.is_manner(i) || scene.words[i].pos.is_finite() || matches!(scene.words[i].pos, Pos::In | Pos::To | Pos::And | Pos::Modal)
    };
    let torn = source.start > 0 && scene.is_quoted(source.start - 1) && scene.is_quoted(source.start) && !scene.is_quoted(report.cue.start);
    if source.is_empty() || !torn && !source.clone().all(adverb) {
        return Some(source);
    }
    let before = source.start.checked_sub(1)?;
    (!torn && scene.words[before].pos == Pos::Wh).then_some(before..source.start)
}

/// A subject that hangs on a preposition is only a part of one: "Bernard Teo of [Straits Metals] thinks".
pub fn hung(scene: &Scene, source: Range<usize>, cue: usize) -> Range<usize> {
    let document = scene.document;
    let Some(sentence) = document.sentence_around(source.start) else { return source };
    let start = sentence.range().start;
    let mut from = source.start;
    while source.end <= cue
        && from > start + 1
        && matches!(document.word(from - 1), "of" | "at" | "for" | "from" | "with")
        && scene.words[from - 2].pos.is_nominal()
    {
        from = (start..from - 1).rev().take_while(|i| scene.words[*i].pos.is_nominal()).last().unwrap_or(from - 2);
    }
    from..source.end
}

/// The source without a dateline and trailing adverbs, from the first word of its noun phrase; the cue is no part of it.
pub fn whole(scene: &Scene, source: Range<usize>, cue: &Range<usize>) -> Range<usize> {
    let document = scene.document;
    let Range { mut start, mut end } = source;
    let sentence = document.sentence_around(start).map_or(0, |s| s.range().start);
    while start > sentence && start != cue.end {
        let before = scene.words[start - 1];
        let joined = !document.tokens[start].is(Token::SPACED);
        let phrase = matches!(before.pos, Pos::Noun | Pos::Proper | Pos::Adjective | Pos::Determiner | Pos::Possessive | Pos::Genitive);
        let hyphen = document.word(start - 1) == "-" && joined;
        let own = scene.words[start].pos;
        let begins = matches!(own, Pos::Determiner | Pos::Pronoun | Pos::Possessive | Pos::Wh);
        if !(hyphen || (joined && phrase) || phrase && !begins && document.tokens[start].is(Token::SPACED)) {
            break;
        }
        start -= 1;
    }
    let dash = |i: usize| match document.word(i) {
        "—" | "–" | "--" => true,
        "-" => document.tokens[i].is(Token::SPACED) && document.tokens.get(i + 1).is_some_and(|t| t.is(Token::SPACED)),
        _ => false,
    };
    if let Some(dash) = (start..end).take(12).find(|i| *i > start && dash(*i))
        && dash + 1 < end
        && start == sentence
    {
        start = dash + 1;
    }
    let manner = |i: usize| {
        let word = document.word(i);
        scene.words[i].pos == Pos::Adverb || word.len() > 5 && word.ends_with("ly") && scene.words[i - 1].pos == Pos::Proper
    };
    loop {
        let cut = (end > start + 1 && manner(end - 1)).then(|| end - 1).or_else(|| before_time(scene, start..end));
        let Some(cut) = cut else { break };
        end = cut;
    }
    start..end
}

/// Where a source ends that goes on into when it was said: "Pakistan on Friday", "the council last week". What happened then stays: "a report
/// released on Friday".
fn before_time(scene: &Scene, source: Range<usize>) -> Option<usize> {
    if source.len() < 2 {
        return None;
    }
    let word = |i: usize| scene.document.word(i).to_lowercase();
    let last = word(source.end - 1);
    let mut end = match last.as_str() {
        "yesterday" | "today" | "tonight" => source.end - 1,
        "week" | "month" | "year" | "night" if matches!(word(source.end - 2).as_str(), "last" | "this") => source.end - 2,
        _ if weekday(scene.document.word(source.end - 1)).is_some() => source.end - 1,
        _ => return None,
    };
    if end > source.start && matches!(word(end - 1).as_str(), "on" | "since" | "earlier" | "already") {
        end -= 1;
    }
    let verb = source.clone().take_while(|i| *i < end).any(|i| scene.words[i].pos.is_verb());
    (end > source.start && !verb).then_some(end)
}

/// "the wife of X, who in 2010 said": whoever "who" is says it, not what the tagger found before or after the clause.
pub fn pronoun(scene: &Scene, report: &mut Report) {
    let (document, cue) = (scene.document, report.cue.start);
    let Some(source) = &report.source else { return };
    let Some(start) = document.sentence_around(cue).map(|s| s.range().start) else { return };
    let between = |i: &usize| {
        let pos = scene.words[*i].pos;
        scene.is_manner(*i) || matches!(pos, Pos::In | Pos::Number | Pos::Modal) || is_auxiliary(document.word(*i))
    };
    let Some(who) = (start..cue).rev().take(5).find(|i| !between(i)).filter(|i| matches!(document.word(*i), "who" | "which")) else {
        return;
    };
    let beside = source.end == who || source.end + 1 == who && document.word(source.end) == ",";
    if scene.words[cue].pos.is_finite() && !source.contains(&who) && !beside {
        report.source = Some(who..who + 1);
    }
}

/// "X, which has warned about Y": X says it, and what follows is said.
pub fn relative(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let before = report.cue.start.wrapping_sub(1);
    let [only] = report.content.as_slice() else { return };
    let named = only.end <= before && before - only.end < 2 && only.len() <= RELATIVE && scene.side[only.start] == Side::Outside;
    if report.source.is_some() || !named || !matches!(document.word(before), "which" | "who") {
        return;
    }
    let Some(sentence) = document.sentence_around(before) else { return };
    let range = sentence.range();
    let is_end = |i: &usize| document.tokens[*i].kind == Kind::Stop || document.word(*i) == ",";
    let end = (report.cue.end..range.end).find(is_end).unwrap_or(range.end);
    if end > report.cue.end {
        report.source = Some(only.clone());
        report.content.clear();
        report.content.push(report.cue.end..end);
    }
}

/// The most words of a speaker that a relative clause is about.
const RELATIVE: usize = 6;

/// "X's claim that …", "their plan to …": what is claimed is X's, whatever stands before.
pub fn owner(scene: &Scene, report: &mut Report) {
    let Some(sentence) = scene.document.sentence_around(report.cue.start) else { return };
    let start = sentence.range().start;
    let pos = |i: usize| scene.words[i].pos;
    if pos(report.cue.start) != Pos::Noun || report.content.iter().any(|c| c.start < report.cue.start) {
        return;
    }
    let Some(mark) = (start..report.cue.start).rev().find(|i| pos(*i) != Pos::Adjective) else { return };
    if pos(mark) == Pos::Possessive {
        report.source = Some(mark..mark + 1);
    } else if pos(mark) == Pos::Genitive {
        let nominal = |i: &usize| matches!(pos(*i), Pos::Noun | Pos::Proper | Pos::Adjective | Pos::Determiner);
        let from = (start..mark).rev().take_while(nominal).last().unwrap_or(mark);
        if from < mark {
            report.source = Some(from..mark);
        }
    }
}

/// "X did this, saying that": what stands before the comma is not said, unless in quotation marks. "A claim from X alleging that": X alleges.
pub fn participle_alone(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let cue = report.cue.start;
    let Some(sentence) = document.sentence_around(cue) else { return };
    let start = sentence.range().start;
    if scene.words[cue].pos != Pos::Gerund || cue == start || document.word(cue) == "according" {
        return;
    }
    if document.word(cue - 1) == "," && report.content.iter().any(|c| c.start > cue) {
        report.content.retain(|c| c.start > cue || c.clone().any(|i| scene.side[i] != Side::Outside));
    }
    if cue == start + 1 && scene.words[start].pos == Pos::In && report.source.is_none() {
        report.source = behind_clause(scene, report);
    }
    let noun = (start..cue).rev().take_while(|i| scene.words[*i].pos.is_nominal()).last();
    if let Some(noun) = noun.filter(|n| *n > start && matches!(document.word(n - 1), "from" | "by")) {
        report.source = Some(noun..cue);
    }
}

/// "After saying this, X left": who says it is the subject of the clause behind, which is no part of what is said.
fn behind_clause(scene: &Scene, report: &mut Report) -> Option<Range<usize>> {
    let document = scene.document;
    let end = document.sentence_around(report.cue.start)?.range().end;
    let last = report.content.last_mut().filter(|c| c.start >= report.cue.end)?;
    let clause = |comma: usize| {
        let from = (comma + 1..end).find(|i| document.tokens[*i].kind == Kind::Word)?;
        let source = from..phrase_end(scene, from, end);
        (!source.is_empty() && source.end < end && scene.words[source.end].pos.is_finite()).then_some(source)
    };
    let until = end.min(last.end + 3);
    let (comma, source) = (last.start..until).rev().filter(|i| document.word(*i) == ",").find_map(|i| Some((i, clause(i)?)))?;
    if last.end > source.start {
        // A mark right after the comma closes what is said.
        last.end = comma + usize::from(source.start > comma + 1);
    }
    Some(source)
}

#[cfg(test)]
mod tests {
    use crate::{analyze::example::said, article::BlockKind};

    #[test]
    fn of_two_joined_verbs_the_subject_speaks() {
        let text = "The transport office called the phrase “theatrical” and said every boat had passed its inspection in June.";
        let found = said(text, BlockKind::Paragraph);
        assert!(found.iter().any(|q| q.0 == "The transport office" && q.1.starts_with("every boat")), "{found:?}");
    }

    #[test]
    fn when_it_was_said_is_no_part_of_who_said_it() {
        let found = said("The high court yesterday ruled that the dam was built without a permit.", BlockKind::Paragraph);
        assert_eq!(found.first().map(|s| s.0.as_str()), Some("The high court"));
        let found = said("A report released on Friday said that the dam was built without a permit.", BlockKind::Paragraph);
        assert_eq!(found.first().map(|s| s.0.as_str()), Some("A report released on Friday"));
        // The first word of a text may be a speaker, whatever it means.
        for word in ["Week", "Month", "Night", "Today", "Friday"] {
            said(&format!("{word} said that the dam was built without a permit."), BlockKind::Paragraph);
        }
    }

    #[test]
    fn an_adverb_is_not_who_speaks() {
        let found = said("The work is run by Ada Lund, who nonetheless wants the bridge closed.", BlockKind::Paragraph);
        assert!(!found.is_empty() && found.iter().all(|q| q.0 == "Ada Lund"), "{found:?}");
    }

    #[test]
    fn a_preposition_or_words_torn_out_of_a_name_are_not_who_speaks() {
        let text = "After saying the road was “so flooded that she could hardly walk on it,” Lund was taken to a hospital in Oslo.";
        let found = said(text, BlockKind::Paragraph);
        assert!(found.iter().any(|q| q.0 == "Lund" && q.1.starts_with("the road")), "{found:?}");
        let text = "Lund, the former mayor, praised the bridge during a “Meet-your-Mayor Forum” held in Oslo and said it had every quality it needed.";
        let found = said(text, BlockKind::Paragraph);
        assert!(found.iter().any(|q| q.0.contains("Lund") && q.1.starts_with("it had every")), "{found:?}");
    }

    #[test]
    fn a_relative_pronoun_speaks_for_the_one_before_it() {
        let text = "The town turned to Interpol, which reported “2,521 missing boats” between January and May.";
        let found = said(text, BlockKind::Paragraph);
        assert!(found.iter().any(|q| q.0 == "Interpol" && q.1.contains("missing boats")), "{found:?}");
    }
}
