/*!
The fact-check sheet: what was said, by whom, and what the reader found of it, as a Markdown table and as schema.org's `ClaimReview`; and links
that lead to the very words on the live page. Who says what is handed in: the engine's findings are not known here.
*/

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::export::{Entry, Sheet};
use super::{Anchor, Rating};

/// Words at each end of a long quotation that stand in its link.
const END_WORDS: usize = 4;
/// Words that stand in a link whole.
const SHORT: usize = 8;
/// Words of context in a link.
const CONTEXT_WORDS: usize = 3;

/// A link to the words on the page at `address`, which browsers scroll to and paint; none where there is no page.
pub fn text_link(address: &str, anchor: &Anchor) -> Option<String> {
    if !address.starts_with("http://") && !address.starts_with("https://") {
        return None;
    }
    let words: Vec<&str> = anchor.exact.split_whitespace().collect();
    if words.is_empty() {
        return Some(address.to_owned());
    }
    // Context in another paragraph does not count as context there.
    let before: Vec<&str> = anchor.prefix.rsplit('\n').next().unwrap_or_default().split_whitespace().collect();
    let after: Vec<&str> = anchor.suffix.split('\n').next().unwrap_or_default().split_whitespace().collect();
    let mut link = format!("{}#:~:text=", address.split('#').next().unwrap_or_default());
    // Words that begin or end within a word have no context a browser would take.
    if !before.is_empty() && !anchor.prefix.ends_with(char::is_alphanumeric) {
        let _ = write!(link, "{}-,", escaped(&before[before.len().saturating_sub(CONTEXT_WORDS)..]));
    }
    if words.len() > SHORT || anchor.exact.trim().contains('\n') {
        let end = END_WORDS.min(words.len() / 2).max(1);
        let _ = write!(link, "{},{}", escaped(&words[..end]), escaped(&words[words.len() - end..]));
    } else {
        link.push_str(&escaped(&words));
    }
    if !after.is_empty() && !anchor.suffix.starts_with(char::is_alphanumeric) {
        let _ = write!(link, ",-{}", escaped(&after[..CONTEXT_WORDS.min(after.len())]));
    }
    Some(link)
}

/// Words with all that has a meaning in a link written in percent.
fn escaped(words: &[&str]) -> String {
    let mut out = String::new();
    for byte in words.join(" ").bytes() {
        if byte.is_ascii_alphanumeric() || b"._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

impl Entry<'_> {
    /// A link to its words on the article's page.
    pub fn link(&self, sheet: &Sheet<'_>) -> Option<String> {
        let a = &self.placed.annotation;
        let address = a.source.as_deref().filter(|s| s.starts_with("http")).unwrap_or(sheet.about.origin);
        a.target.anchor().and_then(|anchor| text_link(address, anchor))
    }
}

/// The table of all that has a verdict: a row a claim. Empty where nothing has one.
pub fn table(sheet: &Sheet<'_>) -> String {
    let mut claims = sheet.entries.iter().filter(|e| e.placed.annotation.verdict.is_some()).peekable();
    if claims.peek().is_none() {
        return String::new();
    }
    let mut out = String::from("| words | speaker | cue | place | verdict | evidence | note | link |\n|---|---|---|---|---|---|---|---|\n");
    for claim in claims {
        let a = &claim.placed.annotation;
        let verdict = a.verdict.as_ref();
        let link = claim.link(sheet).map_or(String::new(), |link| format!("[page]({link})"));
        let cells = [
            if a.words().is_empty() { "(the whole article)" } else { a.words() },
            &claim.speaker,
            &claim.cue,
            claim.placed.place.map_or("", |p| p.name()),
            verdict.map_or("", |v| v.rating.name()),
            verdict.and_then(|v| v.evidence.as_deref()).unwrap_or_default(),
            a.note.as_deref().unwrap_or_default(),
            &link,
        ];
        let cells = cells.map(|c| c.split_whitespace().collect::<Vec<_>>().join(" ").replace('\\', "\\\\").replace('|', "\\|"));
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out
}

/// A list of `ClaimReview`s: one a claim that was looked into.
pub fn claim_review(sheets: &[Sheet<'_>]) -> String {
    let reviews: Vec<Value> = sheets.iter().flat_map(|sheet| sheet.entries.iter().filter_map(move |entry| review(sheet, entry))).collect();
    serde_json::to_string_pretty(&reviews).unwrap_or_default() + "\n"
}

fn review(sheet: &Sheet<'_>, entry: &Entry<'_>) -> Option<Value> {
    let a = &entry.placed.annotation;
    let verdict = a.verdict.as_ref()?;
    let (value, name) = match verdict.rating {
        // What nobody has looked into was not reviewed.
        Rating::Unchecked => return None,
        Rating::Confirmed => (5, "True"),
        Rating::Disputed => (3, "Disputed"),
        Rating::False => (1, "False"),
    };
    let mut map = Map::new();
    map.insert("@context".into(), json!("https://schema.org"));
    map.insert("@type".into(), json!("ClaimReview"));
    let mut put = |key: &str, text: &str| {
        if !text.is_empty() {
            map.insert(key.to_owned(), json!(text));
        }
    };
    put("identifier", &a.id);
    put("claimReviewed", if a.words().is_empty() { sheet.about.title } else { a.words() });
    put("datePublished", verdict.date.as_deref().unwrap_or(&a.modified).split('T').next().unwrap_or_default());
    put("citation", verdict.evidence.as_deref().unwrap_or_default());
    put("reviewBody", a.note.as_deref().unwrap_or_default());
    if let Some(creator) = &a.creator {
        map.insert("author".into(), json!({ "@type": "Person", "name": creator }));
    }
    let mut article = Map::from_iter([("@type".to_owned(), json!("NewsArticle")), ("headline".to_owned(), json!(sheet.about.title))]);
    if let Some(link) = entry.link(sheet).or_else(|| sheet.about.origin.starts_with("http").then(|| sheet.about.origin.to_owned())) {
        article.insert("url".into(), json!(link));
    }
    let mut claim = Map::from_iter([("@type".to_owned(), json!("Claim"))]);
    if !entry.speaker.is_empty() {
        claim.insert("author".into(), json!({ "@type": "Thing", "name": entry.speaker }));
    }
    if !sheet.about.published.is_empty() {
        article.insert("datePublished".into(), json!(sheet.about.published));
    }
    claim.insert("appearance".into(), Value::Object(article));
    map.insert("itemReviewed".into(), Value::Object(claim));
    let rating = json!({ "@type": "Rating", "ratingValue": value, "bestRating": 5, "worstRating": 1, "alternateName": name });
    map.insert("reviewRating".into(), rating);
    Some(Value::Object(map))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::annotation::export::About;
    use crate::annotation::{Annotation, Annotations, History, Target, Verdict};
    use crate::text::Span;

    const TEXT: &str = "The ministry said talks, at 50%, were “never suspended” on Friday.\n\nNobody else did.";

    fn anchor(words: &str) -> Anchor {
        let at = TEXT.find(words).unwrap();
        Anchor::describe(TEXT, Span::new(at, at + words.len()))
    }

    #[test]
    fn a_link_leads_to_the_words() {
        let link = |words: &str| text_link("https://example.org/a#top", &anchor(words)).unwrap();
        assert_eq!(
            link("talks, at 50%"),
            "https://example.org/a#:~:text=The%20ministry%20said-,talks%2C%20at%2050%25,-%2C%20were%20%E2%80%9Cnever"
        );
        assert_eq!(link("Nobody else did."), "https://example.org/a#:~:text=Nobody%20else%20did.");
        assert!(
            link("Friday.\n\nNobody else").contains("text=%E2%80%9Cnever%20suspended%E2%80%9D%20on-,Friday.,else,-did."),
            "{}",
            link("Friday.\n\nNobody else")
        );
        assert_eq!(text_link("story.txt", &anchor("talks")), None);
    }

    #[test]
    fn a_claim_is_a_row_and_a_review() {
        let verdict =
            Verdict { rating: Rating::False, evidence: Some("https://example.org/proof".into()), date: Some("2025-11-29".into()) };
        let target = Target::Words(anchor("never suspended"));
        let annotation = Annotation {
            verdict: Some(verdict),
            note: Some("a | b\nc".into()),
            ..Annotation::new("urn:a", target, "2025-11-28T10:00:00Z")
        };
        let list = Annotations::open(TEXT, [annotation], History::default());
        let about = About { title: "A day", origin: "https://example.org/a", published: "2025-11-28", ..About::default() };
        let mut sheet = Sheet::new(about, list.all());
        (sheet.entries[0].speaker, sheet.entries[0].cue) = ("the ministry".into(), "said".into());
        let row = table(&sheet);
        assert!(row.contains("\n| never suspended | the ministry | said | exact | false | https://example.org/proof | a \\| b c | [page](https://example.org/a#:~:text="), "{row}");
        let review: Value = serde_json::from_str(&claim_review(&[sheet])).unwrap();
        assert_eq!(review[0]["itemReviewed"]["author"]["name"], "the ministry");
        assert_eq!((&review[0]["reviewRating"]["ratingValue"], &review[0]["datePublished"]), (&json!(1), &json!("2025-11-29")));
    }
}
