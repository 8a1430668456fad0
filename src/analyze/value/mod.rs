/*!
Dates, money, percentages, quantities and handles, found by rule and normalized: values are written in few ways, so automata do better
here than a trained model. The same value is one entity. What a name is, is for `super::entity`.
*/

pub mod calendar;
mod currency;
mod date;
mod measure;
mod money;
mod number;

use std::collections::HashMap;

use super::{
    Entity, EntityKind, Form, Mention, Value,
    sentence::Document,
    token::{Kind, Token},
};
use crate::text::Span;

/// One place that holds a value.
struct Found {
    span: Span,
    kind: EntityKind,
    value: Option<Value>,
    why: &'static str,
    /// The index of the first token after it.
    next: usize,
}

impl Found {
    fn new(span: Span, kind: EntityKind, value: Option<Value>, why: &'static str, next: usize) -> Self {
        Self { span, kind, value, why, next }
    }
}

/// The values of `document` in the order of their first mention.
pub fn values(document: &Document) -> Vec<Entity> {
    let base = calendar::base(document);
    let mut entities: Vec<Entity> = Vec::new();
    let mut known: HashMap<(EntityKind, String), usize> = HashMap::new();
    let mut at = 0;
    let mut free = 0;
    while let Some(token) = document.tokens.get(at) {
        let found = find(document, at, *token, base).filter(|f| !f.span.is_empty() && f.span.start >= free);
        let Some(found) = found else {
            at += 1;
            continue;
        };
        at = found.next.max(at + 1);
        free = found.span.end;
        let words = found.span.of(document.text);
        let mention = Mention { span: found.span, form: Form::Name };
        let key = found.value.as_ref().map_or_else(|| words.to_lowercase(), |v| format!("{v:?}"));
        let index = *known.entry((found.kind, key)).or_insert(entities.len());
        match entities.get_mut(index) {
            Some(entity) => {
                entity.mentions.push(mention);
                if words.len() > entity.name.len() {
                    words.clone_into(&mut entity.name);
                }
            }
            None => entities.push(Entity {
                kind: found.kind,
                name: words.to_owned(),
                mentions: vec![mention],
                value: found.value,
                confidence: confidence(found.kind),
                why: found.why.to_owned(),
            }),
        }
    }
    entities
}

/// How often what these rules find is right, as measured on news.
fn confidence(kind: EntityKind) -> f32 {
    match kind {
        EntityKind::Handle => 0.99,
        EntityKind::Percent => 0.98,
        EntityKind::Money => 0.97,
        EntityKind::Date => 0.95,
        _ => 0.9,
    }
}

fn find(document: &Document, at: usize, token: Token, base: Option<jiff::civil::Date>) -> Option<Found> {
    match token.kind {
        Kind::Word => {
            let word = token.span().of(document.text);
            if token.is(Token::CAPITAL) {
                if let Some(found) = date::named(document, at, base) {
                    return Some(found);
                }
                // A code before an amount: "Rs 40", "R18.5".
                let dot = usize::from(document.word(at + 1) == ".");
                let number = document.tokens.get(at + 1 + dot).is_some_and(|t| t.kind == Kind::Number);
                if (number || token.is(Token::DIGIT) || word == "S")
                    && let Some(found) = money::money(document, at)
                {
                    return Some(found);
                }
            }
            if number::may_be_spelled(word) {
                return money::money(document, at).or_else(|| measure::measure(document, at));
            }
            if date::is_season(word) { date::season(document, at) } else { None }
        }
        Kind::Number => money::money(document, at)
            .or_else(|| date::numeric(document, at, base))
            .or_else(|| measure::measure(document, at))
            .or_else(|| date::year(document, at)),
        Kind::Punct => money::money(document, at),
        Kind::Address | Kind::Handle => {
            Some(Found::new(token.span(), EntityKind::Handle, None, "written as an address or a handle", at + 1))
        }
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::article::{Article, Block, BlockKind, Meta};

    /// Each value found, as `kind words = value`, joined by " | ". Published on Friday, 28 November 2025.
    fn read(text: &str) -> String {
        let block = Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph };
        let meta = Meta { published: Some("2025-11-28".into()), ..Meta::default() };
        let article = Article { meta, text: text.into(), blocks: vec![block], ..Article::default() };
        let found = values(&Document::whole(&article));
        let mut lines = Vec::new();
        for entity in &found {
            let value = match &entity.value {
                None => "?".to_owned(),
                Some(Value::Date(date)) => date.clone(),
                Some(Value::Money { amount, currency }) => format!("{amount} {currency}"),
                Some(Value::Percent(p)) => p.to_string(),
                Some(Value::Quantity { amount, unit }) => format!("{amount} {unit}"),
            };
            for mention in &entity.mentions {
                lines.push((mention.span, format!("{} {} = {value}", entity.kind.name(), mention.span.of(text))));
            }
        }
        lines.sort();
        lines.into_iter().map(|(_, line)| line).collect::<Vec<_>>().join(" | ")
    }

    fn check(cases: &[(&str, &str)]) {
        for (text, wanted) in cases {
            assert_eq!(&read(text), wanted, "in {text:?}");
        }
    }

    #[test]
    fn weekdays_look_back_or_forward_by_tense() {
        check(&[
            ("Pakistan on Friday rejected it.", "date Friday = 2025-11-28"),
            ("They met on Tuesday and will meet on Thursday.", "date Tuesday = 2025-11-25 | date Thursday = 2025-12-04"),
            ("The office said on Monday it would close.", "date Monday = 2025-11-24"),
            ("Talks will be held on Sunday.", "date Sunday = 2025-11-30"),
            ("He has until Wednesday.", "date Wednesday = 2025-12-03"),
            ("Next Friday, last Friday.", "date Friday = 2025-12-05 | date Friday = 2025-11-21"),
            ("It is set for Sunday, 30 November.", "date Sunday = 2025-11-30 | date 30 November = 2025-11-30"),
            ("a point at Sheffield Wednesday", ""),
            ("from Monday 8 June to now", "date Monday 8 June = 2026-06-08"),
        ]);
    }

    #[test]
    fn dates_of_every_style() {
        check(&[
            ("On 28 November 2025 it began.", "date 28 November 2025 = 2025-11-28"),
            ("On Nov. 28, 2025, it began.", "date Nov. 28, 2025 = 2025-11-28"),
            ("since 28/11/2025", "date 28/11/2025 = 2025-11-28"),
            ("on 2025-11-28", "date 2025-11-28 = 2025-11-28"),
            ("on the 3rd of December, in March", "date 3rd of December = 2025-12-03 | date March = 2025-03"),
            ("Between 2021 and mid-2025, the 1990s", "date 2021 = 2021 | date 2025 = 2025 | date 1990s = 1990/1999"),
            ("in the 2025/26 season", "date 2025/26 = 2025/2026"),
            ("June 10-12 and 3–5 May", "date June 10-12 = 2025-06-10/2025-06-12 | date 3–5 May = 2025-05-03/2025-05-05"),
            ("The talks in spring 2024 and in October 2023", "date spring 2024 = 2024 | date October 2023 = 2023-10"),
            ("It may march on; Theresa May said: May I?", ""),
            ("Resolution 2231, Expo 2030, 2000 people, at 1930 GMT, the 1984-style", "date 1984 = 1984"),
            ("the October Revolution, the 5 July Stadium", ""),
            ("on February 30", "date February = 2025-02"),
        ]);
    }

    #[test]
    fn money_of_the_world() {
        check(&[
            ("₦1,450 and $2.3bn", "money ₦1,450 = 1450 NGN | money $2.3bn = 2300000000 USD"),
            ("Rs 40 crore in Lahore, Pakistan", "money Rs 40 crore = 400000000 PKR"),
            ("20 million euros or €5", "money 20 million euros = 20000000 EUR | money €5 = 5 EUR"),
            ("US$3 million, C$43 million", "money US$3 million = 3000000 USD | money C$43 million = 43000000 CAD"),
            ("cost Rs. 9,000 in Sri Lanka", "money Rs. 9,000 = 9000 LKR"),
            ("R18.5 billion, R1 000", "money R18.5 billion = 18500000000 ZAR | money R1 000 = 1000 ZAR"),
            ("Sh300,000 in Kenya", "money Sh300,000 = 300000 KES"),
            ("GH¢150,000", "money GH¢150,000 = 150000 GHS"),
            ("Fifty thousand naira", "money Fifty thousand naira = 50000 NGN"),
            ("100 million CFA francs in Senegal", "money 100 million CFA francs = 100000000 XOF"),
            ("the S/ 2.5 million", "money S/ 2.5 million = 2500000 PEN"),
            ("a K9 unit of the G20; 20 won", ""),
            ("850p a share, 1080p video", "money 850p = 8.5 GBP"),
            ("200 pounds of cocaine, 200 pounds", "quantity 200 pounds = 200 lb | money 200 pounds = 200 GBP"),
        ]);
    }

    #[test]
    fn percentages_quantities_and_handles() {
        check(&[
            ("9 per cent, 4.5%, 44pc", "percent 9 per cent = 9 | percent 4.5% = 4.5 | percent 44pc = 44"),
            ("Forty per cent; 5-10%", "percent Forty per cent = 40 | percent 5-10% = ?"),
            ("its 1,350-kilometre border", "quantity 1,350-kilometre = 1350 km"),
            ("6,000 militants, 30 days, 747s", ""),
            ("12 sq km, 40 km/h, 30°C", "quantity 12 sq km = 12 sq km | quantity 40 km/h = 40 km/h | quantity 30°C = 30 °C"),
            ("two tonnes, 30km", "quantity two tonnes = 2 t | quantity 30km = 30 km"),
            ("@ForeignOfficePk or me@x.org", "handle @ForeignOfficePk = ? | handle me@x.org = ?"),
        ]);
    }

    #[test]
    fn the_same_value_is_one_entity() {
        let text = "On Friday, 28 November 2025, it rose 9% and nine percent.";
        let block = Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph };
        let meta = Meta { published: Some("2025-11-28".into()), ..Meta::default() };
        let article = Article { meta, text: text.into(), blocks: vec![block], ..Article::default() };
        let found = values(&Document::whole(&article));
        let names: Vec<_> = found.iter().map(|e| (e.name.as_str(), e.mentions.len())).collect();
        assert_eq!(names, [("28 November 2025", 2), ("nine percent", 2)]);
    }
}
