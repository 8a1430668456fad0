/*!
The program's own description, made from the tables that define it: keys, the manual page, completions.
*/

use std::io::{self, Write};

use clap::CommandFactory;

use super::arguments::Arguments;
use crate::app::{Action, Keymap, action::Group};

/// `sayso keys`: every key as it is bound now, by group.
pub fn keys(out: &mut impl Write, keymap: &Keymap) -> io::Result<()> {
    let wide = |action: &Action| spelled(keymap, *action).chars().count();
    let width = Action::ALL.iter().map(wide).max().unwrap_or(0);
    let names = Action::ALL.iter().map(|a| a.name().len()).max().unwrap_or(0);
    for group in Group::ALL {
        writeln!(out, "{}\n", group.title())?;
        for action in Action::ALL.iter().filter(|a| a.group() == group) {
            writeln!(out, "  {:width$}  {:names$}  {}", spelled(keymap, *action), action.name(), action.help())?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn spelled(keymap: &Keymap, action: Action) -> String {
    keymap.keys(action).collect::<Vec<_>>().join(" ")
}

/// `sayso man`: what `clap` knows of commands and options, and the keys.
pub fn page(out: &mut impl Write) -> io::Result<()> {
    let command = Arguments::command();
    let manual = clap_mangen::Man::new(command.clone());
    manual.render_title(out)?;
    manual.render_name_section(out)?;
    manual.render_synopsis_section(out)?;
    manual.render_description_section(out)?;
    manual.render_options_section(out)?;
    manual.render_subcommands_section(out)?;
    for sub in command.get_subcommands().filter(|c| !c.is_hide_set()) {
        writeln!(out, ".SH \"SAYSO {}\"", sub.get_name().to_uppercase())?;
        let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
        writeln!(out, "{}", roff(&about))?;
        for option in sub.get_arguments().filter(|a| a.get_id() != "help") {
            let name = option.get_long().map_or_else(|| option.get_id().as_str().to_uppercase(), |long| format!("--{long}"));
            let help = option.get_help().map(ToString::to_string).unwrap_or_default();
            writeln!(out, ".TP\n\\fB{}\\fR\n{}", roff(&name), roff(&help))?;
        }
    }
    writeln!(out, ".SH KEYS")?;
    let keymap = Keymap::default();
    for group in Group::ALL {
        writeln!(out, ".SS \"{}\"", group.title())?;
        for action in Action::ALL.iter().filter(|a| a.group() == group) {
            writeln!(out, ".TP\n\\fB{}\\fR\n{}", roff(&spelled(&keymap, *action)), roff(action.help()))?;
        }
    }
    writeln!(
        out,
        ".SH FILES\n.TP\n\\fBsayso config --path\\fR\nprints where the settings file is; \\fBsayso doctor\\fR tells every other place."
    )?;
    writeln!(out, ".SH \"EXIT STATUS\"\n0: fine. 1: something asked for failed. 2: wrong usage.")?;
    writeln!(
        out,
        ".SH ENVIRONMENT\n.TP\n\\fBSAYSO_HOME\\fR\none folder for settings, data, state and cache.\n.TP\n\\fBNO_COLOR\\fR\nno colors, attributes only."
    )
}

/// Words that roff prints as they are.
fn roff(words: &str) -> String {
    let words = words.replace('\\', "\\e").replace('-', "\\-");
    if words.starts_with(['.', '\'']) { format!("\\&{words}") } else { words }
}

/// `sayso completions SHELL`.
pub fn completions(out: &mut impl Write, shell: clap_complete::Shell) -> io::Result<()> {
    // The generator panics when it cannot write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "sayso", &mut script);
    out.write_all(&script)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::settings::DEFAULT_FILE;

    /// The text between two lines of the README or the settings file.
    fn between<'t>(text: &'t str, begin: &str, end: &str) -> &'t str {
        text.split_once(begin).and_then(|(_, rest)| rest.split_once(end)).map_or("", |(part, _)| part)
    }

    #[test]
    fn the_key_table_of_the_readme_is_the_table_of_actions() {
        let mut table = String::from("| keys | action | what it does |\n|---|---|---|\n");
        for action in Action::ALL {
            let keys: Vec<String> = action.keys().iter().map(|k| format!("`{k}`")).collect();
            writeln!(table, "| {} | {} | {} |", keys.join(" "), action.name(), action.help().replace('|', "\\|")).unwrap();
        }
        let readme = include_str!("../../README.md");
        assert_eq!(between(readme, "<!-- keys -->\n", "<!-- end of keys -->"), table, "put this table into README.md:\n{table}");
    }

    #[test]
    fn the_shipped_settings_hold_every_key() {
        let mut lines = String::new();
        for group in Group::ALL {
            writeln!(lines, "# {}", group.title()).unwrap();
            for action in Action::ALL.iter().filter(|a| a.group() == group) {
                let keys: Vec<String> = action.keys().iter().map(|k| format!("\"{k}\"")).collect();
                writeln!(lines, "{} = [{}] # {}", action.name(), keys.join(", "), action.help()).unwrap();
            }
        }
        let keys = DEFAULT_FILE.split_once("[keys]\n").map_or("", |k| k.1);
        assert_eq!(keys, lines, "put this into assets/config.toml:\n{lines}");
    }
}
