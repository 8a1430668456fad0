/*!
Annotations as Markdown, CSV and Readwise's CSV, for people and for spreadsheets. What is exported was chosen before; names of speakers and
addresses are handed in. Writing only: the formats that are also read have files of their own.
*/

use std::fmt::Write as _;

use super::{Annotation, Place, Placed, claim};

/// What an export says of the article.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its address or path.
    pub origin: &'a str,
    /// When it was published.
    pub published: &'a str,
    /// Who wrote it.
    pub author: &'a str,
}

/// One annotation of an export, with what the engine found of its words.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The annotation and its place.
    pub placed: &'a Placed,
    /// Who says the words; empty when not known.
    pub speaker: String,
    /// The words that report them; empty when there are none.
    pub cue: String,
}

/// What is exported of one article.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// The article.
    pub about: About<'a>,
    /// Its annotations, in order.
    pub entries: Vec<Entry<'a>>,
}

impl<'a> Sheet<'a> {
    /// These annotations, with no speakers yet.
    pub fn new(about: About<'a>, placed: impl IntoIterator<Item = &'a Placed>) -> Self {
        let entries = placed.into_iter().map(|placed| Entry { placed, speaker: String::new(), cue: String::new() });
        Self { about, entries: entries.collect() }
    }
}

/// A note file that Obsidian and Logseq read: front matter, each annotation as a quotation with its note and a stable block id, and the
/// fact-check table when there are verdicts. Several articles stand in one file under a heading each, without front matter.
pub fn markdown(sheets: &[Sheet<'_>]) -> String {
    let yaml = |s: &str| serde_json::Value::from(s).to_string();
    let mut out = String::new();
    for sheet in sheets {
        let about = &sheet.about;
        if sheets.len() == 1 {
            let _ = writeln!(out, "---\ntitle: {}\nsource: {}", yaml(about.title), yaml(about.origin));
            if !about.published.is_empty() {
                let _ = writeln!(out, "published: {}", yaml(about.published));
            }
            out.push_str("---\n\n");
        }
        let _ = writeln!(out, "{}\n", heading(about));
        if sheets.len() > 1 && !about.origin.is_empty() {
            let _ = writeln!(out, "<{}>\n", about.origin);
        }
        for entry in &sheet.entries {
            let _ = writeln!(out, "{}\n", block(entry));
        }
        let table = claim::table(sheet);
        if !table.is_empty() {
            let _ = writeln!(out, "{CHECKS}\n\n{table}");
        }
    }
    out
}

/// The heading of an article's part.
pub(super) fn heading(about: &About<'_>) -> String {
    format!("# {}", about.title.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The heading of the fact-check table.
pub(super) const CHECKS: &str = "## Fact check";

/// One annotation: from the quoted words to the line with its block id.
pub(super) fn block(entry: &Entry<'_>) -> String {
    let a = &entry.placed.annotation;
    let words = if a.words().trim().is_empty() { "(the whole article)" } else { a.words().trim() };
    let mut out = format!("> {}\n\n", words.replace('\n', "\n> "));
    if !entry.speaker.is_empty() {
        let _ = writeln!(out, "— {}\n", entry.speaker);
    }
    if let Some(note) = &a.note {
        let _ = writeln!(out, "{}\n", note.trim_end());
    }
    let mut line: Vec<String> = a.tags.iter().map(|t| format!("#{}", t.split_whitespace().collect::<Vec<_>>().join("-"))).collect();
    line.extend(a.color.iter().map(|c| format!("({c})")));
    line.extend(
        a.verdict.iter().map(|v| format!("**{}** {}", v.rating.name(), v.evidence.as_deref().unwrap_or_default()).trim().to_owned()),
    );
    if entry.placed.place == Some(Place::Lost) {
        line.push("(not found in the text any more)".to_owned());
    }
    line.push(format!("^{}", block_id(a)));
    out + &line.join(" ")
}

/// What the block ids of an export begin with: nobody takes them for ids of their own.
pub(super) const BLOCK: &str = "sayso-";

/// The block id of an annotation: short, and the same in every export.
pub(super) fn block_id(annotation: &Annotation) -> String {
    block_id_of(&annotation.id)
}

/// The block id of the annotation with that id: its last letters and digits.
pub(super) fn block_id_of(id: &str) -> String {
    let mut letters: Vec<char> = id.chars().rev().filter(char::is_ascii_alphanumeric).take(12).collect();
    letters.reverse();
    BLOCK.chars().chain(letters).collect()
}

/// A row an annotation, with a heading row: the fact-check sheet for spreadsheets.
pub fn csv(sheets: &[Sheet<'_>]) -> String {
    let heading = [
        "title", "origin", "words", "speaker", "cue", "place", "score", "verdict", "evidence", "note", "tags", "color", "link", "created",
        "modified", "id",
    ];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for (sheet, entry) in sheets.iter().flat_map(|s| s.entries.iter().map(move |e| (s, e))) {
        let (a, place) = (&entry.placed.annotation, entry.placed.place);
        let text = |o: &Option<String>| o.clone().unwrap_or_default();
        rows.push(vec![
            sheet.about.title.to_owned(),
            sheet.about.origin.to_owned(),
            a.words().to_owned(),
            entry.speaker.clone(),
            entry.cue.clone(),
            place.map_or("", |place| place.name()).to_owned(),
            place.map_or(String::new(), |place| format!("{:.2}", place.score())),
            a.verdict.as_ref().map_or("", |v| v.rating.name()).to_owned(),
            a.verdict.as_ref().and_then(|v| v.evidence.clone()).unwrap_or_default(),
            text(&a.note),
            a.tags.join("; "),
            text(&a.color),
            entry.link(sheet).unwrap_or_default(),
            a.created.clone(),
            a.modified.clone(),
            a.id.clone(),
        ]);
    }
    written(&rows)
}

/// What Readwise takes in: a row a highlight. Notes on no words have no place there.
pub fn readwise(sheets: &[Sheet<'_>]) -> String {
    let mut rows = vec![["Highlight", "Title", "Author", "URL", "Note", "Location", "Date"].map(str::to_owned).to_vec()];
    for (sheet, entry) in sheets.iter().flat_map(|s| s.entries.iter().map(move |e| (s, e))) {
        let a = &entry.placed.annotation;
        let Some(anchor) = a.target.anchor() else { continue };
        // Readwise reads tags from the note, as ".tag".
        let tags = a.tags.iter().map(|t| format!(".{}", t.split_whitespace().collect::<Vec<_>>().join("_")));
        let note: Vec<String> = tags.chain(a.note.clone()).collect();
        rows.push(vec![
            a.words().to_owned(),
            sheet.about.title.to_owned(),
            sheet.about.author.to_owned(),
            Some(sheet.about.origin).filter(|o| o.starts_with("http")).unwrap_or_default().to_owned(),
            note.join(" "),
            anchor.start.to_string(),
            a.created.chars().take(19).collect::<String>().replace('T', " "),
        ]);
    }
    written(&rows)
}

fn written(rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory does not fail.
    for row in rows {
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A cell that a spreadsheet would take for a formula is made text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Anchor, Annotations, History, Target};
    use crate::text::Span;

    fn list() -> Annotations {
        let text = "Talks were “never suspended,” he said.";
        let target = Target::Words(Anchor::describe(text, Span::new(0, 5)));
        let annotation = Annotation {
            note: Some("=1+1".into()),
            tags: vec!["to check".into()],
            ..Annotation::new("urn:uuid:00000000-0000-4000-8000-0123456789ab", target, "2025-11-28T10:00:00Z")
        };
        Annotations::open(text, [annotation], History::default())
    }

    #[test]
    fn markdown_has_front_matter_and_block_ids() {
        let list = list();
        let out = markdown(&[Sheet::new(About { title: "A \"day\"", origin: "a.txt", ..About::default() }, list.all())]);
        assert!(out.starts_with("---\ntitle: \"A \\\"day\\\"\"\nsource: \"a.txt\"\n---\n"), "{out}");
        assert!(out.ends_with("> Talks\n\n=1+1\n\n#to-check ^sayso-0123456789ab\n\n"), "{out}");
    }

    #[test]
    fn a_spreadsheet_is_given_no_formulas() {
        let list = list();
        let sheets = [Sheet::new(About { author: "Ann", ..About::default() }, list.all())];
        let out = csv(&sheets);
        assert!(out.lines().nth(1).is_some_and(|row| row.contains("Talks,,,exact,1.00,,,'=1+1,to check,")), "{out}");
        let out = readwise(&sheets);
        assert_eq!(out.lines().nth(1), Some("Talks,,Ann,,.to_check =1+1,0,2025-11-28 10:00:00"));
    }
}
