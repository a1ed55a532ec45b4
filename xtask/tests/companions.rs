//! What is given beside the document of `codegen --spec`: overlays, names, conventions of the server.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its own functions too")]

mod project;

use project::{PETS, Project};

const OVERLAY: &str = "overlay: 1.0.0
info: {title: A better name, version: 1.0.0}
extends: https://example.com/pets.yaml
actions:
  - target: $.components.schemas.Pet
    description: The document forgets it.
    update: {properties: {nickname: {type: string}}}
";

#[test]
fn overlays_correct_the_document_in_order() {
    let project = Project::new();
    project.write("pets.yaml", PETS);
    project.write("one.yaml", OVERLAY);
    project.write("two.yml", OVERLAY.replace("type: string", "type: integer"));
    let both = ["--overlay", "one.yaml", "--overlay", "two.yml"];
    project.pets(&both).code(0);
    assert!(project.read("pets/api.txt").contains("types::Pet.nickname: Option<i64>"));
    let check = project.pets(&["--check"]).code(1);
    check.out("To fix it: cargo xtask codegen --spec pets.yaml --out pets --name pets\n");
    project.pets(&[&both[..], &["--check"]].concat()).code(0);

    project.write("two.yml", OVERLAY.replace("schemas.Pet", "schemas.Dog"));
    project.pets(&both).code(2).err("two.yml:5:").err("matches nothing");
}

#[test]
fn names_are_read_from_a_file_and_extended() {
    let project = Project::new();
    project.write("pets.yaml", PETS);
    project.write("pets.names", "operation api GET /pets/{} = pets::fetch\n");
    project.pets(&["--names", "pets.names"]).code(0);
    assert!(project.read("pets/api.txt").contains("fn pets::fetch("));
    let names = project.read("pets.names");
    assert!(names.contains("operation api GET /pets/{} = pets::fetch\n"), "{names}");
    assert!(names.contains("operation api GET /pets = "), "{names}");
    project.pets(&["--names", "pets.names", "--check"]).code(0);

    project.write("pets.names", "operation api GET /pets/{} = fetch it\n");
    project.pets(&["--names", "pets.names"]).code(2).err("pets.names:1:1");
}

#[test]
fn conventions_of_the_server_are_given_as_rules() {
    let project = Project::new();
    project.write("pets.yaml", PETS);
    project.write("rules.yml", "paging: [{style: token, request: cursor, response: next}]\n");
    project.pets(&["--rules", "rules.yml"]).code(0);
    assert!(!project.read("pets/api.txt").contains("::pages("));
    for (style, info) in [
        ("style: link", "link_paging: true"),
        ("style: number, request: page", r#"page: Some(rt::NumberPaging { request: "page","#),
    ] {
        let page = "      parameters: [{name: page, in: query, schema: {type: integer}}]\n";
        let list = "operationId: listPets\n";
        project.write("pets.yaml", PETS.replace(list, &format!("{list}{page}")));
        project.write("rules.yml", format!("paging: [{{{style}}}]\n"));
        project.pets(&["--rules", "rules.yml"]).code(0);
        let api = project.read("pets/api.txt");
        assert!(api.contains("method pets::List::items(self, &Client) -> types::Pet"), "{api}");
        assert!(project.read("pets/src/pets.rs").contains(info), "{style}");
    }
    project.write("pets.yaml", PETS);
    project.write("rules.yml", "servers: {api: {security: ['heder:X-Key']}}\n");
    project.pets(&["--rules", "rules.yml"]).code(2).err("rules.yml").err("`heder:X-Key`");
    project.pets(&["--rules", "missing.yml"]).code(2).err("cannot read missing.yml");
}
