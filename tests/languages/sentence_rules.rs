//! The rules for composed sentences that a program can check.

/// The place where a sentence is read or heard.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Page,
    Text,
    Call,
}

/// The faults of a composed sentence.
pub fn faults(tag: &str, place: Place, text: &str) -> Vec<&'static str> {
    let signs: Vec<char> = text.chars().collect();
    let pairs = || signs.windows(2).map(|pair| (pair[0], pair[1]));
    let triples = || signs.windows(3).map(|three| (three[0], three[1], three[2]));
    let digit = |c: char| c.is_ascii_digit();
    let end = |c: char| ".。।".contains(c);
    let space = |c: char| " \u{A0}\u{202F}".contains(c);
    let rules = [
        (
            "it ends in two full stops",
            pairs().any(|(one, other)| end(one) && end(other)),
        ),
        (
            "it has two spaces in a row",
            pairs().any(|(one, other)| space(one) && space(other)),
        ),
        (
            "it begins or ends in a space",
            signs.first().copied().is_some_and(space) || signs.last().copied().is_some_and(space),
        ),
        (
            "it has a place that nothing was put into, or Fluent's marks around what was",
            text.contains(['{', '}', '$', '\u{FFFC}']) || isolates_words(&signs),
        ),
        (
            "a space stands before a full stop, comma or closing parenthesis",
            pairs().any(|(one, other)| space(one) && ".,)。、，）।".contains(other)),
        ),
        (
            "French: a plain space before a colon, semicolon, question or exclamation mark",
            tag == "fr"
                && place == Place::Page
                && pairs().any(|(one, other)| one == ' ' && ":;!?»".contains(other)),
        ),
        (
            "French: nothing before a colon",
            tag == "fr"
                && place == Place::Page
                && triples().any(|(one, other, after)| {
                    other == ':' && after != '/' && !space(one) && !digit(one)
                }),
        ),
        (
            "German: a digit before a full stop is read as an ordinal",
            tag == "de"
                && place != Place::Text
                && pairs().any(|(one, other)| digit(one) && other == '.'),
        ),
        (
            "Japanese: a space after a full stop",
            tag == "ja" && pairs().any(|(one, other)| one == '。' && space(other)),
        ),
        (
            "a line may break between a count and what it counts",
            place == Place::Page
                && triples().any(|(one, between, other)| {
                    digit(one) && " -".contains(between) && other.is_alphabetic()
                }),
        ),
        (
            "a text or call has a no-break space or hyphen",
            place != Place::Page && text.contains(['\u{A0}', '\u{2011}', '\u{202F}']),
        ),
        ("one of many", one_of_many(tag, text)),
    ];
    let broken = rules.into_iter().filter(|(_, broken)| *broken);
    broken.map(|(rule, _)| rule).collect()
}

/// Whether more than one character is isolated, as Fluent does with all that it is given.
fn isolates_words(signs: &[char]) -> bool {
    let begins = |(_, sign): &(usize, &char)| **sign == '\u{2068}';
    let mut starts = signs.iter().enumerate().filter(begins);
    starts.any(|(at, _)| signs.get(at + 2) != Some(&'\u{2069}'))
}

/// Whether a plural stands after the number one.
fn one_of_many(tag: &str, text: &str) -> bool {
    let many: &[&str] = match tag {
        "en" => &[
            "seconds",
            "minutes",
            "hours",
            "tries",
            "digits",
            "countries",
        ],
        "es" => &[
            "segundos", "minutos", "horas", "intentos", "dígitos", "países",
        ],
        "fr" => &["secondes", "minutes", "heures", "essais", "chiffres"],
        "de" => &[
            "Sekunden", "Minuten", "Stunden", "Versuche", "Ziffern", "Länder",
        ],
        "pt-BR" => &[
            "segundos",
            "minutos",
            "horas",
            "tentativas",
            "dígitos",
            "países",
        ],
        "ar" => &["ثوان", "دقائق", "ساعات", "محاولات", "أرقام", "بلدان"],
        "hi" => &["कोशिशें"],
        _ => &[],
    };
    let text = text.replace('\u{A0}', " ");
    let one = |(at, _): (usize, &str)| !text[..at].ends_with(|c: char| c.is_ascii_digit());
    many.iter().any(|many| {
        let plural = format!("1 {many}");
        text.match_indices(&plural).any(one)
    })
}

#[test]
fn a_breach_of_each_rule_is_found() {
    use Place::{Call, Page, Text};
    for (tag, place, text) in [
        ("en", Page, "Sent in the p.m.. Soon."),
        ("hi", Page, "हो गया।।"),
        ("en", Page, "Sent  again"),
        ("en", Page, "Sent again "),
        ("en", Page, "Sent to \u{2068}Acme\u{2069}"),
        ("en", Page, "{$brand}"),
        ("en", Page, "Sent ."),
        ("fr", Page, "Erreur : quoi"),
        ("fr", Page, "Erreur: quoi"),
        ("de", Call, "Drücken Sie die 5."),
        ("ja", Page, "です。 はい"),
        ("en", Page, "4 tries"),
        ("en", Page, "6-digit"),
        ("en", Text, "10\u{A0}minutes"),
        ("en", Text, "1 minutes"),
    ] {
        assert_eq!(faults(tag, place, text).len(), 1, "{tag}: {text}");
    }
    for (tag, place, text) in [
        ("en", Page, "The text was delivered (1:05\u{A0}p.m.)."),
        ("fr", Page, "Erreur\u{A0}: à 14:31"),
        ("fr", Page, "https://acme.example"),
        ("de", Text, "Ihr Code lautet 123456. Er gilt 11 Minuten."),
        ("en", Page, "There is a \u{2068}½\u{2069} among them."),
    ] {
        assert_eq!(faults(tag, place, text), [""; 0], "{tag}: {text}");
    }
}
