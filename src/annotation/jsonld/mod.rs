/*!
↔ W3C Web Annotation (JSON-LD): the format of `annotations.jsonld`. Everything a reader can say is said in the standard's own terms where
it has one (a color is a `styleClass`, a verdict an `assessing` body, its evidence a `linking` one); the few terms of our own begin with
`sayso:`. What this version does not know survives a round trip, and an entry that cannot be read is kept and written back.

Here is the file as a whole: a collection of entries. `write` makes an entry of an annotation, `read` an annotation of an entry.
*/

mod read;
mod write;

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::{Annotation, own};
pub use read::read_entry;
pub use write::entry;
pub(super) use write::{bodies, motivation, target};

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
