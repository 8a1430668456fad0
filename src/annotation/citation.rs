/*!
The article as a reference: BibTeX, CSL-JSON, RIS. Writing only.
*/

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::article::Article;

/// Year, month and day of an ISO date, as many as it has.
fn date_parts(date: &str) -> Vec<u32> {
    date.split('T').next().unwrap_or_default().split('-').map_while(|part| part.parse().ok()).take(3).collect()
}

/// The names of a byline.
fn authors(article: &Article) -> Vec<&str> {
    let byline = article.meta.byline.as_deref().unwrap_or_default();
    let names = byline.split([',', ';', '&']).flat_map(|part| part.split(" and "));
    names.map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// Family name and the rest; a name of one word is a family name.
fn split(name: &str) -> (&str, &str) {
    name.rsplit_once(' ').map_or((name, ""), |(given, family)| (family, given))
}

fn address(article: &Article) -> Option<&str> {
    let origin = match &article.origin {
        crate::article::Origin::Url(url) => Some(url.as_str()),
        _ => None,
    };
    article.meta.url.as_deref().or(origin)
}

/// A name for the reference: the first author's or the publication's, the year, the first long word of the title.
fn key(article: &Article) -> String {
    let who = authors(article).first().map(|name| split(name).0).or(article.meta.site.as_deref()).unwrap_or("article");
    let year = article.meta.published.as_deref().map(date_parts).and_then(|d| d.first().copied());
    let word = article.title().split_whitespace().find(|w| w.chars().count() > 4).unwrap_or_default();
    let plain = |s: &str| s.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    format!("{}{}{}", plain(who), year.map_or(String::new(), |y| y.to_string()), plain(word))
}

/// One line without what the format would take for its own marks.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tex(text: &str) -> String {
    let mut out = String::new();
    for c in line(text).chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', c]),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c => out.push(c),
        }
    }
    out
}

/// An article and the day it was read, ISO 8601.
pub type Read<'a> = (&'a Article, &'a str);

/// BibTeX: an entry an article, each under a key of its own.
pub fn bibtex(articles: &[Read<'_>]) -> String {
    let entries = keys(articles).into_iter().zip(articles).map(|(key, (article, accessed))| bibtex_entry(&key, article, accessed));
    entries.collect::<Vec<_>>().join("\n")
}

/// The names of the references; a second one of the same name gets a letter.
fn keys(articles: &[Read<'_>]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::with_capacity(articles.len());
    for (article, _) in articles {
        let key = key(article);
        let mut free = key.clone();
        let mut number = 1;
        while keys.contains(&free) {
            number += 1;
            free = format!("{key}-{number}");
        }
        keys.push(free);
    }
    keys
}

fn bibtex_entry(key: &str, article: &Article, accessed: &str) -> String {
    let mut out = format!("@online{{{key},\n");
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {name} = {{{value}}},");
        }
    };
    field("title", &format!("{{{}}}", tex(article.title())));
    let authors: Vec<String> = authors(article)
        .into_iter()
        .map(|name| match split(name) {
            (family, "") => format!("{{{}}}", tex(family)),
            (family, given) => format!("{}, {}", tex(family), tex(given)),
        })
        .collect();
    field("author", &authors.join(" and "));
    field("organization", &tex(article.meta.site.as_deref().unwrap_or_default()));
    let published = date_parts(article.meta.published.as_deref().unwrap_or_default());
    let date: Vec<String> = published.iter().map(|n| format!("{n:02}")).collect();
    field("date", &date.join("-"));
    field("year", &published.first().map_or(String::new(), u32::to_string));
    field("url", &line(address(article).unwrap_or_default()).replace(['{', '}'], ""));
    field("urldate", accessed.split('T').next().unwrap_or_default());
    field("langid", &tex(article.meta.language.as_deref().unwrap_or_default()));
    out + "}\n"
}

/// A CSL-JSON list: an item an article.
pub fn csl_json(articles: &[Read<'_>]) -> String {
    let items: Vec<Value> =
        keys(articles).into_iter().zip(articles).map(|(key, (article, accessed))| csl_item(&key, article, accessed)).collect();
    serde_json::to_string_pretty(&items).unwrap_or_default() + "\n"
}

fn csl_item(key: &str, article: &Article, accessed: &str) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| drop(item.insert(name.to_owned(), value));
    put("id", json!(key));
    put("type", json!("article-newspaper"));
    put("title", json!(line(article.title())));
    let authors: Vec<Value> = authors(article)
        .into_iter()
        .map(|name| match split(name) {
            (family, "") => json!({ "literal": family }),
            (family, given) => json!({ "family": family, "given": given }),
        })
        .collect();
    if !authors.is_empty() {
        put("author", Value::Array(authors));
    }
    let texts =
        [("container-title", article.meta.site.as_deref()), ("URL", address(article)), ("language", article.meta.language.as_deref())];
    for (name, value) in texts {
        if let Some(value) = value {
            put(name, json!(value));
        }
    }
    for (name, date) in [("issued", article.meta.published.as_deref().unwrap_or_default()), ("accessed", accessed)] {
        let parts = date_parts(date);
        if !parts.is_empty() {
            put(name, json!({ "date-parts": [parts] }));
        }
    }
    Value::Object(item)
}

/// RIS: a record an article.
pub fn ris(articles: &[Read<'_>]) -> String {
    articles.iter().map(|(article, accessed)| ris_record(article, accessed)).collect()
}

fn ris_record(article: &Article, accessed: &str) -> String {
    let mut out = String::from("TY  - NEWS\r\n");
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = write!(out, "{name}  - {}\r\n", line(value));
        }
    };
    field("TI", article.title());
    for name in authors(article) {
        match split(name) {
            (family, "") => field("AU", family),
            (family, given) => field("AU", &format!("{family}, {given}")),
        }
    }
    field("T2", article.meta.site.as_deref().unwrap_or_default());
    let published = date_parts(article.meta.published.as_deref().unwrap_or_default());
    field("PY", &published.first().map_or(String::new(), u32::to_string));
    let date: Vec<String> = published.iter().map(|n| format!("{n:02}")).collect();
    field("DA", &date.join("/"));
    field("UR", address(article).unwrap_or_default());
    field("Y2", &accessed.split('T').next().unwrap_or_default().replace('-', "/"));
    field("LA", article.meta.language.as_deref().unwrap_or_default());
    out + "ER  - \r\n"
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::article::Meta;

    fn article() -> Article {
        let text = |s: &str| Some(s.to_owned());
        let meta = Meta {
            title: text("Talks & 50 % of {nothing}"),
            byline: text("Ann van Dyke and Reuters"),
            site: text("The Post"),
            published: text("2025-11-28T09:00:00Z"),
            url: text("https://example.org/a_b?c=1&d=2"),
            language: None,
        };
        Article { meta, ..Article::default() }
    }

    #[test]
    fn a_reference_in_three_formats() {
        let bib = bibtex(&[(&article(), "2025-12-01T10:00:00Z"), (&article(), "")]);
        assert!(bib.starts_with("@online{dyke2025talks,\n  title = {{Talks \\& 50 \\% of \\{nothing\\}}},\n"), "{bib}");
        assert!(bib.contains("author = {Dyke, Ann van and {Reuters}}") && bib.contains("urldate = {2025-12-01}"), "{bib}");
        assert!(bib.contains("}\n\n@online{dyke2025talks-2,\n"), "{bib}");
        let csl: Value = serde_json::from_str(&csl_json(&[(&article(), "2025-12-01")])).unwrap();
        assert_eq!(csl[0]["issued"], json!({ "date-parts": [[2025, 11, 28]] }));
        assert_eq!(csl[0]["author"][1], json!({ "literal": "Reuters" }));
        let ris = ris(&[(&article(), "2025-12-01")]);
        assert!(ris.starts_with("TY  - NEWS\r\nTI  - Talks & 50 % of {nothing}\r\nAU  - Dyke, Ann van\r\nAU  - Reuters\r\n"), "{ris}");
        assert!(ris.ends_with("ER  - \r\n"));
    }
}
