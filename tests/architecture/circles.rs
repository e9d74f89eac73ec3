//! Finds circles of imports between modules: two modules of which each needs the other, at
//! once or through others, can only be read together.
//!
//! A path counts as an import of the module that defines what it names. What a module passes on
//! with `pub use` from a module inside it is followed to where it is defined, so that a front
//! door of a room hides no circle and makes none.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{NamedPath, Source};

/// The modules that each module imports.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// Every circle, each as the sorted names of its modules and the imports among them.
pub fn circles(sources: &[Source]) -> Vec<String> {
    let imports = imports(sources);
    let mut told = BTreeSet::new();
    let mut circles = Vec::new();
    for module in imports.keys() {
        let ahead = reachable(&imports, module);
        if told.contains(module) || !ahead.contains(module) {
            continue;
        }
        let circle: BTreeSet<_> = ahead
            .into_iter()
            .filter(|other| reachable(&imports, other).contains(module))
            .collect();
        circles.push(describe(&imports, &circle));
        told.extend(circle);
    }
    circles
}

fn describe(imports: &Imports, circle: &BTreeSet<String>) -> String {
    let edges = circle.iter().map(|from| {
        let to: Vec<_> = imports[from].intersection(circle).cloned().collect();
        format!("  {from} imports {}", to.join(", "))
    });
    let edges: Vec<_> = edges.collect();
    format!("a circle of {}:\n{}", circle.len(), edges.join("\n"))
}

fn reachable(imports: &Imports, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut next = vec![from.to_owned()];
    while let Some(module) = next.pop() {
        for import in imports.get(&module).into_iter().flatten() {
            if found.insert(import.clone()) {
                next.push(import.clone());
            }
        }
    }
    found
}

fn imports(sources: &[Source]) -> Imports {
    let modules: BTreeSet<_> = sources.iter().map(|source| source.module.clone()).collect();
    let doors = doors(sources, &modules);
    let of = |source: &Source| {
        let paths = source.paths();
        let imported = paths.iter().filter(|path| !is_door(source, path, &modules));
        let imported = imported.filter_map(|path| goal(source, path, &modules));
        let imported = imported.filter_map(|goal| defining(&goal, &modules, &doors));
        let others = imported.filter(|module| *module != source.module);
        (source.module.clone(), others.collect())
    };
    sources.iter().map(of).collect()
}

/// The targets of the names that each module passes on from inside itself.
fn doors(sources: &[Source], modules: &BTreeSet<String>) -> BTreeMap<String, Vec<String>> {
    let mut doors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources {
        for path in source.paths() {
            if !is_door(source, &path, modules) {
                continue;
            }
            let Some(goal) = goal(source, &path, modules) else {
                continue;
            };
            let name = path.known_as();
            doors
                .entry(format!("{}::{name}", source.module))
                .or_default()
                .push(goal);
        }
    }
    doors
}

/// Whether the path passes something on that is defined inside the module.
fn is_door(source: &Source, path: &NamedPath, modules: &BTreeSet<String>) -> bool {
    let inside = format!("{}::", source.module);
    path.passed_on && goal(source, path, modules).is_some_and(|goal| goal.starts_with(&inside))
}

/// The path from the crate's root, where it leads into this crate.
fn goal(source: &Source, path: &NamedPath, modules: &BTreeSet<String>) -> Option<String> {
    path.in_crate.clone().or_else(|| {
        let child = format!("{}::{}", source.module, path.first());
        let inside = format!("{}::{}", source.module, path.whole());
        modules.contains(&child).then_some(inside)
    })
}

/// The module that defines what `goal` names.
fn defining(
    goal: &str,
    modules: &BTreeSet<String>,
    doors: &BTreeMap<String, Vec<String>>,
) -> Option<String> {
    let mut names: Vec<_> = goal.split("::").collect();
    for length in 1..=names.len() {
        let door = names[..length].join("::");
        // A module of that name is no door.
        if let Some([inner]) = doors.get(&door).map(Vec::as_slice)
            && !modules.contains(&door)
        {
            let rest = names[length..].iter().map(|name| format!("::{name}"));
            return defining(
                &format!("{inner}{}", rest.collect::<String>()),
                modules,
                doors,
            );
        }
    }
    while !names.is_empty() && !modules.contains(&names.join("::")) {
        names.pop();
    }
    (!names.is_empty()).then(|| names.join("::"))
}
