/*!
What a cue reports and who is said to say it, as stretches of tokens around the cue: the likely ways to label its window (`labeling`), the best of
them (`choice`), and two plain rules where nothing was found. Does not mind quotation marks (`attribution` does) and does not know who "he" is
(`speaker` does).
*/

use std::ops::Range;

use super::{
    choice,
    cue::Cue,
    frame::{Frame, window},
    labeling::decode,
    linear::Linear,
    pos::Pos,
    scene::{Models, Scene},
    token::Kind,
};

/// What one cue reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The cue's tokens.
    pub cue: Range<usize>,
    /// What is said, in one or more pieces; never empty.
    pub content: Vec<Range<usize>>,
    /// Who is said to say it.
    pub source: Option<Range<usize>>,
    /// By how much the least sure border was preferred, or put up with, and the cue.
    pub margins: [f32; 2],
}

/// Tags the window of each cue. A cue for which no content is found reports nothing.
pub fn reports(scene: &Scene, cues: &[Cue], models: &Models) -> Vec<Report> {
    let Some(tagger) = models.report else { return Vec::new() };
    let starts: Vec<usize> = cues.iter().map(|c| c.tokens.start).collect();
    cues.iter().filter_map(|cue| report(scene, cue, &starts, tagger, models.choice)).collect()
}

/// "people who feel that way", "he said so": what is said was said before.
fn refers_back(scene: &Scene, cue: &Cue) -> bool {
    let word = |by: usize| scene.document.word(cue.tokens.end + by);
    let ends = |by: usize| word(by) == "," || scene.document.tokens.get(cue.tokens.end + by).is_none_or(|t| t.kind == Kind::Stop);
    word(0) == "so" && ends(1) || matches!(word(0), "that" | "this") && word(1) == "way" && ends(2)
}

fn report(scene: &Scene, cue: &Cue, starts: &[usize], tagger: Linear, choice: Option<Linear>) -> Option<Report> {
    if refers_back(scene, cue) {
        return None;
    }
    let range = window(scene, cue.sentence, &cue.tokens);
    let frame = Frame::new(scene, range.clone(), cue.tokens.clone(), starts);
    let ways = decode(&frame, tagger);
    let way = choice.filter(|_| ways.len() > 1).map_or(0, |scorer| choice::best(&frame, &ways, scorer));
    let way = ways.get(way)?;
    let (content, source) = way.pieces(&range, &cue.tokens);
    if content.is_empty() {
        return clause(scene, cue).or_else(|| alleging(scene, cue));
    }
    let least = way.least;
    Some(Report { cue: cue.tokens.clone(), content, source, margins: [least, cue.margin] })
}

/// Where the tagger finds nothing: "X goes on to stress that …" reports what follows "that", and the noun phrase before the verbs says it.
fn clause(scene: &Scene, cue: &Cue) -> Option<Report> {
    let (document, end) = (scene.document, cue.tokens.end);
    let own = document.sentences.get(cue.sentence)?.range();
    let is_verb = scene.word(cue.tokens.start, 0).pos.is_verb() || scene.word(cue.tokens.start, -1).pos == Pos::To;
    if !is_verb || end + 2 >= own.end || document.word(end) != "that" {
        return None;
    }
    let stop = (end + 1..own.end).find(|i| document.tokens[*i].kind == Kind::Stop).unwrap_or(own.end);
    let before = |from: usize, is: fn(Pos) -> bool| (own.start..from).rev().take_while(|i| is(scene.words[*i].pos)).last().unwrap_or(from);
    let verbs = before(cue.tokens.start, |p| p.is_verb() || matches!(p, Pos::To | Pos::Adverb));
    if stop <= end + 1 {
        return None;
    }
    let subject = before(verbs, Pos::is_nominal)..verbs;
    let source = (!subject.is_empty()).then_some(subject);
    Some(Report { cue: cue.tokens.clone(), content: std::iter::once(end + 1..stop).collect(), source, margins: [0.0, cue.margin] })
}

/// Where the tagger finds nothing: "accusations from the government alleging bad faith" are of bad faith, and the government's.
fn alleging(scene: &Scene, cue: &Cue) -> Option<Report> {
    let (document, start, end) = (scene.document, cue.tokens.start, cue.tokens.end);
    let own = document.sentences.get(cue.sentence)?.range();
    let speaks = scene.words[start].pos == Pos::Gerund && scene.speaks(start);
    let source = (own.start..start).rev().take_while(|i| scene.words[*i].pos.is_nominal()).last()?..start;
    let stop = (end..own.end).find(|i| document.tokens[*i].kind == Kind::Stop || document.word(*i) == ",").unwrap_or(own.end);
    (speaks && stop > end + 1).then(|| {
        let content = std::iter::once(end..stop).collect();
        Report { cue: cue.tokens.clone(), content, source: Some(source), margins: [0.0, cue.margin] }
    })
}

#[cfg(test)]
mod tests {
    use crate::{analyze::example::said, article::BlockKind};

    #[test]
    fn that_way_refers_back_and_this_way_of_life_does_not() {
        let found = said("Ada Lund said this way of life would end within ten years.", BlockKind::Paragraph);
        assert_eq!(found, [("Ada Lund".into(), "this way of life would end within ten years".into())]);
        let text = "The mayor acknowledged that there are “some people” who feel that way, “but not among the vast majority.”";
        let found = said(text, BlockKind::Paragraph);
        assert!(found.len() == 1 && found[0].1.ends_with("vast majority.”"), "{found:?}");
    }
}
