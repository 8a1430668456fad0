/*! Amounts of money: "₦1,450", "$2.3bn", "Rs 40 crore", "20 million euros", "850p". Says the currency by its ISO 4217 code where it can be told. */

use memchr::memmem;

use super::{
    Found,
    currency::{CODES, NOUNS, SEVERAL, SIGNS},
    number::{Number, number, number_at},
};
use crate::{
    analyze::{
        EntityKind, Value,
        sentence::Document,
        token::{Kind, Token},
    },
    text::Span,
};

/// The amount of money that begins with token `at`: a sign or code before the number, or a name after it.
pub fn money(document: &Document, at: usize) -> Option<Found> {
    let token = *document.tokens.get(at)?;
    match token.kind {
        Kind::Punct => signed(document, at, token),
        Kind::Word if token.is(Token::CAPITAL) => coded(document, at, token).or_else(|| named(document, at)),
        Kind::Word | Kind::Number => named(document, at),
        _ => None,
    }
}

fn sign(word: &str) -> Option<&'static str> {
    SIGNS.iter().find(|(sign, _)| *sign == word).map(|(_, code)| *code)
}

fn gap(document: &Document, at: usize) -> usize {
    let rest = document.text.get(at..).unwrap_or("");
    rest.chars().take(1).filter(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}')).map(char::len_utf8).sum()
}

/// "$5", "US$5 million", "€ 5".
fn signed(document: &Document, at: usize, token: Token) -> Option<Found> {
    let mut code = sign(token.span().of(document.text))?;
    let mut start = token.start as usize;
    let end = token.end as usize;
    if let Some(before) = at.checked_sub(1).and_then(|b| document.tokens.get(b)) {
        let word = before.span().of(document.text);
        let touches = !token.is(Token::SPACED);
        let joined = CODES
            .iter()
            .find(|(name, _)| name.len() == word.len() + document.word(at).len() && { name.strip_prefix(word) == Some(document.word(at)) });
        if let Some((_, joined)) = joined.filter(|_| touches || word == "US") {
            (code, start) = (joined, before.start as usize);
        }
    }
    let amount = number(document.text, end + gap(document, end), true)?;
    Some(found(document, start, amount, code))
}

/// "Rs 40 crore", "Tk500", "R18.5 billion", "EUR 5".
fn coded(document: &Document, at: usize, token: Token) -> Option<Found> {
    let word = token.span().of(document.text);
    let letters = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
    let head = word.get(..letters)?;
    let slash = usize::from(head == "S" && document.word(at + 1) == "/");
    if letters > 4 && !head.ends_with('.') {
        return None;
    }
    let (_, code) = CODES.iter().find(|(name, _)| *name == head || (slash == 1 && *name == "S/"))?;
    let start = token.start as usize;
    let dot = usize::from(
        letters == word.len() && letters > 1 && letters < 4 && document.text.get(start + letters..).is_some_and(|t| t.starts_with('.')),
    );
    let end = start + letters + slash + dot;
    let space = gap(document, end);
    let amount = number(document.text, end + space, true)?;
    if head.len() == 1 && slash == 0 {
        // "K9", "P5" are names: a lone letter is money only before an amount that looks like one.
        let digits = amount.end - end;
        if space > 0 || !(amount.scaled || amount.written_out || digits >= 3 || (head == "R" && digits == 2)) {
            return None;
        }
    }
    Some(found(document, start, amount, code))
}

/// "20 million euros", "300 USD", "5 €", "850p".
fn named(document: &Document, at: usize) -> Option<Found> {
    let token = document.tokens.get(at)?;
    let word = token.span().of(document.text);
    if let Some(pence) = word.strip_suffix('p').filter(|w| w.len() > 1 && !matches!(*w, "480" | "720" | "1080")) {
        let pence: f64 = pence.parse().ok()?;
        let amount = Number { amount: pence / 100.0, end: token.end as usize, scaled: false, written_out: false };
        return Some(found(document, token.start as usize, amount, "GBP"));
    }
    let (amount, next) = number_at(document, at)?;
    let start = token.start as usize;
    let hyphen = usize::from(document.word(next) == "-" && amount.scaled);
    let after = document.word(next + hyphen);
    let end = |index: usize| document.tokens.get(index).map_or(amount.end, |t| t.end as usize);
    if let Some(code) = sign(after).filter(|_| document.tokens.get(next).is_some_and(|t| t.kind == Kind::Punct)) {
        // A sign before the next amount ("20, $30" or "5 $6") is not this one's.
        if number(document.text, end(next), false).is_none() {
            return Some(found(document, start, Number { end: end(next), ..amount }, code));
        }
    }
    // "million CFA francs", "million Hong Kong dollars", "US dollars": up to two words say whose.
    let capitals = (0..3).take_while(|n| {
        let index = next + hyphen + n;
        document.tokens.get(index).is_some_and(|t| t.is_capital_word())
    });
    let whose = capitals.count();
    let at = next + hyphen + whose;
    let noun = document.word(at);
    let Some((_, code, likely)) = NOUNS.iter().find(|(name, ..)| noun.eq_ignore_ascii_case(name)) else {
        let (_, code) = CODES.iter().find(|(name, _)| *name == after && after.len() >= 3 && after.is_ascii())?;
        return Some(found(document, start, Number { end: end(next + hyphen), ..amount }, code));
    };
    let sure = amount.scaled || amount.amount >= 100.0 || amount.written_out;
    let weight = code == &"GBP" && document.word(at + 1) == "of" && !amount.scaled;
    if weight || (!likely && !sure) {
        return None;
    }
    let adjective = document.span(next + hyphen..at).of(document.text);
    let amount = Number { end: end(at), ..amount };
    if matches!(noun, "cent" | "cents" | "pence") {
        let amount = Number { amount: amount.amount / 100.0, ..amount };
        return Some(found(document, start, amount, if noun == "pence" { "GBP" } else { "" }));
    }
    Some(found_of(document, start, amount, code, adjective))
}

fn found(document: &Document, start: usize, amount: Number, code: &'static str) -> Found {
    found_of(document, start, amount, code, "")
}

/// `code` is an ISO code, or the name of a currency that several countries have: then `adjective` or the text says whose.
fn found_of(document: &Document, start: usize, amount: Number, code: &'static str, adjective: &str) -> Found {
    let span = Span::new(start, amount.end);
    let currency = whose(document, code, adjective);
    let value = currency.map(|code| Value::Money { amount: amount.amount, currency: code.to_owned() });
    let next = document.token_at(amount.end.saturating_sub(1)) + 1;
    Found::new(span, EntityKind::Money, value, "an amount with its currency", next)
}

fn whose(document: &Document, code: &'static str, adjective: &str) -> Option<&'static str> {
    let Some((_, countries)) = SEVERAL.iter().find(|(name, _)| *name == code) else {
        return (!code.is_empty()).then_some(code);
    };
    if let Some((_, code)) = countries.iter().find(|(stem, _)| !stem.is_empty() && adjective.starts_with(stem)) {
        return Some(code);
    }
    if code == "dollar" {
        return Some("USD");
    }
    // The country that the section names most often; a currency without one ("" in the table) is the usual one.
    let first = document.blocks.first().map_or(0, |b| b.span.start);
    let last = document.blocks.last().map_or(0, |b| b.span.end).min(first + 20_000);
    let text = document.text.as_bytes().get(first..last).unwrap_or(&[]);
    let mut best: (usize, Option<&'static str>) = (0, countries.iter().find(|(stem, _)| stem.is_empty()).map(|(_, code)| *code));
    for (stem, code) in *countries {
        let count = if stem.is_empty() { 0 } else { memmem::find_iter(text, stem).count() };
        if count > best.0 {
            best = (count, Some(code));
        }
    }
    best.1
}
