use super::*;

const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head><title>Harbour budget approved | Harbour Post</title>
<meta property="og:site_name" content="Harbour Post"><meta name="author" content="By Ana Ruiz"><meta property="article:published_time" content="2025-11-28T06:00:00Z">
<link rel="canonical" href="https://post.example/budget"><script>var x = "<p>never shown</p>";</script></head><body>
<nav><a href="/">Home</a></nav><article><h1>Harbour budget approved</h1><p class="byline">By Ana Ruiz</p>
<p>The council approved the <a href="/b">harbour&nbsp;budget</a> late on Tuesday after a session of six hours, in which <em>nobody</em> left the room, and the mayor said she was glad of it.</p>
<div class="ad-slot"><p>Advertisement</p></div>
<p>The union, which has led the talks since March, said that nothing had been signed, and that its members would wait for a written offer before Mon&shy;day, whatever came.</p>
<blockquote class="twitter-tweet"><p>We are glad.<br>We are ready.</p>&mdash; Ana Ruiz (@anaruiz) <a href="https://twitter.com/anaruiz/status/1">November 28, 2025</a></blockquote>
<h2>What was decided</h2><ol><li>a budget for the harbour, to be paid over three years</li><li>a loan to the tram operator, at the usual rate</li></ol>
<blockquote><p>Nobody in this building was asked before the figures were changed, and nobody will be.</p></blockquote>
<table><tr><th>Town</th><th>Votes</th></tr><tr><td>Eastholm</td><td>12</td></tr></table><pre>a
  b</pre>
<p>Read more: <a href="/c">A short history of the docks and of those who built them</a></p>
<p>Nothing more was decided on that day, said people who were in the room, and the talks go on next week in another town, further up the river.</p></article>
<footer><p>All rights reserved.</p></footer></body></html>"#;

fn page(html: &str) -> Article {
    read(html, &Hint::default()).unwrap()
}

#[test]
fn a_page_becomes_blocks() {
    let article = page(PAGE);
    let shape: Vec<String> = article
        .blocks
        .iter()
        .map(|b| format!("{}| {}", b.kind.name(), b.span.of(&article.text).replace('\n', " / ").chars().take(60).collect::<String>()))
        .collect();
    assert_eq!(
        shape,
        [
            "heading| Harbour budget approved",
            "paragraph| The council approved the harbour budget late on Tuesday afte",
            "paragraph| The union, which has led the talks since March, said that no",
            "embed| We are glad. / We are ready. / — Ana Ruiz (@anaruiz) Novembe",
            "heading| What was decided",
            "list-item| 1. a budget for the harbour, to be paid over three years",
            "list-item| 2. a loan to the tram operator, at the usual rate",
            "block-quote| Nobody in this building was asked before the figures were ch",
            "table| Town | Votes / Eastholm | 12",
            "code| a /   b",
            "related| Read more: A short history of the docks and of those who bui",
            "paragraph| Nothing more was decided on that day, said people who were i",
        ]
    );
    assert!(article.text.contains("before Monday, whatever"));
}

#[test]
fn what_the_page_says_of_itself_is_read() {
    let Article { meta, links, emphasis, text, .. } = page(PAGE);
    assert_eq!(meta.byline.as_deref(), Some("Ana Ruiz"));
    assert_eq!(meta.site.as_deref(), Some("Harbour Post"));
    assert_eq!(meta.published.as_deref(), Some("2025-11-28T06:00:00Z"));
    assert_eq!(meta.url.as_deref(), Some("https://post.example/budget"));
    assert_eq!(meta.language.as_deref(), Some("en"));
    assert_eq!((links[0].span.of(&text), links[0].href.as_str()), ("harbour budget", "https://post.example/b"));
    assert_eq!(emphasis[0].span.of(&text), "nobody");
}

#[test]
fn depth_is_no_danger() {
    let deep = format!("<html><body>{}<p>Words at the bottom of it all.</p>{}</body></html>", "<div>".repeat(3000), "</div>".repeat(3000));
    let article = page(&deep);
    assert_eq!(article.text, "Words at the bottom of it all.");
    assert_eq!(article.remarks.len(), 1);
}

#[test]
fn a_page_without_words_is_told() {
    assert_eq!(read("<html><body><script>x()</script></body></html>", &Hint::default()), Err(ParseError::NoText));
}

#[test]
fn a_script_is_no_lost_paragraph() {
    let words = "of other pages ".repeat(20);
    let prose = |tag: &str| prose(&Document::from(format!("<p><{tag}>{words}</{tag}></p>")));
    assert_eq!(prose("script"), Vec::<String>::new());
    assert_eq!(prose("b"), [words.trim()]);
}
