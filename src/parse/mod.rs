/*!
Bytes and a hint → [`Article`]. Pure and total in time: any bytes give an article or one clear error. The format is found from the
content; the hint (a name, a content type) only tips the scale.
*/

pub mod date;
mod decode;
mod draft;
mod html;
mod markdown;
mod plain;
mod samples;
pub mod signs;
mod sniff;

pub use samples::{Sample, samples};
use thiserror::Error;

use crate::{
    article::Article,
    text::clean::{Cleaned, clean},
};

/// What is known about some bytes before they are read.
#[derive(Debug, Clone, Default)]
pub struct Hint<'a> {
    /// File name or URL path.
    pub name: Option<&'a str>,
    /// The server's `Content-Type`.
    pub content_type: Option<&'a str>,
    /// Address of the page, to make links absolute.
    pub url: Option<&'a str>,
    /// The format, where the caller knows it.
    pub format: Option<Format>,
}

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Plain,
    /// Markdown.
    Markdown,
    /// An HTML page.
    Html,
}

/// Why bytes are no article.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParseError {
    /// Nothing there.
    #[error("is empty")]
    Empty,
    /// Not text.
    #[error("is not text ({0}); sayso reads plain text, Markdown and HTML")]
    Binary(&'static str),
    /// A page without an article.
    #[error("has no article text that can be found; save the page once it has loaded, or pass its text")]
    NoText,
}

/// Reads an article. `origin` and what only the world knows is for the caller to fill in.
/// Bytes handed over as a `Vec` are used up on the way, so that a long text is not held twice.
///
/// # Errors
/// [`ParseError`] says in words why the bytes are no article.
pub fn parse(bytes: impl Into<Vec<u8>>, hint: &Hint) -> Result<Article, ParseError> {
    let bytes = bytes.into();
    if let Some(what) = sniff::binary(&bytes) {
        return Err(ParseError::Binary(what));
    }
    let declared = hint.content_type.and_then(decode::declared).or_else(|| sniff::declared(&bytes));
    let decode::Decoded { text, remark } = decode::decode(bytes, declared);
    let Cleaned { text, removed } = clean(text);
    if text.trim().is_empty() {
        return Err(ParseError::Empty);
    }
    let mut article = match hint.format.unwrap_or_else(|| sniff::format(&text, hint)) {
        Format::Plain => plain::read(text),
        Format::Markdown => markdown::read(&text)?,
        Format::Html => html::read(&text, hint)?,
    };
    article.removed += removed;
    article.meta.url = article.meta.url.or_else(|| hint.url.map(str::to_owned));
    article.remarks.extend(remark);
    Ok(article)
}

/// The beginning of a long text, to be shown while the rest is read: `head` are its first bytes, which may end anywhere. None where a
/// part cannot be read alone, as of a page, or is not plainly UTF-8.
///
/// ```
/// use sayso::parse::{Hint, beginning};
/// let article = beginning("One.\n\nTwo.\n\nThr".as_bytes(), &Hint::default()).expect("plain text");
/// assert_eq!(article.text, "One.\n\nTwo.");
/// ```
pub fn beginning(head: &[u8], hint: &Hint) -> Option<Article> {
    let end = memchr::memmem::rfind(head, b"\n\n").or_else(|| memchr::memrchr(b'\n', head))?;
    let head = head.get(..end)?;
    let text = std::str::from_utf8(head).ok()?;
    let format = hint.format.unwrap_or_else(|| sniff::format(text, hint));
    if format == Format::Html {
        return None;
    }
    parse(head, &Hint { format: Some(format), ..hint.clone() }).ok()
}
