//! Reports to render: an ordinary one, one from a hostile document, one that is too large.

use zoom_codegen::diff::{
    Affected, Bump, Change, Counts, Level, Report, SCHEMA, Side, SpecLine, Subject, Verdict,
};

/// A change of this level, with everything that a change can have.
pub fn change(level: Level, rule: &'static str, product: &str, name: &str) -> Change {
    let place = |side, line| SpecLine {
        side,
        file: format!("v2/{}.yaml", product.to_lowercase()),
        line,
        column: 5,
        pointer: "/paths/~1users/get".to_owned(),
    };
    Change {
        rule,
        level,
        product: product.to_owned(),
        item: format!("users::User.{name}"),
        schema_path: format!("v2-users GET /users/{{}} 200 {name}"),
        text: format!("`{name}` of `users::User` has another type"),
        before: Some(format!("field users::User.{name}: Option<String>")),
        after: Some(format!("field users::User.{name}: Option<Vec<String>>")),
        hint: format!("go through the list of `{name}`"),
        operations: vec![
            Affected { name: "users::get".into(), wire: "GET /users/{userId}".into() },
            Affected { name: "users::list".into(), wire: "GET /users".into() },
        ],
        at: vec![place(Side::Base, 12), place(Side::Head, 34)],
        with: vec![format!("struct users::get::{name}")],
    }
}

pub fn report(changes: Vec<Change>) -> Report {
    let count = |level| changes.iter().filter(|change| change.level == level).count();
    let subject = |label: &str| Subject { label: label.to_owned(), operations: 3, types: 4 };
    Report {
        schema: SCHEMA,
        krate: "zoom-client".to_owned(),
        base: subject("v0.1.0"),
        head: subject("the work tree"),
        counts: Counts {
            breaking: count(Level::Breaking),
            additive: count(Level::Additive),
            documentation: count(Level::Documentation),
        },
        verdict: Verdict {
            bump: Bump::Minor,
            base: "0.1.0".to_owned(),
            head: "0.1.0".to_owned(),
            needed: "0.2.0".to_owned(),
            sufficient: false,
        },
        tasks: Vec::new(),
        notes: vec!["there is no tag yet".to_owned()],
        changes,
    }
}

/// One change of each level in Users, one more breaking one in Meetings.
pub fn ordinary() -> Report {
    report(vec![
        change(Level::Breaking, "response-field-type-changed", "Meetings", "agenda"),
        change(Level::Breaking, "response-field-type-changed", "Users", "emails"),
        change(Level::Additive, "response-field-added", "Users", "nickname"),
        change(Level::Documentation, "text-changed", "Users", "status"),
    ])
}

/// What a document could hold to be more than text.
pub const HOSTILE: &str = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>\n\n# Title\n\
    ```\n</details>\n[a](javascript:alert(1)) @everyone https://evil.example/ {{style}} \u{1b}[31m\u{202e}| ` |";

/// Every text of a change is [`HOSTILE`].
pub fn hostile() -> Report {
    let mut changes = Vec::new();
    for level in Level::ALL {
        let mut one = change(level, "text-changed", HOSTILE, "x");
        one.item = HOSTILE.to_owned();
        one.schema_path = HOSTILE.to_owned();
        one.text = format!("`{HOSTILE}` is {HOSTILE}");
        one.before = Some(HOSTILE.to_owned());
        one.after = Some(format!("{HOSTILE} {HOSTILE}"));
        one.hint = HOSTILE.to_owned();
        one.with = vec![HOSTILE.to_owned()];
        for operation in &mut one.operations {
            operation.name = HOSTILE.to_owned();
            operation.wire = HOSTILE.to_owned();
        }
        for place in &mut one.at {
            place.file = HOSTILE.to_owned();
            place.pointer = HOSTILE.to_owned();
        }
        changes.push(one);
    }
    let mut report = report(changes);
    report.krate = HOSTILE.to_owned();
    report.base.label = HOSTILE.to_owned();
    report.notes = vec![HOSTILE.to_owned()];
    report
}

/// More than a comment can hold.
pub fn large() -> Report {
    let mut changes = Vec::new();
    for product in ["Users", "Meetings"] {
        for level in Level::ALL {
            for number in 0..300 {
                let name = format!("{level}_{number}");
                changes.push(change(level, "text-changed", product, &name));
            }
        }
    }
    report(changes)
}
