/*!
Quotation marks of every style, by a state machine that starts afresh in each block, so that one lost mark never inverts the rest of
the article. Works on characters alone and needs no tokens. Tells apostrophes, feet and inches from marks, nests, repairs a lost mark
inside its block, and follows a quotation left open over paragraphs. Does not say who speaks, nor whether anybody does.
*/

use super::sentence::Document;
use crate::{
    article::BlockKind,
    text::{Span, floor_boundary},
};

/// A stretch between quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotation {
    /// The marks included.
    pub span: Span,
    /// What stands between them, without white space at its ends.
    pub content: Span,
    /// Index of its block in the document.
    pub block: usize,
    /// How many quotations it lies in.
    pub depth: usize,
    /// Whether the closing mark is there. A quotation carried on in the next paragraph needs none.
    pub closed: bool,
    /// The quotation, by index, that it carries on from an earlier paragraph.
    pub continues: Option<usize>,
}

/// An opening mark that waits for its closing one.
struct Open {
    at: usize,
    inside: usize,
    mark: char,
    /// For single marks: where the closing one stands.
    until: Option<usize>,
}

/// How far, in bytes, to look for what makes an apostrophe doubtful: keeps the work linear.
const NEAR: usize = 2000;

/// Deeper nesting than this is no quotation.
const DEEPEST: usize = 4;

/// The quotations of `document` in text order, those inside others after them. Code quotes nobody.
pub fn quotations(document: &Document) -> Vec<Quotation> {
    let mut found = Vec::new();
    let mut carried: Option<(usize, char)> = None;
    for (block, b) in document.blocks.iter().enumerate() {
        if b.kind == BlockKind::Code {
            continue;
        }
        let first = found.len();
        let left = scan(b.span.of(document.text), b.span.start, block, &mut found);
        if !b.kind.is_own_words() {
            continue;
        }
        if let Some((before, mark)) = carried.take() {
            let text = Span::new(b.span.start, b.span.end).of(document.text);
            if text.starts_with(mark) && found.get(first).is_some_and(|m| m.span.start == b.span.start) {
                found[first].continues = Some(before);
                found[before].closed = true;
            } else {
                shorten(document.text, &document.blocks[found[before].block].span, &mut found[before]);
            }
        }
        if let Some(open) = left {
            let index = found.iter().enumerate().skip(first).find(|(_, m)| m.span.start == open.at).map(|(i, _)| i);
            carried = index.map(|i| (i, open.mark));
        }
    }
    if let Some((before, _)) = carried {
        shorten(document.text, &document.blocks[found[before].block].span, &mut found[before]);
    }
    found
}

/// A quotation that nothing closes ends with its sentence, unless it fills the block from its first letter.
fn shorten(text: &str, block: &Span, marked: &mut Quotation) {
    if marked.span.start == block.start {
        return;
    }
    let words = marked.content.of(text);
    let end = words
        .match_indices(['.', '!', '?'])
        .find(|(at, p)| words.get(at + p.len()..).is_some_and(|rest| rest.starts_with(char::is_whitespace)));
    if let Some((at, p)) = end {
        marked.content = Span::new(marked.content.start, marked.content.start + at + p.len());
        marked.span = Span::new(marked.span.start, marked.content.end);
    }
}

/// What a mark may do where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Open,
    Close,
    Neither,
}

/// Scans one block that begins at byte `base`; gives back a quotation left open at its end.
fn scan(text: &str, base: usize, block: usize, found: &mut Vec<Quotation>) -> Option<Open> {
    let first = found.len();
    let closers = single_closers(text);
    let mut stack: Vec<Open> = Vec::new();
    let (mut next, mut doubled_until) = (0, 0);
    while let Some((at, c)) = next_mark(text, next) {
        // Two single marks are one double mark, as agencies type it.
        let doubled = c == '\'' && text.as_bytes().get(at + 1) == Some(&b'\'');
        let (c, inside) = if doubled { ('"', at + 2) } else { (c, at + c.len_utf8()) };
        let before = if doubled_until == at && at > 0 { Some('"') } else { before(text, at) };
        let after = after(text, inside);
        next = inside;
        match turn(text, &stack, &closers, (before, c, after), at) {
            Turn::Open if stack.len() < DEEPEST => {
                if stack.last().is_some_and(|top| !is_single(top.mark) && top.mark == c) {
                    repair(text, base, block, &mut stack, at, found);
                }
                let until = is_single(c).then(|| closing_single(text, &closers, at)).flatten();
                stack.push(Open { at: at + base, inside: inside + base, mark: c, until });
            }
            Turn::Close => {
                let depth = stack.iter().rposition(|o| closes(o.mark, c)).unwrap_or(0);
                if let Some(open) = stack.drain(depth..).next() {
                    push(found, text, base, block, depth, &open, (at + base, inside + base), true);
                }
            }
            _ => {}
        }
        if doubled {
            doubled_until = inside;
        }
    }
    let left = stack.drain(..).find(|o| o.until.is_none());
    if let Some(open) = &left {
        let end = base + text.len();
        push(found, text, base, block, 0, open, (end, end), false);
    }
    found[first..].sort_by_key(|m| (m.span.start, usize::MAX - m.span.end));
    left
}

/// The first character at or after byte `from` that may be a quotation mark, with its place.
fn next_mark(text: &str, mut from: usize) -> Option<(usize, char)> {
    loop {
        // All other marks begin with one of three bytes.
        let at = from + text.as_bytes().get(from..)?.iter().position(|b| matches!(b, b'"' | b'\'' | 0xc2 | 0xe2 | 0xe3))?;
        let c = after(text, at)?;
        if matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』') || is_single(c) || c == '’' {
            return Some((at, c));
        }
        from = at + c.len_utf8();
    }
}

/// The character before byte `at`.
fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// The character at byte `at`.
fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// A second opening mark of the same style: the closing one was lost, so the first quotation ends with the sentence before.
fn repair(text: &str, base: usize, block: usize, stack: &mut Vec<Open>, at: usize, found: &mut Vec<Quotation>) {
    let Some(open) = stack.pop() else { return };
    let words = Span::new(open.inside - base, at).of(text);
    let end = words.rfind(['.', '!', '?', ',']).map_or(words.len(), |i| i + 1) + open.inside;
    push(found, text, base, block, stack.len(), &open, (end, end), false);
}

#[allow(clippy::too_many_arguments)] // One place builds what several ends lead to.
fn push(found: &mut Vec<Quotation>, text: &str, base: usize, block: usize, depth: usize, open: &Open, end: (usize, usize), closed: bool) {
    let inner = Span::new(open.inside - base, end.0 - base).trim(text);
    if !inner.is_empty() && inner.of(text).chars().any(char::is_alphanumeric) {
        found.push(Quotation { span: Span::new(open.at, end.1), content: inner.shift(base), block, depth, closed, continues: None });
    }
}

fn is_single(c: char) -> bool {
    matches!(c, '\'' | '‘' | '‚' | '‹' | '›')
}

/// Whether `c` closes what `open` opened.
fn closes(open: char, c: char) -> bool {
    match open {
        '“' | '‟' => c == '”' || c == '"',
        '„' => matches!(c, '“' | '”' | '"'),
        '”' => c == '”',
        '"' => matches!(c, '"' | '”'),
        '«' => c == '»',
        '»' => c == '«' || c == '»',
        '‘' | '\'' => matches!(c, '’' | '\''),
        '‚' => matches!(c, '‘' | '’'),
        '‹' => c == '›',
        '›' => c == '‹',
        '「' => c == '」',
        '『' => c == '』',
        _ => false,
    }
}

/// What the mark `c` between `before` and `after` does at byte `at`.
fn turn(text: &str, stack: &[Open], closers: &[usize], (before, c, after): (Option<char>, char, Option<char>), at: usize) -> Turn {
    let awaited = stack.iter().any(|o| closes(o.mark, c));
    let starts = before.is_none_or(|b| b.is_whitespace() || is_opening(b)) && after.is_some_and(|a| !a.is_whitespace());
    match c {
        '“' | '”' | '«' | '»' | '‹' | '›' | '」' | '』' if awaited => Turn::Close,
        '„' | '‟' | '「' | '『' | '“' | '«' | '‹' => Turn::Open,
        '”' | '»' | '›' if starts && before.is_none_or(|b| !is_opening(b) || b == '(') => Turn::Open,
        '"' => {
            let measure = before.is_some_and(|b| b.is_ascii_digit()) && (!awaited || is_feet_and_inches(text, at));
            match (awaited, starts) {
                _ if measure => Turn::Neither,
                (true, true) if before.is_none_or(char::is_whitespace) => Turn::Open,
                (true, _) => Turn::Close,
                (false, true) => Turn::Open,
                (false, false) => Turn::Neither,
            }
        }
        '’' | '\'' if stack.iter().any(|o| o.until == Some(at)) => Turn::Close,
        '‘' if stack.last().is_some_and(|o| o.mark == '‚' && o.until == Some(at)) => Turn::Close,
        '‘' | '\'' | '‚' if starts && !is_elision(text, at + c.len_utf8()) && closing_single(text, closers, at).is_some() => Turn::Open,
        _ => Turn::Neither,
    }
}

/// What may stand before an opening mark without a space.
fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '—' | '–' | '-' | '/' | '“' | '‘' | '„' | '«' | '"' | '\'' | '\u{2060}' | '…' | ':' | '。' | '，' | '：')
}

/// `5'10"`: the digits before the mark at `at` follow a mark for feet.
fn is_feet_and_inches(text: &str, at: usize) -> bool {
    let head = Span::new(0, at).of(text).trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '½');
    head.ends_with(['\'', '’', '′'])
}

/// Words that begin with an apostrophe, and shortened years.
fn is_elision(text: &str, from: usize) -> bool {
    let rest = Span::new(from, text.len()).of(text);
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let word = Span::new(0, end).of(rest);
    let year = word.as_bytes();
    let is_year = (year.len() == 2 || year.len() == 3 && year[2] == b's') && year.iter().take(2).all(u8::is_ascii_digit);
    is_year
        || ["em", "tis", "twas", "til", "cause", "bout", "n", "round", "tween", "neath", "cos"].iter().any(|e| word.eq_ignore_ascii_case(e))
}

/// Where a single mark may close: something stands before it and no letter follows.
fn single_closers(text: &str) -> Vec<usize> {
    let mut closers = Vec::new();
    let mut next = 0;
    while let Some((at, c)) = next_mark(text, next) {
        next = at + c.len_utf8();
        let ends = before(text, at).is_some_and(|b| !b.is_whitespace()) && after(text, next).is_none_or(|a| !a.is_alphanumeric());
        // 5' and 10'6 are feet only outside quotations, where no opening mark asks for them.
        if matches!(c, '’' | '\'' | '‘') && ends {
            closers.push(at);
        }
    }
    closers
}

/// The mark that closes the single one at `at`: the first that is not plainly a plural's possessive ("the workers’ rights"),
/// else the last possible one. No further than the eighth.
fn closing_single(text: &str, closers: &[usize], at: usize) -> Option<usize> {
    let next = closers.get(closers.partition_point(|c| *c <= at + 1)..)?;
    let mut last = None;
    for (n, c) in next.iter().take(8).enumerate() {
        let head = Span::new(0, *c).of(text);
        let tail = Span::new(*c, text.len()).of(text);
        let mut follows = tail.chars().skip(1);
        let possessive = head.ends_with(['s', 'n']) && follows.next() == Some(' ') && follows.next().is_some_and(char::is_lowercase);
        if !possessive {
            // A later closer with an opener before it belongs to another quotation.
            return match last {
                Some(earlier) if Span::new(earlier, *c).of(text).contains([' ']) && has_opener(text, earlier, *c) => Some(earlier),
                _ => Some(*c),
            };
        }
        if n == 0 || last.is_none() {
            last = Some(*c);
        }
    }
    last
}

/// Whether a single opening mark stands soon after `from`.
fn has_opener(text: &str, from: usize, to: usize) -> bool {
    let words = Span::new(from, to.min(floor_boundary(text, from + NEAR))).of(text);
    words.contains(" ‘") || words.contains(" '")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::string_slice)]
mod tests {
    use super::*;
    use crate::article::{Article, Block};

    fn article(text: &str) -> Article {
        let mut blocks = Vec::new();
        let mut at = 0;
        for line in text.split('\n') {
            if !line.trim().is_empty() {
                blocks.push(Block { span: Span::new(at, at + line.len()), kind: BlockKind::Paragraph });
            }
            at += line.len() + 1;
        }
        Article { text: text.into(), blocks, ..Article::default() }
    }

    /// The text with its quotations in ⟦ ⟧, a carried-on one in ⟦+ ⟧ and one that nothing closes in ⟦ ?⟧.
    fn shown(text: &str) -> String {
        let a = article(text);
        let mut cuts: Vec<(usize, usize, String)> = Vec::new();
        for m in quotations(&Document::whole(&a)) {
            cuts.push((m.content.start, 1 + m.depth, if m.continues.is_some() { "⟦+".into() } else { "⟦".into() }));
            cuts.push((m.content.end, 0, if m.closed { "⟧".into() } else { "?⟧".into() }));
        }
        cuts.sort();
        let mut out = text.to_string();
        for (at, _, mark) in cuts.into_iter().rev() {
            out.insert_str(at, &mark);
        }
        out
    }

    #[test]
    fn every_style_of_marks() {
        for golden in [
            "He called it “⟦outrageous⟧” and “⟦a figment of imagination.⟧”",
            "He said \"⟦no\"⟧\".".replace("no\"⟧\"", "no⟧\"").as_str(),
            "\"⟦No,⟧\" she said, \"⟦not before spring.⟧\"",
            "Er sagte: „⟦Nein.⟧“ Und ging.",
            "Il a dit : « ⟦C’est non⟧ ». Puis »⟦doch⟧«.",
            "彼は「⟦もう『⟦無理⟧』だ⟧」と言った。",
            "‘⟦We won’t go,⟧’ she said. ‘⟦Not this year.⟧’",
            "'⟦We won't go,⟧' she said. 'Tis late.",
            "“⟦He told me ‘⟦go home⟧’ and left,⟧” she said.",
            "‘⟦He said “⟦never⟧” to me,⟧’ she said.",
            "(“⟦so-called⟧”)—“⟦and on⟧”",
        ] {
            let plain = golden.replace(['⟦', '⟧'], "");
            assert_eq!(shown(&plain), golden);
        }
    }

    #[test]
    fn apostrophes_and_measures_are_no_marks() {
        for text in [
            "The boys' and girls' schools of the '90s weren't Rock 'n' Roll.",
            "The workers’ rights and the ’90s, ‘em all.",
            "He is 5'10\" tall and the pipe is 12\" wide.",
            "It costs 5' and Najib's men, the Taliban's too.",
        ] {
            assert_eq!(shown(text), text);
        }
        assert_eq!(shown("She is “5'10\" tall,” he said."), "She is “⟦5'10\" tall,⟧” he said.");
        assert_eq!(shown("‘The workers’ rights come first,’ he said."), "‘⟦The workers’ rights come first,⟧’ he said.");
    }

    #[test]
    fn a_quotation_left_open_goes_on_in_the_next_paragraph() {
        assert_eq!(shown("He said: “One.\n“Two.\n“Three.” Then."), "He said: “⟦One.⟧\n“⟦+Two.⟧\n“⟦+Three.⟧” Then.");
        assert_eq!(shown("\"One.\n\"Two.\""), "\"⟦One.⟧\n\"⟦+Two.⟧\"");
    }

    #[test]
    fn a_lost_mark_inverts_nothing() {
        assert_eq!(
            shown("He said “it is late. Nobody came.\nThe end was “near,” he said."),
            "He said “⟦it is late.?⟧ Nobody came.\nThe end was “⟦near,⟧” he said."
        );
        assert_eq!(
            shown("It is late,\" he said. \"Nobody came.\"\n\"Go,\" she said."),
            "It is late,\" he said. \"⟦Nobody came.⟧\"\n\"⟦Go,⟧\" she said."
        );
        assert_eq!(shown("“It is late, he said. “Nobody came.”"), "“⟦It is late, he said.?⟧ “⟦Nobody came.⟧”");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[a-zé \\n\"'“”‘’„«»「」0-9.,]{0,80}") {
            for m in quotations(&Document::whole(&article(&text))) {
                assert!(m.span.covers(m.content) && !m.content.of(&text).is_empty());
            }
        }
    }
}
