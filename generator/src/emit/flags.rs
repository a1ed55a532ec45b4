//! The flags of fields and inputs as numbers: the constants of `runtime::value::model::flags`.

/// The names that the generator uses, with their bits in the runtime.
const BITS: &[(&str, u32)] = &[
    ("required", 1),
    ("secret", 1 << 1),
    ("text", 1 << 2),
    ("path", 1 << 3),
    ("query", 1 << 4),
    ("header", 1 << 5),
    ("cookie", 1 << 6),
    ("body", 1 << 7),
    ("double", 1 << 8),
    ("comma", 1 << 9),
    ("semicolon", 1 << 10),
    ("deep", 1 << 11),
    ("space", 1 << 12),
    ("pipe", 1 << 13),
    ("json", 1 << 14),
    ("explode", 1 << 15),
    ("number", 1 << 16),
    ("label", 1 << 12),
    ("matrix", 1 << 13),
];

/// The bits of these flags together.
pub(super) fn bits(names: &[&str]) -> u32 {
    let known = |name: &str| BITS.iter().find(|(own, _)| *own == name).map_or(0, |(_, bits)| *bits);
    names.iter().fold(0, |bits, name| bits | known(name))
}

#[cfg(test)]
mod tests {
    use super::BITS;

    #[test]
    fn each_flag_has_the_bits_of_the_runtime() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../templates/src/runtime/value/model.rs");
        let source = std::fs::read_to_string(path).expect("the runtime");
        for (name, bits) in BITS {
            let constant = format!("pub const {}: u32 = ", name.to_ascii_uppercase());
            let value = source.split(&constant).nth(1).and_then(|rest| rest.split(';').next());
            let own = match value.expect(name) {
                "SPACE" => 1 << 12,
                "PIPE" => 1 << 13,
                "1" => 1,
                shifted => 1u32 << shifted.trim_start_matches("1 << ").parse::<u32>().expect(name),
            };
            assert_eq!(own, *bits, "{name}");
        }
    }
}
