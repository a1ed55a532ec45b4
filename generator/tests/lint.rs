//! `specs lint` reports only issues that specs/ does not already resolve.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

use std::collections::BTreeMap;

use zoom_codegen::import::lint;

const SOURCES: &str = r#"
[crate]
name = "things"
version = "0.1.0"

[[document]]
id = "things"
file = "things.yaml"
module = "things"
feature = "things"
server = "v2"

[[document]]
id = "keys"
file = "keys.yaml"
module = "keys"
feature = "keys"
server = "v2"
scopes = false
"#;

const RULES: &str = "
servers:
  v2:
    url: https://api.example.com/v2
    security: [bearer]
    limits: {quotas: [{labels: [light], rates: {free: 4/s}}]}
scopes:
  classic: '[a-z]+:(read|write)(:admin)?'
  granular: '[a-z]+:(read|write):[a-z]+'
labels:
  list: 'separated by commas'
joined:
  - {separator: ',', places: [sizes]}
";

const ENUMS: &str = "
Size:
  doc: How large a thing is.
  values:
    1: {name: Small, label: Small}
    2: {name: Large, label: Large}
  places: [size]
";

const THINGS: &str = r"
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /things:
    get:
      summary: List things
      parameters:
        - name: size
          in: query
          schema:
            type: integer
            enum: [1, 2]
            x-enum-descriptions: [Those which fit into a pocket without…, Those which need a lorry and…]
        - name: color
          in: query
          schema:
            type: integer
            enum: [1, 2]
            x-enum-descriptions: [Red, Any of the colors that are…]
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  'note ': {type: string}
                  mood: {type: string, enum: [' ', good]}
";

const KEYS: &str = r"
openapi: 3.0.3
info: {title: Keys, version: '1'}
paths:
  /keys:
    get:
      summary: List keys
      x-scopes: [key:read, key:raed:admin, 'key:read:admin2']
      x-granular-scopes: ['key:read:list', 'key:list']
      x-rate-limit: light
      parameters:
        - {name: kind, in: query, schema: {type: boolean}}
        - {name: shape, in: query, schema: {type: boolean}}
        - {name: colors, in: query, schema: {type: string}}
        - {name: sizes, in: query, schema: {type: string}}
        - {name: days, in: query, example: '2,4', schema: {type: string}}
        - {name: greeting, in: query, example: 'Hello, how are you', schema: {type: string}}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  kind: {type: string}
                  shape: {type: string}
                  number: {type: integer}
                  'note ': {type: string}
";

/// All entries, by the code of what they are.
fn linted() -> BTreeMap<&'static str, Vec<String>> {
    let files = [
        ("sources.toml", SOURCES),
        ("rules.yaml", RULES),
        ("enums.yaml", ENUMS),
        ("things.yaml", THINGS),
        ("keys.yaml", KEYS),
        ("glossary/common.yaml", "size: How large it is.\nnumber: Number of the key.\n"),
        (
            "glossary/things.yaml",
            "size: How large it is.\ncolor: Color of it.\nmood: How it feels.\n",
        ),
        (
            "glossary/keys.yaml",
            "kind: Whether it opens doors.\nshape: [{at: '*', text: How it looks.}]\ncolors: Colors, separated by commas.\nsizes: Sizes, separated by commas.\ndays: Days.\ngreeting: Words.\n",
        ),
    ];
    let specs = files.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    let lint = lint(&specs).expect("it can be read");
    let texts = |entries: Vec<zoom_codegen::import::Entry>| entries.into_iter().map(|one| one.text);
    lint.concerns.into_iter().map(|one| (one.code, texts(one.entries).collect())).collect()
}

#[test]
fn labels_count_where_no_entry_has_better_ones() {
    assert_eq!(linted()["long-label"], ["2: Any of the colors that are…"]);
}

#[test]
fn an_empty_value_is_resolved_and_a_space_in_a_name_is_not() {
    assert_eq!(linted()["doubtful"], ["the name \"note \" has spaces around it"]);
}

#[test]
fn credentials_without_scopes_miss_none() {
    assert_eq!(linted()["bare-operation"], ["v2 GET /things lacks a rate-limit label, scopes"]);
}

#[test]
fn fields_without_a_line_are_listed_by_product() {
    assert_eq!(linted()["no-glossary"], ["keys: note ", "things: note "]);
    assert_eq!(linted()["open-glossary"], ["keys", "things"]);
}

#[test]
fn a_line_for_values_of_several_kinds_is_listed_unless_it_has_a_schema_path() {
    assert_eq!(
        linted()["glossary-kinds"],
        ["keys: kind: Whether it opens doors. (boolean, string or number)"]
    );
}

#[test]
fn a_line_that_is_common_as_well_is_listed() {
    assert_eq!(linted()["glossary-twice"], ["things: size"]);
}

#[test]
fn common_lines_are_listed_with_the_products_that_use_them() {
    assert_eq!(linted()["glossary-common"], ["number: Number of the key. (keys 1)"]);
}

#[test]
fn scopes_that_look_like_no_scope_are_listed() {
    assert_eq!(linted()["odd-scope"], ["key:list", "key:raed:admin", "key:read:admin2"]);
}

#[test]
fn strings_that_seem_to_contain_several_values_are_listed() {
    assert_eq!(linted()["joined-list"], ["colors", "days"]);
}

#[test]
fn arguments_in_another_order_are_listed_until_a_rule_has_their_order() {
    let operation = |id: &str, first: &str, second: &str| {
        format!(
            "
  /things/{{{id}}}/{id}:
    post:
      summary: Add {id}
      parameters: [{{name: {id}, in: path, required: true, schema: {{type: string}}}}]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [{first}, {second}]
              properties: {{{first}: {{type: string}}, {second}: {{type: string}}}}
      responses: {{'204': {{description: ok}}}}"
        )
    };
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: Things, version: '1'}}\npaths:\n{}{}{}",
        operation("legs", "name", "email"),
        operation("tops", "email", "name"),
        operation("keys", "name", "size"),
    );
    let sources = SOURCES.split("[[document]]").take(2).collect::<Vec<_>>().join("[[document]]");
    let listed = |rules: &str| {
        let rules = format!("{}{rules}", RULES.split("joined:").next().unwrap_or_default());
        let files =
            [("sources.toml", &sources), ("rules.yaml", &rules), ("things.yaml", &document)];
        let specs = files.map(|(path, text)| (path.to_owned(), text.clone())).into();
        let lint = lint(&specs).expect("it can be read");
        let concern = lint.concerns.into_iter().find(|one| one.code == "argument-order");
        let entries = concern.into_iter().flat_map(|one| one.entries);
        entries.map(|entry| entry.text).collect::<Vec<String>>()
    };
    assert_eq!(
        listed(""),
        ["`things::tops::add(email, name)`, but `things::legs::add(name, email)`"]
    );
    assert_eq!(listed("argument_order: [name, email]\n"), [""; 0]);
}
