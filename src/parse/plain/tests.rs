use super::*;

/// The blocks of a text, one a line: the kind, a bar, the text with its own lines joined by "/".
fn shape(text: &str) -> String {
    let article = read(text.to_owned());
    let line = |b: &Block| format!("{}| {}\n", b.kind.name(), b.span.of(&article.text).replace('\n', " / "));
    article.blocks.iter().map(line).collect()
}

#[test]
fn a_page_pasted_line_by_line() {
    let text = "Kampala — The port of Eastholm stayed shut on Friday, the harbour office said, calling the fears of a strike “overblown” and “a rumour.”\n\
        Just In!!\n— Harbour Watch (@harbourwatch) November 28, 2025\nThe port is shut. Talks go on with @harbourunion…\n\
        The union, which has led the talks since March, said that nothing had been signed, and that its members would wait for a written offer before Monday.\n\
        ALSO SEE\nUnion Leader Warns of Long Winter at Eastholm Docks\nThe leader of the union says that docks at Eastholm face a long winter.\n\
        The minister of transport flew in on Thursday evening and met both sides for six hours, without a result that either of them would call one.\n\
        Growing concern\nNobody knows who pays.\n\
        See also:\nA Short History of the Docks\nThe docks were dug by hand in the years before the great flood, and for a century they fed a town that had no other trade to live by.";
    assert_eq!(
        shape(text).lines().map(|l| l.chars().take(46).collect::<String>()).collect::<Vec<_>>(),
        [
            "paragraph| Kampala — The port of Eastholm stay",
            "embed| Just In!! / — Harbour Watch (@harbourwa",
            "paragraph| The union, which has led the talks ",
            "related| ALSO SEE / Union Leader Warns of Long ",
            "paragraph| The minister of transport flew in o",
            "heading| Growing concern",
            "paragraph| Nobody knows who pays.",
            "related| See also: / A Short History of the Doc",
            "paragraph| The docks were dug by hand in the y",
        ]
        .map(|l| l.chars().take(46).collect::<String>())
    );
}

#[test]
fn a_post_before_its_name_line() {
    let text = "The mayor answered on Friday, after a week of silence about the bridge.\n\nWe will build it.\n— Ana Ruiz (@anaruiz) November 28, 2025\n\nNobody believed her.";
    assert_eq!(shape(text).lines().nth(1), Some("embed| We will build it. / — Ana Ruiz (@anaruiz) November 28, 2025"));
    let text = text.replace("\n\n", "\n");
    assert_eq!(shape(&text).lines().nth(1), Some("embed| We will build it. / — Ana Ruiz (@anaruiz) November 28, 2025"));
}

#[test]
fn the_head_is_read_and_stays_in_the_text() {
    let article = read(
        "Harbour budget approved\nBy Ana Ruiz\nHarbour Post — 28 November 2025\n\nThe council approved it.\n\nNobody was glad.".into(),
    );
    assert_eq!(article.meta.title.as_deref(), Some("Harbour budget approved"));
    assert_eq!(article.meta.byline.as_deref(), Some("Ana Ruiz"));
    assert_eq!(article.meta.site.as_deref(), Some("Harbour Post"));
    assert_eq!(article.meta.published.as_deref(), Some("2025-11-28"));
    assert!(article.text.starts_with("Harbour budget approved\n\nBy Ana Ruiz\n\nHarbour Post — 28 November 2025\n\nThe"));
    assert_eq!(article.blocks[0].kind, BlockKind::Heading(1));
}

#[test]
fn lists_quotations_tables_and_captions() {
    let text = "What was decided is this, and nothing more than this.\n\n- a budget\n- a loan\n\n> We are glad.\n> We are ready.\n\n| town | votes |\n| --- | --- |\n| Eastholm | 12 |\n\nFishing boats at Eastholm, 2024. (AP Photo/Ana Ruiz)\n\nThe end.";
    assert_eq!(
        shape(text),
        "paragraph| What was decided is this, and nothing more than this.\nlist-item| - a budget\nlist-item| - a loan\nblock-quote| > We are glad. / > We are ready.\n\
         table| | town | votes | / | --- | --- | / | Eastholm | 12 |\ncaption| Fishing boats at Eastholm, 2024. (AP Photo/Ana Ruiz)\nparagraph| The end.\n"
    );
}

#[test]
fn names_and_results_in_a_row_are_no_headings() {
    let text = "The results stand below, as the office gave them on Friday.\n\nEastholm 23\n\nNorrgate 12\n\nTessaly 9\n\nThat was all.";
    assert_eq!(shape(text).matches("heading|").count(), 0, "{}", shape(text));
}

#[test]
fn text_that_needs_no_new_room_is_changed_in_place() {
    let text = "The council approved the budget late on\nTuesday after a session of six hours in\nwhich nobody left the room at all.\n\nThe mayor was glad and she said so to a\nreporter of the town’s only paper, which\nis read by few.\n";
    let before = text.to_owned();
    let at = before.as_ptr();
    let article = read(before);
    assert_eq!(article.text.as_ptr(), at);
    assert_eq!(article.text, text.trim_end().replace("\n\n", "¶").replace('\n', " ").replace('¶', "\n\n"));
}
