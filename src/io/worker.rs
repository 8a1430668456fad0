/*!
What takes time, off the session's thread; each piece of work tells its end with a report.
*/

use std::{
    process::{Command, Stdio},
    sync::Arc,
    thread,
};

use crate::{analyze::analyze, app::Report, article::Article};

/// Finds what is in an article.
pub fn analyze_article(article: Arc<Article>, report: impl FnOnce(Report) + Send + 'static) {
    thread::spawn(move || report(Report::Analyzed(Box::new(analyze(&article)))));
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
