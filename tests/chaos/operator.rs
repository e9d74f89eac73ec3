//! An operator who knows of the service what the page tells, and nothing else.

use reqwest::header::{ACCEPT, COOKIE, SET_COOKIE};

pub const PASSWORD: &str = "correct horse battery staple";

/// An operator with a browser.
pub struct Operator {
    http: reqwest::Client,
    pub url: String,
    cookie: String,
}

/// The words of the page.
#[derive(Debug)]
pub struct OperatorsPage {
    pub heading: String,
    /// The items of the list under it, those that are over last.
    pub findings: Vec<String>,
    /// The rows of all tables.
    rows: Vec<String>,
}

impl Operator {
    /// One who has logged in by password.
    pub async fn logs_in(http: &reqwest::Client, url: &str) -> Self {
        let post = http.post(format!("{url}/login"));
        let post = post.header("sec-fetch-site", "same-origin");
        let answer = post.form(&[("password", PASSWORD)]).send().await.unwrap();
        assert_eq!(answer.status(), 303);
        let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
        Self {
            http: http.clone(),
            url: url.to_owned(),
            cookie: cookie.split(';').next().unwrap().to_owned(),
        }
    }

    /// Opens the page.
    pub async fn reads(&self) -> OperatorsPage {
        let page = self.http.get(&self.url).header(ACCEPT, "text/html");
        let answer = page.header(COOKIE, &self.cookie).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        OperatorsPage::of(&answer.text().await.unwrap())
    }
}

impl OperatorsPage {
    fn of(html: &str) -> Self {
        let lists = elements(html, "ol");
        Self {
            heading: elements(html, "h1").concat(),
            findings: lists.iter().flat_map(|list| elements(list, "li")).collect(),
            rows: elements(html, "tr"),
        }
        .in_words()
    }

    fn in_words(self) -> Self {
        let words = |all: Vec<String>| all.iter().map(|html| words(html)).collect();
        Self {
            heading: self::words(&self.heading),
            findings: words(self.findings),
            rows: words(self.rows),
        }
    }

    /// The finding that has all these words.
    pub fn finding(&self, words: &[String]) -> Option<&str> {
        let mut findings = self.findings.iter();
        let has_all = |text: &&String| words.iter().all(|words| text.contains(words));
        findings.find(has_all).map(String::as_str)
    }

    /// The people who were verified in the hour that begins then.
    pub fn verified_since(&self, hour: &str) -> Option<usize> {
        let rows = self.rows.iter().map(|row| row.split(' ').collect());
        let row = rows.filter_map(|row: Vec<_>| <[&str; 5]>::try_from(row).ok());
        let mut of_hour = row.filter(|[_, _, at, ..]| *at == hour);
        of_hour.find_map(|[.., verified]| verified.parse().ok())
    }

    /// Whether a table has a row with all these words.
    pub fn has_row(&self, words: &[&str]) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|row| words.iter().all(|words| row.contains(words)))
    }
}

/// The insides of all elements of this name.
fn elements(html: &str, name: &str) -> Vec<String> {
    let (begins, end) = (
        [format!("<{name} "), format!("<{name}>")],
        format!("</{name}>"),
    );
    let mut found = Vec::new();
    let mut rest = html;
    let first = |rest: &str| begins.iter().filter_map(|begin| rest.find(begin)).min();
    while let Some(begin) = first(rest) {
        let (_, inside) = rest[begin..].split_once('>').unwrap();
        let (inside, after) = inside.split_once(&end).unwrap();
        found.push(inside.to_owned());
        rest = after;
    }
    found
}

/// The text of HTML, with plain spaces and hyphens for those that a line does not break at.
fn words(html: &str) -> String {
    let parts = html.split('<').enumerate();
    let text = parts.map(|(nth, part)| match nth {
        0 => part,
        _ => part.split_once('>').map_or("", |(_, text)| text),
    });
    let text = text.collect::<Vec<_>>().join(" ");
    let text = text
        .replace('\u{2011}', "-")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
