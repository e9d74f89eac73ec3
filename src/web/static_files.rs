//! The files that browsers load: the WASM, its glue and the style, as the build made
//! them, and those of `public/`.
//!
//! What the build made stands under an address that names its content. A browser keeps it
//! for good and loads it again only when a page names another build. A page whose build is
//! gone, or not yet here, finds no script there, rather than one that does not fit it; its
//! forms do without. It finds our style, which fits well enough and is not kept.

use std::{fs, io};

use axum::Router;
use axum::extract::Request;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use leptos::config::LeptosOptions;
use sha2::{Digest, Sha256};
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::config::live_reload_enabled;

/// Bytes of the hash that name a build.
const NAME: usize = 9;

/// The kinds of file that browsers load of a build. Anything else in its folder is for those who build, and
/// would be served as what it is not: type declarations (`.d.ts`) as video.
const LOADED: [&str; 3] = [".css", ".js", ".wasm"];

const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

const NOT_AT_ALL: HeaderValue = HeaderValue::from_static("no-store");

const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// The files of one build.
#[derive(Clone, Debug)]
pub struct StaticFiles {
    /// Leptos's settings, with the address that pages have the files at.
    pub options: LeptosOptions,
    folder: String,
    /// The address of all builds, where this one has a name in it.
    builds: Option<String>,
}

impl StaticFiles {
    /// Those that are where the settings say. While `cargo leptos watch` changes them under
    /// the running server, and where there are none, they have no name.
    pub fn from_options(options: &LeptosOptions) -> Self {
        let folder = format!("{}/{}", options.site_root, options.site_pkg_dir);
        let name = name(&folder).ok().filter(|_| !live_reload_enabled());
        let mut options = options.clone();
        let builds = name.as_ref().map(|_| options.site_pkg_dir.to_string());
        if let Some(name) = &name {
            options.site_pkg_dir = format!("{}/{name}", options.site_pkg_dir).into();
        }
        Self {
            options,
            folder,
            builds,
        }
    }

    /// Their routes.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let made = ServeDir::new(&self.folder)
            .append_index_html_on_directories(false)
            .precompressed_br()
            .precompressed_gzip();
        let public = |name: &str| ServeFile::new(format!("{}/{name}", self.options.site_root));
        let lasting = if self.builds.is_some() {
            FOR_GOOD
        } else {
            ASK_AGAIN
        };
        Router::new()
            .nest_service(&format!("/{}", self.options.site_pkg_dir), made)
            .layer(from_fn(only_loaded))
            .layer(keep(lasting))
            .merge(self.style_of_other_builds())
            .merge(
                Router::new()
                    .route_service("/favicon.svg", public("favicon.svg"))
                    .route_service("/robots.txt", public("robots.txt"))
                    .layer(keep(ASK_AGAIN)),
            )
    }
}

async fn only_loaded(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if LOADED.iter().any(|ending| path.ends_with(ending)) {
        next.run(request).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

impl StaticFiles {
    /// Our style, for pages of other builds: while a new one is rolled out, a page comes from
    /// one instance and its files from the next.
    fn style_of_other_builds<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let Some(builds) = &self.builds else {
            return Router::new();
        };
        let style = format!("{}.css", self.options.output_name);
        let file = ServeFile::new(format!("{}/{style}", self.folder))
            .precompressed_br()
            .precompressed_gzip();
        Router::new()
            .route_service(&format!("/{builds}/{{build}}/{style}"), file)
            .layer(keep(NOT_AT_ALL))
    }
}

/// Says how long a file may be kept; of one that is not there, nothing.
fn keep(
    how_long: HeaderValue,
) -> SetResponseHeaderLayer<impl Fn(&Response) -> Option<HeaderValue> + Clone> {
    SetResponseHeaderLayer::overriding(CACHE_CONTROL, move |answer: &Response| {
        let there = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
        there.then(|| how_long.clone())
    })
}

/// A name for what is in `folder`: another one as soon as any file in it changes.
fn name(folder: &str) -> io::Result<String> {
    let entries = fs::read_dir(folder)?;
    let mut paths: Vec<_> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    paths.retain(|path| path.is_file());
    paths.sort_unstable();
    let mut hash = Sha256::new();
    for path in paths {
        let content = fs::read(&path)?;
        hash.update(path.file_name().unwrap_or_default().as_encoded_bytes());
        hash.update((content.len() as u64).to_be_bytes());
        hash.update(content);
    }
    Ok(BASE64_URL_SAFE_NO_PAD.encode(&hash.finalize()[..NAME]))
}
