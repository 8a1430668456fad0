/*!
A text and a width → rows. The only place that counts cells: everything on the screen is measured here, by grapheme.
Rows break at white space, after dashes and between ideographs; a word longer than a row is cut. Knows nothing of blocks or of what is
painted around a row.
*/

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::Span;

/// Cells between two tab stops.
const TAB: usize = 4;

/// Bytes a row may hold per cell before it is cut, so that a flood of zero-width characters stays bounded.
const BYTES_PER_CELL: usize = 32;

/// One grapheme and where it stands in its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The grapheme.
    pub span: Span,
    /// Its first column, counted from the start of the row.
    pub column: usize,
    /// Columns it takes: 0 for zero-width characters, 2 for wide ones, up to the next stop for a tab.
    pub width: usize,
}

/// The graphemes of a row with their columns.
#[derive(Debug, Clone)]
pub struct Cells<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    column: usize,
}

/// The graphemes of `row` with their columns.
pub fn cells(text: &str, row: Span) -> Cells<'_> {
    Cells { text, at: row.start, end: row.end.min(text.len()), column: 0 }
}

impl Iterator for Cells<'_> {
    type Item = Cell;

    fn next(&mut self) -> Option<Cell> {
        if self.at >= self.end {
            return None;
        }
        let bytes = self.text.as_bytes();
        let first = bytes[self.at];
        let plain = first.is_ascii() && bytes.get(self.at + 1).is_none_or(u8::is_ascii);
        let (len, width) = if plain {
            (1, ascii_width(first, self.column))
        } else {
            let rest = Span::new(self.at, self.end).of(self.text);
            let grapheme = rest.graphemes(true).next().unwrap_or(" ");
            (grapheme.len().max(1), grapheme.width())
        };
        let cell = Cell { span: Span::new(self.at, self.at + len), column: self.column, width };
        self.at += len;
        self.column += width;
        Some(cell)
    }
}

const fn ascii_width(byte: u8, column: usize) -> usize {
    match byte {
        b'\t' => TAB - column % TAB,
        b' '..=b'~' => 1,
        _ => 0,
    }
}

/// Columns that `words` take in one row.
pub fn width(words: &str) -> usize {
    if words.is_ascii() && !words.bytes().any(|b| b.is_ascii_control()) {
        return words.len();
    }
    cells(words, Span::new(0, words.len())).map(|c| c.width).sum()
}

/// As much of the beginning of `words` as fits into `columns`.
pub fn fit(words: &str, columns: usize) -> &str {
    let end = cells(words, Span::new(0, words.len())).take_while(|c| c.column + c.width <= columns).last();
    Span::new(0, end.map_or(0, |c| c.span.end)).of(words)
}

/// `words` in at most `columns`, with "…" for what is left out. White space of any kind becomes one blank.
pub fn shorten(words: &str, columns: usize) -> String {
    // Four bytes hold any character, so this is enough to fill the columns, and flat in the length of the words.
    let start = fit(words, columns.saturating_mul(4).saturating_add(8));
    let mut line = start.split_whitespace().collect::<Vec<_>>().join(" ");
    if width(&line) > columns || start.len() < words.trim_end().len() {
        let kept = fit(&line, columns.saturating_sub(1)).trim_end().to_owned();
        line = if columns == 0 { String::new() } else { kept + "…" };
    }
    line
}

/// The column of byte `at` in `row`.
pub fn column(text: &str, row: Span, at: usize) -> usize {
    cells(text, row).take_while(|c| c.span.end <= at).last().map_or(0, |c| c.column + c.width)
}

/// The grapheme of `row` that stands at `column`, or the last one before the row's trailing white space.
pub fn at_column(text: &str, row: Span, column: usize) -> usize {
    let mut last = row.start;
    for cell in cells(text, row.trim_end(text)) {
        if cell.width > 0 {
            last = cell.span.start;
        }
        if cell.column + cell.width > column {
            break;
        }
    }
    last
}

impl Span {
    /// The span without white space at its end.
    #[must_use]
    pub fn trim_end(self, text: &str) -> Span {
        Span::new(self.start, self.start + self.of(text).trim_end().len())
    }
}

/// Cuts `span` into rows of at most `columns` cells. The rows cover the span without gap; the white space at which a row breaks ends it and
/// may hang over the edge, so what is painted is `row.trim_end(text)`. A line break ends a row. An empty span gives no row.
pub fn rows(text: &str, span: Span, columns: usize) -> Vec<Span> {
    let columns = columns.max(2);
    let mut rows = Vec::with_capacity(span.len() / columns + 1);
    let mut row = span.start;
    // Where the row may break, and the column there.
    let mut gap = (row, 0);
    let mut used = 0;
    for cell in cells(text, span) {
        let words = cell.span.of(text);
        if words == "\n" || words == "\r\n" {
            rows.push(Span::new(row, cell.span.end));
            row = cell.span.end;
            (gap, used) = ((row, 0), 0);
            continue;
        }
        let width = if words == "\t" { TAB - used % TAB } else { cell.width };
        let blank = words.starts_with([' ', '\t', '\u{3000}']);
        if !blank {
            if breaks_before(words, width) {
                gap = (cell.span.start, used);
            }
            // Twice at most: what stands after the gap may itself be too wide together with this grapheme.
            while row < cell.span.start && (used + width > columns || cell.span.end - row > columns * BYTES_PER_CELL) {
                if gap.0 <= row {
                    gap = (cell.span.start, used);
                }
                rows.push(Span::new(row, gap.0));
                row = gap.0;
                used -= gap.1;
                gap = (row, 0);
            }
        }
        used += width;
        if blank || words == "-" || words == "—" || words == "–" || words == "/" {
            gap = (cell.span.end, used);
        }
    }
    if row < span.end {
        rows.push(Span::new(row, span.end));
    }
    rows
}

/// Whether a row may end before this grapheme although no white space stands there: ideographs, but not closing punctuation.
fn breaks_before(words: &str, width: usize) -> bool {
    width == 2 && !words.starts_with(['。', '、', '，', '．', '」', '』', '）', '】', '！', '？', '：', '；', 'ー', '々', '〉', '》'])
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::string_slice)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str, columns: usize) -> Vec<&str> {
        rows(text, Span::new(0, text.len()), columns).into_iter().map(|r| r.trim_end(text).of(text)).collect()
    }

    #[test]
    fn breaks_at_blanks_dashes_and_ideographs() {
        assert_eq!(lines("one two three", 8), ["one two", "three"]);
        assert_eq!(lines("one two  three", 7), ["one two", "three"]);
        assert_eq!(lines("Al-Mirsad says", 6), ["Al-", "Mirsad", "says"]);
        assert_eq!(lines("東京都知事。", 10), ["東京都知", "事。"]);
        assert_eq!(lines("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(lines("a\nb\n", 9), ["a", "b"]);
        assert_eq!(lines("“It is,” he said", 9), ["“It is,”", "he said"]);
    }

    #[test]
    fn tabs_and_columns() {
        let text = "a\tb日c";
        let row = Span::new(0, text.len());
        assert_eq!(cells(text, row).map(|c| c.column).collect::<Vec<_>>(), [0, 1, 4, 5, 7]);
        assert_eq!((column(text, row, 3), at_column(text, row, 6), at_column(text, row, 99)), (5, 3, 6));
        assert_eq!((fit("日本", 3), shorten("one  two three", 8), shorten("one", 3)), ("日", "one two…".into(), "one".into()));
    }

    #[test]
    fn a_flood_of_zero_width_characters_stays_bounded() {
        let text = "\u{200b}".repeat(100_000);
        assert!(rows(&text, Span::new(0, text.len()), 10).iter().all(|r| r.len() <= 10 * BYTES_PER_CELL + 3));
    }

    proptest! {
        #[test]
        fn rows_cover_the_text_and_fit(text in "([a-z]{0,12}|[ \t\n-]|[日本。「」]|e\u{301}|\u{200b}|👩‍👩‍👧|“|”){0,60}", columns in 2usize..30) {
            let rows = rows(&text, Span::new(0, text.len()), columns);
            let mut at = 0;
            for row in &rows {
                prop_assert_eq!(row.start, at);
                prop_assert!(row.end > row.start);
                at = row.end;
                prop_assert!(width(row.trim_end(&text).of(&text)) <= columns);
            }
            prop_assert_eq!(at, text.len());
        }

        #[test]
        fn columns_lead_back_to_their_place(text in "([a-z ]|日|e\u{301}){1,30}") {
            let row = Span::new(0, text.len());
            for cell in cells(&text, row.trim_end(&text)) {
                prop_assert_eq!(at_column(&text, row, column(&text, row, cell.span.start)), cell.span.start);
            }
        }
    }
}
