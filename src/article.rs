/*!
An article as it is read: metadata, one immutable text, its blocks, links and emphasis, and where we got it.
Does not know how it was parsed, nor what is found in it.
*/

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::text::Span;

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

impl Article {
    /// The index of the block that holds byte `at`, or of the last one before it.
    pub fn block_at(&self, at: usize) -> Option<usize> {
        self.blocks.partition_point(|b| b.span.start <= at).checked_sub(1)
    }

    /// The headline to show: the stated title, or the first heading, or the first words.
    pub fn title(&self) -> &str {
        if let Some(title) = &self.meta.title {
            return title;
        }
        let heading = self.blocks.iter().find(|b| matches!(b.kind, BlockKind::Heading(_)));
        let span = heading.or(self.blocks.first()).map_or(Span::default(), |b| b.span);
        span.of(&self.text).lines().next().unwrap_or("")
    }
}
