//! Rehearsals by the program itself, on what two servers took down in one Redis.

use std::fs;
use std::path::{Path, PathBuf};

use ringcode_test_support::{Answer, Setup, TestApp, at_once, count, with_wide_limits};
use serde_json::Value;

use crate::process::fails_from;

/// Three texts to a block of 1,000, and a log.
const FILE: &str = "[server]\ntrusted_proxies = \"127.0.0.1\"\n\
    [verification]\nbrand = \"Acme\"\n\
    [limits]\ndecision_log = 4\nresend_waits = [0]\nsends_per_thousand_10_minutes = 3\n";

/// A folder with the settings in force and new ones, in which the program runs.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, new: &str) -> Self {
        let path = format!("ringcode-rehearsal-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(path);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("Leptos.toml"), with_wide_limits(FILE)).unwrap();
        fs::write(path.join("new.toml"), with_wide_limits(new)).unwrap();
        Self(path)
    }

    fn rehearses(&self, words: &[&str], environment: &[(&str, &str)]) -> (bool, String) {
        let words = [&["rehearse", "--settings", "new.toml"], words].concat();
        let program = Path::new(env!("CARGO_BIN_EXE_ringcode"));
        fails_from(program, &self.0, &words, environment)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

/// Somebody new, from a network of their own, at one of two servers, asks for a text.
fn asks(app: &TestApp, nth: usize, number: String) -> impl Future<Output = Answer> + use<> {
    let url = &app.instances[nth % 2].url;
    let browser = app.browser().at(url).located_at(&format!("198.{nth}.0.1"));
    async move { browser.asks_for_a_text(&number).await }
}

/// Eight people ask at once for texts to one block, of whom three get one; others are sent to,
/// refused by the provider and verified elsewhere.
async fn an_hour(app: &TestApp) {
    let to_block = (0..8).map(|nth| asks(app, nth, format!("+1415555010{nth}")));
    let answers = at_once(to_block).await;
    assert_eq!((count(&answers, 200), count(&answers, 429)), (3, 5));
    let refused = asks(app, 20, "+12125550180".to_owned()).await;
    assert_ne!(refused.status, 200, "the provider refuses it");
    for nth in 30..33 {
        let url = &app.instances[nth % 2].url;
        let browser = app.browser().at(url).located_at(&format!("198.{nth}.0.1"));
        browser.asks_for_a_text(&format!("+447400{nth}3456")).await;
        browser.asks_again().await;
        let verified = browser.types_code(&app.plivo.code()).await;
        assert_eq!(verified.status, 200, "{verified:?}");
    }
}

fn numbers(json: &Value, path: &str) -> [u64; 6] {
    let counts = json
        .pointer(path)
        .unwrap_or_else(|| panic!("{path} in {json}"));
    [
        "decisions",
        "denied_then",
        "denied_now",
        "newly_denied",
        "newly_allowed",
        "denied_otherwise",
    ]
    .map(|name| counts[name].as_u64().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_of_the_same_limits_changes_nothing_and_of_others_what_is_expected() {
    let setup = Setup {
        file: FILE,
        redis: true,
        ..Setup::default()
    };
    let mut app = TestApp::with(setup).await;
    app.add(setup).await;
    let url = app.redis().url();
    let usual = [("REDIS_URL", &*url)];
    let same = Folder::new("same", FILE);
    let (failed, said) = same.rehearses(&[], &usual);
    assert!(
        failed && said.contains("no decision is in the log"),
        "{said}"
    );
    an_hour(&app).await;
    let secret = "another secret of this test, with letters enough";
    let (failed, said) = same.rehearses(&[], &[usual[0], ("RINGCODE_SECRET", secret)]);
    assert!(failed && said.contains("RINGCODE_SECRET"), "{said}");
    // A stop writes down what is in memory.
    for instance in app.instances.drain(..) {
        instance.stop().await;
    }
    app.redis().assert_everything_ends();

    let (failed, said) = same.rehearses(&["--since", "9d"], &usual);
    assert!(failed && said.contains("8 days at most"), "{said}");
    let (failed, said) = same.rehearses(&["--json", "--since", "1h"], &usual);
    assert!(!failed, "{said}");
    let json: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(json["replay_errors"], 0, "{said}");
    assert_eq!(numbers(&json, "/comparison/attempts"), [15, 5, 5, 0, 0, 0]);
    assert_eq!(
        numbers(&json, "/comparison/countries/US"),
        [9, 5, 5, 0, 0, 0]
    );
    assert_eq!(
        numbers(&json, "/comparison/countries/GB"),
        [6, 0, 0, 0, 0, 0]
    );
    let posts = numbers(&json, "/comparison/posts");
    assert_eq!(posts, [posts[0], 0, 0, 0, 0, 0]);
    assert!(posts[0] >= 18, "numbers, codes and others: {said}");
    let spend = |json: &Value, time: &str| {
        let spent = &json["comparison"]["countries"]["US"][time];
        spent.as_u64().unwrap()
    };
    let price = spend(&json, "spend_then") / 3;
    assert!(
        price > 0 && spend(&json, "spend_now") == 3 * price,
        "{said}"
    );

    let wider = FILE.replace("10_minutes = 3", "10_minutes = 5");
    let wider = Folder::new("wider", &wider);
    let (failed, said) = wider.rehearses(&["--json"], &usual);
    assert!(!failed, "{said}");
    let json: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(json["replay_errors"], 0, "under the settings in force");
    assert_eq!(
        numbers(&json, "/comparison/countries/US"),
        [9, 5, 3, 0, 2, 0]
    );
    assert_eq!(spend(&json, "spend_now"), 5 * price, "{said}");
    let (failed, said) = wider.rehearses(&[], &usual);
    assert!(!failed, "{said}");
    for told in [
        "US  sends to a block                     0 newly denied (-0.0000)       2 newly allowed (+",
        "the replay differs from what happened in 0 decisions",
        "not known to this rehearsal:",
        "a debt lasts up to 30 days",
        "had no room",
    ] {
        assert_eq!(said.contains(told), told != "had no room", "{told}: {said}");
    }

    let recording = FILE.replace("decision_log = 4", "record_only = \"sends_per_block\"");
    let recording = Folder::new("recording", &recording);
    let (failed, said) = recording.rehearses(&["--json"], &usual);
    assert!(!failed, "{said}");
    let json: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        numbers(&json, "/comparison/countries/US"),
        [9, 5, 0, 0, 5, 0]
    );
    assert_eq!(
        json["comparison"]["recorded"]["sends to a block"], 5,
        "{said}"
    );

    let narrower = FILE.replace("10_minutes = 3", "10_minutes = 1");
    let narrower = Folder::new("narrower", &narrower);
    let environment = [usual[0], ("RINGCODE_SENDS_PER_SERVICE_HOUR", "500")];
    let (failed, said) = narrower.rehearses(&[], &environment);
    assert!(!failed, "{said}");
    for told in [
        "sends to a block                     ",
        "       0 newly allowed (+0.0000)",
        "set by the environment, whatever the file says: limits.sends_per_service_hour",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
}

#[test]
fn odd_input_is_refused() {
    let folder = Folder::new("odd", "[limits]\nrecord_only = \"sends_per_blok\"\n");
    let (failed, said) = folder.rehearses(&[], &[]);
    assert!(
        failed && said.contains("did you mean sends_per_block?"),
        "{said}"
    );
    assert!(said.starts_with("new.toml:\n"), "{said}");
    let (failed, said) = folder.rehearses(&["--since", "yesterday"], &[]);
    assert!(failed && said.contains("neither a time"), "{said}");
    let (failed, said) = folder.rehearses(&["--settings", "gone.toml"], &[]);
    assert!(failed && said.contains("--settings"), "{said}");
    fs::remove_file(folder.0.join("new.toml")).unwrap();
    let (failed, said) = folder.rehearses(&[], &[]);
    assert!(
        failed && said.contains("new.toml: cannot be read"),
        "{said}"
    );
    fs::write(folder.0.join("new.toml"), "").unwrap();
    let (failed, said) = folder.rehearses(&[], &[]);
    assert!(
        failed && said.contains("store.url (REDIS_URL): needed"),
        "{said}"
    );
}
