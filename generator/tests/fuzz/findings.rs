//! What the targets have found, so that it is not found again.
