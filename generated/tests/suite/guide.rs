//! The guide shows nothing that does not compile.

/// The examples that the guide quotes.
const EXAMPLES: &str = concat!(
    include_str!("../../examples/authorization_code.rs"),
    include_str!("../../examples/first_call.rs"),
    include_str!("../../examples/server_to_server.rs"),
    include_str!("testing.rs"),
);

#[test]
fn every_line_of_code_in_the_guide_is_in_an_example() {
    // The guide is not part of the package.
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/GETTING_STARTED.md");
    let Ok(guide) = std::fs::read_to_string(path) else { return };
    let blocks: Vec<&str> = guide.split("```rust\n").skip(1).collect();
    assert!(blocks.len() >= 3, "{path} has no code");
    let lines = blocks.iter().flat_map(|block| block.split("```").next().unwrap().lines());
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let found = EXAMPLES.lines().any(|own| own == line);
        assert!(found, "not in an example: {line}");
    }
}

#[test]
fn every_link_of_the_guide_leads_somewhere() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs");
    let Ok(guide) = std::fs::read_to_string(format!("{folder}/GETTING_STARTED.md")) else { return };
    let links = guide.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    for link in links.filter(|link| !link.starts_with("https://")) {
        assert!(std::path::Path::new(folder).join(link).exists(), "{link}");
    }
}
