//! What every store has to do, as checks of any implementation.

mod inbox;

pub use self::inbox::inbox;
