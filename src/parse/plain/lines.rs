/*!
Plain text → units: the paragraphs, headings and other pieces that its lines and blank lines make. Finds out whether lines were
broken by hand at some width, and joins them if so. Does not say what a unit is.
*/

use crate::{
    parse::signs::{self, Post},
    text::Span,
};

/// One or more lines that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// From its first letter to its last.
    pub span: Span,
    /// How many lines it takes.
    pub lines: usize,
    /// Number of the group it stands in: groups are parted by blank lines.
    pub group: usize,
    /// Spaces before its first line.
    pub indent: usize,
}

/// How the lines of a text were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A line is a paragraph.
    Free,
    /// Lines were broken before this many characters.
    Wrapped(usize),
}

/// A line without the space around it.
#[derive(Debug, Clone, Copy)]
struct Line {
    span: Span,
    indent: usize,
}

/// How many lines are looked at to find the layout.
const SAMPLE: usize = 4000;
/// Nobody breaks lines by hand beyond this width.
const WIDEST: usize = 160;

fn line(text: &str, start: usize, end: usize) -> Line {
    let span = Span::new(start, end).trim(text);
    Line { span, indent: span.start - start }
}

/// The lines of `text`.
fn lines(text: &str) -> impl Iterator<Item = Line> {
    let mut start = 0;
    memchr::memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len())).map(move |end| {
        let line = line(text, start, end);
        start = end + 1;
        line
    })
}

/// The layout, from a sample of the lines: in broken text the next word would hardly ever have fitted, and most lines end in the
/// middle of a sentence.
pub fn layout(text: &str) -> Layout {
    let sample: Vec<&str> = lines(text).take(SAMPLE).map(|l| l.span.of(text)).collect();
    let begins = |l: &str| l.is_empty() || signs::list_mark(l).is_some() || signs::byline(l).is_some();
    let inner: Vec<(usize, &str, &str)> =
        sample.windows(2).filter(|w| !w[0].is_empty() && !begins(w[1])).map(|w| (w[0].chars().count(), w[0], w[1])).collect();
    let mut widths: Vec<usize> = inner.iter().map(|i| i.0).collect();
    widths.sort_unstable();
    let Some(&width) = widths.get((widths.len() * 19 / 20).min(widths.len().saturating_sub(1))) else { return Layout::Free };
    let all = sample.iter().filter(|l| !l.is_empty()).count();
    let longer = sample.iter().filter(|l| l.chars().count() > width + 2).count();
    let count = |test: &dyn Fn(&(usize, &str, &str)) -> bool| inner.iter().filter(|i| test(i)).count();
    let open = count(&|(_, line, _)| !signs::ends_a_sentence(line));
    let full = count(&|(len, line, next)| len + 1 + first_word(next) > width && !signs::ends_a_sentence(line));
    let runs_on = count(&|(_, _, next)| next.starts_with(char::is_lowercase));
    let n = inner.len();
    let plausible = (30..=WIDEST).contains(&width) && longer * 10 <= all && n >= 2;
    if plausible && full * 10 >= open * 7 && open * 10 >= n * 4 && (n >= 12 || runs_on * 4 >= n) {
        Layout::Wrapped(width)
    } else {
        Layout::Free
    }
}

fn first_word(line: &str) -> usize {
    line.split(' ').next().unwrap_or_default().chars().count()
}

/// The units of `text`.
pub fn units(text: &str, layout: Layout) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut group = 0;
    let mut last: Option<Line> = None;
    for line in lines(text) {
        if line.span.is_empty() {
            group += usize::from(last.take().is_some());
            continue;
        }
        let joins = match (layout, last, units.last()) {
            (Layout::Wrapped(width), Some(before), Some(unit)) => joins(text, width, before, line, unit),
            (Layout::Free, Some(before), Some(_)) => runs_on(text, before, line),
            _ => false,
        };
        match units.last_mut().filter(|_| joins) {
            Some(unit) => {
                unit.span.end = line.span.end;
                unit.lines += 1;
            }
            None => units.push(Unit { span: line.span, lines: 1, group, indent: line.indent }),
        }
        last = Some(line);
    }
    units
}

/// Whether `next` goes on with the paragraph that `before` stands in.
fn joins(text: &str, width: usize, before: Line, next: Line, unit: &Unit) -> bool {
    let (a, b) = (before.span.of(text), next.span.of(text));
    let in_list = signs::list_mark(unit.span.of(text)).is_some();
    let ended = signs::ends_a_sentence(a);
    if next.indent >= before.indent + 2 && !in_list && (ended || before.indent == 0 && unit.lines > 1) {
        return false;
    }
    if (ended || in_list) && signs::list_mark(b).is_some() || b.starts_with('>') != a.starts_with('>') {
        return false;
    }
    if a.len() < 140 && (signs::label(a) == Some(signs::Label::Alone) || is_name_line(a) || signs::byline(a).is_some() && unit.lines == 1) {
        return false;
    }
    if b.len() < 140 && (signs::label(b).is_some() || is_name_line(b) || unit.lines <= 3 && !ended && signs::byline(b).is_some()) {
        return false;
    }
    // What remains is the length: could the next word have stood on this line?
    if a.len() > width * 4 {
        return true;
    }
    let (len, word) = (a.chars().count(), first_word(b));
    let roomy = len + 1 + word + 1 < width;
    let short = len * 4 < width * 3;
    !(roomy && ended && (short || len + 1 + word + 6 < width) || short && roomy && !b.starts_with(char::is_lowercase))
}

/// Whether `next` goes on with the sentence of `before`, in a text whose lines are paragraphs but for a few.
fn runs_on(text: &str, before: Line, next: Line) -> bool {
    let (a, b) = (before.span.of(text), next.span.of(text));
    let broken = (30..=WIDEST).contains(&a.len()) && !signs::ends_a_sentence(a) && signs::list_mark(a).is_none();
    let word = b.split(' ').next().unwrap_or_default();
    broken && b.starts_with(char::is_lowercase) && b.contains(' ') && word.chars().all(char::is_alphabetic) && signs::list_mark(b).is_none()
}

fn is_name_line(line: &str) -> bool {
    memchr::memchr(b'@', line.as_bytes()).is_some() && signs::post(line) == Post::Name
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        units(text, layout(text)).iter().map(|u| u.span.of(text).replace('\n', " ")).collect()
    }

    #[test]
    fn broken_lines_are_joined_and_paragraphs_are_not() {
        let text = "Harbour budget approved\nBy Ana Ruiz, Eastholm\n\nThe council approved the budget late on\nTuesday after a session of six hours in\nwhich nobody left the room.\n\
                    The mayor said she was glad.\nNothing more was decided on that day, and\nthe talks go on.\n\n- one item of a list that is long enough\n  to take two lines\n- another\n";
        assert_eq!(
            read(text),
            [
                "Harbour budget approved",
                "By Ana Ruiz, Eastholm",
                "The council approved the budget late on Tuesday after a session of six hours in which nobody left the room.",
                "The mayor said she was glad.",
                "Nothing more was decided on that day, and the talks go on.",
                "- one item of a list that is long enough   to take two lines",
                "- another"
            ]
        );
    }

    #[test]
    fn a_single_broken_line_is_joined() {
        let text = "Library counts its atlases\n\nThe library counted its atlases on Monday for the\nfirst time since 1998. It found nineteen.\n\nNobody was glad.";
        assert_eq!(layout(text), Layout::Free);
        assert_eq!(read(text)[1], "The library counted its atlases on Monday for the first time since 1998. It found nineteen.");
    }

    #[test]
    fn lines_that_are_paragraphs_stay_apart() {
        let text = "A heading\nThe council approved the budget on Tuesday.\nThe mayor was glad and said that she would sign it within the week, whatever the harbour workers thought.\nShe left.";
        assert_eq!(layout(text), Layout::Free);
        assert_eq!(read(text).len(), 4);
    }
}
