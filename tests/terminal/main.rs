//! A few flows in a real pseudo-terminal: what only the whole program, its terminal and its files together can show.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::string_slice)]

mod terminal;

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
};

use terminal::Terminal;

const ARTICLE: &str = "Harbour Wall Will Hold, Says Minister\n\n\
PORT ELLERY — The harbour wall “will hold through the winter,” Transport Minister Amara Lindqvist said on Friday.\n\n\
“We have checked every stone,” she told reporters. “Nobody should leave the lower town.”\n\n\
The Harbour Workers' Union disagreed. Its chairman, Goran Okafor, said that the wall had not been repaired since 2019.\n";

/// The reader in a new terminal, opened on the article, its findings there.
fn opened(cols: u16, rows: u16) -> Terminal {
    let mut terminal = Terminal::new(cols, rows);
    open(&mut terminal);
    terminal
}

/// Opens the article in a terminal and waits for its findings.
fn open(terminal: &mut Terminal) {
    let path = terminal.home().join("harbour.txt");
    fs::write(&path, ARTICLE).unwrap();
    terminal.start(&[path.to_str().unwrap()]);
    terminal.wait_for("Harbour Wall Will Hold");
    // The card at the foot counts them, to the end of its line: what is painted last is there too.
    terminal.wait_for_line(&[" quotes · ", " sources"]);
}

/// Every saved annotation file below the home.
fn saved(terminal: &Terminal) -> Vec<String> {
    let articles = terminal.home().join("data/sayso/articles");
    let Ok(folders) = fs::read_dir(articles) else { return Vec::new() };
    folders.flatten().filter_map(|f| fs::read_to_string(f.path().join("annotations.jsonld")).ok()).collect()
}

#[test]
fn open_jump_note_quit_and_find_it_again() {
    let mut t = opened(100, 30);
    t.send("3");
    t.wait_for("Lindqvist");
    t.send("j");
    t.send("a");
    t.send("who checked the stones?");
    t.wait_for("who checked the stones?");
    t.send("\x13");
    t.wait_for("saved");
    t.send("q");
    t.send("q");
    t.wait_for_exit();
    let files = saved(&t);
    assert_eq!(files.len(), 1, "one article was annotated");
    assert!(files[0].contains("who checked the stones?") && files[0].contains("TextQuoteSelector"), "{}", files[0]);

    open(&mut t);
    t.send("5");
    t.wait_for("who checked the stones?");
    t.send("\x03");
}

#[test]
fn a_storm_of_resizes_ends_in_the_same_screen_as_none() {
    let mut t = opened(100, 30);
    let before = t.shown();
    for (cols, rows) in [(60, 20), (3, 2), (200, 60), (17, 40), (80, 24), (1, 1), (132, 8), (61, 21)].into_iter().cycle().take(64) {
        t.resize(cols, rows);
    }
    t.resize(100, 30);
    t.wait_for_screen(&before);
    assert!(t.is_running(), "the program lives");
    t.send("\x03");
    t.wait_for_exit();
}

#[test]
fn a_window_that_was_another_size_in_between_is_painted_anew() {
    let mut t = opened(100, 30);
    let before = t.shown();
    // The terminal has dropped what did not fit, though the program may see only the last size, which is that of before.
    t.resize(20, 5);
    t.resize(100, 30);
    t.wait_for_screen(&before);
    t.send("\x03");
    t.wait_for_exit();
}

#[test]
fn a_page_on_its_way_is_told_of_until_it_is_there() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/harbour.txt", listener.local_addr().unwrap());
    let mut t = Terminal::new(100, 30);
    t.start(&[&address]);
    t.wait_for(&format!("fetching {address} (Ctrl-C stops)"));
    let (mut stream, _) = listener.accept().unwrap();
    let request = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
    assert!(request.take_while(|line| !line.is_empty()).count() > 1);
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", ARTICLE.len());
    stream.write_all(&[head.as_bytes(), ARTICLE.as_bytes()].concat()).unwrap();
    t.wait_for(" quotes · ");
    t.send("q");
    t.wait_for_exit();
    assert!(!t.in_alternate_screen() && t.shown().trim().is_empty(), "{}", t.shown());
}

#[test]
fn a_termination_restores_the_terminal_and_keeps_what_was_saved() {
    let mut t = opened(100, 30);
    t.send("3");
    t.wait_for("every stone");
    t.send("m");
    t.wait_for("saved");
    assert!(t.in_alternate_screen());
    t.terminate();
    t.wait_for_exit();
    assert!(!t.in_alternate_screen(), "the shell's screen is back");
    assert!(!t.hides_cursor(), "the cursor is back");
    assert!(!t.reports_mouse() && !t.brackets_paste(), "no mode is left on");
    assert_eq!(saved(&t).len(), 1);
}

#[test]
fn a_correction_kept_for_all_articles_holds_in_the_next_one() {
    let mut t = opened(120, 30);
    t.send("2");
    t.wait_for("Okafor");
    t.send("/Okafor\r");
    t.send("vec");
    t.send("product");
    t.send("\x01");
    t.wait_for_file("\"Okafor\" = \"product\"");
    t.send("\x03\x03");
    t.wait_for_exit();
    // Another article, and the mistake of a hand in the file: it is told, and the reader starts.
    let lexicon = t.home().join("config/sayso/lexicon.toml");
    fs::write(&lexicon, fs::read_to_string(&lexicon).unwrap() + "Okafor = \n").unwrap();
    open(&mut t);
    t.wait_for("lexicon.toml:3");
    t.send("\x03");
    t.wait_for_exit();
}

#[test]
fn an_unfinished_note_survives_a_kill() {
    let mut t = opened(100, 30);
    t.send("3");
    t.wait_for("every stone");
    t.send("a");
    t.send("half a thou");
    t.wait_for("half a thou");
    t.wait_for_file("half a thou");
    t.kill();
    t.wait_for_exit();

    open(&mut t);
    t.wait_for("draft");
    t.send("\x03");
}

#[test]
fn a_note_goes_to_the_users_own_editor_and_comes_back() {
    let mut t = Terminal::new(100, 30);
    let editor = t.home().join("editor.sh");
    fs::write(
        &editor,
        "printf 'says what? '\nread line < /dev/tty\nprintf '%s, says %s' \"$(cat \"$1\")\" \"$line\" > \"$1.new\"\nmv \"$1.new\" \"$1\"\n",
    )
    .unwrap();
    t.set("VISUAL", format!("sh {}", editor.display()));
    open(&mut t);
    t.send("3");
    t.wait_for("every stone");
    t.send("a");
    t.send("who checked?");
    t.wait_for("who checked?");
    t.send("\x07");
    t.wait_for("says what?");
    assert!(!t.in_alternate_screen(), "the editor has the terminal as the shell left it");
    // What is typed now is the editor's, not the reader's.
    t.send("the editor\r");
    t.wait_for("who checked?, says the editor");
    t.send("\x13");
    t.wait_for("saved");
    t.send("qq");
    t.wait_for_exit();
    assert!(saved(&t)[0].contains("who checked?, says the editor"));
}
