//! The page with the reference of the API.

use std::process::Command;

use ringcode_test_support::{Answer, TestApp};
use serde_json::Value;

use crate::NUMBER;
use crate::caller::{Caller, SECRET, SETUP, body, id};

async fn page(app: &TestApp) -> Answer {
    let answer = Answer::to(app.request("GET", "/v1/reference")).await;
    assert_eq!(answer.status, 200);
    answer
}

async fn document(app: &TestApp) -> Value {
    body(&Answer::to(app.request("GET", "/v1/openapi.json")).await)
}

/// The values of all members of that name in the document.
fn members<'a>(value: &'a Value, name: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get(name));
            object
                .values()
                .for_each(|value| members(value, name, found));
        }
        Value::Array(items) => items.iter().for_each(|value| members(value, name, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_page_tells_all_of_the_document() {
    let app = TestApp::with(SETUP).await;
    let (page, document) = (page(&app).await, document(&app).await);
    let mut texts = Vec::new();
    for name in ["summary", "description", "title", "operationId"] {
        members(&document, name, &mut texts);
    }
    assert!(texts.len() > 60, "{texts:?}");
    let unmarked = |text: &str| {
        text.replace("<!>", "")
            .replace("<code>", "")
            .replace("</code>", "")
    };
    let read = unmarked(&page.body);
    for text in texts.into_iter().filter_map(Value::as_str) {
        let escaped = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('`', "");
        assert!(read.contains(&escaped), "{text}");
    }
    for schema in document["components"]["schemas"].as_object().unwrap() {
        let (name, schema) = schema;
        assert!(read.contains(&format!("<h2 id=\"{name}\">")), "{name}");
        for property in schema["properties"].as_object().into_iter().flatten() {
            let member = format!("<code>{}</code>", property.0);
            assert!(page.body.contains(&member), "{property:?}");
        }
    }
}

#[tokio::test]
async fn the_page_needs_no_script_and_every_link_in_it_leads_somewhere() {
    let app = TestApp::with(SETUP).await;
    let page = page(&app).await;
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self';"),
        "{policy}"
    );
    assert!(!page.body.contains("<script") && !page.body.contains("style="));
    for link in page.body.split("href=\"").skip(1) {
        let link = link.split('"').next().unwrap();
        match link.strip_prefix('#') {
            Some(id) => assert!(page.body.contains(&format!("id=\"{id}\"")), "{link}"),
            // What cargo-leptos builds is not there in a test.
            None if link.starts_with("/pkg/") || link == "/favicon.svg" => {}
            None => {
                let answer = Answer::to(app.request("GET", link)).await;
                assert_eq!(answer.status, 200, "{link}");
            }
        }
    }
}

/// The commands of the page, as somebody would paste them one after the other.
#[tokio::test(flavor = "multi_thread")]
async fn every_command_on_the_page_works() {
    let app = TestApp::with(SETUP).await;
    let shop = Caller::new(&app, "shop");
    let page = page(&app).await;
    let commands: Vec<_> = page.body.split("<pre><code>").skip(1).collect();
    assert_eq!(commands.len(), 7);
    for command in commands {
        let command = command.split("</code>").next().unwrap();
        let command = [
            ("&quot;", "\""),
            ("&#x27;", "'"),
            ("&lt;", "<"),
            ("&amp;", "&"),
        ]
        .iter()
        .fold(command.to_owned(), |text, (from, to)| {
            text.replace(from, to)
        });
        let id = id(&shop.starts(NUMBER).await);
        let output = Command::new("sh")
            .args([
                "-c",
                &format!("{command} --silent --fail-with-body --noproxy '*'"),
            ])
            .env("CLIENT", "shop")
            .env("SECRET", SECRET)
            .env("ID", &id)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{command}: {told}");
        assert!(told.starts_with('{'), "{command}: {told}");
    }
}

#[tokio::test]
async fn the_guide_names_every_problem() {
    let app = TestApp::with(SETUP).await;
    let document = document(&app).await;
    let mut examples = Vec::new();
    members(&document, "examples", &mut examples);
    let guide = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/integrate/api.md"
    ));
    let guide = guide.unwrap();
    let codes = examples.into_iter().filter_map(Value::as_object).flatten();
    let mut count = 0;
    for (code, _) in codes {
        assert!(guide.contains(&format!("`{code}`")), "{code}");
        count += 1;
    }
    assert!(count > 50, "{count}");
}
