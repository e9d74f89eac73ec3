//! The search for countries: which country is found for which input, a line a case.

use ringcode::i18n::Locale;
use ringcode::ui::phone_input::countries::Country;
use ringcode::ui::phone_input::country_search::{SearchEntry, SearchQuery, rank};
use unicode_normalization::UnicodeNormalization;

/// Lowercase letters in NFKD, as the browser computes them.
fn lower_nfkd(text: &str) -> String {
    text.to_lowercase().nfkd().collect()
}

/// A language's list, as the picker makes it of the page.
fn list(locale: Locale) -> Vec<(&'static str, SearchEntry)> {
    let entry = |(iso, name): (&'static str, String)| {
        let country = Country::all()
            .iter()
            .find(|country| country.iso == iso)
            .unwrap();
        let names = format!("{name},{}", locale.country_aliases(iso).join(","));
        let leading = Some(country.leading.to_owned()).filter(|leading| !leading.is_empty());
        let code = country.calling_code.to_string();
        (
            iso,
            SearchEntry::new(&lower_nfkd(&names), iso, code, leading),
        )
    };
    locale.countries().into_iter().map(entry).collect()
}

/// The countries found, the best first.
fn found(list: &[(&'static str, SearchEntry)], typed: &str) -> Vec<&'static str> {
    let query = SearchQuery::new(&lower_nfkd(typed));
    let mut found: Vec<_> = list
        .iter()
        .filter_map(|(iso, entry)| Some((rank(&query, entry)?, *iso)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, iso)| iso).collect()
}

/// Language, what is typed, the country that stands first.
const CASES: &[(&str, &str, &str)] = &[
    // Codes, and how they are written.
    ("en", "+44", "GB"),
    ("en", "44", "GB"),
    ("en", "+ 44", "GB"),
    ("en", "(+44)", "GB"),
    ("en", "0044", "GB"),
    ("en", "00 44", "GB"),
    ("en", "01144", "GB"),
    ("en", "011 44", "GB"),
    ("en", "+44 7700 900123", "GB"),
    ("en", "1", "US"),
    ("en", "+1 (684)", "AS"),
    ("en", "1-876", "JM"),
    ("en", "+1 416", "CA"),
    ("en", "7", "RU"),
    ("en", "972", "IL"),
    ("en", "United Kingdom (+44)", "GB"),
    ("en", "uk +44", "GB"),
    ("ar", "٤٤", "GB"),
    ("ar", "٠٠٩٦٦", "SA"),
    ("ar", "+٢٠", "EG"),
    ("hi", "९१", "IN"),
    ("en", "۹۸", "IR"),
    ("ja", "＋８１", "JP"),
    ("ja", "８１", "JP"),
    // ISO 3166-1 codes and abbreviations.
    ("en", "gb", "GB"),
    ("en", "uk", "GB"),
    ("en", "U.K.", "GB"),
    ("en", "us", "US"),
    ("en", "usa", "US"),
    ("en", "U.S.A.", "US"),
    ("en", "u s a", "US"),
    ("en", "uae", "AE"),
    ("en", "drc", "CD"),
    ("en", "png", "PG"),
    ("en", "nz", "NZ"),
    ("en", "ksa", "SA"),
    ("en", "rsa", "ZA"),
    ("en", "dprk", "KP"),
    ("en", "prc", "CN"),
    ("en", "bvi", "VG"),
    ("en", "ua", "UA"),
    ("en", "de", "DE"),
    // Accents, apostrophes, punctuation, spaces.
    ("en", "aland", "AX"),
    ("en", "Åland", "AX"),
    ("en", "aaland", "AX"),
    ("en", "cote divoire", "CI"),
    ("en", "cote d'ivoire", "CI"),
    ("en", "cote d’ivoire", "CI"),
    ("en", "cote d ivoire", "CI"),
    ("en", "cotedivoire", "CI"),
    ("en", "Co\u{302}te d`Ivoire", "CI"),
    ("en", "sao tome", "ST"),
    ("en", "reunion", "RE"),
    ("en", "curacao", "CW"),
    ("en", "turkiye", "TR"),
    ("en", "TÜRKİYE", "TR"),
    ("en", "türkıye", "TR"),
    ("en", "guinea bissau", "GW"),
    ("en", "guineabissau", "GW"),
    ("en", "Guinea–Bissau", "GW"),
    ("en", "timor leste", "TL"),
    ("en", "viet nam", "VN"),
    ("en", "Việt Nam", "VN"),
    ("en", "hong-kong", "HK"),
    ("en", "hongkong", "HK"),
    ("en", "  new   zealand  ", "NZ"),
    ("en", "newzealand", "NZ"),
    ("en", "ｇｅｒｍａｎｙ", "DE"),
    ("en", "ger\u{AD}many", "DE"),
    ("en", "\u{200E}germany", "DE"),
    ("en", "us virgin islands", "VI"),
    // Small words, saints, order.
    ("en", "trinidad and tobago", "TT"),
    ("en", "trinidad & tobago", "TT"),
    ("en", "trinidad tobago", "TT"),
    ("en", "trinidad an", "TT"),
    ("en", "trinidad and t", "TT"),
    ("en", "antigua and barbuda", "AG"),
    ("en", "bosnia and herzegovina", "BA"),
    ("en", "bosnia", "BA"),
    ("en", "the gambia", "GM"),
    ("en", "the netherlands", "NL"),
    ("en", "isle of man", "IM"),
    ("en", "saint lucia", "LC"),
    ("en", "st lucia", "LC"),
    ("en", "St. Lucia", "LC"),
    ("en", "saint kitts", "KN"),
    ("en", "st vincent and the grenadines", "VC"),
    ("en", "saint helena", "SH"),
    ("en", "korea south", "KR"),
    ("en", "korea, south", "KR"),
    ("en", "islands cook", "CK"),
    // What people call them.
    ("en", "ivory coast", "CI"),
    ("en", "great britain", "GB"),
    ("en", "britain", "GB"),
    ("en", "england", "GB"),
    ("en", "scotland", "GB"),
    ("en", "wales", "GB"),
    ("en", "america", "US"),
    ("en", "united states of america", "US"),
    ("en", "holland", "NL"),
    ("en", "turkey", "TR"),
    ("en", "czech republic", "CZ"),
    ("en", "swaziland", "SZ"),
    ("en", "burma", "MM"),
    ("en", "macedonia", "MK"),
    ("en", "vatican", "VA"),
    ("en", "cape verde", "CV"),
    ("en", "cabo verde", "CV"),
    ("en", "east timor", "TL"),
    ("en", "russian federation", "RU"),
    ("en", "korea", "KR"),
    ("en", "dubai", "AE"),
    ("en", "macau", "MO"),
    ("en", "tahiti", "PF"),
    ("fr", "tahiti", "PF"),
    ("en", "faroes", "FO"),
    ("ja", "nihon", "JP"),
    ("ja", "ヴァチカン", "VA"),
    ("ja", "バージン諸島", "VG"),
    ("ja", "ヴェトナム", "VN"),
    ("en", "palestine", "PS"),
    ("en", "republic of ireland", "IE"),
    ("en", "falklands", "FK"),
    ("en", "congo kinshasa", "CD"),
    ("en", "dr congo", "CD"),
    ("en", "democratic republic of congo", "CD"),
    ("en", "deutschland", "DE"),
    ("en", "espana", "ES"),
    ("en", "niger", "NE"),
    ("en", "guinea", "GN"),
    ("en", "samoa", "WS"),
    ("en", "dominica", "DM"),
    ("en", "sudan", "SD"),
    ("en", "kingdom", "GB"),
    ("en", "ger", "DE"),
    ("es", "eeuu", "US"),
    ("es", "EE.UU.", "US"),
    ("es", "ee uu", "US"),
    ("es", "usa", "US"),
    ("es", "estados unidos", "US"),
    ("es", "inglaterra", "GB"),
    ("es", "gran bretana", "GB"),
    ("es", "reino unido", "GB"),
    ("es", "holanda", "NL"),
    ("es", "costa de marfil", "CI"),
    ("es", "espana", "ES"),
    ("es", "mexico", "MX"),
    ("es", "Méjico", "MX"),
    ("es", "corea", "KR"),
    ("es", "vaticano", "VA"),
    ("es", "sudafrica", "ZA"),
    ("es", "trinidad y tobago", "TT"),
    ("es", "trinidad & tobago", "TT"),
    ("es", "bielorrusia", "BY"),
    ("es", "el salvador", "SV"),
    ("es", "el s", "SV"),
    ("es", "salvador", "SV"),
    ("es", "germany", "DE"),
    ("es", "birmania", "MM"),
    ("es", "rdc", "CD"),
    ("es", "ru", "RU"),
    ("en", "日本", "JP"),
    ("en", "한국", "KR"),
    ("en", "россия", "RU"),
    ("en", "Україна", "UA"),
    ("en", "Ελλάδα", "GR"),
    ("en", "ελλαδα", "GR"),
    ("en", "भारत", "IN"),
    ("en", "مصر", "EG"),
    ("de", "italia", "IT"),
    ("de", "polska", "PL"),
    ("en", "magyarorszag", "HU"),
    ("en", "ceska republika", "CZ"),
    ("en", "eire", "IE"),
    ("en", "phillipines", "PH"),
    ("fr", "etats unis", "US"),
    ("fr", "États-Unis", "US"),
    ("fr", "etats-unis d'amerique", "US"),
    ("fr", "usa", "US"),
    ("fr", "rdc", "CD"),
    ("fr", "rca", "CF"),
    ("fr", "angleterre", "GB"),
    ("fr", "grande bretagne", "GB"),
    ("fr", "royaume uni", "GB"),
    ("fr", "hollande", "NL"),
    ("fr", "pays bas", "NL"),
    ("fr", "coree", "KR"),
    ("fr", "cote d'ivoire", "CI"),
    ("fr", "bielorussie", "BY"),
    ("fr", "emirats", "AE"),
    ("fr", "eau", "AE"),
    ("fr", "ile maurice", "MU"),
    ("fr", "saint pierre", "PM"),
    ("fr", "st pierre", "PM"),
    ("fr", "vatican", "VA"),
    ("fr", "republique tcheque", "CZ"),
    ("de", "großbritannien", "GB"),
    ("de", "grossbritannien", "GB"),
    ("de", "GROẞBRITANNIEN", "GB"),
    ("de", "england", "GB"),
    ("de", "vk", "GB"),
    ("de", "verein", "AE"),
    ("de", "reich", "FR"),
    ("de", "vereinigtes königreich", "GB"),
    ("de", "vereinigtes koenigreich", "GB"),
    ("de", "vereinigtes konigreich", "GB"),
    ("de", "usa", "US"),
    ("de", "amerika", "US"),
    ("de", "vae", "AE"),
    ("de", "oesterreich", "AT"),
    ("de", "osterreich", "AT"),
    ("de", "aegypten", "EG"),
    ("de", "daenemark", "DK"),
    ("de", "rumaenien", "RO"),
    ("de", "faeroeer", "FO"),
    ("de", "suedkorea", "KR"),
    ("de", "tuerkei", "TR"),
    ("de", "elfenbeinküste", "CI"),
    ("de", "weißrussland", "BY"),
    ("de", "weissrussland", "BY"),
    ("de", "holland", "NL"),
    ("de", "tschechien", "CZ"),
    ("de", "saudi arabien", "SA"),
    ("de", "moldawien", "MD"),
    ("de", "brd", "DE"),
    ("de", "birma", "MM"),
    ("de", "bosnien und herzegowina", "BA"),
    ("de", "sankt lucia", "LC"),
    ("de", "kap verde", "CV"),
    ("pt-BR", "eua", "US"),
    ("pt-BR", "holanda", "NL"),
    ("pt-BR", "inglaterra", "GB"),
    ("pt-BR", "gra bretanha", "GB"),
    ("pt-BR", "costa do marfim", "CI"),
    ("pt-BR", "coreia", "KR"),
    ("pt-BR", "sao tome e principe", "ST"),
    ("pt-BR", "ira", "IR"),
    ("pt-BR", "emirados", "AE"),
    ("pt-BR", "vaticano", "VA"),
    ("pt-BR", "japao", "JP"),
    ("hi", "अमेरिका", "US"),
    ("hi", "ब्रिटेन", "GB"),
    ("hi", "तुर्की", "TR"),
    ("hi", "यूएई", "AE"),
    ("hi", "भारत", "IN"),
    ("hi", "हिन्दुस्तान", "IN"),
    ("hi", "फ्रान्स", "FR"),
    ("hi", "न्यूजीलैंड", "NZ"),
    ("hi", "न्यूज़ीलैंड", "NZ"),
    ("hi", "आस्ट्रेलिया", "AU"),
    ("hi", "श्री लंका", "LK"),
    ("hi", "जर्मनी", "DE"),
    ("hi", "germany", "DE"),
    ("hi", "usa", "US"),
    ("ar", "أمريكا", "US"),
    ("ar", "امريكا", "US"),
    ("ar", "أميركا", "US"),
    ("ar", "الولايات المتحدة", "US"),
    ("ar", "بريطانيا", "GB"),
    ("ar", "انجلترا", "GB"),
    ("ar", "سورية", "SY"),
    ("ar", "سوريه", "SY"),
    ("ar", "سوريا", "SY"),
    ("ar", "السعودية", "SA"),
    ("ar", "السعوديه", "SA"),
    ("ar", "سعودية", "SA"),
    ("ar", "الامارات", "AE"),
    ("ar", "المانيا", "DE"),
    ("ar", "ألمانيـــا", "DE"),
    ("ar", "أَلْمَانْيَا", "DE"),
    ("ar", "ايران", "IR"),
    ("ar", "ايطاليا", "IT"),
    ("ar", "الاردن", "JO"),
    ("ar", "تركيا", "TR"),
    ("ar", "ليبيا", "LY"),
    ("ar", "فلسطين", "PS"),
    ("ar", "ترينيداد و توباغو", "TT"),
    ("ar", "البوسنه والهرسك", "BA"),
    ("ar", "germany", "DE"),
    ("ja", "米国", "US"),
    ("ja", "べいこく", "US"),
    ("ja", "アメリカ", "US"),
    ("ja", "あめりか", "US"),
    ("ja", "ｱﾒﾘｶ", "US"),
    ("ja", "英国", "GB"),
    ("ja", "いぎりす", "GB"),
    ("ja", "えいこく", "GB"),
    ("ja", "にほん", "JP"),
    ("ja", "ニホン", "JP"),
    ("ja", "日本", "JP"),
    ("ja", "ちゅうごく", "CN"),
    ("ja", "かんこく", "KR"),
    ("ja", "カンコク", "KR"),
    ("ja", "韓国", "KR"),
    ("ja", "たいわん", "TW"),
    ("ja", "どいつ", "DE"),
    ("ja", "ﾄﾞｲﾂ", "DE"),
    ("ja", "ヴェトナム", "VN"),
    ("ja", "ベトナム", "VN"),
    ("ja", "きたちょうせん", "KP"),
    ("ja", "germany", "DE"),
];

#[test]
fn the_intended_country_comes_first() {
    let lists: Vec<_> = Locale::all()
        .map(|locale| (locale.tag(), list(locale)))
        .collect();
    let mut wrong = Vec::new();
    for (tag, typed, expected) in CASES {
        let (_, list) = lists.iter().find(|(of, _)| of == tag).unwrap();
        let found = found(list, typed);
        if found.first() != Some(expected) {
            let some = &found[..found.len().min(4)];
            wrong.push(format!("{tag} {typed:?}: {some:?} instead of {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// A person who types on finds the country at every letter.
#[test]
fn each_country_is_found_by_every_prefix_of_its_name() {
    for locale in Locale::all() {
        let list = list(locale);
        for ((_, name), (_, entry)) in locale.countries().iter().zip(&list) {
            for (at, _) in name.char_indices().skip(1).chain([(name.len(), ' ')]) {
                let typed = &name[..at];
                let rank = rank(&SearchQuery::new(&lower_nfkd(typed)), entry);
                assert!(rank.is_some(), "{locale:?} {typed:?} does not find {name}");
            }
        }
    }
}

#[test]
fn an_exact_code_or_name_ranks_first() {
    for locale in Locale::all() {
        for (iso, entry) in list(locale) {
            let of = |typed: &str| rank(&SearchQuery::new(&lower_nfkd(typed)), &entry);
            assert_eq!(of(iso), Some(0), "{locale:?} {iso}");
            for name in [vec![locale.country_name(iso)], locale.country_aliases(iso)].concat() {
                assert!(
                    of(&name).is_some_and(|rank| rank <= 1),
                    "{locale:?} {name:?}"
                );
            }
        }
    }
}

#[test]
fn an_empty_search_finds_all_and_nonsense_finds_none() {
    for locale in Locale::all() {
        let list = list(locale);
        for nothing in ["", " ", "+", "()", "00", "\u{200E}"] {
            assert_eq!(found(&list, nothing).len(), list.len(), "{nothing:?}");
        }
        for nonsense in ["zzzz", "999", "+44 germany", "qqq 44"] {
            assert_eq!(found(&list, nonsense), [""; 0], "{nonsense:?}");
        }
    }
}
