/*!
A stable fingerprint of bytes: FNV-1a of 128 bits. The same on every machine and in every version, so it may stand in files; not made to
withstand someone who forges texts.
*/

/// The fingerprint of `bytes`.
pub fn fingerprint(bytes: impl IntoIterator<Item = u8>) -> u128 {
    bytes.into_iter().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn published_test_vectors_hold() {
        assert_eq!(fingerprint(*b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(fingerprint(*b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
