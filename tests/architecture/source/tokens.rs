//! The tokens of Rust in one flat list.

use proc_macro2::{Delimiter, Group, LexError, Spacing, Span, TokenStream, TokenTree};

/// A word, literal or mark; `::` is one mark, and braces are marks as well.
pub struct Token {
    pub text: String,
    pub line: usize,
}

/// The tokens of a text; comments are none, doc comments are string literals.
pub fn tokens(text: &str) -> Result<Vec<Token>, LexError> {
    let mut tokens = Vec::new();
    flatten(text.parse()?, &mut tokens);
    Ok(tokens)
}

/// Takes out every `#[cfg(test)] mod … { … }` and says how many lines they had.
pub fn remove_tests(tokens: &mut Vec<Token>) -> usize {
    const START: [&str; 8] = ["#", "[", "cfg", "(", "test", ")", "]", "mod"];
    let is_start = |seen: &[Token]| begins(seen, &START) && seen[9].text == "{";
    let mut lines = 0;
    while let Some(start) = tokens.windows(10).position(is_start) {
        let end = close_of(tokens, start + 9);
        lines += tokens[end].line - tokens[start].line + 1;
        tokens.drain(start..=end);
    }
    lines
}

/// Whether the tokens begin with these words.
pub fn begins(tokens: &[Token], words: &[&str]) -> bool {
    let first = tokens.iter().take(words.len());
    first.map(|token| &*token.text).eq(words.iter().copied())
}

/// The token that closes the brace, bracket or parenthesis at `open`.
pub fn close_of(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    let end = tokens[open..].iter().position(|token| {
        match token.text.as_str() {
            "{" | "[" | "(" => depth += 1,
            "}" | "]" | ")" => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    end.map_or(tokens.len() - 1, |end| open + end)
}

/// Whether the token is an identifier or a keyword.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    let mut first_colon = false;
    for tree in stream {
        let second_colon = first_colon;
        first_colon = false;
        match &tree {
            TokenTree::Group(group) => flatten_group(group, tokens),
            TokenTree::Punct(mark) if mark.as_char() == ':' && second_colon => {
                tokens.pop();
                tokens.push(token("::", tree.span()));
            }
            TokenTree::Punct(mark) => {
                first_colon = mark.as_char() == ':' && mark.spacing() == Spacing::Joint;
                tokens.push(token(mark, tree.span()));
            }
            word => tokens.push(token(word, tree.span())),
        }
    }
}

fn flatten_group(group: &Group, tokens: &mut Vec<Token>) {
    let (open, close) = match group.delimiter() {
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Parenthesis | Delimiter::None => ("(", ")"),
    };
    tokens.push(token(open, group.span_open()));
    flatten(group.stream(), tokens);
    tokens.push(token(close, group.span_close()));
}

fn token(text: impl ToString, span: Span) -> Token {
    let (text, line) = (text.to_string(), span.start().line);
    Token { text, line }
}
