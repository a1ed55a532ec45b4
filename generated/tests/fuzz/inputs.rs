//! Where inputs come from: nothing but bytes, JSON with well-known names, recorded files with damage.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value};

/// Any bytes.
pub fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..300)
}

/// JSON whose keys are often those of the given list.
pub fn json(keys: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        8 => proptest::sample::select(keys).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    leaf().prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            1 => vec(inner.clone(), 0..4).prop_map(Value::Array),
            3 => vec((key.clone(), inner), 0..8)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A value without parts: also those that senders write in place of others.
fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e300..1e300).prop_map(Value::from),
        any::<i32>().prop_map(|number| Value::from(number.to_string())),
        any::<String>().prop_map(Value::from),
        proptest::sample::select(vec![
            "",
            "0",
            "true",
            "2024-02-30",
            "2021-03-18 T05:30:36Z",
            "9223372036854775808",
            "\u{1f692}",
            "00:56",
        ])
        .prop_map(Value::from),
    ]
}

/// One thing that goes wrong with a file on its way.
#[derive(Clone, Debug)]
pub enum Damage {
    /// A byte becomes another.
    Change(prop::sample::Index, u8),
    /// A stretch is lost.
    Cut(prop::sample::Index, usize),
    /// A stretch comes twice.
    Double(prop::sample::Index, usize),
    /// Something comes in between.
    Insert(prop::sample::Index, &'static str),
}

/// Pieces that mean something to a reader of JSON.
const PIECES: [&str; 16] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "1e999",
    "-0",
    "\\ud800",
    "\\u0000",
    "[[[[[[[[",
    "\u{feff}",
    "{\"event\":\"meeting.started\"}",
    "\"payload\":",
];

/// Some damage.
pub fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let place = any::<prop::sample::Index>;
    let one = prop_oneof![
        (place(), any::<u8>()).prop_map(|(place, byte)| Damage::Change(place, byte)),
        (place(), 1_usize..40).prop_map(|(place, length)| Damage::Cut(place, length)),
        (place(), 1_usize..40).prop_map(|(place, length)| Damage::Double(place, length)),
        (place(), proptest::sample::select(PIECES.as_slice()))
            .prop_map(|(place, piece)| Damage::Insert(place, piece)),
    ];
    vec(one, 0..6)
}

/// A file after some damage.
pub fn damaged(text: &str, damage: &[Damage]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for one in damage {
        if bytes.is_empty() {
            return bytes;
        }
        let stretch = |place: &prop::sample::Index, length: usize| {
            let start = place.index(bytes.len());
            start..(start + length).min(bytes.len())
        };
        match one {
            Damage::Change(place, byte) => {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
            Damage::Cut(place, length) => {
                bytes.drain(stretch(place, *length));
            }
            Damage::Double(place, length) => {
                let stretch = stretch(place, *length);
                let copy = bytes[stretch.clone()].to_vec();
                bytes.splice(stretch.start..stretch.start, copy);
            }
            Damage::Insert(place, piece) => {
                let place = place.index(bytes.len());
                bytes.splice(place..place, piece.bytes());
            }
        }
    }
    bytes
}
