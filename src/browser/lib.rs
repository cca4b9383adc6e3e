//! The page in the browser: its static assets, and the reader that checks whether a server gives
//! exactly these.
//!
//! The modules in reading order: [`assets`] is what every page carries; [`markup`] parses a page as
//! strictly as the server writes it; [`address`] and [`answer`] are what a visit begins and ends with;
//! [`compare`] holds an answer against the assets.
//!
//! No socket: whoever visits a site brings the HTTP client. `zegeld` has one that speaks over Unix
//! sockets and shows certificates, `zegel` one that goes through Tor. No key, and no words of a
//! reporter: what a person writes in the browser is sealed by the script beside these modules.

pub mod assets;
pub mod markup;
pub mod address;
pub mod answer;
pub mod compare;
