/*!
The file of the corrections that hold for all articles, beside the settings: read before each analysis, added to when the reader says so. What
stands in it is [`Lexicon`]'s business.
*/

use std::path::PathBuf;

use super::{files, places::Places};
use crate::analyze::{Lexicon, correct::Lesson};

/// Where it is, or would be.
pub fn file(places: &Places) -> PathBuf {
    places.config.join("lexicon.toml")
}

/// What it says, and what is wrong with it: then nothing of it holds. A file that is not there says nothing.
pub fn read() -> (Lexicon, Option<String>) {
    let Some(file) = Places::find().as_ref().map(file) else { return (Lexicon::default(), None) };
    let text = match files::read(&file) {
        Ok(bytes) => String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned(),
        Err(error) => return (Lexicon::default(), Some(format!("{error}; until then it is passed over"))),
    };
    match Lexicon::read(&text) {
        Ok(lexicon) => (lexicon, None),
        Err(error) => (Lexicon::default(), Some(format!("{}:{}: {}, so the file is passed over", file.display(), error.line, error.why))),
    }
}

/// Adds to it. Says how it went, for the status line.
pub fn learn(places: &Places, lesson: &Lesson) -> String {
    let file = file(places);
    let added = files::lock(&places.config).and_then(|_lock| {
        let text = String::from_utf8_lossy(&files::read(&file)?.unwrap_or_default()).into_owned();
        Ok(match Lexicon::learn(&text, lesson) {
            Ok(Some(text)) => {
                files::write(&file, text.as_bytes())?;
                format!("kept for all articles in {}", file.display())
            }
            Ok(None) => format!("not kept for all articles: add a line to {} by hand", file.display()),
            Err(error) => format!("not kept for all articles: {}:{}: {}; mend that line first", file.display(), error.line, error.why),
        })
    });
    added.unwrap_or_else(|error| error.to_string())
}
