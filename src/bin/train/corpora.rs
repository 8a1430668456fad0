/*!
Corpora → [`Gold`]: articles with their marked names and attributions. Reads the pressroom's own format, token lists (TSV) and documents with
marks (JSONL), gzipped or not. Files are taken in the order of their names, so that the same folder gives the same model.
*/

use std::{
    fs::{self, File},
    io::Read,
    path::Path,
};

use anyhow::{Context as _, Result};
use flate2::read::GzDecoder;
use sayso::{
    analyze::EntityKind,
    article::{Article, Block, BlockKind, Meta},
    parse::{Format, Hint, parse},
    text::{Positions, Span},
};

use crate::Ground;

/// An article with what a careful reader marked in it.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    /// Name of the file, or of the document.
    pub id: String,
    /// The corpus it belongs to.
    pub corpus: String,
    /// The article.
    pub article: Article,
    /// Marked names, in text order. Nested ones may overlap.
    pub names: Vec<GoldName>,
    /// Marked attributions.
    pub attributions: Vec<Attribution>,
    /// Quotation marks that quote nobody, and whether they are those of a title.
    pub marks: Vec<(Span, bool)>,
}

/// A marked name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoldName {
    /// Where.
    pub span: Span,
    /// What it names; none where the corpus only says "something else".
    pub kind: Option<EntityKind>,
    /// The thing it names: equal numbers are one thing. 0 where the corpus does not say.
    pub thing: u32,
}

/// A marked attribution.
#[derive(Debug, Clone, Default)]
pub struct Attribution {
    /// The words reported.
    pub content: Vec<Span>,
    /// The words that report.
    pub cue: Vec<Span>,
    /// Who, as the text says it here.
    pub source: Vec<Span>,
    /// The thing that speaks, as in [`GoldName::thing`].
    pub speaker: Option<u32>,
    /// Kind of source.
    pub kind: Option<String>,
}

impl Gold {
    /// Whether every name of every kind is marked, as in the corpora that were written for sayso.
    pub fn is_whole(&self) -> bool {
        matches!(self.corpus.as_str(), "pressroom" | "newsroom" | "desk")
    }

    /// Whether attitudes and plans are marked in one place and not in another like it.
    pub fn is_patchy(&self) -> bool {
        matches!(self.corpus.as_str(), "pressroom" | "desk")
    }

    /// Whether the pressroom article is one of those held back to measure on: its number is divisible by 5.
    pub fn is_held_back(&self) -> bool {
        self.corpus == "pressroom" && self.id.rsplit('-').next().and_then(|n| n.parse::<u32>().ok()).is_some_and(|n| n % 5 == 0)
    }
}

/// The words of a file, unpacked if its name ends in `gz`.
pub fn read(path: &Path) -> Result<String> {
    let mut text = String::new();
    let mut file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let read = if path.extension().is_some_and(|e| e == "gz") {
        GzDecoder::new(file).read_to_string(&mut text)
    } else {
        file.read_to_string(&mut text)
    };
    read.with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text)
}

/// The articles of the folder `pressroom`.
pub fn pressroom(corpora: &Path) -> Result<Vec<Gold>> {
    articles(&corpora.join("pressroom"), "pressroom")
}

/// The articles written for sayso that may be learned from: those of pressroom, without what is held back where the ground says so, those of
/// newsroom and those of its desk.
pub fn written(ground: &Ground) -> Result<Vec<Gold>> {
    let mut all = pressroom(ground.corpora)?;
    all.retain(|gold| !(ground.hold_back && gold.is_held_back()));
    all.extend(articles(ground.newsroom, "newsroom")?);
    all.extend(articles(&ground.newsroom.join("desk"), "desk")?);
    Ok(all)
}

/// The articles in `folder`, in the pressroom's format.
fn articles(folder: &Path, corpus: &str) -> Result<Vec<Gold>> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    let id = |path: &Path| path.file_stem().and_then(|s| s.to_str()).unwrap_or("").to_owned();
    paths.iter().map(|path| Ok(Gold { corpus: corpus.into(), ..press_article(&id(path), &read(path)?) })).collect()
}

enum Mark {
    Name(Option<EntityKind>, u32),
    Part(char, u32, Option<u32>, Option<String>),
    Quotation(bool),
}

/// One article in the pressroom's format.
pub fn press_article(id: &str, raw: &str) -> Gold {
    let raw = raw.replace("\r\n", "\n");
    let (head, body) = raw.split_once("\n\n").unwrap_or((&raw, ""));
    let value = |key: &str| {
        let line = head.lines().find_map(|l| l.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(':'));
        line.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
    };
    let mut gold = Gold { id: id.into(), ..Gold::default() };
    gold.article.meta =
        Meta { title: value("title"), byline: value("byline"), site: value("site"), published: value("date"), ..Meta::default() };
    let mut attributions: Vec<(u32, Attribution)> = Vec::new();
    for chunk in body.split("\n\n").map(str::trim).filter(|c| !c.is_empty()) {
        let unmarked = |mark: &str| chunk.lines().map(|l| l.strip_prefix(mark).unwrap_or(l)).collect::<Vec<_>>().join("\n");
        let (kind, chunk) = match chunk {
            c if c.starts_with("## ") => (BlockKind::Heading(2), unmarked("## ")),
            c if c.starts_with("> ") => (BlockKind::Embed, unmarked("> ")),
            c if c.starts_with("» ") => (BlockKind::Related, unmarked("» ")),
            c => (BlockKind::Paragraph, c.lines().map(str::trim).collect::<Vec<_>>().join(" ")),
        };
        if !gold.article.text.is_empty() {
            gold.article.text.push_str("\n\n");
        }
        let start = gold.article.text.len();
        press_block(&chunk, &mut gold, &mut attributions);
        gold.article.blocks.push(Block { span: Span::new(start, gold.article.text.len()), kind });
    }
    gold.names.sort_by_key(|n| n.span);
    attributions.sort_by_key(|a| a.0);
    gold.attributions = attributions.into_iter().map(|a| a.1).collect();
    gold
}

fn press_block(chunk: &str, gold: &mut Gold, attributions: &mut Vec<(u32, Attribution)>) {
    let mut stack: Vec<(Mark, usize)> = Vec::new();
    let mut at = 0;
    while let Some(rest) = chunk.get(at..).filter(|r| !r.is_empty()) {
        let c = rest.chars().next().unwrap_or(' ');
        if let Some((mark, len)) = opening(rest) {
            stack.push((mark, gold.article.text.len()));
            at += len;
        } else if matches!(c, ']' | '}') && !stack.is_empty() {
            if let Some((mark, start)) = stack.pop() {
                let span = Span::new(start, gold.article.text.len()).trim(&gold.article.text);
                close(mark, span, gold, attributions);
            }
            at += 1;
        } else {
            gold.article.text.push(c);
            at += c.len_utf8();
        }
    }
}

fn close(mark: Mark, span: Span, gold: &mut Gold, attributions: &mut Vec<(u32, Attribution)>) {
    match mark {
        Mark::Name(kind, thing) => gold.names.push(GoldName { span, kind, thing }),
        Mark::Quotation(title) => gold.marks.push((span, title)),
        Mark::Part(role, number, speaker, kind) => {
            let index = attributions.iter().position(|a| a.0 == number).unwrap_or_else(|| {
                attributions.push((number, Attribution::default()));
                attributions.len() - 1
            });
            let attribution = &mut attributions[index].1;
            match role {
                'q' => attribution.content.push(span),
                'c' => attribution.cue.push(span),
                _ => {
                    attribution.source.push(span);
                    (attribution.speaker, attribution.kind) = (speaker, kind);
                }
            }
        }
    }
}

/// The mark that opens at the head of `rest`, and its length.
fn opening(rest: &str) -> Option<(Mark, usize)> {
    let (first, inside) = (rest.chars().next()?, rest.get(1..)?);
    let (word, _) = inside.split_once(' ')?;
    let len = word.len() + 2;
    if first == '[' {
        let (kind, thing) = word.split_once('#')?;
        return kind.chars().all(|c| c.is_ascii_uppercase()).then_some((Mark::Name(kind_of(kind), thing.parse().ok()?), len));
    }
    if first != '{' {
        return None;
    }
    let mark = match word {
        "scare" => Mark::Quotation(false),
        "title" => Mark::Quotation(true),
        _ => {
            let mut parts = word.split(':');
            let (role, number) = parts.next()?.split_at_checked(1)?;
            let speaker = parts.next().and_then(|s| s.strip_prefix('#')).and_then(|s| s.parse().ok());
            Mark::Part(role.chars().next().filter(|r| "qcs".contains(*r))?, number.parse().ok()?, speaker, parts.next().map(str::to_owned))
        }
    };
    Some((mark, len))
}

fn kind_of(name: &str) -> Option<EntityKind> {
    Some(match name {
        "PER" => EntityKind::Person,
        "ORG" => EntityKind::Organization,
        "LOC" => EntityKind::Place,
        "NORP" => EntityKind::Norp,
        "EVT" => EntityKind::Event,
        "WRK" => EntityKind::Work,
        "PRD" => EntityKind::Product,
        "DATE" => EntityKind::Date,
        "MON" => EntityKind::Money,
        "PCT" => EntityKind::Percent,
        "QTY" => EntityKind::Quantity,
        _ => return None,
    })
}

/// Documents of a list of tokens with BIO labels, one token a line. A sentence becomes a block; spaces are put as they would be printed.
pub fn tokens(path: &Path, corpus: &str) -> Result<Vec<Gold>> {
    let text = read(path)?;
    let documents = text.split("-DOC-").map(str::trim).filter(|d| !d.is_empty());
    Ok(documents
        .enumerate()
        .map(|(number, document)| {
            let mut gold = Gold { id: format!("{corpus}-{number}"), corpus: corpus.into(), ..Gold::default() };
            let sentences = document.split("\n\n").filter(|s| !s.trim().is_empty());
            for sentence in sentences {
                if !gold.article.text.is_empty() {
                    gold.article.text.push('\n');
                }
                let start = gold.article.text.len();
                token_sentence(sentence, &mut gold);
                gold.article.blocks.push(Block { span: Span::new(start, gold.article.text.len()), kind: BlockKind::Paragraph });
            }
            gold
        })
        .collect())
}

fn token_sentence(sentence: &str, gold: &mut Gold) {
    let (mut before, mut quoted) = ("", false);
    for line in sentence.lines() {
        let Some((word, label)) = line.split_once('\t') else { continue };
        let text = &mut gold.article.text;
        let closing = word == "\"" && quoted;
        quoted ^= word == "\"";
        let tight = before.is_empty()
            || closing
            || matches!(word, "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "%" | "''" | "”" | "n't" | "-" | "/" | "...")
            || word.starts_with('\'') && word.len() > 1
            || word.starts_with('’') && word.len() > "’".len()
            || matches!(before, "(" | "[" | "$" | "``" | "“" | "-" | "/" | "£" | "€")
            || before == "\"" && quoted;
        if !tight {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(word);
        let span = Span::new(start, text.len());
        if let Some(kind) = label.strip_prefix("B-") {
            gold.names.push(GoldName { span, kind: kind_of(kind), thing: 0 });
        } else if label.starts_with("I-")
            && let Some(name) = gold.names.last_mut()
        {
            name.span = name.span.join(span);
        }
        before = word;
    }
}

/// Documents with marks, one JSON object a line; every line of a document is a block.
pub fn documents(path: &Path) -> Result<Vec<Gold>> {
    let mut found = Vec::new();
    for line in read(path)?.lines().filter(|l| !l.trim().is_empty()) {
        let value: serde_json::Value = serde_json::from_str(line).with_context(|| path.display().to_string())?;
        let text = value["text"].as_str().unwrap_or("").to_owned();
        let positions = Positions::new(&text);
        let number = |v: &serde_json::Value| v.as_u64().unwrap_or(0) as usize;
        let span = |v: &serde_json::Value| positions.span(number(&v[0]), number(&v[1]));
        let spans = |v: &serde_json::Value| v.as_array().map(|a| a.iter().map(span).collect()).unwrap_or_default();
        let list = |v: &serde_json::Value| v.as_array().cloned().unwrap_or_default();
        let name = |v: &serde_json::Value| GoldName { span: span(v), kind: v[2].as_str().and_then(EntityKind::from_name), thing: 0 };
        let names = list(&value["entities"]).iter().map(name).collect();
        let attribution = |a: &serde_json::Value| Attribution {
            content: spans(&a["content"]),
            cue: spans(&a["cue"]),
            source: spans(&a["source"]),
            ..Attribution::default()
        };
        let attributions = list(&value["attributions"]).iter().map(attribution).collect();
        let mut at = 0;
        let mut blocks = Vec::new();
        for line in text.split('\n') {
            let span = Span::new(at, at + line.len()).trim(&text);
            if !span.is_empty() {
                blocks.push(Block { span, kind: BlockKind::Paragraph });
            }
            at += line.len() + 1;
        }
        let (id, corpus) = (value["id"].as_str().unwrap_or("").into(), value["corpus"].as_str().unwrap_or("").into());
        let article = Article { blocks, text: text.clone(), ..Article::default() };
        found.push(Gold { id, corpus, article, names, attributions, marks: Vec::new() });
    }
    Ok(found)
}

/// The same as the program reads it from plain text, which says nothing of blocks; none where the reading drops or adds a character that shows.
pub fn as_plain_text(gold: &Gold) -> Option<Gold> {
    let hint = Hint { format: Some(Format::Plain), ..Hint::default() };
    let article = parse(gold.article.text.as_bytes(), &hint).ok()?;
    let shown = |text: &str| text.char_indices().filter(|(_, c)| !c.is_whitespace()).collect::<Vec<_>>();
    let (old, new) = (shown(&gold.article.text), shown(&article.text));
    if old.len() != new.len() || old.iter().zip(&new).any(|(a, b)| a.1 != b.1) {
        return None;
    }
    let moved = |span: Span| {
        let (first, end) = (old.partition_point(|c| c.0 < span.start), old.partition_point(|c| c.0 < span.end));
        let start = new.get(first).map_or(article.text.len(), |c| c.0);
        let last = end.checked_sub(1).and_then(|at| new.get(at)).map_or(start, |c| c.0 + c.1.len_utf8());
        Span::new(start, last.max(start))
    };
    let all = |spans: &[Span]| spans.iter().map(|s| moved(*s)).collect::<Vec<_>>();
    let names = gold.names.iter().map(|n| GoldName { span: moved(n.span), ..*n }).collect();
    let attributions = gold.attributions.iter();
    let attributions =
        attributions.map(|a| Attribution { content: all(&a.content), cue: all(&a.cue), source: all(&a.source), ..a.clone() }).collect();
    let marks = gold.marks.iter().map(|(span, title)| (moved(*span), *title)).collect();
    Some(Gold { id: gold.id.clone(), corpus: gold.corpus.clone(), article, names, attributions, marks })
}

#[cfg(test)]
#[allow(clippy::string_slice)]
mod tests {
    use super::*;

    #[test]
    fn the_pressroom_format_is_read() {
        let raw = "# title: T\n# date: 2025-01-02\n\n## A [LOC#1 Mali] row\n\n{q1 “No,”} {s1:#2:official [PER#2 Awa Diop]} {c1 said}.\n\n> one\n> two";
        let gold = Gold { corpus: "pressroom".into(), ..press_article("xx-10", raw) };
        let words = |s: Span| s.of(&gold.article.text);
        assert_eq!(gold.article.text, "A Mali row\n\n“No,” Awa Diop said.\n\none\ntwo");
        assert_eq!(gold.names.iter().map(|n| (words(n.span), n.thing)).collect::<Vec<_>>(), [("Mali", 1), ("Awa Diop", 2)]);
        let attribution = &gold.attributions[0];
        assert_eq!((words(attribution.content[0]), words(attribution.cue[0])), ("“No,”", "said"));
        assert_eq!((attribution.speaker, attribution.kind.as_deref()), (Some(2), Some("official")));
        assert!(gold.is_held_back() && gold.article.blocks[2].kind == BlockKind::Embed);
    }

    #[test]
    fn marks_keep_their_words_in_plain_text() {
        let gold = press_article("xx-10", "# title: T\n\n## A [LOC#1 Mali] row\n\n{q1 “No,”} {s1:#2:person [PER#2 Awa\nDiop]} {c1 said}.");
        let plain = as_plain_text(&gold).expect("nothing is lost");
        let words = |s: Span| s.of(&plain.article.text);
        assert_eq!(plain.names.iter().map(|n| words(n.span)).collect::<Vec<_>>(), ["Mali", "Awa Diop"]);
        assert_eq!(words(plain.attributions[0].content[0]), "“No,”");
    }

    #[test]
    fn tokens_are_printed_with_their_spaces() {
        let mut gold = Gold::default();
        token_sentence("\"\tO\nIran\tB-LOC\n's\tO\nal\tB-PER\n-\tI-PER\nSadr\tI-PER\n\"\tO\n.\tO", &mut gold);
        assert_eq!(gold.article.text, "\"Iran's al-Sadr\".");
        assert_eq!(gold.names[1].span.of(&gold.article.text), "al-Sadr");
    }
}
