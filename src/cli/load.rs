/*!
An argument → an article: a file, an address or standard input. Names what failed; the formats themselves are `parse`'s business.
*/

use std::{
    ffi::OsStr,
    fs,
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, bail};

use crate::{
    article::{Article, Origin},
    parse::{self, Format, Hint},
};

/// Reads the article that `argument` names.
pub fn article(argument: &OsStr, format: Option<Format>) -> anyhow::Result<Article> {
    let name = argument.to_string_lossy();
    if name == "-" {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).context("standard input cannot be read")?;
        return parse::parse(bytes, &Hint { format, ..Hint::default() }).map_err(|e| anyhow::anyhow!("standard input {e}"));
    }
    if name.starts_with("http://") || name.starts_with("https://") {
        bail!("{name} cannot be fetched: save the page and pass the file");
    }
    let path = Path::new(argument);
    if path.is_dir() {
        bail!("{name} is a directory; name a file in it");
    }
    let bytes = fs::read(path).with_context(|| format!("{name} cannot be read"))?;
    let mut article =
        parse::parse(bytes, &Hint { name: Some(&name), format, ..Hint::default() }).map_err(|e| anyhow::anyhow!("{name} {e}"))?;
    article.origin = Origin::File(path.to_owned());
    Ok(article)
}
