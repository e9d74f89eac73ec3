//! The files that browsers load: WASM, JavaScript and style of the build, and those of `public/`.
//!
//! The path of the build's files contains a hash of them (decision 35), so browsers cache them for
//! good. A page of another build finds no script, rather than one that does not fit it; its forms
//! work without. It finds our style, which fits well enough and is not cached (decision 69).

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

/// Bytes of the hash that names a build.
const HASH_BYTES: usize = 9;

/// Extensions of the build's files that are served. Others are for development, and some would be
/// served with a wrong type: type declarations (`.d.ts`) as video.
const LOADED: [&str; 3] = [".css", ".js", ".wasm"];

const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");

/// The files of one build.
#[derive(Clone, Debug)]
pub struct StaticFiles {
    /// Leptos' settings, with the path under which pages load the files.
    pub options: LeptosOptions,
    folder: String,
    /// The path of all builds; `None` when this build has no hash in its path.
    builds: Option<String>,
}

impl StaticFiles {
    /// The files in the folder that the settings name. There is no hash in their path where the
    /// folder is missing, and while `cargo leptos watch` changes it.
    pub fn from_options(options: &LeptosOptions) -> Self {
        let folder = format!("{}/{}", options.site_root, options.site_pkg_dir);
        let name = build_hash(&folder).ok().filter(|_| !live_reload_enabled());
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

    /// The routes of the files.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let made = ServeDir::new(&self.folder)
            .append_index_html_on_directories(false)
            .precompressed_br()
            .precompressed_gzip();
        let public = |name: &str| ServeFile::new(format!("{}/{name}", self.options.site_root));
        let lasting = if self.builds.is_some() {
            IMMUTABLE
        } else {
            NO_CACHE
        };
        Router::new()
            .nest_service(&format!("/{}", self.options.site_pkg_dir), made)
            .layer(from_fn(only_loaded))
            .layer(cache_control(lasting))
            .merge(self.style_of_other_builds())
            .merge(
                Router::new()
                    .route_service("/favicon.svg", public("favicon.svg"))
                    .route_service("/robots.txt", public("robots.txt"))
                    .layer(cache_control(NO_CACHE)),
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
    /// Serves our style to pages of other builds: during a rollout, a page and its files may come
    /// from different instances.
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
            .layer(cache_control(NO_STORE))
    }
}

/// Sets `Cache-Control` of files that exist.
fn cache_control(
    value: HeaderValue,
) -> SetResponseHeaderLayer<impl Fn(&Response) -> Option<HeaderValue> + Clone> {
    SetResponseHeaderLayer::overriding(CACHE_CONTROL, move |answer: &Response| {
        let there = answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED;
        there.then(|| value.clone())
    })
}

/// Hashes the names and contents of the files in `folder`.
fn build_hash(folder: &str) -> io::Result<String> {
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
    Ok(BASE64_URL_SAFE_NO_PAD.encode(&hash.finalize()[..HASH_BYTES]))
}
