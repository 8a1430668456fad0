/*!
Where things are kept: the four folders of the platform, or all of them below `SAYSO_HOME`.
*/

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// The program's folders. None of them need exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// Settings and themes, written by the user.
    pub config: PathBuf,
    /// Articles and annotations: the user's own work.
    pub data: PathBuf,
    /// Positions, history, drafts, the log.
    pub state: PathBuf,
    /// What can be rebuilt: may be deleted at any time.
    pub cache: PathBuf,
}

impl Places {
    /// The folders of this user: below `SAYSO_HOME` when it is set, else the platform's; none when the user has no home.
    pub fn find() -> Option<Self> {
        if let Some(home) = std::env::var_os("SAYSO_HOME").filter(|h| !h.is_empty()) {
            return Some(Self::under(Path::new(&home)));
        }
        let dirs = ProjectDirs::from("", "", "sayso")?;
        Some(Self {
            config: dirs.config_dir().to_owned(),
            data: dirs.data_dir().to_owned(),
            state: dirs.state_dir().map_or_else(|| dirs.data_local_dir().join("state"), Path::to_owned),
            cache: dirs.cache_dir().to_owned(),
        })
    }

    /// All four below one folder, each with the `sayso` folder inside that the platform's would have.
    pub fn under(home: &Path) -> Self {
        // A later change of the working folder must not move them.
        let home = std::path::absolute(home).unwrap_or_else(|_| home.to_owned());
        let place = |name: &str| home.join(name).join("sayso");
        // Who makes the folder by hand may leave the inner one out: a settings file is looked for in both.
        let bare = Some(home.join("config")).filter(|folder| folder.join("config.toml").is_file());
        Self { config: bare.unwrap_or_else(|| place("config")), data: place("data"), state: place("state"), cache: place("cache") }
    }

    /// The folder that holds a folder for each article.
    pub fn articles(&self) -> PathBuf {
        self.data.join("articles")
    }
}
