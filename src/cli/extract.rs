/*!
`sayso extract`: articles, or a stream of documents, → what is found in them, one result for each input, in input order.
*/

use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, IsTerminal, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    thread,
};

use anyhow::{Context, anyhow, bail};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::{
    Done, Outcome,
    arguments::{Extract, ExtractFormat, InputFormat},
    complain,
    corrected::Corrections,
    findings, load, pipeline, report,
};
use crate::{
    article::{Article, Meta},
    parse::{self, Format, Hint, ParseError},
};

/// Runs `sayso extract`.
pub fn run(mut options: Extract) -> Done {
    let stream = options.from == InputFormat::Jsonl;
    if options.articles.is_empty() {
        if !stream && io::stdin().is_terminal() {
            bail!("name an article: a file, an address, or - for standard input");
        }
        options.articles.push("-".into());
    }
    let jobs = options.jobs.map_or_else(|| thread::available_parallelism().map_or(1, usize::from), usize::from);
    let format = options.format.unwrap_or(if stream { ExtractFormat::Jsonl } else { ExtractFormat::Json });
    let layout = match format {
        ExtractFormat::Json if !stream && options.articles.len() == 1 => Layout::Pretty,
        ExtractFormat::Json | ExtractFormat::Jsonl => Layout::Line,
        ExtractFormat::Csv => Layout::Csv,
        ExtractFormat::Markdown => Layout::Markdown,
    };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    if layout == Layout::Csv {
        report::csv_head(&mut out)?;
    }
    let corrections = Corrections::new(options.as_found);
    let mut outcome = Outcome::Fine;
    let sink = |out: &mut BufWriter<_>, answer: Answer| {
        if let Some(complaint) = answer.complaint {
            outcome = Outcome::Failed;
            if answer.output.is_empty() {
                // What was found so far stands before the complaint where both go to one terminal.
                out.flush()?;
                complain(&anyhow!(complaint));
            }
        }
        out.write_all(&answer.output)
    };
    if stream {
        let lines = lines(options.articles)?;
        let corrections = corrections.without_library();
        pipeline::ordered(lines, jobs, move |line| answer_line(line, layout, &corrections), &mut out, sink)?;
    } else {
        let format = match options.from {
            InputFormat::Text => Some(Format::Plain),
            InputFormat::Markdown => Some(Format::Markdown),
            InputFormat::Html => Some(Format::Html),
            InputFormat::Auto | InputFormat::Jsonl => None,
        };
        let jobs = jobs.min(options.articles.len());
        pipeline::ordered(options.articles.into_iter(), jobs, move |a| answer_article(&a, format, layout, &corrections), &mut out, sink)?;
    }
    Ok(outcome)
}

/// How an extraction is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Pretty,
    Line,
    Csv,
    Markdown,
}

/// What one input gives: words for stdout, and whether it failed.
#[derive(Debug, Default)]
struct Answer {
    output: Vec<u8>,
    complaint: Option<String>,
}

/// One line of the stream, with its place in the input.
#[derive(Debug)]
struct Line {
    number: usize,
    bytes: io::Result<Vec<u8>>,
}

/// The lines of all inputs, blank ones left out, each input counted from 1.
fn lines(inputs: Vec<OsString>) -> anyhow::Result<impl Iterator<Item = Line> + Send + 'static> {
    let open = |input: OsString| -> anyhow::Result<Box<dyn BufRead + Send>> {
        if input == "-" {
            return Ok(Box::new(BufReader::with_capacity(1 << 16, io::stdin())));
        }
        let path = PathBuf::from(input);
        let file = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
    };
    let inputs = inputs.into_iter().map(open).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(inputs.into_iter().flat_map(|mut input| {
        let (mut number, mut broken) = (0, false);
        std::iter::from_fn(move || {
            loop {
                let mut bytes = Vec::new();
                number += 1;
                match input.read_until(b'\n', &mut bytes) {
                    Ok(0) => return None,
                    Ok(_) if bytes.trim_ascii().is_empty() => {}
                    Ok(_) => return Some(Line { number, bytes: Ok(bytes) }),
                    Err(_) if broken => return None,
                    Err(error) => {
                        broken = true;
                        return Some(Line { number, bytes: Err(error) });
                    }
                }
            }
        })
    }))
}

/// A document as other programs hand it over.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Document {
    #[serde(deserialize_with = "given")]
    id: Option<Value>,
    text: Option<String>,
    html: Option<String>,
    markdown: Option<String>,
    url: Option<String>,
    title: Option<String>,
    published: Option<String>,
    language: Option<String>,
}

/// A value that stands there, `null` too.
fn given<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(value).map(Some)
}

/// The document of a line that is an object as it should be; why another is none takes a closer look.
fn plain(line: &[u8]) -> Option<Document> {
    let line = str::from_utf8(line).ok()?;
    line.trim_start().starts_with('{').then(|| serde_json::from_str(line).ok())?
}

fn answer_line(line: Line, layout: Layout, corrections: &Corrections) -> Answer {
    let number = line.number;
    let mut id = Value::Null;
    let done = line.bytes.map_err(Into::into).and_then(|bytes| {
        let numbered = || Value::from(number.to_string());
        let document = if let Some(mut document) = plain(&bytes) {
            id = document.id.take().unwrap_or_else(numbered);
            document
        } else {
            let value: Value = serde_json::from_slice(&bytes).map_err(|e| anyhow!("is not JSON: {}", json_words(&e)))?;
            let Value::Object(fields) = &value else { bail!("is not a JSON object; give {{\"id\": …, \"text\": …}}") };
            id = fields.get("id").cloned().unwrap_or_else(numbered);
            Document::deserialize(value).map_err(|e| anyhow!("has a field of the wrong kind: {e}"))?
        };
        guarded(|| write(&id, &article(document)?, layout, corrections))
    });
    match done {
        Ok(output) => Answer { output, complaint: None },
        Err(error) => {
            let complaint = format!("line {number}: {error:#}");
            // CSV and Markdown have no room for errors: there they go to stderr.
            let output = match layout {
                Layout::Pretty | Layout::Line => format!("{}\n", json!({"id": id, "error": complaint})).into_bytes(),
                Layout::Csv | Layout::Markdown => Vec::new(),
            };
            Answer { output, complaint: Some(complaint) }
        }
    }
}

/// The JSON reader's words, without its "line 1", which would be taken for the line of the input.
fn json_words(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    format!("{words} at column {}", error.column())
}

fn article(document: Document) -> anyhow::Result<Article> {
    let (bytes, format) = match (&document.text, &document.markdown, &document.html) {
        (Some(text), _, _) => (text, Format::Plain),
        (None, Some(markdown), _) => (markdown, Format::Markdown),
        (None, None, Some(html)) => (html, Format::Html),
        (None, None, None) => bail!("has no \"text\", \"markdown\" or \"html\""),
    };
    let hint = Hint { url: document.url.as_deref(), format: Some(format), ..Hint::default() };
    let mut article = match parse::parse(bytes.as_bytes(), &hint) {
        // A document without words is a document: nothing is found in it.
        Err(ParseError::Empty) if format != Format::Html => Article::default(),
        parsed => parsed.map_err(|e| anyhow!("the document {e}"))?,
    };
    let Meta { title, url, published, language, .. } = &mut article.meta;
    for (field, given) in [(title, document.title), (url, document.url), (published, document.published), (language, document.language)] {
        if given.is_some() {
            *field = given;
        }
    }
    Ok(article)
}

fn answer_article(argument: &OsStr, format: Option<Format>, layout: Layout, corrections: &Corrections) -> Answer {
    let id = Value::from(argument.to_string_lossy());
    match guarded(|| write(&id, &load::article(argument, format)?, layout, corrections)) {
        Ok(output) => Answer { output, complaint: None },
        Err(error) => Answer { output: Vec::new(), complaint: Some(format!("{error:#}")) },
    }
}

/// A defect that one document brings to light must not end the run for the others.
fn guarded(work: impl FnOnce() -> anyhow::Result<Vec<u8>>) -> anyhow::Result<Vec<u8>> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(anyhow!("brought to light a defect in sayso; please report it")))
}

fn write(id: &Value, article: &Article, layout: Layout, corrections: &Corrections) -> anyhow::Result<Vec<u8>> {
    let analysis = corrections.analyze(article);
    let mut output = Vec::with_capacity(2 * article.text.len() + 1024);
    match layout {
        Layout::Pretty => serde_json::to_writer_pretty(&mut output, &findings::extraction(id, article, &analysis))?,
        Layout::Line => serde_json::to_writer(&mut output, &findings::extraction(id, article, &analysis))?,
        Layout::Csv => report::csv(&mut output, &plain_id(id), article, &analysis)?,
        Layout::Markdown => report::markdown(&mut output, article, &analysis)?,
    }
    if matches!(layout, Layout::Pretty | Layout::Line) {
        output.push(b'\n');
    }
    Ok(output)
}

/// An id as it stands in a table: without JSON's quotation marks.
fn plain_id(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}
