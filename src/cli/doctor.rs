/*!
`sayso doctor`: what the terminal can do, where the files are, and whether they are sound. Asks the environment only: a terminal that is asked may never answer.
*/

use std::{
    env, fs,
    io::{self, BufWriter, IsTerminal, Write},
    path::Path,
};

use super::{Done, Outcome, arguments::Open, home};
use crate::{
    annotation::jsonld,
    io::{places::Places, shelf::Shelf, store::Store},
    settings::Depth,
    text::count::counted,
};

/// The report, and whether anything in it needs a hand.
struct Report<W> {
    out: W,
    wrong: usize,
}

impl<W: Write> Report<W> {
    fn title(&mut self, words: &str) -> io::Result<()> {
        writeln!(self.out, "{words}")
    }

    fn say(&mut self, what: &str, words: &str) -> io::Result<()> {
        writeln!(self.out, "  {what:12} {words}")
    }

    fn wrong(&mut self, what: &str, words: &str) -> io::Result<()> {
        self.wrong += 1;
        writeln!(self.out, "! {what:12} {words}")
    }
}

/// Runs `sayso doctor`.
pub fn run(mend: bool) -> Done {
    let mut report = Report { out: BufWriter::new(io::stdout().lock()), wrong: 0 };
    report.title(&format!("sayso {}", env!("CARGO_PKG_VERSION")))?;
    terminal(&mut report)?;
    match Places::find() {
        None => report.wrong("folders", "there is no home folder to keep anything in; set SAYSO_HOME to a folder")?,
        Some(places) => {
            folders(&mut report, &places)?;
            settings(&mut report, &places)?;
            library(&mut report, &Store::new(places), mend)?;
        }
    }
    match report.wrong {
        0 => report.title("\nAll is sound.")?,
        1 => report.title("\n1 thing needs a hand: see the line that begins with !")?,
        n => report.title(&format!("\n{n} things need a hand: see the lines that begin with !"))?,
    }
    report.out.flush()?;
    Ok(if report.wrong == 0 { Outcome::Fine } else { Outcome::Failed })
}

fn terminal(report: &mut Report<impl Write>) -> io::Result<()> {
    let get = |name: &str| env::var(name).ok().filter(|v| !v.is_empty());
    report.title("\nTerminal")?;
    let unset = || "not set".to_owned();
    report.say("TERM", &get("TERM").unwrap_or_else(unset))?;
    report.say("COLORTERM", &get("COLORTERM").unwrap_or_else(unset))?;
    report.say("colors", Depth::detect(|name| env::var(name).ok()).name())?;
    if io::stdout().is_terminal() {
        match crossterm::terminal::size() {
            Ok((width, height)) if width >= 60 && height >= 20 => report.say("size", &format!("{width} columns, {height} rows"))?,
            Ok((width, height)) => report.say("size", &format!("{width} columns, {height} rows: small; 60 by 20 shows everything"))?,
            Err(error) => report.wrong("size", &format!("cannot be told: {error}"))?,
        }
    } else {
        report.say("output", "not a terminal: articles are printed as plain lines")?;
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(get);
    match locale {
        Some(locale) if locale.to_lowercase().replace('-', "").contains("utf8") => report.say("letters", &format!("UTF-8 ({locale})")),
        Some(locale) => report.say("letters", &format!("{locale}: not UTF-8; if quotation marks look broken, set LANG=C.UTF-8")),
        None => report.say("letters", "no locale set; if quotation marks look broken, set LANG=C.UTF-8"),
    }
}

fn folders(report: &mut Report<impl Write>, places: &Places) -> io::Result<()> {
    report.title("\nFolders")?;
    for (what, path) in [("settings", &places.config), ("data", &places.data), ("state", &places.state), ("cache", &places.cache)] {
        let nearest = path.ancestors().find(|p| p.exists()).unwrap_or(Path::new("/"));
        let writable = fs::metadata(nearest).is_ok_and(|m| m.is_dir() && !m.permissions().readonly()) && can_write(nearest);
        let there = if path.exists() { "" } else { " (not there yet)" };
        if writable || what == "settings" {
            report.say(what, &format!("{}{there}", path.display()))?;
        } else {
            report.wrong(what, &format!("{}: cannot be written; check the owner of {}", path.display(), nearest.display()))?;
        }
    }
    Ok(())
}

/// Whether a file can be made in `folder`; it is gone again at once.
fn can_write(folder: &Path) -> bool {
    tempfile::tempfile_in(folder).is_ok()
}

fn settings(report: &mut Report<impl Write>, places: &Places) -> io::Result<()> {
    let file = home::settings_file(places);
    report.title("\nSettings")?;
    match home::look(&Open::default()) {
        Err(error) => report.wrong("file", &format!("{error:#}")),
        Ok((look, mistakes)) => {
            let there = if file.exists() { "read" } else { "not there: the defaults hold" };
            report.say("file", &format!("{} ({there})", file.display()))?;
            report.say("theme", &look.theme.name)?;
            mistakes.iter().try_for_each(|mistake| report.wrong("mistake", mistake))
        }
    }
}

/// Parses every file of annotations; with `mend`, opens the damaged ones the way the reader does, which sets them aside and recovers their entries.
fn library(report: &mut Report<impl Write>, store: &Store, mend: bool) -> io::Result<()> {
    report.title("\nLibrary")?;
    let (mut annotations, mut odd) = (0, 0);
    let ids = store.ids();
    for id in &ids {
        match store.kept(id) {
            Err(error) => report.wrong("article", &error.to_string())?,
            Ok(None) if store.places().articles().join(id).join("article.json").exists() => {
                report.wrong(
                    "article",
                    &format!("{id}/article.json cannot be understood; it is set aside when the article is opened next"),
                )?;
            }
            Ok(_) => {}
        }
        let mut shelf = store.shelf_of(id);
        let text = match fs::read(shelf.file()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => {
                report.wrong("annotations", &format!("{} cannot be read: {error}", shelf.file().display()))?;
                continue;
            }
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned()),
        };
        match text.and_then(|text| jsonld::read(&text)) {
            Ok(collection) => {
                annotations += collection.annotations.len();
                odd += collection.unreadable.len();
            }
            Err(_) if mend => match shelf.load() {
                Ok(loaded) => {
                    annotations += loaded.annotations.len();
                    loaded.remarks.iter().try_for_each(|remark| report.say("mended", remark))?;
                }
                Err(error) => report.wrong("annotations", &error.to_string())?,
            },
            Err(why) => {
                let advice = "sayso doctor --mend recovers its entries and keeps the file aside";
                report.wrong("annotations", &format!("{} is damaged ({why}); {advice}", shelf.file().display()))?;
            }
        }
    }
    let lost: Vec<String> = store.ids_with_recovery().into_iter().filter(|id| !ids.contains(id)).collect();
    for id in ids.iter().chain(&lost) {
        annotations += leftovers(report, &mut store.shelf_of(id), mend)?;
    }
    report.say("articles", &ids.len().to_string())?;
    report.say("annotations", &annotations.to_string())?;
    if odd > 0 {
        report.say("kept as is", &format!("{} that this version does not understand", counted(odd, "entry")))?;
    }
    Ok(())
}

/// What earlier troubles left of one article: work that could not be saved, which `mend` puts where it belongs, and damaged files that were set
/// aside, whose readable entries were recovered then. Gives how many annotations came back.
fn leftovers(report: &mut Report<impl Write>, shelf: &mut Shelf, mend: bool) -> io::Result<usize> {
    for file in shelf.set_aside_files() {
        report.say(
            "set aside",
            &format!("{}: was damaged; what could be read of it is kept, delete it when you miss nothing", file.display()),
        )?;
    }
    // A file that is damaged now is another matter, told above; opening it would mend it.
    let sound = fs::read_to_string(shelf.file()).map_or(!shelf.file().exists(), |text| jsonld::read(&text).is_ok());
    if !sound || shelf.recovered().is_empty() || shelf.load().is_err() {
        return Ok(0);
    }
    if mend {
        match shelf.restore() {
            Ok(n) => {
                let what = counted(n, "annotation");
                report.say("mended", &format!("{what} from recovery files, saved now in {}", shelf.file().display()))?;
                return Ok(n);
            }
            Err(error) => report.wrong("recovery", &error.to_string())?,
        }
    }
    for file in shelf.recovered() {
        let advice = "the next opening of the article or sayso doctor --mend puts them where they belong";
        let what = counted(file.annotations.len(), "annotation");
        let words = format!("{}: {what} that could not be saved; {advice}", file.path.display());
        report.wrong("recovery", &words)?;
    }
    Ok(0)
}
