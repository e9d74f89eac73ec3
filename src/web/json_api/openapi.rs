//! The description of the API: OpenAPI 3.1, from the code.

use std::collections::BTreeMap;

use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::header::Header;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, OpenApi as Document, Ref, RefOr, Required,
    Response as OpenApiResponse, ResponseBuilder as OpenApiResponseBuilder, Server,
};
use utoipa::{Modify, OpenApi};

use super::{attempts, verifications};
use crate::json_api::{Problem, ProblemBody, possible_problems};

/// The API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Ringcode JSON API",
        description = "Proves that a person holds a phone: for applications with screens of their own.",
    ),
    paths(
        verifications::start,
        verifications::list,
        verifications::read,
        verifications::cancel,
        attempts::resend,
        attempts::call,
        attempts::check,
    ),
    components(schemas(ProblemBody)),
    modifiers(&SecuritySchemes, &CommonParts),
)]
struct Api;

/// The ways in which a client proves who it is.
struct SecuritySchemes;

impl Modify for SecuritySchemes {
    fn modify(&self, document: &mut Document) {
        let scheme = |scheme, description: &str| {
            let http = HttpBuilder::new().scheme(scheme);
            SecurityScheme::Http(http.description(Some(description)).build())
        };
        let secret = "The client's ID and secret";
        let assertion = "A JWT that the client signs, as for private_key_jwt";
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("secret", scheme(HttpAuthScheme::Basic, secret));
        components.add_security_scheme("assertion", scheme(HttpAuthScheme::Bearer, assertion));
    }
}

/// The parts that follow from an operation's path and method.
struct CommonParts;

impl Modify for CommonParts {
    fn modify(&self, document: &mut Document) {
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in [
                ("get", &mut item.get),
                ("post", &mut item.post),
                ("delete", &mut item.delete),
            ] {
                if let Some(operation) = operation {
                    complete(operation, method, path);
                }
            }
        }
    }
}

fn complete(operation: &mut Operation, method: &str, path: &str) {
    let parameters = operation.parameters.get_or_insert_default();
    parameters.extend(path.contains("{id}").then(|| id().into()));
    parameters.extend((method != "get").then(|| idempotency_key().into()));
    let mut problems = BTreeMap::<u16, Vec<Problem>>::new();
    for problem in possible_problems(method, path) {
        problems.entry(problem.status).or_default().push(problem);
    }
    let problems = problems.into_iter().map(|(status, problems)| {
        let answer = answer_of(status, &problems);
        (status.to_string(), answer.into())
    });
    operation.responses.responses.extend(problems);
    operation.tags = Some(vec!["verifications".to_owned()]);
    operation.security = Some(
        ["secret", "assertion"]
            .map(|name| SecurityRequirement::new(name, [""; 0]))
            .into(),
    );
}

/// The answer with one of these problems, each of which is an example by its code.
fn answer_of(status: u16, problems: &[Problem]) -> OpenApiResponse {
    let examples = problems.iter().map(|problem| {
        let body = serde_json::to_value(problem.body()).ok();
        let example = ExampleBuilder::new().summary(problem.title()).value(body);
        (problem.code(), RefOr::T(example.build()))
    });
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .examples_from_iter(examples)
        .build();
    let answer = OpenApiResponseBuilder::new()
        .description(description_of(status))
        .content("application/problem+json", content);
    let answer = match status {
        429 | 503 => answer.header("Retry-After", retry_after()),
        _ => answer,
    };
    answer.build()
}

const fn description_of(status: u16) -> &'static str {
    match status {
        401 => "The credentials are missing or wrong",
        403 => "The client may not use the API",
        404 => "There is no such verification",
        409 => "The state of the verification, or the same request, does not allow it",
        415 => "The body is not JSON",
        422 => "The request cannot be carried out as it is",
        429 => "A limit is reached",
        _ => "Something is broken",
    }
}

fn retry_after() -> Header {
    let seconds = ObjectBuilder::new().schema_type(Type::Integer).build();
    let mut header = Header::new(seconds);
    header.description = Some("Seconds to wait".to_owned());
    header
}

fn id() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String);
    ParameterBuilder::new()
        .name("id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some("The ID of the verification"))
        .schema(Some(text))
        .build()
}

fn idempotency_key() -> Parameter {
    let text = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .min_length(Some(1))
        .max_length(Some(255))
        .pattern(Some("^[!#-\\[\\]-~]+$"));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "The same request with the same key is carried out once",
        ))
        .schema(Some(text))
        .build()
}

/// The document, as JSON, of a server at `public_base`.
pub fn document(public_base: &str) -> String {
    let mut document = Api::openapi();
    document.servers = Some(vec![Server::new(public_base)]);
    document.to_json().unwrap_or_default()
}
