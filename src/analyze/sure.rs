/*!
How sure a quote is: what the taggers' margins and the quotation marks say, as a share of right ones, measured on articles that the taggers
had not seen.
*/

use super::{QuoteKind, attribution::Draft};

/// The share of such drafts that are right.
pub fn of(draft: &Draft) -> f32 {
    match (draft.kind, draft.margins) {
        (QuoteKind::Scare | QuoteKind::Title, _) => 0.7,
        (QuoteKind::Block, _) => 0.9,
        (_, None) if draft.source.is_some() => 0.75,
        (_, None) => 0.5,
        (kind, Some([border, cue])) => {
            let marked = if kind == QuoteKind::Indirect { 0.0 } else { 1.0 };
            let z = -0.3 + 0.4 * cue.clamp(0.0, 4.0) + 0.3 * border.clamp(0.0, 4.0) + marked;
            1.0 / (1.0 + (-z).exp())
        }
    }
}
