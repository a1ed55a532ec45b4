//! Which credentials an operation needs. A requirement that cannot be sent is never met with other credentials.

use serde_json::{Map, Value};

use super::{Lowered, Lowerer, Rejection};
use crate::model::Credential;
use crate::pointer::Pointer;

/// Lists of credentials, any of which is accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Security {
    /// The preferred ones; empty where none are needed.
    pub first: Vec<Credential>,
    /// The others; an empty list means that none are needed.
    pub others: Vec<Vec<Credential>>,
}

/// The result for a list of requirements.
pub(super) struct Read {
    pub security: Lowered<Security>,
    /// Requirements that cannot be sent beside others that can, and what has to be set up elsewhere.
    pub notes: Vec<(Pointer, String, &'static str)>,
}

const HELP: &str = "declare a scheme that can be sent (`http` basic or bearer, `apiKey`, `oauth2`) in an overlay, or `security: []` and set the header of each request";

/// Reads `security` of a document or an operation.
pub(super) fn read(schemes: Option<&Value>, security: &Value, at: &Pointer) -> Read {
    let mut notes = Vec::new();
    let mut fits: Vec<Vec<Credential>> = Vec::new();
    let mut faults: Vec<(Pointer, String)> = Vec::new();
    let mut optional = false;
    let list = security.as_array().map(Vec::as_slice).unwrap_or_default();
    for (index, requirement) in list.iter().enumerate() {
        let Some(names) = requirement.as_object() else { continue };
        if names.is_empty() {
            optional = true;
            continue;
        }
        let at = at.join(index);
        match all(schemes, names, &at, &mut notes) {
            Ok(found) if fits.contains(&found) => {}
            Ok(found) => fits.push(found),
            Err(fault) => faults.push(fault),
        }
    }
    let nothing_else = fits.is_empty() && !optional;
    if let Some((at, message)) = faults.first().filter(|_| nothing_else) {
        let rejection = Rejection::new("security", at, message.clone(), HELP);
        return Read { security: Err(rejection), notes };
    }
    for (at, message) in faults {
        let message = format!("{message}; another alternative of `security` is used");
        notes.push((at, message, HELP));
    }
    if optional && !fits.is_empty() {
        fits.push(Vec::new());
    }
    let mut fits = fits.into_iter();
    let security = Security { first: fits.next().unwrap_or_default(), others: fits.collect() };
    Read { security: Ok(security), notes }
}

/// The credentials of one requirement, all of which are needed.
fn all(
    schemes: Option<&Value>,
    names: &Map<String, Value>,
    at: &Pointer,
    notes: &mut Vec<(Pointer, String, &'static str)>,
) -> Result<Vec<Credential>, (Pointer, String)> {
    let mut found = Vec::new();
    for name in names.keys() {
        let at = at.join(name);
        match scheme(schemes, name) {
            Ok(Some(scheme)) => found.push(scheme),
            Ok(None) => {
                let message = format!(
                    "`{name}` is a certificate of the client, which is no part of a request: nothing is sent for it"
                );
                notes.push((at, message, "give the certificate to the HTTP client that is used"));
            }
            Err(message) => return Err((at, message)),
        }
    }
    Ok(found)
}

/// The credential of a security scheme; `None` where it is not part of a request.
fn scheme(schemes: Option<&Value>, name: &str) -> Result<Option<Credential>, String> {
    let mut declared = schemes.and_then(|schemes| schemes.get(name));
    for _ in 0..8 {
        let Some(reference) = declared.and_then(|one| one.get("$ref")?.as_str()) else { break };
        let target = reference.strip_prefix("#/components/securitySchemes/");
        declared = target.and_then(|target| schemes?.get(target));
    }
    let Some(scheme) = declared else {
        return Err(format!("the security scheme `{name}` is not declared"));
    };
    let text = |key: &str| scheme.get(key).and_then(Value::as_str).unwrap_or_default();
    match text("type") {
        "oauth2" | "openIdConnect" => Ok(Some(Credential::Bearer)),
        "mutualTLS" => Ok(None),
        "http" => {
            let scheme = text("scheme").to_ascii_lowercase();
            let wrong = || format!("`{name}` is the HTTP scheme `{scheme}`, which cannot be sent");
            Credential::http(&scheme).map(Some).ok_or_else(wrong)
        }
        "apiKey" => {
            let location = scheme.get("x-in").and_then(Value::as_str).unwrap_or_else(|| text("in"));
            let key = text("name");
            if location == "header" && key.eq_ignore_ascii_case("authorization") {
                return Ok(Some(Credential::Bearer));
            }
            let wrong = || format!("the key `{name}` is in `{location}`, which cannot be sent");
            Credential::key(location, key).map(Some).ok_or_else(wrong)
        }
        other => Err(format!(
            "`{name}` is a security scheme of the type `{other}`, which cannot be sent"
        )),
    }
}

impl Lowerer<'_> {
    /// The credentials of an operation, in place of those of its server.
    pub(super) fn own_security(
        &mut self,
        operation: &Value,
        at: &Pointer,
    ) -> Lowered<Option<Security>> {
        let Some(security) = operation.get("security").filter(|one| one.is_array()) else {
            return match &self.fault {
                Some(fault) => Err(fault.clone()),
                None => Ok(None),
            };
        };
        let schemes = self.tree.root.pointer("/components/securitySchemes");
        let read = read(schemes, security, &at.join("security"));
        for (at, message, help) in read.notes {
            self.note("security", &at, message, help);
        }
        let own = read.security?;
        let server = self.api.servers.iter().find(|server| server.key == self.server);
        let same = server.is_some_and(|server| {
            server.rules.security == own.first && server.rules.alternatives == own.others
        });
        // If those of the document cannot be sent, the server has none.
        Ok((!same || self.fault.is_some()).then_some(own))
    }
}
