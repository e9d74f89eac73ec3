//! The command that carries out an operation, for a shell.

use serde_json::Value;

use super::api_document::{ApiDocument, ApiOperation, OperationParameter};

/// Returns the command. It reads the client's ID and secret, and the parts of the path, from
/// variables of the shell; values of the query and the body are the document's examples.
pub fn curl(document: &ApiDocument, method: &str, path: &str, operation: &ApiOperation) -> String {
    let server = document.servers.first();
    let server = server.map_or("", |server| &server.url);
    let url = format!("{server}{}{}", with_variables(path), query(operation));
    let mut command = format!("curl -u \"$CLIENT:$SECRET\" \"{url}\"");
    let body = operation.request_body.as_ref();
    let example = body
        .and_then(|body| body.schema())
        .map(|schema| example(document, schema));
    match (method, example) {
        (_, Some(example)) => {
            command += " \\\n  -H 'Content-Type: application/json' \\\n  -d ";
            command += &quoted(&example);
        }
        ("get", None) => {}
        (method, None) => command += &format!(" -X {}", method.to_uppercase()),
    }
    command
}

/// The path with `$ID` in place of `{id}`.
fn with_variables(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        let name = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'));
        name.map_or(part.to_owned(), |name| format!("${}", name.to_uppercase()))
    });
    parts.collect::<Vec<_>>().join("/")
}

fn query(operation: &ApiOperation) -> String {
    let needed = |parameter: &&OperationParameter| parameter.place == "query" && parameter.required;
    let pairs = operation.parameters.iter().filter(needed).map(|parameter| {
        let value = parameter.example.as_ref().and_then(Value::as_str);
        format!("{}={}", parameter.name, value.unwrap_or_default())
    });
    match &*pairs.collect::<Vec<_>>().join("&") {
        "" => String::new(),
        pairs => format!("?{pairs}"),
    }
}

/// The members of which there is an example, in the document's order.
fn example(document: &ApiDocument, schema: &super::api_document::Schema) -> String {
    let properties = &document.resolve(schema).properties;
    let members = properties.iter().filter_map(|(name, property)| {
        let value = property.example.as_ref()?;
        Some(format!("\"{name}\": {value}"))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
}

/// The text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_takes_its_parts_from_the_shell() {
        for (path, with) in [
            ("/v1/verifications", "/v1/verifications"),
            (
                "/v1/verifications/{id}/check",
                "/v1/verifications/$ID/check",
            ),
        ] {
            assert_eq!(with_variables(path), with);
        }
    }

    #[test]
    fn a_quote_in_an_example_stays_one_word() {
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
