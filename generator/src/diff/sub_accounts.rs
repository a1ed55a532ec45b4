//! Calls on behalf of a sub-account: a fact of the files of sub-accounts, which no document of an operation has.

use super::Compared;
use super::indexed_state::IndexedState;
use super::pending::{Changes, PendingChange};
use super::report::Side;
use super::rules;
use crate::listing::Origin;
use crate::model::Operation;
use crate::pointer::Pointer;

pub(super) fn compare(
    compared: &Compared<'_>,
    (was, is): (&Operation, &Operation),
    origins: (Origin, Origin),
    changes: &mut Changes,
) {
    let can = match (was.sub_account, is.sub_account) {
        (false, true) => "can be called on behalf of a sub-account",
        (true, false) => "can no longer be called on behalf of a sub-account",
        _ => "needs other scopes for calls on behalf of a sub-account",
    };
    let refused = if is.sub_account { "" } else { "an error before anything is sent" };
    changes.compare(shown(was), shown(is), || {
        let change = PendingChange::of(rules::SUB_ACCOUNT_CHANGED, &compared.head, origins.1);
        let change = change.word("can", can).word("refused", refused);
        let (base, head) = (&compared.base, &compared.head);
        let places = (place(base, was), place(head, is));
        let at = |change: PendingChange, side, place: &Option<(String, Pointer)>| {
            change.at(side, place.as_ref().map(|(file, pointer)| (file.as_str(), pointer)))
        };
        match &places {
            // A document can have the fact itself.
            (None, None) => change.at_both(compared, origins.0, origins.1),
            (was, is) => at(at(change, Side::Base, was), Side::Head, is),
        }
    });
}

/// Whether an operation can be called on behalf of a sub-account, and with which scopes.
fn shown(operation: &Operation) -> Option<String> {
    let mut scopes: Vec<&str> = operation.sub_account_scopes.iter().map(String::as_str).collect();
    scopes.sort_unstable();
    let yes = match scopes.is_empty() {
        true => "yes".to_owned(),
        false => format!("yes, with {}", scopes.join(", ")),
    };
    operation.sub_account.then_some(yes)
}

/// The entry of the operation in a file of sub-accounts.
fn place(view: &IndexedState<'_>, operation: &Operation) -> Option<(String, Pointer)> {
    let key = format!("{} {}", operation.method, operation.erased_path());
    let lists = &view.state.settings.sub_accounts;
    let list = lists.iter().find(|list| list.operations.contains_key(&key))?;
    operation.sub_account.then(|| (list.file.clone(), Pointer::root().join(key)))
}
