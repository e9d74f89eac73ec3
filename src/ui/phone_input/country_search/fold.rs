//! Folds the variants of characters and words into one form. Text comes in lower case and NFKD.

use crate::domain::characters::ascii_digit;

/// A name with two letters for each umlaut, such as “oe” for “ö”; `None` if it has none.
pub fn transliterated(name: &str) -> Option<String> {
    let mut typed = String::new();
    for letter in name.chars() {
        match letter {
            '\u{308}' if typed.ends_with(['a', 'o', 'u']) => typed.push('e'),
            '\u{30A}' if typed.ends_with('a') => typed.push('a'),
            'ø' => typed.push_str("oe"),
            _ => typed.push(letter),
        }
    }
    (typed != name).then_some(typed)
}

/// The words of a text, folded and separated by single spaces.
pub fn fold(text: &str) -> String {
    let mut words = String::new();
    let mut at_gap = false;
    for character in text.chars() {
        match character {
            // Accents, Arabic vowel signs, hamza and tatweel, the Hindi nukta, direction marks
            // and other invisible characters.
            '\u{300}'..='\u{36F}'
            | '\u{610}'..='\u{61A}'
            | 'ء'
            | 'ـ'
            | '\u{64B}'..='\u{65F}'
            | '\u{670}'
            | '\u{93C}'
            | '\u{AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' => {}
            '&' => {
                push_word(&mut words, "and");
                at_gap = true;
            }
            _ if is_separator(character) => at_gap = true,
            _ => {
                if at_gap && !words.is_empty() {
                    words.push(' ');
                }
                at_gap = false;
                push_letter(&mut words, character);
            }
        }
    }
    let mut words = v_as_b(&words);
    // A Hindi syllable that is not complete yet.
    words.truncate(words.trim_end_matches(['ं', '\u{94D}']).len());
    words
}

/// Hiragana with a “b” in place of a “v”: Japanese writes either, as in `ヴァチカン` and `バチカン`.
fn v_as_b(words: &str) -> String {
    const VOICED: char = '\u{3099}';
    let mut spelled = String::new();
    let mut letters = words.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != 'う' || letters.next_if_eq(&VOICED).is_none() {
            spelled.push(letter);
            continue;
        }
        let (syllable, has_vowel) = match letters.peek() {
            Some('ぁ') => ('は', true),
            Some('ぃ') => ('ひ', true),
            Some('ぇ') => ('へ', true),
            Some('ぉ') => ('ほ', true),
            Some(_) => ('ふ', false),
            // Its vowel may not be typed yet.
            None => break,
        };
        if has_vowel {
            letters.next();
        }
        spelled.extend([syllable, VOICED]);
    }
    spelled
}

/// Whether the character is a space, punctuation or a symbol.
fn is_separator(character: char) -> bool {
    matches!(character, '\0'..='/' | ':'..='`' | '{'..='¿' | '×' | '÷' | 'ʰ'..='˿' | '،' | '؛' | '؟' | '।'..='॥' | '॰' | '\u{2000}'..='\u{2BFF}' | '\u{3000}'..='〄' | '〈'..='〿' | '゠' | '・')
}

fn push_letter(words: &mut String, letter: char) {
    let one = match letter {
        'ß' => return words.push_str("ss"),
        'æ' => return words.push_str("ae"),
        'œ' => return words.push_str("oe"),
        'þ' => return words.push_str("th"),
        'ø' => 'o',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'ı' => 'i',
        'ħ' => 'h',
        'ة' | 'ہ' | 'ھ' => 'ه',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'ٱ' => 'ا',
        'ँ' => 'ं',
        'ऑ' => 'आ',
        'ॉ' => 'ा',
        'क'..='म' | 'श'..='ह' => {
            let nasal = if matches!(letter, 'प'..='म') {
                'म'
            } else {
                'न'
            };
            if let Some(before) = nasal_at_end(words) {
                words.truncate(before);
                words.push(nasal);
            }
            letter
        }
        // Katakana as hiragana.
        'ァ'..='ヶ' => char::from_u32(letter as u32 - 0x60).unwrap_or(letter),
        other => ascii_digit(other),
    };
    words.push(one);
}

/// The offset of a nasal at the end, which Hindi writes as a dot or as a letter before a consonant.
fn nasal_at_end(words: &str) -> Option<usize> {
    let nasals = [
        "ं",
        "ङ\u{94D}",
        "ञ\u{94D}",
        "ण\u{94D}",
        "न\u{94D}",
        "म\u{94D}",
    ];
    let before = |nasal: &str| words.strip_suffix(nasal).map(str::len);
    nasals.into_iter().find_map(before)
}

/// Appends a word, after a space unless it is the first.
pub fn push_word(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}
