//! Speed of parsing: an article, and one and ten megabytes of news as plain text, Markdown and an HTML page.

use std::{fmt::Write as _, hint::black_box};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use sayso::parse::{Format, Hint, parse};

const SIZES: &[(&str, usize)] = &[("6 KB", 6_000), ("1 MB", 1_000_000), ("10 MB", 10_000_000)];

const PARAGRAPHS: &[&str] = &[
    "KARACHI — The ministry said on Friday, 28 November 2025, that Rs 40 crore were lost, 9 per cent more than in 2021, officials told reporters.",
    "“We will pay,” said Ann Lee, who runs 1,350 kilometres of rail from the port to the hills. “We have always paid, and we keep the receipts.”",
    "According to a report that the board has not published, the bridge was closed for nineteen days and reopened without a second survey.",
];

/// At least `size` bytes of news in a format.
fn news(format: Format, size: usize) -> String {
    let page = matches!(format, Format::Html);
    let mut out = String::new();
    if page {
        out.push_str("<!DOCTYPE html><html lang=\"en\"><head><title>Bridge closed</title></head><body><nav><a href=\"/\">Home</a></nav><article><h1>Bridge closed</h1>");
    }
    for (n, paragraph) in PARAGRAPHS.iter().cycle().enumerate() {
        if out.len() >= size {
            break;
        }
        let heading = n % 12 == 11;
        let written = match format {
            Format::Plain if heading => writeln!(out, "What was found\n\n{paragraph}\n"),
            Format::Markdown if heading => {
                writeln!(out, "## What was found\n\n{paragraph} See [the **report**](https://example.org/{n}).\n")
            }
            Format::Plain | Format::Markdown => writeln!(out, "{paragraph}\n"),
            Format::Html if heading => {
                writeln!(out, "<h2>What was found</h2><p>{paragraph} See <a href=\"/{n}\">the <b>report</b></a>.</p>")
            }
            Format::Html => writeln!(out, "<p>{paragraph}</p>"),
        };
        written.unwrap_or_default();
    }
    if page {
        out.push_str("</article><footer><p>All rights reserved.</p></footer></body></html>");
    }
    out
}

fn formats(criterion: &mut Criterion) {
    for (name, format) in [("plain", Format::Plain), ("markdown", Format::Markdown), ("html", Format::Html)] {
        let mut group = criterion.benchmark_group(format!("parse {name}"));
        group.sample_size(10);
        for (size, bytes) in SIZES {
            let text = news(format, *bytes);
            group.throughput(Throughput::Bytes(text.len() as u64));
            // Found from the content, as for a file of no telling name.
            group.bench_function(*size, |b| {
                b.iter_batched(|| text.clone().into_bytes(), |bytes| black_box(parse(bytes, &Hint::default())), BatchSize::PerIteration);
            });
        }
        group.finish();
    }
}

criterion_group!(benches, formats);
criterion_main!(benches);
