/*!
`sayso tags`: the tags of the whole library, and one put in place of another. Each article is changed as a whole or not at all, in one step that
its history can undo.
*/

use std::{
    collections::BTreeMap,
    io::{self, BufWriter, Write},
};

use anyhow::{Context, bail};

use super::{
    Done, Outcome,
    arguments::TagChange,
    complain, home,
    notes::{self, Bundle},
    report::one_line,
};
use crate::{
    annotation::Step,
    io::store::{self, Store},
};

/// Runs `sayso tags`.
pub fn run(change: Option<&TagChange>) -> Done {
    let (bundles, outcome) = notes::library(&Store::new(home::places()?));
    let (from, to) = match change {
        None => {
            list(&bundles)?;
            return Ok(outcome);
        }
        Some(TagChange::Rename { from, to }) => (std::slice::from_ref(from), to.trim()),
        Some(TagChange::Merge { from, into }) => (from.as_slice(), into.trim()),
    };
    if to.is_empty() {
        bail!("a tag needs a name");
    }
    Ok(if replace(bundles, from, to)? == Outcome::Fine { outcome } else { Outcome::Failed })
}

/// The tags with how often each is used.
fn list(bundles: &[Bundle]) -> io::Result<()> {
    let mut counts = BTreeMap::new();
    for (tag, times) in bundles.iter().flat_map(|b| b.list.tags()) {
        *counts.entry(tag).or_insert(0) += times;
    }
    let mut out = BufWriter::new(io::stdout().lock());
    for (tag, times) in counts {
        writeln!(out, "{times:6}  {tag}")?;
    }
    out.flush()
}

fn replace(bundles: Vec<Bundle>, from: &[String], to: &str) -> Done {
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut met, mut changed, mut outcome) = (false, 0, Outcome::Fine);
    for mut bundle in bundles {
        let Some(sentence) = bundle.list.rename_tags(&bundle.article.text, from, to, &store::now()).map(Step::sentence) else { continue };
        let title = one_line(bundle.article.title());
        met = true;
        // What cannot be changed in one article does not keep the others from it.
        if let Err(error) = bundle.save().with_context(|| format!("{title}: not changed")) {
            outcome = Outcome::Failed;
            complain(&error);
        } else {
            changed += 1;
            writeln!(out, "{title}: {sentence}")?;
        }
    }
    if !met {
        bail!("no annotation has the tag {}; sayso tags lists those in use", from.join(" or "));
    }
    writeln!(out, "{} → {to} in {changed} {}", from.join(", "), if changed == 1 { "article" } else { "articles" })?;
    out.flush()?;
    Ok(outcome)
}
