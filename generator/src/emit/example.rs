//! The example in the documentation of an operation: its required inputs, sent. It is code that the doc tests of
//! the crate compile, all of them in one program.

use std::collections::BTreeSet;

use super::Emitter;
use super::conformance::request;
use super::sample::Amount;
use crate::layout::WIDTH;
use crate::model::{Answer, Operation};
use crate::name::{Input, OperationName};
use crate::word::is_identifier;

/// The section with its heading; nothing where the code cannot be shown.
pub(super) fn example(
    emitter: &Emitter<'_>,
    operation: &Operation,
    name: &OperationName,
    list: &[Input<'_>],
) -> Vec<String> {
    let krate = emitter.settings.krate.name.replace('-', "_");
    let call = request(emitter, operation, name, list, Amount::Example);
    let modules = modules(&call);
    let call = call.replace("api::", "");
    let items = operation.paging.as_ref().is_some_and(|paging| paging.items.is_some());
    let body = match operation.answer {
        _ if items => format!("let mut items = {call}.items(&client);{EACH}"),
        Answer::Empty => format!("{call}.send(&client).await?;"),
        Answer::Text | Answer::Bytes | Answer::Json(_) => {
            format!("let response = {call}.send(&client).await?;")
        }
    };
    let Some(body) = formatted(&body) else { return Vec::new() };
    let uses = match modules.len() {
        0 => return Vec::new(),
        1 => format!("use {krate}::{};", modules.concat()),
        _ => format!("use {krate}::{{{}}};", modules.join(", ")),
    };
    let mut lines: Vec<String> =
        ["", "# Example", "", "```no_run"].into_iter().map(str::to_owned).collect();
    lines.push(uses);
    lines.push(format!("# async fn example(client: {krate}::Client) -> {krate}::Result<()> {{"));
    // A line that begins with `#` would be hidden.
    lines.extend(body.lines().map(|line| match line.trim_start().starts_with('#') {
        true => format!("#{line}"),
        false => line.to_owned(),
    }));
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}

/// What the code uses of the crate's root, in order: the names behind `api::`.
fn modules(call: &str) -> Vec<String> {
    let parts = call.split("api::").skip(1);
    let names = parts.map(|rest| {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '#'));
        rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
    });
    let names: BTreeSet<&str> =
        names.filter(|name| is_identifier(name.trim_start_matches("r#"))).collect();
    names.into_iter().map(str::to_owned).collect()
}

const EACH: &str =
    "\nwhile let Some(item) = items.try_next().await? {\n    println!(\"{item:?}\");\n}";

/// Whether the formatter would change nothing: one call that fits into its line.
fn is_formatted(statements: &str) -> bool {
    let call = statements.strip_suffix(EACH).unwrap_or(statements);
    // With the indentation inside a function.
    call.len() + 4 <= WIDTH && !call.contains(['\n', '{', '|', '!'])
}

/// Statements as rustfmt would write them.
fn formatted(statements: &str) -> Option<String> {
    if is_formatted(statements) {
        return Some(statements.to_owned());
    }
    by_formatter(statements)
}

fn by_formatter(statements: &str) -> Option<String> {
    let file = syn::parse_str(&format!("async fn example() {{ {statements} }}")).ok()?;
    let text = prettyplease::unparse(&file);
    let lines = text.lines().skip(1);
    let lines: Vec<&str> = lines.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    let (last, body) = lines.split_last()?;
    (*last == "}").then(|| body.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_root_are_imported_once() {
        let call = "api::users::create(api::enums::Kind::One, api::users::Info::new(\"a\"))";
        assert_eq!(modules(call), ["enums", "users"]);
    }

    #[test]
    fn statements_are_formatted() {
        let long = format!("let response = a::b(\"{}\").send(&client).await?;", "x".repeat(90));
        let text = formatted(&long).expect("code");
        assert!(text.starts_with("let response = a::b(\n"), "{text}");
        assert!(text.ends_with("?;"), "{text}");
        assert_eq!(formatted("a({;"), None);
        for length in 0..80 {
            let name = "x".repeat(length);
            for statements in [
                format!("let response = a::b({name:?}).send(&client).await?;"),
                format!("a::b({name:?}, [\"b\"], 1.5, true, c::D::E).send(&client).await?;"),
                format!("let mut items = a::b(c::D::new({name:?})).items(&client);{EACH}"),
            ] {
                if is_formatted(&statements) {
                    assert_eq!(by_formatter(&statements), Some(statements));
                }
            }
        }
    }
}
