/*!
What a line of text looks like, by itself: the label of a teaser, the name line of a social post, a list mark, a byline, a caption, the
shape of a heading. Judges one line; what stands around it is for the parsers to weigh.
*/

/// Labels of teasers, in lower case and without the marks around them.
const LABELS: &[&str] = &[
    "also see",
    "see also",
    "also read",
    "read also",
    "read more",
    "read next",
    "read this",
    "read this too",
    "read now",
    "more",
    "related",
    "related articles",
    "related article",
    "related stories",
    "related story",
    "related news",
    "related posts",
    "related coverage",
    "related content",
    "related topics",
    "related links",
    "related reading",
    "related video",
    "related videos",
    "more on this",
    "more on this story",
    "more on this topic",
    "more stories",
    "more news",
    "more like this",
    "more for you",
    "more in this issue",
    "in this issue",
    "more from us",
    "you may also like",
    "you might also like",
    "you may like",
    "you might like",
    "recommended",
    "recommended for you",
    "recommended reading",
    "recommended stories",
    "recommended articles",
    "further reading",
    "don't miss",
    "dont miss",
    "must read",
    "must reads",
    "editor's picks",
    "editors' picks",
    "editor's pick",
    "most read",
    "most popular",
    "trending",
    "trending now",
    "popular",
    "popular now",
    "keep reading",
    "continue reading",
    "up next",
    "what to read next",
    "explore more",
    "in case you missed it",
    "icymi",
    "watch",
    "watch also",
    "also watch",
    "watch more",
    "listen",
    "listen to",
    "also on",
    "latest news",
    "from the archive",
    "from our archive",
    "previously",
    "earlier",
    "background reading",
    "read the other instalments",
    "more in this series",
    "in this series",
    "lire aussi",
    "à lire aussi",
    "à lire",
    "a lire aussi",
    "lea también",
    "lea tambien",
    "lee también",
    "le puede interesar",
    "te puede interesar",
    "también te puede interesar",
    "leia também",
    "leia mais",
    "veja também",
    "mehr zum thema",
    "lesen sie auch",
    "lesen sie mehr",
    "siehe auch",
    "auch interessant",
    "leggi anche",
    "lees ook",
    "baca juga",
    "ayrıca oku",
    "читайте также",
    "читайте ещё",
    "اقرأ أيضا",
    "اقرأ أيضاً",
    "相关阅读",
    "延伸阅读",
    "関連記事",
];

/// Labels so common in running text that they count only when they stand alone in capitals, or alone with a colon.
const WEAK: &[&str] = &["more", "watch", "listen", "listen to", "popular", "recommended", "previously", "earlier", "trending", "also on"];

/// A teaser's label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// The line is nothing but the label.
    Alone,
    /// The teaser follows on the same line: "READ MORE: Title".
    Inline,
}

/// Whether `line` is, or begins with, the label of a teaser.
pub fn label(line: &str) -> Option<Label> {
    if line.len() > 300 {
        return None;
    }
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    // A teaser's arrow says it all, whatever follows.
    if line.starts_with(['»', '►', '▶', '⤷', '👉']) && !bare.is_empty() {
        return Some(Label::Inline);
    }
    if is_label(bare.trim_end_matches(|c: char| !c.is_alphanumeric()), bare) {
        return Some(Label::Alone);
    }
    // Hardly a line has such a mark near its beginning: a look at the bytes spares reading the characters.
    let near = bare.as_bytes().get(..bare.len().min(LONGEST_LABEL)).unwrap_or_default();
    memchr::memchr3(b':', b'|', b'>', near).or_else(|| memchr::memchr2(0xe2, 0xc2, near))?;
    let mut head = bare.char_indices().take_while(|(at, _)| *at <= LONGEST_LABEL);
    let (at, mark) = head.find(|(_, c)| matches!(c, ':' | '|' | '→' | '»' | '–' | '—' | '>'))?;
    let (head, rest) = bare.split_at_checked(at)?;
    let named = is_label(head.trim(), head) && (mark == ':' || head.ends_with(' ') || mark == '|');
    // Weak labels begin ordinary sentences ("More: …"), so they must shout.
    (named && rest.len() > mark.len_utf8() + 1 && (!weak(head) || is_capitals(head))).then_some(Label::Inline)
}

/// No label is longer than this, in bytes: what is longer need not be compared.
const LONGEST_LABEL: usize = 60;

fn is_label(words: &str, line: &str) -> bool {
    if words.len() > LONGEST_LABEL {
        return false;
    }
    let lower = words.to_lowercase().replace('’', "'");
    let lower = lower.trim();
    LABELS.contains(&lower) && (!weak(lower) || is_capitals(line) || line.trim_end().ends_with(':'))
        || lower
            .strip_prefix("more from ")
            .or(lower.strip_prefix("more on "))
            .is_some_and(|rest| rest.split(' ').count() <= 3 && !rest.is_empty())
}

fn weak(words: &str) -> bool {
    WEAK.contains(&words.trim().to_lowercase().as_str())
}

fn is_capitals(words: &str) -> bool {
    words.chars().any(char::is_uppercase) && !words.chars().any(char::is_lowercase)
}

/// What a line has to do with a social post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Post {
    /// The name line: "— Name (@handle) November 28, 2025".
    Name,
    /// A whole post with its name: "text — Name (@handle)", "Name @handle: text".
    Whole,
    /// Has marks that only posts have, but no name line.
    Like,
    /// Nothing.
    No,
}

/// Judges a line as part of a social post.
pub fn post(line: &str) -> Post {
    if line.len() > 700 {
        return Post::No;
    }
    let Some(at) = handle(line) else {
        return if is_posted_on(line) {
            Post::Name
        } else if like_a_post(line) {
            Post::Like
        } else {
            Post::No
        };
    };
    let (before, after) = line.split_at_checked(at).unwrap_or_default();
    let bracketed = before.ends_with('(');
    let name = before.trim_end_matches(['(', ' ', '@']);
    let after_handle = after.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '@' | '_' | '.'));
    let tail = after_handle.trim_start_matches([')', ' ', ',', '·', '|', '-', '—', '–']);
    let short_tail =
        tail.is_empty() || tail.split_whitespace().count() <= 8 && super::date::find(tail).is_some_and(|d| d.alone) || is_place(tail);
    if line.starts_with("A post shared by") || line.starts_with("View this post on") {
        return Post::Name;
    }
    if is_name(name) {
        if short_tail {
            return Post::Name;
        }
        if after_handle.trim_start_matches(')').starts_with(':') {
            return Post::Whole;
        }
    }
    let signed = [" — ", " – ", " -- ", "— "].iter().find_map(|dash| before.rsplit_once(dash));
    if short_tail && signed.is_some_and(|(text, name)| is_name(name.trim_end_matches(['(', ' '])) && !text.is_empty()) {
        return Post::Whole;
    }
    if short_tail && (bracketed || tail.is_empty()) && !ends_a_sentence(line) && before.len() > 20 {
        return Post::Whole;
    }
    Post::Like
}

/// Where the first `@handle` of a line begins; an e-mail address is none.
fn handle(line: &str) -> Option<usize> {
    line.match_indices('@').map(|(at, _)| at).find(|&at| {
        let (before, after) = line.split_at_checked(at).unwrap_or_default();
        let fresh = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '.');
        fresh && after.chars().skip(1).take_while(|c| c.is_alphanumeric() || *c == '_').count() >= 2
    })
}

/// One to six words that begin with a capital: a person's or a body's name.
fn is_name(words: &str) -> bool {
    let bare = words.trim_start_matches(['—', '–', '-', '―', ' ']).trim();
    let count = bare.split_whitespace().count();
    let dashed = bare.len() < words.trim().len();
    (1..=7).contains(&count)
        && !bare.contains(['!', '?', '“', ';'])
        && (dashed || bare.chars().next().is_some_and(|c| !c.is_lowercase()))
        && (dashed || bare.split_whitespace().filter(|w| w.starts_with(char::is_lowercase)).count() <= 1)
}

fn is_place(tail: &str) -> bool {
    tail.split_whitespace().count() <= 3 && tail.starts_with(char::is_uppercase) && !ends_a_sentence(tail)
}

/// "— Name, on Facebook": a name line without a handle.
fn is_posted_on(line: &str) -> bool {
    const PLACES: &[&str] = &[
        "X",
        "Twitter",
        "Facebook",
        "Instagram",
        "Telegram",
        "TikTok",
        "WhatsApp",
        "Mastodon",
        "Bluesky",
        "Threads",
        "LinkedIn",
        "Weibo",
        "VK",
    ];
    let words = || line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    line.starts_with(['—', '–']) && words().count() <= 12 && words().skip(1).any(|w| PLACES.contains(&w))
}

/// Marks that posts have and articles have not.
fn like_a_post(line: &str) -> bool {
    let bytes = line.as_bytes();
    if memchr::memchr3(b'#', b'*', b'!', bytes).or_else(|| memchr::memchr3(b'/', b'@', 0xf0, bytes)).is_none() {
        return false;
    }
    let tag = line.match_indices('#').any(|(at, _)| {
        let (before, after) = line.split_at_checked(at).unwrap_or_default();
        !before.ends_with(char::is_alphanumeric) && after.chars().nth(1).is_some_and(char::is_alphabetic)
    });
    let masked = line.split_whitespace().any(|w| {
        w.trim_matches(|c: char| !c.is_alphanumeric())
            .split_once('*')
            .is_some_and(|(a, b)| a.ends_with(char::is_alphabetic) && b.starts_with(char::is_alphabetic))
    });
    tag || masked
        || line.contains("pic.twitter.com/")
        || line.contains("https://t.co/")
        || line.starts_with("RT @")
        || line.contains("!!")
        || line.chars().any(|c| ('\u{1f300}'..='\u{1faff}').contains(&c))
}

/// The length of the list mark that `line` begins with, the space after it included.
pub fn list_mark(line: &str) -> Option<usize> {
    let mut chars = line.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    if matches!(first, '•' | '▪' | '◦' | '‣' | '●' | '■' | '·' | '○') {
        return Some(first.len_utf8() + (rest.len() - rest.trim_start().len()));
    }
    if matches!(first, '-' | '*' | '+' | '–') && rest.starts_with(' ') {
        return Some(first.len_utf8() + 1);
    }
    let mark = line.trim_start_matches('(');
    let inner = mark.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = mark.len() - inner.len();
    let inner = if digits == 0 { inner.strip_prefix(|c: char| c.is_ascii_lowercase())? } else { inner };
    let after = inner.strip_prefix(if digits == 0 { &[')'][..] } else { &['.', ')'][..] })?;
    (digits <= 2 && after.starts_with(' ')).then(|| line.len() - after.len() + 1)
}

/// The author that a byline names: "By Jane Doe" gives "Jane Doe".
pub fn byline(line: &str) -> Option<&str> {
    const BEFORE: &[&str] = &[
        "By ",
        "BY ",
        "by ",
        "By: ",
        "Written by ",
        "Words by ",
        "Reporting by ",
        "Reported by ",
        "Story by ",
        "Text by ",
        "Author: ",
        "Por ",
        "Par ",
        "Von ",
        "Texte: ",
    ];
    if !line.starts_with(['B', 'b', 'W', 'R', 'S', 'T', 'A', 'P', 'V']) {
        return None;
    }
    let rest = BEFORE.iter().find_map(|b| line.strip_prefix(b))?.trim();
    let latin = !line.starts_with("By") && !line.starts_with("BY");
    let words = rest.split_whitespace().count();
    let capitals = rest.split_whitespace().filter(|w| w.starts_with(char::is_uppercase)).count();
    let fits = (1..=if latin { 6 } else { 16 }).contains(&words) && capitals * 2 >= words && rest.starts_with(char::is_uppercase);
    (fits && line.len() <= 140 && !rest.ends_with(['.', ',', ':', '?', '!', '”', '"'])).then_some(rest)
}

/// Whether `line` is the words under a picture, by the credit it carries.
pub fn caption(line: &str) -> bool {
    const BEFORE: &[&str] = &[
        "Photo: ",
        "Photo by ",
        "Photograph: ",
        "Photos: ",
        "Image: ",
        "Image credit",
        "Picture: ",
        "FILE PHOTO",
        "FILE - ",
        "File photo",
        "Photo credit",
        "Credit: ",
        "Illustration: ",
        "Image source",
        "[Photo",
        "[File",
        "(Photo",
    ];
    const AFTER: &[&str] = &[
        "/AP",
        "/AP)",
        "/AFP",
        "/AFP)",
        "/Getty Images",
        "/Getty Images)",
        "/Reuters",
        "/Reuters)",
        "/REUTERS",
        "/EPA",
        "/EPA)",
        "via AP)",
        "via Reuters)",
        "via Getty Images)",
        "/File)",
        "File photo",
        "[Reuters]",
        "[AFP]",
        "[AP]",
        "/Reuters]",
        "/AFP]",
        "/AP]",
    ];
    line.len() <= 400
        && (BEFORE.iter().any(|b| line.starts_with(b))
            || AFTER.iter().any(|a| line.ends_with(a))
            || line.contains("(AP Photo/")
            || line.contains("Getty Images]"))
}

/// Whether the line ends as a sentence does, closing quotes and brackets passed over.
pub fn ends_a_sentence(line: &str) -> bool {
    // A line that ends in a letter or a comma, as most broken ones do, needs no closer look.
    if line.as_bytes().last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b',') {
        return false;
    }
    let bare = line.trim_end_matches(['”', '"', '’', '\'', ')', ']', '»', '*', '_', ' ']);
    bare.ends_with(['.', '!', '?', '…', ':', ';', '。', '！', '？', '।', '۔', '؟'])
        || line.ends_with(['”', '"', '»']) && bare.ends_with(',')
}

/// Whether a line has the shape of a heading: short, begun like a sentence and not ended like one.
pub fn heading(line: &str) -> bool {
    if line.len() > 300 {
        return false;
    }
    let bare = line.trim_start_matches(['“', '"', '‘', '\'', '«', '¿', '¡', '(', '[', '„']);
    let begins = bare.chars().next().is_some_and(|c| c.is_numeric() || c.is_alphabetic() && !c.is_lowercase());
    // A question or a cry may head a section, but only a short one.
    let inner = line.trim_end_matches(['”', '"', '’', '\'', ')', '»']);
    let asks = || inner.ends_with(['?', '!']) && line.chars().count() <= 70 && inner.len() == line.len() && !line.starts_with(['“', '"']);
    if !begins || ends_a_sentence(line) && !asks() || inner.ends_with([',', '-', '–', '—', '@', '/']) {
        return false;
    }
    (2..=120).contains(&line.chars().count())
        && line.split_whitespace().count() <= 20
        && byline(line).is_none()
        && !caption(line)
        && !line.contains("://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn teaser_labels_are_known_alone_and_inline() {
        for line in ["ALSO SEE", "Read more:", "» Related", "RELATED STORIES", "More from Reuters", "À lire aussi", "WATCH"] {
            assert!(matches!(label(line), Some(Label::Alone | Label::Inline)), "{line}");
        }
        for line in ["READ MORE: Port reopens", "Related: Port reopens", "» Port reopens", "Also read | Port reopens"] {
            assert_eq!(label(line), Some(Label::Inline), "{line}");
        }
        for line in ["More than 200 people fled", "Related costs rose.", "Earlier: he had said no", "Read", "Background", "Watch"] {
            assert_eq!(label(line), None, "{line}");
        }
    }

    #[test]
    fn posts_are_known_by_their_name_line() {
        for line in [
            "— Kite World (@kiteworld) November 28, 2025",
            "Marty Loewen (@prairiedogmarty)",
            "Ana Ruiz @anaruiz",
            "— Students for Clean Vote, on Facebook",
            "— X Y (@xy), Dar es Salaam",
        ] {
            assert_eq!(post(line), Post::Name, "{line}");
        }
        for line in [
            "Never in doubt!!! — Jinja Falls FC (@jinjafallsfc)",
            "Quique T @quique: my grandmother voted.",
            "The train always arrives! — AS Rail (@asrail) 21 June 2026",
        ] {
            assert_eq!(post(line), Post::Whole, "{line}");
        }
        for line in ["Just In!!", "We are open #crown", "asked by @ForeignOffice to leave.", "the Tali*ban said"] {
            assert_eq!(post(line), Post::Like, "{line}");
        }
        for line in ["Write to desk@example.org for more.", "— It was a long day, she said.", "It cost 3 * 4 dollars."] {
            assert_eq!(post(line), Post::No, "{line}");
        }
    }

    #[test]
    fn list_marks() {
        assert_eq!(
            [list_mark("• one"), list_mark("- two"), list_mark("12. twelve"), list_mark("(a) first")],
            [Some(4), Some(2), Some(4), Some(4)]
        );
        for line in ["— dash", "1,350 people", "1995. It", "-5 degrees", "A plan", "a plan"] {
            assert_eq!(list_mark(line), None, "{line}");
        }
    }

    #[test]
    fn headings_end_without_a_stop() {
        for line in [
            "Growing Regional Concern",
            "What happens next?",
            "‘Mate’s rates’",
            "3. Obadiah Crane came to play",
            "US Response and Global Dimensions",
        ] {
            assert!(heading(line), "{line}");
        }
        for line in ["He left.", "“We will go,”", "By Jane Doe", "“The talks were never suspended.”", "and then they left", "He said:"]
        {
            assert!(!heading(line), "{line}");
        }
    }
}
