//! Error responses in XML, as the same tree that JSON gives.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;
use serde_json::{Map, Value};

/// How many elements may be within each other; error responses have two or three.
const DEEPEST: usize = 16;

/// How many elements are read: one costs more memory than its text.
const MOST: usize = 4096;

/// An element that is open.
struct Element {
    name: String,
    parts: Map<String, Value>,
    text: String,
}

impl Element {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), parts: Map::new(), text: String::new() }
    }

    /// An element with others inside is an object, any other is a string.
    fn value(self) -> Value {
        if self.parts.is_empty() {
            return Value::String(self.text.trim().to_owned());
        }
        Value::Object(self.parts)
    }

    /// Elements of the same name are a list.
    fn add(&mut self, name: String, value: Value) {
        match self.parts.get_mut(&name) {
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => {
                self.parts.insert(name, value);
            }
        }
    }
}

/// The root element of a document; `None` when the text is not XML, or a web page.
pub(crate) fn read(text: &str) -> Option<Value> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut left = MOST;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                left = left.checked_sub(1)?;
                let name = start.local_name().into_inner();
                let is_page = open.is_empty() && name.eq_ignore_ascii_case("html");
                if is_page || open.len() >= DEEPEST {
                    return None;
                }
                open.push(Element::new(name));
            }
            Event::Empty(empty) => {
                let name = empty.local_name().into_inner().to_owned();
                open.last_mut()?.add(name, Value::String(String::new()));
            }
            Event::End(_) => {
                let mut element = open.pop()?;
                let name = std::mem::take(&mut element.name);
                let value = element.value();
                match open.last_mut() {
                    Some(outer) => outer.add(name, value),
                    None => return Some(value),
                }
            }
            Event::Text(text) => write(&mut open, &text),
            Event::CData(text) => write(&mut open, &text),
            Event::GeneralRef(reference) => {
                let c = reference.resolve_char_ref().ok()?;
                match c {
                    Some(c) => write(&mut open, c.encode_utf8(&mut [0; 4])),
                    None => write(&mut open, resolve_xml_entity(&reference)?),
                }
            }
            Event::Eof => return None,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn write(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}
