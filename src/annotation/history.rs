/*!
What the reader did, as typed operations with a sentence each, and the stack that undoes and redoes them. The history is kept on disk as
a log of [`Record`]s, one a line, so that undo works after a restart. Knows nothing of files.
*/

use serde_json::{Map, Value, json};

use super::{Annotation, jsonld};

/// Steps that can be undone; older ones are forgotten.
pub const DEPTH: usize = 1_000;

/// One edit of the annotations of an article. Each holds what it needs to be taken back.
#[expect(clippy::large_enum_variant, reason = "made by hand, one at a time")]
#[derive(Debug, Clone, PartialEq)]
pub enum Operation {
    /// A new one.
    Add(Annotation),
    /// One is gone; it is kept here.
    Remove(Annotation),
    /// One was edited.
    Change {
        /// What it was.
        before: Annotation,
        /// What it became.
        after: Annotation,
    },
    /// Several at once: an import, a tag renamed.
    Several {
        /// What was done, in words.
        what: String,
        /// The single edits.
        operations: Vec<Operation>,
    },
}

/// An operation and when it was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// RFC 3339 in UTC.
    pub time: String,
    /// What.
    pub operation: Operation,
}

/// One line of the log.
#[expect(clippy::large_enum_variant, reason = "made by hand, one at a time")]
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// A step was done.
    Did(Step),
    /// The last one was taken back.
    Undid,
    /// The last one taken back was done again.
    Redid,
}

/// What was done and what was taken back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    /// What is done, the latest last.
    pub fn done(&self) -> &[Step] {
        &self.done
    }

    /// What was taken back, the latest last.
    pub fn undone(&self) -> &[Step] {
        &self.undone
    }

    pub(super) fn did(&mut self, step: Step) -> &Step {
        self.undone.clear();
        if self.done.len() >= DEPTH {
            self.done.drain(..DEPTH / 10);
        }
        self.done.push(step);
        &self.done[self.done.len() - 1]
    }

    pub(super) fn undo(&mut self) -> Option<&Step> {
        self.undone.push(self.done.pop()?);
        self.undone.last()
    }

    pub(super) fn redo(&mut self) -> Option<&Step> {
        self.done.push(self.undone.pop()?);
        self.done.last()
    }

    /// Replays one line of a log.
    pub fn replay(&mut self, record: Record) {
        match record {
            Record::Did(step) => drop(self.did(step).time.len()),
            Record::Undid => drop(self.undo().is_some()),
            Record::Redid => drop(self.redo().is_some()),
        }
    }

    /// The shortest log that gives this history.
    pub fn records(&self) -> Vec<Record> {
        let steps = self.done.iter().chain(self.undone.iter().rev()).cloned().map(Record::Did);
        steps.chain(self.undone.iter().map(|_| Record::Undid)).collect()
    }
}

impl Step {
    /// What was done, for the history list and the status line: "wrote a note on “primarily rooted…”".
    pub fn sentence(&self) -> String {
        self.operation.sentence()
    }
}

impl Operation {
    /// What takes it back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self {
            Self::Add(annotation) => Self::Remove(annotation.clone()),
            Self::Remove(annotation) => Self::Add(annotation.clone()),
            Self::Change { before, after } => Self::Change { before: after.clone(), after: before.clone() },
            Self::Several { what, operations } => {
                Self::Several { what: what.clone(), operations: operations.iter().rev().map(Self::inverse).collect() }
            }
        }
    }

    pub(super) fn flatten<'a>(&'a self, into: &mut Vec<&'a Self>) {
        match self {
            Self::Several { operations, .. } => operations.iter().for_each(|o| o.flatten(into)),
            one => into.push(one),
        }
    }

    /// What it does, in the past tense.
    pub fn sentence(&self) -> String {
        match self {
            Self::Add(a) => format!("{} {}", added(a), on(a)),
            Self::Remove(a) => format!("deleted the {} on {}", noun(a), on(a)),
            Self::Change { before, after } => changed(before, after),
            Self::Several { what, .. } => what.clone(),
        }
    }
}

fn on(annotation: &Annotation) -> String {
    let words = annotation.words();
    if words.is_empty() { "the whole article".to_owned() } else { format!("“{}”", short(words)) }
}

fn short(words: &str) -> String {
    let mut flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() > 40 {
        flat = flat.chars().take(39).collect::<String>().trim_end().to_owned() + "…";
    }
    flat
}

fn noun(a: &Annotation) -> &'static str {
    match a {
        a if a.correction.is_some() => "correction",
        a if a.note.is_some() => "note",
        a if a.verdict.is_some() => "verdict",
        a if a.color.is_none() && !a.tags.is_empty() => "tags",
        _ => "highlight",
    }
}

fn added(a: &Annotation) -> &'static str {
    match noun(a) {
        "correction" => "corrected the finding",
        "note" => "wrote a note on",
        "verdict" => "gave a verdict on",
        "tags" => "tagged",
        _ => "highlighted",
    }
}

fn changed(before: &Annotation, after: &Annotation) -> String {
    let on = on(after);
    let mut did = Vec::new();
    match (&before.note, &after.note) {
        (None, Some(_)) => did.push(format!("wrote a note on {on}")),
        (Some(_), None) => did.push(format!("deleted the note on {on}")),
        (a, b) if a != b => did.push(format!("changed the note on {on}")),
        _ => {}
    }
    if before.tags != after.tags {
        did.push(match after.tags.as_slice() {
            [] => format!("took the tags off {on}"),
            tags => format!("tagged {on} {}", tags.join(", ")),
        });
    }
    if before.color != after.color {
        did.push(after.color.as_ref().map_or_else(|| format!("took the color off {on}"), |c| format!("colored {on} {c}")));
    }
    if before.verdict != after.verdict {
        did.push(
            after.verdict.as_ref().map_or_else(|| format!("took the verdict off {on}"), |v| format!("called {on} {}", v.rating.name())),
        );
    }
    if before.correction != after.correction {
        did.push(format!("corrected {on}"));
    }
    if before.target != after.target {
        did.push(format!("moved the {} to {on}", noun(after)));
    }
    if did.is_empty() { format!("changed the {} on {on}", noun(after)) } else { did.join("; ") }
}

impl Record {
    /// One line of the log, without its line break.
    pub fn line(&self) -> String {
        match self {
            Self::Did(step) => {
                let mut line = to_value(&step.operation);
                line.insert("time".into(), json!(step.time));
                Value::Object(line).to_string()
            }
            Self::Undid => r#"{"undo":1}"#.to_owned(),
            Self::Redid => r#"{"redo":1}"#.to_owned(),
        }
    }

    /// Reads a line; none when it is torn or of an unknown kind.
    pub fn read(line: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(line).ok()?;
        if value.get("undo").is_some() {
            return Some(Self::Undid);
        }
        if value.get("redo").is_some() {
            return Some(Self::Redid);
        }
        Some(Self::Did(Step { time: value.get("time")?.as_str()?.to_owned(), operation: from_value(&value)? }))
    }
}

fn to_value(operation: &Operation) -> Map<String, Value> {
    let mut map = Map::new();
    match operation {
        Operation::Add(a) => drop(map.insert("add".into(), jsonld::entry(a, ""))),
        Operation::Remove(a) => drop(map.insert("remove".into(), jsonld::entry(a, ""))),
        Operation::Change { before, after } => {
            map.insert("before".into(), jsonld::entry(before, ""));
            map.insert("after".into(), jsonld::entry(after, ""));
        }
        Operation::Several { what, operations } => {
            map.insert("what".into(), json!(what));
            map.insert("several".into(), operations.iter().map(|o| Value::Object(to_value(o))).collect());
        }
    }
    map
}

fn from_value(value: &Value) -> Option<Operation> {
    let read = |key: &str| value.get(key).and_then(|v| jsonld::read_entry(v.clone(), "").ok());
    if let Some(annotation) = read("add") {
        return Some(Operation::Add(annotation));
    }
    if let Some(annotation) = read("remove") {
        return Some(Operation::Remove(annotation));
    }
    if let (Some(before), Some(after)) = (read("before"), read("after")) {
        return Some(Operation::Change { before, after });
    }
    let operations = value.get("several")?.as_array()?.iter().map(from_value).collect::<Option<Vec<_>>>()?;
    Some(Operation::Several { what: value.get("what")?.as_str()?.to_owned(), operations })
}
