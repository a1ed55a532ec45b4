//! Products as crates of their own: the same API, in other files.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, in its own functions too"
)]

mod cases;

use zoom_codegen::{Inputs, Output, generate};

const ONE: &str = "[crate]\nname = \"kites\"\nversion = \"0.1.0\"\ntemplates = [\"runtime\"]\ndefault = [\"halls\"]\n\n";

const DOCUMENTS: &str = "[[document]]\nid = \"doc\"\nfile = \"doc.yaml\"\nfeature = \"halls\"\nmodule = \"halls\"\n\n\
    [[document]]\nid = \"other\"\nfile = \"other.yaml\"\nfeature = \"guests\"\nmodule = \"guests\"\n";

/// A document with one operation, whose response has a type of its own.
fn document(path: &str) -> String {
    format!(
        "openapi: 3.0.0\ninfo: {{title: T, version: '1'}}\nservers: [{{url: 'https://kites.example.com'}}]\npaths:\n  \
         /{path}:\n    get:\n      operationId: {path}\n      responses:\n        '200':\n          description: ok\n          \
         content:\n            application/json:\n              schema:\n                type: object\n                \
         properties: {{id: {{type: string}}, name: {{type: string}}}}\n"
    )
}

fn inputs(crates: &str, rules: &str) -> Inputs {
    let mut inputs = cases::all("fixtures").swap_remove(0).inputs();
    inputs.specs.clear();
    let specs = [
        ("sources.toml", format!("{ONE}{crates}{DOCUMENTS}")),
        ("doc.yaml", document("halls")),
        ("other.yaml", document("guests")),
        ("rules.yaml", rules.to_owned()),
    ];
    inputs.specs.extend(specs.map(|(path, text)| (path.to_owned(), text)));
    inputs
}

fn output(crates: &str, rules: &str) -> Output {
    cases::output("product crates", &inputs(crates, rules))
}

#[test]
fn each_product_is_where_the_settings_say_and_the_api_is_the_same() {
    let one = output("", "");
    let several = output("[crate.product_crates]\nhouse = [\"halls\"]\n\n", "");
    assert_eq!(several.tree["api.txt"], one.tree["api.txt"]);
    assert_eq!(several.tree["products/house/src/halls.rs"], one.tree["src/halls.rs"]);
    assert_eq!(several.tree["core/src/guests.rs"], one.tree["src/guests.rs"]);
    assert_eq!(several.tree["core/src/runtime/mod.rs"], one.tree["src/runtime/mod.rs"]);
    let elsewhere = |path: &&String| path.starts_with("src/") && *path != "src/lib.rs";
    assert_eq!(several.tree.keys().filter(elsewhere).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn the_crate_of_the_users_exports_the_others_by_feature() {
    let tree = output("[crate.product_crates]\nhouse = [\"halls\"]\n\n", "").tree;
    let lib = &tree["src/lib.rs"];
    assert!(
        lib.contains("#[cfg_attr(not(docsrs), doc(no_inline))]\npub use kites_core::*;"),
        "{lib}"
    );
    let gated = "#[cfg(feature = \"halls\")]\n#[cfg_attr(not(docsrs), doc(no_inline))]\npub use kites_house::halls;";
    assert!(lib.contains(gated), "{lib}");
    let manifest: toml::Table = tree["Cargo.toml"].parse().expect("a manifest");
    let feature = |name: &str| manifest["features"][name].to_string();
    assert_eq!(feature("default"), "[\"halls\"]");
    assert_eq!(feature("guests"), "[\"kites-core/guests\"]");
    assert_eq!(
        feature("halls"),
        "[\"kites-core/halls\", \"dep:kites-house\", \"kites-house/halls\"]"
    );
    let house: toml::Table = tree["products/house/Cargo.toml"].parse().expect("a manifest");
    assert_eq!(house["features"].to_string(), "{ halls = [\"kites-core/halls\"] }");
    let core = &house["dependencies"]["kites-core"];
    assert_eq!(core["version"].as_str(), Some("=0.1.0"));
    assert_eq!(core["path"].as_str(), Some("../../core"));
    assert_eq!(core["default-features"].as_bool(), Some(false));
}

const CONVERSION: &str =
    "conversions:\n  types:\n    - {from: 'halls::Hall', into: 'guests::Guest'}\n";

#[test]
fn the_core_does_not_refer_to_products() {
    let tree = output("[crate.product_crates]\nhouse = [\"halls\"]\n\n", CONVERSION).tree;
    let call =
        "#[cfg(feature = \"guests\")]\nrt::conversion! {\n    Hall => crate::guests::Guest {";
    let house = &tree["products/house/src/halls.rs"];
    assert!(house.contains(call), "{house}");
    let mut core = tree.iter().filter(|(path, _)| path.starts_with("core/src/"));
    let names_it = core.find(|(_, text)| text.contains("crate::halls"));
    assert_eq!(names_it.map(|(path, _)| path), None);
}

#[test]
fn a_product_that_is_made_from_another_one_depends_on_it() {
    let crates = "[crate.product_crates]\nhouse = [\"halls\"]\npeople = [\"guests\"]\n\n";
    let tree = output(crates, CONVERSION).tree;
    let people = &tree["products/people/src/lib.rs"];
    assert!(people.contains("#[cfg(feature = \"halls\")]\nuse kites_house::halls;"), "{people}");
    let manifest: toml::Table = tree["products/people/Cargo.toml"].parse().expect("a manifest");
    assert_eq!(
        manifest["features"]["halls"].to_string(),
        "[\"kites-core/halls\", \"dep:kites-house\", \"kites-house/halls\"]"
    );
    let facade: toml::Table = tree["Cargo.toml"].parse().expect("a manifest");
    let halls = facade["features"]["halls"].to_string();
    assert!(halls.ends_with("\"kites-people?/halls\"]"), "{halls}");
}

#[test]
fn a_module_that_is_not_there_is_an_error() {
    let inputs = inputs("[crate.product_crates]\nhouse = [\"hall\"]\n\n", "");
    let failure = generate(&inputs, &|_| {}).map(|_| ()).expect_err("a wrong name");
    let message = &failure.diagnostics.first().expect("a reason").message;
    assert_eq!(
        message,
        "the product crate `house` names `hall`, which is no module at the root of the crate"
    );
}

const TWO_CRATES: &str = "[crate.product_crates]\nhouse = [\"halls\"]\npeople = [\"guests\"]\n\n";

const ONE_CRATE: &str = "[crate.product_crates]\nhouse = [\"halls\"]\n\n";

/// The diagnostics with this names.lock, each as file, line, message and help; none where a crate is generated.
fn found(crates: &str, lock: &str, files: &[(&str, &str)]) -> Vec<String> {
    let mut inputs = inputs(crates, "");
    inputs.specs.insert("names.lock".to_owned(), lock.to_owned());
    let more = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    inputs.specs.extend(more);
    match cases::run(&inputs) {
        Ok(_) => Vec::new(),
        Err(failure) => failure
            .diagnostics
            .iter()
            .filter(|one| one.code == "out-of-reach")
            .map(|one| format!("{}:{}: {}; {}", one.at.file, one.at.line, one.message, one.help))
            .collect(),
    }
}

#[test]
fn a_line_of_names_lock_moves_no_type_out_of_reach() {
    let lock = |path: &str| format!("type api GET /halls 200 = {path}\n");
    for path in ["halls::Hall", "halls::all::Room", "types::Hall", "types::halls::Hall"] {
        assert_eq!(found(TWO_CRATES, &lock(path), &[]), Vec::<String>::new(), "{path}");
    }
    let help = "give `guests::Hall` a path below `halls`, where the rules have it, or below `types`, which every product can use";
    for (crates, message) in [
        (
            TWO_CRATES,
            "`guests::Hall` is in the product crate `people`, but `halls::get` in `house` uses it",
        ),
        // The core is there for every product, and this module of it is not.
        (
            ONE_CRATE,
            "`guests::Hall` is compiled with the feature `guests` only, but `halls::get` uses it",
        ),
    ] {
        let expected = format!("names.lock:1: {message}; {help}");
        assert_eq!(found(crates, &lock("guests::Hall"), &[]), [expected]);
    }
    let lock = "type api GET /guests 200 = halls::Guest\n";
    let expected = "names.lock:1: `halls::Guest` is in the product crate `house`, but `guests::get` in the core uses it; \
                    give `halls::Guest` a path below `guests`, where the rules have it, or below `types`, which every product can use";
    assert_eq!(found(ONE_CRATE, lock, &[]), [expected]);
}

#[test]
fn a_line_of_names_lock_moves_no_operation_away_from_its_types() {
    let operation = "operation api GET /halls = guests::list_halls\n";
    let help = "give `guests::list_halls` a path below `halls`, where the rules have it";
    // The module of the operation is compiled with the features of both products, and that of its types with its own.
    let expected = "names.lock:1: `guests::list_halls::Response` is compiled with the feature `halls` only, but \
                    `guests::list_halls` uses it";
    assert_eq!(found(TWO_CRATES, operation, &[]), [format!("{expected}; {help}")]);
    let lock = format!("{operation}type api GET /halls 200 = halls::Hall\n");
    let expected = "names.lock:1: `halls::Hall` is in the product crate `house`, but `guests::list_halls` in `people` uses it";
    assert_eq!(found(TWO_CRATES, &lock, &[]), [format!("{expected}; {help}")]);
}

#[test]
fn a_shared_type_of_a_product_is_out_of_reach_of_others() {
    let shared = "halls::Place: {doc: A place., places: ['* GET /* 200']}\n";
    let expected = "shared.yaml:1: `halls::Place` is in the product crate `house`, but `guests::get` in `people` uses it; \
                    give it a module that belongs to no product, such as `types`";
    assert_eq!(found(TWO_CRATES, "", &[("shared.yaml", shared)]), [expected]);
    let shared = shared.replace("halls::", "types::");
    assert_eq!(found(TWO_CRATES, "", &[("shared.yaml", &shared)]), Vec::<String>::new());
}
