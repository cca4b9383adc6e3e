//! Texts about a server that is spoken to by TLS.

zegel_core::headings! {
    /// The server's own key: what is compared, and what is refused.
    ByTls {
        no_desk, other_key, no_key, to_compare, compare_with, way,
    }
}
