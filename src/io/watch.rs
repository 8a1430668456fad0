/*!
Sees when a file changes, by asking for its time and length again and again: that works on every file system. What it holds is read by whoever
knows its format.
*/

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Weak},
    thread,
    time::{Duration, SystemTime},
};

use crate::{app::Report, article::Article};

/// How often the file is looked at.
const LOOK: Duration = Duration::from_millis(700);

/// How long a changed file must stay as it is to count as written.
const STILL: Duration = Duration::from_millis(150);

/// Looks at a file for as long as it lives.
#[derive(Debug)]
pub struct Watch(#[expect(dead_code, reason = "its end is what counts")] Arc<()>);

/// Reports the article anew whenever the file at `path` has changed and `read` can make sense of it.
pub fn watch(path: PathBuf, read: impl Fn() -> Option<Article> + Send + 'static, report: impl Fn(Report) + Send + 'static) -> Watch {
    let life = Arc::new(());
    let wanted = Arc::downgrade(&life);
    thread::spawn(move || {
        let mut seen = stamp(&path);
        while Weak::strong_count(&wanted) > 0 {
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
    Watch(life)
}

fn stamp(path: &PathBuf) -> Option<(SystemTime, u64)> {
    let meta = fs::metadata(path).ok()?;
    Some((meta.modified().ok()?, meta.len()))
}
