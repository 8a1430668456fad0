/*! Percentages, and quantities with a unit of measure: "9 per cent", "1,350-kilometre". People and things that are counted are none. */

use super::{Found, number::number_at};
use crate::{
    analyze::{EntityKind, Value, sentence::Document, token::Kind},
    text::Span,
};

/// Units of one word, as written and as named in a value.
const UNITS: &[(&str, &str)] = &[
    ("kilometre", "km"),
    ("kilometer", "km"),
    ("km", "km"),
    ("mile", "mi"),
    ("metre", "m"),
    ("meter", "m"),
    ("centimetre", "cm"),
    ("centimeter", "cm"),
    ("cm", "cm"),
    ("millimetre", "mm"),
    ("millimeter", "mm"),
    ("mm", "mm"),
    ("foot", "ft"),
    ("feet", "ft"),
    ("ft", "ft"),
    ("inch", "in"),
    ("inches", "in"),
    ("yard", "yd"),
    ("acre", "acre"),
    ("hectare", "ha"),
    ("ha", "ha"),
    ("tonne", "t"),
    ("ton", "ton"),
    ("kilogram", "kg"),
    ("kilo", "kg"),
    ("kg", "kg"),
    ("gram", "g"),
    ("milligram", "mg"),
    ("mg", "mg"),
    ("ounce", "oz"),
    ("litre", "l"),
    ("liter", "l"),
    ("gallon", "gal"),
    ("barrel", "bbl"),
    ("bushel", "bu"),
    ("watt", "W"),
    ("kilowatt", "kW"),
    ("kw", "kW"),
    ("megawatt", "MW"),
    ("mw", "MW"),
    ("gigawatt", "GW"),
    ("gw", "GW"),
    ("kwh", "kWh"),
    ("mwh", "MWh"),
    ("gwh", "GWh"),
    ("twh", "TWh"),
    ("volt", "V"),
    ("kph", "km/h"),
    ("mph", "mph"),
    ("knot", "kn"),
    ("hertz", "Hz"),
    ("mhz", "MHz"),
    ("ghz", "GHz"),
    ("megabyte", "MB"),
    ("gigabyte", "GB"),
    ("terabyte", "TB"),
    ("gb", "GB"),
    ("tb", "TB"),
    ("carat", "ct"),
    ("degree", "°"),
];

fn unit_of(word: &str) -> Option<&'static str> {
    if word.len() > 11 || word.is_empty() {
        return None;
    }
    let find = |w: &str| UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(w)).map(|(_, unit)| *unit);
    find(word).or_else(|| word.strip_suffix('s').filter(|w| w.len() > 2).and_then(find))
}

/// The percentage or quantity that begins with token `at`.
pub fn measure(document: &Document, at: usize) -> Option<Found> {
    let first = *document.tokens.get(at)?;
    let (number, mut next) = number_at(document, at).or_else(|| glued(document, at))?;
    let start = first.start as usize;
    let mut amount = Some(number.amount);
    // "5-10 %", "5 to 10" is read by its second number: only a hyphen or dash makes one value of the two.
    if matches!(document.word(next), "-" | "–")
        && first.kind == Kind::Number
        && let Some((_, after)) = number_at(document, next + 1).filter(|_| document.tokens[next + 1].kind == Kind::Number)
    {
        (amount, next) = (None, after);
    }
    if let Some(end) = percent(document, next) {
        let value = amount.map(Value::Percent);
        return Some(Found::new(document.span(at..end), EntityKind::Percent, value, "a number and a per cent sign or word", end));
    }
    let (unit, end) = unit(document, next)?;
    let span = Span::new(start, document.tokens.get(end - 1)?.end as usize);
    let value = amount.map(|amount| Value::Quantity { amount, unit });
    Some(Found::new(span, EntityKind::Quantity, value, "a number and its unit of measure", end))
}

/// "44pc", "30km": the unit stands in the number's own token.
fn glued(document: &Document, at: usize) -> Option<(super::number::Number, usize)> {
    let token = document.tokens.get(at).filter(|t| t.kind == Kind::Number)?;
    let word = token.span().of(document.text);
    let tail = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    if tail.len() == word.len() || !(matches!(tail, "pc" | "pct") || unit_of(tail).is_some_and(|_| tail != "mw")) {
        return None;
    }
    let number = super::number::number(word.strip_suffix(tail)?, 0, false)?;
    Some((number, at))
}

/// The index after a per cent sign or word at `at`. `at` may be the number's own token ("44pc").
fn percent(document: &Document, at: usize) -> Option<usize> {
    let word = document.word(at);
    let lower = |w: &str, want: &str| w.eq_ignore_ascii_case(want);
    if word == "%" || lower(word, "percent") || lower(word, "pc") || lower(word, "pct") {
        return Some(at + 1);
    }
    if lower(word, "per") && lower(document.word(at + 1), "cent") {
        return Some(at + 2);
    }
    let hyphen = word == "-" && lower(document.word(at + 1), "percent");
    if hyphen {
        return Some(at + 2);
    }
    let glued = word.starts_with(|c: char| c.is_ascii_digit()) && (word.ends_with("pc") || word.ends_with("pct"));
    glued.then_some(at + 1)
}

/// The unit at `at`, and the index after it.
fn unit(document: &Document, at: usize) -> Option<(String, usize)> {
    let word = document.word(at);
    let at = at + usize::from(word == "-");
    let word = document.word(at).trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let lower = |w: &str, wants: &[&str]| wants.iter().any(|want| w.eq_ignore_ascii_case(want));
    if lower(word, &["square", "sq", "sq.", "cubic", "nautical"]) {
        let hyphen = usize::from(document.word(at + 1) == "-");
        let unit = unit_of(document.word(at + 1 + hyphen))?;
        let before = match word.as_bytes().first()? {
            b's' | b'S' => "sq ",
            b'c' | b'C' => "cu ",
            _ => "n",
        };
        return Some((format!("{before}{unit}"), at + 2 + hyphen));
    }
    if lower(word, &["percentage"]) && lower(document.word(at + 1), &["point", "points"]) {
        return Some(("percentage points".into(), at + 2));
    }
    if word == "°" || word == "º" {
        let scale = document.word(at + 1);
        return matches!(scale, "C" | "F").then(|| (format!("°{scale}"), at + 2));
    }
    if lower(word, &["pound", "pounds"]) {
        return lower(document.word(at + 1), &["of"]).then(|| ("lb".into(), at + 1));
    }
    if word == "m" && document.tokens.get(at)?.is(crate::analyze::token::Token::SPACED) {
        return Some(("m".into(), at + 1));
    }
    let unit = unit_of(word)?;
    if unit == "°" {
        let scale = document.word(at + 1);
        let full = match scale.as_bytes().first() {
            Some(b'C') if lower(scale, &["C", "Celsius", "Centigrade"]) => "°C",
            Some(b'F') if lower(scale, &["F", "Fahrenheit"]) => "°F",
            _ => return Some((unit.into(), at + 1)),
        };
        return Some((full.into(), at + 2));
    }
    if unit == "km" && document.word(at + 1) == "/" && lower(document.word(at + 2), &["h", "hr"]) {
        return Some(("km/h".into(), at + 3));
    }
    if lower(document.word(at + 1), &["per", "an"]) && lower(document.word(at + 2), &["hour"]) && matches!(unit, "km" | "mi") {
        return Some((if unit == "km" { "km/h" } else { "mph" }.into(), at + 3));
    }
    Some((unit.into(), at + 1))
}
