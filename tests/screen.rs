//! What the reader shows: an article, keys through the real keymap, a screen. The screens are files a person can read, in `tests/screens`; below a
//! line with lit cells stands a line that marks them. A screen that differs is written to its file and the test fails: the diff is the review.

#![allow(missing_docs, clippy::unwrap_used, clippy::string_slice)]

use std::{fmt::Write as _, fs, path::Path};

use proptest::prelude::*;
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer, layout::Size};
use sayso::{
    analyze::correct::Lesson,
    annotation::{Anchor, Annotation, Annotations, History, Target},
    app::{
        App, Effect, Key, Look, Mode, Mouse, Now, Report, Thing,
        action::{Reading, Shelved},
        keymap,
        mouse::Act,
    },
    article::{Article, Block, BlockKind, Origin},
    settings::Role,
    text::Span,
    ui,
};

mod fixture;

/// Opens an article with its findings, types keys, and gives the app.
fn typed(width: u16, height: u16, keys: &str) -> App {
    let (article, analysis) = fixture::briefing();
    let mut app = App::new(article, Look::default(), Size { width, height });
    app.report(Report::Analyzed(Box::new(analysis)));
    press(&mut app, keys);
    app
}

fn press(app: &mut App, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (n, key) in keys.split_whitespace().flat_map(|k| keymap::parse(k).unwrap()).enumerate() {
        app.now = Now { time: "2026-01-02T03:04:05Z".into(), id: format!("urn:uuid:test-{n}") };
        effects.extend(app.key(key));
    }
    effects
}

fn screen(app: &App) -> Buffer {
    let Size { width, height } = app.view.size;
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| ui::draw(app, frame.buffer_mut())).unwrap();
    terminal.backend().buffer().clone()
}

/// The screen as lines, lit cells marked below.
fn lines(app: &App) -> String {
    let buffer = screen(app);
    let ground = app.view.theme.role(Role::Text).bg.unwrap_or_default();
    let mut out = String::new();
    for row in buffer.content.chunks(buffer.area.width.into()) {
        let words: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        let marks: String = row.iter().map(|c| if c.bg == ground { ' ' } else { '^' }).collect();
        writeln!(out, "{}", words.trim_end()).unwrap();
        if marks.contains('^') {
            writeln!(out, "{}", marks.trim_end()).unwrap();
        }
    }
    out
}

fn check(name: &str, app: &App) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screens").join(format!("{name}.txt"));
    let shown = lines(app);
    let wanted = fs::read_to_string(&path).unwrap_or_default();
    if shown != wanted {
        fs::write(&path, &shown).unwrap();
        panic!("{name} has changed; see the diff of {}", path.display());
    }
}

macro_rules! screens {
    ($($name:ident: $width:literal x $height:literal, $keys:literal;)+) => {
        $(#[test]
        fn $name() {
            check(stringify!($name), &typed($width, $height, $keys));
        })+
    };
}

screens! {
    opens_wide: 120 x 40, "";
    opens_very_wide: 200 x 60, "";
    opens_narrow: 80 x 24, "";
    opens_small: 60 x 20, "";
    tiny: 30 x 8, "";
    too_tiny: 20 x 5, "";
    next_quote_is_lit_with_its_speaker: 120 x 40, "]q ]q";
    quotes_pane_grows_and_shows_the_choice: 120 x 40, "3 j j";
    entity_lights_all_its_mentions: 120 x 40, "2 j";
    entities_in_a_narrow_terminal: 60 x 20, "2 j";
    quotes_of_one_speaker: 80 x 24, "3 F";
    search_lights_hits: 80 x 24, "/ k a n e enter n";
    search_in_the_making: 60 x 20, "/ k a n e";
    nothing_found: 60 x 20, "/ x y z z y enter";
    empty_notes: 80 x 24, "5";
    article_alone: 120 x 40, "z";
    the_end: 80 x 24, "G";
    words_being_selected: 80 x 24, "v w w w w";
    a_note_in_the_making: 80 x 24, "3 j a w h o ?";
    tags_in_the_making: 60 x 20, "3 t l e a d";
    a_command_in_the_making: 80 x 24, ": t h e";
    an_entity_being_corrected: 80 x 24, "2 c";
    letters_on_everything: 80 x 24, "f";
    help_being_searched: 80 x 24, "? / q u o t e";
    a_verdict_stands_at_its_quote: 120 x 40, "3 j V j enter e enter";
    quotes_with_one_verdict: 80 x 24, "3 j V j enter e enter F F";
    several_annotations_under_the_cursor: 80 x 24, "3 j m enter v w w m t";
}

#[test]
fn what_changed_since_an_earlier_reading() {
    let mut app = typed(80, 24, "");
    let old = app.article.text.replace("the gates were shut at 23:40", "all gates were closed at midnight");
    let reading = |date: &str, text: &str| Reading { date: date.into(), text: text.into() };
    app.report(Report::Versions(vec![
        reading("2025-03-04T22:10:00Z", "Port Ellery — Nothing is known yet."),
        reading("2025-03-05T06:00:00Z", &old),
        reading("2025-03-05T09:00:00Z", &app.article.text.clone()),
    ]));
    check("what_changed", &app);
    press(&mut app, "left");
    assert!(lines(&app).contains("Changed since the reading of 2025-03-04 22:10 (2 of 2)"));
    press(&mut app, "q");
    let same = reading("2025-03-05T09:00:00Z", &app.article.text.clone());
    app.report(Report::Versions(vec![same]));
    assert_eq!(app.said.as_deref(), Some("no earlier reading of this article differs from it"));
}

#[test]
fn another_article_is_opened_from_the_library() {
    let mut app = typed(80, 24, "");
    assert_eq!(press(&mut app, "o"), vec![Effect::Library]);
    let shelved =
        |id: &str, title: &str, notes| Shelved { id: id.into(), title: title.into(), opened: "2025-03-05T09:00:00Z".into(), notes };
    app.report(Report::Library(vec![shelved("a", "Harbour Board rejects claims", 3), shelved("b", "Ferries stop over pay", 0)]));
    check("library", &app);
    assert_eq!(press(&mut app, "f e r enter"), vec![Effect::Read("b".into())]);
    let mut other = fixture::briefing().0;
    other.meta.title = Some("Ferries stop over pay".into());
    let effects = app.report(Report::Opened(Box::new(other)));
    assert!(matches!(effects[..], [Effect::Remember(..), Effect::Load(_), Effect::Analyze(_)]), "{effects:?}");
    assert!(lines(&app).contains("Ferries stop over pay") && app.analysis.is_none());
}

#[test]
fn a_lost_annotation_is_attached_to_its_words_again() {
    let mut app = typed(80, 24, "");
    let earlier = "A technician of Halcyon told us the lamp turns green when the gate is open to the sea.";
    let anchor = Anchor::describe(earlier, Span::new(0, earlier.len()));
    let mut note = Annotation::new("urn:lost", Target::Words(anchor), "2025-03-05T09:00:00Z");
    note.note = Some("who is this?".into());
    app.report(Report::NotesLoaded(Annotations::open(&app.article.text, [note], History::default())));
    assert_eq!(app.notes.lost().count(), 1);
    press(&mut app, "5 c");
    check("a_lost_annotation", &app);
    let effects = press(&mut app, "enter");
    assert!(matches!(effects[..], [Effect::Save(..)]) && app.notes.lost().count() == 0);
    assert!(app.notes.all()[0].annotation.words().contains("Halcyon Shipping"), "{}", app.notes.all()[0].annotation.words());
}

#[test]
fn before_the_findings_come_the_text_is_there() {
    let (article, _) = fixture::briefing();
    let app = App::new(article, Look::default(), Size { width: 100, height: 30 });
    check("before_the_findings", &app);
}

#[test]
fn a_text_without_a_title_is_headed_by_what_names_it() {
    let head =
        |article: Article| lines(&App::new(article, Look::default(), Size { width: 80, height: 24 })).lines().next().unwrap().to_owned();
    let from = |origin| Article { origin, ..fixture::plain("It did hold.\n\nNobody slept.") };
    let starts = |article: Article, with: &str| {
        let head = head(article);
        assert!(head.starts_with(&format!(" {with}  ")) && head.matches(with).count() == 1, "{with} in {head}");
    };
    starts(from(Origin::File("/home/ann/wall.txt".into())), "wall.txt");
    starts(from(Origin::Url("https://example.org/2025/wall?id=7".into())), "example.org/2025/wall?id=7");
    starts(from(Origin::Sample("wall".into())), "wall");
    let mut sited = from(Origin::Stdin);
    sited.meta.site = Some("Meridian".into());
    starts(sited, "Meridian");
    // Where nothing else names it, its first words do; and a heading is a title.
    starts(from(Origin::Stdin), "It did hold.");
    let mut titled = from(Origin::File("/home/ann/wall.txt".into()));
    titled.blocks[0].kind = BlockKind::Heading(1);
    starts(titled, "It did hold.");
}

#[test]
fn the_card_says_what_it_is_not_sure_of() {
    let card = |keys: &str, confidence: f32| {
        let (article, mut analysis) = fixture::briefing();
        analysis.entities.iter_mut().for_each(|e| e.confidence = confidence);
        analysis.quotes.iter_mut().for_each(|q| q.confidence = confidence);
        analysis.sources.iter_mut().for_each(|s| s.confidence = confidence);
        let mut app = App::new(article, Look::default(), Size { width: 80, height: 24 });
        app.report(Report::Analyzed(Box::new(analysis)));
        press(&mut app, keys);
        app.card().body
    };
    for (keys, what) in [("2 j", "this kind"), ("3 j", "a quote"), ("4 j", "this kind")] {
        for (confidence, words) in [(0.93, "certainly"), (0.75, "likely"), (0.63, "unsure if"), (0.4, "guessed to be")] {
            let said = format!("{words} {what}, {:.0} %  ·  ", confidence * 100.0);
            assert!(card(keys, confidence).starts_with(&said), "{} for {said}", card(keys, confidence));
        }
    }
}

#[test]
fn one_of_a_thing_is_told_as_one() {
    let (article, mut analysis) = fixture::briefing();
    analysis.entities.truncate(1);
    analysis.quotes.truncate(1);
    analysis.quotes[0].speaker = None;
    analysis.sources.truncate(1);
    analysis.sources[0].entity = None;
    analysis.sources[0].quotes = vec![0];
    let mut app = App::new(article, Look::default(), Size { width: 80, height: 24 });
    app.report(Report::Analyzed(Box::new(analysis)));
    assert_eq!(app.card().head, "1 entity  ·  1 quote  ·  1 source");
    press(&mut app, "/ s l e p t enter");
    assert_eq!(app.hits_line(), "1 of 1");
    press(&mut app, "g");
    assert_eq!(app.hits_line(), "1 hit");
    press(&mut app, "esc 4");
    assert!(app.card().head.ends_with("·  1 quote"), "{}", app.card().head);
}

#[test]
fn a_changed_file_is_read_again_at_the_same_words() {
    let mut app = typed(80, 24, "G");
    press(&mut app, "{ {");
    let words = |app: &App| app.article.text[app.reader.cursor()..].chars().take(30).collect::<String>();
    let before = words(&app);
    let (mut article, _) = fixture::briefing();
    article.text.insert_str(0, "Corrected. ");
    for (n, block) in article.blocks.iter_mut().enumerate() {
        *block = Block { span: Span::new(block.span.start + if n == 0 { 0 } else { 11 }, block.span.end + 11), kind: block.kind };
    }
    article.links.clear();
    // Not while something is typed.
    press(&mut app, "/ k");
    assert_eq!(app.report(Report::Changed(Box::new(article))).len(), 0);
    let effects = press(&mut app, "esc");
    assert!(matches!(effects[..], [Effect::Load(_), Effect::Analyze(_)]));
    assert_eq!((words(&app), app.analysis.is_none()), (before, true));
    assert!(app.article.text.starts_with("Corrected."));
}

#[test]
fn enter_goes_there_and_ctrl_o_comes_back() {
    let mut app = typed(120, 40, "");
    press(&mut app, "3 G enter");
    let there = app.reader.cursor();
    assert!(there > 500);
    press(&mut app, "ctrl-o");
    assert_eq!((app.reader.cursor(), app.focus()), (0, sayso::app::Pane::Quotes));
    press(&mut app, "enter ]h backspace");
    assert_eq!(app.reader.cursor(), there);
}

#[test]
fn a_correction_of_a_name_can_be_kept_for_all_articles() {
    let learned = |effects: Vec<Effect>| -> Vec<Lesson> {
        effects.into_iter().filter_map(|e| if let Effect::Learn(lesson) = e { Some(lesson) } else { None }).collect()
    };
    let mut app = typed(120, 40, "2 g c p r o d");
    let name = app.analysis.as_ref().unwrap().entities[app.panels.entities.chosen().unwrap()].name.clone();
    assert!(app.hints().iter().any(|(key, what)| key == "ctrl-a" && what.contains("all articles")));
    let lessons = learned(press(&mut app, "ctrl-a"));
    assert_eq!(lessons, [Lesson::Kind { name: name.clone(), kind: "product".into() }]);
    assert_eq!(app.notes.len(), 1, "it holds in this article too");
    // Another name of a thing that is already there.
    let lessons = learned(press(&mut app, "c s a m e enter K a n e ctrl-a"));
    assert_eq!(lessons, [Lesson::Alias { alias: name, name: "Amara Kane".into() }]);
    // What is about one quote holds for no other article.
    assert_eq!(learned(press(&mut app, "3 g c n o space q u o t e ctrl-a")), []);
}

#[test]
fn the_card_is_about_what_a_list_has_chosen() {
    let mut app = typed(80, 24, "3");
    assert!(app.card().head.contains("quote 1 of 7"), "{}", app.card().head);
    press(&mut app, "1");
    assert!(app.card().head.contains("7 quotes"), "{}", app.card().head);
    // A highlight without a note shows its words.
    press(&mut app, "v w w m 5");
    assert_eq!(app.card().body, "“Port Ellery — T”");
}

#[test]
fn a_list_item_has_one_mark() {
    let mut article = Article { origin: Origin::File("list.txt".into()), ..fixture::plain("• one\n2. two\nthree") };
    article.blocks.iter_mut().for_each(|b| b.kind = BlockKind::ListItem);
    let shown = lines(&App::new(article, Look::default(), Size { width: 80, height: 24 }));
    assert_eq!(shown.matches('•').count(), 2, "{shown}");
    assert!(shown.contains("  2. two") && shown.contains("• three"), "{shown}");
}

#[test]
fn help_is_never_cut() {
    let shown = lines(&typed(80, 24, "? / s e l e c t i o n"));
    assert!(shown.contains("Ctrl-s saves it") && !shown.contains("thi…"), "{shown}");
}

#[test]
fn letters_are_put_where_they_can_be_seen() {
    let mut app = typed(80, 24, "5 f");
    assert!(!app.view.layout.text.is_empty() && matches!(app.mode, Mode::Hints(_)));
    let hinted = lines(&app);
    press(&mut app, "esc");
    assert_ne!(lines(&app), hinted);
}

#[test]
fn the_cursor_selects_in_the_lists() {
    let mut app = typed(120, 40, "/ f l o o d enter");
    let quote = app.panels.quotes.chosen();
    press(&mut app, "esc ]q ]q");
    assert_ne!(app.panels.quotes.chosen(), quote);
}

#[test]
fn a_search_hit_tells_what_it_stands_in() {
    let app = typed(120, 40, "/ n i g h t enter n");
    let Some(Thing::Quote(quote)) = app.at.thing else { panic!("{:?}", app.at.thing) };
    let quote = &app.analysis.as_ref().unwrap().quotes[quote];
    assert!(quote.content.iter().any(|part| part.contains(app.reader.cursor())), "{quote:?}");
}

#[test]
fn the_mouse_selects_and_scrolls() {
    let mut app = typed(120, 24, "");
    let (_, list) = app.view.layout.panes[1];
    app.mouse(Mouse { act: Act::Press, x: list.x + 4, y: list.y + 1 });
    assert_eq!((app.focus(), app.at.thing), (sayso::app::Pane::Quotes, Some(Thing::Quote(0))));
    let text = app.view.layout.text;
    let before = app.reader.in_sight().start;
    app.mouse(Mouse { act: Act::Wheel(true), x: text.x + 4, y: text.y + 4 });
    assert!(app.reader.in_sight().start > before);
    app.mouse(Mouse { act: Act::Press, x: text.x + 4, y: text.y + 4 });
    assert_eq!(app.focus(), sayso::app::Pane::Article);
}

#[test]
fn the_mouse_corrects() {
    let mut app = typed(120, 24, "");
    let (_, list) = app.view.layout.panes[1];
    app.mouse(Mouse { act: Act::Ask, x: list.x + 4, y: list.y + 1 });
    let shown = lines(&app);
    let row = shown.lines().filter(|l| !l.contains('^')).position(|l| l.contains("no quote at all")).unwrap();
    assert!(shown.contains("This quote is"), "{shown}");
    app.now = Now { time: "2026-01-02T03:04:05Z".into(), id: "urn:uuid:test".into() };
    let effects = app.mouse(Mouse { act: Act::Press, x: 60, y: row as u16 });
    assert!(matches!(effects[..], [Effect::Save(..)]), "{effects:?}");
    assert!(app.analysis.as_ref().unwrap().quotes.len() == 6, "one quote fewer");
    // A click beside the box leaves it.
    app.mouse(Mouse { act: Act::Ask, x: list.x + 4, y: list.y + 1 });
    app.mouse(Mouse { act: Act::Press, x: 0, y: 0 });
    assert!(!lines(&app).contains("This quote is"));
}

#[test]
fn a_resize_keeps_the_place() {
    let mut app = typed(120, 40, "]h");
    let cursor = app.reader.cursor();
    for (width, height) in [(60, 20), (200, 60), (31, 8), (10, 3), (120, 40)] {
        app.resize(Size { width, height });
        screen(&app);
    }
    assert_eq!(app.reader.cursor(), cursor);
    assert!(app.reader.in_sight().contains(cursor));
}

const KEYS: &str = "space enter tab shift-tab backspace esc up down left right pageup pagedown home end ctrl-o ctrl-r ctrl-s ctrl-u ctrl-d delete \
                    ]q [q ]e [e ]s [s ]n [n ]h [h Le Lq Ls Ln";

fn any_keys() -> impl Strategy<Value = Vec<Key>> {
    let named: Vec<&str> = KEYS.split_whitespace().collect();
    prop_oneof![
        1 => prop::char::range('!', '~').prop_map(|c| vec![Key::char(c)]),
        1 => prop::sample::select(named).prop_map(|k| keymap::parse(k).unwrap()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_keys_at_no_size_panic(steps in prop::collection::vec((any_keys(), 0u16..130, 0u16..44, 0u8..12), 1..60)) {
        let mut app = typed(100, 30, "");
        for (keys, width, height, what) in steps {
            match what {
                0 => app.resize(Size { width, height }),
                1 => drop(app.mouse(Mouse { act: Act::Press, x: width, y: height })),
                2 => drop(app.mouse(Mouse { act: Act::Drag, x: width, y: height })),
                3 => drop(app.mouse(Mouse { act: Act::Wheel(width % 2 == 0), x: width, y: height })),
                _ => keys.into_iter().for_each(|k| drop(app.key(k))),
            }
            if app.view.size.width > 0 && app.view.size.height > 0 {
                screen(&app);
                ui::cursor(&app);
            }
        }
    }

    #[test]
    fn no_text_panics(text in "([a-z ]{0,30}|\n|\t|日本|👩‍👩‍👧|e\u{301}|\u{200b}|\u{202e}){0,20}", width in 20u16..90, keys in prop::collection::vec(any_keys(), 0..12)) {
        let mut app = App::new(fixture::plain(&text), Look::default(), Size { width, height: 12 });
        for key in keys.into_iter().flatten() {
            app.key(key);
            screen(&app);
        }
    }
}
