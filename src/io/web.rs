/*!
Fetches the page at an address, and only when the user has named that address. Nothing else of the program uses the network. What the bytes mean
is `parse`'s business.
*/

use std::{fmt::Write as _, io, time::Duration};

use thiserror::Error;
use ureq::{Agent, ResponseExt, http::Uri};

/// How long fetching may take, all redirects included.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest page, unpacked.
const MOST: u64 = 20 << 20;
/// How often a server may send us on.
const REDIRECTS: u32 = 5;
/// What is asked for, the best first.
const ACCEPT: &str = "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9, */*;q=0.1";

/// A page as the server handed it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The bytes, unpacked.
    pub bytes: Vec<u8>,
    /// The server's `Content-Type`, which also names the encoding.
    pub content_type: Option<String>,
    /// The address that was read in the end.
    pub url: String,
}

/// Why a page could not be had, and what to do.
#[derive(Debug, Error)]
pub enum WebError {
    /// The address is none.
    #[error("{0} is no address that can be fetched; check how it is written")]
    Address(String),
    /// The server says no.
    #[error("{url} cannot be had: the server answers {status}; {}", by_status(*status))]
    Status {
        /// The address.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// It is nothing to read.
    #[error("{url} is {kind}, not a page of text; sayso reads plain text, Markdown and HTML")]
    Kind {
        /// The address.
        url: String,
        /// Its content type.
        kind: String,
    },
    /// It is too long.
    #[error("{url} is larger than {} MB; save the page and open the file", MOST >> 20)]
    Large {
        /// The address.
        url: String,
    },
    /// The server takes too long.
    #[error("{url} did not come within {} seconds; try again later, or save the page and open the file", PATIENCE.as_secs())]
    Slow {
        /// The address.
        url: String,
    },
    /// No such host, or no network.
    #[error("{0} cannot be found: there is no such host or no network; check the address, or save the page and open the file")]
    Host(String),
    /// The server sends us in circles.
    #[error("{0} leads from one address to another more than {REDIRECTS} times; open it in a browser, save the page and open the file")]
    Circle(String),
    /// The connection broke, or never stood.
    #[error("{url} cannot be fetched: {why}; try again later, or save the page and open the file")]
    Broken {
        /// The address.
        url: String,
        /// The reason.
        why: String,
    },
}

fn by_status(status: u16) -> &'static str {
    match status {
        404 | 410 => "there is no such page: check the address",
        500.. => "try again later",
        _ => "open it in a browser, save the page and open the file",
    }
}

/// Whether this is the address of a page rather than the name of a file.
pub fn is_address(argument: &str) -> bool {
    let scheme = argument.split_once("://").map_or("", |(scheme, _)| scheme);
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

/// Fetches the page at `url`.
///
/// # Errors
/// [`WebError`] names the address, the reason and what to do, in one line.
pub fn fetch(url: &str) -> Result<Page, WebError> {
    let agent: Agent = Agent::config_builder()
        .user_agent(concat!("sayso/", env!("CARGO_PKG_VERSION")))
        .accept(ACCEPT)
        .timeout_global(Some(PATIENCE))
        .max_redirects(REDIRECTS)
        .build()
        .into();
    let uri = sendable(url).parse::<Uri>().ok().filter(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    let Some(uri) = uri else { return Err(WebError::Address(url.to_owned())) };
    let mut response = agent.get(uri).call().map_err(|error| told(url, error))?;
    let content_type = response.headers().get("content-type").and_then(|v| v.to_str().ok()).map(str::to_owned);
    if let Some(kind) = content_type.as_deref().map(bare).filter(|kind| !is_text(kind)) {
        return Err(WebError::Kind { url: url.to_owned(), kind });
    }
    let read = response.get_uri().to_string();
    let bytes = response.body_mut().with_config().limit(MOST).read_to_vec().map_err(|error| told(url, error))?;
    Ok(Page { bytes, content_type, url: read })
}

/// A content type without its parameters.
fn bare(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether something to read may be of this type; what says nothing about itself is looked into.
fn is_text(kind: &str) -> bool {
    kind.is_empty()
        || kind.starts_with("text/")
        || matches!(kind, "application/xhtml+xml" | "application/xml" | "application/octet-stream" | "application/markdown")
}

/// The address as it is sent: without its fragment, which is the reader's own, and with all in percent that no address may hold.
fn sendable(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for byte in url.trim().split('#').next().unwrap_or_default().bytes() {
        if byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn told(url: &str, error: ureq::Error) -> WebError {
    use ureq::Error as E;
    let broken = |why: String| WebError::Broken { url: url.to_owned(), why };
    let url = url.to_owned();
    match error {
        E::StatusCode(status) => WebError::Status { url, status },
        E::BadUri(_) | E::Http(_) => broken("it leads to another address that is none of a page".to_owned()),
        E::Timeout(_) => WebError::Slow { url },
        E::HostNotFound => WebError::Host(url),
        E::TooManyRedirects => WebError::Circle(url),
        E::BodyExceedsLimit(_) => WebError::Large { url },
        E::Io(why) => match why.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
                broken("the connection was closed before all of it had come".to_owned())
            }
            io::ErrorKind::ConnectionRefused => broken("the host takes no connections".to_owned()),
            io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => WebError::Host(url),
            // The system's resolver has no kind of error of its own.
            _ if why.to_string().contains("lookup address") => WebError::Host(url),
            _ => broken(why.to_string()),
        },
        other => broken(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_a_file_and_sent_without_its_fragment() {
        assert!(is_address("https://example.org/") && is_address("HTTP://example.org"));
        assert!(!is_address("file:///etc/passwd") && !is_address("http.txt") && !is_address("https:/one"));
        assert_eq!(sendable(" https://example.org/a b/ü?q=“x”#:~:text=a "), "https://example.org/a%20b/%C3%BC?q=%E2%80%9Cx%E2%80%9D");
        assert_eq!(sendable("https://example.org/%C3%BC"), "https://example.org/%C3%BC");
    }

    #[test]
    fn without_a_network_the_way_round_it_is_told() {
        let unknown = io::Error::other("failed to lookup address information: Name or service not known");
        for error in [ureq::Error::HostNotFound, ureq::Error::Io(io::ErrorKind::NetworkUnreachable.into()), ureq::Error::Io(unknown)] {
            let words = told("https://example.org/a", error).to_string();
            assert!(words.contains("no such host or no network") && words.ends_with("save the page and open the file"), "{words}");
        }
    }
}
