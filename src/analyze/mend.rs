/*!
Reports → reports whose borders make sense: a speaker's name is whole and begins after the dateline, what is said does not stop inside a
phrase, what is said holds what is said inside it, and "…, calling it" is said by the subject of its sentence.
*/

use std::ops::Range;

use super::{
    pos::Pos,
    report::Report,
    scene::{Scene, Side},
    token::{Kind, Token},
};

/// Mends the reports of a document, which are in the order of their cues.
pub fn mend(scene: &Scene, reports: &mut [Report]) {
    for at in 0..reports.len() {
        let others: Vec<Range<usize>> = reports.iter().skip(at + 1).take(2).map(|r| r.cue.clone()).collect();
        let report = &mut reports[at];
        according(scene, report);
        if let Some(source) = &mut report.source {
            *source = whole(scene, source.clone());
        }
        whole_phrase(scene, report, &others);
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
        source.end = comma;
        report.content.clear();
        report.content.push(comma + 1..end);
    }
}

/// The source without a dateline and trailing adverbs, from the first word of its noun phrase.
fn whole(scene: &Scene, source: Range<usize>) -> Range<usize> {
    let document = scene.document;
    let Range { mut start, mut end } = source;
    let sentence = document.sentence_of(start).map_or(0, |s| document.sentences[s].range().start);
    while start > sentence {
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
    if let Some(dash) = (start..end).take(12).find(|i| matches!(document.word(*i), "—" | "–" | "--") && *i > start)
        && dash + 1 < end
        && start == sentence
    {
        start = dash + 1;
    }
    while end > start + 1 && scene.words[end - 1].pos == Pos::Adverb {
        end -= 1;
    }
    start..end
}

/// What is said after the cue goes on to the end of a phrase that the tagger broke off.
fn whole_phrase(scene: &Scene, report: &mut Report, others: &[Range<usize>]) {
    let document = scene.document;
    let Some(last) = report.content.last_mut().filter(|c| c.start >= report.cue.end) else { return };
    let Some(sentence) = document.sentence_of(last.end - 1) else { return };
    let end = document.sentences[sentence].range().end;
    let stops = |i: usize| {
        matches!(document.tokens[i].kind, Kind::Stop | Kind::Close) || matches!(document.word(i), "," | ";" | ":" | "—" | "–" | ")" | "(")
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
