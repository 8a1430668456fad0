//! The architecture, held by a test: a file imports its own folder and lower floors only, and only the top floors touch the world.

use std::{fs, path::Path};

/// The floors from the ground up; siblings share a row.
const FLOORS: &[&[&str]] =
    &[&["text", "vocabulary"], &["article"], &["parse", "analyze", "annotation"], &["settings"], &["app"], &["ui"], &["io"], &["cli"]];

/// What only `io`, `cli` and the binaries may touch.
const WORLD: &[&str] = &[
    "std::fs",
    "std::net",
    "std::thread",
    "std::env",
    "std::process",
    "SystemTime::now(",
    "Instant::now(",
    "Timestamp::now(",
    "Zoned::now(",
];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn files(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("src is readable").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let name = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("below src");
            found.push((name.to_string_lossy().replace('\\', "/"), fs::read_to_string(&path).expect("readable")));
        }
    }
}

/// The rooms that a line names: `crate::text::…`, `crate::{text::Span, article::…}`.
fn rooms(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, name) in source.match_indices("crate::") {
        let (before, rest) = source.split_at(at);
        let (line, rest) = (before.matches('\n').count() + 1, rest.strip_prefix(name).unwrap_or_default());
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut name, mut fresh) = (1, String::new(), true);
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => {
                        found.push((line, std::mem::take(&mut name)));
                        fresh = true;
                        continue;
                    }
                    c if depth == 1 && fresh && (c.is_alphanumeric() || c == '_') => name.push(c),
                    c if c.is_whitespace() => continue,
                    _ => fresh = false,
                }
                if depth == 0 {
                    break;
                }
            }
            found.push((line, name));
        } else {
            found.push((line, rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()));
        }
    }
    found
}

#[test]
fn every_file_keeps_to_its_floor() {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() > 10, "src was read");
    let mut wrong = Vec::new();
    for (name, source) in &found {
        let room = name.split(['/', '.']).next().unwrap_or_default();
        let Some(own) = floor(room) else { continue };
        for (line, other) in rooms(source) {
            if other != room && floor(&other).is_some_and(|other| other >= own) {
                wrong.push(format!("src/{name}:{line} reaches up or sideways to {other}"));
            }
        }
        if room != "io" && room != "cli" {
            for (number, text) in source.lines().enumerate() {
                if WORLD.iter().any(|w| text.contains(w)) && !text.trim_start().starts_with("//") {
                    wrong.push(format!("src/{name}:{} touches the world: {}", number + 1, text.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_room_but_one_may_reach_the_network() {
    const NETWORK: &[&str] = &["std::net", "ureq", "TcpStream", "UdpSocket", "UnixStream"];
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    let reaches = |(name, source): &&(String, String)| !name.starts_with("io/web") && NETWORK.iter().any(|n| source.contains(n));
    let wrong: Vec<&str> = found.iter().filter(reaches).map(|(name, _)| name.as_str()).collect();
    assert!(found.len() > 10 && wrong.is_empty(), "{wrong:?} could send what is read");
}

#[test]
fn every_test_that_the_readme_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("a README");
    let names: Vec<(&str, &str)> = readme.split('`').skip(1).step_by(2).filter_map(|code| code.split_once("::")).collect();
    assert!(names.len() >= 10, "the promises name their tests: {names:?}");
    for (file, test) in names {
        let source = [root.join("tests").join(file).with_extension("rs"), root.join("tests").join(file).join("main.rs")];
        let source = source.iter().find_map(|path| fs::read_to_string(path).ok()).unwrap_or_else(|| panic!("tests/{file} is not there"));
        let (before, _) = source.split_once(&format!("fn {test}(")).unwrap_or_else(|| panic!("{file}::{test} is not there"));
        assert!(before.trim_end().ends_with("#[test]"), "{file}::{test} is no test");
    }
}

#[test]
fn the_reader_of_imports_reads_groups() {
    let names = |s: &str| rooms(s).into_iter().map(|r| r.1).collect::<Vec<_>>();
    assert_eq!(names("use crate::{text::{Span, cover}, article::Article};"), ["text", "article"]);
    assert_eq!(names("crate::app::App"), ["app"]);
}
