//! Constants that the code keeps to itself, read from its source.

use std::path::Path;

use syn::{Expr, Item, Lit};

/// The text of a file of the project.
pub fn text(path: &str) -> String {
    let path = Path::new(crate::support::programs::ROOT).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("there is no {}", path.display()))
}

/// A constant that is a number, or a duration in seconds.
pub fn number(path: &str, name: &str) -> u64 {
    value(&constant(path, name))
}

/// A constant that is a text.
pub fn string(path: &str, name: &str) -> String {
    match constant(path, name) {
        Expr::Lit(literal) => match literal.lit {
            Lit::Str(text) => text.value(),
            _ => panic!("{name} is no text"),
        },
        _ => panic!("{name} is no text"),
    }
}

fn constant(path: &str, name: &str) -> Expr {
    let file = syn::parse_file(&text(path)).unwrap();
    let found = file.items.into_iter().find_map(|item| match item {
        Item::Const(item) if item.ident == name => Some(*item.expr),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{path} has no constant {name}"))
}

fn value(expression: &Expr) -> u64 {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().unwrap(),
            _ => panic!("no number"),
        },
        Expr::Binary(binary) if matches!(binary.op, syn::BinOp::Mul(_)) => {
            value(&binary.left) * value(&binary.right)
        }
        // Of a duration: `from_secs(…)`.
        Expr::Call(call) => value(&call.args[0]),
        _ => panic!("no number"),
    }
}
