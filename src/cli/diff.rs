/*!
`sayso diff`: an article as it is now beside the reading kept before, word by word, and what became of its quotations.
*/

use std::{
    ffi::OsStr,
    io::{self, Write},
};

use anyhow::{anyhow, bail};

use super::{
    Done,
    corrected::Corrections,
    home, load,
    paint::Paint,
    report::{self, one_line},
};
use crate::{
    analyze::{Analysis, Quote, QuoteKind},
    annotation::{Anchor, Place},
    article::Article,
    io::{identity, store::Store},
    settings::Role,
    text::{
        Span,
        diff::{Fate, woven},
    },
};

/// Runs `sayso diff`.
pub fn run(argument: &OsStr, paint: &Paint) -> Done {
    let article = load::article(argument, None)?;
    let store = Store::new(home::places()?);
    let kept = store.kept(&store.id(&article))?;
    let name = argument.to_string_lossy();
    let Some(kept) = kept else { bail!("{name} is not in the library: open it once, and a later reading can be compared with it") };
    let words = identity::words(&article.text);
    let earlier = kept.versions.iter().rev().skip_while(|v| v.words == words).find(|v| v.words != words);
    let Some(earlier) = earlier else {
        let since = kept.versions.first().ok_or_else(|| anyhow!("nothing is kept of {name}; open it once"))?;
        return super::print(|out| writeln!(out, "{}: the same words since {}", one_line(article.title()), since.date));
    };
    let corrections = Corrections::new(false);
    super::print(|out| {
        writeln!(out, "{}: changed since the reading of {}\n", one_line(article.title()), earlier.date)?;
        changes(out, &earlier.article.text, &article.text, paint)?;
        fates(out, &earlier.article, &article, &corrections)
    })
}

/// The changed paragraphs, what is gone in `[-…-]`, what is new in `{+…+}`.
fn changes(out: &mut impl Write, old: &str, new: &str, paint: &Paint) -> io::Result<()> {
    for line in woven(old, new).iter().filter(|line| line.iter().any(|(fate, _)| *fate != Fate::Same)) {
        for (fate, words) in line {
            match fate {
                Fate::Same => write!(out, "{words}")?,
                Fate::Removed => write!(out, "{}", paint.words(&format!("[-{words}-]"), |t| t.role(Role::Error)))?,
                Fate::Added => write!(out, "{}", paint.words(&format!("{{+{words}+}}"), |t| t.role(Role::Title)))?,
            }
        }
        writeln!(out, "\n")?;
    }
    Ok(())
}

/// Quotations that changed, vanished or came: the words between marks are what an article can least change in silence.
fn fates(out: &mut impl Write, old: &Article, new: &Article, corrections: &Corrections) -> io::Result<()> {
    let (before, now) = (corrections.analyze(old), corrections.analyze(new));
    let mut met: Vec<Span> = Vec::new();
    for quote in quoted(&before) {
        let words = report::words(quote, &old.text);
        let speaker = speaker(quote);
        if let Some(same) = quoted(&now).find(|q| bare(&report::words(q, &new.text)) == bare(&words)) {
            met.push(same.reach());
            let other = self::speaker(same);
            if other != speaker {
                writeln!(out, "quote with another speaker: “{words}” ({speaker} → {other})")?;
            }
            continue;
        }
        match Anchor::describe(&old.text, quote.reach()).resolve(&new.text) {
            Place::Exact(span) | Place::Moved(span) => {
                met.push(span);
                writeln!(out, "no longer a quote: “{words}” ({speaker}); the words still stand in the text")?;
            }
            Place::Guessed(span, _) => {
                met.push(span);
                writeln!(out, "quote changed: “{words}” → “{}” ({speaker})", one_line(span.of(&new.text)))?;
            }
            // Few words with one more among them are too little for an anchor, but said by the same speaker they are the same saying.
            Place::Lost => match quoted(&now).find(|q| self::speaker(q) == speaker && alike(&report::words(q, &new.text), &words)) {
                Some(like) => {
                    met.push(like.reach());
                    writeln!(out, "quote changed: “{words}” → “{}” ({speaker})", report::words(like, &new.text))?;
                }
                None => writeln!(out, "quote vanished: “{words}” ({speaker})")?,
            },
        }
    }
    for quote in quoted(&now).filter(|q| !met.iter().any(|span| span.overlaps(q.reach()))) {
        writeln!(out, "new quote: “{}” ({})", report::words(quote, &new.text), speaker(quote))?;
    }
    Ok(())
}

fn quoted(analysis: &Analysis) -> impl Iterator<Item = &Quote> {
    analysis.quotes.iter().filter(|q| matches!(q.kind, QuoteKind::Direct | QuoteKind::Partial | QuoteKind::Block))
}

fn speaker(quote: &Quote) -> &str {
    quote.speaker.as_ref().map_or("speaker not named", |s| &s.name)
}

/// Whether two sayings share more than half of the words of the longer one.
fn alike(a: &str, b: &str) -> bool {
    let words = |s: &str| -> Vec<String> { s.split_whitespace().map(bare).filter(|w| !w.is_empty()).collect() };
    let (a, b) = (words(a), words(b));
    a.iter().filter(|w| b.contains(w)).count() * 2 > a.len().max(b.len())
}

/// Letters and digits alone: another comma or kind of mark is no other quotation.
fn bare(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_paragraphs_are_woven_into_one() {
        let mut out = Vec::new();
        let (old, new) =
            ("First one.\nTalks failed on Friday.\nGone now.\nLast.", "First one.\nTalks ended on Friday.\nLast.\nMore to come!");
        let _ = changes(&mut out, old, new, &Paint::new(super::super::arguments::When::Never));
        let shown = String::from_utf8_lossy(&out).into_owned();
        assert_eq!(shown, "Talks [-failed-] {+ended+} on Friday.\n\n[-Gone now.-]\n\n{+More to come!+}\n\n");
    }
}
