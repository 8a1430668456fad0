/*! An entry of the file → an annotation. What is not understood of it is kept beside it. */

use serde_json::{Map, Value, json};

use super::{
    CONTEXT, READER, Unreadable,
    write::{creator, motivation},
};
use crate::{
    annotation::{Anchor, Annotation, Correction, FindingList, Foreign, Rating, Target, Verdict},
    text::hash::fingerprint,
};

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
