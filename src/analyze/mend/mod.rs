/*!
Reports → reports whose borders make sense: [`source`] for who speaks, [`content`] for what is said. Here is in what order they are mended, and what
several reports of a sentence have to do with each other: what is said holds what is said inside it, and "…, calling it" is said by the subject of its
sentence.
*/

mod content;
mod source;

use std::ops::Range;

use super::{beside::subject, pos::Pos, report::Report, scene::Scene, token::Kind};

/// Mends the reports of a document, which are in the order of their cues.
pub fn mend(scene: &Scene, reports: &mut [Report]) {
    let mut owned = vec![false; reports.len()];
    for at in 0..reports.len() {
        let others: Vec<Range<usize>> = reports.iter().skip(at + 1).take(2).map(|r| r.cue.clone()).collect();
        let report = &mut reports[at];
        according(scene, report);
        content::goes_on(scene, report);
        source::joined(scene, report);
        owned[at] = source::owns(scene, report);
        plain(scene, report);
        report.source = source::nominal(scene, report);
        if let Some(source) = &mut report.source {
            *source = source::whole(scene, source::hung(scene, source.clone(), report.cue.start), &report.cue);
        }
        source::pronoun(scene, report);
        source::relative(scene, report);
        source::owner(scene, report);
        source::participle_alone(scene, report);
        if let Some(first) = report.content.first_mut()
            && first.len() > 1
            && first.start == report.cue.end
            && scene.document.word(first.start) == "that"
        {
            first.start += 1;
        }
        content::whole_phrase(scene, report, &others);
        content::bare_object(scene, report);
        content::whole_clause(scene, report);
        content::inverted(scene, report);
        content::swapped(scene, report);
        content::parenthesis(scene, report);
        content::whole_block(scene, report);
        content::after_colon(scene, report);
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

/// "She reiterated the position that …": a verb of speech right after its subject, and "that" before the clause, say it plainly.
fn plain(scene: &Scene, report: &mut Report) {
    let (cue, document) = (report.cue.clone(), scene.document);
    let finite = cue.clone().any(|i| scene.words[i].pos.is_finite() && scene.speaks(i));
    let subject = report.source.as_ref().is_some_and(|s| s.end == cue.start && s.clone().any(|i| scene.words[i].pos.is_nominal()));
    let that = report
        .content
        .first()
        .is_some_and(|c| c.start > cue.start && (document.word(c.start - 1) == "that" || document.word(c.start) == "that"));
    if finite && subject && that {
        report.margins = report.margins.map(|m| m.max(PLAIN));
    }
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
    let same = |r: &Report| document.sentence_of(r.cue.start) == sentence;
    let acts = |r: &Report| r.cue.clone().any(|i| scene.words[i].pos.is_finite());
    // "X told Y that she believes this, saying": X says, whatever is believed in what X told.
    let speaks = |r: &Report| r.cue.clone().any(|i| scene.speaks(i));
    let tells = |o: &Report, r: &Report| speaks(o) && o.content.iter().any(|c| c.contains(&r.cue.start));
    let thought = |r: &Report| !speaks(r) && before.iter().rev().take(8).take_while(|o| same(o)).any(|o| tells(o, r));
    let holds = |(r, owned): (&Report, &bool)| !owned && acts(r) && !(speaks(inner) && thought(r));
    let from = before.iter().rev().take_while(|r| same(r)).zip(owned[..at].iter().rev()).position(holds);
    let Some(holder) = from.map(|back| at - 1 - back) else {
        for report in before.iter_mut().rev().take_while(|r| same(r)) {
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

/// "According to X, Y": X ends with the first comma that a clause follows; Y is that clause.
fn according(scene: &Scene, report: &mut Report) {
    let document = scene.document;
    if !document.word(report.cue.start).eq_ignore_ascii_case("according") {
        return;
    }
    let Some(sentence) = document.sentence_around(report.cue.start) else { return };
    let range = sentence.range();
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
    use crate::{analyze::example::said, article::BlockKind};

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
    fn whoever_tells_also_says_whatever_is_believed_in_what_he_tells() {
        let text =
            "Ada Lund told the council that she believes the bridge must be mended, saying that “the rust decides too much” in Oslo.";
        let found = said(text, BlockKind::Paragraph);
        assert!(found.iter().any(|q| q.0 == "Ada Lund" && q.1.contains("the rust decides")), "{found:?}");
    }
}
