/*!
The head of a plain text: its title, byline, date and publication, told by the shape of the first few units.
*/

use super::{Kind, Unit};
use crate::{
    article::{BlockKind, Meta},
    parse::{date, signs},
};

/// How many units below the title are looked at.
const HEAD: usize = 6;

/// Reads the head, and marks the title in `kinds`.
pub fn read(text: &str, units: &[Unit], kinds: &mut [Kind]) -> Meta {
    let mut meta = Meta::default();
    let line = |at: usize| units.get(at).map_or("", |u| u.span.of(text));
    let free = |kinds: &[Kind], at: usize| kinds.get(at).is_some_and(Option::is_none);
    let mut at = 0;
    // A word in capitals above the title is the section it ran in.
    let kicker =
        |l: &str| l.len() <= 30 && l.split(' ').count() <= 3 && !l.chars().any(char::is_lowercase) && l.chars().any(char::is_alphabetic);
    if free(kinds, 0) && free(kinds, 1) && kicker(line(0)) && is_title(line(1)) && !kicker(line(1)) && units.len() > 3 {
        kinds[0] = Some((BlockKind::Heading(2), false));
        at = 1;
    }
    if units.len() > at + 1 && free(kinds, at) && is_title(line(at)) && head_line(line(at)).is_none() {
        meta.title = Some(line(at).replace('\n', " "));
        kinds[at] = Some((BlockKind::Heading(1), false));
        at += 1;
    }
    for at in at..at + HEAD {
        let Some(found) = Some(line(at)).filter(|l| free(kinds, at) && l.len() <= 160).and_then(head_line) else { continue };
        kinds[at] = Some((BlockKind::Paragraph, false));
        meta.byline = meta.byline.or(found.byline);
        meta.published = meta.published.or(found.published);
        meta.site = meta.site.or(found.site);
    }
    meta
}

fn is_title(line: &str) -> bool {
    line.len() <= 250
        && !line.is_empty()
        && (signs::heading(line) || signs::heading(line.trim_end_matches(['?', '!', '…', '”', '’'])) && !line.starts_with(['“', '"']))
}

/// What a line of nothing but byline, date and publication says.
fn head_line(line: &str) -> Option<Meta> {
    let mut meta = Meta::default();
    let mut left = Vec::new();
    for part in
        line.split([' ', '\n', '\u{a0}']).collect::<Vec<_>>().split(|w| matches!(*w, "—" | "–" | "-" | "|" | "·" | "•" | "/" | "--"))
    {
        let part = part.join(" ");
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        if let Some(author) = signs::byline(part) {
            meta.byline.get_or_insert_with(|| author.to_owned());
        } else if let Some(found) = date::find(part).filter(|f| f.alone) {
            meta.published.get_or_insert(found.iso);
        } else {
            left.push(part.to_owned());
        }
    }
    if meta.byline.is_none() && meta.published.is_none() {
        return None;
    }
    // "By Ana Ruiz, 28 November 2025"
    if let (Some(byline), None) = (&meta.byline, &meta.published)
        && let Some((name, rest)) = byline.split_once(", ")
        && let Some(found) = date::find(rest).filter(|f| f.alone)
    {
        (meta.published, meta.byline) = (Some(found.iso), Some(name.to_owned()));
    }
    // "Harbour Post, 28 November 2025" stands in one part and is no date alone.
    let is_name = |p: &String| p.split(' ').count() <= 5 && p.starts_with(|c: char| !c.is_lowercase()) && !signs::ends_a_sentence(p);
    let reading_time = |p: &String| p.contains("min read") || p.contains("minute read") || p.starts_with("Updated");
    let names: Vec<_> = left.into_iter().filter(|p| !reading_time(p)).collect();
    if !names.iter().all(is_name) || names.len() > 2 {
        return None;
    }
    meta.site = names.into_iter().next();
    Some(meta)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_lines_are_read() {
        let read = |l: &str| head_line(l).map(|m| (m.byline, m.site, m.published));
        let some = |s: &str| Some(s.to_owned());
        assert_eq!(read("By Ana Ruiz"), Some((some("Ana Ruiz"), None, None)));
        assert_eq!(read("HTN World — 28 November 2025"), Some((None, some("HTN World"), some("2025-11-28"))));
        assert_eq!(
            read("By Ana Ruiz | Harbour Post | Nov. 28, 2025 10:15 am"),
            Some((some("Ana Ruiz"), some("Harbour Post"), some("2025-11-28")))
        );
        assert_eq!(read("By Ana Ruiz, 28 November 2025"), Some((some("Ana Ruiz"), None, some("2025-11-28"))));
        assert_eq!(read("Islamabad — Pakistan on Friday rejected the claim of 28 November 2025."), None);
    }
}
