/*!
The language a text is in, told by its script and its small words. Short lists of the commonest words that few other languages share are
enough for news; a text that fits none is of no known language. Knows nothing else of any language.
*/

use std::sync::OnceLock;

use super::feature::ByWord;
use crate::{article::Article, text::Span};

/// Bytes looked at: a few paragraphs tell.
const SAMPLE: usize = 6_000;

/// Languages in Latin script: the tag, and small words that are frequent in it.
const LATIN: &[(&str, &str)] = &[
    (
        "en",
        "the of and to in that is was for on with as by said at from it his he has have are be this which not will who were had been their its an but they or would",
    ),
    (
        "fr",
        "le la les de des du et est une dans que qui pour sur avec par au aux ce cette sont été il elle ne pas plus mais ont leur se son ses",
    ),
    ("es", "el la los las de del y en que es una por con para se su como más pero fue han sus al lo este esta ha no entre según"),
    ("pt", "o os as de do da dos das e em que é uma por com para se não no na mais mas foi são ao pela pelo seu sua também à"),
    ("it", "il lo la gli le di del della dei e è in che una per con non si da al alla nel nella sono ha più ma anche ai delle"),
    ("de", "der die das und ist in den von zu mit dem des im für auf ein eine nicht sich auch als nach bei sind wird hat aus werden dass"),
    ("nl", "de het een en van in is op te dat die voor met zijn niet aan door ook er naar om bij wordt heeft maar uit over hun"),
    ("sv", "och att det som en på är av för med den till inte har de ett om var från men kan ska sig han efter vid också"),
    ("no", "og det som en på er av for med den til ikke har de et om var fra men kan skal seg han etter ved også ble å"),
    ("da", "og det som en på er af for med den til ikke har de et om var fra men kan skal sig han efter ved også blev at"),
    ("fi", "ja on ei että se oli hän mutta joka myös kun mukaan ovat tai jos niin kuin olla ollut sekä vuoden jo"),
    ("pl", "i w na z że się nie jest do to jak o po przez od za ale dla są był jego który oraz już także"),
    ("cs", "a v na že se je to s z do o za po pro ale jako by jsou které který podle od při už také byl"),
    ("sk", "a v na že sa je to s z do o za po pre ale ako by sú ktoré ktorý podľa od pri už tiež bol"),
    ("hu", "a az és hogy nem is egy volt meg van már csak de ez ha azt után mint több szerint el"),
    ("ro", "și de la în a cu pe din că este nu o pentru au care mai se un fost sunt prin ca după"),
    ("tr", "ve bir bu için ile de da olarak olan çok daha en gibi olduğu sonra kadar ise ancak dedi değil"),
    ("id", "yang dan di ini itu dengan untuk dari pada dalam tidak akan ke oleh juga adalah karena bisa telah sudah bahwa mengatakan"),
    ("ms", "yang dan di ini itu dengan untuk daripada pada dalam tidak akan ke oleh juga adalah kerana boleh telah beliau bahawa berkata"),
    ("tl", "ang ng sa na mga at ay si ni kay para hindi ito ang nang siya ng kanyang noong mula"),
    ("vi", "và của là có được cho trong không này với các những một người đã khi đến về tại ông"),
    ("sw", "na ya wa kwa katika ni za la cha kuwa hiyo huo hii huyo alisema baada pia lakini yake wao"),
    ("ha", "da na ta ya a cikin wannan shi sun ba an don ga kuma yi ce ne za daga"),
    ("hr", "i u je na se da su za od a s koji nije će ali kako što bi po iz to"),
    ("sq", "dhe në e të për me nga një se që është ka i u do këtë më"),
];

/// Scripts that one language mostly has: the tag and the first and last letter.
const SCRIPTS: &[(&str, char, char)] = &[
    ("el", '\u{370}', '\u{3ff}'),
    ("hy", '\u{530}', '\u{58f}'),
    ("he", '\u{590}', '\u{5ff}'),
    ("ar", '\u{600}', '\u{6ff}'),
    ("hi", '\u{900}', '\u{97f}'),
    ("bn", '\u{980}', '\u{9ff}'),
    ("pa", '\u{a00}', '\u{a7f}'),
    ("gu", '\u{a80}', '\u{aff}'),
    ("ta", '\u{b80}', '\u{bff}'),
    ("te", '\u{c00}', '\u{c7f}'),
    ("ml", '\u{d00}', '\u{d7f}'),
    ("si", '\u{d80}', '\u{dff}'),
    ("th", '\u{e00}', '\u{e7f}'),
    ("my", '\u{1000}', '\u{109f}'),
    ("ka", '\u{10a0}', '\u{10ff}'),
    ("am", '\u{1200}', '\u{137f}'),
    ("km", '\u{1780}', '\u{17ff}'),
    ("ja", '\u{3040}', '\u{30ff}'),
    ("zh", '\u{4e00}', '\u{9fff}'),
    ("ko", '\u{ac00}', '\u{d7af}'),
    ("ru", '\u{400}', '\u{4ff}'),
];

/// BCP 47 tag of the language of `article`: as its maker says where the text does not speak against it, else as the text shows.
pub fn language(article: &Article) -> Option<&'static str> {
    let found = of_text(&sample(article));
    let stated = article.meta.language.as_deref().and_then(known);
    // A page's own statement is often a template's: it counts where the text itself does not tell.
    found.or(stated)
}

/// The known tag that `tag` ("pt-BR") begins with.
fn known(tag: &str) -> Option<&'static str> {
    let head = tag.split(['-', '_']).next().unwrap_or("");
    let latin = LATIN.iter().map(|l| l.0);
    latin.chain(SCRIPTS.iter().map(|s| s.0)).find(|t| t.eq_ignore_ascii_case(head))
}

fn sample(article: &Article) -> String {
    let mut text = String::with_capacity(SAMPLE);
    // Paragraphs first: a page's headings and teasers may be in another language than its words.
    for block in article.blocks.iter().filter(|b| b.kind.is_own_words()) {
        let end = crate::text::floor_boundary(&article.text, block.span.start + block.span.len().min(SAMPLE - text.len().min(SAMPLE)));
        text.push_str(Span::new(block.span.start, end).of(&article.text));
        text.push('\n');
        if text.len() >= SAMPLE {
            break;
        }
    }
    text
}

/// The language of some text.
pub fn of_text(text: &str) -> Option<&'static str> {
    let mut latin = 0usize;
    let mut others = 0usize;
    let mut scripts = [0usize; SCRIPTS.len()];
    for c in beyond_ascii(text).filter(|c| c.is_alphabetic()) {
        if c < '\u{250}' || matches!(c, '\u{1e00}'..='\u{1eff}') {
            latin += 1;
            continue;
        }
        others += 1;
        if let Some(at) = SCRIPTS.iter().position(|(_, from, to)| (*from..=*to).contains(&c)) {
            scripts[at] += 1;
        }
    }
    // As many letters of ASCII as matter are counted.
    latin += text.bytes().filter(u8::is_ascii_alphabetic).take(others.max(2)).count();
    if latin + others < 2 {
        return None;
    }
    if latin < others {
        let (at, count) = scripts.iter().enumerate().max_by_key(|(_, n)| **n)?;
        if *count == 0 {
            return None;
        }
        return Some(variant(text, SCRIPTS.get(at)?.0, &scripts));
    }
    of_latin(text)
}

/// The characters of `text` that are not ASCII: few in most texts.
fn beyond_ascii(text: &str) -> impl Iterator<Item = char> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += text.as_bytes().get(at..)?.iter().position(|byte| !byte.is_ascii())?;
        let c = text.get(at..)?.chars().next()?;
        at += c.len_utf8();
        Some(c)
    })
}

/// The hash of each run of letters in `text`, in lower case.
fn words(text: &str) -> impl Iterator<Item = u64> {
    let is_letter = |c: char| c.is_ascii_alphabetic() || !c.is_ascii() && (c.is_alphabetic() || c == '\u{301}');
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let first = at;
            let mut hash = SEED;
            while let Some(byte) = bytes.get(at).filter(|byte| byte.is_ascii_alphabetic()) {
                hash = step(hash, byte.to_ascii_lowercase());
                at += 1;
            }
            let beyond = bytes.get(at).is_some_and(|byte| !byte.is_ascii());
            let rest = if beyond { text.get(first..)? } else { "" };
            let len = if beyond { rest.find(|c| !is_letter(c)).unwrap_or(rest.len()) } else { at - first };
            if len > 0 {
                let plain = at == first + len;
                at = first + len;
                return if plain { Some(hash) } else { Some(hashed(&rest.get(..len)?.to_lowercase())) };
            }
            at += if beyond { rest.chars().next()?.len_utf8() } else { 1 };
            if at > bytes.len() {
                return None;
            }
        }
    })
}

/// Languages that share a script, told apart by letters of their own.
fn variant(text: &str, tag: &'static str, scripts: &[usize]) -> &'static str {
    let any = |letters: &str| text.chars().filter(|c| letters.contains(*c)).count() * 200 > text.chars().count();
    match tag {
        "zh" if scripts.iter().zip(SCRIPTS).any(|(n, s)| s.0 == "ja" && *n > 0) => "ja",
        "ar" if any("ےٹڈںھ") => "ur",
        "ar" if any("پچگژ") => "fa",
        "ru" if any("їєґ") || any("і") => "uk",
        "ru" if any("ђјљњћџ") => "sr",
        "ru" if any("ъ") && !any("ыэ") => "bg",
        tag => tag,
    }
}

/// A small word: the languages that have it, and how much it tells. The longer it is the more: "a" and "de" are words of many languages.
#[derive(Default)]
struct Small {
    languages: Vec<u8>,
    weight: usize,
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// The hash of a word that is in lower case.
fn hashed(word: &str) -> u64 {
    word.bytes().fold(SEED, step)
}

fn of_latin(text: &str) -> Option<&'static str> {
    static KNOWN: OnceLock<ByWord<Small>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let mut known: ByWord<Small> = ByWord::default();
        for (language, (_, list)) in LATIN.iter().enumerate() {
            for word in list.split(' ') {
                let small = known.entry(hashed(word)).or_default();
                small.languages.push(language as u8);
                small.weight = word.chars().count().min(4) + 1;
            }
        }
        known
    });
    let mut scores = [0usize; LATIN.len()];
    let mut words = 0usize;
    for hash in self::words(text) {
        words += 1;
        let Some(small) = known.get(&hash) else { continue };
        for language in &small.languages {
            if let Some(score) = scores.get_mut(usize::from(*language)) {
                *score += small.weight;
            }
        }
    }
    let mut ranked: Vec<(usize, &'static str)> = scores.into_iter().zip(LATIN.iter().map(|l| l.0)).collect();
    ranked.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let (best, tag) = *ranked.first()?;
    let next = ranked.get(1).map_or(0, |r| r.0);
    // Prose has a small word in every three or four; names and numbers alone tell nothing.
    let enough = best >= 4 && best * 4 >= words && best > next;
    enough.then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Block, BlockKind, Meta};

    #[test]
    fn languages_of_news() {
        for (tag, text) in [
            ("en", "The minister said on Friday that the talks had failed, and that they would not be resumed."),
            ("fr", "Le ministre a déclaré vendredi que les pourparlers ont échoué et qu'ils ne sont pas près de reprendre."),
            ("es", "El ministro dijo el viernes que las conversaciones fracasaron y que no se reanudarán por el momento."),
            ("pt", "O ministro disse na sexta-feira que as negociações não foram retomadas e que o governo está a estudar uma resposta."),
            ("it", "Il ministro ha detto venerdì che i colloqui sono falliti e che non si terranno nella capitale."),
            ("de", "Der Minister sagte am Freitag, dass die Gespräche gescheitert sind und nicht wieder aufgenommen werden."),
            ("nl", "De minister zei vrijdag dat het overleg is mislukt en dat er niet meer wordt gesproken over een akkoord."),
            ("pl", "Minister powiedział w piątek, że rozmowy się nie powiodły i że nie będą wznowione przez rząd."),
            (
                "tr",
                "Bakan cuma günü yaptığı açıklamada görüşmelerin başarısız olduğunu ve bir daha yapılmayacağını söyledi, ancak bu için çok erken dedi.",
            ),
            ("id", "Menteri mengatakan pada hari Jumat bahwa perundingan itu gagal dan tidak akan dilanjutkan oleh pemerintah."),
            ("vi", "Bộ trưởng cho biết các cuộc đàm phán đã không thành công và không được nối lại trong năm nay."),
            ("sw", "Waziri alisema kuwa mazungumzo hayo hayakufaulu na kwa sasa hakuna mpango wa kuendelea katika mji huo."),
            ("ru", "Министр заявил в пятницу, что переговоры провалились."),
            ("uk", "Міністр заявив у п'ятницю, що переговори провалилися і їх не відновлять."),
            ("ar", "قال الوزير يوم الجمعة إن المحادثات فشلت"),
            ("ur", "وزیر نے جمعہ کو کہا کہ مذاکرات ناکام ہو گئے ہیں"),
            ("fa", "وزیر روز جمعه گفت گفتگوها پیش نمی‌رود و چاره‌ای دیگر باید"),
            ("zh", "部长周五表示，谈判已经失败"),
            ("ja", "大臣は金曜日、交渉が失敗したと述べた"),
            ("ko", "장관은 금요일 회담이 실패했다고 말했다"),
            ("hi", "मंत्री ने शुक्रवार को कहा कि वार्ता विफल रही"),
        ] {
            assert_eq!(of_text(text), Some(tag), "{text}");
        }
    }

    #[test]
    fn what_does_not_tell_is_unknown() {
        for text in ["", "1 234", "Acme 5, Bolton 3", "xyzzy plugh"] {
            assert_eq!(of_text(text), None, "{text}");
        }
    }

    #[test]
    fn the_text_outweighs_what_a_page_says_of_itself() {
        let text = "Le ministre a déclaré que les pourparlers ont échoué et ne sont pas près de reprendre.".to_owned();
        let blocks = vec![Block { span: Span::new(0, text.len()), kind: BlockKind::Paragraph }];
        let meta = Meta { language: Some("en-US".into()), ..Meta::default() };
        assert_eq!(language(&Article { meta: meta.clone(), text, blocks, ..Article::default() }), Some("fr"));
        assert_eq!(language(&Article { meta, ..Article::default() }), Some("en"));
    }
}
