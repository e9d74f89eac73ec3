//! One file of `src` as tokens, and the questions the rules ask of it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

mod tokens;

use tokens::{Token, begins, close_of, is_name, remove_tests, tokens};

/// The room whose modules are a crate of their own.
pub const SIMULATOR: &str = "simulator";

/// A file of `src` or `simulator/src`, without what is `#[cfg(test)]`.
pub struct Source {
    /// Path under `src`; `simulator/cli.rs` for `simulator/src/cli.rs`.
    pub file: String,
    /// `config` for `config/mod.rs`; `lib` and `main` for the roots.
    pub module: String,
    /// The lines of the file, without its test module.
    pub lines: usize,
    tokens: Vec<Token>,
}

/// A function and its length from `fn` to the closing brace.
pub struct Function {
    pub name: String,
    pub lines: usize,
}

/// A path as it was written, with the groups of a `use` taken apart.
pub struct NamedPath {
    pub line: usize,
    /// Its target in this crate: `store::redis` for `crate::store::redis` or for
    /// `super::super::store::redis`. `None` where it leads elsewhere.
    pub in_crate: Option<String>,
    /// Whether it stands in a `pub use`.
    pub passed_on: bool,
    written: Vec<String>,
    /// The name after `as`.
    alias: Option<String>,
}

/// Reads every Rust file under the folder. Their modules are those inside `room`, if it has a name.
pub fn read_all(root: &Path, room: &str) -> io::Result<Vec<Source>> {
    let read = |path: PathBuf| {
        let file = Path::new(room).join(path.strip_prefix(root).unwrap_or(&path));
        let text = fs::read_to_string(&path)?;
        Ok(Source::parse(&file.to_string_lossy(), &text))
    };
    files(root)?.into_iter().map(read).collect()
}

/// The path of every Rust file under the folder.
pub fn files(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    Ok(files)
}

impl Source {
    /// Takes the text of `file` apart; panics where it is not Rust.
    pub fn parse(file: &str, text: &str) -> Self {
        let mut tokens = tokens(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let test_lines = remove_tests(&mut tokens);
        let module = file.trim_end_matches(".rs").trim_end_matches("/mod");
        Self {
            file: file.to_owned(),
            module: module.replace('/', "::"),
            lines: text.lines().count() - test_lines,
            tokens,
        }
    }

    /// Every path of at least two names.
    pub fn paths(&self) -> Vec<NamedPath> {
        let mut found = Vec::new();
        let mut modules = Modules::of(&self.module);
        let (mut at, mut passed_on) = (0, false);
        while at < self.tokens.len() {
            modules.pass(&self.tokens, at);
            match self.text(at) {
                "use" => passed_on = self.is_public(at),
                ";" => passed_on = false,
                _ => {}
            }
            let mut written = Vec::new();
            let next = self.path_at(at, &[], &mut written);
            let line = self.tokens[at].line;
            found.extend(
                written
                    .into_iter()
                    .map(|Written { names, alias }| NamedPath {
                        line,
                        in_crate: modules.resolve(&names),
                        passed_on,
                        written: names,
                        alias,
                    }),
            );
            at = next.max(at + 1);
        }
        found
    }

    /// Every function with a body.
    pub fn functions(&self) -> Vec<Function> {
        let starts = (0..self.tokens.len())
            .filter(|&at| self.text(at) == "fn" && is_name(self.text(at + 1)));
        let functions = starts.filter_map(|start| {
            let body = self.body_after(start)?;
            let end = self.tokens[close_of(&self.tokens, body)].line;
            let name = self.text(start + 1).to_owned();
            Some(Function {
                name,
                lines: end - self.tokens[start].line + 1,
            })
        });
        functions.collect()
    }

    /// The line and the arguments of every `name<…>`, each argument without spaces.
    pub fn arguments_of(&self, name: &str) -> impl Iterator<Item = (usize, Vec<String>)> {
        let starts = (0..self.tokens.len())
            .filter(move |&at| self.text(at) == name && self.text(at + 1) == "<");
        starts.map(|at| (self.tokens[at].line, self.arguments_at(at + 1)))
    }

    /// The lines on which these tokens follow each other.
    pub fn lines_with<'a>(&'a self, words: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
        let seen = self.tokens.windows(words.len());
        let seen = seen.filter(|seen| begins(seen, words));
        seen.map(|seen| seen[0].line)
    }

    /// Whether it only replaces another module, in builds without that.
    pub fn is_absent(&self) -> bool {
        self.module.ends_with("::absent")
    }

    /// Every name that stands in it, with its line.
    pub fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        let names = self.tokens.iter().filter(|token| is_name(&token.text));
        names.map(|token| (token.line, &*token.text))
    }

    /// The name of every struct, enum and trait.
    pub fn type_names(&self) -> impl Iterator<Item = &str> {
        let kinds = ["struct", "enum", "trait"];
        let names = self.tokens.windows(2);
        let names = names.filter(move |pair| kinds.contains(&&*pair[0].text));
        names
            .map(|pair| &*pair[1].text)
            .filter(|name| is_name(name))
    }

    /// The lines on which `word` stands inside an invocation of the macro.
    pub fn lines_of(&self, word: &str, invocation: &str) -> impl Iterator<Item = usize> {
        let calls = (0..self.tokens.len())
            .filter(move |&at| self.text(at) == invocation && self.text(at + 1) == "!");
        let inside = calls.flat_map(|at| &self.tokens[at + 2..close_of(&self.tokens, at + 2)]);
        inside
            .filter(move |token| token.text == word)
            .map(|token| token.line)
    }

    /// Reads one path at `at`, or one for each leaf of a `use` tree, and says
    /// where it ends; `at` itself where there is none.
    fn path_at(&self, mut at: usize, prefix: &[String], found: &mut Vec<Written>) -> usize {
        let mut path = prefix.to_vec();
        while is_name(self.text(at)) || self.text(at) == "*" && !path.is_empty() {
            path.push(self.text(at).to_owned());
            at += 1;
            if self.text(at) != "::" {
                break;
            }
            at += 1;
        }
        if self.text(at) == "{" && self.text(at.wrapping_sub(1)) == "::" {
            return self.group_at(at, &path, found);
        }
        if path.len() > 1 {
            let renamed = self.text(at) == "as";
            let alias = renamed.then(|| self.text(at + 1).to_owned());
            found.push(Written { names: path, alias });
        }
        at
    }

    /// Whether the `use` at `at` is public, to whomever.
    fn is_public(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.text(at));
        let opening = (2..=at).find(|back| before(*back) == "(");
        before(1) == "pub"
            || (before(1) == ")" && opening.is_some_and(|at| before(at + 1) == "pub"))
    }

    fn group_at(&self, open: usize, prefix: &[String], found: &mut Vec<Written>) -> usize {
        let close = close_of(&self.tokens, open);
        let mut at = open + 1;
        while at < close {
            at = self.path_at(at, prefix, found);
            while at < close && self.text(at) != "," {
                at += 1;
            }
            at += 1;
        }
        close + 1
    }

    fn body_after(&self, start: usize) -> Option<usize> {
        let mut at = start;
        loop {
            match self.text(at) {
                "{" => return Some(at),
                ";" | "" => return None,
                "(" | "[" => at = close_of(&self.tokens, at),
                _ => {}
            }
            at += 1;
        }
    }

    /// The arguments between the angle bracket at `open` and its closing one.
    fn arguments_at(&self, open: usize) -> Vec<String> {
        let (mut arguments, mut depth) = (vec![String::new()], 0);
        for at in open..self.tokens.len() {
            let (text, is_arrow) = (self.text(at), self.text(at - 1) == "-");
            match text {
                "<" | "(" | "[" => depth += 1,
                ">" if is_arrow => {}
                ">" | ")" | "]" => depth -= 1,
                _ => {}
            }
            match (text, depth) {
                (_, 0) => break,
                (",", 1) => arguments.push(String::new()),
                _ if at > open => arguments.last_mut().unwrap().push_str(text),
                _ => {}
            }
        }
        arguments
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &token.text)
    }
}

/// The names of a path, and what it is known as where that is another name.
struct Written {
    names: Vec<String>,
    alias: Option<String>,
}

impl NamedPath {
    /// The first name.
    pub fn first(&self) -> &str {
        &self.written[0]
    }

    /// All names, without a trailing `self`.
    pub fn whole(&self) -> String {
        let own = self.written.iter().filter(|name| *name != "self");
        own.map(String::as_str).collect::<Vec<_>>().join("::")
    }

    /// The name by which others find what it leads to.
    pub fn known_as(&self) -> &str {
        let last = self.written.iter().rfind(|name| *name != "self");
        self.alias
            .as_deref()
            .or(last.map(String::as_str))
            .unwrap_or_default()
    }

    /// Whether the path's last names are these, as in `env::var`.
    pub fn ends_with(&self, names: &str) -> bool {
        format!("::{}", self.written.join("::")).ends_with(&format!("::{names}"))
    }
}

/// The module at some place of a file, and how deep in braces its inline parts began.
struct Modules {
    names: Vec<String>,
    opened: Vec<usize>,
    depth: usize,
}

impl Modules {
    fn of(module: &str) -> Self {
        let names = module
            .split("::")
            .filter(|name| !["lib", "main"].contains(name));
        Self {
            names: names.map(str::to_owned).collect(),
            opened: Vec::new(),
            depth: 0,
        }
    }

    /// Moves on over the token at `at`.
    fn pass(&mut self, tokens: &[Token], at: usize) {
        match tokens[at].text.as_str() {
            "{" => {
                self.depth += 1;
                if at >= 2 && tokens[at - 2].text == "mod" {
                    self.names.push(tokens[at - 1].text.clone());
                    self.opened.push(self.depth);
                }
            }
            "}" => {
                if self.opened.pop_if(|depth| *depth == self.depth).is_some() {
                    self.names.pop();
                }
                self.depth -= 1;
            }
            _ => {}
        }
    }

    /// The target of a path in our crates, if it leads there.
    fn resolve(&self, path: &[String]) -> Option<String> {
        let ups = path.iter().take_while(|name| *name == "super").count();
        let above = match path[0].as_str() {
            "ringcode" => return Some(path[1..].join("::")),
            "plivo_simulator" => return Some(in_simulator(&path[1..])),
            "crate" if self.names.first().is_some_and(|room| room == SIMULATOR) => {
                return Some(in_simulator(&path[1..]));
            }
            "crate" => return Some(path[1..].join("::")),
            "super" => self.names.get(..self.names.len().checked_sub(ups)?)?,
            _ => return None,
        };
        Some([above, &path[ups..]].concat().join("::"))
    }
}

fn in_simulator(path: &[String]) -> String {
    format!("{SIMULATOR}::{}", path.join("::"))
}
