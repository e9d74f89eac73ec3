//! The document around each of the operator's pages.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

use crate::domain::Timestamp;
use crate::operator::words;
use crate::ui::page_head::page_head;

/// The path of the style sheet.
pub const STYLE_PATH: &str = "/operator.css";

const STYLE: &str = include_str!("../../../style/operator.css");
const ICON: &str = include_str!("../../../public/favicon.svg");

/// Policy of the pages: our style and icon, forms to ourselves, and no script.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'self'; frame-ancestors 'none'";

/// Seconds after which a live page loads itself again.
const RELOAD: &str = "10";

/// The one who reads the page, as far as it shows.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The proof in their forms.
    pub token: String,
    /// The user's name, where the operator's proxy tells it.
    pub name: Option<String>,
    /// Whether nobody tells the user's name, so that they have to.
    pub is_nameless: bool,
    /// Whether there is a session to end.
    pub has_session: bool,
    /// Whether Plivo is simulated here.
    pub is_simulated: bool,
}

impl Reader {
    /// Draws the field of a form that proves that it is theirs.
    pub(super) fn proof(&self) -> AnyView {
        let token = self.token.clone();
        view! { <input type="hidden" name="token" value=token /> }.into_any()
    }
}

/// A page without its body.
pub(super) struct Frame<'a> {
    /// The title, before the name of the program.
    pub title: String,
    /// The time that the numbers are of.
    pub now: Option<Timestamp>,
    /// Whether the page loads itself again.
    pub reloads: bool,
    /// The reader, once they are known.
    pub reader: Option<&'a Reader>,
}

impl Frame<'_> {
    /// The answer with this body.
    pub fn response(&self, status: StatusCode, body: AnyView) -> Response {
        let headers = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
            (CONTENT_SECURITY_POLICY, POLICY),
        ];
        (status, headers, self.document(body)).into_response()
    }

    fn document(&self, body: AnyView) -> String {
        let title = format!("{} – Ringcode", self.title);
        let more = view! {
            <meta name="format-detection" content="telephone=no" />
            {self.reloads.then(|| view! { <meta http-equiv="refresh" content=RELOAD /> })}
        };
        let head = page_head(title, vec![STYLE_PATH.to_owned()], more);
        let html = view! {
            <!DOCTYPE html>
            <html lang="en">
                {head}
                <body>
                    {self.header()}
                    <main>{body}</main>
                </body>
            </html>
        };
        html.to_html()
    }

    fn header(&self) -> impl IntoView + use<> {
        let at = self.now.map(|now| {
            let text = format!("{} {} UTC", words::day(now), words::clock(now));
            view! { <p class="fine">{text}</p> }
        });
        let reader = self.reader;
        let name = reader.and_then(|reader| reader.name.clone());
        let logout = reader.filter(|reader| reader.has_session).map(|reader| {
            view! {
                <form method="post" action="/logout">
                    {reader.proof()}
                    <button class="quiet" type="submit">"Log out"</button>
                </form>
            }
        });
        view! {
            <header class="top">
                <p class="brand"><a href="/">"Ringcode"</a>" operator"</p>
                {at}
                {name.map(|name| view! { <p class="fine">{name}</p> })}
                {logout}
            </header>
        }
    }
}

/// A section of the page with its heading, which links lead to by `id`.
pub(super) fn page_section(
    id: &'static str,
    heading: &'static str,
    body: impl IntoView + 'static,
) -> AnyView {
    view! { <section aria-labelledby=id><h2 id=id>{heading}</h2>{body}</section> }.into_any()
}

/// Answers with the style sheet.
pub async fn style() -> Response {
    kept("text/css; charset=utf-8", STYLE)
}

/// Answers with the icon.
pub async fn icon() -> Response {
    kept("image/svg+xml", ICON)
}

fn kept(kind: &'static str, body: &'static str) -> Response {
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=300")];
    (headers, body).into_response()
}
