//! Holds what the rendering in one pass relies on in Leptos: nothing on a page is asynchronous,
//! and no data was loaded for its islands. Both hold for every page while Leptos, which streams
//! pages by itself, would stream the same document.

use std::sync::Arc;

use futures_util::StreamExt;
use hydration_context::{SharedContext, SsrSharedContext};
use leptos::nonce::Nonce;
use leptos::prelude::*;
use ringcode::i18n::Locale;
use ringcode::ui::shell::{render, shell};

use crate::screens::{page, screens};

/// The scripts that Leptos appends to a page without data for its islands.
const NO_DATA: &str = "__RESOLVED_RESOURCES=[];__SERIALIZED_ERRORS=[];__PENDING_RESOURCES=[];\
    __RESOURCE_RESOLVERS=[];__INCOMPLETE_CHUNKS=[];";

/// The variables that Leptos reads in the browser before it hydrates an island.
const READ_IN_BROWSER: [&str; 3] = [
    "__RESOLVED_RESOURCES=[];",
    "__SERIALIZED_ERRORS=[];",
    "__INCOMPLETE_CHUNKS=[];",
];

/// A document as Leptos streams it, and the data that it loads for the islands.
struct Streamed {
    html: String,
    data: String,
    deferred: bool,
}

/// Renders a view as the handlers of `leptos_axum` do.
async fn stream<V: IntoView>(nonce: Nonce, view: impl FnOnce() -> V) -> Streamed {
    let context = Arc::new(SsrSharedContext::new_islands());
    let owner = Owner::new_root(Some(context.clone()));
    let html = owner.with(|| {
        provide_context(nonce);
        view().into_view().to_html_stream_in_order()
    });
    let streamed = Streamed {
        html: html.collect().await,
        deferred: context.await_deferred().is_some(),
        data: context.pending_data().unwrap().collect().await,
    };
    owner.unset_with_forced_cleanup();
    streamed
}

#[tokio::test]
async fn leptos_streams_the_same_document_as_the_single_pass() {
    for locale in Locale::all() {
        for body in screens() {
            let nonce = Nonce::new();
            let rendered = render(page(locale, body.clone()), nonce.clone());
            let streamed = stream(nonce, || shell(page(locale, body.clone()))).await;
            assert_eq!(rendered, streamed.html, "{locale:?} {body:?}");
            assert_eq!(streamed.data, NO_DATA, "{locale:?} {body:?}");
            assert!(!streamed.deferred, "{locale:?} {body:?}");
        }
    }
}

/// Leptos appends the data after the document, which one pass leaves out: a page that hydrates
/// islands says itself that there is none.
#[test]
fn a_page_with_islands_has_what_leptos_reads() {
    for body in screens() {
        let html = render(page(Locale::english(), body), Nonce::new());
        let hydrates = html.contains("mod.hydrate()");
        assert!(hydrates || !html.contains("<leptos-island"), "{html}");
        for variable in READ_IN_BROWSER {
            assert!(NO_DATA.contains(variable), "{variable}");
            assert_eq!(html.contains(variable), hydrates, "{variable} {html}");
        }
    }
}

/// The comparison above fails for a page that has to wait for something.
#[tokio::test]
async fn an_asynchronous_part_is_noticed() {
    let view = || {
        let late = Suspend::new(async {
            tokio::task::yield_now().await;
            "late"
        });
        view! { <p>{late}</p> }
    };
    let streamed = stream(Nonce::new(), view).await;
    let rendered = Owner::new_root(None).with(|| view().to_html());
    assert!(streamed.html.contains("late"), "{}", streamed.html);
    assert!(!rendered.contains("late"), "{rendered}");
}

/// The comparison above fails for a page that loads data for an island.
#[tokio::test]
async fn data_for_an_island_is_noticed() {
    let view = || {
        let context = Owner::current_shared_context().unwrap();
        context.write_async(context.next_id(), Box::pin(async { "7".to_owned() }));
        view! { <p>"an island"</p> }
    };
    let streamed = stream(Nonce::new(), view).await;
    assert_ne!(streamed.data, NO_DATA);
}
