/*!
Writing whole files safely, locks beside them, and errors that say what to do. Everything the program keeps goes through [`write()`].
*/

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use thiserror::Error;

/// What went wrong with a file of ours, and what to do about it.
#[derive(Debug, Error)]
pub enum StoreError {
    /// It could not be written.
    #[error("cannot save {}: {why}; {}", path.display(), advice(why))]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        why: io::Error,
    },
    /// It could not be read.
    #[error("cannot read {}: {why}; {}", path.display(), advice(why))]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        why: io::Error,
    },
    /// Another program holds its lock and does not let go.
    #[error("cannot save: another program has held {} for {} seconds; close it, then save again", path.display(), PATIENCE.as_secs())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
}

fn advice(why: &io::Error) -> &'static str {
    match why.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => "make room on the disk, then save again",
        io::ErrorKind::PermissionDenied => "check who owns the file and its folder and who may write there (ls -l), then try again",
        io::ErrorKind::ReadOnlyFilesystem => {
            "the disk is mounted read-only: set SAYSO_HOME to a folder that can be written, or mount it writable"
        }
        io::ErrorKind::NotFound => "check that the disk or folder is still there, then try again",
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists | io::ErrorKind::IsADirectory => {
            "something else has that name: move it away, then try again"
        }
        _ => "check the disk, then try again",
    }
}

/// How long a save waits for another program's.
const PATIENCE: Duration = Duration::from_secs(5);

/// What tells one state of a file from another without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    modified: SystemTime,
    len: u64,
    inode: u64,
}

/// The state of the file at `path`; none when there is none.
pub fn stamp(path: &Path) -> Result<Option<Stamp>, StoreError> {
    let meta = match fs::metadata(path) {
        Ok(meta) => meta,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(StoreError::Read { path: path.to_owned(), why }),
    };
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(&meta);
    #[cfg(not(unix))]
    let inode = 0;
    Ok(Some(Stamp { modified: meta.modified().unwrap_or(SystemTime::UNIX_EPOCH), len: meta.len(), inode }))
}

/// The bytes of a file; none when there is none.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(why) => Err(StoreError::Read { path: path.to_owned(), why }),
    }
}

/// Writes a whole file: a temporary one in the same folder, flushed, renamed over it, the folder flushed. Whoever reads sees the old
/// file or the new one, whenever the power fails. A symbolic link is followed, permissions are kept, a new file is its owner's alone.
pub fn write(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let wrong = |why| StoreError::Write { path: path.clone(), why };
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let mut temporary = tempfile::Builder::new().prefix(TEMPORARY).suffix(".tmp").tempfile_in(folder).map_err(|e| wrong(plain(e)))?;
    temporary.write_all(content).map_err(|e| wrong(plain(e)))?;
    if let Ok(old) = fs::metadata(&path) {
        temporary.as_file().set_permissions(old.permissions()).map_err(wrong)?;
        #[cfg(unix)]
        if std::os::unix::fs::PermissionsExt::mode(&old.permissions()) & 0o200 == 0 {
            return Err(wrong(io::ErrorKind::PermissionDenied.into()));
        }
    }
    temporary.as_file().sync_all().map_err(wrong)?;
    temporary.persist(&path).map_err(|e| wrong(e.error))?;
    flush_folder(folder);
    Ok(())
}

/// `tempfile` wraps the system's error in one of its own, which names the temporary file; people need the system's.
fn plain(why: io::Error) -> io::Error {
    why.raw_os_error().or_else(|| source_code(&why)).map_or(why, io::Error::from_raw_os_error)
}

fn source_code(why: &io::Error) -> Option<i32> {
    let mut source = why.get_ref().and_then(|inner| inner.source());
    while let Some(inner) = source {
        if let Some(code) = inner.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error) {
            return Some(code);
        }
        source = inner.source();
    }
    None
}

const TEMPORARY: &str = ".sayso-";

/// Removes what a save that was killed left behind in `folder`. Only under the lock: whoever writes there holds it.
pub fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(TEMPORARY) && name.ends_with(".tmp") {
            // Nothing is lost when it stays.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Makes a folder with those above it, readable for the owner alone.
pub fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|why| StoreError::Write { path: folder.to_owned(), why })
}

/// A rename is on disk when its folder is. Not every system can flush a folder; those that cannot order renames themselves.
pub fn flush_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// Adds lines to the end of a file, in one write.
pub fn append(path: &Path, lines: &str) -> Result<(), StoreError> {
    let wrong = |why| StoreError::Write { path: path.to_owned(), why };
    make_folder(path.parent().unwrap_or(Path::new(".")))?;
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).and_then(|mut f| f.write_all(lines.as_bytes())).map_err(wrong)
}

/// Waits for the lock of `folder` and holds it until dropped. The lock is a file of its own: the others are renamed over.
pub fn lock(folder: &Path) -> Result<File, StoreError> {
    make_folder(folder)?;
    let path = folder.join(".lock");
    let wrong = |why| StoreError::Write { path: path.clone(), why };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(wrong)?;
    let mut waited = Duration::ZERO;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if waited < PATIENCE => {
                let step = Duration::from_millis(2);
                std::thread::sleep(step);
                waited += step;
            }
            Err(TryLockError::WouldBlock) => return Err(StoreError::Locked { path }),
            // A network disk without locks: saving unlocked is better than not saving.
            Err(TryLockError::Error(why)) if why.kind() == io::ErrorKind::Unsupported => return Ok(file),
            Err(TryLockError::Error(why)) => return Err(wrong(why)),
        }
    }
}
