//! The files that browsers load: cached forever, under a name derived from their content.

use std::fs;
use std::path::PathBuf;

use ringcode_test_support::{Answer, Setup, TestApp};

/// A folder such as the build leaves behind.
fn site(build: &str) -> PathBuf {
    std::env::temp_dir().join(format!("ringcode-site-{build}-{}", std::process::id()))
}

/// Writes a site whose glue is `glue`.
fn build(name: &str, glue: &str) {
    build_with(name, glue, "p{}");
}

fn build_with(name: &str, glue: &str, style: &str) {
    let folder = site(name).join("pkg");
    fs::create_dir_all(&folder).unwrap();
    for (file, content) in [
        ("ringcode.css", style),
        ("ringcode.css.br", "what brotli makes of the style"),
        ("ringcode.wasm", "\0asm"),
        ("ringcode.js", glue),
        ("ringcode.js.br", "what brotli makes of it"),
    ] {
        fs::write(folder.join(file), content).unwrap();
    }
}

fn setup(adjust: fn(&mut ringcode::config::Settings)) -> Setup {
    Setup {
        adjust,
        ..Setup::default()
    }
}

fn at(name: &str) -> std::sync::Arc<str> {
    site(name).to_string_lossy().into()
}

/// The address of the JavaScript glue, as the page names it.
async fn glue_of(app: &TestApp, instance: usize) -> String {
    let url = &app.instances[instance].url;
    let page = app.browser().at(url).opens_the_page().await;
    named_in(&page, ".js")
}

/// The address of a file that a page names.
fn named_in(page: &Answer, ending: &str) -> String {
    let address = page.body.split('"').find(|part| part.ends_with(ending));
    address.unwrap().to_owned()
}

/// Requests may meet different builds while one is rolled out.
#[tokio::test]
async fn a_page_of_another_build_works_through_its_plain_forms() {
    build_with("before", "export{}", "p{color:red}");
    build_with("after", "export{};0", "p{color:blue}");
    let before = Setup {
        redis: true,
        ..setup(|settings| settings.leptos.site_root = at("before"))
    };
    let after = Setup {
        redis: true,
        ..setup(|settings| settings.leptos.site_root = at("after"))
    };
    let mut app = TestApp::with(before).await;
    app.add(after).await;
    let urls = [app.instances[0].url.clone(), app.instances[1].url.clone()];
    let styles = ["p{color:red}", "p{color:blue}"];
    for (own, other) in [(0, 1), (1, 0)] {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let of_other = |path: &str| http.get(format!("{}{path}", urls[other]));
        let browser = app.browser().at(&urls[own]);
        let elsewhere = browser.at(&urls[other]);
        let page = browser.opens_the_page().await;
        let style = named_in(&page, ".css");
        let answer = Answer::to(of_other(&style)).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, styles[other]));
        assert_eq!(answer.header("content-type"), "text/css");
        assert_eq!(answer.header("cache-control"), "no-store");
        let small = Answer::to(of_other(&style).header("accept-encoding", "br")).await;
        assert_eq!(small.header("content-encoding"), "br");
        let glue = named_in(&page, ".js");
        for lacking in [glue.clone(), glue.replace(".js", ".wasm")] {
            let answer = Answer::to(of_other(&lacking)).await;
            assert_eq!(
                (answer.status, answer.header("cache-control")),
                (404, "no-store")
            );
        }
        // Its own style is kept where it is at home.
        let home = Answer::to(http.get(format!("{}{style}", urls[own]))).await;
        assert_eq!(home.body, styles[own]);
        assert!(home.header("cache-control").contains("immutable"));

        // Without a script, each step by another build than the page's.
        let number = ["+14155550100", "+14155550101"][own];
        elsewhere.submits("send_code", &[("phone", number)]).await;
        browser.opens_the_page().await.says("Enter your code");
        let code = app.plivo.code();
        let wrong = ringcode_test_support::wrong(&code, 0);
        elsewhere.submits("check_code", &[("code", &wrong)]).await;
        browser.opens_the_page().await.says("Enter your code");
        elsewhere.submits("check_code", &[("code", &code)]).await;
        browser.opens_the_page().await.says("verified");
    }
    for name in ["before", "after"] {
        fs::remove_dir_all(site(name)).unwrap();
    }
}

#[tokio::test]
async fn a_build_is_cached_forever_and_the_next_has_another_address() {
    build("old", "export{}");
    build("new", "export{};0");
    let old = setup(|settings| settings.leptos.site_root = at("old"));
    let new = setup(|settings| settings.leptos.site_root = at("new"));
    let mut app = TestApp::with(old).await;
    app.add(new).await;
    let (first, second) = (glue_of(&app, 0).await, glue_of(&app, 1).await);
    assert_ne!(first, second);

    let file = Answer::to(app.request("GET", &first)).await;
    assert_eq!((file.status, file.body.as_str()), (200, "export{}"));
    let kept = "public, max-age=31536000, immutable";
    assert_eq!(file.header("cache-control"), kept);
    assert_eq!(file.header("vary"), "accept-encoding");

    let known = app.request("GET", &first);
    let known = Answer::to(known.header("if-none-match", file.header("etag"))).await;
    assert_eq!((known.status, known.body.as_str()), (304, ""));
    assert_eq!(known.header("cache-control"), kept);

    let small = app.request("GET", &first);
    let small = Answer::to(small.header("accept-encoding", "br")).await;
    assert_eq!(small.header("content-encoding"), "br");
    assert_eq!(small.body, "what brotli makes of it");

    // Another build's file, one without a name, and one that never was.
    let never = first.replace(".js", ".no.js");
    for gone in [second.as_str(), "/pkg/ringcode.js", &never] {
        let answer = Answer::to(app.request("GET", gone)).await;
        assert_eq!(answer.status, 404, "{gone}");
        assert_eq!(answer.header("cache-control"), "no-store", "{gone}");
    }
    for name in ["old", "new"] {
        fs::remove_dir_all(site(name)).unwrap();
    }
}

#[tokio::test]
async fn a_page_is_served_without_a_build() {
    let none = setup(|settings| settings.leptos.site_root = at("none"));
    let app = TestApp::with(none).await;
    assert_eq!(glue_of(&app, 0).await, "/pkg/ringcode.js");
    let answer = Answer::to(app.request("GET", "/pkg/ringcode.js")).await;
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (404, "no-store")
    );
}

/// Files that may be in the folder of a build, or find their way there, with the content type they
/// are served as; empty for files that are not served.
const KINDS: [(&str, &str); 22] = [
    ("ringcode.css", "text/css"),
    ("ringcode.js", "text/javascript"),
    ("ringcode.wasm", "application/wasm"),
    ("snippets/a-1/inline0.js", "text/javascript"),
    ("ringcode.d.ts", ""),
    ("ringcode_bg.wasm.d.ts", ""),
    ("ringcode.ts", ""),
    ("ringcode.js.br", ""),
    ("ringcode.js.gz", ""),
    ("ringcode.wasm.br", ""),
    ("ringcode.wasm.gz", ""),
    ("ringcode.js.map", ""),
    ("ringcode.css.map", ""),
    ("package.json", ""),
    ("README.md", ""),
    ("LICENSE", ""),
    ("index.html", ""),
    ("picture.svg", ""),
    ("page.xhtml", ""),
    ("hash.txt", ""),
    ("js", ""),
    (".js.swp", ""),
];

#[tokio::test]
async fn every_file_is_served_with_its_own_type() {
    build("kinds", "export{}");
    let folder = site("kinds").join("pkg");
    for (name, _) in KINDS {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "content").unwrap();
    }
    fs::write(site("kinds").join("favicon.svg"), "<svg/>").unwrap();
    fs::write(site("kinds").join("robots.txt"), "User-agent: *").unwrap();
    let app = TestApp::with(setup(|settings| settings.leptos.site_root = at("kinds"))).await;
    let glue = glue_of(&app, 0).await;
    let served = KINDS.map(|(name, kind)| (glue.replace("ringcode.js", name), kind));
    let public = [
        ("/favicon.svg".to_owned(), "image/svg+xml"),
        ("/robots.txt".to_owned(), "text/plain"),
    ];
    for (path, kind) in served.into_iter().chain(public) {
        for accepted in ["identity", "br, gzip"] {
            let request = app.request("GET", &path);
            let answer = Answer::to(request.header("accept-encoding", accepted)).await;
            let status = if kind.is_empty() { 404 } else { 200 };
            assert_eq!(answer.status, status, "{path}");
            let told = answer.header("content-type").split(';').next();
            assert_eq!(told, Some(kind), "{path}");
        }
    }
    fs::remove_dir_all(site("kinds")).unwrap();
}
