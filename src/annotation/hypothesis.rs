/*!
↔ JSON as Hypothesis exports it (and as its service answers): rows whose targets are those of the W3C model, with the note and the tags
as plain fields. What only one of the two formats can say rides along under a name of its own and comes back unchanged.
*/

use serde_json::{Map, Value, json};

use super::Annotation;
use super::jsonld::{self, Collection, Unreadable};

/// Address of an annotation of the service; the rest is its id there.
const ADDRESS: &str = "https://hypothes.is/a/";
/// Stands for this program's user: nobody's name is written unasked.
const READER: &str = "acct:reader@localhost";
/// The field of an annotation that holds what only a row can say.
const ROW: &str = "sayso:hypothesis";
/// The fields of a row that hold what only an annotation can say.
const BODIES: &str = "sayso:bodies";
const FIELDS: &str = "sayso:fields";

/// Whether this looks like such an export and not like W3C's.
pub(super) fn is_export(value: &Value) -> bool {
    let row = |v: &Value| v.get("uri").is_some() && v.get("target").is_none_or(Value::is_array);
    match value {
        Value::Array(rows) => rows.first().is_some_and(row),
        map => ["annotations", "rows"].iter().any(|key| map.get(*key).is_some_and(Value::is_array)) || row(map),
    }
}

/// Reads an export, an answer of the service, a list of rows or a row.
///
/// # Errors
/// In words, when the text is no JSON or holds no rows.
pub fn read(text: &str) -> Result<Collection, String> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| format!("not JSON: {e}"))?;
    let rows = match value {
        Value::Array(rows) => rows,
        Value::Object(mut map) => match map.remove("annotations").or_else(|| map.remove("rows")) {
            Some(Value::Array(rows)) => rows,
            Some(_) => return Err("no annotations: its list of them is no list".to_owned()),
            None => vec![Value::Object(map)],
        },
        _ => return Err("no annotations: neither an export nor a list of them".to_owned()),
    };
    let mut collection = Collection::default();
    for row in rows {
        match read_row(row) {
            Ok(annotation) => collection.annotations.push(annotation),
            Err(unreadable) => collection.unreadable.push(*unreadable),
        }
    }
    Ok(collection)
}

fn read_row(row: Value) -> Result<Annotation, Box<Unreadable>> {
    let refuse = |entry, why: &str| Err(Box::new(Unreadable { entry, why: why.to_owned() }));
    let Value::Object(mut map) = row else { return refuse(row, "not an object") };
    if map.get("references").and_then(Value::as_array).is_some_and(|r| !r.is_empty()) {
        return refuse(Value::Object(map), "it is a reply to another annotation and has no place of its own");
    }
    let target = match map.get("target").and_then(Value::as_array).and_then(|all| all.first()) {
        Some(Value::Object(target)) => target.clone(),
        Some(_) => return refuse(Value::Object(map), "its target is not an object"),
        None => match map.get("uri") {
            Some(Value::String(uri)) => Map::from_iter([("source".to_owned(), json!(uri))]),
            _ => return refuse(Value::Object(map), "it has no target"),
        },
    };
    let mut entry = match map.remove(FIELDS) {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    if let Some(Value::String(id)) = map.remove("id") {
        entry.insert("id".into(), json!(if id.contains(':') { id } else { format!("{ADDRESS}{id}") }));
    }
    for (theirs, ours) in [("created", "created"), ("updated", "modified")] {
        if let Some(Value::String(time)) = map.get(theirs) {
            entry.insert(ours.into(), json!(time));
            map.remove(theirs);
        }
    }
    match map.remove("user") {
        Some(Value::String(user)) if user != READER && !entry.contains_key("creator") => drop(entry.insert("creator".into(), json!(user))),
        _ => {}
    }
    let mut target = target;
    if !target.contains_key("source") {
        target.insert("source".into(), map.get("uri").cloned().unwrap_or_default());
    }
    let note = map.remove("text").and_then(|t| t.as_str().map(str::to_owned)).filter(|t| !t.is_empty());
    let tags = map.remove("tags").and_then(|t| serde_json::from_value::<Vec<String>>(t).ok()).unwrap_or_default();
    let plain = || {
        let body = |purpose: &str, text: &String| json!({ "type": "TextualBody", "purpose": purpose, "value": text });
        note.iter().map(|n| body("commenting", n)).chain(tags.iter().map(|t| body("tagging", t))).collect()
    };
    entry.insert("body".into(), map.remove(BODIES).unwrap_or_else(plain));
    if map.get("uri") == target.get("source") {
        map.remove("uri");
    }
    // One target is the rule; where there are more, all of them stay in the row.
    if map.get("target").and_then(Value::as_array).is_none_or(|all| all.len() < 2) {
        map.remove("target");
    }
    let further = entry.remove("target");
    let mut targets = vec![Value::Object(target)];
    targets.extend(further.iter().filter_map(Value::as_array).flatten().cloned());
    entry.insert("target".into(), if targets.len() == 1 { targets.remove(0) } else { Value::Array(targets) });
    let mut annotation = jsonld::read_entry(Value::Object(entry), "")?;
    // Note and tags may have been edited there since.
    annotation.note = note.or_else(|| annotation.note.filter(String::is_empty));
    annotation.tags.clear();
    for tag in &tags {
        annotation.tag(tag);
    }
    if !map.is_empty() {
        annotation.foreign.fields.insert(ROW.into(), Value::Object(map));
    }
    Ok(annotation)
}

/// What an export says of one article: its address and title, and the annotations on it.
pub type Part<'a> = (&'a str, &'a str, Vec<&'a Annotation>);

/// An export that the service's own program reads. `time` is now, RFC 3339.
pub fn write(parts: &[Part<'_>], time: &str) -> String {
    let rows: Vec<Value> = parts.iter().flat_map(|(source, title, list)| list.iter().map(|a| row(a, source, title))).collect();
    let export = json!({ "export_date": time, "export_userid": READER, "client_version": "sayso", "annotations": rows });
    serde_json::to_string_pretty(&export).unwrap_or_default() + "\n"
}

fn row(a: &Annotation, source: &str, title: &str) -> Value {
    let kept = a.foreign.fields.get(ROW).and_then(Value::as_object);
    let mut target = jsonld::target(a, source);
    if let Some(map) = target.as_object_mut() {
        map.remove("type");
        if !map.contains_key("source") {
            map.insert("source".into(), json!(source));
        }
    }
    let mut row = Map::new();
    row.insert("id".into(), json!(a.id.strip_prefix(ADDRESS).unwrap_or(&a.id)));
    for (key, time) in [("created", &a.created), ("updated", &a.modified)] {
        if !time.is_empty() {
            row.insert(key.into(), json!(time));
        }
    }
    row.insert("user".into(), json!(a.creator.as_deref().unwrap_or(READER)));
    row.insert("uri".into(), target["source"].clone());
    row.insert("text".into(), json!(a.note.as_deref().unwrap_or_default()));
    row.insert("tags".into(), json!(a.tags));
    row.insert("target".into(), json!([target]));
    row.insert("document".into(), json!({ "title": [title] }));
    row.extend(kept.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
    let plain = a.verdict.is_none() && a.correction.is_none() && a.foreign.bodies.is_empty();
    if !plain || !a.foreign.note.is_empty() || !a.foreign.tags.is_empty() || a.note.as_deref() == Some("") {
        row.insert(BODIES.into(), Value::Array(jsonld::bodies(a)));
    }
    let mut fields = a.foreign.fields.clone();
    fields.remove(ROW);
    if !fields.is_empty() {
        row.insert(FIELDS.into(), Value::Object(fields));
    }
    Value::Object(row)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const EXPORT: &str = r#"{"export_date":"2025-11-28T10:00:00Z","export_userid":"acct:ann@hypothes.is","annotations":[
        {"id":"Ab3","created":"2025-11-28T10:00:00.1+00:00","updated":"2025-11-28T11:00:00.1+00:00","user":"acct:ann@hypothes.is",
         "uri":"https://example.org/a","text":"who?","tags":["lead"],"group":"__world__","permissions":{"read":["group:__world__"]},
         "target":[{"source":"https://example.org/a","selector":[
            {"type":"RangeSelector","startContainer":"/p[1]","endContainer":"/p[1]","startOffset":0,"endOffset":5},
            {"type":"TextPositionSelector","start":4,"end":9},
            {"type":"TextQuoteSelector","exact":"Talks","prefix":"The ","suffix":" were"}]}],
         "document":{"title":["A day"]}},
        {"id":"Ab4","uri":"https://example.org/a","text":"page note","tags":[],"target":[{"source":"https://example.org/a"}]},
        {"id":"Ab5","uri":"https://example.org/a","text":"no","references":["Ab3"],"target":[{"source":"https://example.org/a"}]}]}"#;

    #[test]
    fn an_export_is_read_and_written_back_as_it_was() {
        let read = read(EXPORT).unwrap();
        assert_eq!((read.annotations.len(), read.unreadable.len()), (2, 1));
        let first = &read.annotations[0];
        assert_eq!((first.words(), first.note.as_deref(), first.id.as_str()), ("Talks", Some("who?"), "https://hypothes.is/a/Ab3"));
        assert!(read.annotations[1].words().is_empty() && read.unreadable[0].why.contains("reply"));
        let list: Vec<&Annotation> = read.annotations.iter().collect();
        let out: Value = serde_json::from_str(&write(&[("https://example.org/a", "A day", list)], "")).unwrap();
        let before: Value = serde_json::from_str(EXPORT).unwrap();
        for (key, value) in before["annotations"][0].as_object().unwrap().iter().filter(|(k, _)| *k != "target") {
            assert_eq!(&out["annotations"][0][key], value, "{key}");
        }
        let selectors = out["annotations"][0]["target"][0]["selector"].as_array().unwrap();
        assert!(before["annotations"][0]["target"][0]["selector"].as_array().unwrap().iter().all(|s| selectors.contains(s)));
    }
}
