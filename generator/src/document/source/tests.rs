use super::*;

fn at(text: &str, pointer: &str) -> Option<(usize, usize)> {
    nearest(&positions(text, None), &Pointer::parse(pointer))
}

#[test]
fn finds_members_and_items_in_yaml_and_json() {
    let yaml = "a:\n  b:\n    - x\n    - c: 1\n      d: 2\n";
    assert_eq!(at(yaml, "/a"), Some((1, 1)));
    assert_eq!(at(yaml, "/a/b/1/d"), Some((5, 7)));
    assert_eq!(at(yaml, "/a/b/0"), Some((3, 7)));
    let json = "{\n  \"a\": [1,\n    {\"b\": true}]\n}";
    assert_eq!(at(json, "/a/1/b"), Some((3, 6)));
}

#[test]
fn json_is_located_as_yaml_is() {
    for text in [
        "{\"a\": [1, {\"b/c\": {}}, [], [[true]], \"x\"],\n\t\"é\": \"ü\", \"\\u00e9\\\"\": -1.5e3}\n",
        "{\"a\": {\"b\": 1, \"c\": 2}, \"a\": {\"b\": 3}}",
        "[]",
        "  \r\n [{\"a\": 1},\r\n {\"a\": 2}] ",
        "7",
        // Not JSON to the end: the reader of YAML has the last word.
        "{a: 1, \"b\": [2]}",
        "{\"a\": 1,\n \"b\": [2,]}",
        "{\"a\": 1}\n{",
    ] {
        let mut other = Positions { table: Table::new(), wanted: None };
        let mut open = Vec::new();
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else { break };
            step(event, span, &mut open, &mut other);
        }
        assert_eq!(positions(text, None), other.table, "{text}");
    }
    let mut found = Positions { table: Table::new(), wanted: None };
    assert_eq!(json::collect("{\"a\": [1]}", &mut found), Some(()));
    assert_eq!(json::collect("a: 1", &mut found), None);
}

#[test]
fn falls_back_to_the_nearest_ancestor() {
    assert_eq!(at("a:\n  b: 1\n", "/a/b/c/d"), Some((2, 3)));
    assert_eq!(at("a:\n  b: 1\n", "/zzz"), Some((1, 1)));
    assert_eq!(at("# note", "/zzz"), Some((1, 1)));
}

#[test]
fn only_wanted_positions_are_kept() {
    let text = "a:\n  b: 1\n  c: [x, y]\n";
    let texts = BTreeMap::from([("f".to_owned(), text.to_owned())]);
    let sources = Sources::new(&texts);
    let [there, gone] = ["/a/c/1", "/a/b/z"].map(Pointer::parse);
    let tables = sources.tables([("f", &there), ("f", &gone)].into_iter());
    let kept: Vec<&str> = tables["f"].keys().map(String::as_str).collect();
    assert_eq!(kept, ["", "/a", "/a/b", "/a/c", "/a/c/1"]);
    for pointer in [&there, &gone] {
        assert_eq!(nearest(&tables["f"], pointer), at(text, pointer.as_str()));
    }
}

#[test]
fn an_overlay_takes_the_blame_for_what_it_wrote() {
    let mut sources = Sources::default();
    let written = Pointer::parse("/paths/~1a/post");
    sources.graft("doc", written, "overlay", Pointer::parse("/actions/0/update"));
    let (file, pointer) = sources.origin("doc", &Pointer::parse("/paths/~1a/post/tags/0"));
    assert_eq!((file.as_str(), pointer.as_str()), ("overlay", "/actions/0/update/tags/0"));
}

#[test]
fn an_overlay_takes_the_blame_for_what_it_removed() {
    let mut sources = Sources::default();
    let mark = |pointer: &str, action: &str, effect| Mark {
        pointer: Pointer::parse(pointer),
        origin: Pointer::parse(action),
        effect,
        text: None,
    };
    sources.mark("doc", "overlay", mark("/a/enum", "/actions/0", Effect::Removed));
    sources.mark("doc", "overlay", mark("/a/type", "/actions/1/update/type", Effect::Written));
    sources.mark("doc", "overlay", mark("/b/0", "/actions/2", Effect::ItemRemoved));
    let at = |pointer: &str| {
        let (file, pointer) = sources.origin("doc", &Pointer::parse(pointer));
        format!("{file} {}", pointer.as_str())
    };
    assert_eq!(at("/a/enum/0"), "overlay /actions/0");
    assert_eq!(at("/a"), "doc /a");
    // The next item of a list has the place of the one that is gone.
    assert_eq!(at("/b/0"), "doc /b/0");
    let a = Pointer::parse("/a");
    let of = |key: &str| sources.grafted("doc", &a, &|rest, _| rest == key).map(|one| one.1);
    assert_eq!(of("/enum"), Some(Pointer::parse("/actions/0")));
    assert_eq!(of("/format"), None);
}
