/*!
Annotations as Markdown and CSV, for people and for spreadsheets. What is exported was chosen before; names of speakers and addresses are
handed in. Writing only: the formats that are also read have files of their own.
*/

use std::fmt::Write as _;

use super::{Annotation, Place, Placed};

/// What an export says of the article.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its address or path.
    pub origin: &'a str,
    /// When it was published.
    pub published: &'a str,
}

/// A note file that Obsidian and Logseq read: front matter, then each annotation as a quotation with its note and a stable block id.
pub fn markdown(about: &About<'_>, placed: &[Placed]) -> String {
    let yaml = |s: &str| serde_json::Value::from(s).to_string();
    let mut out = format!("---\ntitle: {}\nsource: {}\n", yaml(about.title), yaml(about.origin));
    if !about.published.is_empty() {
        let _ = writeln!(out, "published: {}", yaml(about.published));
    }
    let _ = writeln!(out, "---\n\n# {}\n", about.title.replace('\n', " "));
    for p in placed {
        let a = &p.annotation;
        if !a.words().is_empty() {
            let _ = writeln!(out, "> {}\n", a.words().trim().replace('\n', "\n> "));
        }
        if let Some(note) = &a.note {
            let _ = writeln!(out, "{}\n", note.trim_end());
        }
        let mut line: Vec<String> = a.tags.iter().map(|t| format!("#{}", t.split_whitespace().collect::<Vec<_>>().join("-"))).collect();
        line.extend(a.color.iter().map(|c| format!("({c})")));
        line.extend(
            a.verdict.iter().map(|v| format!("**{}** {}", v.rating.name(), v.evidence.as_deref().unwrap_or_default()).trim().to_owned()),
        );
        if p.place == Some(Place::Lost) {
            line.push("(not found in the text any more)".to_owned());
        }
        line.push(format!("^{}", block_id(a)));
        let _ = writeln!(out, "{}\n", line.join(" "));
    }
    out
}

/// The last letters and digits of the id: short, and the same in every export.
fn block_id(annotation: &Annotation) -> String {
    let mut letters: Vec<char> = annotation.id.chars().rev().filter(char::is_ascii_alphanumeric).take(12).collect();
    letters.reverse();
    letters.into_iter().collect()
}

/// A row an annotation, with a heading row.
pub fn csv(about: &About<'_>, placed: &[Placed]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heading =
        ["title", "origin", "place", "score", "words", "note", "tags", "color", "verdict", "evidence", "created", "modified", "id"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for p in placed {
        let a = &p.annotation;
        let text = |o: &Option<String>| o.clone().unwrap_or_default();
        rows.push(vec![
            about.title.to_owned(),
            about.origin.to_owned(),
            p.place.map_or("", |place| place.name()).to_owned(),
            p.place.map_or(String::new(), |place| format!("{:.2}", place.score())),
            a.words().to_owned(),
            text(&a.note),
            a.tags.join("; "),
            text(&a.color),
            a.verdict.as_ref().map_or("", |v| v.rating.name()).to_owned(),
            a.verdict.as_ref().and_then(|v| v.evidence.clone()).unwrap_or_default(),
            a.created.clone(),
            a.modified.clone(),
            a.id.clone(),
        ]);
    }
    // Writing into memory does not fail.
    for row in &rows {
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
        let out = markdown(&About { title: "A \"day\"", origin: "a.txt", published: "" }, list().all());
        assert!(out.starts_with("---\ntitle: \"A \\\"day\\\"\"\nsource: \"a.txt\"\n---\n"), "{out}");
        assert!(out.ends_with("> Talks\n\n=1+1\n\n#to-check ^0123456789ab\n\n"), "{out}");
    }

    #[test]
    fn a_spreadsheet_is_given_no_formulas() {
        let out = csv(&About::default(), list().all());
        assert!(out.lines().nth(1).is_some_and(|row| row.contains(",exact,1.00,Talks,'=1+1,to check,")), "{out}");
    }
}
