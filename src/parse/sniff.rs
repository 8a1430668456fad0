/*!
What bytes are: a binary format by its first bytes, and text as HTML, Markdown or plain by what stands in it. Names and content types
only tip the scale.
*/

use super::{Format, Hint};

/// First bytes of formats that people hand to a reader by mistake.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive, as EPUB and office documents are"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"RIFF", "a RIFF file: an image, sound or film"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"MZ\x90", "a program"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\0", "xz data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\0", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a rich-text document"),
    (b"ID3", "sound"),
    (b"OggS", "sound or film"),
    (b"fLaC", "sound"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\0asm", "a program"),
];

/// How many bytes at the beginning are judged.
const LOOK: usize = 8192;

/// The name of the binary format, if `bytes` are no text.
pub fn binary(bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(name);
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some("film or an image");
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Some("a tar archive");
    }
    let start = bytes.get(..bytes.len().min(LOOK)).unwrap_or_default();
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return None;
    }
    let zeros = memchr::memchr_iter(0, start).count();
    let control = start.iter().fold(0, |sum, byte| sum + u32::from(matches!(byte, 1..=6 | 0xe..=0x1a | 0x1c..=0x1f))) as usize;
    // Most texts are sound, which is told faster than where they are not.
    let broken: usize = if std::str::from_utf8(start).is_ok() { 0 } else { start.utf8_chunks().map(|c| c.invalid().len()).sum() };
    // Text in UTF-16 is half zeros; zeros here and there in a text are taken out later.
    let wide = zeros * 5 > start.len() && zeros * 8 < start.len() * 5;
    let noise = control * 10 > start.len() || control * 30 > start.len() && broken * 6 > start.len();
    (noise || zeros * 10 > start.len() && !wide || zeros > 0 && broken * 6 > start.len()).then_some("binary data")
}

/// The format of a text.
pub fn format(text: &str, hint: &Hint) -> Format {
    let ending = hint.name.and_then(|n| n.rsplit_once('.')).map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let declared = hint.content_type.unwrap_or_default().to_ascii_lowercase();
    let start = head(text, 64 * 1024);
    if is_page(start, matches!(ending.as_str(), "html" | "htm" | "xhtml" | "shtml") || declared.contains("html")) {
        return Format::Html;
    }
    let called = matches!(ending.as_str(), "md" | "markdown" | "mdown" | "mkd") || declared.contains("markdown");
    // A name or type that says "plain" asks for more signs before the marks in a text are read as marks.
    let enough = if matches!(ending.as_str(), "txt" | "text") { 4 } else { 2 };
    if called || markdown_signs(start) >= enough { Format::Markdown } else { Format::Plain }
}

/// The encoding that a page declares in its head.
pub fn declared(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(2048)).unwrap_or_default()).to_ascii_lowercase();
    let (_, label) = start.split_once("<meta").and_then(|(_, head)| head.split_once("charset="))?;
    super::decode::declared(label.lines().next()?)
}

fn head(text: &str, most: usize) -> &str {
    text.get(..crate::text::floor_boundary(text, most)).unwrap_or(text)
}

/// Whether the text begins as a page does, or, if it is called one, holds tags at all.
fn is_page(text: &str, called: bool) -> bool {
    const FIRST: &[&str] = &[
        "!doctype html",
        "html",
        "head",
        "body",
        "article",
        "main",
        "div",
        "p",
        "h1",
        "h2",
        "meta",
        "title",
        "section",
        "header",
        "table",
        "span",
        "ul",
        "blockquote",
        "script",
        "style",
        "link",
        "a",
        "img",
        "figure",
        "aside",
        "nav",
        "form",
        "font",
        "center",
        "b",
        "i",
        "em",
        "strong",
        "br",
    ];
    let mut rest = text.trim_start();
    while let Some(inside) = rest.strip_prefix("<!--").or_else(|| rest.strip_prefix("<?xml")) {
        let Some((_, after)) = inside.split_once(if rest.starts_with("<?") { "?>" } else { "-->" }) else { break };
        rest = after.trim_start();
    }
    let lower = head(rest, 32).to_ascii_lowercase();
    let opens = lower.strip_prefix('<').is_some_and(|tag| {
        FIRST
            .iter()
            .any(|f| tag.strip_prefix(f).is_some_and(|after| after.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))))
    });
    let pairs = text.matches("</").count();
    let whole = opens && (lower.starts_with("<!doctype") || lower.starts_with("<html") || pairs > 0);
    whole || called && pairs > 0 && text.contains('<')
}

/// How many kinds of Markdown's marks stand in the text, a front matter for three.
fn markdown_signs(text: &str) -> usize {
    let matter = text
        .strip_prefix("---\n")
        .and_then(|t| t.split_once("\n---"))
        .is_some_and(|(m, _)| m.len() < 4000 && m.lines().any(|l| l.contains(": ")));
    let heading = |l: &&str| l.trim_start_matches('#').starts_with(' ') && (1..=6).contains(&(l.len() - l.trim_start_matches('#').len()));
    let headings = text.lines().filter(heading).count();
    let link = text
        .match_indices("](")
        .any(|(at, _)| text.get(at + 2..).is_some_and(|r| r.starts_with("http") || r.starts_with('/') || r.starts_with('#')));
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let bold = text.split("**").collect::<Vec<_>>().windows(2).any(|w| !letter(w[0].chars().next_back()) && letter(w[1].chars().next()));
    let fence = text.lines().filter(|l| l.starts_with("```")).count() >= 2;
    let quote = text.lines().any(|l| l.starts_with("> "));
    usize::from(matter) * 3
        + usize::from(headings > 0)
        + usize::from(headings > 1)
        + usize::from(link)
        + usize::from(bold)
        + usize::from(fence)
        + usize::from(quote && headings > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binaries_are_named() {
        assert_eq!(binary(b"%PDF-1.7\n"), Some("a PDF"));
        assert_eq!(binary(&[0, 1, 2, 3, 0xff, 0xfe, 9, 0, 4, 5]), Some("binary data"));
        let noise: Vec<u8> = (0u32..9000).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(binary(&noise), Some("binary data"));
    }

    #[test]
    fn odd_text_is_still_text() {
        for text in [
            &b"a\0b and some more of it"[..],
            b"\x1b[31mred\x1b[0m and \x1b[1mbold\x1b[0m",
            b"caf\xe9 cr\xe8me \x93hi\x94",
            b"\xff\xfea\0b\0",
        ] {
            assert_eq!(binary(text), None, "{text:?}");
        }
    }

    #[test]
    fn the_format_is_in_the_text() {
        let of = |text: &str, name: Option<&str>| format(text, &Hint { name, ..Hint::default() });
        assert_eq!(of("<!-- saved -->\n<!DOCTYPE html><p>x</p>", Some("a.txt")), Format::Html);
        assert_eq!(of("No tags here, 3 < 4.", Some("a.html")), Format::Plain);
        assert_eq!(of("# Title\n\nSee [this](https://e.org).", None), Format::Markdown);
        assert_eq!(of("---\ntitle: A\n---\nText", None), Format::Markdown);
        assert_eq!(of("# 1 on the list\nHe said **** to it.", None), Format::Plain);
        assert_eq!(of("# Title\n\n## Two\n\nSee.", Some("a.txt")), Format::Plain);
        assert_eq!(of("Just text.", Some("a.md")), Format::Markdown);
    }
}
