/*! Sections → a model file, and the tables inside. The counterpart of what `analyze::model` reads. */

use std::{fs, path::Path};

use anyhow::Context as _;
use sayso::analyze::model::{ALIGN, Entry, Head, MAGIC, Model, Table, VERSION, checksum, place};

/// A section: its name and bytes.
pub type Section = (String, Vec<u8>);

/// The bytes of a model that holds `sections`.
pub fn pack(sections: &[Section]) -> Vec<u8> {
    let mut body = vec![0; size_of::<Head>() + sections.len() * size_of::<Entry>()];
    for (index, (name, bytes)) in sections.iter().enumerate() {
        body.resize(body.len().next_multiple_of(ALIGN), 0);
        let mut entry = Entry { name: [0; 24], start: body.len() as u32, len: bytes.len() as u32 };
        entry.name.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from);
        let at = size_of::<Head>() + index * size_of::<Entry>();
        body[at..at + size_of::<Entry>()].copy_from_slice(bytemuck::bytes_of(&entry));
        body.extend_from_slice(bytes);
    }
    let checksum = checksum(&body[size_of::<Head>()..]);
    let head = Head { magic: MAGIC, version: VERSION, count: sections.len() as u32, checksum };
    body[..size_of::<Head>()].copy_from_slice(bytemuck::bytes_of(&head));
    body
}

/// Bytes at an address that numbers of eight bytes may stand at, as a model's must.
pub fn align(bytes: &[u8]) -> Vec<u64> {
    let word = |chunk: &[u8]| {
        let mut word = [0; 8];
        word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
        u64::from_ne_bytes(word)
    };
    bytes.chunks(8).map(word).collect()
}

/// The sections of the model at `path`; none where there is no file.
pub fn unpack(path: &Path) -> anyhow::Result<Vec<Section>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let aligned = align(&bytes);
    let raw: &[u8] = bytemuck::cast_slice(&aligned);
    let model = Model::open(&raw[..bytes.len()]).with_context(|| path.display().to_string())?;
    Ok(model.sections().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect())
}

/// The bytes of a [`Table`] of `entries`; of two with the same hash the first counts.
pub fn table(entries: &[(u64, u16)]) -> Vec<u8> {
    let places = (entries.len() * 4 / 3 + 8).next_multiple_of(2);
    let (mut keys, mut values) = (vec![0u16; places], vec![Table::EMPTY; places]);
    for (hash, value) in entries {
        let mut at = place(*hash, places);
        while values[at] != Table::EMPTY && keys[at] != *hash as u16 {
            at = (at + 1) % places;
        }
        if values[at] == Table::EMPTY {
            (keys[at], values[at]) = (*hash as u16, *value);
        }
    }
    [bytemuck::bytes_of(&(places as u32)), bytemuck::cast_slice(&keys), bytemuck::cast_slice(&values)].concat()
}

#[cfg(test)]
mod tests {
    use sayso::analyze::model::word_hash;

    use super::*;

    #[test]
    fn what_is_packed_can_be_read() {
        let words: Vec<(u64, u16)> = (0..1000u16).map(|n| (word_hash(&n.to_string()), n)).collect();
        let bytes = pack(&[("one".into(), vec![1, 2, 3]), ("words".into(), table(&words))]);
        let aligned = align(&bytes);
        let raw: &[u8] = bytemuck::cast_slice(&aligned);
        let model = Model::open(&raw[..bytes.len()]).expect("sound");
        assert_eq!(model.section("one"), [1, 2, 3]);
        let table = Table::new(model.section("words"));
        assert!(words.iter().all(|(hash, n)| table.get(*hash) == Some(*n)));
        assert_eq!(table.get(word_hash("1000")), None);
    }
}
