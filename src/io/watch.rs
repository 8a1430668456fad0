/*!
Sees when a file changes, by asking for its time and length again and again: that works on every file system. What it holds is read by whoever
knows its format.
*/

use std::{fs, path::PathBuf, thread, time::Duration, time::SystemTime};

use crate::{app::Report, article::Article};

/// How often the file is looked at.
const LOOK: Duration = Duration::from_millis(700);

/// How long a changed file must stay as it is to count as written.
const STILL: Duration = Duration::from_millis(150);

/// Reports the article anew whenever the file at `path` has changed and `read` can make sense of it.
pub fn watch(path: PathBuf, read: impl Fn() -> Option<Article> + Send + 'static, report: impl Fn(Report) + Send + 'static) {
    thread::spawn(move || {
        let mut seen = stamp(&path);
        loop {
            thread::sleep(LOOK);
            let now = stamp(&path);
            // An editor may take the file away for a moment before it puts the new one there.
            if now.is_none() || now == seen {
                continue;
            }
            thread::sleep(STILL);
            if stamp(&path) == now {
                seen = now;
                if let Some(article) = read() {
                    report(Report::Changed(Box::new(article)));
                }
            }
        }
    });
}

fn stamp(path: &PathBuf) -> Option<(SystemTime, u64)> {
    let meta = fs::metadata(path).ok()?;
    Some((meta.modified().ok()?, meta.len()))
}
