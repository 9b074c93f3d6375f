//! The OpenAPI document and the pages that are derived from the table of addresses.

use crate::socket::{get, start};
use crate::world::World;
use serde_json::{Map, Value};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/golden/http/openapi.json");
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/http.md");
/// Set it to write the files anew, and look at what changed.
const BLESS: &str = "DROKPA_BLESS";

fn document() -> Value {
    let world = World::new();
    get(&start(&world), "/openapi.json", None).json()
}

fn fields(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}

#[test]
fn the_document_is_the_one_that_was_read_last() {
    let found = serde_json::to_string_pretty(&document()).unwrap() + "\n";
    if std::env::var_os(BLESS).is_some() {
        std::fs::write(GOLDEN, &found).unwrap();
    }
    let kept = std::fs::read_to_string(GOLDEN).unwrap();
    assert!(found == kept, "the addresses changed: run with {BLESS}=1 and read the difference");
}

/// The rows of the page's table, as the document has them.
fn rows(document: &Value) -> Vec<String> {
    let mut rows = Vec::new();
    for (path, methods) in fields(&document["paths"]) {
        for (method, operation) in fields(methods) {
            let cells = match operation.get("x-roles") {
                None => "everybody | | | | | |".to_owned(),
                Some(roles) => {
                    let roles = roles.as_array().unwrap().iter();
                    let reach: Vec<&str> =
                        roles.map(|role| role["reach"].as_str().unwrap()).collect();
                    reach.join(" | ")
                }
            };
            rows.push(format!("| `{} {path}` | {cells} |", method.to_uppercase()));
        }
    }
    rows
}

#[test]
fn the_page_of_addresses_is_the_table_of_addresses() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let is_row =
        |line: &&str| ["| `GET ", "| `POST ", "| `PUT "].iter().any(|one| line.starts_with(one));
    let found: Vec<&str> = page.lines().filter(is_row).collect();
    assert_eq!(found, rows(&document()), "docs/http.md");
}

#[test]
fn every_reference_leads_somewhere_and_every_refusal_has_one_form() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let schemas = fields(&document["components"]["schemas"]);
    let mut references = Vec::new();
    collect(&document, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let name = reference.strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas.contains_key(name), "{reference}");
    }
    for (path, methods) in fields(&document["paths"]) {
        for operation in fields(methods).values() {
            let responses = fields(&operation["responses"]);
            assert!(responses.keys().any(|status| status.starts_with('2')), "{path}");
            let refusals = responses.iter().filter(|(status, _)| status.as_str() >= "400");
            for (status, response) in refusals {
                let schema = &response["content"]["application/json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem", "{path} {status}");
            }
            for status in ["400", "413", "415", "429", "500", "503"] {
                assert!(responses.contains_key(status), "{path} {status}");
            }
        }
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                if key == "$ref" {
                    references.push(inner.as_str().unwrap().to_owned());
                }
                collect(inner, references);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

#[test]
fn answers_for_browsers_carry_the_heads_that_protect_them() {
    let world = World::new();
    let hub = start(&world);
    for path in ["/docs", "/openapi.json", "/v1/rules", "/nowhere"] {
        let answer = get(&hub, path, None);
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
    }
    let page = String::from_utf8(get(&hub, "/docs", None).body).unwrap();
    for (path, _) in fields(&document()["paths"]) {
        assert!(page.contains(path.as_str()), "{path}");
    }
}
