//! The two HTTP APIs, used as other clients would use them, and misused.

pub mod cover;
pub mod desk_listener;
pub mod openapi;
pub mod public_api;
pub mod session_time;
