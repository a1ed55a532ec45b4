//! PRODUCTS.md: what the crate has of each product, and what it has not.

use std::collections::BTreeMap;

use super::Emitter;
use crate::layout::MARK;
use crate::model::{Field, Repr, TypeExpr};
use crate::name::ModulePath;

/// The columns behind the name of the product.
const HEAD: [&str; 9] = [
    "Operations",
    "deprecated",
    "for sub-accounts",
    "Events",
    "Types",
    "Enums",
    "shared types and enums",
    "Named integers",
    "Feature",
];

/// What the crate has of one product.
#[derive(Default)]
struct Product {
    title: String,
    /// How many operations the document has that names it.
    most: usize,
    feature: String,
    operations: usize,
    deprecated: usize,
    sub_accounts: usize,
    events: usize,
    types: usize,
    enums: usize,
    shared: usize,
    integers: usize,
}

pub(super) fn products(emitter: &Emitter<'_>) -> String {
    let mut text = format!("<!-- {MARK}. Do not edit. -->\n\n# Products\n\n");
    text.push_str("| Product | Module |");
    HEAD.iter().for_each(|name| text.push_str(&format!(" {name} |")));
    text.push_str(&format!("\n| --- | --- |{}\n", " --- |".repeat(HEAD.len())));
    let products = counted(emitter);
    for (module, product) in &products {
        text.push_str(&row(&format!("| {} | `{module}` |", product.title), product));
    }
    text.push_str(&row("| All | |", &sum(products.values())));
    text.push_str(
        "\nAn event has the module of its product below `events`. Types that several products use are in the \
         module `types`; a shared enum counts where it is used first. A named integer is an input or field whose values have names.\n",
    );
    let absent = &emitter.settings.krate.absent;
    if !absent.is_empty() {
        text.push_str(&format!(
            "\nThe vendor also has these products, whose documents are not imported: {}.\n",
            absent.join(", ")
        ));
    }
    text
}

/// The products by their modules.
fn counted(emitter: &Emitter<'_>) -> BTreeMap<String, Product> {
    let (api, names) = (emitter.api, emitter.names);
    let mut products: BTreeMap<String, Product> = BTreeMap::new();
    let mut of_document: BTreeMap<&str, String> = BTreeMap::new();
    for document in &api.documents {
        let module = product_of(&ModulePath::parse(&document.module));
        of_document.insert(&document.id, module.clone());
        // The document with the most operations names the product.
        let own = api.operations.iter().filter(|one| one.document == document.id).count();
        let product = products.entry(module).or_default();
        if product.title.is_empty() || own > product.most {
            product.most = own;
            product.title.clone_from(&document.title);
            product.feature.clone_from(&document.feature);
        }
    }
    let of = |document: &str| of_document.get(document).cloned().unwrap_or_default();
    for operation in &api.operations {
        let product = products.entry(of(&operation.document)).or_default();
        product.operations += 1;
        product.deprecated += usize::from(operation.deprecated);
        product.sub_accounts += usize::from(operation.sub_account);
    }
    for event in &api.events {
        products.entry(of(&event.document)).or_default().events += 1;
    }
    for (id, path) in &names.types {
        let product = entry(&mut products, &path.module);
        product.types += 1;
        product.shared += usize::from(api.ty(*id).home.is_some());
    }
    for (id, path) in &names.enums {
        let one = api.enumeration(*id);
        // All shared enums are in one module: each counts where it is used first.
        let document = one.shared.as_ref().and(of_document.get(one.schema_path.document.as_str()));
        let product = match document {
            Some(module) => products.entry(module.clone()).or_default(),
            None => entry(&mut products, &path.module),
        };
        product.enums += 1;
        product.shared += usize::from(one.shared.is_some());
    }
    for field in api.fields().filter(|field| is_named_integer(emitter, field)) {
        let document = &field.schema_path.document;
        if let Some(module) = of_document.get(document.as_str()) {
            products.entry(module.clone()).or_default().integers += 1;
        }
    }
    products
}

/// The product of a type; types of several products have a line of their own.
fn entry<'a>(products: &'a mut BTreeMap<String, Product>, module: &ModulePath) -> &'a mut Product {
    let key = product_of(module);
    let first = module.0.first().cloned().unwrap_or_default();
    let key = if products.contains_key(&key) { key } else { first };
    let product = products.entry(key).or_default();
    if product.title.is_empty() {
        product.title = "Several products".to_owned();
    }
    product
}

/// The module of the product: the first one, or the one below `events` and `types`.
fn product_of(module: &ModulePath) -> String {
    let mut parts = module.0.iter();
    match (parts.next().map(String::as_str), parts.next()) {
        (Some("events" | "types"), Some(product)) => product.clone(),
        (first, _) => first.unwrap_or_default().to_owned(),
    }
}

fn is_named_integer(emitter: &Emitter<'_>, field: &Field) -> bool {
    match field.expr.innermost() {
        TypeExpr::Enum(id) => emitter.api.enumeration(*id).repr == Repr::Integer,
        _ => false,
    }
}

fn sum<'a>(products: impl Iterator<Item = &'a Product>) -> Product {
    products.fold(Product::default(), |all, one| Product {
        title: String::new(),
        most: 0,
        feature: String::new(),
        operations: all.operations + one.operations,
        deprecated: all.deprecated + one.deprecated,
        sub_accounts: all.sub_accounts + one.sub_accounts,
        events: all.events + one.events,
        types: all.types + one.types,
        enums: all.enums + one.enums,
        shared: all.shared + one.shared,
        integers: all.integers + one.integers,
    })
}

fn row(start: &str, product: &Product) -> String {
    let counts = [
        product.operations,
        product.deprecated,
        product.sub_accounts,
        product.events,
        product.types,
        product.enums,
        product.shared,
        product.integers,
    ];
    let counts: Vec<String> = counts.iter().map(|count| format!(" {count} |")).collect();
    let feature = match product.feature.as_str() {
        "" => String::new(),
        feature => format!("`{feature}`"),
    };
    format!("{start}{} {feature} |\n", counts.concat())
}
