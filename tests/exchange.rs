//! Exchange with other programs, both ways: nothing that either side wrote is lost, and what is written keeps the standard's rules.

#![allow(clippy::unwrap_used)]

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use sayso::annotation::jsonld::{self, Collection};
use sayso::annotation::{Anchor, Annotation, Annotations, Correction, FindingList, History, Rating, Target, Verdict, hypothesis};
use sayso::article::Article;
use sayso::io::{places::Places, store::Store};

const SOURCE: &str = "https://example.org/story";

/// Any text: letters of many scripts, emoji, right-to-left marks, control characters, what JSON must escape.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zé ]{1,12}", "\\PC{1,12}", "[\u{0}-\u{1f}\"\\\\\u{7f}\u{2028}\u{202e}]{1,8}", Just("🏳️‍🌈 שלום مرحبا 你好".to_owned())]
}

fn time() -> impl Strategy<Value = String> {
    (0..24_u8, 0..60_u8, 0..1_000_u16).prop_map(|(h, m, ms)| format!("2025-11-28T{h:02}:{m:02}:07.{ms:03}Z"))
}

fn anchor() -> impl Strategy<Value = Anchor> {
    (text(), text(), text(), 0..9_000_usize, 1..500_usize, option::of(0..90_usize), option::of((1..4_usize, 4..9_usize)))
        .prop_map(|(exact, prefix, suffix, start, len, block, nth)| Anchor { exact, prefix, suffix, start, end: start + len, block, nth })
}

fn target() -> impl Strategy<Value = Target> {
    let finding = (0..FindingList::ALL.len(), text(), anchor());
    prop_oneof![
        Just(Target::Article),
        anchor().prop_map(Target::Words),
        finding.prop_map(|(list, name, anchor)| Target::Finding { list: FindingList::ALL[list], name, anchor }),
    ]
}

fn annotation() -> impl Strategy<Value = Annotation> {
    let acts = ["speaker", "not-quote", "entity-kind", "merge", "missed-quote"];
    let verdict = (0..Rating::ALL.len(), option::of("https://[a-z]{1,8}\\.org/[a-z]{0,5}"), option::of(time()));
    let verdict = verdict.prop_map(|(rating, evidence, date)| Verdict { rating: Rating::ALL[rating], evidence, date });
    let correction = (0..acts.len(), option::of(text()), any::<bool>());
    let correction = correction.prop_map(move |(act, value, all)| Correction { act: acts[act].to_owned(), value, all });
    let said = (option::of(text()), vec(text(), 0..4), option::of("[a-z]{3,6}"), option::of(verdict), option::of(correction));
    ("[0-9a-f]{12}", target(), said, time(), time(), option::of("acct:[a-z]{1,6}@example\\.org"), option::of(time())).prop_map(
        |(id, target, (note, tags, color, verdict, correction), created, modified, creator, version)| {
            let mut a = Annotation { target, note, color, verdict, correction, modified, creator, version, ..Annotation::default() };
            (a.id, a.created) = (format!("urn:uuid:00000000-0000-4000-8000-{id}"), created);
            for tag in &tags {
                a.tag(tag);
            }
            a
        },
    )
}

/// Fields that this program has never heard of.
fn foreign() -> impl Strategy<Value = Map<String, Value>> {
    let value =
        prop_oneof![text().prop_map(Value::from), any::<i32>().prop_map(Value::from), Just(json!({"deep": [1, null, {"er": true}]}))];
    btree_map("x-[a-z]{1,5}", value, 0..3).prop_map(|map| map.into_iter().collect())
}

/// An entry as another program might write it, with fields of its own everywhere.
fn foreign_entry() -> impl Strategy<Value = Value> {
    (annotation(), vec(foreign(), 6), any::<bool>(), any::<bool>()).prop_map(|(a, extra, more, second)| {
        let mut entry = jsonld::entry(&a, SOURCE);
        entry.as_object_mut().unwrap().extend(extra[0].clone());
        let target = entry["target"].as_object_mut().unwrap();
        target.extend(extra[1].clone());
        if let Some(selectors) = target.get_mut("selector").and_then(Value::as_array_mut) {
            selectors[0].as_object_mut().unwrap().extend(extra[2].clone());
            selectors[1].as_object_mut().unwrap().extend(extra[3].clone());
            if more {
                selectors.push(json!({"type": "XPathSelector", "value": "/html/body/p[2]", "refinedBy": extra[4]}));
                selectors.push(json!({"type": "TextQuoteSelector", "exact": "a second one"}));
            }
        }
        if let Some(bodies) = entry.get_mut("body").and_then(Value::as_array_mut) {
            bodies[0].as_object_mut().unwrap().extend(extra[5].clone());
            if more {
                bodies.push(json!({"id": "https://example.org/video", "type": "Video"}));
                bodies.push(json!("https://example.org/plain"));
            }
        }
        if second {
            entry["target"] = json!([entry["target"], "https://example.org/another"]);
            entry["motivation"] = json!(["bookmarking", "https://example.org/own"]);
            entry["creator"] = json!([{"id": "https://example.org/me", "type": "Person", "email_sha1": "00"}]);
        }
        entry
    })
}

/// Whether all of `part` stands in `whole`: fields by name, items of lists anywhere.
fn holds(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(w), Value::Object(p)) => p.iter().all(|(k, v)| w.get(k).is_some_and(|w| holds(w, v))),
        (Value::Array(w), Value::Array(p)) => w.len() == p.len() && p.iter().all(|v| w.iter().any(|w| holds(w, v))),
        (w, p) => w == p,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_the_same(list in vec(annotation(), 0..5)) {
        let collection = Collection { id: "urn:sayso:article:1".into(), source: SOURCE.into(), annotations: list, ..Collection::default() };
        let written = jsonld::write(&collection);
        prop_assert_eq!(&jsonld::read(&written).unwrap(), &collection);
        prop_assert_eq!(jsonld::salvage(&written), collection.annotations, "and so it is from a damaged file");
    }

    #[test]
    fn the_short_way_and_the_long_way_agree(a in annotation(), foreign in foreign_entry()) {
        prop_assert_eq!(jsonld::line(&a, SOURCE), jsonld::entry(&a, SOURCE).to_string());
        // On a line of its own an entry may go the short way, in any other layout it does not.
        for entry in [jsonld::entry(&a, SOURCE), foreign] {
            let frame = Collection { source: SOURCE.into(), ..Collection::default() };
            let line = jsonld::assemble(&frame, std::iter::once(entry.to_string().as_str()));
            let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&line).unwrap()).unwrap();
            prop_assert_eq!(jsonld::read(&line).unwrap(), jsonld::read(&pretty).unwrap());
        }
    }

    #[test]
    fn fields_of_other_programs_survive(entry in foreign_entry()) {
        let annotation = jsonld::read_entry(entry.clone(), SOURCE).unwrap();
        let written = jsonld::entry(&annotation, SOURCE);
        prop_assert!(holds(&written, &entry), "{entry:#}\n{written:#}");
        prop_assert_eq!(jsonld::read_entry(written, SOURCE).unwrap(), annotation);
    }

    #[test]
    fn a_change_leaves_fields_of_other_programs_alone(entry in foreign_entry()) {
        let before = jsonld::read_entry(entry, SOURCE).unwrap();
        let after = Annotation { note: Some("changed".into()), color: Some("red".into()), ..before.clone() };
        prop_assert_eq!(jsonld::read_entry(jsonld::entry(&after, SOURCE), SOURCE).unwrap().foreign, before.foreign);
    }

    #[test]
    fn hypothesis_and_back_loses_nothing(entry in foreign_entry()) {
        let annotation = jsonld::read_entry(entry, "").unwrap();
        let export = hypothesis::write(&[(SOURCE, "A day", vec![&annotation])], "2025-11-28T10:00:00Z");
        let read = hypothesis::read(&export).unwrap();
        prop_assert!(read.unreadable.is_empty());
        let mut back = read.annotations[0].clone();
        // What the export says of the page and its reader is kept too, and is the only thing new.
        back.foreign.fields.remove("sayso:hypothesis");
        prop_assert_eq!(jsonld::entry(&back, ""), jsonld::entry(&annotation, ""));
        let again = hypothesis::write(&[(SOURCE, "A day", vec![&read.annotations[0]])], "2025-11-28T10:00:00Z");
        prop_assert_eq!(serde_json::from_str::<Value>(&again).unwrap(), serde_json::from_str::<Value>(&export).unwrap());
    }

    #[test]
    fn written_files_keep_the_standards_rules(list in vec(annotation(), 0..4)) {
        let total = list.len();
        let source = SOURCE.to_owned();
        let written = jsonld::write(&Collection { id: "urn:sayso:article:1".into(), source, annotations: list, ..Collection::default() });
        let file: Value = serde_json::from_str(&written).unwrap();
        prop_assert!(has_context(&file["@context"]));
        prop_assert_eq!((&file["type"], &file["total"]), (&json!("AnnotationCollection"), &json!(total)));
        let page = &file["first"];
        prop_assert_eq!((&page["type"], &page["startIndex"]), (&json!("AnnotationPage"), &json!(0)));
        prop_assert!(is_iri(&file["id"]) && is_iri(&page["id"]));
        for entry in page["items"].as_array().unwrap() {
            if let Err(why) = rules(entry) {
                prop_assert!(false, "{why}: {entry:#}");
            }
        }
    }
}

#[test]
fn positions_are_code_points() {
    let text = "👩‍👩‍👧 said “né” – and 你好 again.";
    let at = text.find("你好").unwrap();
    let anchor = Anchor::describe(text, sayso::text::Span::new(at, at + "你好".len()));
    let entry = jsonld::entry(&Annotation::new("urn:a", Target::Words(anchor), "2025-11-28T10:00:00Z"), SOURCE);
    let position = &entry["target"]["selector"][1];
    let [start, end] = ["start", "end"].map(|k| position[k].as_u64().unwrap() as usize);
    assert_eq!(text.chars().skip(start).take(end - start).collect::<String>(), "你好");
    assert_eq!(start, text.chars().position(|c| c == '你').unwrap());
}

#[test]
fn what_other_programs_wrote_stays_in_the_file_through_an_edit() {
    let home = tempfile::tempdir().unwrap();
    let article = Article { text: "Talks failed on Friday.".into(), ..Article::default() };
    let mut shelf = Store::new(Places::under(home.path())).shelf(&article);
    let theirs = json!({"@context": [jsonld::CONTEXT, {"their": "https://their.example/#"}], "id": "https://their.example/all", "type": ["AnnotationCollection", "their:List"],
        "label": "theirs", "their:field": {"deep": [1]}, "total": 3, "first": {"type": "AnnotationPage", "items": [
            {"id": "urn:a", "type": "Annotation", "their:mood": "grim", "target": {"source": SOURCE, "selector": {"type": "TextQuoteSelector", "exact": "failed", "their:x": 1}}},
            {"id": "urn:b", "type": "their:Thing", "value": [1, 2]},
            {"id": "urn:c", "type": "Annotation"}]}});
    std::fs::create_dir_all(shelf.folder()).unwrap();
    std::fs::write(shelf.file(), theirs.to_string()).unwrap();
    let loaded = shelf.load().unwrap();
    let mut list = Annotations::open(&article.text, loaded.annotations.iter().map(|a| a.as_ref().clone()), History::default());
    list.change(&article.text, "urn:a", "2025-11-28T10:00:00Z", |a| a.note = Some("who?".into())).unwrap();
    shelf.save(&list.snapshot(), &list.take_unsaved()).unwrap();
    let file: Value = serde_json::from_str(&std::fs::read_to_string(shelf.file()).unwrap()).unwrap();
    assert_eq!((&file["their:field"], &file["label"], &file["id"]), (&theirs["their:field"], &theirs["label"], &theirs["id"]));
    let items = file["first"]["items"].as_array().unwrap();
    let theirs = theirs["first"]["items"].as_array().unwrap();
    assert_eq!((items.len(), &file["total"]), (3, &json!(3)));
    assert!(items.contains(&theirs[1]) && items.contains(&theirs[2]), "{items:#?}");
    let edited = items.iter().find(|i| i["id"] == "urn:a").unwrap();
    assert_eq!((&edited["their:mood"], &edited["target"]["selector"][0]["their:x"]), (&json!("grim"), &json!(1)));
    assert_eq!(edited["body"][0]["value"], "who?");
}

const MOTIVATIONS: [&str; 13] = [
    "assessing",
    "bookmarking",
    "classifying",
    "commenting",
    "describing",
    "editing",
    "highlighting",
    "identifying",
    "linking",
    "moderating",
    "questioning",
    "replying",
    "tagging",
];

fn has_context(value: &Value) -> bool {
    let standard = json!(jsonld::CONTEXT);
    *value == standard || value.as_array().is_some_and(|all| all.contains(&standard))
}

fn is_iri(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|s| s.split_once(':').is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty()) && !s.contains(' '))
}

fn is_time(value: &Value) -> bool {
    value.as_str().is_some_and(|s| s.contains('T') && s.parse::<jiff::Timestamp>().is_ok())
}

/// The MUSTs of the Web Annotation Data Model that an annotation of ours can break.
fn rules(a: &Value) -> Result<(), String> {
    let must = |holds: bool, what: &str| if holds { Ok(()) } else { Err(what.to_owned()) };
    must(has_context(&a["@context"]), "one or more contexts, the standard's among them")?;
    must(is_iri(&a["id"]), "exactly one IRI that identifies it")?;
    must(a["type"] == "Annotation", "the class Annotation")?;
    must(MOTIVATIONS.iter().any(|m| a["motivation"] == *m), "a motivation of the standard's")?;
    must(is_time(&a["created"]) && is_time(&a["modified"]), "dates in xsd:dateTime with a time zone")?;
    must(is_iri(&a["creator"]) || is_iri(&a["creator"]["id"]) && a["creator"]["type"] == "Person", "an agent with IRI or class")?;
    let target = &a["target"];
    must(target["type"] == "SpecificResource" && is_iri(&target["source"]), "exactly one source of a specific resource")?;
    must(target.get("styleClass").is_none_or(Value::is_string), "a style class that is a string")?;
    for body in a.get("body").and_then(Value::as_array).into_iter().flatten() {
        must(MOTIVATIONS.iter().any(|m| body["purpose"] == *m), "a purpose of the standard's")?;
        match body["type"].as_str() {
            Some("TextualBody") => must(body["value"].is_string(), "exactly one value of a textual body")?,
            Some("SpecificResource") => must(is_iri(&body["source"]), "exactly one source of a body")?,
            _ => return Err("a class of body".to_owned()),
        }
        must(body.get("created").is_none_or(is_time), "a date of a body")?;
    }
    for selector in target.get("selector").and_then(Value::as_array).into_iter().flatten() {
        match selector["type"].as_str() {
            Some("TextQuoteSelector") => {
                must(["exact", "prefix", "suffix"].iter().all(|k| selector[*k].is_string()), "exactly one exact, prefix and suffix")?;
            }
            Some("TextPositionSelector") => {
                let (start, end) = (selector["start"].as_u64(), selector["end"].as_u64());
                must(start.is_some() && end.is_some() && start <= end, "a start and an end that are not negative")?;
            }
            _ => return Err("a class of selector".to_owned()),
        }
    }
    Ok(())
}
