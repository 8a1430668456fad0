/*!
Numbers as news writes them: "1,450", "2.3bn", "40 crore", "1 000", "fifty thousand". Reads the number and its scale; what is counted
is for [`super::money`] and [`super::measure`].
*/

use crate::analyze::{
    sentence::Document,
    token::{Kind, Token},
};

/// A number in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// What it says, scale included.
    pub amount: f64,
    /// One past its last byte, scale included.
    pub end: usize,
    /// It has a scale: "million", "bn", "crore".
    pub scaled: bool,
    /// Its digits are grouped or have a fraction.
    pub written_out: bool,
}

/// The number whose digits begin at byte `at`. With `gaps`, a space may part thousands ("1 000").
pub fn number(text: &str, at: usize, gaps: bool) -> Option<Number> {
    let rest = text.get(at..)?;
    let (digits, written_out) = digits(rest, gaps)?;
    let head = rest.get(..digits)?;
    let amount = value(head)?;
    let (factor, len) = scale(rest.get(digits..)?);
    Some(Number { amount: amount * factor, end: at + digits + len, scaled: len > 0, written_out })
}

/// Length of the digits at the head of `rest` with their commas, points and gaps, and whether they have any.
fn digits(rest: &str, gaps: bool) -> Option<(usize, bool)> {
    let bytes = rest.as_bytes();
    let run = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let mut end = run(0);
    if end == 0 {
        return None;
    }
    let mut parted = false;
    loop {
        let sign = match bytes.get(end) {
            Some(b',' | b'.') => 1,
            Some(b' ') if gaps => 1,
            Some(0xc2) if gaps && bytes.get(end + 1) == Some(&0xa0) => 2,
            _ => break,
        };
        let more = run(end + sign);
        let gap = !matches!(bytes.get(end), Some(b',' | b'.'));
        if more == 0 || (gap && (more != 3 || end > 3 + usize::from(parted) * 9)) {
            break;
        }
        parted = true;
        end += sign + more;
    }
    Some((end, parted))
}

/// What grouped or pointed digits say. A lone comma before one or two digits is a decimal one.
fn value(digits: &str) -> Option<f64> {
    let plain: String = digits.chars().filter(|c| !c.is_whitespace()).collect();
    let points = plain.matches('.').count();
    let groups: Vec<&str> = plain.split(',').collect();
    if points > 1 {
        return plain.replace('.', "").replace(',', ".").parse().ok();
    }
    if groups.len() == 2 && points == 0 && groups.last().is_some_and(|g| g.len() < 3) {
        return plain.replace(',', ".").parse().ok();
    }
    plain.replace(',', "").parse().ok()
}

/// Scales as written, joined to the digits or after a space or hyphen.
const SCALES: &[(&str, f64)] = &[
    ("lakh crore", 1e12),
    ("thousand", 1e3),
    ("million", 1e6),
    ("billion", 1e9),
    ("trillion", 1e12),
    ("hundred", 1e2),
    ("crores", 1e7),
    ("crore", 1e7),
    ("lakhs", 1e5),
    ("lakh", 1e5),
    ("mln", 1e6),
    ("bln", 1e9),
    ("mn", 1e6),
    ("bn", 1e9),
    ("tn", 1e12),
    ("trn", 1e12),
    ("m", 1e6),
    ("b", 1e9),
    ("k", 1e3),
];

/// The factor at the head of `rest`, and its length in bytes with the space before it; (1, 0) where there is none.
fn scale(rest: &str) -> (f64, usize) {
    let space = match rest.chars().next() {
        Some(c @ (' ' | '-' | '\u{a0}')) => c.len_utf8(),
        Some(c) if c.is_alphabetic() => 0,
        _ => return (1.0, 0),
    };
    let word = rest.get(space..).unwrap_or("");
    for (name, factor) in SCALES {
        let head = word.get(..name.len()).unwrap_or("");
        // A lone letter is a scale only when it stands right at the digits: "5 m" may be metres.
        if head.eq_ignore_ascii_case(name)
            && !word.get(name.len()..).unwrap_or("").starts_with(char::is_alphanumeric)
            && (space == 0 || name.len() > 1)
        {
            return (*factor, space + name.len());
        }
    }
    (1.0, 0)
}

/// The number that the word says: "six", "Forty".
fn word_value(word: &str) -> Option<f64> {
    const WORDS: &[(&str, u32)] = &[
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("thirteen", 13),
        ("fourteen", 14),
        ("fifteen", 15),
        ("sixteen", 16),
        ("seventeen", 17),
        ("eighteen", 18),
        ("nineteen", 19),
        ("twenty", 20),
        ("thirty", 30),
        ("forty", 40),
        ("fifty", 50),
        ("sixty", 60),
        ("seventy", 70),
        ("eighty", 80),
        ("ninety", 90),
    ];
    if !(3..=9).contains(&word.len()) {
        return None;
    }
    WORDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, n)| f64::from(*n))
}

/// Whether `word` may begin a number in words, seen at a glance.
pub fn may_be_spelled(word: &str) -> bool {
    let first = word.as_bytes().first().map_or(0, |b| b | 0x20);
    matches!(first, b'o' | b't' | b'f' | b's' | b'e' | b'n') && word_value(word).is_some()
}

/// The number said in words from token `first` on, and the index of the token after it: "fifty thousand", "twenty-five".
pub fn spelled(document: &Document, first: usize) -> Option<(Number, usize)> {
    let mut total = 0.0;
    let mut part = word_value(document.word(first))?;
    let mut at = first + 1;
    let mut scaled = false;
    loop {
        let hyphen = usize::from(document.word(at) == "-");
        let word = document.word(at + hyphen);
        if let Some(n) = word_value(word).filter(|n| *n < 10.0 && part % 10.0 == 0.0 && (20.0..100.0).contains(&part)) {
            part += n;
        } else if let Some((_, factor)) =
            SCALES.iter().find(|(name, factor)| name.len() > 3 && *factor >= 1e2 && name.eq_ignore_ascii_case(word))
        {
            part *= factor;
            scaled = true;
            if *factor > 100.0 {
                total += part;
                part = 0.0;
            }
        } else if let Some(n) = word_value(word).filter(|_| scaled && part == 0.0) {
            part = n;
        } else {
            break;
        }
        at += hyphen + 1;
    }
    let end = document.tokens.get(at - 1)?.end as usize;
    Some((Number { amount: total + part, end, scaled, written_out: true }, at))
}

/// The number that begins with token `at`, in digits or words, and the index of the token after it.
pub fn number_at(document: &Document, at: usize) -> Option<(Number, usize)> {
    let token: Token = *document.tokens.get(at)?;
    match token.kind {
        Kind::Number => {
            let number = number(document.text, token.start as usize, false)?;
            // "16th", "747s": what goes on after the digits is no scale.
            if number.end < token.end as usize {
                return None;
            }
            Some((number, at + document.tokens.iter().skip(at).take_while(|t| (t.start as usize) < number.end).count()))
        }
        Kind::Word => spelled(document, at),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_digits() {
        for (text, amount, rest) in [
            ("1,450 naira", 1450.0, " naira"),
            ("2.3bn.", 2.3e9, "."),
            ("40 crore rupees", 4e8, " rupees"),
            ("1,00,000", 1e5, ""),
            ("1 000 rand", 1000.0, " rand"),
            ("3,5 million", 3.5e6, ""),
            ("1.250.000 euros", 1_250_000.0, " euros"),
            ("2 lakh crore", 2e12, ""),
            ("5 m deep", 5.0, " m deep"),
            ("7.", 7.0, "."),
        ] {
            let found = number(text, 0, true).expect(text);
            assert!((found.amount - amount).abs() < 1e-6 * amount, "{text}: {found:?}");
            assert_eq!(text.get(found.end..), Some(rest));
        }
        assert_eq!(number("x", 0, false), None);
    }
}
