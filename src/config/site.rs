//! Leptos' own settings, and where the files for browsers are.

use std::path::{Path, PathBuf};

use leptos::config::{Env, LeptosOptions, ReloadWSProtocol};

use crate::config::check::Values;

impl Values {
    /// What Leptos is told. What is wrong with a value was said by `check_kinds`.
    pub(super) fn leptos(&mut self) -> LeptosOptions {
        let production = matches!(&*self.text("env").to_lowercase(), "prod" | "production");
        let mut options = LeptosOptions::builder()
            .output_name(self.text("output-name"))
            .site_root(self.text("site-root"))
            .site_pkg_dir(self.text("site-pkg-dir"))
            .env(if production { Env::PROD } else { Env::DEV })
            .reload_port(u32::try_from(self.number("reload-port")).unwrap_or_default())
            .build();
        if let Ok(address) = self.text("site-addr").parse() {
            options.site_addr = address;
        }
        let port = self.text("reload-external-port");
        options.reload_external_port = port.parse().ok();
        if options.reload_external_port.is_none() && !port.is_empty() {
            self.problem("reload-external-port", "a port");
        }
        match &*self.text("reload-ws-protocol").to_lowercase() {
            "wss" => options.reload_ws_protocol = ReloadWSProtocol::WSS,
            "ws" => (),
            _ => self.problem("reload-ws-protocol", "ws or wss"),
        }
        options
    }

    /// Finds the site folder in the working directory or beside the binary. Production does
    /// not start without it: pages would have neither style nor script.
    pub(super) fn find_site(&mut self, options: &mut LeptosOptions, beside: Option<&Path>) {
        let root = Path::new(&*options.site_root);
        let near = beside.filter(|_| root.is_relative());
        let near = near.into_iter().flat_map(|folder| {
            let last = root.file_name().map(|last| folder.join(last));
            [Some(folder.join(root)), last].into_iter().flatten()
        });
        let places: Vec<PathBuf> = [root.to_path_buf()].into_iter().chain(near).collect();
        if let Some(found) = places.iter().find(|place| lacks(place, options).is_none()) {
            options.site_root = found.display().to_string().into();
            return;
        }
        let lacking = lacks(root, options).unwrap_or_default();
        let looked: Vec<_> = places.iter().map(|place| place.display()).collect();
        let looked: Vec<_> = looked.iter().map(ToString::to_string).collect();
        let what = format!(
            "no site folder with {lacking} is at {}: pages would have neither style nor script",
            looked.join(" or ")
        );
        match options.env {
            Env::PROD => self.problem("site-root", what),
            Env::DEV => self.warn("site-root", what),
        }
    }
}

/// The first file that a site folder does not have.
fn lacks(root: &Path, options: &LeptosOptions) -> Option<String> {
    let (pkg, name) = (&options.site_pkg_dir, &options.output_name);
    let at = |file: String| format!("{pkg}/{file}");
    let is_there = |file: &String| root.join(file).is_file();
    let wasm = ["", "_bg"].map(|suffix| at(format!("{name}{suffix}.wasm")));
    let has_wasm = wasm.iter().any(is_there);
    let [wasm, _] = wasm;
    [at(format!("{name}.css")), at(format!("{name}.js"))]
        .into_iter()
        .find(|file| !is_there(file))
        .or_else(|| (!has_wasm).then_some(wasm))
}
