/*!
Markdown → [`Article`], front matter included. HTML inside it is left out with a remark, but for its words.
*/

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{
    ParseError, date,
    draft::{self, Draft, Inline, Piece},
    signs::{self, Label, Post},
};
use crate::article::{Article, BlockKind, Meta, Style};

/// Reads Markdown.
///
/// # Errors
/// [`ParseError::Empty`] where nothing is left to show.
pub fn read(text: &str) -> Result<Article, ParseError> {
    let options = Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS;
    let mut reader = Reader::default();
    for event in Parser::new_ext(text, options) {
        reader.event(event);
    }
    reader.draft.cut();
    let pieces: Vec<Piece> = std::mem::take(&mut reader.draft.pieces).into_iter().map(name).collect();
    if pieces.is_empty() {
        return Err(ParseError::Empty);
    }
    let mut meta = front_matter(&reader.matter);
    let first = pieces.iter().take(3).find(|p| matches!(p.kind, BlockKind::Heading(1 | 2)));
    meta.title = meta.title.or_else(|| first.map(|p| p.text.clone()));
    for piece in pieces.iter().skip(1).take(3).filter(|p| p.text.len() < 160) {
        meta.byline = meta.byline.or_else(|| signs::byline(&piece.text).map(str::to_owned));
        meta.published = meta.published.or_else(|| date::find(&piece.text).filter(|d| d.alone).map(|d| d.iso));
    }
    let mut article = draft::assemble(pieces);
    article.meta = meta;
    article.removed = reader.draft.removed;
    if reader.tags > 0 {
        article.remarks.push(format!("{} HTML tags in the Markdown left out; the words between them are shown", reader.tags));
    }
    Ok(article)
}

/// A paragraph may be a post or a teaser by its shape.
fn name(mut piece: Piece) -> Piece {
    let last = piece.text.lines().last().unwrap_or_default();
    if piece.kind == BlockKind::BlockQuote && signs::post(last) == Post::Name {
        piece.kind = BlockKind::Embed;
    } else if piece.kind == BlockKind::Paragraph && piece.linked() > 0.3 && signs::label(&piece.text) == Some(Label::Inline) {
        piece.kind = BlockKind::Related;
    }
    piece
}

#[derive(Default)]
struct Reader {
    draft: Draft,
    /// The kinds of the open blocks, the innermost last.
    kinds: Vec<BlockKind>,
    /// For each open list the number of its next item, where it is numbered.
    lists: Vec<Option<u64>>,
    matter: String,
    in_matter: bool,
    tags: usize,
}

impl Reader {
    fn kind(&self) -> BlockKind {
        self.kinds.last().copied().unwrap_or(BlockKind::Paragraph)
    }

    fn event(&mut self, event: Event) {
        let kind = self.kind();
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_matter => self.matter.push_str(&text),
            Event::Text(text) if kind == BlockKind::Code => self.draft.kept(&text, kind),
            Event::Text(text) | Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.draft.words(&text, kind);
            }
            Event::Code(text) => {
                self.draft.begin(Inline::Style(Style::Code));
                self.draft.words(&text, kind);
                self.draft.end();
            }
            Event::SoftBreak if kind == BlockKind::BlockQuote => self.draft.line(),
            Event::SoftBreak => self.draft.words(" ", kind),
            Event::HardBreak => self.draft.line(),
            Event::Rule => self.draft.cut(),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::TaskListMarker(done) => self.draft.words(if done { "[x] " } else { "[ ] " }, kind),
        }
    }

    /// Words between tags are shown; the tags themselves are counted.
    fn html(&mut self, html: &str) {
        let kind = self.kind();
        let mut rest = html;
        while let Some((words, tag)) = rest.split_once('<') {
            self.draft.words(words, kind);
            self.tags += 1;
            let end = if tag.starts_with("!--") { "-->" } else { ">" };
            rest = tag.split_once(end).map_or("", |(_, after)| after);
        }
        self.draft.words(rest, kind);
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph if self.kinds.is_empty() => self.open(BlockKind::Paragraph),
            Tag::Heading { level, .. } => self.open(BlockKind::Heading(number(level))),
            Tag::BlockQuote(_) => self.open(BlockKind::BlockQuote),
            Tag::CodeBlock(_) => self.open(BlockKind::Code),
            Tag::Table(_) => self.open(BlockKind::Table),
            Tag::List(first) => {
                self.draft.cut();
                self.lists.push(first);
            }
            Tag::Item => {
                self.open(BlockKind::ListItem);
                let mark = match self.lists.last_mut() {
                    Some(Some(n)) => {
                        *n += 1;
                        format!("{}. ", *n - 1)
                    }
                    _ => "• ".to_owned(),
                };
                self.draft.words(&mark, BlockKind::ListItem);
            }
            Tag::TableRow | Tag::TableHead => self.draft.line(),
            Tag::TableCell => self.draft.words(" | ", BlockKind::Table),
            Tag::Link { dest_url, .. } => self.draft.begin(Inline::Link(dest_url.to_string())),
            Tag::Strong => self.draft.begin(Inline::Style(Style::Bold)),
            Tag::Emphasis => self.draft.begin(Inline::Style(Style::Italic)),
            Tag::Strikethrough => self.draft.begin(Inline::Style(Style::Strike)),
            Tag::FootnoteDefinition(label) => {
                self.open(BlockKind::Paragraph);
                self.draft.words(&format!("{label}. "), BlockKind::Paragraph);
            }
            Tag::MetadataBlock(_) => self.in_matter = true,
            _ => {}
        }
    }

    fn open(&mut self, kind: BlockKind) {
        self.draft.cut();
        self.kinds.push(kind);
    }

    fn close(&mut self) {
        self.draft.cut();
        self.kinds.pop();
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if self.kinds.len() == 1 && self.kind() == BlockKind::Paragraph => self.close(),
            TagEnd::Paragraph => self.draft.cut(),
            TagEnd::Heading(_) | TagEnd::BlockQuote(_) | TagEnd::CodeBlock | TagEnd::Table | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.close();
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::TableRow | TagEnd::TableHead => self.draft.words(" |", BlockKind::Table),
            TagEnd::Link | TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough => self.draft.end(),
            TagEnd::MetadataBlock(_) => self.in_matter = false,
            _ => {}
        }
    }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

/// The fields of a YAML front matter that an article has.
fn front_matter(matter: &str) -> Meta {
    let get = |names: &[&str]| {
        matter.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            let value = value.trim().trim_matches(['"', '\'', '[', ']']).trim();
            (names.contains(&key.trim().to_ascii_lowercase().as_str()) && !value.is_empty()).then(|| value.to_owned())
        })
    };
    Meta {
        title: get(&["title"]),
        byline: get(&["author", "byline", "authors", "by"]),
        site: get(&["site", "publication", "source", "site_name"]),
        published: get(&["date", "published", "publishdate", "created"]).map(|d| date::find(&d).map_or(d, |f| f.iso)),
        url: get(&["url", "link", "canonical", "canonical_url"]),
        language: get(&["lang", "language"]),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_blocks() {
        let article = read("---\ntitle: \"The Budget\"\nauthor: Ana Ruiz\ndate: 2025-11-28\nurl: https://e.org/b\n---\n\n# The Budget\n\nIt **was** [approved](https://e.org/a), *they* say:\nat last.\n\n- one\n- two\n  - three\n\n1. first\n2. second\n\n> We are glad.\n> — Ana Ruiz (@anaruiz)\n\n> Quoted.\n\n```\na\n\n  b\n```\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n<b>bold</b> end\n").unwrap();
        let shape: Vec<String> =
            article.blocks.iter().map(|b| format!("{}| {}", b.kind.name(), b.span.of(&article.text).replace('\n', " / "))).collect();
        assert_eq!(
            shape,
            [
                "heading| The Budget",
                "paragraph| It was approved, they say: at last.",
                "list-item| • one",
                "list-item| • two",
                "list-item| • three",
                "list-item| 1. first",
                "list-item| 2. second",
                "embed| We are glad. / — Ana Ruiz (@anaruiz)",
                "block-quote| Quoted.",
                "code| a /  /   b",
                "table| | x | y | / | 1 | 2 |",
                "paragraph| bold end",
            ]
        );
        assert_eq!(article.links[0].span.of(&article.text), "approved");
        assert_eq!(article.emphasis.iter().map(|e| e.span.of(&article.text)).collect::<Vec<_>>(), ["was", "they"]);
        assert_eq!((article.meta.byline.as_deref(), article.meta.published.as_deref()), (Some("Ana Ruiz"), Some("2025-11-28")));
        assert_eq!(article.remarks.len(), 1);
    }
}
