/*! Which day, month or year is meant: words of the calendar, the article's own date, and looking back or forward from it by tense. */

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use crate::{
    analyze::{sentence::Document, token::Kind},
    article::BlockKind,
};

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The month that `word` names, 1 to 12, and whether it is written out.
pub fn month(word: &str) -> Option<(i8, bool)> {
    if !(3..=9).contains(&word.len()) || !matches!(word.as_bytes().first(), Some(b'J' | b'F' | b'M' | b'A' | b'S' | b'O' | b'N' | b'D')) {
        return None;
    }
    let bare = word.strip_suffix('.').unwrap_or(word);
    let place = MONTHS.iter().position(|m| m.eq_ignore_ascii_case(bare));
    if let Some(place) = place {
        return Some((place as i8 + 1, true));
    }
    let short = bare.len() == 3 || bare.eq_ignore_ascii_case("sept");
    let head = bare.get(..3)?;
    let place = MONTHS.iter().position(|m| m.get(..3).is_some_and(|m| m.eq_ignore_ascii_case(head)))?;
    short.then_some((place as i8 + 1, false))
}

/// The weekday that `word` names, "Fridays" included, "Fri" not.
pub fn weekday(word: &str) -> Option<Weekday> {
    if word.len() < 6 || !matches!(word.as_bytes().first(), Some(b'M' | b'T' | b'W' | b'F' | b'S')) {
        return None;
    }
    let bare = word.strip_suffix(['s', 'S']).unwrap_or(word);
    DAYS.iter().find(|(name, _)| name.eq_ignore_ascii_case(bare)).map(|(_, day)| *day)
}

/// Where the words around a date point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tense {
    /// It has been.
    Past,
    /// It will be.
    Future,
    /// "Next" says that it is not this one.
    Next,
    /// "Last" says that it is not this one.
    Last,
}

const FUTURE: &[&str] = &[
    "will",
    "shall",
    "'ll",
    "’ll",
    "would",
    "due",
    "scheduled",
    "expected",
    "set",
    "plans",
    "planned",
    "planning",
    "slated",
    "upcoming",
    "until",
    "till",
    "by",
    "tomorrow",
    "to",
    "begins",
    "starts",
    "opens",
    "resumes",
    "meets",
    "could",
    "may",
    "might",
];
const PAST: &[&str] = &[
    "said", "told", "was", "were", "had", "did", "came", "held", "met", "made", "took", "went", "won", "lost", "began", "gave", "saw",
    "found", "wrote", "put", "cut", "hit", "fell", "rose", "left", "sent", "spoke", "struck", "since", "after", "has", "have", "been",
];

/// Where the words before token `at` in its sentence point; none where they do not say.
pub fn tense(document: &Document, at: usize) -> Option<Tense> {
    let first = document.sentence_around(at).map_or(0, |s| s.range().start);
    let lower = |index: usize| document.word(index).to_ascii_lowercase();
    if at > first {
        match lower(at - 1).as_str() {
            "next" | "coming" => return Some(Tense::Next),
            "last" | "past" | "previous" => return Some(Tense::Last),
            _ => {}
        }
    }
    for index in (first..at).rev().take(14) {
        let word = lower(index);
        let word = word.as_str();
        let passive = index > first && matches!(lower(index - 1).as_str(), "be" | "to" | "not");
        if word == "to" {
            // "to resume on Friday" looks forward; "from Monday to Friday" and "told them to" say nothing.
            continue;
        }
        if matches!(word, "by" | "until" | "till") && index + 1 < at {
            continue;
        }
        if FUTURE.contains(&word) {
            return Some(Tense::Future);
        }
        if passive {
            continue;
        }
        if PAST.contains(&word) || (word.len() > 4 && word.ends_with("ed")) {
            return Some(Tense::Past);
        }
    }
    let ahead = (at + 1..at + 8).take_while(|i| document.tokens.get(*i).is_some_and(|t| t.kind != Kind::Stop));
    ahead.map(lower).find_map(|w| match w.as_str() {
        "will" | "'ll" | "’ll" => Some(Tense::Future),
        "said" | "told" | "was" | "were" | "had" => Some(Tense::Past),
        _ => None,
    })
}

/// The weekday nearest to `base` in the direction of `tense`; past where nothing is said.
pub fn nearest_weekday(base: Date, day: Weekday, tense: Option<Tense>) -> Option<Date> {
    let back = i64::from(day.until(base.weekday()));
    let past = base.checked_sub(back.days()).ok()?;
    match tense {
        Some(Tense::Last) if back == 0 => base.checked_sub(7.days()).ok(),
        None | Some(Tense::Past | Tense::Last) => Some(past),
        Some(Tense::Future) if back == 0 => Some(base),
        Some(Tense::Future | Tense::Next) => past.checked_add(7.days()).ok(),
    }
}

/// The year of a month (and day) that is written without one.
pub fn nearest_year(base: Date, month: i8, day: Option<i8>, tense: Option<Tense>) -> i16 {
    let here = (month, day.unwrap_or(0)).cmp(&(base.month(), if day.is_some() { base.day() } else { 0 }));
    let gap = i32::from(month) - i32::from(base.month());
    match tense {
        Some(Tense::Future | Tense::Next) if here.is_lt() => base.year() + 1,
        Some(Tense::Past | Tense::Last) if here.is_gt() => base.year() - 1,
        // A bare month looks back; a day is the nearest one.
        None if day.is_none() && here.is_gt() => base.year() - 1,
        None if gap > 6 => base.year() - 1,
        None if gap < -6 && day.is_some() => base.year() + 1,
        _ => base.year(),
    }
}

/// The article's own date: as published, or the first full date of its dateline or of an embedded post.
pub fn base(document: &Document) -> Option<Date> {
    let published = document.article.meta.published.as_deref();
    if let Some(date) = published.and_then(|p| p.get(..10)).and_then(|d| d.parse().ok()) {
        return Some(date);
    }
    let lines = document.blocks.iter().enumerate().filter(|(n, b)| *n < 3 || b.kind == BlockKind::Embed).take(40);
    for (_, block) in lines {
        let (first, last) = (document.token_at(block.span.start), document.token_at(block.span.end));
        let embed = block.kind == BlockKind::Embed;
        let head = if embed { last } else { last.min(first + 12) };
        let dash = (first..head).any(|i| matches!(document.word(i), "—" | "–" | "-" | "--" | ":"));
        let dated = (embed || dash || last - first < 8).then(|| (first..head).find_map(|at| super::date::full_date(document, at)));
        if let Some(date) = dated.flatten() {
            return Some(date);
        }
    }
    None
}
