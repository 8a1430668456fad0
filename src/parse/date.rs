/*!
Dates as articles print them at their head → ISO 8601. Reads day, month and year in any usual order and several languages;
never guesses between day and month in `03/04/2025`.
*/

/// Names of the months by their beginnings, January first.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen"],
    &["feb", "fév", "fev", "fevr", "févr", "febr"],
    &["mar", "mär", "maart"],
    &["apr", "abr", "avr"],
    &["may", "mai", "mayo", "mei", "maggio", "maio"],
    &["jun", "juin", "giu", "jún"],
    &["jul", "juil", "lug", "júl"],
    &["aug", "ago", "août", "aou"],
    &["sep", "set", "sept"],
    &["oct", "okt", "ott", "out"],
    &["nov"],
    &["dec", "dez", "dic", "déc"],
];

/// Words that may stand beside a date without making the line more than a date.
const BESIDE: &[&str] = &[
    "published",
    "updated",
    "posted",
    "first",
    "last",
    "modified",
    "on",
    "at",
    "am",
    "pm",
    "a",
    "p",
    "m",
    "of",
    "the",
    "date",
    "time",
    "st",
    "nd",
    "rd",
    "th",
    "gmt",
    "utc",
    "est",
    "edt",
    "et",
    "pst",
    "pdt",
    "bst",
    "cet",
    "cest",
    "ist",
    "eat",
    "wat",
    "cat",
    "pkt",
    "hrs",
    "de",
    "le",
    "el",
    "den",
    "um",
    "uhr",
    "del",
    "à",
    "h",
    "mon",
    "monday",
    "tue",
    "tues",
    "tuesday",
    "wed",
    "wednesday",
    "thu",
    "thur",
    "thurs",
    "thursday",
    "fri",
    "friday",
    "sat",
    "saturday",
    "sun",
    "sunday",
    "t",
    "z",
];

/// A date found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `2025-11-28`.
    pub iso: String,
    /// Whether the line holds nothing else.
    pub alone: bool,
}

/// The first date in `line`.
///
/// ```
/// use sayso::parse::date::find;
/// assert_eq!(find("Published Friday, 28 November 2025, 10:15 am GMT").map(|d| (d.iso, d.alone)), Some(("2025-11-28".into(), true)));
/// assert_eq!(find("The fire of Nov. 3rd, 2024 was").map(|d| (d.iso, d.alone)), Some(("2024-11-03".into(), false)));
/// assert_eq!(find("03/04/2025"), None);
/// ```
pub fn find(line: &str) -> Option<Found> {
    let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let (at, used, date) = (0..words.len()).find_map(|at| read(words.get(at..)?).map(|(used, date)| (at, used, date)))?;
    let rest = words.iter().enumerate().filter(|(i, _)| *i < at || *i >= at + used).map(|(_, w)| w.to_lowercase());
    let alone = rest.clone().all(|w| w.starts_with(|c: char| c.is_ascii_digit()) || BESIDE.contains(&w.as_str()));
    let (year, month, day) = date;
    Some(Found { iso: format!("{year:04}-{month:02}-{day:02}"), alone })
}

/// A date at the beginning of `words`: how many words it takes, and year, month and day.
fn read(words: &[&str]) -> Option<(usize, (u16, usize, u8))> {
    let get = |i: usize| words.get(i).copied().unwrap_or_default();
    let de = |i: usize| usize::from(matches!(get(i), "de" | "of" | "del"));
    let found = if let Some(month) = month(get(0)) {
        // November 28, 2025
        (3, (year(get(2))?, month, day(get(1))?))
    } else if let Some(year) = year(get(0)) {
        // 2025-11-28, 2025 November 28
        let month = number(get(1)).or_else(|| month(get(1)))?;
        (3, (year, month, day(get(2).split(['T', 't']).next()?)?))
    } else {
        // 28 November 2025, 28 de noviembre de 2025
        let day = day(get(0))?;
        let first = 1 + de(1);
        let month = month(get(first))?;
        let second = first + 1 + de(first + 1);
        (second + 1, (year(get(second))?, month, day))
    };
    (1..=12).contains(&found.1.1).then_some(found)
}

fn month(word: &str) -> Option<usize> {
    let lower = word.to_lowercase();
    let long = lower.chars().count() >= 3;
    let is = |names: &&[&str]| names.iter().any(|n| lower.starts_with(n));
    // A word that only begins like a month ("Marine", "Mayor", "Junta", "Decree") is none.
    let plausible = long && (lower.chars().count() <= 4 || FULL.contains(&lower.as_str()));
    MONTHS.iter().position(is).filter(|_| plausible).map(|m| m + 1)
}

/// The months written out, in the languages that [`MONTHS`] abbreviates.
const FULL: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "august",
    "september",
    "october",
    "november",
    "december",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "setiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "janvier",
    "février",
    "avril",
    "juillet",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "januar",
    "februar",
    "dezember",
    "oktober",
    "janeiro",
    "fevereiro",
    "março",
    "junho",
    "julho",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
    "gennaio",
    "febbraio",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "settembre",
    "ottobre",
    "dicembre",
    "januari",
    "februari",
    "maart",
    "augustus",
];

fn number(word: &str) -> Option<usize> {
    (word.len() <= 2).then(|| word.parse().ok()).flatten()
}

fn day(word: &str) -> Option<u8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = word.strip_prefix(digits).unwrap_or_default();
    let plausible = matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "er");
    digits.parse().ok().filter(|d| plausible && digits.len() <= 2 && (1..=31).contains(d))
}

fn year(word: &str) -> Option<u16> {
    word.parse().ok().filter(|y| word.len() == 4 && (1700..=2199).contains(y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_any_order() {
        for line in [
            "November 28, 2025",
            "28 Nov 2025",
            "2025-11-28",
            "2025-11-28T06:00:00+01:00",
            "28 de noviembre de 2025",
            "Nov 28th, 2025",
            "le 28 novembre 2025",
        ] {
            let found = find(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((found.iso.as_str(), found.alone), ("2025-11-28", true), "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_a_date_is_none() {
        for line in ["Mayor 12, 2025 votes", "28/11/2025", "in 2025 12 people", "31 people", "Marine 3 2024"] {
            assert!(find(line).is_none_or(|f| !f.alone), "{line}");
        }
    }
}
