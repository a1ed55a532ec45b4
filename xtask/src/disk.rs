//! Writing files so that a write is complete or can be repaired.
//!
//! | module | concern |
//! |---|---|
//! | [`destination`] | the output folder, its content, and the paths it may have |
//! | [`plan`] | content × disk → differences |
//! | [`apply`] | differences → disk |
//! | [`staged_file`] | one file, written under a temporary name and renamed |
//! | [`journal`] | the record of a write in progress |
//! | [`recover`] | completes or undoes an interrupted write |
//! | [`lock`] | one run at a time |

pub mod apply;
pub mod destination;
pub mod journal;
pub mod lock;
pub mod plan;
pub mod recover;
pub mod staged_file;
