/*!
An HTML page → [`Article`]: its main content as blocks, with links and emphasis, and what the page says of itself. Says in a remark
what it left out. Fetches nothing.
*/

mod facts;
mod tidy;
mod walk;

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

use super::{
    Hint, ParseError,
    draft::{self, Draft, Piece},
};
use crate::{
    article::{Article, BlockKind},
    text::count::counted,
};

/// Pages nested deeper than this are read whole: finding the main content would take minutes.
const DEEPEST: usize = 512;
/// Pages of more elements than this are read whole too.
const LARGEST: usize = 400_000;

/// Reads a page. `text` is its source, decoded.
///
/// # Errors
/// [`ParseError::NoText`] where the page shows no words.
pub fn read(text: &str, hint: &Hint) -> Result<Article, ParseError> {
    let document = Document::from(text);
    let (depth, size) = measure(&document.root());
    let mut remarks = Vec::new();
    let url = facts::address(&document, hint.url);
    let mut facts = facts::read(&document);
    let prose = prose(&document);
    let mut content = None;
    if depth > DEEPEST || size > LARGEST {
        remarks.push("this page is too deep or too large to tell the article from what stands around it: all of it is shown".to_owned());
    } else {
        let config = Config { keep_classes: true, ..Config::default() };
        let base = url.as_deref().filter(|u| u.starts_with("http"));
        let found = Readability::with_document(document.clone(), base, Some(config)).and_then(|mut r| r.parse());
        if let Ok(found) = found {
            facts.fill(&found);
            content = Some(Document::from(&*found.content));
        } else {
            remarks.push("no main content could be told apart in this page: all of its text is shown".to_owned());
        }
    }
    let mut draft = Draft::default();
    walk::walk(content.as_ref().unwrap_or(&document).root(), &mut draft);
    if draft.pieces.is_empty() {
        walk::walk(document.root(), &mut draft);
    }
    let (mut pieces, dropped) = tidy::tidy(std::mem::take(&mut draft.pieces), &facts);
    if pieces.is_empty() {
        return Err(ParseError::NoText);
    }
    if dropped > 0 {
        remarks.push(format!("{} of advertising or buttons left out", counted(dropped, "line")));
    }
    if content.is_some() {
        remarks.extend(missing(&prose, &pieces));
    }
    title(&mut pieces, facts.meta.title.as_deref());
    let mut article = draft::assemble(pieces);
    article.removed = draft.removed;
    article.meta = facts.meta;
    article.meta.url = url;
    article.remarks = remarks;
    Ok(article)
}

/// The greatest depth of the tree and the number of its nodes, found without recursion.
fn measure(root: &NodeRef) -> (usize, usize) {
    let (mut deepest, mut count) = (0, 0);
    let mut stack = vec![(*root, 0)];
    while let Some((node, depth)) = stack.pop() {
        deepest = deepest.max(depth);
        count += 1;
        stack.extend(node.children_it(false).map(|child| (child, depth + 1)));
    }
    (deepest, count)
}

/// The paragraphs of prose anywhere in the page.
fn prose(document: &Document) -> Vec<String> {
    let mut found = Vec::new();
    for node in document.select("p").nodes() {
        let script = |d: &NodeRef| d.parent().is_some_and(|p| matches!(p.node_name().as_deref(), Some("script" | "style")));
        let text: String = node.descendants_it().filter(|d| d.is_text() && !script(d)).map(|d| d.text().to_string()).collect();
        let words: Vec<&str> = text.split_whitespace().collect();
        let furniture = || {
            node.ancestors_it(Some(12))
                .any(|a| matches!(a.node_name().as_deref(), Some("nav" | "footer" | "aside" | "form" | "noscript" | "template")))
        };
        if words.len() >= 25 && !furniture() {
            found.push(words.join(" "));
        }
    }
    found
}

/// A remark on the paragraphs of prose that are not in the article.
fn missing(prose: &[String], pieces: &[Piece]) -> Option<String> {
    let squeeze = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let all: String = pieces.iter().map(|p| squeeze(&p.text)).collect();
    let lost: Vec<&String> = prose.iter().filter(|p| !all.contains(&squeeze(p).chars().take(60).collect::<String>())).collect();
    let first = lost.first()?.split(' ').take(8).collect::<Vec<_>>().join(" ");
    Some(match lost.len() {
        1 => format!("a paragraph outside the main content is left out: “{first} …”"),
        n => format!("{n} paragraphs outside the main content are left out; the first: “{first} …”"),
    })
}

/// Puts the title at the top, where the content does not begin with it.
fn title(pieces: &mut Vec<Piece>, title: Option<&str>) {
    let Some(title) = title else { return };
    let squeeze = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let wanted = squeeze(title);
    let same = |p: &Piece| {
        let have = squeeze(&p.text);
        !have.is_empty()
            && (have == wanted
                || have.len() > 12 && wanted.starts_with(&have)
                || wanted.len() > 12 && have.starts_with(&wanted) && have.len() < wanted.len() * 2)
    };
    let at = pieces.iter().take(4).position(|p| same(p) && (matches!(p.kind, BlockKind::Heading(_)) || p.text.len() < 250));
    match at {
        Some(at) => pieces[at].kind = BlockKind::Heading(1),
        None => pieces.insert(0, Piece::new(BlockKind::Heading(1), title)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
