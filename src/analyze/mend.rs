/*!
Reports → reports whose borders make sense: a speaker's name is whole and begins after the dateline, what is said does not stop inside a
phrase, what is said holds what is said inside it, and "…, calling it" is said by the subject of its sentence.
*/

use std::ops::Range;

use super::{
    beside::{SPEECH, is_auxiliary, phrase_end, subject},
    pos::Pos,
    report::Report,
    scene::{Scene, Side},
    token::{Kind, Token},
    value::calendar::weekday,
};

/// Mends the reports of a document, which are in the order of their cues.
pub fn mend(scene: &Scene, reports: &mut [Report]) {
    let mut owned = vec![false; reports.len()];
    for at in 0..reports.len() {
        let others: Vec<Range<usize>> = reports.iter().skip(at + 1).take(2).map(|r| r.cue.clone()).collect();
        let report = &mut reports[at];
        according(scene, report);
        goes_on(scene, report);
        joined(scene, report);
        owned[at] = owns(scene, report);
        plain(scene, report);
        report.source = nominal(scene, report);
        if let Some(source) = &mut report.source {
            *source = whole(scene, hung(scene, source.clone(), report.cue.start), &report.cue);
        }
        pronoun(scene, report);
        relative(scene, report);
        owner(scene, report);
        participle_alone(scene, report);
        if let Some(first) = report.content.first_mut()
            && first.len() > 1
            && first.start == report.cue.end
            && scene.document.word(first.start) == "that"
        {
            first.start += 1;
        }
        whole_phrase(scene, report, &others);
        bare_object(scene, report);
        whole_clause(scene, report);
        inverted(scene, report);
        swapped(scene, report);
        parenthesis(scene, report);
        whole_block(scene, report);
        after_colon(scene, report);
    }
    for at in 1..reports.len() {
        participle(scene, reports, at, &owned);
    }
    for at in 1..reports.len() {
        let (before, after) = reports.split_at_mut(at);
        let (Some(outer), Some(inner)) = (before.last_mut(), after.first_mut()) else { continue };
        if scene.document.sentence_of(outer.cue.start) != scene.document.sentence_of(inner.cue.start) {
            continue;
        }
        if inner.source.is_none() && scene.words[inner.cue.start].pos == Pos::Gerund {
            inner.source.clone_from(&outer.source);
        }
        hold(outer, inner);
    }
}

/// "X continues to stress that …": what is said is what X stresses.
fn goes_on(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let Some(first) = report.content.first_mut() else { return };
    let goes = report.cue.clone().any(|i| {
        let word = document.word(i).to_lowercase();
        word.starts_with("continue") || matches!(word.as_str(), "went" | "goes" | "go" | "began" | "begins")
    });
    // The "to" may be of the cue or of the content.
    let to = document.word(first.start) == "to" || document.word(report.cue.end.saturating_sub(1)) == "to";
    let verb = first.start + usize::from(document.word(first.start) == "to");
    let speaks = to && first.len() > 3 && scene.lemma[verb] & 15 != 0 && document.word(verb + 1) == "that";
    if goes && speaks {
        report.cue.end = verb + 1;
        first.start = verb + 2;
    }
}

/// "[X called it wrong] and said": of what the tagger took for a speaker only the subject is one.
fn joined(scene: &Scene, report: &mut Report) {
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
fn owns(scene: &Scene, report: &mut Report) -> bool {
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

/// "She reiterated the position that …": a verb of speech right after its subject, and "that" before the clause, say it plainly.
fn plain(scene: &Scene, report: &mut Report) {
    let (cue, document) = (report.cue.clone(), scene.document);
    let finite = cue.clone().any(|i| scene.words[i].pos.is_finite() && SPEECH.contains(&(scene.lemma[i] & 15)));
    let subject = report.source.as_ref().is_some_and(|s| s.end == cue.start && s.clone().any(|i| scene.words[i].pos.is_nominal()));
    let that = report
        .content
        .first()
        .is_some_and(|c| c.start > cue.start && (document.word(c.start - 1) == "that" || document.word(c.start) == "that"));
    if finite && subject && that {
        report.margins = report.margins.map(|m| m.max(PLAIN));
    }
}

/// "X attacked the plan, encouraging …": where a thing is all that is reported, a clause after its comma is the writer's.
fn bare_object(scene: &Scene, report: &mut Report) {
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

/// "X added:" and a paragraph without quotation marks: all of the paragraph is what he added.
fn whole_block(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let Some(last) = report.content.last_mut() else { return };
    let sentence = |at: usize| document.sentence_of(at).and_then(|s| document.sentences.get(s));
    let (Some(own), Some(theirs)) = (sentence(report.cue.start), sentence(last.start)) else { return };
    let follows = theirs.block > own.block && theirs.range().start == last.start && document.word(own.range().end - 1) == ":";
    if follows && scene.side[last.start] == Side::Outside {
        let after = document.sentences.partition_point(|s| s.block <= theirs.block);
        last.end = document.sentences[after - 1].range().end;
    }
}

/// "It rained. X said: “…”": what stands in another sentence before, outside of quotation marks, is the writer's.
fn after_colon(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let Some(sentence) = document.sentence_of(report.cue.start) else { return };
    let start = document.sentences[sentence].range().start;
    let colon = document.word(report.cue.end) == ":" && report.content.iter().any(|c| c.start > report.cue.end);
    if colon {
        report.content.retain(|c| c.end > start || c.clone().any(|i| scene.side[i] != Side::Outside));
    }
}

/// "Clause, said X, a baker": what stands after the one who says it is about him.
fn inverted(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let Some(sentence) = document.sentence_of(report.cue.start) else { return };
    let range = document.sentences[sentence].range();
    let Some(source) = report.source.clone() else { return };
    let open = document.word(report.cue.start).eq_ignore_ascii_case("according");
    let after_cue = source.start >= report.cue.end && source.start <= report.cue.end + 1;
    if !after_cue
        || report.cue.start < range.start + 4
        || document.word(report.cue.start - 1) != ","
        || !(open || SPEECH.contains(&(scene.lemma[report.cue.start] & 15)))
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
fn swapped(scene: &Scene, report: &mut Report) {
    let (document, cue) = (scene.document, report.cue.clone());
    let Some(range) = document.sentence_of(cue.start).map(|s| document.sentences[s].range()) else { return };
    let (Some(source), [content]) = (&report.source, report.content.as_slice()) else { return };
    let Some(comma) = cue.start.checked_sub(1).filter(|i| document.word(*i) == ",") else { return };
    let finite = |i: &usize| scene.words[*i].pos.is_finite();
    let breaks = |i: usize| document.word(i) == "," || scene.words[i].pos == Pos::Wh;
    let plain = source.start <= range.start + 1 && source.end <= cue.start && content.start == cue.end && content.end + 1 >= range.end;
    let verb = (range.start..comma).find(finite).filter(|verb| !(range.start..*verb).any(breaks));
    let names = content.clone().take_while(|i| !breaks(*i)).all(|i| !finite(&i) && document.word(i) != "that")
        && matches!(scene.words[content.start].pos, Pos::Determiner | Pos::Number | Pos::Proper | Pos::Noun | Pos::Adjective);
    let past = scene.words[cue.start].pos;
    let says = (past.is_finite() || past == Pos::Participle) && [SPEECH, &[FINDING]].concat().contains(&(scene.lemma[cue.start] & 15));
    if plain && verb.is_some() && names && says {
        report.source = Some(content.clone());
        report.content = std::iter::once(range.start..comma).collect();
    }
}

/// "It would make him a martyr, X said, “and a hero elsewhere.”": a quotation that begins within a sentence goes on from the clause before.
fn parenthesis(scene: &Scene, report: &mut Report) {
    let (document, cue) = (scene.document, report.cue.clone());
    let Some(start) = document.sentence_of(cue.start).map(|s| document.sentences[s].range().start) else { return };
    let (Some(source), [content]) = (&report.source, report.content.as_slice()) else { return };
    let quoted = content.clone().find(|i| scene.side[*i] != Side::Outside);
    let goes_on = quoted.is_some_and(|i| i <= content.start + 1 && document.word(i).starts_with(char::is_lowercase));
    let close = source.end <= cue.start && cue.start - source.end < 2 && content.start > cue.end && content.start < cue.end + 3;
    let commas = source.start > start + 3 && document.word(source.start - 1) == "," && document.word(cue.end) == ",";
    let before = start..source.start.saturating_sub(1);
    let clause = before.clone().any(|i| scene.words[i].pos.is_finite()) && before.clone().all(|i| scene.side[i] == Side::Outside);
    if goes_on && close && commas && clause && scene.words[cue.start].pos.is_finite() {
        report.content.insert(0, before);
    }
}

/// The class of verbs that tell what was found.
const FINDING: u16 = 3;

/// "asked why the council, which owns the dam, had waited", "found that A, and that B": a clause that has begun goes on to its verb, and to the
/// clauses that "that" joins to it.
fn whole_clause(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let Some(last) = report.content.last_mut().filter(|c| c.start >= report.cue.end) else { return };
    let Some(end) = document.sentence_of(last.end - 1).map(|s| document.sentences[s].range().end) else { return };
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

/// The least margin of what is plainly said.
const PLAIN: f32 = 1.5;

/// "X rejected the claim, calling it false": whoever rejects also calls, and what is rejected ends at the comma.
///
/// Not so whoever owns a claim that is rejected, as `owned` says.
fn participle(scene: &Scene, reports: &mut [Report], at: usize, owned: &[bool]) {
    let document = scene.document;
    let (before, after) = reports.split_at_mut(at);
    let Some(inner) = after.first_mut() else { return };
    let cue = inner.cue.start;
    let comma = cue.wrapping_sub(1);
    let is_open = document.word(cue) == "according";
    if is_open || scene.words[cue].pos != Pos::Gerund || document.word(comma) != "," {
        return;
    }
    let sentence = document.sentence_of(cue);
    let same = |r: &&mut Report| document.sentence_of(r.cue.start) == sentence;
    let acts = |r: &Report| r.cue.clone().any(|i| scene.words[i].pos.is_finite());
    // "X told Y that she believes this, saying": X says, whatever is believed in what X told.
    let speaks = |r: &Report| r.cue.clone().any(|i| SPEECH.contains(&(scene.lemma[i] & 15)));
    let (said, says) = (before.iter().rev().take_while(|r| document.sentence_of(r.cue.start) == sentence), speaks(inner));
    let told: Vec<Range<usize>> = said.filter(|r| says && speaks(r)).flat_map(|r| r.content.iter().cloned()).collect();
    let thought = |r: &Report| !speaks(r) && told.iter().any(|c| c.contains(&r.cue.start));
    let holds = |(r, owned): (&mut Report, &bool)| !owned && acts(r) && !thought(r);
    let from = before.iter_mut().rev().take_while(same).zip(owned[..at].iter().rev()).position(holds);
    let Some(holder) = from.map(|back| at - 1 - back) else {
        for report in before.iter_mut().rev().take_while(same) {
            cut(report, cue, comma);
        }
        if inner.source.is_none() {
            inner.source = subject(scene, cue);
        }
        return;
    };
    if before[holder].cue.end > comma || before[holder].source.as_ref().is_some_and(|s| s.start > cue) {
        return;
    }
    if before[holder].source.is_some() {
        inner.source.clone_from(&before[holder].source);
    }
    for report in &mut before[holder..] {
        cut(report, cue, comma);
    }
}

/// What `report` reports ends at the comma before the participle at `cue`.
fn cut(report: &mut Report, cue: usize, comma: usize) {
    if let Some(last) = report.content.last_mut()
        && last.contains(&cue)
        && last.start < comma
        && last.start >= report.cue.end
    {
        last.end = comma;
    }
}

/// "X did this, saying that": what stands before the comma is not said, unless in quotation marks. "A claim from X alleging that": X alleges.
fn participle_alone(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let cue = report.cue.start;
    let Some(sentence) = document.sentence_of(cue) else { return };
    let start = document.sentences[sentence].range().start;
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
    let end = document.sentences[document.sentence_of(report.cue.start)?].range().end;
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

/// "X's claim that …", "their plan to …": what is claimed is X's, whatever stands before.
fn owner(scene: &Scene, report: &mut Report) {
    let Some(sentence) = scene.document.sentence_of(report.cue.start) else { return };
    let start = scene.document.sentences[sentence].range().start;
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

/// "the wife of X, who in 2010 said": whoever "who" is says it, not what the tagger found before or after the clause.
fn pronoun(scene: &Scene, report: &mut Report) {
    let (document, cue) = (scene.document, report.cue.start);
    let Some(source) = &report.source else { return };
    let Some(sentence) = document.sentence_of(cue) else { return };
    let between = |i: &usize| {
        let pos = scene.words[*i].pos;
        scene.is_manner(*i) || matches!(pos, Pos::In | Pos::Number | Pos::Modal) || is_auxiliary(document.word(*i))
    };
    let start = document.sentences[sentence].range().start;
    let Some(who) = (start..cue).rev().take(5).find(|i| !between(i)).filter(|i| matches!(document.word(*i), "who" | "which")) else {
        return;
    };
    let beside = source.end == who || source.end + 1 == who && document.word(source.end) == ",";
    if scene.words[cue].pos.is_finite() && !source.contains(&who) && !beside {
        report.source = Some(who..who + 1);
    }
}

/// "X, which has warned about Y": X says it, and what follows is said.
fn relative(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    let before = report.cue.start.wrapping_sub(1);
    let [only] = report.content.as_slice() else { return };
    let named = only.end <= before && before - only.end < 2 && only.len() <= RELATIVE && scene.side[only.start] == Side::Outside;
    if report.source.is_some() || !named || !matches!(document.word(before), "which" | "who") {
        return;
    }
    let Some(sentence) = document.sentence_of(before) else { return };
    let range = document.sentences[sentence].range();
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

/// "According to X, Y": X ends with the first comma that a clause follows; Y is that clause.
fn according(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    if !document.word(report.cue.start).eq_ignore_ascii_case("according") {
        return;
    }
    let Some(sentence) = document.sentence_of(report.cue.start) else { return };
    let range = document.sentences[sentence].range();
    let Some(source) = &mut report.source else { return };
    let comma = (source.start..source.end.min(range.end)).find(|i| document.word(*i) == ",");
    if let Some(comma) = comma
        && (comma..source.end).any(|i| scene.words[i].pos.is_finite())
    {
        let end = (comma + 1..range.end).find(|i| document.tokens[*i].kind == Kind::Stop).unwrap_or(range.end);
        if end > comma + 1 {
            source.end = comma;
            report.content.clear();
            report.content.push(comma + 1..end);
        }
    }
    // "He was nine when, according to X, Y": what Y hangs on is not X's.
    let hangs = |i: usize| scene.words[i].pos == Pos::Wh || matches!(document.word(i), "when" | "where" | "while" | "because" | "although");
    if report.content.iter().any(|c| c.start > source.start) {
        report.content.retain(|c| c.start > source.start || !hangs(c.end - 1));
    }
    // "According to X, a study by Y, Z": what X is belongs to X.
    if let [content] = report.content.as_mut_slice()
        && content.start == source.end + 1
        && matches!(document.word(content.start), "a" | "an" | "the")
        && let Some(comma) = content.clone().find(|i| document.word(*i) == ",")
        && !(content.start..comma).any(|i| scene.words[i].pos.is_verb())
        && (comma..content.end).any(|i| scene.words[i].pos.is_finite())
        && scene.words[comma + 1].pos.is_nominal()
    {
        source.end = comma;
        content.start = comma + 1;
    }
}

/// "who nonetheless wants": an adverb, a verb or a preposition says nothing, but the one whom it stands behind may. Nor do words torn out of a quotation.
fn nominal(scene: &Scene, report: &Report) -> Option<Range<usize>> {
    let source = report.source.clone()?;
    let adverb = |i: usize| {
        scene.is_manner(i) || scene.words[i].pos.is_finite() || matches!(scene.words[i].pos, Pos::In | Pos::To | Pos::And | Pos::Modal)
    };
    let quoted = |i: usize| scene.side[i] != Side::Outside;
    let torn = source.start > 0 && quoted(source.start - 1) && quoted(source.start) && !quoted(report.cue.start);
    if source.is_empty() || !torn && !source.clone().all(adverb) {
        return Some(source);
    }
    let before = source.start.checked_sub(1)?;
    (!torn && scene.words[before].pos == Pos::Wh).then_some(before..source.start)
}

/// A subject that hangs on a preposition is only a part of one: "Bernard Teo of [Straits Metals] thinks".
fn hung(scene: &Scene, source: Range<usize>, cue: usize) -> Range<usize> {
    let document = scene.document;
    let Some(sentence) = document.sentence_of(source.start) else { return source };
    let start = document.sentences[sentence].range().start;
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
fn whole(scene: &Scene, source: Range<usize>, cue: &Range<usize>) -> Range<usize> {
    let document = scene.document;
    let Range { mut start, mut end } = source;
    let sentence = document.sentence_of(start).map_or(0, |s| document.sentences[s].range().start);
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

/// What is said after the cue goes on to the end of a phrase that the tagger broke off.
fn whole_phrase(scene: &Scene, report: &mut Report, others: &[Range<usize>]) {
    let document = scene.document;
    let Some(last) = report.content.last_mut().filter(|c| c.start >= report.cue.end) else { return };
    let Some(sentence) = document.sentence_of(last.end - 1) else { return };
    let end = document.sentences[sentence].range().end;
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

/// What is said holds what is said inside it: "he noted [that the case showed how …]".
fn hold(outer: &mut Report, inner: &Report) {
    let Some(last) = outer.content.last_mut() else { return };
    let end = inner.content.iter().map(|c| c.end).max().unwrap_or(0);
    let inside = last.start < inner.cue.start && last.end >= inner.cue.start;
    if inside && end > last.end && last.start >= outer.cue.end {
        last.end = end;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::{
        analyze::example::{said, said_in_lines},
        article::BlockKind,
    };

    #[test]
    fn whoever_rejects_also_calls() {
        let text = "Norway firmly rejected accusations from the Danish government alleging the presence of spies in Oslo, \
                    calling the claims “outrageous” and “a figment of imagination.”";
        let found = said(text, BlockKind::Paragraph);
        let (speaker, _) = found.iter().find(|q| q.1.contains("outrageous")).unwrap();
        assert_eq!(speaker, "Norway", "{found:?}");
        assert!(found.iter().any(|q| q.0.contains("Danish") && q.1.ends_with("spies in Oslo")), "{found:?}");
    }

    #[test]
    fn a_post_quotes_others() {
        let text = "Norway has rejected the Danish claim that it harbours spies, calling it “unacceptable and fabricated.”";
        let found = said(text, BlockKind::Embed);
        assert!(
            found.iter().any(|q| q.0 == "Norway" && q.1.contains("unacceptable and fabricated") && !q.1.contains("claim")),
            "{found:?}"
        );
    }

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
    fn an_adverb_is_not_who_speaks() {
        let found = said("The work is run by Ada Lund, who nonetheless wants the bridge closed.", BlockKind::Paragraph);
        assert!(!found.is_empty() && found.iter().all(|q| q.0 == "Ada Lund"), "{found:?}");
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
    fn a_preposition_or_words_torn_out_of_a_name_are_not_who_speaks() {
        let text = "After saying the road was “so flooded that she could hardly walk on it,” Lund was taken to a hospital in Oslo.";
        let found = said(text, BlockKind::Paragraph);
        assert!(found.iter().any(|q| q.0 == "Lund" && q.1.starts_with("the road")), "{found:?}");
        let text = "Lund, the former mayor, praised the bridge during a “Meet-your-Mayor Forum” held in Oslo and said it had every quality it needed.";
        let found = said(text, BlockKind::Paragraph);
        assert!(found.iter().any(|q| q.0.contains("Lund") && q.1.starts_with("it had every")), "{found:?}");
    }

    #[test]
    fn whoever_tells_also_says_whatever_is_believed_in_what_he_tells() {
        let text =
            "Ada Lund told the council that she believes the bridge must be mended, saying that “the rust decides too much” in Oslo.";
        let found = said(text, BlockKind::Paragraph);
        assert!(found.iter().any(|q| q.0 == "Ada Lund" && q.1.contains("the rust decides")), "{found:?}");
    }

    #[test]
    fn a_relative_pronoun_speaks_for_the_one_before_it() {
        let text = "The town turned to Interpol, which reported “2,521 missing boats” between January and May.";
        let found = said(text, BlockKind::Paragraph);
        assert!(found.iter().any(|q| q.0 == "Interpol" && q.1.contains("missing boats")), "{found:?}");
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
