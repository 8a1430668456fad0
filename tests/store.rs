//! What is saved is saved: the store under use, and under faults made to happen.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use sayso::annotation::{Anchor, Annotation, Annotations, History, Target};
use sayso::article::{Article, Origin};
use sayso::io::places::Places;
use sayso::io::shelf::Shelf;
use sayso::io::store::{Store, fresh_id};
use sayso::text::Span;

const TEXT: &str = "Pakistan on Friday firmly rejected accusations.\nThe Foreign Office said the claim was “a figment of imagination.”";
const TIME: &str = "2025-11-28T10:00:00Z";

fn article(text: &str, origin: Origin) -> Article {
    Article { text: text.to_owned(), origin, ..Article::default() }
}

fn note(words: &str, text: &str) -> Annotation {
    let at = TEXT.find(words).unwrap();
    let target = Target::Words(Anchor::describe(TEXT, Span::new(at, at + words.len())));
    Annotation { note: Some(text.to_owned()), ..Annotation::new(fresh_id(), target, TIME) }
}

fn store(home: &Path) -> Store {
    Store::new(Places::under(home))
}

fn shelf(home: &Path) -> Shelf {
    store(home).shelf(&article(TEXT, Origin::Stdin))
}

fn arcs(list: &[Annotation]) -> Vec<Arc<Annotation>> {
    list.iter().cloned().map(Arc::new).collect()
}

#[test]
fn notes_and_undo_survive_a_restart() {
    let home = tempfile::tempdir().unwrap();
    let mut first = shelf(home.path());
    let mut list = Annotations::open(TEXT, [], History::default());
    let id = note("firmly", "who?").id;
    list.add(TEXT, Annotation { id: id.clone(), ..note("firmly", "who?") }, TIME);
    list.change(TEXT, &id, "2025-11-28T11:00:00Z", |a| a.tag("lead"));
    first.save(&list.snapshot(), &list.take_unsaved()).unwrap();

    let mut second = shelf(home.path());
    let loaded = second.load().unwrap();
    assert!(loaded.remarks.is_empty(), "{:?}", loaded.remarks);
    let mut again = Annotations::open(TEXT, loaded.annotations.iter().map(|a| a.as_ref().clone()), second.history());
    assert_eq!(again.all(), list.all());
    assert_eq!(again.history().done().last().unwrap().sentence(), "tagged “firmly” lead");
    again.undo(TEXT).unwrap();
    assert!(again.get(&id).unwrap().annotation.tags.is_empty());
    again.undo(TEXT).unwrap();
    assert!(again.is_empty());
    again.redo(TEXT).unwrap();
    assert_eq!(again.get(&id).unwrap().annotation.note.as_deref(), Some("who?"));
    second.save(&again.snapshot(), &again.take_unsaved()).unwrap();
    assert_eq!((second.history().done().len(), second.history().undone().len()), (1, 1));
}

#[test]
fn two_windows_lose_nothing_of_each_other() {
    let home = tempfile::tempdir().unwrap();
    let both = note("Pakistan", "both know this");
    let doomed = note("Foreign", "the first deletes, the second edits");
    let (mut one, mut two) = (shelf(home.path()), shelf(home.path()));
    one.save(&arcs(&[both.clone(), doomed.clone()]), &[]).unwrap();
    two.load().unwrap();

    let (ours, theirs) = (note("firmly", "ours"), note("rejected", "theirs"));
    let tagged = Annotation { tags: vec!["ours".into()], ..both.clone() };
    one.save(&arcs(&[tagged, ours.clone()]), &[]).unwrap();
    let edited = Annotation { note: Some("edited".into()), ..doomed.clone() };
    let colored = Annotation { color: Some("yellow".into()), ..both.clone() };
    let merged = two.save(&arcs(&[colored, edited.clone(), theirs.clone()]), &[]).unwrap().merged.unwrap();
    let find = |list: &[Arc<Annotation>], id: &str| list.iter().find(|a| a.id == id).cloned();
    assert_eq!(merged.len(), 4);
    assert_eq!(find(&merged, &doomed.id).unwrap().note.as_deref(), Some("edited"), "an edit wins over a deletion");
    let joined = find(&merged, &both.id).unwrap();
    assert_eq!((joined.color.as_deref(), joined.tags.as_slice()), (Some("yellow"), ["ours".to_owned()].as_slice()));

    let seen = one.poll(&arcs(&[both, ours])).unwrap().unwrap();
    assert!(find(&seen, &theirs.id).is_some(), "each shows the other's work");
    assert!(one.poll(&seen).unwrap().is_none(), "and only once");
}

#[test]
fn a_damaged_file_is_set_aside_and_its_entries_are_recovered() {
    let home = tempfile::tempdir().unwrap();
    let mut first = shelf(home.path());
    let notes = ["Pakistan", "Friday", "firmly", "accusations"].map(|w| note(w, "kept"));
    first.save(&arcs(&notes), &[]).unwrap();
    let text = fs::read_to_string(first.file()).unwrap();
    let broken = text.replacen("\"Friday\"", "\"Fri", 1);
    fs::write(first.file(), &broken).unwrap();

    let loaded = shelf(home.path()).load().unwrap();
    assert_eq!(loaded.annotations.len(), 3);
    assert!(loaded.remarks[0].contains("damaged") && loaded.remarks[0].contains("3 of its entries"), "{}", loaded.remarks[0]);
    let aside = fs::read_dir(first.folder()).unwrap().flatten().find(|e| e.file_name().to_string_lossy().contains(".damaged-")).unwrap();
    assert_eq!(fs::read_to_string(aside.path()).unwrap(), broken, "the damaged file is kept as it was");
    assert_eq!(shelf(home.path()).load().unwrap().annotations.len(), 3, "the recovered entries are saved");

    // A window that was open all the while puts back what damage took.
    fs::write(first.file(), "{").unwrap();
    assert_eq!(first.save(&arcs(&notes), &[]).unwrap().merged.unwrap().len(), 4);
}

#[test]
fn an_article_is_known_by_words_address_and_path() {
    let home = tempfile::tempdir().unwrap();
    let library = store(home.path());
    let file = home.path().join("story.txt");
    fs::write(&file, TEXT).unwrap();
    let mut page = article(TEXT, Origin::File(file.clone()));
    page.meta.url = Some("https://www.example.org/story?utm_source=x".into());
    let kept = library.keep(&page, TIME).unwrap();

    let same = |a: &Article| library.id(a) == kept.id;
    assert!(same(&article(TEXT, Origin::File("/elsewhere/renamed.txt".into()))), "a renamed file");
    let edited = TEXT.replace("firmly", "flatly");
    assert!(same(&article(&edited, Origin::Url("http://example.org/story#top".into()))), "an edited page");
    assert!(same(&article(&edited, Origin::File(file.clone()))), "an edited file");
    let other = "A ship ran aground off the coast and its crew of nine was brought to safety.";
    assert!(!same(&article(other, Origin::File(file.clone()))), "another article under an old name");

    let kept = library.keep(&article(&edited, Origin::File(file)), "2025-11-29T10:00:00Z").unwrap();
    let dates: Vec<_> = kept.versions.iter().map(|v| v.date.as_str()).collect();
    assert_eq!(dates, [TIME, "2025-11-29T10:00:00Z"]);
    fs::remove_dir_all(&library.places().cache).unwrap();
    assert!(same(&article("", Origin::Url("https://example.org/story".into()))), "the cache is rebuilt");
}
