//! Hostile text: whatever the bytes, a parse ends, shows nothing that acts on a terminal, and loses nothing that can be shown.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use sayso::{
    article::Article,
    parse::{Format, Hint, parse},
    text::clean::is_hostile,
};

fn plain(bytes: &[u8]) -> Article {
    parse(bytes, &Hint { format: Some(Format::Plain), ..Hint::default() }).unwrap()
}

fn sound(article: &Article) {
    assert!(!article.text.chars().any(|c| c != '\n' && is_hostile(c)));
    let mut end = 0;
    for block in &article.blocks {
        assert!(block.span.start >= end && block.span.end > block.span.start, "{block:?}");
        assert!(article.text.get(end..block.span.start).is_some_and(|gap| gap.trim().is_empty()));
        assert!(article.text.get(block.span.start..block.span.end).is_some());
        end = block.span.end;
    }
    assert!(article.text.get(end..).is_some_and(|rest| rest.trim().is_empty()));
    for span in article.links.iter().map(|l| l.span).chain(article.emphasis.iter().map(|e| e.span)) {
        assert!(!span.of(&article.text).is_empty());
    }
}

#[test]
fn escapes_overrides_and_zeros_are_taken_out_and_counted() {
    let article = plain("\u{1b}[31mRed\u{1b}[0m \u{1b}]52;c;aGk=\u{7}and \u{202e}evil\u{202c} text\0.".as_bytes());
    assert_eq!(article.text, "[31mRed[0m ]52;c;aGk=and evil text.");
    assert_eq!(article.removed, 7);
    sound(&article);
}

#[test]
fn a_long_line_and_a_flood_of_marks_end() {
    sound(&plain("word ".repeat(200_000).as_bytes()));
    sound(&plain("x".repeat(1 << 20).as_bytes()));
    sound(&plain(format!("a{}b", "\u{301}".repeat(100_000)).as_bytes()));
    sound(&plain(format!("a{}b", "\u{200d}".repeat(100_000)).as_bytes()));
}

#[test]
fn bytes_that_are_no_text_are_shown_as_such() {
    sound(&plain(b"lone \xed\xa0\x80 surrogate, \xff and \xc3"));
    sound(&plain(b"Caf\xe9 cr\xe8me"));
}

#[test]
fn escapes_written_as_entities_are_taken_out_of_pages() {
    let article =
        parse("<html><body><p>A &#27;[31mred&#x202e; word, and more words to make a paragraph of it.</p></body></html>", &Hint::default())
            .unwrap();
    assert!(article.removed >= 2);
    sound(&article);
}

proptest! {
    #[test]
    fn plain_text_keeps_every_character(text in "(([A-Za-z“”—.,!?@#:>|•é\u{1b}\u{202e}-]{1,12} ?){0,14}\r?\n{0,3}){0,30}") {
        let shown = |t: &str| t.chars().filter(|c| !c.is_whitespace() && !is_hostile(*c)).collect::<String>();
        if let Ok(article) = parse(text.as_bytes(), &Hint { format: Some(Format::Plain), ..Hint::default() }) {
            sound(&article);
            prop_assert_eq!(shown(&article.text), shown(&text));
            prop_assert_eq!(article.removed, text.chars().filter(|c| is_hostile(*c) && *c != '\r').count());
        }
    }

    #[test]
    fn any_bytes_end_in_an_article_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..600), format in 0..4usize) {
        let format = [None, Some(Format::Plain), Some(Format::Markdown), Some(Format::Html)][format];
        if let Ok(article) = parse(bytes, &Hint { format, ..Hint::default() }) {
            sound(&article);
        }
    }

    #[test]
    fn any_marks_end_in_an_article(text in "(<(p|div|b|a href=x|li|ul|table|td|tr|pre|blockquote|br)>|</(p|div|b|a|li|ul|table|td|tr|pre|blockquote)>|[*_#>|`\\[\\]()-]|word | |\n){0,80}", html in any::<bool>()) {
        let format = Some(if html { Format::Html } else { Format::Markdown });
        if let Ok(article) = parse(text.as_bytes(), &Hint { format, ..Hint::default() }) {
            sound(&article);
        }
    }
}
