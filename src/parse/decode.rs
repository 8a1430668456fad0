/*!
Bytes → text. A byte order mark decides first, then valid UTF-8, then what the page or the server declares, then a guess. Knows nothing
of formats.
*/

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text, and what was odd about its bytes.
pub struct Decoded {
    /// The text.
    pub text: String,
    /// In plain words for the reader, when bytes could not be read or the encoding was guessed.
    pub remark: Option<String>,
}

/// Decodes `bytes`; `declared` is the encoding a server or page names.
pub fn decode(mut bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Decoded {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    } else if let Some((encoding, _)) = Encoding::for_bom(&bytes) {
        return by(encoding, &bytes, false);
    } else if let Some(encoding) = utf16_without_mark(&bytes) {
        return by(encoding, &bytes, false);
    }
    let bytes = match String::from_utf8(bytes) {
        // Seven-bit Japanese is valid UTF-8 too, but full of escapes.
        Ok(text) if !text.contains("\u{1b}$B") => return Decoded { text, remark: None },
        Ok(text) => text.into_bytes(),
        Err(broken) => broken.into_bytes(),
    };
    match declared {
        Some(encoding) if encoding != UTF_8 => by(encoding, &bytes, false),
        _ if mostly_utf8(&bytes) => by(UTF_8, &bytes, false),
        _ => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
            detector.feed(&bytes, true);
            by(detector.guess(None, Utf8Detection::Deny), &bytes, true)
        }
    }
}

/// The encoding that a label such as `windows-1251` or a whole `Content-Type` names.
pub fn declared(label: &str) -> Option<&'static Encoding> {
    let label = label.to_ascii_lowercase();
    let name = label.split_once("charset=").map_or(label.as_str(), |(_, name)| name);
    let name = name.trim_start_matches(['"', '\'', ' ']);
    Encoding::for_label(name.split(['"', '\'', ';', ' ', '>', '/']).next().unwrap_or_default().as_bytes())
}

fn by(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Decoded {
    let (text, _, broken) = encoding.decode(bytes);
    let lost = if broken { text.matches('\u{fffd}').count() } else { 0 };
    let remark = match (lost, guessed) {
        (0, false) => None,
        (0, true) => Some(format!("read as {}: the file does not say how it is encoded", encoding.name())),
        (1, _) => Some(format!("one place is not valid {} and shows as \u{fffd}", encoding.name())),
        (n, _) => Some(format!("{n} places are not valid {} and show as \u{fffd}", encoding.name())),
    };
    Decoded { text: text.into_owned(), remark }
}

/// UTF-16 text of a European language has a zero in every other byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, most) = (zeros(0), zeros(1), start.len() * 2 / 5);
    if start.len() < 4 {
        None
    } else if odd > most && even * 8 < odd {
        Some(UTF_16LE)
    } else if even > most && odd * 8 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether broken bytes are the exception in what is otherwise UTF-8. Surrogates written as three bytes count as UTF-8.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    let surrogates = memchr::memchr_iter(0xed, bytes).filter(|at| bytes.get(at + 1).is_some_and(|b| (0xa0..0xc0).contains(b))).count();
    // Each byte of a surrogate is a broken place of its own.
    good + surrogates * 8 > bad * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes.to_vec(), None).text
    }

    #[test]
    fn the_usual_encodings_are_read() {
        assert_eq!(text("\u{feff}añb".as_bytes()), "añb");
        let utf16: Vec<u8> = "“Hello there,” she said.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&utf16), "“Hello there,” she said.");
        assert_eq!(text(&[&[0xff, 0xfe], &utf16[..]].concat()), "“Hello there,” she said.");
        let big: Vec<u8> = "\u{feff}Grüße".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text(&big), "Grüße");
        assert_eq!(
            text(b"\x93It\x92s over,\x94 said Andr\xe9 \x96 at last. The caf\xe9 was closed."),
            "“It’s over,” said André – at last. The café was closed."
        );
        let (russian, ..) = encoding_rs::WINDOWS_1251.encode("Министр заявил журналистам, что переговоры продолжатся.");
        assert_eq!(text(&russian), "Министр заявил журналистам, что переговоры продолжатся.");
    }

    #[test]
    fn broken_places_are_told() {
        let decoded = decode(b"caf\xc3\xa9 \xff na\xc3\xafve \xc3\xa9t\xc3\xa9".to_vec(), None);
        assert_eq!(decoded.text, "café \u{fffd} naïve été");
        assert_eq!(decoded.remark.as_deref(), Some("one place is not valid UTF-8 and shows as \u{fffd}"));
        assert!(text(b"lone \xed\xa0\x80 surrogate").starts_with("lone \u{fffd}"));
    }

    #[test]
    fn a_declared_encoding_is_heeded_unless_the_bytes_are_utf8() {
        let declared = declared("text/html; charset=\"ISO-8859-2\"");
        assert_eq!(decode(b"\xb1\xe6".to_vec(), declared).text, "ąć");
        assert_eq!(decode("ąć".as_bytes().to_vec(), declared).text, "ąć");
    }
}
