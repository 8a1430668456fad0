//! Articles by address, from a server of the test's own: nothing here leaves the machine.

#![allow(clippy::unwrap_used)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use flate2::{Compression, read::GzEncoder};
use sayso::{article::Origin, io::web};
use serde_json::Value;

const PAGE: &str = "<!doctype html><html lang=\"en\"><head><title>Talks failed</title></head><body><article><h1>Talks failed</h1>\
<p>The claim is baseless and always was, the spokesman told reporters on Friday in Doha after a day of talks.</p>\
<p>“We will try again next week,” said Ann Lee, who leads the delegation. She did not say where.</p></article></body></html>";

/// A server on this machine, and the requests it has seen.
struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers each path with the bytes that `answer` gives; then the connection is closed.
    fn start(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let requests = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let request = read(&stream);
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                requests.lock().unwrap().push(request);
                let mut stream = stream;
                // A client that has seen enough hangs up early.
                let _ = stream.write_all(&answer(&path)).and_then(|()| stream.shutdown(Shutdown::Write));
            }
        });
        Self { port, seen }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

/// The lines of a request, to the empty one.
fn read(stream: &TcpStream) -> String {
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    lines.take_while(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
}

fn ok(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn status(status: &str, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n{headers}\r\n").into_bytes()
}

/// Runs the program without proxies, in a home of its own. Gives exit status, stdout, stderr.
fn sayso(arguments: &[&str]) -> (i32, String, String) {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    for name in ["all_proxy", "http_proxy", "https_proxy", "ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"] {
        command.env_remove(name);
    }
    let output = command.args(arguments).env("SAYSO_HOME", home.path()).current_dir(home.path()).output().unwrap();
    let words = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), words(output.stdout), words(output.stderr))
}

/// Asserts that `url` fails with one line that names it and each of `names`.
fn fails(url: &str, names: &[&str]) {
    for command in [&["extract", url][..], &["--plain", url]] {
        let (code, out, err) = sayso(command);
        assert_eq!((code, err.lines().count()), (1, 1), "{out}{err}");
        assert!(err.starts_with("sayso: ") && err.contains(url), "{err}");
        for name in names {
            assert!(err.contains(name), "{name} in {err}");
        }
    }
}

fn extracted(url: &str) -> Value {
    let (code, out, err) = sayso(&["extract", url]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn a_page_is_read_from_its_address_with_one_request() {
    let server = Server::start(|_| ok("Content-Type: text/html; charset=utf-8\r\n", PAGE.as_bytes()));
    let url = server.url("/talks/ü?id=7#:~:text=baseless");
    let found = extracted(&url);
    assert_eq!(found["document"]["title"], "Talks failed");
    assert_eq!(found["document"]["url"], server.url("/talks/%C3%BC?id=7"));
    assert!(found["quotes"].as_array().unwrap().iter().any(|q| q["speaker"]["name"] == "Ann Lee"));
    let seen = server.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    let request = seen[0].to_lowercase();
    assert!(request.starts_with("get /talks/%c3%bc?id=7 http/1.1"), "{request}");
    assert!(request.contains(&format!("user-agent: sayso/{}", env!("CARGO_PKG_VERSION"))), "{request}");
    let (code, out, err) = sayso(&[&server.url("/")]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("Talks failed") && out.contains("Ann Lee (said)"), "{out}");
}

#[test]
fn the_address_that_was_read_in_the_end_is_the_articles() {
    let server = Server::start(|path| match path {
        "/short" => status("302 Found", "Location: /long/story.html\r\n"),
        "/loop" => status("302 Found", "Location: /loop\r\n"),
        "/away" => status("301 Moved Permanently", "Location: ftp://example.org/story\r\n"),
        _ => ok("Content-Type: text/html\r\n", PAGE.as_bytes()),
    });
    let page = web::fetch(&server.url("/short")).unwrap();
    assert_eq!(page.url, server.url("/long/story.html"));
    assert_eq!(extracted(&server.url("/short"))["document"]["url"], server.url("/long/story.html"));
    fails(&server.url("/loop"), &["more than 5 times"]);
    fails(&server.url("/away"), &["save the page and open the file"]);
}

#[test]
fn the_servers_encoding_is_heeded() {
    let latin = b"The caf\xe9 in N\xeemes was shut on Friday, its owner said. \xa4 20 were paid.".to_vec();
    let server = Server::start(move |path| match path {
        "/latin-1" => ok("Content-Type: text/plain; charset=ISO-8859-1\r\n", &latin),
        _ => ok("Content-Type: text/plain; charset=iso-8859-15\r\n", &latin),
    });
    let text = |path: &str| extracted(&server.url(path))["document"]["text"].as_str().unwrap().to_owned();
    assert!(text("/latin-1").contains("café in Nîmes") && text("/latin-1").contains("¤ 20"));
    assert!(text("/latin-9").contains("€ 20"));
}

#[test]
fn packed_pages_are_unpacked_and_counted_as_they_are_then() {
    let packed = |bytes: &[u8]| {
        let mut packed = Vec::new();
        GzEncoder::new(bytes, Compression::fast()).read_to_end(&mut packed).unwrap();
        packed
    };
    let (page, bomb) = (packed(PAGE.as_bytes()), packed(&vec![b' '; (20 << 20) + 1]));
    assert!(bomb.len() < 1 << 20);
    let server = Server::start(move |path| {
        let body = if path == "/bomb" { &bomb } else { &page };
        ok("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", body)
    });
    assert_eq!(extracted(&server.url("/page"))["document"]["title"], "Talks failed");
    fails(&server.url("/bomb"), &["larger than 20 MB"]);
}

#[test]
fn what_cannot_be_had_is_told_in_one_line_with_what_to_do() {
    let server = Server::start(|path| match path {
        "/gone" => status("404 Not Found", ""),
        "/wall" => status("403 Forbidden", ""),
        "/down" => status("503 Service Unavailable", ""),
        "/report.pdf" => ok("Content-Type: application/pdf\r\n", b"%PDF-1.7\n"),
        "/secret.pdf" => ok("Content-Type: text/html\r\n", b"%PDF-1.7\n"),
        "/empty" => ok("Content-Type: text/html\r\n", b""),
        "/torn" => b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>The beginning".to_vec(),
        "/noise" => b"220 ftp ready\r\n".to_vec(),
        _ => Vec::new(),
    });
    fails(&server.url("/gone"), &["404", "check the address"]);
    fails(&server.url("/wall"), &["403", "save the page and open the file"]);
    fails(&server.url("/down"), &["503", "try again later"]);
    fails(&server.url("/report.pdf"), &["application/pdf", "not a page of text"]);
    fails(&server.url("/secret.pdf"), &["a PDF"]);
    fails(&server.url("/empty"), &["is empty"]);
    fails(&server.url("/torn"), &["closed before all of it had come", "save the page and open the file"]);
    fails(&server.url("/noise"), &["save the page and open the file"]);
    fails(&server.url("/closed"), &["save the page and open the file"]);
    // Nobody listens where a listener was closed.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    fails(&format!("http://127.0.0.1:{port}/"), &["takes no connections"]);
    fails("http://", &["no address"]);
}

#[test]
fn commands_on_the_library_fetch_nothing() {
    let server = Server::start(|_| ok("Content-Type: text/html\r\n", PAGE.as_bytes()));
    let home = tempfile::tempdir().unwrap();
    let article = {
        let page = web::fetch(&server.url("/story?utm_source=x")).unwrap();
        let hint = sayso::parse::Hint { url: Some(&page.url), content_type: page.content_type.as_deref(), ..Default::default() };
        let mut article = sayso::parse::parse(page.bytes, &hint).unwrap();
        article.origin = Origin::Url(page.url);
        article
    };
    let store = sayso::io::store::Store::new(sayso::io::places::Places::under(home.path()));
    store.keep(&article, "2025-11-28T10:00:00Z").unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        command.args(arguments).env("SAYSO_HOME", home.path()).output().unwrap().stdout
    };
    let before = server.seen().len();
    assert!(String::from_utf8_lossy(&run(&["notes", "--all"])).is_empty());
    run(&["doctor"]);
    run(&["tags"]);
    assert_eq!(server.seen().len(), before);
}
