/*!
The pass over a page's blocks after its main content was found: buttons, advertising and repeated heads go, teasers are told from
paragraphs, and a post's lines come together.
*/

use super::facts::Facts;
use crate::{
    article::BlockKind,
    parse::{
        date,
        draft::Piece,
        signs::{self, Label, Post},
    },
};

/// Whole lines, in lower case, that are buttons, advertising or the like.
const FURNITURE: &[&str] = &[
    "advertisement",
    "advertisements",
    "advertising",
    "advertisement - continue reading below",
    "advertisement - scroll to continue",
    "story continues below",
    "story continues below advertisement",
    "continue reading the main story",
    "article continues below",
    "article continues after advertisement",
    "sponsored",
    "sponsored content",
    "ad",
    "ads",
    "anzeige",
    "publicité",
    "publicidad",
    "share",
    "share this",
    "share this article",
    "share this story",
    "share on facebook",
    "share on twitter",
    "share via email",
    "tweet",
    "tweet this",
    "facebook",
    "twitter",
    "email",
    "e-mail",
    "print",
    "save",
    "comment",
    "comments",
    "view comments",
    "show comments",
    "leave a comment",
    "post a comment",
    "copy link",
    "link copied",
    "copy url",
    "whatsapp",
    "linkedin",
    "pinterest",
    "reddit",
    "flipboard",
    "skip advertisement",
    "skip to content",
    "follow",
    "follow us",
    "subscribe",
    "subscribe now",
    "sign up",
    "sign in",
    "log in",
    "close",
    "loading...",
    "loading…",
    "play",
    "play video",
    "view gallery",
    "view image in fullscreen",
    "image",
    "hide caption",
    "toggle caption",
    "enlarge this image",
    "read more",
    "see more",
    "show more",
    "back to top",
    "top",
    "previous",
    "next",
    "updated",
    "published",
    "permalink",
    "report this ad",
    "listen to this article",
    "give this article",
];

/// The blocks that stay, and how many lines went.
pub fn tidy(pieces: Vec<Piece>, facts: &Facts) -> (Vec<Piece>, usize) {
    let before = pieces.len();
    let total = pieces.len();
    let kept: Vec<Piece> = pieces
        .into_iter()
        .enumerate()
        .filter(|(at, p)| !(is_furniture(p) || *at < 8 && is_head(p, facts) || is_rubbish(p, total - at)))
        .map(|(_, p)| p)
        .collect();
    let dropped = before - kept.len();
    (join(kept), dropped)
}

fn is_furniture(piece: &Piece) -> bool {
    if piece.text.len() > 120 || piece.kind == BlockKind::Code {
        return false;
    }
    let bare = piece.text.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != '…').to_lowercase();
    bare.is_empty() && piece.kind != BlockKind::Table || FURNITURE.contains(&bare.as_str()) && !matches!(piece.kind, BlockKind::Heading(1))
}

/// The byline or date again, which the head of the screen shows.
fn is_head(piece: &Piece, facts: &Facts) -> bool {
    if piece.text.len() > 120 || matches!(piece.kind, BlockKind::Heading(_)) {
        return false;
    }
    let dated = facts.meta.published.is_some() && date::find(&piece.text).is_some_and(|d| d.alone);
    let named = facts
        .meta
        .byline
        .as_deref()
        .is_some_and(|b| piece.text.trim_start_matches("By ").trim_start_matches("by ").eq_ignore_ascii_case(b));
    dated || named
}

/// Calls to sign up or write in, near the end.
fn is_rubbish(piece: &Piece, from_end: usize) -> bool {
    const CALLS: &[&str] = &[
        "sign up for our",
        "subscribe to our",
        "newsletter",
        "follow us on",
        "all rights reserved",
        "©",
        "download our app",
        "terms of use",
        "privacy policy",
        "click here to",
    ];
    let lower = piece.text.to_lowercase();
    piece.text.len() < 220
        && from_end <= 6
        && !matches!(piece.kind, BlockKind::Heading(1))
        && CALLS.iter().any(|c| lower.contains(c))
        && !piece.text.contains('“')
}

/// Makes one block of a teaser's label and lines, and of a post's.
fn join(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    // Whether the last block is a teaser whose title is still to come.
    let mut waits = false;
    for mut piece in pieces {
        let label = if piece.text.len() <= 300 && !matches!(piece.kind, BlockKind::Embed | BlockKind::Code | BlockKind::Table) {
            signs::label(&piece.text)
        } else {
            None
        };
        let linked = piece.linked() > 0.6 && piece.text.len() <= 300;
        match (label, out.last_mut()) {
            (Some(Label::Alone), _) => {
                piece.kind = BlockKind::Related;
                waits = true;
            }
            (Some(Label::Inline), _) if piece.linked() > 0.3 => {
                piece.kind = BlockKind::Related;
                waits = false;
            }
            (_, Some(last)) if waits && last.kind == BlockKind::Related && linked => {
                last.append(piece);
                continue;
            }
            _ => {
                // A label with nothing below it heads a section.
                if let Some(last) =
                    out.last_mut().filter(|l| waits && l.kind == BlockKind::Related && !l.text.contains('\n') && l.links.is_empty())
                {
                    last.kind = BlockKind::Heading(2);
                }
                waits = false;
                if piece.kind == BlockKind::BlockQuote && signs::post(piece.text.lines().last().unwrap_or_default()) == Post::Name {
                    piece.kind = BlockKind::Embed;
                }
            }
        }
        out.push(piece);
    }
    out
}
