//! The description of the API: OpenAPI 3.1, from the code.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, OpenApi as Document, Ref, Required, Response as OpenApiResponse,
    ResponseBuilder as OpenApiResponseBuilder, Server,
};
use utoipa::{Modify, OpenApi};

use super::{attempts, verifications};
use crate::json_api::ProblemBody;
use crate::web::AppState;

/// The API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Ringcode",
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
pub struct Api;

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

/// The parts that follow from an operation's path, method and body.
struct CommonParts;

impl Modify for CommonParts {
    fn modify(&self, document: &mut Document) {
        for (path, item) in &mut document.paths.paths {
            let of_one = path.contains("{id}");
            for (operation, is_post, changes) in [
                (&mut item.get, false, false),
                (&mut item.post, true, true),
                (&mut item.delete, false, true),
            ] {
                let Some(operation) = operation else {
                    continue;
                };
                let has_body = operation.request_body.is_some();
                let problems = [
                    (true, "401", "The credentials are missing or wrong"),
                    (true, "403", "The client may not use the API"),
                    (of_one, "404", "There is no such verification"),
                    (changes, "409", CONFLICT),
                    (has_body, "415", "The body is not JSON"),
                    (true, "422", UNREADABLE),
                    (
                        is_post,
                        "429",
                        "A limit is reached; Retry-After says for how long",
                    ),
                    (true, "503", BROKEN),
                ];
                let problems = problems.into_iter().filter(|(has, ..)| *has);
                for (_, status, description) in problems {
                    let responses = &mut operation.responses.responses;
                    responses.insert(status.to_owned(), problem(description).into());
                }
                let parameters = operation.parameters.get_or_insert_default();
                parameters.extend(of_one.then(|| id().into()));
                parameters.extend(changes.then(|| idempotency_key().into()));
                operation.tags = Some(vec!["verifications".to_owned()]);
                operation.security = Some(
                    ["secret", "assertion"]
                        .map(|name| SecurityRequirement::new(name, [""; 0]))
                        .into(),
                );
            }
        }
    }
}

const CONFLICT: &str = "The verification has ended, or the same request is being carried out";
const UNREADABLE: &str = "The request, the number or the code cannot be read";
const BROKEN: &str = "Something is broken; Retry-After says when to try again";

fn problem(description: &str) -> OpenApiResponse {
    let schema = Ref::from_schema_name("Problem");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    OpenApiResponseBuilder::new()
        .description(description)
        .content("application/problem+json", content)
        .build()
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

/// `GET /v1/openapi.json`.
pub async fn document(State(app): State<AppState>) -> Response {
    let mut document = Api::openapi();
    document.servers = Some(vec![Server::new(app.settings.public_base())]);
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=300"),
        ),
    ];
    (headers, document.to_json().unwrap_or_default()).into_response()
}
