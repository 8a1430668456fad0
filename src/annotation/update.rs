/*!
An earlier Markdown export brought up to date: each annotation is written anew where it stands, and all that a person wrote around them stays.
What the blocks look like is `export`'s business.
*/

use std::collections::BTreeSet;

use super::claim;
use super::export::{BLOCK, CHECKS, Sheet, block, block_id, block_id_of, heading};

/// Stands in the last line of an entry whose annotation was deleted.
const DELETED: &str = "(deleted)";

/// An export brought up to date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Updated {
    /// The whole file.
    pub text: String,
    /// Entries that were not there before.
    pub added: usize,
    /// Entries that say something else now.
    pub changed: usize,
    /// Entries marked because their annotation was deleted.
    pub deleted: usize,
}

/// Brings `earlier` up to date with `sheets`. `alive` are the ids of all annotations there are, those too that are not exported now; where
/// they are known, what has none of these ids was deleted, and is marked rather than removed, as it may be a note's only copy.
pub fn update(earlier: &str, sheets: &[Sheet<'_>], alive: Option<&BTreeSet<String>>) -> Updated {
    let mut updated = Updated::default();
    let mut lines: Vec<String> = earlier.trim_end().lines().map(str::to_owned).collect();
    remove_tables(&mut lines);
    for sheet in sheets {
        let mut fresh = Vec::new();
        for entry in &sheet.entries {
            let block: Vec<String> = block(entry).lines().map(str::to_owned).collect();
            let id = block_id(&entry.placed.annotation);
            if let Some(end) = lines.iter().position(|line| block_of(line) == Some(id.as_str())) {
                let begin = begin(&lines, end, &block);
                updated.changed += usize::from(lines.get(begin..=end) != Some(block.as_slice()));
                lines.splice(begin..=end, block);
            } else {
                updated.added += 1;
                fresh.push(String::new());
                fresh.extend(block);
            }
        }
        let table = claim::table(sheet);
        if !table.is_empty() {
            fresh.extend([String::new(), CHECKS.to_owned(), String::new()]);
            fresh.extend(table.lines().map(str::to_owned));
        }
        if !fresh.is_empty() {
            let at = end_of_part(&mut lines, sheet, sheets);
            lines.splice(at..at, fresh);
        }
    }
    let alive: Option<BTreeSet<String>> = alive.map(|ids| ids.iter().map(|id| block_id_of(id)).collect());
    for line in &mut lines {
        let Some(id) = block_of(line).filter(|id| alive.as_ref().is_some_and(|alive| !alive.contains(*id))) else { continue };
        if !line.contains(DELETED) {
            updated.deleted += 1;
            let rest = line.trim_end().strip_suffix(id).and_then(|l| l.strip_suffix('^')).unwrap_or_default();
            *line = format!("{rest}{DELETED} ^{id}");
        }
    }
    let ending = if earlier.contains("\r\n") { "\r\n" } else { "\n" };
    updated.text = lines.join(ending) + ending;
    updated
}

/// The id of a block of ours that ends with this line.
fn block_of(line: &str) -> Option<&str> {
    line.split_whitespace().next_back()?.strip_prefix('^').filter(|id| id.starts_with(BLOCK))
}

/// The tables are made anew.
fn remove_tables(lines: &mut Vec<String>) {
    while let Some(from) = lines.iter().position(|l| l == CHECKS) {
        let rows = lines.iter().skip(from + 1).take_while(|l| l.is_empty() || l.starts_with('|')).count();
        lines.drain(from..=from + rows);
        // One empty line parts what stood before it from what comes now.
        let blank = lines.iter().take(from).rev().take_while(|l| l.is_empty()).count();
        lines.drain(from - blank..from);
        if from - blank < lines.len() {
            lines.insert(from - blank, String::new());
        }
    }
}

/// The line where the block begins that ends at `end`: its quotation, after the block before it.
fn begin(lines: &[String], end: usize, block: &[String]) -> usize {
    let after = lines.iter().take(end).rposition(|l| block_of(l).is_some()).map_or(0, |at| at + 1);
    let quoted = |at: &usize| lines[*at].starts_with("> ");
    let first = block.first().map(String::as_str).unwrap_or_default();
    let same = (after..end).find(|at| lines[*at] == first);
    // Other words than before: the last quotation, so that one of the person's own before it stays.
    same.or_else(|| (after..end).rev().find(quoted).map(|last| (after..last).rev().take_while(quoted).last().unwrap_or(last)))
        .unwrap_or(end)
}

/// Where new entries of a sheet go: to the end of its part of the file, which is made when it is missing.
fn end_of_part(lines: &mut Vec<String>, sheet: &Sheet<'_>, sheets: &[Sheet<'_>]) -> usize {
    if sheets.len() == 1 {
        return lines.len();
    }
    let head = heading(&sheet.about);
    let Some(from) = lines.iter().position(|l| *l == head) else {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(head);
        if !sheet.about.origin.is_empty() {
            lines.extend([String::new(), format!("<{}>", sheet.about.origin)]);
        }
        return lines.len();
    };
    let next = lines.iter().skip(from + 1).position(|l| sheets.iter().any(|s| heading(&s.about) == *l && *l != head));
    let mut end = next.map_or(lines.len(), |n| from + 1 + n);
    while end > from + 1 && lines[end - 1].is_empty() {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, CHECKS, Sheet, Updated};
    use crate::annotation::export::{About, markdown};
    use crate::annotation::{Anchor, Annotation, Annotations, History, Placed, Rating, Target, Verdict};
    use crate::text::Span;

    const TEXT: &str = "Talks were “never suspended,” he said.";

    fn on(id: &str, from: usize, to: usize, note: &str) -> Annotation {
        let target = Target::Words(Anchor::describe(TEXT, Span::new(from, to)));
        Annotation {
            note: Some(note.into()),
            ..Annotation::new(format!("urn:uuid:00000000-0000-4000-8000-00000000000{id}"), target, "2025-11-28T10:00:00Z")
        }
    }

    fn list(all: &[Annotation]) -> Annotations {
        Annotations::open(TEXT, all.iter().cloned(), History::default())
    }

    fn sheet<'a>(title: &'a str, placed: &'a [Placed]) -> Sheet<'a> {
        Sheet::new(About { title, ..About::default() }, placed)
    }

    fn update(earlier: &str, sheets: &[Sheet<'_>], alive: &BTreeSet<String>) -> Updated {
        super::update(earlier, sheets, Some(alive))
    }

    fn ids(all: &[Annotation]) -> BTreeSet<String> {
        all.iter().map(|a| a.id.clone()).collect()
    }

    #[test]
    fn a_second_export_keeps_what_was_written_around_the_first() {
        let first = [on("a", 0, 5, "who?")];
        let before = list(&first);
        let out = markdown(&[sheet("A day", before.all())]);
        let same = update(&out, &[sheet("A day", before.all())], &ids(&first));
        assert_eq!((same.text.trim_end(), same.added, same.changed, same.deleted), (out.trim_end(), 0, 0, 0));
        let own = out.replace("> Talks", "My own thoughts\n\n> quoted by me\n\n> Talks") + "And after. ^mine\n";
        let second = [on("a", 0, 5, "answered"), on("b", 6, 10, "new")];
        let updated = update(&own, &[sheet("A day", list(&second).all())], &ids(&second));
        let expected = "# A day\n\nMy own thoughts\n\n> quoted by me\n\n> Talks\n\nanswered\n\n^sayso-00000000000a\n\n\
            And after. ^mine\n\n> were\n\nnew\n\n^sayso-00000000000b\n";
        assert!(updated.text.ends_with(expected), "{}", updated.text);
        assert_eq!((updated.added, updated.changed, updated.deleted), (1, 1, 0));
        // Other words, after the annotation was put elsewhere: the person's quotation before it stays.
        let third = [on("a", 6, 10, "answered"), on("b", 6, 10, "new")];
        let moved = update(&updated.text, &[sheet("A day", list(&third).all())], &ids(&third));
        assert!(moved.text.contains("> quoted by me\n\n> were\n\nanswered\n"), "{}", moved.text);
    }

    #[test]
    fn a_deleted_one_is_marked_once_and_a_filtered_one_is_not() {
        let both = [on("a", 0, 5, "who?"), on("b", 6, 10, "where?")];
        let out = markdown(&[sheet("A day", list(&both).all())]);
        let left = list(&both[1..]);
        let filtered = update(&out, &[sheet("A day", left.all())], &ids(&both));
        assert_eq!((filtered.text.trim_end(), filtered.deleted), (out.trim_end(), 0));
        let gone = update(&out, &[sheet("A day", left.all())], &ids(&both[1..]));
        assert!(gone.text.contains("who?\n\n(deleted) ^sayso-00000000000a\n"), "{}", gone.text);
        assert_eq!(
            update(&gone.text, &[sheet("A day", left.all())], &ids(&both[1..])),
            Updated { text: gone.text.clone(), ..Updated::default() }
        );
        // Undone, it is as before.
        let back = update(&gone.text, &[sheet("A day", list(&both).all())], &ids(&both));
        assert_eq!(back.text.trim_end(), out.trim_end());
    }

    #[test]
    fn new_entries_of_several_articles_go_under_their_headings() {
        let (a, b, c) = ([on("a", 0, 5, "one")], [on("b", 6, 10, "two")], [on("c", 0, 5, "three"), on("a", 0, 5, "one")]);
        let out = markdown(&[sheet("First", list(&a).all()), sheet("Second", list(&b).all())]);
        let (new, third) = (list(&c), [on("d", 0, 5, "four")]);
        let alive = ids(&[&b[..], &c, &third].concat());
        let updated =
            update(&out, &[sheet("First", new.all()), sheet("Second", list(&b).all()), sheet("Third", list(&third).all())], &alive);
        let order: Vec<&str> = updated.text.lines().filter(|l| l.starts_with("# ") || l.starts_with('^')).collect();
        let block = |id: &str| format!("^sayso-00000000000{id}");
        assert_eq!(order, ["# First", &block("a"), &block("c"), "# Second", &block("b"), "# Third", &block("d")], "{}", updated.text);
    }

    #[test]
    fn the_table_is_made_anew_and_line_endings_are_kept() {
        let judged = |rating| {
            let verdict = Some(Verdict { rating, evidence: None, date: None });
            [Annotation { verdict, ..on("a", 0, 5, "who?") }]
        };
        let (first, second) = (judged(Rating::Disputed), judged(Rating::False));
        let out = markdown(&[sheet("A day", list(&first).all())]) + "\nMine.\n";
        let updated = update(&out.replace('\n', "\r\n"), &[sheet("A day", list(&second).all())], &ids(&second)).text;
        assert_eq!(updated.matches("\r\n").count(), updated.matches('\n').count());
        assert_eq!((updated.matches(CHECKS).count(), updated.matches("| false |").count()), (1, 1), "{updated}");
        assert!(!updated.contains("disputed") && updated.contains("Mine.\r\n\r\n## Fact check"), "{updated}");
    }
}
