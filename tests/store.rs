//! What is saved is saved: the store under use, and under faults made to happen.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use sayso::annotation::{Anchor, Annotation, Annotations, History, Target};
use sayso::app::Report;
use sayso::article::{Article, Origin};
use sayso::io::keeper::{Job, Keeper};
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

/// Where the child of the test below keeps its notes; set in the child alone.
const CHILD: &str = "SAYSO_TEST_CHILD";

/// Not a test of its own: the program that saves, and says so, until it is killed.
#[test]
fn child_that_saves() {
    let Some(home) = std::env::var_os(CHILD) else { return };
    let mut shelf = shelf(Path::new(&home));
    let mut notes = shelf.load().unwrap().annotations;
    let mut out = std::io::stdout();
    loop {
        let made = note("firmly", &format!("note {}", notes.len()));
        let id = made.id.clone();
        notes.push(Arc::new(made));
        shelf.save(&notes, &[]).unwrap();
        writeln!(out, "saved {id}").and_then(|()| out.flush()).unwrap();
    }
}

#[test]
fn killed_at_any_moment_of_a_thousand_saves() {
    let home = tempfile::tempdir().unwrap();
    let mut said: Vec<String> = Vec::new();
    let mut rounds = 0;
    while said.len() < 1_000 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_that_saves", "--nocapture"])
            .env(CHILD, home.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut saved = lines.filter_map(|line| line.split_once("saved ").map(|(_, id)| id.to_owned()));
        said.extend(saved.by_ref().take(1 + rounds * 7 % 40));
        // The next save is on its way: one round after another the kill comes a little later in it.
        let file = shelf(home.path()).file();
        for _ in 0..rounds * 37 % 500 {
            assert!(fs::metadata(&file).unwrap().len() > 0);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        said.extend(saved);
        rounds += 1;

        let loaded = shelf(home.path()).load().unwrap();
        assert!(loaded.remarks.is_empty(), "round {rounds}: {:?}", loaded.remarks);
        let there: std::collections::HashSet<&str> = loaded.annotations.iter().map(|a| a.id.as_str()).collect();
        let missing = said.iter().filter(|id| !there.contains(id.as_str())).count();
        assert_eq!(missing, 0, "round {rounds}: {missing} of {} were said to be saved and are gone", said.len());
        assert!(there.len() <= said.len() + rounds, "round {rounds}: at most the one under way is more");
    }
    println!("{rounds} kills, {} saves", said.len());
    assert!(rounds > 20);
    let mut last = shelf(home.path());
    let all = last.load().unwrap().annotations;
    last.save(&all, &[]).unwrap();
    let left: Vec<_> = fs::read_dir(last.folder()).unwrap().flatten().map(|f| f.file_name()).filter(|n| n != ".lock").collect();
    assert_eq!(left, ["annotations.jsonld"], "what the killed ones left behind is swept");
}

/// A keeper at work on the article, and what it reports.
fn keeper(home: &Path) -> (Keeper, Receiver<Report>) {
    let (send, reports) = mpsc::channel();
    let keeper = Keeper::start(Some(Places::under(home)), move |report| drop(send.send(report)));
    keeper.ask(Job::Load(Arc::new(article(TEXT, Origin::Stdin))));
    (keeper, reports)
}

/// The first report that `pick` picks.
fn wait<T>(reports: &Receiver<Report>, pick: impl Fn(&Report) -> Option<T>) -> T {
    let mut seen = Vec::new();
    loop {
        match reports.recv_timeout(Duration::from_secs(60)) {
            Ok(report) => match pick(&report) {
                Some(found) => return found,
                None => seen.push(format!("{report:?}")),
            },
            Err(why) => panic!("{why} after {seen:#?}"),
        }
    }
}

fn loaded(report: &Report) -> Option<usize> {
    if let Report::NotesLoaded(notes) = report { Some(notes.len()) } else { None }
}

fn failed(report: &Report) -> Option<String> {
    if let Report::SaveFailed(why) = report { Some(why.clone()) } else { None }
}

fn saved(report: &Report) -> Option<()> {
    matches!(report, Report::Saved).then_some(())
}

/// Makes saving fail, for root too: a file stands where the folder of articles should be.
fn block(home: &Path) {
    let articles = Places::under(home).articles();
    fs::rename(&articles, articles.with_extension("away")).unwrap();
    fs::write(&articles, "in the way").unwrap();
}

fn unblock(home: &Path) {
    let articles = Places::under(home).articles();
    fs::remove_file(&articles).unwrap();
    fs::rename(articles.with_extension("away"), &articles).unwrap();
}

fn recovery_files(home: &Path) -> usize {
    fs::read_dir(home.join("state/sayso/recovery")).map_or(0, Iterator::count)
}

#[test]
fn a_failed_save_says_what_to_do_and_is_tried_again_by_itself() {
    let home = tempfile::tempdir().unwrap();
    let (keeper, reports) = keeper(home.path());
    keeper.ask(Job::Save(arcs(&[note("Pakistan", "first")]), Vec::new()));
    wait(&reports, saved);
    block(home.path());
    let notes = arcs(&[note("firmly", "second")]);
    keeper.ask(Job::Save(notes, Vec::new()));
    let why = wait(&reports, failed);
    assert!(why.contains("move it away") && why.contains("safe in") && why.contains("tried again"), "{why}");
    assert_eq!(recovery_files(home.path()), 1);
    unblock(home.path());
    wait(&reports, saved);
    let kept = shelf(home.path()).load().unwrap().annotations;
    assert!(kept.iter().any(|a| a.note.as_deref() == Some("second")));
    assert_eq!(recovery_files(home.path()), 0, "what is saved needs no recovery file");
}

#[test]
fn a_failed_save_is_tried_once_more_on_leaving() {
    let home = tempfile::tempdir().unwrap();
    let (mut keeper, reports) = keeper(home.path());
    keeper.ask(Job::Save(Vec::new(), Vec::new()));
    wait(&reports, saved);
    block(home.path());
    keeper.ask(Job::Save(arcs(&[note("firmly", "kept")]), Vec::new()));
    wait(&reports, failed);
    unblock(home.path());
    assert_eq!(keeper.finish(), None);
    assert_eq!(shelf(home.path()).load().unwrap().annotations.len(), 1);
}

#[test]
fn work_in_a_recovery_file_comes_back_on_the_next_opening() {
    let home = tempfile::tempdir().unwrap();
    let both = note("Pakistan", "known before");
    shelf(home.path()).save(&arcs(std::slice::from_ref(&both)), &[]).unwrap();
    let (mut first, reports) = keeper(home.path());
    assert_eq!(wait(&reports, loaded), 1);
    first.ask(Job::Save(arcs(std::slice::from_ref(&both)), Vec::new()));
    wait(&reports, saved);
    block(home.path());
    let edited = Annotation { note: Some("edited".into()), modified: "2025-11-28T12:00:00Z".into(), ..both.clone() };
    first.ask(Job::Save(arcs(&[edited, note("firmly", "new")]), Vec::new()));
    wait(&reports, failed);
    let why = first.finish().expect("it is still blocked");
    assert!(why.contains("safe in"), "{why}");
    unblock(home.path());

    let (_second, reports) = keeper(home.path());
    assert_eq!(wait(&reports, loaded), 2);
    let said = wait(&reports, |r| if let Report::Said(line) = r { Some(line.clone()) } else { None });
    assert!(said.contains("2 annotations") && said.contains("recovery"), "{said}");
    let kept = shelf(home.path()).load().unwrap().annotations;
    let old = kept.iter().find(|a| a.id == both.id).and_then(|a| a.note.clone()).unwrap();
    assert!(kept.len() == 2 && old.contains("edited") && old.contains("known before"), "{old}");
    assert_eq!(recovery_files(home.path()), 0);
}

#[test]
fn each_window_shows_what_the_other_saves() {
    let home = tempfile::tempdir().unwrap();
    let ((one, to_one), (two, to_two)) = (keeper(home.path()), keeper(home.path()));
    wait(&to_one, loaded);
    wait(&to_two, loaded);
    let merged = |r: &Report| if let Report::Merged(all) = r { Some(all.len()) } else { None };
    one.ask(Job::Save(arcs(&[note("firmly", "from one")]), Vec::new()));
    wait(&to_one, saved);
    assert_eq!(wait(&to_two, merged), 1);
    // What the second saves crosses with that report: it does not hold the first's note, and has not deleted it.
    let own = arcs(&[note("Friday", "from two")]);
    two.ask(Job::Save(own.clone(), Vec::new()));
    assert_eq!(wait(&to_two, merged), 2);
    assert_eq!(wait(&to_one, merged), 2);
    let more = own.into_iter().chain(arcs(&[note("rejected", "more from two")])).collect();
    two.ask(Job::Save(more, Vec::new()));
    assert_eq!(wait(&to_one, merged), 3);
    assert_eq!(shelf(home.path()).load().unwrap().annotations.len(), 3);
}

#[cfg(unix)]
#[test]
fn a_save_that_fails_loses_nothing_of_another_window() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let (mut one, mut two) = (shelf(home.path()), shelf(home.path()));
    one.save(&arcs(&[note("Pakistan", "both know this")]), &[]).unwrap();
    let known = two.load().unwrap().annotations;
    one.save(&known.iter().cloned().chain(arcs(&[note("firmly", "from one")])).collect::<Vec<_>>(), &[]).unwrap();
    let allow = |mode| fs::set_permissions(one.file(), fs::Permissions::from_mode(mode)).unwrap();
    allow(0o400);
    let ours: Vec<_> = known.into_iter().chain(arcs(&[note("Friday", "from two")])).collect();
    let error = two.save(&ours, &[]).unwrap_err();
    assert!(error.to_string().contains("check who owns the file"), "{error}");
    allow(0o600);
    assert_eq!(two.save(&ours, &[]).unwrap().merged.unwrap().len(), 3);
}

#[test]
fn a_folder_that_vanished_is_made_again() {
    let home = tempfile::tempdir().unwrap();
    let (keeper, reports) = keeper(home.path());
    wait(&reports, loaded);
    let notes = arcs(&[note("firmly", "kept")]);
    keeper.ask(Job::Save(notes.clone(), Vec::new()));
    wait(&reports, saved);
    // What the keeper still writes may come in between.
    while home.path().join("data").exists() {
        let _ = fs::remove_dir_all(home.path().join("data"));
    }
    keeper.ask(Job::Save(notes, Vec::new()));
    wait(&reports, saved);
    drop(keeper);
    assert_eq!(shelf(home.path()).load().unwrap().annotations.len(), 1);
    let library = store(home.path());
    assert!(library.kept(shelf(home.path()).id()).unwrap().is_some_and(|kept| kept.versions.len() == 1), "and the article's text is");
}

#[test]
fn a_note_of_any_length_and_any_characters_comes_back_the_same() {
    let home = tempfile::tempdir().unwrap();
    let long = "word after word\n".repeat(70_000);
    assert!(long.len() > 1_000_000);
    let notes = [
        long,
        "👩‍👩‍👧‍👦🏳️‍🌈 e\u{301}\u{302} 你好".into(),
        "\u{202e}שלום\u{202c} \u{2067}مرحبا\u{2069}".into(),
        "\0\0 a \u{1b}[31mred\u{1b}[0m \u{7f}\u{9b}2J \r\n\t\u{2028}\u{feff}".into(),
        r#"\"\\u0000 ]}, "items": ["#.into(),
        String::new(),
    ]
    .map(|words: String| note("firmly", &words));
    shelf(home.path()).save(&arcs(&notes), &[]).unwrap();
    let loaded = shelf(home.path()).load().unwrap();
    assert!(loaded.remarks.is_empty(), "{:?}", loaded.remarks);
    assert_eq!(loaded.annotations, arcs(&notes));
}
