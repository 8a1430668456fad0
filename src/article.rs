/*!
An article as it is read: metadata, one immutable text, its blocks, links and emphasis, and where we got it.
Does not know how it was parsed, nor what is found in it.
*/

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::text::{Span, clean::clean};

/// An article. `text` never changes after parsing; everything else is a span of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Article {
    /// Title, byline and the like, as far as the origin tells them.
    pub meta: Meta,
    /// The whole text as it is read: blocks parted by line breaks, `\n` its only control character.
    pub text: String,
    /// Blocks in text order, not overlapping; what lies between two of them is white space.
    pub blocks: Vec<Block>,
    /// Links in text order.
    pub links: Vec<Link>,
    /// Bold, italic and the like, in text order.
    pub emphasis: Vec<Emphasis>,
    /// Where we got it.
    pub origin: Origin,
    /// Characters taken out because they would act on a terminal.
    pub removed: usize,
    /// What the parser left out or could not read, in plain words for the reader ("12 comments left out").
    pub remarks: Vec<String>,
}

/// What is known about an article besides its text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Meta {
    /// Headline.
    pub title: Option<String>,
    /// Author line, without "By".
    pub byline: Option<String>,
    /// Name of the publication.
    pub site: Option<String>,
    /// Date of publication, ISO 8601 (`2025-11-28`, or with a time).
    pub published: Option<String>,
    /// Address of the page.
    pub url: Option<String>,
    /// Language as a BCP 47 tag (`en`, `pt-BR`).
    pub language: Option<String>,
}

/// A paragraph or another block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it stands, without the white space around it.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// One item of a list.
    ListItem,
    /// A passage set off as quoted.
    BlockQuote,
    /// An embedded social post.
    Embed,
    /// A "see also" teaser: not the article's own words.
    Related,
    /// The words under a picture.
    Caption,
    /// Preformatted text: lines are kept.
    Code,
    /// A table, a row a line.
    Table,
}

impl BlockKind {
    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Heading(_) => "heading",
            Self::Paragraph => "paragraph",
            Self::ListItem => "list-item",
            Self::BlockQuote => "block-quote",
            Self::Embed => "embed",
            Self::Related => "related",
            Self::Caption => "caption",
            Self::Code => "code",
            Self::Table => "table",
        }
    }

    /// Whether the article's own writer speaks here.
    pub const fn is_own_words(self) -> bool {
        !matches!(self, Self::Embed | Self::Related | Self::Code)
    }
}

/// A link on some words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The linked words.
    pub span: Span,
    /// Where the link leads, absolute where the page's address is known.
    pub href: String,
}

/// Emphasised words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emphasis {
    /// The words.
    pub span: Span,
    /// How.
    pub style: Style,
}

/// How words are emphasised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// Strong.
    Bold,
    /// Emphatic.
    Italic,
    /// Code.
    Code,
    /// Struck out.
    Strike,
}

/// Where an article came from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A built-in sample, by name.
    Sample(String),
    /// A file.
    File(PathBuf),
    /// A web page.
    Url(String),
    /// Standard input, or a document handed over by another program.
    #[default]
    Stdin,
}

/// The most of a first paragraph that stands in for a title, in code points.
const TITLE_CHARS: usize = 80;

impl Article {
    /// The index of the block that holds byte `at`, or of the last one before it.
    pub fn block_at(&self, at: usize) -> Option<usize> {
        self.blocks.partition_point(|b| b.span.start <= at).checked_sub(1)
    }

    /// The headline, where there is one: the stated title, or a heading that opens the text.
    pub fn headline(&self) -> Option<&str> {
        let opening = || {
            let first = self.blocks.first().filter(|b| matches!(b.kind, BlockKind::Heading(_)))?;
            first.span.of(&self.text).lines().next()
        };
        self.meta.title.as_deref().or_else(opening)
    }

    /// What it is called without its text: its file's name, its address or its site; none where it has none of them.
    pub fn name(&self) -> Option<String> {
        let bare = |url: &str| url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/').to_owned();
        let name = match &self.origin {
            Origin::File(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
            Origin::Url(url) => Some(bare(url)),
            Origin::Sample(name) => Some(name.clone()),
            Origin::Stdin => self.meta.site.clone().or_else(|| self.meta.url.as_deref().map(bare)),
        };
        name.map(|name| clean(name).text).filter(|name| !name.trim().is_empty())
    }

    /// What it is known by: its headline, or the first words.
    pub fn title(&self) -> &str {
        if let Some(title) = self.headline() {
            return title;
        }
        let line = self.blocks.first().and_then(|first| first.span.of(&self.text).lines().next()).unwrap_or_default();
        // A whole paragraph is no title: its first words must do.
        let end = line.char_indices().take(TITLE_CHARS).filter(|(_, c)| c.is_whitespace()).last().map_or(line.len(), |(at, _)| at);
        if line.chars().nth(TITLE_CHARS).is_some() { Span::new(0, end).of(line) } else { line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(text: &str, first: BlockKind) -> Article {
        let end = text.find('\n').unwrap_or(text.len());
        Article { text: text.into(), blocks: vec![Block { span: Span::new(0, end), kind: first }], ..Article::default() }
    }

    #[test]
    fn a_text_without_a_headline_is_named_by_its_first_words() {
        assert_eq!(article("Wall holds\n\nIt did.", BlockKind::Heading(1)).title(), "Wall holds");
        assert_eq!(article("It did hold.\n\nLater heading", BlockKind::Paragraph).title(), "It did hold.");
        let long = "word ".repeat(40);
        assert_eq!(article(&long, BlockKind::Paragraph).title(), "word ".repeat(16).trim());
    }
}
