/*!
↔ W3C Web Annotation (JSON-LD): the format of `annotations.jsonld`. Everything a reader can say is said in the standard's own terms where
it has one (a color is a `styleClass`, a verdict an `assessing` body, its evidence a `linking` one); the few terms of our own begin with
`sayso:`. What this version does not know survives a round trip, and an entry that cannot be read is kept and written back.
*/

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{Anchor, Annotation, Correction, FindingList, Foreign, Rating, Target, Verdict, own};
use crate::text::hash::fingerprint;

/// The standard's context.
pub const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
/// What the terms of our own stand for.
const TERMS: &str = "urn:sayso:terms#";
/// Who this program's user is in a file: nobody's name is written unasked.
pub(super) const READER: &str = "urn:sayso:reader";

/// What a file of annotations holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Collection {
    /// The collection's own id.
    pub id: String,
    /// The article's title.
    pub label: Option<String>,
    /// Address of the article, which the annotations stand on unless they say otherwise.
    pub source: String,
    /// The entries that could be read.
    pub annotations: Vec<Annotation>,
    /// Those that could not.
    pub unreadable: Vec<Unreadable>,
    /// Fields of the collection that this version does not know.
    pub foreign: Map<String, Value>,
}

/// An entry that could not be read; it is kept as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Unreadable {
    /// The entry.
    pub entry: Value,
    /// Why.
    pub why: String,
}

/// Reads a collection, a page of one, a list of annotations or a single annotation. Fails only on what is no JSON or holds no entries.
///
/// # Errors
/// In words, when the text is no JSON or no annotations.
pub fn read(text: &str) -> Result<Collection, String> {
    own::read(text).map_or_else(|| read_whole(text), Ok)
}

/// The same for a file in any layout.
pub(super) fn read_whole(text: &str) -> Result<Collection, String> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| format!("not JSON: {e}"))?;
    let mut collection = Collection::default();
    let entries = match value {
        Value::Array(entries) => entries,
        Value::Object(map) if map.contains_key("target") => vec![Value::Object(map)],
        Value::Object(mut map) => {
            let entries = take_items(&mut map).ok_or("no annotations: neither a collection nor a list of them")?;
            if let Some(Value::String(id)) = map.remove("id") {
                collection.id = id;
            }
            if let Some(Value::String(label)) = map.get("label") {
                collection.label = Some(label.clone());
                map.remove("label");
            }
            if let Some(Value::String(source)) = map.remove("sayso:source") {
                collection.source = source;
            }
            for key in ["@context", "type", "total"] {
                map.remove(key);
            }
            collection.foreign = map;
            entries
        }
        _ => return Err("no annotations: neither a collection nor a list of them".to_owned()),
    };
    collection.annotations.reserve(entries.len());
    for entry in entries {
        match read_entry(entry, &collection.source) {
            Ok(annotation) => collection.annotations.push(annotation),
            Err(unreadable) => collection.unreadable.push(*unreadable),
        }
    }
    Ok(collection)
}

/// The entries of a collection (in its first page) or of a page.
fn take_items(map: &mut Map<String, Value>) -> Option<Vec<Value>> {
    if let Some(Value::Array(items)) = map.remove("items") {
        return Some(items);
    }
    match map.remove("first") {
        Some(Value::Object(mut page)) => take_items(&mut page),
        Some(_) => None,
        None => (map.get("total") == Some(&json!(0))).then(Vec::new),
    }
}

/// Reads the entries of a damaged file one by one: every whole object in it that is an annotation.
pub fn salvage(text: &str) -> Vec<Annotation> {
    let source = text
        .split_once(r#""sayso:source":"#)
        .and_then(|(_, rest)| serde_json::Deserializer::from_str(rest).into_iter::<String>().next()?.ok());
    let source = source.unwrap_or_default();
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(at) = text.get(from..).and_then(|t| t.find('{')) {
        from += at;
        let rest = text.get(from..).unwrap_or_default();
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let whole = match stream.next() {
            Some(Ok(value)) if value.get("target").is_some() => read_entry(value, &source).ok(),
            _ => None,
        };
        from += if whole.is_some() { stream.byte_offset() } else { 1 };
        found.extend(whole);
    }
    found
}

/// The whole file: a collection with one page, an entry a line, so that version control and damage stay within an entry.
pub fn write(collection: &Collection) -> String {
    let lines: Vec<String> = collection.annotations.iter().map(|a| line(a, &collection.source)).collect();
    assemble(collection, lines.iter().map(String::as_str))
}

/// The whole file from entries that are already written.
pub fn assemble<'l>(collection: &Collection, lines: impl Iterator<Item = &'l str>) -> String {
    let id = if collection.id.is_empty() { "urn:sayso:annotations" } else { &collection.id };
    let unreadable: Vec<String> = collection.unreadable.iter().map(|u| u.entry.to_string()).collect();
    let mut lines: Vec<&str> = lines.collect::<Vec<&'l str>>();
    lines.extend(unreadable.iter().map(String::as_str));
    let mut head = Map::new();
    head.insert("@context".into(), json!([CONTEXT, { "sayso": TERMS }]));
    head.insert("id".into(), json!(id));
    head.insert("type".into(), json!("AnnotationCollection"));
    if let Some(label) = &collection.label {
        head.insert("label".into(), json!(label));
    }
    head.insert("total".into(), json!(lines.len()));
    if !collection.source.is_empty() {
        head.insert("sayso:source".into(), json!(collection.source));
    }
    head.extend(collection.foreign.iter().map(|(k, v)| (k.clone(), v.clone())));
    let mut out = String::with_capacity(256 + lines.iter().map(|l| l.len() + 2).sum::<usize>());
    out.push_str("{\n");
    for (key, value) in &head {
        let _ = writeln!(out, "{}: {value},", Value::from(key.as_str()));
    }
    let page = Value::from(format!("{id}#page-1"));
    let _ = writeln!(out, "\"first\": {{\"id\": {page}, \"type\": \"AnnotationPage\", \"startIndex\": 0, \"items\": [");
    for (n, line) in lines.iter().enumerate() {
        out.push_str(if n == 0 { "" } else { ",\n" });
        out.push_str(line);
    }
    out.push_str("\n]}\n}\n");
    out
}

/// One annotation as a line of the file: its [`entry`].
pub fn line(annotation: &Annotation, source: &str) -> String {
    own::line(annotation, source).unwrap_or_else(|| entry(annotation, source).to_string())
}

/// One annotation as an entry of the file. `source` is the address it stands on unless it has its own.
pub fn entry(annotation: &Annotation, source: &str) -> Value {
    let a = annotation;
    let mut map = Map::new();
    map.insert("@context".into(), json!(CONTEXT));
    map.insert("id".into(), json!(a.id));
    map.insert("type".into(), json!("Annotation"));
    map.insert("motivation".into(), json!(motivation(a)));
    for (key, time) in [("created", &a.created), ("modified", &a.modified)] {
        if !time.is_empty() {
            map.insert(key.into(), json!(time));
        }
    }
    map.insert("creator".into(), creator(a.creator.as_deref()));
    let bodies = bodies(a);
    if !bodies.is_empty() {
        map.insert("body".into(), Value::Array(bodies));
    }
    map.insert("target".into(), target(a, source));
    for (key, value) in &a.foreign.fields {
        if key == "target" {
            // Further targets stand beside ours.
            let mut all = vec![map.remove("target").unwrap_or_default()];
            all.extend(value.as_array().into_iter().flatten().cloned());
            map.insert(key.clone(), Value::Array(all));
        } else {
            map.insert(key.clone(), value.clone());
        }
    }
    Value::Object(map)
}

pub(super) fn motivation(a: &Annotation) -> &'static str {
    match &a.correction {
        Some(c) => match c.act.as_str() {
            "entity-kind" | "quote-kind" | "source-kind" => "classifying",
            act if act.starts_with("not-") => "moderating",
            _ => "identifying",
        },
        None if a.note.is_some() => "commenting",
        None if a.verdict.is_some() => "assessing",
        None if a.color.is_none() && !a.tags.is_empty() => "tagging",
        None => "highlighting",
    }
}

fn creator(name: Option<&str>) -> Value {
    match name {
        None => json!({ "id": READER, "type": "Person" }),
        Some(iri) if iri.contains(':') && !iri.contains(' ') => json!(iri),
        Some(name) => json!({ "type": "Person", "name": name }),
    }
}

fn body(purpose: &str, value: &str) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("type".into(), json!("TextualBody"));
    map.insert("purpose".into(), json!(purpose));
    map.insert("value".into(), json!(value));
    map
}

pub(super) fn bodies(a: &Annotation) -> Vec<Value> {
    let mut bodies = Vec::new();
    if let Some(note) = &a.note {
        let mut map = body("commenting", note);
        map.insert("format".into(), json!("text/plain"));
        map.extend(a.foreign.note.clone());
        bodies.push(map);
    }
    for tag in &a.tags {
        let mut map = body("tagging", tag);
        map.extend(a.foreign.tags.get(tag).cloned().unwrap_or_default());
        bodies.push(map);
    }
    if let Some(verdict) = &a.verdict {
        let mut map = body("assessing", verdict.rating.name());
        if let Some(date) = &verdict.date {
            map.insert("created".into(), json!(date));
        }
        map.extend(a.foreign.verdict.clone());
        bodies.push(map);
        if let Some(evidence) = &verdict.evidence {
            let mut map = Map::new();
            map.insert("type".into(), json!("SpecificResource"));
            map.insert("purpose".into(), json!("linking"));
            map.insert("source".into(), json!(evidence));
            map.extend(a.foreign.evidence.clone());
            bodies.push(map);
        }
    }
    if let Some(c) = &a.correction {
        let mut map = body(motivation(a), c.value.as_ref().unwrap_or(&c.act));
        map.insert("sayso:act".into(), json!(c.act));
        if let Some(value) = &c.value {
            map.insert("sayso:value".into(), json!(value));
        }
        map.insert("sayso:all".into(), json!(c.all));
        map.extend(a.foreign.correction.clone());
        bodies.push(map);
    }
    bodies.into_iter().map(Value::Object).chain(a.foreign.bodies.iter().cloned()).collect()
}

pub(super) fn target(a: &Annotation, source: &str) -> Value {
    let mut map = Map::new();
    let source = a.source.as_deref().unwrap_or(source);
    if !source.is_empty() {
        map.insert("source".into(), json!(source));
    }
    map.insert("type".into(), json!("SpecificResource"));
    if let Some(color) = &a.color {
        map.insert("styleClass".into(), json!(color));
    }
    if let Target::Finding { list, name, .. } = &a.target {
        map.insert("sayso:finding".into(), json!({ "list": list.name(), "name": name }));
    }
    if let Some(version) = &a.version {
        map.insert("sayso:version".into(), json!(version));
    }
    let mut selectors = a.target.anchor().map_or_else(Vec::new, |anchor| selectors(anchor, &a.foreign));
    selectors.extend(a.foreign.selectors.iter().cloned());
    if !selectors.is_empty() {
        map.insert("selector".into(), Value::Array(selectors));
    }
    map.extend(a.foreign.target.clone());
    Value::Object(map)
}

fn selectors(anchor: &Anchor, foreign: &Foreign) -> Vec<Value> {
    let mut quote = Map::new();
    quote.insert("type".into(), json!("TextQuoteSelector"));
    quote.insert("exact".into(), json!(anchor.exact));
    quote.insert("prefix".into(), json!(anchor.prefix));
    quote.insert("suffix".into(), json!(anchor.suffix));
    if let Some((nth, of)) = anchor.nth {
        quote.insert("sayso:nth".into(), json!([nth, of]));
    }
    quote.extend(foreign.quote.clone());
    let mut selectors = vec![Value::Object(quote)];
    if anchor.end > anchor.start {
        let mut position = Map::new();
        position.insert("type".into(), json!("TextPositionSelector"));
        position.insert("start".into(), json!(anchor.start));
        position.insert("end".into(), json!(anchor.end));
        if let Some(block) = anchor.block {
            position.insert("sayso:block".into(), json!(block));
        }
        position.extend(foreign.position.clone());
        selectors.push(Value::Object(position));
    }
    selectors
}

/// Reads one entry. `source` is the address of the article at hand.
///
/// # Errors
/// The entry with the reason, when it is no annotation.
pub fn read_entry(entry: Value, source: &str) -> Result<Annotation, Box<Unreadable>> {
    let refuse = |entry, why: &str| Err(Box::new(Unreadable { entry, why: why.to_owned() }));
    let Value::Object(mut map) = entry else { return refuse(entry, "not an object") };
    let typed = match map.get("type").or(map.get("@type")) {
        Some(Value::String(t)) => t == "Annotation" || t == "oa:Annotation",
        Some(Value::Array(ts)) => ts.iter().any(|t| t == "Annotation"),
        _ => true,
    };
    if !typed {
        return refuse(Value::Object(map), "its type is not Annotation");
    }
    match map.get("target") {
        Some(Value::String(_) | Value::Object(_)) => {}
        Some(Value::Array(targets)) if targets.first().is_some_and(|t| t.is_object() || t.is_string()) => {}
        _ => return refuse(Value::Object(map), "it has no target"),
    }
    let mut a = Annotation { id: String::new(), ..Annotation::default() };
    a.id = match take_text(&mut map, "id") {
        Some(id) if !id.is_empty() => id,
        _ => format!("urn:sayso:unnamed:{:016x}", fingerprint(Value::Object(map.clone()).to_string().into_bytes()) as u64),
    };
    a.created = take_text(&mut map, "created").unwrap_or_default();
    a.modified = take_text(&mut map, "modified").unwrap_or_default();
    read_target(map.remove("target").unwrap_or_default(), source, &mut a);
    match map.remove("body") {
        Some(Value::Array(bodies)) => bodies.into_iter().for_each(|b| read_body(b, &mut a)),
        Some(one) => read_body(one, &mut a),
        None => {}
    }
    if let Some(note) = take_text(&mut map, "bodyValue") {
        read_body(json!({ "type": "TextualBody", "purpose": "commenting", "value": note }), &mut a);
    }
    a.creator = map.get("creator").and_then(creator_name);
    // What we would write ourselves is not foreign.
    for (key, own) in [
        ("@context", json!(CONTEXT)),
        ("type", json!("Annotation")),
        ("motivation", json!(motivation(&a))),
        ("creator", creator(a.creator.as_deref())),
    ] {
        if map.get(key) == Some(&own) {
            map.remove(key);
        }
    }
    // Further targets were put there by `read_target`.
    map.append(&mut a.foreign.fields);
    a.foreign.fields = map;
    Ok(a)
}

fn take_text(map: &mut Map<String, Value>, key: &str) -> Option<String> {
    match map.get_mut(key) {
        Some(Value::String(text)) => {
            let text = std::mem::take(text);
            map.remove(key);
            Some(text)
        }
        _ => None,
    }
}

fn creator_name(value: &Value) -> Option<String> {
    match value {
        Value::String(iri) => Some(iri.clone()),
        Value::Object(map) if map.get("id") == Some(&json!(READER)) => None,
        Value::Object(map) => ["name", "nickname", "id"].iter().find_map(|k| map.get(*k)?.as_str()).map(str::to_owned),
        Value::Array(all) => all.iter().find_map(creator_name),
        _ => None,
    }
}

fn read_body(value: Value, a: &mut Annotation) {
    let Value::Object(mut map) = value else {
        a.foreign.bodies.push(value);
        return;
    };
    let purpose = map.get("purpose").and_then(Value::as_str).unwrap_or("commenting").to_owned();
    let text = map.get("value").and_then(Value::as_str).unwrap_or_default().to_owned();
    let textual = map.get("type") == Some(&json!("TextualBody")) && map.get("value").is_some_and(Value::is_string);
    let strip = |map: &mut Map<String, Value>, keys: &[&str]| keys.iter().for_each(|k| drop(map.remove(*k)));
    match purpose.as_str() {
        _ if map.contains_key("sayso:act") && a.correction.is_none() => {
            let act = take_text(&mut map, "sayso:act").unwrap_or_default();
            let all = map.get("sayso:all") == Some(&json!(true));
            let value = take_text(&mut map, "sayso:value");
            let shown = json!(value.as_ref().unwrap_or(&act));
            a.correction = Some(Correction { act, value, all });
            for (key, own) in
                [("type", json!("TextualBody")), ("purpose", json!(motivation(a))), ("value", shown), ("sayso:all", json!(all))]
            {
                if map.get(key) == Some(&own) {
                    map.remove(key);
                }
            }
            a.foreign.correction = map;
        }
        "commenting" if textual && a.note.is_none() => {
            strip(&mut map, &["type", "purpose", "value"]);
            if map.get("format") == Some(&json!("text/plain")) {
                map.remove("format");
            }
            (a.note, a.foreign.note) = (Some(text), map);
        }
        "tagging" if textual && !a.tags.contains(&text) => {
            strip(&mut map, &["type", "purpose", "value"]);
            if !map.is_empty() {
                a.foreign.tags.insert(text.clone(), map);
            }
            a.tags.push(text);
        }
        "assessing" if textual && a.verdict.is_none() && Rating::from_name(&text).is_some() => {
            let rating = Rating::from_name(&text).unwrap_or(Rating::Unchecked);
            a.verdict = Some(Verdict { rating, evidence: None, date: take_text(&mut map, "created") });
            strip(&mut map, &["type", "purpose", "value"]);
            a.foreign.verdict = map;
        }
        "linking" if a.verdict.as_ref().is_some_and(|v| v.evidence.is_none()) && map.get("source").is_some_and(Value::is_string) => {
            if let Some(verdict) = &mut a.verdict {
                verdict.evidence = take_text(&mut map, "source");
            }
            map.remove("purpose");
            if map.get("type") == Some(&json!("SpecificResource")) {
                map.remove("type");
            }
            a.foreign.evidence = map;
        }
        _ => a.foreign.bodies.push(Value::Object(map)),
    }
}

fn read_target(value: Value, source: &str, a: &mut Annotation) {
    let mut map = match value {
        Value::Array(targets) => {
            let mut targets = targets.into_iter();
            let first = targets.next().unwrap_or_default();
            a.foreign.fields.insert("target".into(), targets.collect());
            return read_target(first, source, a);
        }
        Value::String(iri) => Map::from_iter([("source".to_owned(), Value::String(iri))]),
        Value::Object(map) => map,
        _ => Map::new(),
    };
    if !map.contains_key("source") && map.get("id").is_some_and(Value::is_string) && !map.contains_key("selector") {
        // A target that is the page itself.
        a.source = map.get("id").and_then(Value::as_str).filter(|s| *s != source).map(str::to_owned);
    }
    if map.get("source").is_some_and(Value::is_string) {
        a.source = take_text(&mut map, "source").filter(|s| s != source);
    }
    if map.get("type") == Some(&json!("SpecificResource")) {
        map.remove("type");
    }
    a.color = take_text(&mut map, "styleClass");
    a.version = take_text(&mut map, "sayso:version");
    let selectors = match map.remove("selector") {
        Some(Value::Array(selectors)) => selectors,
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let anchor = read_selectors(selectors, &mut a.foreign);
    let finding = map
        .get("sayso:finding")
        .and_then(|f| Some((FindingList::from_name(f.get("list")?.as_str()?)?, f.get("name")?.as_str()?.to_owned())));
    a.target = match (anchor, finding) {
        (Some(anchor), Some((list, name))) => {
            map.remove("sayso:finding");
            Target::Finding { list, name, anchor }
        }
        (Some(anchor), None) => Target::Words(anchor),
        (None, _) => Target::Article,
    };
    a.foreign.target = map;
}

fn read_selectors(selectors: Vec<Value>, foreign: &mut Foreign) -> Option<Anchor> {
    let mut anchor = Anchor::default();
    let (mut quoted, mut placed) = (false, false);
    for selector in selectors {
        let Value::Object(mut map) = selector else {
            foreign.selectors.push(selector);
            continue;
        };
        let is = |kind: &str| map.get("type") == Some(&json!(kind)) && !map.contains_key("refinedBy");
        let number = |key: &str| map.get(key).and_then(Value::as_u64).map(|n| n as usize);
        if is("TextQuoteSelector") && !quoted && map.get("exact").is_some_and(Value::is_string) {
            quoted = true;
            map.remove("type");
            anchor.exact = take_text(&mut map, "exact").unwrap_or_default();
            anchor.prefix = take_text(&mut map, "prefix").unwrap_or_default();
            anchor.suffix = take_text(&mut map, "suffix").unwrap_or_default();
            let nth = map.get("sayso:nth").and_then(|n| Some((n.get(0)?.as_u64()? as usize, n.get(1)?.as_u64()? as usize)));
            if nth.is_some() {
                map.remove("sayso:nth");
            }
            anchor.nth = nth;
            foreign.quote = map;
        } else if let (true, false, Some(start), Some(end)) = (is("TextPositionSelector"), placed, number("start"), number("end")) {
            placed = true;
            (anchor.start, anchor.end) = (start, end.max(start));
            anchor.block = number("sayso:block");
            for key in ["type", "start", "end", "sayso:block"] {
                map.remove(key);
            }
            foreign.position = map;
        } else {
            foreign.selectors.push(Value::Object(map));
        }
    }
    (quoted || placed).then_some(anchor)
}
