//! Parsing by example: one input for each form an article comes in, in `tests/data/parse`, beside a dump of what is read from it: the
//! facts, then the blocks with their kinds. A dump that differs is written to its file and the test fails: the diff is the review.

#![allow(clippy::unwrap_used)]

use std::{fmt::Write as _, fs, path::Path};

use proptest::{prelude::*, sample::select};
use sayso::{
    article::{Article, BlockKind},
    parse::{Format, Hint, parse},
};

/// What was read, for a person to read.
fn dump(article: &Article) -> String {
    let mut out = String::new();
    let meta = &article.meta;
    for (name, value) in [
        ("title", &meta.title),
        ("byline", &meta.byline),
        ("site", &meta.site),
        ("published", &meta.published),
        ("language", &meta.language),
        ("url", &meta.url),
    ] {
        if let Some(value) = value {
            writeln!(out, "{name}: {value}").unwrap();
        }
    }
    for remark in &article.remarks {
        writeln!(out, "remark: {remark}").unwrap();
    }
    for block in &article.blocks {
        let level = if let BlockKind::Heading(level) = block.kind { format!(" {level}") } else { String::new() };
        writeln!(out, "\n── {}{level}", block.kind.name()).unwrap();
        writeln!(out, "{}", block.span.of(&article.text)).unwrap();
    }
    if !article.links.is_empty() || !article.emphasis.is_empty() {
        writeln!(out, "\n══").unwrap();
    }
    for link in &article.links {
        writeln!(out, "link: {} → {}", link.span.of(&article.text), link.href).unwrap();
    }
    for emphasis in &article.emphasis {
        writeln!(out, "{:?}: {}", emphasis.style, emphasis.span.of(&article.text)).unwrap();
    }
    out
}

fn check(input: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/parse");
    let bytes = fs::read(folder.join(input)).unwrap();
    let now = dump(&parse(bytes, &Hint { name: Some(input), ..Hint::default() }).unwrap());
    let path = folder.join(input.replace('.', "-")).with_extension("blocks");
    if fs::read_to_string(&path).unwrap_or_default() != now {
        fs::write(&path, &now).unwrap();
        panic!("{input} is read differently; see the diff of {}", path.display());
    }
}

macro_rules! forms {
    ($($name:ident: $input:literal;)+) => {
        $(#[test]
        fn $name() {
            check($input);
        })+
    };
}

forms! {
    one_line_a_paragraph: "lines.txt";
    blank_lines_between_paragraphs: "blank.txt";
    lines_broken_by_hand: "wrapped.txt";
    dos_line_ends_and_a_byte_order_mark: "dos.txt";
    windows_1252: "western.txt";
    utf_16: "wide.txt";
    headings_without_a_full_stop: "headings.txt";
    teasers_of_several_makes: "teasers.txt";
    posts_between_blank_lines_with_their_name_line_in_either_order: "posts-apart.txt";
    posts_without_blank_lines_around_them: "posts-tight.txt";
    markdown: "page.md";
    a_saved_page: "page.html";
}

/// Lines as articles have them, which a parser joins, parts and labels.
fn line() -> impl Strategy<Value = &'static str> {
    select(vec![
        "ALSO SEE",
        "Related:",
        "READ MORE: A Short History of the Cranes",
        "Dock Union Counts the Cost",
        "The union has spent two thirds of its fund, and the dock counts the cost.",
        "— Harbour Watch (@harbourwatch) November 28, 2025",
        "Just In!!",
        "The port is shut. Talks go on with @harbourunion…",
        "By Ana Ruiz",
        "Harbour Post — 28 November 2025",
        "“We closed the gates,” said Amara Kane,",
        "who has chaired the board since 2019, “and we logged it.”",
        "    An inset passage that begins far from the margin.",
        "- one item",
        "1. another",
        "• a third",
        "> We are glad.",
        "| town | votes |",
        "Eastholm     12     31",
        "The eastern gate, 2024. (AP Photo/Ana Ruiz)",
        "PORT ELLERY — The Harbour Board on Tuesday rejected claims that the barrier had been left open.",
        "naïve Ångström 日本 e\u{301} 👩‍👩‍👧",
        "#",
        "—",
    ])
}

proptest! {
    #[test]
    fn plain_articles_keep_every_character_in_order(
        lines in prop::collection::vec((line(), select(vec!["\n", "\n\n", "\r\n", "\r\n\r\n", "\n \n\n", " "])), 1..40),
        width in prop::option::of(30usize..90),
    ) {
        let mut text: String = lines.iter().flat_map(|(line, end)| [*line, *end]).collect();
        if let Some(width) = width {
            text = wrapped(&text, width);
        }
        let shown = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let article = parse(text.as_bytes(), &Hint { format: Some(Format::Plain), ..Hint::default() }).unwrap();
        prop_assert_eq!(shown(&article.text), shown(&text));
        // And each stands in a block.
        let in_blocks: String = article.blocks.iter().map(|b| shown(b.span.of(&article.text))).collect();
        prop_assert_eq!(in_blocks, shown(&text));
    }
}

/// `text` with a line break in place of the last space before every `width` characters.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_inclusive(' ') {
        let length = word.chars().count();
        if column > 0 && column + length > width {
            out.push('\n');
            column = 0;
        }
        out.push_str(word);
        column = if word.contains('\n') { 0 } else { column + length };
    }
    out
}
