//! The program as others call it: exit status, one-line errors, streams, formats. Each test has a home folder of its own.

#![allow(clippy::unwrap_used)]

use std::{
    ffi::{OsStr, OsString},
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::PathBuf,
    process::{Command, Output, Stdio},
    sync::Arc,
    thread,
};

use sayso::{
    annotation::{Anchor, Annotation, Annotations, Correction, History, Rating, Target, Verdict},
    article::Origin,
    io::{places::Places, store::Store},
    parse::{Hint, parse, samples},
    text::Span,
};
use serde_json::{Value, json};

const TEXT: &str = "Ministry denies the claim\n\nKABUL (AP) — “The claim is baseless,” said Abdul Qahar Balkhi, a spokesman for the Foreign Ministry, on Friday.\n\nHe spoke after talks in Doha failed.\n";
const TIME: &str = "2025-11-28T10:00:00Z";

/// A home folder with one article in it.
struct Home {
    folder: tempfile::TempDir,
}

/// How a run ended.
struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Home {
    fn new() -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap() };
        home.write("talks.txt", TEXT);
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The program, ready to be started in the home folder.
    fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        command.args(arguments).current_dir(self.folder.path()).env("SAYSO_HOME", self.folder.path());
        command.env("TERM", "xterm-256color").env_remove("NO_COLOR").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs with words on standard input.
    fn feed(&self, arguments: &[&str], input: Vec<u8>) -> Run {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let writer = thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        output.into()
    }

    fn store(&self) -> Store {
        Store::new(Places::under(self.folder.path()))
    }

    /// Saves one more annotation of `talks.txt`, as `edit` makes it.
    fn mark(&self, words: &str, edit: impl FnOnce(&mut Annotation)) {
        let mut article = parse(fs::read(self.path("talks.txt")).unwrap(), &Hint::default()).unwrap();
        article.origin = Origin::File(self.path("talks.txt"));
        self.store().keep(&article, TIME).unwrap();
        self.edit(|list, text| {
            let at = text.find(words).unwrap();
            let anchor = Anchor::describe(text, Span::new(at, at + words.len()));
            let mut annotation = Annotation::new(format!("urn:uuid:0000-{}", list.len() + 10), Target::Words(anchor), TIME);
            edit(&mut annotation);
            list.add(text, annotation, TIME);
        });
    }

    /// Edits the annotations of `talks.txt`.
    fn edit(&self, edit: impl FnOnce(&mut Annotations, &str)) {
        let mut article = parse(fs::read(self.path("talks.txt")).unwrap(), &Hint::default()).unwrap();
        article.origin = Origin::File(self.path("talks.txt"));
        let mut kept = self.store().shelf(&article);
        let earlier = kept.load().unwrap().annotations.into_iter().map(|a| a.as_ref().clone());
        let mut list = Annotations::open(&article.text, earlier, kept.history());
        edit(&mut list, &article.text);
        kept.save(&list.snapshot(), &list.take_unsaved()).unwrap();
    }

    /// Saves annotations of `talks.txt` the way the reader does; each a place, a note and a tag.
    fn annotate(&self, marks: &[(&str, &str, &str)]) {
        let mut article = parse(fs::read(self.path("talks.txt")).unwrap(), &Hint::default()).unwrap();
        article.origin = Origin::File(self.path("talks.txt"));
        let text = article.text.clone();
        self.store().keep(&article, TIME).unwrap();
        let mut kept = self.store().shelf(&article);
        let mut list = Annotations::open(&text, [], History::default());
        for (n, (words, note, tag)) in marks.iter().enumerate() {
            let at = text.find(words).unwrap();
            let anchor = Anchor::describe(&text, Span::new(at, at + words.len()));
            let mut annotation = Annotation::new(format!("urn:uuid:0000-{n}"), Target::Words(anchor), TIME);
            annotation.note = Some((*note).to_owned());
            annotation.tag(tag);
            list.add(&text, annotation, TIME);
        }
        kept.save(&list.snapshot(), &list.take_unsaved()).unwrap();
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap_or(-1), out: words(output.stdout), err: words(output.stderr) }
    }
}

impl Run {
    /// Asserts that all went well, silently.
    fn fine(self) -> Self {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self
    }

    /// Asserts one line on stderr that names each of `names`.
    fn fails(self, code: i32, names: &[&str]) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
        assert!(self.err.starts_with("sayso: "), "{}", self.err);
        for name in names {
            assert!(self.err.contains(name), "{name} in {}", self.err);
        }
        self
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out))
    }

    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    }
}

fn correction(act: &str, value: Option<&str>) -> Correction {
    Correction { act: act.to_owned(), value: value.map(str::to_owned), all: true }
}

/// The first direct quote of an extraction.
fn direct(found: &Value) -> &Value {
    found["quotes"].as_array().unwrap().iter().find(|q| q["kind"] == "direct").unwrap()
}

fn words(text: &str, span: &Value) -> String {
    let at = |name: &str| span[name].as_u64().unwrap() as usize;
    text.chars().skip(at("start")).take(at("end") - at("start")).collect()
}

#[test]
fn help_version_and_wrong_usage() {
    let home = Home::new();
    assert!(home.run(&["--version"]).fine().out.starts_with("sayso 0."));
    for flag in ["--help", "-h"] {
        let help = home.run(&[flag]).fine().out;
        for command in ["extract", "notes", "tags", "diff", "config", "keys", "doctor", "completions", "man"] {
            assert!(help.contains(command), "{command}");
        }
    }
    home.run(&["--plian", "talks.txt"]).fails(2, &["--plian", "--plain"]);
    home.run(&["extract", "--jobs", "0", "talks.txt"]).fails(2, &["0"]);
    home.run(&["extract", "--format", "xml", "talks.txt"]).fails(2, &["xml"]);
    home.run(&["notes", "--format", "xml"]).fails(2, &["xml"]);
    home.run(&["completions"]).fails(2, &["SHELL"]);
    home.run(&["--sample", "--sample"]).fails(2, &["--sample"]);
}

#[test]
fn every_sample_is_told_of_and_opens() {
    let home = Home::new();
    let help = home.run(&["--help"]).fine().out;
    for sample in samples() {
        let title = sample.text.lines().next().unwrap();
        assert!(help.contains(sample.name), "{}", sample.name);
        assert!(home.run(&["--plain", "--sample", sample.name]).fine().out.contains(title), "{title}");
        home.run(&["--sample", "nosuch"]).fails(1, &["nosuch", sample.name]);
    }
    assert_eq!(home.run(&["--plain", "--sample"]).fine().out, home.run(&["--plain", "--sample", samples()[0].name]).fine().out);
}

#[test]
fn what_is_no_article_is_told_for_what_it_is() {
    let home = Home::new();
    home.write("paper.txt", "%PDF-1.7\n%âãÏÓ\n1 0 obj\n");
    home.write("page.html", "<!DOCTYPE html><html><body><script>draw()</script></body></html>");
    // A file with a hole: it takes no room on the disk.
    fs::File::create(home.path("vast.txt")).unwrap().set_len(200_000_001).unwrap();
    for (bad, why) in
        [("paper.txt", "a PDF"), ("page.html", "no article text"), ("vast.txt", "200 MB"), ("talks.txt/part.txt", "cannot be read")]
    {
        for command in [&["extract"][..], &["--plain"], &[]] {
            home.run(&[command, &[bad]].concat()).fails(1, &[bad, why]);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_others_keep_to_themselves_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    fs::set_permissions(home.path("talks.txt"), fs::Permissions::from_mode(0o000)).unwrap();
    // The administrator reads everything.
    if fs::read(home.path("talks.txt")).is_err() {
        home.run(&["extract", "talks.txt"]).fails(1, &["talks.txt", "permissions"]);
    } else {
        home.run(&["extract", "talks.txt"]).fine();
    }
}

#[test]
fn an_article_that_cannot_be_read_is_named_in_one_line() {
    let home = Home::new();
    home.write("empty.txt", "");
    home.write("blank.txt", " \n\n");
    home.write("binary.bin", [0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0xff, 0xfe, 0, 1, 2, 3]);
    home.write("folder/inside.txt", TEXT);
    for bad in ["gone.txt", "empty.txt", "blank.txt", "binary.bin", "folder"] {
        for command in [&["extract"][..], &["--plain"], &[], &["notes"], &["extract", "--format", "csv"]] {
            home.run(&[command, &[bad]].concat()).fails(1, &[bad]);
        }
    }
    home.run(&["notse"]).fails(1, &["notse", "notes"]);
    home.run(&["--sample", "nosuch"]).fails(1, &["nosuch", "there are"]);
    home.run(&["extract", "--from", "jsonl", "gone.jsonl"]).fails(1, &["gone.jsonl"]);
    home.feed(&["extract", "-"], Vec::new()).fails(1, &["standard input"]);
    // What can be done is done, in order; what cannot is said.
    let run = home.run(&["extract", "talks.txt", "gone.txt", "folder/inside.txt"]).fails(1, &["gone.txt"]);
    let ids: Vec<Value> = run.lines().into_iter().map(|v| v["id"].clone()).collect();
    assert_eq!(ids, ["talks.txt", "folder/inside.txt"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_name_need_not_be_utf_8() {
    use std::os::unix::ffi::OsStringExt;
    let home = Home::new();
    let name = OsString::from_vec(b"caf\xe9.txt".to_vec());
    fs::write(home.folder.path().join(&name), TEXT).unwrap();
    let run: Run = home.command([OsStr::new("extract"), &name]).output().unwrap().into();
    assert!(direct(&run.fine().json()).is_object());
    let run: Run = home.command([OsStr::new("notes"), &name]).output().unwrap().into();
    run.fine();
    let gone = OsString::from_vec(b"gone\xe9.txt".to_vec());
    let run: Run = home.command([OsStr::new("extract"), &gone]).output().unwrap().into();
    run.fails(1, &["gone"]);
}

#[test]
fn positions_of_an_extraction_are_code_points_of_its_text() {
    let home = Home::new();
    let found = home.run(&["extract", "talks.txt"]).fine().json();
    let text = found["document"]["text"].as_str().unwrap();
    let quote = direct(&found);
    assert_eq!(words(text, &quote["content"][0]).trim_end_matches(','), "The claim is baseless");
    assert!(quote["speaker"]["name"].as_str().unwrap().starts_with("Abdul Qahar Balkhi"));
    for entity in found["entities"].as_array().unwrap() {
        assert!(entity["mentions"].as_array().unwrap().iter().all(|m| !words(text, m).trim().is_empty()));
    }
    let solid = |s: &str| s.split_whitespace().collect::<String>();
    assert_eq!(solid(text), solid(TEXT));
    // The same from standard input, and pretty only when it is the only one.
    let piped = home.feed(&["extract", "-"], TEXT.into()).fine();
    assert!(piped.out.lines().count() > 20);
    assert_eq!(piped.json()["quotes"], found["quotes"]);
    assert_eq!(home.feed(&["extract"], TEXT.into()).fine().json()["quotes"], found["quotes"]);
    assert_eq!(home.run(&["extract", "talks.txt", "talks.txt"]).fine().lines().len(), 2);
}

#[test]
fn extract_writes_tables_and_pages() {
    let home = Home::new();
    let table = home.run(&["extract", "--format", "csv", "talks.txt", "talks.txt"]).fine().out;
    assert_eq!(table.matches("The claim is baseless").count(), 2, "{table}");
    let page = home.run(&["extract", "--format", "markdown", "talks.txt"]).fine().out;
    assert!(page.contains("Abdul Qahar Balkhi") && page.contains("The claim is baseless"), "{page}");
    assert_eq!(home.run(&["extract", "--format", "jsonl", "talks.txt"]).fine().out.lines().count(), 1);
}

#[test]
fn a_bad_line_of_a_stream_has_an_answer_of_its_own() {
    let home = Home::new();
    let input = [
        json!({"id": "a", "text": TEXT}).to_string(),
        String::new(),
        "{\"id\": \"b\", \"text\": ".to_owned(),
        json!({"id": "c"}).to_string(),
        json!({"id": "d", "text": 7}).to_string(),
        json!([1, 2]).to_string(),
        json!({"id": 8, "markdown": "# Talks\n\n“No,” said Ann Lee.", "title": "Given", "language": "en"}).to_string(),
        json!({"id": "e", "html": "<html><body><article><h1>Talks</h1><p>“No,” said Ann Lee of Doha on Friday.</p></article></body></html>", "url": "https://news.example/a"})
            .to_string(),
        json!({"id": "f", "text": ""}).to_string(),
    ];
    let run = home.feed(&["extract", "--from", "jsonl", "--format", "jsonl"], input.join("\n").into_bytes());
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    let answers = run.lines();
    let told: Vec<(Value, Option<&str>)> =
        answers.iter().map(|a| (a["id"].clone(), a["error"].as_str().map(|e| e.split(':').next().unwrap()))).collect();
    let expected = [
        (json!("a"), None),
        (Value::Null, Some("line 3")),
        (json!("c"), Some("line 4")),
        (json!("d"), Some("line 5")),
        (Value::Null, Some("line 6")),
        (json!(8), None),
        (json!("e"), None),
        (json!("f"), None),
    ];
    assert_eq!(told, expected);
    assert_eq!(answers[5]["document"]["title"], "Given");
    assert_eq!(answers[6]["document"]["url"], "https://news.example/a");
    // Bytes that are no text end one line, not the run.
    let mut bytes = b"{\"id\": 1, \"text\": \"\xff\"}\n".to_vec();
    bytes.extend(json!({"id": 2, "text": "Talks failed."}).to_string().into_bytes());
    let run = home.feed(&["extract", "--from", "jsonl"], bytes);
    assert_eq!((run.code, run.lines().len()), (1, 2), "{}{}", run.out, run.err);
}

#[test]
fn a_long_stream_keeps_its_order_on_any_number_of_threads() {
    let home = Home::new();
    let line = |n: usize| json!({"id": n, "text": TEXT.repeat(1 + n % 7)}).to_string() + "\n";
    let input: String = (0..)
        .map(line)
        .scan(0, |size, l| {
            *size += l.len();
            (*size < 1_000_000).then_some(l)
        })
        .collect();
    let count = input.lines().count();
    let mut earlier: Option<String> = None;
    for jobs in ["1", "3"] {
        let run = home.feed(&["extract", "--from", "jsonl", "--jobs", jobs], input.clone().into_bytes()).fine();
        let ids: Vec<u64> = run.lines().iter().map(|a| a["id"].as_u64().unwrap()).collect();
        assert_eq!(ids, (0..count as u64).collect::<Vec<_>>());
        assert!(earlier.is_none_or(|e| e == run.out), "more threads found something else");
        earlier = Some(run.out);
    }
}

#[test]
fn an_answer_comes_before_the_next_document_is_sent() {
    let home = Home::new();
    let mut child = home.command(["extract", "--from", "jsonl"]).stdin(Stdio::piped()).spawn().unwrap();
    let (mut to, mut from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for n in 0..3 {
        writeln!(to, "{}", json!({"id": n, "text": TEXT})).unwrap();
        let mut answer = String::new();
        from.read_line(&mut answer).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&answer).unwrap()["id"], n);
    }
    drop(to);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_closed_pipe_is_no_error() {
    let home = Home::new();
    home.write("long.txt", format!("Talks\n\n{}", TEXT.repeat(2_000)));
    home.annotate(&[("Doha", "where?", "place")]);
    let many: Vec<&str> = std::iter::repeat_n("talks.txt", 200).collect();
    let commands: [&[&str]; 6] =
        [&["--plain", "long.txt"], &["long.txt"], &["man"], &["completions", "bash"], &["keys"], &["config", "--print-default"]];
    for command in commands.into_iter().chain([[&["extract"][..], &many].concat().as_slice()]) {
        let mut child = home.command(command).spawn().unwrap();
        let mut byte = [0];
        child.stdout.take().unwrap().read_exact(&mut byte).unwrap();
        let mut told = String::new();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        assert_eq!((child.wait().unwrap().code(), told.as_str()), (Some(0), ""), "{command:?}");
    }
}

#[test]
fn plain_output_has_no_escape_codes_unless_asked_for() {
    let home = Home::new();
    for arguments in [&["talks.txt"][..], &["--plain", "talks.txt"], &["--sample"], &[]] {
        let run = if arguments.is_empty() { home.feed(arguments, TEXT.into()) } else { home.run(arguments) }.fine();
        assert!(!run.out.contains('\u{1b}') && run.out.lines().count() > 3, "{}", run.out);
    }
    assert!(home.run(&["--plain", "talks.txt"]).out.contains("Abdul Qahar Balkhi"));
    assert!(home.run(&["--plain", "--color", "always", "talks.txt"]).fine().out.contains("\u{1b}["));
    home.write("bad.txt", "Talks\n\nA line with \u{1b}[2Jan escape and \u{202e}an override.\n");
    let run = home.run(&["bad.txt"]).fine();
    assert!(!run.out.contains(['\u{1b}', '\u{202e}']), "{}", run.out);
}

#[test]
fn notes_say_where_each_annotation_is_now() {
    let home = Home::new();
    assert_eq!(home.run(&["notes", "--format", "json"]).fine().json(), json!([]));
    home.run(&["notes"]).fine();
    home.annotate(&[("Doha", "where?", "place"), ("baseless", "says who?", "to check")]);
    for arguments in [&["notes", "--format", "json"][..], &["notes", "talks.txt", "--format", "json"]] {
        let all = home.run(arguments).fine().json();
        let exact: Vec<&str> = all.as_array().unwrap().iter().map(|a| a["exact"].as_str().unwrap()).collect();
        assert_eq!(exact, ["baseless", "Doha"], "in text order");
        let first = &all[0];
        assert_eq!(first["place"]["state"], "exact");
        assert_eq!(first["place"]["score"], 1.0);
        assert_eq!(first["note"], "says who?");
        assert_eq!(first["tags"], json!(["to check"]));
        assert_eq!(first["created"], TIME);
        for field in ["color", "verdict", "on"] {
            assert!(first.get(field).is_some_and(Value::is_null), "{field}");
        }
        assert_eq!(first["article"]["title"], "Ministry denies the claim");
        assert!(first["article"]["origin"].as_str().unwrap().ends_with("talks.txt"));
    }
    // The article is edited: words before move the place, words that are gone lose it.
    home.write("talks.txt", TEXT.replace("KABUL", "By Our Reporter in KABUL").replace(" after talks in Doha failed", " briefly"));
    let all = home.run(&["notes", "talks.txt", "--format", "json"]).fine().json();
    let states: Vec<&str> = all.as_array().unwrap().iter().map(|a| a["place"]["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["moved", "lost"]);
    assert_eq!(all[1]["place"]["start"], Value::Null);
    let run = home.run(&["notes", "talks.txt"]).fine();
    assert!(run.out.contains("not found") && run.out.contains("says who?"), "{}", run.out);
}

#[test]
fn notes_are_filtered() {
    let home = Home::new();
    home.annotate(&[("Doha", "where?", "place"), ("baseless", "says who?", "To Check")]);
    let count = |filter: &[&str]| home.run(&[&["notes", "--format", "json"], filter].concat()).fine().json().as_array().unwrap().len();
    assert_eq!(count(&["--tag", "to check"]), 1);
    assert_eq!(count(&["--tag", "to check", "--tag", "place"]), 0);
    assert_eq!(count(&["--since", "2025-11-01"]), 2);
    assert_eq!(count(&["--since", "2025-12-01"]), 0);
    assert_eq!(count(&["--query", "SAYS"]), 1);
    home.run(&["notes", "--since", "yesterday"]).fails(1, &["yesterday", "2026-01-31"]);
    home.run(&["notes", "--color", "mauve"]).fails(1, &["mauve"]);
    home.run(&["notes", "--verdict", "maybe"]).fails(1, &["maybe"]);
}

#[test]
fn annotations_go_out_and_come_in_again() {
    let home = Home::new();
    home.annotate(&[("Doha", "where?", "place"), ("baseless", "says who?", "to check")]);
    let linked = home.run(&["notes", "talks.txt", "--format", "jsonld"]).fine().out;
    home.write("out.jsonld", &linked);
    let again = home.run(&["notes", "import", "out.jsonld"]).fine().out;
    assert_eq!(again.matches("duplicate").count(), 2, "{again}");
    let other = Home::new();
    other.write("out.jsonld", &linked);
    let run = other.run(&["notes", "import", "out.jsonld"]);
    assert_eq!((run.code, run.out.matches("failed").count()), (1, 2), "{}{}", run.out, run.err);
    let run = other.run(&["notes", "import", "out.jsonld", "--article", "talks.txt"]).fine().out;
    assert_eq!(run.matches("added").count(), 2, "{run}");
    let exact = |home: &Home| {
        home.run(&["notes", "talks.txt", "--format", "json"])
            .fine()
            .json()
            .as_array()
            .unwrap()
            .iter()
            .map(|a| (a["exact"].clone(), a["note"].clone(), a["tags"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(exact(&other), exact(&home));
    other.write("broken.json", "{");
    other.run(&["notes", "import", "broken.json"]).fails(1, &["broken.json"]);
    other.run(&["notes", "import", "gone.json"]).fails(1, &["gone.json"]);
}

#[test]
fn annotations_go_out_in_every_format() {
    let home = Home::new();
    home.annotate(&[("Doha", "where?", "place"), ("claim is baseless", "says who?", "to check")]);
    let notes = |format: &str| home.run(&["notes", "--format", format, "talks.txt"]).fine().out;
    let page = notes("markdown");
    assert!(page.starts_with("---\ntitle: ") && page.contains("> claim is baseless\n") && page.contains("#to-check"), "{page}");
    let table = notes("csv");
    assert_eq!(table.lines().count(), 3, "{table}");
    // Who says the annotated words comes from the article.
    assert!(table.lines().nth(1).is_some_and(|row| row.contains("Balkhi") && row.contains("said")), "{table}");
    let html = notes("html");
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("<mark") && html.contains("says who?"), "{html}");
    assert!(notes("readwise").contains("claim is baseless"));
    assert_eq!(notes("claimreview").trim(), "[]", "nothing has a verdict");
    // Without an article named, all of the library.
    for format in ["markdown", "csv", "hypothesis", "claimreview", "html", "readwise", "text", "jsonld"] {
        home.run(&["notes", "--format", format]).fine();
    }
    let other = Home::new();
    other.run(&["notes", "--format", "html"]).fails(1, &["no such annotations"]);
    // Hypothesis takes them, and gives them back.
    other.write("export.json", notes("hypothesis"));
    let told = other.run(&["notes", "import", "export.json", "--article", "talks.txt"]).fine().out;
    assert_eq!(told.matches("added").count(), 2, "{told}");
    let told = other.run(&["notes", "import", "export.json", "--article", "talks.txt"]).fine().out;
    assert_eq!(told.matches("duplicate").count(), 2, "{told}");
    let kept = other.run(&["notes", "--format", "json"]).fine().json();
    assert_eq!((&kept[0]["exact"], &kept[0]["note"]), (&json!("claim is baseless"), &json!("says who?")));
}

#[test]
fn what_changed_in_an_article_is_told_with_its_quotes() {
    let home = Home::new();
    home.run(&["diff", "talks.txt"]).fails(1, &["talks.txt", "open it once"]);
    home.annotate(&[("Doha", "where?", "place")]);
    assert!(home.run(&["diff", "talks.txt"]).fine().out.contains("the same words since"));
    home.write("talks.txt", TEXT.replace("is baseless", "is entirely baseless").replace("in Doha failed", "in Doha ended"));
    let told = home.run(&["diff", "talks.txt"]).fine().out;
    assert!(told.contains("{+entirely+} baseless") && told.contains("[-failed-] {+ended+}"), "{told}");
    assert!(told.lines().any(|l| l.starts_with("quote changed: “The claim is baseless") && l.contains("entirely")), "{told}");
    home.write(
        "talks.txt",
        TEXT.replace("“The claim is baseless,” said Abdul Qahar Balkhi, a spokesman for the Foreign Ministry, on Friday.", "Nobody spoke."),
    );
    let told = home.run(&["diff", "talks.txt"]).fine().out;
    assert!(told.lines().any(|l| l.starts_with("quote vanished: “The claim is baseless")), "{told}");
    home.run(&["diff", "gone.txt"]).fails(1, &["gone.txt"]);
    home.run(&["diff"]).fails(2, &["ARTICLE"]);
}

#[test]
fn corrections_for_all_articles_hold_in_extractions() {
    let home = Home::new();
    let kind = |run: Run| {
        let found = run.json();
        let entities = found["entities"].as_array().unwrap().clone();
        entities.iter().find(|e| e["name"] == "Doha").map(|e| e["kind"].clone())
    };
    home.write("config/sayso/lexicon.toml", "[entries]\nDoha = \"event\"\n");
    assert_eq!(kind(home.run(&["extract", "talks.txt"]).fine()), Some(json!("event")));
    home.write("config/sayso/lexicon.toml", "[entries]\nDoha = \"not-a-name\"\n");
    assert_eq!(kind(home.run(&["extract", "talks.txt"]).fine()), None);
    // A mistake in the file is told, and the rest of the work is done.
    home.write("config/sayso/lexicon.toml", "[entries]\nDoha = \n");
    let run = home.run(&["extract", "talks.txt"]).fails(0, &["lexicon.toml:2"]);
    assert_eq!(run.json()["id"], "talks.txt");
}

#[test]
fn an_articles_own_corrections_count_wherever_it_is_shown() {
    let home = Home::new();
    home.mark("Abdul Qahar Balkhi", |a| a.correction = Some(correction("not-entity", None)));
    home.mark("The claim is baseless", |a| a.correction = Some(correction("speaker", Some("Ann Lee"))));
    home.mark("claim is", |a| a.note = Some("says who?".into()));
    let speaker = |run: Run| direct(&run.fine().json())["speaker"]["name"].clone();
    assert_eq!(speaker(home.run(&["extract", "talks.txt"])), "Ann Lee");
    assert_eq!(speaker(home.feed(&["extract", "-"], TEXT.into())), "Ann Lee", "known by its words");
    assert_ne!(speaker(home.run(&["extract", "--as-found", "talks.txt"])), "Ann Lee");
    assert!(home.run(&["--plain", "talks.txt"]).fine().out.contains("Ann Lee (said)"));
    assert!(!home.run(&["--plain", "--as-found", "talks.txt"]).fine().out.contains("Ann Lee"));
    let row = |arguments: &[&str]| home.run(arguments).fine().out.lines().find(|l| l.contains("says who?")).unwrap().to_owned();
    assert!(row(&["notes", "--format", "csv"]).contains("Ann Lee"));
    assert!(row(&["notes", "talks.txt", "--format", "csv"]).contains("Ann Lee"));
    assert!(!row(&["notes", "--format", "csv", "--as-found"]).contains("Ann Lee"));
    // What is found in a document of a stream does not depend on the library.
    let line = json!({"id": 1, "text": TEXT}).to_string();
    assert_ne!(speaker(home.feed(&["extract", "--from", "jsonl"], line.into_bytes())), "Ann Lee");
    // A damaged file is told, changed by nobody who only looks, and the findings come without it.
    let file = home.store().shelf_of(&home.store().ids()[0]).file();
    fs::write(&file, "{").unwrap();
    let run = home.run(&["extract", "talks.txt"]).fails(0, &["annotations.jsonld", "--mend"]);
    assert_ne!(direct(&run.json())["speaker"]["name"], "Ann Lee");
    assert_eq!(fs::read_to_string(&file).unwrap(), "{");
}

#[test]
fn a_markdown_export_is_brought_up_to_date_in_place() {
    let home = Home::new();
    home.annotate(&[("Doha", "where?", "place"), ("claim is baseless", "says who?", "to check")]);
    let export =
        |more: &[&str]| home.run(&[&["notes", "talks.txt", "--format", "markdown", "--output", "talks.md"], more].concat()).fine().out;
    let page = || fs::read_to_string(home.path("talks.md")).unwrap();
    assert_eq!(export(&[]), "talks.md: written\n");
    assert_eq!(page(), home.run(&["notes", "talks.txt", "--format", "markdown"]).fine().out);
    home.write("talks.md", page().replace("> Doha", "Ask the desk about this.\n\n> Doha") + "My summary.\n");
    home.mark("Friday", |a| a.note = Some("which?".into()));
    home.edit(|list, text| {
        let id = |note: &str| list.all().iter().find(|p| p.annotation.note.as_deref() == Some(note)).unwrap().annotation.id.clone();
        let (doha, claim) = (id("where?"), id("says who?"));
        list.change(text, &doha, TIME, |a| a.note = Some("in Qatar".into()));
        list.remove(text, &claim, TIME);
    });
    assert_eq!(export(&[]), "talks.md: 1 added, 1 changed, 1 deleted; all else is as it was\n");
    let text = page();
    assert!(text.contains("Ask the desk about this.\n\n> Doha\n\nin Qatar\n") && text.contains("My summary.\n"), "{text}");
    assert!(text.contains("(deleted) ^sayso-") && text.contains("says who?") && text.contains("which?"), "{text}");
    assert_eq!(export(&[]), "talks.md: 0 added, 0 changed, 0 deleted; all else is as it was\n");
    assert_eq!(page(), text);
    // A filter leaves out, it deletes nothing; another article's export into the same file neither.
    assert!(export(&["--query", "which"]).contains("0 deleted"));
    home.write("other.txt", "Another article\n\nIt has words of its own and no notes.\n");
    let told = home.run(&["notes", "other.txt", "--format", "markdown", "--output", "talks.md"]).fine().out;
    assert!(told.contains("0 added, 0 changed, 0 deleted"), "{told}");
    assert_eq!(page(), text);
    home.run(&["notes", "--format", "csv", "--output", "no/such/folder.csv"]).fails(1, &["no/such/folder.csv", "cannot be written"]);
    home.write("latin.md", b"caf\xe9");
    home.run(&["notes", "--format", "markdown", "--output", "latin.md"]).fails(1, &["latin.md", "stays as it is"]);
}

#[test]
fn filters_and_the_whole_library_serve_every_export() {
    let home = Home::new();
    home.annotate(&[("Doha", "where?", "place"), ("claim is baseless", "says who?", "to check")]);
    home.write("second.txt", "Ship runs aground\n\nHALIFAX — The crew of nine was brought to safety on Friday.\n");
    home.run(&["notes", "import", "second.jsonld", "--article", "second.txt"]).fails(1, &["second.jsonld"]);
    let note = json!({"type": "Annotation", "id": "urn:x:1", "target": {"source": "urn:x", "selector": {"type": "TextQuoteSelector", "exact": "crew of nine"}},
        "body": {"type": "TextualBody", "purpose": "tagging", "value": "place"}});
    home.write("second.jsonld", json!([note]).to_string());
    home.run(&["notes", "import", "second.jsonld", "--article", "second.txt"]).fine();
    for format in ["text", "json", "jsonld", "markdown", "csv", "hypothesis", "readwise", "html"] {
        let out = |more: &[&str]| home.run(&[&["notes", "--format", format], more].concat()).fine().out;
        let holds = |out: &str| {
            ["Doha", "claim is baseless", "crew of nine"].map(|words| match format {
                // The article itself holds the words; what is marked has a number.
                "html" => out.contains(&format!("<q>{words}</q>")),
                _ => out.contains(words),
            })
        };
        assert_eq!(holds(&out(&["--all"])), [true, true, true], "{format}");
        assert_eq!(holds(&out(&[])), [true, true, true], "{format}");
        assert_eq!(holds(&out(&["--tag", "place"]))[1..], [false, true], "{format}");
        assert_eq!(holds(&out(&["--query", "says who"])), [false, true, false], "{format}");
    }
    for (format, begins) in [("bibtex", "@online{"), ("csl", "[\n"), ("ris", "TY  - NEWS\r\n")] {
        let out = |more: &[&str]| home.run(&[&["notes", "--format", format], more].concat()).fine().out;
        assert!(out(&["talks.txt"]).starts_with(begins) && !out(&["talks.txt"]).contains("aground"), "{format}");
        assert!(out(&[]).contains("Ministry denies the claim") && out(&[]).contains("Ship runs aground"), "{format}");
        let one = out(&["--query", "says who"]);
        assert!(one.contains("Ministry denies the claim") && !one.contains("aground"), "{format}");
    }
}

#[test]
fn an_import_says_what_became_of_each_item() {
    let home = Home::new();
    home.annotate(&[("Doha", "where?", "place")]);
    let on = |id: &str, words: &str, note: &str| {
        json!({"id": id, "type": "Annotation", "body": {"type": "TextualBody", "value": note, "purpose": "commenting"},
            "target": {"source": "https://example.org/unknown", "selector": {"type": "TextQuoteSelector", "exact": words, "prefix": "", "suffix": ""}}})
    };
    let mine: Value = serde_json::from_str(&home.run(&["notes", "--format", "jsonld"]).fine().out).unwrap();
    let mine = mine["first"]["items"][0].clone();
    let mut other = mine.clone();
    other["body"][0]["value"] = json!("says something else");
    let items = json!([mine, other, on("urn:x:1", "Friday", "which?"), on("urn:x:2", "nowhere to be found", "gone"), {"id": "urn:x:3", "type": "Annotation"}, 7]);
    home.write("in.jsonld", items.to_string());
    let run = home.run(&["notes", "import", "in.jsonld", "--article", "talks.txt"]);
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    let mut told: Vec<&str> = run.out.lines().collect();
    told.sort_unstable();
    let begins = [
        "added: “Friday”",
        "added: “nowhere to be found” (its words",
        "duplicate: “Doha”",
        "failed: an entry: not an object",
        "failed: urn:x:3: it has no target",
        "skipped: “Doha”: yours",
    ];
    assert_eq!(told.len(), begins.len(), "{told:?}");
    for (line, begins) in told.iter().zip(begins) {
        assert!(line.starts_with(begins), "{line}");
    }
    // Without the article named, what stands on an unknown page fails.
    let run = home.run(&["notes", "import", "in.jsonld"]);
    assert!(run.out.lines().any(|l| l.starts_with("failed: “Friday”: https://example.org/unknown is not in the library")), "{}", run.out);
}

#[test]
fn a_verdict_is_a_row_of_the_sheet_and_a_review() {
    let home = Home::new();
    home.write("talks.txt", TEXT);
    let verdict = |rating| Some(Verdict { rating, evidence: Some("https://proof.example/1".into()), date: Some(TIME.into()) });
    home.mark("claim is baseless", |a| (a.verdict, a.note) = (verdict(Rating::False), Some("the minutes say so".into())));
    home.mark("Doha", |a| a.verdict = verdict(Rating::Unchecked));
    home.mark("Friday", |a| a.note = Some("no claim".into()));
    let page = home.run(&["notes", "talks.txt", "--format", "markdown"]).fine().out;
    let rows: Vec<&str> = page.lines().filter(|l| l.starts_with("| ")).collect();
    assert_eq!(rows.len(), 3, "a head and a row a claim: {page}");
    for cell in ["claim is baseless", "Balkhi", "said", "exact", "false", "https://proof.example/1", "the minutes say so"] {
        assert!(rows[1].contains(cell), "{cell} in {}", rows[1]);
    }
    let table = home.run(&["notes", "--verdict", "false", "--format", "csv"]).fine().out;
    assert!(table.lines().count() == 2 && table.contains("false,https://proof.example/1,the minutes say so"), "{table}");
    let reviews = home.run(&["notes", "--format", "claimreview"]).fine().json();
    let [review] = reviews.as_array().unwrap().as_slice() else { panic!("what nobody has checked is no review: {reviews}") };
    assert_eq!((&review["@context"], &review["@type"]), (&json!("https://schema.org"), &json!("ClaimReview")));
    assert_eq!((&review["claimReviewed"], &review["datePublished"]), (&json!("claim is baseless"), &json!("2025-11-28")));
    let rating = &review["reviewRating"];
    assert_eq!((&rating["@type"], &rating["ratingValue"], &rating["alternateName"]), (&json!("Rating"), &json!(1), &json!("False")));
    assert!(rating["worstRating"].as_i64() < rating["bestRating"].as_i64());
    assert_eq!(review["itemReviewed"]["@type"], "Claim");
    assert!(review["itemReviewed"]["author"]["name"].as_str().unwrap().contains("Balkhi"));
}

#[test]
fn an_article_is_found_again_and_each_note_says_which_reading_it_was_made_on() {
    let home = Home::new();
    let page = |headline: &str, url: &str| {
        format!(
            "<html><head><title>{headline}</title><link rel=\"canonical\" href=\"{url}\"></head><body><article><h1>{headline}</h1>\
            <p>“The claim is baseless,” said Abdul Qahar Balkhi, a spokesman for the ministry, on Friday in Kabul.</p>\
            <p>He spoke after a long day of talks in Doha had failed and everybody had gone home.</p></article></body></html>"
        )
    };
    home.write("a.html", page("Ministry denies", "https://www.example.org/world/talks.html?utm_source=feed#top"));
    let note = json!([{"type": "Annotation", "id": "urn:x:1", "created": "2024-01-01T00:00:00Z", "body": {"type": "TextualBody", "purpose": "commenting", "value": "where?"},
        "target": {"source": "urn:x", "selector": {"type": "TextQuoteSelector", "exact": "talks in Doha"}}}]);
    home.write("in.jsonld", note.to_string());
    home.run(&["notes", "import", "in.jsonld", "--article", "a.html"]).fine();
    let found = |name: &str| {
        let all = home.run(&["notes", name, "--format", "json"]).fine().json();
        all.as_array().unwrap().iter().map(|a| a["note"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("a.html"), ["where?"]);
    fs::rename(home.path("a.html"), home.path("renamed and moved.html")).unwrap();
    assert_eq!(found("renamed and moved.html"), ["where?"]);
    home.write("amp.html", page("Ministry rejects", "http://amp.example.org/world/talks.amp.html?fbclid=1"));
    assert_eq!(found("amp.html"), ["where?"], "an edited page under another address");
    home.write("renamed and moved.html", page("Ministry denies again", "https://other.example/"));
    assert!(found("renamed and moved.html").is_empty(), "another address, other words, another path");
    // Two pages that both name the front page as theirs are two.
    home.write("front.html", page("One story", "https://front.example/"));
    home.run(&["notes", "import", "in.jsonld", "--article", "front.html"]).fine();
    home.write("front2.html", "<html><head><link rel=\"canonical\" href=\"https://front.example/\"></head><body><article><h1>A ship</h1><p>A ship ran aground off the coast and its crew of nine was brought to safety by others.</p></article></body></html>");
    assert!(found("front2.html").is_empty());
    // Made before anything was read: no reading is named. Made now: the one of now.
    assert_eq!(home.run(&["notes", "amp.html", "--format", "json"]).fine().json()[0]["version"], Value::Null);
    let home = Home::new();
    home.annotate(&[("Doha", "where?", "place")]);
    let mut article = parse(TEXT.replace("failed", "went on"), &Hint::default()).unwrap();
    article.origin = Origin::File(home.path("talks.txt"));
    home.store().keep(&article, "2025-11-29T10:00:00Z").unwrap();
    home.write("talks.txt", TEXT.replace("failed", "went on"));
    home.mark("Friday", |a| (a.created, a.note) = ("2025-11-29T10:00:00.5Z".into(), Some("which?".into())));
    let all = home.run(&["notes", "talks.txt", "--format", "json"]).fine().json();
    let made: Vec<(&Value, &Value)> = all.as_array().unwrap().iter().map(|a| (&a["note"], &a["version"])).collect();
    assert_eq!(made, [(&json!("which?"), &json!("2025-11-29T10:00:00Z")), (&json!("where?"), &json!(TIME))]);
}

#[test]
fn tags_are_listed_renamed_and_merged_in_every_article() {
    let home = Home::new();
    home.annotate(&[("Doha", "where?", "place"), ("baseless", "says who?", "check"), ("Friday", "which?", "check")]);
    let listed = |home: &Home| home.run(&["tags"]).fine().out.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(listed(&home), ["2", "check", "1", "place"]);
    let told = home.run(&["tags", "rename", "check", "claim"]).fine().out;
    assert_eq!(told, "Ministry denies the claim: renamed the tag check to claim on 2 annotations\ncheck → claim in 1 article\n");
    let told = home.run(&["tags", "merge", "place", "claim", "--into", "all"]).fine().out;
    assert!(told.contains("merged the tags place, claim into all on 3 annotations"), "{told}");
    assert_eq!(listed(&home), ["3", "all"]);
    // One step of the history each, and undone as one.
    home.edit(|list, text| drop(list.undo(text).unwrap().sentence()));
    assert_eq!(listed(&home), ["2", "claim", "1", "place"]);
    home.edit(|list, text| drop(list.redo(text).unwrap().sentence()));
    home.run(&["tags", "rename", "all", " "]).fails(1, &["a tag needs a name"]);
    home.run(&["tags", "rename", "nosuch", "x"]).fails(1, &["nosuch"]);
    home.run(&["tags", "rename", "all"]).fails(2, &["TO"]);
}

#[test]
fn a_damaged_file_is_told_and_set_aside() {
    let home = Home::new();
    home.run(&["doctor"]).fine();
    home.annotate(&[("Doha", "where?", "place")]);
    let sound = home.run(&["doctor"]).fine().out;
    assert!(sound.contains("All is sound"), "{sound}");
    let file = home.store().shelf_of(&home.store().ids()[0]).file();
    let text = fs::read_to_string(&file).unwrap();
    let cut = text.trim_end().strip_suffix('}').unwrap().to_owned();
    fs::write(&file, cut).unwrap();
    let told = home.run(&["doctor"]);
    assert!(told.code == 1 && told.out.contains("annotations.jsonld") && told.out.contains("--mend"), "{}", told.out);
    let mended = home.run(&["doctor", "--mend"]).fine().out;
    assert!(mended.contains("set aside"), "{mended}");
    assert!(home.run(&["notes"]).fine().out.contains("where?"));
    let beside = fs::read_dir(file.parent().unwrap()).unwrap().flatten().any(|f| f.file_name().to_string_lossy().contains("damaged"));
    assert!(beside);
}

#[test]
fn work_that_could_not_be_saved_is_told_and_put_where_it_belongs() {
    let home = Home::new();
    home.annotate(&[("Doha", "where?", "place")]);
    let mut shelf = home.store().shelf_of(&home.store().ids()[0]);
    let mut notes = shelf.load().unwrap().annotations;
    let more = Annotation { id: "urn:uuid:more".into(), note: Some("who else?".into()), ..notes[0].as_ref().clone() };
    notes.push(Arc::new(more));
    let (articles, away) = (home.store().places().articles(), home.path("away"));
    fs::rename(&articles, &away).unwrap();
    fs::write(&articles, "in the way").unwrap();
    shelf.save(&notes, &[]).unwrap_err();
    fs::remove_file(&articles).unwrap();
    fs::rename(&away, &articles).unwrap();

    let told = home.run(&["doctor"]);
    assert!(
        told.code == 1 && told.out.contains("recovery") && told.out.contains("1 annotation that") && told.out.contains("--mend"),
        "{}",
        told.out
    );
    let mended = home.run(&["doctor", "--mend"]).fine().out;
    assert!(mended.contains("1 annotation from recovery files, saved now"), "{mended}");
    assert!(home.run(&["notes"]).fine().out.contains("who else?"));
    assert!(home.run(&["doctor"]).fine().out.contains("All is sound"));
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_with_what_to_do_and_the_notes_stay_as_they_were() {
    let home = Home::new();
    home.annotate(&[("Doha", "where?", "place")]);
    let file = home.store().shelf_of(&home.store().ids()[0]).file();
    let before = fs::read(&file).unwrap();
    let exported = home.run(&["notes", "--format", "jsonld"]).fine().out.replace("urn:uuid:0000-0", "urn:uuid:9").replace("where?", "who?");
    home.write("in.jsonld", &exported);
    // No file may grow beyond nothing: to the program that is a disk without room.
    let import = [env!("CARGO_BIN_EXE_sayso"), "notes", "import", "in.jsonld", "--article", "talks.txt"];
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"]).args(import);
    let home_folder = home.path("");
    let run: Run = shell.current_dir(&home_folder).env("SAYSO_HOME", &home_folder).output().unwrap().into();
    assert!(run.code == 1 && run.out.contains("failed") && run.out.contains("make room on the disk"), "{}{}", run.out, run.err);
    assert_eq!(fs::read(&file).unwrap(), before);
    home.run(&["notes", "import", "in.jsonld", "--article", "talks.txt"]).fine();
    assert!(home.run(&["notes"]).fine().out.contains("who?"));
}

#[test]
fn the_settings_file_is_found_shown_and_checked() {
    let home = Home::new();
    let file = |run: Run| PathBuf::from(run.fine().out.trim_end());
    let usual = home.path("config").join("sayso").join("config.toml");
    assert_eq!(file(home.run(&["config", "--path"])), usual);
    let default = home.run(&["config", "--print-default"]).fine().out;
    // The shipped file is sound as it stands.
    home.write("config/sayso/config.toml", &default);
    assert!(home.run(&["config"]).fine().out.contains("sound"));
    assert_eq!(home.run(&["keys"]).fine().out, Home::new().run(&["keys"]).fine().out);
    // A mistake is told with its place, and the program starts.
    home.write("config/sayso/config.toml", "theem = \"paper\"\n");
    let run = home.run(&["config"]).fails(1, &["config.toml:1", "theem", "theme"]);
    assert!(run.out.contains("config.toml"));
    let run = home.run(&["keys"]);
    assert_eq!((run.code, run.err.lines().count()), (0, 1), "{}", run.err);
    home.run(&["doctor"]).out.contains("theem").then_some(()).unwrap();
    home.run(&["--plain", "talks.txt"]).fine();
    home.run(&["config", "--path", "--print-default"]).fails(2, &["--path"]);
    // The inner folder may be left out.
    home.write("config/config.toml", "column = 60\n");
    assert_eq!(file(home.run(&["config", "--path"])), home.path("config").join("config.toml"));
    assert!(home.run(&["config"]).fine().out.contains("sound"));
}

#[test]
fn the_program_describes_itself() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(home.run(&["completions", shell]).fine().out.contains("sayso"), "{shell}");
    }
    let manual = home.run(&["man"]).fine().out;
    assert!(manual.starts_with(".ie") || manual.contains(".TH"), "{manual}");
    for part in ["SAYSO EXTRACT", "SAYSO NOTES", "KEYS", "EXIT STATUS", "SAYSO_HOME"] {
        assert!(manual.contains(part), "{part}");
    }
    assert!(home.run(&["keys"]).fine().out.contains("quit"));
}

#[test]
fn nothing_is_written_by_looking() {
    let home = Home::new();
    for command in
        [&["extract", "talks.txt"][..], &["--plain", "talks.txt"], &["notes"], &["notes", "talks.txt"], &["tags"], &["doctor"], &["config"]]
    {
        home.run(command);
    }
    let left: Vec<OsString> = fs::read_dir(home.folder.path()).unwrap().flatten().map(|f| f.file_name()).collect();
    assert_eq!(left, ["talks.txt"]);
}
