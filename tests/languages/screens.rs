//! Every screen of every language: what its sentences name is there.

use std::time::Duration;

use enum_map::EnumMap;
use leptos::config::LeptosOptions;
use leptos::nonce::Nonce;
use ringcode::domain::{
    Availability, Channel, CodeLength, CodeScreen, CodeState, DeliveryStatus, PhoneScreen, Refusal,
    Screen, Timestamp, Unreached,
};
use ringcode::i18n::Locale;
use ringcode::ui::screens::page_body::{PageBody, PageError};
use ringcode::ui::shell::{Page, PageBranding, render};

use crate::sentence_rules::{Place, faults};

/// 31 January 2027, five past one.
const NOW: Timestamp = Timestamp::from_millis(1_801_400_700_000);
const SOON: Timestamp = Timestamp::from_millis(1_801_400_704_000);
const LATE: Timestamp = Timestamp::from_millis(1_801_407_900_001);

/// The names of buttons inside sentences, for each language.
const NAMED: [(&str, &str, &str); 8] = [
    ("en", "Start over", "Send a new code"),
    ("es", "Empieza de nuevo", "Pide un código nuevo aquí"),
    ("fr", "Recommencez", "Demandez un nouveau code"),
    ("de", "von vorn", "Fordern Sie unten einen neuen Code an"),
    ("pt-BR", "Comece de novo", "Peça um novo código"),
    ("ar", "البدء من جديد", "إرسال رمز جديد"),
    ("hi", "फिर से शुरू करें", "नीचे नया कोड"),
    ("ja", "最初からやり直してください", "下のボタンから"),
];

fn refusals() -> Vec<Refusal> {
    use Refusal as R;
    let channels = [Channel::Text, Channel::Call];
    let length = CodeLength::Six;
    let mut all = vec![
        R::PhoneMissing,
        R::PhoneAndCountryMissing,
        R::CountryMissing,
        R::CountryUnknown,
        R::CountryNotServed,
        R::PhoneUnreadable,
        R::PhoneTooShort,
        R::PhoneTooLong,
        R::PhoneWrongLength,
        R::CodeMissing { length },
        R::CodeExpired,
        R::CodeUsedUp,
        R::VerificationLocked,
        R::NoAttemptsLeft,
        R::NoNumbersLeft,
        R::StartAgain,
        R::AlreadyVerified,
        R::MovedOn,
        R::CookieMissing,
        R::PhoneUnknown,
    ];
    all.extend(['O', 'S', 'あ', '½'].map(|character| R::PhoneStrange { character }));
    for digits in [0, 1, 2, 5, 11, 100] {
        all.push(R::CodeShape { digits, length });
        all.push(R::CodeWrong {
            tries_left: digits.into(),
        });
    }
    for until in [NOW, SOON, LATE] {
        all.extend([
            R::PhoneLocked { until },
            R::PhoneRateLimited { until },
            R::ClientRateLimited { until },
            R::ServiceRateLimited { until },
        ]);
        all.extend(channels.map(|channel| R::ChannelDown { channel, until }));
        all.extend(channels.map(|channel| R::TooSoon { channel, until }));
    }
    for channel in channels {
        all.extend([
            R::ChannelUsedUp { channel },
            R::NumberNotServed { channel },
            R::NumberUnreachable { channel },
            R::NotSent { channel },
            R::MaybeSent { channel },
        ]);
    }
    all
}

fn code_screen() -> CodeScreen {
    CodeScreen {
        number: "+44 7700 900123".to_owned(),
        country: "GB".to_owned(),
        channel: Channel::Text,
        status: DeliveryStatus::Queued,
        sent_at: NOW - Duration::from_secs(1),
        reached_at: NOW - Duration::from_secs(1),
        attempts: 1,
        code: CodeState::Live {
            until: NOW + Duration::from_secs(600),
        },
        code_length: CodeLength::Six,
        wrong_guesses: 0,
        mark: "attempt".to_owned(),
        channels: EnumMap::from_fn(|_| Availability::From(SOON)),
        typed: String::new(),
        notice: None,
        now: NOW,
    }
}

/// Every screen that can be: each step with each notice, each state of the code with and
/// without something left to send, each stage of a message.
pub fn screens() -> Vec<PageBody> {
    let phone = |notice, call: Option<&str>| {
        Screen::Phone(PhoneScreen {
            notice,
            unreached: call.map(|number| Unreached {
                number: number.to_owned(),
                country: "GB".to_owned(),
                channels: vec![Channel::Call],
            }),
            now: NOW,
            ..PhoneScreen::default()
        })
    };
    let mut steps = vec![phone(None, None), Screen::Done];
    let code = |screen: CodeScreen| Screen::Code(screen);
    for refusal in refusals() {
        steps.push(phone(Some(refusal), None));
        steps.push(phone(Some(refusal), Some("+44 7700 900123")));
        for chance in [
            Availability::Never,
            Availability::Now,
            Availability::From(LATE),
        ] {
            steps.push(code(CodeScreen {
                notice: Some(refusal),
                channels: EnumMap::from_fn(|_| chance),
                ..code_screen()
            }));
        }
    }
    for state in [
        CodeState::Expired {
            at: NOW - Duration::from_millis(1),
        },
        CodeState::UsedUp,
        CodeState::VerificationLocked,
        CodeState::PhoneLocked { until: LATE },
    ] {
        for chance in [
            Availability::Never,
            Availability::Now,
            Availability::From(SOON),
        ] {
            steps.push(code(CodeScreen {
                code: state,
                channels: EnumMap::from_fn(|_| chance),
                ..code_screen()
            }));
        }
    }
    for delivery in DeliveryStatus::all() {
        for (channel, sends, sent_at) in [
            (Channel::Text, 1, NOW),
            (Channel::Text, 2, NOW),
            (Channel::Text, 1, Timestamp::EPOCH),
            (Channel::Call, 2, NOW),
        ] {
            steps.push(code(CodeScreen {
                status: delivery,
                channel,
                attempts: sends,
                sent_at,
                ..code_screen()
            }));
        }
    }
    let wait = std::time::Duration::from_secs(24);
    let foreign = PageError::ForeignOrigin {
        address: "https://verify.acme.example".to_owned(),
    };
    let mut others: Vec<_> = [
        foreign,
        PageError::TooLarge,
        PageError::TooSlow,
        PageError::NotFound,
        PageError::BrokenRequest,
    ]
    .map(PageBody::Error)
    .into();
    let until = NOW;
    let limits = [
        Refusal::ClientRateLimited { until },
        Refusal::ServiceRateLimited { until },
    ];
    let limited = limits.map(|refusal| PageError::RateLimited { refusal, wait });
    for error in [
        PageError::Unavailable,
        PageError::OutcomeUnknown,
        PageError::Busy,
        PageError::Unreadable,
    ]
    .into_iter()
    .chain(limited)
    {
        let screen = PhoneScreen {
            typed: "07700 900123".to_owned(),
            ..PhoneScreen::default()
        };
        others.push(PageBody::PhoneWithError {
            screen,
            error: error.clone(),
        });
        others.push(PageBody::Error(error));
    }
    steps
        .into_iter()
        .map(PageBody::Screen)
        .chain(others)
        .collect()
}

fn drawn(locale: Locale, body: PageBody) -> String {
    render(page(locale, body), Nonce::new())
}

/// A page with every part that is optional but the logo.
pub fn page(locale: Locale, body: PageBody) -> Page {
    Page {
        options: LeptosOptions::builder().output_name("ringcode").build(),
        locale,
        branding: PageBranding {
            name: "Acme Bank".to_owned(),
            logo: None,
            style: None,
            support: Some("https://help.acme.example".to_owned()),
            caller: Some("+1 202-555-0100".to_owned()),
        },
        client: None,
        handset: true,
        demo: None,
        auto_submit: true,
        body,
    }
}

/// A page's blocks of text, and the labels of its buttons and of links that lead on.
struct Read {
    blocks: Vec<String>,
    buttons: Vec<String>,
}

fn read(html: &str) -> Read {
    const INLINE: [&str; 5] = ["span", "bdi", "strong", "a", "!"];
    let (mut blocks, mut buttons) = (vec![String::new()], Vec::new());
    let main = html
        .split_once("<main>")
        .unwrap()
        .1
        .split_once("</main>")
        .unwrap()
        .0;
    let mut hidden = false;
    for part in main.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let name = tag
            .trim_start_matches('/')
            .split([' ', '-'])
            .next()
            .unwrap_or_default();
        let closes = tag.starts_with('/');
        if name == "select" || name == "svg" || tag.contains("class=\"wait\"") {
            hidden = !closes;
        } else if name == "button" || tag.contains("href=\"/\"") {
            if !closes {
                buttons.push(blocks.len());
            }
            blocks.push(String::new());
        } else if !INLINE.contains(&name) && !tag.starts_with('!') {
            blocks.push(String::new());
        }
        if name == "span" {
            hidden = !closes && tag.contains("class=\"wait\"");
        }
        if !hidden && let Some(block) = blocks.last_mut() {
            block.push_str(&unescaped(text));
        }
    }
    let labels = buttons
        .iter()
        .map(|at| blocks[*at].trim().to_owned())
        .collect();
    let pushed =
        |(at, block): (usize, String)| (!buttons.contains(&at)).then(|| block.trim().to_owned());
    let blocks = blocks
        .into_iter()
        .enumerate()
        .filter_map(pushed)
        .filter(|block| !block.is_empty());
    Read {
        blocks: blocks.collect(),
        buttons: labels,
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#x27;", "'")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[test]
fn a_screen_names_only_buttons_that_it_has_and_follows_the_rules() {
    let mut broken = Vec::new();
    let screens = screens();
    for locale in Locale::all() {
        let tag = locale.tag();
        let (_, start_over, new_code) = NAMED.iter().find(|(of, ..)| *of == tag).unwrap();
        let mut named = [0, 0];
        for screen in &screens {
            let Read { blocks, buttons } = read(&drawn(locale, screen.clone()));
            let has = |key| {
                buttons
                    .iter()
                    .any(|label| label.starts_with(locale.text(key)))
            };
            for block in &blocks {
                let faults = faults(tag, Place::Page, block);
                broken.extend(
                    faults
                        .iter()
                        .map(|fault| format!("{tag}: {fault}: {block}")),
                );
            }
            let told = blocks.join("\n").replace('\u{A0}', " ");
            for (at, (name, key)) in [(*start_over, "start-over"), (*new_code, "send-new-code")]
                .into_iter()
                .enumerate()
            {
                if told.contains(name) {
                    named[at] += 1;
                    if !has(key) {
                        broken.push(format!(
                            "{tag}: {name:?} is told, but there is no such button: {screen:?}"
                        ));
                    }
                }
            }
            for key in ["call-me", "change-number", "go-to-start"] {
                let label = locale.text(key);
                if told.contains(label) && !has(key) {
                    broken.push(format!(
                        "{tag}: {label:?} is told, but there is no such button: {screen:?}"
                    ));
                }
            }
        }
        assert!(
            named.iter().all(|times| *times > 1),
            "{tag}: the names are not those of the file"
        );
    }
    broken.sort();
    broken.dedup();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// A page whose code is over leads on, by a button that its text names and that is drawn first.
#[test]
fn a_screen_without_a_valid_code_offers_a_way_on() {
    let locale = Locale::english();
    for (chance, told, first) in [
        (
            Availability::Now,
            "Send a new code below.",
            "Send a new code",
        ),
        (
            Availability::Never,
            "Start over to get a new code.",
            "Start over",
        ),
    ] {
        for code in [
            CodeState::Expired {
                at: NOW - Duration::from_millis(1),
            },
            CodeState::UsedUp,
        ] {
            let screen = CodeScreen {
                code,
                channels: EnumMap::from_fn(|_| chance),
                ..code_screen()
            };
            let html = drawn(locale, PageBody::Screen(Screen::Code(screen)));
            assert!(
                read(&html).blocks.iter().any(|block| block.ends_with(told)),
                "{html}"
            );
            let button = html.split("class=\"button\"").nth(1).unwrap();
            assert!(
                button.split("</button>").next().unwrap().contains(first),
                "{button}"
            );
            assert_eq!(html.matches("class=\"button\"").count(), 1);
        }
    }
}

/// A count beside a label is short and in one piece; a screen reader hears a sentence.
#[test]
fn a_wait_is_shown_as_digits_and_announced_in_words() {
    for (tag, shown, spoken) in [
        ("en", "(in\u{A0}4\u{A0}s)", "in 4\u{A0}seconds"),
        ("es", "(en\u{A0}4\u{A0}s)", "en 4\u{A0}segundos"),
        ("fr", "(dans\u{A0}4\u{A0}s)", "dans 4\u{A0}secondes"),
        ("de", "(in\u{A0}4\u{A0}s)", "in 4\u{A0}Sekunden"),
        ("pt-BR", "(em\u{A0}4\u{A0}s)", "em 4\u{A0}segundos"),
        ("ar", "(بعد\u{A0}4\u{A0}ث)", "بعد 4\u{A0}ثوانٍ"),
        ("hi", "(4\u{A0}सेकंड\u{A0}बाद)", "4\u{A0}सेकंड बाद"),
        ("ja", "（あと4秒）", "4秒後"),
    ] {
        let locale = Locale::from_tag(tag).unwrap();
        let html = drawn(locale, PageBody::Screen(Screen::Code(code_screen())));
        let shown = format!(r#"<span aria-hidden="true" class="wait">{shown}</span>"#);
        let spoken = format!(r#"<span class="unseen spoken">{spoken}</span>"#);
        assert_eq!(html.matches(&shown).count(), 2, "{tag}: {html}");
        assert_eq!(html.matches(&spoken).count(), 2, "{tag}: {html}");
    }
}
