/*!
Articles as one page of HTML that needs nothing else: their text with the highlights painted, their notes below, each with a link to its words.
*/

use std::fmt::Write as _;

use super::export::{About, Entry, Sheet};
use crate::article::{Article, Block, BlockKind};
use crate::text::Span;

/// Colors that the page knows; others are painted like the first.
const COLORS: &[(&str, &str)] =
    &[("yellow", "#fff3a3"), ("green", "#c9f2c7"), ("blue", "#cfe3ff"), ("red", "#ffd0cc"), ("violet", "#e6d6ff"), ("orange", "#ffe0b8")];

/// The page. Entries that are lost or on the whole article stand among the notes alone.
pub fn page(parts: &[(&Article, &Sheet<'_>)]) -> String {
    let title = match parts {
        [(article, _)] => escape(article.title()),
        many => format!("Notes on {} articles", many.len()),
    };
    let language = parts.first().and_then(|(article, _)| article.meta.language.as_deref()).unwrap_or_default();
    let mut out = format!("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n", escape(language));
    // The words of a page are not to be trusted, even escaped ones.
    out.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width\">\n");
    let _ = writeln!(out, "<title>{title}</title>\n<style>\n{}</style>\n</head>\n<body>", style());
    let mut before = 0;
    for (article, sheet) in parts {
        part(&mut out, article, sheet, before);
        before += sheet.entries.len();
    }
    out + "</body>\n</html>\n"
}

/// One article with its notes, which are counted from `before` on.
fn part(out: &mut String, article: &Article, sheet: &Sheet<'_>, before: usize) {
    out.push_str("<article>\n");
    if article.blocks.first().is_none_or(|b| b.span.of(&article.text).trim() != article.title().trim()) {
        let _ = writeln!(out, "<h1>{}</h1>", escape(article.title()));
    }
    out.push_str(&byline(article, &sheet.about));
    let marks: Vec<(usize, Span, &Entry<'_>)> =
        sheet.entries.iter().enumerate().filter_map(|(n, e)| Some((before + n + 1, e.placed.span()?, e))).collect();
    for block in &article.blocks {
        paint(out, article, *block, &marks);
    }
    out.push_str("</article>\n");
    notes(out, sheet, before);
}

fn style() -> String {
    let mut css = String::from(
        "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.1rem/1.6 Georgia,serif;color:#222;background:#fff}\n\
         mark{color:inherit;background:#fff3a3}mark.note{border-bottom:2px solid #888}\npre,blockquote p,p,li{white-space:pre-line}\n\
         .by,sup a{color:#666;font-size:.85em;text-decoration:none}.related,figcaption{color:#666}\naside li{margin:.8em 0;white-space:normal}\n\
         aside q{font-style:italic}.more{color:#666;font-size:.85em}:target{outline:2px solid #888}\n",
    );
    for (name, color) in COLORS {
        let _ = writeln!(css, "mark.{name}{{background:{color}}}");
    }
    css
}

fn byline(article: &Article, about: &About<'_>) -> String {
    let meta = &article.meta;
    let parts = [meta.byline.as_deref(), meta.site.as_deref(), meta.published.as_deref()];
    let mut line: Vec<String> = parts.into_iter().flatten().map(escape).collect();
    line.extend(anchor(about.origin, about.origin));
    if line.is_empty() { String::new() } else { format!("<p class=\"by\">{}</p>\n", line.join(" · ")) }
}

/// A link, where the address is one of a page; its words where it is not.
fn anchor(address: &str, words: &str) -> Option<String> {
    if address.is_empty() {
        return None;
    }
    let is_page = address.starts_with("https://") || address.starts_with("http://");
    Some(if is_page { format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escape(address), escape(words)) } else { escape(words) })
}

fn paint(out: &mut String, article: &Article, block: Block, marks: &[(usize, Span, &Entry<'_>)]) {
    let (open, close) = match block.kind {
        BlockKind::Heading(level) => (format!("<h{}>", level.clamp(1, 6)), format!("</h{}>", level.clamp(1, 6))),
        BlockKind::Paragraph => ("<p>".into(), "</p>".into()),
        BlockKind::ListItem => ("<ul><li>".into(), "</li></ul>".into()),
        BlockKind::BlockQuote | BlockKind::Embed => ("<blockquote><p>".into(), "</p></blockquote>".into()),
        BlockKind::Related => ("<p class=\"related\">".into(), "</p>".into()),
        BlockKind::Caption => ("<figure><figcaption>".into(), "</figcaption></figure>".into()),
        BlockKind::Code | BlockKind::Table => ("<pre>".into(), "</pre>".into()),
    };
    out.push_str(&open);
    let here: Vec<&(usize, Span, &Entry<'_>)> = marks.iter().filter(|m| m.1.overlaps(block.span)).collect();
    let mut cuts = vec![block.span.start, block.span.end];
    cuts.extend(here.iter().flat_map(|m| [m.1.start, m.1.end]).filter(|at| block.span.contains(*at)));
    cuts.sort_unstable();
    cuts.dedup();
    for pair in cuts.windows(2) {
        let run = Span::new(pair[0], pair[1]);
        let over: Vec<_> = here.iter().filter(|m| m.1.covers(run)).collect();
        for (n, span, entry) in over.iter().map(|m| **m) {
            let a = &entry.placed.annotation;
            let first = if span.start == run.start { format!(" id=\"w{n}\"") } else { String::new() };
            let color = a.color.as_deref().filter(|c| COLORS.iter().any(|(name, _)| name == c)).unwrap_or_default();
            let note = if a.note.is_some() { " note" } else { "" };
            let _ = write!(out, "<mark{first} class=\"{}\">", format!("{color}{note}").trim());
        }
        out.push_str(&escape(run.of(&article.text)));
        out.push_str(&"</mark>".repeat(over.len()));
        for (n, ..) in over.iter().filter(|m| m.1.end == run.end) {
            let _ = write!(out, "<sup><a href=\"#n{n}\">{n}</a></sup>");
        }
    }
    out.push_str(&close);
    out.push('\n');
}

fn notes(out: &mut String, sheet: &Sheet<'_>, before: usize) {
    if sheet.entries.is_empty() {
        return;
    }
    let _ = writeln!(out, "<aside>\n<h2>Notes</h2>\n<ol start=\"{}\">", before + 1);
    for (n, entry) in sheet.entries.iter().enumerate() {
        let (n, a) = (before + n + 1, &entry.placed.annotation);
        let _ = write!(out, "<li id=\"n{n}\">");
        match (a.words(), entry.placed.span()) {
            ("", _) => out.push_str("On the whole article"),
            (words, Some(_)) => {
                let _ = write!(out, "<a href=\"#w{n}\"><q>{}</q></a>", escape(words));
            }
            (words, None) => {
                let _ = write!(out, "<q>{}</q> (not found in the text any more)", escape(words));
            }
        }
        for line in a.note.iter().flat_map(|note| note.lines()).filter(|l| !l.trim().is_empty()) {
            let _ = write!(out, "<br>{}", escape(line));
        }
        let speaker = Some(&entry.speaker).filter(|s| !s.is_empty()).map(|s| escape(s));
        let tags = a.tags.iter().map(|t| format!("#{}", escape(t)));
        let verdict = a.verdict.iter().flat_map(|v| {
            let evidence = v.evidence.as_deref().and_then(|e| anchor(e, e));
            std::iter::once(v.rating.name().to_owned()).chain(evidence)
        });
        let more: Vec<String> = speaker.into_iter().chain(tags).chain(verdict).collect();
        if !more.is_empty() {
            let _ = write!(out, "<br><span class=\"more\">{}</span>", more.join(" · "));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ol>\n</aside>\n");
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // HTML has no way to say these.
            c if c.is_control() && !c.is_whitespace() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::annotation::{Anchor, Annotation, Annotations, History, Target};

    #[test]
    fn highlights_nest_and_nothing_is_taken_for_markup() {
        let text = "Talks <b>were</b> held.";
        let on = |id: &str, words: &str, note: Option<&str>| {
            let at = text.find(words).unwrap();
            let target = Target::Words(Anchor::describe(text, Span::new(at, at + words.len())));
            Annotation { note: note.map(str::to_owned), color: Some("green".into()), ..Annotation::new(id, target, "") }
        };
        let list =
            Annotations::open(text, [on("urn:a", "Talks <b>were", None), on("urn:b", "were</b>", Some("<script>"))], History::default());
        let block = Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph };
        let article = Article { text: text.into(), blocks: vec![block], ..Article::default() };
        let sheet = Sheet::new(About::default(), list.all());
        let two = page(&[(&article, &sheet), (&article, &sheet)]);
        let page = page(&[(&article, &sheet)]);
        let body = "<p><mark id=\"w1\" class=\"green\">Talks &lt;b&gt;</mark><mark class=\"green\"><mark id=\"w2\" class=\"green note\">were</mark></mark>\
            <sup><a href=\"#n1\">1</a></sup><mark class=\"green note\">&lt;/b&gt;</mark><sup><a href=\"#n2\">2</a></sup> held.</p>";
        assert!(page.contains(body), "{page}");
        assert!(page.contains("<br>&lt;script&gt;") && !page.contains("<script"), "{page}");
        // In a page of two articles every note has a number of its own.
        assert!(two.contains("id=\"w1\"") && two.contains("id=\"w3\"") && two.matches("id=\"n4\"").count() == 1, "{two}");
    }
}
