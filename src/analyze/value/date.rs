/*!
Dates as news writes them: weekdays, "28 November 2025", "Nov. 28", "28/11/2025", "June 10-12", "2021", "2025/26", "the 1990s". Words that
only point ("today", "last week") are none.
*/

use jiff::civil::Date;

use super::{
    Found,
    calendar::{month, nearest_weekday, nearest_year, tense, weekday},
};
use crate::analyze::{
    EntityKind, Value,
    sentence::Document,
    token::{Kind, Token},
};

/// A date as written: what it leaves out is for the article's date to say.
#[derive(Debug, Clone, Copy, Default)]
struct Written {
    year: Option<i16>,
    month: i8,
    day: Option<i8>,
    /// The last day of "10-12".
    last: Option<i8>,
    /// The index after it.
    next: usize,
}

impl Written {
    fn value(self, document: &Document, at: usize, base: Option<Date>) -> Option<Value> {
        let year = match (self.year, base) {
            (Some(year), _) => year,
            (None, Some(base)) => nearest_year(base, self.month, self.day, tense(document, at)),
            (None, None) => return None,
        };
        let Some(day) = self.day else { return Some(Value::Date(format!("{year:04}-{:02}", self.month))) };
        let first = Date::new(year, self.month, day).ok()?;
        let Some(last) = self.last else { return Some(Value::Date(first.to_string())) };
        let last = Date::new(year, self.month, last).ok()?;
        Some(Value::Date(format!("{first}/{last}")))
    }
}

fn found(document: &Document, at: usize, next: usize, value: Option<Value>, why: &'static str) -> Found {
    Found::new(document.span(at..next), EntityKind::Date, value, why, next)
}

/// The day of a month that the token says: "28", "3rd".
fn day(document: &Document, at: usize) -> Option<i8> {
    let token = document.tokens.get(at).filter(|t| t.kind == Kind::Number)?;
    let word = token.span().of(document.text);
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let tail = word.get(digits.len()..)?;
    if digits.len() > 2 || !matches!(tail, "" | "st" | "nd" | "rd" | "th") {
        return None;
    }
    digits.parse().ok().filter(|d| (1..=31).contains(d))
}

fn plain_year(document: &Document, at: usize) -> Option<i16> {
    let word = document.word(at);
    if word.len() != 4 || document.tokens.get(at)?.kind != Kind::Number {
        return None;
    }
    word.parse().ok().filter(|y| (1000..=2100).contains(y))
}

/// ", 2025" or " 2025" at `at`.
fn year_after(document: &Document, at: usize) -> Option<(i16, usize)> {
    let comma = usize::from(document.word(at) == ",");
    plain_year(document, at + comma).map(|year| (year, at + comma + 1))
}

fn fits(month: i8, day: i8) -> bool {
    // 2024 is a leap year, so that 29 February fits.
    Date::new(2024, month, day).is_ok()
}

/// The second day of a range, "-12" at `at`.
fn range_end(document: &Document, at: usize) -> Option<i8> {
    let dash = matches!(document.word(at), "-" | "–");
    if dash { day(document, at + 1) } else { None }
}

/// "November 28, 2025", "Nov. 28", "October 2025", "March" at `at`.
fn month_first(document: &Document, at: usize) -> Option<Written> {
    let (month, whole) = month(document.word(at))?;
    if let Some(day) = day(document, at + 1).filter(|d| fits(month, *d) && !counts(document, at)) {
        let last = range_end(document, at + 2).filter(|l| *l > day && fits(month, *l));
        let next = if last.is_some() { at + 4 } else { at + 2 };
        let year = year_after(document, next);
        return Some(Written { year: year.map(|y| y.0), month, day: Some(day), last, next: year.map_or(next, |y| y.1) });
    }
    let of = usize::from(document.word(at + 1) == "of");
    if let Some(year) = plain_year(document, at + 1 + of) {
        return Some(Written { year: Some(year), month, next: at + 2 + of, ..Written::default() });
    }
    if let Some((year, next)) = year_after(document, at + 1).filter(|_| whole) {
        return Some(Written { year: Some(year), month, next, ..Written::default() });
    }
    // "January-September".
    let dash = matches!(document.word(at + 1), "-" | "–") && self::month(document.word(at + 2)).is_some_and(|m| m.1);
    let next = if dash { at + 3 } else { at + 1 };
    (whole && (dash || is_bare_month(document, at))).then_some(Written { month, next, ..Written::default() })
}

/// "In June 20 people died": the number counts what follows, it is no day.
fn counts(document: &Document, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |b| document.word(b));
    let after = document.tokens.get(at + 2);
    before.eq_ignore_ascii_case("in") && after.is_some_and(|t| t.kind == Kind::Word && !t.is(Token::CAPITAL))
}

/// Whether a month's name that stands alone is the month, and no verb, name or part of one.
fn is_bare_month(document: &Document, at: usize) -> bool {
    let word = document.word(at);
    let before = at.checked_sub(1).map_or("", |b| document.word(b));
    let next = document.tokens.get(at + 1);
    if next.is_some_and(|t| t.is_capital_word() && t.is(Token::SPACED))
        && !matches!(document.word(at + 1), "I" | "Mr" | "Mr." | "President")
    {
        return false;
    }
    if document.tokens.get(at).is_some_and(|t| t.is(Token::CAPS)) && word.len() == 3 {
        return false;
    }
    let lower = before.to_ascii_lowercase();
    let led = matches!(
        lower.as_str(),
        "in" | "since"
            | "until"
            | "till"
            | "by"
            | "from"
            | "to"
            | "of"
            | "last"
            | "next"
            | "this"
            | "early"
            | "late"
            | "mid"
            | "during"
            | "before"
            | "after"
            | "through"
            | "between"
            | "and"
            | "every"
            | "each"
            | "for"
            | "throughout"
            | "than"
            | "past"
            | "-"
            | "–"
            | "s"
            | "'s"
            | "’s"
    );
    if matches!(word, "May" | "March" | "June" | "April" | "August" | "MAY" | "MARCH" | "APRIL" | "JUNE") {
        let modal = next.is_some_and(|t| {
            let word = t.span().of(document.text);
            word == "," && matches!(document.word(at + 2), "who" | "whose")
        });
        return led && !modal && !(lower == "and" && word != "June" && word != "April");
    }
    let after_name = at > 0 && document.tokens.get(at - 1).is_some_and(|t| t.is_capital_word()) && !led;
    // "the October revolution" keeps its month; "Long March" and "Green October" are names.
    !after_name || matches!(lower.as_str(), "a" | "the") || document.sentence_of(at) != document.sentence_of(at - 1)
}

/// "28 November 2025", "3rd of December", "3–5 May" at `at`.
fn day_first(document: &Document, at: usize) -> Option<Written> {
    let first = day(document, at)?;
    let last = range_end(document, at + 1);
    let mut next = at + if last.is_some() { 3 } else { 1 };
    next += usize::from(document.word(next) == "of");
    let (month, _) = month(document.word(next))?;
    if !fits(month, first) || last.is_some_and(|l| l <= first || !fits(month, l)) {
        return None;
    }
    let before = at.checked_sub(1).map_or("", |b| document.word(b));
    let year = year_after(document, next + 1);
    let name = document.tokens.get(next + 1).is_some_and(|t| t.is_capital_word());
    if year.is_none() && name && before.eq_ignore_ascii_case("the") {
        return None;
    }
    Some(Written { year: year.map(|y| y.0), month, day: Some(first), last, next: year.map_or(next + 1, |y| y.1) })
}

/// A date with day, month and year at `at`.
pub fn full_date(document: &Document, at: usize) -> Option<Date> {
    let written = match document.tokens.get(at)?.kind {
        Kind::Number => day_first(document, at)?,
        Kind::Word => month_first(document, at)?,
        _ => return None,
    };
    Date::new(written.year?, written.month, written.day?).ok()
}

/// A date that begins with a word: a weekday, a month, a feast.
pub fn named(document: &Document, at: usize, base: Option<Date>) -> Option<Found> {
    if let Some(found) = of_week(document, at, base) {
        return Some(found);
    }
    if let Some(written) = month_first(document, at) {
        let value = written.value(document, at, base);
        return Some(found(document, at, written.next, value, "a month, with day or year where written"));
    }
    feast(document, at).or_else(|| if is_season(document.word(at)) { season(document, at) } else { None })
}

fn of_week(document: &Document, at: usize, base: Option<Date>) -> Option<Found> {
    let day = weekday(document.word(at))?;
    let before = at.checked_sub(1).map_or("", |b| document.word(b));
    if matches!(before, "Sheffield" | "Black" | "Good" | "Bloody" | "Super" | "Ash" | "Cyber" | "Maundy" | "Holy") {
        return None;
    }
    if matches!(document.word(at + 1), "Night" | "Club" | "Market" | "Times" | "Review") {
        return None;
    }
    let comma = usize::from(document.word(at + 1) == ",");
    let next = at + 1 + comma;
    let dated = day_first(document, next).or_else(|| month_first(document, next).filter(|w| w.day.is_some()));
    let why = "a weekday, counted from the article's date";
    if let Some(dated) = dated.filter(|d| d.last.is_none()) {
        // The weekday tells the year that is not written.
        let on_day = |year: i16| Date::new(year, dated.month, dated.day?).ok().filter(|d| d.weekday() == day);
        let near = base.filter(|_| dated.year.is_none()).and_then(|b| [0, 1, -1].into_iter().find_map(|n| on_day(b.year() + n)));
        let value = near.map(|d| Value::Date(d.to_string())).or_else(|| dated.value(document, at, base));
        // "Monday 8 June" is one date; "Sunday, 30 June" names it twice.
        let end = if comma == 1 { at + 1 } else { dated.next };
        return Some(found(document, at, end, value, why));
    }
    let plural = document.word(at).ends_with(['s', 'S']);
    let value = base.filter(|_| !plural).and_then(|base| nearest_weekday(base, day, tense(document, at)));
    Some(found(document, at, at + 1, value.map(|d| Value::Date(d.to_string())), why))
}

fn feast(document: &Document, at: usize) -> Option<Found> {
    let next = document.word(at + 1);
    let more = match document.word(at) {
        "Christmas" => usize::from(matches!(next, "Eve" | "Day")),
        "Thanksgiving" => usize::from(next == "Day"),
        "Juneteenth" => 0,
        "New" if next == "Year" && matches!(document.word(at + 2), "'s" | "’s") => {
            2 + usize::from(matches!(document.word(at + 3), "Eve" | "Day"))
        }
        "Fourth" if next == "of" && document.word(at + 2) == "July" => 2,
        "Labor" | "Memorial" | "Independence" if next == "Day" => 1,
        _ => return None,
    };
    let end = at + 1 + more;
    let name = document.tokens.get(end).is_some_and(|t| t.is_capital_word());
    (!name).then(|| found(document, at, end, None, "a day of the year with a name"))
}

/// Whether `word` names a season.
pub fn is_season(word: &str) -> bool {
    matches!(word, "spring" | "summer" | "autumn" | "winter" | "Spring" | "Summer" | "Autumn" | "Winter")
}

/// "spring 2024" at `at`.
pub fn season(document: &Document, at: usize) -> Option<Found> {
    let year = plain_year(document, at + 1)?;
    Some(found(document, at, at + 2, Some(Value::Date(format!("{year:04}"))), "a season and a year"))
}

/// A date that begins with a number and is no bare year: "28 November", "28/11/2025", "2025-11-28".
pub fn numeric(document: &Document, at: usize, base: Option<Date>) -> Option<Found> {
    if let Some(written) = day_first(document, at) {
        let value = written.value(document, at, base);
        return Some(found(document, at, written.next, value, "a day and a month, with the year where written"));
    }
    let word = document.word(at);
    if word.len() > 4 {
        let dotted: Vec<&str> = word.split('.').collect();
        let [day, month, year] = dotted.as_slice() else { return None };
        return (year.len() == 4).then(|| digits(document, at, at + 1, [day, month, year], base)).flatten();
    }
    let sign = document.word(at + 1);
    if !matches!(sign, "/" | "-") || document.word(at + 3) != sign {
        return None;
    }
    let parts = [word, document.word(at + 2), document.word(at + 4)];
    let lengths = parts.map(str::len);
    match lengths {
        [4, 2, 2] => digits(document, at, at + 5, [parts[2], parts[1], parts[0]], None),
        [1..=2, 1..=2, 4] => digits(document, at, at + 5, parts, base),
        _ => None,
    }
}

/// Day, month and year in digits; where either could be the month, the day nearer to the article's date is meant.
fn digits(document: &Document, at: usize, next: usize, parts: [&str; 3], base: Option<Date>) -> Option<Found> {
    let [a, b, year] = parts;
    let (a, b, year): (i8, i8, i16) = (a.parse().ok()?, b.parse().ok()?, year.parse().ok()?);
    let (dmy, mdy) = (Date::new(year, b, a).ok(), Date::new(year, a, b).ok());
    let date = match (dmy, mdy, base) {
        (Some(dmy), Some(mdy), Some(base)) if dmy != mdy => {
            let far = |d: Date| base.until(d).map_or(i32::MAX, |s| s.get_days().abs());
            Some(if far(mdy) < far(dmy) { mdy } else { dmy })
        }
        (Some(date), ..) | (None, Some(date), _) => Some(date),
        (None, None, _) => return None,
    };
    Some(found(document, at, next, date.map(|d| Value::Date(d.to_string())), "a date in digits"))
}

/// A bare year, season of two years or decade at `at`: "2021", "2025/26", "1990s".
pub fn year(document: &Document, at: usize) -> Option<Found> {
    let word = document.word(at);
    if let Some(decade) = word.strip_suffix('s').filter(|w| w.len() == 4 && w.ends_with('0')) {
        let first: i16 = decade.parse().ok().filter(|y| (1000..=2100).contains(y))?;
        let value = Value::Date(format!("{first:04}/{:04}", first + if first % 100 == 0 { 99 } else { 9 }));
        return Some(found(document, at, at + 1, Some(value), "a decade"));
    }
    let year = plain_year(document, at)?;
    let sign = document.word(at + 1);
    let second = document.word(at + 2);
    let apart = document.tokens.get(at + 2).is_none_or(|t| t.is(Token::SPACED));
    if matches!(sign, "/" | "-" | "–") && second.len() == 2 && !apart {
        let last: Option<i16> = second.parse().ok().filter(|n: &i16| (year + 1) % 100 == *n);
        if last.is_some() {
            let value = Value::Date(format!("{year:04}/{:04}", year + 1));
            return Some(found(document, at, at + 3, Some(value), "a season of two years"));
        }
    }
    if matches!(sign, "BC" | "BCE") {
        return Some(found(document, at, at + 2, None, "a year before our era"));
    }
    is_year(document, at, year).then(|| found(document, at, at + 1, Some(Value::Date(format!("{year:04}"))), "four digits, read as a year"))
}

/// Whether the four digits at `at` are a year and no number of another kind.
fn is_year(document: &Document, at: usize, year: i16) -> bool {
    let before = at.checked_sub(1).map_or("", |b| document.word(b));
    let after = document.word(at + 1);
    let lower = before.to_ascii_lowercase();
    let led = matches!(
        lower.as_str(),
        "in" | "since"
            | "of"
            | "from"
            | "until"
            | "by"
            | "during"
            | "between"
            | "before"
            | "after"
            | "through"
            | "circa"
            | "early"
            | "late"
    );
    if matches!(after, "GMT" | "UTC" | "EST" | "EDT" | "hours" | "hrs" | "local" | "IST" | "BST" | "CET")
        || matches!(
            lower.as_str(),
            "resolution"
                | "no"
                | "no."
                | "number"
                | "at"
                | "/"
                | "#"
                | "hotline"
                | "room"
                | "flight"
                | "about"
                | "nearly"
                | "some"
                | "over"
                | "almost"
                | "around"
                | "only"
                | "approximately"
                | "roughly"
        )
    {
        return false;
    }
    let previous = at.checked_sub(1).and_then(|b| document.tokens.get(b));
    let next = document.tokens.get(at + 1);
    // "Expo 2030", "Vision 2000", "Act 2016": the number belongs to a name.
    let same_sentence = at > 0 && document.sentence_of(at) == document.sentence_of(at - 1);
    let named = previous.is_some_and(|t| t.is_capital_word()) && !led && same_sentence && month(before).is_none();
    if named && !matches!(lower.as_str(), "the" | "a" | "and" | "its" | "a." | "copyright") {
        return false;
    }
    // "the 2009 Resolute Bay incident" is a name too.
    let capital = |t: &Token| t.is_capital_word() && t.is(Token::SPACED);
    if next.is_some_and(capital) && matches!(lower.as_str(), "the" | "a") && at + 2 < document.tokens.len() {
        return false;
    }
    let counted = next.is_some_and(|t| t.kind == Kind::Word && !t.is(Token::CAPITAL) && t.is(Token::SPACED));
    let counted = counted && (after.ends_with('s') || matches!(after, "people" | "men" | "women" | "children"));
    let noun = counted && !matches!(after, "was" | "is" | "has" | "as" | "elections" | "polls" | "results" | "talks" | "'s" | "’s");
    match year {
        1900..=2049 => {
            !(noun && year % 100 == 0 && !led) && !(noun && year % 10 == 0 && lower != "the" && !led && year != 2020 && year != 2030)
        }
        1000..=1899 => {
            let closed = next.is_none_or(|t| t.kind != Kind::Word || matches!(after, "and" | "to" | "when" | "as" | "the" | "by" | "was"));
            (led || before == "(" || before == "–" || before == "-" || before == "to") && closed && !counted
        }
        _ => matches!(lower.as_str(), "by" | "in" | "until" | "to"),
    }
}
