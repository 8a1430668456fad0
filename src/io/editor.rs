/*!
The user's own editor, on words of a note: a private temporary file, the command that `$VISUAL` or `$EDITOR` names, and what the file holds then.
The terminal is the editor's meanwhile; see [`super::session`].
*/

use std::{env, fs, io::Write, process::Command};

/// Has the user edit `words`; an error is a line for them.
pub fn edit(words: &str) -> Result<String, String> {
    let named = |name| env::var(name).ok().filter(|v| !v.trim().is_empty());
    let editor = named("VISUAL").or_else(|| named("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    let failed = |why: &dyn std::fmt::Display| format!("the note is as it was: {editor} {why}; set $VISUAL or $EDITOR to your editor");
    let mut file = tempfile::Builder::new().prefix("sayso-note-").suffix(".md").tempfile().map_err(|e| failed(&e))?;
    file.write_all(words.as_bytes()).and_then(|()| file.flush()).map_err(|e| failed(&e))?;
    // Through the shell, since people put arguments there: "code --wait".
    let status = Command::new("sh").args(["-c", &format!("{editor} \"$1\""), "sh"]).arg(file.path()).status();
    match status {
        Ok(status) if status.success() => fs::read_to_string(file.path()).map_err(|e| failed(&e)),
        Ok(status) => Err(failed(&format_args!("ended with {status}"))),
        Err(error) => Err(failed(&error)),
    }
}
