use sayso::analyze::{
    cue::cues,
    model::Model,
    quote,
    report::reports,
    scene::{Models, Scene},
    sentence::Document,
};
use sayso::parse::{Hint, parse};
fn main() {
    let text = std::env::args().nth(1).unwrap();
    let article = parse(text.into_bytes(), &Hint::default()).unwrap();
    let document = Document::whole(&article);
    let q = quote::quotations(&document);
    let model = Model::shipped();
    let models = Models::new(&model);
    let scene = Scene::new(&document, &q, &models);
    let c = cues(&scene, &models);
    let show = |r: std::ops::Range<usize>| document.span(r).of(document.text).to_owned();
    for r in reports(&scene, &c, models.report) {
        println!(
            "{:?} | {:?} | {:?} | {:?}",
            show(r.cue.clone()),
            r.source.clone().map(show),
            r.content.iter().cloned().map(show).collect::<Vec<_>>(),
            r.margins
        );
    }
}
