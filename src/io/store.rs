/*!
The library on disk: which article is which, each differing reading of its text by date, and the way to its [`Shelf`], where its
annotations are. Knows files; what the annotations mean is `annotation`'s business.
*/

use std::collections::BTreeMap;
use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use super::files::StoreError;
use super::{files, identity, places::Places, recovery, shelf::Shelf};
use crate::article::{Article, Origin};

/// The library.
#[derive(Debug, Clone)]
pub struct Store {
    places: Places,
}

/// `article.json`: an article as it was read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Kept {
    /// The name of its folder.
    pub id: String,
    /// Its title when last read.
    pub title: String,
    /// When it was last opened, RFC 3339 in UTC.
    pub opened: String,
    /// Every address it was read at, reduced to what matters.
    pub addresses: Vec<String>,
    /// Every path it was read from.
    pub paths: Vec<PathBuf>,
    /// Each differing reading, the oldest first.
    pub versions: Vec<Version>,
}

/// One reading of an article.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Version {
    /// When it was first read so, RFC 3339 in UTC.
    pub date: String,
    /// Fingerprint of its words.
    pub words: String,
    /// The article as it was read.
    pub article: Article,
}

/// What the index knows of an article. The index only saves reading every `article.json`: it lies in the cache and is rebuilt.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Index {
    /// Folders it was built from; another number means it is stale.
    folders: usize,
    /// `words:…`, `address:…` or `path:…` → id.
    keys: BTreeMap<String, String>,
}

impl Store {
    /// The library in these places; nothing is touched yet.
    pub const fn new(places: Places) -> Self {
        Self { places }
    }

    /// Where things are.
    pub const fn places(&self) -> &Places {
        &self.places
    }

    /// The id of this article: the one it is known by, else a new one made of its words.
    pub fn id(&self, article: &Article) -> String {
        let words = identity::words(&article.text);
        self.known(article, &words).unwrap_or_else(|| words.chars().take(16).collect())
    }

    /// The shelf of this article, known or new; nothing is written yet.
    pub fn shelf(&self, article: &Article) -> Shelf {
        self.shelf_of(&self.id(article))
    }

    /// The shelf with that id.
    pub fn shelf_of(&self, id: &str) -> Shelf {
        Shelf::new(self.places.clone(), id)
    }

    /// Ids of all articles kept, in the order of their names.
    pub fn ids(&self) -> Vec<String> {
        let folders = fs::read_dir(self.places.articles()).into_iter().flatten().flatten();
        let mut ids: Vec<String> = folders.filter(|f| f.path().is_dir()).filter_map(|f| f.file_name().into_string().ok()).collect();
        ids.retain(|id| !id.starts_with('.'));
        ids.sort();
        ids
    }

    /// Ids of the articles that have work which could not be saved where it belongs.
    pub fn ids_with_recovery(&self) -> Vec<String> {
        let mut ids: Vec<String> = recovery::all(&self.places).into_iter().map(|(id, _)| id).collect();
        ids.dedup();
        ids
    }

    /// Whether the text of the article with that id is on disk.
    pub fn holds(&self, id: &str) -> bool {
        self.file(id).exists()
    }

    /// What is kept of an article; none when nothing is, or when its file cannot be understood.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn kept(&self, id: &str) -> Result<Option<Kept>, StoreError> {
        let bytes = files::read(&self.file(id))?;
        Ok(bytes.and_then(|b| serde_json::from_slice(&b).ok()))
    }

    /// Keeps this reading of the article, if it differs from the last one, and that it was opened at `time`. Gives the shelf's id.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, article: &Article, time: &str) -> Result<Kept, StoreError> {
        let words = identity::words(&article.text);
        let id = self.known(article, &words).unwrap_or_else(|| words.chars().take(16).collect());
        let folder = self.places.articles().join(&id);
        let _lock = files::lock(&folder)?;
        let mut kept = self.kept(&id)?.unwrap_or_default();
        self.set_aside_if_damaged(&id, &kept, time)?;
        kept.id.clone_from(&id);
        article.title().clone_into(&mut kept.title);
        time.clone_into(&mut kept.opened);
        let (address, path) = (address(article), path(article));
        kept.addresses.extend(address.filter(|a| !kept.addresses.contains(a)));
        kept.paths.extend(path.filter(|p| !kept.paths.contains(p)));
        if kept.versions.last().is_none_or(|v| v.words != words) {
            kept.versions.push(Version { date: time.to_owned(), words, article: article.clone() });
        }
        let bytes = serde_json::to_vec_pretty(&kept).unwrap_or_default();
        files::write(&self.file(&id), &bytes)?;
        self.index_add(&kept);
        Ok(kept)
    }

    fn file(&self, id: &str) -> PathBuf {
        self.places.articles().join(id).join("article.json")
    }

    /// An `article.json` that cannot be understood is moved out of the way, never written over.
    fn set_aside_if_damaged(&self, id: &str, kept: &Kept, time: &str) -> Result<(), StoreError> {
        let file = self.file(id);
        if kept.id.is_empty() && file.exists() {
            let aside = file.with_file_name(format!("article.json.damaged-{}", file_date(time)));
            fs::rename(&file, &aside).map_err(|why| StoreError::Write { path: aside, why })?;
        }
        Ok(())
    }

    fn known(&self, article: &Article, words: &str) -> Option<String> {
        let own: String = words.chars().take(16).collect();
        if self.file(&own).exists() {
            return Some(own);
        }
        let index = self.index();
        if let Some(id) = index.keys.get(&format!("words:{words}")) {
            return Some(id.clone());
        }
        if let Some(address) = address(article)
            && let Some(id) = index.keys.get(&format!("address:{address}"))
            // Many a page names its site's front page as its address.
            && (!address.ends_with('/') || self.is_like(id, article))
        {
            return Some(id.clone());
        }
        let id = index.keys.get(&format!("path:{}", path(article)?.display()))?;
        // Another article may have taken the path of an old one.
        self.is_like(id, article).then(|| id.clone())
    }

    /// Whether this may be another reading of the article with that id.
    fn is_like(&self, id: &str, article: &Article) -> bool {
        let kept = self.kept(id).ok().flatten();
        kept.and_then(|k| k.versions.into_iter().next_back())
            .is_some_and(|last| identity::likeness(&last.article.text, &article.text) >= 0.2)
    }

    fn index_file(&self) -> PathBuf {
        self.places.cache.join("identity.json")
    }

    fn index(&self) -> Index {
        let folders = self.ids().len();
        let read = fs::read(self.index_file()).ok().and_then(|b| serde_json::from_slice::<Index>(&b).ok());
        if let Some(index) = read.filter(|i| i.folders == folders) {
            return index;
        }
        let mut index = Index { folders, keys: BTreeMap::new() };
        for id in self.ids() {
            if let Ok(Some(kept)) = self.kept(&id) {
                index.keys.extend(keys(&kept));
            }
        }
        self.index_save(&index);
        index
    }

    fn index_add(&self, kept: &Kept) {
        let read = fs::read(self.index_file()).ok().and_then(|b| serde_json::from_slice::<Index>(&b).ok());
        let Some(mut index) = read else { return };
        let fresh: Vec<_> = keys(kept).into_iter().filter(|(key, id)| index.keys.get(key) != Some(id)).collect();
        let folders = self.ids().len();
        // Only a folder that we made ourselves may be counted without a look into it.
        if fresh.is_empty() || (folders != index.folders && folders != index.folders + 1) {
            return;
        }
        index.folders = folders;
        index.keys.extend(fresh);
        self.index_save(&index);
    }

    fn index_save(&self, index: &Index) {
        // A cache that cannot be written costs time, not work.
        if index.folders > 0 {
            let _ = files::write(&self.index_file(), &serde_json::to_vec(index).unwrap_or_default());
        }
    }
}

fn keys(kept: &Kept) -> Vec<(String, String)> {
    let words = kept.versions.iter().map(|v| format!("words:{}", v.words));
    let addresses = kept.addresses.iter().map(|a| format!("address:{a}"));
    let paths = kept.paths.iter().map(|p| format!("path:{}", p.display()));
    words.chain(addresses).chain(paths).map(|key| (key, kept.id.clone())).collect()
}

fn address(article: &Article) -> Option<String> {
    let origin = match &article.origin {
        Origin::Url(url) => Some(url.as_str()),
        _ => None,
    };
    article.meta.url.as_deref().into_iter().chain(origin).find_map(identity::address)
}

fn path(article: &Article) -> Option<PathBuf> {
    match &article.origin {
        Origin::File(path) => fs::canonicalize(path).or_else(|_| std::path::absolute(path)).ok(),
        _ => None,
    }
}

/// A date as part of a file name.
pub(super) fn file_date(time: &str) -> String {
    time.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

/// The time now, RFC 3339 in UTC, to the millisecond.
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Millisecond).unwrap_or(now).to_string()
}

/// A new id for an annotation: a random UUID.
pub fn fresh_id() -> String {
    // Each `RandomState` is seeded by the system, and the process and the clock tell two programs apart besides.
    let word = |salt: u64| {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u64(salt);
        hasher.write_u32(std::process::id());
        hasher.write_i128(jiff::Timestamp::now().as_nanosecond());
        hasher.finish()
    };
    let (a, b) = (word(1), word(2));
    format!(
        "urn:uuid:{:08x}-{:04x}-4{:03x}-{:x}{:03x}-{:012x}",
        a >> 32,
        a >> 16 & 0xffff,
        a & 0xfff,
        8 + (b >> 62),
        b >> 48 & 0xfff,
        b & 0xffff_ffff_ffff
    )
}

/// What people see of a path: the home folder short.
pub fn shown(path: &Path) -> String {
    let home = directories::BaseDirs::new().map(|b| b.home_dir().to_owned());
    match home.and_then(|h| path.strip_prefix(h).ok().map(Path::to_owned)) {
        Some(rest) => format!("~/{}", rest.display()),
        None => path.display().to_string(),
    }
}
