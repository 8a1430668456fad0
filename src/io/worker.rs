/*!
What takes time, off the session's thread; each piece of work tells its end with a report.
*/

use std::{
    process::{Command, Stdio},
    sync::Arc,
    thread,
};

use super::lexicon;
use crate::{analyze::analyze, app::Report, article::Article};

/// Finds what is in an article, with the corrections that hold for all.
pub fn analyze_article(article: Arc<Article>, report: impl Fn(Report) + Send + 'static) {
    thread::spawn(move || {
        let (lexicon, mistake) = lexicon::read();
        let mut analysis = analyze(&article);
        lexicon.apply(&article.text, &mut analysis);
        report(Report::Analyzed(Box::new(analysis)));
        if let Some(mistake) = mistake {
            report(Report::Said(mistake));
        }
    });
}

/// Reads the whole of an article whose beginning is shown.
pub fn read(rest: impl FnOnce() -> Result<Article, String> + Send + 'static, report: impl FnOnce(Report) + Send + 'static) {
    thread::spawn(move || report(rest().map_or_else(Report::Said, |whole| Report::Changed(Box::new(whole)))));
}

/// Opens a web address in the user's browser. Anything else is not handed to other programs.
pub fn open(address: String, report: impl FnOnce(Report) + Send + 'static) {
    if !["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme)) {
        return report(Report::Said(format!("not opened: {address} is no web address")));
    }
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    thread::spawn(move || {
        let done = Command::new(opener).arg(&address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !done.is_ok_and(|status| status.success()) {
            report(Report::Said(format!("{opener} could not open {address}")));
        }
    });
}
