/*!
Quotations and reported clauses → quotes: what is said and by which words it is reported. Quotation marks are certain evidence: what a cue
reports is fitted to them, and quotations without a cue are given to whoever spoke before, or to nobody. Does not resolve who "he" is.
*/

use super::{
    Entity, Quote, QuoteKind, Speaker, according, beside,
    cue::cues,
    headline,
    loose::{self, Voice},
    mend::mend,
    quote::Quotation,
    report::{Report, reports},
    scene::{DENIAL, Models, Scene},
    sentence::Document,
    sure, tail, transcript,
    value::calendar::weekday,
};
use crate::{article::BlockKind, text::Span};

/// A quote in the making.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The words, fitted to the quotation marks.
    pub content: Vec<Span>,
    /// The words that report.
    pub cue: Option<Span>,
    /// Where the text names the speaker.
    pub source: Option<Span>,
    /// What it is.
    pub kind: QuoteKind,
    /// The margins of the taggers, where they found it.
    pub margins: Option<[f32; 2]>,
    /// The share of such drafts that are right, where it was judged.
    pub sure: Option<f32>,
    /// What decided.
    pub why: String,
}

impl Draft {
    /// The end of the last thing that belongs to it.
    pub fn end(&self) -> usize {
        self.content.iter().copied().chain(self.cue).chain(self.source).map(|s| s.end).max().unwrap_or(0)
    }

    /// From the first word of what is said to the last.
    pub fn reach(&self) -> Span {
        self.content.iter().copied().reduce(Span::join).unwrap_or_default()
    }

    /// Makes of what was reported in other words only what is quoted too; says whether it was.
    pub fn quotes(&mut self) -> bool {
        let indirect = self.kind == QuoteKind::Indirect;
        if indirect {
            self.kind = QuoteKind::Partial;
        }
        indirect
    }

    /// Whether any of its words lie in `span`.
    pub fn touches(&self, span: Span) -> bool {
        self.content.iter().any(|c| c.overlaps(span))
    }
}

/// What is said in `document`. Where it is no English only quotations count.
pub fn attributions(document: &Document, quotations: &[Quotation], entities: &[Entity], english: bool, models: &Models) -> Vec<Quote> {
    let mut drafts = Vec::new();
    if english {
        let scene = Scene::new(document, quotations, models);
        drafts = reported(&scene, quotations, models);
        if let Some(scorer) = models.sure {
            let features = sure::features(&scene, &drafts);
            for (draft, found) in drafts.iter_mut().zip(&features).filter(|(_, f)| !f.is_empty()) {
                // No scorer knows better than the marks.
                let least = if is_spoken_beside(&scene, draft) { sure::by_rule(draft.kind, true) } else { 0.0 };
                draft.sure = Some(sure::share(scorer, found).max(least));
            }
        }
        let inner = inside(&drafts);
        let judged = drafts.into_iter().zip(inner).filter(|(d, is_inside)| {
            let least = if *is_inside { sure::LEAST_INSIDE } else { sure::LEAST };
            d.sure.is_none_or(|share| share >= least || is_plain(&scene, d)) && !is_note(document, d, entities)
        });
        drafts = judged.map(|(d, _)| d).collect();
    }
    drafts.sort_by_key(|d: &Draft| d.content.first().copied());
    let voice = Voice { document, quotations, entities, english };
    transcript::speeches(document, &mut drafts);
    headline::sayings(document, entities, &mut drafts);
    drafts.sort_by_key(|d: &Draft| d.content.first().copied());
    loose::give(&voice, &mut drafts);
    loose::posts(&voice, &mut drafts);
    drafts.sort_by_key(|d| (d.content.first().copied(), d.cue));
    drafts.into_iter().map(|d| quote(document.text, d)).collect()
}

/// Which of `drafts`, in text order, are reported within what another one reports, and in other words than were said.
fn inside(drafts: &[Draft]) -> Vec<bool> {
    let within = |d: &Draft, at: usize| {
        let near = drafts[at.saturating_sub(AROUND)..(at + AROUND + 1).min(drafts.len())].iter();
        d.cue.is_some_and(|cue| near.clone().any(|o| o.cue != d.cue && o.content.iter().any(|c| c.covers(cue))))
    };
    drafts.iter().enumerate().map(|(at, d)| d.kind == QuoteKind::Indirect && within(d, at)).collect()
}

/// How many drafts before and after one are looked at for one that holds it.
const AROUND: usize = 6;

/// “…,” the minister said: whether all of it is in quotation marks, right before those who say it and the verb.
fn is_spoken_beside(scene: &Scene, draft: &Draft) -> bool {
    let text = scene.document.text;
    let (Some(cue), Some(source), [content]) = (draft.cue, draft.source, draft.content.as_slice()) else { return false };
    let (first, last) = if source.end <= cue.start { (source, cue) } else { (cue, source) };
    if draft.kind == QuoteKind::Indirect
        || content.end > first.start
        || first.end > last.start
        || !content.of(text).ends_with([',', '?', '!'])
    {
        return false;
    }
    let marks = Span::new(content.end, first.start).of(text).trim();
    let verb = scene.document.token_at(cue.start);
    let speaks = scene.speaks(verb) && scene.words[verb].pos.is_finite();
    speaks && matches!(marks, "”" | "\"" | "’" | "''" | "'" | "»") && Span::new(first.end, last.start).of(text).trim().is_empty()
}

/// Whether the text says plainly whose claim it is, even inside what another says: "rejects accusations from the government alleging that …",
/// "according to a report", "as the memo put it"; or that somebody denies something: "the ministry firmly rejected accusations …".
fn is_plain(scene: &Scene, draft: &Draft) -> bool {
    let (document, text) = (scene.document, scene.document.text);
    let (Some(cue), Some(source), Some(content)) = (draft.cue, draft.source, draft.content.first()) else { return false };
    if source.end > cue.start {
        // It names a source of its own wherever it stands.
        return matches!(cue.of(text), "according to" | "According to");
    }
    let between = Span::new(source.end, cue.start).of(text);
    let after = |word: &str| {
        let before = document.token_at(source.start).checked_sub(1);
        before.is_some_and(|i| document.word(i).eq_ignore_ascii_case(word))
    };
    let claims = cue.of(text).ends_with("ing") && after("from") || matches!(cue.of(text), "put it" | "puts it") && after("as");
    let verb = document.token_at(cue.start);
    let denies = || {
        let at = document.token_at(source.start);
        let begins = document.sentence_around(at).is_some_and(|s| s.range().start == at)
            || at > 0 && matches!(document.word(at - 1), "—" | "–" | "--" | "-");
        let time = |i: usize| document.word(i) == "on" || weekday(document.word(i)).is_some();
        let adverbs = (document.token_at(source.end.max(1) - 1) + 1..verb).all(|i| scene.is_manner(i) || time(i));
        scene.class(verb) == DENIAL && scene.words[verb].pos.is_finite() && begins && adverbs && content.start <= cue.end + 1
    };
    between.trim().is_empty() && claims || denies()
}

/// What the taggers and the rules beside them find to be reported, in text order, before any of it is judged.
pub fn reported(scene: &Scene, quotations: &[Quotation], models: &Models) -> Vec<Draft> {
    let cues = cues(scene, models);
    let mut found = reports(scene, &cues, models);
    beside::complete(scene, quotations, &mut found);
    according::complete(scene, &mut found);
    tail::complete(scene, &mut found);
    mend(scene, &mut found);
    beside::give_subjects(scene, &mut found);
    let mut drafts: Vec<Draft> = found.iter().filter_map(|r| fitted(scene, r, quotations)).collect();
    drop_nested(&mut drafts, quotations);
    drafts.sort_by_key(|d| (d.reach().start, usize::MAX - d.reach().end));
    // "continues to stress that …" may be found by both its verbs.
    drafts.dedup_by(|later, earlier| later.content == earlier.content && (later.source.is_none() || later.source == earlier.source));
    drafts
}

fn quote(text: &str, draft: Draft) -> Quote {
    let confidence = draft.sure.unwrap_or_else(|| sure::by_rule(draft.kind, draft.source.is_some()));
    let speaker = draft.source.filter(|s| !s.is_empty()).map(|s| Speaker { name: s.of(text).to_owned(), entity: None, mention: Some(s) });
    Quote { kind: draft.kind, content: draft.content, cue: draft.cue, speaker, confidence, why: draft.why }
}

/// The outermost quotations that touch `span`.
fn touching(quotations: &[Quotation], span: Span) -> impl Iterator<Item = &Quotation> {
    let first = quotations.partition_point(|q| q.span.start < span.start.saturating_sub(LONGEST));
    quotations.iter().skip(first).take_while(move |q| q.span.start < span.end).filter(move |q| q.depth == 0 && q.span.overlaps(span))
}

/// No quotation is longer than this many bytes; keeps the search short.
const LONGEST: usize = 8000;

/// A report, its content fitted to the quotation marks.
fn fitted(scene: &Scene, report: &Report, quotations: &[Quotation]) -> Option<Draft> {
    let (document, text) = (scene.document, scene.document.text);
    let cue = document.span(report.cue.clone());
    let source = report.source.clone().map(|s| trim_marks(text, document.span(s))).filter(|s| !s.is_empty());
    let (mut content, mut quoted, mut bare) = (Vec::<Span>::new(), 0usize, 0usize);
    for piece in &report.content {
        let mut span = document.span(piece.clone());
        for q in touching(quotations, span) {
            let shared = q.content.meet(span).map_or(0, Span::len);
            let outside = !q.span.overlaps(cue) && source.is_none_or(|s| !q.span.overlaps(s));
            // What goes into a quotation and stops at a sentence of it goes on to its end.
            let broken = q.closed && span.start < q.span.start && shared > 0 && span.of(text).ends_with(['.', '!', '?', '…']);
            if outside && (shared * 2 >= q.content.len() || q.span.covers(span) || broken) {
                span = span.join(q.span);
            }
        }
        let marked: usize = touching(quotations, span).filter(|q| span.covers(q.span)).map(|q| q.content.len()).sum();
        let own = letters(text, span);
        let only = touching(quotations, span).find(|q| q.span.len() >= own && letters(text, q.span) == own);
        quoted += marked;
        bare += if only.is_some() { 0 } else { own.saturating_sub(marked) };
        let span = only.map_or_else(|| trim_marks(text, span), |q| q.content);
        match content.last_mut() {
            Some(last) if Span::new(last.end, span.start).of(text).chars().all(|c| !c.is_alphanumeric()) && last.end <= span.start => {
                *last = last.join(span);
            }
            Some(last) if last.overlaps(span) => *last = last.join(span),
            _ => content.push(span),
        }
    }
    content.retain(|c| !c.is_empty());
    let first = content.first()?.of(text).chars().next()?;
    let kind = match (quoted > 0, bare > 0) {
        (false, _) => QuoteKind::Indirect,
        (true, false) if first.is_uppercase() || !first.is_alphabetic() || quoted > 60 => QuoteKind::Direct,
        _ => QuoteKind::Partial,
    };
    let why = loose::why_cue(text, cue, content.first().copied().unwrap_or_default());
    Some(Draft { content, cue: Some(cue), source, kind, margins: Some(report.margins), sure: None, why })
}

/// How many bytes of letters and digits stand in `span`.
fn letters(text: &str, span: Span) -> usize {
    span.of(text).chars().filter(|c| c.is_alphanumeric()).map(char::len_utf8).sum()
}

/// The span without a leading "that" and the commas, colons and spaces at its ends. Marks that quote stay inside a mixed content.
fn trim_marks(text: &str, span: Span) -> Span {
    span.trim_all(text, |c| c.is_whitespace() || matches!(c, ',' | ':' | ';' | '—' | '–'))
}

/// A report inside a quotation is part of what is said there.
fn drop_nested(drafts: &mut Vec<Draft>, quotations: &[Quotation]) {
    drafts.retain(|d| {
        let Some(cue) = d.cue else { return true };
        !touching(quotations, cue).any(|q| q.span.covers(cue) && d.content.iter().all(|c| q.span.covers(*c)))
    });
}

/// Whether a draft is a line like "Update: The road is open", said by nobody.
fn is_note(document: &Document, draft: &Draft, entities: &[Entity]) -> bool {
    let (Some(cue), Some(source)) = (draft.cue, draft.source) else { return false };
    let label = cue.of(document.text) == ":" && source.end <= cue.start && document.blocks.iter().any(|b| b.span.start == source.start);
    label && !headline::speaks(document.text, source, entities)
}

/// Whether a block's quotations may be anybody's words.
pub fn is_spoken(kind: BlockKind) -> bool {
    !matches!(kind, BlockKind::Related | BlockKind::Code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::example;

    #[test]
    fn a_plain_denial_is_kept() {
        for lead in ["", "Bergen — "] {
            let text = format!(
                "{lead}Norway on Friday firmly rejected accusations from the Danish government alleging the presence of spies in Oslo."
            );
            let found = example::said(&text, BlockKind::Paragraph);
            assert!(found.iter().any(|q| q.0 == "Norway" && q.1.starts_with("accusations")), "{found:?}");
        }
    }

    #[test]
    fn only_what_is_reported_in_other_words_within_a_report_is_inside() {
        let draft = |content, cue, kind| Draft {
            content: vec![content],
            cue: Some(cue),
            source: None,
            kind,
            margins: None,
            sure: None,
            why: String::new(),
        };
        let outer = draft(Span::new(10, 90), Span::new(0, 5), QuoteKind::Indirect);
        let other = draft(Span::new(30, 40), Span::new(20, 25), QuoteKind::Indirect);
        let quoted = draft(Span::new(60, 80), Span::new(50, 55), QuoteKind::Direct);
        assert_eq!(inside(&[outer, other, quoted]), [false, true, false]);
    }
}
