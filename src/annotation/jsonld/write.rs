/*! An annotation → an entry of the file. */

use serde_json::{Map, Value, json};

use super::{CONTEXT, READER};
use crate::annotation::{Anchor, Annotation, Foreign, Target};

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

/// What it is for, in the standard's word.
pub fn motivation(a: &Annotation) -> &'static str {
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

/// Who made it.
pub fn creator(name: Option<&str>) -> Value {
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

/// Everything that is said in it.
pub fn bodies(a: &Annotation) -> Vec<Value> {
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

/// What it stands on.
pub fn target(a: &Annotation, source: &str) -> Value {
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
