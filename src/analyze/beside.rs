/*!
Words that report right beside a quotation: “…,” she said · she told us: “…”. Where the taggers miss or misread such words, they report the
quotation all the same. Also says whose words a report without a speaker are: the subject's of its sentence. Does not find other cues.
*/

use std::ops::Range;

use super::{
    pos::Pos,
    quote::Quotation,
    report::Report,
    scene::{SAYING, Scene, Side},
    token::{Kind, Token},
};

/// How many tokens after a quotation are looked at for who reports it.
const TAIL: usize = 28;

/// How many tokens before a quotation are looked at for a verb that reports.
const HEAD: usize = 14;

/// The most tokens of what something is called.
const TITLE: usize = 7;

/// Margins of what these rules find.
const SURE: [f32; 2] = [3.0, 3.0];

/// Words that report beside a quotation.
#[derive(Debug, PartialEq)]
struct Beside {
    cue: Range<usize>,
    source: Option<Range<usize>>,
    /// They stand after the quotation.
    after: bool,
}

/// Adds to `reports` what is reported beside quotations and was missed, and sets right what was misread. Keeps the order of cues.
pub fn complete(scene: &Scene, quotations: &[Quotation], reports: &mut Vec<Report>) {
    let document = scene.document;
    let mut added = Vec::new();
    for q in quotations.iter().filter(|q| q.depth == 0) {
        if !document.blocks.get(q.block).is_some_and(|b| b.kind.is_own_words()) {
            continue;
        }
        let words = document.token_at(q.content.start)..document.token_at(q.content.end.saturating_sub(1)) + 1;
        let Some(found) = after(scene, q, &words).or_else(|| before(scene, q, &words)) else { continue };
        let covered = |r: &Report| r.content.iter().map(|c| meet(c, &words)).sum::<usize>() * 2 >= words.len();
        // A cue within the quotation reports nothing beyond it.
        for report in reports.iter_mut().filter(|r| words.contains(&r.cue.start)) {
            report.content.iter_mut().for_each(|c| *c = c.start.clamp(words.start, words.end)..c.end.clamp(words.start, words.end));
            report.content.retain(|c| !c.is_empty());
        }
        reports.retain(|r| !r.content.is_empty());
        let held = reports.iter().any(|r| covered(r) && !words.contains(&r.cue.start) && !split(r, &found, &words));
        let same = reports.iter().position(|r| r.cue.start < found.cue.end && found.cue.start < r.cue.end);
        for report in reports.iter_mut().filter(|r| split(r, &found, &words)) {
            report.content.retain(|c| meet(c, &words) == 0);
        }
        match same.and_then(|i| reports.get_mut(i)) {
            Some(report) => {
                let other = |s: &Range<usize>| report.source.as_ref().is_none_or(|r| found.after && meet(r, s) == 0);
                if let Some(source) = found.source.filter(other) {
                    report.source = Some(source);
                }
                if !covered(report) {
                    report.content = vec![words.clone()];
                }
            }
            None if held => {}
            None => added.push(Report { cue: found.cue, content: vec![words.clone()], source: found.source, margins: SURE }),
        }
    }
    reports.extend(added);
    reports.sort_by_key(|r| r.cue.start);
}

/// Whether other words report the quotation than those of `report`, which holds it as a further piece: "…," she said, adding: “…”.
fn split(report: &Report, found: &Beside, words: &Range<usize>) -> bool {
    let between = report.cue.end <= found.cue.start && found.cue.end <= words.start
        || words.end <= found.cue.start && found.cue.end <= report.cue.start;
    between
        && report.content.len() > 1
        && report.content.iter().any(|c| meet(c, words) > 0)
        && report.content.iter().any(|c| meet(c, words) == 0)
}

fn meet(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// Whether the token is a finite verb that reports words.
fn speaks(scene: &Scene, at: usize) -> bool {
    let finite = matches!(scene.words[at].pos, Pos::Past | Pos::Present | Pos::Participle);
    finite && scene.reports(at)
}

/// “…,” she said · “…?” asked the minister.
fn after(scene: &Scene, q: &Quotation, words: &Range<usize>) -> Option<Beside> {
    let document = scene.document;
    let mut from = document.token_at(q.span.end.max(1) - 1) + 1;
    let comma = document.word(from) == ",";
    let open = q.content.of(document.text).ends_with([',', '?', '!', '…', '—', '–']) || comma;
    if !open || !q.closed || words.len() < 2 || is_title(scene, q, words) {
        return None;
    }
    from += usize::from(comma);
    let block = document.blocks.get(q.block)?;
    let ends = |i: usize| {
        document.tokens.get(i).is_none_or(|t| {
            t.start as usize >= block.span.end
                || t.kind == Kind::Stop && document.word(i + 1) != ")"
                || (t.is_quotation_mark() || scene.side[i] != Side::Outside) && !is_nickname(scene, i)
                || matches!(document.word(i), ";" | ":")
        })
    };
    let limit = (from..from + TAIL).find(|i| ends(*i)).unwrap_or(from + TAIL);
    if from >= limit {
        return None;
    }
    let first = (from..limit).find(|i| scene.words[*i].pos != Pos::Adverb)?;
    if speaks(scene, first) && scene.class(first) == SAYING {
        let source = first + 1..phrase_end(scene, first + 1, limit);
        return (!source.is_empty()).then(|| Beside { cue: first..first + 1, source: Some(source), after: true });
    }
    if !scene.words[first].pos.is_nominal() {
        return None;
    }
    let mut at = first;
    let mut aside = false;
    while at < limit {
        let pos = scene.words[at].pos;
        match document.word(at) {
            "," => aside = false,
            _ if pos == Pos::Wh => aside = true,
            _ if !aside && at > first && (speaks(scene, at) || is_last_verb(scene, at, limit)) && scene.words[at - 1].pos != Pos::To => {
                let end = auxiliary(scene, first + 1, at);
                return Some(Beside { cue: at..at + 1, source: Some(first..end), after: true });
            }
            _ if !aside && at > first && matches!(pos, Pos::Past | Pos::Present | Pos::Modal) && !is_auxiliary(document.word(at)) => {
                return acts(scene, q, first..at).then(|| Beside { cue: at..at + 1, source: Some(first..at), after: true });
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// “…,” Lund sings to the crowd: whatever someone does right after the comma of a quotation, he does by saying it. `source` are the words before
/// the verb.
fn acts(scene: &Scene, q: &Quotation, source: Range<usize>) -> bool {
    let named = source.clone().all(|i| scene.words[i].pos == Pos::Proper)
        || source.len() == 1 && matches!(scene.document.word(source.start), "he" | "she" | "I" | "we" | "they");
    let be = ["is", "was", "are", "were", "am", "does", "did", "do"];
    let after = scene.document.word(source.end + 1);
    let active =
        !be.contains(&scene.document.word(source.end)) && scene.words[source.end].pos != Pos::Modal && !after.starts_with(['“', '"']);
    // "Nicknamed “the king,” Lund won": what stands within a sentence may be anything.
    let begin = scene.document.token_at(q.content.start);
    let first = scene.document.sentence_around(begin).map_or(0, |s| s.range().start);
    let whole = (first..begin).all(|i| scene.document.tokens[i].is_quotation_mark());
    named && active && whole && q.content.of(scene.document.text).ends_with(',')
}

/// Marcia “Cia” Price: one quoted word between two capitalised ones is a name of theirs. `at` is that word or a mark beside it.
fn is_nickname(scene: &Scene, at: usize) -> bool {
    let document = scene.document;
    let mark = |i: usize| document.tokens.get(i).is_some_and(|t| t.is_quotation_mark());
    let capital = |i: usize| document.tokens.get(i).is_some_and(|t| t.is(Token::CAPITAL));
    let is = |i: usize| i > 1 && mark(i - 1) && mark(i + 1) && capital(i - 2) && capital(i) && capital(i + 2);
    is(at) || is(at + 1) || at > 0 && is(at - 1)
}

/// “…?” a voice in the clip asks: the last word of a sentence reports, though the tagger of parts of speech may take it for a noun.
fn is_last_verb(scene: &Scene, at: usize, limit: usize) -> bool {
    let document = scene.document;
    at + 1 == limit
        && scene.speaks(at)
        && scene.words[at].pos == Pos::Noun
        && document.word(at).ends_with('s')
        && document.tokens.get(limit).is_some_and(|t| t.kind == Kind::Stop)
}

/// On “Face the Town,” · in “The Long Way Home,”: a few capitalised words behind a preposition or an owner are what something is called.
fn is_title(scene: &Scene, q: &Quotation, words: &Range<usize>) -> bool {
    let document = scene.document;
    let capital = |i: usize| document.tokens[i].is(Token::CAPITAL) || document.tokens[i].kind != Kind::Word || document.word(i).len() < 4;
    let before = document.token_at(q.span.start).checked_sub(1).map(|i| scene.words[i].pos);
    words.len() <= TITLE && matches!(before, Some(Pos::In | Pos::Genitive)) && words.clone().all(capital)
}

/// Whether the word may stand between a speaker and the verb that reports.
pub fn is_auxiliary(word: &str) -> bool {
    matches!(word, "has" | "had" | "have" | "would" | "later" | "’d" | "'d" | "then" | "also")
}

/// Where the speaker ends before the verb at `verb`: auxiliaries, adverbs and a comma go with the verb.
fn auxiliary(scene: &Scene, least: usize, verb: usize) -> usize {
    let goes = |i: usize| {
        let word = scene.document.word(i);
        scene.words[i].pos == Pos::Adverb || is_auxiliary(word) || word == ","
    };
    (least..verb).rev().take_while(|i| goes(*i)).last().unwrap_or(verb)
}

/// Where a noun phrase that begins at `from` ends: with the first word that cannot be in it.
pub fn phrase_end(scene: &Scene, from: usize, limit: usize) -> usize {
    let inside = |i: usize| {
        let pos = scene.words[i].pos;
        let link = i > from && matches!(scene.document.word(i), "of" | "for" | "at" | "-" | "–" | "'s" | "’s" | "&");
        pos.is_nominal() || link
    };
    (from..limit).find(|i| !inside(*i)).unwrap_or(limit)
}

/// She told us: “…” · she said, “…” · saying “…”
fn before(scene: &Scene, q: &Quotation, words: &Range<usize>) -> Option<Beside> {
    let document = scene.document;
    let open = document.token_at(q.span.start);
    let block = document.blocks.get(q.block)?;
    let mark = open.checked_sub(1)?;
    let comma = document.word(mark) == ",";
    let colon = document.word(mark) == ":";
    let capital = q.content.of(document.text).starts_with(char::is_uppercase);
    if !capital || words.len() < 3 || !(comma || colon || speaks_in_any_form(scene, mark)) {
        return None;
    }
    let inside = |i: &usize| {
        document.tokens[*i].start as usize >= block.span.start
            && scene.side[*i] == Side::Outside
            && document.tokens[*i].kind != Kind::Stop
            && !matches!(document.word(*i), ";" | ":" | "—")
    };
    let last = if comma || colon { mark.checked_sub(1)? } else { mark };
    let mut verb = None;
    for i in (0..=last).rev().take(HEAD).take_while(inside) {
        if document.word(i) == "," && comma {
            break;
        }
        if speaks_in_any_form(scene, i) || colon && leads(scene, i, block.span.start) {
            verb = Some(i);
            break;
        }
        if scene.words[i].pos.is_finite() {
            break;
        }
    }
    let verb = verb?;
    let source = subject(scene, verb);
    let inverted = colon && verb + 1 < mark && source.is_none() && phrase_end(scene, verb + 1, mark) == mark;
    let source = if inverted { Some(verb + 1..mark) } else { source };
    Some(Beside { cue: verb..verb + 1, source, after: false })
}

/// Said Lund: “…”. The first word of a sentence within a paragraph, which the tagger of parts of speech may take for a name.
fn leads(scene: &Scene, at: usize, block: usize) -> bool {
    let document = scene.document;
    let first = document.sentence_around(at).is_some_and(|s| s.range().start == at);
    first && scene.class(at) == SAYING && document.tokens[at].start as usize > block && document.word(at).ends_with('d')
}

fn speaks_in_any_form(scene: &Scene, at: usize) -> bool {
    let pos = scene.words[at].pos;
    scene.speaks(at) && (pos.is_verb() && pos != Pos::Modal)
}

/// The subject of the verb at `cue`: the noun phrase before it and its auxiliaries; for a participle, and for a verb joined by "and", the
/// subject of the clause before.
pub fn subject(scene: &Scene, cue: usize) -> Option<Range<usize>> {
    let document = scene.document;
    let sentence = document.sentence_around(cue)?.range();
    let chain = |i: &usize| {
        let pos = scene.words[*i].pos;
        (pos.is_verb() && pos != Pos::Gerund) || pos == Pos::To || scene.is_manner(*i)
    };
    let verbs = (sentence.start..cue).rev().take_while(chain).last().unwrap_or(cue);
    if let Some(found) = phrase_before(scene, sentence.start, verbs) {
        return Some(found);
    }
    let joined =
        verbs.checked_sub(1).is_some_and(|i| matches!(document.word(i), "," | "and" | "but" | "or" | "by" | "while" | "after" | "before"));
    if !joined && verbs > sentence.start {
        return None;
    }
    let mut aside = false;
    let mut participle = None;
    for i in sentence.start..verbs {
        let pos = scene.words[i].pos;
        match document.word(i) {
            "," => aside = false,
            _ if pos == Pos::Wh => aside = true,
            _ if !aside && pos.is_finite() && scene.side[i] == Side::Outside => {
                if let Some(found) = phrase_before(scene, sentence.start, i) {
                    return Some(found);
                }
            }
            // "several groups granted X an extension, saying": a past tense that looks like a participle.
            _ if !aside && pos == Pos::Participle && scene.words[i + 1].pos.is_nominal() && participle.is_none() => participle = Some(i),
            _ => {}
        }
    }
    let acts = participle.filter(|i| *i > sentence.start && scene.words[i - 1].pos.is_nominal())?;
    phrase_before(scene, sentence.start, acts)
}

/// The noun phrase that ends before `end`, or before the aside between commas that ends there.
fn phrase_before(scene: &Scene, start: usize, end: usize) -> Option<Range<usize>> {
    let document = scene.document;
    let end = (start..end).rev().take_while(|i| scene.words[*i].pos == Pos::Adverb).last().unwrap_or(end);
    let inside = |i: &usize| {
        let pos = scene.words[*i].pos;
        pos.is_nominal() || matches!(document.word(*i), "of" | "for" | "at" | "-" | "(" | ")" | "&")
    };
    // What hangs on a preposition ("on Friday", "in Ohio") is no subject: look before it.
    let run = |end: usize| {
        let mut end = end;
        loop {
            let mut from = (start..end).rev().take_while(|i| inside(i)).last().unwrap_or(end);
            while from < end && !scene.words[from].pos.is_nominal() {
                from += 1;
            }
            match from.checked_sub(1).filter(|i| from > start && from < end && scene.words[*i].pos == Pos::In) {
                Some(hook) => end = hook,
                None => return from..end,
            }
        }
    };
    let near = run(end);
    if !near.is_empty() {
        return Some(near);
    }
    let comma = end.checked_sub(1).filter(|i| *i > start && document.word(*i) == ",")?;
    let opening = (start..comma).rev().take(20).find(|i| document.word(*i) == ",")?;
    let far = run(opening);
    (!far.is_empty()).then_some(far)
}

/// Gives the reports without a speaker to the subjects of their sentences, where the cue is a verb.
pub fn give_subjects(scene: &Scene, reports: &mut [Report]) {
    for report in reports.iter_mut().filter(|r| r.source.is_none()) {
        let Some(verb) = scene.verb(&report.cue) else { continue };
        let passive = scene.words[verb].pos == Pos::Participle;
        let said_before = report.content.iter().any(|c| c.start < verb);
        if passive || said_before {
            continue;
        }
        let found = subject(scene, verb).filter(|s| !report.content.iter().any(|c| meet(c, s) > 0));
        report.source = found;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::{analyze::example, article::BlockKind};

    /// Who says what in a text of one paragraph.
    fn said(text: &str) -> Vec<(String, String)> {
        example::said(text, BlockKind::Paragraph)
    }

    #[test]
    fn a_verb_right_after_the_marks_reports_all_between_them() {
        let found =
            said("“He would be a great senator. Not good, great. One of the brightest members,” Ann Cummings (D-Md.) said by phone.");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0.contains("Cummings") && found[0].1.starts_with("He would") && found[0].1.ends_with("members,"), "{found:?}");
    }

    #[test]
    fn what_a_programme_is_called_is_not_said() {
        let found = said("On “Face the Town,” Ada Lund said the lake had lost a third of its water since May.");
        assert_eq!(found.iter().filter(|q| q.0 == "Ada Lund").count(), 1, "{found:?}");
        assert!(found.iter().all(|q| q.0 != "Ada Lund" || q.1.starts_with("the lake")), "{found:?}");
    }

    #[test]
    fn a_participle_has_the_subject_of_its_sentence() {
        let found = said("The Danish council on Friday granted an extension, saying the plan was “less than expected.”");
        let (speaker, _) = found.iter().find(|q| q.1.contains("less than")).unwrap();
        assert!(speaker.contains("council"), "{found:?}");
    }

    #[test]
    fn a_line_is_signed_after_a_dash() {
        let found = said("“There is no sea here any more, and nobody minds.” ― Pamela Padilla");
        assert_eq!(found, [("Pamela Padilla".into(), "There is no sea here any more, and nobody minds.".into())]);
    }

    #[test]
    fn whoever_speaks_beside_a_quotation_is_found_however_it_is_put() {
        for (text, speaker, words) in [
            ("It rained. “So why did nobody mend the bridge?” a voice in the Danish clip asks.", "a voice in the Danish clip", "So why"),
            ("The bridge will be closed. Said Lund: “I do not get the sense that anybody wants to pay.”", "Lund", "I do not"),
            ("It rained. “We are proud of the bridge!” the mayor's niece, Marcia “Cia” Berg, shouted.", "Marcia “Cia” Berg", "We are"),
            ("It rained. “Promise that you will mend the bridge,” Lund sings to the crowd before the rain.", "Lund", "Promise"),
        ] {
            let found = said(text);
            assert!(found.iter().any(|q| q.0.contains(speaker) && q.1.starts_with(words)), "{text}: {found:?}");
        }
    }

    #[test]
    fn a_past_tense_that_looks_like_a_participle_has_a_subject() {
        let found = said(
            "In May, several towns granted Mr. Lund an extension on his order to drain the lake, saying his “means were less than expected.”",
        );
        assert!(found.iter().any(|q| q.0 == "several towns" && q.1.contains("less than expected")), "{found:?}");
    }

    #[test]
    fn whoever_acts_after_a_quotation_within_a_sentence_does_not_say_it() {
        let found = said("Nicknamed “the baker's boy,” Ada Lund won three titles in Oslo.");
        assert!(found.iter().all(|q| q.0.is_empty()), "{found:?}");
    }
}
