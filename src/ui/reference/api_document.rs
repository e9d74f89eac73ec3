//! An OpenAPI document, as far as the page tells of it. Everything keeps the document's order.

use std::fmt;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

/// The document.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ApiDocument {
    pub info: Info,
    #[serde(default)]
    pub servers: Vec<ApiServer>,
    paths: IndexMap<String, IndexMap<String, ApiOperation>>,
    #[serde(default)]
    pub components: Components,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Info {
    pub title: String,
    #[serde(default)]
    pub description: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ApiServer {
    pub url: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Components {
    pub schemas: IndexMap<String, Schema>,
    pub security_schemes: IndexMap<String, SecurityScheme>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SecurityScheme {
    /// The word before the credentials, such as `basic`.
    pub scheme: String,
    #[serde(default)]
    pub description: String,
}

/// The operation of one method at one path.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiOperation {
    pub operation_id: String,
    #[serde(default)]
    pub summary: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub parameters: Vec<OperationParameter>,
    pub request_body: Option<OperationBody>,
    /// The answers by their status.
    #[serde(default)]
    pub responses: IndexMap<String, OperationAnswer>,
}

/// A part of the path, of the query or of the header.
#[derive(Clone, Debug, Deserialize)]
pub struct OperationParameter {
    pub name: String,
    #[serde(rename = "in")]
    pub place: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub required: bool,
    pub example: Option<Value>,
}

/// A body by its media types.
#[derive(Clone, Debug, Deserialize)]
pub struct OperationBody {
    pub content: IndexMap<String, MediaType>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct OperationAnswer {
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub headers: IndexMap<String, AnswerHeader>,
    #[serde(default)]
    pub content: IndexMap<String, MediaType>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct AnswerHeader {
    #[serde(default)]
    pub description: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct MediaType {
    #[serde(default)]
    pub schema: Schema,
    /// Bodies by their names, which for problems are their codes.
    #[serde(default)]
    pub examples: IndexMap<String, NamedExample>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct NamedExample {
    #[serde(default)]
    pub summary: String,
}

/// The shape of a value.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Schema {
    #[serde(rename = "$ref")]
    reference: String,
    #[serde(rename = "type")]
    pub types: Types,
    pub format: String,
    description: String,
    #[serde(rename = "enum")]
    pub values: Vec<Value>,
    pub properties: IndexMap<String, Schema>,
    pub required: Vec<String>,
    pub items: Option<Box<Schema>>,
    pub one_of: Vec<Schema>,
    pub example: Option<Value>,
}

/// The types that a value may have.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Types {
    One(String),
    Several(Vec<String>),
}

impl ApiDocument {
    /// The operations with their methods and paths, of each path those that create first.
    pub fn operations(&self) -> impl Iterator<Item = (&'static str, &str, &ApiOperation)> {
        self.paths.iter().flat_map(|(path, item)| {
            ["post", "get", "put", "patch", "delete"]
                .into_iter()
                .filter_map(move |method| Some((method, path.as_str(), item.get(method)?)))
        })
    }

    /// The schema itself, or the one that it refers to.
    pub fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        let named = schema
            .name()
            .and_then(|name| self.components.schemas.get(name));
        named.unwrap_or(schema)
    }
}

impl Schema {
    /// The name of the schema that it refers to.
    pub fn name(&self) -> Option<&str> {
        self.reference.strip_prefix("#/components/schemas/")
    }

    /// The description: of one that may be null, that of what it is else.
    pub fn description(&self) -> &str {
        let alternatives = self.one_of.iter().map(|schema| &*schema.description);
        let mut all = std::iter::once(&*self.description).chain(alternatives);
        all.find(|text| !text.is_empty()).unwrap_or_default()
    }
}

impl OperationBody {
    /// The schema of the body.
    pub fn schema(&self) -> Option<&Schema> {
        self.content.values().next().map(|content| &content.schema)
    }
}

impl Default for Types {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(one) => f.write_str(one),
            Self::Several(types) => f.write_str(&types.join(" or ")),
        }
    }
}
