//! The folder with the files for browsers.

use std::path::{Path, PathBuf};

use leptos::config::{Env, LeptosOptions};

use crate::config::RawSettings;

/// Path of the setting that names the folder.
const PATH: &str = "package.metadata.leptos.site-root";

/// Finds the site folder in the working directory or in `binary_folder`, and puts it into
/// `options`. Production does not start without it: pages would have neither style nor script.
pub(super) fn find(
    options: &mut LeptosOptions,
    binary_folder: Option<&Path>,
    raw: &mut RawSettings,
) {
    let root = Path::new(&*options.site_root);
    let near = binary_folder.filter(|_| root.is_relative());
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
    let message = format!(
        "no site folder with {lacking} is at {}: pages would have neither style nor script",
        looked.join(" or ")
    );
    match options.env {
        Env::PROD => raw.error(PATH, message),
        Env::DEV => raw.warn(PATH, message),
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
