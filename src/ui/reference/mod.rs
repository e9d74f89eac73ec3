//! The reference of the JSON API: a page for developers, in English, drawn from the OpenAPI
//! document alone. It has no script.
//!
//! [`api_document`] is the document, as far as the page tells of it; [`curl`] writes the command of
//! an operation. Start at [`render`].

mod api_document;
mod curl;

pub use api_document::ApiDocument;

use api_document::{
    ApiOperation, MediaType, OperationAnswer, OperationParameter, Schema, SecurityScheme,
};
use leptos::prelude::*;

use crate::ui::page_head::page_head;

/// The page to draw.
#[derive(Clone, Debug)]
pub struct ReferencePage {
    /// The description of the API.
    pub document: ApiDocument,
    /// The address of the document.
    pub document_path: &'static str,
    /// The name of the service.
    pub brand: String,
    /// The paths of the style sheets.
    pub styles: Vec<String>,
}

/// Draws the page.
pub fn render(page: &ReferencePage) -> String {
    let document = &page.document;
    let title = format!("{} – {}", document.info.title, page.brand);
    let operations = document.operations();
    let html = view! {
        <!DOCTYPE html>
        <html lang="en">
            {page_head(title, page.styles.clone(), ())}
            <body>
                <header class="brand">{page.brand.clone()}</header>
                <main class="reference">
                    <h1>{document.info.title.clone()}</h1>
                    <p>{prose(&document.info.description)}</p>
                    <p>
                        "As OpenAPI 3.1, for your tools: "
                        <a href=page.document_path><code>{page.document_path}</code></a>
                    </p>
                    {contents(document)}
                    {credentials(document)}
                    {operations.map(|found| operation(document, found)).collect_view()}
                    {schemas(document)}
                </main>
            </body>
        </html>
    };
    html.to_html()
}

fn contents(document: &ApiDocument) -> impl IntoView + use<> {
    let operations = document.operations().map(|(method, path, operation)| {
        let link = format!("#{}", operation.operation_id);
        view! {
            <li><a href=link>{operation.summary.clone()}</a> <br />{request_line(method, path)}</li>
        }
    });
    view! {
        <nav aria-label="Operations">
            <ul>{operations.collect_view()}</ul>
        </nav>
    }
}

fn request_line(method: &str, path: &str) -> impl IntoView + use<> {
    view! { <code>{method.to_uppercase()}" "{path.to_owned()}</code> }
}

fn credentials(document: &ApiDocument) -> impl IntoView + use<> {
    let schemes = document.components.security_schemes.values();
    let scheme = |SecurityScheme {
                      scheme,
                      description,
                  }: &SecurityScheme| {
        let header = format!("Authorization: {scheme}");
        view! { <div><dt><code>{header}</code></dt><dd>{prose(description)}</dd></div> }
    };
    view! {
        <section>
            <h2 id="credentials">"Credentials"</h2>
            <p>"Each request has one of these headers:"</p>
            <dl>{schemes.map(scheme).collect_view()}</dl>
            <p>
                "In the commands below, " <code>"CLIENT"</code> " and " <code>"SECRET"</code>
                " are variables of the shell with the ID and the secret of your client, and "
                <code>"ID"</code> " has the ID of a verification."
            </p>
        </section>
    }
}

fn operation(
    document: &ApiDocument,
    (method, path, operation): (&'static str, &str, &ApiOperation),
) -> impl IntoView + use<> {
    let command = curl::curl(document, method, path, operation);
    let description = Some(&operation.description).filter(|text| !text.is_empty());
    let body = operation
        .request_body
        .as_ref()
        .and_then(|body| body.schema());
    view! {
        <section>
            <h2 id=operation.operation_id.clone()>{operation.summary.clone()}</h2>
            <p>{request_line(method, path)}</p>
            {description.map(|text| view! { <p>{prose(text)}</p> })}
            <pre><code>{command}</code></pre>
            {(!operation.parameters.is_empty()).then(|| view! {
                <h3>"Parameters"</h3>
                <dl>{operation.parameters.iter().map(parameter).collect_view()}</dl>
            })}
            {body.map(|body| view! { <h3>"Body"</h3> {members(document.resolve(body))} })}
            <h3>"Answers"</h3>
            <dl>{operation.responses.iter().map(answer).collect_view()}</dl>
        </section>
    }
}

fn parameter(parameter: &OperationParameter) -> impl IntoView + use<> {
    let place = match &*parameter.place {
        "path" => "in the path",
        "query" => "in the query",
        _ => "header",
    };
    let kind = match parameter.required {
        true => format!("{place}, required"),
        false => place.to_owned(),
    };
    view! {
        <div>
            <dt><code>{parameter.name.clone()}</code>" "<span class="kind">{kind}</span></dt>
            <dd>{prose(&parameter.description)}</dd>
        </div>
    }
}

/// A text of the document, which is Markdown, of which it uses code alone.
fn prose(text: &str) -> AnyView {
    let parts = text.split('`').map(str::to_owned).enumerate();
    let parts = parts.map(|(place, part)| match place % 2 {
        0 => part.into_any(),
        _ => view! { <code>{part}</code> }.into_any(),
    });
    parts.collect_view().into_any()
}

/// The members of an object.
fn members(schema: &Schema) -> impl IntoView + use<> {
    let member = |(name, property): (&String, &Schema)| {
        let required = schema.required.contains(name).then_some(", required");
        let example = property.example.as_ref().map(ToString::to_string);
        view! {
            <div>
                <dt><code>{name.clone()}</code>" "<span class="kind">{kind(property)}{required}</span></dt>
                <dd>
                    {prose(property.description())}
                    {example.map(|text| view! { " Such as " <code>{text}</code> })}
                </dd>
            </div>
        }
    };
    view! { <dl>{schema.properties.iter().map(member).collect_view()}</dl> }
}

/// The type of a value, with links to the schemas that it names.
fn kind(schema: &Schema) -> AnyView {
    if let Some(name) = schema.name() {
        return view! { <a href=format!("#{name}")>{name.to_owned()}</a> }.into_any();
    }
    if let Some(items) = &schema.items {
        return view! { "array of " {kind(items)} }.into_any();
    }
    if !schema.one_of.is_empty() {
        let is_null = |schema: &&Schema| schema.types.to_string() == "null";
        let (null, mut kinds): (Vec<_>, Vec<_>) = schema.one_of.iter().partition(is_null);
        kinds.extend(null);
        let kinds = kinds.into_iter().enumerate().map(|(place, schema)| {
            let or = (place > 0).then_some(" or ");
            view! { {or} {kind(schema)} }
        });
        return kinds.collect_view().into_any();
    }
    let types = schema.types.to_string();
    match &*schema.format {
        "" => types.into_any(),
        format => format!("{types} ({format})").into_any(),
    }
}

fn answer((status, answer): (&String, &OperationAnswer)) -> impl IntoView + use<> {
    let kinds = answer.content.values().map(|content| kind(&content.schema));
    let headers = answer.headers.iter().map(|(name, header)| {
        view! { <li><code>{name.clone()}</code> " " {prose(&header.description)}</li> }
    });
    let headers = headers.collect_view();
    let has_list = answer
        .content
        .values()
        .any(|content| !content.examples.is_empty());
    let problems = answer.content.values().flat_map(problems);
    view! {
        <div>
            <dt>{status.clone()} " " <span class="kind">{kinds.collect_view()}</span></dt>
            <dd>
                {prose(&answer.description)}
                {has_list.then(|| view! { <ul>{problems.collect_view()}{headers}</ul> })}
            </dd>
        </div>
    }
}

/// The problems that an answer may tell of, by their codes.
fn problems(content: &MediaType) -> impl Iterator<Item = AnyView> {
    content.examples.iter().map(|(code, example)| {
        let summary = example.summary.clone();
        view! { <li><code>{code.clone()}</code> " " {summary}</li> }.into_any()
    })
}

fn schemas(document: &ApiDocument) -> impl IntoView + use<> {
    let schemas = document.components.schemas.iter().map(|(name, schema)| {
        let values = schema.values.iter().map(|value| {
            let value = value.as_str().unwrap_or_default().to_owned();
            view! { <li><code>{value}</code></li> }
        });
        let values = values.collect_view();
        view! {
            <section>
                <h2 id=name.clone()>{name.clone()}</h2>
                <p>{prose(schema.description())}</p>
                {(!schema.properties.is_empty()).then(|| members(schema))}
                {(!schema.values.is_empty()).then(|| view! { <ul>{values}</ul> })}
            </section>
        }
    });
    schemas.collect_view()
}
