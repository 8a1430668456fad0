/*!
How sure a quote is: what the taggers' margins and the quotation marks say, as a share of right ones, measured on articles that the taggers
had not seen.
*/

use super::{QuoteKind, attribution::Draft};

/// What is less sure than this is more often wrong than it is worth.
pub const LEAST: f32 = 0.30;

/// The same for what is said inside what another says: seldom a finding of its own.
pub const LEAST_INSIDE: f32 = 0.75;

/// The share of such drafts that are right. The weights are those of a logistic regression on the held-back articles of pressroom.
pub fn of(draft: &Draft) -> f32 {
    match (draft.kind, draft.margins) {
        (QuoteKind::Scare | QuoteKind::Title, _) => 0.7,
        (QuoteKind::Block, _) => 0.95,
        (_, None) if draft.source.is_some() => 0.8,
        (QuoteKind::Direct, None) => 0.75,
        (_, None) => 0.55,
        (kind, Some([border, cue])) => {
            let marked = if kind == QuoteKind::Indirect { 0.0 } else { 0.46 };
            let source = if draft.source.is_some() { 0.58 } else { 0.0 };
            let after = match (draft.cue, draft.content.first()) {
                (Some(cue), Some(first)) if cue.start >= first.end => 0.46,
                _ => 0.0,
            };
            let z = -3.13 + 1.41 * border.max(0.0).ln_1p() + 1.46 * cue.max(0.0).ln_1p() + marked + source + after;
            1.0 / (1.0 + (-z).exp())
        }
    }
}
