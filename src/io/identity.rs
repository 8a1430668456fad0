/*!
Which article is which: by the fingerprint of its words, its address without what does not matter, and the paths where it was found. The
names of files and folders decide nothing.
*/

use crate::text::hash::fingerprint;

/// The fingerprint of a text's words: white space, which every parser and editor reflows, does not count.
pub fn words(text: &str) -> String {
    let mut letters = [0; 4];
    let bytes = text.chars().filter(|c| !c.is_whitespace()).flat_map(move |c| {
        let length = c.encode_utf8(&mut letters).len();
        letters.into_iter().take(length)
    });
    format!("{:032x}", fingerprint(bytes))
}

/// Parameters that say how the reader came there, not what is there.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "igshid",
    "igsh",
    "mc_cid",
    "mc_eid",
    "ref",
    "ref_src",
    "ref_url",
    "referrer",
    "source",
    "src",
    "cmp",
    "cmpid",
    "cmpres",
    "ocid",
    "smid",
    "smtyp",
    "sref",
    "share",
    "shared",
    "amp",
    "outputtype",
    "ns_source",
    "ns_mchannel",
    "ns_campaign",
    "ns_linkname",
    "ns_fee",
    "at_medium",
    "at_campaign",
    "at_custom1",
    "at_custom2",
    "at_custom3",
    "at_custom4",
    "_hsenc",
    "_hsmi",
    "mkt_tok",
    "spm",
    "xtor",
    "partner",
    "feature",
    "via",
    "guccounter",
    "s_cid",
    "ncid",
    "sh",
    "trk",
];

/// An address without scheme, `www`, port, AMP, tracking parameters, fragment and trailing slash, parameters in order; none for what is
/// no address of a page.
///
/// ```
/// use sayso::io::identity::address;
/// assert_eq!(address("https://www.Example.org/News/1/?utm_source=x&id=7#top"), address("http://example.org/News/1?id=7"));
/// assert_eq!(address("https://amp.example.org/a.html?amp=1"), address("https://example.org/amp/a.html"));
/// ```
pub fn address(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let rest = rest.split('#').next().unwrap_or_default();
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let host = host.rsplit('@').next().unwrap_or_default().to_lowercase();
    let mut host = host.trim_end_matches(":80").trim_end_matches(":443").trim_end_matches('.');
    let mut path = path.to_owned();
    // A page in a search engine's AMP cache: google.com/amp/s/example.org/… and example-org.cdn.ampproject.org/c/s/example.org/…
    let cached = if host.ends_with(".ampproject.org") {
        path.split_once("s/")
    } else {
        path.split_once("amp/s/").filter(|_| host.contains("google."))
    };
    let inner;
    if let Some((_, page)) = cached.filter(|(before, _)| before.len() <= 4) {
        inner = page.to_owned();
        let (h, p) = inner.split_once('/').unwrap_or((&inner, ""));
        (host, path) = (h, p.to_owned());
    }
    for prefix in ["www.", "amp.", "m.", "mobile."] {
        host = host.strip_prefix(prefix).filter(|h| h.contains('.')).unwrap_or(host);
    }
    if host.is_empty() {
        return None;
    }
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty() && !p.eq_ignore_ascii_case("amp")).collect();
    let mut path = parts.join("/");
    for ending in [".amp.html", ".amp"] {
        if let Some(stem) = path.strip_suffix(ending) {
            path = if ending == ".amp" { stem.to_owned() } else { format!("{stem}.html") };
        }
    }
    for index in ["index.html", "index.htm", "index.php"] {
        if let Some(stem) = path.strip_suffix(index).filter(|s| s.is_empty() || s.ends_with('/')) {
            path = stem.trim_end_matches('/').to_owned();
        }
    }
    let mut query: Vec<&str> = query.split('&').filter(|p| !p.is_empty() && !is_tracking(p)).collect();
    query.sort_unstable();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    Some(format!("{host}/{path}{query}"))
}

fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with("utm_") || name.starts_with("pk_") || name.starts_with("mtm_") || TRACKING.contains(&name.as_str())
}

/// How alike two texts are, 0 to 1: the share of three-word runs that the shorter has in common with the longer. Tells an edited page
/// from another one that took its path.
pub fn likeness(a: &str, b: &str) -> f32 {
    let runs = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut runs: Vec<u128> = words.windows(3).map(|w| fingerprint(w.join(" ").into_bytes())).collect();
        runs.sort_unstable();
        runs.dedup();
        runs
    };
    let (a, b) = (runs(a), runs(b));
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let shared = short.iter().filter(|run| long.binary_search(run).is_ok()).count();
    shared as f32 / short.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_has_one_address() {
        let same = [
            "https://example.org/2025/11/28/story",
            "http://www.example.org/2025/11/28/story/",
            "https://example.org:443/2025/11/28/story#comments",
            "https://m.example.org/2025/11/28/story?utm_source=x&fbclid=1",
            "https://www.example.org/amp/2025/11/28/story",
            "https://www.example.org/2025/11/28/story/amp/",
            "https://www.google.com/amp/s/www.example.org/2025/11/28/story",
            "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/2025/11/28/story",
        ];
        for url in same {
            assert_eq!(address(url).as_deref(), Some("example.org/2025/11/28/story"), "{url}");
        }
        assert_ne!(address("https://example.org/?p=1"), address("https://example.org/?p=2"));
        assert_eq!(address("https://example.org/?b=2&a=1"), address("https://example.org/?a=1&b=2"));
        assert_eq!((address("file:///etc/passwd"), address("news.txt"), address("https://")), (None, None, None));
    }

    #[test]
    fn white_space_is_no_part_of_a_text() {
        assert_eq!(words("One  two\nthree."), words("One two three.\n"));
        assert_ne!(words("One two three."), words("One two four."));
    }

    #[test]
    fn an_edited_page_is_like_itself_and_unlike_another() {
        let old = "The ministry said on Friday that the talks would go on. Nobody was hurt in the fire.";
        let new = "The ministry said on Monday that the talks would go on. Nobody was hurt in the fire, it added.";
        assert!(likeness(old, new) > 0.5);
        assert!(likeness(old, "A ship ran aground off the coast and its crew of nine was brought to safety.") < 0.1);
    }
}
