/*!
The short way between annotations and the lines of `annotations.jsonld`, for what this program writes itself: nearly all of every file. What is
out of the ordinary in any respect goes the long way through `jsonld`, with the same outcome.
*/

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{
    Anchor, Annotation, Foreign, Target,
    jsonld::{self, CONTEXT, Collection, READER},
};

/// An ordinary entry.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<'a> {
    #[serde(rename = "@context")]
    context: &'a str,
    id: Cow<'a, str>,
    #[serde(rename = "type")]
    kind: &'a str,
    motivation: &'a str,
    created: Cow<'a, str>,
    modified: Cow<'a, str>,
    #[serde(borrow)]
    creator: Agent<'a>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    body: Vec<Body<'a>>,
    #[serde(borrow)]
    target: Aim<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Agent<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    purpose: &'a str,
    value: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    format: Option<&'a str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Aim<'a> {
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    source: Option<Cow<'a, str>>,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(rename = "styleClass", default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    color: Option<Cow<'a, str>>,
    #[serde(rename = "sayso:version", default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    version: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    selector: Vec<Selector<'a>>,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Selector<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    exact: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    prefix: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    suffix: Option<Cow<'a, str>>,
    #[serde(rename = "sayso:nth", default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    nth: Option<(usize, usize)>,
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    start: Option<usize>,
    #[serde(default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    end: Option<usize>,
    #[serde(rename = "sayso:block", default, deserialize_with = "some", skip_serializing_if = "Option::is_none")]
    block: Option<usize>,
}

/// A field that is there has a value: `null` is another program's, and goes the long way.
fn some<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// The annotation's line, if it is an ordinary one.
pub(super) fn line(a: &Annotation, source: &str) -> Option<String> {
    let odd = a.verdict.is_some() || a.correction.is_some() || a.creator.is_some() || a.created.is_empty() || a.modified.is_empty();
    if odd || matches!(a.target, Target::Finding { .. }) || a.foreign != Foreign::default() {
        return None;
    }
    let body = |purpose, value, format| Body { kind: "TextualBody", purpose, value: Cow::Borrowed(value), format };
    let note = a.note.iter().map(|note| body("commenting", note, Some("text/plain")));
    let tags = a.tags.iter().map(|tag| body("tagging", tag, None));
    let source = a.source.as_deref().unwrap_or(source);
    let entry = Entry {
        context: CONTEXT,
        id: Cow::Borrowed(&a.id),
        kind: "Annotation",
        motivation: jsonld::motivation(a),
        created: Cow::Borrowed(&a.created),
        modified: Cow::Borrowed(&a.modified),
        creator: Agent { id: READER, kind: "Person" },
        body: note.chain(tags).collect(),
        target: Aim {
            source: Some(Cow::Borrowed(source)).filter(|s| !s.is_empty()),
            kind: "SpecificResource",
            color: a.color.as_deref().map(Cow::Borrowed),
            version: a.version.as_deref().map(Cow::Borrowed),
            selector: a.target.anchor().map_or_else(Vec::new, selectors),
        },
    };
    let mut line = Vec::with_capacity(1_024);
    serde_json::to_writer(&mut line, &entry).ok()?;
    String::from_utf8(line).ok()
}

fn selectors(anchor: &Anchor) -> Vec<Selector<'_>> {
    let text = |text| Some(Cow::Borrowed(text));
    let (exact, prefix, suffix) = (text(anchor.exact.as_str()), text(anchor.prefix.as_str()), text(anchor.suffix.as_str()));
    let mut selectors = vec![Selector { kind: "TextQuoteSelector", exact, prefix, suffix, nth: anchor.nth, ..Selector::default() }];
    if anchor.end > anchor.start {
        let (start, end) = (Some(anchor.start), Some(anchor.end));
        selectors.push(Selector { kind: "TextPositionSelector", start, end, block: anchor.block, ..Selector::default() });
    }
    selectors
}

/// Reads a file that is laid out as this program writes it, an entry a line; none when it is not.
pub(super) fn read(text: &str) -> Option<Collection> {
    const ITEMS: &str = "\"items\": [\n";
    // A line break cannot stand inside a string, so these are what they look like.
    let (head, rest) = text.split_once(ITEMS)?;
    let lines = rest.strip_suffix("\n]}\n}\n")?;
    let mut collection = jsonld::read_whole(&format!("{head}{ITEMS}]}}\n}}\n")).ok()?;
    collection.annotations.reserve(lines.len() / 512);
    for line in lines.lines() {
        let line = line.strip_suffix(',').unwrap_or(line);
        if let Some(annotation) = read_line(line, &collection.source) {
            collection.annotations.push(annotation);
            continue;
        }
        match jsonld::read_entry(serde_json::from_str::<Value>(line).ok()?, &collection.source) {
            Ok(annotation) => collection.annotations.push(annotation),
            Err(unreadable) => collection.unreadable.push(*unreadable),
        }
    }
    Some(collection)
}

/// Reads one line, if it is ordinary in every respect.
fn read_line(line: &str, source: &str) -> Option<Annotation> {
    let entry: Entry = serde_json::from_str(line).ok()?;
    let usual = entry.context == CONTEXT && entry.kind == "Annotation" && entry.target.kind == "SpecificResource";
    if !usual || entry.creator.id != READER || entry.creator.kind != "Person" || entry.id.is_empty() {
        return None;
    }
    let mut a = Annotation {
        id: entry.id.into_owned(),
        created: entry.created.into_owned(),
        modified: entry.modified.into_owned(),
        source: entry.target.source.filter(|own| own != source).map(Cow::into_owned),
        color: entry.target.color.map(Cow::into_owned),
        version: entry.target.version.map(Cow::into_owned),
        ..Annotation::default()
    };
    for body in entry.body {
        match (body.kind, body.purpose, body.format) {
            ("TextualBody", "commenting", Some("text/plain")) if a.note.is_none() => a.note = Some(body.value.into_owned()),
            ("TextualBody", "tagging", None) if !a.tags.iter().any(|t| *t == body.value) => a.tags.push(body.value.into_owned()),
            _ => return None,
        }
    }
    let mut selectors = entry.target.selector.into_iter();
    if let Some(quote) = selectors.next() {
        let anchor = read_selectors(quote, selectors.next())?;
        a.target = Target::Words(anchor);
    }
    (selectors.next().is_none() && entry.motivation == jsonld::motivation(&a)).then_some(a)
}

fn read_selectors(quote: Selector, position: Option<Selector>) -> Option<Anchor> {
    let words = quote.kind == "TextQuoteSelector" && quote.start.is_none() && quote.end.is_none() && quote.block.is_none();
    let (Some(exact), Some(prefix), Some(suffix), true) = (quote.exact, quote.prefix, quote.suffix, words) else { return None };
    let (exact, prefix, suffix) = (exact.into_owned(), prefix.into_owned(), suffix.into_owned());
    let mut anchor = Anchor { exact, prefix, suffix, nth: quote.nth, ..Anchor::default() };
    if let Some(p) = position {
        let place = p.kind == "TextPositionSelector" && p.exact.is_none() && p.prefix.is_none() && p.suffix.is_none() && p.nth.is_none();
        let (Some(start), Some(end), true) = (p.start, p.end, place) else { return None };
        (anchor.start, anchor.end, anchor.block) = (start, end.max(start), p.block);
    }
    Some(anchor)
}
