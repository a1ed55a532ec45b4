//! Parameters of a path item → parameters of each of its operations, so that nothing else has to join the two.

use serde_json::{Map, Value};

use super::pointer::Pointer;
use super::{Move, reference};
use crate::method::Method;

/// The parameters that one operation gets.
struct Inherited {
    operation: Pointer,
    parameters: Vec<Value>,
    moves: Vec<Move>,
}

/// Gives the operations of all path items the parameters of their item; which parameters have moved.
pub(crate) fn inherit(root: &mut Value) -> Vec<Move> {
    let mut items = Vec::new();
    let sections = [vec!["paths"], vec!["components", "pathItems"]];
    for section in sections {
        let at = Pointer::root().join_all(section);
        let section = root.pointer(at.as_str()).and_then(Value::as_object);
        for (key, item) in section.into_iter().flatten() {
            if let Some(Value::Array(shared)) = item.get("parameters") {
                items.push((at.join(key), operations(root, item, shared, &at.join(key))));
            }
        }
    }
    let mut moves = Vec::new();
    for (item, operations) in items {
        for Inherited { operation, parameters, moves: own } in operations {
            if let Some(Value::Object(operation)) = root.pointer_mut(operation.as_str()) {
                operation.insert("parameters".into(), Value::Array(parameters));
                moves.extend(own);
            }
        }
        if let Some(Value::Object(item)) = root.pointer_mut(item.as_str()) {
            item.shift_remove("parameters");
        }
    }
    moves
}

fn operations(root: &Value, item: &Value, shared: &[Value], at: &Pointer) -> Vec<Inherited> {
    let methods = Method::ALL
        .iter()
        .filter_map(|method| Some((at.join(method.key()), item.get(method.key())?.as_object()?)));
    let more = item.get("additionalOperations").and_then(Value::as_object);
    let at_more = at.join("additionalOperations");
    let more = more.into_iter().flatten();
    let more = more.filter_map(|(name, value)| Some((at_more.join(name), value.as_object()?)));
    methods
        .chain(more)
        .map(|(pointer, operation)| joined(root, operation, shared, pointer, at))
        .collect()
}

fn joined(
    root: &Value,
    operation: &Map<String, Value>,
    shared: &[Value],
    pointer: Pointer,
    item: &Pointer,
) -> Inherited {
    let own = operation.get("parameters").and_then(Value::as_array);
    let own = own.map(Vec::as_slice).unwrap_or_default();
    let overridden = |one: &Value| {
        let (name, location) = identity(root, one);
        name.is_some() && own.iter().any(|own| identity(root, own) == (name, location))
    };
    let kept: Vec<(usize, &Value)> =
        shared.iter().enumerate().filter(|(_, one)| !overridden(one)).collect();
    let (before, after) = (item.join("parameters"), pointer.join("parameters"));
    // From the last to the first, so that no parameter is moved to where another one still is.
    let own_moves = (0..own.len())
        .rev()
        .map(|index| (after.join(index.saturating_add(kept.len())), after.join(index)));
    let shared_moves =
        kept.iter().enumerate().map(|(to, (from, _))| (after.join(to), before.join(from)));
    let moves = own_moves.chain(shared_moves).collect();
    let parameters = kept.into_iter().map(|(_, one)| one).chain(own).cloned().collect();
    Inherited { operation: pointer, parameters, moves }
}

/// Name and location, which no two parameters of an operation share.
fn identity<'a>(root: &'a Value, parameter: &'a Value) -> (Option<&'a str>, Option<&'a str>) {
    let found = reference::target(root, parameter, &Pointer::root());
    let parameter = found.map_or(parameter, |(target, _)| target);
    let text = |key: &str| parameter.get(key).and_then(Value::as_str);
    (text("name"), text("in"))
}
