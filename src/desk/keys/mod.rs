//! The caseworker's own key.

pub mod identity;
pub mod keygen;
