/*!
An argument → an article: a file, an address or standard input. Names what failed; the formats themselves are `parse`'s business.
*/

use std::{
    ffi::OsStr,
    fs,
    io::{self, ErrorKind, Read},
    path::Path,
};

use anyhow::{anyhow, bail};
use clap::CommandFactory;

use super::arguments::Arguments;
use crate::{
    article::{Article, Origin},
    io::{places::Places, store::Store, web},
    parse::{self, Format, Hint, samples},
    settings::nearest,
};

/// Bytes of the longest article that is opened: a book has a hundredth of it, and whatever has more is no article.
const LONGEST: u64 = 200_000_000;

/// Reads the article that `argument` names.
pub fn article(argument: &OsStr, format: Option<Format>) -> anyhow::Result<Article> {
    let name = argument.to_string_lossy();
    if name == "-" {
        let bytes = whole(io::stdin().lock(), 0).map_err(|e| unread("standard input", e))?;
        return parse::parse(bytes, &Hint { format, ..Hint::default() }).map_err(|e| anyhow!("standard input {e}"));
    }
    if web::is_address(&name) {
        return page(&name, format);
    }
    let path = Path::new(argument);
    if path.is_dir() {
        bail!("{name} is a directory; name a file in it");
    }
    let open = || {
        let file = fs::File::open(path)?;
        let size = file.metadata()?.len();
        whole(file, size)
    };
    let bytes = open().map_err(|e| unread(&name, e))?;
    let mut article = parse::parse(bytes, &Hint { name: Some(&name), format, ..Hint::default() }).map_err(|e| anyhow!("{name} {e}"))?;
    article.origin = Origin::File(path.to_owned());
    Ok(article)
}

/// Fetches the article at an address.
fn page(address: &str, format: Option<Format>) -> anyhow::Result<Article> {
    let page = web::fetch(address)?;
    // The name of a page is the last of its path, which may have an ending as a file's has.
    let name = page.url.split('?').next();
    let hint = Hint { name, content_type: page.content_type.as_deref(), url: Some(&page.url), format };
    let mut article = parse::parse(page.bytes, &hint).map_err(|e| anyhow!("{address} {e}"))?;
    article.origin = Origin::Url(page.url);
    Ok(article)
}

/// Bytes of a file from which on its beginning is read first: shorter ones are read whole in the time that a screen takes to be painted.
const LONG: usize = 128 * 1024;

/// The beginning of the long file that `argument` names: enough to read on while [`article`] reads the whole. None where the whole is as soon
/// read, or is needed.
pub fn beginning(argument: &OsStr) -> Option<Article> {
    let path = Path::new(argument);
    let mut file = fs::File::open(path).ok()?;
    let meta = file.metadata().ok()?;
    if !meta.is_file() || !(LONG as u64 * 2..=LONGEST).contains(&meta.len()) {
        return None;
    }
    let mut head = vec![0; LONG];
    file.read_exact(&mut head).ok()?;
    let name = argument.to_string_lossy();
    let mut article = parse::beginning(&head, &Hint { name: Some(&name), ..Hint::default() })?;
    article.origin = Origin::File(path.to_owned());
    Some(article)
}

/// All bytes of an article of about `size`, up to [`LONGEST`]: a device that never ends is too long as well.
fn whole(from: impl Read, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if size <= LONGEST {
        bytes.reserve_exact(size as usize);
        from.take(LONGEST + 1).read_to_end(&mut bytes)?;
    }
    if size.max(bytes.len() as u64) > LONGEST { Err(ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Why an article could not be read, and what to do.
fn unread(name: &str, error: io::Error) -> anyhow::Error {
    match error.kind() {
        ErrorKind::NotFound => anyhow!("{name}: there is no such file"),
        ErrorKind::PermissionDenied => anyhow!("{name} may not be read by you; check its owner and permissions"),
        ErrorKind::FileTooLarge => anyhow!("{name} is longer than {} MB, the most that is opened; split it first", LONGEST / 1_000_000),
        _ => anyhow!(error).context(format!("{name} cannot be read")),
    }
}

/// The article of the library that was opened last: as it is now where its file is there, else as it was read. None when the library is empty.
pub fn last() -> Option<Article> {
    let kept = Store::new(Places::find()?).latest()?.versions.into_iter().next_back()?.article;
    Some(again(&kept.origin).unwrap_or(kept))
}

/// Reads an article anew from its file; none where it has none, or it is gone.
pub fn again(origin: &Origin) -> Option<Article> {
    if let Origin::File(path) = origin { article(path.as_os_str(), None).ok() } else { None }
}

/// The built-in article of that name; without a name, the first.
pub fn sample(name: &str) -> anyhow::Result<Article> {
    let all = samples();
    let found = if name.is_empty() { all.first() } else { all.iter().find(|s| s.name == name) };
    let Some(sample) = found else {
        let names: Vec<&str> = all.iter().map(|s| s.name).collect();
        bail!("there is no sample \"{name}\"; there are: {}", names.join(", "));
    };
    let mut article = parse::parse(sample.text.as_bytes(), &Hint { format: Some(Format::Plain), ..Hint::default() })?;
    article.origin = Origin::Sample(sample.name.to_owned());
    Ok(article)
}

/// The error of a file that is not there, with the command that may have been meant.
pub fn or_command(argument: &OsStr, error: anyhow::Error) -> anyhow::Error {
    let name = argument.to_string_lossy();
    let commands = Arguments::command();
    let meant = nearest(&name, commands.get_subcommands().map(clap::Command::get_name));
    match meant {
        Some(command) if !Path::new(argument).exists() => anyhow!("{error:#}; did you mean the command \"{command}\"?"),
        _ => error,
    }
}
