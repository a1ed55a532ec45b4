//! The state of the decoder while it reads one response.

use super::decode_into::DecodeInto;
use super::key_lookup::Orders;
use super::model::{Field, flags};

/// The complaint about a value that would take too much memory.
pub(crate) const TOO_MUCH: &str = "a value of this kind would take far more memory than its text";

/// How much memory decoded values may take beyond that of their text, whatever its length: enough for any response
/// of a usual size.
const MEMORY: usize = 64 << 20;

/// How many times its length a string may take in memory beyond that. Strings are not counted, so few values reach it.
const MEMORY_PER_BYTE: usize = 6;

/// How often the text of unions is read for the choice of an alternative: unions within unions are read several times
/// for each level.
const READS: usize = 32;
const READ: usize = 2 << 20;

/// The memory of a tree node of objects, of a further entry, and of an element, roughly and with room to grow.
pub(crate) const OBJECT: usize = 640;
pub(crate) const ENTRY: usize = 96;
pub(crate) const ELEMENT: usize = 64;

/// The state of the decoder, and the memory that it may still use.
pub(crate) struct State {
    /// The order of keys found so far.
    pub(crate) orders: Orders,
    /// How much of the value an alternative of a union has decoded.
    pub(crate) seen: Seen,
    /// Whether that is counted.
    pub(crate) weighing: bool,
    /// Whether the value comes from a store and not from a server: what a request has set is kept as it is, also a null
    /// and an empty string.
    pub(crate) exact: bool,
    /// Whether the last value was null; counted only where values are kept as they are.
    pub(crate) was_null: bool,
    /// How much memory is left.
    memory: usize,
    /// How many bytes of unions may still be read.
    reads: usize,
    /// Whether there was too little memory.
    exhausted: bool,
}

impl State {
    /// For a string of this length.
    pub(crate) fn new(length: usize) -> Self {
        Self {
            memory: length.saturating_mul(MEMORY_PER_BYTE).saturating_add(MEMORY),
            reads: length.saturating_mul(READS).saturating_add(READ),
            ..Self::unbounded()
        }
    }

    /// For a value that may take this much memory and no more.
    pub(crate) fn within(memory: usize) -> Self {
        Self { memory, ..Self::unbounded() }
    }

    /// For a value that is in memory, or comes from a format of the caller.
    pub(crate) fn unbounded() -> Self {
        Self {
            orders: Orders::default(),
            seen: Seen::default(),
            weighing: false,
            exact: false,
            was_null: false,
            memory: usize::MAX,
            reads: usize::MAX,
            exhausted: false,
        }
    }

    /// For a request from a store of the caller.
    pub(crate) fn exact() -> Self {
        Self { exact: true, ..Self::unbounded() }
    }

    /// Whether the last value was a null that is to be kept.
    pub(crate) fn take_null(&mut self) -> bool {
        std::mem::take(&mut self.was_null) && self.exact
    }

    /// Spends memory; false when there is too little.
    #[must_use]
    pub(crate) fn spend(&mut self, bytes: usize) -> bool {
        match self.memory.checked_sub(bytes) {
            Some(left) => self.memory = left,
            None => self.exhausted = true,
        }
        !self.exhausted
    }

    /// Spends the memory of an object with this number of fields.
    #[must_use]
    pub(crate) fn spend_on_fields(&mut self, fields: usize) -> bool {
        self.spend(fields.saturating_mul(40).saturating_add(ELEMENT))
    }

    /// How much memory is left, to be given back to `restore` when what was read meanwhile is thrown away.
    pub(crate) fn memory(&self) -> usize {
        self.memory
    }

    pub(crate) fn restore(&mut self, memory: usize) {
        self.memory = memory;
    }

    pub(crate) fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    /// Whether a union of this length may be read once more.
    #[must_use]
    pub(crate) fn may_read(&mut self, length: usize) -> bool {
        let left = self.reads.checked_sub(length);
        self.reads = left.unwrap_or_default();
        left.is_some()
    }

    /// Counts a key whose field took the value.
    pub(crate) fn understood(&mut self, field: &Field, target: &DecodeInto<'_>, before: Seen) {
        self.seen.keys = self.seen.keys.saturating_add(1);
        if field.flags & (flags::TEXT | flags::NUMBER | flags::JOINED) != 0 {
            // The document types this value as a string or number of its own, so either form is natural.
            self.seen.tolerated = before.tolerated;
        }
        self.familiar(target);
    }

    /// Counts an unknown value of an enum.
    pub(crate) fn familiar(&mut self, target: &DecodeInto<'_>) {
        let known = match target {
            DecodeInto::Integer(slot) => slot.is_known(),
            DecodeInto::String(slot) => slot.is_known(),
            _ => true,
        };
        self.seen.unfamiliar = self.seen.unfamiliar.saturating_add(usize::from(!known));
    }

    /// Counts a value whose kind is not that of its place.
    #[inline]
    pub(crate) fn natural(&mut self, natural: bool) {
        if !natural && self.weighing {
            self.seen.tolerated = self.seen.tolerated.saturating_add(1);
        }
    }
}

/// How much of a value a type can decode. Other parts are not counted: a server may add keys at any
/// time, which has no bearing on the type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Keys that a field has, with a value that it can hold.
    pub(crate) keys: usize,
    /// Entries of maps, which take any key.
    pub(crate) entries: usize,
    /// Unknown values of enums.
    pub(crate) unfamiliar: usize,
    /// Values of another kind than that of their place: a number as text.
    pub(crate) tolerated: usize,
}

impl Seen {
    /// Whether this is better than another.
    pub(crate) fn beats(self, other: Self) -> bool {
        let order = |seen: Self| {
            let (known, own) = (seen.unfamiliar, seen.tolerated);
            (seen.keys, seen.entries, std::cmp::Reverse(known), std::cmp::Reverse(own))
        };
        order(self) > order(other)
    }

    pub(crate) fn is_nothing(self) -> bool {
        self.keys == 0 && self.entries == 0
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            keys: self.keys.saturating_add(other.keys),
            entries: self.entries.saturating_add(other.entries),
            unfamiliar: self.unfamiliar.saturating_add(other.unfamiliar),
            tolerated: self.tolerated.saturating_add(other.tolerated),
        }
    }
}
