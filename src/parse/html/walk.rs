/*!
A tree of HTML → the blocks of a draft. Never calls itself, so depth costs no stack. Takes all text it is given: what belongs to the
article is decided before and after.
*/

use dom_query::NodeRef;

use crate::{
    article::{BlockKind, Style},
    parse::draft::{Draft, Inline},
};

/// Elements whose text is not for readers.
const SILENT: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "head", "button", "input", "select", "textarea",
    "canvas", "audio", "video", "map", "nav", "dialog", "title", "link", "meta",
];

/// Elements that begin and end a block.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "table",
    "tr",
    "figure",
    "figcaption",
    "caption",
    "dl",
    "dt",
    "dd",
    "address",
    "hr",
    "details",
    "summary",
    "center",
    "form",
    "fieldset",
    "body",
    "html",
    "td",
    "th",
    "tbody",
    "thead",
    "time-block",
];

/// Classes that social networks give to the posts that pages embed.
const EMBEDS: &[&str] = &[
    "twitter-tweet",
    "twitter-video",
    "instagram-media",
    "fb-post",
    "fb-video",
    "tiktok-embed",
    "bluesky-embed",
    "mastodon-embed",
    "reddit-card",
    "reddit-embed-bq",
    "text-post-media",
    "telegram-post",
    "vk-post",
    "linkedin-embed",
];

/// What an open element asks to be done when it closes, and what held before it.
struct Open {
    block: bool,
    inline: bool,
    context: Context,
    /// Whether it is a list, and the number that the list around it had reached.
    list: (bool, Option<usize>),
}

/// What new words are.
#[derive(Debug, Clone, Copy, Default)]
struct Context {
    kind: Option<BlockKind>,
    /// Inside an embed or a table, borders of blocks are line breaks.
    holds: bool,
    kept: bool,
}

enum Step<'a> {
    Enter(NodeRef<'a>),
    Leave(Open),
}

/// Reads all below `root` into `draft`.
pub fn walk(root: NodeRef, draft: &mut Draft) {
    let mut context = Context::default();
    // The number of the next item, where the list is numbered.
    let mut list: Option<usize> = None;
    let mut stack = vec![Step::Enter(root)];
    while let Some(step) = stack.pop() {
        match step {
            Step::Leave(open) => leave(&open, &mut context, &mut list, draft),
            Step::Enter(node) if node.is_text() => {
                let text = node.text();
                let kind = context.kind.unwrap_or(BlockKind::Paragraph);
                if context.kept { draft.kept(&text, kind) } else { draft.words(&text, kind) }
            }
            Step::Enter(node) => {
                let name = node.node_name().unwrap_or_default();
                if node.is_comment() || node.is_doctype() || SILENT.contains(&&*name) || is_hidden(&node) {
                    continue;
                }
                stack.push(Step::Leave(enter(&node, &name, &mut context, &mut list, draft)));
                stack.extend(node.children_it(true).map(Step::Enter));
            }
        }
    }
    draft.cut();
}

fn border(context: Context, draft: &mut Draft) {
    if context.holds { draft.line() } else { draft.cut() }
}

fn leave(open: &Open, context: &mut Context, list: &mut Option<usize>, draft: &mut Draft) {
    if open.inline {
        draft.end();
    }
    if open.block {
        // What held around the element decides: a block that holds lines together ends as a whole.
        border(open.context, draft);
        if open.list.0 {
            *list = open.list.1;
        }
    }
    *context = open.context;
}

fn enter(node: &NodeRef, name: &str, context: &mut Context, list: &mut Option<usize>, draft: &mut Draft) -> Open {
    let mut open = Open { block: BLOCKS.contains(&name), inline: false, context: *context, list: (matches!(name, "ul" | "ol"), *list) };
    let cell = matches!(name, "td" | "th") && context.kind == Some(BlockKind::Table);
    if cell {
        open.block = false;
        if !draft.is_empty() && node.prev_element_sibling().is_some() {
            draft.words(" | ", BlockKind::Table);
        }
    } else if open.block {
        border(*context, draft);
    }
    match name {
        "br" if context.holds || context.kept || draft.is_empty() => draft.line(),
        "br" => draft.words(" ", BlockKind::Paragraph),
        "hr" => draft.cut(),
        "a" => {
            if let Some(href) = node.attr("href").filter(|h| is_address(h)) {
                draft.begin(Inline::Link(href.trim().to_owned()));
                open.inline = true;
            }
        }
        _ if context.holds => {}
        _ => *context = inside(node, name, *context, list, draft),
    }
    if let Some(style) = style(name).filter(|_| !context.kept) {
        draft.begin(Inline::Style(style));
        open.inline = true;
    }
    open
}

/// What words inside the element are.
fn inside(node: &NodeRef, name: &str, context: Context, list: &mut Option<usize>, draft: &mut Draft) -> Context {
    let of = |kind| Context { kind: Some(kind), ..context };
    if is_embed(node) {
        return Context { kind: Some(BlockKind::Embed), holds: true, kept: false };
    }
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => of(BlockKind::Heading(name.as_bytes()[1] - b'0')),
        "figcaption" | "caption" => of(BlockKind::Caption),
        "blockquote" => of(BlockKind::BlockQuote),
        "pre" => Context { kind: Some(BlockKind::Code), holds: true, kept: true },
        "table" if is_data(node) => Context { kind: Some(BlockKind::Table), holds: true, kept: false },
        "ul" => {
            *list = None;
            context
        }
        "ol" => {
            *list = Some(node.attr("start").and_then(|s| s.parse().ok()).unwrap_or(1));
            context
        }
        "li" => {
            // The mark stands in the text, as it does in plain text.
            let mark = list.map_or("• ".to_owned(), |n| format!("{n}. "));
            if !node.text().trim().is_empty() {
                draft.words(&mark, BlockKind::ListItem);
            }
            *list = list.map(|n| n + 1);
            of(BlockKind::ListItem)
        }
        _ => context,
    }
}

fn style(name: &str) -> Option<Style> {
    match name {
        "b" | "strong" => Some(Style::Bold),
        "i" | "em" | "cite" => Some(Style::Italic),
        "code" | "kbd" | "samp" | "tt" => Some(Style::Code),
        "s" | "del" | "strike" => Some(Style::Strike),
        _ => None,
    }
}

fn is_address(href: &str) -> bool {
    let href = href.trim();
    !href.is_empty() && !href.starts_with('#') && !href.to_ascii_lowercase().starts_with("javascript:") && !href.contains(char::is_control)
}

fn is_hidden(node: &NodeRef) -> bool {
    node.has_attr("hidden") || node.attr("style").is_some_and(|s| s.replace(' ', "").contains("display:none"))
}

fn is_embed(node: &NodeRef) -> bool {
    node.class().is_some_and(|c| c.split_whitespace().any(|c| EMBEDS.contains(&c)))
}

/// Whether a table holds data; many only hold a layout.
fn is_data(table: &NodeRef) -> bool {
    let mut cells = 0;
    for node in table.descendants_it() {
        let name = node.node_name().unwrap_or_default();
        if matches!(&*name, "table" | "h1" | "h2" | "h3" | "blockquote" | "figure" | "article" | "section") {
            return false;
        }
        if matches!(&*name, "td" | "th") {
            cells += 1;
            if node.text().len() > 600 {
                return false;
            }
        }
    }
    cells > 2
}
