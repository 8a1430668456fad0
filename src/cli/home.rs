/*!
The program's folders, the settings file and the themes in it, read the way every command needs them: a missing file is no mistake, a mistake is
told and the default holds.
*/

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};

use super::arguments::Open;
use crate::{
    app::{Action, Keymap, Look, keymap},
    io::places::Places,
    settings::{Depth, Settings, Theme, Vocabulary, nearest, theme::BUILT_IN},
};

/// The program's folders.
pub fn places() -> anyhow::Result<Places> {
    Places::find().ok_or_else(|| anyhow!("there is no home folder to keep anything in; set SAYSO_HOME to a folder"))
}

/// Where the settings file is, or would be.
pub fn settings_file(places: &Places) -> PathBuf {
    places.config.join("config.toml")
}

/// The settings, and one line for each mistake in the file.
pub fn settings(given: Option<&Path>) -> anyhow::Result<(Settings, Vec<String>)> {
    let places = Places::find();
    let file = given.map(Path::to_owned).or_else(|| places.as_ref().map(settings_file));
    let Some(file) = file else { return Ok((Settings::default(), Vec::new())) };
    let bytes = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound && given.is_none() => return Ok((Settings::default(), Vec::new())),
        Err(error) if given.is_some() => return Err(error).with_context(|| format!("{} cannot be read", file.display())),
        Err(error) => return Ok((Settings::default(), vec![format!("{} cannot be read: {error}", file.display())])),
    };
    let text = String::from_utf8_lossy(&bytes);
    let own = own_themes();
    let themes: Vec<&str> = BUILT_IN.iter().map(|t| t.0).chain(own.iter().map(|t| t.0.as_str())).collect();
    let actions: Vec<&str> = Action::ALL.iter().map(|a| a.name()).collect();
    let key = |key: &str| keymap::parse(key).map(drop).map_err(|e| e.to_string());
    let vocabulary = Vocabulary { actions: &actions, themes: &themes, key: &key };
    let (settings, problems) = Settings::read(&file.display().to_string(), text.trim_start_matches('\u{feff}'), &vocabulary);
    Ok((settings, problems.iter().map(ToString::to_string).collect()))
}

/// The user's own themes: name and file.
pub fn own_themes() -> Vec<(String, PathBuf)> {
    let folder = Places::find().map(|p| p.config.join("themes"));
    let files = folder.and_then(|f| fs::read_dir(f).ok()).into_iter().flatten().flatten().map(|f| f.path());
    let mut themes: Vec<(String, PathBuf)> = files
        .filter(|f| f.extension().is_some_and(|e| e == "toml"))
        .filter_map(|f| Some((f.file_stem()?.to_str()?.to_owned(), f)))
        .collect();
    themes.sort();
    themes
}

/// The theme of that name, the user's own before the built-in one, and the mistakes in its file.
fn theme(name: &str) -> anyhow::Result<(Theme, Vec<String>)> {
    let own = own_themes();
    if let Some((name, file)) = own.iter().find(|t| t.0 == name) {
        let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let (theme, problems) = Theme::read(name, &file.display().to_string(), &text);
        return Ok((theme, problems.iter().map(ToString::to_string).collect()));
    }
    let known = || BUILT_IN.iter().map(|t| t.0).chain(own.iter().map(|t| t.0.as_str()));
    Theme::built_in(name).map(|theme| (theme, Vec::new())).ok_or_else(|| match nearest(name, known()) {
        Some(near) => anyhow!("there is no theme \"{name}\"; did you mean \"{near}\"?"),
        None => anyhow!("there is no theme \"{name}\"; there are {}", known().collect::<Vec<_>>().join(", ")),
    })
}

/// What the reader looks like: flags over file over defaults. A mistake in a file is told and passed over, one in a flag is an error.
pub fn look(options: &Open) -> anyhow::Result<(Look, Vec<String>)> {
    let (mut settings, mut problems) = settings(options.config.as_deref())?;
    if let Some(name) = &options.theme {
        theme(name)?;
        settings.theme.clone_from(name);
    }
    if let Some(width) = options.width {
        settings.column = width.clamp(30, 200);
    }
    let (mut theme, mistakes) = theme(&settings.theme).unwrap_or_else(|error| (Theme::default(), vec![format!("{error:#}")]));
    problems.extend(mistakes);
    for (name, words) in &settings.colors {
        // Checked when the file was read.
        let _ = theme.set(name, words);
    }
    let depth = Depth::detect(|name| env::var(name).ok());
    let own = settings.keys.iter().map(|b| (b.action.as_str(), b.keys.as_slice()));
    let keymap = Keymap::with(own).unwrap_or_else(|error| {
        problems.push(error.to_string());
        Keymap::default()
    });
    Ok((Look { keymap, theme: theme.at(depth), depth, settings }, problems))
}
