//! Text → tree: a document in the form of OpenAPI 3.0, whatever version it has, with well-known faults repaired.
//!
//! | module | concern |
//! |---|---|
//! | `load` | YAML and JSON, strictly |
//! | `overlay`, `target` | OpenAPI overlays, and which parts of a document they change |
//! | `swagger` | Swagger 2.0 → OpenAPI 3.0 |
//! | `keywords` | a note for each keyword that is not used |
//! | `repair` | well-known faults, and OpenAPI 3.1 and 3.2 → 3.0 |
//! | `parameters` | parameters of path items → those of their operations |
//! | `pointer`, `reference` | where parts of a document are |
//! | `diagnostic`, `source` | findings, and their lines in the text |

pub(crate) mod diagnostic;
pub mod keywords;
pub(crate) mod load;
pub(crate) mod overlay;
pub(crate) mod parameters;
pub(crate) mod pointer;
pub(crate) mod reference;
mod repair;
pub(crate) mod source;
mod swagger;
mod target;

use serde_json::Value;

use diagnostic::Findings;
use pointer::Pointer;

/// Where a part of a document is, and where it was.
pub(crate) type Move = (Pointer, Pointer);

/// A document on its way through the pipeline.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// The id in sources.toml.
    pub id: String,
    /// The file, relative to `specs/`.
    pub file: String,
    pub root: Value,
}

/// Swagger 2.0 as OpenAPI 3.0; anything else is returned as it is.
pub(crate) fn upgrade(root: Value) -> Value {
    if swagger::is_swagger(&root) { swagger::convert(root) } else { root }
}

/// Brings a tree to the form of OpenAPI 3.0: what is not used is noted, and well-known faults are repaired. Which parts of
/// it have moved.
pub(crate) fn repair(tree: &mut Tree, findings: &mut Findings) -> Vec<Move> {
    keywords::check(tree, findings);
    let mut moves = repair::repair(tree, findings);
    moves.extend(parameters::inherit(&mut tree.root));
    moves
}
