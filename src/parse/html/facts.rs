/*!
What a page says of itself: title, byline, publication, date, address, language, from its meta elements, JSON-LD and visible marks.
*/

use dom_query::Document;

use crate::{article::Meta, parse::date};

/// What a page says of itself.
#[derive(Debug, Default)]
pub struct Facts {
    /// As the reader shows it.
    pub meta: Meta,
}

fn tidy(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = text.chars().filter(|c| !crate::text::clean::is_hostile(*c)).collect();
    (!text.is_empty()).then_some(text)
}

/// The first of the selected elements that has the attribute.
fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    document.select(selector).nodes().iter().filter_map(|n| n.attr(name)).find_map(|v| tidy(&v))
}

/// The page's address: what it says itself, or where it was fetched.
pub fn address(document: &Document, known: Option<&str>) -> Option<String> {
    let stated = attribute(document, "link[rel='canonical']", "href").or_else(|| attribute(document, "meta[property='og:url']", "content"));
    stated.filter(|u| u.starts_with("http://") || u.starts_with("https://")).or_else(|| known.map(str::to_owned))
}

/// Reads what stands in meta elements and in plain sight.
pub fn read(document: &Document) -> Facts {
    let meta = |names: &[&str]| {
        names.iter().find_map(|n| attribute(document, &format!("meta[property='{n}'], meta[name='{n}'], meta[itemprop='{n}']"), "content"))
    };
    let language = attribute(document, "html[lang]", "lang")
        .or_else(|| attribute(document, "html", "xml:lang"))
        .or_else(|| meta(&["og:locale", "language", "dc.language"]));
    let time = || {
        attribute(
            document,
            "time[datetime][itemprop='datePublished'], time[pubdate][datetime], article time[datetime], header time[datetime]",
            "datetime",
        )
    };
    let published = meta(&[
        "article:published_time",
        "datePublished",
        "og:published_time",
        "pubdate",
        "publishdate",
        "parsely-pub-date",
        "sailthru.date",
        "dc.date",
        "dc.date.issued",
        "date",
        "DC.date.issued",
    ])
    .or_else(time);
    let published = published.and_then(|p| day(&p));
    let mut facts = Facts::default();
    facts.meta.language = language.map(|l| l.replace('_', "-"));
    facts.meta.published = published;
    facts.meta.site = meta(&["og:site_name", "application-name"]);
    facts.meta.byline =
        meta(&["author", "article:author", "byl", "dc.creator", "parsely-author", "sailthru.author"]).and_then(|b| byline(&b));
    facts
}

/// An ISO date is kept with its time; any other is brought into that form.
fn day(text: &str) -> Option<String> {
    let iso = text.as_bytes().first_chunk::<10>().is_some_and(|d| d[4] == b'-' && d[7] == b'-' && d[..4].iter().all(u8::is_ascii_digit));
    if iso { Some(text.split_whitespace().collect::<Vec<_>>().join("T")) } else { date::find(text).map(|d| d.iso) }
}

/// Author names without "By", and nothing that is an address or a sentence.
fn byline(text: &str) -> Option<String> {
    let text = tidy(text)?;
    let bare = ["By ", "by ", "BY ", "Par ", "Von ", "Por "].iter().find_map(|b| text.strip_prefix(b)).unwrap_or(&text).trim();
    (!bare.contains("://") && !bare.is_empty() && bare.len() <= 200).then(|| bare.to_owned())
}

/// A page's title without the publication's name at its end.
fn without_site(title: String, site: Option<&str>) -> String {
    let bare = |site: &str| {
        let (head, tail) = [" | ", " - ", " – ", " — ", " · ", " :: ", " • "]
            .iter()
            .filter_map(|mark| title.rsplit_once(mark))
            .min_by_key(|(_, tail)| tail.len())?;
        let (tail, site) = (tail.trim().to_lowercase(), site.to_lowercase());
        (tail == site || site.contains(&tail) || tail.contains(&site)).then(|| head.trim().to_owned())
    };
    site.and_then(bare).unwrap_or(title)
}

impl Facts {
    /// Takes over what the finder of the main content knows, where it knows better.
    pub fn fill(&mut self, found: &dom_smoothie::Article) {
        let meta = &mut self.meta;
        meta.byline = found.byline.as_deref().and_then(byline).or_else(|| meta.byline.take());
        meta.site = found.site_name.as_deref().and_then(tidy).or_else(|| meta.site.take());
        meta.title = tidy(&found.title).map(|t| without_site(t, meta.site.as_deref()));
        meta.published = found.published_time.as_deref().and_then(day).or_else(|| meta.published.take());
        meta.language = meta.language.take().or_else(|| found.lang.as_deref().and_then(tidy));
    }
}
