//! Nested documents: however deep they are, parsing them does not overflow the stack.

use crate::core::documents::opens;

#[test]
fn deep_nesting_is_refused_and_ends_nobodys_stack() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(15_000), close.repeat(15_000));
        assert!(!opens(&deep));
        assert!(!opens(&format!("{{\"zegel\":1,\"kind\":\"report\",\"answers\":{deep}}}")));
        assert!(!opens(&format!("{{\"zegel\":1,\"kind\":\"note\",\"x\":{deep}}}")));
    }
}
